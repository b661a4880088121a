# SPDX-License-Identifier: EUPL-1.2
"""What goes out comes back: every format, every value, also through the real worker."""

from datetime import date, datetime, timezone
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portaal.lib.tables.cells import clean_text, value_text
from portaal.lib.tables.problems import Limits
from portaal.lib.tables.reader import read_table
from portaal.lib.tables.worker import parse
from portaal.lib.tables.writer import write_csv, write_ods, write_xlsx

HEADER = ["code", "tekst", "aantal", "bedrag", "datum", "moment", "waar"]
# With what spreadsheets stumble over, more often than chance would bring it.
TEXT = st.one_of(
    st.text(max_size=20),
    st.text("=+-@\t\r\n'\"; ,_xX0D5<>&é😀", max_size=12),
    st.sampled_from(
        ["=1+1", "'=1", "_x000D_", "_x005F_x000D_", "5w", "0012", "1-2", "1.7", "  a  b ", "a\r\nb", "]]>"]
    ),
)
ROWS = st.lists(
    st.tuples(
        # Something in each row: a blank row is no row.
        st.from_regex(r"[0-9][a-z]", fullmatch=True),
        st.none() | TEXT,
        st.none() | st.integers(-(2**60), 2**60),
        st.none() | st.decimals(-(10**9), 10**9, places=2) | st.floats(-1e9, 1e9).map(lambda value: round(value, 6)),
        st.none() | st.dates(),
        st.none() | st.datetimes(timezones=st.just(timezone.utc)),  # noqa: UP017 - the alias has no repr of its own
        st.none() | st.booleans(),
    ),
    max_size=8,
)


def written(kind, rows):
    if kind == "csv":
        return b"".join(write_csv(HEADER, rows))
    with (write_xlsx if kind == "xlsx" else write_ods)(HEADER, rows, sheet_name="Blad") as file:
        return file.read()


def expected(value):
    """What comes back as text; a number by what it is worth, for 1.50 may come back as 1,5."""
    if isinstance(value, str):
        return clean_text(value).strip()
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return Decimal(str(value))
    return value_text(value)


def found(cell, value):
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return Decimal(cell.text.replace(",", "."))
    return cell.text


def check(table, rows):
    assert table.header == HEADER
    assert [row.number for row in table.rows] == list(range(2, len(rows) + 2))
    for row, values in zip(table.rows, rows, strict=True):
        assert [found(row.cell(i), value) for i, value in enumerate(values)] == [expected(value) for value in values]
        assert not any(cell.formula or cell.merged for cell in row.cells.values())


@pytest.mark.parametrize("kind", ["csv", "xlsx", "ods"])
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS)
def test_rows_come_back_as_they_went(kind, read, rows):
    check(read(written(kind, rows)), rows)


@pytest.mark.parametrize("kind", ["csv", "xlsx", "ods"])
@settings(max_examples=60, deadline=None)
@given(text=TEXT)
def test_text_comes_back_to_the_letter(kind, text):
    """Also the white space around it, which `Cell.text` leaves out."""
    rows = parse(written(kind, [["1a", text, None, None, None, None, None]]), None, Limits())["rows"]
    value = {column: value for column, value, _ in rows[0][1]}.get(1, "")
    assert value == (clean_text(text) if clean_text(text).strip() else "")


@pytest.mark.parametrize("kind", ["csv", "xlsx", "ods"])
def test_an_actielijst_through_the_real_worker(kind):
    rows = [
        ("6a-1", "=SOM(A1)", 40, Decimal("462829.15"), date(2022, 3, 1), datetime(2022, 3, 1, 9, 30), True),
        ("5w", "Zorgpartij (niet nader genoemd)\nn.t.b.", None, 0.5, None, None, False),
        ("12", "'-", -5, Decimal("0.10"), date(1899, 12, 31), None, None),
    ]
    table = read_table(written(kind, rows), "actielijst." + kind)
    check(table, rows)
    assert table.faults == []


@pytest.mark.parametrize("kind", ["csv", "xlsx", "ods"])
def test_exporting_again_what_was_imported_changes_nothing(kind):
    rows = [
        ["1a", "'=x", 1, Decimal("1.5"), date(2026, 11, 20), None, None],
        ["2b", "-\t-", None, None, None, None, None],
    ]
    once = read_table(written(kind, rows), "lijst")
    again = read_table(written(kind, [[row.cell(i).value for i in range(len(HEADER))] for row in once.rows]), "lijst")
    assert again == once
