# SPDX-License-Identifier: EUPL-1.2
"""Building projects in words, for the pages that list them: three queries whatever their number."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from corporaties.models import Mixregel, Projectdeelname, Vastgoedproject, Waardestatus
from corporaties.opmaak import format_getal
from portaal.lib.periods import Periode

# As the loader of documents writes it; said once above the table, not in each row.
NIET_GENOEMD = "niet genoemd in de bron"


@dataclass(frozen=True, slots=True)
class Projectregel:
    """One project. `aantal` is None when it is not known; `aantal_tekst` then says why, as the source prints it.

    `afspraken` are links (.code .url) that a page may add: this app knows of no afspraken.
    """

    pk: int
    naam: str
    soort: str
    soort_naam: str
    gebied: str
    gebied_slug: str
    wie: tuple[str, ...]
    aantal: int | None
    aantal_tekst: str
    voor_na: str
    woningtype: str
    bat: str
    huursegment: str
    mix: tuple[str, ...]
    fase: str
    planning: tuple[str, ...]
    is_gereed: bool
    is_vervallen: bool
    opmerking: str
    bron: str
    demo: bool
    afspraken: tuple[dict[str, str], ...] = ()


def read_projectregels(projecten: Any, user: Any) -> tuple[Projectregel, ...]:
    """Projects already limited by `visible_to(user)`, by kind and name."""
    rows = list(projecten.select_related("gebied", "bron").order_by("soort", "naam", "locatie", "pk"))
    pks = [row.pk for row in rows]
    parties: dict[int, list[str]] = defaultdict(list)
    mix: dict[int, list[str]] = defaultdict(list)
    if pks:
        taking_part = Projectdeelname.objects.visible_to(user).filter(project__in=pks)
        taking_part = taking_part.order_by("-leidend", "volgorde", "pk")
        for project, naam in taking_part.values_list("project_id", "partij__naam"):
            parties[project].append(naam)
        lines = Mixregel.objects.visible_to(user).filter(project__in=pks).select_related("klasse")
        for line in lines.order_by("klasse__lijst_id", "klasse__volgorde", "pk"):
            number = format_getal(line.aantal) if line.aantal is not None else line.aantal_tekst or _("onbekend")
            mix[line.project_id].append(f"{line.klasse.naam}: {number}")
    return tuple(_line(row, tuple(parties[row.pk]), tuple(mix[row.pk])) for row in rows)


def _line(row: Vastgoedproject, wie: tuple[str, ...], mix: tuple[str, ...]) -> Projectregel:
    status = str(Waardestatus(row.waardestatus).label)
    if row.aantal is not None:
        number = row.aantal_tekst or format_getal(row.aantal)
    else:
        said = row.aantal_tekst.lower() not in ("", str(status).lower())
        number = f"{status} ({row.aantal_tekst})" if said else status
    return Projectregel(
        pk=row.pk,
        naam=row.naam or row.locatie or row.code,
        soort=row.soort,
        soort_naam=row.get_soort_display(),  # type: ignore[attr-defined]
        gebied=row.gebied.naam if row.gebied else "",
        gebied_slug=row.gebied.slug if row.gebied else "",
        wie=wie,
        aantal=row.aantal,
        aantal_tekst=number,
        voor_na=_before_and_after(row),
        woningtype=row.woningtype,
        bat=row.bat,
        huursegment=row.huursegment,
        mix=mix,
        fase=row.get_fase_display() if row.fase else "",  # type: ignore[attr-defined]
        planning=_dates(row),
        is_gereed=row.fase == Vastgoedproject.Fase.GEREED or bool(row.werkelijk_gereed),
        is_vervallen=row.fase == Vastgoedproject.Fase.VERVALLEN,
        opmerking=row.opmerking,
        bron=", ".join(part for part in (row.bron.titel if row.bron else "", row.bron_plaats) if part),
        demo=row.demo,
    )


def _before_and_after(row: Vastgoedproject) -> str:
    """Dwellings before and after, or the word of the source ("pm"); empty when it is silent about both."""
    if row.woningen_voor is None and row.woningen_na is None:
        silent = row.woningen_opmerking in ("", NIET_GENOEMD)
        return "" if silent else _("voor en na: %(waarom)s") % {"waarom": row.woningen_opmerking}
    why = row.woningen_opmerking or _("onbekend")
    numbers = [format_getal(value) if value is not None else why for value in (row.woningen_voor, row.woningen_na)]
    return _("van %(voor)s naar %(na)s") % {"voor": numbers[0], "na": numbers[1]}


def _dates(row: Vastgoedproject) -> tuple[str, ...]:
    named = (
        (_("start gepland"), row.gepland_start),
        (_("gereed gepland"), row.gepland_gereed),
        (_("gestart"), row.werkelijk_start),
        (_("gereed"), row.werkelijk_gereed),
    )
    return tuple(f"{name}: {Periode.parse(text).label()}" for name, text in named if text)
