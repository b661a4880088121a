# SPDX-License-Identifier: EUPL-1.2
"""Health of the portal, for who watches over it."""

import pytest
from django.db import OperationalError

from monitoring.views import gezondheid

LIVE, READY = "/gezondheid/live", "/gezondheid/klaar"


def test_live_needs_no_database(client):
    """No mark for the database: a query would fail this test."""
    response = client.get(LIVE)
    assert response.status_code == 200
    assert response.json() == {"status": "ok"}
    assert "no-store" in response.headers["Cache-Control"]


@pytest.mark.django_db
def test_ready(client):
    response = client.get(READY)
    assert response.status_code == 200
    assert response.json() == {"status": "ok"}
    assert "no-store" in response.headers["Cache-Control"]


@pytest.mark.django_db
def test_ready_costs_at_most_two_queries(client, django_assert_max_num_queries):
    client.get(READY)
    with django_assert_max_num_queries(2):
        client.get(READY)


@pytest.mark.django_db
def test_not_ready_while_a_migration_waits(client, monkeypatch):
    """The tables of the tests come from the models; `make start` asks the same of a migrated database."""
    monkeypatch.setattr(gezondheid, "known_migrations", lambda: frozenset({("afspraken", "0001_initial")}))
    response = client.get(READY)
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "10"
    assert response.json() == {"status": "niet klaar", "reden": "1 migraties nog niet uitgevoerd"}


def test_not_ready_without_a_database(client, monkeypatch):
    def broken() -> None:
        raise OperationalError("could not connect to server at 10.0.0.1")

    monkeypatch.setattr(gezondheid.connection, "ensure_connection", broken)
    response = client.get(READY)
    assert response.status_code == 503
    assert response.json() == {"status": "niet klaar", "reden": "geen database"}
    assert "no-store" in response.headers["Cache-Control"]


@pytest.mark.parametrize("url", [LIVE, READY])
def test_only_reading(client, url):
    assert client.post(url).status_code == 405
