# SPDX-License-Identifier: EUPL-1.2
"""Delivering figures by the API: a list as JSON, or a file as people upload it; the importer checks both alike."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import IO, Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response

from corporaties import policies
from corporaties.api.serializers import day, flag, integer, text
from corporaties.imports.opgave import MAX_CIJFERS
from corporaties.imports.woningvoorraad import LIMITS
from corporaties.models import Inlezing
from corporaties.services.aanleveren import OtherRequest, forget_trial, process, receive
from corporaties.services.inlezen import begin_again, changes_anything, run
from corporaties.tasks import verwerk
from partijen.api.filters import find_gemeenten, find_partijen
from partijen.models import Gemeente, Partij
from partijen.sleutelhouder import key_of
from portaal.lib.api.parsers import read_whole
from portaal.lib.api.problems import Fout, RequestFaults
from portaal.lib.api.query import QueryKey, parse_choice, parse_date
from portaal.lib.api.rows import RowSerializer
from portaal.lib.api.serializers import StrictSerializer
from portaal.lib.api.writing import Conflict, read_idempotency_key
from portaal.lib.tables.writer import FORMATS, write_csv

Status = Inlezing.Status
SHOWN_FAULTS = 1000
MAX_TEXT = 1000
# Attribute of a figure -> heading by which the importer knows it.
COLUMNS = {
    "corporatie": "Corporatie",
    "gebied": "Gebied",
    "gebiedSoort": "Soort gebied",
    "soort": "Soort",
    "periode": "Periode",
    "kenmerk": "Kenmerk",
    "lijst": "Lijst",
    "klasse": "Klasse",
    "klasseCode": "Klassecode",
    "populatie": "Populatie",
    "eenheid": "Eenheid",
    "waarde": "Waarde",
    "waardestatus": "Waardestatus",
    "gepubliceerdTotaal": "Gepubliceerd totaal",
    "opmerking": "Opmerking",
}
# What `woningvoorraad` says of a figure and who delivers may send back; it is not read.
UNREAD = frozenset({"id", "gemeente", "peildatum", "bron", "levering", "gepubliceerd", "demo", "klasseVera"})
CELL = re.compile(r"\s+")


def _parse_text(value: str) -> str:
    if "\0" in value:
        raise ValueError(_("Deze waarde bevat een teken dat niet kan."))
    return value.strip()


GEMEENTE = QueryKey(
    "gemeente",
    _parse_text,
    {"type": "string"},
    gettext_lazy("Gemeente; mag weg bij een sleutel."),
)
CORPORATIE = QueryKey(
    "corporatie", _parse_text, {"type": "string"}, gettext_lazy("Naam van uw corporatie; mag weg bij een sleutel.")
)
PEILDATUM = QueryKey(
    "peildatum",
    parse_date,
    {"type": "string", "format": "date"},
    gettext_lazy("Verplicht: dag van de stand, meestal 1 januari. Verder mogen de cijfers over dat jaar gaan."),
)
TOELICHTING = QueryKey(
    "toelichting", _parse_text, {"type": "string", "maxLength": MAX_TEXT}, gettext_lazy("Voor de coördinator.")
)
PROEFRUN = QueryKey(
    "proefrun",
    parse_choice(("true", "false")),
    {"type": "boolean", "default": False},
    gettext_lazy("true: alleen zeggen wat er niet klopt of zou veranderen; er wordt niets bewaard."),
)
KEYS = (GEMEENTE, CORPORATIE, PEILDATUM, TOELICHTING, PROEFRUN)


@dataclass(frozen=True)
class Bestand:
    """A body that is a file."""

    content: bytes
    extension: str


class BestandParser(BaseParser):
    """Reads a body as a file; what is in it is for the importer."""

    extension = ""
    max_bytes = LIMITS.max_file_bytes

    def parse(self, stream: IO[Any], media_type: str | None = None, parser_context: Any = None) -> Any:
        """The file; raises BodyTooLarge, or RequestFaults when it was broken off."""
        return Bestand(read_whole(stream, self.max_bytes, parser_context), self.extension)


class CsvParser(BestandParser):
    """A csv."""

    media_type, extension = FORMATS["csv"].content_type.split(";")[0], "csv"


class XlsxParser(BestandParser):
    """A workbook."""

    media_type, extension = FORMATS["xlsx"].content_type, "xlsx"


class OdsParser(BestandParser):
    """A workbook of LibreOffice."""

    media_type, extension = FORMATS["ods"].content_type, "ods"


FILE_PARSERS = (CsvParser, XlsxParser, OdsParser)


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "cijfers",
            request_only=True,
            value={
                "cijfers": [
                    {"lijst": "Maastricht 2022", "klasse": "Goedkoop", "gebied": "Pottenberg", "waarde": 412},
                    {"lijst": "Maastricht 2022", "klasse": "Duur", "waarde": None, "waardestatus": "onbekend"},
                ]
            },
        )
    ]
)
class CijfersInvoerSerializer(StrictSerializer):
    """The body of a delivery as JSON; documentation only, `as_csv` reads it."""

    cijfers = serializers.ListField(
        child=serializers.DictField(),
        help_text=gettext_lazy(
            "De cijfers, elk met ten minste `waarde` (een getal, of null met een `waardestatus`). Verder de attributen "
            "van woningvoorraad: `gebied`, `soort`, `periode`, `kenmerk`, `lijst`, `klasse`, `populatie`, `eenheid`, "
            "`gepubliceerdTotaal` en `opmerking`. Wat u weglaat betekent wat het ook in een bestand betekent."
        ),
    )


class FoutSerializer(RowSerializer):
    """A fault of a file that was read later."""

    naam = text(gettext_lazy("Cel, of plaats in de lijst: cijfers[3].klasse. Of null."), allow_null=True)
    melding = text(gettext_lazy("Wat er niet klopt en hoe u het herstelt."))


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "aanlevering",
            value={
                "id": 31,
                "gemeente": "maastricht",
                "corporatie": "Servatius",
                "peildatum": "2026-01-01",
                "status": "ingediend",
                "percentage": 100,
                "proefrun": False,
                "levering": 44,
                "aantalCijfers": 2,
                "aantalNieuw": 2,
                "aantalGewijzigd": 0,
                "aantalVervallen": 0,
                "aantalOngewijzigd": 0,
                "aantalFouten": 0,
                "fouten": [],
            },
        )
    ]
)
class AanleveringSerializer(RowSerializer):
    """What came of what was sent."""

    id = integer(gettext_lazy("Nummer van wat u stuurde. Van een proefrun null."), allow_null=True)
    gemeente = text(gettext_lazy("Gemeente."))
    corporatie = text(gettext_lazy("Corporatie."))
    peildatum = day(gettext_lazy("Dag van de stand."))
    status = serializers.ChoiceField(
        [
            ("wacht", gettext_lazy("wacht op verwerking")),
            ("leest", gettext_lazy("wordt verwerkt")),
            ("fouten", gettext_lazy("bevat fouten, er is niets bewaard")),
            ("ongewijzigd", gettext_lazy("zegt wat al geldt; er is geen levering gemaakt")),
            ("gelezen", gettext_lazy("proefrun: hier staat wat er zou veranderen")),
            ("ingediend", gettext_lazy("is een levering, die op de coördinator wacht")),
            ("mislukt", gettext_lazy("er ging bij ons iets mis; stuur het nog eens")),
        ],
        read_only=True,
        help_text=gettext_lazy("Hoever het is."),
    )
    percentage = integer(gettext_lazy("Hoeveel procent is verwerkt."))
    proefrun = flag(gettext_lazy("true: er wordt niets bewaard."))
    levering = integer(gettext_lazy("Nummer van de levering, of null."), allow_null=True)
    aantalCijfers = integer(gettext_lazy("Hoeveel cijfers er zijn gelezen, of null."), allow_null=True)
    aantalNieuw = integer(gettext_lazy("Hoeveel er nieuw zijn, of null."), allow_null=True)
    aantalGewijzigd = integer(gettext_lazy("Hoeveel er anders zijn dan wat geldt, of null."), allow_null=True)
    aantalVervallen = integer(gettext_lazy("Hoeveel er vervallen, of null."), allow_null=True)
    aantalOngewijzigd = integer(gettext_lazy("Hoeveel er gelijk blijven, of null."), allow_null=True)
    aantalFouten = integer(gettext_lazy("Hoeveel fouten er zijn."))
    fouten = FoutSerializer(many=True, read_only=True, help_text=gettext_lazy("De eerste duizend fouten."))


# --- what comes in ---------------------------------------------------------------------------------------------------


def as_csv(body: Any) -> bytes:
    """A list of figures as the file that says the same; raises RequestFaults with every attribute that is no figure."""
    rows = body.get("cijfers") if isinstance(body, Mapping) else None
    faults = []
    if isinstance(body, Mapping):
        unknown = _("Dit attribuut is hier niet bekend, of alleen te lezen.")
        faults = [Fout(str(name), "body", "unknown", unknown) for name in body if name != "cijfers"]
    if not isinstance(rows, list) or not rows:
        faults.append(Fout("cijfers", "body", "required", _("Stuur een lijst met ten minste één cijfer.")))
    elif len(rows) > MAX_CIJFERS:
        faults.append(Fout("cijfers", "body", "max_length", _("Stuur hoogstens 50.000 cijfers per levering.")))
    if faults:
        raise RequestFaults(faults)
    table = []
    for number, row in enumerate(rows or ()):
        table.append(_cells(row, f"cijfers[{number}]", faults))
    if faults:
        raise RequestFaults(faults[:SHOWN_FAULTS])
    return b"".join(write_csv(list(COLUMNS.values()), table))


def _cells(row: Any, where: str, faults: list[Fout]) -> list[Any]:
    """The cells of one figure; what is wrong is added to `faults`."""
    if not isinstance(row, Mapping):
        faults.append(Fout(where, "body", "invalid", _("Stuur per cijfer een object.")))
        return []
    for name in row.keys() - COLUMNS.keys() - UNREAD:
        faults.append(Fout(f"{where}.{name}", "body", "unknown", _("Dit attribuut heeft een cijfer niet.")))
    cells: list[Any] = []
    for name in COLUMNS:
        value = row.get(name)
        if name == "waarde":
            if isinstance(value, int | float) and not isinstance(value, bool):
                value = Decimal(str(value))
            elif value is not None:
                faults.append(Fout(f"{where}.{name}", "body", "invalid", _("Stuur een getal, of null.")))
            elif row.get("waardestatus") in (None, "", "bekend"):
                text = _("Stuur een getal, of zeg in waardestatus waarom het er niet is.")
                faults.append(Fout(f"{where}.{name}", "body", "required", text))
        elif name == "gepubliceerdTotaal":
            if value not in (None, True, False) or (isinstance(value, int) and not isinstance(value, bool)):
                faults.append(Fout(f"{where}.{name}", "body", "invalid", _("Stuur true of false.")))
            value = "ja" if value else None
        elif value is not None:
            if not isinstance(value, str) or "\0" in value:
                faults.append(Fout(f"{where}.{name}", "body", "invalid", _("Stuur een tekst, of null.")))
                value = None
            else:
                value = CELL.sub(" ", value).strip()
        cells.append(value)
    return cells


def deliver(request: Request, query: Mapping[str, Any]) -> Response:
    """Take in what the body of a POST says.

    Returns:
        201 with the delivery; 202 with where to ask how far it is; 200 for a trial, or for what changes nothing.

    Raises:
        RequestFaults: all that is wrong, cell by cell.
        PermissionDenied: not the figures of this sender.
        Conflict: the Idempotency-Key came before with something else.
    """
    gemeente, partij, peildatum = _of_whom(request, query)
    sent: Any = request.data
    in_json = not isinstance(sent, Bestand)
    content = as_csv(sent) if in_json else sent.content
    key = read_idempotency_key(request, f"levering {gemeente.pk} {partij.pk}")
    try:
        inlezing, new = receive(
            content=content,
            filename=f"api-{peildatum:%Y-%m-%d}.{'csv' if in_json else sent.extension}",
            gemeente=gemeente,
            partij=partij,
            peildatum=peildatum,
            by=request.user,  # type: ignore[arg-type]
            toelichting=query.get("toelichting", ""),
            sleutel=str(key or ""),
            proefrun=query.get("proefrun") == "true",
        )
    except OtherRequest as error:
        text = _("Deze Idempotency-Key hoort bij een eerder verzoek met een andere inhoud.")
        raise Conflict(text) from error
    if not new and inlezing.status == Status.MISLUKT:
        inlezing, new = begin_again(inlezing=inlezing), True
    if new:
        inlezing = run(inlezing, process, verwerk)
    return _answer(inlezing, in_json=in_json)


def _of_whom(request: Request, query: Mapping[str, Any]) -> tuple[Gemeente, Partij, dt.date]:
    """Whose figures, and of which day; a key says the first two itself."""
    sleutel, faults = key_of(request.user), []  # type: ignore[arg-type]
    found: dict[str, Any] = {
        "gemeente": sleutel.gemeente if sleutel else None,
        "corporatie": sleutel.partij if sleutel else None,
    }
    for name, find in (("gemeente", find_gemeenten), ("corporatie", find_partijen)):
        if name in query:
            found[name] = find(request.user, query[name]).first()
            if found[name] is None:
                known = _("‘%(value)s’ is hier niet bekend.") % {"value": query[name][:40]}
                faults.append(Fout(name, "query", "invalid_choice", known))
        elif found[name] is None:
            faults.append(Fout(name, "query", "required", _("Deze sleutel is verplicht.")))
    if "peildatum" not in query:
        faults.append(Fout("peildatum", "query", "required", _("Deze sleutel is verplicht.")))
    elif not 1950 <= query["peildatum"].year <= dt.date.today().year + 30:
        faults.append(Fout("peildatum", "query", "invalid", _("Dit jaar kan niet kloppen.")))
    if faults:
        raise RequestFaults(faults)
    if not policies.may_deliver(request.user, found["gemeente"].pk, found["corporatie"].pk):
        raise PermissionDenied  # before anything is said about the body
    return found["gemeente"], found["corporatie"], query["peildatum"]


# --- what goes back --------------------------------------------------------------------------------------------------


def _answer(inlezing: Inlezing, *, in_json: bool) -> Response:
    if inlezing.status == Status.FOUTEN:
        fouten = [Fout(row["naam"], "body", "rij", row["melding"]) for row in faults_of(inlezing, in_json=in_json)]
        number = inlezing.aantal_fouten
        forget_trial(inlezing)
        refusal = RequestFaults(fouten)
        refusal.members = {"aantalFouten": number}  # type: ignore[attr-defined]
        raise refusal
    row = row_of(inlezing)
    if inlezing.is_busy:
        address = reverse("api:leveringen-aanlevering", args=[inlezing.pk])
        return Response(row, status=202, headers={"Location": address, "Retry-After": "5"})
    if inlezing.levering_id is None:
        forget_trial(inlezing)
        return Response(row | {"id": None})
    location = reverse("api:leveringen-detail", args=[inlezing.levering_id])
    return Response(row, status=201, headers={"Location": location})


def find_aanlevering(request: Request, pk: int) -> Inlezing:
    """What the sender, or another system or person of its corporation, sent; raises Http404."""
    rows = Inlezing.objects.visible_to(request.user).filter(door_systeem=True)
    found = rows.select_related("gemeente", "partij").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def row_of(inlezing: Inlezing) -> dict[str, Any]:
    """The attributes of `AanleveringSerializer`."""
    status: str = inlezing.status
    if status == Status.GELEZEN and not inlezing.proefrun and not changes_anything(inlezing):
        status = "ongewijzigd"
    count = inlezing.uitkomst.get
    return {
        "id": inlezing.pk,
        "gemeente": inlezing.gemeente.slug,
        "corporatie": inlezing.partij.naam,
        "peildatum": inlezing.peildatum,
        "status": status,
        "percentage": inlezing.percentage,
        "proefrun": inlezing.proefrun,
        "levering": inlezing.levering_id,
        "aantalCijfers": count("cijfers"),
        "aantalNieuw": count("nieuw"),
        "aantalGewijzigd": count("gewijzigd"),
        "aantalVervallen": count("vervallen"),
        "aantalOngewijzigd": count("ongewijzigd"),
        "aantalFouten": inlezing.aantal_fouten,
        "fouten": faults_of(inlezing, in_json=False),
    }


def faults_of(inlezing: Inlezing, *, in_json: bool) -> list[dict[str, Any]]:
    """The faults by cell; of a list of figures by the attribute that the cell came from."""
    return [
        {"naam": _place(in_json, sheet, row, column), "melding": message}
        for sheet, row, column, message in inlezing.fouten[:SHOWN_FAULTS]
    ]


_BY_COLUMN = dict(zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", COLUMNS, strict=False))


def _place(in_json: bool, sheet: str, row: int, column: str) -> str | None:
    if not row:
        return None
    if not in_json:
        return f"{sheet}!{column}{row}" if sheet else f"{column}{row}"
    attribute = _BY_COLUMN.get(column, "")
    # The first row of the file holds the headings.
    return f"cijfers[{row - 2}].{attribute}" if attribute else f"cijfers[{row - 2}]"
