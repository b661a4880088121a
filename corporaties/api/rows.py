# SPDX-License-Identifier: EUPL-1.2
"""Reads the rows of the resources of corporaties as columns, for one viewer, in a fixed number of queries."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from corporaties.blocks import Value, figure_blocks, unchanged
from corporaties.fields import Peil
from corporaties.models import Mixregel, Projectdeelname
from corporaties.models.levering import bron_titel
from partijen.policies import access_key
from portaal.lib.api.rows import Row
from portaal.lib.compiled import ANY_KEY, read_values
from portaal.lib.tables.writer import csv_pieces, json_pieces, write_csv_pieces, write_ndjson_pieces

_BRON = ("cijferbron__document__titel", "cijferbron__tabel", "cijferbron__naam")
LEVERING_COLUMNS = (
    "id",
    "gemeente__slug",
    "soort",
    "partij__naam",
    *_BRON,
    "cijferbron__voetnoot",
    "cijferbron__bron_opmerking",
    "periode",
    "begindatum",
    "einddatum",
    "volgnummer",
    "status",
    "openbaar",
    "vervangt_id",
    "aantal_nieuw",
    "aantal_gewijzigd",
    "aantal_vervallen",
    "aantal_ongewijzigd",
    "geleverd_op",
    "vastgesteld_op",
    "demo",
    "versie",
)
CIJFER_COLUMNS = (
    "id",
    "gemeente__slug",
    "corporatie__naam",
    "gebied__naam",
    "periode",
    "begindatum",
    "einddatum",
    "soort",
    "lijst__kenmerk__code",
    "lijst__naam",
    "klasse__naam",
    "klasse__code",
    "klasse__vera_code",
    "populatie__naam",
    "eenheid",
    "waarde",
    "waardestatus",
    "gepubliceerd_totaal",
    *_BRON,
    "opmerking",
    "levering_id",
    "concept",
    "demo",
)
PROJECT_COLUMNS = (
    "id",
    "gemeente__slug",
    "code",
    "naam",
    "locatie",
    "gebied__naam",
    "soort",
    "aantal",
    "aantal_tekst",
    "waardestatus",
    "woningtype",
    "bat",
    "huursegment",
    "woningen_voor",
    "woningen_na",
    "woningen_opmerking",
    "fase",
    "gepland_start",
    "gepland_gereed",
    "werkelijk_start",
    "werkelijk_gereed",
    "opmerking",
    "bron__titel",
    "bron_plaats",
    "bron_opmerking",
    "gepubliceerd",
    "demo",
    "versie",
)
_MIX_COLUMNS = (
    "project_id",
    "klasse__lijst__kenmerk__code",
    "klasse__lijst__naam",
    "klasse__naam",
    "klasse__vera_code",
    "aantal",
    "aantal_tekst",
)
# Of `with_toelichting`.
AFWIJKING_COLUMNS = (
    "id",
    "gemeente__slug",
    "bron",
    "regel",
    "rij",
    "kolom",
    "gepubliceerd",
    "berekend",
    "verschil",
    "uitleg",
    "toelichting",
)


def _one_day(periode: str) -> dt.date | None:
    """The day of a figure that is about one day; its two dates follow from its period."""
    peil = Peil.of(periode)
    return peil.begindatum if peil.begindatum == peil.einddatum else None


# The attributes of a figure in their order, for `figure_blocks`; `make_cijfers` says the same of a page.
_STREAMED: dict[str, Value] = {
    "id": ("pk", None),
    "gemeente": ("gemeente_id", None),
    "corporatie": ("corporatie_id", None),
    "gebied": ("gebied_id", lambda naam, soort: naam),
    "peildatum": ("periode", _one_day),
    "periode": ("periode", lambda periode: None if _one_day(periode) else periode),
    "soort": ("soort", None),
    "kenmerk": ("lijst_id", lambda kenmerk, naam: kenmerk),
    "lijst": ("lijst_id", lambda kenmerk, naam: naam),
    "klasse": ("klasse_id", lambda naam, code, vera: naam),
    "klasseCode": ("klasse_id", lambda naam, code, vera: code),
    "klasseVera": ("klasse_id", lambda naam, code, vera: vera or None),
    "populatie": ("populatie_id", None),
    "eenheid": ("eenheid", None),
    "waarde": ("waarde", lambda waarde: as_number(waarde)),
    "waardestatus": ("waardestatus", None),
    "gepubliceerdTotaal": ("gepubliceerd_totaal", None),
    "bron": ("cijferbron_id", bron_titel),
    "opmerking": ("opmerking", None),
    "levering": ("levering_id", None),
    "gepubliceerd": ("concept", lambda concept: not concept),
    "demo": ("demo", None),
}


def as_number(value: Decimal | None) -> int | float | None:
    """A stored decimal as the number it is: 12, 12.5 or None."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def make_leveringen(found: Iterable[Row]) -> list[Row]:
    """Deliveries."""
    return [
        {
            "id": row["id"],
            "gemeente": row["gemeente__slug"],
            "soort": row["soort"],
            "corporatie": row["partij__naam"],
            "bron": bron_titel(*(row[name] for name in _BRON)),
            **_when(row),
            "volgnummer": row["volgnummer"],
            "status": row["status"],
            "vervangt": row["vervangt_id"],
            "aantalNieuw": row["aantal_nieuw"],
            "aantalGewijzigd": row["aantal_gewijzigd"],
            "aantalVervallen": row["aantal_vervallen"],
            "aantalOngewijzigd": row["aantal_ongewijzigd"],
            "geleverdOp": row["geleverd_op"],
            "vastgesteldOp": row["vastgesteld_op"],
            "voetnoot": row["cijferbron__voetnoot"],
            "bronOpmerking": row["cijferbron__bron_opmerking"],
            "gepubliceerd": row["openbaar"],
            "demo": row["demo"],
            "versie": row["versie"],
        }
        for row in found
    ]


def make_cijfers(found: Iterable[Row]) -> list[Row]:
    """Figures."""
    return [
        {
            "id": row["id"],
            "gemeente": row["gemeente__slug"],
            "corporatie": row["corporatie__naam"],
            "gebied": row["gebied__naam"],
            **_when(row),
            "soort": row["soort"],
            "kenmerk": row["lijst__kenmerk__code"],
            "lijst": row["lijst__naam"],
            "klasse": row["klasse__naam"],
            "klasseCode": row["klasse__code"],
            "klasseVera": row["klasse__vera_code"] or None,
            "populatie": row["populatie__naam"],
            "eenheid": row["eenheid"],
            "waarde": as_number(row["waarde"]),
            "waardestatus": row["waardestatus"],
            "gepubliceerdTotaal": row["gepubliceerd_totaal"],
            "bron": bron_titel(*(row[name] for name in _BRON)),
            "opmerking": row["opmerking"],
            "levering": row["levering_id"],
            "gepubliceerd": not row["concept"],
            "demo": row["demo"],
        }
        for row in found
    ]


def stream_cijfers(queryset: QuerySet[Any]) -> Iterator[Row]:
    """All of these figures as the same rows, in the order of their keys."""
    keys = tuple(_STREAMED)
    blocks = figure_blocks(queryset, tuple(_STREAMED.values()), [unchanged] * len(keys))
    return (dict(zip(keys, row, strict=True)) for block in blocks for row in block)


def stream_cijfers_text(queryset: QuerySet[Any], formaat: str) -> Iterator[bytes]:
    """The same as csv or ndjson."""
    keys, values = tuple(_STREAMED), tuple(_STREAMED.values())
    if formaat == "csv":
        return write_csv_pieces(keys, figure_blocks(queryset, values, csv_pieces(len(keys))))
    return write_ndjson_pieces(figure_blocks(queryset, values, json_pieces(keys)))


def make_projecten(found: Sequence[Row], user: Any) -> list[Row]:
    """Projects with who takes part and what they are made of."""
    pks = [row["id"] for row in found]
    parties: dict[int, list[str]] = defaultdict(list)
    leading: dict[int, str] = {}

    def taking_part() -> QuerySet[Any]:
        rows = Projectdeelname.objects.visible_to(user).filter(project__in=[ANY_KEY])
        return rows.order_by("-leidend", "volgorde", "id").values("project_id", "partij__naam", "leidend")

    for part in read_values(("api", Projectdeelname, access_key(user)), taking_part, pks=pks):
        parties[part["project_id"]].append(part["partij__naam"])
        if part["leidend"]:
            leading[part["project_id"]] = part["partij__naam"]
    mix: dict[int, list[Row]] = defaultdict(list)

    def lines() -> QuerySet[Any]:
        rows = Mixregel.objects.visible_to(user).filter(project__in=[ANY_KEY])
        return rows.order_by("klasse__lijst__kenmerk__volgorde", "klasse__volgorde", "id").values(*_MIX_COLUMNS)

    for line in read_values(("api", Mixregel, access_key(user)), lines, pks=pks):
        mix[line["project_id"]].append(
            {
                "kenmerk": line["klasse__lijst__kenmerk__code"],
                "lijst": line["klasse__lijst__naam"],
                "klasse": line["klasse__naam"],
                "klasseVera": line["klasse__vera_code"] or None,
                "aantal": line["aantal"],
                "aantalTekst": line["aantal_tekst"],
            }
        )
    return [
        {
            "id": row["id"],
            "gemeente": row["gemeente__slug"],
            "code": row["code"],
            "naam": row["naam"],
            "corporatie": leading.get(row["id"]),
            "corporaties": parties[row["id"]],
            "locatie": row["locatie"],
            "gebied": row["gebied__naam"],
            "soort": row["soort"],
            "aantal": row["aantal"],
            "aantalTekst": row["aantal_tekst"],
            "waardestatus": row["waardestatus"],
            "woningtype": row["woningtype"],
            "bat": row["bat"],
            "huursegment": row["huursegment"],
            "mix": mix[row["id"]],
            "woningenVoor": row["woningen_voor"],
            "woningenNa": row["woningen_na"],
            "woningenOpmerking": row["woningen_opmerking"],
            "fase": row["fase"] or None,
            "geplandStart": row["gepland_start"] or None,
            "geplandGereed": row["gepland_gereed"] or None,
            "werkelijkStart": row["werkelijk_start"] or None,
            "werkelijkGereed": row["werkelijk_gereed"] or None,
            "opmerking": row["opmerking"],
            "bron": row["bron__titel"],
            "bronPlaats": row["bron_plaats"],
            "bronOpmerking": row["bron_opmerking"],
            "gepubliceerd": row["gepubliceerd"],
            "demo": row["demo"],
            "versie": row["versie"],
        }
        for row in found
    ]


def make_afwijkingen(found: Iterable[Row]) -> list[Row]:
    """What does not add up."""
    return [
        {
            "id": row["id"],
            "gemeente": row["gemeente__slug"],
            "bron": row["bron"],
            "regel": row["regel"],
            "rij": row["rij"],
            "kolom": row["kolom"],
            "gepubliceerd": as_number(row["gepubliceerd"]),
            "berekend": as_number(row["berekend"]),
            "verschil": as_number(row["verschil"]),
            "uitleg": row["uitleg"],
            "toelichting": row["toelichting"],
        }
        for row in found
    ]


def _when(row: Row) -> Row:
    """One day is a peildatum, anything longer a period as precise as its source."""
    one_day = row["begindatum"] is not None and row["begindatum"] == row["einddatum"]
    return {
        "peildatum": row["begindatum"] if one_day else None,
        "periode": None if one_day else row["periode"] or None,
    }
