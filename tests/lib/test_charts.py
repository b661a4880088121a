# SPDX-License-Identifier: EUPL-1.2
"""Bars: one scale with zero in it, and what is not known has none."""

from decimal import Decimal

from portaal.lib.charts import make_bars


def shape(rows):
    return [[(staaf.x, staaf.breedte, staaf.kleur) for staaf in groep.staven] for groep in make_bars(rows)]


def test_zero_is_a_bar_without_width_and_unknown_has_none():
    rows = [("a", [("x", Decimal(50), "50"), ("y", Decimal(0), "0"), ("z", None, "onbekend")])]
    assert shape(rows) == [[("0", "100", 1), ("0", "0", 2), ("", "", 3)]]


def test_below_zero_goes_to_the_left():
    rows = [("a", [("", Decimal(-25), "-25")]), ("b", [("", Decimal(75), "75")])]
    assert shape(rows) == [[("0", "25", 1)], [("25", "75", 1)]]


def test_nothing_known():
    assert shape([("a", [("", None, "onbekend")])]) == [[("", "", 1)]]
    assert make_bars([]) == ()


def test_a_series_keeps_its_colour_and_many_have_one():
    rows = [("a", [("x", Decimal(1), "1")]), ("b", [("y", Decimal(1), "1"), ("x", Decimal(1), "1")])]
    assert [[colour for _x, _width, colour in row] for row in shape(rows)] == [[1], [2, 1]]
    many = [("a", [(str(number), Decimal(1), "1") for number in range(9)])]
    assert {colour for _x, _width, colour in shape(many)[0]} == {1}
