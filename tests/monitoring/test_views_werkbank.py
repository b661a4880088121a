# SPDX-License-Identifier: EUPL-1.2
"""The werkbank: what each role has to do, and nothing of others."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from afspraken.models import Afsprakenset, Termijn
from corporaties.models import Inlezing
from monitoring.selectors import werkbank
from partijen.models import Lidmaatschap
from tests.factories import (
    ActieFactory,
    AfspraakFactory,
    AfsprakensetFactory,
    BetrokkenheidFactory,
    CijferbronFactory,
    GebruikerFactory,
    GemeenteFactory,
    LeveringFactory,
    OverlegFactory,
    PartijFactory,
    PartijInGemeenteFactory,
    TermijnFactory,
    ThemaFactory,
)
from tests.monitoring.build import TODAY, add_report, build_world
from tests.monitoring.queries import data_queries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

URL = "/werkbank/"
LONG_AGO, RECENTLY = TODAY - dt.timedelta(days=90), TODAY - dt.timedelta(days=5)


def text_of(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


@pytest.fixture
def gemeente():
    """A gemeente with a board meeting 30 days ago and one in 20 days."""
    found = GemeenteFactory(slug="maasdam", naam="Maasdam")
    OverlegFactory(gemeente=found, datum=TODAY - dt.timedelta(days=30))
    OverlegFactory(gemeente=found, datum=TODAY + dt.timedelta(days=20))
    return found


@pytest.fixture
def thema(gemeente):
    return ThemaFactory(afsprakenset=AfsprakensetFactory(gemeente=gemeente, naam="De set"), nummer=1)


@pytest.fixture
def lid(thema):
    return GebruikerFactory(rol="werkgroeplid", gemeente=thema.gemeente, partij=thema.werkgroep)


def work_of(user):
    [work] = werkbank(user, TODAY).gemeenten
    return work


def codes(rows):
    return [row.code for row in rows]


def report(afspraak, user, status="op_koers", datum=RECENTLY, **fields):
    """A report by this user, not published."""
    voortgang = add_report(afspraak, status, datum=datum, published=False, gebruiker=user, **fields)
    return voortgang


class TestToUpdate:
    def test_own_thema_without_news_since_the_previous_meeting(self, thema, lid):
        for code, days, status in (
            ("1a", 90, "op_koers"),
            ("1b", 5, "op_koers"),
            ("1c", 90, "gereed"),
            ("1d", 30, "aandacht"),  # reported on the day of the meeting: news for it, not after it
        ):
            add_report(AfspraakFactory(thema=thema, code=code), status, datum=TODAY - dt.timedelta(days=days))
        AfspraakFactory(thema=thema, code="1e")  # never reported
        AfspraakFactory(thema=ThemaFactory(afsprakenset=thema.afsprakenset, nummer=2), code="2a")

        work = work_of(lid)

        assert codes(work.afspraken) == ["1a", "1d", "1e"]
        assert work.afspraken[2].bijgewerkt_op is None

    def test_drafts_of_the_own_thema_too(self, thema, lid):
        AfspraakFactory(thema=thema, code="1a", gepubliceerd=False)
        assert codes(work_of(lid).afspraken) == ["1a"]

    def test_what_the_own_party_leads(self, thema):
        partij = PartijFactory()
        user = GebruikerFactory(rol="databeheerder", gemeente=thema.gemeente, partij=partij)
        led, taken_part, by_actie = (AfspraakFactory(thema=thema, code=code) for code in ("1a", "1b", "1c"))
        BetrokkenheidFactory(afspraak=led, partij=partij)
        BetrokkenheidFactory(afspraak=taken_part, partij=partij, rol="betrokken")
        actie = ActieFactory(afspraak=by_actie, code="1c-1")
        BetrokkenheidFactory(afspraak=by_actie, actie=actie, partij=partij)

        work = work_of(user)

        assert codes(work.afspraken) == ["1a"]
        assert codes(work.acties) == ["1c-1"]

    def test_the_addresses_work(self, client, thema):
        partij = PartijFactory()
        user = GebruikerFactory(rol="databeheerder", gemeente=thema.gemeente, partij=partij)
        afspraak = AfspraakFactory(thema=thema, code="1a")
        BetrokkenheidFactory(afspraak=afspraak, partij=partij)
        actie = ActieFactory(afspraak=AfspraakFactory(thema=thema, code="1b"), code="1b-1")
        BetrokkenheidFactory(afspraak=actie.afspraak, actie=actie, partij=partij)
        client.force_login(user)
        slugs = (thema.gemeente.slug, thema.afsprakenset.slug)

        work = work_of(user)

        assert work.afspraken[0].bijwerken_url == reverse("afspraken:bijwerken", args=(*slugs, "1a"))
        assert work.acties[0].bijwerken_url == reverse("afspraken:actie-bijwerken", args=(*slugs, "1b", "1b-1"))
        for row in work.bij_te_werken:
            assert client.get(row.bijwerken_url).status_code == 200
            assert client.get(row.url).status_code == 200

    def test_many_acties_are_folded_away(self, client, thema):
        partij = PartijFactory()
        afspraak = AfspraakFactory(thema=thema, code="1a")
        BetrokkenheidFactory(afspraak=afspraak, partij=partij)
        for number in range(3):
            actie = ActieFactory(afspraak=afspraak, code=f"1a-{number}")
            BetrokkenheidFactory(afspraak=afspraak, actie=actie, partij=partij)
        client.force_login(GebruikerFactory(rol="databeheerder", gemeente=thema.gemeente, partij=partij))
        response = client.get(URL)
        assert "3 acties die uw organisatie trekt" in text_of(response)
        assert "van 10 december 2026 (4)" in text_of(response)
        assert '<details class="ap-details" >' in response.content.decode()

    def test_what_one_reported_oneself_no_longer_waits(self, thema):
        partij = PartijFactory()
        user = GebruikerFactory(rol="databeheerder", gemeente=thema.gemeente, partij=partij)
        afspraak = AfspraakFactory(thema=thema, code="1a")
        actie = ActieFactory(afspraak=AfspraakFactory(thema=thema, code="1b"), code="1b-1")
        BetrokkenheidFactory(afspraak=afspraak, partij=partij)
        BetrokkenheidFactory(afspraak=actie.afspraak, actie=actie, partij=partij)
        report(afspraak, user)
        report(actie.afspraak, user, actie=actie)

        bank = werkbank(user, TODAY)

        assert bank.gemeenten[0].bij_te_werken == ()
        assert sorted(codes(bank.meldingen)) == ["1a", "1b-1"]

    def test_closed_sets_ask_for_nothing(self, thema, lid):
        AfspraakFactory(thema=thema)
        Afsprakenset.objects.update(levensfase="afgesloten")
        work = work_of(lid)
        assert (work.afspraken, work.termijnen) == ((), ())

    def test_a_coordinator_without_a_werkgroep_has_no_such_list(self, thema):
        AfspraakFactory(thema=thema)
        work = work_of(GebruikerFactory(rol="coordinator", gemeente=thema.gemeente))
        assert work.afspraken is None
        assert work.bij_te_werken == ()

    def test_before_the_first_meeting_only_what_was_never_reported(self):
        thema = ThemaFactory()
        add_report(AfspraakFactory(thema=thema, code="1a"), "op_koers", datum=LONG_AGO)
        AfspraakFactory(thema=thema, code="1b")
        user = GebruikerFactory(rol="werkgroeplid", gemeente=thema.gemeente, partij=thema.werkgroep)
        assert codes(work_of(user).afspraken) == ["1b"]


class TestTerms:
    @pytest.mark.parametrize(
        ("periode", "soort", "shown"),
        [
            ("2022-Q1", "gereed", "verstreken"),
            ("2026-11-19", "besluit", "verstreken"),
            ("2026-11-20", "gereed", "nabij"),
            ("2026-11-20/2027-01-19", "gereed", "nabij"),
            ("2027-01-20", "gereed", None),
            ("2022-Q1", "start", None),
            ("2022-Q1", "evaluatie", None),
        ],
    )
    def test_past_or_within_sixty_days(self, thema, lid, periode, soort, shown):
        TermijnFactory(afspraak=AfspraakFactory(thema=thema), periode=periode, soort=soort)
        found = work_of(lid).termijnen
        assert ["verstreken" if row.verstreken else "nabij" for row in found] == ([shown] if shown else [])

    def test_met_closed_and_others_terms_are_left_out(self, thema, lid):
        met = AfspraakFactory(thema=thema)
        TermijnFactory(afspraak=met, voldaan_op=TODAY)
        closed = AfspraakFactory(thema=thema)
        add_report(closed, "gereed")
        TermijnFactory(afspraak=closed)
        actie = ActieFactory(afspraak=AfspraakFactory(thema=thema))
        add_report(actie.afspraak, "gereed", actie=actie)
        TermijnFactory(afspraak=actie.afspraak, actie=actie)
        TermijnFactory(afspraak=AfspraakFactory(thema=ThemaFactory(afsprakenset=thema.afsprakenset, nummer=2)))
        assert work_of(lid).termijnen == ()

    def test_the_coordinator_sees_those_of_the_whole_gemeente(self, thema):
        TermijnFactory(afspraak=AfspraakFactory(thema=thema, code="1a"))
        TermijnFactory(afspraak=AfspraakFactory(code="9z"))
        user = GebruikerFactory(rol="coordinator", gemeente=thema.gemeente)
        assert codes(work_of(user).termijnen) == ["1a"]


class TestQueue:
    def test_counts_by_kind_what_waits_in_the_own_gemeente(self, thema):
        coordinator = GebruikerFactory(rol="coordinator", gemeente=thema.gemeente)
        first, second, done = (AfspraakFactory(thema=thema, code=code) for code in ("1a", "1b", "1c"))
        add_report(first, "op_koers", datum=LONG_AGO, published=False)
        add_report(first, "aandacht", datum=RECENTLY, published=False)
        actie = ActieFactory(afspraak=second, code="1b-1", gepubliceerd=False)
        add_report(second, "gereed", actie=actie, datum=TODAY, published=False)
        add_report(done, "gereed", datum=TODAY)
        add_report(AfspraakFactory(), "gereed", published=False)  # elsewhere

        work = work_of(coordinator)

        counts = {soort.value: number for soort, number in work.wachtrij}
        assert counts == {"melding": 2, "afspraak": 0, "actie": 1, "bewijsstuk": 0, "bijstelling": 0}
        assert work.aantal_wachtend == 3

    def test_leads_to_the_queue(self, client, thema):
        coordinator = GebruikerFactory(rol="coordinator", gemeente=thema.gemeente)
        add_report(AfspraakFactory(thema=thema, code="1a"), "gereed", published=False)
        client.force_login(coordinator)
        page = client.get(URL)
        queue = reverse("afspraken:wachtrij", args=(thema.gemeente.slug,))
        assert f'href="{queue}?soort=melding"' in page.content.decode()
        assert "Wacht op publicatie (1)" in text_of(page)
        assert client.get(f"{queue}?soort=melding").status_code == 200

    def test_nothing_waits(self, client, thema):
        from afspraken.services.voortgang import withdraw_voortgang

        coordinator = GebruikerFactory(rol="coordinator", gemeente=thema.gemeente)
        voortgang = add_report(AfspraakFactory(thema=thema), "gereed")
        withdraw_voortgang(voortgang=voortgang, by=coordinator, reden="Klopte niet")
        client.force_login(coordinator)
        assert "Er wacht niets op publicatie." in text_of(client.get(URL))

    @pytest.mark.parametrize("rol", ["bestuurder", "beheerder", "huurdersvertegenwoordiger", "werkgroeplid"])
    def test_is_for_the_coordinator(self, client, thema, rol):
        partij = thema.werkgroep if rol == "werkgroeplid" else PartijFactory()
        add_report(AfspraakFactory(thema=thema), "gereed", published=False)
        client.force_login(GebruikerFactory(rol=rol, gemeente=thema.gemeente, partij=partij))
        page = text_of(client.get(URL))
        assert "Wacht op publicatie (" not in page
        assert "publiceren" not in page


class TestSentBack:
    def test_who_reported_reads_why_and_reports_anew(self, client, thema, lid):
        from afspraken.services.voortgang import send_back_voortgang

        coordinator = GebruikerFactory(rol="coordinator", gemeente=thema.gemeente)
        afspraak = AfspraakFactory(thema=thema, code="1a")
        voortgang = report(afspraak, lid)
        send_back_voortgang(voortgang=voortgang, by=coordinator, reden="Welke straat bedoelt u?")

        bank = werkbank(lid, TODAY)

        assert bank.meldingen == ()
        assert [(row.code, row.terug) for row in bank.teruggestuurd] == [("1a", "Welke straat bedoelt u?")]
        client.force_login(lid)
        assert "Welke straat bedoelt u?" in text_of(client.get(URL))
        report(afspraak, lid, datum=TODAY)
        assert [len(rows) for rows in (werkbank(lid, TODAY).meldingen, werkbank(lid, TODAY).teruggestuurd)] == [1, 0]

    def test_what_was_sent_back_waits_for_an_update_again(self, thema):
        from afspraken.services.voortgang import send_back_voortgang

        coordinator = GebruikerFactory(rol="coordinator", gemeente=thema.gemeente)
        partij = PartijFactory()
        user = GebruikerFactory(rol="databeheerder", gemeente=thema.gemeente, partij=partij)
        afspraak = AfspraakFactory(thema=thema, code="1a")
        BetrokkenheidFactory(afspraak=afspraak, partij=partij)
        voortgang = report(afspraak, user)
        assert codes(work_of(user).afspraken) == []
        send_back_voortgang(voortgang=voortgang, by=coordinator, reden="Onvolledig")
        assert codes(work_of(user).afspraken) == ["1a"]


class TestAsked:
    def test_bestuurder_sees_what_is_asked(self, thema):
        for code, status, asked in (
            ("1a", "stagnatie", "Kies een plek"),
            ("1b", "op_koers", ""),
            ("1c", "gereed", "Al besloten"),
        ):
            add_report(AfspraakFactory(thema=thema, code=code), status, gevraagd_besluit=asked, published=False)
        found = work_of(GebruikerFactory(rol="bestuurder", gemeente=thema.gemeente)).gevraagd
        assert [(row.code, row.gevraagd_besluit) for row in found] == [("1a", "Kies een plek")]

    def test_only_by_the_newest_report(self, thema):
        afspraak = AfspraakFactory(thema=thema)
        add_report(afspraak, "stagnatie", gevraagd_besluit="Kies", datum=LONG_AGO)
        add_report(afspraak, "op_koers", datum=RECENTLY)
        assert work_of(GebruikerFactory(rol="bestuurder", gemeente=thema.gemeente)).gevraagd == ()


class TestOwnReports:
    def test_waiting_ones_only(self, thema, lid):
        report(AfspraakFactory(thema=thema, code="1a"), lid)
        superseded = AfspraakFactory(thema=thema, code="1b")
        report(superseded, lid, datum=LONG_AGO)
        add_report(superseded, "gereed", datum=TODAY)
        add_report(AfspraakFactory(thema=thema, code="1c"), "gereed", gebruiker=lid)
        add_report(AfspraakFactory(thema=thema, code="1d"), "gereed", published=False)
        assert codes(werkbank(lid, TODAY).meldingen) == ["1a"]


class TestPage:
    def test_anonymous_is_sent_to_the_login_page(self, client):
        response = client.get(URL)
        assert response.status_code == 302
        assert response.url == reverse("account_login") + "?next=/werkbank/"

    def test_is_never_kept_by_a_cache(self, client, lid):
        client.force_login(lid)
        assert "no-store" in client.get(URL).headers["Cache-Control"]

    def test_names_the_meeting(self, client, thema, lid):
        AfspraakFactory(thema=thema, code="1a", titel="Bouwen")
        client.force_login(lid)
        page = text_of(client.get(URL))
        assert "Bij te werken vóór het BOWW van 10 december 2026 (1)" in page
        assert "1a Bouwen" in page

    def test_nothing_left_to_do(self, client, thema, lid):
        add_report(AfspraakFactory(thema=thema), "op_koers")
        client.force_login(lid)
        assert "U bent bij." in text_of(client.get(URL))

    def test_without_a_role(self, client, db):
        client.force_login(GebruikerFactory())
        assert "U hebt nog geen rol." in text_of(client.get(URL))

    def test_a_role_without_work_gives_links(self, client, gemeente):
        client.force_login(GebruikerFactory(rol="fondsbeheerder", gemeente=gemeente))
        page = client.get(URL).content.decode()
        assert f'href="{reverse("bestuur", args=("maasdam",))}"' in page
        assert "Bij te werken" not in page

    def test_across_gemeenten_and_sets(self, client, thema, lid):
        other = ThemaFactory(afsprakenset=AfsprakensetFactory(gemeente=thema.gemeente, slug="pilot", naam="De pilot"))
        Lidmaatschap.objects.create(gebruiker=lid, gemeente=thema.gemeente, rol="werkgroeplid", partij=other.werkgroep)
        elsewhere = ThemaFactory(afsprakenset=AfsprakensetFactory(gemeente=GemeenteFactory(naam="Elders")))
        Lidmaatschap.objects.create(
            gebruiker=lid, gemeente=elsewhere.gemeente, rol="werkgroeplid", partij=elsewhere.werkgroep
        )
        for row in (thema, other, elsewhere):
            AfspraakFactory(thema=row, titel=f"Van {row.afsprakenset.naam}")
        client.force_login(lid)
        page = text_of(client.get(URL))
        for naam in ("De set", "De pilot", elsewhere.afsprakenset.naam):
            assert f"Van {naam}" in page

    @pytest.mark.parametrize("rol", ["werkgroeplid", "coordinator", "bestuurder"])
    def test_other_gemeenten_stay_out(self, client, thema, rol):
        other = build_world(8, slug="elders")
        partij = thema.werkgroep if rol == "werkgroeplid" else None
        client.force_login(GebruikerFactory(rol=rol, gemeente=thema.gemeente, partij=partij))
        page = text_of(client.get(URL))
        assert other.gemeente.volledige_naam not in page
        assert "Afspraak nummer" not in page

    @pytest.mark.parametrize(
        ("value", "shown"), [("1a", True), ("<b>", False), ("x" * 10_000, False), ("1a,../", False), ("", False)]
    )
    def test_says_what_was_saved(self, client, lid, value, shown):
        client.force_login(lid)
        page = client.get(URL, {"opgeslagen": value}).content.decode()
        assert ("is opgeslagen" in page) == shown

    def test_only_reading(self, client, lid):
        client.force_login(lid)
        assert client.post(URL).status_code == 405

    def test_demo_is_marked(self, client, thema, lid):
        client.force_login(lid)
        afspraak = AfspraakFactory(thema=thema)
        assert "Demonstratie:" not in text_of(client.get(URL))
        add_report(afspraak, "op_koers", datum=LONG_AGO, demo=True)
        assert "Demonstratie:" in text_of(client.get(URL))

    @pytest.mark.parametrize(
        ("rol", "most"), [("werkgroeplid", 7), ("databeheerder", 10), ("coordinator", 10), ("bestuurder", 6)]
    )
    def test_queries_do_not_grow(self, client, rol, most):
        counts = []
        for number in (5, 60):
            world = build_world(number, slug=f"{rol}-{number}")
            partij = world.themas[0].werkgroep if rol == "werkgroeplid" else None
            if rol == "databeheerder":
                partij = PartijFactory()
                for afspraak in world.afspraken:
                    BetrokkenheidFactory(afspraak=afspraak, partij=partij)
            client.force_login(GebruikerFactory(rol=rol, gemeente=world.gemeente, partij=partij))
            with data_queries() as found:
                assert client.get(URL).status_code == 200
            counts.append(len(found))
        assert counts[0] == counts[1] <= most, "\n\n".join(found)


class TestFigures:
    """What a data steward delivers, and what of it waits for the coordinator."""

    def test_from_nothing_to_set_vast(self, client, gemeente):
        partij = PartijFactory(naam="Woonstede", soort="corporatie")
        PartijInGemeenteFactory(partij=partij, gemeente=gemeente)
        steward = GebruikerFactory(rol="databeheerder", gemeente=gemeente, partij=partij)
        other = LeveringFactory(
            concept=True, gemeente=gemeente, periode="2026-01-01", reden_afwijzing="x", status="afgewezen"
        )
        client.force_login(steward)
        answer = client.get(URL)
        assert "Cijfers van Woonstede Er zijn nog geen eigen cijfers geleverd." in text_of(answer)
        assert other.partij.naam not in text_of(answer)
        deliver = reverse("corporaties:levering-nieuw", args=("maasdam", "woonstede"))
        assert f'href="{deliver}"' in answer.content.decode()
        assert client.get(deliver).status_code == 200
        assert f'href="{deliver}"' in client.get("/maasdam/corporaties/woonstede/").content.decode()

        bron = CijferbronFactory(gemeente=gemeente, partij=partij)
        delivered = {"gemeente": gemeente, "partij": partij, "cijferbron": bron, "periode": "2026-01-01"}
        LeveringFactory(concept=True, **delivered, status="afgewezen", reden_afwijzing="De tabel telt niet op.")
        said = text_of(client.get(URL))
        assert "Laatste levering: peildatum 1 januari 2026, afgewezen. Reden: De tabel telt niet op." in said
        LeveringFactory(concept=True, **delivered)
        Inlezing.objects.create(gemeente=gemeente, partij=partij, bestandsnaam="a.xlsx", peildatum=TODAY)
        said = text_of(client.get(URL))
        assert "peildatum 1 januari 2026, ingediend. De coördinator stelt de cijfers vast." in said
        assert "1 bestand is nog niet ingediend." in said

        client.force_login(GebruikerFactory(rol="coordinator", gemeente=gemeente))
        assert "1 levering wacht op vaststellen" in text_of(client.get(URL))
        client.force_login(GebruikerFactory(rol="bestuurder", gemeente=gemeente))
        assert "levering" not in text_of(client.get(URL))
        assert f'href="{deliver}"' not in client.get("/maasdam/corporaties/woonstede/").content.decode()


def test_terms_say_what_and_when(thema, lid):
    actie = ActieFactory(afspraak=AfspraakFactory(thema=thema, code="1a"), code="1a-1", titel="Slopen")
    TermijnFactory(
        afspraak=actie.afspraak, actie=actie, soort=Termijn.Soort.BESLUIT, periode="2022-H1", wat="Plan vastgesteld"
    )
    [row] = work_of(lid).termijnen
    assert (row.code, row.titel, row.soort, row.wanneer, row.wat) == (
        "1a-1",
        "Slopen",
        "besluit",
        "eerste helft 2022",
        "Plan vastgesteld",
    )
