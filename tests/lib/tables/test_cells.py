# SPDX-License-Identifier: EUPL-1.2
"""The rules about one cell that reading and writing share."""

import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import openpyxl.utils
import pytest
from hypothesis import given
from hypothesis import strategies as st

from portaal.lib.tables.cells import (
    clean_text,
    column_letter,
    decode_value,
    encode_value,
    has_unprintable,
    inert_csv_text,
    number_text,
    plain_csv_text,
    value_text,
)


@given(st.integers(0, 18_277))
def test_column_letters_are_those_of_a_spreadsheet(index):
    assert column_letter(index) == openpyxl.utils.get_column_letter(index + 1)


def test_a_column_before_the_first_is_an_error():
    with pytest.raises(ValueError, match="counts from 0"):
        column_letter(-1)


@pytest.mark.parametrize("text", ["=1+1", "+31", "-5", "@SOM(A1)", "\tx", "\rx", "\nx", "'=1", "''=1"])
def test_text_like_a_formula_gets_one_apostrophe(text):
    assert inert_csv_text(text) == "'" + text


@pytest.mark.parametrize("text", ["", "'", "'s-Hertogenbosch", "a=b", " =1", "5", "'t Huis", "–"])
def test_other_text_stays_as_it_is(text):
    assert inert_csv_text(text) == text == plain_csv_text(text)


@given(st.text("'=+-@\t\r\nab", max_size=6))
def test_what_is_made_inert_comes_back_exactly(text):
    inert = inert_csv_text(text)
    assert plain_csv_text(inert) == text
    assert inert[:1] not in set("=+-@\t\r\n") or not inert


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("a\r\nb\rc\nd", "a\nb\nc\nd"),
        ("nul\x00, bel\x07, half\ud800", "nul\ufffd, bel\ufffd, half\ufffd"),
        ("tab\tblijft, é en 😀 ook", "tab\tblijft, é en 😀 ook"),
    ],
)
def test_clean_text(text, clean):
    assert clean_text(text) == clean
    assert not has_unprintable(clean)


def test_only_what_is_replaced_counts_as_unprintable():
    assert has_unprintable("a\x00")
    assert not has_unprintable("a\r\n\tb\u00a0")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1514, "1514"),
        (-3, "-3"),
        (12.0, "12"),
        (12.5, "12,5"),
        (1e-7, "0,0000001"),
        (1e22, "10000000000000000000000"),
        (0.1 + 0.2, "0,30000000000000004"),
        (Decimal("462829.15"), "462829,15"),
        (Decimal("1.50"), "1,50"),
        (Decimal("1E+3"), "1000"),
    ],
)
def test_numbers_are_dutch_and_without_exponent(value, text):
    assert number_text(value) == text


@pytest.mark.parametrize("value", [float("nan"), float("inf"), Decimal("NaN"), Decimal("-Infinity")])
def test_what_is_no_number_has_no_text(value):
    with pytest.raises(ValueError, match="not a number"):
        number_text(value)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        ("tekst", "tekst"),
        (True, "ja"),
        (False, "nee"),
        (date(2026, 11, 20), "2026-11-20"),
        (datetime(2026, 11, 20, 9, 30, tzinfo=UTC), "2026-11-20T09:30:00Z"),
        (datetime(2026, 7, 1, 0, 30, tzinfo=timezone(timedelta(hours=2))), "2026-06-30T22:30:00Z"),
        (datetime(2026, 11, 20, 9, 30), "2026-11-20T09:30:00"),
    ],
)
def test_the_text_of_a_value(value, text):
    assert value_text(value) == text


@given(
    st.none()
    | st.text()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.decimals(allow_nan=False, allow_infinity=False)
    | st.dates()
    | st.datetimes()
)
def test_a_value_survives_the_pipe_with_its_type(value):
    there_and_back = decode_value(json.loads(json.dumps(encode_value(value))))
    assert there_and_back == value
    assert type(there_and_back) is type(value)


@pytest.mark.parametrize("value", [[], {"date": "gisteren"}, {}, {"a": "1", "b": "2"}])
def test_anything_else_over_the_pipe_is_an_error(value):
    with pytest.raises(ValueError, match=r"unpack|cell value|isoformat"):
        decode_value(value)


def test_an_unknown_tag_is_an_error():
    with pytest.raises(KeyError):
        decode_value({"call": "os.system"})
