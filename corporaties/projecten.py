# SPDX-License-Identifier: EUPL-1.2
"""Building projects in words, for the pages that list them: three queries whatever their number."""

from collections import defaultdict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from corporaties.models import Mixregel, Projectdeelname, Vastgoedproject, Waardestatus
from corporaties.opmaak import format_getal
from partijen.policies import access_key
from portaal.lib.compiled import ANY_KEY, read_objects, read_values
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


def read_projectregels(
    key: tuple[Hashable, ...], projecten: Callable[[], Any], user: Any, *, pk: int
) -> tuple[Projectregel, ...]:
    """Projects by kind and name.

    Args:
        key: everything that they depend on but `pk`, as for `read_objects`.
        projecten: makes their queryset, limited by `visible_to(user)`; in it ANY_KEY stands for `pk`.
    """

    def chosen() -> QuerySet[Vastgoedproject]:
        rows = projecten().select_related("gebied", "bron")
        return rows.order_by("soort", "naam", "locatie", "pk")  # type: ignore[no-any-return]

    rows = read_objects(("projecten", *key), chosen, pks=(pk,))
    pks = [row.pk for row in rows]
    parties: dict[int, list[str]] = defaultdict(list)
    mix: dict[int, list[str]] = defaultdict(list)
    if pks:

        def taking_part() -> QuerySet[Any]:
            found = Projectdeelname.objects.visible_to(user).filter(project_id__in=[ANY_KEY])
            return found.order_by("-leidend", "volgorde", "pk").values("project_id", "partij__naam")  # type: ignore[no-any-return]

        def lines() -> QuerySet[Mixregel]:
            found = Mixregel.objects.visible_to(user).filter(project_id__in=[ANY_KEY]).select_related("klasse")
            return found.order_by("klasse__lijst_id", "klasse__volgorde", "pk")

        for part in read_values(("projecten", "partijen", access_key(user)), taking_part, pks=pks):
            parties[part["project_id"]].append(part["partij__naam"])
        for line in read_objects(("projecten", "mix", access_key(user)), lines, pks=pks):
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
