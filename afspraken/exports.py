# SPDX-License-Identifier: EUPL-1.2
"""The actielijst as a file: one row generator, formats outside it; and the template to fill in.

What is exported can be imported again and then changes nothing: both use the same columns.
"""

from collections import defaultdict
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from django.db.models import Q, QuerySet
from django.http import FileResponse, Http404, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from afspraken.columns import COLUMNS, SHEET, STAND_TEXTS, join_names, join_termijnen
from afspraken.models import Actie, Afsprakenset, Betrokkenheid, Ligging, Termijn, Voortgang
from afspraken.statussen import Fase, status_words
from partijen.models import Gemeente
from portaal.lib.tables.writer import FORMATS, write_csv, write_ods, write_xlsx

FORMATEN = ("xlsx", "ods", "csv")
HEADER = [column.heading for column in COLUMNS]
BATCH = 500
# As many characters a spreadsheet takes as a list of choices.
MAX_CHOICES = 255
_COMMON = ("id", "code", "titel", "zicht_status", "zicht_fase", "zicht_voortgang_id")


def actielijst_rows(afspraken: QuerySet[Any], *, user: Any, gemeente: Gemeente) -> Iterator[list[Any]]:
    """Rows of an actielijst as this viewer may see it: each afspraak, its acties under it.

    Read in batches, each complete before it is given out, so that a slow client never holds a cursor open.

    Args:
        afspraken: visible ones of one gemeente, in the order wanted.
    """
    ids = list(afspraken.values_list("pk", flat=True))
    for start in range(0, len(ids), BATCH):
        yield from _batch(ids[start : start + BATCH], afspraken.model, user=user, gemeente=gemeente)


def _batch(ids: list[int], model: Any, *, user: Any, gemeente: Gemeente) -> list[list[Any]]:
    afspraken = model.objects.filter(pk__in=ids).with_stand(user, gemeente=gemeente)
    found = {row["id"]: row for row in afspraken.values(*_COMMON, "samenvatting", "doel", "thema__nummer")}
    acties = Actie.objects.visible_to(user, gemeente=gemeente).filter(afspraak_id__in=ids)
    columns = (*_COMMON, "afspraak_id", "omschrijving", "locatie", "aantal_woningen")
    lines: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for actie in acties.with_stand(user, gemeente=gemeente).order_by("volgnummer", "id").values(*columns):
        lines[actie["afspraak_id"]].append(actie)
    relations = _Relations(ids, user=user, gemeente=gemeente)
    shown = [
        row["zicht_voortgang_id"] for row in (*found.values(), *(line for part in lines.values() for line in part))
    ]
    reports = {
        row["id"]: row
        for row in Voortgang.objects.filter(pk__in={pk for pk in shown if pk}).values("id", "datum", *STAND_TEXTS)
    }
    rows, words = [], status_words(gemeente)
    for pk in ids:
        afspraak = found[pk]
        values = {
            "thema": afspraak["thema__nummer"],
            "samenvatting": afspraak["samenvatting"],
            "doel": afspraak["doel"],
        }
        rows.append(_row(afspraak, values, relations.of(pk, None), reports, words))
        for line in lines[pk]:
            values = {
                "samenvatting": line["omschrijving"],
                "locatie": line["locatie"],
                "aantal_woningen": line["aantal_woningen"],
            }
            rows.append(_row(line, values, relations.of(pk, line["id"]), reports, words))
    return rows


def _row(
    item: dict[str, Any],
    values: dict[str, Any],
    relations: dict[str, str],
    reports: dict[int, dict[str, Any]],
    words: dict[str, str],
) -> list[Any]:
    report = reports.get(item["zicht_voortgang_id"], {})
    cells: dict[str, Any] = {
        "code": item["code"],
        "titel": item["titel"],
        **values,
        **relations,
        "status": words[item["zicht_status"]],
        "fase": str(Fase(item["zicht_fase"]).label) if item["zicht_fase"] else "",
        **{key: report.get(key, "") for key in (*STAND_TEXTS, "datum")},
    }
    return [cells.get(column.key) or None if column.key != "thema" else cells.get("thema") for column in COLUMNS]


class _Relations:
    """Parties, places and terms of many afspraken and their acties, as text; three queries."""

    def __init__(self, ids: list[int], *, user: Any, gemeente: Gemeente) -> None:
        wanted = Q(afspraak_id__in=ids)
        self.parties: dict[tuple[int, int | None, str], list[str]] = defaultdict(list)
        self.places: dict[tuple[int, int | None], list[str]] = defaultdict(list)
        self.terms: dict[tuple[int, int | None], list[tuple[str, str, str]]] = defaultdict(list)
        roles = Betrokkenheid.objects.visible_to(user, gemeente=gemeente).filter(wanted).order_by("volgorde", "id")
        for afspraak, actie, rol, naam in roles.values_list("afspraak_id", "actie_id", "rol", "partij__naam"):
            self.parties[afspraak, actie, rol].append(naam)
        places = Ligging.objects.visible_to(user, gemeente=gemeente).filter(wanted).order_by("volgorde", "id")
        for afspraak, actie, naam in places.values_list("afspraak_id", "actie_id", "gebied__naam"):
            self.places[afspraak, actie].append(naam)
        terms = Termijn.objects.visible_to(user, gemeente=gemeente).filter(wanted)
        for afspraak, actie, *term in terms.order_by("begindatum", "einddatum", "id").values_list(
            "afspraak_id", "actie_id", "soort", "periode", "wat"
        ):
            self.terms[afspraak, actie].append((term[0], term[1], term[2]))

    def of(self, afspraak: int, actie: int | None) -> dict[str, str]:
        """The relation columns of one row."""
        return {
            "trekkers": join_names(self.parties[afspraak, actie, "trekker"]),
            "betrokkenen": join_names(self.parties[afspraak, actie, "betrokken"]),
            "gebieden": join_names(self.places[afspraak, actie]),
            "termijnen": join_termijnen(self.terms[afspraak, actie]),
        }


def export_response(
    *, afspraken: QuerySet[Any], formaat: str, user: Any, gemeente: Gemeente, afsprakenset: Afsprakenset
) -> HttpResponseBase:
    """A download of what the filter shows.

    Args:
        afspraken: the filtered afspraken, already limited by `visible_to(user)`.

    Raises:
        Http404: no such format.
    """
    if formaat not in FORMATEN:
        raise Http404
    rows = actielijst_rows(afspraken, user=user, gemeente=gemeente)
    name = (
        f"actielijst-{gemeente.slug}-{afsprakenset.slug}-{timezone.localdate():%Y-%m-%d}.{FORMATS[formaat].extension}"
    )
    if formaat == "csv":
        response = StreamingHttpResponse(write_csv(HEADER, rows), content_type=FORMATS[formaat].content_type)
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
    write = write_xlsx if formaat == "xlsx" else write_ods
    return FileResponse(
        write(HEADER, rows, sheet_name=SHEET),
        as_attachment=True,
        filename=name,
        content_type=FORMATS[formaat].content_type,
    )


def template_workbook(*, gemeente: Gemeente, afsprakenset: Afsprakenset) -> bytes:
    """An empty actielijst.xlsx with choices for status and fase, and a sheet that explains each column."""
    workbook = Workbook()
    sheet = workbook.active
    if sheet is None:
        raise RuntimeError("a new workbook has a sheet")
    sheet.title = SHEET
    sheet.append(HEADER)
    for index, column in enumerate(COLUMNS, start=1):
        cell = sheet.cell(row=1, column=index)
        cell.font = Font(bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", fgColor="1F3A5F")
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.column_dimensions[get_column_letter(index)].width = column.width
    sheet.freeze_panes = "B2"
    for key, words in (("status", status_words(gemeente).values()), ("fase", Fase.labels)):
        listed = ",".join(str(word) for word in words)
        if len(listed) > MAX_CHOICES or '"' in listed or listed.count(",") != len(words) - 1:
            continue  # What a spreadsheet cannot offer as a list is read all the same.
        index = next(number for number, column in enumerate(COLUMNS, start=1) if column.key == key)
        letter = get_column_letter(index)
        choice = DataValidation("list", formula1=f'"{listed}"', allow_blank=True)
        choice.error = _("Kies een woord uit de lijst.")
        choice.add(f"{letter}2:{letter}1000")
        sheet.add_data_validation(choice)
    code = get_column_letter(1)
    for row in range(2, 200):
        sheet[f"{code}{row}"].number_format = "@"
    help_sheet = workbook.create_sheet(_("Uitleg"))
    help_sheet.append([_("Kolom"), _("Wat u invult")])
    help_sheet.append([_("Afsprakenset"), f"{afsprakenset.naam} ({gemeente.volledige_naam})"])
    for column in COLUMNS:
        help_sheet.append([column.heading, str(column.help)])
    for cell in help_sheet[1]:
        cell.font = Font(bold=True)
    help_sheet.column_dimensions["A"].width = 26
    help_sheet.column_dimensions["B"].width = 90
    buffer = BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()
