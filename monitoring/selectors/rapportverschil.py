# SPDX-License-Identifier: EUPL-1.2
"""Two rapportages beside each other: what became better, worse, new, done or dropped, and the words that changed.

Only frozen values are compared, so that the answer never changes either.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

from afspraken.statussen import ERNST, Signaal, Status
from portaal.lib.word_changes import Stuk, word_changes

TEKSTVELDEN = {
    "titel": _("Titel"),
    "toelichting": _("Toelichting"),
    "oorzaak": _("Oorzaak"),
    "gevolg": _("Gevolg"),
    "maatregel": _("Maatregel"),
    "volgende_stap": _("Volgende stap"),
    "gevraagd_besluit": _("Gevraagd besluit"),
}


class Verandering(StrEnum):
    """What happened to an afspraak between two rapportages, in the order in which they are shown."""

    SLECHTER = "slechter"
    BETER = "beter"
    NIEUW = "nieuw"
    GEREED = "gereed"
    VERVALLEN = "vervallen"
    ONGEWIJZIGD = "ongewijzigd"


KOPPEN: dict[Verandering, Any] = {
    Verandering.SLECHTER: _("Slechter"),
    Verandering.BETER: _("Beter"),
    Verandering.NIEUW: _("Nieuw"),
    Verandering.GEREED: _("Gereed gekomen"),
    Verandering.VERVALLEN: _("Vervallen of niet meer in de lijst"),
    Verandering.ONGEWIJZIGD: _("Zelfde status"),
}


@dataclass(frozen=True, slots=True)
class Tekstverschil:
    """A text of which words changed."""

    label: str
    stukken: tuple[Stuk, ...]


@dataclass(frozen=True, slots=True)
class Regelverschil:
    """One afspraak in both rapportages, or in one of them (then the other status is empty)."""

    soort: Verandering
    afspraak_id: int
    code: str
    titel: str
    was: str
    was_woord: str
    nu: str
    nu_woord: str
    teksten: tuple[Tekstverschil, ...]
    signalen_erbij: tuple[str, ...] = ()
    signalen_weg: tuple[str, ...] = ()

    @property
    def ander_woord(self) -> bool:
        """Words or signals changed."""
        return bool(self.teksten or self.signalen_erbij or self.signalen_weg)

    @property
    def signaalwoorden_erbij(self) -> tuple[str, ...]:
        """Signals that came, in words."""
        return tuple(str(Signaal(name).label) for name in self.signalen_erbij)

    @property
    def signaalwoorden_weg(self) -> tuple[str, ...]:
        """Signals that went, in words."""
        return tuple(str(Signaal(name).label) for name in self.signalen_weg)


@dataclass(frozen=True, slots=True)
class Groep:
    """Everything to which the same happened."""

    soort: Verandering
    kop: str
    rijen: tuple[Regelverschil, ...]


@dataclass(frozen=True, slots=True)
class Vergelijking:
    """The whole comparison; each afspraak of either rapportage stands in exactly one group."""

    rijen: tuple[Regelverschil, ...]

    @property
    def groepen(self) -> tuple[Groep, ...]:
        """The groups in their order, empty ones too."""
        return tuple(
            Groep(soort, str(kop), tuple(row for row in self.rijen if row.soort == soort))
            for soort, kop in KOPPEN.items()
        )

    @property
    def veranderd(self) -> tuple[Regelverschil, ...]:
        """What has another status, is new or is gone."""
        return tuple(row for group in self.groepen if group.soort != Verandering.ONGEWIJZIGD for row in group.rijen)

    @property
    def ander_woord(self) -> int:
        """Number of afspraken with the same status of which words or signals changed."""
        return sum(row.ander_woord for row in self.rijen if row.soort == Verandering.ONGEWIJZIGD)


def kind_of(was: str, nu: str) -> Verandering:
    """What going from one status to another means; an empty status is "not in that rapportage".

    By severity (ERNST); what had not started and is on course became better, and the other way round.
    """
    if was == nu:
        return Verandering.ONGEWIJZIGD
    if not nu or nu == Status.VERVALLEN:
        return Verandering.VERVALLEN
    if nu == Status.GEREED:
        return Verandering.GEREED
    if not was or was == Status.VERVALLEN:
        return Verandering.NIEUW
    return Verandering.BETER if _rank(nu) < _rank(was) else Verandering.SLECHTER


def _rank(status: str) -> tuple[int, bool]:
    return ERNST[status], status == Status.NIET_GESTART


def compare(old: Iterable[Any], new: Iterable[Any], words: Mapping[str, str]) -> Vergelijking:
    """Compare the lines of two rapportages, in the order of the newer one; what is gone comes last.

    Args:
        words: {status: word} of the gemeente.
    """
    before = {regel.afspraak_id: regel for regel in old}
    rows = []
    for regel in new:
        rows.append(_pair(before.pop(regel.afspraak_id, None), regel, words))
    rows += [_pair(regel, None, words) for regel in before.values()]
    return Vergelijking(tuple(rows))


def _pair(old: Any, new: Any, words: Mapping[str, str]) -> Regelverschil:
    shown = new or old
    was, nu = (regel.status if regel else "" for regel in (old, new))
    both = old is not None and new is not None
    return Regelverschil(
        soort=kind_of(was, nu),
        afspraak_id=shown.afspraak_id,
        code=shown.code,
        titel=shown.titel,
        was=was,
        was_woord=words.get(was, ""),
        nu=nu,
        nu_woord=words.get(nu, ""),
        teksten=_texts(old, new) if both else (),
        signalen_erbij=tuple(name for name in new.signalen if name not in old.signalen) if both else (),
        signalen_weg=tuple(name for name in old.signalen if name not in new.signalen) if both else (),
    )


def _texts(old: Any, new: Any) -> tuple[Tekstverschil, ...]:
    found = []
    for name, label in TEKSTVELDEN.items():
        was, nu = getattr(old, name), getattr(new, name)
        if was != nu:
            found.append(Tekstverschil(str(label), word_changes(was, nu)))
    return tuple(found)
