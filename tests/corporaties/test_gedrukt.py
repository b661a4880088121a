# SPDX-License-Identifier: EUPL-1.2
"""Figures as printed."""

from decimal import Decimal

import pytest

from corporaties.gedrukt import STREEPJE, Gedrukt, read_aantal, read_cijfer


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("760", "760"),
        ("-205", "-205"),
        ("2.335", "2335"),
        ("20.271", "20271"),
        ("€ 94.101.000", "94101000"),
        ("€ 0", "0"),
        ("4%", "4"),
        ("12,5%", "12.5"),
        ("20**", "20"),
        ("1.234.567,89", "1234567.89"),
    ],
)
def test_a_number(text, expected):
    assert read_cijfer(text) == Gedrukt(Decimal(expected))


def test_an_empty_cell_is_no_figure_and_a_dash_is_zero():
    assert read_cijfer("") is None
    assert read_cijfer("  ") is None
    assert read_cijfer("-") == Gedrukt(Decimal(0), opmerking=STREEPJE)
    assert read_cijfer("€ -").waarde == 0


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("pm", "nader_te_bepalen"),
        ("n.t.b.", "nader_te_bepalen"),
        ("t.b.", "nader_te_bepalen"),
        ("nnb", "nader_te_bepalen"),
        ("Onbekend", "onbekend"),
        ("N.v.t.", "niet_van_toepassing"),
    ],
)
def test_why_there_is_no_figure(text, status):
    assert read_cijfer(text) == Gedrukt(None, status)
    assert read_aantal(text) == Gedrukt(None, status)


@pytest.mark.parametrize("text", ["2.335,0.1", "12.5", "1.23", "twaalf", "1 234", "3 of 4", "--", "1.2345"])
def test_what_is_no_number_is_refused(text):
    with pytest.raises(ValueError, match="geen getal"):
        read_cijfer(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("+65 woningen", 65),
        ("3 van de 7", 3),
        ("Geen", 0),
        ("circa 250", 250),
        ("c.a. 50", 50),
        ("circa 180 + 140", 320),
        ("101 (50 huur en 51 koop)", 101),
        ("meer dan 200", 200),
        ("1.200 woningen", 1200),
    ],
)
def test_the_number_of_a_project(text, expected):
    assert read_aantal(text) == Gedrukt(Decimal(expected))


def test_a_project_without_a_number_is_unknown():
    assert read_aantal("een beperkt aantal").waardestatus == "onbekend"
    assert read_aantal("").waarde is None
