# SPDX-License-Identifier: EUPL-1.2
"""The OpenAPI document against the API Design Rules 2.2."""

import json

import pytest
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema

from tests.lib.api.design_rules import violations


@pytest.fixture
def document(client):
    return client.get("/api/v1/openapi.json").json()


def test_it_is_open_to_all(client):
    response = client.get("/api/v1/openapi.json", headers={"authorization": "Token onzin", "accept": "text/html"})
    assert response.status_code == 200
    assert response["Content-Type"] == "application/json"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["API-Version"] == "1.0.0"


def test_it_is_valid_and_needs_no_guessing(document, capsys):
    generator = SchemaGenerator(urlconf="tests.lib.api.urls")
    assert generator.get_schema(request=None, public=True)["paths"].keys() == document["paths"].keys()
    assert capsys.readouterr().err == ""
    validate_schema(document)


def test_it_follows_the_design_rules(document):
    assert violations(document) == []


def test_it_describes_the_resources(document):
    assert document["servers"][0]["url"] == "/api/v1"
    assert document["paths"].keys() == {"/groepen", "/groepen/{name}", "/losse-rijen", "/inhoud"}
    listing = document["paths"]["/groepen"]["get"]
    keys = {parameter["name"]: parameter for parameter in listing["parameters"]}
    assert keys.keys() == {
        "peildatum", "pagina", "paginaGrootte", "formaat",
        "groepNaam", "recht", "soort", "leeg", "nummer", "sinds",
    }  # fmt: skip
    assert keys["leeg"]["schema"]["type"] == "boolean"
    assert keys["nummer"]["schema"]["type"] == "integer"
    assert keys["sinds"]["schema"] == {"type": "string", "format": "date"}
    assert keys["formaat"]["schema"]["enum"] == ["json", "csv", "xlsx", "ods", "ndjson"]
    assert keys["groepNaam"]["description"] == "Naam van de groep"
    assert {"application/json", "text/csv"} <= listing["responses"]["200"]["content"].keys()
    assert {} in listing["security"]
    one = document["paths"]["/groepen/{name}"]["get"]
    assert {parameter["name"] for parameter in one["parameters"]} == {"name", "peildatum"}
    assert "404" in one["responses"]


def test_what_writes_has_the_problems_of_writing(document):
    operation = document["paths"]["/inhoud"]["post"]
    expected = {"200", "400", "401", "403", "409", "413", "415", "429", "500"}
    assert operation["responses"].keys() == expected
    assert list(operation["requestBody"]["content"]) == ["application/json"]


def test_its_schemes_are_ours(document):
    assert document["components"]["securitySchemes"].keys() == {"sleutel", "sessie"}


def test_problems_have_a_schema(document):
    assert set(document["components"]["schemas"]["Probleem"]["required"]) == {
        "type", "title", "status", "detail", "instance", "fouten",
    }  # fmt: skip


def test_no_docstring_or_english_text_leaks(document):
    text = json.dumps(document)
    for english in ("Numbered pages", "A page number", "A unique", "No response body", "visible", "Designates"):
        assert english not in text
