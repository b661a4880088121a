# SPDX-License-Identifier: EUPL-1.2
"""Bodies that other readers would read differently, or that break what comes after."""

import json
from io import BytesIO

import pytest
from django.test import RequestFactory

from portaal.lib.api.parsers import StrictJSONParser
from portaal.lib.api.problems import RequestFaults

JSON = "application/json"
BAD = {
    "deep list": (b"[" * 1_200 + b"]" * 1_200, "too_deep"),
    "deep object": (b'{"a":' * 1_200 + b"1" + b"}" * 1_200, "too_deep"),
    "too deep for us, not for Python": (b"[" * 65 + b"]" * 65, "too_deep"),
    "NaN": (b'{"a": NaN}', "number"),
    "Infinity": (b"[-Infinity]", "number"),
    "infinity by exponent": (b"[1e400]", "number"),
    "5,000 digits": (b"[" + b"9" * 5_000 + b"]", "number"),
    "41 digits": (b"[" + b"9" * 41 + b"]", "number"),
    "latin-1": ('{"a": "é"}'.encode("latin-1"), "encoding"),
    "utf-16": ('{"a": 1}'.encode("utf-16"), "encoding"),
    "lone surrogate": (rb'{"a": "\ud800"}', "encoding"),
    "lone surrogate as name": (rb'{"\uDFFF": 1}', "encoding"),
    "name twice": (b'{"a": 1, "b": 2, "a": 3}', "repeated"),
    "cut off": (b'{"a": 1', "parse_error"),
    "two values": (b"1 2", "parse_error"),
    "byte order mark": (b'\xef\xbb\xbf{"a": 1}', "parse_error"),
    "spaces only": (b"  ", "parse_error"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_json_is_400(client, problem, name):
    content, code = BAD[name]
    body = problem(client.generic("POST", "/api/v1/inhoud", content, content_type=JSON), 400)
    assert [(fout["plaats"], fout["code"]) for fout in body["fouten"]] == [("body", code)]


@pytest.mark.parametrize(
    "data", [{"a": [1, 2.5, "é", None, True]}, [], "😀", 10**39, json.loads("[" * 63 + "]" * 63), {"a": "\ud83d\ude00"}]
)
def test_good_json_arrives_as_sent(client, data):
    response = client.generic("POST", "/api/v1/inhoud", json.dumps(data), content_type=JSON)
    assert response.status_code == 200, response.content
    assert json.dumps(response.json()["ontvangen"]) == json.dumps(data)


@pytest.mark.parametrize(
    "content_type", ["text/plain", "", "application/x-www-form-urlencoded", f"{JSON}; charset=latin-1"]
)
def test_other_content_types_are_415(client, problem, content_type):
    problem(client.generic("POST", "/api/v1/inhoud", b'{"a": 1}', content_type=content_type), 415)


def test_charset_utf8_may_be_named(client):
    response = client.generic("POST", "/api/v1/inhoud", b'{"a": 1}', content_type=f"{JSON}; charset=UTF-8")
    assert response.status_code == 200


@pytest.mark.parametrize("size", [2_621_441, 3_000_000, 7 * 1024 * 1024])
def test_a_large_body_is_413(client, problem, size):
    problem(client.generic("POST", "/api/v1/inhoud", b'"' + b"x" * (size - 2) + b'"', content_type=JSON), 413)


def test_a_body_up_to_the_limit_is_read(client):
    size = 2_621_440
    response = client.generic("POST", "/api/v1/inhoud", b'"' + b"x" * (size - 2) + b'"', content_type=JSON)
    assert response.status_code == 200


def test_a_body_that_broke_off_is_refused():
    """Half a list is a list too: nobody would see that the rest is missing."""

    def parse(announced):
        request = RequestFactory().get("/", CONTENT_LENGTH=announced)
        return StrictJSONParser().parse(BytesIO(b"[1]"), JSON, {"request": request})

    assert parse("3") == [1]
    with pytest.raises(RequestFaults) as refused:
        parse("4")
    assert [fout.code for fout in refused.value.fouten] == ["incomplete"]
