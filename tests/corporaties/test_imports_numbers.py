# SPDX-License-Identifier: EUPL-1.2
"""Figures as Dutch people write them, and a clear answer to everything else."""

import datetime as dt
from decimal import Decimal

import pytest

from corporaties.imports.numbers import DASH_REMARK, NoValue, read_status, read_waarde


def read(raw, eenheid="woningen", soort="stand"):
    return read_waarde(raw, eenheid=eenheid, soort=soort)


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("1.234", 1234),
        ("1234", 1234),
        ("2.335,0", 2335),
        ("1.234.567,00", 1234567),
        ("1 234", 1234),
        ("1\u00a0234", 1234),
        (" 12 ", 12),
        ("+65", 65),
        (12, 12),
        (12.0, 12),
        (Decimal("12.00"), 12),
        (11.999999999999998, 12),
        ("0", 0),
    ],
)
def test_whole_numbers(raw, value):
    assert read(raw).waarde == value
    assert read(raw).status == "bekend"


@pytest.mark.parametrize(
    ("raw", "eenheid", "value"),
    [
        ("12,50", "euro", "12.5"),
        ("€ 462.829,15", "euro", "462829.15"),
        ("12,5%", "procent", "12.5"),
        (0.1 + 0.2, "procent", "0.3"),
        ("4", "procent", "4"),
        (12.5, "euro", "12.5"),
    ],
)
def test_money_and_percentages(raw, eenheid, value):
    assert read(raw, eenheid).waarde == Decimal(value)


@pytest.mark.parametrize(
    ("raw", "soort", "part"),
    [
        ("12,50", "stand", "12,50 is geen heel getal"),
        ("-5", "stand", "-5 is negatief"),
        (-5, "stand", "-5 is negatief"),
        ("1,234", "stand", "Bedoelt u 1.234?"),
        (1.234, "stand", "Bedoelt u 1.234?"),
        ("ca. 50", "stand", "‘ca. 50’ is geen getal"),
        ("12 woningen", "mutatie", "is geen getal"),
        ("12.5", "stand", "heeft een punt"),
        ("1,234.50", "stand", "op zijn Engels"),
        ("1.23.456", "stand", "is geen getal"),
        (True, "stand", "ja of nee"),
        (dt.date(2026, 3, 1), "stand", "een datum (1-3-2026)"),
        ("99999999", "stand", "te groot"),
        (1e300, "stand", "te groot"),
        ("9" * 5000, "stand", "te groot"),
        ("١٢", "stand", "is geen getal"),
    ],
)
def test_what_is_no_number_of_dwellings(raw, soort, part):
    with pytest.raises(NoValue) as caught:
        read(raw, soort=soort)
    assert part in str(caught.value)


def test_more_than_two_decimals():
    with pytest.raises(NoValue, match="meer dan twee decimalen"):
        read("12,505", "euro")


@pytest.mark.parametrize("raw", ["-27", "−27", "–27", -27])
def test_a_change_may_be_negative(raw):
    assert read(raw, soort="mutatie").waarde == -27


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        ("onbekend", "onbekend"),
        ("?", "onbekend"),
        ("n.t.b.", "nader_te_bepalen"),
        ("PM", "nader_te_bepalen"),
        ("t.b.", "nader_te_bepalen"),
        ("N.v.t.", "niet_van_toepassing"),
    ],
)
def test_words_for_why_there_is_no_figure(raw, status):
    assert (read(raw).waarde, read(raw).status) == (None, status)
    assert read_status(raw) == status


def test_a_dash_is_zero_with_a_remark():
    waarde = read("–")
    assert (waarde.waarde, waarde.status, waarde.opmerking) == (0, "bekend", DASH_REMARK)


@pytest.mark.parametrize("text", ["nader_te_bepalen", "nader te bepalen", "Nader te bepalen"])
def test_a_status_by_value_or_word(text):
    assert read_status(text) == "nader_te_bepalen"


def test_an_unknown_status():
    assert read_status("misschien") is None


def test_a_figure_with_decimals_shows_as_people_write_it():
    with pytest.raises(NoValue, match="12345,6 is geen heel getal"):
        read(Decimal("12345.6"))
