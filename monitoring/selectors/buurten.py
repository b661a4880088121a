# SPDX-License-Identifier: EUPL-1.2
"""All neighbourhoods of a gemeente with one measure, for the list and the map. Three queries."""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from afspraken.models import Actie, Afspraak, Ligging
from afspraken.statussen import Status
from partijen.models import Gemeente
from portaal.lib.money import format_euro
from wijken.models import Bewonerskrachtteam, Fonds, Gebied, Kaarttegel

if TYPE_CHECKING:
    from partijen.querysets import User

MATEN: dict[str, str | Promise] = {
    "acties": _("Afspraken en acties"),
    "stagneert": _("Afspraken en acties die stagneren"),
    "teams": _("Bewonerskrachtteams"),
    "fonds": _("Geld voor ideeën van bewoners"),
}
# A measure in classes: nothing, and three steps up.
STAPPEN = 3


@dataclass(frozen=True, slots=True)
class Buurtregel:
    """A neighbourhood: `tekst` is its measure in words, `stap` 0 for nothing up to 3 for most."""

    naam: str
    slug: str
    ligt_in: str
    waarde: Decimal
    tekst: str
    stap: int


@dataclass(frozen=True, slots=True)
class Tegel:
    """A square of the map: a buurt, something with only a name (the river), or nothing."""

    regel: Buurtregel | None = None
    naam: str = ""


@dataclass(frozen=True, slots=True)
class Buurtenlijst:
    """The neighbourhoods by name, the larger places, and what the steps of the measure mean."""

    maat: str
    label: str | Promise
    buurten: tuple[Buurtregel, ...]
    grotere: tuple[tuple[str, str], ...]
    legenda: tuple[tuple[int, str], ...]
    tegels: tuple[Tegel, ...]
    kolommen: int


def buurtenlijst(user: "User", gemeente: Gemeente, maat: str) -> Buurtenlijst:
    """Every buurt with the measure; a measure that is not known is the first one."""
    maat = maat if maat in MATEN else "acties"
    places = list(Gebied.objects.visible_to(user).filter(gemeente=gemeente).select_related("ouder").order_by("naam"))
    values = _READERS[maat](user, gemeente)
    buurten = [row for row in places if row.soort == Gebied.Soort.BUURT]
    bounds = _bounds([values.get(row.pk, Decimal(0)) for row in buurten])
    show = format_euro if maat == "fonds" else _plain
    regels = {
        row.pk: Buurtregel(
            naam=row.naam,
            slug=row.slug,
            ligt_in=row.ouder.volledige_naam if row.ouder else "",
            waarde=(waarde := values.get(row.pk, Decimal(0))),
            tekst=show(waarde) if waarde else "",
            stap=_step(waarde, bounds),
        )
        for row in buurten
    }
    tegels, kolommen = _tegels(user, gemeente, regels)
    return Buurtenlijst(
        maat=maat,
        label=MATEN[maat],
        buurten=tuple(regels.values()),
        tegels=tegels,
        kolommen=kolommen,
        grotere=tuple((row.volledige_naam, row.slug) for row in places if row.soort != Gebied.Soort.BUURT),
        legenda=_legend(bounds, show),
    )


def _tegels(user: "User", gemeente: Gemeente, regels: dict[int, Buurtregel]) -> tuple[tuple[Tegel, ...], int]:
    """The squares row by row from the north, with the empty ones between them, and how many there are in a row."""
    rows = (
        Kaarttegel.objects.visible_to(user).filter(gemeente=gemeente).values_list("rij", "kolom", "gebied_id", "naam")
    )
    known = {(rij, kolom): Tegel(regels.get(gebied), naam) for rij, kolom, gebied, naam in rows}
    if not known:
        return (), 0
    height, width = max(rij for rij, _kolom in known), max(kolom for _rij, kolom in known)
    squares = [known.get((rij, kolom), Tegel()) for rij in range(1, height + 1) for kolom in range(1, width + 1)]
    return tuple(squares), width


def _plain(value: Decimal) -> str:
    return str(int(value))


def _bounds(values: list[Decimal]) -> list[Decimal]:
    """The highest value of each step: thirds of the neighbourhoods that have something."""
    some = sorted(value for value in values if value > 0)
    if not some:
        return []
    tops = [some[min(len(some) - 1, (len(some) * step) // STAPPEN)] for step in range(1, STAPPEN)] + [some[-1]]
    return sorted(set(tops))


def _step(value: Decimal, bounds: list[Decimal]) -> int:
    if value <= 0:
        return 0
    return next(step for step, top in enumerate(bounds, start=1) if value <= top)


def _legend(bounds: list[Decimal], show: Any) -> tuple[tuple[int, str], ...]:
    rows = [(0, str(_("niets genoemd")))]
    for step, top in enumerate(bounds, start=1):
        rows.append((step, str(_("tot en met %(top)s")) % {"top": show(top)}))
    return tuple(rows)


def _liggingen(user: "User", gemeente: Gemeente, **statuses: Any) -> dict[int, Decimal]:
    """{gebied: number of acties, and of afspraken that lie there as a whole}."""
    there = Ligging.objects.visible_to(user).filter(gemeente=gemeente)
    if statuses:
        acties = Actie.objects.visible_to(user).with_stand(user).filter(gemeente=gemeente, **statuses)
        afspraken = Afspraak.objects.visible_to(user).with_stand(user).filter(gemeente=gemeente, **statuses)
        there = there.filter(Q(actie__in=acties.values("pk")) | Q(actie=None, afspraak__in=afspraken.values("pk")))
    return {pk: Decimal(count) for pk, count in _counted(there)}


def _counted(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.order_by().values_list("gebied").annotate(aantal=Count("pk"))


def _acties(user: "User", gemeente: Gemeente) -> dict[int, Decimal]:
    return _liggingen(user, gemeente)


def _stagneert(user: "User", gemeente: Gemeente) -> dict[int, Decimal]:
    return _liggingen(user, gemeente, zicht_status=Status.STAGNATIE)


def _teams(user: "User", gemeente: Gemeente) -> dict[int, Decimal]:
    rows = Bewonerskrachtteam.objects.visible_to(user).filter(gemeente=gemeente).for_peildatum(timezone.localdate())
    return {pk: Decimal(count) for pk, count in Counter(rows.values_list("gebied_id", flat=True)).items()}


def _fonds(user: "User", gemeente: Gemeente) -> dict[int, Decimal]:
    rows: Any = Fonds.objects.visible_to(user).filter(gemeente=gemeente).with_stand()
    return {pk: Decimal(vrij) for pk, vrij in rows.values_list("gebied_id", "vrij")}


_READERS = {"acties": _acties, "stagneert": _stagneert, "teams": _teams, "fonds": _fonds}
