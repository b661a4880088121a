# SPDX-License-Identifier: EUPL-1.2
"""Runs the tests of the API infrastructure against the small API of `tests.lib.api.urls`."""

import pytest
from django.core.cache import caches
from django.test import Client


@pytest.fixture(autouse=True)
def small_api(settings):
    """The URLconf of these tests, Django's own plain error pages, and no requests counted from another test."""
    settings.ROOT_URLCONF = "tests.lib.api.urls"
    settings.TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates"}]
    caches["memory"].clear()


@pytest.fixture
def client():
    """A client that gets the 500 a browser would get."""
    return Client(raise_request_exception=False)


@pytest.fixture
def problem():
    """Checks that a response is a complete problem with this status, and gives its body."""

    def check(response, status):
        assert response.status_code == status, response.content[:500]
        assert response["Content-Type"] == "application/problem+json"
        assert response["API-Version"] == "1.0.0"
        assert response["Cache-Control"] == "no-store"
        body = response.json()
        assert body.keys() == {"type", "title", "status", "detail", "instance", "fouten"}
        assert body["status"] == status
        assert body["title"]
        assert body["detail"]
        assert "geheim" not in response.content.decode()
        for fout in body["fouten"]:
            assert fout.keys() == {"naam", "plaats", "code", "melding"}
            assert fout["plaats"] in {"query", "body", "header", "pad"}
        return body

    return check
