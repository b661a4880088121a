# SPDX-License-Identifier: EUPL-1.2
"""Periods keep the precision of their source and sort by first and last day."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from portaal.lib.periods import Periode, validate_periode
from tests.factories import TermijnFactory


@pytest.mark.parametrize(
    ("text", "first", "last", "label"),
    [
        ("2022", "2022-01-01", "2022-12-31", "2022"),
        ("2022-H1", "2022-01-01", "2022-06-30", "eerste helft 2022"),
        ("2022-H2", "2022-07-01", "2022-12-31", "tweede helft 2022"),
        ("2022-Q1", "2022-01-01", "2022-03-31", "eerste kwartaal 2022"),
        ("2021-Q4", "2021-10-01", "2021-12-31", "vierde kwartaal 2021"),
        ("2021-04", "2021-04-01", "2021-04-30", "april 2021"),
        ("2024-02", "2024-02-01", "2024-02-29", "februari 2024"),
        ("2022-03-15", "2022-03-15", "2022-03-15", "15 maart 2022"),
        ("2021-04/2021-12", "2021-04-01", "2021-12-31", "april 2021 tot en met december 2021"),
        ("2022-Q1/2023", "2022-01-01", "2023-12-31", "eerste kwartaal 2022 tot en met 2023"),
    ],
)
def test_first_and_last_day_and_words(text: str, first: str, last: str, label: str) -> None:
    periode = Periode.parse(text)
    assert (periode.first, periode.last) == (dt.date.fromisoformat(first), dt.date.fromisoformat(last))
    assert periode.label() == label


@pytest.mark.parametrize(
    "text",
    [
        *("", "x", "22", "2022-00", "2022-13", "2022-Q0", "2022-Q5", "2022-H3", "2023-02-29", "2022-1", "2022/"),
        *("/2022", "2023/2022", "2022/2023/2024", "1899", "2201", "2022-q1", "2022\0", "٢٠٢٢", "2" * 10_000),
    ],
)
def test_what_is_no_period_is_refused_in_dutch(text: str) -> None:
    with pytest.raises(ValidationError, match=r"is geen periode\. Schrijf 2022") as caught:
        validate_periode(text)
    assert len(caught.value.messages[0]) < 200


@given(st.text(max_size=25))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        periode = Periode.parse(text)
    except ValueError:
        return
    assert periode.first <= periode.last
    assert Periode.parse(periode.text) == periode


@given(st.dates(dt.date(1900, 1, 1), dt.date(2200, 12, 31)))
def test_each_day_lies_in_its_month_quarter_half_and_year(day: dt.date) -> None:
    quarter, half = (day.month + 2) // 3, 1 if day.month < 7 else 2
    for text in (f"{day:%Y}", f"{day:%Y}-H{half}", f"{day:%Y}-Q{quarter}", f"{day:%Y-%m}", f"{day:%Y-%m-%d}"):
        assert Periode.parse(text).first <= day <= Periode.parse(text).last


@pytest.mark.django_db
def test_the_field_fills_its_companions_on_save_and_in_bulk() -> None:
    saved = TermijnFactory(periode=" 2022-Q1 ")
    saved.refresh_from_db()
    assert (saved.periode, saved.begindatum, saved.einddatum) == ("2022-Q1", dt.date(2022, 1, 1), dt.date(2022, 3, 31))
    copy = TermijnFactory.build(afspraak=saved.afspraak, gemeente=saved.gemeente, periode="2023", soort="start")
    type(saved).objects.bulk_create([copy])
    assert type(saved).objects.get(periode="2023").einddatum == dt.date(2023, 12, 31)
