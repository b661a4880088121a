# SPDX-License-Identifier: EUPL-1.2
"""Corporations, figures and deliveries in a real browser: accessible, no sideways scroll, and without script."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Faults

BUURTTABEL = "zorggeschikt-per-buurt.bat.maastricht-2022.planning.alle.woningen"
PAGES = [
    (None, "/maastricht/corporaties/"),
    (None, "/maastricht/corporaties/woonpunt/"),
    (None, "/maastricht/cijfers/"),
    (None, f"/maastricht/cijfers/?tabel={BUURTTABEL}"),
    (None, "/maastricht/cijfers/klassen/?huur=633,25&jaar=2024"),
    (None, "/maastricht/cijfers/afwijkingen/"),
    (None, "/maastricht/corporaties/servatius/leveringen/"),
    ("databeheerder", "/maastricht/corporaties/servatius/leveringen/nieuw/"),
    ("coordinator", "/maastricht/leveringen/"),
]


@pytest.mark.parametrize(("rol", "path"), PAGES)
def test_accessible_and_no_sideways_scroll(
    new_page: Callable[..., Page], in_all_views: Callable[..., None], rol: str | None, path: str
) -> None:
    page = new_page(rol)
    answer = page.goto(path)

    assert answer is not None
    assert answer.status == 200
    in_all_views(page)


def test_a_table_is_chosen_without_script_and_its_address_keeps_it(new_page: Callable[..., Page]) -> None:
    page = new_page(javascript=False)
    page.goto("/maastricht/cijfers/")
    page.locator("#filter-tabel").select_option(BUURTTABEL)
    page.get_by_role("button", name="Kies", exact=True).click()
    page.locator("#filter-rijen").select_option("klasse")
    page.locator("#filter-kolommen").select_option("geen")
    page.get_by_role("button", name="Toon", exact=True).click()
    for printed in ("178", "839", "199"):
        expect(page.locator("table").get_by_text(printed, exact=True).first).to_be_visible()
    address = page.url
    page.goto("/maastricht/")
    page.goto(address)
    expect(page.locator("#filter-rijen")).to_have_value("klasse")


def test_a_choice_that_cannot_be_gets_the_focus(
    new_page: Callable[..., Page], faults: Faults, axe: Callable[[Page], None]
) -> None:
    faults.expect("422")
    page = new_page()
    page.goto("/maastricht/cijfers/?rijen=klasse&kolommen=klasse")

    expect(page.locator("#filter-kolommen")).to_be_focused()
    axe(page)


def test_bars_tell_what_the_table_tells(new_page: Callable[..., Page]) -> None:
    page = new_page()
    page.goto("/maastricht/corporaties/")
    cells = page.locator("#tabel ~ .ap-table-scroll td").all_inner_texts()
    words = {cell.split(" ")[0].split("\n")[0] for cell in cells}
    bars = page.locator(".ap-chart__value").all_inner_texts()

    assert bars
    assert set(bars) <= words


def test_a_delivery_from_file_to_public_figure(new_page: Callable[..., Page], axe: Callable[[Page], None]) -> None:
    """A databeheerder hands in a file; the coordinator sets it vast; everybody sees it."""
    content = (
        "Gebied;Lijst;Kenmerk;Klasse;Populatie;Waarde\r\n"
        "Limmel;Maastricht 2022;huurklasse;Goedkoop;zelfstandige DAEB-woningen;41\r\n"
        "Limmel;Maastricht 2022;huurklasse;Betaalbaar I;zelfstandige DAEB-woningen;onbekend\r\n"
    )
    page = new_page("databeheerder")
    page.goto("/maastricht/leveringen/")
    page.get_by_role("link", name="leveren").first.click()
    base = page.url.removesuffix("nieuw/")
    page.locator("#id_peildatum").fill("2031-01-01")
    page.locator("#id_bestand").set_input_files(
        {"name": "cijfers.csv", "mimeType": "text/csv", "buffer": content.encode()}
    )
    page.get_by_role("button", name="Bekijk wat er verandert").click()
    axe(page)
    page.get_by_role("button", name="Indienen").click()
    expect(page.get_by_text("De cijfers zijn ingediend.")).to_be_visible()
    axe(page)
    address = page.url
    coordinator = new_page("coordinator")
    coordinator.goto(address)
    axe(coordinator)
    coordinator.get_by_role("button", name="Vaststellen", exact=True).click()
    expect(coordinator.get_by_text("De levering is vastgesteld.")).to_be_visible()
    public = new_page(width=390)
    public.goto(base.removesuffix("leveringen/"))
    expect(public.get_by_text("Laatste eigen cijfers: peildatum 1 januari 2031.")).to_be_visible()
    expect(public.locator("#buurten ~ .ap-table-scroll").first.get_by_text("onbekend").first).to_be_visible()
    axe(public)
