# SPDX-License-Identifier: EUPL-1.2
"""The pages for everybody: the front page and the start of a gemeente."""

import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from afspraken.models import Afspraak, LandelijkePrioriteit
from afspraken.services.voortgang import Melding, publish_voortgang, record_voortgang
from monitoring.selectors import gemeenten, priorities, signatories
from tests.factories import (
    AfspraakFactory,
    AfsprakensetFactory,
    BrondocumentFactory,
    GebruikerFactory,
    GemeenteFactory,
    PartijFactory,
    ThemaFactory,
)
from tests.monitoring.build import add_report, build_world
from tests.monitoring.queries import data_queries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def address(gemeente, **query):
    return reverse("gemeente", args=(gemeente.slug,), query=query or None)


def text_of(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


class TestFrontPage:
    def test_lists_gemeenten_with_their_running_set(self, client):
        running = AfsprakensetFactory(gemeente=GemeenteFactory(naam="Aardorp"), naam="Nu", periode="2022/2026")
        AfsprakensetFactory(gemeente=running.gemeente, naam="Straks", levensfase="concept", gepubliceerd=False)
        AfsprakensetFactory(gemeente=running.gemeente, naam="Toen", levensfase="afgesloten", periode="2018/2021")
        thema = ThemaFactory(afsprakenset=running)
        AfspraakFactory(thema=thema)
        AfspraakFactory(thema=thema, gepubliceerd=False)
        GemeenteFactory(naam="Zonderdal")

        page = text_of(client.get("/"))

        assert "Aardorp Nu 1 openbare afspraak · 2 documenten" in page
        assert "Zonderdal Nog geen afspraken gepubliceerd." in page
        assert "Straks" not in page

    def test_is_the_same_for_a_coordinator(self, client):
        draft = AfsprakensetFactory(naam="Concept 2027", gepubliceerd=False)
        client.force_login(GebruikerFactory(rol="coordinator", gemeente=draft.gemeente))
        assert "Concept 2027" not in text_of(client.get("/"))

    def test_without_gemeenten(self, client):
        assert "Er staan nog geen gemeenten in dit portaal." in text_of(client.get("/"))

    @pytest.mark.parametrize("number", [1, 12])
    def test_queries_do_not_grow(self, client, number):
        for _ in range(number):
            AfspraakFactory(thema=ThemaFactory())
        with data_queries() as found:
            client.get("/")
        assert len(found) == 2  # and one for the gemeenten

    def test_only_reading(self, client):
        assert client.post("/").status_code == 405

    def test_a_set_of_one_gemeente_is_not_counted_for_another(self):
        first, second = ThemaFactory(), ThemaFactory()
        AfspraakFactory(thema=first)
        assert [row.aantal for row in gemeenten() if row.gemeente == second.gemeente] == [0]


class TestGemeenteStart:
    def test_shows_published_standings_to_everybody(self, client, world):
        hidden = AfspraakFactory(thema=world.themas[0], titel="Geheim plan", gepubliceerd=False)
        shown = AfspraakFactory(thema=world.themas[0], code="9y", titel="Openbaar plan")
        add_report(shown, "op_koers", toelichting="Dit mag iedereen lezen")
        add_report(shown, "stagnatie", published=False, toelichting="Dit nog niet")

        page = text_of(client.get(address(world.gemeente)))

        assert hidden.titel not in page
        assert "Dit nog niet" not in page
        assert "9y Openbaar plan: Op koers" in page

    def test_counters_count_thema_zero_too(self, client, world):
        visible = Afspraak.objects.filter(afsprakenset=world.afsprakenset, gepubliceerd=True).count()
        response = client.get(address(world.gemeente))
        assert sum(teller.aantal for teller in response.context["board"].tellers) == visible
        assert 0 in [thema.nummer for thema in response.context["board"].themas]
        assert f"Van de {visible} afspraken" in text_of(response)

    def test_a_gemeente_without_published_sets(self, client):
        gemeente = GemeenteFactory(naam="Leegstad")
        AfsprakensetFactory(gemeente=gemeente, naam="Verborgen set", gepubliceerd=False)
        response = client.get(address(gemeente))
        assert response.status_code == 200
        assert "Gemeente Leegstad heeft nog geen afspraken gepubliceerd." in text_of(response)
        assert "Verborgen set" not in text_of(response)

    def test_its_coordinator_sees_the_draft_set_marked(self, client):
        draft = AfsprakensetFactory(naam="Jaarschijf 2027", gepubliceerd=False)
        client.force_login(GebruikerFactory(rol="coordinator", gemeente=draft.gemeente))
        page = text_of(client.get(address(draft.gemeente)))
        assert "Jaarschijf 2027" in page
        assert "Dit document is nog niet openbaar." in page

    def test_a_draft_reader_is_told_that_the_public_sees_less(self, client, world, member):
        add_report(AfspraakFactory(thema=world.themas[0]), "stagnatie", published=False)
        words = "U ziet hier ook wat nog niet openbaar is."
        assert words not in text_of(client.get(address(world.gemeente)))
        client.force_login(member(world, "bestuurder"))
        assert words in text_of(client.get(address(world.gemeente)))

    def test_document_priorities_parties_and_tenants(self, client, world):
        world.afsprakenset.bron = BrondocumentFactory(gemeente=world.gemeente, titel="Het grote document")
        world.afsprakenset.bron_opmerking = "Er staat geen datum in."
        world.afsprakenset.save()
        world.afsprakenset.ondertekenaars.add(PartijFactory(naam="Woonpunt"))
        national = LandelijkePrioriteit.objects.create(
            gemeente=world.gemeente, afsprakenset=world.afsprakenset, nummer=1, naam="Bouwen", jaren="2021/2025"
        )
        national.themas.add(world.themas[0])
        AfspraakFactory(thema=world.themas[0], titel="Rustig wonen", huurdersprioriteit="Geluid telt.")

        page = text_of(client.get(address(world.gemeente)))

        for words in (
            "Het grote document",
            "Er staat geen datum in.",
            "Woonpunt (woningcorporatie)",
            "1. Bouwen 2021 tot en met 2025 0. Thema 0",
            "Geluid telt.",
            "Het volgende bestuurlijk overleg (BOWW) is op vrijdag 11 december 2026.",
        ):
            assert words in page, words

    def test_one_set_at_a_time(self, client, world):
        other = AfsprakensetFactory(gemeente=world.gemeente, slug="pilot", naam="Een pilot", soort="pilot")
        AfspraakFactory(thema=ThemaFactory(afsprakenset=other, nummer=7), titel="Alleen in de pilot")
        first = text_of(client.get(address(world.gemeente)))
        assert "Alleen in de pilot" not in first
        assert "Een pilot" in first
        assert "Alleen in de pilot" in text_of(client.get(address(world.gemeente, afsprakenset="pilot")))

    def test_a_hidden_set_reads_as_one_that_never_was(self, client, world):
        AfsprakensetFactory(gemeente=world.gemeente, slug="geheim", gepubliceerd=False)
        hidden = client.get(address(world.gemeente, afsprakenset="geheim"))
        missing = client.get(address(world.gemeente, afsprakenset="nergens"))
        assert hidden.status_code == missing.status_code == 404
        assert text_of(hidden).replace("geheim", "nergens") == text_of(missing)

    def test_recent_reports_when_nothing_changed_yet(self, client):
        thema = ThemaFactory()
        afspraak = AfspraakFactory(thema=thema, titel="Pas gemeld")
        assert "Er is nog niets gemeld" in text_of(client.get(address(thema.gemeente)))
        add_report(afspraak, "op_koers", toelichting="Het loopt")
        page = text_of(client.get(address(thema.gemeente, x="1")))
        assert "Laatst bijgewerkt" in page
        assert "Het loopt" in page

    @pytest.mark.parametrize("number", [5, 60])
    @pytest.mark.parametrize("rol", ["publiek", "coordinator"])
    def test_queries_do_not_grow(self, client, member, number, rol):
        world = build_world(number)
        LandelijkePrioriteit.objects.create(
            gemeente=world.gemeente, afsprakenset=world.afsprakenset, nummer=1, naam="Bouwen"
        )
        if rol != "publiek":
            client.force_login(member(world, rol))
        with data_queries() as found:
            assert client.get(address(world.gemeente)).status_code == 200
        # The coordinator also sees in the menu how much waits for publishing.
        assert len(found) == (9 if rol == "coordinator" else 8), "\n\n".join(found)

    def test_a_second_visit_costs_no_data_query(self, client, world):
        first = client.get(address(world.gemeente))
        with data_queries() as found:
            second = client.get(address(world.gemeente), headers={"if-none-match": first.headers["ETag"]})
        assert second.status_code == 304
        assert found == []

    def test_publishing_shows_at_the_next_visit(self, client, world, member):
        coordinator = member(world, "coordinator")
        afspraak = AfspraakFactory(thema=world.themas[0], code="9y", titel="Plan")
        etag = client.get(address(world.gemeente)).headers["ETag"]
        report = record_voortgang(afspraak=afspraak, melding=Melding(status="gereed"), by=coordinator)
        assert "9y Plan: Gereed" not in text_of(client.get(address(world.gemeente)))
        publish_voortgang(voortgang=report, by=coordinator)
        response = client.get(address(world.gemeente), headers={"if-none-match": etag})
        assert response.status_code == 200
        assert "9y Plan: Gereed" in text_of(response)

    def test_demo_is_marked(self, client, world):
        add_report(AfspraakFactory(thema=world.themas[0]), "op_koers", demo=True)
        assert "Demonstratie:" in text_of(client.get(address(world.gemeente)))

    def test_unknown_gemeente(self, client):
        assert client.get("/bestaat-niet/").status_code == 404

    def test_only_reading(self, client, world):
        assert client.post(address(world.gemeente)).status_code == 405


def test_priorities_and_signatories_of_an_empty_set():
    afsprakenset = AfsprakensetFactory()
    assert priorities(AnonymousUser(), afsprakenset) == ()
    assert signatories(AnonymousUser(), afsprakenset) == ()


def test_a_priority_without_readable_years():
    afsprakenset = AfsprakensetFactory()
    for number, years in ((1, "2021/2025"), (2, "onbekend"), (3, "")):
        LandelijkePrioriteit.objects.create(
            gemeente=afsprakenset.gemeente, afsprakenset=afsprakenset, nummer=number, naam="x", jaren=years
        )
    found = priorities(AnonymousUser(), afsprakenset)
    assert [row.jaren for row in found] == ["2021 tot en met 2025", "onbekend", ""]
