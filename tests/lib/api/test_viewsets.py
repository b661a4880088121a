# SPDX-License-Identifier: EUPL-1.2
"""What a viewset of the package answers, and what the router refuses to register."""

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse
from rest_framework import serializers

from portaal.lib.api.query import QueryKey
from portaal.lib.api.routers import PortaalRouter
from tests.lib.api.urls import GroepFilterSet, GroepViewSet


def test_the_root_lists_every_resource(client):
    assert client.get("/api/v1").json() == {
        "groepen": "http://testserver/api/v1/groepen",
        "losse-rijen": "http://testserver/api/v1/losse-rijen",
        "gesloten": "http://testserver/api/v1/gesloten",
        "openapi": "http://testserver/api/v1/openapi.json",
    }


@pytest.mark.django_db
def test_one_object(client):
    group = Group.objects.create(name="1.7")
    assert reverse("api:groepen-detail", args=["1.7"]) == "/api/v1/groepen/1.7"
    assert client.get("/api/v1/groepen/1.7").json() == {
        "id": group.pk,
        "groepNaam": "1.7",
        "rechten": [],
        "bedrag": "1234.50",
        "gewijzigdOp": "2025-03-31T10:00:00Z",
    }


def test_rows_of_a_selector(client):
    body = client.get("/api/v1/losse-rijen").json()
    assert body["results"] == [{"titel": "een", "waarde": 1.5}, {"titel": "twee", "waarde": 2}]


@pytest.mark.django_db
def test_headers(client):
    response = client.get("/api/v1/groepen")
    assert response["API-Version"] == "1.0.0"
    assert response["Content-Type"] == "application/json"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"]
    assert "Access-Control-Allow-Origin" not in response


def test_security_headers_stand_on_errors_too(client):
    response = client.get("/api/v1/onzin")
    assert response["Content-Security-Policy"]
    assert response["X-Frame-Options"] == "DENY"
    assert "Access-Control-Allow-Origin" not in response


@pytest.mark.django_db
@pytest.mark.parametrize("accept", ["text/html", "text/csv", "application/xml", "onzin", "*/*"])
def test_accept_is_disregarded(client, accept):
    response = client.get("/api/v1/groepen", headers={"accept": accept})
    assert (response.status_code, response["Content-Type"]) == (200, "application/json")


def test_options_tells_what_is_allowed(client):
    response = client.options("/api/v1/groepen")
    assert (response.status_code, response["Allow"]) == (204, "GET, HEAD, OPTIONS")


@pytest.mark.django_db
def test_head_is_get_without_body(client):
    response = client.head("/api/v1/groepen")
    assert (response.status_code, response.content) == (200, b"")


def broken(**attributes):
    return type("Broken", (GroepViewSet,), attributes)


class SnakeSerializer(serializers.Serializer):
    snake_case = serializers.CharField()


class OuterSerializer(serializers.Serializer):
    delen = SnakeSerializer(many=True)


class SnakeFilterSet(GroepFilterSet):
    snake_case = GroepFilterSet.base_filters["groepNaam"]


@pytest.mark.parametrize(
    ("prefix", "attributes"),
    [
        ("snake_case", {}),
        ("camelCase", {}),
        ("goed/", {}),
        ("goed", {"serializer_class": SnakeSerializer}),
        ("goed", {"serializer_class": OuterSerializer}),
        ("goed", {"filterset_class": SnakeFilterSet}),
        ("goed", {"bulk_columns": ["snake_case"]}),
        ("goed", {"query_keys": [QueryKey("snake_case", str, {}, "")]}),
    ],
)
def test_names_that_break_the_conventions_are_not_registered(prefix, attributes):
    with pytest.raises(ImproperlyConfigured):
        PortaalRouter().register(prefix, broken(**attributes))


def test_a_trailing_slash_is_refused():
    with pytest.raises(ImproperlyConfigured):
        PortaalRouter(trailing_slash=True)
