# SPDX-License-Identifier: EUPL-1.2
"""Second factors and the members page in a real browser, security keys included (a virtual one, by Chromium)."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PASSWORD, Faults, Portal

MAKE_ACCOUNT = """
from partijen.models import Gebruiker, Gemeente, Lidmaatschap
user = Gebruiker.objects.create_user({email!r}, {password!r}, naam="Coördinator met sleutel")
Lidmaatschap.objects.create(gebruiker=user, gemeente=Gemeente.objects.get(slug="maastricht"), rol={rol!r})
"""
ACCOUNT_PAGES = [
    "/accounts/email/",
    "/accounts/2fa/",
    "/accounts/2fa/webauthn/add/",
    "/accounts/2fa/recovery-codes/generate/",
    "/accounts/sessions/",
    "/accounts/3rdparty/",
    "/accounts/password/change/",
    "/maastricht/leden/",
]


def make_account(portal: Portal, email: str, rol: str) -> None:
    code = MAKE_ACCOUNT.format(email=email, password=PASSWORD, rol=rol)
    portal.manage("shell", "--no-imports", "-c", code)


def type_password(page: Page, email: str) -> None:
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")


@pytest.mark.parametrize("path", ACCOUNT_PAGES)
def test_accessible_and_no_sideways_scroll(
    new_page: Callable[..., Page], in_all_views: Callable[..., None], path: str
) -> None:
    page = new_page("coordinator")
    answer = page.goto(path)

    assert answer is not None
    assert answer.status == 200
    in_all_views(page)


def test_a_member_on_the_members_page(
    new_page: Callable[..., Page], axe: Callable[[Page], None], faults: Faults
) -> None:
    page = new_page("coordinator", width=390)
    page.goto("/maastricht/leden/")
    page.get_by_role("link", name="Wijzig").first.click()
    axe(page)
    page.goto("/maastricht/leden/")
    faults.expect("422")
    page.get_by_role("button", name="Nodig uit").click()
    expect(page.get_by_text("Er is niemand uitgenodigd.")).to_be_visible()
    expect(page.get_by_label("E-mailadres")).to_be_focused()
    axe(page)


def test_a_coordinator_sets_up_a_security_key_and_logs_in_with_it(
    portal: Portal, new_page: Callable[..., Page], axe: Callable[[Page], None]
) -> None:
    email = "sleutel@portaal.example"
    make_account(portal, email, "coordinator")
    page = new_page()
    keys = page.context.new_cdp_session(page)
    keys.send("WebAuthn.enable")
    keys.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "usb",
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    # Browsers know security keys over http on this name only.
    here = portal.url.replace("127.0.0.1", "localhost")
    page.goto(f"{here}/maastricht/bestuur/")
    type_password(page, email)
    page.wait_for_url("**/accounts/2fa/?next=**")
    expect(page.get_by_text("verplicht", exact=False).first).to_be_visible()

    page.get_by_role("link", name="Voeg een sleutel toe").click()
    page.get_by_label("Naam van de sleutel").fill("Sleutelbos")
    page.get_by_role("button", name="Voeg toe").click()
    page.wait_for_url("**/recovery-codes/")
    expect(page.locator("main code")).to_have_count(10)
    axe(page)
    page.goto(f"{here}/maastricht/bestuur/")
    assert page.url.endswith("/maastricht/bestuur/")

    page.goto(f"{here}/accounts/2fa/webauthn/")
    expect(page.get_by_role("rowheader", name="Sleutelbos")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Uitloggen").click()
    page.goto(f"{here}/accounts/login/")
    type_password(page, email)
    page.wait_for_url("**/accounts/2fa/authenticate/")
    axe(page)
    page.get_by_role("button", name="Gebruik een sleutel").click()
    page.wait_for_url("**/werkbank/")


def test_a_key_that_is_not_there_is_told_on_the_page(portal: Portal, new_page: Callable[..., Page]) -> None:
    email = "zonder-sleutel@portaal.example"
    make_account(portal, email, "bestuurder")
    page = new_page()
    here = portal.url.replace("127.0.0.1", "localhost")
    page.goto(f"{here}/accounts/login/?next=/accounts/2fa/webauthn/add/")
    type_password(page, email)
    page.wait_for_url("**/webauthn/add/")
    # What a browser does when the user cancels.
    cancelled = "Promise.reject(new DOMException('', 'NotAllowedError'))"
    page.evaluate(f"() => {{ navigator.credentials.create = () => {cancelled} }}")
    page.get_by_role("button", name="Voeg toe").click()
    expect(page.get_by_text("De sleutel werkte niet.")).to_be_visible()


def test_an_app_is_set_up_by_its_picture_without_script(portal: Portal, new_page: Callable[..., Page]) -> None:
    email = "app@portaal.example"
    make_account(portal, email, "coordinator")
    page = new_page(javascript=False)
    page.goto("/accounts/login/")
    type_password(page, email)
    page.wait_for_url("**/accounts/2fa/**")
    page.get_by_role("link", name="Stel een app in").click()
    # What is drawn, and not only the room for it.
    box = page.get_by_role("img", name="QR-code").locator("svg path").bounding_box()
    assert box is not None
    assert box["width"] > 100
    assert box["height"] > 100
