# SPDX-License-Identifier: EUPL-1.2
"""Statuses, fases and the one table of how a status may move (design, section 2)."""

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    """How an afspraak or actie stands; always shown as word, shape and colour."""

    NIET_GESTART = "niet_gestart", _("Nog niet gestart")
    OP_KOERS = "op_koers", _("Op koers")
    AANDACHT = "aandacht", _("Vraagt aandacht")
    STAGNATIE = "stagnatie", _("Stagneert")
    GEREED = "gereed", _("Gereed")
    AANGEHOUDEN = "aangehouden", _("Aangehouden")
    VERVALLEN = "vervallen", _("Vervallen")


class Fase(models.TextChoices):
    """In which stage the work is, separate from its status."""

    VOORBEREIDING = "voorbereiding", _("Voorbereiding")
    BESLUITVORMING = "besluitvorming", _("Besluitvorming")
    UITVOERING = "uitvoering", _("Uitvoering")
    AFRONDING = "afronding", _("Afronding")


OPEN = (Status.NIET_GESTART, Status.OP_KOERS, Status.AANDACHT, Status.STAGNATIE, Status.AANGEHOUDEN)
AFGESLOTEN = (Status.GEREED, Status.VERVALLEN)

# To which statuses a report may move, besides staying where it is.
OVERGANGEN: dict[str, tuple[Status, ...]] = {
    Status.NIET_GESTART: (*OPEN, *AFGESLOTEN),
    Status.OP_KOERS: (*OPEN, *AFGESLOTEN),
    Status.AANDACHT: (*OPEN, *AFGESLOTEN),
    Status.STAGNATIE: (*OPEN, *AFGESLOTEN),
    Status.AANGEHOUDEN: (*OPEN, *AFGESLOTEN),
    Status.GEREED: (),
    Status.VERVALLEN: (),
}
# Moves that only a coordinator may make, and only with a reason.
OVERGANGEN_COORDINATOR: dict[str, tuple[Status, ...]] = {
    Status.GEREED: (*OPEN, Status.VERVALLEN),
    Status.VERVALLEN: (*OPEN, Status.GEREED),
}

# These statuses ask for oorzaak, gevolg and maatregel.
VRAAGT_VERKLARING = (Status.AANDACHT, Status.STAGNATIE)

# From best to worst; acties in a worse state than their afspraak show beside it, and "verslechterd" compares by it.
ERNST: dict[str, int] = {
    Status.GEREED: 0,
    Status.VERVALLEN: 0,
    Status.OP_KOERS: 1,
    Status.NIET_GESTART: 1,
    Status.AANGEHOUDEN: 2,
    Status.AANDACHT: 3,
    Status.STAGNATIE: 4,
}

# In this order counters and distributions show the statuses: deviations first.
VOLGORDE = (
    Status.STAGNATIE,
    Status.AANDACHT,
    Status.OP_KOERS,
    Status.GEREED,
    Status.NIET_GESTART,
    Status.AANGEHOUDEN,
    Status.VERVALLEN,
)


class Signaal(models.TextChoices):
    """What the portal notices by itself; never overwrites the report."""

    TERMIJN_VERSTREKEN = "termijn_verstreken", _("Termijn verstreken")
    VEROUDERD = "verouderd", _("Verouderd")
    ZONDER_TREKKER = "zonder_trekker", _("Zonder trekker")
    ZONDER_TERMIJN = "zonder_termijn", _("Zonder termijn")
    VERSLECHTERD = "verslechterd", _("Verslechterd sinds vorig overleg")
    WACHT_OP_BESLUIT = "wacht_op_besluit", _("Wacht op besluit")


@lru_cache(maxsize=64)
def words_in(language: str | None, choices: type[models.TextChoices]) -> Mapping[str, str]:
    """{value: word} of a set of choices, looked up once for all rows and pages.

    Args:
        language: that of the reader (`get_language()`), in which the words are.
    """
    return MappingProxyType({choice.value: str(choice.label) for choice in choices})


def status_words(gemeente: Any) -> dict[str, str]:
    """{status: word} as this gemeente calls them: its own `statuswoorden` before the usual ones."""
    own = gemeente.statuswoorden if isinstance(gemeente.statuswoorden, dict) else {}
    return {status: str(own.get(status) or word) for status, word in words_in(get_language(), Status).items()}


def allowed_next(status: str, *, coordinator: bool) -> tuple[str, ...]:
    """Statuses a report may carry when the present one is `status`, the present one first."""
    moves = OVERGANGEN[status] + (OVERGANGEN_COORDINATOR.get(status, ()) if coordinator else ())
    return tuple(dict.fromkeys((str(status), *(str(move) for move in moves))))


def needs_reason(old: str, new: str) -> bool:
    """True when going from `old` to `new` reopens what was closed, which takes a coordinator and a reason."""
    return old != new and new in OVERGANGEN_COORDINATOR.get(old, ())
