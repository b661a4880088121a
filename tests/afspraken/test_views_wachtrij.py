# SPDX-License-Identifier: EUPL-1.2
"""The page of the queue: who reaches it, what it shows, and what happens with what is ticked."""

import re

import pytest

from afspraken.models import Actie, Afspraak, Bewijsstuk, Voortgang
from afspraken.services.voortgang import publish_voortgang
from afspraken.views import wachtrij as view
from tests.afspraken.wereld import count_data_queries
from tests.factories import ActieFactory, AfspraakFactory, TermijnFactory

pytestmark = pytest.mark.django_db
VALUE = re.compile(r'name="kies" value="([^"]+)"')
EMAIL = "jan" + "@" + "portaal.example"


def text_of(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def boxes(response) -> list[str]:
    return VALUE.findall(response.content.decode())


@pytest.fixture
def pagina(wereld, as_user):
    """The queue for the coordinator, or for somebody else."""

    def get(user=None, **query):
        return as_user(user or wereld.coordinator).get(wereld.url("wachtrij"), query)

    return get


@pytest.fixture
def waiting(wereld):
    """One of each kind."""
    return [
        wereld.report(by=wereld.lid, toelichting="De fundering ligt erin"),
        AfspraakFactory(thema=wereld.thema, code="5b", titel="Daken", gepubliceerd=False),
        ActieFactory(afspraak=wereld.afspraak, titel="Eerste paal", gepubliceerd=False),
        Bewijsstuk.objects.create(
            gemeente=wereld.gemeente, afspraak=wereld.afspraak, titel="Foto", url="https://portaal.example/foto"
        ),
    ]


class TestAccess:
    def test_is_for_the_coordinator(self, wereld, pagina, client, waiting):
        assert pagina().status_code == 200
        for user in (wereld.lid, wereld.bestuurder, wereld.databeheerder, wereld.elders):
            response = pagina(user)
            assert response.status_code == 403
            assert "fundering" not in text_of(response)
            assert client.post(wereld.url("wachtrij"), {"kies": []}).status_code == 403
        client.logout()
        assert client.get(wereld.url("wachtrij")).status_code == 302

    def test_is_kept_by_nobody(self, pagina):
        assert "no-store" in pagina().headers["Cache-Control"]

    def test_other_methods(self, wereld, as_user):
        assert as_user(wereld.coordinator).put(wereld.url("wachtrij")).status_code == 405
        assert as_user(wereld.coordinator).get(wereld.url("terugsturen", 1)).status_code == 405


class TestShown:
    def test_all_kinds_with_what_would_be_public(self, pagina, waiting):
        page = text_of(pagina())
        for text in ("Meldingen (1)", "Afspraken (1)", "Acties (1)", "Bewijsstukken (1)", "Alles (4)"):
            assert text in page
        for text in ("De fundering ligt erin", "Daken", "Eerste paal", "Foto"):
            assert text in page
        assert len(boxes(pagina())) == 4

    def test_one_kind_and_one_thema(self, wereld, pagina, waiting):
        other = AfspraakFactory(thema__afsprakenset=wereld.afsprakenset, thema__nummer=7, gepubliceerd=False)
        assert len(boxes(pagina(soort="afspraak"))) == 2
        [value] = boxes(pagina(soort="afspraak", thema="set-1:7"))
        assert value.startswith(f"afspraak-{other.pk}-")
        assert len(boxes(pagina(thema="set-1:5"))) == 4

    @pytest.mark.parametrize(
        "query", [{"soort": "besluit"}, {"thema": "9"}, {"thema": "set-1:99"}, {"na": "x"}, {"voor": "-1"}]
    )
    def test_a_wrong_filter_says_so_and_shows_nothing(self, pagina, waiting, query):
        response = pagina(**query)
        assert response.status_code == 422
        assert boxes(response) == []

    def test_nothing_waits(self, pagina):
        response = pagina()
        assert "Er wacht niets op publicatie." in text_of(response)
        assert "Publiceer wat is aangevinkt" not in text_of(response)

    def test_many_of_a_kind_are_paged(self, wereld, pagina, monkeypatch):
        monkeypatch.setattr(view, "PAGE_SIZE", 2)
        monkeypatch.setattr(view, "SHOWN_OF_EACH", 1)
        rows = AfspraakFactory.create_batch(3, thema=wereld.thema, gepubliceerd=False)
        ActieFactory.create_batch(2, afspraak=wereld.afspraak, gepubliceerd=False)
        first = pagina()
        assert len(boxes(first)) == 2
        assert "Toon alle 3 afspraken" in text_of(first)
        page = pagina(soort="afspraak")
        seen = boxes(page)
        following = re.search(r'href="([^"]+na=\d+[^"]*)" rel="next"', page.content.decode())[1]
        response = page.client.get(following.replace("&amp;", "&"))
        seen += boxes(response)
        assert [value.split("-")[1] for value in seen] == [str(row.pk) for row in rows]
        assert 'rel="prev"' in response.content.decode()

    def test_queries_do_not_grow_with_rows(self, wereld, as_user):
        def fill(number):
            for _ in range(number):
                afspraak = AfspraakFactory(thema=wereld.thema, gepubliceerd=False)
                ActieFactory(afspraak=afspraak, gepubliceerd=False)
                TermijnFactory(afspraak=afspraak)
                wereld.report(afspraak, by=wereld.lid)

        client = as_user(wereld.coordinator)
        counts = []
        for number in (2, 10):
            fill(number)
            counts.append(count_data_queries(lambda: client.get(wereld.url("wachtrij"))))
        # Themas, counts, keys and rows of three kinds, terms and parties and places of two, the badge in the menu.
        assert counts == [15, 15]

    def test_the_menu_counts_what_waits(self, wereld, pagina, as_user, waiting):
        badge = re.compile(r'ap-badge">(\d+)<')
        assert badge.findall(pagina().content.decode()) == ["4"]
        assert badge.findall(as_user(wereld.coordinator).get(wereld.afspraak_url()).content.decode()) == ["4"]
        for user in (wereld.lid, wereld.bestuurder, wereld.elders, None):
            page = as_user(user).get(wereld.afspraak_url()).content.decode()
            assert badge.findall(page) == []
            assert wereld.url("wachtrij") not in page


class TestPublishing:
    def test_what_is_ticked_becomes_public(self, wereld, pagina, waiting):
        page = pagina()
        response = page.client.post(wereld.url("wachtrij"), {"kies": boxes(page)}, follow=True)
        assert response.redirect_chain == [(wereld.url("wachtrij"), 303)]
        assert "4 onderdelen zijn nu gepubliceerd." in text_of(response)
        assert Voortgang.objects.published().count() == 1
        assert not Afspraak.objects.filter(gepubliceerd=False).exists()

    def test_and_the_rest_stays(self, wereld, pagina, waiting):
        page = pagina()
        chosen = [value for value in boxes(page) if value.startswith("actie-")]
        response = page.client.post(f"{wereld.url('wachtrij')}?soort=actie&na=1", {"kies": chosen})
        assert response.headers["Location"] == f"{wereld.url('wachtrij')}?soort=actie"
        assert Actie.objects.get().gepubliceerd
        assert not Voortgang.objects.published().exists()

    def test_what_is_hidden_above_is_said(self, wereld, pagina):
        afspraak = AfspraakFactory(thema=wereld.thema, code="5b", gepubliceerd=False)
        ActieFactory(afspraak=afspraak, code="5b-1", gepubliceerd=False)
        page = pagina(soort="actie")
        response = page.client.post(wereld.url("wachtrij"), {"kies": boxes(page)}, follow=True)
        assert "nog niet openbaar is: 5b-1." in text_of(response)
        page = pagina(soort="afspraak")
        response = page.client.post(wereld.url("wachtrij"), {"kies": boxes(page)}, follow=True)
        assert "nog niet openbaar is" not in text_of(response)

    def test_what_changed_meanwhile_is_said_and_nothing_is_done(self, wereld, pagina, waiting):
        page = pagina()
        chosen = boxes(page)
        publish_voortgang(voortgang=waiting[0], by=wereld.coordinator)
        Actie.objects.update(titel="Tweede paal")
        response = page.client.post(wereld.url("wachtrij"), {"kies": chosen})
        assert response.status_code == 409
        text = text_of(response)
        assert "5a Standplaatsen voor woonwagens: dit wacht niet meer." in text
        assert "Tweede paal is anders dan u zag." in text
        assert not Afspraak.objects.get(code="5b").gepubliceerd
        ticked = re.findall(
            r'value="((?:afspraak|actie|bewijsstuk)[^"]+)" form="publiceren-formulier" checked',
            response.content.decode(),
        )
        assert [value.split("-")[0] for value in ticked] == ["afspraak", "bewijsstuk"]
        assert page.client.post(wereld.url("wachtrij"), {"kies": boxes(response)}).status_code == 303

    @pytest.mark.parametrize(
        "value", ["", "x", "afspraak-1", "besluit-1-0123456789abcdef", "afspraak-٣-0123456789abcdef"]
    )
    def test_nothing_chosen_or_a_value_that_was_never_given_out(self, wereld, pagina, waiting, value):
        page = pagina()
        chosen = [value, *boxes(page)] if value else []
        response = page.client.post(wereld.url("wachtrij"), {"kies": chosen})
        assert response.status_code == 422
        assert "Er is niets gepubliceerd." in text_of(response)
        assert not Voortgang.objects.published().exists()

    def test_personal_data_is_asked_about_first(self, wereld, pagina):
        wereld.report(by=wereld.lid, toelichting=f"Mail {EMAIL}")
        page = pagina()
        chosen = boxes(page)
        response = page.client.post(wereld.url("wachtrij"), {"kies": chosen})
        assert response.status_code == 422
        assert "Staat hier een persoonsgegeven?" in text_of(response)
        assert not Voortgang.objects.published().exists()
        found = re.search(r'name="bevindingen" value="([^"]+)"', response.content.decode())[1]
        answer = {"kies": chosen, "bevindingen": found, "geen_persoonsgegeven": "on", "waarom_niet": "Algemeen adres"}
        assert page.client.post(wereld.url("wachtrij"), answer).status_code == 303
        assert Voortgang.objects.published().exists()


class TestSendingBack:
    def test_with_a_reason(self, wereld, pagina, waiting):
        page = pagina()
        report = waiting[0]
        back = f"{wereld.url('wachtrij')}?soort=melding"
        data = {"reden": "Welke straat?", "terug": back}
        response = page.client.post(wereld.url("terugsturen", report.pk), data, follow=True)
        assert response.redirect_chain == [(back, 303)]
        assert "De melding over 5a is teruggestuurd." in text_of(response)
        assert boxes(response) == []

    def test_without_one_the_form_stays_open(self, wereld, pagina, waiting):
        page = pagina()
        response = page.client.post(wereld.url("terugsturen", waiting[0].pk), {"reden": " "})
        assert response.status_code == 422
        content = response.content.decode()
        assert "Schrijf waarom u de melding terugstuurt." in content
        assert "autofocus" in content
        assert not waiting[0].publicaties.exists()

    def test_twice_says_so(self, wereld, pagina, waiting):
        page = pagina()
        for _ in range(2):
            response = page.client.post(wereld.url("terugsturen", waiting[0].pk), {"reden": "Nee"}, follow=True)
        assert "De melding over 5a wachtte niet meer." in text_of(response)

    def test_a_way_back_to_elsewhere_is_not_taken(self, wereld, pagina, waiting):
        for path in ("https://elders.example/", "//elders.example/", "/werkbank/"):
            report = wereld.report(by=wereld.lid)
            data = {"reden": "Nee", "terug": path}
            response = pagina().client.post(wereld.url("terugsturen", report.pk), data)
            assert response.headers["Location"] == wereld.url("wachtrij")

    def test_hidden_is_missing_and_who_may_not_is_refused(self, wereld, as_user, waiting):
        url = wereld.url("terugsturen", waiting[0].pk)
        for user, status in ((wereld.elders, 404), (wereld.databeheerder, 404), (wereld.lid, 403)):
            assert as_user(user).post(url, {"reden": "Nee"}).status_code == status
        assert as_user(wereld.coordinator).post(wereld.url("terugsturen", 10**6), {"reden": "Nee"}).status_code == 404


class TestConfirming:
    def confirm(self, wereld, as_user, user):
        wereld.afspraak.refresh_from_db()
        data = {"afspraak": f"{wereld.afspraak.pk}-{wereld.afspraak.versie}"}
        return as_user(user).post(wereld.url("ongewijzigd"), data, follow=True)

    def test_by_the_coordinator_is_public_at_once(self, wereld, as_user):
        wereld.report(publish=True)
        response = self.confirm(wereld, as_user, wereld.coordinator)
        assert "bevestigd als ongewijzigd" in text_of(response)
        assert Voortgang.objects.published().count() == 2

    def test_by_a_member_waits(self, wereld, as_user):
        wereld.report(publish=True)
        self.confirm(wereld, as_user, wereld.lid)
        assert Voortgang.objects.published().count() == 1

    def test_what_repeats_a_hidden_report_waits_and_that_is_said(self, wereld, as_user):
        wereld.report(by=wereld.lid)
        response = self.confirm(wereld, as_user, wereld.coordinator)
        assert "Nog niet openbaar, omdat de vorige melding dat ook niet is: 5a." in text_of(response)
        assert not Voortgang.objects.published().exists()

    def test_personal_data_in_the_next_step_is_asked_about(self, wereld, as_user):
        wereld.report(publish=True)
        report = Voortgang.objects.get()
        Voortgang.objects.filter(pk=report.pk)  # append-only: a report of the import came without that question
        wereld.afspraak.refresh_from_db()
        newest = Voortgang.objects.create(
            gemeente=wereld.gemeente,
            afspraak=wereld.afspraak,
            status="op_koers",
            volgende_stap=f"Mail {EMAIL}",
        )
        Afspraak.objects.update(laatste_voortgang=newest, laatste_voortgang_publiek=newest)
        response = self.confirm(wereld, as_user, wereld.coordinator)
        assert response.status_code == 422
        assert "Staat hier een persoonsgegeven?" in text_of(response)
