# SPDX-License-Identifier: EUPL-1.2
"""Each rule of the check on its own: what it finds, and what is no reason for alarm."""

from decimal import Decimal
from types import SimpleNamespace

import pytest

from corporaties.controle import find_afwijkingen
from corporaties.models import Afwijking, Mixregel, Voorraadcijfer
from corporaties.services.controle import explain_afwijking, update_afwijkingen
from partijen.models import Wijziging
from tests.factories import (
    AfwijkingFactory,
    BrondocumentFactory,
    CijferbronFactory,
    GebiedFactory,
    GebruikerFactory,
    GemeenteFactory,
    KlasseFactory,
    KlassenlijstFactory,
    LeveringFactory,
    PartijFactory,
    PopulatieFactory,
    VastgoedprojectFactory,
    VoorraadcijferFactory,
)

pytestmark = pytest.mark.django_db
UNKNOWN = {"waarde": None, "waardestatus": "onbekend"}


@pytest.fixture
def stad():
    gemeente = GemeenteFactory(slug="stad")
    lijst = KlassenlijstFactory(gemeente=gemeente, volledig=True)
    return SimpleNamespace(
        gemeente=gemeente,
        document=BrondocumentFactory(gemeente=gemeente),
        lijst=lijst,
        klassen=[KlasseFactory(lijst=lijst, naam=naam) for naam in ("Goedkoop", "Duur")],
        corporaties=[PartijFactory(naam=f"Corporatie {letter}") for letter in "AB"],
        buurten=[GebiedFactory(gemeente=gemeente, naam=f"Buurt {letter}") for letter in "AB"],
    )


@pytest.fixture
def tabel(stad):
    """Makes a table; `put(klasse, corporatie, waarde)` adds a figure, a dimension of None is "all together"."""

    def make(**bron):
        bron.setdefault("document", stad.document)
        levering = LeveringFactory(gemeente=stad.gemeente, cijferbron=CijferbronFactory(gemeente=stad.gemeente, **bron))

        def put(klasse, corporatie, waarde, *, gebied=None, **kwargs):
            kwargs.setdefault("lijst", klasse.lijst if klasse else stad.lijst)
            totaal = klasse is None or (corporatie is None and gebied is None)
            kwargs.setdefault("gepubliceerd_totaal", totaal)
            return VoorraadcijferFactory(
                levering=levering, klasse=klasse, corporatie=corporatie, gebied=gebied, waarde=waarde, **kwargs
            )

        put.bron = levering.cijferbron
        return put

    return make


def found(stad, *regels):
    return [
        (f.regel, f.rij, f.kolom, f.gepubliceerd, f.berekend) for f in find_afwijkingen(stad.gemeente, regels or None)
    ]


# --- totals ----------------------------------------------------------------------------------------------------------


def fill(stad, put, values, **kwargs):
    """A table of two classes and two corporations with its totals: [[a, b, total], [c, d, total], [e, f, total]]."""
    for klasse, line in zip([*stad.klassen, None], values, strict=True):
        for corporatie, waarde in zip([*stad.corporaties, None], line, strict=True):
            put(klasse, corporatie, waarde, **kwargs)


def test_a_table_that_adds_up_is_no_alarm(stad, tabel):
    fill(stad, tabel(), [[1, 2, 3], [4, 5, 9], [5, 7, 12]])
    assert found(stad) == []


def test_a_wrong_row_total_is_found_and_nothing_else(stad, tabel):
    fill(stad, tabel(), [[1, 2, 4], [4, 5, 9], [5, 7, 12]])
    assert found(stad) == [("totaal_corporaties", "Goedkoop", "Totaal", 4, 3)]


def test_a_wrong_column_total_is_found_and_nothing_else(stad, tabel):
    fill(stad, tabel(), [[1, 2, 3], [4, 5, 9], [6, 7, 12]])
    assert found(stad) == [("totaal_klassen", "Totaal", "Corporatie A", 6, 5)]


def test_a_wrong_grand_total_is_measured_against_the_finest_figures(stad, tabel):
    fill(stad, tabel(), [[1, 2, 3], [4, 5, 9], [5, 7, 13]])
    assert found(stad) == [("totaal_tabel", "Totaal", "Totaal", 13, 12)]


def test_a_total_over_areas(stad, tabel):
    put = tabel()
    for buurt, waarde in zip(stad.buurten, (3, 4), strict=True):
        put(stad.klassen[0], None, waarde, gebied=buurt)
    put(stad.klassen[0], None, 8)
    assert found(stad) == [("totaal_gebieden", "Totaal", "Goedkoop", 8, 7)]


def test_areas_of_two_kinds_are_never_added(stad, tabel):
    """Buurten and wijken each make up the whole town."""
    put = tabel()
    wijk = GebiedFactory(gemeente=stad.gemeente, soort="wijk")
    for gebied, waarde in ((stad.buurten[0], 3), (stad.buurten[1], 4), (wijk, 7)):
        put(stad.klassen[0], None, waarde, gebied=gebied)
    put(stad.klassen[0], None, 7)
    assert found(stad) == []


@pytest.mark.parametrize("change", ["unknown", "no total", "overlapping", "other population"])
def test_what_cannot_be_known_is_no_alarm(stad, tabel, change):
    put = tabel()
    if change == "overlapping":
        stad.lijst.optelbaar = False
        stad.lijst.save()
    put(stad.klassen[0], stad.corporaties[0], 3)
    extra = UNKNOWN if change == "unknown" else {"waarde": 4}
    put(stad.klassen[1], stad.corporaties[0], extra.pop("waarde"), **extra)
    other = {"populatie": PopulatieFactory(naam="andere")} if change == "other population" else {}
    put(None, stad.corporaties[0], 99, gepubliceerd_totaal=change != "no total", **other)
    assert found(stad) == []


def test_figures_that_were_replaced_or_are_drafts_do_not_count(stad, tabel):
    put = tabel()
    fill(stad, put, [[1, 2, 4], [4, 5, 9], [5, 7, 12]])
    Voorraadcijfer.objects.filter(waarde=4, corporatie=None).update(vervangen_door=LeveringFactory())
    draft = LeveringFactory(concept=True, gemeente=stad.gemeente)
    VoorraadcijferFactory(levering=draft, klasse=None, lijst=stad.lijst, waarde=7, gepubliceerd_totaal=True)
    VoorraadcijferFactory(levering=draft, klasse=stad.klassen[0], waarde=6)
    assert found(stad) == []


# --- works -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def ingrepen(stad):
    lijst = KlassenlijstFactory(gemeente=stad.gemeente, kenmerk__code="ingreep")
    effects = {"Nieuwbouw": 1, "Sloop": -1, "Verkoop": -1, "Aankoop": 1, "Renovatie": 0}
    klassen = {naam: KlasseFactory(lijst=lijst, naam=naam, voorraadeffect=effect) for naam, effect in effects.items()}
    klassen["Verandering"] = KlasseFactory(lijst=lijst, naam="Verandering", is_saldo=True)
    return klassen


def works(ingrepen, put, corporatie, values):
    for naam, waarde in values.items():
        put(ingrepen[naam], corporatie, waarde, soort="planning", periode="2022/2026")


def test_the_change_is_what_comes_minus_what_goes(stad, tabel, ingrepen):
    values = {"Nieuwbouw": 60, "Sloop": 20, "Verkoop": 5, "Aankoop": 1, "Renovatie": 500, "Verandering": 36}
    put = tabel()
    works(ingrepen, put, stad.corporaties[0], values)
    assert found(stad) == []
    works(ingrepen, put, stad.corporaties[1], {**values, "Verandering": 40})
    assert found(stad) == [("saldo", "Verandering", "Corporatie B", 40, 36)]


def test_a_change_is_not_part_of_the_total_of_works(stad, tabel, ingrepen):
    put = tabel()
    works(ingrepen, put, stad.corporaties[0], {"Nieuwbouw": 60, "Sloop": 20, "Verandering": 40})
    put(None, stad.corporaties[0], 80, soort="planning", periode="2022/2026", lijst=ingrepen["Sloop"].lijst)
    assert found(stad) == []


def test_the_change_in_one_table_against_the_other(stad, tabel, ingrepen):
    daeb = PopulatieFactory(naam="zelfstandige DAEB-woningen")
    change = tabel(naam="Verandering naar klasse")
    for klasse, waarde in zip(stad.klassen, (30, -5), strict=True):
        change(klasse, stad.corporaties[0], waarde, soort="mutatie", periode="2022/2026", populatie=daeb)
    put = tabel(naam="Ingrepen")
    works(ingrepen, put, stad.corporaties[0], {"Nieuwbouw": 60, "Sloop": 20, "Verandering": 40})
    assert found(stad) == [("verandering", "Verandering", "Corporatie A", 40, 25)]
    [finding] = find_afwijkingen(stad.gemeente)
    assert "zelfstandige DAEB-woningen" in finding.uitleg
    assert "Verandering naar klasse" in finding.bron


@pytest.mark.parametrize("change", ["equal", "other period", "other document", "incomplete classes"])
def test_changes_that_need_not_be_equal_are_no_alarm(stad, tabel, ingrepen, change):
    if change == "incomplete classes":
        stad.lijst.volledig = False
        stad.lijst.save()
    document = {"document": BrondocumentFactory(gemeente=stad.gemeente)} if change == "other document" else {}
    table = tabel(**document)
    periode = "2022/2025" if change == "other period" else "2022/2026"
    waarde = 40 if change == "equal" else 25
    table(stad.klassen[0], stad.corporaties[0], waarde, soort="mutatie", periode=periode)
    works(ingrepen, tabel(), stad.corporaties[0], {"Nieuwbouw": 60, "Sloop": 20, "Verandering": 40})
    assert found(stad) == []


# --- one fact in two tables ------------------------------------------------------------------------------------------


def test_one_figure_in_two_tables_of_a_document(stad, tabel):
    for waarde in (10, 12):
        tabel()(stad.klassen[0], None, waarde)
    assert found(stad) == [("twee_tabellen", "Goedkoop", "Totaal", 10, 12)]


@pytest.mark.parametrize(
    "other", [{"periode": "2025"}, {"soort": "planning"}, {"eenheid": "euro"}, {"document": None}, {"list": True}]
)
def test_another_fact_or_document_is_no_alarm(stad, tabel, other):
    bron = {"document": BrondocumentFactory(gemeente=stad.gemeente)} if "document" in other else {}
    klasse = KlasseFactory(naam="Goedkoop") if "list" in other else stad.klassen[0]
    kwargs = {key: value for key, value in other.items() if key not in ("document", "list")}
    tabel()(stad.klassen[0], None, 10)
    tabel(**bron)(klasse, None, 12, **kwargs)
    assert found(stad) == []


# --- percentages -----------------------------------------------------------------------------------------------------


def percentages(stad, tabel, numbers, percents, **bron):
    put = tabel(procent_van="geheel", **bron)
    fill(stad, put, numbers)
    fill(stad, put, percents, eenheid="procent")


def test_rounded_percentages_are_no_alarm(stad, tabel):
    """1/3 is 33%, and three times that is 99%."""
    percentages(stad, tabel, [[1, 1, 2], [1, 0, 1], [2, 1, 3]], [[33, 33, 67], [33, 0, 33], [67, 33, 100]])
    assert found(stad) == []


def test_half_may_be_rounded_both_ways(stad, tabel):
    percentages(stad, tabel, [[1, 1, 2], [3, 3, 6], [4, 4, 8]], [[12, 13, 25], [38, 37, 75], [50, 50, 100]])
    assert found(stad) == []


def test_a_percentage_that_rounding_does_not_explain(stad, tabel):
    percentages(stad, tabel, [[1, 1, 2], [1, 0, 1], [2, 1, 3]], [[35, 33, 67], [33, 0, 33], [67, 33, 100]])
    assert found(stad) == [("percentage", "Goedkoop", "Corporatie A (procent)", 35, Decimal("33.33"))]


def test_a_percentage_that_follows_the_parts_is_right_when_the_printed_total_is_not(stad, tabel):
    percentages(stad, tabel, [[10, 10, 20], [10, 10, 20], [5, 20, 40]], [[25, 25, 50], [25, 25, 50], [50, 50, 100]])
    assert found(stad) == [("totaal_klassen", "Totaal", "Corporatie A", 5, 20)]


def test_percentages_of_a_column(stad, tabel):
    put = tabel(procent_van="corporatie")
    fill(stad, put, [[1, 2, 3], [3, 2, 5], [4, 4, 8]])
    fill(stad, put, [[25, 50, 38], [75, 50, 62], [100, 100, 100]], eenheid="procent")
    assert found(stad) == [("percentage", "Duur", "Totaal (procent)", 62, Decimal("62.50"))] or found(stad) == []


def test_percentages_without_numbers_only_have_to_add_up_within_rounding(stad, tabel):
    put = tabel()
    fill(stad, put, [[33, 33, 67], [17, 17, 33], [50, 50, 100]], eenheid="procent")
    assert found(stad) == []
    put = tabel()
    fill(stad, put, [[33, 33, 80], [17, 17, 33], [50, 50, 100]], eenheid="procent")
    assert ("percentage", "Goedkoop", "Totaal (procent)", 80, 66) in found(stad, "percentage")


# --- balance ---------------------------------------------------------------------------------------------------------


def balance(stad, tabel, begin, change, end, *, first="2021", last="2026", document=None):
    extra = {"document": document} if document else {}
    put = tabel(**extra)
    klasse, corporatie = stad.klassen[0], stad.corporaties[0]
    put(klasse, corporatie, begin, periode=first)
    put(klasse, corporatie, end, periode=last)
    tabel(**extra)(klasse, corporatie, change, soort="mutatie", periode="2022/2026")


def test_begin_and_change_make_the_end(stad, tabel):
    balance(stad, tabel, 100, -20, 80)
    assert found(stad) == []


def test_a_balance_that_does_not_close(stad, tabel):
    balance(stad, tabel, 100, -20, 85)
    assert found(stad) == [("balans", "Goedkoop", "Corporatie A", 85, 80)]


@pytest.mark.parametrize(("first", "last"), [("2021-12-31", "2026-12-31"), ("2022-01-01", "2027-01-01")])
def test_a_balance_by_the_day(stad, tabel, first, last):
    balance(stad, tabel, 100, -20, 85, first=first, last=last)
    assert len(found(stad)) == 1


@pytest.mark.parametrize(("first", "last"), [("2020", "2026"), ("2021", "2025"), ("2022", "2026")])
def test_dates_that_do_not_meet_are_no_alarm(stad, tabel, first, last):
    balance(stad, tabel, 100, -20, 85, first=first, last=last)
    assert found(stad) == []


def test_works_change_the_number_of_all_dwellings(stad, tabel, ingrepen):
    put = tabel()
    for periode, waarde in (("2021", 100), ("2026", 150)):
        put(None, stad.corporaties[0], waarde, periode=periode)
    works(ingrepen, tabel(), stad.corporaties[0], {"Nieuwbouw": 60, "Sloop": 20, "Verandering": 40})
    assert found(stad) == [("balans", "Totaal", "Corporatie A", 150, 140)]


# --- projects --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("parts", "expected"), [((60, 15), []), ((60, 10), [70]), ((60, None), [])])
def test_the_mix_of_a_project(stad, parts, expected):
    project = VastgoedprojectFactory(gemeente=stad.gemeente, aantal=75, naam="Heer")
    for klasse, aantal in zip(stad.klassen, parts, strict=True):
        Mixregel.objects.create(gemeente=stad.gemeente, project=project, klasse=klasse, aantal=aantal)
    assert [row[4] for row in found(stad)] == expected


def test_keys_stay_the_same_when_figures_change(stad, tabel):
    put = tabel()
    fill(stad, put, [[1, 2, 4], [4, 5, 9], [5, 7, 12]])
    [before] = find_afwijkingen(stad.gemeente)
    later = LeveringFactory(gemeente=stad.gemeente, cijferbron=put.bron)
    total = Voorraadcijfer.objects.filter(waarde=4, corporatie=None)
    total.update(vervangen_door=later)
    VoorraadcijferFactory(levering=later, klasse=stad.klassen[0], lijst=stad.lijst, waarde=6, gepubliceerd_totaal=True)
    [after] = find_afwijkingen(stad.gemeente)
    assert (after.sleutel, after.gepubliceerd) == (before.sleutel, 6)


# --- what was found before -------------------------------------------------------------------------------------------


def test_what_adds_up_again_is_gone(stad):
    AfwijkingFactory(gemeente=stad.gemeente)
    done = update_afwijkingen(gemeente=stad.gemeente, by=None, oorsprong="systeem")
    assert (done.weg, Afwijking.objects.count()) == (1, 0)


def test_a_deviation_that_changed_stays_the_same_row(stad, tabel):
    fill(stad, tabel(), [[1, 2, 4], [4, 5, 9], [5, 7, 12]])
    update_afwijkingen(gemeente=stad.gemeente, by=None, oorsprong="systeem")
    row = Afwijking.objects.get()
    Afwijking.objects.filter(pk=row.pk).update(uitleg="what was said before")
    done = update_afwijkingen(gemeente=stad.gemeente, by=None, oorsprong="systeem")
    assert (done.nieuw, done.gewijzigd, done.weg) == (0, 1, 0)
    assert Afwijking.objects.get().uitleg == row.uitleg


def test_nothing_is_explained_with_nothing(stad):
    row = AfwijkingFactory(gemeente=stad.gemeente)
    by = GebruikerFactory(rol="coordinator", gemeente=stad.gemeente)
    assert explain_afwijking(afwijking=row, tekst="", by=by, oorsprong="pagina") is None
    assert not Wijziging.objects.filter(model="corporaties.afwijkingstoelichting").exists()
