# SPDX-License-Identifier: EUPL-1.2
"""The leefbaarheidsfonds in a real browser: accessible at every width, and whole without JavaScript."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

FONDS = "/maastricht/leefbaarheidsfonds"
PUBLIC = [f"{FONDS}/", f"{FONDS}/gebied/mariaberg/", f"{FONDS}/jaaroverzicht/?jaar=2022", f"{FONDS}/aanvragen/"]
KEPT = [f"{FONDS}/werklijst/", f"{FONDS}/boeken/overhevelen/", f"{FONDS}/herverdeling/"]
PDF = {"name": "offerte.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 offerte"}


def stays_within_the_screen(page: Page) -> bool:
    # After a click the next document may have begun and not have come.
    page.wait_for_load_state()
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.mark.parametrize("path", [*PUBLIC, f"{FONDS}/aanvragen/verstuurd/"])
def test_public_pages_are_accessible(page, in_all_views, path):
    assert page.goto(path).status == 200
    in_all_views(page)


def test_pages_of_the_fondsbeheerder_are_accessible(new_page, faults, in_all_views):
    faults.expect("422")
    page = new_page("fondsbeheerder")
    for path in KEPT:
        page.goto(path)
        in_all_views(page)
    page.goto(f"{FONDS}/werklijst/?stand=in_behandeling")
    page.locator("tbody a").first.click()
    in_all_views(page)
    page.get_by_role("link", name="Wij hebben uw aanvraag ontvangen").click()
    in_all_views(page)
    page.go_back()
    page.get_by_role("link", name="Toekennen").click()
    page.get_by_label("Bedrag in euro’s").fill("1,000.00")
    page.get_by_role("button", name="Ken toe").click()
    expect(page.get_by_label("Bedrag in euro’s")).to_be_focused()
    expect(page.get_by_role("alert")).to_contain_text("Bedoelt u 1.000,00?")
    in_all_views(page)


def newest_mail(directory: Path) -> str:
    newest = max((directory / "mail").iterdir(), key=lambda path: path.stat().st_mtime_ns)
    return newest.read_text(encoding="utf-8", errors="replace").replace("=\n", "")


@pytest.mark.parametrize("javascript", [True, False])
def test_a_resident_applies_from_a_small_telephone(new_page, faults, axe, portal, javascript):
    """Refused once with everything kept, then sent, confirmed and followed."""
    faults.expect("422")
    page = new_page(width=320, javascript=javascript)
    page.goto(f"{FONDS}/")
    page.get_by_role("link", name="Vraag geld aan voor uw idee").click()
    page.get_by_label("In welke buurt is uw plan?").select_option(label="Mariaberg")
    page.get_by_label("Hoe heet uw plan?").fill("Geveltuintjes")
    page.get_by_label("Wat wilt u gaan doen?").fill("Wij planten bloemen langs de gevels.")
    page.get_by_label("Hoeveel geld vraagt u?").fill("1,000.00")
    page.get_by_label("Uw naam").fill("Aanvrager van de proef")
    page.get_by_label("Uw e-mailadres").fill(f"proef-{javascript}@bewoner.example".lower())
    page.get_by_role("button", name="Verstuur de aanvraag").click()
    expect(page.get_by_role("alert")).to_contain_text("Bedoelt u 1.000,00?")
    expect(page.get_by_label("Hoeveel geld vraagt u?")).to_be_focused()
    expect(page.get_by_label("Wat wilt u gaan doen?")).to_have_value("Wij planten bloemen langs de gevels.")
    assert stays_within_the_screen(page)
    if javascript:
        axe(page)
    page.get_by_label("Hoeveel geld vraagt u?").fill("1.000,00")
    page.get_by_label("Documenten").set_input_files([PDF])
    for _attempt in range(3):
        page.get_by_role("button", name="Verstuur de aanvraag").click()
        if "verstuurd" in page.url:
            break
        # A person is never this quick; the form asks to send it once more.
        page.get_by_label("Documenten").set_input_files([PDF])
        page.wait_for_timeout(1500)
    expect(page.get_by_role("heading", level=1)).to_contain_text("kijk in uw mail")
    link = re.search(r"https?://[^/\s]+(/\S+/aanvraag/\S+)", newest_mail(portal.directory))[1]
    page.goto(link)
    assert stays_within_the_screen(page)
    page.get_by_role("button", name="Ja, dit is mijn aanvraag").click()
    expect(page.get_by_role("status")).to_contain_text("Wij hebben uw aanvraag ontvangen.")
    expect(page.get_by_role("main")).to_contain_text("offerte.pdf")
    assert stays_within_the_screen(page)
    if javascript:
        axe(page)
