# SPDX-License-Identifier: EUPL-1.2
"""The edges of files with figures per neighbourhood: years, empty lines, columns said twice, captions."""

import pytest
from django.core.exceptions import ValidationError

from portaal.lib.tables.reader import UnreadableFile
from tests.factories import GebiedFactory, GemeenteFactory
from wijken.imports.indicatoren import read_indicatoren
from wijken.models import Indicatorwaarde
from wijken.services.indicatoren import import_indicatoren

pytestmark = pytest.mark.django_db

LBM = "bu_code;bu_naam;jaar;kl_lbm\nBU00010000;Noord;2018;4\n"
CBS = "gwb_code_10;regio;jaar;a_inw;a_hh;p_wcorpw\nBU00010000;Noord;2023;3300;1900;68\n"


@pytest.fixture
def dorp():
    gemeente = GemeenteFactory(slug="dorp", naam="Dorp", cbs_code="GM0001")
    for naam, code in (("Noord", "BU00010000"), ("Zuid", "BU00010001")):
        GebiedFactory(gemeente=gemeente, naam=naam, slug=naam.lower(), cbs_code=code)
    return gemeente


@pytest.fixture
def read(dorp, tmp_path):
    """`read(text)` or `read(text, name)`: what the file says."""

    def make(text, name="cijfers.csv"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return read_indicatoren(path, gemeente=dorp)

    return make


def test_a_file_of_separators_alone_is_blank(read):
    with pytest.raises(UnreadableFile) as refusal:
        read(";;;\n;;;\n")
    assert refusal.value.code == "blank_file"


def test_a_line_of_separators_alone_is_no_line(read):
    inlezing = read(LBM.replace("BU0", ";;;\nBU0"))
    assert (inlezing.fouten, len(inlezing.cijfers), inlezing.overgeslagen) == ([], 1, {})


def test_the_year_column_of_a_cbs_file_says_the_period(read):
    inlezing = read(CBS)
    assert (inlezing.fouten, inlezing.document.slug[-4:]) == ([], "2023")
    assert {row.periode for row in inlezing.cijfers} == {"2023"}


def test_a_cbs_file_of_two_years_is_refused(read, dorp):
    inlezing = read(CBS + "BU00010001;Zuid;2022;10;4;.\n")
    assert [str(fout) for fout in inlezing.fouten] == ["kolom jaar: In dit bestand staan meer jaren. Lees ze apart in."]
    with pytest.raises(ValidationError, match="bevat fouten"):
        import_indicatoren(inlezing=inlezing, gemeente=dorp, by=None)
    assert not Indicatorwaarde.objects.exists()


def test_a_cbs_file_whose_year_is_no_year_is_refused_at_its_rows(read):
    found = [str(fout) for fout in read(CBS.replace(";2023;", ";ooit;")).fouten]
    assert found == ["regel 2, kolom jaar: ‘ooit’ is geen jaar. Schrijf een jaar als 2023."]


def test_shares_of_a_neighbourhood_without_households_are_skipped_and_counted(read):
    inlezing = read(CBS.replace("3300;1900;68", "3;0;68"))
    assert inlezing.fouten == []
    assert [(row.definitie.slug, row.waarde, row.basis) for row in inlezing.cijfers] == [
        ("cbs-inwoners", 3, None),
        ("cbs-huishoudens", 0, None),
    ]
    assert dict(inlezing.overgeslagen) == {"deelcijfers van een gebied zonder huishoudens": 1}


def test_classes_of_a_deviation_are_no_indicator(read):
    inlezing = read(LBM.replace("kl_lbm", "kl_lbm;kl_afw").replace(";4\n", ";4;3\n"))
    assert (inlezing.fouten, inlezing.kolommen, len(inlezing.cijfers)) == ([], ["kl_afw"], 1)


def test_the_leefbaarometer_with_one_column_said_twice_is_refused(read):
    inlezing = read(LBM.replace("kl_lbm", "kl_lbm;lbm_klasse").replace(";4\n", ";4;3\n"))
    assert [str(fout) for fout in inlezing.fouten] == [
        "kolom lbm_klasse: Deze kolom zegt hetzelfde als kolom kl_lbm. Haal een van de twee weg."
    ]


def test_a_caption_below_the_figures_is_skipped_and_counted(read):
    inlezing = read(LBM + "Bron: Leefbaarometer 3.0;;;\n")
    assert inlezing.fouten == []
    assert dict(inlezing.overgeslagen) == {"regels met alleen een bijschrift": 1}


def test_another_name_is_told_once_for_all_years(read):
    text = LBM.replace("Noord", "Noorderlicht")
    inlezing = read(text + "BU00010000;Noorderlicht;2020;4\n")
    assert (inlezing.fouten, len(inlezing.cijfers), len(inlezing.opmerkingen)) == ([], 2, 1)
