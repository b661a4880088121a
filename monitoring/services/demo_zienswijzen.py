# SPDX-License-Identifier: EUPL-1.2
"""Demo zienswijzen: a public one with its answer, one that tenants still have to look at, one without answer."""

import datetime as dt
from typing import Any

from django.utils import timezone

from afspraken.models import Afspraak
from monitoring.models import Evaluatie, Zienswijze
from monitoring.services.zienswijzen import agree_zienswijze, answer_zienswijze, publish_zienswijze, submit_zienswijze
from partijen.models import Gemeente, Lidmaatschap, Partij, Rol, Wijziging

OORSPRONG = Wijziging.Oorsprong.VOORBEELDDATA
VOORBEELD = "Dit is een voorbeeld. "
VRAAG = "Wanneer horen huurders hoe hoog de volgende huurverhoging wordt?"


def add_zienswijzen(gemeente: Gemeente) -> int:
    """Make them if they are not there yet, beside what tenants find important; the number that was made."""
    public = Afspraak.objects.filter(gemeente=gemeente, gepubliceerd=True, afsprakenset__gepubliceerd=True)
    chosen = list(public.exclude(huurdersprioriteit="").select_related("afsprakenset").order_by("volgorde", "pk"))
    partij = _tenants(gemeente)
    if partij is None or not chosen or Zienswijze.objects.filter(gemeente=gemeente, demo=True).exists():
        return 0
    now = timezone.now()
    common: dict[str, Any] = {"partij": partij, "by": None, "demo": True, "oorsprong": OORSPRONG}
    first, last = chosen[0], chosen[-1]
    first.gemeente = last.gemeente = gemeente
    shown = submit_zienswijze(
        over=first,
        soort=Zienswijze.Soort.ZIENSWIJZE,
        titel="Ook in andere buurten is hulp bij geldzorgen nodig.",
        tekst=VOORBEELD + "Onze leden zien dat de proef werkt. Zij vragen om er in meer buurten mee te beginnen.",
        moment=now - dt.timedelta(days=60),
        **common,
    )
    _answer(shown, "De gemeente bekijkt met de corporaties of de proef na dit jaar groter kan.", now, 45)
    _step(agree_zienswijze, shown, now, 40, kant="indiener")
    _step(publish_zienswijze, shown, now, 38)
    made = 2
    submit_zienswijze(
        over=last, soort=Zienswijze.Soort.VRAAG, titel=VRAAG, tekst=VOORBEELD + "Zij plannen graag vooruit.",
        moment=now - dt.timedelta(days=20), **common,
    )  # fmt: skip
    evaluatie = Evaluatie.objects.filter(gemeente=gemeente, vastgesteld=True, demo=True).order_by("-jaar").first()
    if evaluatie is not None:
        evaluatie.gemeente = gemeente
        looked = submit_zienswijze(
            over=evaluatie,
            soort=Zienswijze.Soort.ZIENSWIJZE,
            titel="De evaluatie zegt weinig over de woonlasten.",
            tekst=VOORBEELD + "Huurders willen lezen wat zij per maand betalen, met energie erbij.",
            moment=now - dt.timedelta(days=30),
            **common,
        )
        _answer(looked, "In de volgende evaluatie komt een tabel met de woonlasten.", now, 10)
        made += 1
    return made


def _tenants(gemeente: Gemeente) -> Partij | None:
    """The tenant association of the demo account, or the first one there is."""
    roles = Lidmaatschap.objects.filter(
        gemeente=gemeente, rol=Rol.HUURDERSVERTEGENWOORDIGER, gebruiker__demo=True, partij__isnull=False
    )
    role = roles.select_related("partij").order_by("pk").first()
    if role is not None:
        return role.partij
    rows = Partij.objects.in_gemeente(gemeente).filter(soort=Partij.Soort.HUURDERSORGANISATIE)
    return rows.order_by("naam").first()  # type: ignore[no-any-return]


def _answer(row: Zienswijze, text: str, now: dt.datetime, days: int) -> None:
    _step(answer_zienswijze, row, now, days, antwoord=VOORBEELD + text)


def _step(service: Any, row: Zienswijze, now: dt.datetime, days: int, **values: str) -> None:
    current = Zienswijze.objects.select_related("gemeente").get(pk=row.pk)
    service(
        zienswijze=current,
        by=None,
        expected_versie=current.versie,
        moment=now - dt.timedelta(days=days),
        oorsprong=OORSPRONG,
        **values,
    )
