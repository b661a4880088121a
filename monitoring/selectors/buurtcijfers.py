# SPDX-License-Identifier: EUPL-1.2
"""How a place is doing: what sources say of it, or for a larger place what its buurten add up to. One query."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partijen.models import Gemeente
from partijen.policies import access_key
from portaal.lib.compiled import ANY_KEY, read_values
from portaal.lib.periods import Periode
from wijken.models import Gebied, Indicator, Indicatorwaarde
from wijken.samenvoegen import Waarde, combine

if TYPE_CHECKING:
    from partijen.querysets import User

EENHEDEN = {
    "procent": "%(waarde)s%%",
    "per_1000": gettext_lazy("%(waarde)s per 1.000 inwoners"),
    "duizend_euro": gettext_lazy("€ %(waarde)s duizend"),
    "kilometer": "%(waarde)s km",
    "hectare": "%(waarde)s ha",
}


@dataclass(frozen=True, slots=True)
class Regel:
    """What is said: in words, of which part, when and where. `tegenspraak`: the source also says otherwise."""

    tekst: str
    deel: str
    periode: str
    bron: str
    plaats: str
    opmerking: str
    tegenspraak: bool


@dataclass(frozen=True, slots=True)
class Cijfer:
    """One indicator of the place; without `regels` the reason why there is nothing to show."""

    slug: str
    naam: str
    uitleg: str
    regels: tuple[Regel, ...]
    reden: str = ""


@dataclass(frozen=True, slots=True)
class Cijfergroep:
    """Indicators about one subject."""

    naam: str
    cijfers: tuple[Cijfer, ...]


COLUMNS = (
    "gebied_id",
    "indicator_id",
    "indicator__slug",
    "indicator__naam",
    "indicator__uitleg",
    "indicator__groep",
    "indicator__volgorde",
    "indicator__eenheid",
    "indicator__aggregatie",
    "indicator__aggregatie_uitleg",
    "indicator__gewicht_id",
    "deel",
    "periode",
    "einddatum",
    "waarde",
    "onderdrukt",
    "afleidbaar",
    "toonbare_waarde",
    "toonbare_klasse",
    "tegenspraak",
    "bron_id",
    "bron__titel",
    "bron_plaats",
    "bron_opmerking",
)


def read_cijfers(
    user: "User", gemeente: Gemeente, gebied: Gebied, buurten: Sequence[int]
) -> tuple[tuple[Cijfergroep, ...], tuple[str, ...]]:
    """The indicators of a place by group, and the titles of the documents they come from."""

    def of_places() -> QuerySet[Any]:
        values = Indicatorwaarde.objects.visible_to(user).with_toonbaar().with_tegenspraak()
        here = values.filter(gemeente=gemeente, gebied__in=[ANY_KEY])
        order = ("indicator__groep", "indicator__volgorde", "indicator__naam", "-einddatum", "deel", "bron_plaats")
        return here.order_by(*order, "pk").values(*COLUMNS)  # type: ignore[no-any-return]

    rows = read_values(("buurtcijfers", access_key(user), gemeente.pk), of_places, pks={gebied.pk, *buurten})
    by_indicator: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        by_indicator[row["indicator_id"]].append(row)
    larger = gebied.soort != Gebied.Soort.BUURT
    groups: dict[str, list[Cijfer]] = defaultdict(list)
    for listed in by_indicator.values():
        own = [row for row in listed if row["gebied_id"] == gebied.pk]
        if own:
            cijfer = _own(own)
        elif larger:
            cijfer = _combined(listed, by_indicator, buurten)
        else:
            continue
        groups[listed[0]["indicator__groep"]].append(cijfer)
    order = [groep for groep in Indicator.Groep if groep in groups]
    shown = {row["bron__titel"] for row in rows}
    return tuple(Cijfergroep(str(groep.label), tuple(groups[groep])) for groep in order), tuple(sorted(shown))


def _own(rows: list[dict[str, Any]]) -> Cijfer:
    """What the newest document says: every statement in words, and the newest number."""
    first = rows[0]
    newest = [row for row in rows if row["bron_id"] == first["bron_id"]]
    kept = [row for row in newest if row["waarde"] is None or row["einddatum"] == first["einddatum"]]
    return _cijfer(first, tuple(_regel(row) for row in kept))


def _combined(
    rows: list[dict[str, Any]], everything: dict[int, list[dict[str, Any]]], buurten: Sequence[int]
) -> Cijfer:
    first = rows[0]
    numbers = _numbers(rows, first["periode"])
    weights = _numbers(everything.get(first["indicator__gewicht_id"], []), first["periode"])
    found = combine(first["indicator__aggregatie"], first["indicator__aggregatie_uitleg"], buurten, numbers, weights)
    if found.getal is None:
        return _cijfer(first, (), found.reden)
    text = waarde_in_woorden(first["indicator__eenheid"], found.getal)
    periode = Periode.parse(first["periode"]).label()
    return _cijfer(
        first, (Regel(text, "", periode, first["bron__titel"], _("berekend uit de buurten"), found.noot, False),)
    )


def _numbers(rows: list[dict[str, Any]], periode: str) -> dict[int, Waarde]:
    """The numbers of whole buurten in one period."""
    return {
        row["gebied_id"]: Waarde(row["waarde"], row["onderdrukt"])
        for row in rows
        if row["periode"] == periode and row["waarde"] is not None and not row["deel"]
    }


def _cijfer(row: dict[str, Any], regels: tuple[Regel, ...], reden: str = "") -> Cijfer:
    return Cijfer(row["indicator__slug"], row["indicator__naam"], row["indicator__uitleg"], regels, reden)


def _regel(row: dict[str, Any]) -> Regel:
    if row["afleidbaar"]:
        tekst = _("niet getoond: daaruit is een cijfer over minder dan 5 huishoudens af te leiden")
    elif row["onderdrukt"]:
        tekst = _("niet getoond: minder dan 5 huishoudens")
    elif row["toonbare_klasse"]:
        tekst = row["toonbare_klasse"]
    else:
        tekst = waarde_in_woorden(row["indicator__eenheid"], row["toonbare_waarde"])
    return Regel(
        tekst=tekst,
        deel=row["deel"],
        periode=Periode.parse(row["periode"]).label(),
        bron=row["bron__titel"],
        plaats=row["bron_plaats"],
        opmerking=row["bron_opmerking"],
        tegenspraak=row["tegenspraak"],
    )


def waarde_in_woorden(eenheid: str, waarde: Decimal) -> str:
    """A number in Dutch with its unit; no digits that say nothing."""
    places = max(0, -int(waarde.normalize().as_tuple().exponent))
    text = number_format(waarde, decimal_pos=min(places, 2), force_grouping=True)
    return str(EENHEDEN.get(eenheid, "%(waarde)s")) % {"waarde": text}
