# SPDX-License-Identifier: EUPL-1.2
"""The workbook to fill in: a list or a cross-table per list of classes, with the figures of the year before."""

import datetime as dt
import re
from collections.abc import Sequence
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from corporaties.columns import BY_KEY, CHOICES_SHEET, COLUMNS, HELP_SHEET, SHEET
from corporaties.exports import plain_number
from corporaties.imports.naslag import Lijst, Naslag
from corporaties.models import Eenheid, Voorraadcijfer, Waardestatus
from partijen.models import Gemeente, Partij
from portaal.lib.tables.writer import sheet_title
from wijken.models import Gebied

VORMEN = ("lijst", "kruistabel")
_YEAR = re.compile(r"\d{4}")
_LAST_YEAR = "Vorig jaar"


def template_workbook(*, gemeente: Gemeente, partij: Partij, peildatum: dt.date, vorm: str = "lijst") -> bytes:
    """An xlsx with last year's figures of the corporation, their periods moved to the year of the delivery.

    Without any figures of last year it has an empty line for each class of each list.
    """
    naslag = Naslag(gemeente, partij)
    cijfers = last_year(naslag, peildatum)
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    if vorm == "kruistabel":
        _cross_tables(workbook, naslag, cijfers, peildatum)
    else:
        _list(workbook, naslag, cijfers, peildatum)
    _explain(workbook, gemeente, partij, peildatum)
    _choices(workbook, naslag)
    buffer = BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def last_year(naslag: Naslag, peildatum: dt.date) -> list[Voorraadcijfer]:
    """The figures of the newest year before this one: what the corporation delivered, else what documents say of it."""
    current = Voorraadcijfer.objects.current().filter(
        gemeente=naslag.gemeente, corporatie=naslag.partij, peiljaar__lt=peildatum.year
    )
    sources = [current.exclude(cijferbron__document=None)]
    if naslag.eigen_bron is not None:
        sources.insert(0, current.filter(cijferbron=naslag.eigen_bron))
    for rows in sources:
        year = rows.order_by("-peiljaar").values_list("peiljaar", flat=True).first()
        if year is not None:
            return list(rows.filter(peiljaar=year).order_by("lijst_id", "soort", "gebied_id", "klasse_id", "pk"))
    return []


def moved(cijfer: Voorraadcijfer, peildatum: dt.date) -> str:
    """The period of a figure of another year, in the year of the delivery."""
    if cijfer.soort == Voorraadcijfer.Soort.STAND:
        return peildatum.isoformat()
    years = peildatum.year - cijfer.peiljaar
    text = _YEAR.sub(lambda found: str(int(found[0]) + years), cijfer.periode)
    return text.replace("-02-29", "-02-28")


def _list(workbook: Workbook, naslag: Naslag, cijfers: Sequence[Voorraadcijfer], peildatum: dt.date) -> None:
    sheet = workbook.create_sheet(SHEET)
    _header(sheet, [column.heading for column in COLUMNS] + [_LAST_YEAR], [*(c.width for c in COLUMNS), 12])
    for cijfer in cijfers:
        cells = _cells(cijfer, naslag, peildatum)
        sheet.append([*(cells.get(column.key) for column in COLUMNS), plain_number(cijfer.waarde)])
    if cijfers:
        return
    for lijst in naslag.lijsten:
        for klasse in lijst.namen.values():
            cells = {
                "corporatie": naslag.partij.naam,
                "soort": "stand",
                "periode": peildatum.isoformat(),
                "kenmerk": lijst.kenmerk,
                "lijst": lijst.naam,
                "klasse": klasse,
                "eenheid": Eenheid.WONINGEN.value,
            }
            sheet.append([cells.get(column.key) for column in COLUMNS])


def _cells(cijfer: Voorraadcijfer, naslag: Naslag, peildatum: dt.date) -> dict[str, Any]:
    lijst = naslag.lijst_van.get(cijfer.lijst_id or 0)
    known = cijfer.waardestatus == Waardestatus.BEKEND
    return {
        "corporatie": naslag.partij.naam,
        "gebied": naslag.gebiedsnamen.get(cijfer.gebied_id or 0),
        "gebiedsoort": naslag.gebiedsoorten.get(cijfer.gebied_id or 0),
        "soort": cijfer.soort,
        "periode": moved(cijfer, peildatum),
        "kenmerk": lijst.kenmerk if lijst is not None else None,
        "lijst": lijst.naam if lijst is not None else None,
        "klasse": lijst.namen.get(cijfer.klasse_id or 0) if lijst is not None else None,
        "populatie": naslag.populatienamen.get(cijfer.populatie_id),
        "eenheid": cijfer.eenheid,
        "waarde": plain_number(cijfer.waarde),
        "waardestatus": None if known else str(cijfer.get_waardestatus_display()),
        "gepubliceerd_totaal": "ja" if cijfer.gepubliceerd_totaal else None,
        "opmerking": cijfer.opmerking or None,
    }


def _cross_tables(workbook: Workbook, naslag: Naslag, cijfers: Sequence[Voorraadcijfer], peildatum: dt.date) -> None:
    """A sheet per list: places below each other, classes side by side. Only stocks of dwellings fit in it."""
    stand = [
        cijfer
        for cijfer in cijfers
        if cijfer.soort == Voorraadcijfer.Soort.STAND and cijfer.eenheid == Eenheid.WONINGEN and cijfer.lijst_id
    ]
    used = {cijfer.lijst_id for cijfer in stand}
    titles: set[str] = set()
    for lijst in [row for row in naslag.lijsten if row.pk in used] or naslag.lijsten:
        populations = sorted({cijfer.populatie_id for cijfer in stand if cijfer.lijst_id == lijst.pk}) or [0]
        for population in populations:
            part = [cijfer for cijfer in stand if cijfer.lijst_id == lijst.pk and cijfer.populatie_id == population]
            title = sheet_title(lijst.titel)
            number = 2
            while title in titles:
                title, number = f"{sheet_title(lijst.titel)[:27]} {number}", number + 1
            titles.add(title)
            _cross_table(workbook.create_sheet(title), naslag, lijst, part, peildatum, population)


def _cross_table(
    sheet: Any, naslag: Naslag, lijst: Lijst, cijfers: Sequence[Voorraadcijfer], peildatum: dt.date, population: int
) -> None:
    above = [("kenmerk", lijst.kenmerk), ("lijst", lijst.naam), ("periode", peildatum.isoformat())]
    if population:
        above.append(("populatie", naslag.populatienamen.get(population, "")))
    for key, text in above:
        sheet.append([BY_KEY[key].heading, text])
    classes = list(lijst.namen)
    with_soort = BY_KEY["gebiedsoort"].heading
    headings = [BY_KEY["gebied"].heading, with_soort, *(lijst.namen[klasse] for klasse in classes), "Alle klassen"]
    _header(sheet, headings, [26, 14, *[12] * (len(classes) + 1)], row=len(above) + 1)
    values = {(cijfer.gebied_id, cijfer.klasse_id): cijfer for cijfer in cijfers}
    places: list[int | None] = sorted(
        {cijfer.gebied_id for cijfer in cijfers if cijfer.gebied_id},
        key=lambda pk: naslag.gebiedsnamen.get(pk or 0, ""),
    )
    if not places:
        places = [pk for pk, soort in naslag.gebiedsoorten.items() if soort == Gebied.Soort.BUURT]
    for place in [*places, None]:
        name = naslag.gebiedsnamen.get(place) if place else _("Hele gemeente")
        level = naslag.gebiedsoorten.get(place) if place else None
        row = [values.get((place, klasse)) for klasse in (*classes, None)]
        sheet.append([name, level, *(_value(cijfer) for cijfer in row)])


def _value(cijfer: Voorraadcijfer | None) -> Any:
    if cijfer is None:
        return None
    return str(cijfer.get_waardestatus_display()) if cijfer.waarde is None else plain_number(cijfer.waarde)


def _header(sheet: Any, headings: Sequence[str], widths: Sequence[int], row: int = 1) -> None:
    sheet.append(list(headings))
    for index, width in enumerate(widths, start=1):
        cell = sheet.cell(row=row, column=index)
        cell.font = Font(bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", fgColor="1F3A5F")
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.column_dimensions[get_column_letter(index)].width = width
    sheet.freeze_panes = f"A{row + 1}"


def _explain(workbook: Workbook, gemeente: Gemeente, partij: Partij, peildatum: dt.date) -> None:
    sheet = workbook.create_sheet(HELP_SHEET)
    sheet.append([_("Kolom"), _("Wat u invult")])
    about = _("Cijfers van %(corporatie)s in %(gemeente)s, peildatum %(dag)s. Ingevuld met de cijfers van vorig jaar.")
    day = f"{peildatum.day}-{peildatum.month}-{peildatum.year}"
    sheet.append([_("Dit bestand"), about % {"corporatie": partij.naam, "gemeente": gemeente.naam, "dag": day}])
    for column in COLUMNS:
        sheet.append([column.heading, str(column.help)])
    sheet.append([_LAST_YEAR, _("Ter vergelijking. Deze kolom wordt niet gelezen.")])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.column_dimensions["A"].width = 24
    sheet.column_dimensions["B"].width = 100


def _choices(workbook: Workbook, naslag: Naslag) -> None:
    """The names that may be filled in, below each other per column."""
    sheet = workbook.create_sheet(CHOICES_SHEET)
    columns: dict[str, list[str]] = {
        BY_KEY["gebied"].heading: sorted(set(naslag.gebiedsnamen.values())),
        BY_KEY["populatie"].heading: sorted(naslag.populatienamen.values()),
        BY_KEY["soort"].heading: [str(label) for label in Voorraadcijfer.Soort.labels],
        BY_KEY["eenheid"].heading: list(Eenheid.values),
        **{lijst.titel: list(lijst.namen.values()) for lijst in naslag.lijsten},
    }
    _header(sheet, list(columns), [26] * len(columns))
    for index, names in enumerate(columns.values(), start=1):
        for row, name in enumerate(names, start=2):
            sheet.cell(row=row, column=index, value=name)
