# SPDX-License-Identifier: EUPL-1.2
"""Lines over years: their places, and where they break."""

from decimal import Decimal

from portaal.lib.lines import make_lines


def test_places_are_on_one_scale_from_zero():
    drawn = make_lines(
        [2022, 2023, 2024], [("geteld", "count", {2022: Decimal(100), 2024: Decimal(0)})], [(Decimal(100), "100")]
    )
    first, last = drawn.lijnen[0].punten
    assert (first.x, first.y) == (str(drawn.links), drawn.hoogtes[0].plaats)
    assert (last.x, last.y) == (str(drawn.rechts), str(drawn.onder))
    assert [mark.tekst for mark in drawn.jaren] == ["2022", "2024"]


def test_a_year_without_a_value_breaks_the_line():
    values = {2022: Decimal(3), 2023: Decimal(2), 2025: Decimal(1)}
    line = make_lines([2022, 2023, 2024, 2025], [("gepland", "plan", values)], [(Decimal(3), "3")]).lijnen[0]
    assert len(line.delen) == 1  # 2025 stands alone: a dot
    assert len(line.punten) == 3


def test_one_year_and_nothing_but_zero():
    drawn = make_lines([2024], [("geteld", "count", {2024: Decimal(0)}), ("gepland", "plan", {})], [])
    assert drawn.lijnen[0].punten[0].y == str(drawn.onder)
    assert drawn.lijnen[1].punten == ()
