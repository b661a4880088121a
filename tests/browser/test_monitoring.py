# SPDX-License-Identifier: EUPL-1.2
"""The pages of monitoring in a real browser: accessible, no sideways scroll, on paper, and without script."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Faults, Portal

PAGES = [
    (None, "/"),
    (None, "/maastricht/"),
    (None, "/heerlen/"),
    (None, "/maastricht/wijken/"),
    (None, "/maastricht/wijken/?maat=cijfer-kwetsbare-bewoners"),
    (None, "/maastricht/wijken/pottenberg/"),
    (None, "/maastricht/wijkplannen/nazareth/"),
    ("coordinator", "/maastricht/pilots/pilot-doorstroom-senioren-2025/"),
    (None, "/maastricht/wijken/vergelijken/?een=pottenberg&twee=malberg"),
    (None, "/maastricht/bewonerskrachtteams/"),
    (None, "/maastricht/wijken/wijk-west/"),
    (None, "/maastricht/veerkracht/"),
    (None, "/heerlen/energielabels/"),
    (None, "/maastricht/overleggen/"),
    (None, "/maastricht/overleggen/2026-09-24/"),
    (None, "/maastricht/overleggen/2026-09-24/prestatieafspraken-2022-2026/"),
    (None, "/maastricht/overleggen/2026-09-24/prestatieafspraken-2022-2026/vergelijking/"),
    ("coordinator", "/maastricht/overleggen/2026-12-10/"),
    ("bestuurder", "/maastricht/overleggen/2026-09-24/"),
    ("coordinator", "/maastricht/overleggen/2026-12-10/prestatieafspraken-2022-2026/"),
    (None, "/heerlen/doelen/"),
    (None, "/maastricht/doorwerking/"),
    ("coordinator", "/maastricht/doelen/prestatieafspraken-2022-2026/standplaatsen/meting/"),
    (None, "/maastricht/afspraken/programma-wonen-zorg-welzijn-2025-2035/4/"),
    (None, "/hulp/"),
    (None, "/toegankelijkheid/"),
    (None, "/accounts/login/"),
    (None, "/accounts/password/reset/"),
    ("bestuurder", "/maastricht/bestuur/"),
    ("huurdersvertegenwoordiger", "/maastricht/bestuur/"),
    ("bestuurder", "/werkbank/"),
    ("werkgroeplid", "/werkbank/"),
    ("coordinator", "/werkbank/"),
    ("coordinator", "/maastricht/publiceren/"),
    (None, "/maastricht/wijzigingen/"),
    ("huurdersvertegenwoordiger", "/maastricht/zienswijzen/?staat=beantwoord"),
    (None, "/maastricht/prioriteiten/"),
    ("coordinator", "/maastricht/instellingen/"),
    ("coordinator", "/maastricht/zwartmaken/"),
    ("bestuurder", "/werkbank/mijn-gegevens/"),
    ("coordinator", "/werkbank/berichten/"),
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


def pages_on_paper(page: Page) -> int:
    """Number of pages of the PDF that the browser would print."""
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True)))


@pytest.mark.parametrize("rol", ["bestuurder", "huurdersvertegenwoordiger", "coordinator"])
def test_dashboard_fits_two_pages_of_paper(new_page: Callable[..., Page], rol: str) -> None:
    page = new_page(rol)
    page.goto("/maastricht/bestuur/")

    assert pages_on_paper(page) <= 2


def test_dashboard_without_script(new_page: Callable[..., Page]) -> None:
    """Filtering is a form, folding is an element of HTML; only the button that prints needs script."""
    page = new_page("bestuurder", javascript=False)
    page.goto("/maastricht/bestuur/")

    expect(page.locator("[data-afdrukken]")).to_be_hidden()
    page.locator("summary").first.click()
    page.locator("#filter-thema").select_option("5")
    page.get_by_role("button", name="Toon").click()
    expect(page.get_by_text("U ziet 23 van de 56 afspraken.")).to_be_visible()


def test_a_wrong_filter_gets_the_focus(new_page: Callable[..., Page], faults: Faults) -> None:
    faults.expect("422")
    page = new_page("bestuurder")
    page.goto("/maastricht/bestuur/?thema=99")

    expect(page.locator("#filter-thema")).to_be_focused()
    expect(page.get_by_text("Thema ‘99’ bestaat niet in deze afsprakenset.")).to_be_visible()


def test_a_counter_leads_to_as_many_afspraken(new_page: Callable[..., Page]) -> None:
    page = new_page()
    page.goto("/maastricht/")
    counter = page.locator("a.ap-counters__item", has_text="Stagneert")
    number = int(re.sub(r"\D", "", counter.locator(".ap-counters__number").inner_text()))
    counter.click()

    expect(page.locator("tbody tr[id]")).to_have_count(number)


def test_real_boundaries_take_the_place_of_the_squares(
    new_page: Callable[..., Page], axe: Callable[[Page], None], portal: Portal, tmp_path: Path
) -> None:
    """Two squares in metres; each is a link by name and figure, and the keyboard reaches it."""
    features = [
        {
            "type": "Feature",
            "properties": {"statcode": code, "statnaam": naam},
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[x, 318000], [x + 900, 318000], [x + 900, 319000], [x, 319000], [x, 318000]]],
            },
        }
        for code, naam, x in (("BU09350203", "Pottenberg", 174000), ("BU09350204", "Malpertuis", 175000))
    ]
    path = tmp_path / "grenzen.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    portal.manage("load_buurtgrenzen", str(path), "--gemeente", "maastricht", "--onvolledig")
    page = new_page()
    page.goto("/maastricht/wijken/?maat=woningen")

    link = page.get_by_role("link", name="Pottenberg: 362")
    expect(link).to_be_visible()
    axe(page)
    link.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/maastricht/wijken/pottenberg/"))


def test_two_neighbourhoods_are_chosen_without_script(new_page: Callable[..., Page]) -> None:
    page = new_page(javascript=False, width=390)
    page.goto("/maastricht/wijken/pottenberg/")
    page.get_by_label("Vergelijk Pottenberg met").select_option("malberg")
    page.get_by_role("button", name="Vergelijk").click()

    expect(page.get_by_role("heading", level=1, name="Pottenberg en Malberg")).to_be_visible()
    expect(page).to_have_url(re.compile("een=pottenberg&twee=malberg"))


def test_the_forms_of_the_yearly_cycle(new_page: Callable[..., Page], in_all_views: Callable[..., None]) -> None:
    """An evaluation as it is written, a change by decision beside the years of an afspraak, a meeting that is moved."""
    page = new_page("coordinator")
    page.goto("/maastricht/evaluaties/")
    page.locator("[name=afsprakenset]").select_option("pilot-doorstroom-senioren-2025")
    page.locator("[name=jaar]").fill("2025")
    page.locator("main form button[type=submit]").click()
    concept = page.url
    page.locator("main a[href*='/evaluaties/regel/']").first.click()
    in_all_views(page)
    page.goto(f"{concept}schrijven/")
    in_all_views(page)

    afspraak = "/maastricht/afspraken/prestatieafspraken-2022-2026/5w/"
    page.goto(f"{afspraak}bijstellen/")
    in_all_views(page)
    page.locator("[name=onderwerp]").select_option("doel")
    page.locator("[name=nieuw]").fill("Alle bewoners kennen de energiecoach.")
    page.locator("[name=reden]").fill("Het doel was te klein.")
    page.get_by_role("button", name="Bewaar als concept").click()
    expect(page.locator("#levensloop")).to_be_visible()
    expect(page.locator("#bijstellingen")).to_be_visible()
    in_all_views(page)
    page.goto("/maastricht/publiceren/?soort=bijstelling")
    expect(page.get_by_text("Alle bewoners kennen de energiecoach.")).to_be_visible()

    page.goto("/maastricht/kalender/")
    page.locator("main a[href*='/kalender/overleg/']").first.click()
    in_all_views(page)
    page.goto("/maastricht/smart/")
    in_all_views(page)
