# SPDX-License-Identifier: EUPL-1.2
"""From buurten to a larger place: sums, weighted means, and why there is none."""

from decimal import Decimal
from itertools import combinations

import pytest

from wijken.samenvoegen import Waarde, combine


def values(**numbers):
    """`values(a=3, b="4!")`: a number per buurt; with `!` it is not shown."""
    return {
        key: Waarde(Decimal(str(number).removesuffix("!")), str(number).endswith("!"))
        for key, number in numbers.items()
    }


@pytest.mark.parametrize(
    ("rule", "numbers", "weights", "total", "reason"),
    [
        ("som", values(a=3, b=4), {}, 7, ""),
        ("som", values(a=3), {}, None, "Van 1 van de 2 buurten"),
        ("som", values(a="3!", b="4!"), {}, None, "te weinig huishoudens"),
        ("gewogen", values(a="50!", b="10!"), values(a=1, b=2), None, "te weinig huishoudens"),
        ("gewogen", values(a=50, b=10), values(a=1000, b=3000), 20, ""),
        ("gewogen", values(a=50), values(a=1000, b=0), 50, ""),
        ("gewogen", values(a=50), values(a=1000, b=3), None, "het cijfer niet bekend"),
        ("gewogen", values(a=50, b=10), values(a=1000), None, "aantal om naar te wegen"),
        ("gewogen", values(), values(a=0, b=0), None, "niets om naar te wegen"),
        ("geen", values(a=1, b=2), {}, None, "Een mediaan."),
    ],
)
def test_combine(rule, numbers, weights, total, reason):
    found = combine(rule, "Een mediaan.", ["a", "b"], numbers, weights)
    assert found.getal == total
    assert reason in found.reden
    assert (found.getal is None) == bool(found.reden)


def test_a_place_without_buurten():
    assert "niet bekend" in combine("som", "", [], {}, {}).reden


@pytest.mark.parametrize(
    ("rule", "numbers", "weights", "total"),
    [
        ("som", values(a=30, b="4!"), {}, 30),
        ("gewogen", values(a=50, b="10!"), values(a=1000, b=4), 50),
        ("gewogen", values(a=50, b=10), values(a=1000, b="4!"), 50),
    ],
)
def test_what_is_hidden_counts_in_no_total(rule, numbers, weights, total):
    found = combine(rule, "", ["a", "b"], numbers, weights)
    assert (found.getal, found.reden) == (total, "")
    assert found.noot == "Zonder 1 buurt, waar het over te weinig huishoudens gaat"


def test_no_difference_of_totals_tells_what_is_hidden():
    """Whatever places are made of the buurten: other hidden numbers give the very same totals."""
    buurten = ["a", "b", "c", "d"]
    places = [list(chosen) for size in range(1, 5) for chosen in combinations(buurten, size)]

    def totals(**hidden):
        numbers = values(a=30, d=12, **hidden)
        return [combine("som", "", place, numbers, {}).getal for place in places]

    assert totals(b="1!", c="4!") == totals(b="3!", c="2!")
