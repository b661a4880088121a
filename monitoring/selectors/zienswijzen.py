# SPDX-License-Identifier: EUPL-1.2
"""Zienswijzen for a reader: beside what they are about, in the list of a gemeente, and what there is to do."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from afspraken.models import Afspraak
from monitoring import policies
from monitoring.models import Evaluatie, Rapportage, Zienswijze
from monitoring.models.zienswijze import OVER
from monitoring.querysets.zienswijze import MEELEZERS, Antwoordtermijn, Staat
from partijen.models import Gemeente, Partij
from partijen.policies import access_key, toegang_of
from partijen.shortcuts import find_visible
from portaal.lib.compiled import ANY_KEY, read_objects

if TYPE_CHECKING:
    from partijen.querysets import User

# So many stand in one list of things to do.
MAX_ROWS = 100


@dataclass(frozen=True, slots=True)
class Naast:
    """What parties put beside one thing, and where this reader writes his own; no address when he may not."""

    rijen: tuple[Zienswijze, ...]
    schrijf_url: str
    lijst_url: str


@dataclass(frozen=True, slots=True)
class Taak:
    """Something to do with a zienswijze; `verstreken` when it should have been done."""

    zienswijze: Zienswijze
    wat: str
    uiterlijk: dt.date | None = None
    verstreken: bool = False

    @property
    def demo(self) -> bool:
        """It is about something invented."""
        return self.zienswijze.demo


def find_over(user: "User", gemeente: Gemeente, soort: str, nummer: int) -> Any | None:
    """The afspraak, vastgestelde rapportage or vastgestelde evaluation of that number, if the user may see it."""
    found: Any = find_visible(_OVER[soort], user, gemeente, pk=nummer) if soort in _OVER else None
    if found is not None:
        found.gemeente = gemeente
    return found


def _afspraak(user: "User", gemeente: Gemeente) -> QuerySet[Any]:
    rows = Afspraak.objects.visible_to(user, gemeente=gemeente).select_related("afsprakenset")
    return rows.filter(gemeente=gemeente, pk=ANY_KEY)  # type: ignore[no-any-return]


def _rapportage(user: "User", gemeente: Gemeente) -> QuerySet[Any]:
    rows = Rapportage.objects.visible_to(user).vastgesteld().select_related("afsprakenset", "overleg")
    return rows.filter(gemeente=gemeente, pk=ANY_KEY)  # type: ignore[no-any-return]


def _evaluatie(user: "User", gemeente: Gemeente) -> QuerySet[Any]:
    rows = Evaluatie.objects.visible_to(user).filter(vastgesteld=True).select_related("afsprakenset")
    return rows.filter(gemeente=gemeente, pk=ANY_KEY)  # type: ignore[no-any-return]


_OVER: Mapping[str, Callable[[Any, Any], QuerySet[Any]]] = {
    "afspraak": _afspraak,
    "rapportage": _rapportage,
    "evaluatie": _evaluatie,
}


def beside(user: "User", over: Any, *, day: dt.date | None = None) -> Naast:
    """What stands beside an afspraak, rapportage or evaluation that the reader sees. One query.

    Args:
        over: with `gemeente` loaded.
        day: of the past, for the time machine; then only what was public that day.
    """
    gemeente, soort = over.gemeente, over._meta.model_name

    def rows() -> QuerySet[Zienswijze]:
        found = Zienswijze.objects.visible_to(user).filter(gemeente=gemeente, **{f"{soort}_id__in": [ANY_KEY]})
        found = found.in_staat(Staat.GEPUBLICEERD).public_on(day) if day else found.exclude(Staat.INGETROKKEN.condition)
        return found.select_related("partij", "antwoord_namens").order_by("pk")  # type: ignore[no-any-return]

    # SQL of one of the thousands of days that have been is not kept.
    key = None if day else ("zienswijzen naast", soort, access_key(user), gemeente.pk)
    found = read_objects(key, rows, pks=(over.pk,))
    for row in found:
        row.gemeente = gemeente
    writes = day is None and policies.may_write_zienswijze(user, gemeente) and _is_vast(over)
    return Naast(
        rijen=tuple(found),
        schrijf_url=reverse("zienswijze-nieuw", args=(gemeente.slug, soort, over.pk)) if writes else "",
        lijst_url=reverse("zienswijzen", args=(gemeente.slug,)),
    )


def _is_vast(over: Any) -> bool:
    return bool(getattr(over, "vastgesteld", True))


def seen_overs(user: "User", gemeente: Gemeente, rows: Iterable[Zienswijze]) -> set[tuple[str, int]]:
    """(kind, number) of what these are about, as far as the reader may see it; a query for each kind in it."""
    ids: dict[str, set[int]] = {name: set() for name in OVER}
    for row in rows:
        ids[row.over_soort].add(getattr(row, f"{row.over_soort}_id"))
    visible: Mapping[str, QuerySet[Any]] = {
        "afspraak": Afspraak.objects.visible_to(user, gemeente=gemeente),
        "rapportage": Rapportage.objects.visible_to(user),
        "evaluatie": Evaluatie.objects.visible_to(user),
    }
    return {
        (name, pk)
        for name, pks in ids.items()
        if pks
        for pk in visible[name].filter(pk__in=pks).order_by().values_list("pk", flat=True)
    }


def takes_part(user: "User", gemeente: Gemeente) -> bool:
    """Whether the reader may meet zienswijzen that are not public: of his own side, or of the whole gemeente."""
    reads = toegang_of(user).has(gemeente.pk, *MEELEZERS)
    return reads or policies.may_write_zienswijze(user, gemeente)


def parties_to_speak_for(user: "User", gemeente: Gemeente) -> list[Partij]:
    """For whom the user may write: organisations before groups of these."""
    ids = policies.speaking_partij_ids(user, gemeente)
    rows = Partij.objects.filter(pk__in=ids).order_by("naam", "pk")
    return sorted(rows, key=lambda partij: partij.soort == Partij.Soort.COLLECTIEF)


def parties_to_ask(gemeente: Gemeente) -> list[Partij]:
    """Who may be asked to answer, besides the gemeente itself."""
    rows = Partij.objects.in_gemeente(gemeente).exclude(soort=Partij.Soort.WERKGROEP)
    return list(rows.exclude(pk=gemeente.eigen_partij_id or 0).order_by("naam", "pk"))


def counts_of(rows: QuerySet[Zienswijze], day: dt.date) -> dict[str, int]:
    """How many there are in all, in each state and by when the answer is due; one query."""
    conditions: dict[str, Q] = {f"staat_{staat.value}": staat.condition for staat in Staat}
    conditions |= {f"termijn_{kind.value}": kind.condition(day) for kind in Antwoordtermijn}
    counts = {name: Count("pk", filter=condition) for name, condition in conditions.items()}
    return rows.order_by().aggregate(totaal=Count("pk"), **counts)  # type: ignore[no-any-return]


def todo(user: "User", gemeente: Gemeente, day: dt.date) -> tuple[Taak, ...]:
    """What this user has to do with zienswijzen: answer, look at the answer, publish. One query.

    A coordinator answers what nobody else was asked, and hears of what others answer late.
    """
    tasks = (_task(user, gemeente, row, day) for row in _waiting(user, gemeente, "partij", "gericht_aan"))
    return tuple(task for task in tasks if task is not None)


def not_settled(user: "User", gemeente: Gemeente) -> tuple[Zienswijze, ...]:
    """What waits for an answer or for both sides to agree, as far as the user reads it: what a meeting may speak of."""
    found = _waiting(user, gemeente, "partij")
    for row in found:
        row.gemeente = gemeente
    return tuple(found)


def _waiting(user: "User", gemeente: Gemeente, *related: str) -> list[Zienswijze]:
    def rows() -> QuerySet[Zienswijze]:
        found = Zienswijze.objects.visible_to(user).filter(gemeente=gemeente)
        found = found.filter(Staat.OPEN.condition | Staat.BEANTWOORD.condition)
        return found.select_related(*related).order_by("antwoord_uiterlijk", "pk")[:MAX_ROWS]  # type: ignore[no-any-return]

    return read_objects(("zienswijzen te doen", access_key(user), gemeente.pk, related), rows)


def _task(user: "User", gemeente: Gemeente, row: Zienswijze, day: dt.date) -> Taak | None:
    row.gemeente = gemeente
    late = row.antwoord_uiterlijk < day
    if row.staat is Staat.OPEN:
        if not policies.may_answer_zienswijze(user, row):
            return None
        if row.gericht_aan_id is None or policies.answers_as_addressed(user, row):
            return Taak(row, _("Beantwoorden"), row.antwoord_uiterlijk, late)
        asked = _("Het antwoord van %(partij)s is te laat") % {"partij": row.gericht_aan}
        return Taak(row, asked, row.antwoord_uiterlijk, late) if late else None
    missing = {"indiener": row.akkoord_indiener_op is None, "antwoord": row.akkoord_antwoord_op is None}
    if any(missing[side] for side in policies.sides_of(user, row)):
        return Taak(row, _("Lees het antwoord en zeg of het openbaar mag"))
    if row.beide_akkoord and policies.may_publish_zienswijze(user, gemeente.pk):
        return Taak(row, _("Publiceren: beide kanten zijn akkoord"))
    return None
