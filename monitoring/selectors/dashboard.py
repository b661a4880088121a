# SPDX-License-Identifier: EUPL-1.2
"""How one afsprakenset stands on a day, compared with the previous board meeting.

One selector for the dashboard of the board, the public start and reports. Counters count every afspraak of the set
that the viewer may see, thema 0 too (design, section 2).
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from afspraken.models import Afsprakenset
from afspraken.statussen import VOLGORDE, Signaal, Status, status_words
from monitoring.selectors.overleg import Overlegmoment, meetings_around
from monitoring.selectors.stand import RECENT, Stand, load_standen
from partijen.models import Gemeente
from portaal.lib.periods import past_day

if TYPE_CHECKING:
    from partijen.querysets import User

# These columns stand in the table per thema even when nothing has the status; the others only when something has.
VASTE_STATUSSEN = (Status.STAGNATIE, Status.AANDACHT, Status.OP_KOERS, Status.GEREED, Status.NIET_GESTART)
# A line of "Let op" names so many codes; the list behind it has them all.
MAX_CODES = 30


@dataclass(frozen=True, slots=True)
class Statuswoord:
    """A status and its word in this gemeente."""

    status: str
    woord: str


@dataclass(frozen=True, slots=True)
class Teller:
    """How many afspraken have a status, and the address of the list of them."""

    status: str
    woord: str
    aantal: int
    url: str


@dataclass(frozen=True, slots=True)
class Aantal:
    """One figure of a table, with the word of its column."""

    woord: str
    aantal: int


@dataclass(frozen=True, slots=True)
class Themastand:
    """One thema: its afspraken with the worst first, and the same as counts in the order of the columns."""

    nummer: int
    naam: str
    url: str
    standen: tuple[Stand, ...]
    aantallen: tuple[Aantal, ...]

    @property
    def totaal(self) -> int:
        """Number of afspraken."""
        return len(self.standen)


@dataclass(frozen=True, slots=True)
class LetOp:
    """Something the portal noticed on several afspraken. `url` is the list of them, empty where no filter exists."""

    soort: str
    tekst: str
    url: str
    standen: tuple[Stand, ...]

    @property
    def aantal(self) -> int:
        """Number of afspraken."""
        return len(self.standen)

    @property
    def genoemd(self) -> tuple[Stand, ...]:
        """The first of them, few enough to name."""
        return self.standen[:MAX_CODES]

    @property
    def overige(self) -> int:
        """How many are not named."""
        return self.aantal - len(self.genoemd)


@dataclass(frozen=True)
class Dashboard:
    """The whole picture; every figure is derived from `standen`, so that counts and lists cannot differ."""

    gemeente: Gemeente
    afsprakenset: Afsprakenset
    peildatum: dt.date
    overleg: Overlegmoment
    standen: tuple[Stand, ...]
    totaal_van_set: int

    def narrowed(self, *, thema: int | None = None, trekker: str = "", status: str = "") -> "Dashboard":
        """The same picture of fewer afspraken: of one thema, led by one party, with one status."""
        kept = (
            stand
            for stand in self.standen
            if (thema is None or stand.thema_nummer == thema)
            and (not trekker or trekker in stand.trekkers)
            and (not status or stand.status == status)
        )
        return replace(self, standen=tuple(kept))

    def emptied(self) -> "Dashboard":
        """The same picture without any afspraak."""
        return replace(self, standen=())

    @property
    def totaal(self) -> int:
        """Number of afspraken shown."""
        return len(self.standen)

    @property
    def ingeperkt(self) -> bool:
        """Only a part of the set is shown."""
        return self.totaal != self.totaal_van_set

    @property
    def demo(self) -> bool:
        """Something on the page was invented for demonstration."""
        return self.overleg.demo or any(stand.demo for stand in self.standen)

    @cached_property
    def woorden(self) -> dict[str, str]:
        """The word of each status in this gemeente."""
        return status_words(self.gemeente)

    @cached_property
    def per_status(self) -> Counter[str]:
        """Number of afspraken per status."""
        return Counter(stand.status for stand in self.standen)

    @cached_property
    def tellers(self) -> tuple[Teller, ...]:
        """Counters, deviations first; a status that never occurs here is left out unless it is a usual one."""
        return tuple(
            Teller(row.status, row.woord, self.per_status[row.status], self.list_url(status=row.status))
            for row in self.statussen
        )

    @cached_property
    def statussen(self) -> tuple[Statuswoord, ...]:
        """The columns of the table per thema, and its legend."""
        return tuple(
            Statuswoord(status.value, self.woorden[status.value])
            for status in VOLGORDE
            if status in VASTE_STATUSSEN or self.per_status[status.value]
        )

    @cached_property
    def stagnaties(self) -> tuple[Stand, ...]:
        """What is stuck, the longest first."""
        rows = (stand for stand in self.standen if stand.status == Status.STAGNATIE)
        return tuple(sorted(rows, key=lambda stand: stand.sinds or dt.date.max))

    @cached_property
    def aandacht(self) -> tuple[Stand, ...]:
        """What asks for attention, in the order of the document."""
        return tuple(stand for stand in self.standen if stand.status == Status.AANDACHT)

    @cached_property
    def veranderd(self) -> tuple[Stand, ...]:
        """What has another status than at the previous meeting."""
        return tuple(stand for stand in self.standen if stand.veranderd)

    @cached_property
    def recent(self) -> tuple[Stand, ...]:
        """The afspraken that were reported on last, newest first."""
        dated = [stand for stand in self.standen if stand.bijgewerkt_op]
        return tuple(sorted(dated, key=lambda stand: stand.bijgewerkt_op or dt.date.min, reverse=True)[:RECENT])

    @cached_property
    def huurdersprioriteiten(self) -> tuple[Stand, ...]:
        """What tenants said to be important."""
        return tuple(stand for stand in self.standen if stand.huurdersprioriteit)

    @cached_property
    def bronfouten(self) -> tuple[Stand, ...]:
        """Afspraken with a remark on a fault in the document."""
        return tuple(stand for stand in self.standen if stand.bron_opmerking)

    @cached_property
    def concepten(self) -> int:
        """Shown afspraken that are not public."""
        return sum(not stand.gepubliceerd for stand in self.standen)

    @cached_property
    def ongepubliceerd(self) -> int:
        """Shown standings that are not public yet."""
        return sum(stand.ongepubliceerd for stand in self.standen)

    @cached_property
    def themakeuzes(self) -> dict[int, str]:
        """Names of the themas by number."""
        return {stand.thema_nummer: stand.thema_naam for stand in sorted(self.standen, key=lambda s: s.thema_nummer)}

    @cached_property
    def trekkerkeuzes(self) -> tuple[str, ...]:
        """Names of the parties that lead something, in alphabetical order."""
        return tuple(sorted({naam for stand in self.standen for naam in stand.trekkers}, key=str.casefold))

    @cached_property
    def themas(self) -> tuple[Themastand, ...]:
        """The themas in order, each with its afspraken, worst first."""
        rank = {status.value: place for place, status in enumerate(VOLGORDE)}
        groups: dict[int, list[Stand]] = defaultdict(list)
        for stand in self.standen:
            groups[stand.thema_nummer].append(stand)
        return tuple(
            Themastand(
                nummer=number,
                naam=self.themakeuzes[number],
                url=self.list_url(thema=number),
                standen=tuple(sorted(groups[number], key=lambda stand: rank[stand.status])),
                aantallen=self._counts(groups[number]),
            )
            for number in self.themakeuzes
        )

    def _counts(self, standen: Iterable[Stand]) -> tuple[Aantal, ...]:
        counted = Counter(stand.status for stand in standen)
        return tuple(Aantal(column.woord, counted[column.status]) for column in self.statussen)

    @cached_property
    def let_op(self) -> tuple[LetOp, ...]:
        """What the portal noticed by itself, and faults in the document; only lines that have something to say."""
        lines = [self._signal_line(signaal, singular, plural) for signaal, singular, plural in _signal_texts()]
        worse = tuple(stand for stand in self.standen if stand.slechtere_acties)
        lines.append(
            LetOp(
                "slechtere_acties",
                ngettext(
                    "afspraak heeft acties die er slechter voor staan dan de afspraak zelf",
                    "afspraken hebben acties die er slechter voor staan dan de afspraak zelf",
                    len(worse),
                ),
                "",
                worse,
            )
        )
        faults = self.bronfouten
        lines.append(
            LetOp(
                "bron_opmerking",
                ngettext(
                    "afspraak heeft een opmerking over een fout of gemis in het document",
                    "afspraken hebben een opmerking over een fout of gemis in het document",
                    len(faults),
                ),
                "",
                faults,
            )
        )
        return tuple(line for line in lines if line.standen)

    def _signal_line(self, signaal: Signaal, singular: str, plural: str) -> LetOp:
        rows = tuple(stand for stand in self.standen if signaal.value in stand.signalen)
        text = (singular if len(rows) == 1 else plural) % {"dagen": self.gemeente.verouderd_na_dagen}
        return LetOp(signaal.value, text, self.list_url(signaal=signaal.value), rows)

    @cached_property
    def samenvatting(self) -> str:
        """The picture in two sentences; an empty box is no news as long as nobody reported anything."""
        if self.standen and not any(stand.bijgewerkt_op for stand in self.standen):
            return ngettext(
                "Over deze ene afspraak is nog niets gemeld.",
                "Over deze %(total)s afspraken is nog niets gemeld.",
                self.totaal,
            ) % {"total": number_format(self.totaal)}
        return summary(
            total=self.totaal,
            stuck=self.per_status[Status.STAGNATIE.value],
            attention=self.per_status[Status.AANDACHT.value],
            changed=len(self.veranderd) if self.overleg.vorige else None,
        )

    @property
    def download_url(self) -> str:
        """Address of the same afspraken as a table to download."""
        return self.list_url(formaat="ods")

    def list_url(self, **filters: str | int) -> str:
        """Address of the list of afspraken of this set, filtered; of the same day when that has been."""
        past = past_day(self.peildatum)
        keys = {"afsprakenset": self.afsprakenset.slug, **filters} | ({"peildatum": str(past)} if past else {})
        return f"{self._list_address}?{urlencode(keys)}"

    @cached_property
    def _list_address(self) -> str:
        return reverse("afspraken:lijst", args=(self.gemeente.slug,))


def _signal_texts() -> tuple[tuple[Signaal, str, str], ...]:
    """Lines of "Let op" behind their number: for one afspraak and for more."""
    return (
        (Signaal.ZONDER_TREKKER, _("afspraak heeft geen trekker"), _("afspraken hebben geen trekker")),
        (
            Signaal.VEROUDERD,
            _("afspraak is langer dan %(dagen)s dagen niet bijgewerkt"),
            _("afspraken zijn langer dan %(dagen)s dagen niet bijgewerkt"),
        ),
        (
            Signaal.TERMIJN_VERSTREKEN,
            _("afspraak heeft een termijn die is verstreken"),
            _("afspraken hebben een termijn die is verstreken"),
        ),
        (Signaal.ZONDER_TERMIJN, _("afspraak heeft geen termijn"), _("afspraken hebben geen termijn")),
        (Signaal.WACHT_OP_BESLUIT, _("afspraak wacht op een besluit"), _("afspraken wachten op een besluit")),
    )


def summary(*, total: int, stuck: int, attention: int, changed: int | None) -> str:
    """One sentence on the standings, and one on what changed; `changed` is None without a previous meeting."""
    if not total:
        return _("Er zijn geen afspraken om te tonen.")
    none = _("geen")
    numbers = {
        "totaal": number_format(total, use_l10n=True, force_grouping=True),
        "stagneert": number_format(stuck, force_grouping=True) if stuck else none,
        "aandacht": number_format(attention, force_grouping=True) if attention else none,
    }
    opening = ngettext("Van de %(totaal)s afspraak", "Van de %(totaal)s afspraken", total) % numbers
    if not stuck and not attention:
        text = _("%(opening)s stagneert er geen en vraagt er geen om aandacht.") % {"opening": opening}
    else:
        verb = _("stagneren er") if stuck > 1 else _("stagneert er")
        asks = _("vragen") if attention > 1 else _("vraagt")
        text = _("%(opening)s %(stagneren)s %(stagneert)s en %(vragen)s %(aandacht)s om aandacht.") % {
            "opening": opening,
            "stagneren": verb,
            "vragen": asks if attention else _("vraagt er"),
            **numbers,
        }
    if changed is None:
        return text
    if not changed:
        return f"{text} {_('Sinds het vorige overleg veranderde geen afspraak van status.')}"
    sentence = ngettext(
        "Sinds het vorige overleg veranderde %(aantal)s afspraak van status.",
        "Sinds het vorige overleg veranderden %(aantal)s afspraken van status.",
        changed,
    )
    return f"{text} {sentence % {'aantal': number_format(changed, force_grouping=True)}}"


def dashboard(user: "User", gemeente: Gemeente, afsprakenset: Afsprakenset, peildatum: dt.date) -> Dashboard:
    """How the set stands for this viewer.

    Signals, weeks and the meetings before and after are judged on `peildatum`. The standings are the current ones, or
    those at the end of that day when it has been.
    Four queries, whatever the number of rows. The set must be one the viewer may see (`choose_set`).
    """
    overleg = meetings_around(user, gemeente, peildatum)
    standen = load_standen(user, gemeente, afsprakenset, overleg, peildatum)
    return Dashboard(gemeente, afsprakenset, peildatum, overleg, standen, len(standen))
