# SPDX-License-Identifier: EUPL-1.2
"""Tables of the fund as a file. All rows are read before the first is sent: a slow client holds no cursor open."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import FileResponse, Http404, HttpResponseBase, StreamingHttpResponse
from django.utils.translation import gettext as _

from portaal.lib.tables.cells import Value
from portaal.lib.tables.writer import FORMATS, write_csv, write_ods, write_xlsx

FORMATEN = ("csv", "xlsx", "ods")


def table_response(*, header: Sequence[str], rows: Iterable[Sequence[Value]], formaat: str, name: str) -> Any:
    """A download of a table of modest size.

    Args:
        name: of the file, without its extension; also that of the sheet.

    Raises:
        Http404: no such format.
    """
    if formaat not in FORMATEN:
        raise Http404
    kind, read = FORMATS[formaat], list(rows)
    response: HttpResponseBase
    if formaat == "csv":
        response = StreamingHttpResponse(iter(list(write_csv(header, read))), content_type=kind.content_type)
    else:
        write = write_xlsx if formaat == "xlsx" else write_ods
        response = FileResponse(write(header, read, sheet_name=name), content_type=kind.content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{kind.extension}"'
    return response


BOEKING_KOP: tuple[str, ...] = ("Fonds", "Volgnummer", "Datum", "Soort", "Van", "Naar", "Bedrag", "Omschrijving")
BOEKING_KOP += ("Besluit", "Partij", "Aanvraag", "Vrij na", "Gereserveerd na", "Toegekend na", "Betaald na", "Demo")


def boeking_rows(boekingen: Iterable[Any]) -> list[list[Value]]:
    """Lines of the ledger, by `BOEKING_KOP`: what the public may read, so not who entered them.

    Args:
        boekingen: with `fonds__gebied`, `partij` and `aanvraag` loaded.
    """
    return [
        [
            line.fonds.gebied.volledige_naam,
            line.volgnummer,
            line.datum,
            line.get_soort_display(),
            line.get_van_display(),
            line.get_naar_display(),
            line.bedrag,
            line.omschrijving,
            line.besluit,
            line.partij.naam if line.partij else "",
            public_title(line),
            line.vrij_na,
            line.gereserveerd_na,
            line.toegekend_na,
            line.besteed_na,
            _("ja") if line.demo else _("nee"),
        ]
        for line in boekingen
    ]


def public_title(line: Any) -> str:
    """What the public may know of the application a line belongs to: number and public title, once granted."""
    aanvraag = line.aanvraag
    if aanvraag is None or not aanvraag.openbaar:
        return ""
    return f"{aanvraag.kenmerk} {aanvraag.openbare_titel}".strip()
