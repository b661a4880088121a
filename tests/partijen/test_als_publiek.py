# SPDX-License-Identifier: EUPL-1.2
"""A coordinator looks at the portal exactly as the public does, and writes nothing meanwhile."""

import re

import pytest
from django.urls import reverse

from afspraken.models import Voortgang
from afspraken.services.voortgang import Melding, record_voortgang
from tests.factories import AfspraakFactory, AfsprakensetFactory, GebruikerFactory, GemeenteFactory, ThemaFactory

pytestmark = pytest.mark.django_db

BANNER = "U ziet dit zoals het publiek het ziet."
SET = "/maastricht/afspraken/openbaar"
PAGES = [
    "/",
    "/maastricht/",
    "/maastricht/afspraken/",
    "/maastricht/afspraken/?zoek=geheim",
    f"{SET}/1a/",
    f"{SET}/1b/",
    "/maastricht/bestuur/",
    "/maastricht/actielijst/",
    "/maastricht/leden/",
    "/werkbank/",
    "/beheer/",
    "/hulp/",
]
FILES = [
    "/api/v1/afspraken?gemeente=maastricht",
    "/api/v1/voortgang?gemeente=maastricht",
    "/api/v1/afspraken?gemeente=maastricht&formaat=csv",
    "/maastricht/afspraken/?formaat=csv",
]


@pytest.fixture
def gepubliceerd(gemeente, coordinator):
    """One public afspraak with a public report and one that waits, and one that is concept."""
    thema = ThemaFactory(afsprakenset=AfsprakensetFactory(gemeente=gemeente, slug="openbaar"), nummer=1)
    afspraak = AfspraakFactory(thema=thema, code="1a", titel="Openbaar")
    AfspraakFactory(thema=thema, code="1b", titel="Nog geheim", gepubliceerd=False)
    record_voortgang(afspraak=afspraak, melding=Melding("op_koers"), by=coordinator, publish=True)
    record_voortgang(afspraak=afspraak, melding=Melding("gereed", toelichting="Nog geheim"), by=coordinator)
    return afspraak


def switch(client, aan: str, **extra):
    return client.post(reverse("als-publiek", args=["maastricht"]), {"aan": aan}, **extra)


@pytest.fixture
def as_public(client, coordinator, gepubliceerd):
    """The coordinator, who switched it on."""
    client.force_login(coordinator)
    assert switch(client, "1").status_code == 302
    return client


def main_of(response) -> str:
    """The content of a page, without its frame and its form tokens."""
    text = response.content.decode()
    found = re.search(r"<main.*</main>", text, re.DOTALL)
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", found[0] if found else text)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_what_the_public_gets(as_public, client_class, path):
    public, seen = client_class().get(path), as_public.get(path)
    assert (seen.status_code, seen.headers.get("Location")) == (public.status_code, public.headers.get("Location"))
    assert main_of(seen) == main_of(public)
    assert "Nog geheim" not in seen.content.decode()
    if seen.status_code in (200, 404):
        assert BANNER in seen.content.decode()


@pytest.fixture
def client_class(client):
    return type(client)


@pytest.mark.parametrize("path", FILES)
def test_a_file_or_answer_is_what_the_public_gets(as_public, client_class, path):
    public, seen = client_class().get(path), as_public.get(path)
    assert seen.status_code == public.status_code == 200
    assert seen.getvalue() == public.getvalue()


def test_a_browser_never_mixes_it_with_the_public_page(as_public, client_class):
    etag = client_class().get("/maastricht/").headers["ETag"]
    seen = as_public.get("/maastricht/", headers={"If-None-Match": etag})
    assert seen.status_code == 200
    assert BANNER in seen.content.decode()
    assert seen.headers["Cache-Control"] == "private, no-store"
    assert "ETag" not in seen.headers
    assert BANNER not in client_class().get("/maastricht/").content.decode()


def test_nothing_can_be_written_meanwhile(as_public):
    before = Voortgang.objects.count()
    refused = as_public.post(f"{SET}/1a/bijwerken/", {"status": "op_koers"})
    assert refused.status_code == 403
    assert "Er is niets gewijzigd." in refused.content.decode()
    problem = as_public.patch("/api/v1/afspraken/1", content_type="application/json")
    assert problem.status_code == 403
    assert problem.headers["Content-Type"] == "application/problem+json"
    assert Voortgang.objects.count() == before


def test_going_back_gives_everything_back(as_public):
    page = switch(as_public, "0", headers={"Referer": f"http://testserver{SET}/1a/"})
    assert page["Location"] == f"{SET}/1a/"
    assert "Nog geheim" in as_public.get(f"{SET}/1a/").content.decode()
    assert BANNER not in as_public.get("/maastricht/").content.decode()


def test_one_can_log_out_meanwhile(as_public):
    assert as_public.post(reverse("account_logout")).status_code == 302
    assert BANNER not in as_public.get("/maastricht/").content.decode()


def test_it_is_offered_to_the_coordinator(client, coordinator, gepubliceerd):
    client.force_login(coordinator)
    assert "Toon zoals het publiek" in client.get("/maastricht/").content.decode()
    assert "Toon zoals het publiek" not in type(client)().get("/maastricht/").content.decode()


def test_a_page_that_is_not_there_offers_it_too(client, coordinator, gepubliceerd):
    client.force_login(coordinator)
    page = client.get(f"{SET}/9z/")
    assert page.status_code == 404
    assert "Toon zoals het publiek" in page.content.decode()


@pytest.mark.parametrize("rol", ["bestuurder", "beheerder", "fondsbeheerder", None])
def test_others_may_not(client, gemeente, rol):
    client.force_login(GebruikerFactory(rol=rol, gemeente=gemeente))
    assert switch(client, "1").status_code == 403
    assert client.get("/werkbank/").status_code == 200


def test_the_coordinator_of_another_gemeente_may_not(client, gemeente):
    client.force_login(GebruikerFactory(rol="coordinator", gemeente=GemeenteFactory()))
    assert switch(client, "1").status_code == 403


class TestTheRoleEndsMeanwhile:
    @pytest.fixture
    def former(self, as_public, coordinator):
        coordinator.lidmaatschappen.all().delete()
        return as_public

    def test_the_button_works_as_always(self, former):
        assert switch(former, "0", headers={"Referer": "http://testserver/hulp/"})["Location"] == "/hulp/"
        assert BANNER not in former.get("/maastricht/").content.decode()
        assert former.get("/werkbank/").status_code == 200

    def test_so_does_the_next_page(self, former):
        assert BANNER not in former.get(f"{SET}/1a/").content.decode()
        assert former.get(f"{SET}/1b/").status_code == 404
        assert former.get("/werkbank/").status_code == 200

    def test_it_cannot_be_switched_on_again(self, former):
        former.get("/hulp/")
        assert switch(former, "1").status_code == 403

    def test_a_gemeente_that_is_at_another_address_now_keeps_nobody_in(self, as_public, gemeente):
        type(gemeente).objects.filter(pk=gemeente.pk).update(slug="mestreech")
        assert BANNER not in as_public.get("/hulp/").content.decode()


def test_it_is_switched_by_a_form(client, coordinator):
    client.force_login(coordinator)
    assert client.get(reverse("als-publiek", args=["maastricht"])).status_code == 405
