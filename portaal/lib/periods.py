# SPDX-License-Identifier: EUPL-1.2
"""Periods with the precision of their source, sorted and compared by first and last day.

`2022`, `2022-H1`, `2022-Q1`, `2022-03`, `2022-03-15` and ranges `A/B`. A source that says "eerste
helft 2022" is stored as `2022-H1`, never as an invented date (ADR 0004).
"""

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

MAX_LENGTH = 21
FIRST_YEAR, LAST_YEAR = 1900, 2200

_PART = re.compile(
    r"(?P<year>[0-9]{4})"
    r"(?:-(?:H(?P<half>[12])|Q(?P<quarter>[1-4])|(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2}))?))?"
)

HELP = _("Schrijf 2022, 2022-H1, 2022-Q1, 2022-03, 2022-03-15 of van/tot zoals 2022-Q1/2023-Q2.")


def _month_range(year: int, first: int, last: int) -> tuple[dt.date, dt.date]:
    return dt.date(year, first, 1), dt.date(year, last, calendar.monthrange(year, last)[1])


def _parse_part(text: str) -> tuple[dt.date, dt.date]:
    match = _PART.fullmatch(text)
    if match is None or not FIRST_YEAR <= int(match["year"]) <= LAST_YEAR:
        raise ValueError(text)
    year = int(match["year"])
    if match["half"]:
        half = int(match["half"])
        return _month_range(year, half * 6 - 5, half * 6)
    if match["quarter"]:
        quarter = int(match["quarter"])
        return _month_range(year, quarter * 3 - 2, quarter * 3)
    if match["day"]:
        day = dt.date(year, int(match["month"]), int(match["day"]))
        return day, day
    if match["month"]:
        month = int(match["month"])
        if not 1 <= month <= 12:
            raise ValueError(text)
        return _month_range(year, month, month)
    return _month_range(year, 1, 12)


def _part_label(text: str) -> str:
    match = _PART.fullmatch(text)
    if match is None:
        raise ValueError(text)
    year = match["year"]
    if match["half"]:
        template = gettext("eerste helft %s") if match["half"] == "1" else gettext("tweede helft %s")
        return template % year
    if match["quarter"]:
        ordinal = (gettext("eerste"), gettext("tweede"), gettext("derde"), gettext("vierde"))[int(match["quarter"]) - 1]
        return gettext("%(ordinal)s kwartaal %(year)s") % {"ordinal": ordinal, "year": year}
    if match["month"]:
        month = str(MONTHS[int(match["month"])])
        return f"{int(match['day'])} {month} {year}" if match["day"] else f"{month} {year}"
    return year


@dataclass(frozen=True, slots=True)
class Periode:
    """A stretch of whole days as the source gives it; `text` keeps the precision."""

    text: str
    first: dt.date
    last: dt.date

    @classmethod
    def parse(cls, text: str) -> "Periode":
        """Read a period.

        Raises:
            ValueError: the text is not in the grammar, a date does not exist, or a range runs backwards.
        """
        parts = text.strip().split("/")
        if len(parts) > 2:
            raise ValueError(text)
        bounds = [_parse_part(part) for part in parts]
        first, last = bounds[0][0], bounds[-1][1]
        if last < first or (len(bounds) == 2 and bounds[1][0] < first):
            raise ValueError(text)
        return cls(text.strip(), first, last)

    def label(self) -> str:
        """The period in Dutch words: "eerste kwartaal 2022", "april 2021 tot en met december 2021"."""
        return gettext(" tot en met ").join(_part_label(part) for part in self.text.split("/"))

    def __str__(self) -> str:
        return self.text


def past_day(peildatum: dt.date | None) -> dt.date | None:
    """The peildatum, when it is a day that has been: what holds today (or later, as far as we know) is stored."""
    return peildatum if peildatum is not None and peildatum < timezone.localdate() else None


@lru_cache(maxsize=4096)
def label_in(language: str | None, text: str) -> str:
    """The label of a stored period; remembered, since lists show the same few periods again and again.

    Args:
        language: that of the reader (`get_language()`), in which the label is made.
    """
    return Periode.parse(text).label()


def validate_periode(value: str) -> None:
    """Validator for forms, API and models: one message for each wrong period."""
    try:
        Periode.parse(value)
    except ValueError as error:
        raise ValidationError(
            _("‘%(value)s’ is geen periode. %(help)s"),
            code="periode",
            params={"value": value[:40], "help": HELP},
        ) from error


class PeriodeField(models.CharField):
    """Text of a period that fills its two companion date fields, in `save()` and `bulk_create()` alike.

    The companions must be declared after this field on the model; `QuerySet.update()` bypasses them,
    so services save instances.
    """

    def __init__(self, *args: Any, first: str = "begindatum", last: str = "einddatum", **kwargs: Any) -> None:
        self.first_field, self.last_field = first, last
        kwargs.setdefault("max_length", MAX_LENGTH)
        kwargs.setdefault("help_text", HELP)
        super().__init__(*args, **kwargs)
        self.validators = [*self.validators, validate_periode]

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("help_text", None)
        kwargs["first"], kwargs["last"] = self.first_field, self.last_field
        return name, path, args, kwargs

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        text = getattr(model_instance, self.attname)
        periode = Periode.parse(text) if text else None
        setattr(model_instance, self.first_field, periode.first if periode else None)
        setattr(model_instance, self.last_field, periode.last if periode else None)
        setattr(model_instance, self.attname, periode.text if periode else text)
        return getattr(model_instance, self.attname)
