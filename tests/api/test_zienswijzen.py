# SPDX-License-Identifier: EUPL-1.2
"""Zienswijzen by the API: read, written and answered by who may, through the services of the pages."""

import pytest
from django.test import Client

from monitoring.models import Zienswijze
from partijen.models import Wijziging
from tests.api.world import BASE
from tests.factories import (
    AfspraakFactory,
    GebruikerFactory,
    GemeenteFactory,
    PartijFactory,
    PartijInGemeenteFactory,
)
from tests.factories_zienswijze import ZienswijzeFactory

pytestmark = pytest.mark.django_db
PATH = f"{BASE}/zienswijzen"


@pytest.fixture
def stad():
    """A public afspraak; tenants and a corporation, each with who speaks for it."""

    class Stad:
        pass

    stad = Stad()
    eigen = PartijFactory(naam="Gemeente Maastricht", soort="gemeente")
    stad.gemeente = GemeenteFactory(slug="maastricht", eigen_partij=eigen)
    stad.afspraak = AfspraakFactory(thema__afsprakenset__gemeente=stad.gemeente, code="1e")
    stad.huurders = PartijFactory(naam="Huurders", soort="huurdersorganisatie")
    stad.woonpunt = PartijFactory(naam="Woonpunt")
    for partij in (stad.huurders, stad.woonpunt):
        PartijInGemeenteFactory(gemeente=stad.gemeente, partij=partij)
    for name, rol, partij in (
        ("kant", "coordinator", None),
        ("huurder", "huurdersvertegenwoordiger", stad.huurders),
        ("steward", "databeheerder", stad.woonpunt),
        ("lezer", "bestuurder", None),
    ):
        client = Client()
        client.force_login(GebruikerFactory(rol=rol, gemeente=stad.gemeente, partij=partij))
        setattr(stad, name, client)
    return stad


def body(stad, **more):
    return {
        "gemeente": "maastricht",
        "overSoort": "afspraak",
        "overId": stad.afspraak.pk,
        "partij": "huurders",
        "titel": "De huren stijgen te snel.",
        "tekst": "Leden merken dat.",
        **more,
    }


def send(client, data, path=PATH, method="post", **headers):
    return getattr(client, method)(path, data, content_type="application/json", **headers)


def test_one_is_written_read_and_answered(stad, client) -> None:
    assert send(client, body(stad)).status_code == 401
    assert send(stad.lezer, body(stad)).status_code == 403
    made = send(stad.huurder, body(stad, gerichtAan="woonpunt"))
    assert (made.status_code, made.json()["staat"], made["ETag"]) == (201, "open", '"1"')
    one = made["Location"]
    assert client.get(one).status_code == 404
    assert stad.steward.get(one).json()["gerichtAan"] == "Woonpunt"
    event = Wijziging.objects.get(model="monitoring.zienswijze")
    assert (event.oorsprong, event.openbaar) == ("api", False)
    answer = {"antwoord": "Wij kijken."}
    assert send(stad.steward, answer, one, "patch").status_code == 428
    assert send(stad.steward, answer, one, "patch", HTTP_IF_MATCH='"7"').status_code == 412
    assert send(stad.huurder, answer, one, "patch", HTTP_IF_MATCH='"1"').status_code == 403
    assert send(client, answer, one, "patch", HTTP_IF_MATCH='"1"').status_code == 401
    assert send(stad.steward, {"antwoord": " "}, one, "patch", HTTP_IF_MATCH='"1"').status_code == 400
    assert send(stad.steward, answer, f"{PATH}/999999", "patch", HTTP_IF_MATCH='"1"').status_code == 404
    done = send(stad.steward, answer, one, "patch", HTTP_IF_MATCH='"1"')
    assert (done.status_code, done.json()["antwoordNamens"], done["ETag"]) == (200, "Woonpunt", '"2"')
    public = ZienswijzeFactory(afspraak=stad.afspraak, public=True)
    late = send(stad.kant, answer, f"{PATH}/{public.pk}", "patch", HTTP_IF_MATCH='"1"')
    assert late.status_code == 409
    found = client.get(PATH, {"gemeente": "maastricht", "staat": "gepubliceerd"}).json()
    assert [row["id"] for row in found["results"]] == [public.pk]
    assert client.get(PATH, {"staat": "open"}).json()["count"] == 0
    assert stad.kant.get(PATH, {"partij": "Huurders", "afspraak": "1e"}).json()["count"] == 1


def test_every_fault_is_named_and_nothing_is_stored(stad) -> None:
    for more, names in (
        ({"titel": "", "tekst": " ", "overSoort": "thema"}, {"titel", "tekst", "overSoort"}),
        ({"titel": "\u200b", "tekst": "\u200b"}, {"titel", "tekst"}),
        ({"overId": 999_999}, {"overId"}),
        ({"gemeente": "nergens"}, {"overId"}),
        ({"partij": "Woonpunt", "gerichtAan": "Niemand"}, {"partij", "gerichtAan"}),
        ({"gerichtAan": "Huurders"}, {"gerichtAan"}),
        ({"onbekend": 1}, {"onbekend"}),
    ):
        answer = send(stad.huurder, body(stad, **more))
        assert answer.status_code == 400, more
        assert names <= {fault["naam"] for fault in answer.json()["fouten"]}, answer.json()
    assert not Zienswijze.objects.exists()
