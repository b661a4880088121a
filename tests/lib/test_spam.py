# SPDX-License-Identifier: EUPL-1.2
"""How often an address may send, counted without keeping the address."""

import datetime as dt

import pytest
from django.core.cache import cache
from django.test import RequestFactory

from portaal.lib import spam

pytestmark = pytest.mark.django_db


def test_an_address_is_counted_for_a_while(monkeypatch):
    cache.clear()
    clock = [1_000_000.0]
    monkeypatch.setattr(spam, "_now", lambda: clock[0])
    request = RequestFactory().get("/")

    def ask() -> bool:
        return spam.too_often(request, "proef", amount=2, within=dt.timedelta(hours=1))

    assert [ask(), ask(), ask()] == [False, False, True]
    clock[0] += 3601
    assert ask() is False
    assert spam.too_often(request, "anders", amount=1, within=dt.timedelta(hours=1)) is False
    cache.clear()


def test_the_mark_tells_how_long_ago(monkeypatch):
    mark = spam.make_mark(500)
    monkeypatch.setattr(spam, "_now", lambda: 560.0)
    assert spam.age_of(mark) == 60
    assert spam.age_of(mark + "x") is None
