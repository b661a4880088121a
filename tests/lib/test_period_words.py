# SPDX-License-Identifier: EUPL-1.2
"""Periods in sentences."""

import pytest

from portaal.lib.period_words import find_periods

SENTENCES = {
    "april 2021": ["2021-04"],
    "eind 2021 een plan": ["2021-Q4"],
    "begin 2022": ["2022-Q1"],
    "In de eerste helft van 2022 start het": ["2022-H1"],
    "2e helft 2023": ["2023-H2"],
    "2022/Q1: oplevering; 2022 Q3": ["2022-Q1", "2022-Q3"],
    "Q2 2022 en 4e kwartaal van 2023": ["2022-Q2", "2023-Q4"],
    "april-dec 2021": ["2021-04/2021-12"],
    "april 2021 tot en met maart 2022": ["2021-04/2022-03"],
    "op 15 maart 2022 of 1-9-2023": ["2022-03-15", "2023-09-01"],
    "de periode 2022-2026": ["2022/2026"],
    "in 2024 en uiterlijk 2025": ["2024", "2025"],
    "2024-Q1 en 2024-03-15": ["2024-Q1", "2024-03-15"],
    "31 februari 2022 bestaat niet": ["2022-02"],
    "2026-2022 loopt terug": [],
    "250 woningen in 1e aftopping, 2024 stuks": [],
}


@pytest.mark.parametrize("sentence", SENTENCES)
def test_find_periods(sentence: str) -> None:
    assert [found.periode for found in find_periods(sentence)] == SENTENCES[sentence]


def test_bare_years_count_where_periods_are_expected() -> None:
    assert [found.periode for found in find_periods("2024, 2026", bare_years=True)] == ["2024", "2026"]
