# SPDX-License-Identifier: EUPL-1.2
"""A rapportage as its reader sees it: summary, deviations first, what changed, and per thema every afspraak.

The same for the page, the PDF and the DOCX. Everything comes from frozen values; whether an afspraak is still public is
judged as of now.
"""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from afspraken.models import Afspraak
from afspraken.statussen import VOLGORDE, Fase, Signaal, Status, status_words
from monitoring.models import Rapportage, Rapportageregel
from monitoring.selectors.adressen import Adressen
from monitoring.selectors.dashboard import VASTE_STATUSSEN, Aantal, Statuswoord, Teller, summary
from monitoring.selectors.gezien import seen_ids
from monitoring.selectors.momentopname import content_of, fingerprint
from monitoring.selectors.rapportverschil import Vergelijking, compare
from partijen.models import Gemeente, Overleg
from partijen.policies import access_key
from portaal.lib.compiled import ANY_KEY, read_objects
from portaal.lib.periods import Periode

if TYPE_CHECKING:
    from partijen.querysets import User


class Zegel(StrEnum):
    """Whether the content still is what the hash was taken over."""

    KLOPT = "klopt"
    ZWARTGEMAAKT = "zwartgemaakt"
    GEBROKEN = "gebroken"


@dataclass(frozen=True)
class Rapportregel:
    """One line with the words of today's reader around its frozen values; `url` is empty when it is not to be seen."""

    regel: Rapportageregel
    woord: str
    url: str
    signalen: tuple[str, ...]
    actieregels: tuple[dict[str, Any], ...] = ()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.regel, name)

    @property
    def fase_woord(self) -> str:
        """The fase in words."""
        return str(Fase(self.regel.fase).label) if self.regel.fase else ""

    @property
    def weken(self) -> int:
        """Whole weeks between the start of this status and the peildatum."""
        return max((self.regel.rapportage.peildatum - self.regel.sinds).days // 7, 0) if self.regel.sinds else 0

    @property
    def termijnwoorden(self) -> tuple[str, ...]:
        """The dated promises in words."""
        return tuple(_term(row) for row in self.regel.termijnen)

    @property
    def woningen(self) -> int:
        """Dwellings in the building projects that carry it out, as far as they are numbers."""
        return sum(row["aantal"] or 0 for row in self.regel.cijfers)


def _term(row: dict[str, Any]) -> str:
    try:
        text = Periode.parse(row["periode"]).label()
    except ValueError:  # blacked out
        text = row["periode"]
    return f"{text}: {row['wat']}" if row["wat"] else text


@dataclass(frozen=True)
class Themadeel:
    """The afspraken of one thema, and their number per status in the order of the columns."""

    nummer: int
    naam: str
    regels: tuple[Rapportregel, ...]
    aantallen: tuple[Aantal, ...]


@dataclass(frozen=True)
class Pakket:
    """What one reader gets of a rapportage. `vorige` is the vastgestelde one it is compared with, if any."""

    gemeente: Gemeente
    rapportage: Rapportage
    regels: tuple[Rapportregel, ...]
    verborgen: int
    zegel: Zegel
    vorige: Rapportage | None = None
    vergelijking: Vergelijking | None = None
    inhoud: bytes = field(default=b"", repr=False)

    @property
    def volledig(self) -> bool:
        """Nothing of it was taken out of public sight since."""
        return not self.verborgen

    @cached_property
    def woorden(self) -> dict[str, str]:
        """The word of each status in this gemeente."""
        return status_words(self.gemeente)

    @cached_property
    def per_status(self) -> Counter[str]:
        """Number of afspraken per status."""
        return Counter(row.regel.status for row in self.regels)

    @cached_property
    def statussen(self) -> tuple[Statuswoord, ...]:
        """The statuses that have a column."""
        return tuple(
            Statuswoord(status.value, self.woorden[status.value])
            for status in VOLGORDE
            if status in VASTE_STATUSSEN or self.per_status[status.value]
        )

    @cached_property
    def tellers(self) -> tuple[Teller, ...]:
        """Counters, deviations first."""
        return tuple(Teller(row.status, row.woord, self.per_status[row.status], "") for row in self.statussen)

    @cached_property
    def stagnaties(self) -> tuple[Rapportregel, ...]:
        """What is stuck, the longest first."""
        rows = (row for row in self.regels if row.regel.status == Status.STAGNATIE)
        return tuple(sorted(rows, key=lambda row: row.regel.sinds or self.rapportage.peildatum))

    @cached_property
    def aandacht(self) -> tuple[Rapportregel, ...]:
        """What asks for attention, in the order of the document."""
        return tuple(row for row in self.regels if row.regel.status == Status.AANDACHT)

    @cached_property
    def gevraagd(self) -> tuple[Rapportregel, ...]:
        """What waits for a decision of the board, deviations first."""
        order = {status.value: place for place, status in enumerate(VOLGORDE)}
        rows = (row for row in self.regels if row.regel.gevraagd_besluit)
        return tuple(sorted(rows, key=lambda row: order[row.regel.status]))

    @cached_property
    def let_op(self) -> tuple[tuple[str, int, tuple[str, ...]], ...]:
        """(signal in words, number, codes) of what the portal noticed by itself."""
        found = []
        for signaal in Signaal:
            codes = tuple(row.regel.code for row in self.regels if signaal.value in row.regel.signalen)
            if codes:
                found.append((str(signaal.label), len(codes), codes))
        return tuple(found)

    @cached_property
    def themas(self) -> tuple[Themadeel, ...]:
        """The parts of the annex, in the order of the document."""
        parts: dict[tuple[int, str], list[Rapportregel]] = {}
        for row in self.regels:
            parts.setdefault((row.regel.thema_nummer, row.regel.thema_naam), []).append(row)
        return tuple(Themadeel(nummer, naam, tuple(rows), self._counts(rows)) for (nummer, naam), rows in parts.items())

    def _counts(self, rows: list[Rapportregel]) -> tuple[Aantal, ...]:
        counts = Counter(row.regel.status for row in rows)
        return tuple(Aantal(column.woord, counts[column.status]) for column in self.statussen)

    @cached_property
    def samenvatting(self) -> str:
        """The picture in two sentences."""
        changed = None
        if self.vergelijking is not None:
            changed = len(self.vergelijking.veranderd)
        return summary(
            total=len(self.regels),
            stuck=self.per_status[Status.STAGNATIE.value],
            attention=self.per_status[Status.AANDACHT.value],
            changed=changed,
        )

    @property
    def titel(self) -> str:
        """What stands above it."""
        params = {"overleg": self.gemeente.overleg_naam}
        return _("Voortgang van de afspraken voor het %(overleg)s") % params


def rapportages_of(user: "User", overleg: Overleg) -> tuple[Rapportage, ...]:
    """Those of one meeting that the reader may see. One query."""

    def rows() -> QuerySet[Rapportage]:
        found = Rapportage.objects.filter(overleg_id__in=[ANY_KEY]).visible_to(user)
        return found.select_related("gemeente", "overleg", "afsprakenset").order_by("set_naam", "pk")  # type: ignore[no-any-return]

    return tuple(read_objects(("rapportages van een overleg", access_key(user)), rows, pks=(overleg.pk,)))


def previous_of(user: "User", rapportage: Rapportage) -> Rapportage | None:
    """The newest vastgestelde one of the same set before it. One query."""

    def rows() -> QuerySet[Rapportage]:
        found = Rapportage.objects.filter(gemeente=rapportage.gemeente_id, afsprakenset_id__in=[ANY_KEY])
        found = found.filter(overleg_datum__lt=rapportage.overleg_datum).vastgesteld().visible_to(user)
        return found.select_related("overleg").order_by("-overleg_datum", "-pk")[:1]

    key = ("vorige rapportage", access_key(user), rapportage.gemeente_id, rapportage.overleg_datum)
    return next(iter(read_objects(key, rows, pks=(rapportage.afsprakenset_id,))), None)


def package(user: "User", gemeente: Gemeente, rapportage: Rapportage, *, vorige: Rapportage | None = None) -> Pakket:
    """The rapportage for this reader, compared with `vorige`. Three queries, four with a comparison."""
    regels = _lines(rapportage)
    lines = regels if vorige is None else [*regels, *_lines(vorige)]
    ids = {regel.afspraak_id for regel in lines}
    seen = seen_ids(Afspraak, ids, user, gemeente)
    content = content_of(rapportage, regels)
    shown = [regel for regel in regels if regel.afspraak_id in seen]
    words = status_words(gemeente)
    address = Adressen().prefix(gemeente.slug, rapportage.afsprakenset.slug)
    rows = []
    for regel in shown:
        regel.rapportage = rapportage
        signals = tuple(str(Signaal(name).label) for name in regel.signalen)
        acties = tuple({**actie, "woord": words.get(actie["status"], "")} for actie in regel.acties)
        rows.append(Rapportregel(regel, words[regel.status], f"{address}{regel.code}/", signals, acties))
    comparison = None
    if vorige is not None:
        earlier = [regel for regel in lines[len(regels) :] if regel.afspraak_id in seen]
        comparison = compare(earlier, shown, words)
    return Pakket(
        gemeente=gemeente,
        rapportage=rapportage,
        regels=tuple(rows),
        verborgen=len(regels) - len(shown),
        zegel=_seal(rapportage, content),
        vorige=vorige,
        vergelijking=comparison,
        inhoud=content,
    )


def _lines(rapportage: Rapportage) -> list[Rapportageregel]:
    def rows() -> QuerySet[Rapportageregel]:
        return Rapportageregel.objects.filter(rapportage_id__in=[ANY_KEY]).order_by("volgorde", "id")

    return read_objects(("regels van een rapportage",), rows, pks=(rapportage.pk,))


def _seal(rapportage: Rapportage, content: bytes) -> Zegel:
    if fingerprint(content) == rapportage.hash:
        return Zegel.KLOPT
    return Zegel.ZWARTGEMAAKT if rapportage.zwartgemaakt_op else Zegel.GEBROKEN
