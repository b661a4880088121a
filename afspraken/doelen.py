# SPDX-License-Identifier: EUPL-1.2
"""Measurable targets and links between agreements, in words for a page."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from afspraken.koers import Koers, course_of
from afspraken.models import Afspraak, Afsprakenset, Bijstelling, Doeldeel, Doelstelling, Meting, Verband
from afspraken.toen import decided_by, measured_by, put_back
from corporaties.models import Waardestatus
from corporaties.opmaak import format_getal
from partijen.models import Gemeente
from partijen.policies import access_key
from partijen.shortcuts import find_visible
from portaal.lib.attached import attach_children, attach_parents
from portaal.lib.compiled import ANY_KEY, ANY_OTHER, read_objects
from portaal.lib.money import format_euro

if TYPE_CHECKING:
    from partijen.querysets import User

# A link as it reads from the other side.
ANDERSOM = {
    Verband.Soort.VOLGT_UIT: gettext_lazy("leidde tot"),
    Verband.Soort.DRAAGT_BIJ: gettext_lazy("krijgt hulp van"),
    Verband.Soort.ZELFDE: gettext_lazy("is hetzelfde als"),
    Verband.Soort.BLOKKEERT: gettext_lazy("wacht op"),
}


@dataclass(frozen=True, slots=True)
class Deelregel:
    """A part of a target in words."""

    naam: str
    waarde: str


@dataclass(frozen=True, slots=True)
class Verdeling:
    """How a target is divided by one thing; `samen` is the sum, where it can be made."""

    naam: str
    delen: tuple[Deelregel, ...]
    samen: str


@dataclass(frozen=True, slots=True)
class Doelregel:
    """A target in words, with what its parts add up to; `eerst` is what it was before it was changed by decision."""

    doel: Any
    tekst: str
    verdelingen: tuple[Verdeling, ...]
    eerst: str = ""
    koers: Koers | None = None

    @property
    def gemeten(self) -> str:
        """The last measurement of the whole in words, with its day; empty without one. Needs `metingen` loaded."""
        rows = [row for row in self.doel.metingen.all() if row.deel_id is None]
        last = max(rows, key=lambda row: (row.datum, row.pk), default=None)
        if last is None:
            return ""
        text = value_text(last.waarde, self.doel.eenheid, last.waardestatus)
        value = last.toelichting if self.doel.eenheid == "tekst" and last.toelichting else text
        return _("%(waarde)s, op %(dag)s") % {"waarde": value, "dag": date_format(last.datum, "j F Y")}

    @property
    def wie_vult_aan(self) -> tuple[str, ...]:
        """The parties that measure a part of their own; needs `delen` with their parties loaded."""
        return tuple(dict.fromkeys(part.partij.naam for part in self.doel.delen.all() if part.partij is not None))


@dataclass(frozen=True, slots=True)
class Doelgroep:
    """Targets of one group of a set; the group without a name holds what is really a target."""

    naam: str
    regels: tuple[Doelregel, ...]

    @property
    def gevolgd(self) -> tuple[Doelregel, ...]:
        """What is only followed, with nothing to reach and no parts: a line each is enough."""
        return tuple(one for one in self.regels if one.doel.richting == "volgen" and not one.verdelingen)

    @property
    def doelen(self) -> tuple[Doelregel, ...]:
        """The others, in their order."""
        return tuple(one for one in self.regels if one not in self.gevolgd)


@dataclass(frozen=True, slots=True)
class Doelenset:
    """The targets of one set."""

    afsprakenset: Any
    groepen: tuple[Doelgroep, ...]


@dataclass(frozen=True, slots=True)
class Verbandregel:
    """The other afspraak, and how this one hangs together with it."""

    soort: str
    andere: Any
    toelichting: str


def doelen_per_set(
    user: "User", gemeente: Gemeente, *, afspraak: Afspraak | None = None, dag: dt.date | None = None
) -> tuple[Doelenset, ...]:
    """The targets of a gemeente, or of one afspraak, in the order in which its sets are shown. At most six queries.

    Args:
        dag: a day that has been: what was measured by then, against the values of then.
    """

    def targets() -> QuerySet[Doelstelling]:
        found = Doelstelling.objects.visible_to(user).filter(gemeente=gemeente)
        if afspraak is not None:
            found = found.filter(afspraak_id__in=[ANY_KEY])
        return found.order_by("volgorde", "id").select_related("bron")

    name, pks = ("doelen", None) if afspraak is None else ("doelen van een afspraak", (afspraak.pk,))
    rows = read_objects((name, access_key(user), gemeente.pk), targets, pks=pks)
    if not rows:
        return ()
    _read_beside(rows, user, gemeente, dag)
    if dag is not None:
        put_back(rows, user, dag)
    per_set: dict[int, list[Doelstelling]] = defaultdict(list)
    for row in rows:
        per_set[row.afsprakenset_id].append(row)

    def of_keys() -> QuerySet[Afsprakenset]:
        return Afsprakenset.objects.filter(pk__in=[ANY_KEY]).visible_to(user).current()  # type: ignore[no-any-return]

    sets = read_objects(("sets", access_key(user)), of_keys, pks=per_set)
    today = dag or timezone.localdate()
    return tuple(Doelenset(one, tuple(_groups(per_set[one.pk], today))) for one in sets)


def without_measurement(sets: Iterable[Doelenset]) -> tuple[int, int]:
    """How many targets nobody measured yet, and how many there are; needs what `doelen_per_set` loads."""
    lines = [line for one in sets for group in one.groepen for line in group.regels]
    return sum(not line.doel.metingen.all() for line in lines), len(lines)


def read_doel(user: "User", gemeente: Gemeente, afsprakenset: str, code: str) -> Doelregel | None:
    """One target with everything beside it; None when it is missing or hidden."""
    found = find_visible(_doel, user, gemeente, pk=code, other=afsprakenset)
    if found is None:
        return None
    _read_beside([found], user, gemeente, None)
    return _line(found, timezone.localdate())


def _doel(user: "User", gemeente: Gemeente) -> "QuerySet[Doelstelling]":
    rows = Doelstelling.objects.visible_to(user).filter(gemeente=gemeente, afsprakenset__slug=ANY_OTHER, code=ANY_KEY)
    return rows.select_related("bron", "afsprakenset")  # type: ignore[no-any-return]


def _read_beside(rows: list[Doelstelling], user: "User", gemeente: Gemeente, dag: dt.date | None) -> None:
    """Hang on targets their parts, what was measured, their afspraak and what was decided about them. Four queries."""
    pks, whose = [row.pk for row in rows], access_key(user)

    def measured() -> QuerySet[Meting]:
        found = measured_by(dag).filter(doelstelling_id__in=[ANY_KEY])
        return found.select_related("deel").order_by("datum", "id")  # type: ignore[no-any-return]

    def seen() -> QuerySet[Afspraak]:
        found = Afspraak.objects.visible_to(user, gemeente=gemeente).filter(pk__in=[ANY_KEY])
        return found.select_related("afsprakenset", "gemeente").order_by()

    def decided() -> QuerySet[Bijstelling]:
        return decided_by(user, dag).filter(doelstelling_id__in=[ANY_KEY])  # type: ignore[no-any-return]

    attach_children(rows, "delen", read_objects(("delen van doelen",), _parts, pks=pks))
    # SQL of one of the thousands of days that have been is not kept.
    attach_children(rows, "metingen", read_objects(None if dag else ("metingen van doelen",), measured, pks=pks))
    named = {row.afspraak_id for row in rows if row.afspraak_id is not None}
    found = read_objects(("afspraken van doelen", whose, gemeente.pk), seen, pks=named) if named else []
    attach_parents(rows, "afspraak", {row.pk: row for row in found})
    changes: dict[int | None, list[Bijstelling]] = defaultdict(list)
    for change in read_objects(None if dag else ("besloten over doelen", whose), decided, pks=pks):
        changes[change.doelstelling_id].append(change)
    for row in rows:
        row.van_kracht = changes[row.pk]  # type: ignore[attr-defined]


def _parts() -> QuerySet[Doeldeel]:
    found = Doeldeel.objects.filter(doelstelling_id__in=[ANY_KEY])
    return found.select_related("partij").order_by("volgorde", "id")


def _groups(rows: list[Doelstelling], today: dt.date) -> Iterable[Doelgroep]:
    """Groups in the order in which the source begins them; without a name first."""
    names = list(dict.fromkeys(["", *(row.groep for row in rows)]))
    for name in names:
        if found := tuple(_line(row, today) for row in rows if row.groep == name):
            yield Doelgroep(name, found)


def _line(row: Doelstelling, today: dt.date) -> Doelregel:
    by_division = groupby(sorted(row.delen.all(), key=lambda part: part.verdeling), key=lambda part: part.verdeling)
    order = list(dict.fromkeys(part.verdeling for part in row.delen.all()))
    divided = {name: list(parts) for name, parts in by_division}
    changes: list[Bijstelling] = row.van_kracht  # type: ignore[attr-defined]
    first = stored_target_text(changes[0].oud, row.eenheid) if changes else ""
    divisions = tuple(_division(name, divided[name]) for name in order)
    return Doelregel(row, target_text(row), divisions, first, course_of(row, row.metingen.all(), today))


def _division(name: str, parts: list[Doeldeel]) -> Verdeling:
    lines = tuple(Deelregel(part.naam, value_text(part.waarde, part.eenheid, part.waardestatus)) for part in parts)
    units, values = {part.eenheid for part in parts}, [part.waarde for part in parts]
    # Levels (country, province, gemeente) hold each other, and cannot be added.
    adds = len(units) == 1 and len(parts) > 1 and None not in values and name != "niveau"
    total = sum((value for value in values if value is not None), Decimal(0))
    return Verdeling(name, lines, value_text(total, parts[0].eenheid) if adds else "")


def target_text(row: Doelstelling) -> str:
    """The target as one reads it: "minstens 80%", "label B", "alleen volgen"."""
    if row.doel is None:
        return row.doel_tekst or str(
            row.get_richting_display()
            if row.richting == Doelstelling.Richting.VOLGEN
            else Waardestatus(row.waardestatus).label
        )
    value = value_text(row.doel, row.eenheid)
    return value if row.richting == Doelstelling.Richting.PRECIES else f"{row.get_richting_display()} {value}"


def stored_target_text(value: str, eenheid: str) -> str:
    """The value of a target as a bijstelling keeps it, a number or words, as one reads it."""
    if not value:
        return _("niet genoemd")
    is_number = value.replace(".", "", 1).isascii() and value.replace(".", "", 1).isdigit()
    return value_text(Decimal(value), eenheid) if is_number and eenheid != "tekst" else value


def value_text(value: Decimal | None, eenheid: str, status: str = Waardestatus.BEKEND.value) -> str:
    """A figure with its unit, or why there is none."""
    if value is None:
        return str(Waardestatus(status).label)
    if eenheid == "euro":
        return format_euro(value)
    text = format_getal(value)
    return f"{text}%" if eenheid == "procent" else f"{text} {_('woningen')}" if eenheid == "woningen" else text


def verbanden_of(user: "User", afspraak: Afspraak) -> tuple[Verbandregel, ...]:
    """How an afspraak hangs together with others that the viewer may see, from its own side. One query."""

    def rows() -> QuerySet[Verband]:
        links = Verband.objects.visible_to(user).filter(Q(van_id__in=[ANY_KEY]) | Q(naar_id__in=[ANY_KEY]))
        links = links.select_related("van__afsprakenset", "van__gemeente", "naar__afsprakenset", "naar__gemeente")
        return links.order_by("soort", "id")

    found = []
    for row in read_objects(("verbanden", access_key(user)), rows, pks=(afspraak.pk,)):
        own = row.van_id == afspraak.pk
        word = row.get_soort_display() if own else ANDERSOM[Verband.Soort(row.soort)]
        found.append(Verbandregel(str(word), row.naar if own else row.van, row.toelichting))
    return tuple(found)
