# SPDX-License-Identifier: EUPL-1.2
"""Building projects: the mix adds up to the number, and no project is listed twice."""

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from corporaties.controle.tabellen import Bevinding, known_sum, sleutel_of
from corporaties.models import Afwijking, Mixregel, Vastgoedproject

R = Afwijking.Regel
# Findings about projects come after those about figures.
AFTER_FIGURES = 10**12


def check_mix(gemeente: Any) -> Iterator[Bevinding]:
    """The numbers per class of one list against the number of dwellings of a published project."""
    lines: dict[tuple[int, int], list[Mixregel]] = defaultdict(list)
    found = Mixregel.objects.filter(gemeente=gemeente, project__gepubliceerd=True)
    for line in found.select_related("project__bron", "klasse__lijst__kenmerk").order_by("project_id", "klasse_id"):
        lines[line.project_id, line.klasse.lijst_id].append(line)
    for (project_id, lijst_id), listed in lines.items():
        project, lijst = listed[0].project, listed[0].klasse.lijst
        berekend = known_sum(None if line.aantal is None else Decimal(line.aantal) for line in listed)
        if project.aantal is None or berekend is None or not lijst.optelbaar or berekend == project.aantal:
            continue
        source = ", ".join(part for part in (project.bron.titel if project.bron else "", project.bron_plaats) if part)
        yield Bevinding(
            regel=R.PROJECTMIX,
            sleutel=sleutel_of(R.PROJECTMIX, project_id, lijst_id),
            volgorde=AFTER_FIGURES + project_id,
            cijferbron=None,
            bron=source or _("Vastgoedprojecten"),
            rij=project.naam or project.locatie or project.code,
            kolom=str(lijst.kenmerk),
            gepubliceerd=Decimal(project.aantal),
            berekend=berekend,
            uitleg=_("Som van de mix van het project."),
        )


def normal_place(locatie: str) -> str:
    """A location as it counts when two are compared: letters and digits alone."""
    return re.sub(r"[\W_]+", " ", locatie.casefold()).strip()


def find_doubles(project: Vastgoedproject) -> list[Vastgoedproject]:
    """Other projects of the gemeente of the same kind at the same location."""
    place = normal_place(project.locatie)
    if not place:
        return []
    others = Vastgoedproject.objects.filter(
        gemeente_id=project.gemeente_id, soort=project.soort, **{"gebied_id": project.gebied_id}
    ).exclude(pk=project.pk)
    return [other for other in others.order_by("code") if normal_place(other.locatie) == place]


def all_doubles(gemeente: Any) -> list[list[Vastgoedproject]]:
    """Projects of a gemeente that seem to be listed more than once."""
    groups: dict[tuple[Any, ...], list[Vastgoedproject]] = defaultdict(list)
    for project in Vastgoedproject.objects.filter(gemeente=gemeente).order_by("code"):
        if place := normal_place(project.locatie):
            groups[project.soort, project.gebied_id, place].append(project)
    return [group for group in groups.values() if len(group) > 1]
