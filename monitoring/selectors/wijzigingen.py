# SPDX-License-Identifier: EUPL-1.2
"""What changed in published things, for everybody: never a person, never a draft, nothing that was taken back.

An event is shown when the public could notice it at the time (`Wijziging.openbaar`), and its object is public now. Of
texts only is told that they changed: what was mended in them stays away. The reason of a change is internal.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import groupby
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from afspraken.models import (
    Actie,
    Afspraak,
    Afsprakenset,
    Betrokkenheid,
    Bewijsstuk,
    Bijstelling,
    Ligging,
    Termijn,
    Thema,
    Voortgang,
)
from afspraken.rows import action_anchor
from afspraken.statussen import status_words
from monitoring.models import Zienswijze
from monitoring.selectors.adressen import Adressen
from partijen.geschiedenis import Veld, describe_events
from partijen.models import Gemeente, Overleg, Wijziging
from partijen.woorden import role_words
from portaal.lib.compiled import ANY_KEY, read_objects
from portaal.lib.paging import Page, read_page

PAGE_SIZE = 30
Soort = Wijziging.Soort


@dataclass(frozen=True, slots=True)
class Getoond:
    """What is shown of the events of one model.

    Attributes:
        waarden: columns of which old and new are shown.
        teksten: columns of which only is told that they changed.
        boven: relations to the afspraak, actie and set that its address needs.
        hangt: it hangs on an afspraak; without it the row has an address of its own.
    """

    model: Any
    waarden: tuple[str, ...]
    teksten: tuple[str, ...] = ()
    boven: tuple[str, ...] = ()
    hangt: bool = False


_VIA = ("afspraak__afsprakenset", "actie")
# Columns that decide whether a row is public at all.
_PUBLIEK_DOOR = {"gepubliceerd", "actie_id", "afspraak_id", "afsprakenset_id"}
_BRON = ("bron_plaats", "bron_opmerking")
GETOOND: Mapping[str, Getoond] = {
    row.model._meta.label_lower: row
    for row in (
        Getoond(Afsprakenset, ("naam", "levensfase", "periode", "ondertekend_op"), _BRON),
        Getoond(Thema, ("naam",), _BRON, ("afsprakenset",)),
        Getoond(
            Afspraak,
            ("titel", "thema_id", "rayon_id"),
            ("titel_in_document", "samenvatting", "doel", "huurdersprioriteit", *_BRON),
            ("afsprakenset",),
        ),
        Getoond(
            Actie,
            ("titel", "locatie", "aantal_woningen", "aantal_tekst"),
            ("omschrijving", *_BRON),
            ("afspraak__afsprakenset",),
        ),
        Getoond(Termijn, ("soort", "periode", "wat", "voldaan_op"), ("bron_opmerking",), _VIA, hangt=True),
        Getoond(Betrokkenheid, ("partij_id", "rol"), (), _VIA, hangt=True),
        Getoond(Ligging, ("gebied_id",), (), _VIA, hangt=True),
        Getoond(Bewijsstuk, ("titel",), (), _VIA, hangt=True),
        Getoond(Voortgang, (), (), (*_VIA, "namens"), hangt=True),
        # Public once, and then as it is: what was written before that stays away.
        Getoond(Bijstelling, (), (), _VIA, hangt=True),
        Getoond(Zienswijze, (), (), ("partij",)),
        Getoond(Overleg, ("datum", "soort", "naam")),
    )
}
# A report moves the standing of its afspraak or actie too; that is told by the report itself, once.
_MET_STAND = [Afspraak, Actie]
# What hangs on an afspraak and came with it from its document: told by the afspraak itself.
_MET_AFSPRAAK = [Termijn, Betrokkenheid, Ligging]


@dataclass(frozen=True, slots=True)
class Regel:
    """One change. `wie` is a role and a party; `velden` are the values that changed, `teksten` the names of texts."""

    wat: str
    naam: str
    url: str
    gebeurd: str
    wie: str
    demo: bool
    status: str = ""
    velden: tuple[Veld, ...] = ()
    teksten: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Dag:
    """The changes of one day, newest first."""

    datum: dt.date
    regels: tuple[Regel, ...]


@dataclass(frozen=True, slots=True)
class Wijzigingen:
    """One page of changes; `vorige` and `volgende` are the keys of the pages beside it."""

    dagen: tuple[Dag, ...] = field(default=())
    vorige: str = ""
    volgende: str = ""

    @property
    def demo(self) -> bool:
        """Something shown was invented for demonstration."""
        return any(regel.demo for dag in self.dagen for regel in dag.regels)


def public_events(gemeente: Gemeente) -> QuerySet[Wijziging, Wijziging]:
    """The events that everybody may read. A report counts from its last publication on."""
    everybody = AnonymousUser()
    visible: Any = Q(pk__isnull=True)
    for label, row in GETOOND.items():
        objects = row.model.objects.visible_to(everybody).filter(gemeente=gemeente, pk=OuterRef("object_id"))
        visible |= Q(model=label) & Exists(objects.order_by())
    taken_back = Wijziging.objects.filter(
        model=OuterRef("model"), object_id=OuterRef("object_id"), soort=Soort.INGETROKKEN, pk__gt=OuterRef("pk")
    )
    loaded = Q(
        oorsprong=Wijziging.Oorsprong.VOORBEELDDATA,
        soort=Soort.NIEUW,
        model__in=[model._meta.label_lower for model in _MET_AFSPRAAK],
    )
    silent: Any = Q(pk__isnull=True)
    for model in _MET_STAND:
        label = model._meta.label_lower
        told = [*GETOOND[label].waarden, *GETOOND[label].teksten, *_PUBLIEK_DOOR]
        silent |= Q(model=label, soort=Soort.GEWIJZIGD) & ~Q(velden__has_any_keys=told)
    return (
        Wijziging.objects.filter(gemeente=gemeente, openbaar=True)
        .exclude(soort__in=(Soort.INGETROKKEN, Soort.VERWIJDERD))
        .exclude(loaded)
        .exclude(silent)
        .filter(visible)
        .filter(~Q(soort=Soort.GEPUBLICEERD) | ~Exists(taken_back))
    )


def read_changes(gemeente: Gemeente, *, na: str = "", voor: str = "") -> Wijzigingen:
    """A page of changes, newest first; the same for every viewer.

    Raises:
        ValueError: a key that was never given out.
    """
    if not na and not voor:
        found = newest_events(gemeente, PAGE_SIZE + 1)
        page = Page(found[:PAGE_SIZE], next=str(found[PAGE_SIZE - 1].pk) if len(found) > PAGE_SIZE else "")
    else:
        page = read_page(public_events(gemeente), size=PAGE_SIZE, after=na, before=voor, newest_first=True)
    return Wijzigingen(_days(gemeente, page), page.previous, page.next)


def newest_events(gemeente: Gemeente, number: int) -> list[Wijziging]:
    """So many of the events that everybody may read, newest first."""
    key = ("openbare wijzigingen", gemeente.pk, number)
    return read_objects(key, lambda: public_events(gemeente).order_by("-pk")[:number])


def read_lines(gemeente: Gemeente, events: Sequence[Wijziging]) -> list[tuple[Wijziging, Regel]]:
    """Events of `public_events` in words, in their order."""
    return list(_Reader(gemeente, events).lines())


def _days(gemeente: Gemeente, page: Page) -> tuple[Dag, ...]:
    reader = _Reader(gemeente, page.rows)
    lines = [(timezone.localdate(event.moment), regel) for event, regel in reader.lines()]
    return tuple(
        Dag(day, tuple(regel for _day, regel in part)) for day, part in groupby(lines, key=lambda pair: pair[0])
    )


class _Reader:
    """Puts events into words: one query per model for the rows, one per model these refer to for names."""

    def __init__(self, gemeente: Gemeente, events: Sequence[Wijziging]) -> None:
        self.gemeente, self.events = gemeente, events
        self.words = status_words(gemeente)
        self.rollen = role_words(gemeente)
        self.address = Adressen()
        self.rows: dict[tuple[str, int], Any] = {}
        for label, shown in GETOOND.items():
            if pks := {event.object_id for event in events if event.model == label}:
                rows = read_objects(("gewijzigd", label, gemeente.pk), partial(_public_rows, shown, gemeente), pks=pks)
                self.rows |= {(label, row.pk): row for row in rows}

    def lines(self) -> Iterable[tuple[Wijziging, Regel]]:
        # Without who did it and why: what is put into words here may be read by all.
        bare = [
            Wijziging(model=event.model, object_id=event.object_id, velden=self._values(event), soort=event.soort)
            for event in self.events
        ]
        for event, words in zip(self.events, describe_events(bare, self.gemeente), strict=True):
            row = self.rows.get((event.model, event.object_id))
            if row is not None:
                yield event, self._line(event, row, words.velden, words.wat)

    def _values(self, event: Wijziging) -> dict[str, Any]:
        """The values that may be shown; the old ones only where the row was public before."""
        new_here = _became_public(event)
        chosen = {name: event.velden[name] for name in GETOOND[event.model].waarden if name in event.velden}
        return {name: [None if new_here else old, new] for name, (old, new) in chosen.items()}

    def _line(self, event: Wijziging, row: Any, velden: Sequence[Veld], wat: str) -> Regel:
        shown = GETOOND[event.model]
        report = isinstance(row, Voortgang)
        published = _became_public(event)
        fields = {f.attname: f for f in shown.model._meta.concrete_fields}
        texts = () if published else (name for name in shown.teksten if name in event.velden)
        naam, url = self._named(row)
        return Regel(
            wat=capfirst(_("melding") if report else wat),
            naam=naam,
            url=url,
            gebeurd=self._happened(event, row, published),
            wie=self._who(event, row),
            demo=event.demo or bool(getattr(row, "demo", False)),
            status=row.status if report else "",
            velden=tuple(velden) if shown.hangt or not published else (),
            teksten=tuple(str(capfirst(fields[name].verbose_name)) for name in texts),
        )

    def _happened(self, event: Wijziging, row: Any, published: bool) -> str:
        if isinstance(row, Voortgang):
            text = _("gepubliceerd: %(woord)s op %(dag)s")
            return text % {"woord": self.words[row.status], "dag": date_format(row.datum, "j F Y")}
        if published and not isinstance(row, Thema | Overleg | Termijn | Betrokkenheid | Ligging):
            return str(Soort.GEPUBLICEERD.label)
        return str(Soort.NIEUW.label if published else Soort.GEWIJZIGD.label)

    def _who(self, event: Wijziging, row: Any) -> str:
        """Role and party: of a report or zienswijze the party that speaks, else of who changed it."""
        if isinstance(row, Voortgang):
            return str(row.namens or "")
        if isinstance(row, Zienswijze):
            return str(row.partij)
        rol = self.rollen.get(event.rol, "")
        if event.partij_naam and rol:
            return f"{event.partij_naam} ({rol})"
        return event.partij_naam or rol

    def _named(self, row: Any) -> tuple[str, str]:
        """What the row is about, and where that stands."""
        slug = self.gemeente.slug
        if isinstance(row, Overleg):
            address = reverse("overleg", args=(slug, row.datum))
            return str(row), address if row.soort == Overleg.Soort.BESTUURLIJK else f"{address}?soort={row.soort}"
        if isinstance(row, Zienswijze):
            return str(row), reverse("zienswijze", args=(slug, row.pk))
        if isinstance(row, Afsprakenset | Thema):
            found = row if isinstance(row, Afsprakenset) else row.afsprakenset
            naam = str(row) if row is found else f"{row} ({found})"
            return naam, f"{reverse('afspraken:lijst', args=(slug,))}?afsprakenset={found.slug}"
        afspraak = row if isinstance(row, Afspraak) else row.afspraak
        url = self.address.afspraak(slug, afspraak.afsprakenset.slug, afspraak.code)
        actie = row if isinstance(row, Actie) else getattr(row, "actie", None)
        if actie is not None:
            return str(actie), f"{url}#{action_anchor(actie.code)}"
        return str(afspraak), url


def _public_rows(shown: Getoond, gemeente: Gemeente) -> QuerySet[Any]:
    rows = shown.model.objects.visible_to(AnonymousUser()).filter(gemeente=gemeente, pk__in=[ANY_KEY])
    return rows.select_related(*shown.boven)  # type: ignore[no-any-return]


def _became_public(event: Wijziging) -> bool:
    """The public did not see the row before: what was changed in it earlier, or with this, was a draft."""
    moved = _PUBLIEK_DOOR & set(event.velden)
    return event.soort in (Soort.NIEUW, Soort.GEPUBLICEERD) or bool(moved)
