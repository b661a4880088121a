# SPDX-License-Identifier: EUPL-1.2
"""Codes of VERA: each that we give out stands in the published list for the same kenmerk, under the same name."""

import csv
from pathlib import Path

import pytest
import yaml
from django.core.exceptions import ValidationError

from corporaties.api import examples
from corporaties.validators import check_vera_code
from monitoring.services.voorbeelddata.klassenlijsten import VERA_FILE, VERA_GRENZEN, VERA_KENMERKEN
from tests.factories import KlasseFactory, KlassenlijstFactory

FIXTURES = Path(__file__).parents[2] / "fixtures"


@pytest.fixture(scope="module")
def published():
    """{(kenmerk, code): name} of the reference data that was not withdrawn."""
    with (FIXTURES / VERA_FILE).open(encoding="utf-8-sig", newline="") as lines:
        rows = [row for row in csv.DictReader(lines, delimiter=";") if not row["Einddatum"]]
    assert {row["Soort"] for row in rows} == set(VERA_KENMERKEN)
    names = {(VERA_KENMERKEN[row["Soort"]], row["Code"]): row["Naam"] for row in rows}
    assert len(names) == len(rows), "a code twice in one list"
    return names


def test_codes_of_fixtures_and_examples_are_published(published):
    for file in FIXTURES.glob("**/klassenlijsten.yaml"):
        for lijst in yaml.safe_load(file.read_text()):
            for klasse in lijst["klassen"]:
                assert not klasse.get("vera") or (lijst["kenmerk"], klasse["vera"]) in published, (file, klasse)
    rows = [examples.WONINGVOORRAAD.value, *examples.VASTGOEDPROJECT.value["mix"]]
    given = [(row["kenmerk"], row["klasseVera"], row["klasse"]) for row in rows if row["klasseVera"]]
    assert given
    for kenmerk, code, naam in given:
        assert published[kenmerk, code] == naam
    assert {("huurklasse", code) for code in VERA_GRENZEN} == {key for key in published if key[0] == "huurklasse"}


def test_withdrawn_codes_are_not_given_out(published):
    for kenmerk, code in (("toegankelijkheid", "GEL"), ("eenheidstatus", "OND"), ("eenheidstatus", "VEK")):
        assert (kenmerk, code) not in published


@pytest.mark.django_db
def test_a_code_is_one_of_the_list_of_the_same_kenmerk():
    """Anything may be entered as long as no list of VERA stands in the portal."""
    own = KlasseFactory(vera_code="APP")
    check_vera_code(own)
    vera = KlasseFactory(lijst__gemeente=None, lijst__naam="VERA", code="GAL", vera_code="GAL")
    check_vera_code(vera)
    vera.vera_code = "BEN"
    with pytest.raises(ValidationError, match="van VERA zelf"):
        check_vera_code(vera)
    other = KlasseFactory(lijst=KlassenlijstFactory(kenmerk=vera.lijst.kenmerk), vera_code="APP")
    with pytest.raises(ValidationError, match=r"APP.*GAL"):
        other.full_clean()
    other.vera_code = "GAL"
    other.full_clean()
    if own.lijst.kenmerk_id != vera.lijst.kenmerk_id:
        with pytest.raises(ValidationError, match="geen lijst"):
            check_vera_code(own)
    own.vera_code = ""
    check_vera_code(own)
