# SPDX-License-Identifier: EUPL-1.2
"""What every answer must carry, what no page may hold, and what the settings must be in production."""

import datetime as dt
import json
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from importlib import import_module
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.contrib.sessions.backends import db
from django.test import Client
from django.urls import get_resolver, reverse

from partijen.models import Gebruiker
from tests.factories import AfspraakFactory, GebruikerFactory, GemeenteFactory
from tests.partijen.inloggen import PASSWORD, enrol, log_in

ROOT = Path(__file__).resolve().parent.parent
URL_ATTRIBUTES = {"href", "src", "action", "formaction", "data", "poster", "srcset"}
# A script of one of these types is data: a browser runs none of it.
DATA_TYPES = {"application/json", "application/ld+json"}


class Inline(HTMLParser):
    """Collects what our Content-Security-Policy would refuse."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._inside: str | None = None

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        for name, value in attrs:
            if name == "style" or name.startswith("on") or name.startswith("hx-on"):
                self.found.append(f"<{tag} {name}={value!r}>")
            if name in URL_ATTRIBUTES and (value or "").strip().lower().startswith(("javascript:", "data:")):
                self.found.append(f"<{tag} {name}={value[:40]!r}>")
            if name in ("src",) and re.match(r"(https?:)?//", value or ""):
                self.found.append(f"<{tag} {name}={value!r}>")
        if tag == "style" or (tag == "script" and not values.get("src") and values.get("type") not in DATA_TYPES):
            self.found.append(f"<{tag}>")
        if tag == "base" or (tag == "meta" and values.get("http-equiv")):
            self.found.append(f"<{tag}>")


def inline_in(response) -> list[str]:
    parser = Inline()
    parser.feed(response.content.decode())
    return parser.found


def run_manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A management command in a process of its own, with the settings of production."""
    keep = {name: os.environ[name] for name in ("PATH", "HOME", "PORTAAL_VAR") if name in os.environ}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=keep | environment,
        capture_output=True,
        text=True,
        timeout=120,
    )


# --- headers ---------------------------------------------------------------------------------------------------------

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "url",
    [
        "/",
        "/maastricht/",
        "/accounts/login/",
        "/accounts/2fa/",
        "/beheer/",
        "/api/v1",
        "/api/v1/afspraken",
        "/hulp/",
        "/bestaat-niet/",
        "/api/bestaat-niet",
        "/.well-known/security.txt",
        "/gezondheid/live",
    ],
)
def test_every_answer_carries_the_headers(client, url):
    GemeenteFactory(slug="maastricht")
    response = client.get(url)
    for name, value in HEADERS.items():
        assert response[name] == value, name
    policy = response["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "data:" not in policy
    for directive in ("default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'"):
        assert directive in policy
    assert "base-uri 'none'" in policy
    assert "form-action 'self'" in policy
    permissions = response["Permissions-Policy"]
    for feature in ("camera", "microphone", "geolocation", "payment", "usb"):
        assert f"{feature}=()" in permissions
    assert "Strict-Transport-Security" not in response
    assert "Server" not in response
    assert "X-Powered-By" not in response


@pytest.mark.django_db
def test_over_https_cookies_and_headers_hold_the_browser_to_it(settings, client):
    """The settings that PORTAAL_HTTPS=1 gives, tried on real answers."""
    user = GebruikerFactory(password=PASSWORD)
    answers = run_manage(
        "shell",
        "--no-imports",
        "-c",
        "from django.conf import settings as s; import json; print(json.dumps({n: getattr(s, n) for n in dir(s) "
        "if n.startswith(('SECURE_', 'SESSION_COOKIE', 'CSRF_COOKIE', 'LAST_LOGIN'))}, default=str))",
        PORTAAL_HTTPS="1",
    )
    for name, value in json.loads(answers.stdout.splitlines()[-1]).items():
        setattr(settings, name, value)
    plain = Client().get("/accounts/login/")
    assert (plain.status_code, plain["Location"]) == (301, "https://testserver/accounts/login/")
    secure = Client()
    response = secure.get("/accounts/login/", secure=True)
    assert response["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains; preload"
    secure.post("/accounts/login/", {"login": user.email, "password": PASSWORD}, secure=True)
    cookies = dict(secure.cookies.items())
    assert set(cookies) == {"__Host-sessie", "__Host-csrf", "__Host-vorige"}
    for cookie in cookies.values():
        assert cookie["secure"]
        assert cookie["httponly"]
        assert cookie["path"] == "/"
        assert cookie["domain"] == ""
        assert cookie["samesite"] == "Lax"


@pytest.mark.django_db
def test_messages_leave_no_cookie_of_their_own(client):
    user = GebruikerFactory(password=PASSWORD)
    log_in(client, user)
    client.post(reverse("account_logout"))
    assert set(client.cookies) <= {"sessionid", "csrftoken", "vorige"}


@pytest.mark.parametrize(("secure", "extra"), [("1", {}), ("1", {"PORTAAL_TRUST_PROXY": "1"})])
def test_the_deployment_check_finds_nothing(secure, extra):
    done = run_manage("check", "--deploy", "--fail-level", "INFO", PORTAAL_HTTPS=secure, **extra)
    assert done.returncode == 0, done.stderr
    assert "no issues (0 silenced)" in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("variable", "value", "words"),
    [
        ("PORTAAL_TRUSTED_PROXIES", "10.0.0.0/8,proxy", "proxy"),
        ("PORTAAL_OIDC_PROVIDERS", "[{}]", "PORTAAL_OIDC_PROVIDERS"),
    ],
)
def test_a_faulty_setting_stops_the_portal_at_once(variable, value, words):
    done = run_manage("check", **{variable: value})
    assert done.returncode != 0
    assert words in done.stderr


# --- pages -----------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_no_page_of_login_and_account_holds_code_or_style(client, settings):
    settings.PORTAAL_MFA_VERPLICHT = True
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "APPS": [
                {"provider_id": "g", "name": "Gemeente", "client_id": "x", "settings": {"email_domains": ["g.example"]}}
            ]
        }
    }
    gemeente = GemeenteFactory(slug="maastricht")
    user = GebruikerFactory(rol="coordinator", gemeente=gemeente, password=PASSWORD)
    pages = {name: client.get(reverse(name)) for name in ("account_login", "account_reset_password", "account_signup")}
    assert "Gemeente" in pages["account_login"].content.decode()
    log_in(client, user)
    for name in ("mfa_index", "mfa_activate_totp", "mfa_add_webauthn"):
        pages[f"{name} before"] = client.get(reverse(name))
    enrol(client)
    names = ("mfa_index", "mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes")
    names += ("mfa_list_webauthn", "mfa_add_webauthn", "mfa_reauthenticate", "usersessions_list", "account_email")
    names += ("account_change_password", "socialaccount_connections", "account_reauthenticate", "account_logout")
    names += ("socialaccount_login_error", "socialaccount_login_cancelled")
    for name in names:
        pages[name] = client.get(reverse(name))
    client.post(reverse("account_logout"))
    log_in(client, user)
    pages["mfa_authenticate"] = client.get(reverse("mfa_authenticate"))
    for name, page in pages.items():
        assert page.status_code in (200, 401), (name, page.status_code)
        text = page.content.decode()
        assert inline_in(page) == [], name
        assert '<html lang="nl">' in text, name
        assert "ap-header" in text, name
        assert not re.search(
            r"\b(Sign In|Sign Out|Password|Authenticator|Security Key|Recovery|Your)\b", visible(text)
        ), name


def accounts_urls() -> list[str]:
    """Every address under /accounts/, also of pages of allauth that this portal never links to."""
    found = []

    def walk(patterns, prefix):
        for pattern in patterns:
            route = prefix + str(pattern.pattern)
            if hasattr(pattern, "url_patterns"):
                walk(pattern.url_patterns, route)
            else:
                path = re.sub(r"\(\?P<\w+>[^)]*\)|<(\w+:)?\w+>", "1", route)
                found.append("/" + re.sub(r"[\^$\\]", "", path).removesuffix("Z"))

    walk(get_resolver().url_patterns, "")
    return sorted({url for url in found if url.startswith("/accounts/")})


@pytest.mark.django_db
@pytest.mark.parametrize("rol", [None, "bestuurder", "coordinator"])
def test_every_address_under_accounts_answers_in_our_frame(client, rol, settings):
    settings.PORTAAL_MFA_VERPLICHT = True
    urls = accounts_urls()
    assert len(urls) > 30
    if rol:
        user = GebruikerFactory(rol=rol, gemeente=GemeenteFactory(slug="maastricht"), password=PASSWORD)
        log_in(client, user)
    for url in urls:
        response = client.get(url)
        assert response.status_code in (200, 301, 302, 401, 403, 404, 405), (url, response.status_code)
        if response.status_code == 200 and response["Content-Type"].startswith("text/html"):
            assert inline_in(response) == [], url
            assert "ap-header" in response.content.decode(), url


def visible(text: str) -> str:
    """The words of a page, without its code."""
    return re.sub(r"<script.*?</script>|<[^>]*>", " ", text, flags=re.S)


@pytest.mark.django_db
def test_no_page_of_beheer_holds_code_or_style(client):
    """Each screen of /beheer/, its list, its form and one row, for who may see them all."""
    from django.contrib import admin

    gemeente = GemeenteFactory(slug="maastricht")
    AfspraakFactory(thema__gemeente=gemeente)
    user = Gebruiker.objects.create_superuser("beheer@portaal.example", PASSWORD, naam="Beheer")
    user.lidmaatschappen.create(gemeente=gemeente, rol="coordinator")
    client.force_login(user)
    looked_at = 0
    assert inline_in(client.get(reverse("admin:index"))) == []
    for model, screen in admin.site._registry.items():
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        urls = [reverse(f"{name}_changelist"), reverse(f"{name}_add")]
        row = screen.rows(user).first()
        if row is not None:
            urls += [reverse(f"{name}_change", args=[row.pk]), reverse(f"{name}_history", args=[row.pk])]
        for url in urls:
            response = client.get(url)
            if response.status_code == 200:
                looked_at += 1
                assert inline_in(response) == [], url
    assert looked_at > 20


@pytest.mark.django_db
def test_screens_of_other_packages_are_not_offered(client):
    """Secrets of second factors, tokens and addresses of visitors are for no screen."""
    client.force_login(Gebruiker.objects.create_superuser("beheer@portaal.example", PASSWORD, naam="Beheer"))
    for path in ("mfa/authenticator", "usersessions/usersession", "axes/accessattempt", "socialaccount/socialtoken"):
        assert client.get(f"/beheer/{path}/").status_code == 404, path


# --- security.txt ----------------------------------------------------------------------------------------------------


def test_security_txt_tells_whom_to_write_and_does_not_expire_soon(client, settings):
    settings.SECURITY_CONTACT = "mailto:veilig@gemeente.example"
    response = client.get("/.well-known/security.txt")
    assert response["Content-Type"].startswith("text/plain")
    fields = dict(line.split(": ", 1) for line in response.content.decode().splitlines())
    assert fields["Contact"] == "mailto:veilig@gemeente.example"
    left = dt.datetime.fromisoformat(fields["Expires"]) - dt.datetime.now(dt.UTC)
    assert dt.timedelta(days=30) < left < dt.timedelta(days=366)


# --- settings --------------------------------------------------------------------------------------------------------


def test_production_keeps_passwords_with_argon2_and_asks_a_second_factor():
    done = run_manage(
        "shell",
        "--no-imports",
        "-c",
        "from django.conf import settings as s; from django.contrib.auth.hashers import make_password; "
        "print(s.PORTAAL_MFA_VERPLICHT, s.DEBUG, make_password('x').split('$')[0])",
    )
    assert done.stdout.split()[-3:] == ["True", "False", "argon2"]


@pytest.mark.parametrize(
    ("environment", "allowed"),
    [
        ({}, True),
        ({"PORTAAL_HTTPS": "1"}, False),
        ({"PORTAAL_ALLOWED_HOSTS": "portaal.gemeente.example,localhost"}, False),
        ({"PORTAAL_ALLOWED_HOSTS": "*"}, False),
    ],
)
def test_security_keys_over_http_work_on_this_machine_alone(environment, allowed):
    done = run_manage(
        "shell",
        "--no-imports",
        "-c",
        "from django.conf import settings as s; print(s.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN)",
        **environment,
    )
    assert done.stdout.split()[-1] == str(allowed)


def test_sessions_messages_and_uploads_stay_on_the_server():
    assert django_settings.SESSION_COOKIE_HTTPONLY
    assert django_settings.CSRF_COOKIE_HTTPONLY
    assert "cookie" not in django_settings.MESSAGE_STORAGE
    assert issubclass(import_module(django_settings.SESSION_ENGINE).SessionStore, db.SessionStore)
    assert not django_settings.DEBUG
