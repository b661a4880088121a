# SPDX-License-Identifier: EUPL-1.2
"""The bounds that hold for every format: rows, columns, text, faults, and what a merged range does to its cells."""

import pytest

from portaal.lib.tables.collect import FORMULA, MERGED, UNREADABLE, Collector, MergedRange, RawCell, number_cell
from portaal.lib.tables.problems import Limits, Refused


def collect(rows, **limits):
    collector = Collector(Limits(**limits))
    for number, values in rows:
        collector.add_row(number, [RawCell(column, value) for column, value in enumerate(values)])
    return collector


def codes(collector):
    return [(row, column, code) for row, column, code, _ in collector.answer()["faults"]]


def test_as_many_rows_as_allowed_and_not_one_more():
    rows = [(number, ["x"]) for number in range(1, 5)]
    assert len(collect(rows, max_rows=3).rows) == 3
    with pytest.raises(Refused) as caught:
        collect(rows, max_rows=2)
    assert (caught.value.code, caught.value.params) == ("too_many_rows", {"limit": 2})


def test_blank_rows_do_not_count_but_keep_the_numbers():
    collector = collect([(1, [""]), (3, ["kop"]), (4, [None]), (5, ["a"]), (6, [" \n"]), (9, ["b"])], max_rows=7)
    assert collector.header_row == 3
    assert list(collector.rows) == [5, 9]


def test_a_forgotten_cell_far_below_is_a_fault_and_no_row():
    collector = collect([(1, ["kop"]), (2, ["a"]), (1_048_576, [None, "x"])], max_rows=10)
    assert list(collector.rows) == [2]
    assert codes(collector) == [(1_048_576, 1, "too_low")]


def test_a_table_far_below_is_too_big():
    rows = [(1, ["kop"]), *((5000 + number, ["x"]) for number in range(21))]
    with pytest.raises(Refused, match="too_many_rows"):
        collect(rows, max_rows=100)


def test_a_cell_beside_the_table_is_a_fault_and_no_column():
    collector = collect([(1, ["kop", "kop 2", "te ver"]), (2, ["a", None, "x"]), (3, [None, None, "y"])], max_columns=2)
    assert collector.header == ["kop", "kop 2"]
    assert list(collector.rows) == [2]
    assert codes(collector) == [(1, 2, "too_wide"), (2, 2, "too_wide"), (3, 2, "too_wide")]


def test_faults_of_one_kind_in_one_column_are_counted_after_200():
    collector = Collector(Limits())
    collector.add_row(1, [RawCell(0, "kop")])
    for number in range(2, 402):
        collector.add_row(number, [RawCell(0, None, formula=True), RawCell(1, "x")])
    faults = collector.answer()["faults"]
    assert len(faults) == 201
    assert faults[-1] == (0, 0, "more_faults", {"count": 200, "like": "formula"})


def test_more_text_than_allowed_in_all_cells_together():
    rows = [(number, ["x" * 32_000]) for number in range(1, 700)]
    with pytest.raises(Refused, match="too_much_text"):
        collect(rows)


def test_a_text_longer_than_a_cell_can_hold_is_a_fault():
    collector = collect([(1, ["kop"]), (2, ["x" * 32_768, "y"]), (3, ["x" * 32_767])])
    assert codes(collector) == [(2, 0, "too_long")]
    assert collector.rows[2][0] == [None, UNREADABLE]
    assert len(collector.rows[3][0][0]) == 32_767


def test_an_unprintable_character_is_a_fault_and_replaced():
    collector = collect([(1, ["kop"]), (2, ["a\x00b\r\nc"])])
    assert codes(collector) == [(2, 0, "unprintable")]
    assert collector.rows[2][0][0] == "a\ufffdb\nc"


def test_a_formula_has_no_value_and_counts_as_content():
    collector = collect([(1, ["kop"])])
    collector.add_row(2, [RawCell(0, None, formula=True)])
    assert collector.rows == {2: {0: [None, FORMULA]}}
    assert codes(collector) == [(2, 0, "formula")]


def test_the_header_is_as_wide_as_the_widest_row():
    answer = collect([(1, ["a", None, " c "]), (2, ["1"]), (3, [None] * 4 + ["5"])]).answer()
    assert answer["header"] == ["a", "", "c", "", ""]


def test_cells_of_a_merged_range_are_flagged_each_column_with_a_fault():
    collector = collect([(1, ["a", "b", "c"]), (2, ["x", None, "1"]), (3, [None, None, "2"]), (5, ["z"])])
    collector.merge([MergedRange(2, 0, 3, 1)])
    assert codes(collector) == [(2, 0, "merged"), (2, 1, "merged")]
    assert collector.rows[2] == {0: ["x", MERGED], 1: [None, MERGED], 2: ["1", 0]}
    assert collector.rows[3] == {0: [None, MERGED], 1: [None, MERGED], 2: ["2", 0]}
    assert collector.rows[5] == {0: ["z", 0]}


def test_a_merged_heading_is_a_fault_and_an_empty_merge_is_not():
    collector = collect([(1, ["a", None, "c"]), (2, ["x", None, "1"])])
    collector.merge([MergedRange(1, 0, 1, 1), MergedRange(2, 1, 2, 1), MergedRange(50, 0, 60, 4)])
    assert codes(collector) == [(1, 0, "merged"), (1, 1, "merged")]


def test_merged_ranges_that_overlap_endlessly_are_refused():
    collector = collect([(number, ["x"] * 10) for number in range(1, 100)])
    with pytest.raises(Refused, match="damaged"):
        collector.merge([MergedRange(1, 0, 1_048_576, 16_383)] * 10_000)


@pytest.mark.parametrize(("given", "value"), [(12.0, 12), (12.5, 12.5), (-0.0, 0), (1e300, 1e300), (2.0**53, 2**53)])
def test_a_number_is_whole_when_it_can_be(given, value):
    found = number_cell(0, given).value
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize("given", [float("inf"), float("nan")])
def test_what_is_no_number_is_unreadable(given):
    assert number_cell(0, given).problem == "unreadable"
