# SPDX-License-Identifier: EUPL-1.2
"""Webhooks in a real browser: the form with its faults, the secret, and a webhook with a long address."""

from playwright.sync_api import expect


def test_making_one(new_page, in_all_views, axe, faults):
    faults.expect("status of 422")
    page = new_page("coordinator")
    page.goto("/maastricht/webhooks/")
    page.get_by_role("button", name="Maak webhook").click()
    expect(page.locator("[name=partij]")).to_be_focused()
    in_all_views(page)
    page.locator("[name=partij]").select_option(label="Servatius")
    page.locator("[name=naam]").fill("Ons woningsysteem")
    page.locator("[name=url]").fill("https://systeem.corporatie.example/seintjes?sig=" + "a1b2c3" * 30)
    page.get_by_label("afspraken", exact=True).check()
    page.get_by_role("button", name="Maak webhook").click()
    axe(page)
    page.get_by_role("link", name="Naar de webhook").click()
    page.get_by_role("button", name="Stuur een proefbericht").click()
    expect(page.get_by_role("status")).to_contain_text("Het proefbericht gaat zo weg")
    in_all_views(page)
