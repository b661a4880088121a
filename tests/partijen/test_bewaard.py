# SPDX-License-Identifier: EUPL-1.2
"""Text typed in a form whose session had ended comes back after logging in, to who typed it and to nobody else."""

import datetime as dt
from html import unescape

import pytest
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from partijen.bewaard import KEEP_SECONDS, KEPT, MAX_CHARACTERS
from partijen.middleware import SEEN
from tests.beheer import filled
from tests.factories import AfspraakFactory, GebruikerFactory, ThemaFactory
from tests.partijen.inloggen import PASSWORD

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_limits")]
TEXT = "Drie regels <b>tekst</b> & een “citaat”"


@pytest.fixture
def afspraak(gemeente):
    return AfspraakFactory(thema=ThemaFactory(afsprakenset__gemeente=gemeente), code="5a")


@pytest.fixture
def page(afspraak):
    return f"{afspraak.get_absolute_url()}bijwerken/"


@pytest.fixture
def lid(afspraak):
    werkgroep = afspraak.thema.werkgroep
    return GebruikerFactory(rol="werkgroeplid", gemeente=afspraak.gemeente, partij=werkgroep, password=PASSWORD)


@pytest.fixture
def browser(client, lid):
    log_in(client, lid)
    return client


def log_in(client: Client, user, path: str = "/accounts/login/"):
    return client.post(path, {"login": user.email, "password": PASSWORD})


def end_session(client: Client) -> None:
    """Nothing was asked for four hours."""
    session = client.session
    session[SEEN] = int((timezone.now() - dt.timedelta(hours=4)).timestamp())
    session.save()


def type_and_send(client: Client, page: str, **extra):
    form = {"status": "aandacht", "toelichting": TEXT, "oorzaak": "Regen", "versie": "1", "datum": "2026-01-05"}
    return client.post(page, form | extra, headers={"Referer": f"http://testserver{page}"})


def stored() -> str:
    return "".join(str(session.get_decoded()) for session in Session.objects.all())


def test_the_text_comes_back_in_its_form(browser, page, lid):
    end_session(browser)
    refused = type_and_send(browser, page)
    login = refused.headers["Location"]
    assert login == f"/accounts/login/?next={page}"
    assert log_in(browser, lid, login).headers["Location"] == page
    shown = browser.get(page).content.decode()
    assert "staat er weer, maar is nog niet opgeslagen" in shown
    assert TEXT in unescape(shown)
    assert TEXT not in shown
    assert 'value="aandacht" id="id_status_2" checked' in shown or shown.count("checked") == 1
    assert 'value="2026-01-05"' in shown
    assert TEXT in unescape(browser.get(page).content.decode()), "also when the page is loaded again"


def test_sending_it_saves_it_and_then_it_is_gone(browser, page, lid, afspraak):
    end_session(browser)
    type_and_send(browser, page)
    log_in(browser, lid)
    browser.get(page)
    done = type_and_send(
        browser,
        page,
        status="op_koers",
        versie=str(afspraak.versie),
        datum=timezone.localdate().isoformat(),
        sleutel="7b1c9d52-33a4-4a7e-9c43-3f1f2f9a0d11",
    )
    assert done.status_code == 303
    assert KEPT not in browser.session
    assert "staat er weer" not in browser.get(page).content.decode()


def test_it_is_kept_when_the_browser_forgot_the_session_too(browser, page, lid):
    """The next morning the cookie of the session is gone."""
    del browser.cookies["sessionid"]
    type_and_send(browser, page)
    log_in(browser, lid)
    assert TEXT in unescape(browser.get(page).content.decode())


class TestForNobodyElse:
    def test_another_who_logs_in_does_not_see_it(self, browser, page, lid, afspraak):
        end_session(browser)
        type_and_send(browser, page)
        werkgroep = afspraak.thema.werkgroep
        other = GebruikerFactory(rol="werkgroeplid", gemeente=afspraak.gemeente, partij=werkgroep, password=PASSWORD)
        log_in(browser, other)
        assert "Drie regels" not in browser.get(page).content.decode()
        assert "Drie regels" not in stored()

    def test_another_browser_does_not_either(self, browser, page, lid):
        end_session(browser)
        type_and_send(browser, page)
        other = Client()
        log_in(other, lid)
        assert "Drie regels" not in other.get(page).content.decode()

    def test_a_stranger_fills_no_store(self, client, page):
        type_and_send(client, page)
        client.cookies["vorige"] = "verzonnen"
        type_and_send(client, page)
        assert "Drie regels" not in stored()

    def test_who_logs_out_leaves_nothing_behind(self, browser, page):
        browser.post("/accounts/logout/")
        assert not browser.cookies["vorige"].value
        type_and_send(browser, page)
        assert "Drie regels" not in stored()

    def test_it_is_thrown_away_after_an_hour(self, browser, page, lid):
        end_session(browser)
        type_and_send(browser, page)
        session = browser.session
        session[KEPT] |= {"op": int(timezone.now().timestamp()) - KEEP_SECONDS - 1}
        session.save()
        log_in(browser, lid)
        assert "Drie regels" not in browser.get(page).content.decode()
        assert KEPT not in browser.session


class TestWhatIsNotKept:
    def test_passwords_secrets_and_files(self, browser, page):
        end_session(browser)
        upload = SimpleUploadedFile("brief.txt", b"inhoud van de brief")
        secrets = {"password1": "wacht-1", "nieuw_wachtwoord": "wacht-2", "geheim": "wacht-3", "api_token": "wacht-4"}
        browser.post(page, {"toelichting": TEXT, "bestand": upload, **secrets})
        found = stored()
        assert "Drie regels" in found
        for hidden in ("wacht-", "inhoud van", "csrfmiddlewaretoken"):
            assert hidden not in found

    def test_what_is_too_long(self, browser, page):
        end_session(browser)
        type_and_send(browser, page, toelichting="Drie regels" + "x" * MAX_CHARACTERS)
        assert "Drie regels" not in stored()

    def test_a_page_that_asks_no_login(self, browser, page):
        browser.post("/accounts/logout/")
        browser.post("/accounts/login/", {"login": "x@portaal.example", "password": "Drie regels"})
        assert "Drie regels" not in stored()

    def test_another_kind_of_body(self, browser, page):
        end_session(browser)
        browser.post(page, '{"toelichting": "Drie regels"}', content_type="application/json")
        assert "Drie regels" not in stored()


def test_a_form_in_a_list_is_offered_by_a_link(browser, page, lid, afspraak):
    """htmx sent it from a page that holds the form only after a click."""
    listed = f"/{afspraak.gemeente.slug}/actielijst/"
    end_session(browser)
    headers = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{listed}"}
    refused = browser.post(page, {"toelichting": TEXT, "status": "op_koers"}, headers=headers)
    assert refused.headers["HX-Redirect"] == f"/accounts/login/?next={listed}"
    log_in(browser, lid)
    shown = browser.get(listed).content.decode()
    assert f'<a href="{page}">Open het formulier</a>' in shown
    assert TEXT in unescape(browser.get(page).content.decode())


def test_a_screen_of_beheer_gives_it_back_too(client, gemeente):
    user = GebruikerFactory(rol="coordinator", gemeente=gemeente, password=PASSWORD)
    log_in(client, user)
    page = "/beheer/partijen/overleg/add/"
    end_session(client)
    client.post(page, {"gemeente": gemeente.pk, "datum": "2026-03-04", "naam": "Extra overleg"})
    log_in(client, user)
    assert 'value="Extra overleg"' in client.get(page).content.decode()


def test_rows_that_were_added_by_script_come_back_too(client, gemeente, afspraak):
    user = GebruikerFactory(rol="coordinator", gemeente=gemeente, password=PASSWORD)
    log_in(client, user)
    page = f"/beheer/afspraken/afsprakenset/{afspraak.afsprakenset_id}/change/"
    sent = filled(client.get(page))
    stored = int(sent["themas-INITIAL_FORMS"])
    new = {f"themas-{stored}-nummer": "7", f"themas-{stored}-naam": "Nieuw thema & meer"}
    end_session(client)
    client.post(page, sent | {"themas-TOTAL_FORMS": str(stored + 1)} | new)
    log_in(client, user)
    shown = client.get(page)
    assert 'value="Nieuw thema &amp; meer"' in shown.content.decode()
    again = filled(shown) | new
    assert again["themas-TOTAL_FORMS"] == str(stored + 1)
    assert client.post(page, again).status_code == 302
    assert afspraak.afsprakenset.themas.filter(naam="Nieuw thema & meer").exists()
    assert f'name="themas-{stored + 1}-naam"' not in client.get(page).content.decode(), "once it is saved, no rows more"
    for wrong in ("x", "-1", "9" * 9):
        end_session(client)
        client.post(page, sent | {"themas-TOTAL_FORMS": wrong, "naam": "Anders"})
        log_in(client, user)
        assert client.get(page).status_code == 200
