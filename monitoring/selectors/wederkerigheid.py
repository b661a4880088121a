# SPDX-License-Identifier: EUPL-1.2
"""Who owes what: the commitments of a set per party and kind of party, alone or shared. Four queries.

A party leads an afspraak when it is trekker of the afspraak itself. A collectief stands for its members on the day; one
without members for itself. Alone is who leads without another party; what nobody leads is counted apart. So every
afspraak is counted once: led by one party, by several, or by none.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from afspraken.models import Afspraak, Betrokkenheid, Voortgang
from afspraken.statussen import VOLGORDE, status_words
from monitoring.selectors.adressen import Adressen
from partijen.models import Collectieflid, Gemeente, Partij, PartijInGemeente
from partijen.policies import access_key
from portaal.lib.compiled import ANY_KEY, read_objects, read_values
from portaal.lib.models import valid_on
from portaal.lib.tables.cells import Value

if TYPE_CHECKING:
    from partijen.querysets import User

KOP = ("Partij", "Soort", "Rol", "Alleen of samen", "Via", "Afspraak", "Titel", "Status", "Bijgewerkt op", "Demo")


@dataclass(frozen=True, slots=True)
class Belofte:
    """One afspraak in which a party is named. `via` names the collectief, `acties` the acties in which it is named."""

    code: str
    titel: str
    url: str
    status: str
    woord: str
    bijgewerkt_op: dt.date | None
    demo: bool
    trekt: bool = False
    alleen: bool = False
    via: str = ""
    acties: tuple[str, ...] = ()

    @property
    def rol(self) -> str:
        """The role in words."""
        if self.trekt:
            return _("trekker")
        return _("bij acties") if self.acties else _("betrokken")

    @property
    def verdeling(self) -> str:
        """Whether it leads alone, in words; nothing when it does not lead."""
        return "" if not self.trekt else _("alleen") if self.alleen else _("samen")


@dataclass(frozen=True, slots=True)
class Partijregel:
    """One party: how much it leads, alone and with others, and how that stands."""

    partij: Partij
    sleutel: str
    beloften: tuple[Belofte, ...]
    corporatie: bool

    @property
    def getrokken(self) -> tuple[Belofte, ...]:
        """What it leads."""
        return tuple(row for row in self.beloften if row.trekt)

    @property
    def alleen(self) -> int:
        """How many it leads without another party."""
        return sum(row.alleen for row in self.getrokken)

    @property
    def samen(self) -> int:
        """How many it leads with others."""
        return len(self.getrokken) - self.alleen

    @property
    def doet_mee(self) -> int:
        """In how many it takes part without leading."""
        return len(self.beloften) - len(self.getrokken)

    @property
    def statussen(self) -> list[dict[str, Any]]:
        """How many of what it leads stand how, in the usual order."""
        counts = Counter(row.status for row in self.getrokken)
        words = {row.status: row.woord for row in self.getrokken}
        return [
            {"status": status.value, "woord": words[status.value], "aantal": counts[status.value]}
            for status in VOLGORDE
            if counts[status.value]
        ]


@dataclass(frozen=True, slots=True)
class Soortregel:
    """One kind of party: in how many afspraken parties of it lead, and of those without parties of another kind."""

    naam: str
    partijen: int
    trekt: int
    alleen: int

    @property
    def samen(self) -> int:
        """Led together with parties of another kind."""
        return self.trekt - self.alleen


@dataclass(frozen=True, slots=True)
class Wederkerigheid:
    """All commitments of a set.

    `alleen + samen + zonder` is the number of afspraken; so is what each kind leads alone, `gemengd` and `zonder`.
    """

    aantal: int
    alleen: int
    samen: int
    gemengd: int
    zonder: tuple[Belofte, ...]
    partijen: tuple[Partijregel, ...]
    soorten: tuple[Soortregel, ...]

    @property
    def demo(self) -> bool:
        """The standing of one of them is invented."""
        shown = (row for party in self.partijen for row in party.beloften)
        return any(row.demo for row in (*self.zonder, *shown))

    def rows(self) -> Iterable[list[Value]]:
        """The table as a file, by `KOP`."""
        lines = [
            (str(party.partij), party.partij.get_soort_display(), row)
            for party in self.partijen
            for row in party.beloften
        ]
        lines += [("", "", row) for row in self.zonder]
        for naam, soort, row in lines:
            role = row.rol if naam else _("zonder trekker")
            demo = _("ja") if row.demo else _("nee")
            yield [
                naam, soort, role, row.verdeling, row.via, row.code, row.titel, row.woord, row.bijgewerkt_op, demo,
            ]  # fmt: skip


@dataclass(slots=True)
class _Deel:
    """What is said of one party in one afspraak."""

    trekt: bool = False
    via: str | None = None
    acties: list[str] = field(default_factory=list)


def wederkerigheid(user: "User", gemeente: Gemeente, afsprakenset: Any, peildatum: dt.date) -> Wederkerigheid:
    """The commitments of a set, as far as the viewer may see them."""
    members = _members(gemeente, peildatum)
    parties: dict[int, Partij] = {partij.pk: partij for rows in members.values() for partij in rows}
    parts: dict[int, dict[int, _Deel]] = defaultdict(lambda: defaultdict(_Deel))

    def named() -> QuerySet[Betrokkenheid]:
        rows = Betrokkenheid.objects.visible_to(user, gemeente=gemeente).filter(gemeente=gemeente)
        rows = rows.filter(afspraak__afsprakenset_id__in=[ANY_KEY]).select_related("partij", "actie")
        return rows.order_by("afspraak_id", "actie__volgnummer", "volgorde", "pk")

    key = ("wederkerigheid", "partijen", access_key(user), gemeente.pk)
    for row in read_objects(key, named, pks=(afsprakenset.pk,)):
        resolved = members.get(row.partij_id) or (row.partij,)
        for partij in resolved:
            parties.setdefault(partij.pk, partij)
            part = parts[row.afspraak_id][partij.pk]
            via = "" if partij.pk == row.partij_id else row.partij.naam
            part.via = via if part.via is None else part.via and via  # named by itself too: then not "via"
            if row.actie is not None:
                part.acties.append(row.actie.code)
            elif row.rol == Betrokkenheid.Rol.TREKKER:
                part.trekt = True
    return _add_up(_afspraken(user, gemeente, afsprakenset), parts, parties, _active(gemeente))


def _members(gemeente: Gemeente, peildatum: dt.date) -> dict[int, list[Partij]]:
    rows = Collectieflid.objects.filter(valid_on(peildatum), collectief__gemeente=gemeente).select_related("lid")
    found: dict[int, list[Partij]] = defaultdict(list)
    for row in rows.order_by("lid__naam"):
        found[row.collectief_id].append(row.lid)
    return found


def _active(gemeente: Gemeente) -> set[int]:
    """Corporations with a page here."""
    rows = PartijInGemeente.objects.filter(gemeente=gemeente, partij__soort=Partij.Soort.CORPORATIE)
    return set(rows.values_list("partij_id", flat=True))


def _afspraken(user: "User", gemeente: Gemeente, afsprakenset: Any) -> dict[int, Belofte]:
    def standing() -> QuerySet[Any]:
        demo = Voortgang.objects.filter(pk=OuterRef("zicht_voortgang_id"), demo=True)
        found = Afspraak.objects.visible_to(user, gemeente=gemeente).with_stand(user, gemeente=gemeente)
        found = found.filter(gemeente=gemeente, afsprakenset_id__in=[ANY_KEY]).annotate(is_demo=Exists(demo))
        found = found.order_by("volgorde", "pk")
        return found.values("pk", "code", "titel", "zicht_status", "zicht_bijgewerkt_op", "is_demo")

    key = ("wederkerigheid", "afspraken", access_key(user), gemeente.pk)
    rows = read_values(key, standing, pks=(afsprakenset.pk,))
    words, addresses = status_words(gemeente), Adressen()
    return {
        row["pk"]: Belofte(
            code=row["code"],
            titel=row["titel"],
            url=addresses.afspraak(gemeente.slug, afsprakenset.slug, row["code"]),
            status=row["zicht_status"],
            woord=words[row["zicht_status"]],
            bijgewerkt_op=row["zicht_bijgewerkt_op"],
            demo=row["is_demo"],
        )
        for row in rows
    }


def _add_up(
    afspraken: dict[int, Belofte],
    parts: dict[int, dict[int, _Deel]],
    parties: dict[int, Partij],
    active: set[int],
) -> Wederkerigheid:
    listed: dict[int, list[Belofte]] = defaultdict(list)
    led: Counter[str] = Counter()
    alone_of_kind: Counter[str] = Counter()
    alone = shared = mixed = 0
    without = []
    for pk, promise in afspraken.items():
        here = parts.get(pk, {})
        leaders = [partij for partij, part in here.items() if part.trekt]
        kinds = {parties[partij].soort for partij in leaders}
        led.update(kinds)
        alone += len(leaders) == 1
        shared += len(leaders) > 1
        mixed += len(kinds) > 1
        if not leaders:
            without.append(promise)
        if len(kinds) == 1:
            alone_of_kind.update(kinds)
        for partij, part in here.items():
            alone_here = part.trekt and len(leaders) == 1
            line = replace(promise, trekt=part.trekt, alleen=alone_here, via=part.via or "")
            listed[partij].append(replace(line, acties=tuple(dict.fromkeys(part.acties))))
    rows = [
        Partijregel(parties[pk], parties[pk].adresnaam, tuple(promises), pk in active)
        for pk, promises in listed.items()
    ]
    order = [soort.value for soort in Partij.Soort]
    rows.sort(key=lambda row: (-len(row.getrokken), -len(row.beloften), row.partij.naam))
    named = Counter(row.partij.soort for row in rows)
    soorten = tuple(
        Soortregel(str(Partij.Soort(soort).label), named[soort], led[soort], alone_of_kind[soort])
        for soort in order
        if named[soort]
    )
    return Wederkerigheid(len(afspraken), alone, shared, mixed, tuple(without), tuple(rows), soorten)
