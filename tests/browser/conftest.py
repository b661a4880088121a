# SPDX-License-Identifier: EUPL-1.2
"""Browser tests: Debian's Chromium against the server of `make start`, with a database of its own.

The portal is served by gunicorn with production settings, so hashed static files and the Content-Security-Policy are
the real ones. Its demo data is shared by all tests of a run: a test that writes leaves other rows alone. Each test has
a browser context of its own, and fails on any console error, page error or CSP violation it did not announce with
`faults.expect("part of the message")`.
"""

import base64
import hashlib
import hmac
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent.parent
CHROMIUM_ARGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PASSWORD = "browser-test-wachtwoord"
TOTP_SECRET = base64.b32encode(b"browser tests, 20 by").decode()
START_SECONDS = 30
WAIT_MILLISECONDS = 10_000
# What each page must look well in: width in CSS pixels, and dark or not.
VIEWS = [(1280, False), (390, True), (320, False)]
# Known passwords and second factors for the demo accounts, and which account holds which role.
SET_PASSWORDS = """
import json
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.hashers import make_password
from partijen.models import Gebruiker
from partijen.policies import needs_second_factor
Gebruiker.objects.filter(demo=True).update(password=make_password({password!r}))
Authenticator.objects.filter(user__demo=True).delete()
for gebruiker in Gebruiker.objects.filter(demo=True):
    if needs_second_factor(gebruiker):
        TOTP.activate(gebruiker, {secret!r})
accounts = Gebruiker.objects.filter(demo=True, lidmaatschappen__isnull=False).order_by("id")
rows = accounts.values_list("lidmaatschappen__rol", "lidmaatschappen__gemeente__slug", "email")
print(json.dumps([list(row) for row in rows]))
"""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything in this directory, before the selection by marker is made."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@dataclass
class Portal:
    """A running portal with demo data; `accounts` gives the e-mail address per (role, gemeente)."""

    directory: Path
    url: str = ""
    accounts: dict[tuple[str, str], str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        """Only what the portal needs: settings of the developer or of the tests must not leak in."""
        keep = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR") if name in os.environ}
        return keep | {"PORTAAL_VAR": str(self.directory), "PYTHONUNBUFFERED": "1"}

    def manage(self, *arguments: str) -> str:
        """Run a management command on this portal; returns what it printed, raises with its messages."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments], cwd=ROOT, env=self.environment, capture_output=True, text=True
        )
        if done.returncode:
            raise RuntimeError(f"manage.py {' '.join(arguments[:2])} failed:\n{done.stdout}\n{done.stderr}")
        return done.stdout


@dataclass
class Faults:
    """What the browser complained about, and what a test announced."""

    seen: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    def expect(self, part: str) -> None:
        """Accept messages that contain this text, such as "422" where a form is refused on purpose."""
        self.expected.append(part)

    def hear(self, message: ConsoleMessage) -> None:
        """Keep what the console shows as an error; refused styles and scripts are among these."""
        if message.type == "error":
            self.seen.append(f"console: {message.text} ({message.location.get('url', '')})")

    @property
    def unexpected(self) -> list[str]:
        return [message for message in self.seen if not any(part in message for part in self.expected)]


@pytest.fixture(scope="session")
def portal() -> Iterator[Portal]:
    """Set up as `make start` does, and serve until the end of the run."""
    directory = Path(tempfile.mkdtemp(prefix="portaal-browser-"))
    (directory / "static").mkdir()
    portal = Portal(directory)
    log = (directory / "gunicorn.log").open("wb")
    server: subprocess.Popen[bytes] | None = None
    try:
        portal.manage("migrate", "--noinput", "--verbosity", "0")
        portal.manage("collectstatic", "--noinput", "--verbosity", "0")
        portal.manage("load_voorbeelddata", "--demo")
        portal.manage("logins")
        code = SET_PASSWORDS.format(password=PASSWORD, secret=TOTP_SECRET)
        rows = json.loads(portal.manage("shell", "--no-imports", "-c", code).splitlines()[-1])
        for rol, gemeente, email in rows:
            portal.accounts.setdefault((rol, gemeente), email)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        portal.url = f"http://127.0.0.1:{port}"
        server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn"],
            cwd=ROOT,
            env=portal.environment | {"PORT": str(port)},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        _wait_until_served(portal, server)
        yield portal
    finally:
        if server is not None:
            server.terminate()
            server.wait(timeout=20)
        log.close()
        shutil.rmtree(directory, ignore_errors=True)


def _wait_until_served(portal: Portal, server: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{portal.url}/gezondheid/klaar", timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"The portal did not start:\n{(portal.directory / 'gunicorn.log').read_text()}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the run, with an empty profile of its own."""
    executable = shutil.which("chromium")
    if executable is None:
        pytest.fail("Chromium is missing. On Debian: apt-get install chromium libatomic1 fonts-dejavu-core")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=CHROMIUM_ARGS)
        yield browser
        browser.close()


def totp_code() -> str:
    """What an authenticator app shows now for the secret of the demo accounts (RFC 6238, 30 seconds, 6 digits)."""
    counter = int(time.time()) // 30
    digest = hmac.digest(base64.b32decode(TOTP_SECRET), counter.to_bytes(8, "big"), hashlib.sha1)
    offset = digest[-1] & 15
    value = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFFFFFF
    return f"{value % 1_000_000:06}"


@pytest.fixture(scope="session")
def login_states(portal: Portal, browser: Browser) -> Callable[[str, str], Any]:
    """Cookies per role and gemeente: each account logs in once per run, through the real form."""
    states: dict[tuple[str, str], Any] = {}

    def state_of(rol: str, gemeente: str) -> Any:
        if (rol, gemeente) not in states:
            context = browser.new_context(base_url=portal.url, locale="nl-NL")
            page = context.new_page()
            page.goto("/accounts/login/")
            page.fill("input[name=login]", portal.accounts[rol, gemeente])
            page.fill("input[name=password]", PASSWORD)
            page.press("input[name=password]", "Enter")
            page.wait_for_url(lambda url: "/accounts/login/" not in url)
            if "/2fa/" in page.url:
                page.fill("input[name=code]", totp_code())
                page.press("input[name=code]", "Enter")
                page.wait_for_url(lambda url: "/2fa/" not in url)
            states[rol, gemeente] = context.storage_state()
            context.close()
        return states[rol, gemeente]

    return state_of


@pytest.fixture
def faults() -> Iterator[Faults]:
    """Fails the test at its end on what the browser complained about."""
    faults = Faults()
    yield faults
    assert not faults.unexpected, "the browser complained:\n" + "\n".join(faults.unexpected)


@pytest.fixture
def new_page(
    portal: Portal, browser: Browser, faults: Faults, login_states: Callable[[str, str], Any]
) -> Iterator[Callable[..., Page]]:
    """Open a page: new_page("coordinator", width=390, dark=True, javascript=False); no role is the public."""
    contexts: list[BrowserContext] = []

    def open_page(
        rol: str | None = None,
        *,
        gemeente: str = "maastricht",
        width: int = 1280,
        height: int = 900,
        dark: bool = False,
        javascript: bool = True,
    ) -> Page:
        context = browser.new_context(
            base_url=portal.url,
            locale="nl-NL",
            timezone_id="Europe/Amsterdam",
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            java_script_enabled=javascript,
            storage_state=login_states(rol, gemeente) if rol else None,
        )
        context.set_default_timeout(WAIT_MILLISECONDS)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.seen.append(f"page error: {error}"))
        page.on("console", faults.hear)
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """A page of the public, 1280 wide."""
    return new_page()


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], None]:
    """`axe(page)` fails with the rule and the elements when axe-core finds anything on the page as it stands."""
    checker = Axe()
    options = {"resultTypes": ["violations"], "runOnly": {"type": "tag", "values": AXE_TAGS}}

    def check(page: Page) -> None:
        found = checker.run(page, options=options).response["violations"]
        lines = [
            f"{violation['id']} ({violation['impact']}): {violation['help']}\n"
            + "\n".join(f"    {node['html'][:200]}" for node in violation["nodes"][:5])
            for violation in found
        ]
        assert not lines, f"axe on {page.url}:\n" + "\n".join(lines)

    return check


@pytest.fixture(scope="session")
def in_all_views(axe: Callable[[Page], None]) -> Callable[..., None]:
    """`in_all_views(page)` fails when the page as it stands scrolls sideways or has faults for axe, in any of VIEWS.

    The page is loaded once: the style sheet does the rest, as for a reader who turns the telephone.
    """

    def check(page: Page, views: list[tuple[int, bool]] = VIEWS) -> None:
        # After a click the next document may have begun and not have come.
        page.wait_for_load_state()
        for width, dark in views:
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme="dark" if dark else "light")
            view = f"{page.url} at {width} px{', dark' if dark else ''}"
            assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), view
            try:
                axe(page)
            except AssertionError as error:
                raise AssertionError(f"{view}: {error}") from error

    return check
