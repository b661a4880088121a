# SPDX-License-Identifier: EUPL-1.2
"""What the tests of the API look at: published things and drafts of two gemeenten."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from afspraken.models import Actie, Afspraak, LandelijkePrioriteit, Voortgang
from afspraken.services.voortgang import Melding, record_voortgang
from corporaties.models import Afwijkingstoelichting, Mixregel, Vastgoedproject
from monitoring.models import Partijprioriteit
from partijen.models import Gebruiker, Gemeente, Partij
from partijen.services import sleutels
from tests.factories import (
    AanvraagFactory,
    ActieFactory,
    AfspraakFactory,
    AfsprakensetFactory,
    AfwijkingFactory,
    BetrokkenheidFactory,
    BewonerskrachtteamFactory,
    BijstellingFactory,
    BrondocumentFactory,
    CollectiefFactory,
    DoeldeelFactory,
    DoelstellingFactory,
    FondsFactory,
    GebiedFactory,
    GebruikerFactory,
    GemeenteFactory,
    KlasseFactory,
    LeveringFactory,
    LiggingFactory,
    MetingFactory,
    OverlegFactory,
    PartijFactory,
    PartijInGemeenteFactory,
    TermijnFactory,
    ThemaFactory,
    VastgoedprojectFactory,
    VoorraadcijferFactory,
    WerkgroepFactory,
)
from tests.factories_evaluatie import EvaluatieFactory, EvaluatieregelFactory, OordeelFactory
from tests.factories_rapportage import RapportageregelFactory
from tests.factories_wijkplan import InitiatiefFactory, SdgkoppelingFactory, VervolgbesluitFactory
from tests.factories_zienswijze import ZienswijzeFactory
from tests.wijken.factories import IndicatorwaardeFactory

BASE = "/api/v1"
RESOURCES = (
    "gemeenten",
    "partijen",
    "gebieden",
    "afsprakensets",
    "themas",
    "afspraken",
    "acties",
    "termijnen",
    "voortgang",
    "bijstellingen",
    "doelstellingen",
    "initiatieven",
    "sdgkoppelingen",
    "vervolgbesluiten",
    "leefbaarheidsfondsen",
    "fondsaanvragen",
    "bewonerskrachtteams",
    "indicatorwaarden",
    "leveringen",
    "woningvoorraad",
    "vastgoedprojecten",
    "afwijkingen",
    "overleggen",
    "rapportages",
    "evaluaties",
    "zienswijzen",
    "prioriteiten",
)
WITH_DRAFTS = (
    "afsprakensets",
    "themas",
    "afspraken",
    "acties",
    "termijnen",
    "voortgang",
    "bijstellingen",
    "doelstellingen",
    "initiatieven",
    "sdgkoppelingen",
    "vervolgbesluiten",
    "leveringen",
    "woningvoorraad",
    "vastgoedprojecten",
    "fondsaanvragen",
    "rapportages",
    "evaluaties",
    "zienswijzen",
    "prioriteiten",
)
VERKLARING = {"oorzaak": "Geen geld.", "gevolg": "Later klaar.", "maatregel": "Zoeken."}
SECRET = "geheim"
"""Stands in every text that the public may not read."""


@dataclass
class World:
    """The rows by name, and the users by role."""

    maastricht: Gemeente
    heerlen: Gemeente
    afspraken: dict[str, Afspraak] = field(default_factory=dict)
    acties: dict[str, Actie] = field(default_factory=dict)
    voortgang: dict[str, Voortgang] = field(default_factory=dict)
    users: dict[str, Gebruiker | None] = field(default_factory=dict)

    def report(
        self, afspraak: str, status: str = "op_koers", *, publish: bool, actie: str = "", **texts: Any
    ) -> Voortgang:
        """Record a report by the coordinator of the gemeente."""
        row = self.afspraken[afspraak]
        by = self.users["coordinator" if row.gemeente == self.maastricht else "coordinator elders"]
        extra = VERKLARING if status in ("aandacht", "stagnatie") else {}
        namens = texts.pop("namens", None)
        return record_voortgang(
            afspraak=row,
            actie=self.acties[actie] if actie else None,
            melding=Melding(status=status, **{**extra, **texts}),
            by=by,
            namens=namens,
            publish=publish,
        )


def make_world() -> World:
    """Thema 1 of Maastricht is that of `lid`, thema 2 that of `ander lid`; 3a stands in a set that is a draft."""
    maastricht, heerlen = GemeenteFactory(slug="maastricht", naam="Maastricht"), GemeenteFactory(slug="heerlen")
    world = World(maastricht, heerlen)
    bron = BrondocumentFactory(gemeente=maastricht, titel="Prestatieafspraken")
    bouwen = WerkgroepFactory(gemeente=maastricht, naam="Werkgroep Bouwen, slopen en kopen")
    zorg = WerkgroepFactory(gemeente=maastricht, naam="Werkgroep Zorg")
    elders = WerkgroepFactory(gemeente=heerlen, naam="Werkgroep Bouwen, slopen en kopen")
    woonpunt = PartijFactory(naam="Woonpunt")
    for gemeente in (maastricht, heerlen):
        PartijInGemeenteFactory(partij=woonpunt, gemeente=gemeente)
        CollectiefFactory(naam="Corporaties", gemeente=gemeente)
    lopend = AfsprakensetFactory(gemeente=maastricht, slug="afspraken", naam="Afspraken", bron=bron)
    concept = AfsprakensetFactory(gemeente=maastricht, slug="concept", naam=f"{SECRET} set", gepubliceerd=False)
    lopend_elders = AfsprakensetFactory(gemeente=heerlen, slug="afspraken", naam="Afspraken elders")
    thema_1 = ThemaFactory(afsprakenset=lopend, nummer=1, naam="Bouwen", werkgroep=bouwen)
    thema_2 = ThemaFactory(afsprakenset=lopend, nummer=2, naam="Zorg", werkgroep=zorg)
    thema_3 = ThemaFactory(afsprakenset=concept, nummer=3, naam=f"{SECRET} thema", werkgroep=bouwen)
    thema_h = ThemaFactory(afsprakenset=lopend_elders, nummer=1, naam="Bouwen", werkgroep=elders)
    prioriteit = LandelijkePrioriteit.objects.create(
        gemeente=maastricht, afsprakenset=lopend, nummer=1, naam="Genoeg woningen"
    )
    prioriteit.themas.add(thema_1)

    drafts = {"1b", "2b", "h2"}
    places = {"1a": thema_1, "1b": thema_1, "2a": thema_2, "2b": thema_2, "3a": thema_3, "h1": thema_h, "h2": thema_h}
    for number, (name, thema) in enumerate(places.items()):
        hidden = name in drafts or thema == thema_3
        world.afspraken[name] = AfspraakFactory(
            thema=thema,
            # The same code in two gemeenten: a code is known within its set.
            code={"h1": "1a", "h2": "x9"}.get(name, name),
            titel=f"{SECRET} {name}" if hidden else f"Afspraak {name}",
            volgorde=number,
            gepubliceerd=name not in drafts,
            bron=bron if thema.gemeente == maastricht else None,
        )
    for afspraak, volgnummer, published in (("1a", 1, True), ("1a", 2, False), ("1b", 1, True), ("2a", 1, True)):
        row = ActieFactory(
            afspraak=world.afspraken[afspraak],
            volgnummer=volgnummer,
            titel=f"Verduurzaming {afspraak}" if published and afspraak not in drafts else f"{SECRET} actie",
            gepubliceerd=published,
        )
        world.acties[row.code] = row

    buurt = GebiedFactory(gemeente=maastricht, naam="Pottenberg", slug="pottenberg")
    elders_buurt = GebiedFactory(gemeente=heerlen, naam="Pottenberg", slug="pottenberg")
    IndicatorwaardeFactory(indicator__gemeente=heerlen, gebied=elders_buurt)
    for volgorde, naam in enumerate(("Malberg", "Amby")):
        gebied = GebiedFactory(gemeente=maastricht, naam=naam, slug=naam.lower())
        LiggingFactory(afspraak=world.afspraken["1a"], gebied=gebied, volgorde=volgorde)
    LiggingFactory(afspraak=world.afspraken["1a"], actie=world.acties["1a-2"], gebied=buurt)
    BewonerskrachtteamFactory(gebied=buurt, corporatie=woonpunt, fase=1)
    BewonerskrachtteamFactory(gebied=GebiedFactory(gemeente=heerlen, naam="Aarveld"), corporatie=woonpunt, fase=3)
    IndicatorwaardeFactory(indicator__gemeente=maastricht, gebied=buurt, bron=bron)
    for place in (buurt, GebiedFactory(gemeente=heerlen, naam="Zeswegen")):
        fonds = FondsFactory(gebied=place)
        granted = {"status": "toegekend", "toegekend": 60, "openbaar": True, "openbare_titel": "Bankje"}
        AanvraagFactory(gebied=place, fonds=fonds, kenmerk="LF-2026-0001", **granted)
        AanvraagFactory(gebied=place, fonds=fonds, kenmerk="LF-2026-0002", status="ingediend", openbare_titel=SECRET)
    rayon = GebiedFactory(gemeente=maastricht, naam="Noord-Oost", slug="noord-oost", soort="rayon")
    Afspraak.objects.filter(pk=world.afspraken["2a"].pk).update(rayon=rayon)

    for volgorde, partij in enumerate((woonpunt, bouwen)):
        BetrokkenheidFactory(afspraak=world.afspraken["1a"], partij=partij, volgorde=volgorde)
    BetrokkenheidFactory(afspraak=world.afspraken["1a"], partij=zorg, rol="betrokken")
    BetrokkenheidFactory(afspraak=world.afspraken["1a"], actie=world.acties["1a-1"], partij=zorg)
    BetrokkenheidFactory(afspraak=world.afspraken["1b"], partij=woonpunt)

    TermijnFactory(afspraak=world.afspraken["1a"], periode="2024-H1")
    TermijnFactory(afspraak=world.afspraken["1a"], actie=world.acties["1a-1"], periode="2023-Q2", wat="Plan")
    TermijnFactory(afspraak=world.afspraken["1a"], actie=world.acties["1a-2"], periode="2020", wat=SECRET)
    TermijnFactory(afspraak=world.afspraken["1b"], periode="2021", wat=SECRET)
    TermijnFactory(afspraak=world.afspraken["2a"], soort="start", periode="2022")
    TermijnFactory(afspraak=world.afspraken["h1"], periode="2099")
    open_set = world.afspraken["1a"].afsprakenset
    for code, row in (("1a", world.afspraken["1a"]), ("1b", world.afspraken["1b"])):
        doel = DoelstellingFactory(
            afsprakenset=open_set, afspraak=row, titel=f"Woningen voor ouderen {code}", code=code
        )
        MetingFactory(doelstelling=doel, deel=DoeldeelFactory(doelstelling=doel, partij=woonpunt))
    MetingFactory(doelstelling=DoelstellingFactory(afsprakenset=concept, titel=SECRET, code=SECRET), herkomst=SECRET)
    DoelstellingFactory(afsprakenset=world.afspraken["h1"].afsprakenset, afspraak=world.afspraken["h1"], code="h1")
    BijstellingFactory(afspraak=world.afspraken["1a"], reden="De bouw schuift op.")
    BijstellingFactory(afspraak=world.afspraken["2a"], datum=dt.date(2026, 2, 5), reden="Het schuift.")
    BijstellingFactory(afspraak=world.afspraken["1a"], reden=SECRET, nieuw=SECRET, gepubliceerd=False)
    BijstellingFactory(afspraak=world.afspraken["1b"], reden=SECRET)
    BijstellingFactory(afspraak=world.afspraken["h1"])
    InitiatiefFactory(gebied=buurt, titel="Moestuin", afspraak=world.afspraken["1a"], pijler=thema_1)
    InitiatiefFactory(gebied=buurt, titel="Wandelclub", afspraak=world.afspraken["1b"], pijler=thema_3)
    InitiatiefFactory(gebied=buurt, titel=SECRET, omschrijving=SECRET, herkomst=SECRET, gepubliceerd=False)
    InitiatiefFactory(gebied=elders_buurt, titel="Moestuin elders")
    SdgkoppelingFactory(afsprakenset=open_set, thema=thema_1, sdg=1)
    SdgkoppelingFactory(afsprakenset=open_set, afspraak=world.afspraken["1a"], sdg=3, bron_plaats="Bijlage")
    SdgkoppelingFactory(afsprakenset=open_set, afspraak=world.afspraken["1b"], sdg=4, bron_plaats=SECRET)
    SdgkoppelingFactory(afsprakenset=concept, sdg=5, bron_plaats=SECRET)
    SdgkoppelingFactory(afsprakenset=lopend_elders, sdg=1)
    for afsprakenset, reden in (
        (open_set, "De pilot hielp."),
        (concept, SECRET),
        (lopend_elders, "De pilot liep vast."),
    ):
        VervolgbesluitFactory(afsprakenset=afsprakenset, reden=reden)
    for gemeente, codes in ((maastricht, ("1a", "3a")), (heerlen, ("h1",))):
        overleg = OverlegFactory(gemeente=gemeente, datum=dt.date(2024, 3, 1), naam="BOWW", demo=gemeente == heerlen)
        for code in codes:
            afspraak, draft = world.afspraken[code], code == "3a"
            RapportageregelFactory(
                rapportage__overleg=overleg,
                rapportage__afsprakenset=afspraak.afsprakenset,
                rapportage__concept=draft,
                afspraak=afspraak,
                toelichting=SECRET if draft else "",
            )
            text = SECRET if draft else "De huren"
            ZienswijzeFactory(afspraak=afspraak, partij=zorg, public=not draft, titel=text, tekst=text)

    for name, titel in (("1a", "Rust"), ("3a", SECRET), ("h1", "Groen")):
        afsprakenset = world.afspraken[name].afsprakenset
        prioriteit = Partijprioriteit.objects.create(
            gemeente=afsprakenset.gemeente, afsprakenset=afsprakenset, partij=zorg, nummer=1, titel=titel
        )
        prioriteit.afspraken.set(row for row in world.afspraken.values() if row.afsprakenset == afsprakenset)

    for name, codes in (("1a", ("1a", "1b")), ("h1", ("h1",))):
        evaluatie = EvaluatieFactory(afsprakenset=world.afspraken[name].afsprakenset, jaar=2024, demo=name == "h1")
        for code in codes:
            les = SECRET if code == "1b" else ""
            regel = EvaluatieregelFactory(evaluatie=evaluatie, afspraak=world.afspraken[code], les=les)
    EvaluatieregelFactory(evaluatie=evaluatie, afspraak=None, code="", titel="Daken", status="", voorstel="toevoegen")
    OordeelFactory(regel=regel, partij=woonpunt)
    EvaluatieFactory(afsprakenset=world.afspraken["1a"].afsprakenset, jaar=2025, vastgesteld=False)
    EvaluatieFactory(afsprakenset=concept, samenvatting=SECRET)

    world.users = {
        "public": None,
        "lid": GebruikerFactory(rol="werkgroeplid", gemeente=maastricht, partij=bouwen, naam="Naam Lid"),
        "ander lid": GebruikerFactory(rol="werkgroeplid", gemeente=maastricht, partij=zorg),
        "databeheerder": GebruikerFactory(rol="databeheerder", gemeente=maastricht, partij=woonpunt),
        "bestuurder": GebruikerFactory(rol="bestuurder", gemeente=maastricht),
        "coordinator": GebruikerFactory(rol="coordinator", gemeente=maastricht, naam="Naam Coordinator"),
        "coordinator elders": GebruikerFactory(rol="coordinator", gemeente=heerlen),
        "superuser": GebruikerFactory(is_superuser=True),
    }
    _add_figures(world, woonpunt, buurt, bron)
    world.voortgang = {
        "1a published": world.report(
            "1a", publish=True, toelichting="Het loopt.", volgende_stap="Verder.", fase="uitvoering", namens=woonpunt
        ),
        "1a draft": world.report("1a", "stagnatie", publish=False, toelichting=SECRET),
        "1a-1": world.report("1a", actie="1a-1", publish=True, toelichting="Actie loopt."),
        "1a-2": world.report("1a", actie="1a-2", publish=True, toelichting=SECRET),
        "1b": world.report("1b", publish=True, toelichting=SECRET),
        "2a": world.report("2a", publish=False, toelichting=SECRET),
        "h1": world.report("h1", "gereed", publish=True),
        "h2": world.report("h2", publish=True, toelichting=SECRET),
    }
    return world


def _add_figures(world: World, woonpunt: Any, buurt: Any, bron: Any) -> None:
    """A printed table and a project in both gemeenten, and a draft of each in Maastricht."""
    secret = KlasseFactory(lijst__gemeente=world.maastricht, naam="Duur")
    for gemeente in (world.maastricht, world.heerlen):
        levering = LeveringFactory(gemeente=gemeente)
        VoorraadcijferFactory(levering=levering, corporatie=woonpunt, waarde="12.5", eenheid="procent")
        VoorraadcijferFactory(levering=levering, klasse=None, waarde=None, waardestatus="onbekend")
        VastgoedprojectFactory(gemeente=gemeente, corporaties=[woonpunt])
        AfwijkingFactory(gemeente=gemeente)
    afwijking = AfwijkingFactory(gemeente=world.maastricht)
    Afwijkingstoelichting.objects.create(gemeente=world.maastricht, sleutel=afwijking.sleutel, tekst="Nagevraagd.")
    draft = LeveringFactory(concept=True, gemeente=world.maastricht)
    VoorraadcijferFactory(levering=draft, gebied=buurt, opmerking=SECRET, klasse=secret)
    project = VastgoedprojectFactory(gemeente=world.maastricht, gebied=buurt, bron=bron, locatie=SECRET)
    Mixregel.objects.create(gemeente=world.maastricht, project=project, klasse=secret, aantal=5)
    Vastgoedproject.objects.filter(pk=project.pk).update(gepubliceerd=False)


def make_sleutel(
    world: World, *scopes: str, gemeente: Gemeente | None = None, partij: Partij | None = None
) -> sleutels.Uitgifte:
    """A key of Woonpunt in Maastricht, unless told otherwise."""
    here = gemeente or world.maastricht
    return sleutels.make_sleutel(
        gemeente=here,
        partij=partij or Partij.objects.get(naam="Woonpunt"),
        naam="Koppeling",
        scopes=scopes,
        geldig_tot=timezone.localdate(),
        by=world.users["coordinator" if here == world.maastricht else "coordinator elders"],  # type: ignore[arg-type]
    )


def body_of(response: Any) -> bytes:
    """The whole answer, a streamed one included; `response.close()` would close the connection of the test."""
    content: bytes = response.getvalue()
    if file := getattr(response, "file_to_stream", None):
        file.close()
    return content
