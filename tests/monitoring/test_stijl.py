# SPDX-License-Identifier: EUPL-1.2
"""The style guide and the components it shows."""

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.template.loader import render_to_string

from afspraken.statussen import VOLGORDE, Status
from monitoring.stijl import BestandForm, VoorbeeldForm, example_context

ROOT = Path(settings.BASE_DIR)
COMPONENTS = sorted(path.name for path in (ROOT / "templates" / "_components").glob("*.html"))
CSS = (ROOT / "static" / "css" / "portaal.css").read_text()
SPRITE = (ROOT / "static" / "img" / "status.svg").read_text()


class Elements(HTMLParser):
    """Collects start tags with their attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def elements(html: str) -> list[tuple[str, dict[str, str | None]]]:
    parser = Elements()
    parser.feed(html)
    return parser.found


@pytest.fixture(scope="module")
def html() -> str:
    return render_to_string("monitoring/stijl.html", example_context())


def test_every_component_stands_in_the_style_guide() -> None:
    page = (ROOT / "templates" / "monitoring" / "stijl.html").read_text()
    base = (ROOT / "templates" / "base.html").read_text()
    shown_by_others = {"status_square.html"}  # as part of distribution.html

    missing = [name for name in COMPONENTS if f"_components/{name}" not in page + base and name not in shown_by_others]

    assert missing == []


def test_every_component_opens_with_its_contract() -> None:
    for name in COMPONENTS:
        text = (ROOT / "templates" / "_components" / name).read_text()
        assert text.startswith("{% comment %}"), name


def test_no_inline_style_script_or_handler(html: str) -> None:
    for tag, attributes in elements(html):
        assert tag != "style"
        assert "style" not in attributes
        assert not [name for name in attributes if name.startswith("on")]
        if tag == "script":
            assert attributes.get("src")


def test_ids_are_unique_and_references_resolve(html: str) -> None:
    found = elements(html)
    ids = [attributes["id"] for _, attributes in found if attributes.get("id")]
    assert len(ids) == len(set(ids))
    for tag, attributes in found:
        for name in ("for", "aria-labelledby", "aria-describedby"):
            for reference in (attributes.get(name) or "").split():
                assert reference in ids, (tag, name, reference)


def test_every_class_of_the_components_exists_in_the_stylesheet(html: str) -> None:
    names = {name for _, attributes in elements(html) for name in (attributes.get("class") or "").split()}
    # Names that say what something is, and look as their block does.
    neutral = {f"ap-status--{status}" for status in Status.values} | {"ap-alert--info"}

    unknown = {name for name in names - neutral if not re.search(rf"\.{re.escape(name)}(?![a-z])", CSS)}

    assert unknown == set()


@pytest.mark.parametrize("status", Status.values)
def test_each_status_has_a_shape_and_a_colour_in_light_and_dark(status: str) -> None:
    assert f'<symbol id="{status}"' in SPRITE
    assert CSS.count(f"--ap-color-status-{status}: #") == 2
    assert f".ap-status__icon--{status} {{" in CSS


def test_shapes_differ() -> None:
    paths = re.findall(r'<symbol id="\w+" viewBox="0 0 16 16">\s*<path [^>]*d="([^"]+)"', SPRITE)

    assert len(paths) == len(set(paths)) == len(Status.values)


def test_colours_keep_the_contrast_of_wcag_aa() -> None:
    light, dark = CSS.split("@media screen and (prefers-color-scheme: dark)")[0:2]
    for block in (light, dark.split("/* ---- Base")[0]):
        colours = dict(re.findall(r"--ap-color-([\w-]+): (?:var\([^,]+, )?(#\w+)", block))
        for ground in ("background", "surface", "footer", "info"):
            for name in ("text", "muted", "link", "accent", "heading", "error", "ok", "warning"):
                assert contrast(colours[name], colours[ground]) >= 4.5, (name, ground)
            for status in VOLGORDE:
                assert contrast(colours[f"status-{status}"], colours[ground]) >= 3, (status, ground)
        for name, ground in (
            ("accent-text", "accent"),
            ("header-text", "header-background"),
            ("text", "highlight"),
            ("muted", "highlight"),
            ("link", "highlight"),
            ("link", "error-background"),
            ("error", "error-background"),
            ("ok", "ok-background"),
            ("warning", "warning-background"),
        ):
            assert contrast(colours[name], colours[ground]) >= 4.5, (name, ground)


def test_stylesheet_loads_nothing_and_stays_small() -> None:
    assert "url(" not in CSS
    assert "@import" not in CSS
    assert len(CSS.encode()) <= 38_000


def test_data_list_names_what_the_source_does_not_say() -> None:
    html = render_to_string("_components/data_list.html", {"paren": [{"label": "Aantal", "waarde": None}]})
    zero = render_to_string("_components/data_list.html", {"paren": [{"label": "Aantal", "waarde": 0}]})

    assert "niet genoemd" in html
    assert "niet genoemd" not in zero
    assert "<dd>0</dd>" in zero


def test_components_escape_what_users_wrote() -> None:
    hostile = "<script>alert(1)</script>"
    contexts: dict[str, dict[str, Any]] = {
        "alert.html": {"tekst": hostile, "titel": hostile},
        "conflict.html": {"velden": [{"label": hostile, "eigen": hostile, "huidig": hostile, "verschilt": True}]},
        "data_list.html": {"paren": [{"label": hostile, "waarde": hostile}]},
        "details.html": {"label": hostile, "tekst": hostile},
        "fault_table.html": {"fouten": [{"blad": hostile, "rij": 1, "kolom": hostile, "melding": hostile}]},
        "source.html": {"tekst": hostile},
        "tags.html": {"tags": [hostile]},
        "timeline.html": {"regels": [{"status": "op_koers", "woord": hostile, "toelichting": hostile}]},
    }
    for name, context in contexts.items():
        html = render_to_string(f"_components/{name}", context)
        assert "<script" not in html, name
        assert "&lt;script" in html, name


def test_example_forms_answer_as_real_ones() -> None:
    refused = VoorbeeldForm(
        {"status": Status.STAGNATIE, "toelichting": "x", "datum": "2022-09-06", "fase": "uitvoering"}
    )
    accepted = VoorbeeldForm(
        {"status": Status.OP_KOERS, "toelichting": "x", "datum": "2022-09-06", "fase": "uitvoering"}
    )

    assert list(refused.errors) == ["oorzaak"]
    assert accepted.is_valid()
    assert not BestandForm({}).is_valid()


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two hex colours (WCAG 2.2, definition of contrast ratio)."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
