# SPDX-License-Identifier: EUPL-1.2
"""Whether an afspraak can be followed at all: who leads it, by when, towards what, and where it was agreed.

Four questions, each with its reason; there is no mark without them, and no sum that hides which one is missing. Four
queries, whatever the number of afspraken.
"""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from afspraken.models import Afspraak, Afsprakenset, Betrokkenheid, Doelstelling, Termijn
from monitoring.selectors.adressen import Adressen
from partijen.models import Gemeente

if TYPE_CHECKING:
    from partijen.querysets import User

# A number that stands alone and is no year, quarter or code: "18", "80%", "2.330".
NUMBER = re.compile(r"(?<![\w.,/-])(?!(?:19|20)\d\d(?!\d|[.,]\d|\s?%))\d+(?:\.\d+)*(?:,\d+)?\s?%?(?![\w/-])")
TREKKER, TERMIJN, MEETBAAR, BRON = "trekker", "termijn", "meetbaar", "bron"
SLEUTELS = (TREKKER, TERMIJN, MEETBAAR, BRON)


@dataclass(frozen=True, slots=True)
class Toets:
    """One question to an afspraak: whether it holds, and why."""

    sleutel: str
    naam: str
    voldoet: bool
    uitleg: str


@dataclass(frozen=True, slots=True)
class Smartregel:
    """An afspraak with the answers to its four questions."""

    code: str
    titel: str
    url: str
    toetsen: tuple[Toets, ...]

    @property
    def ontbreekt(self) -> tuple[Toets, ...]:
        """What is missing."""
        return tuple(row for row in self.toetsen if not row.voldoet)


@dataclass(frozen=True, slots=True)
class Smart:
    """The afspraken of a set that a viewer sees: which to mend, and how many hold for each question."""

    regels: tuple[Smartregel, ...]

    @property
    def te_verbeteren(self) -> tuple[Smartregel, ...]:
        """What misses something: the most first, then in the order of the document."""
        missing = (row for row in self.regels if row.ontbreekt)
        return tuple(sorted(missing, key=lambda row: -len(row.ontbreekt)))

    @property
    def compleet(self) -> int:
        """How many miss nothing."""
        return sum(not row.ontbreekt for row in self.regels)

    @property
    def tellingen(self) -> list[tuple[str, str, int, int]]:
        """Per question its key and name, how many hold, and how many do not."""
        held = Counter(toets.sleutel for row in self.regels for toets in row.toetsen if toets.voldoet)
        names = {toets.sleutel: toets.naam for row in self.regels for toets in row.toetsen}
        return [(sleutel, naam, held[sleutel], len(self.regels) - held[sleutel]) for sleutel, naam in names.items()]

    def lacking(self, sleutel: str) -> tuple[Smartregel, ...]:
        """Those to mend that miss one thing, or (with an empty key) anything."""
        return tuple(
            row for row in self.te_verbeteren if not sleutel or sleutel in {toets.sleutel for toets in row.ontbreekt}
        )


def smart(user: "User", gemeente: Gemeente, afsprakenset: Afsprakenset) -> Smart:
    """The questions to each afspraak of a set, answered from what this viewer may see."""
    within = {"gemeente": gemeente, "afspraak__afsprakenset": afsprakenset}
    leaders: dict[int, list[str]] = defaultdict(list)
    named = Betrokkenheid.objects.visible_to(user, gemeente=gemeente).filter(
        **within, actie=None, rol=Betrokkenheid.Rol.TREKKER
    )
    for pk, naam in named.order_by("volgorde", "pk").values_list("afspraak_id", "partij__naam"):
        leaders[pk].append(naam)
    terms = Counter(
        Termijn.objects.visible_to(user, gemeente=gemeente).filter(**within).values_list("afspraak_id", flat=True)
    )
    targets: dict[int, list[str]] = defaultdict(list)
    measured = Doelstelling.objects.visible_to(user).filter(**within, afspraak__isnull=False)
    for doel in measured.exclude(richting=Doelstelling.Richting.VOLGEN).order_by("volgorde", "pk"):
        if doel.afspraak_id is not None and (doel.doel is not None or doel.doel_tekst):
            targets[doel.afspraak_id].append(doel.titel)
    rows = (
        Afspraak.objects.visible_to(user, gemeente=gemeente)
        .filter(gemeente=gemeente, afsprakenset=afsprakenset)
        .order_by("volgorde", "pk")
        .values_list("pk", "code", "titel", "doel", "bron__titel", "bron_plaats")
    )
    addresses = Adressen()
    return Smart(
        tuple(
            Smartregel(
                code=code,
                titel=titel,
                url=addresses.afspraak(gemeente.slug, afsprakenset.slug, code),
                toetsen=(
                    _trekker(leaders[pk]),
                    _termijn(terms[pk]),
                    _meetbaar(targets[pk], goal),
                    _bron(bron or "", plaats),
                ),
            )
            for pk, code, titel, goal, bron, plaats in rows
        )
    )


def _trekker(names: list[str]) -> Toets:
    said = ", ".join(names) or _("Er is geen trekker genoemd.")
    return Toets(TREKKER, _("Trekker"), bool(names), said)


def _termijn(number: int) -> Toets:
    said = ngettext("%(n)d termijn", "%(n)d termijnen", number) % {"n": number}
    return Toets(
        TERMIJN, _("Termijn"), number > 0, said if number else _("Nergens staat wanneer iets klaar moet zijn.")
    )


def _meetbaar(titles: list[str], goal: str) -> Toets:
    """A target with a value, or a number in the words of the goal; a year or a quarter is no goal."""
    if titles:
        return Toets(MEETBAAR, _("Meetbaar doel"), True, _("Doelstelling: %(titels)s") % {"titels": ", ".join(titles)})
    if found := NUMBER.search(goal):
        said = _("Het doel noemt een getal: ‘%(getal)s’.") % {"getal": found[0].strip()}
        return Toets(MEETBAAR, _("Meetbaar doel"), True, said)
    if goal.strip():
        said = _("In het doel staat geen getal, en er is geen doelstelling aan gekoppeld.")
    else:
        said = _("Er staat geen doel bij.")
    return Toets(MEETBAAR, _("Meetbaar doel"), False, said)


def _bron(naam: str, plaats: str) -> Toets:
    said = ", ".join(filter(None, (naam, plaats))) or _("Er staat niet uit welk document dit komt.")
    return Toets(BRON, _("Bron"), bool(naam or plaats), said)
