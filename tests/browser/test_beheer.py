# SPDX-License-Identifier: EUPL-1.2
"""The admin screens in a real browser: under the Content-Security-Policy, for everyone, two people at one row."""

import pytest

PAGES = (
    "/beheer/",
    "/beheer/afspraken/afspraak/",
    "/beheer/afspraken/afspraak/add/",
    "/beheer/afspraken/termijn/",
    "/beheer/afspraken/actie/add/",
    "/beheer/partijen/partijingemeente/add/",
    "/beheer/partijen/lidmaatschap/add/",
    "/beheer/partijen/wijziging/",
)
WIDTHS = (1280, 390)


@pytest.fixture
def check(axe, faults):
    """Axe on a page without console errors; those that axe itself causes when it fetches style sheets do not count."""

    def run(page, widths=None):
        page.wait_for_load_state("networkidle")
        assert not faults.unexpected, faults.unexpected
        for width in widths or [page.viewport_size["width"]]:
            page.set_viewport_size({"width": width, "height": 900})
            axe(page)
            faults.seen.clear()
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), (page.url, width)

    return run


def open_row(page, code="6b"):
    """The page of an afspraak, by way of the search box of the list."""
    page.goto(f"/beheer/afspraken/afspraak/?q={code}")
    page.click(f"#result_list tbody th a:text-is('{code}')")
    return page


@pytest.mark.parametrize("path", PAGES)
def test_screens_of_a_coordinator(new_page, check, path):
    page = new_page("coordinator")
    assert page.goto(path).status == 200
    check(page, WIDTHS)


def test_a_row_and_its_history(new_page, check):
    page = open_row(new_page("coordinator"))
    check(page, WIDTHS)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.click("a.historylink")
    check(page, WIDTHS)


def test_screens_of_a_werkgroeplid_in_the_dark(new_page, check):
    page = new_page("werkgroeplid", dark=True)
    for url in ("/beheer/", "/beheer/afspraken/afspraak/"):
        page.goto(url)
        check(page)
    page.click("#result_list tbody th a >> nth=0")
    check(page)
    assert page.locator("#id_samenvatting").is_editable()
    assert page.locator("#id_titel").count() == 0


def test_the_second_of_two_sees_both_versions(new_page, faults, check):
    first, second = (open_row(new_page("coordinator")) for _ in range(2))
    old = first.input_value("#id_doel")
    for page, text in ((first, "Van de eerste"), (second, "Van de tweede")):
        page.fill("#id_doel", text)
        page.click("input[name=_continue]")
        page.wait_for_load_state("networkidle")
    faults.expect("409")
    assert "Nu opgeslagen: ‘Van de eerste’" in second.inner_text("#content")
    assert second.input_value("#id_doel") == "Van de tweede"
    second.wait_for_function("document.activeElement.id === 'id_doel'")
    check(second)
    second.fill("#id_doel", old)
    second.fill("#id_reden", "Terug naar wat het was")
    second.click("input[name=_continue]")
    second.wait_for_load_state("networkidle")
    second.click("a.historylink")
    assert "Terug naar wat het was" in second.inner_text("#change-history")


def test_a_search_box_finds_only_ones_own(new_page):
    page = new_page("werkgroeplid")
    page.goto("/beheer/afspraken/actie/add/")
    page.click(".field-afspraak .select2-selection")
    with page.expect_response("**/beheer/autocomplete/?term=a*"):
        page.fill(".select2-search__field", "a")
    page.wait_for_selector(".loading-results", state="detached")
    offered = {text.split()[0] for text in page.locator(".select2-results__option").all_inner_texts()}
    page.goto("/beheer/afspraken/afspraak/?all=")
    assert offered
    assert offered <= {code.strip() for code in page.locator("#result_list tbody th").all_inner_texts()}


def test_a_row_is_added_under_an_afspraak_and_taken_away_again(new_page):
    page = open_row(new_page("coordinator"), "6c")
    page.click("#termijnen-group summary")
    page.click("#termijnen-group .add-row a")
    row = page.locator("#termijnen-group .dynamic-termijnen").last
    row.locator("select[name$=-soort]").select_option("evaluatie")
    row.locator("input[name$=-periode]").fill("2026-Q4")
    page.click("input[name=_continue]")
    page.wait_for_load_state("networkidle")
    page.click("#termijnen-group summary")
    added = page.locator("#termijnen-group .dynamic-termijnen", has=page.locator("input[value='2026-Q4']"))
    assert added.locator("select[name$=-soort]").input_value() == "evaluatie"
    added.locator("input[name$=-DELETE]").check()
    page.click("input[name=_save]")
    page.wait_for_load_state("networkidle")
    assert page.url.endswith("/beheer/afspraken/afspraak/?q=6c") or page.url.endswith("/beheer/afspraken/afspraak/")


def test_publishing_and_withdrawing_from_the_list(new_page):
    page = new_page("coordinator")
    for action, done in (("intrekken", "ingetrokken"), ("publiceren", "gepubliceerd")):
        page.goto("/beheer/afspraken/afspraak/?q=0c")
        page.check("#result_list tbody tr:first-child input.action-select")
        page.select_option("select[name=action]", action)
        page.fill("input[name=reden]", "Proef in de browser")
        page.click("button[name=index]")
        assert f"1 rij is {done}." in page.inner_text(".messagelist")


def test_lists_and_forms_work_without_javascript(new_page):
    page = open_row(new_page("coordinator", javascript=False))
    old = page.input_value("#id_samenvatting")
    page.fill("#id_samenvatting", old + " ")
    page.click("input[name=_save]")
    assert page.locator(".messagelist .success").count() == 1
