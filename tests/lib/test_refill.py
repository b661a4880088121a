# SPDX-License-Identifier: EUPL-1.2
"""Putting what was typed back into a form of a page, and leaving everything else as it was."""

import pytest

from portaal.lib.refill import refill

PAGE = """<!DOCTYPE html>
<html><body><p>a &amp; b &#233; <!-- c --></p>
<form method="get" action="/zoek/"><input name="titel" value="x"></form>
<form method="post" action="/weg/"><input type="hidden" name="versie" value="1"><button>Weg</button></form>
<form method="post">
<input type="hidden" name="csrfmiddlewaretoken" value="nieuw">
<input type="hidden" name="versie" value="2"/>
<input name="titel" value="oud" required><input name="regel"><input name="regel">
<input type="password" name="sleutelwoord"><input type="file" name="bestand">
<textarea name="tekst">oud &lt;b&gt;</textarea>
<textarea name="leeg"></textarea>
<select name="status"><option value="">-</option><option value="a" selected>A</option>
<option value="b">B</option></select>
<input type="checkbox" name="ja" checked><input type="checkbox" name="nee">
<input type="radio" name="soort" value="x" checked><input type="radio" name="soort" value="y">
<button name="actie" value="opslaan">Opslaan</button>
</form>
<script>if (1 < 2 && "</b>") {}</script></body></html>
"""
DATA = {
    "csrfmiddlewaretoken": ["oud"],
    "versie": ["1"],
    "titel": ['"><script>'],
    "regel": ["een", "twee"],
    "sleutelwoord": ["x"],
    "tekst": ["regel 1\n</textarea><b>"],
    "status": ["b"],
    "nee": ["on"],
    "soort": ["y"],
}


@pytest.fixture(scope="module")
def filled():
    found = refill(PAGE, page="/pagina/", action="/pagina/", data=DATA)
    assert found is not None
    return found


@pytest.mark.parametrize(
    "expected",
    [
        '<input type="hidden" name="csrfmiddlewaretoken" value="nieuw">',
        '<input type="hidden" name="versie" value="1">',
        '<input name="titel" value="&quot;&gt;&lt;script&gt;" required>',
        '<input name="regel" value="een"><input name="regel" value="twee">',
        '<input type="password" name="sleutelwoord"><input type="file" name="bestand">',
        '<textarea name="tekst">\nregel 1\n&lt;/textarea&gt;&lt;b&gt;</textarea>',
        '<textarea name="leeg"></textarea>',
        '<option value="a">A</option>\n<option value="b" selected>B</option>',
        '<input type="checkbox" name="ja"><input type="checkbox" name="nee" checked>',
        '<input type="radio" name="soort" value="x"><input type="radio" name="soort" value="y" checked>',
        '<form method="post" action="/weg/"><input type="hidden" name="versie" value="1"><button>Weg</button></form>',
        '<form method="get" action="/zoek/"><input name="titel" value="x"></form>',
        "<p>a &amp; b &#233; <!-- c --></p>",
        '<script>if (1 < 2 && "</b>") {}</script></body></html>',
        "<!DOCTYPE html>",
    ],
)
def test_what_stands_on_the_page(filled, expected):
    assert expected in filled


def test_a_form_that_sends_elsewhere_is_chosen_by_its_address():
    page = '<form method="post" action="../nieuw/"><input name="naam"></form>'
    assert 'value="Oost"' in refill(page, page="/a/b/", action="/a/nieuw/", data={"naam": ["Oost"]})


@pytest.mark.parametrize("action", ["/elders/", "/weg/", "/zoek/"])
def test_a_page_without_such_a_form_is_left_alone(action):
    assert refill(PAGE, page="/pagina/", action=action, data={"titel": ["x"]}) is None


def test_nothing_typed_is_nothing_to_fill():
    assert refill(PAGE, page="/pagina/", action="/pagina/", data={"versie": ["1"]}) is None
