# SPDX-License-Identifier: EUPL-1.2
"""Our template of a fieldset shows what Django's own shows."""

from pathlib import Path

import pytest
from django.contrib import admin
from django.template import Context, Template, engines
from pytest_django.asserts import assertHTMLEqual

from partijen.beheer.rendering import BeheerRenderer
from partijen.models import Lidmaatschap
from portaal.lib.forms import PortaalRenderer
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


def test_fields_are_written_as_by_the_templates_of_django():
    """Every kind of widget, faulty and empty too, with words that must be escaped."""
    world = make_world()
    client, row = world.client("coordinator"), world.a.own.publiek
    type(row).objects.filter(pk=row.pk).update(titel='Huizen "bouwen" & <b>zo</b>')
    type(world.a.gebied).objects.filter(pk=world.a.gebied.pk).update(naam="Wijk <i>&")
    pages = [client.get(screen(row, "change")), client.get(screen(row, "add")), client.post(screen(row, "add"), {})]
    others = (world.a.prioriteit, world.a.gebiedsdeel, world.a.own.actie_publiek)
    pages += [client.get(screen(other, "change")) for other in others]
    written, asked = set(), PortaalRenderer()

    class Both(BeheerRenderer):
        def render(self, template_name, context, request=None):
            text = super().render(template_name, context, request)
            written.add(template_name)
            assertHTMLEqual(text, asked.render(template_name, context, request))
            return text

    both = Both()
    for page in pages:
        formsets = [inline.formset for inline in page.context["inline_admin_formsets"]]
        forms = [page.context["adminform"].form, *(form for f in formsets for form in (*f.forms, f.empty_form))]
        for form in forms:
            form.renderer = both
            for bound in form:
                inner = getattr(bound.field.widget, "widget", bound.field.widget)
                both.render(inner.template_name, inner.get_context(bound.html_name, bound.value(), {"id": "x"}))
                bound.label_tag()
    names = ("text", "number", "hidden", "checkbox", "textarea", "select", "checkbox_select")
    assert {f"django/forms/widgets/{name}.html" for name in names} | {"django/forms/label.html"} <= written


def test_lists_filters_and_choices_follow_a_role_that_moves():
    """What is kept of a query serves one access: with another role the same user gets other rows at once."""
    world = make_world()
    client = world.client("coordinator")
    for here in (world.a, world.b, world.a):
        Lidmaatschap.objects.filter(gebruiker=world.users["coordinator"]).update(gemeente=here.gemeente)
        row = here.own.publiek
        shown = client.get(screen(type(row), "changelist")).context["cl"]
        assert {one.gemeente_id for one in shown.result_list} == {here.gemeente.pk}
        themas = next(spec for spec in shown.filter_specs if spec.title == "thema")
        assert {pk for pk, _ in themas.lookup_choices} == {here.own.thema.pk, here.other.thema.pk}
        form = client.get(screen(type(row), "add")).context["adminform"].form
        assert set(form.fields["bron"].known()) == {here.brondocument.pk}
        events = client.get(screen(here.overleg, "history")).context["page"].object_list
        assert {event.gemeente_id for event in events} <= {here.gemeente.pk}
