# SPDX-License-Identifier: EUPL-1.2
"""A gemeente with many afspraken and random histories, for tests that compare figures or count queries."""

import datetime as dt
import random
from dataclasses import dataclass

from afspraken.models import Actie, Afspraak, Afsprakenset, Betrokkenheid, Publicatie, Termijn, Thema, Voortgang
from afspraken.services.voortgang import recompute_stand
from afspraken.statussen import Status
from partijen.models import Gemeente, Overleg
from tests.factories import (
    AfsprakensetFactory,
    GemeenteFactory,
    OverlegFactory,
    PartijFactory,
    ThemaFactory,
)

TODAY = dt.date(2026, 11, 20)
REASONS = {"oorzaak": "Te weinig mensen", "gevolg": "Later klaar", "maatregel": "Hulp erbij"}
AGES = (0, 1, 12, 30, 59, 60, 61, 89, 90, 91, 200, 400)


@dataclass
class World:
    """What was made."""

    gemeente: Gemeente
    afsprakenset: Afsprakenset
    themas: list[Thema]
    afspraken: list[Afspraak]
    vorige: Overleg
    volgende: Overleg


def add_report(
    afspraak: Afspraak,
    status: str,
    *,
    actie: Actie | None = None,
    datum: dt.date = TODAY,
    published: bool = True,
    demo: bool = False,
    **texts: str,
) -> Voortgang:
    """One report as the service would leave it, standings included, without its checks of the date."""
    voortgang = Voortgang.objects.create(
        gemeente=afspraak.gemeente,
        afspraak=afspraak,
        actie=actie,
        datum=datum,
        status=status,
        demo=demo,
        **(REASONS | texts),
    )
    if published:
        Publicatie.objects.create(
            gemeente=afspraak.gemeente, voortgang=voortgang, soort=Publicatie.Soort.GEPUBLICEERD, demo=demo
        )
    target = actie or afspraak
    recompute_stand(target)
    target.save()
    return voortgang


def build_world(number: int = 20, *, seed: int = 1, slug: str = "maasdam", per_thema: int = 8) -> World:
    """A gemeente with `number` afspraken; what each looks like is random but the same for every run of a seed."""
    rng = random.Random(seed)
    gemeente = GemeenteFactory(slug=slug)
    vorige = OverlegFactory(gemeente=gemeente, datum=TODAY - dt.timedelta(days=60))
    OverlegFactory(gemeente=gemeente, datum=TODAY - dt.timedelta(days=200))
    OverlegFactory(gemeente=gemeente, datum=TODAY - dt.timedelta(days=2), soort=Overleg.Soort.KERNTEAM)
    volgende = OverlegFactory(gemeente=gemeente, datum=TODAY + dt.timedelta(days=21))
    OverlegFactory(gemeente=gemeente, datum=TODAY + dt.timedelta(days=120))
    afsprakenset = AfsprakensetFactory(gemeente=gemeente, slug="afspraken-2022-2026")
    count = max(1, number // per_thema)
    themas = [ThemaFactory(afsprakenset=afsprakenset, nummer=place, naam=f"Thema {place}") for place in range(count)]
    parties = [PartijFactory() for _ in range(4)]
    afspraken: list[Afspraak] = []
    acties: list[Actie] = []
    reports: list[Voortgang] = []
    published: list[Voortgang] = []
    terms: list[Termijn] = []
    roles: list[Betrokkenheid] = []
    for index in range(number):
        afspraak = Afspraak(
            gemeente=gemeente,
            afsprakenset=afsprakenset,
            thema=themas[index % count],
            code=f"{index % count}.{index}",
            volgorde=index,
            titel=f"Afspraak nummer {index}",
            gepubliceerd=rng.random() > 0.15,
            bron_opmerking=rng.choice(("", "", "", "De titel is van een andere afspraak.")),
            huurdersprioriteit=rng.choice(("", "", "Huurders vinden dit belangrijk.")),
        )
        own = [
            Actie(
                gemeente=gemeente,
                afspraak=afspraak,
                code=f"{afspraak.code}-{place}",
                volgnummer=place,
                titel=f"Actie {place}",
                gepubliceerd=rng.random() > 0.2,
            )
            for place in range(1, rng.randrange(4))
        ]
        for target in (None, *own):
            for _ in range(rng.randrange(5)):
                report = Voortgang(
                    gemeente=gemeente,
                    afspraak=afspraak,
                    actie=target,
                    status=rng.choice(Status.values),
                    datum=TODAY - dt.timedelta(days=rng.choice(AGES)),
                    **REASONS,
                )
                if rng.random() > 0.3:
                    published.append(report)
                report.toelichting = rng.choice(("", f"Over {afspraak.code}"))
                report.gevraagd_besluit = rng.choice(("", "", "Geld vrijmaken"))
                reports.append(report)
            if rng.random() > 0.4:
                terms.append(
                    Termijn(
                        gemeente=gemeente,
                        afspraak=afspraak,
                        actie=target,
                        soort=rng.choice(Termijn.Soort.values),
                        periode=rng.choice(("2022-Q1", "2026-11-19", "2026-11-20", "2026-H2", "2027")),
                        voldaan_op=rng.choice((None, None, dt.date(2022, 3, 1))),
                    )
                )
        for party in rng.sample(parties, rng.randrange(3)):
            role = rng.choice(Betrokkenheid.Rol.values)
            roles.append(Betrokkenheid(gemeente=gemeente, afspraak=afspraak, partij=party, rol=role))
        afspraken.append(afspraak)
        acties += own
    Afspraak.objects.bulk_create(afspraken)
    Actie.objects.bulk_create(acties)
    Voortgang.objects.bulk_create(reports)
    Publicatie.objects.bulk_create(
        Publicatie(gemeente=gemeente, voortgang=report, soort=Publicatie.Soort.GEPUBLICEERD) for report in published
    )
    Termijn.objects.bulk_create(terms)
    Betrokkenheid.objects.bulk_create(roles)
    for target in (*afspraken, *acties):
        recompute_stand(target)
        target.save()
    return World(gemeente, afsprakenset, themas, afspraken, vorige, volgende)
