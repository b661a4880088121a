# SPDX-License-Identifier: EUPL-1.2
"""Boundaries from GeoJSON and GeoPackage: what is read, converted, mended, reported and refused."""

import json
import re
import sqlite3
import struct
import tracemalloc

import pytest
import shapely
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from shapely.geometry import LineString, MultiPolygon, Point, Polygon, box, mapping

from partijen.models import Wijziging
from portaal.lib.tables.reader import UnreadableFile
from tests.factories import GebiedFactory, GemeenteFactory
from wijken.imports import grensbestand
from wijken.imports.grenzen import Grenzen, read_grenzen, simplify
from wijken.models import Gebiedsomtrek
from wijken.services.grenzen import load_grenzen

pytestmark = pytest.mark.django_db

NOORD, ZUID = box(176_000, 318_000, 177_000, 319_000), box(176_000, 317_000, 177_000, 318_000)
NOORD_GRADEN = box(5.69, 50.85, 5.70, 50.86)
ZUID_GRADEN = box(5.69, 50.84, 5.70, 50.85)
BOWTIE = Polygon([(176_000, 318_000), (177_000, 319_000), (177_000, 318_000), (176_000, 319_000)])


@pytest.fixture
def dorp():
    gemeente = GemeenteFactory(slug="dorp", naam="Dorp", cbs_code="GM0001")
    for naam, code in (("Noord", "BU00010000"), ("Zuid", "BU00010001")):
        GebiedFactory(gemeente=gemeente, naam=naam, slug=naam.lower(), cbs_code=code)
    GebiedFactory(gemeente=gemeente, naam="Rayon", slug="rayon", soort="rayon")
    return gemeente


def feature(code, vorm, naam="", keys=("buurtcode", "buurtnaam"), **properties):
    geometry = mapping(vorm) if hasattr(vorm, "geom_type") else vorm
    return {"type": "Feature", "properties": {keys[0]: code, keys[1]: naam, **properties}, "geometry": geometry}


TWO = (feature("BU00010000", NOORD, "Noord"), feature("BU00010001", ZUID, "Zuid"))


@pytest.fixture
def read(dorp, tmp_path):
    """`read(feature, …)`: what a GeoJSON with these features says of the dorp."""

    def make(*features, crs=None, gemeente=dorp, **options):
        path = tmp_path / "grenzen.geojson"
        document = {"type": "FeatureCollection", "features": list(features)}
        if crs:
            document["crs"] = {"type": "name", "properties": {"name": crs}}
        path.write_text(json.dumps(document), encoding="utf-8")
        return read_grenzen(path, gemeente=gemeente, **options)

    return make


def blob(vorm, envelope=0, **flags):
    """A geometry as a GeoPackage keeps it."""
    wkb = shapely.to_wkb(vorm)
    return b"GP" + bytes([0, 1 | envelope << 1]) + struct.pack("<i", 28992) + b"\0" * (32 if envelope == 1 else 0) + wkb


@pytest.fixture
def package(tmp_path):
    """`package(rows)`: a GeoPackage with one layer of (code, name, water, geometry)."""

    def make(rows, columns=("buurtcode", "buurtnaam", "water"), srs=28992, name="buurten"):
        path = tmp_path / "grenzen.gpkg"
        path.unlink(missing_ok=True)
        quoted = '"' + name.replace('"', '""') + '"'
        database = sqlite3.connect(path)
        database.execute("CREATE TABLE gpkg_spatial_ref_sys (srs_id, organization, organization_coordsys_id)")
        database.execute("CREATE TABLE gpkg_geometry_columns (table_name, column_name, srs_id)")
        database.execute("INSERT INTO gpkg_spatial_ref_sys VALUES (?, 'EPSG', ?)", (srs, srs))
        database.execute("INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', ?)", (name, srs))
        database.execute(f"CREATE TABLE {quoted} (fid, {', '.join(columns)}, geom)")
        marks = ", ".join("?" * (len(columns) + 2))
        database.executemany(
            f"INSERT INTO {quoted} VALUES ({marks})",
            ((number, *row[: len(columns)], row[-1]) for number, row in enumerate(rows)),
        )
        database.commit()
        database.close()
        return path

    return make


def names(grenzen):
    return [omtrek.gebied.naam for omtrek in grenzen.omtrekken]


# --- what is read ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "keys", [("buurtcode", "buurtnaam"), ("statcode", "statnaam"), ("BU_CODE", "BU_NAAM")], ids=lambda keys: keys[0]
)
def test_every_layout_of_properties(read, keys):
    grenzen = read(feature("BU00010000", NOORD, "Noord", keys), feature("bu00010001 ", ZUID, "Zuid", keys))
    assert (grenzen.fouten, grenzen.opmerkingen, names(grenzen)) == ([], [], ["Noord", "Zuid"])
    first = grenzen.omtrekken[0]
    assert (first.west, first.zuid, first.oost, first.noord) == (176_000, 318_000, 177_000, 319_000)
    assert re.fullmatch(r"M\d+ -\d+l-?\d+ -?\d+( -?\d+ -?\d+){2}z", first.pad)
    assert (first.midden_x, first.midden_y) == (176_500, 318_500)


def test_degrees_become_metres(read):
    grenzen = read(feature("BU00010000", NOORD_GRADEN), feature("BU00010001", ZUID_GRADEN))
    assert (grenzen.fouten, grenzen.stelsel) == ([], "4326")
    first = grenzen.omtrekken[0]
    assert 176_200 < first.west < 176_500
    assert 317_700 < first.zuid < 318_000
    assert 680 < first.oost - first.west < 720
    assert 1_100 < first.noord - first.zuid < 1_130


def test_metres_are_recognised_whatever_the_file_calls_them(read):
    assert read(*TWO, crs="urn:ogc:def:crs:EPSG::28992").opmerkingen == []
    assert read(*TWO, crs="urn:ogc:def:crs:EPSG::7415").opmerkingen == []
    grenzen = read(*TWO, crs="urn:ogc:def:crs:OGC:1.3:CRS84")
    assert (grenzen.fouten, grenzen.stelsel) == ([], "28992")
    assert grenzen.opmerkingen == [
        "Het bestand noemt EPSG:4326, maar de getallen zijn EPSG:28992. Dat laatste is gebruikt."
    ]


def test_holes_and_parts_stay(read):
    ring = Polygon(NOORD.exterior, [box(176_400, 318_400, 176_600, 318_600).exterior])
    two = MultiPolygon([ZUID, box(178_000, 317_000, 178_500, 317_500)])
    grenzen = read(feature("BU00010000", ring), feature("BU00010001", two))
    assert [omtrek.pad.count("z") for omtrek in grenzen.omtrekken] == [2, 2]


def test_simplified_and_neighbours_still_meet():
    wavy = [(176_000 + step * 10, 318_000 + (step % 2) * 4) for step in range(101)]
    north = Polygon([*wavy, (177_000, 319_000), (176_000, 319_000)])
    south = Polygon([*wavy, (177_000, 317_000), (176_000, 317_000)])
    simple = simplify([north, south])
    assert max(shapely.get_num_coordinates(surface) for surface in simple) < 12
    assert shapely.coverage_is_valid(simple)
    apart = simplify([north, south.buffer(3)])
    assert all(surface.is_valid for surface in apart)
    assert max(shapely.get_num_coordinates(surface) for surface in apart) < 20


def test_others_are_skipped_and_counted(read):
    grenzen = read(
        *TWO,
        feature("BU00020000", NOORD),
        feature("GM0001", NOORD, keys=("statcode", "statnaam")),
        feature("BU00010097", NOORD, water="JA"),
        feature("", NOORD),
        "onzin",
    )
    assert (grenzen.fouten, len(grenzen.omtrekken)) == ([], 2)
    assert dict(grenzen.overgeslagen) == {
        "gebieden van andere gemeenten": 1,
        "gemeenten als geheel": 1,
        "vlakken van water": 1,
        "gebieden zonder code van een buurt of wijk": 2,
    }


def test_another_name_is_told(read):
    grenzen = read(feature("BU00010000", NOORD, "Noorderlicht"), TWO[1])
    assert grenzen.opmerkingen == ["BU00010000 heet in het bestand ‘Noorderlicht’ en in het portaal ‘Noord’."]


# --- GeoPackage ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("columns", [("buurtcode", "buurtnaam", "water"), ("statcode", "statnaam"), ("statcode",)])
@pytest.mark.parametrize("envelope", [0, 1])
def test_a_geopackage(dorp, package, columns, envelope):
    rows = [
        ("BU00010000", "Noord", "NEE", blob(NOORD, envelope)),
        ("BU00010001", "Zuid", "NEE", blob(ZUID)),
        ("BU00029999", "Elders", "NEE", b"not even read"),
    ]
    grenzen = read_grenzen(package(rows, columns, name='laag "een"'), gemeente=dorp)
    assert (grenzen.fouten, names(grenzen), grenzen.stelsel) == ([], ["Noord", "Zuid"], "28992")
    assert dict(grenzen.overgeslagen) == {"gebieden van andere gemeenten": 1}


def test_water_without_geometry_and_damaged_geometry_in_a_geopackage(dorp, package):
    rows = [
        ("BU00010000", "Noord", "NEE", None),
        ("BU00010001", "Zuid", "NEE", blob(ZUID)[:30]),
        ("BU00010097", "Maas", "JA", blob(ZUID)),
    ]
    grenzen = read_grenzen(package(rows), gemeente=dorp)
    assert len(grenzen.fouten) == 2
    assert "laag buurten, gebied 2, Zuid (BU00010001): de grens is niet te lezen" in grenzen.fouten
    assert grenzen.overgeslagen["vlakken van water"] == 1
    rows[1] = ("BU00010001", "Zuid", "NEE", b"XX")
    assert "niet te lezen" in read_grenzen(package(rows), gemeente=dorp).fouten[0]


def test_a_geopackage_without_codes_and_a_damaged_one(dorp, package, tmp_path):
    with pytest.raises(UnreadableFile, match="geen CBS-code"):
        read_grenzen(package([("x", blob(NOORD))], ("naam",)), gemeente=dorp)
    path = package([("BU00010000", "Noord", "NEE", blob(NOORD))])
    path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(UnreadableFile, match="geen GeoPackage"):
        read_grenzen(path, gemeente=dorp)


def test_a_geopackage_of_the_country_takes_little_memory(dorp, package):
    """Rows of other gemeenten never come into memory, whatever their size."""
    heavy = b"\0" * 500_000
    rows = [("BU00010000", "Noord", "NEE", blob(NOORD)), ("BU00010001", "Zuid", "NEE", blob(ZUID))]
    path = package(rows + [(f"BU0002{number:04}", "", "NEE", heavy) for number in range(40)])
    assert path.stat().st_size > 20_000_000
    tracemalloc.start()
    try:
        grenzen = read_grenzen(path, gemeente=dorp)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert len(grenzen.omtrekken) == 2
    assert peak < 5_000_000


# --- what is wrong ---------------------------------------------------------------------------------------------------


def test_a_boundary_that_crosses_itself(read):
    (fault,) = read(feature("BU00010000", BOWTIE, "Noord"), TWO[1]).fouten
    assert fault.startswith("gebied 1, Noord (BU00010000): de grens kruist zichzelf (Self-intersection")
    assert "Met --herstel" in fault
    grenzen = read(feature("BU00010000", BOWTIE, "Noord"), TWO[1], herstel=True)
    assert (grenzen.fouten, names(grenzen)) == ([], ["Noord", "Zuid"])
    assert "hersteld" in grenzen.opmerkingen[0]
    flat = Polygon([(176_000, 318_000), (177_000, 318_000), (176_500, 318_000), (176_200, 318_000)])
    (fault,) = read(feature("BU00010000", flat, "Noord"), TWO[1], herstel=True).fouten
    assert "neem de grens opnieuw over" in fault


def test_missing_boundaries(read):
    (fault,) = read(TWO[0]).fouten
    assert fault.startswith("Zonder grens in het bestand: 1, namelijk Zuid (BU00010001).")
    for geometry in (None, {"type": "Polygon", "coordinates": []}):
        assert "namelijk Zuid" in read(TWO[0], feature("BU00010001", geometry)).fouten[0]
    grenzen = read(TWO[0], feature("BU00010001", None), onvolledig=True)
    assert (grenzen.fouten, names(grenzen)) == ([], ["Noord"])
    assert "namelijk Zuid" in grenzen.opmerkingen[0]
    assert read(feature("BU00010001", None), onvolledig=True).fouten == [
        "Geen enkel gebied in het bestand heeft een grens."
    ]


def test_many_missing_boundaries_are_counted(read, dorp):
    for number in range(12):
        GebiedFactory(gemeente=dorp, naam=f"B{number}", slug=f"b{number}", cbs_code=f"BU000101{number:02}")
    (fault,) = read(*TWO).fouten
    assert "in het bestand: 12" in fault
    assert ", …" in fault


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        (feature("BU00010009", ZUID), "Dorp heeft hier geen gebied met deze CBS-code"),
        (feature("BU00010000", ZUID), "dit gebied staat twee keer in het bestand, ook bij gebied 1"),
        (feature("BU00010001", LineString([(176_000, 318_000), (177_000, 318_000)])), "geen vlak maar een LineString"),
        (feature("BU00010001", Point(176_000, 318_000)), "geen vlak maar een Point"),
        (feature("BU00010001", {"type": "Polygon", "coordinates": "onzin"}), "niet te lezen"),
        (feature("BU00010001", ["onzin"]), "niet te lezen"),
        (feature("BU00010001", ZUID_GRADEN), "in graden en grenzen in meters door elkaar"),
        (feature("BU00010001", box(50.84, 5.69, 50.85, 5.70)), "de breedte staat voor de lengte"),
        (feature("BU00010001", box(633_000, 6_590_000, 634_000, 6_591_000)), "liggen niet in Nederland"),
        (feature("BU00010001", box(0, 0, 1, 1)), "EPSG:28992"),
    ],
)
def test_a_faulty_boundary(read, dorp, changed, fault):
    grenzen = read(TWO[0], changed)
    assert [line for line in grenzen.fouten if fault in line], grenzen.fouten
    assert grenzen.omtrekken == []
    with pytest.raises(ValidationError, match="niets geladen"):
        load_grenzen(grenzen=grenzen, gemeente=dorp, by=None)
    assert not Gebiedsomtrek.objects.exists()


def test_a_hole_outside_its_surface_is_not_mended(read):
    wrong = Polygon(NOORD.exterior, [box(178_000, 318_000, 178_100, 318_100).exterior])
    (fault,) = read(feature("BU00010000", wrong, "Noord"), TWO[1], herstel=True).fouten
    assert "geen geldig vlak" in fault


def test_gemeenten_without_codes(read):
    with pytest.raises(UnreadableFile, match="geen CBS-code"):
        read(*TWO, gemeente=GemeenteFactory(naam="Leeg", cbs_code=""))
    assert "nog geen CBS-codes" in read(*TWO, gemeente=GemeenteFactory(cbs_code="GM0999")).fouten[0]
    assert "geen enkel gebied van Dorp" in read(feature("BU00020000", NOORD)).fouten[0]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "no_geojson"),
        (b"{", "no_geojson"),
        (b"\xff\xfe", "no_geojson"),
        (b"[" * 100_000, "no_geojson"),
        (b"[]", "no_features"),
        (b'{"features": {}}', "no_features"),
        (b'{"features": [{"properties": {"naam": "x"}}]}', "no_codes"),
        (b"PK\x03\x04", "zip"),
        (b"SQLite format 3\x00 and then nothing", "no_geopackage"),
    ],
)
def test_what_is_no_file_of_boundaries(dorp, tmp_path, content, code):
    path = tmp_path / "bestand"
    path.write_bytes(content)
    with pytest.raises(UnreadableFile) as refusal:
        read_grenzen(path, gemeente=dorp)
    assert refusal.value.code == code


def test_a_file_that_is_too_big_or_not_there(dorp, tmp_path):
    """100 MB is refused before it is read: the file here is that long, and takes no room on the disk."""
    path = tmp_path / "groot.geojson"
    with path.open("wb") as handle:
        handle.write(b'{"type": "FeatureCollection", "features": [')
        handle.truncate(100 * 1024 * 1024)
    with pytest.raises(UnreadableFile, match="Het bestand is 100 MB; hoogstens 20 MB kan"):
        read_grenzen(path, gemeente=dorp)
    with pytest.raises(UnreadableFile, match="niet te lezen"):
        read_grenzen(tmp_path / "weg.geojson", gemeente=dorp)
    assert grensbestand.MAX_GEOPACKAGE > 100 * grensbestand.MAX_GEOJSON


# --- storing ---------------------------------------------------------------------------------------------------------


def test_storing_is_idempotent_and_told(read, dorp):
    def load(*features, **options):
        told = load_grenzen(grenzen=read(*features, onvolledig=True), gemeente=dorp, by=None, **options)
        return (told.nieuw, told.gewijzigd, told.ongewijzigd, told.zonder)

    assert load(*TWO, proefrun=True) == (2, 0, 0, 0)
    assert not Gebiedsomtrek.objects.exists()
    assert load(*TWO) == (2, 0, 0, 0)
    assert load(*TWO) == (0, 0, 2, 0)
    assert Wijziging.objects.filter(model="wijken.gebiedsomtrek").count() == 2
    assert load(feature("BU00010000", box(176_000, 318_000, 177_000, 319_500))) == (0, 1, 0, 1)
    event = Wijziging.objects.get(model="wijken.gebiedsomtrek", soort="gewijzigd")
    assert event.velden["noord"] == [319_000, 319_500]
    assert str(Gebiedsomtrek.objects.get(gebied__slug="noord")) == "Noord"


def test_rules_of_the_database(dorp):
    noord = dorp.gebieden.get(slug="noord")
    good = {"pad": "M0 0l1 0 0 1z", "west": 0, "oost": 1, "zuid": 0, "noord": 1, "midden_x": 0, "midden_y": 0}
    for wrong in ({"pad": "<script>"}, {"oost": 0}, {"noord": -1}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Gebiedsomtrek.objects.create(gemeente=dorp, gebied=noord, herkomst="x", **{**good, **wrong})


def test_the_command(dorp, tmp_path, capsys):
    path = tmp_path / "grenzen.geojson"

    def write(*features):
        path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")

    write(*TWO, feature("BU00020000", NOORD))
    call_command("load_buurtgrenzen", path, gemeente="dorp", proefrun=True)
    out = capsys.readouterr().out
    assert "nieuw: 2, gewijzigd: 0" in out
    assert "overgeslagen: gebieden van andere gemeenten (1)" in out
    assert "Proefrun: er is niets veranderd." in out
    assert not Gebiedsomtrek.objects.exists()
    call_command("load_buurtgrenzen", path, gemeente="dorp")
    assert Gebiedsomtrek.objects.count() == 2
    write(TWO[0])
    with pytest.raises(CommandError, match="niets geladen"):
        call_command("load_buurtgrenzen", path, gemeente="dorp")
    assert "Zuid (BU00010001)" in capsys.readouterr().err
    call_command("load_buurtgrenzen", path, gemeente="dorp", onvolledig=True)
    out = capsys.readouterr().out
    assert "let op: Zonder grens" in out
    assert "niet in het bestand, blijft staan: 1" in out
    with pytest.raises(CommandError, match="geen gemeente"):
        call_command("load_buurtgrenzen", path, gemeente="nergens")
    with pytest.raises(CommandError, match="niet te lezen"):
        call_command("load_buurtgrenzen", path.with_name("weg"), gemeente="dorp")


def test_nothing_is_stored_without_a_check():
    assert Grenzen("leeg").omtrekken == []
