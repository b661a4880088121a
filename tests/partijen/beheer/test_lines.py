# SPDX-License-Identifier: EUPL-1.2
"""Our template of a fieldset shows what Django's own shows."""

from pathlib import Path

import pytest
from django.contrib import admin
from django.template import Context, Template, engines

from tests.beheer import make_world, screen

pytestmark = pytest.mark.django_db


def without_blanks(html: str) -> str:
    return "".join(html.split())


def test_a_fieldset_is_shown_as_by_django():
    world = make_world()
    client = world.client("coordinator")
    row = world.a.own.publiek
    pages = [client.get(screen(row, "change")), client.get(screen(world.a.indicator, "change"))]
    # Faults, above a field that stands alone and beside one of several.
    pages.append(client.post(screen(row, "change"), {"titel": "", "acties-TOTAL_FORMS": "x"}))
    pages.append(client.post(screen(type(row), "add"), {}))
    # Who may only look gets no fields at all.
    pages.append(world.client("beheerder").get(screen(row, "change")))
    own = Path(admin.__file__).parent / "templates/admin/includes/fieldset.html"
    engine = engines["django"].engine
    ours, django = engine.get_template("admin/includes/fieldset.html"), Template(own.read_text(), engine=engine)
    assert ours.origin.name != str(own)
    seen = ""
    for page in pages:
        inlines = [form for formset in page.context["inline_admin_formsets"] for form in formset]
        for fieldset in (fieldset for form in (page.context["adminform"], *inlines) for fieldset in form):
            place = {"fieldset": fieldset, "prefix": "p", "id_prefix": 1, "id_suffix": 2}
            texts = [without_blanks(template.render(Context(place))) for template in (ours, django)]
            assert texts[0] == texts[1]
            seen += texts[0]
    parts = ("readonly", "errorlist", "form-multiline", "checkbox-row", "helptext", "hidden")
    assert [part for part in parts if part not in seen] == []
