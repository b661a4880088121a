# SPDX-License-Identifier: EUPL-1.2
"""One line per event, whatever the values hold."""

import logging

import pytest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from portaal.lib import security_log

KEYS = ["time", "action", "object", "result", "origin", "actor"]


class Keep(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@pytest.fixture
def kept():
    handler = Keep()
    security_log.logger.addHandler(handler)
    yield handler.records
    security_log.logger.removeHandler(handler)


def test_a_line_has_action_object_result_origin_actor_and_time(kept):
    security_log.log("role_granted", target="gebruiker:12", actor=3, origin="web:abc", role="coordinator")
    line = kept[0].getMessage()
    pairs = [part.split("=", 1) for part in line.split(" ")]
    assert [key for key, _value in pairs] == [*KEYS, "role"]
    assert dict(pairs) | {"time": ""} == {
        "time": "",
        "action": "role_granted",
        "object": "gebruiker:12",
        "result": "ok",
        "origin": "web:abc",
        "actor": "3",
        "role": "coordinator",
    }
    assert pairs[0][1].endswith("Z")


def test_what_went_wrong_stands_out(kept):
    for result in ("ok", "failed", "denied", "locked"):
        security_log.log("login", result=result)
    assert [record.levelno for record in kept] == [logging.INFO, *[logging.WARNING] * 3]


@given(value=st.text())
def test_no_value_starts_a_line_or_a_key(value):
    handler = Keep()
    security_log.logger.addHandler(handler)
    try:
        security_log.log("access", target=value, origin=value, path=value)
    finally:
        security_log.logger.removeHandler(handler)
    line = handler.records[0].getMessage()
    assert len(line.splitlines()) == 1
    assert [part.split("=")[0] for part in line.split(" ")] == [*KEYS, "path"]
    assert all(part.count("=") == 1 for part in line.split(" "))
    assert line.isascii()
    assert line.isprintable()


def test_the_origin_tells_the_way_in_and_no_address():
    request = RequestFactory().get("/maastricht/", REMOTE_ADDR="203.0.113.7")
    same, other = (
        RequestFactory().get("/api/v1", REMOTE_ADDR="203.0.113.7"),
        RequestFactory().get("/beheer/", REMOTE_ADDR="203.0.113.8"),
    )
    web, api, beheer = (security_log.origin_of(found) for found in (request, same, other))
    assert web.split(":")[1] == api.split(":")[1] == security_log.pseudonym("203.0.113.7")
    assert (web[:4], api[:4], beheer[:7]) == ("web:", "api:", "beheer:")
    assert beheer.split(":")[1] != web.split(":")[1]
    assert "203" not in web


def test_a_pseudonym_needs_the_secret_key(settings):
    before = security_log.pseudonym("203.0.113.7")
    settings.SECRET_KEY = "another"
    assert security_log.pseudonym("203.0.113.7") != before


def test_outside_a_request_the_origin_is_a_command(kept):
    security_log.log("import")
    with security_log.from_origin("web:1"):
        security_log.log("import")
    security_log.log("import")
    assert [record.getMessage().split("origin=")[1].split(" ")[0] for record in kept] == ["command", "web:1", "command"]
