# SPDX-License-Identifier: EUPL-1.2
"""Figures as a table that the reader chooses: what a cell says, what is added and what never is."""

from decimal import Decimal

import pytest

from corporaties.kruistabel import build_kruistabel, read_groepen
from corporaties.models import Voorraadcijfer
from corporaties.services.leveringen import record_levering, stel_vast
from corporaties.tabelsoorten import OPGAVEN, read_tabelsoorten
from tests.factories import BrondocumentFactory, CijferbronFactory, GebiedFactory, KlasseFactory, KlassenlijstFactory

pytestmark = pytest.mark.django_db


def vast(bron, *cijfers, periode="2026"):
    levering = record_levering(
        cijferbron=bron, soort="bestand" if bron.partij_id else "brontabel", periode=periode, cijfers=cijfers,
        by=None, oorsprong="import",
    )  # fmt: skip
    stel_vast(levering=levering, by=None, oorsprong="import", controle=False)


def kinds(stad):
    return read_tabelsoorten(Voorraadcijfer.objects.current().filter(gemeente=stad.gemeente))


def table(stad, rijen="klasse", kolommen="corporatie", maat="aantal", **where):
    (kind,) = kinds(stad)
    assen = [name for name in (rijen, kolommen) if name]
    figures = Voorraadcijfer.objects.current().filter(kind.condition, **where)
    return build_kruistabel(read_groepen(figures, assen), kind, rijen=rijen, kolommen=kolommen, maat=maat)


def texts(tabel):
    return {
        rij.lid.naam: [cel.tekst for cel in rij.cellen] + ([rij.opgeteld.tekst] if rij.opgeteld else [])
        for rij in tabel.rijen
    }


def test_classes_against_corporations_with_the_printed_totals(stad):
    vast(
        stad.bron,
        stad.cijfer(10),
        stad.cijfer(5, klasse=stad.duur),
        stad.cijfer(15, klasse=None, gepubliceerd_totaal=True),
        stad.cijfer(20, corporatie=stad.b),
        stad.cijfer(31, corporatie=None, gepubliceerd_totaal=True),
    )
    tabel = table(stad)
    assert [lid.naam for lid in tabel.kolommen] == ["Aedes Oost", "Aedes West", "Alle corporaties"]
    assert texts(tabel) == {
        "Goedkoop": ["10", "20", "31", "30"],
        "Duur": ["5", "geen cijfer", "geen cijfer", "5"],
        "Alle klassen": ["15", "geen cijfer", "geen cijfer", "15"],
    }
    goedkoop = tabel.rijen[0]
    assert [cel.wijkt_af for cel in goedkoop.cellen] == [False, False, True]
    assert [cel.tekst for cel in tabel.onderaan] == ["15", "20", "31"]
    assert not any(cel.wijkt_af for cel in tabel.rijen[2].cellen)
    assert tabel.heeft_leeg
    assert not tabel.heeft_opgeteld


def test_a_printed_total_below_a_column_that_does_not_add_up_is_marked(stad):
    vast(
        stad.bron,
        stad.cijfer(10),
        stad.cijfer(5, klasse=stad.duur),
        stad.cijfer(99, klasse=None, gepubliceerd_totaal=True),
    )
    (bottom,) = [rij for rij in table(stad).rijen if rij.lid.samen]
    assert bottom.cellen[0].wijkt_af


def test_unknown_is_neither_zero_nor_silence(stad):
    vast(
        stad.bron,
        stad.cijfer(0),
        stad.cijfer(None, klasse=stad.duur, waardestatus="nader_te_bepalen"),
        stad.cijfer(7, corporatie=stad.b),
    )
    tabel = table(stad)
    assert texts(tabel) == {
        "Goedkoop": ["0", "7", "7"],
        "Duur": ["nader te bepalen", "geen cijfer", "onbekend"],
    }
    zero, unknown, silent = tabel.rijen[0].cellen[0], tabel.rijen[1].cellen[0], tabel.rijen[1].cellen[1]
    assert (zero.waarde, unknown.waarde, silent.waarde) == (Decimal(0), None, None)
    assert (zero.is_leeg, unknown.is_leeg, silent.is_leeg) == (False, False, True)
    assert tabel.onderaan[0].tekst == "onbekend"
    groups = tabel.staafgroepen
    assert [staaf.breedte for staaf in groups[0].staven] == ["0", "100"]
    assert [(staaf.breedte, staaf.tekst) for staaf in groups[1].staven] == [("", "nader te bepalen")]


def test_what_is_on_no_side_is_the_figure_of_all_together_else_the_sum_of_its_parts(stad):
    other = GebiedFactory(gemeente=stad.gemeente, naam="Andere")
    vast(
        stad.bron,
        stad.cijfer(10, gebied=stad.buurt),
        stad.cijfer(4, gebied=other),
        stad.cijfer(20, gebied=stad.buurt, klasse=stad.duur),
        stad.cijfer(99, klasse=stad.duur),
    )
    tabel = table(stad)
    assert texts(tabel) == {"Goedkoop": ["14"], "Duur": ["99"]}
    assert tabel.heeft_opgeteld
    by_place = table(stad, rijen="gebied", kolommen="")
    assert texts(by_place) == {"Andere": ["4"], "Kommelkwartier": ["30"], "Hele gemeente": ["99"]}


def test_a_sum_with_something_unknown_says_so(stad):
    other = GebiedFactory(gemeente=stad.gemeente, naam="Andere")
    vast(
        stad.bron,
        stad.cijfer(10, gebied=stad.buurt),
        stad.cijfer(None, gebied=other, waardestatus="onbekend"),
        stad.cijfer(None, gebied=other, klasse=stad.duur, waardestatus="onbekend"),
        stad.cijfer(None, gebied=stad.buurt, klasse=stad.duur, waardestatus="onbekend"),
    )
    assert texts(table(stad)) == {"Goedkoop": ["10 en 1 onbekend"], "Duur": ["onbekend"]}


def test_levels_of_places_are_named_and_never_added(stad):
    wijk = GebiedFactory(gemeente=stad.gemeente, naam="West", soort="wijk")
    vast(stad.bron, stad.cijfer(10, gebied=stad.buurt), stad.cijfer(40, gebied=wijk))
    tabel = table(stad, rijen="gebied", kolommen="klasse")
    assert list(texts(tabel)) == ["Kommelkwartier (buurt)", "West (wijk)"]
    assert tabel.onderaan == ()
    assert texts(table(stad)) == {"Goedkoop": ["10"]}


def test_classes_that_overlap_and_percentages_are_never_added(stad):
    stad.lijst.optelbaar = False
    stad.lijst.save()
    vast(stad.bron, stad.cijfer(10), stad.cijfer(5, klasse=stad.duur))
    assert table(stad).onderaan == ()
    assert texts(table(stad, rijen="corporatie", kolommen="")) == {"Aedes Oost": ["niet op te tellen"]}
    stad.lijst.optelbaar = True
    stad.lijst.save()
    vast(stad.bron_a, stad.cijfer(10, eenheid="procent"), stad.cijfer(5, klasse=stad.duur, eenheid="procent"))
    percent = next(kind for kind in kinds(stad) if kind.eenheid == "procent")
    rows = read_groepen(Voorraadcijfer.objects.current().filter(percent.condition), ("corporatie",))
    shown = build_kruistabel(rows, percent, rijen="corporatie", kolommen="")
    assert texts(shown) == {"Aedes Oost": ["niet op te tellen"]}


def test_years_stand_side_by_side_and_are_never_added(stad):
    vast(stad.bron_a, stad.cijfer(10, periode="2025-01-01"), periode="2025-01-01")
    vast(stad.bron_a, stad.cijfer(12, periode="2026-01-01"), periode="2026-01-01")
    tabel = table(stad, kolommen="periode")
    assert [lid.naam for lid in tabel.kolommen] == ["1 januari 2025", "1 januari 2026"]
    assert texts(tabel) == {"Goedkoop": ["10", "12"]}
    assert not tabel.kolom_opgeteld


def test_a_balance_is_no_part_of_a_sum(stad):
    saldo = KlasseFactory(lijst=stad.lijst, code="saldo", naam="Saldo", is_saldo=True)
    vast(stad.bron, stad.cijfer(10), stad.cijfer(4, klasse=stad.duur), stad.cijfer(6, klasse=saldo))
    tabel = table(stad)
    assert [rij.lid.naam for rij in tabel.rijen] == ["Goedkoop", "Duur", "Saldo"]
    assert tabel.onderaan[0].tekst == "14"
    assert texts(table(stad, rijen="corporatie", kolommen="")) == {"Aedes Oost": ["14"]}


def test_percentages_of_row_and_column(stad):
    vast(
        stad.bron,
        stad.cijfer(10),
        stad.cijfer(30, klasse=stad.duur),
        stad.cijfer(10, corporatie=stad.b),
        stad.cijfer(None, klasse=stad.duur, corporatie=stad.b, waardestatus="onbekend"),
    )
    assert texts(table(stad, maat="procent_rij")) == {
        "Goedkoop": ["50%", "50%", "100%"],
        "Duur": ["onbekend", "onbekend", "onbekend"],
    }
    column = table(stad, maat="procent_kolom")
    assert texts(column) == {"Goedkoop": ["25%", "onbekend"], "Duur": ["75%", "onbekend"]}
    assert [cel.tekst for cel in column.onderaan] == ["100%", "onbekend"]


def test_a_table_too_large_for_a_page_is_not_shown(stad, monkeypatch):
    monkeypatch.setattr("corporaties.kruistabel.MAX_CELLS", 1)
    vast(stad.bron, stad.cijfer(10), stad.cijfer(5, klasse=stad.duur))
    tabel = table(stad)
    assert tabel.te_groot
    assert tabel.rijen == ()


def test_many_rows_get_one_bar_each_and_too_many_none(stad, monkeypatch):
    places = [GebiedFactory(gemeente=stad.gemeente) for _ in range(3)]
    vast(stad.bron, *(stad.cijfer(5, gebied=place, klasse=k) for place in places for k in (stad.goedkoop, stad.duur)))
    monkeypatch.setattr("corporaties.kruistabel.MAX_BARS", 4)
    tabel = table(stad, rijen="gebied", kolommen="klasse")
    assert [[staaf.tekst for staaf in groep.staven] for groep in tabel.staafgroepen] == [["10"]] * 3
    monkeypatch.setattr("corporaties.kruistabel.MAX_BARS", 2)
    assert tabel.staafgroepen == ()


def test_what_corporations_deliver_is_one_kind_and_every_document_another(stad):
    tabel = CijferbronFactory(gemeente=stad.gemeente, document=BrondocumentFactory(gemeente=stad.gemeente))
    west = CijferbronFactory(gemeente=stad.gemeente, partij=stad.b)
    vast(stad.bron_a, stad.cijfer(10))
    vast(west, stad.cijfer(20, corporatie=stad.b))
    vast(tabel, stad.cijfer(10))
    own, printed = kinds(stad)
    assert own.sleutel.startswith(f"{OPGAVEN}.")
    assert printed.sleutel.startswith(f"{tabel.slug}.")
    assert own.bron == "Opgave van de corporaties"
    assert printed.bron == str(tabel)


def test_lists_of_one_name_never_share_a_table(stad):
    country = KlassenlijstFactory(gemeente=None, kenmerk=stad.lijst.kenmerk, naam=stad.lijst.naam)
    klasse = KlasseFactory(lijst=country, code="x", naam="Goedkoop")
    vast(stad.bron, stad.cijfer(10), stad.cijfer(10, klasse=klasse, lijst_id=country.pk))
    first, second = kinds(stad)
    assert second.sleutel == f"{first.sleutel}.2"
    assert first.id != second.id


def test_figures_without_a_list(stad):
    vast(stad.bron, stad.cijfer(10, klasse=None, lijst_id=None))
    (kind,) = kinds(stad)
    assert kind.kort == "zonder indeling, stand, alle woningen"
    assert texts(table(stad, rijen="corporatie", kolommen="periode")) == {"Aedes Oost": ["10"]}


def test_the_number_of_queries_does_not_grow(stad, django_assert_num_queries):
    vast(stad.bron, stad.cijfer(10))
    with django_assert_num_queries(5):
        table(stad)
    places = [GebiedFactory(gemeente=stad.gemeente) for _ in range(9)]
    vast(stad.bron, *(stad.cijfer(5, gebied=place, klasse=k) for place in places for k in (stad.goedkoop, stad.duur)))
    with django_assert_num_queries(5):
        table(stad, rijen="gebied", kolommen="klasse")
