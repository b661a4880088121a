# SPDX-License-Identifier: EUPL-1.2
"""Setting up a gemeente from its own document, in a browser: every page fits, and axe finds nothing."""

import pytest

from tests import documenten as d

pytestmark = pytest.mark.browser


def test_from_a_document_to_its_preview(new_page, in_all_views, faults) -> None:
    page = new_page("coordinator", gemeente="heerlen")
    for path in ("", "partijen/", "buurten/", "document/"):
        page.goto(f"/heerlen/inrichten/{path}")
        in_all_views(page)
    page.select_option("select[name=afsprakenset]", label="Maak een nieuwe set")
    page.fill("input[name=naam]", "Jaarschijf om te proberen")
    page.fill("input[name=periode]", "2027")
    page.set_input_files(
        "input[name=bestand]",
        {"name": "Jaarschijf.docx", "mimeType": "application/octet-stream", "buffer": d.saved(d.maastricht())},
    )
    page.click("button:has-text('Lees het document')")
    page.wait_for_selector("h1:has-text('Wat het portaal begrijpt')")
    in_all_views(page)
    faults.expect("status of 422")
    page.click("button:has-text('Opslaan als concept')")
    page.wait_for_selector("text=Kies wat er met deze naam moet gebeuren.")
    in_all_views(page)
    page.click("button:has-text('Dit document weggooien')")
    page.wait_for_selector("text=Er is niets opgeslagen.")
