# SPDX-License-Identifier: EUPL-1.2
"""Long tables row by row: the same values and faults as all at once, in flat memory."""

import datetime as dt
import subprocess
import sys
from decimal import Decimal

import openpyxl
import pytest

from portaal.lib.tables import runner
from portaal.lib.tables.reader import UnreadableFile, read_table
from portaal.lib.tables.stream import Limits, open_rows
from portaal.lib.tables.writer import write_csv, write_ods, write_xlsx
from tests.lib.tables.files import packed, save, xlsx, xlsx_with

HEADER = ["Naam", "Aantal", "Dag"]
ROWS = [[f"rij {number}", number, dt.date(2026, 1, 1 + number % 28)] for number in range(1, 1301)]


def files() -> dict[str, bytes]:
    with write_xlsx(HEADER, ROWS, sheet_name="Lijst") as one, write_ods(HEADER, ROWS, sheet_name="Lijst") as other:
        return {"xlsx": one.read(), "ods": other.read(), "csv": b"".join(write_csv(HEADER, ROWS))}


def stream(content: bytes, name: str = "lijst.csv", **limits):
    with open_rows(content, name, limits=Limits(**limits)) as found:
        return found, [row for batch in found.batches() for row in batch]


@pytest.mark.parametrize("name", ["xlsx", "ods", "csv"])
def test_the_same_rows_as_all_at_once(name):
    content = files()[name]
    table = read_table(content, f"lijst.{name}")
    found, rows = stream(content, f"lijst.{name}")
    assert (found.sheet, found.header, found.header_row, found.sheets) == (
        table.sheet,
        table.header,
        table.header_row,
        table.sheets,
    )
    assert [(row.number, [row.cell(column) for column in range(3)]) for row in rows] == [
        (row.number, [row.cell(column).value for column in range(3)]) for row in table.rows
    ]
    assert (len(rows), found.read, found.faults) == (1300, 1.0, [])


@pytest.mark.parametrize("name", ["xlsx", "ods", "csv"])
def test_how_much_was_read_goes_up(name):
    with open_rows(files()[name], "x", limits=Limits()) as found:
        parts = [found.read for _batch in found.batches()]
    assert len(parts) == 3
    assert 0 < parts[0] <= parts[1] <= parts[2] <= 1


def test_faults_of_the_file_come_with_the_last_row():
    cells = "<c r='A{0}'><v>{0}</v></c><c r='B{0}'><f>1+1</f></c><c r='C{0}' t='e'><v>#REF!</v></c>"
    rows = "".join(f"<row r='{number}'>{cells.format(number)}</row>" for number in range(1, 4))
    merged = "<mergeCells><mergeCell ref='A2:A3'/></mergeCells>"
    content = xlsx_with(rows, merged)
    found, read = stream(content, "x.xlsx")
    assert found.faults == read_table(content, "x.xlsx").faults
    assert [(fault.row, fault.column) for fault in found.faults] == [
        (1, "B"), (1, "C"), (2, "A"), (2, "B"), (2, "C"), (3, "B"), (3, "C"),
    ]  # fmt: skip
    assert [(row.values, row.faulty) for row in read] == [
        ([2, None, None], frozenset({1, 2})),
        ([3, None, None], frozenset({1, 2})),
    ]


def test_values_that_json_lacks():
    _found, rows = stream(xlsx(["Kop", "Dag"], ["a", dt.datetime(2026, 1, 2, 3, 4)]))
    assert rows[0].cell(1) == dt.datetime(2026, 1, 2, 3, 4)
    _found, rows = stream(b"Kop\n12,50\n")
    assert rows[0].cell(0) == "12,50"
    with write_ods(["Kop"], [[Decimal("12.5")]], sheet_name="a") as content:
        assert stream(content.read())[1][0].cell(0) == Decimal("12.5")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b"PK\x03\x04 afgebroken", "damaged_zip"),
        (packed({"mimetype": "application/zip"}), "other_zip"),
        (b"<html><table></table></html>", "html"),
        (b"a\n" * 12, "too_many_rows"),
        (b"a\n" + b"x" * 3000, "too_big"),
        (b'a\n"b', "bad_quotes"),
    ],
)
def test_a_file_that_is_refused(content, code):
    with pytest.raises(UnreadableFile) as caught:
        stream(content, max_rows=10, max_file_bytes=2000)
    assert caught.value.code == code


def test_limits_of_a_package_are_those_of_the_caller():
    content = files()["xlsx"]
    with pytest.raises(UnreadableFile, match="groter dan"):
        stream(content, max_unpacked_bytes=10_000)


@pytest.fixture
def worker_code(monkeypatch):
    """Let this code stand for the worker."""
    return lambda code: monkeypatch.setattr(runner, "WORKER", [sys.executable, "-c", code])


FIRST = """import sys; print('{"sheet": "a", "header": ["b"], "header_row": 1}', flush=True); """


@pytest.mark.parametrize(
    ("code", "cause"),
    [
        ("import os; os._exit(3)", "crashed"),
        (FIRST + "import os; os._exit(3)", "crashed"),
        (FIRST + "import os, signal; os.kill(os.getpid(), signal.SIGXCPU)", "too_slow"),
        (FIRST + "print('geen json')", "crashed"),
        (FIRST + """print('{"rows": 5, "read": 1}')""", "crashed"),
        (FIRST + """print('{"refused": "bad_quotes", "params": {"row": 3}}')""", "bad_quotes"),
        (FIRST + "sys.stdout.write('x' * 300_000)", "crashed"),
    ],
)
def test_the_portal_survives_whatever_the_worker_does(worker_code, monkeypatch, code, cause):
    monkeypatch.setattr(runner, "MAX_ANSWER_BYTES", 200_000)
    worker_code(code)
    with pytest.raises(UnreadableFile) as caught:
        stream(b"a\nb\n")
    assert caught.value.code == cause


def test_a_worker_that_stops_half_way_is_ended(worker_code, monkeypatch):
    monkeypatch.setattr(runner, "STREAM_TIMEOUT_SECONDS", 0.5)
    worker_code(FIRST + "\nwhile True: pass")
    with pytest.raises(UnreadableFile, match="duurde te lang"):
        stream(b"a\nb\n")


def test_who_stops_reading_leaves_no_process_behind(monkeypatch):
    started = []
    start = runner._start
    monkeypatch.setattr(runner, "_start", lambda command: started.append(start(command)) or started[-1])
    content = b"a\n" + b"b\n" * 20_000
    with open_rows(content, "x", limits=Limits(max_rows=50_000)) as found:
        next(found.batches())
    assert [process.returncode is not None for process in started] == [True]


@pytest.mark.diep
@pytest.mark.parametrize("name", ["xlsx", "ods", "csv"])
def test_50_000_rows_take_no_more_memory_than_few(name, tmp_path):
    """The peak of reader and worker together, told by the processes themselves."""
    header = [f"Kolom {number}" for number in range(14)]
    rows = ([f"waarde {number % 50} van {column}" for column in range(14)] for number in range(50_000))
    path = tmp_path / "lijst"
    if name == "csv":
        path.write_bytes(b"".join(write_csv(header, rows)))
    else:
        write = write_xlsx if name == "xlsx" else write_ods
        with write(header, rows, sheet_name="Lijst") as content:
            path.write_bytes(content.read())
    code = (
        "import resource, sys\nfrom portaal.lib.tables.stream import Limits, open_rows\n"
        "limits = Limits(max_rows=50_000, max_file_bytes=2**25, max_unpacked_bytes=2**28)\n"
        f"content = open({str(path)!r}, 'rb').read()\n"
        "with open_rows(content, 'x', limits=limits) as found: number = sum(map(len, found.batches()))\n"
        "kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)\n"
        "print(number, sum(resource.getrusage(kind).ru_maxrss for kind in kinds) // 1024)"
    )
    environment = {**runner._ENVIRONMENT, "DJANGO_SETTINGS_MODULE": "tests.settings", "PORTAAL_SECRET_KEY": "x"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, env=environment, text=True, check=True)
    number, megabytes = map(int, done.stdout.split())
    assert number == 50_000
    assert megabytes < 300


def test_hidden_sheets_are_named():
    book = openpyxl.Workbook()
    book.active.append(["Kop"])
    book.create_sheet("Verborgen").sheet_state = "hidden"
    found, _rows = stream(save(book))
    assert (found.sheets, found.hidden) == (["Sheet", "Verborgen"], ["Verborgen"])
