# SPDX-License-Identifier: EUPL-1.2
"""Contrast by WCAG, against figures known from the standard."""

import pytest

from portaal.lib.contrast import contrast, is_colour


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        ("#777777", "#ffffff", 4.48),
        ("#767676", "#ffffff", 4.54),
        ("#ff0000", "#ffffff", 4.0),
        ("#0000ff", "#ffffff", 8.59),
    ],
)
def test_ratio(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == pytest.approx(ratio, abs=0.005)
    assert contrast(other, one) == contrast(one, other)


@pytest.mark.parametrize("value", ["#fff", "fff", "#GGGGGG", "#12345", "#1234567", "red", "", "#12345٣"])
def test_what_is_no_colour(value: str) -> None:
    assert not is_colour(value)
