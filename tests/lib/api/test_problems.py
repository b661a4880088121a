# SPDX-License-Identifier: EUPL-1.2
"""Every error below /api is a problem, whoever made it."""

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import RequestDataTooBig
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.test import APIRequestFactory

from portaal.lib.api import problems


@pytest.mark.parametrize("view", ["stuk", "plat"])
@pytest.mark.parametrize(("how", "status"), [("fout", 500), ("verboden", 403), ("verdacht", 400)])
@pytest.mark.parametrize("debug", [False, True])
def test_errors_of_drf_and_django_views(client, problem, settings, view, how, status, debug):
    settings.DEBUG = debug
    body = problem(client.get(f"/api/v1/{view}/{how}"), status)
    assert body["instance"] == f"/api/v1/{view}/{how}"
    assert body["type"] == "about:blank"


@pytest.mark.parametrize(
    "path", ["/api", "/api/", "/api/v1/", "/api/v1/onzin", "/api/v1/groepen/", "/api/v2", "/api/v1/groepen%0A"]
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_unknown_addresses_are_404_and_never_a_redirect(client, problem, path, method):
    problem(getattr(client, method)(path), 404)


def test_pages_keep_their_own_errors(client):
    response = client.post("/gewoon")
    assert response.status_code == 405
    assert response["Content-Type"] != "application/problem+json"
    assert "API-Version" not in response


@pytest.mark.django_db
def test_a_hidden_object_looks_like_a_missing_one(client, problem):
    Group.objects.create(name="verborgen-groep")
    hidden = problem(client.get("/api/v1/groepen/verborgen-groep"), 404)
    missing = problem(client.get("/api/v1/groepen/verborgen-anders"), 404)
    nowhere = problem(client.get("/api/v1/onzin"), 404)
    for body in (hidden, missing, nowhere):
        del body["instance"]
    assert hidden == missing == nowhere
    assert "group" not in str(hidden).lower()


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["%00", "x" * 10_000, "..%2F", "5w%00", "%FF", "' OR 1=1"])
def test_hostile_names_are_just_missing(client, problem, name):
    body = problem(client.get(f"/api/v1/groepen/{name}"), 404)
    assert len(body["instance"]) <= problems.MAX_INSTANCE


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_writing_is_405_with_allow(client, problem, method):
    response = getattr(client, method)("/api/v1/groepen")
    problem(response, 405)
    assert response["Allow"] == "GET, HEAD, OPTIONS"


def test_405_of_django_keeps_its_allow_header(client, problem):
    response = client.post("/api/v1/plat")
    problem(response, 405)
    assert response["Allow"] == "GET"


def test_bad_host_is_400(client, problem):
    problem(client.get("/api/v1", headers={"host": "kwaad.example"}), 400)


def test_bad_host_is_400_where_https_is_forced(client, problem, settings):
    settings.SECURE_SSL_REDIRECT = True
    problem(client.get("/api/v1", headers={"host": "kwaad.example"}), 400)


def test_too_many_query_keys_is_400(client, problem):
    problem(client.get("/api/v1/groepen?" + "&".join(f"k{n}=1" for n in range(2_100))), 400)


def test_too_much_data_is_413():
    request = APIRequestFactory().get("/api/v1/x")
    response = problems.handle_exception(RequestDataTooBig(), {"request": request})
    assert response is not None
    assert response.status_code == 413


def test_nested_errors_become_one_list():
    error = ValidationError(
        {
            "naam": [ErrorDetail("Mist.", "required"), ErrorDetail("Kort.", "min_length")],
            "acties": [{}, {"titel": [ErrorDetail("Mist.", "required")]}],
            "delen": {1: {"x": [ErrorDetail("Fout.", "invalid")]}},
            "non_field_errors": [ErrorDetail("Samen fout.", "invalid")],
        }
    )
    found = [(fout.naam, fout.code) for fout in problems.flatten(error.detail)]
    assert found == [
        ("naam", "required"),
        ("naam", "min_length"),
        ("acties[1].titel", "required"),
        ("delen[1].x", "invalid"),
        (None, "invalid"),
    ]


def test_faults_are_cut_to_a_readable_length():
    fout = problems.Fout("k" * 5_000, "query", "unknown", "m" * 5_000).as_dict()
    assert len(fout["naam"]) == problems.MAX_NAME
    assert len(fout["melding"]) == problems.MAX_TEXT


def test_a_serializer_reports_every_fault_in_dutch(client, problem):
    body = {"naam": "te lang", "aantal": 11, "actief": "misschien", "onzin": 1, "delen": [{"titel": "a", "x": 1}]}
    answer = problem(client.post("/api/v1/inhoud?controleer=1", body, content_type="application/json"), 400)
    assert {(fout["naam"], fout["code"]) for fout in answer["fouten"]} == {
        ("naam", "max_length"),
        ("aantal", "max_value"),
        ("actief", "invalid"),
        ("onzin", "unknown"),
        ("delen[0].x", "unknown"),
        ("delen[0].waarde", "required"),
    }
    assert "Geef true of false." in {fout["melding"] for fout in answer["fouten"]}
    assert {fout["plaats"] for fout in answer["fouten"]} == {"body"}


def test_an_unknown_attribute_alone_is_refused(client, problem):
    body = {"naam": "kort", "aantal": 1}
    assert client.post("/api/v1/inhoud?controleer=1", body, content_type="application/json").status_code == 200
    answer = problem(client.post("/api/v1/inhoud?controleer=1", body | {"x": 1}, content_type="application/json"), 400)
    assert [(fout["naam"], fout["code"]) for fout in answer["fouten"]] == [("x", "unknown")]


@pytest.mark.parametrize("body", [[], [1], "tekst", 5, None])
def test_a_body_of_another_shape_is_refused(client, problem, body):
    problem(client.post("/api/v1/inhoud?controleer=1", body, content_type="application/json"), 400)
