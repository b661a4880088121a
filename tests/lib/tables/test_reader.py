# SPDX-License-Identifier: EUPL-1.2
"""`read_table` with the real process around the parser: what it gives, what it is allowed, and what it survives."""

import json
import logging
import subprocess
import sys
from datetime import date
from decimal import Decimal

import pytest

from portaal.lib.tables import runner
from portaal.lib.tables.reader import Cell, Fault, UnreadableFile, read_table
from tests.lib.tables.files import ods, ods_with, xlsx, xlsx_with
from tests.lib.tables.test_ods import row, text

ROWS = [["code", "aantal", "datum"], ["1a", 12, date(2026, 11, 20)], ["5w", 1.5, None]]
CSV = b"code;aantal;datum\r\n1a;12;2026-11-20\r\n5w;1,5;\r\n"
SAYS = "import sys; sys.stdin.buffer.read(); sys.stdout.write({!r})"


@pytest.fixture
def worker_code(monkeypatch):
    """Put other Python in the place of the worker."""

    def put(code: str) -> None:
        monkeypatch.setattr(runner, "WORKER", [sys.executable, "-c", code])

    return put


def refusal(content: bytes = CSV) -> UnreadableFile:
    with pytest.raises(UnreadableFile) as caught:
        read_table(content, "lijst.csv")
    return caught.value


@pytest.mark.parametrize(
    ("content", "fraction"),
    [(xlsx(*ROWS), 1.5), (ods(*ROWS), Decimal("1.5")), (CSV, "1,5")],
    ids=["xlsx", "ods", "csv"],
)
def test_each_format_through_the_process_and_whatever_the_name(content, fraction):
    table = read_table(content, "Blad1.dat")
    assert (table.sheet, table.sheets, table.header_row) == ("Blad1", ["Blad1"], 1)
    assert table.header == ["code", "aantal", "datum"]
    assert [item.number for item in table.rows] == [2, 3]
    assert [table.rows[0].cell(i).text for i in range(3)] == ["1a", "12", "2026-11-20"]
    assert table.rows[1].cell(1) == Cell(fraction)
    assert table.rows[1].cell(1).text == "1,5"
    assert table.rows[1].cell(2) == Cell()
    assert table.rows[1].cell(2).text == ""
    assert table.faults == []


def test_faults_come_with_sheet_row_letter_and_message():
    content = xlsx(["a", "b"], ["x", "=1+1"], ["=2", "#REF!"], sheet="Acties 2026")
    table = read_table(content, "x.xlsx", sheet="acties 2026", max_rows=2, max_columns=2)
    assert [(fault.sheet, fault.row, fault.column) for fault in table.faults] == [
        ("Acties 2026", 2, "B"),
        ("Acties 2026", 3, "A"),
        ("Acties 2026", 3, "B"),
    ]
    assert table.fault(3, 1, "Onbekende partij.", field="trekker") == Fault(
        "Acties 2026", 3, "B", "Onbekende partij.", "trekker"
    )


def test_limits_are_those_of_the_caller():
    content = b"a;b;c\n1;2;3\n4;5;6\n"
    assert len(read_table(content, "x.csv", max_rows=2, max_columns=2).faults) == 3
    with pytest.raises(UnreadableFile, match="meer dan 1 rijen"):
        read_table(content, "x.csv", max_rows=1)


def test_a_bomb_is_stopped_by_the_memory_limit():
    content = ods_with(row(text('<text:s text:c="999999999"/>' * 100_000)))
    assert len(content) < 10_000
    with pytest.raises(UnreadableFile) as caught:
        read_table(content, "bom.ods")
    assert caught.value.code == "too_heavy"
    assert "te veel geheugen" in caught.value.message


@pytest.mark.parametrize(
    ("code", "cause", "message"),
    [
        ("import os; os._exit(3)", "crashed", "afgebroken"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "crashed", "afgebroken"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", "crashed", "afgebroken"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGXCPU)", "too_slow", "te lang"),
        (SAYS.format("geen json"), "crashed", "beschadigd"),
        (SAYS.format("[]"), "crashed", "beschadigd"),
        (SAYS.format("{}"), "crashed", "beschadigd"),
        (SAYS.format('{"sheet": "a", "header": [], "header_row": 1, "rows": 5}'), "crashed", "beschadigd"),
        (SAYS.format('{"refused": "iets nieuws", "params": {}}'), "iets nieuws", "beschadigd"),
    ],
)
def test_the_portal_survives_whatever_the_worker_does(worker_code, code, cause, message):
    worker_code(code)
    refused = refusal()
    assert refused.code == cause
    assert message in refused.message


def test_a_worker_that_does_not_end_is_ended(worker_code, monkeypatch, caplog):
    monkeypatch.setattr(runner, "TIMEOUT_SECONDS", 0.3)
    worker_code("while True: pass")
    refused = refusal(CSV * 100_000)
    assert refused.code == "too_slow"
    assert "duurde te lang" in refused.message
    assert "0.3 seconds" in caplog.text


def test_a_worker_that_closes_its_pipes_and_goes_on_is_ended(worker_code, monkeypatch):
    monkeypatch.setattr(runner, "TIMEOUT_SECONDS", 0.3)
    worker_code("import os; os.close(0); os.close(1)\nwhile True: pass")
    assert refusal(CSV * 100_000).code == "too_slow"


def test_an_answer_without_end_is_cut_off(worker_code, monkeypatch):
    monkeypatch.setattr(runner, "MAX_ANSWER_BYTES", 200_000)
    worker_code("import sys\nwhile True: sys.stdout.write('x' * 65536)")
    assert refusal().code == "crashed"


def test_no_process_to_be_had_is_not_the_fault_of_the_file(monkeypatch, caplog):
    monkeypatch.setattr(runner, "WORKER", ["/nergens/python"])
    refused = refusal()
    assert refused.code == "not_now"
    assert "ligt niet aan het bestand" in refused.message
    assert "could not be started" in caplog.text


def test_the_worker_gets_nothing_of_our_environment_and_has_its_limits(worker_code, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "geheim")
    worker_code(
        "import json, os, resource, sys\n"
        "from portaal.lib.tables import worker\n"
        "worker.limit_resources()\n"
        "kinds = ('AS', 'CPU', 'CORE', 'NPROC')\n"
        "limits = [resource.getrlimit(getattr(resource, 'RLIMIT_' + kind)) for kind in kinds]\n"
        "json.dump({'environment': sorted(os.environ), 'limits': limits, 'modules': list(sys.modules)}, sys.stdout)"
    )
    answer = runner.ask_worker(b"", None, runner.Limits())
    assert answer["environment"] == ["LC_ALL", "OPENPYXL_DEFUSEDXML", "OPENPYXL_LXML", "PYTHONPATH"]
    assert answer["limits"] == [[512 * 1024**2] * 2, [20, 22], [0, 0], [0, 0]]
    assert not [name for name in answer["modules"] if name.startswith(("django", "openpyxl", "lxml"))]


def test_a_damaged_file_is_logged_by_type_and_place_without_its_contents(caplog):
    content = xlsx_with('<row r="geheime tekst"/>')
    with caplog.at_level(logging.WARNING), pytest.raises(UnreadableFile, match="beschadigd"):
        read_table(content, "x.xlsx")
    assert "ValueError in xlsx_rows.py" in caplog.text
    assert "geheime" not in caplog.text


WORDS = "tekst van gewone lengte"


def biggest_xlsx() -> bytes:
    cells = f'<c t="str"><v>{WORDS}</v></c>' * 60
    return xlsx_with("".join(f'<row r="{number}">{cells}</row>' for number in range(1, 5002)))


def biggest_ods() -> bytes:
    return ods_with(row(text(WORDS) * 60) * 5000)


@pytest.mark.diep
@pytest.mark.parametrize("content", [biggest_xlsx, biggest_ods])
def test_the_biggest_tables_stay_below_300_mb(content):
    """The peak of the worker as it tells it itself: seen from outside, that of other children would hide it."""
    request = json.dumps({"sheet": None, "max_rows": 5000, "max_columns": 60}).encode() + b"\n" + content()
    code = (
        "import resource, sys\nfrom portaal.lib.tables import worker\nworker.main()\n"
        "sys.stderr.write(str(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024))"
    )
    done = subprocess.run([sys.executable, "-c", code], input=request, capture_output=True, env=runner._ENVIRONMENT)
    assert len(json.loads(done.stdout)["rows"]) == 5000
    assert int(done.stderr) < 300
