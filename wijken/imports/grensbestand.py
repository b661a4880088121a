# SPDX-License-Identifier: EUPL-1.2
"""Reading boundaries from a GeoJSON or GeoPackage of the CBS or PDOK: one surface per place, not checked yet.

Both layouts of properties are known: that of "wijken en buurten" (buurtcode, buurtnaam) and that of
"gebiedsindelingen" (statcode, statnaam). A GeoPackage is an SQLite file and is read row by row, so the whole country
fits; a GeoJSON is read as a whole and therefore bounded.
"""

import json
import re
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import shapely
from django.utils.translation import gettext as _
from shapely.geometry import shape

from portaal.lib.tables.reader import UnreadableFile

# A GeoJSON takes ten times its size in memory.
MAX_GEOJSON = 20 * 1024 * 1024
MAX_GEOPACKAGE = 2 * 1024 * 1024 * 1024
CODES = ("buurtcode", "bu_code", "statcode", "wijkcode", "wk_code")
NAMES = {"buurtcode": "buurtnaam", "bu_code": "bu_naam", "statcode": "statnaam", "wijkcode": "wijknaam"}
NAMES |= {"wk_code": "wk_naam"}
_SQLITE = b"SQLite format 3\x00"
_EPSG = re.compile(r"(?:EPSG|CRS)[:/]*(?:[0-9.]*[:/]+)?(?P<code>[0-9]{2,5})\Z", re.IGNORECASE)
# Bytes of the envelope in front of the geometry, by the three bits that tell its kind (OGC 12-128, 2.1.3).
_ENVELOPE = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}


@dataclass(frozen=True, slots=True)
class Vlak:
    """A surface as the file has it; `vorm` is None where it has none, or one that cannot be read (`fout`)."""

    plaats: str
    code: str
    naam: str
    vorm: Any = None
    fout: str = ""


@dataclass(slots=True)
class Grensbestand:
    """What a file holds of one gemeente; `stelsels` are the EPSG codes it names, `overgeslagen` what is not for us."""

    naam: str
    vlakken: list[Vlak] = field(default_factory=list)
    stelsels: set[str] = field(default_factory=set)
    overgeslagen: Counter[str] = field(default_factory=Counter)


def read_grensbestand(path: Path, *, nummer: str) -> Grensbestand:
    """Surfaces of the buurten and wijken of one gemeente.

    Args:
        nummer: the four digits of the gemeente in the codes of the CBS.

    Raises:
        UnreadableFile: not there, too big, of another kind or damaged; the message says how to mend it.
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as handle:
            head = handle.read(1024)
        if head.startswith(_SQLITE):
            _refuse_large(size, MAX_GEOPACKAGE)
            return _read_geopackage(path, nummer)
        if head.startswith(b"PK\x03\x04"):
            raise UnreadableFile(_("Dit bestand is ingepakt (zip). Pak het eerst uit."), "zip")
        _refuse_large(size, MAX_GEOJSON)
        return _read_geojson(path, nummer)
    except OSError as error:
        raise UnreadableFile(
            _("Het bestand ‘%(path)s’ is niet te lezen: %(reason)s.") % {"path": path, "reason": error.strerror},
            "no_file",
        ) from error


def _refuse_large(size: int, limit: int) -> None:
    if size > limit:
        raise UnreadableFile(
            _(
                "Het bestand is %(size)s MB; hoogstens %(limit)s MB kan. Haal bij PDOK alleen uw eigen gemeente op, of "
                "neem het GeoPackage: dat mag groter zijn."
            )
            % {"size": size // 1024 // 1024, "limit": limit // 1024 // 1024},
            "too_big",
        )


def _read_geojson(path: Path, nummer: str) -> Grensbestand:
    try:
        document = json.loads(path.read_bytes().decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise UnreadableFile(
            _("Dit is geen GeoJSON en geen GeoPackage, of het bestand is beschadigd of afgebroken."), "no_geojson"
        ) from error
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list):
        raise UnreadableFile(_("In dit bestand staat geen lijst van gebieden (FeatureCollection)."), "no_features")
    found = Grensbestand(path.name, stelsels=set(_epsg_of(document)))
    headings: set[str] = set()
    for number, feature in enumerate(features, start=1):
        feature = feature if isinstance(feature, dict) else {}
        listed = feature.get("properties")
        properties = {str(key).casefold(): value for key, value in (listed if isinstance(listed, dict) else {}).items()}
        headings |= set(properties)
        key = next((key for key in CODES if properties.get(key)), "")
        if not _wanted(found, key, properties, nummer):
            continue
        vorm, fout = _from_geojson(feature.get("geometry"))
        code, naam = str(properties[key]).strip().upper(), str(properties.get(NAMES[key]) or "").strip()
        found.vlakken.append(Vlak(_("gebied %(number)s") % {"number": number}, code, naam, vorm, fout))
    if features and not headings & set(CODES):
        raise _without_codes(headings)
    return found


def _epsg_of(document: dict[str, Any]) -> Iterator[str]:
    """The system an older GeoJSON names; the newer standard has only WGS 84 and names none."""
    crs = document.get("crs")
    properties = crs.get("properties") if isinstance(crs, dict) else None
    text = str(properties.get("name", "")) if isinstance(properties, dict) else ""
    if match := _EPSG.search(text):
        yield match["code"]


def _wanted(found: Grensbestand, key: str, properties: dict[str, Any], nummer: str) -> bool:
    """Whether this is a place of the gemeente; counts what is not."""
    code = str(properties.get(key) or "").strip().upper()
    if not key:
        reason = _("gebieden zonder code van een buurt of wijk")
    elif code.startswith("GM"):
        reason = _("gemeenten als geheel")
    elif code[2:6] != nummer and re.fullmatch(r"(BU|WK)[0-9]{6,8}", code):
        reason = _("gebieden van andere gemeenten")
    elif str(properties.get("water") or "").strip().upper() == "JA":
        reason = _("vlakken van water")
    else:
        return True
    found.overgeslagen[reason] += 1
    return False


def _without_codes(headings: set[str]) -> UnreadableFile:
    return UnreadableFile(
        _(
            "De gebieden in dit bestand hebben geen CBS-code. Het portaal kent de kenmerken %(known)s. In het bestand "
            "staan: %(found)s."
        )
        % {"known": ", ".join(CODES), "found": ", ".join(sorted(headings)[:8]) or "-"},
        "no_codes",
    )


def _from_geojson(geometry: Any) -> tuple[Any, str]:
    if geometry is None:
        return None, ""
    try:
        return shape(geometry), ""
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, OverflowError, shapely.errors.ShapelyError):
        return None, _("de grens is niet te lezen")


# --- GeoPackage ------------------------------------------------------------------------------------------------------


def _read_geopackage(path: Path, nummer: str) -> Grensbestand:
    found = Grensbestand(path.name)
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as database:
            database.execute("PRAGMA trusted_schema = OFF")
            database.execute("PRAGMA query_only = ON")
            layers = list(
                database.execute(
                    "SELECT g.table_name, g.column_name, coalesce(s.organization_coordsys_id, '') "
                    "FROM gpkg_geometry_columns g LEFT JOIN gpkg_spatial_ref_sys s ON s.srs_id = g.srs_id"
                )
            )
            headings: set[str] = set()
            for table, geometry, srs in layers:
                _read_layer(database, found, (str(table), str(geometry), str(srs)), nummer, headings)
    except sqlite3.Error as error:
        raise UnreadableFile(
            _("Dit is geen GeoPackage, of het bestand is beschadigd of afgebroken."), "no_geopackage"
        ) from error
    if not headings & set(CODES):
        raise _without_codes(headings)
    return found


def _read_layer(
    database: sqlite3.Connection, found: Grensbestand, layer: tuple[str, str, str], nummer: str, headings: set[str]
) -> None:
    """The places of the gemeente in one layer, chosen by the database: the others are never in memory."""
    table, geometry, srs = layer
    columns = {str(row[1]).casefold(): str(row[1]) for row in database.execute(f"PRAGMA table_info({_quoted(table)})")}
    headings |= set(columns)
    key = next((key for key in CODES if key in columns), "")
    if not key:
        return
    code = f"upper(trim({_quoted(columns[key])}))"
    naam = _quoted(columns[NAMES[key]]) if NAMES[key] in columns else "''"
    water = _quoted(columns["water"]) if "water" in columns else "''"
    where = f"substr({code}, 3, 4) = ? AND substr({code}, 1, 2) IN ('BU', 'WK')"
    total = database.execute(f"SELECT count(*) FROM {_quoted(table)}").fetchone()[0]  # noqa: S608 - names are quoted
    rows = database.execute(
        f"SELECT {code}, {naam}, {water}, {_quoted(geometry)} FROM {_quoted(table)} WHERE {where}",  # noqa: S608
        (nummer,),
    )
    kept = 0
    for number, (text, name, wet, blob) in enumerate(rows, start=1):
        kept += 1
        if not _wanted(found, key, {key: text, "water": wet}, nummer):
            continue
        vorm, fout = _from_blob(blob)
        plaats = _("laag %(layer)s, gebied %(number)s") % {"layer": table, "number": number}
        found.vlakken.append(Vlak(plaats, str(text), str(name or "").strip(), vorm, fout))
        found.stelsels |= {srs} - {""}
    if total > kept:
        found.overgeslagen[_("gebieden van andere gemeenten")] += total - kept


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _from_blob(blob: Any) -> tuple[Any, str]:
    """The geometry of a row: a short header, maybe an envelope, and well-known binary."""
    if blob is None:
        return None, ""
    if not isinstance(blob, bytes) or len(blob) < 8 or blob[:2] != b"GP" or (blob[3] >> 1 & 7) not in _ENVELOPE:
        return None, _("de grens is niet te lezen")
    try:
        return shapely.from_wkb(blob[8 + _ENVELOPE[blob[3] >> 1 & 7] :]), ""
    except (shapely.errors.ShapelyError, ValueError):
        return None, _("de grens is niet te lezen")
