# SPDX-License-Identifier: EUPL-1.2
"""What waits for publishing in one gemeente, with what is public now beside what would become public."""

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, F, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from afspraken.bijstellen import in_words
from afspraken.models import (
    Actie,
    Afspraak,
    Betrokkenheid,
    Bewijsstuk,
    Bijstelling,
    Ligging,
    Termijn,
    Thema,
    Voortgang,
)
from afspraken.querysets.afspraak import count_of
from afspraken.statussen import Fase, status_words
from partijen.models import Gemeente
from partijen.policies import access_key
from portaal.lib.compiled import read_values

_VALUE = re.compile(r"([a-z]{1,20})-([0-9]{1,18})-([0-9a-f]{16})", re.ASCII)
FASES = {fase.value: str(fase.label) for fase in Fase}


class Soort(models.TextChoices):
    """The kinds of things that wait."""

    MELDING = "melding", gettext_lazy("Meldingen")
    AFSPRAAK = "afspraak", gettext_lazy("Afspraken")
    ACTIE = "actie", gettext_lazy("Acties")
    BEWIJSSTUK = "bewijsstuk", gettext_lazy("Bewijsstukken")
    BIJSTELLING = "bijstelling", gettext_lazy("Bijstellingen")


MODELLEN: Mapping[Soort, Any] = {
    Soort.MELDING: Voortgang,
    Soort.AFSPRAAK: Afspraak,
    Soort.ACTIE: Actie,
    Soort.BEWIJSSTUK: Bewijsstuk,
    Soort.BIJSTELLING: Bijstelling,
}


@dataclass(frozen=True, slots=True)
class Feit:
    """Something the public reads, or would read; `status` when it is one."""

    label: str
    tekst: str
    status: str = ""


@dataclass(frozen=True, slots=True)
class Wachtend:
    """One thing that waits.

    Attributes:
        nu: what the public reads of it now; empty when it does not see it at all.
        straks: what it would read.
        mee: what becomes public together with it, in words.
        eerst: why it would not be seen yet, in words.
        kenmerk: follows from all this: when it differs, something changed since it was shown.
    """

    soort: Soort
    pk: int
    code: str
    titel: str
    set_naam: str
    url: str
    sinds: str
    door: str
    nu: tuple[Feit, ...]
    straks: tuple[Feit, ...]
    mee: str = ""
    eerst: str = ""
    demo: bool = False
    adres: str = ""
    kenmerk: str = field(init=False)

    def __post_init__(self) -> None:
        shown = [self.soort, self.pk, self.code, self.titel, self.mee, self.eerst, self.adres]
        facts = [[fact.label, fact.tekst, fact.status] for part in (self.nu, self.straks) for fact in part]
        content = json.dumps([*shown, len(self.nu), facts])
        object.__setattr__(self, "kenmerk", hashlib.sha256(content.encode()).hexdigest()[:16])

    @property
    def waarde(self) -> str:
        """The value of its tick box."""
        return f"{self.soort}-{self.pk}-{self.kenmerk}"


def waiting(soort: Soort, *, user: Any, gemeente: Gemeente, thema: Thema | None = None) -> QuerySet[Any]:
    """The rows of one kind that wait and that this user may see, in the order in which they were entered."""
    rows = MODELLEN[soort].objects.visible_to(user, gemeente=gemeente)
    rows = rows.waiting(gemeente) if soort is Soort.MELDING else rows.filter(gemeente=gemeente, gepubliceerd=False)
    if thema is not None:
        rows = rows.filter(**{"thema" if soort is Soort.AFSPRAAK else "afspraak__thema": thema})
    return rows.order_by("pk")  # type: ignore[no-any-return]


def count_waiting(user: Any, gemeente: Gemeente, thema: Thema | None = None) -> dict[Soort, int]:
    """{kind: number of what waits}, in one query."""

    def counts() -> QuerySet[Any]:
        parts = [
            waiting(soort, user=user, gemeente=gemeente, thema=thema)
            .order_by()
            .annotate(_soort=Value(soort.value))
            .values("_soort")
            .annotate(_aantal=Count("pk"))
            for soort in Soort
        ]
        return parts[0].union(*parts[1:], all=True)

    key = ("wachtrij", access_key(user), gemeente.pk, thema.pk if thema else None)
    found = {row["_soort"]: row["_aantal"] for row in read_values(key, counts)}
    return {soort: found.get(soort.value, 0) for soort in Soort}


@dataclass(frozen=True, slots=True)
class Genoemd:
    """One thing that waits, by its kind and code alone: all that may leave the portal of something unpublished."""

    soort: Soort
    pk: int
    code: str

    @property
    def sleutel(self) -> str:
        """Tells it from every other thing of the portal."""
        return f"{self.soort}-{self.pk}"


def name_waiting(user: Any, gemeente: Gemeente) -> list[Genoemd]:
    """All that waits in a gemeente, by kind, in the order in which it was entered; one query per kind."""
    codes: dict[Soort, Any] = {
        Soort.MELDING: Coalesce("actie__code", "afspraak__code"),
        Soort.AFSPRAAK: F("code"),
        Soort.ACTIE: F("code"),
        Soort.BEWIJSSTUK: Coalesce("actie__code", "afspraak__code"),
        Soort.BIJSTELLING: Coalesce("actie__code", "afspraak__code"),
    }
    return [
        Genoemd(soort, pk, code)
        for soort in Soort
        for pk, code in waiting(soort, user=user, gemeente=gemeente).values_list("pk", codes[soort])
    ]


def read_waiting(soort: Soort, rows: QuerySet[Any], *, user: Any, gemeente: Gemeente) -> list[Wachtend]:
    """Rows of `waiting` with all that is shown of them, in a number of queries that does not depend on how many."""
    return _Reader(user, gemeente).read(soort, rows)


def read_chosen(
    chosen: Mapping[Soort, Iterable[int]], *, user: Any, gemeente: Gemeente
) -> dict[tuple[Soort, int], Wachtend]:
    """Of rows by kind and key what is shown of them now; what no longer waits is left out."""
    reader = _Reader(user, gemeente)
    found: dict[tuple[Soort, int], Wachtend] = {}
    for soort, pks in chosen.items():
        rows = waiting(soort, user=user, gemeente=gemeente).filter(pk__in=list(pks))
        found |= {(soort, row.pk): row for row in reader.read(soort, rows)}
    return found


class _Reader:
    """Reads what is shown of rows of one gemeente."""

    def __init__(self, user: Any, gemeente: Gemeente) -> None:
        self.user, self.gemeente = user, gemeente
        self.words = status_words(gemeente)

    def read(self, soort: Soort, rows: QuerySet[Any]) -> list[Wachtend]:
        by_kind: dict[Soort, Callable[[QuerySet[Any]], list[Wachtend]]] = {
            Soort.MELDING: self._reports,
            Soort.AFSPRAAK: self._afspraken,
            Soort.ACTIE: self._acties,
            Soort.BEWIJSSTUK: self._evidence,
            Soort.BIJSTELLING: self._changes,
        }
        return by_kind[soort](rows)

    # --- reports -----------------------------------------------------------------------------------------------------

    def _reports(self, rows: QuerySet[Any]) -> list[Wachtend]:
        related = ("afspraak__afsprakenset", "actie", "namens", "gebruiker")
        public = ("afspraak__laatste_voortgang_publiek", "actie__laatste_voortgang_publiek")
        return [self._report(row) for row in rows.select_related(*related, *public)]

    def _report(self, row: Any) -> Wachtend:
        doel = row.actie or row.afspraak
        public = doel.laatste_voortgang_publiek
        return Wachtend(
            soort=Soort.MELDING,
            pk=row.pk,
            code=doel.code,
            titel=doel.titel,
            set_naam=row.afspraak.afsprakenset.naam,
            url=f"{self._url(row.afspraak)}#voortgang-{row.pk}",
            sinds=_day(row.created_at),
            door=", ".join(str(part) for part in (row.namens, row.gebruiker) if part),
            nu=self._said(public) if public else (),
            straks=self._said(row),
            eerst=self._hidden_above(row),
            demo=row.demo,
        )

    def _said(self, report: Any) -> tuple[Feit, ...]:
        """What a report tells the public."""
        word = self.words[report.status]
        names = ("toelichting", "oorzaak", "gevolg", "maatregel", "volgende_stap", "gevraagd_besluit", "reden")
        texts = ((_label(Voortgang, name), getattr(report, name)) for name in names)
        return (
            Feit(_("Status"), _("%(woord)s op %(dag)s") % {"woord": word, "dag": _day(report.datum)}, report.status),
            *_facts((_("Fase"), FASES.get(report.fase, "")), *texts),
        )

    # --- what is agreed ----------------------------------------------------------------------------------------------

    def _afspraken(self, rows: QuerySet[Any]) -> list[Wachtend]:
        below = {
            "_acties": Actie.objects.filter(afspraak=models.OuterRef("pk"), gepubliceerd=True),
            "_meldingen": Voortgang.objects.published()
            .filter(afspraak=models.OuterRef("pk"))
            .filter(Q(actie=None) | Q(actie__gepubliceerd=True)),
            "_stukken": Bewijsstuk.objects.filter(afspraak=models.OuterRef("pk"), gepubliceerd=True).filter(
                Q(actie=None) | Q(actie__gepubliceerd=True)
            ),
        }
        counted = rows.annotate(**{name: count_of(part, "afspraak") for name, part in below.items()})
        found = list(counted.select_related("afsprakenset", "thema", "rayon"))
        around = _Around(Q(afspraak__in=found, actie=None), self.user, self.gemeente)
        return [
            self._agreed(
                Soort.AFSPRAAK,
                row,
                row,
                _facts(
                    (_label(Afspraak, "titel"), row.titel),
                    (_label(Afspraak, "thema"), str(row.thema)),
                    *((_label(Afspraak, name), getattr(row, name)) for name in _TEXTS_AFSPRAAK),
                    (_label(Afspraak, "rayon"), str(row.rayon or "")),
                    *around.of(row.pk, None),
                ),
                mee=_together(row._acties, row._meldingen, row._stukken),
            )
            for row in found
        ]

    def _acties(self, rows: QuerySet[Any]) -> list[Wachtend]:
        below = {
            "_meldingen": Voortgang.objects.published().filter(actie=models.OuterRef("pk")),
            "_stukken": Bewijsstuk.objects.filter(actie=models.OuterRef("pk"), gepubliceerd=True),
        }
        counted = rows.annotate(**{name: count_of(part, "actie") for name, part in below.items()})
        found = list(counted.select_related("afspraak__afsprakenset"))
        around = _Around(Q(actie__in=found), self.user, self.gemeente)
        return [
            self._agreed(
                Soort.ACTIE,
                row,
                row.afspraak,
                _facts(
                    (_label(Actie, "titel"), row.titel),
                    *((_label(Actie, name), _text(getattr(row, name))) for name in _TEXTS_ACTIE),
                    *around.of(row.afspraak_id, row.pk),
                ),
                mee=_together(0, row._meldingen, row._stukken),
            )
            for row in found
        ]

    def _agreed(self, soort: Soort, row: Any, afspraak: Any, straks: tuple[Feit, ...], *, mee: str) -> Wachtend:
        public = row.laatste_voortgang_publiek_id is not None
        standing = (Feit(_("Status"), self.words[row.status_publiek], row.status_publiek),) if public else ()
        return Wachtend(
            soort=soort,
            pk=row.pk,
            code=row.code,
            titel=row.titel,
            set_naam=afspraak.afsprakenset.naam,
            url=self._url(afspraak),
            sinds="",
            door="",
            nu=(),
            straks=(*straks, *standing),
            mee=mee,
            eerst=self._hidden_above(row),
        )

    # --- evidence ----------------------------------------------------------------------------------------------------

    def _evidence(self, rows: QuerySet[Any]) -> list[Wachtend]:
        return [self._document(row) for row in rows.select_related("afspraak__afsprakenset", "actie", "gebruiker")]

    def _document(self, row: Any) -> Wachtend:
        doel = row.actie or row.afspraak
        file = reverse("afspraken:bewijsstuk", args=(self.gemeente.slug, row.pk)) if row.bestand else ""
        return Wachtend(
            soort=Soort.BEWIJSSTUK,
            pk=row.pk,
            code=doel.code,
            titel=row.titel,
            set_naam=row.afspraak.afsprakenset.naam,
            url=f"{self._url(row.afspraak)}#bewijsstukken",
            sinds=_day(row.created_at),
            door=str(row.gebruiker or ""),
            nu=(),
            straks=_facts(
                (_label(Bewijsstuk, "titel"), row.titel),
                (_("Bij"), str(doel)),
                (_label(Bewijsstuk, "url"), row.url),
                (_label(Bewijsstuk, "bestand"), row.bestandsnaam),
            ),
            eerst=self._hidden_above(row),
            adres=row.url or file,
        )

    # --- decided changes ---------------------------------------------------------------------------------------------

    def _changes(self, rows: QuerySet[Any]) -> list[Wachtend]:
        related = ("afspraak__afsprakenset", "actie", "overleg", "doelstelling", "gebruiker")
        return [self._change(row) for row in rows.select_related(*related)]

    def _change(self, row: Any) -> Wachtend:
        doel, decided = row.actie or row.afspraak, _day(row.datum)
        return Wachtend(
            soort=Soort.BIJSTELLING,
            pk=row.pk,
            code=doel.code,
            titel=doel.titel,
            set_naam=row.afspraak.afsprakenset.naam,
            url=f"{self._url(row.afspraak)}#bijstellingen",
            sinds=_day(row.created_at),
            door=str(row.gebruiker or ""),
            nu=(Feit(capfirst(row.onderwerp), in_words(row.soort, row.oud, row.doelstelling)),),
            straks=_facts(
                (capfirst(row.onderwerp), in_words(row.soort, row.nieuw, row.doelstelling)),
                (_("Reden"), row.reden),
                (_("Besloten"), f"{decided}, {row.overleg}" if row.overleg else decided),
            ),
            eerst=self._hidden_above(row),
            demo=row.demo,
        )

    # --- what all have in common -------------------------------------------------------------------------------------

    def _url(self, afspraak: Any) -> str:
        afspraak.gemeente = self.gemeente
        return str(afspraak.get_absolute_url())

    @staticmethod
    def _hidden_above(row: Any) -> str:
        """Which of the things above a row is hidden, the highest first."""
        afspraak = row if isinstance(row, Afspraak) else row.afspraak
        actie = None if isinstance(row, Afspraak | Actie) else row.actie
        if not afspraak.afsprakenset.gepubliceerd:
            return _("Het publiek ziet dit pas als de afsprakenset openbaar is.")
        if afspraak is not row and not afspraak.gepubliceerd:
            return _("Het publiek ziet dit pas als afspraak %(code)s openbaar is.") % {"code": afspraak.code}
        if actie is not None and not actie.gepubliceerd:
            return _("Het publiek ziet dit pas als actie %(code)s openbaar is.") % {"code": actie.code}
        return ""


_TEXTS_AFSPRAAK = (
    "titel_in_document",
    "samenvatting",
    "doel",
    "huurdersprioriteit",
    "bron_plaats",
    "bron_opmerking",
)
_TEXTS_ACTIE = ("omschrijving", "locatie", "aantal_woningen", "aantal_tekst", "bron_plaats", "bron_opmerking")


class _Around:
    """Who, when and where of rows, in words; three queries."""

    def __init__(self, condition: Q, user: Any, gemeente: Gemeente) -> None:
        self.lines: dict[tuple[int, int | None], dict[str, list[str]]] = defaultdict(partial(defaultdict, list))

        def rows(model: Any) -> Any:
            return model.objects.visible_to(user, gemeente=gemeente).filter(condition)

        roles = {rol.value: str(rol.label) for rol in Betrokkenheid.Rol}
        for row in rows(Betrokkenheid).select_related("partij").order_by("volgorde", "id"):
            self._add(row, roles[row.rol], str(row.partij))
        for row in rows(Termijn).order_by("begindatum", "einddatum", "id"):
            parts = (row.get_soort_display(), row.label, row.wat, row.bron_opmerking)
            self._add(row, _("termijn"), " ".join(part for part in parts if part))
        for row in rows(Ligging).select_related("gebied").order_by("volgorde", "id"):
            self._add(row, _("waar"), row.gebied.naam)

    def _add(self, row: Any, label: str, text: str) -> None:
        self.lines[row.afspraak_id, row.actie_id][label].append(text)

    def of(self, afspraak_id: int, actie_id: int | None) -> list[tuple[str, str]]:
        found = self.lines.get((afspraak_id, actie_id), {})
        return [(label.capitalize(), "; ".join(texts)) for label, texts in found.items()]


def _facts(*pairs: tuple[str, str]) -> tuple[Feit, ...]:
    return tuple(Feit(label, text) for label, text in pairs if text)


def _label(model: type[models.Model], name: str) -> str:
    return str(model._meta.get_field(name).verbose_name).capitalize()  # type: ignore[union-attr]


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _day(value: Any) -> str:
    return date_format(timezone.localtime(value).date() if hasattr(value, "hour") else value, "j F Y")


def _together(acties: int, meldingen: int, stukken: int) -> str:
    """ "3 acties, 1 melding": what was published below and shows together with what is above it."""
    parts = [
        text % {"n": number}
        for number, text in (
            (acties, ngettext("%(n)d actie", "%(n)d acties", acties)),
            (meldingen, ngettext("%(n)d melding", "%(n)d meldingen", meldingen)),
            (stukken, ngettext("%(n)d bewijsstuk", "%(n)d bewijsstukken", stukken)),
        )
        if number
    ]
    return ", ".join(parts)


def number_waiting(user: Any, gemeente: Gemeente) -> int:
    """How many things wait in all; one query."""
    return sum(count_waiting(user, gemeente).values())


def parse_values(values: Sequence[str]) -> dict[tuple[Soort, int], str]:
    """{(kind, key): kenmerk} of the tick boxes.

    Raises:
        ValidationError: a value that the list never gave out.
    """
    found: dict[tuple[Soort, int], str] = {}
    for value in values:
        match = _VALUE.fullmatch(value)
        if match is None or match[1] not in Soort.values:
            raise ValidationError(_("Deze keuze bestaat niet. Laad de lijst opnieuw."), code="invalid")
        found[Soort(match[1]), int(match[2])] = match[3]
    return found
