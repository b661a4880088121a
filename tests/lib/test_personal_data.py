# SPDX-License-Identifier: EUPL-1.2
"""Phone numbers, e-mail addresses and BSN-like numbers in free text, and the figures that are none of these."""

import datetime as dt
import re
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from portaal.lib.personal_data import Kind, find_personal_data, mask

PHONES = [
    "06-12345678",
    "06 12345678",
    "06 12 34 56 78",
    "06-12 34 56 78",
    "06.12.34.56.78",
    "06-1234-5678",
    "06 - 1234 5678",
    "06–12345678",
    "06_12345678",
    "0612345678",
    "+31612345678",
    "+31 6 12345678",
    "+31 (0)6 12345678",
    "+31(0)6-12345678",
    "0031 6 12345678",
    "0031612345678",
    "043-3504040",
    "043 - 350 40 40",
    "(043) 350 40 40",
    "043/3504040",
    "0475-359999",
    "088-1234567",
    "085 123 45 67",
    "+49 241 1234567",
    "06\u200b12345678",
    "06\u00a012\u00a034\u00a056\u00a078",
    "٠٦١٢٣٤٥٦٧٨",
]
EMAILS = [
    "jan.jansen@gemeente.example",
    "J.Jansen+wonen@sub.co.example",
    "jan (at) gemeente.example",
    "jan[at]gemeente.example",
    "jan%40gemeente.example",
    "jan@\u200bgemeente.example",
]
BSNS = ["123456782", "123.456.782", "1234.56.782", "123 456 782", "123-456-782", "111222333", "40645678", "4064.56.78"]
NOTHING = [
    "",
    "Prestatieafspraken 2022-2026, jaarschijven 2022 2023 2024 2025",
    "op 15-03-2022, 15.03.2022, 2022-03-15 of 15/3/22",
    "van 01-02-2024 03:04 tot 03-2024 1200",
    "20220315",
    "€ 462.829,15 en € 123.456.782",
    "123.456.782 euro, 123.456.782,50 of 12.345.678",
    "1.514 woningen, 12 345 678 woningen, 0,125 procent",
    "BU09350101, WK093501, GM0935, 0935, 09350101",
    "NL91ABNA0417164300 of NL91 ABNA 0417 1643 00",
    "tabel 010 020 030 040, 100 200 300 400",
    "bel 14 043 of 0900-8844",
    "afspraak 1a, actie 6a-1, kamerstuk 32847-1012",
    "123456783 voldoet niet aan de elfproef",
    "A111222333",
    "een @ zonder adres, @gemeente, a@b",
    "6211 LX 12",
]


@pytest.mark.parametrize("number", PHONES)
def test_phone_numbers(number):
    text = f"Bel de wijkbeheerder op {number}, ook in 2024."
    (found,) = find_personal_data(text)
    assert (found.kind, text[found.start : found.end]) == (Kind.TELEFOONNUMMER, number)


@pytest.mark.parametrize("address", EMAILS)
def test_email_addresses(address):
    text = f"Mail naar <{address}>."
    (found,) = find_personal_data(text)
    assert (found.kind, text[found.start : found.end]) == (Kind.EMAILADRES, address)


@pytest.mark.parametrize("number", BSNS)
def test_bsn_like_numbers(number):
    for text in (number, f"Huurder {number} verhuist.", f"BSN:{number}.", f"bsn{number}"):
        (found,) = find_personal_data(text)
        assert (found.kind, text[found.start : found.end]) == (Kind.BSN, number)


@pytest.mark.parametrize("text", NOTHING)
def test_what_is_no_personal_data(text):
    assert find_personal_data(text) == []


def test_several_in_the_order_of_the_text():
    text = "123456782 belt 06-12345678,\nof mailt a@b.example"
    assert [found.kind for found in find_personal_data(text)] == [Kind.BSN, Kind.TELEFOONNUMMER, Kind.EMAILADRES]


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        (Kind.TELEFOONNUMMER, "06-12345678", "06-••••••78"),
        (Kind.EMAILADRES, "jan@gemeente.example", "j•••@•••.example"),
        (Kind.BSN, "123.456.782", "12•.•••.•82"),
    ],
)
def test_mask(kind, value, shown):
    assert mask(kind, value) == shown


@given(st.text())
def test_any_text_gives_ordered_findings_inside_it(text):
    found = find_personal_data(text)
    edges = [edge for fragment in found for edge in (fragment.start, fragment.end)]
    assert edges == sorted(edges)
    assert all(0 <= fragment.start < fragment.end <= len(text) for fragment in found)


@given(
    st.from_regex(r"\A(06[1-58][0-9]{7}|043[2-7][0-9]{6}|0475[3-5][0-9]{5})\Z"),
    st.sampled_from(["", " ", "-", " - ", "."]),
)
def test_a_dutch_number_is_found_however_it_is_split(number, gap):
    length = 2 if number.startswith("06") else 3 if number.startswith("043") else 4
    for spelled in (
        f"{number[:length]}{gap}{number[length:]}",
        f"+31{gap}{number[1:length]}{gap}{number[length:]}",
        f"0031{number[1:]}",
    ):
        (found,) = find_personal_data(f"tel. {spelled} (overdag)")
        assert found.kind == Kind.TELEFOONNUMMER
        assert found.masked.count("•") == len(re.sub(r"\D", "", spelled)) - 4


@given(st.integers(10_000_000, 999_999_999), st.sampled_from(["", ".", " "]))
@example(80_000_000, "")
def test_the_eleven_test_decides(number, gap):
    digits = f"{number:09d}"
    total = sum(int(digit) * weight for digit, weight in zip(digits, (9, 8, 7, 6, 5, 4, 3, 2, -1), strict=True))
    found = find_personal_data(f"nummer {gap.join((digits[:4], digits[4:6], digits[6:]))} in het dossier")
    kinds = [fragment.kind for fragment in found]
    if digits.startswith(("0800", "0900", "0906", "0909")) and kinds == [Kind.TELEFOONNUMMER]:
        return  # a number of a service has nine digits too, and is found as what it is
    assert kinds == ([Kind.BSN] if total % 11 == 0 else [])


@given(
    st.dates(dt.date(1950, 1, 1), dt.date(2099, 12, 31)),
    st.sampled_from(["%d-%m-%Y", "%Y-%m-%d", "%d.%m.%Y", "%Y%m%d", "%d/%m/%y"]),
)
def test_a_date_of_this_or_the_last_century_is_no_finding(day, form):
    assert find_personal_data(f"Klaar op {day.strftime(form)}.") == []


@pytest.mark.parametrize("piece", ["0", "06 ", "1-", "a.-", "a@", "(0", "+31 ", "12 34 ", "a", "0612345678 "])
def test_a_long_text_stays_cheap(piece):
    text = (piece * 8000)[:8000]
    started = time.perf_counter()
    find_personal_data(text)
    assert time.perf_counter() - started < 3
