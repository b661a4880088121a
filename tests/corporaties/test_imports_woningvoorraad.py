# SPDX-License-Identifier: EUPL-1.2
"""Files of figures: the list, the cross-table, and every way in which they can be wrong, each with its place."""

import datetime as dt
from decimal import Decimal

import openpyxl
import pytest

from corporaties.imports.woningvoorraad import read_opgave
from corporaties.models import Voorraadcijfer
from corporaties.services.leveringen import record_levering, stel_vast
from portaal.lib.tables.reader import UnreadableFile
from portaal.lib.tables.writer import write_ods, write_xlsx
from tests.corporaties.opgave import HEADER, csv, faults, figures, read
from tests.factories import GebiedFactory, KenmerkFactory, KlasseFactory, KlassenlijstFactory, PopulatieFactory
from tests.lib.tables.files import save, xlsx, xlsx_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def kommel(stad):
    stad.buurt.aliassen = ["Kommel"]
    stad.buurt.save()
    return stad.buurt


def test_a_list_with_one_figure_a_row(stad, kommel):
    content = csv(["Kommelkwartier", "Maasdam 2026", "Goedkoop", 1234], ["", "Maasdam 2026", "", 2000])
    opgave = read(stad, content)
    assert (opgave.aantal_fouten, opgave.bladen, opgave.leeg) == (0, ["cijfers"], 0)
    assert figures(opgave) == [(kommel.pk, stad.goedkoop.pk, 1234), (None, None, 2000)]
    first = opgave.cijfers[0]
    assert (first.soort, first.periode, first.eenheid, first.corporatie_id, first.populatie_id) == (
        "stand",
        "2026-01-01",
        "woningen",
        stad.a.pk,
        stad.populatie.pk,
    )


@pytest.mark.parametrize("kind", ["xlsx", "ods", "csv"])
def test_the_same_from_every_format(stad, kommel, kind):
    row = ["Kommelkwartier", "Maasdam 2026", "Duur", Decimal(7)]
    if kind == "csv":
        content = csv(row)
    else:
        with (write_xlsx if kind == "xlsx" else write_ods)(HEADER, [row], sheet_name="Cijfers") as handle:
            content = handle.read()
    assert figures(read(stad, content)) == [(kommel.pk, stad.duur.pk, 7)]


def test_headings_as_the_api_names_them_in_any_order(stad, kommel):
    header = ("id", "waarde", "klasseCode", "gebied", "gemeente", "corporatie", "peildatum", "periode", "soort")
    header += ("kenmerk", "lijst", "klasse", "populatie", "eenheid", "waardestatus", "gepubliceerdTotaal", "demo")
    row = [9, 5, "duur", "Kommelkwartier", "maasdam", "Aedes Oost", "2026-01-01", None, "stand"]
    row += ["huurklasse", "Maasdam 2026", "Duur", "alle", "woningen", "bekend", True, False]
    opgave = read(stad, csv(row, header=header))
    assert opgave.fouten == []
    assert figures(opgave) == [(kommel.pk, stad.duur.pk, 5)]
    assert opgave.cijfers[0].gepubliceerd_totaal is True


def test_a_cross_table_with_classes_side_by_side(stad, kommel):
    other = GebiedFactory(gemeente=stad.gemeente, naam="Statenkwartier")
    header = ("", "Goedkoop", "Duur", "Totaal")
    rows = [["Kommelkwartier", 1, 2, 3], ["Statenkwartier", 4, None, "n.t.b."], ["Totaal", 5, "1.234", None]]
    opgave = read(stad, csv(*rows, header=header))
    assert opgave.fouten == []
    assert figures(opgave) == [
        (kommel.pk, stad.goedkoop.pk, 1),
        (kommel.pk, stad.duur.pk, 2),
        (kommel.pk, None, 3),
        (other.pk, stad.goedkoop.pk, 4),
        (other.pk, None, None),
        (None, stad.goedkoop.pk, 5),
        (None, stad.duur.pk, 1234),
    ]
    assert {cijfer.lijst_id for cijfer in opgave.cijfers} == {stad.lijst.pk}
    assert [cijfer.gepubliceerd_totaal for cijfer in opgave.cijfers] == [False, False, True, False, True, True, True]
    assert opgave.cijfers[4].waardestatus == "nader_te_bepalen"


def test_lines_above_a_cross_table_hold_for_all_of_it(stad, kommel):
    KlasseFactory(lijst=KlassenlijstFactory(gemeente=stad.gemeente, naam="Maasdam 2022"), naam="Goedkoop")
    rows = [["Opgave 2026"], ["Lijst", "Maasdam 2026"], ["Soort", "verandering"], ["Periode", 2025]]
    rows += [["Buurt", "Goedkoop"], ["Kommelkwartier", -3]]
    opgave = read(stad, xlsx(*rows))
    assert opgave.fouten == []
    cijfer = opgave.cijfers[0]
    assert (cijfer.soort, cijfer.periode, cijfer.lijst_id, cijfer.waarde) == ("mutatie", "2025", stad.lijst.pk, -3)


def test_every_sheet_with_figures_is_read_and_others_are_named(stad, kommel):
    book = openpyxl.Workbook()
    book.active.title = "Voorblad"
    book.active.append(["Opgave", "van", "Aedes"])
    for name, klasse in (("Een", "Goedkoop"), ("Twee", "Duur")):
        sheet = book.create_sheet(name)
        sheet.append(["Buurt", klasse])
        sheet.append(["Kommelkwartier", 4])
    book.create_sheet("Leeg")
    book.create_sheet("Uitleg").append(["Buurt", "Goedkoop"])
    hidden = book.create_sheet("Hulp")
    hidden.sheet_state = "hidden"
    hidden.append(["Waarde"])
    opgave = read(stad, save(book))
    assert (opgave.bladen, opgave.overgeslagen_bladen) == (["Een", "Twee"], ["Voorblad"])
    assert figures(opgave) == [(kommel.pk, stad.goedkoop.pk, 4), (kommel.pk, stad.duur.pk, 4)]


def test_an_alias_is_as_good_as_a_name(stad, kommel):
    assert figures(read(stad, csv(["kommel", "Maasdam 2026", "goedkoop", 1]))) == [(kommel.pk, stad.goedkoop.pk, 1)]


def test_the_smallest_place_of_a_name_unless_said_otherwise(stad, kommel):
    wijk = GebiedFactory(gemeente=stad.gemeente, naam="Kommelkwartier", soort="wijk", slug="wijk-kommel")
    rows = [["Kommelkwartier", kind, "Maasdam 2026", "Duur", 1] for kind in ("", "wijk")]
    opgave = read(stad, csv(*rows, header=("Gebied", "Soort gebied", "Lijst", "Klasse", "Waarde")))
    assert [cijfer.gebied_id for cijfer in opgave.cijfers] == [kommel.pk, wijk.pk]


# --- faults ----------------------------------------------------------------------------------------------------------


def one(stad, header=HEADER, **cells):
    """The only fault of a row that is right but for these cells."""
    row = {"Gebied": "Kommelkwartier", "Lijst": "Maasdam 2026", "Klasse": "Goedkoop", "Waarde": 10, **cells}
    header = tuple(dict.fromkeys((*header, *cells)))
    found = faults(stad, csv([row.get(name) for name in header], header=header))
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("cells", "column", "part"),
    [
        ({"Gebied": "Kommekwartier"}, "A", "Bedoelt u ‘Kommelkwartier’?"),
        ({"Gebied": "Komel"}, "A", "Bedoelt u ‘Kommelkwartier’?"),
        ({"Gebied": "Nergenshuizen"}, "A", "Gebied ‘Nergenshuizen’ is niet bekend."),
        ({"Soort gebied": "rayon"}, "E", "Er is geen rayon met de naam ‘Kommelkwartier’"),
        ({"Soort gebied": "straat"}, "E", "‘straat’ is geen soort gebied"),
        ({"Klasse": "Goedkop"}, "C", "Bedoelt u ‘Goedkoop’?"),
        ({"Klasse": "A++"}, "C", "geen klasse van Huurklasse (Maasdam 2026). Kies uit: Goedkoop, Duur."),
        ({"Lijst": "Maasdam 2025"}, "B", "Bedoelt u ‘Maasdam 2026’?"),
        ({"Kenmerk": "huurklas"}, "E", "Bedoelt u ‘Huurklasse’?"),
        ({"Corporatie": "Aedes West"}, "E", "U levert alleen de cijfers van Aedes Oost."),
        ({"Corporatie": "Aedes Ost"}, "E", "Bedoelt u ‘Aedes Oost’?"),
        ({"Corporatie": "alle corporaties"}, "E", "U levert alleen de cijfers van Aedes Oost."),
        ({"Gemeente": "Elders"}, "E", "u levert cijfers voor Maasdam"),
        ({"Periode": "2025-01-01"}, "E", "maar u levert cijfers voor 2026"),
        ({"Periode": 2025}, "E", "maar u levert cijfers voor 2026"),
        ({"Periode": "vorig jaar"}, "E", "‘vorig jaar’ is geen periode"),
        ({"Periode": "2026-02-30"}, "E", "is geen periode"),
        ({"Soort": "verandering"}, "D", "Vul bij een verandering of planning de periode in"),
        ({"Soort": "standje"}, "E", "Bedoelt u ‘stand’?"),
        ({"Eenheid": "kilo"}, "E", "Eenheid ‘kilo’ is niet bekend. Kies uit: woningen, huishoudens, euro, procent."),
        ({"Populatie": "de buren"}, "E", "Populatie ‘de buren’ is niet bekend."),
        ({"Waardestatus": "misschien"}, "E", "Waardestatus ‘misschien’ is niet bekend"),
        ({"Waardestatus": "onbekend"}, "D", "Hier staat ‘10’, maar de waardestatus is ‘onbekend’."),
        ({"Gepubliceerd totaal": "wellicht"}, "E", "‘wellicht’ is geen ja of nee."),
        ({"Opmerking": "x" * 201}, "E", "Deze tekst heeft 201 tekens; er passen er 200."),
        ({"Bron": "Mijn eigen lijst"}, "E", "De bron ‘Mijn eigen lijst’ is niet bekend."),
        ({"Waarde": "veel"}, "D", "‘veel’ is geen getal."),
        ({"Waarde": "-1"}, "D", "-1 is negatief"),
        ({"Waarde": "12,50"}, "D", "geen heel getal"),
    ],
)
def test_a_faulty_cell_is_named_with_what_is_wrong(stad, kommel, cells, column, part):
    row, found_column, message = one(stad, **cells)
    assert (row, found_column) == (2, column)
    assert part in message


def test_every_fault_at_once(stad, kommel):
    content = csv(
        ["Kommekwartier", "Maasdam 2026", "Goedkop", "veel"],
        ["Kommelkwartier", "Maasdam 2026", "Duur", 3],
        ["Nergens", "Maasdam 2026", "Duur", -3],
    )
    assert [(row, column) for row, column, _text in faults(stad, content)] == [
        (2, "A"), (2, "C"), (2, "D"), (4, "A"), (4, "D"),
    ]  # fmt: skip


def test_the_same_figure_twice(stad, kommel):
    content = csv(
        *(["Kommelkwartier", "Maasdam 2026", "Duur", value] for value in (3, 3)), ["Kommel", "Maasdam 2026", "duur", 4]
    )
    found = faults(stad, content)
    assert [(row, column) for row, column, _text in found] == [(3, "D"), (4, "D")]
    assert "staat ook in cel D2" in found[0][2]


def test_the_last_of_5000_rows(stad, kommel):
    places = [GebiedFactory(gemeente=stad.gemeente, naam=f"Buurt {number}") for number in range(50)]
    lists = [KlassenlijstFactory(gemeente=stad.gemeente, naam=f"Lijst {number}") for number in range(10)]
    names = [[KlasseFactory(lijst=lijst).naam for _number in range(10)] for lijst in lists]
    rows = [
        [place.naam, lijst.naam, naam, 1]
        for place in places
        for lijst, klassen in zip(lists, names, strict=True)
        for naam in klassen
    ]
    assert read(stad, csv(*rows)).aantal_fouten == 0
    rows[-1][0] = "Buurtje 49"
    assert [(row, column) for row, column, _text in faults(stad, csv(*rows))] == [(5001, "A")]


def test_reading_costs_the_same_queries_however_many_rows(stad, kommel, django_assert_num_queries):
    rows = [["Kommelkwartier", "Maasdam 2026", naam, 1] for naam in ("Goedkoop", "Duur")]
    for content in (csv(rows[0]), csv(*rows)):
        with django_assert_num_queries(5):
            read(stad, content)


@pytest.mark.parametrize(
    ("header", "column", "part"),
    [
        (("Gebied", "Lijst", "Klasse", "Waarde", "Kleur"), "E", "Het portaal kent de kolom ‘Kleur’ niet."),
        (("Gebied", "Lijst", "Klasse", "Waarde", "Opmerkng"), "E", "Bedoelt u ‘Opmerking’?"),
        (("Gebied", "Lijst", "Klasse", "Waarde", "Waarde"), "E", "De kolom ‘Waarde’ staat er twee keer in."),
        (("Gebied", "Lijst", "Klasse", "Waarde", ""), "E", "Deze kolom heeft geen naam."),
        (("Gebied", "Lijst", "Waardestatus", "Goedkoop", "Duur"), "C", "‘Waardestatus’ hoort daar niet bij"),
        (("Gebied", "Goedkoop", "Duur", "Goudkust", "Totaal"), "D", "‘Goudkust’ is geen kolom, en geen klasse"),
        (("Gebied", "Lijst", "Klasse", "Wrde", "Totaal"), "D", "‘Wrde’ is geen kolom"),
    ],
)  # fmt: skip
def test_faulty_headings(stad, kommel, header, column, part):
    row = ["Kommelkwartier", "Maasdam 2026", "Duur", 1, 2]
    if header[1] == "Goedkoop":
        row = ["Kommelkwartier", 1, 2, 3, 4]
    found = faults(stad, csv(row, header=header))
    assert any((line, place) == (1 if header[4] else 2, column) and part in text for line, place, text in found), found


def test_classes_of_more_than_one_list_need_a_word(stad, kommel):
    other = KlassenlijstFactory(gemeente=stad.gemeente, naam="Maasdam 2022")
    for naam in ("Goedkoop", "Duur"):
        KlasseFactory(lijst=other, naam=naam)
    ((row, column, text),) = faults(stad, csv(["Kommelkwartier", 1, 2], header=("Buurt", "Goedkoop", "Duur")))
    assert (row, column) == (1, "B")
    assert "Huurklasse (Maasdam 2022), Huurklasse (Maasdam 2026)" in text


def test_a_class_without_a_list_names_the_lists_that_have_it(stad, kommel):
    text = one(stad, Lijst=None)[2]
    assert "Zeg bij welke lijst ‘Goedkoop’ hoort" in text
    assert "Huurklasse (Maasdam 2026)" in text


def test_a_population_must_be_named_when_there_are_more(stad, kommel):
    stad.populatie.naam = "zelfstandige DAEB-woningen"
    stad.populatie.save()
    PopulatieFactory(naam="niet-DAEB")
    assert "Kies uit: niet-DAEB, zelfstandige DAEB-woningen." in one(stad)[2]


def test_lists_of_one_name_are_told_apart_by_a_choice(stad, kommel):
    KlasseFactory(lijst=KlassenlijstFactory(gemeente=stad.gemeente, naam="Maasdam 2022"), naam="Goedkoop")
    row, column, text = one(stad, Kenmerk="Huurklasse", Lijst=None)
    assert (row, column) == (2, "B")
    assert "Kies bij ‘Lijst’ uit: Maasdam 2022, Maasdam 2026." in text


def test_lists_of_one_name_for_two_kenmerken_are_told_apart_by_the_kenmerk(stad, kommel):
    other = KlassenlijstFactory(
        gemeente=stad.gemeente, naam="Maasdam 2026", kenmerk=KenmerkFactory(code="energielabel", naam="Energielabel")
    )
    KlasseFactory(lijst=other, naam="Goedkoop")
    _row, _column, text = one(stad, Kenmerk=None)
    assert "‘Maasdam 2026’ is er voor meer dan één kenmerk. Kies bij ‘Kenmerk’ uit: Energielabel, Huurklasse." in text
    ((row, _column, text),) = faults(stad, csv(["Kommelkwartier", "Maasdam 2026", "Goedkoop", 1]))
    assert (row, "Kies bij ‘Kenmerk’" in text) == (2, True), "also where there is no such column"
    assert not faults(
        stad, csv(["Energielabel", "Maasdam 2026", "Goedkoop", 1], header=("Kenmerk", "Lijst", "Klasse", "Waarde"))
    )


def test_a_fault_above_a_table_is_named_there_and_once(stad, kommel):
    content = csv(
        ["Gebied", "Goedkoop", "Duur"],
        ["Kommelkwartier", 1, 2],
        ["", 3, 4],
        header=("Populatie", "de buren", ""),
    )
    ((row, column, text),) = faults(stad, content)
    assert (row, column) == (1, "B")
    assert "Populatie ‘de buren’ is niet bekend." in text


def test_a_fault_of_a_row_of_a_cross_table_hides_no_other(stad, kommel):
    header = ("Gebied", "Goedkoop", "Duur", "Eenheid", "Opmerking")
    rows = (["Kommelkwartier", 1, 2, "kilo", ""], ["", 3, 4, "", "x" * 201], ["Nergenshuizen", 5, "veel", "", ""])
    found = [(row, column) for row, column, _text in faults(stad, csv(*rows, header=header))]
    assert found == [(2, "D"), (3, "E"), (4, "A"), (4, "C")]


def test_only_totals_side_by_side_need_no_list(stad, kommel):
    opgave = read(stad, csv(["Kommelkwartier", 7, "woningen"], header=("Gebied", "Totaal", "Eenheid")))
    assert [(cijfer.lijst_id, cijfer.klasse_id, cijfer.waarde) for cijfer in opgave.cijfers] == [(None, None, 7)]


def test_a_formula_where_a_place_should_stand_is_the_only_fault_of_its_row(stad, kommel):
    book = openpyxl.Workbook()
    book.active.append(("Gebied", "Goedkoop", "Duur"))
    book.active.append(("=A1", 1, "veel"))
    book.active.append(("Kommelkwartier", 1, 2))
    found = faults(stad, save(book), name="x.xlsx")
    assert [(row, column) for row, column, _text in found] == [(2, "A")]


def test_a_figure_on_a_second_sheet_says_where_the_first_stands(stad, kommel):
    book = openpyxl.Workbook()
    for sheet in (book.active, book.create_sheet("Nog eens")):
        sheet.append(HEADER)
        sheet.append(("Kommelkwartier", "Maasdam 2026", "Duur", 1))
    ((row, column, text),) = faults(stad, save(book), name="x.xlsx")
    assert (row, column) == (2, "D")
    assert f"op blad ‘{book.worksheets[0].title}’, cel D2" in text


def test_a_sheet_without_a_table_is_named_and_passed_over(stad, kommel):
    book = openpyxl.Workbook()
    book.active.append(HEADER)
    book.active.append(("Kommelkwartier", "Maasdam 2026", "Duur", 1))
    book.create_sheet("Notities").append(("Zomaar", "wat", "tekst"))
    opgave = read(stad, save(book), name="x.xlsx")
    assert (opgave.aantal_fouten, opgave.overgeslagen_bladen) == (0, ["Notities"])


def test_beyond_so_many_faults_they_are_only_counted(stad, kommel, monkeypatch):
    monkeypatch.setattr("corporaties.imports.opgave.MAX_FAULTS", 2)
    opgave = read(stad, csv(*(["Nergenshuizen", "Maasdam 2026", "Duur", number] for number in range(4))))
    assert (len(opgave.fouten), opgave.aantal_fouten) == (2, 4)


def test_many_different_numbers_are_read_alike(stad, kommel, monkeypatch):
    monkeypatch.setattr("corporaties.imports.rows._MEMORY", 1)
    content = csv(["Kommelkwartier", 1, 2], ["", 2, 1], header=("Gebied", "Goedkoop", "Duur"))
    assert [cijfer.waarde for cijfer in read(stad, content).cijfers] == [1, 2, 2, 1]


def test_a_class_by_its_code(stad, kommel):
    stad.duur.code = "D1"
    stad.duur.save()
    header = ("Gebied", "Lijst", "Klasse", "KlasseCode", "Waarde")
    opgave = read(stad, csv(["Kommelkwartier", "Maasdam 2026", "Heel duur", "D1", 1], header=header))
    assert [cijfer.klasse_id for cijfer in opgave.cijfers] == [stad.duur.pk]


def test_a_list_of_the_country_and_of_the_gemeente_with_one_name(stad, kommel):
    KlasseFactory(lijst=KlassenlijstFactory(naam="Maasdam 2026"), naam="Goedkoop")
    assert read(stad, csv(["Kommelkwartier", "Maasdam 2026", "Goedkoop", 1])).cijfers[0].lijst_id == stad.lijst.pk


def test_empty_values_are_no_figures(stad, kommel):
    content = csv(
        ["Kommelkwartier", "Maasdam 2026", "Duur", None, ""],
        ["Kommelkwartier", "Maasdam 2026", "Goedkoop", None, "onbekend"],
        header=(*HEADER, "Waardestatus"),
    )
    opgave = read(stad, content)
    assert opgave.leeg == 1
    assert [(cijfer.waarde, cijfer.waardestatus) for cijfer in opgave.cijfers] == [(None, "onbekend")]


def test_a_formula_is_a_fault_also_without_a_cached_value(stad, kommel):
    cells = "".join(
        f'<c r="{letter}1" t="inlineStr"><is><t>{name}</t></is></c>'
        for letter, name in zip("ABCD", HEADER, strict=True)
    )
    values = ("Kommelkwartier", "Maasdam 2026", "Duur")
    row = "".join(
        f'<c r="{letter}2" t="inlineStr"><is><t>{value}</t></is></c>'
        for letter, value in zip("ABC", values, strict=True)
    )
    content = xlsx_with(f'<row r="1">{cells}</row><row r="2">{row}<c r="D2"><f>1+1</f></c></row>')
    ((number, column, text),) = faults(stad, content, name="x.xlsx")
    assert (number, column) == (2, "D")
    assert "formule" in text


def test_a_lone_cell_at_the_far_corner_is_a_fault(stad, kommel):
    book = openpyxl.load_workbook(__import__("io").BytesIO(xlsx(HEADER, ["Kommelkwartier", "Maasdam 2026", "Duur", 1])))
    book.active["XFD1048576"] = "x"
    found = faults(stad, save(book), name="x.xlsx")
    assert [(row, column) for row, column, _text in found] == [(1048576, "XFD")]


def test_a_file_without_figures(stad):
    with pytest.raises(UnreadableFile) as caught:
        read(stad, csv(["Jansen", "Straat 1"], header=("Naam", "Adres")))
    assert caught.value.code == "no_figures"
    assert "Gebruik het sjabloon" in caught.value.message
    with pytest.raises(UnreadableFile, match="geen enkel cijfer"):
        read(stad, csv(["", "Maasdam 2026", "Duur", None]))


def test_too_many_figures(stad, kommel, monkeypatch):
    monkeypatch.setattr("corporaties.imports.woningvoorraad.MAX_CIJFERS", 1)
    rows = [["Kommelkwartier", "Maasdam 2026", naam, 1] for naam in ("Goedkoop", "Duur")]
    with pytest.raises(UnreadableFile, match="meer dan 1 cijfers"):
        read(stad, csv(*rows))


# --- what may only repeat --------------------------------------------------------------------------------------------


def hold(stad, bron, *cijfers, periode="2026-01-01"):
    levering = record_levering(
        cijferbron=bron, soort="bestand" if bron.partij else "brontabel", periode=periode, cijfers=cijfers, by=None,
        oorsprong="import",
    )  # fmt: skip
    stel_vast(levering=levering, by=None, oorsprong="import")


def test_figures_of_another_source_may_be_repeated_and_not_changed(stad, kommel):
    hold(stad, stad.bron, stad.cijfer(7, gebied=kommel, periode="2022"), periode="2022")
    header = (*HEADER, "Periode", "Bron")
    same = ["Kommelkwartier", "Maasdam 2026", "Goedkoop", 7, "2022", str(stad.bron)]
    own = ["Kommelkwartier", "Maasdam 2026", "Goedkoop", 8, "2026", ""]
    with_corporation = [[*row, "Aedes Oost"] for row in (same, own)]
    opgave = read(stad, csv(*with_corporation, header=(*header, "Corporatie")))
    assert (opgave.aantal_fouten, opgave.elders, len(opgave.cijfers)) == (0, 1, 1)
    with_corporation[0][3] = 9
    ((row, column, text),) = faults(stad, csv(*with_corporation, header=(*header, "Corporatie")))
    assert (row, column) == (2, "D")
    assert "Dat verandert u niet met een levering" in text


def test_figures_of_another_year_may_be_repeated_beside_those_of_this_year(stad, kommel):
    hold(stad, stad.bron_a, stad.cijfer(7, gebied=kommel, periode="2025-01-01"), periode="2025-01-01")
    header = (*HEADER, "Periode")
    old = ["Kommelkwartier", "Maasdam 2026", "Goedkoop", 7, "2025-01-01"]
    new = ["Kommelkwartier", "Maasdam 2026", "Goedkoop", 8, "2026-01-01"]
    opgave = read(stad, csv(old, new, header=header))
    assert (opgave.aantal_fouten, opgave.elders, len(opgave.cijfers)) == (0, 1, 1)
    # Only the old year: then it is the wrong year that was chosen.
    assert "u levert cijfers voor 2026" in faults(stad, csv(old, header=header))[0][2]
    old[3] = 6
    assert "u levert cijfers voor 2026" in faults(stad, csv(old, new, header=header))[0][2]


def test_nothing_is_written(stad, kommel):
    read(stad, csv(["Kommelkwartier", "Maasdam 2026", "Duur", 1]))
    assert not Voorraadcijfer.objects.exists()


def test_the_day_of_the_delivery_is_that_of_a_stock(stad, kommel):
    opgave = read_opgave(
        csv(["Kommelkwartier", "Maasdam 2026", "Duur", 1]),
        "x.csv",
        gemeente=stad.gemeente,
        partij=stad.a,
        peildatum=dt.date(2026, 7, 1),
    )
    assert opgave.cijfers[0].periode == "2026-07-01"
