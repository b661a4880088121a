# SPDX-License-Identifier: EUPL-1.2
"""What parties asked to take up first, and what became of each, told by the standing of its afspraken."""

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from afspraken.models import Afspraak, Afsprakenset, Voortgang
from afspraken.statussen import Status, status_words
from monitoring.models import Partijprioriteit
from monitoring.selectors.adressen import Adressen
from partijen.models import Gemeente, Partij
from partijen.policies import access_key
from portaal.lib.compiled import ANY_KEY, read_objects, read_values

if TYPE_CHECKING:
    from partijen.querysets import User


class Uitkomst(models.TextChoices):
    """What became of a priority; each has exactly one."""

    GEHAALD = "gehaald", _("gehaald")
    LOOPT = "loopt", _("loopt")
    AANDACHT = "aandacht", _("vraagt aandacht")
    NIET_BEGONNEN = "niet_begonnen", _("nog niet begonnen")
    STIL = "stil", _("aangehouden of vervallen")
    GEEN_AFSPRAAK = "geen_afspraak", _("geen afspraak genoemd")


@dataclass(frozen=True, slots=True)
class Stand:
    """One afspraak of a priority as the reader sees it."""

    code: str
    titel: str
    url: str
    status: str
    woord: str
    demo: bool


@dataclass(frozen=True, slots=True)
class Regel:
    """One priority with its afspraken."""

    prioriteit: Partijprioriteit
    standen: tuple[Stand, ...]

    @property
    def uitkomst(self) -> Uitkomst:
        """What became of it."""
        return outcome([stand.status for stand in self.standen])


@dataclass(frozen=True, slots=True)
class Groep:
    """The priorities of one party in one set, and how many have which outcome: together all of them."""

    partij: Partij
    afsprakenset: Afsprakenset
    regels: tuple[Regel, ...]

    @property
    def tellingen(self) -> list[tuple[str, int]]:
        """(outcome in words, how many), those that occur."""
        counts = Counter(regel.uitkomst for regel in self.regels)
        return [(str(capfirst(kind.label)), counts[kind]) for kind in Uitkomst if counts[kind]]

    @property
    def demo(self) -> bool:
        """A standing shown was invented for demonstration."""
        return any(stand.demo for regel in self.regels for stand in regel.standen)


def outcome(statussen: list[str]) -> Uitkomst:
    """What became of a priority whose afspraken have these statuses; what is stuck weighs most."""
    found = set(statussen)
    if not found:
        return Uitkomst.GEEN_AFSPRAAK
    if found & {Status.STAGNATIE, Status.AANDACHT}:
        return Uitkomst.AANDACHT
    running = found - {Status.AANGEHOUDEN, Status.VERVALLEN}
    if not running:
        return Uitkomst.STIL
    if running == {Status.GEREED}:
        return Uitkomst.GEHAALD
    return Uitkomst.NIET_BEGONNEN if running == {Status.NIET_GESTART} else Uitkomst.LOOPT


def read_prioriteiten(user: "User", gemeente: Gemeente, *, partij: Partij | None = None) -> tuple[Groep, ...]:
    """All priorities of a gemeente that the reader sees, newest set first. Three queries, whatever their number."""

    def rows() -> QuerySet[Partijprioriteit]:
        found = Partijprioriteit.objects.visible_to(user).filter(gemeente=gemeente)
        if partij is not None:
            found = found.filter(partij_id__in=[ANY_KEY])
        order = ("-afsprakenset__begindatum", "afsprakenset_id", "partij__naam", "partij_id", "nummer", "pk")
        return found.select_related("partij", "afsprakenset", "bron").order_by(*order)  # type: ignore[no-any-return]

    name, pks = ("prioriteiten", None) if partij is None else ("prioriteiten van een partij", (partij.pk,))
    found = read_objects((name, access_key(user), gemeente.pk), rows, pks=pks)
    standings = _standings(user, gemeente, found)
    groups: dict[tuple[int, int], list[Regel]] = {}
    for row in found:
        row.gemeente = gemeente
        groups.setdefault((row.afsprakenset_id, row.partij_id), []).append(Regel(row, standings.get(row.pk, ())))
    return tuple(
        Groep(regels[0].prioriteit.partij, regels[0].prioriteit.afsprakenset, tuple(regels))
        for regels in groups.values()
    )


def _standings(user: "User", gemeente: Gemeente, rows: list[Partijprioriteit]) -> dict[int, tuple[Stand, ...]]:
    """{number of a priority: its afspraken that the reader sees}; two queries."""

    def linked() -> QuerySet[Any]:
        found = Partijprioriteit.afspraken.through.objects.filter(partijprioriteit_id__in=[ANY_KEY])
        return found.values("partijprioriteit_id", "afspraak_id")

    def standing() -> QuerySet[Any]:
        seen = Afspraak.objects.visible_to(user, gemeente=gemeente).filter(pk__in=[ANY_KEY])
        invented = Exists(Voortgang.objects.filter(pk=OuterRef("zicht_voortgang_id"), demo=True))
        seen = seen.with_stand(user, gemeente=gemeente).annotate(demo=invented).order_by("volgorde", "pk")
        return seen.values("pk", "code", "titel", "zicht_status", "demo", "afsprakenset__slug")

    links = [
        (link["partijprioriteit_id"], link["afspraak_id"])
        for link in read_values(("prioriteiten", "koppelingen"), linked, pks=[row.pk for row in rows])
    ]
    key = ("prioriteiten", "afspraken", access_key(user), gemeente.pk)
    values = read_values(key, standing, pks={pk for _row, pk in links})
    words, address = status_words(gemeente), Adressen()
    by_pk: dict[int, Any] = {
        value["pk"]: Stand(
            code=value["code"],
            titel=value["titel"],
            url=address.afspraak(gemeente.slug, value["afsprakenset__slug"], value["code"]),
            status=value["zicht_status"],
            woord=words[value["zicht_status"]],
            demo=value["demo"],
        )
        for value in values
    }
    found: dict[int, list[Stand]] = {}
    for pk, stand in by_pk.items():
        for row_pk in (row for row, afspraak in links if afspraak == pk):
            found.setdefault(row_pk, []).append(stand)
    return {pk: tuple(stands) for pk, stands in found.items()}
