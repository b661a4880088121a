# SPDX-License-Identifier: EUPL-1.2
"""What screens keep of their queries serves one access."""

import pytest

from partijen.models import Lidmaatschap
from tests.beheer import make_world, screen

pytestmark = pytest.mark.django_db


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
