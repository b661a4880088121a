# SPDX-License-Identifier: EUPL-1.2
"""The moment or period a figure is about, with the year by which figures are listed."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import models

from portaal.lib.periods import Periode, PeriodeField


@dataclass(frozen=True, slots=True)
class Peil:
    """The columns that follow from the text of a period; for imports that write rows without a model instance."""

    periode: str
    begindatum: dt.date
    einddatum: dt.date
    peiljaar: int

    @classmethod
    def of(cls, text: str) -> "Peil":
        """Read a period; raises ValueError for what is none. `2026` and `2022/2026` both have the year 2026."""
        periode = Periode.parse(text)
        return cls(periode.text, periode.first, periode.last, periode.last.year)


class PeilField(PeriodeField):
    """A period that also fills `peiljaar`, the year in which it ends."""

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        text = super().pre_save(model_instance, add)
        last = getattr(model_instance, self.last_field)
        model_instance.peiljaar = last.year if last else None  # type: ignore[attr-defined]
        return text
