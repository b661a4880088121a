# SPDX-License-Identifier: EUPL-1.2
"""Whole lists in one answer."""

import csv
import json
import threading
from io import BytesIO, StringIO

import openpyxl
import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.db import connection, connections

from portaal.lib.api import bulk, lines
from portaal.lib.tables import writer

URL = "/api/v1/groepen"
COLUMNS = ["id", "groepNaam", "rechten", "bedrag", "gewijzigdOp"]


def body(response):
    assert response.status_code == 200, response.content
    content = response.getvalue()
    if file := getattr(response, "file_to_stream", None):
        file.close()
    return content


@pytest.fixture
def groups(db):
    made = [Group.objects.create(name=name) for name in ("een", "twee", "=1+1", "verborgen-vier")]
    for right in Permission.objects.order_by("codename")[:2]:
        made[0].permissions.add(right)
    return made


def rights_of(group):
    return [right.codename for right in group.permissions.all()]


def test_csv_opens_in_dutch_excel(client, groups):
    response = client.get(f"{URL}?formaat=csv")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="groepen.csv"'
    text = body(response).decode("utf-8-sig")
    rows = list(csv.reader(StringIO(text, newline=""), delimiter=";"))
    assert rows[0] == COLUMNS
    assert [row[1] for row in rows[1:]] == ["'=1+1", "een", "twee"]
    assert rows[2] == [str(groups[0].pk), "een", "; ".join(rights_of(groups[0])), "1234,50", "2025-03-31T10:00:00Z"]
    assert text.endswith("\r\n")


def test_ndjson_is_what_the_pages_say(client, groups):
    response = client.get(f"{URL}?formaat=ndjson")
    assert response["Content-Type"] == "application/x-ndjson"
    lines = [json.loads(line) for line in body(response).splitlines()]
    assert lines == client.get(URL).json()["results"]
    assert lines[1]["rechten"] == rights_of(groups[0])


def test_xlsx_has_numbers(client, groups):
    response = client.get(f"{URL}?formaat=xlsx")
    assert response["Content-Disposition"] == 'attachment; filename="groepen.xlsx"'
    sheet = openpyxl.load_workbook(BytesIO(body(response))).active
    rows = list(sheet.iter_rows(values_only=True))
    assert list(rows[0]) == COLUMNS
    assert [row[1] for row in rows[1:]] == ["=1+1", "een", "twee"]
    assert rows[1][3] == 1234.5
    assert sheet["B2"].data_type == "s"


def test_ods_is_made(client, groups):
    response = client.get(f"{URL}?formaat=ods")
    assert response["Content-Type"] == "application/vnd.oasis.opendocument.spreadsheet"
    assert body(response).startswith(b"PK")


def test_filters_hold_for_bulk_too(client, groups):
    lines = body(client.get(f"{URL}?formaat=ndjson&groepNaam=een")).splitlines()
    assert [json.loads(line)["groepNaam"] for line in lines] == ["een"]


@pytest.mark.parametrize("form", writer.FORMATS)
def test_an_empty_selection_is_no_error(client, db, form):
    body(client.get(f"{URL}?formaat={form}"))


@pytest.mark.parametrize("form", writer.FORMATS)
def test_head_reads_no_rows(client, groups, form, django_assert_num_queries):
    with django_assert_num_queries(0 if form in {"csv", "ndjson"} else 1):
        response = client.head(f"{URL}?formaat={form}")
    assert response.status_code == 200
    assert response.content == b""


def test_too_many_rows_for_a_format_is_400(client, problem, groups, monkeypatch):
    small = writer.Format("OpenDocument", "ods", "application/ods", max_rows=2)
    monkeypatch.setitem(writer.FORMATS, "ods", small)
    found = problem(client.get(f"{URL}?formaat=ods"), 400)["fouten"]
    assert [(fout["naam"], fout["code"]) for fout in found] == [("formaat", "row_limit")]
    body(client.get(f"{URL}?formaat=ods&groepNaam=een"))


def test_what_does_not_fit_in_a_sheet_is_400(client, problem, groups, monkeypatch):
    monkeypatch.setattr(bulk.BulkMixin, "bulk_cell", lambda self, value: "x" * 40_000)
    groups[0].permissions.add(Permission.objects.first())
    problem(client.get(f"{URL}?formaat=xlsx"), 400)


def test_own_columns_and_formats(client, problem):
    assert body(client.get("/api/v1/losse-rijen?formaat=csv")).decode("utf-8-sig") == (
        "titel;waarde\r\neen;1,5\r\ntwee;2\r\n"
    )
    assert body(client.get("/api/v1/losse-rijen?formaat=ndjson")).splitlines() == [
        b'{"titel":"een","waarde":1.5}',
        b'{"titel":"twee","waarde":2}',
    ]
    problem(client.get("/api/v1/losse-rijen?formaat=xlsx"), 400)


def test_nested_values_become_text():
    cell = bulk.BulkMixin().bulk_cell
    assert cell(["Woonpunt", "Maasvallei"]) == "Woonpunt; Maasvallei"
    assert cell([]) == ""
    assert cell([{"status": "gereed"}]) == '[{"status": "gereed"}]'
    assert cell({"a": 1}) == '{"a": 1}'
    assert cell(5) == 5


@pytest.mark.parametrize("by_key", [False, True])
@pytest.mark.parametrize("count", [0, 1, 2, 3, 4, 5])
def test_batches_give_every_row_once(db, by_key, count):
    Group.objects.bulk_create(Group(name=f"groep-{9 - number}") for number in range(count))
    queryset = Group.objects.order_by("name")
    names = [group.name for batch in bulk.batches(queryset, size=2, by_key=by_key) for group in batch]
    assert names == [group.name for group in queryset.order_by("pk" if by_key else "name")]


@pytest.mark.parametrize("by_key", [False, True])
def test_a_row_that_is_unpublished_meanwhile_is_not_delivered(db, by_key):
    Group.objects.bulk_create(Group(name=f"groep-{number}") for number in range(4))
    visible = Group.objects.exclude(name__startswith="verborgen").order_by("pk")
    found = []
    for batch in bulk.batches(visible, size=2, by_key=by_key):
        found += [group.name for group in batch]
        Group.objects.filter(name="groep-3").update(name="verborgen-3")
    assert found == ["groep-0", "groep-1", "groep-2"]


@pytest.mark.parametrize("form", ["csv", "ndjson"])
def test_queries_grow_with_batches_and_not_with_rows(client, db, form, django_assert_num_queries):
    Group.objects.bulk_create(Group(name=f"groep-{number:05}") for number in range(2_500))
    with django_assert_num_queries(1 + 2 * 3):  # a small first batch, a whole one, and the rest
        body(client.get(f"{URL}?formaat={form}"))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("form", ["csv", "ndjson", "lines csv", "lines ndjson"])
def test_a_stalled_client_does_not_block_a_writer(client, form):
    """Rows of a serializer, and lines of the database; after it the client gets the rest, and may go away too."""
    Group.objects.bulk_create(Group(name=f"groep-{number:05}") for number in range(5_000))
    if form.startswith("lines"):
        write = lines.write_csv_lines if form == "lines csv" else lines.write_ndjson_lines
        content = write(Group.objects.order_by("pk"), {"id": "pk", "naam": "name"})
    else:
        content = client.get(f"{URL}?formaat={form}").streaming_content
    read = [next(content), next(content)]
    errors = []

    def write():
        try:
            if connection.vendor == "sqlite":
                with connection.cursor() as cursor:
                    cursor.execute("PRAGMA busy_timeout = 100")
            Group.objects.create(name="geschreven")
        except Exception as error:
            errors.append(error)
        finally:
            connections.close_all()

    thread = threading.Thread(target=write)
    thread.start()
    thread.join()
    assert errors == []
    assert len(b"".join([*read, *content]).splitlines()) >= 5_000


def test_a_column_that_no_line_can_hold_is_refused(db):
    with pytest.raises(TypeError, match="DateTimeField"):
        list(lines.write_csv_lines(get_user_model().objects.order_by("pk"), {"sinds": "last_login"}))


@pytest.mark.parametrize("write", [lines.write_csv_lines, lines.write_ndjson_lines])
def test_a_list_that_can_hold_no_row_is_an_empty_file(db, write):
    assert b"".join(write(Group.objects.filter(pk__in=[]), {"naam": "name"})) in (b"\xef\xbb\xbfnaam\r\n", b"")
