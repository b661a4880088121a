# SPDX-License-Identifier: EUPL-1.2
"""The pages of afspraken in a real browser: accessible at every width, quick with htmx, whole without JavaScript."""

import re

import pytest
from playwright.sync_api import Page, expect

SET = "/maastricht/afspraken/prestatieafspraken-2022-2026"
LIST = "/maastricht/actielijst/?thema=1"
STAGNATIE = {"oorzaak": "Geen geld.", "gevolg": "Later klaar.", "maatregel": "Subsidie vragen."}


def stays_within_the_screen(page: Page) -> bool:
    # After a click the next document may have begun and not have come.
    page.wait_for_load_state()
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.mark.parametrize(
    "path",
    ["/maastricht/afspraken/", "/maastricht/afspraken/?status=loopt", f"{SET}/6j/", f"{SET}/2d/"],
    ids=["list", "wrong filter", "many acties", "stuck"],
)
def test_public_pages_are_accessible(page, faults, in_all_views, path):
    faults.expect("422")
    page.goto(path)
    page.evaluate("for (const details of document.querySelectorAll('details')) details.open = true")
    in_all_views(page)


@pytest.mark.parametrize("path", [LIST, "/maastricht/actielijst/?thema=99", f"{SET}/1c/bijwerken/", f"{SET}/1c/"])
def test_pages_of_the_working_group_are_accessible(new_page, faults, in_all_views, path):
    faults.expect("422")
    page = new_page("werkgroeplid")
    page.goto(path)
    in_all_views(page)


def test_updating_in_place(new_page, faults, axe):
    """Open, refuse, correct and save a row without leaving the list; the focus goes where the user needs it."""
    faults.expect("422")
    page = new_page("werkgroeplid")
    page.goto(LIST)
    row = page.locator("#afspraak-1e")
    row.get_by_role("link", name="Bijwerken 1e").click()
    expect(row.locator("form")).to_be_visible()
    expect(row.get_by_role("heading")).to_be_focused()
    expect(row.locator("[name=oorzaak]")).to_be_hidden()
    expect(row.locator("[name=gevraagd_besluit]")).to_be_hidden()
    row.locator("input[value=stagnatie]").check()
    expect(row.locator("[name=gevraagd_besluit]")).to_be_visible()
    expect(row.locator("[name=oorzaak]")).to_be_visible()
    row.locator("[name=toelichting]").fill("Het geld is op.")
    row.get_by_role("button", name="Opslaan").click()
    expect(row.get_by_role("alert")).to_contain_text("De stand is nog niet opgeslagen.")
    expect(row.locator("[name=oorzaak]")).to_be_focused()
    expect(row.locator("[name=toelichting]")).to_have_value("Het geld is op.")
    axe(page)
    for name, text in STAGNATIE.items():
        row.locator(f"[name={name}]").fill(text)
    row.get_by_role("button", name="Opslaan").click()
    expect(row.get_by_text("Zojuist opgeslagen")).to_be_visible()
    expect(row).to_contain_text("Stagneert")
    page.wait_for_function("document.activeElement.closest('#afspraak-1e') !== null")
    assert page.url.endswith(LIST)
    axe(page)


def test_cancelling_gives_the_row_back(new_page):
    page = new_page("werkgroeplid")
    page.goto(LIST)
    row = page.locator("#afspraak-1a")
    row.get_by_role("link", name="Bijwerken 1a").click()
    row.get_by_role("link", name="Annuleren").click()
    expect(row.get_by_role("link", name="Bijwerken 1a")).to_be_visible()
    expect(page.locator("form.ap-panel")).to_have_count(0)


def test_two_people_at_once(new_page, faults, axe):
    """The second to save sees both versions and can still save his own."""
    faults.expect("409")
    first, second = new_page("werkgroeplid"), new_page("werkgroeplid", width=390)
    for page, text in ((first, "Eerste zin."), (second, "Tweede zin.")):
        page.goto(LIST)
        page.get_by_role("link", name="Bijwerken 1b").click()
        page.locator("#afspraak-1b [name=toelichting]").fill(text)
        page.locator("#afspraak-1b input[value=op_koers]").check()
    first.locator("#afspraak-1b").get_by_role("button", name="Opslaan").click()
    expect(first.get_by_text("Zojuist opgeslagen")).to_be_visible()
    row = second.locator("#afspraak-1b")
    row.get_by_role("button", name="Opslaan").click()
    expect(row.get_by_text("Iemand anders heeft dit intussen gewijzigd.")).to_be_visible()
    expect(row.locator(".ap-versions")).to_contain_text("Eerste zin.")
    expect(row.locator("[name=toelichting]")).to_have_value("Tweede zin.")
    assert stays_within_the_screen(second)
    axe(second)
    row.get_by_role("button", name="Opslaan").click()
    expect(row.get_by_text("Zojuist opgeslagen")).to_be_visible()
    expect(row).to_contain_text("Tweede zin.")


def test_everything_works_without_javascript(new_page, faults):
    faults.expect("422")
    page = new_page("werkgroeplid", javascript=False)
    page.goto(LIST)
    page.get_by_role("link", name="Bijwerken 1c").first.click()
    assert re.search(r"/1c/bijwerken/\?terug=", page.url)
    expect(page.locator("[name=oorzaak]")).to_be_visible()
    page.locator("input[value=aandacht]").check()
    page.get_by_role("button", name="Opslaan").click()
    expect(page.locator("[name=oorzaak]")).to_be_focused()
    for name, text in STAGNATIE.items():
        page.locator(f"[name={name}]").fill(text)
    page.get_by_role("button", name="Opslaan").click()
    expect(page.locator("#afspraak-1c")).to_contain_text("Zojuist opgeslagen")
    assert page.url.endswith("actielijst/?thema=1&opgeslagen=1c#afspraak-1c")
    expect(page.locator("#afspraak-1c")).to_be_focused()


def test_updating_on_the_page_of_an_afspraak(new_page):
    page = new_page("werkgroeplid")
    page.goto(f"{SET}/1a/")
    page.get_by_role("link", name="Bijwerken", exact=True).click()
    page.locator("#bijwerken [name=toelichting]").fill("Vanaf de pagina zelf.")
    page.locator("#bijwerken").get_by_role("button", name="Opslaan").click()
    expect(page.locator("#stand")).to_contain_text("Vanaf de pagina zelf.")
    expect(page.locator("#stand")).to_be_focused()
    expect(page.locator("#bijwerken form")).to_have_count(0)


def test_searching_keeps_the_focus_and_the_address(page):
    page.goto("/maastricht/afspraken/")
    page.get_by_label("Zoek").fill("verduurzaming")
    page.get_by_label("Zoek").press("Enter")
    expect(page.locator("#lijst").get_by_role("status")).to_contain_text("gevonden")
    expect(page.get_by_label("Zoek")).to_be_focused()
    assert "zoek=verduurzaming" in page.url
