# SPDX-License-Identifier: EUPL-1.2
"""The OpenAPI document of the real API: valid, by the design rules, and true of the answers."""

import json

import jsonschema
import pytest
from django.conf import settings
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema

from portaal.lib.api.openapi import document as document_of
from tests.api.world import BASE, RESOURCES
from tests.lib.api.design_rules import violations

pytestmark = pytest.mark.django_db
# What the document and people after it may say; a docstring or a text of a library would be English.
ENGLISH = ("A unique", "Numbered", "visible", "Designates", "Multiple values", "A page", "Which field", " the ")

SPEAK_FOR_THEMSELVES = {
    (name, attribute)
    for name in ("Gemeente", "Partij", "Gebied", "Overleg")
    for attribute in ("id", "slug", "naam", "soort", "datum")
}


PATCHED = {"/afspraken/{id}", "/acties/{id}", "/zienswijzen/{id}", "/bijstellingen/{id}"}
REPORTED = {"/afspraken/{id}/voortgang", "/acties/{id}/voortgang", "/afspraken/{id}/bijstellingen"}
POSTED = {*REPORTED, "/doelstellingen/{id}/metingen", "/leveringen", "/zienswijzen"}
STATUS = "/leveringen/aanleveringen/{nummer}"
NESTED = {*REPORTED, "/doelstellingen/{id}/metingen", "/afspraken/{id}/acties", "/evaluaties/{id}/regels", STATUS}


@pytest.fixture(scope="module")
def document():
    return json.loads(document_of(settings.ROOT_URLCONF))


def resolved(document, part):
    """A schema with its references filled in, and `nullable` as JSON Schema says it."""
    if isinstance(part, list):
        return [resolved(document, item) for item in part]
    if not isinstance(part, dict):
        return part
    if "$ref" in part:
        name = part["$ref"].rpartition("/")[2]
        return resolved(document, document["components"]["schemas"][name])
    schema = {key: resolved(document, value) for key, value in part.items() if key not in {"nullable", "readOnly"}}
    if schema.get("type") == "object" and "properties" in schema:
        schema["additionalProperties"] = False
    return {"anyOf": [schema, {"type": "null"}]} if part.get("nullable") else schema


def schema_of(document, path):
    return document["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]


def check(document, path, value):
    schema = resolved(document, schema_of(document, path)["schema"])
    jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker()).validate(value)


def test_it_is_valid_and_needs_no_guessing(document, capsys):
    generator = SchemaGenerator(urlconf=settings.ROOT_URLCONF)
    generator.get_schema(request=None, public=True)
    assert capsys.readouterr().err == ""
    validate_schema(document)


def test_it_follows_the_design_rules(document):
    assert violations(document) == []


def test_it_holds_every_resource(document):
    expected = {
        *(f"/{resource}" for resource in RESOURCES),
        *(f"/{resource}/{{id}}" for resource in RESOURCES),
    } | NESTED
    assert document["paths"].keys() == expected


def test_every_operation_explains_itself(document):
    for path, methods in document["paths"].items():
        writes = {"post"} if path in POSTED else {"patch"} if path in PATCHED else set()
        writes |= {"delete"} if path == "/bijstellingen/{id}" else set()
        assert methods.keys() == {"get"} | writes
        operation = methods["get"]
        assert len(operation["description"]) > 20
        assert operation["description"].endswith(".")
        for parameter in operation.get("parameters", []):
            assert parameter["description"].strip(), (path, parameter["name"])
        if path != "/":
            keys = {parameter["name"] for parameter in operation["parameters"] if parameter["in"] == "query"}
            assert keys >= {"gemeente", "pagina", "paginaGrootte", "formaat"} or "{" in path


def test_every_attribute_has_a_meaning(document):
    for name, schema in document["components"]["schemas"].items():
        if name.endswith(("Enum", "Pagina")) or name == "Probleem":
            continue
        for attribute, form in schema["properties"].items():
            plain = attribute in {"id", "slug", "naam", "soort", "datum"} and name in {
                "Gemeente",
                "Partij",
                "Gebied",
                "Overleg",
            }
            assert form.get("description") or plain, (name, attribute)


def test_every_operation_has_an_example_that_is_true(document):
    for path in document["paths"]:
        examples = schema_of(document, path)["examples"]
        assert examples
        for example in examples.values():
            check(document, path, example["value"])


@pytest.mark.parametrize("resource", RESOURCES)
def test_the_answers_are_what_it_says(client, document, world, resource):
    client.force_login(world.users["superuser"])
    answer = client.get(f"{BASE}/{resource}").json()
    assert answer["results"]
    check(document, f"/{resource}", answer)
    for row in answer["results"]:
        check(document, f"/{resource}/{{id}}", client.get(f"{BASE}/{resource}/{row['id']}").json())


def test_the_front_door_names_every_resource(client, document):
    answer = client.get(BASE).json()
    assert answer.keys() == {*RESOURCES, "openapi"}
    assert all(client.get(address).status_code == 200 for address in answer.values())


def test_a_problem_is_what_it_says(client, document):
    problem = client.get(f"{BASE}/afspraken?onbekend=1").json()
    schema = resolved(document, document["components"]["schemas"]["Probleem"])
    jsonschema.validate(problem, schema)


def test_no_docstring_or_english_text_leaks(document):
    text = json.dumps(document, ensure_ascii=False)
    for english in ENGLISH:
        assert english not in text


def test_what_asks_for_a_version_says_what_happens_without_it(document):
    """Whoever sends no If-Match, or an old one, finds the answer in the document."""
    asking = [
        (path, method)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        if any(parameter["name"] == "If-Match" for parameter in operation.get("parameters", ()))
    ]
    assert ("/bijstellingen/{id}", "delete") in asking
    assert len(asking) > len(PATCHED)
    for path, method in asking:
        assert {"412", "428"} <= set(document["paths"][path][method]["responses"]), (path, method)
