# SPDX-License-Identifier: EUPL-1.2
"""Two places side by side: the same questions, two answers. The queries of their two pages."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from afspraken.statussen import VOLGORDE, status_words
from monitoring.selectors.buurt import Buurtpagina, buurtpagina, read_plaatsen
from monitoring.selectors.buurtcijfers import Cijfer
from partijen.models import Gemeente
from wijken.models import Gebied

if TYPE_CHECKING:
    from partijen.querysets import User


@dataclass(frozen=True, slots=True)
class Antwoord:
    """What is said of one place; each line stands on its own. Empty is "niet genoemd"."""

    regels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Vraag:
    """A question with both answers."""

    naam: str
    een: Antwoord
    twee: Antwoord


@dataclass(frozen=True, slots=True)
class Vergelijking:
    """Two pages, and per subject the questions that at least one of them answers."""

    een: Buurtpagina
    twee: Buurtpagina
    groepen: tuple[tuple[str, tuple[Vraag, ...]], ...]

    @property
    def demo(self) -> bool:
        """Something here is invented."""
        return self.een.demo or self.twee.demo

    @property
    def bronnen(self) -> tuple[str, ...]:
        """The documents of both."""
        return tuple(sorted({*self.een.bronnen, *self.twee.bronnen}))


def gebiedskeuzes(user: "User", gemeente: Gemeente) -> list[tuple[str, list[tuple[str, str]]]]:
    """The places that can be compared, buurten first."""
    rows = list(Gebied.objects.visible_to(user).filter(gemeente=gemeente).order_by("naam", "pk"))
    buurten = [(row.slug, row.naam) for row in rows if row.soort == Gebied.Soort.BUURT]
    larger = [(row.slug, row.volledige_naam) for row in rows if row.soort != Gebied.Soort.BUURT]
    return [(_("Buurten"), buurten), (_("Grotere gebieden"), larger)]


def vergelijking(user: "User", gemeente: Gemeente, een: str, twee: str, peildatum: dt.date) -> Vergelijking | None:
    """Two places of a gemeente by their slugs; None when one of them is not there (any more)."""
    plaatsen = read_plaatsen(user, gemeente, peildatum)
    first, second = (buurtpagina(user, gemeente, slug, peildatum, plaatsen) for slug in (een, twee))
    if first is None or second is None:
        return None
    words = status_words(gemeente)
    groups = [
        (_("Afspraken"), _pairs(_afspraken(first, words), _afspraken(second, words))),
        (_("Woningen"), _pairs(_woningen(first), _woningen(second))),
        (_("Geld en bewonersteams"), _pairs(_geld_en_teams(first), _geld_en_teams(second))),
        *_cijfers(first, second),
    ]
    return Vergelijking(first, second, tuple((naam, vragen) for naam, vragen in groups if vragen))


Antwoorden = dict[str, tuple[str, ...]]


def _pairs(first: Antwoorden, second: Antwoorden) -> tuple[Vraag, ...]:
    """Every question one of both answers, in the order of the first and then of the second."""
    return tuple(
        Vraag(naam, Antwoord(first.get(naam, ())), Antwoord(second.get(naam, ())))
        for naam in dict.fromkeys((*first, *second))
        if first.get(naam) or second.get(naam)
    )


def _afspraken(page: Buurtpagina, words: dict[str, str]) -> Antwoorden:
    work = (*page.acties, *page.afspraken)
    counts = Counter(row.status for row in work)
    return {
        _("Afspraken en acties"): (str(len(work)),) if work else (),
        _("Hoe ver"): tuple(f"{words[status]}: {counts[status]}" for status in VOLGORDE if counts[status]),
        _("Wie het meeste doet"): page.partijen[:3],
    }


def _woningen(page: Buurtpagina) -> Antwoorden:
    answers: Antwoorden = {teller.woord.capitalize(): (teller.aantal,) for teller in page.tellers}
    for row in page.geschikt.regels:
        naam = _("%(naam)s (%(code)s)") % {"naam": row.naam, "code": row.code}
        answers[naam] = (_("nu: %(aantal)s") % {"aantal": row.nu}, _("erbij: %(aantal)s") % {"aantal": row.straks})
    return answers


def _geld_en_teams(page: Buurtpagina) -> Antwoorden:
    return {
        _("Over in het leefbaarheidsfonds"): tuple(f"{fonds.vrij} ({fonds.naam})" for fonds in page.fondsen),
        _("Bewonersteams"): tuple(
            _("%(corporatie)s: fase %(fase)s") % {"corporatie": team.corporatie, "fase": team.fase}
            for team in page.teams
        ),
    }


def _cijfers(first: Buurtpagina, second: Buurtpagina) -> list[tuple[str, tuple[Vraag, ...]]]:
    """The indicators that one of both has, under the same subjects."""
    found = []
    listed = [{groep.naam: groep.cijfers for groep in page.cijfers} for page in (first, second)]
    for naam in dict.fromkeys((*listed[0], *listed[1])):
        answers = [{cijfer.naam: _said(cijfer) for cijfer in groups.get(naam, ())} for groups in listed]
        found.append((naam, _pairs(*answers)))
    return found


def _said(cijfer: Cijfer) -> tuple[str, ...]:
    """Every different statement with its period and part; the reason where there is none."""
    if not cijfer.regels:
        return (cijfer.reden,)
    said = (f"{regel.tekst}{f' ({regel.deel})' if regel.deel else ''}, {regel.periode}" for regel in cijfer.regels)
    return tuple(dict.fromkeys(said))
