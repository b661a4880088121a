# SPDX-License-Identifier: EUPL-1.2
"""Logging in with the account of one's work: the whole flow over HTTP, against a provider in its own process."""

import html
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

import pytest
import requests
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.core import mail
from django.test import Client

from partijen.models import Gebruiker, Inlogdienst
from tests.factories import GebruikerFactory, GemeenteFactory
from tests.partijen.inloggen import PASSWORD

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("fresh_limits")]

ROOT = Path(__file__).resolve().parent.parent.parent
PROVIDER_ID, CLIENT_ID, SECRET = "gemeente", "afsprakenportaal", "geheim-van-de-client"
PEOPLE = [
    {"name": "bekend", "email": "bekend@gemeente.example", "verified": True},
    {"name": "hoofdletters", "email": "Hoofdletters@Gemeente.example", "verified": True},
    {"name": "onbekend", "email": "onbekend@gemeente.example", "verified": True},
    {"name": "onbevestigd", "email": "onbevestigd@gemeente.example", "verified": False},
    {"name": "uitgezet", "email": "uitgezet@gemeente.example", "verified": True},
    {"name": "vreemd", "email": "iemand@corporatie.example", "verified": True},
]
CALLBACK = f"/accounts/oidc/{PROVIDER_ID}/login/callback/"


@pytest.fixture(scope="session")
def provider(live_server, tmp_path_factory) -> Iterator[str]:
    """The address of a provider that knows these people and lets the portal log in by it."""
    wanted = {
        "people": PEOPLE,
        "password": PASSWORD,
        "client_id": CLIENT_ID,
        "secret": SECRET,
        "redirect_uris": [f"{live_server.url}{CALLBACK}"],
    }
    environment = {
        "PATH": os.environ["PATH"],
        "OIDC_PROVIDER_DATABASE": str(tmp_path_factory.mktemp("provider") / "provider.sqlite3"),
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.oidc_provider.serve", json.dumps(wanted)],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        port = process.stdout.readline().strip()
        assert port, "the provider did not start"
        yield f"http://127.0.0.1:{port}"
    finally:
        process.stdin.close()
        process.wait(timeout=20)
        process.stdout.close()


@pytest.fixture
def portal(live_server, provider, settings, monkeypatch) -> Iterator[str]:
    """The address of the portal, with the provider configured as the environment would do it."""
    from portaal.lib.oidc import parse_providers

    monkeypatch.setenv("NO_PROXY", "127.0.0.1,localhost")
    entry = {
        "id": PROVIDER_ID,
        "name": "Gemeente",
        "server_url": provider,
        "client_id": CLIENT_ID,
        "secret": SECRET,
        "email_domains": ["gemeente.example"],
    }
    apps = parse_providers(json.dumps([entry]))
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": apps}}
    yield live_server.url
    # An open connection keeps a thread of the server, and that one its connection to the database.
    while Browser.opened:
        Browser.opened.pop().close()


class Browser:
    """Follows links and fills in forms, on the portal and at the provider."""

    opened: ClassVar[list[requests.Session]] = []

    def __init__(self, portal: str) -> None:
        self.portal, self.session = portal, requests.Session()
        self.opened.append(self.session)

    def get(self, url: str, *, follow: bool = False) -> requests.Response:
        return self.session.get(urljoin(self.portal, url), allow_redirects=follow, timeout=20)

    def submit(self, page: requests.Response, **fields: str | list[str]) -> requests.Response:
        """Send the last form of a page with its hidden fields."""
        form = re.findall(r"<form.*?</form>", page.text, re.S)[-1]
        action = re.search(r'action="([^"]*)"', form)
        hidden = {}
        for tag in re.findall(r'<input[^>]*type="hidden"[^>]*>', form):
            name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
            hidden[html.unescape(name[1])] = html.unescape(value[1]) if value else ""
        url = urljoin(page.url, html.unescape(action[1])) if action and action[1] else page.url
        headers = {"Referer": page.url}
        return self.session.post(url, hidden | fields, headers=headers, allow_redirects=False, timeout=20)

    def start(self) -> str:
        """Choose the organisation on the login page; returns the address at the provider."""
        page = self.get("/accounts/login/")
        link = html.unescape(re.search(rf'href="(/accounts/oidc/{PROVIDER_ID}/login/[^"]*)"', page.text)[1])
        response = self.get(link)
        assert response.status_code == 302
        return response.headers["Location"]

    def at_provider(self, url: str, name: str) -> str:
        """Log in and agree at the provider; returns the address it sends the browser back to."""
        page = self.get(url, follow=True)
        response = self.submit(page, login=name, password=PASSWORD)
        assert response.status_code == 302, page.text
        page = self.get(urljoin(page.url, response.headers["Location"]), follow=False)
        if page.status_code == 200:
            response = self.submit(page, action="grant", scopes=["openid", "email", "profile"])
            assert response.status_code == 302, response.text
            return response.headers["Location"]
        return page.headers["Location"]

    def log_in(self, name: str) -> requests.Response:
        """The whole flow; returns the answer of the portal to the way back."""
        return self.get(self.at_provider(self.start(), name))

    @property
    def is_in(self) -> bool:
        return self.get("/werkbank/").status_code == 200


@pytest.fixture
def browser(portal) -> Browser:
    return Browser(portal)


@pytest.fixture
def bekend() -> Gebruiker:
    return GebruikerFactory(email="bekend@gemeente.example", password=PASSWORD)


@pytest.fixture
def screen_made(portal, provider, settings) -> Inlogdienst:
    """The same provider, and not by the environment: filled in by the beheerder of a gemeente on the screen."""
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": []}}
    settings.OIDC_PRIVATE_HOSTS = ["127.0.0.1"]
    gemeente = GemeenteFactory(slug="maastricht")
    client = Client()
    client.force_login(GebruikerFactory(rol="beheerder", gemeente=gemeente))
    sent = {
        "gemeente": gemeente.pk,
        "naam": "Gemeente",
        "slug": PROVIDER_ID,
        "server_url": provider,
        "client_id": CLIENT_ID,
        "geheim": SECRET,
        "domeinen": "gemeente.example",
        "actief": "on",
    }
    assert client.post("/beheer/partijen/inlogdienst/add/", sent).status_code == 302
    return Inlogdienst.objects.get()


def assert_refused(response: requests.Response) -> None:
    assert response.status_code == 403
    assert "U kunt hier niet inloggen" in response.text
    assert "Vraag de coördinator" in response.text


def test_a_known_confirmed_address_opens_the_account_and_ties_it(browser, bekend, security_log):
    response = browser.log_in("bekend")
    assert (response.status_code, response.headers["Location"]) == (302, "/werkbank/")
    assert browser.is_in
    account = SocialAccount.objects.get()
    assert (account.user, account.provider) == (bekend, PROVIDER_ID)
    assert not SocialToken.objects.exists()
    assert [message.subject for message in mail.outbox] == ["Inloggen met het account van uw werk"]
    bekend.refresh_from_db()
    assert bekend.check_password(PASSWORD)
    assert [line["result"] for line in security_log.of("login")] == ["ok"]
    assert all("bekend" not in text for text in security_log.texts)


def test_what_was_tied_stays_tied_and_is_not_tied_again(portal, browser, bekend):
    browser.log_in("bekend")
    Gebruiker.objects.filter(pk=bekend.pk).update(email="nieuw@gemeente.example")
    again = Browser(portal)
    assert again.log_in("bekend").status_code == 302
    assert again.is_in
    assert SocialAccount.objects.count() == 1


def test_capitals_in_the_address_do_not_matter(browser):
    GebruikerFactory(email="hoofdletters@gemeente.example")
    browser.log_in("hoofdletters")
    assert browser.is_in


def test_an_unknown_address_is_refused_and_makes_no_account(browser, bekend, security_log):
    assert_refused(browser.log_in("onbekend"))
    assert not browser.is_in
    assert Gebruiker.objects.count() == 1
    assert not SocialAccount.objects.exists()
    assert [(line["result"], line["object"]) for line in security_log.of("login")] == [("denied", "provider:gemeente")]


def test_an_unconfirmed_address_is_refused(browser):
    GebruikerFactory(email="onbevestigd@gemeente.example")
    assert_refused(browser.log_in("onbevestigd"))
    assert not browser.is_in
    assert not SocialAccount.objects.exists()


def test_an_account_that_is_switched_off_is_refused_also_when_it_was_tied(portal, browser):
    user = GebruikerFactory(email="uitgezet@gemeente.example")
    browser.log_in("uitgezet")
    assert browser.is_in
    Gebruiker.objects.filter(pk=user.pk).update(is_active=False)
    assert not browser.is_in
    again = Browser(portal)
    assert_refused(again.log_in("uitgezet"))
    assert not again.is_in


def test_a_provider_lets_in_nobody_of_another_organisation(browser):
    GebruikerFactory(email="iemand@corporatie.example")
    assert_refused(browser.log_in("vreemd"))
    assert not browser.is_in


@pytest.mark.parametrize("change", ["other", "missing", "of another browser", "used before"])
def test_a_state_that_is_not_ours_is_refused(portal, browser, bekend, change):
    other = Browser(portal)
    back = browser.at_provider(browser.start(), "bekend")
    query = {key: values[0] for key, values in parse_qs(urlsplit(back).query).items()}
    if change == "other":
        query["state"] = query["state"][::-1]
    elif change == "missing":
        del query["state"]
    elif change == "of another browser":
        # Somebody is lured to the way back of another: he would work in the other's account.
        other.start()
        browser, other = other, browser
    else:
        assert browser.get(back).status_code == 302
        assert browser.is_in
        browser.session.cookies.clear()
    response = browser.get(f"{CALLBACK}?{urlencode(query)}")
    assert "Inloggen is niet gelukt" in response.text
    assert not browser.is_in


def test_a_code_that_was_used_is_worth_nothing(browser, portal, bekend):
    back = browser.at_provider(browser.start(), "bekend")
    assert browser.get(back).status_code == 302
    thief = Browser(portal)
    state = parse_qs(urlsplit(thief.start()).query)["state"][0]
    code = parse_qs(urlsplit(back).query)["code"][0]
    response = thief.get(f"{CALLBACK}?{urlencode({'code': code, 'state': state})}")
    assert "Inloggen is niet gelukt" in response.text
    assert not thief.is_in


def test_a_code_of_another_login_does_not_fit(browser, portal, bekend):
    """PKCE: a code is of use only to the browser that asked for it."""
    back = browser.at_provider(browser.start(), "bekend")
    thief = Browser(portal)
    asked = parse_qs(urlsplit(thief.start()).query)
    assert asked["code_challenge_method"] == ["S256"]
    code = parse_qs(urlsplit(back).query)["code"][0]
    thief.get(f"{CALLBACK}?{urlencode({'code': code, 'state': asked['state'][0]})}")
    assert not thief.is_in


def test_who_says_no_at_the_provider_comes_back_to_a_page_that_says_so(browser, bekend, security_log):
    state = parse_qs(urlsplit(browser.start()).query)["state"][0]
    response = browser.get(f"{CALLBACK}?{urlencode({'error': 'access_denied', 'state': state})}", follow=True)
    assert "Inloggen is niet gelukt" in response.text
    assert not browser.is_in
    assert [line["result"] for line in security_log.of("login")] == ["failed"]


def test_the_second_factor_of_the_portal_is_asked_here_too(browser, verplicht):
    gemeente = GemeenteFactory(slug="maastricht")
    GebruikerFactory(email="bekend@gemeente.example", rol="coordinator", gemeente=gemeente)
    browser.log_in("bekend")
    response = browser.get("/werkbank/")
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/accounts/2fa/")


def test_a_logged_in_user_cannot_tie_the_account_of_another(browser, bekend, portal):
    GebruikerFactory(email="hoofdletters@gemeente.example")
    browser.log_in("bekend")
    link = browser.get(f"/accounts/oidc/{PROVIDER_ID}/login/?process=connect").headers["Location"]
    other = Browser(portal)
    back = other.at_provider(link, "hoofdletters")
    assert_refused(browser.get(back))
    assert SocialAccount.objects.count() == 1


def test_a_provider_of_the_screen_opens_an_account_of_its_gemeente(screen_made, browser):
    user = GebruikerFactory(email="bekend@gemeente.example", rol="bestuurder", gemeente=screen_made.gemeente)
    response = browser.log_in("bekend")
    assert (response.status_code, response.headers["Location"]) == (302, "/werkbank/")
    assert browser.is_in
    assert SocialAccount.objects.get().user == user


def test_it_opens_nobody_elses_also_not_one_that_was_tied(screen_made, browser, portal):
    heerlen = GemeenteFactory(slug="heerlen")
    user = GebruikerFactory(email="bekend@gemeente.example", rol="bestuurder", gemeente=heerlen)
    assert_refused(browser.log_in("bekend"))
    assert not SocialAccount.objects.exists()
    user.lidmaatschappen.update(gemeente=screen_made.gemeente)
    assert Browser(portal).log_in("bekend").status_code == 302
    assert SocialAccount.objects.get().user == user
    user.lidmaatschappen.create(gemeente=heerlen, rol="coordinator")
    again = Browser(portal)
    assert_refused(again.log_in("bekend"))
    assert not again.is_in


def test_a_provider_that_is_no_longer_allowed_is_not_asked(screen_made, browser, settings):
    settings.OIDC_PRIVATE_HOSTS = []
    response = browser.get(f"/accounts/oidc/{PROVIDER_ID}/login/?process=login")
    assert response.status_code == 503


def test_an_unknown_provider_is_not_found(browser):
    for path in ("login/", "login/callback/?code=x&state=y"):
        assert browser.get(f"/accounts/oidc/bestaat-niet/{path}").status_code in (302, 404)
        assert not browser.is_in


def test_a_provider_that_does_not_answer_gives_a_page_and_no_error(browser, settings):
    app = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]
    app["settings"] = app["settings"] | {"server_url": "http://127.0.0.1:9"}
    response = browser.get(f"/accounts/oidc/{PROVIDER_ID}/login/?process=login")
    assert (response.status_code, response.headers["Retry-After"]) == (503, "60")
    assert "geeft nu geen antwoord" in response.text


def test_one_address_asks_a_provider_only_so_often(browser):
    path = f"/accounts/oidc/{PROVIDER_ID}/login/?process=login"
    statuses = [browser.get(path).status_code for _ in range(31)]
    assert set(statuses[:30]) == {302}
    assert statuses[30] in (302, 429)  # a new minute may have begun
    assert 429 in [browser.get(path).status_code for _ in range(31)] + statuses
