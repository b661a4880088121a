# SPDX-License-Identifier: EUPL-1.2
"""What of an afspraak can be changed by decision, and what was changed, in words for a page."""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from afspraken.doelen import stored_target_text
from afspraken.models import Afspraak, Bijstelling, Doelstelling, Termijn
from partijen.policies import access_key
from portaal.lib.compiled import ANY_KEY, read_objects
from portaal.lib.periods import Periode, validate_periode

if TYPE_CHECKING:
    from partijen.querysets import User

Soort = Bijstelling.Soort
DOEL = "doel"
_GETAL = re.compile(r"(?P<whole>[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]{1,12})(?:,(?P<cents>[0-9]{1,2}))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Onderwerp:
    """Something that can be changed: the goal, one of the terms or one of the targets.

    Attributes:
        waarde: as it is stored now, to compare with; `woorden` is how one reads it.
    """

    sleutel: str
    soort: str
    naam: str
    waarde: str
    termijn: Termijn | None = None
    doelstelling: Doelstelling | None = None

    @property
    def woorden(self) -> str:
        """The value as one reads it."""
        return in_words(self.soort, self.waarde, self.doelstelling)


def subject_of(row: Afspraak | Termijn | Doelstelling) -> Onderwerp:
    """The row as something to change."""
    if isinstance(row, Termijn):
        where = _("actie %(code)s, ") % {"code": row.actie.code} if row.actie is not None else ""
        name = f"{where}{_('termijn')} {row.get_soort_display()}" + (f": {row.wat}" if row.wat else "")
        return Onderwerp(f"termijn-{row.pk}", Soort.TERMIJN, name, row.periode, termijn=row)
    if isinstance(row, Doelstelling):
        value = plain_number(row.doel) if row.doel is not None else row.doel_tekst
        name = f"{_('streefwaarde')}: {row.titel}"
        return Onderwerp(f"doelstelling-{row.pk}", Soort.STREEFWAARDE, name, value, doelstelling=row)
    return Onderwerp(DOEL, Soort.DOEL, _("doel"), row.doel)


def subjects_of(user: "User", afspraak: Afspraak) -> list[Onderwerp]:
    """Everything of an afspraak that can be changed and that the viewer sees. Two queries."""
    terms = Termijn.objects.visible_to(user, gemeente=afspraak.gemeente).filter(afspraak=afspraak)
    targets = Doelstelling.objects.visible_to(user).filter(afspraak=afspraak)
    rows: Iterable[Any] = (
        *terms.select_related("actie").order_by("actie__volgnummer", "begindatum", "pk"),
        *targets.order_by("volgorde", "pk"),
    )
    return [subject_of(afspraak), *(subject_of(row) for row in rows)]


def plain_number(value: Decimal) -> str:
    """A number as it is stored in a text: 80, 12.5."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def in_words(soort: str, value: str, doelstelling: Doelstelling | None = None) -> str:
    """A stored value as one reads it: a period in Dutch, a number with its unit."""
    if not value:
        return _("niet genoemd")
    if soort == Soort.TERMIJN:
        try:
            return Periode.parse(value).label()
        except ValueError:  # personal data was taken out
            return value
    if soort == Soort.STREEFWAARDE:
        return stored_target_text(value, doelstelling.eenheid if doelstelling else "aantal")
    return value


def read_value(subject: Onderwerp, text: str) -> str:
    """A new value as somebody types it, as it is stored.

    Raises:
        ValidationError: under `nieuw`: nothing, no period, no number, or the value that it has already.
    """
    value = text.strip()
    fault = ""
    if not value:
        fault = _("Schrijf de nieuwe waarde.")
    elif subject.soort == Soort.TERMIJN:
        try:
            validate_periode(value)
        except ValidationError as error:
            raise ValidationError({"nieuw": error}) from error
    elif subject.doelstelling is not None and subject.doelstelling.eenheid != "tekst":
        match = _GETAL.fullmatch(re.sub(r"%$|woningen$|^€", "", value).strip())
        if match is None:
            fault = _("Schrijf een getal, zoals 80 of 1.250,50.")
        else:
            value = plain_number(Decimal(f"{match['whole'].replace('.', '')}.{match['cents'] or 0}"))
    elif subject.doelstelling is not None and len(value) > 80:
        fault = _("Schrijf de streefwaarde in hoogstens 80 tekens.")
    if not fault and value == subject.waarde:
        fault = _("Dit is de waarde die er al is. Schrijf wat er anders wordt.")
    if fault:
        raise ValidationError({"nieuw": ValidationError(fault, code="nieuw")})
    return value


@dataclass(frozen=True, slots=True)
class Bijstelregel:
    """One change in words."""

    pk: int
    versie: int
    soort: str
    onderwerp: str
    oud: str
    nieuw: str
    reden: str
    datum: dt.date
    overleg: str
    gepubliceerd: bool
    demo: bool
    sleutel: tuple[str, int | None]


@dataclass(frozen=True, slots=True)
class Bijgesteld:
    """All changes of an afspraak that the viewer sees, oldest first, and what each thing was before the first one.

    `later` were decided after the day of which the page is asked.
    """

    regels: tuple[Bijstelregel, ...]
    later: tuple[Bijstelregel, ...] = ()

    def first_of(self, soort: str, pk: int | None = None) -> str:
        """The value that was first agreed, in words; empty when nothing was changed."""
        return next((row.oud for row in self.regels if row.gepubliceerd and row.sleutel == (soort, pk)), "")

    def then(self, soort: str, pk: int | None = None) -> str:
        """On a day that has been: the value before what was decided later, in words; empty when nothing was."""
        return next((row.oud for row in self.later if row.gepubliceerd and row.sleutel == (soort, pk)), "")

    @property
    def doel_toen(self) -> str:
        """The goal on the day that is asked, if it was changed later."""
        return self.then(Soort.DOEL)

    @property
    def eerste_doel(self) -> str:
        """The goal as it was first agreed, if that is another one."""
        return self.first_of(Soort.DOEL)

    @property
    def demo(self) -> bool:
        """One of them is invented."""
        return any(row.demo for row in self.regels)


def read_bijstellingen(user: "User", afspraak: Afspraak, dag: dt.date | None = None) -> Bijgesteld:
    """The changes of an afspraak in the order in which they took effect, concepts last. One query.

    Args:
        dag: a day that has been, of which the page is asked; None is now.
    """

    def rows() -> QuerySet[Bijstelling]:
        found = Bijstelling.objects.visible_to(user, gemeente=afspraak.gemeente).filter(afspraak_id__in=[ANY_KEY])
        return found.select_related("doelstelling", "overleg").order_by("-gepubliceerd", "gepubliceerd_op", "pk")

    key = ("bijstellingen", access_key(user), afspraak.gemeente_id)
    lines = [_line(row) for row in read_objects(key, rows, pks=(afspraak.pk,))]
    if dag is None:
        return Bijgesteld(tuple(lines))
    past = tuple(row for row in lines if row.gepubliceerd and row.datum <= dag)
    return Bijgesteld(past, tuple(row for row in lines if row.datum > dag))


def _line(row: Bijstelling) -> Bijstelregel:
    target = row.doelstelling
    return Bijstelregel(
        pk=row.pk,
        versie=row.versie,
        soort=row.soort,
        onderwerp=row.onderwerp,
        oud=in_words(row.soort, row.oud, target),
        nieuw=in_words(row.soort, row.nieuw, target),
        reden=row.reden,
        datum=row.datum,
        overleg=str(row.overleg) if row.overleg else "",
        gepubliceerd=row.gepubliceerd,
        demo=row.demo,
        sleutel=(row.soort, row.termijn_id or row.doelstelling_id),
    )
