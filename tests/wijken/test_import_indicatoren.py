# SPDX-License-Identifier: EUPL-1.2
"""Figures of the CBS and the Leefbaarometer from csv: what is read, what is skipped, what is refused."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from partijen.models import Brondocument, Wijziging
from portaal.lib.tables.reader import UnreadableFile
from tests.factories import GebiedFactory, GebruikerFactory, GemeenteFactory
from tests.wijken.factories import IndicatorFactory
from wijken.imports import bestand
from wijken.imports.indicatoren import read_indicatoren
from wijken.models import Indicator, Indicatorwaarde
from wijken.services.indicatoren import import_indicatoren

pytestmark = pytest.mark.django_db

CBS = """\
"ID";"WijkenEnBuurten";"Gemeentenaam_1";"SoortRegio_2";"Codering_3";"AantalInwoners_5";"HuishoudensTotaal_28";\
"InBezitWoningcorporatie_41";"MediaanVermogenVanParticuliereHuish_82";"Omgevingsadressendichtheid_122"
0;"Nederland";"Nederland";"Land      ";"NL00      ";17811291;8271600;28;60;1986
1;"Dorp";"Dorp      ";"Gemeente  ";"GM0001    ";6000;3000;37;60;2200
2;"Wijk 00   ";"Dorp     ";"Wijk      ";"WK000100  ";3600;2000;45;30;1800
3;"Noord     ";"Dorp     ";"Buurt     ";"BU00010000";3300;1900;68;       .;1900
4;"Zuid      ";"Dorp     ";"Buurt     ";"BU00010001";10;4;.;12.5;12
5;"Elders    ";"Stad     ";"Buurt     ";"BU00020000";1;1;1;1;1
"""
LBM = """\
bu_code,bu_naam,jaar,versie,lbm,afw,onv,kl_lbm,kl_onv,iets
BU00010000,Noord,2012,3,3.81,-0.3,-0.2,3,zwak,1
BU00010000,Noord,2018,3,3.85,-0.3,-0.2,4,3,1
BU00010001,Zuid,2018,3,3.95,-0.3,-0.2,9,,1
"""


@pytest.fixture
def dorp():
    gemeente = GemeenteFactory(slug="dorp", naam="Dorp", cbs_code="GM0001")
    for naam, code, soort in (
        ("Noord", "BU00010000", "buurt"),
        ("Zuid", "BU00010001", "buurt"),
        ("Al", "WK000100", "wijk"),
    ):
        GebiedFactory(gemeente=gemeente, naam=naam, slug=f"{soort}-{naam.lower()}", cbs_code=code, soort=soort)
    return gemeente


@pytest.fixture
def write(tmp_path):
    """`write(text)` or `write(text, name, encoding)`: a file with this content."""

    def make(text, name="kwb 2023.csv", encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
        return path

    return make


def values(**where):
    rows = Indicatorwaarde.objects.filter(**where).order_by("gebied__naam", "indicator__slug", "periode")
    return [
        (row.gebied.naam, row.indicator.slug, row.periode, row.klasse.naam if row.klasse else row.waarde, row.basis)
        for row in rows.select_related("gebied", "indicator", "klasse")
    ]


def test_the_cbs_file(dorp, write):
    inlezing = read_indicatoren(write(CBS), gemeente=dorp)
    assert inlezing.fouten == []
    assert inlezing.kolommen == ["Omgevingsadressendichtheid_122"]
    assert dict(inlezing.overgeslagen) == {
        "regels van andere gemeenten": 2,
        "regels van de gemeente als geheel": 1,
        "cellen zonder cijfer (onbekend of geheim)": 2,
    }
    telling = import_indicatoren(inlezing=inlezing, gemeente=dorp, by=None)
    # The number of dwellings has no column here, but the shares are weighted by it.
    assert (telling.nieuw, telling.indicatoren) == (10, 5)
    assert values() == [
        ("Al", "cbs-corporatiewoningen", "2023", Decimal(45), None),
        ("Al", "cbs-huishoudens", "2023", Decimal(2000), 2000),
        ("Al", "cbs-inwoners", "2023", Decimal(3600), 2000),
        ("Al", "cbs-vermogen", "2023", Decimal(30), 2000),
        ("Noord", "cbs-corporatiewoningen", "2023", Decimal(68), None),
        ("Noord", "cbs-huishoudens", "2023", Decimal(1900), 1900),
        ("Noord", "cbs-inwoners", "2023", Decimal(3300), 1900),
        ("Zuid", "cbs-huishoudens", "2023", Decimal(4), 4),
        ("Zuid", "cbs-inwoners", "2023", Decimal(10), 4),
        ("Zuid", "cbs-vermogen", "2023", Decimal("12.5"), 4),
    ]
    hidden = Indicatorwaarde.objects.with_toonbaar().filter(onderdrukt=True)
    assert {row.gebied.naam for row in hidden} == {"Zuid"}
    share = Indicator.objects.get(slug="cbs-corporatiewoningen")
    assert (share.aggregatie, share.gewicht.slug) == ("gewogen", "cbs-woningen")
    assert Brondocument.objects.get().titel == "CBS, Kerncijfers wijken en buurten 2023"


def test_the_same_file_again_changes_nothing(dorp, write):
    path = write(CBS)
    for expected in ((10, 0, 0), (0, 0, 10)):
        newest = Wijziging.objects.order_by("-id").values_list("id", flat=True).first()
        telling = import_indicatoren(inlezing=read_indicatoren(path, gemeente=dorp), gemeente=dorp, by=None)
        assert (telling.nieuw, telling.gewijzigd, telling.ongewijzigd) == expected
    assert Wijziging.objects.order_by("-id").values_list("id", flat=True).first() == newest


def test_the_yearly_spreadsheet_and_the_next_year_mean_the_same_columns(dorp, write):
    """Other names, other numbers, decimal comma: the same indicators, and corrections in place."""
    user = GebruikerFactory()
    import_indicatoren(inlezing=read_indicatoren(write(CBS), gemeente=dorp), gemeente=dorp, by=user)
    short = "gwb_code_10;regio;recs;a_inw;a_hh;p_wcorpw;m_hh_ver;ste_oad\nBU00010000;Noord;Buurt;3305;1900;68;12,5;3\n"
    inlezing = read_indicatoren(write(short, "kwb-2023.csv"), gemeente=dorp)
    telling = import_indicatoren(inlezing=inlezing, gemeente=dorp, by=user)
    assert (telling.nieuw, telling.gewijzigd, telling.ongewijzigd, telling.niet_in_bestand) == (1, 1, 2, 7)
    changed = Indicatorwaarde.objects.get(gebied__naam="Noord", indicator__slug="cbs-inwoners")
    assert (changed.waarde, changed.versie) == (3305, 2)
    event = Wijziging.objects.get(soort="gewijzigd", model="wijken.indicatorwaarde")
    assert (event.velden, event.gebruiker) == ({"waarde": ["3300.0000", "3305.0000"]}, user)
    later = CBS.replace("_28", "_29").replace("_41", "_49").replace('_5"', '_6"')
    telling = import_indicatoren(
        inlezing=read_indicatoren(write(later, "2024.csv"), gemeente=dorp), gemeente=dorp, by=user
    )
    assert (telling.nieuw, telling.indicatoren) == (10, 0)
    assert len(values(periode="2024")) == 10


def test_every_write_has_its_history(dorp, write):
    import_indicatoren(inlezing=read_indicatoren(write(CBS), gemeente=dorp), gemeente=dorp, by=None)
    for model in (Indicator, Indicatorwaarde, Brondocument):
        told = Wijziging.objects.filter(model=model._meta.label_lower, soort="nieuw", gemeente=dorp, oorsprong="import")
        assert set(told.values_list("object_id", flat=True)) == set(model.objects.values_list("pk", flat=True))


def test_the_leefbaarometer(dorp, write):
    inlezing = read_indicatoren(write(LBM, "Leefbaarometer-scores buurten 2002-2024.csv"), gemeente=dorp)
    assert (inlezing.fouten, inlezing.kolommen) == ([], ["iets"])
    telling = import_indicatoren(inlezing=inlezing, gemeente=dorp, by=None)
    assert telling.nieuw == 14
    assert [row[:4] for row in values(indicator__slug__in=("leefbaarometer", "leefbaarometer-overlast"))] == [
        ("Noord", "leefbaarometer", "2012", "onvoldoende"),
        ("Noord", "leefbaarometer", "2018", "zwak"),
        ("Noord", "leefbaarometer-overlast", "2012", "zwak"),
        ("Noord", "leefbaarometer-overlast", "2018", "onvoldoende"),
        ("Zuid", "leefbaarometer", "2018", "uitstekend"),
    ]
    assert [row[3] for row in values(indicator__slug="leefbaarometer-score")] == [
        Decimal("3.81"),
        Decimal("3.85"),
        Decimal("3.95"),
    ]
    assert Indicator.objects.get(slug="leefbaarometer").klassen.count() == 9


@pytest.mark.parametrize(
    "text",
    ["bu_code;jaar;lbm\nBU00010000;2018;4\n", "bu_code;kl18\nBU00010000;4\n", "bu_code;klbm_2018\nBU00010000;Zwak\n"],
    ids=["whole numbers", "a column per year", "in words"],
)
def test_classes_of_the_leefbaarometer_in_other_shapes(dorp, write, text):
    inlezing = read_indicatoren(write(text, "klassen.csv"), gemeente=dorp)
    assert inlezing.fouten == []
    import_indicatoren(inlezing=inlezing, gemeente=dorp, by=None)
    assert values() == [("Noord", "leefbaarometer", "2018", "zwak", None)]


def test_an_existing_definition_is_kept(dorp, write):
    IndicatorFactory(gemeente=dorp, slug="cbs-inwoners", naam="Onze naam", eenheid="aantal")
    import_indicatoren(inlezing=read_indicatoren(write(CBS), gemeente=dorp), gemeente=dorp, by=None)
    assert Indicator.objects.get(slug="cbs-inwoners").naam == "Onze naam"


def test_a_definition_that_lacks_a_class_stops_the_import(dorp, write):
    IndicatorFactory(gemeente=dorp, slug="leefbaarometer", eenheid="klasse")
    inlezing = read_indicatoren(write(LBM), gemeente=dorp)
    with pytest.raises(ValidationError, match="geen klasse met rang 3"):
        import_indicatoren(inlezing=inlezing, gemeente=dorp, by=None)
    assert not Indicatorwaarde.objects.exists()


def faults(dorp, path, **options):
    return [str(fout) for fout in read_indicatoren(path, gemeente=dorp, **options).fouten]


def test_all_faults_at_once(dorp, write):
    text = """bu_code;bu_naam;jaar;lbm;kl_lbm
BU00010000;Noord;2018;3,81;10
BU00010000;Noord;2018;3,81;4
BU00019999;Zuit;2018;3,81;4
BU1;Noord;2018;3,81;4
BU00010001;Zuid;tweeduizend;3,81;4
BU00010001;Zuid;2018;veel;4
BU00010001;Zuid;2018
"""
    found = faults(dorp, write(text))
    expected = (
        "regel 2, kolom kl_lbm: ‘10’ is geen klasse",
        "regel 3, kolom bu_code: Noord (BU00010000) staat voor 2018 ook op regel 2",
        "regel 4, kolom bu_code: Dorp heeft hier geen gebied met CBS-code BU00019999",
        "regel 5, kolom bu_code: ‘BU1’ is geen CBS-code",
        "regel 6, kolom jaar: ‘tweeduizend’ is geen jaar",
        "regel 7, kolom lbm: ‘veel’ is geen getal",
        "regel 8: Deze regel heeft 3 velden in plaats van 5",
    )
    assert len(found) == len(expected)
    for line, wanted in zip(found, expected, strict=True):
        assert line.startswith(wanted), line
    assert "Bedoelt u Zuid?" in found[2]


@pytest.mark.parametrize(
    ("name", "old", "new", "fault"),
    [
        ("kwb.csv", "", "", "niet over welk jaar"),
        ("kwb 2023.csv", "3300;1900", "3.300;1900,5", "met een punt en getallen met een komma"),
        ("kwb 2023.csv", ";68;", ";168;", "hoogstens 100"),
        ("kwb 2023.csv", ";68;", ";-68;", "niet negatief"),
        ("kwb 2023.csv", "Omgevingsadressendichtheid_122", "AantalInwoners_122", "zegt hetzelfde als kolom"),
        ("kwb 2023.csv", "3300;", "1.234.567;", "‘1.234.567’ is geen getal"),
        ("kwb 2023.csv", "3300;", "1,234.5;", "‘1,234.5’ is geen getal"),
    ],
)
def test_a_wrong_cbs_file(dorp, write, name, old, new, fault):
    found = faults(dorp, write(CBS.replace(old, new, 1) if old else CBS, name))
    assert len([line for line in found if fault in line]) == 1, found


def test_the_period_can_be_given(dorp, write):
    path = write(CBS, "kerncijfers.csv")
    assert faults(dorp, path, periode="2022") == []
    assert "‘vroeger’ is geen periode" in faults(dorp, path, periode="vroeger")[0]


def test_another_name_is_told(dorp, write):
    """The CBS gives old codes to new neighbourhoods."""
    inlezing = read_indicatoren(write(CBS.replace('"Noord     "', '"Noorderlicht"')), gemeente=dorp)
    assert inlezing.fouten == []
    assert inlezing.opmerkingen == [
        "BU00010000 heet in het bestand ‘Noorderlicht’ en in het portaal ‘Noord’. Is dat dezelfde buurt?"
    ]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b"   \n\n", "blank_file"),
        (b"%PDF-1.7", "pdf"),
        (b"PK\x03\x04rest", "no_csv"),
        (b"<!doctype html><p>Inloggen", "html"),
        (b"a;b\n1;2\n", "unknown_kind"),
        (b"bu_code;naam\nBU00010000;Noord\n", "unknown_kind"),
        (b'bu_code;lbm\n"BU00010000;4\n', "bad_quotes"),
        (b"bu_code;lbm\n" + b"\x81\x8d", "bad_encoding"),
        (";".join(f"k{n}" for n in range(500)).encode(), "too_wide"),
    ],
)
def test_what_is_no_file_of_figures(dorp, write, content, code):
    with pytest.raises(UnreadableFile) as refusal:
        read_indicatoren(write(content), gemeente=dorp)
    assert refusal.value.code == code


def test_a_file_that_is_too_big_or_not_there(dorp, write, tmp_path, monkeypatch):
    with pytest.raises(UnreadableFile, match="niet te lezen"):
        read_indicatoren(tmp_path / "weg.csv", gemeente=dorp)
    with pytest.raises(UnreadableFile, match="niet te lezen"):
        read_indicatoren(tmp_path, gemeente=dorp)
    monkeypatch.setattr(bestand, "MAX_BYTES", 100)
    with pytest.raises(UnreadableFile, match="hoogstens"):
        read_indicatoren(write(CBS), gemeente=dorp)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_other_encodings(dorp, write, encoding):
    GebiedFactory(gemeente=dorp, naam="Belvédère", slug="belvedere", cbs_code="BU00010002")
    inlezing = read_indicatoren(
        write("bu_code\tbu_naam\tjaar\tlbm\nBU00010002\tBelvédère\t2018\t4\n", encoding=encoding), gemeente=dorp
    )
    assert (inlezing.fouten, len(inlezing.cijfers)) == ([], 1)


def test_a_gemeente_without_codes(write):
    gemeente = GemeenteFactory(naam="Leeg")
    with pytest.raises(UnreadableFile, match="geen CBS-code"):
        read_indicatoren(write(CBS), gemeente=gemeente)
    gemeente.cbs_code = "GM0001"
    assert "nog geen CBS-codes" in faults(gemeente, write(CBS))[0]
    assert "geen enkele regel" in faults(GemeenteFactory(cbs_code="GM0099"), write(CBS))[0]


def test_faults_are_counted_beyond_the_first_two_hundred(dorp, write):
    lines = "".join(f"BU0001{n:04};2018;4\n" for n in range(100, 400))
    inlezing = read_indicatoren(write("bu_code;jaar;lbm\n" + lines), gemeente=dorp)
    assert (len(inlezing.fouten), inlezing.meer_fouten) == (200, 100)


def test_the_command(dorp, write, capsys):
    path = write(CBS)
    call_command("import_indicatoren", path, gemeente="dorp", proefrun=True)
    out = capsys.readouterr().out
    assert "nieuw: 10, gewijzigd: 0" in out
    assert "overgeslagen: kolommen (1): Omgevingsadressendichtheid_122" in out
    assert "Proefrun: er is niets veranderd." in out
    assert not Indicatorwaarde.objects.exists()
    assert not Wijziging.objects.filter(oorsprong="import").exists()
    call_command("import_indicatoren", path, gemeente="dorp")
    assert Indicatorwaarde.objects.count() == 10
    with pytest.raises(CommandError, match="1 fout; er is niets ingelezen"):
        call_command("import_indicatoren", write(CBS, "x.csv"), gemeente="dorp")
    assert "niet over welk jaar" in capsys.readouterr().err
    with pytest.raises(CommandError, match="geen gemeente"):
        call_command("import_indicatoren", path, gemeente="nergens")
    with pytest.raises(CommandError, match="niet te lezen"):
        call_command("import_indicatoren", path.with_name("weg.csv"), gemeente="dorp")


def test_queries_do_not_grow_with_rows(dorp, write):
    def count(rows):
        text = "bu_code;jaar;lbm\n" + "".join(f"BU00010000;{year};4\n" for year in range(2002, 2002 + rows))
        inlezing = read_indicatoren(write(text), gemeente=dorp)
        with CaptureQueriesContext(connection) as queries:
            import_indicatoren(inlezing=inlezing, gemeente=dorp, by=None)
        return len(queries)

    count(1)  # makes the definitions
    assert count(4) == count(20)
