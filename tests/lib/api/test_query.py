# SPDX-License-Identifier: EUPL-1.2
"""Query keys: every fault at once, and nothing ignored in silence."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType

pytestmark = pytest.mark.django_db
URL = "/api/v1/groepen"


def faults(body):
    return {(fout["naam"], fout["code"]) for fout in body["fouten"]}


@pytest.fixture
def groups():
    made = {name: Group.objects.create(name=name) for name in ("een", "twee", "drie", "verborgen-vier")}
    content_type = ContentType.objects.get_for_model(Group)
    for codename, group in (("lezen", "een"), ("verborgen-recht", "twee")):
        right = Permission.objects.create(codename=codename, content_type=content_type, name=codename)
        made[group].permissions.add(right)
    return made


def names(response):
    assert response.status_code == 200, response.content
    return [row["groepNaam"] for row in response.json()["results"]]


def test_every_fault_is_listed_at_once(client, problem):
    query = "onbekend=1&groep_naam=x&pagina=0&paginaGrootte=1001&formaat=pdf&leeg=misschien&nummer=abc&sinds=31-03-2025"
    query += "&peildatum=2025-02-30&groepNaam=a&groepNaam=b&recht=bestaatniet&soort=drie"
    body = problem(client.get(f"{URL}?{query}"), 400)
    assert faults(body) == {
        ("onbekend", "unknown"),
        ("groep_naam", "unknown"),
        ("pagina", "invalid"),
        ("paginaGrootte", "invalid"),
        ("formaat", "invalid"),
        ("leeg", "invalid"),
        ("nummer", "invalid"),
        ("sinds", "invalid"),
        ("peildatum", "invalid"),
        ("groepNaam", "repeated"),
        ("recht", "invalid_choice"),
        ("soort", "invalid_choice"),
    }
    assert {fout["plaats"] for fout in body["fouten"]} == {"query"}


@pytest.mark.parametrize(
    ("query", "fault"),
    [
        ("pagina=1&pagina=2", ("pagina", "repeated")),
        ("pagina=", ("pagina", "blank")),
        ("groepNaam=", ("groepNaam", "blank")),
        ("groepNaam=%20", ("groepNaam", "blank")),
        ("soort=een&soort=", ("soort", "blank")),
        ("groepNaam=%00", ("groepNaam", "null_characters_not_allowed")),
        ("recht=%00", ("recht", "null_characters_not_allowed")),
        ("pagina=-1", ("pagina", "invalid")),
        ("pagina=1.0", ("pagina", "invalid")),
        ("pagina=%D9%A1", ("pagina", "invalid")),
        ("pagina=" + "9" * 500, ("pagina", "invalid")),
        ("pagina=" + "9" * 5_000, ("pagina", "too_long")),
        ("groepNaam=" + "x" * 1_001, ("groepNaam", "too_long")),
        ("nummer=0", ("nummer", "invalid")),
        ("nummer=99999999999", ("nummer", "invalid")),
        ("leeg=True", ("leeg", "invalid")),
        ("sinds=20250331", ("sinds", "invalid")),
        ("format=csv", ("format", "unknown")),
        ("Pagina=1", ("Pagina", "unknown")),
        ("%00=1", ("\x00", "unknown")),
        ("formaat=csv&pagina=1", ("pagina", "not_allowed")),
        ("pagina=101", ("pagina", "row_limit")),
        ("pagina=11&paginaGrootte=1000", ("pagina", "row_limit")),
        ("pagina=2", ("pagina", "out_of_range")),
    ],
)
def test_bad_keys_and_values(client, problem, groups, query, fault):
    assert faults(problem(client.get(f"{URL}?{query}"), 400)) == {fault}


def test_the_row_limit_points_to_ndjson(client, problem):
    body = problem(client.get(f"{URL}?pagina=101"), 400)
    assert "formaat=ndjson" in body["fouten"][0]["melding"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["drie", "een", "twee"]),
        ("groepNaam=een", ["een"]),
        ("groepNaam=verborgen-vier", []),
        ("soort=een&soort=twee", ["een", "twee"]),
        ("leeg=true", ["drie"]),
        ("leeg=false", ["een", "twee"]),
        ("recht=lezen", ["een"]),
        ("sinds=2025-03-31&peildatum=2025-01-01", ["drie", "een", "twee"]),
    ],
)
def test_filters(client, groups, query, expected):
    assert names(client.get(f"{URL}?{query}")) == expected


def test_a_hidden_choice_is_refused_like_a_missing_one(client, problem, groups):
    hidden = problem(client.get(f"{URL}?recht=verborgen-recht"), 400)
    missing = problem(client.get(f"{URL}?recht=bestaat-niet"), 400)
    assert hidden == missing


def test_one_object_takes_only_its_own_keys(client, problem, groups):
    assert client.get(f"{URL}/een?peildatum=2025-01-01").status_code == 200
    assert faults(problem(client.get(f"{URL}/een?groepNaam=een"), 400)) == {("groepNaam", "unknown")}
    assert faults(problem(client.get(f"{URL}/een?pagina=1&formaat=csv"), 400)) == {
        ("pagina", "unknown"),
        ("formaat", "unknown"),
    }


@pytest.mark.parametrize("path", ["/api/v1", "/api/v1/openapi.json"])
def test_plain_views_are_strict_too(client, problem, path):
    assert faults(problem(client.get(f"{path}?lang=nl"), 400)) == {("lang", "unknown")}


def test_pages(client, groups):
    first = client.get(f"{URL}?paginaGrootte=2").json()
    assert first["count"] == 3
    assert first["previous"] is None
    assert first["next"] == "http://testserver/api/v1/groepen?pagina=2&paginaGrootte=2"
    second = client.get(first["next"]).json()
    assert second["next"] is None
    assert second["previous"] == "http://testserver/api/v1/groepen?pagina=1&paginaGrootte=2"
    assert [row["groepNaam"] for row in first["results"] + second["results"]] == ["drie", "een", "twee"]


def test_an_empty_list_has_one_page(client):
    assert client.get(URL).json() == {"count": 0, "next": None, "previous": None, "results": []}


def test_a_list_takes_a_constant_number_of_queries(client, django_assert_num_queries):
    Group.objects.bulk_create(Group(name=f"groep-{number:03}") for number in range(150))
    with django_assert_num_queries(3):
        assert len(names(client.get(URL))) == 100
