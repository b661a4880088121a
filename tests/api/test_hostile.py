# SPDX-License-Identifier: EUPL-1.2
"""Bad addresses, keys and values: 400 or 404 with a clear problem, never a 500 and never a guess."""

import pytest
from django.test import Client

from portaal.api import router
from tests.api.world import BASE, RESOURCES, body_of

pytestmark = pytest.mark.django_db

HUGE = 1112374710822483525632
BAD_NUMBERS = (
    "../",
    "5w%00",
    "%00",
    "1%0A",
    "-1",
    "1.0",
    "1e3",
    "²",
    "%D9%A3",
    "x" * 10_000,
    "9" * 10_000,
    "9" * 19,
    "0",
    "%FF",
    "1;drop",
    "1/",
    "1/nergens",
    "..%2f..%2fetc",
    "None",
)
BAD_VALUES = (
    "\0",
    "maastricht\0",
    "x" * 900,
    "x" * 10_000,
    "../",
    "5w%00",
    "' OR 1=1 --",
    "%",
    "_",
    "\\",
    "{}",
    "-1",
    "9" * 30,
    "🏠",
    "\u202e",
    "٣",
    "NaN",
    "2024-02-30",
    "true; drop",
)


# What takes a PATCH on one row: see test_writing.
WRITABLE = ("afspraken", "acties", "bijstellingen", "zienswijzen")
ADDED = ("leveringen", "zienswijzen")


@pytest.fixture
def client():
    return Client(raise_request_exception=False)


def keys_of(resource):
    viewset = next(viewset for prefix, viewset, _name in router.registry if prefix == resource)
    own = (key.name for key in viewset.query_keys)
    return (*viewset.filterset_class.base_filters, *own, "sorteer", "pagina", "paginaGrootte", "formaat")


@pytest.mark.parametrize("number", BAD_NUMBERS)
@pytest.mark.parametrize("resource", RESOURCES)
def test_a_bad_number_is_404(client, world, resource, number):
    response = client.get(f"{BASE}/{resource}/{number}")
    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("resource", RESOURCES)
def test_a_bad_value_is_400_or_finds_nothing(client, world, resource):
    """Whatever the key: either it is refused by name, or it is a question with an answer."""
    everything = client.get(f"{BASE}/{resource}").json()["count"]
    for key in keys_of(resource):
        for value in BAD_VALUES:
            response = client.get(f"{BASE}/{resource}", {key: value})
            assert response.status_code in {200, 400}, (key, value[:40])
            if response.status_code == 200:
                assert response.json()["count"] < everything or key == "zoek", (key, value)
            else:
                assert {fout["naam"] for fout in response.json()["fouten"]} == {key}


@pytest.mark.parametrize("resource", RESOURCES)
def test_nul_is_400_for_every_key(client, world, resource):
    for key in keys_of(resource):
        response = client.get(f"{BASE}/{resource}", {key: "a\0b"})
        assert response.status_code == 400, key


@pytest.mark.parametrize("resource", RESOURCES)
def test_an_unknown_key_is_400_and_names_the_known_ones(client, world, resource):
    response = client.get(f"{BASE}/{resource}?onbekend=1&ordering=id&limit=5&gemeente__slug=x&page=2")
    assert response.status_code == 400
    fouten = response.json()["fouten"]
    assert {fout["naam"] for fout in fouten} == {"onbekend", "ordering", "limit", "gemeente__slug", "page"}
    assert all("gemeente" in fout["melding"] for fout in fouten)


@pytest.mark.parametrize("resource", RESOURCES)
def test_every_list_takes_gemeente(client, world, resource):
    assert "gemeente" in keys_of(resource)
    found = client.get(f"{BASE}/{resource}?gemeente=maastricht")
    assert found.status_code == 200
    assert found.json()["count"] >= 1
    assert found.json()["count"] < client.get(f"{BASE}/{resource}").json()["count"] or resource == "acties"
    wrong = client.get(f"{BASE}/{resource}?gemeente=rotterdam")
    assert wrong.status_code == 400
    assert wrong.json()["fouten"][0]["melding"] == "‘rotterdam’ is hier niet bekend."


@pytest.mark.parametrize("resource", RESOURCES)
def test_a_filter_on_one_row_is_400(client, world, resource):
    pk = client.get(f"{BASE}/{resource}").json()["results"][0]["id"]
    assert client.get(f"{BASE}/{resource}/{pk}?gemeente=maastricht").status_code == 400
    assert client.get(f"{BASE}/{resource}/{pk}?formaat=csv").status_code == 400


@pytest.mark.parametrize("resource", RESOURCES)
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_written(client, world, resource, method):
    pk = client.get(f"{BASE}/{resource}").json()["results"][0]["id"]
    for role in ("public", "coordinator"):
        if world.users[role]:
            client.force_login(world.users[role])
        for path in (resource, f"{resource}/{pk}"):
            if method == "patch" and path != resource and resource in WRITABLE:
                continue
            if (method == "post" and path in ADDED) or (method == "delete" and path == f"bijstellingen/{pk}"):
                continue
            response = getattr(client, method)(f"{BASE}/{path}", {"titel": "x"}, content_type="application/json")
            assert response.status_code == 405
            patched = ", PATCH" if path != resource and resource in WRITABLE else ""
            patched += ", POST" if path in ADDED else ""
            patched += ", DELETE" if path == f"bijstellingen/{pk}" else ""
            assert set(response["Allow"].split(", ")) == set(f"GET, HEAD, OPTIONS{patched}".split(", "))


@pytest.mark.parametrize("resource", RESOURCES)
def test_a_slash_at_the_end_is_404(client, world, resource):
    assert client.get(f"{BASE}/{resource}/").status_code == 404


@pytest.mark.parametrize("resource", RESOURCES)
def test_a_wrong_token_is_refused_for_public_data_too(client, world, resource):
    for token in ("Token onzin", "Token " + "a" * 40, "Bearer x", "\xff"):
        response = client.get(f"{BASE}/{resource}", headers={"authorization": token})
        assert response.status_code == 401
        assert response.json()["fouten"] == []


def test_all_faults_at_once(client, world):
    query = "status=x&signaal=y&trekker=z&gebied=q&thema=a&gemeente=b&afsprakenset=c&fase=d&paginaGrootte=0&onbekend=1"
    fouten = client.get(f"{BASE}/afspraken?{query}").json()["fouten"]
    assert {fout["naam"] for fout in fouten} == {part.partition("=")[0] for part in query.split("&")}


def test_too_long_a_search_says_how_long(client, world):
    fouten = client.get(f"{BASE}/afspraken", {"zoek": "a" * 101}).json()["fouten"]
    assert fouten[0]["code"] == "max_length"
    assert client.get(f"{BASE}/afspraken", {"zoek": "a " * 49}).status_code == 200


def test_a_method_in_a_header_key_or_body_is_not_believed(client, world):
    """Behind a rule that lets only GET and POST through, nothing may turn these into another method."""
    client.force_login(world.users["coordinator"])
    row = world.afspraken["1a"]
    path, before = f"{BASE}/afspraken/{row.pk}", client.get(f"{BASE}/afspraken/{row.pk}").json()
    for method in ("PATCH", "DELETE", "PUT"):
        for name in ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"):
            headers = {name: method, "If-Match": f'"{row.versie}"'}
            assert client.get(path, headers=headers).json() == before
            assert (
                client.post(path, {"titel": "x"}, content_type="application/json", headers=headers).status_code == 405
            )
        form = client.post(path, {"_method": method, "titel": "x"})
        assert form.status_code == 405
        assert client.get(path, {"_method": method}).status_code == 400
    row.refresh_from_db()
    assert row.titel == "Afspraak 1a"


def test_a_part_of_an_answer_is_never_given(client, world):
    """A list or file comes whole: parts of different moments put together would be a state that never was."""
    for path in (
        "afspraken",
        "afspraken?formaat=csv",
        "afspraken?formaat=ndjson",
        "afspraken?formaat=xlsx",
        "openapi.json",
    ):
        whole = body_of(client.get(f"{BASE}/{path}"))
        for asked in ("bytes=0-9", "bytes=-1", "bytes=9-0", "bytes=0-0,5-9", "bytes=" + "0-," * 5000, "lines=1", "\0"):
            answer = client.get(f"{BASE}/{path}", headers={"Range": asked, "If-Range": '"x"'})
            assert answer.status_code == 200
            assert "Content-Range" not in answer
            assert answer.get("Accept-Ranges", "none") == "none"
            found = body_of(answer)
            assert found == whole or "xlsx" in path  # the moment at which it was made stands in that one


def test_a_number_that_no_row_can_have_is_not_found(client, world):
    client.force_login(world.users["coordinator"])
    for path in ("afspraken", "acties", "bijstellingen", "zienswijzen", "doelstellingen", "leveringen", "rapportages"):
        for number in (HUGE, 10**400):
            assert client.get(f"{BASE}/{path}/{number}").status_code == 404, path
        sent = client.patch(f"{BASE}/{path}/{HUGE}", {}, content_type="application/json", headers={"If-Match": '"1"'})
        assert sent.status_code in (404, 405), path
    for path in ("afspraken/{}/voortgang", "afspraken/{}/bijstellingen", "doelstellingen/{}/metingen"):
        address = f"{BASE}/{path.format(HUGE)}"
        assert client.get(address).status_code == 404
        assert client.post(address, {}, content_type="application/json").status_code == 404
