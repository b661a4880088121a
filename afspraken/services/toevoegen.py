# SPDX-License-Identifier: EUPL-1.2
"""Afspraken that are new in the next set: what somebody proposed, with where that was."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from afspraken.models import Afspraak, Afsprakenset, Thema
from afspraken.validators import validate_length
from partijen.services import history
from portaal.lib.forms import has_text

MAX_TITEL, MAX_HERKOMST = 160, 160


@dataclass(frozen=True, slots=True)
class Toevoeging:
    """An afspraak that is new in the next set.

    `thema` is the number of its thema in the old set, `herkomst` says who proposed it where, and `sleutel` tells
    proposals apart in faults.
    """

    sleutel: int
    titel: str
    samenvatting: str
    thema: int | None
    herkomst: str


def faults_of_additions(old: Afsprakenset, toevoegingen: Sequence[Toevoeging]) -> dict[str, ValidationError]:
    """What is wrong with each, under `toevoeging-<sleutel>`."""
    known = set(Thema.objects.filter(afsprakenset=old).values_list("nummer", flat=True)) if toevoegingen else set()
    faults = {}
    for row in toevoegingen:
        if fault := _fault_of(row, known):
            faults[f"toevoeging-{row.sleutel}"] = ValidationError(fault, code="toevoeging")
    return faults


def _fault_of(row: Toevoeging, known: set[int]) -> str:
    if not has_text(row.titel) or len(row.titel) > MAX_TITEL:
        return _("Schrijf een titel van hoogstens %(aantal)s tekens.") % {"aantal": MAX_TITEL}
    if row.thema not in known:
        return _("Kies bij welk thema “%(titel)s” hoort.") % {"titel": row.titel}
    try:
        validate_length("tekst", row.samenvatting)
    except ValidationError as error:
        return error.messages[0]
    return ""


def add_proposed(
    old: Afsprakenset,
    new: Afsprakenset,
    toevoegingen: Sequence[Toevoeging],
    themas: Mapping[int, Thema],
    **who: Any,
) -> list[Afspraak]:
    """Store them as concept in the new set, after what it has; their history says where they come from."""
    rows = list(Afspraak.objects.filter(afsprakenset__in=(old, new)).values_list("code", "volgorde"))
    taken, last = {code.casefold() for code, _place in rows}, max((place for _code, place in rows), default=0)
    made = []
    for place, row in enumerate(toevoegingen, start=last + 1):
        code = next(code for code in _codes(row.thema or 0, taken) if code.casefold() not in taken)
        taken.add(code.casefold())
        afspraak = Afspraak(
            gemeente_id=new.gemeente_id,
            afsprakenset=new,
            thema=themas[row.thema or 0],
            code=code,
            volgorde=place,
            titel=row.titel.strip(),
            samenvatting=row.samenvatting.strip(),
            bron_plaats=row.herkomst[:MAX_HERKOMST],
        )
        history.bulk_create_with_history([afspraak], reden=row.herkomst, **who)
        made.append(afspraak)
    return made


def _codes(thema: int, taken: set[str]) -> Iterator[str]:
    """Codes of a thema as its document writes them: `5a`, `5b` and on, or `5.1`, `5.2` and on."""
    if any(re.fullmatch(rf"{thema}[.][0-9]+", code) for code in taken):
        yield from (f"{thema}.{number}" for number in count(1))
    letters = "abcdefghijklmnopqrstuvwxyz"
    yield from (f"{thema}{letter}" for letter in letters)
    yield from (f"{thema}{first}{second}" for first in letters for second in letters)
