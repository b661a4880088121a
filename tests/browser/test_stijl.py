# SPDX-License-Identifier: EUPL-1.2
"""The style guide in a real browser: accessible at every width, in the dark, on paper and without script."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import VIEWS


def test_accessible_and_no_sideways_scroll(page: Page, in_all_views: Callable[..., None]) -> None:
    page.goto("/stijl/")

    in_all_views(page, [*VIEWS, (1280, True), (390, False)])


def test_fields_open_with_the_status_that_asks_for_them(page: Page) -> None:
    page.goto("/stijl/")
    oorzaak = page.locator("#id_leeg-oorzaak")

    expect(oorzaak).to_be_hidden()
    page.locator("input[name=leeg-status][value=stagnatie]").check()
    expect(oorzaak).to_be_visible()
    page.locator("input[name=leeg-status][value=gereed]").check()
    expect(oorzaak).to_be_hidden()


def test_without_script_nothing_is_hidden(new_page: Callable[..., Page]) -> None:
    page = new_page(javascript=False)
    page.goto("/stijl/")

    expect(page.locator("#id_leeg-oorzaak")).to_be_visible()
    expect(page.locator("[data-afdrukken]")).to_be_hidden()


def test_skip_link_leads_to_the_content(page: Page) -> None:
    page.goto("/stijl/")
    page.keyboard.press("Tab")

    expect(page.locator(".ap-skip-link")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_paper_shows_what_is_folded_away(page: Page) -> None:
    page.goto("/stijl/")
    folded = page.locator("details:not([open])")
    assert folded.count() > 0

    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert folded.count() == 0
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert folded.count() > 0


def test_card_keeps_the_meaning_of_a_table(new_page: Callable[..., Page]) -> None:
    page = new_page(width=390)
    page.goto("/stijl/")

    row = page.get_by_role("row").filter(has_text="5a").first
    expect(row.get_by_role("rowheader")).to_have_count(1)
    expect(row.get_by_role("cell")).to_have_count(4)


def test_targets_are_large_enough(page: Page) -> None:
    """Links in running text and radio buttons inside a label card are exempt (WCAG 2.5.8)."""
    page.goto("/stijl/")

    small = page.evaluate(
        """() => [...document.querySelectorAll("a, button, input:not([type=hidden]), select, textarea, summary")]
            .filter(element => !element.closest("p, pre, .ap-skip-link, .ap-radio-card"))
            .map(element => ({html: element.outerHTML.slice(0, 90), box: element.getBoundingClientRect()}))
            .filter(({box}) => box.width && (box.width < 24 || box.height < 24))
            .map(({html}) => html)"""
    )

    assert small == []
