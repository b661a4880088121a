# SPDX-License-Identifier: EUPL-1.2
"""What the public pages show beside the standings: gemeenten, signing parties, national priorities."""

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count

from afspraken.models import Afspraak, Afsprakenset, LandelijkePrioriteit, Thema
from partijen.models import Gemeente, Partij
from portaal.lib.periods import Periode

if TYPE_CHECKING:
    from partijen.querysets import User


# "Gemeente Maastricht" and "Huurdersorganisaties" need no explanation.
SPREEKT_VOOR_ZICH = (Partij.Soort.GEMEENTE, Partij.Soort.COLLECTIEF)


@dataclass(frozen=True, slots=True)
class GemeenteRegel:
    """A gemeente on the front page, with its current set, if it published one."""

    gemeente: Gemeente
    afsprakenset: Afsprakenset | None
    aantal: int
    aantal_sets: int


@dataclass(frozen=True, slots=True)
class Prioriteit:
    """A national priority and the themas of the set that serve it."""

    nummer: int
    naam: str
    jaren: str
    bron_opmerking: str
    themas: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Ondertekenaar:
    """A party that signed; `soort` is empty where the name says it already."""

    naam: str
    soort: str


def gemeenten() -> tuple[GemeenteRegel, ...]:
    """Every gemeente with the public set it shows first and the number of its public afspraken. Three queries.

    The same for every viewer: what one reads beyond it stands on the page of the gemeente itself.
    """
    user = AnonymousUser()
    sets: dict[int, list[Afsprakenset]] = defaultdict(list)
    for row in Afsprakenset.objects.visible_to(user).current():
        sets[row.gemeente_id].append(row)
    first = {gemeente_id: rows[0] for gemeente_id, rows in sets.items()}
    counted = (
        Afspraak.objects.visible_to(user)
        .filter(afsprakenset__in=[row.pk for row in first.values()])
        .order_by()
        .values_list("afsprakenset")
        .annotate(aantal=Count("pk"))
    )
    numbers = dict(counted)
    return tuple(
        GemeenteRegel(
            gemeente=gemeente,
            afsprakenset=(chosen := first.get(gemeente.pk)),
            aantal=numbers.get(chosen.pk, 0) if chosen else 0,
            aantal_sets=len(sets[gemeente.pk]),
        )
        for gemeente in Gemeente.objects.visible_to(user)
    )


def priorities(user: "User", afsprakenset: Afsprakenset) -> tuple[Prioriteit, ...]:
    """National priorities of the set, each with the themas that serve it. Two queries, none without priorities."""
    rows = list(LandelijkePrioriteit.objects.filter(afsprakenset=afsprakenset).order_by("nummer"))
    if not rows:
        return ()
    links = (
        Thema.objects.visible_to(user)
        .filter(afsprakenset=afsprakenset, prioriteiten__isnull=False)
        .order_by("nummer")
        .values_list("prioriteiten", "nummer", "naam")
    )
    themas: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for priority_id, number, name in links:
        themas[priority_id].append((number, name))
    return tuple(
        Prioriteit(row.nummer, row.naam, _years(row.jaren), row.bron_opmerking, tuple(themas[row.pk])) for row in rows
    )


def _years(text: str) -> str:
    """A period in words, or the text itself where it is none."""
    try:
        return Periode.parse(text).label()
    except ValueError:
        return text


def signatories(user: "User", afsprakenset: Afsprakenset) -> tuple[Ondertekenaar, ...]:
    """The parties that signed the set, in alphabetical order. One query."""
    rows = Partij.objects.visible_to(user).filter(ondertekende_sets=afsprakenset).order_by("naam")
    return tuple(
        Ondertekenaar(naam, "" if soort in SPREEKT_VOOR_ZICH else str(Partij.Soort(soort).label))
        for naam, soort in rows.values_list("naam", "soort")
    )
