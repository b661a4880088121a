# SPDX-License-Identifier: EUPL-1.2
"""Rows that were read apart hang where `prefetch_related` would have hung them."""

import pytest

from afspraken.models import Doeldeel, Doelstelling
from portaal.lib.attached import attach_children, attach_parents
from tests.factories import AfspraakFactory, DoeldeelFactory, DoelstellingFactory

pytestmark = pytest.mark.django_db


def test_children_and_parents_are_given_without_a_query(django_assert_num_queries):
    parts = [DoeldeelFactory(), DoeldeelFactory()]
    parts.append(DoeldeelFactory(doelstelling=parts[0].doelstelling))
    without = DoelstellingFactory()
    rows = list(Doelstelling.objects.order_by("pk"))
    children = list(Doeldeel.objects.order_by("-pk"))
    attach_children([], "delen", [])
    attach_children(rows, "delen", children)
    seen, hidden = AfspraakFactory(), AfspraakFactory()
    rows[0].afspraak_id, rows[1].afspraak_id = seen.pk, hidden.pk
    attach_parents(rows, "afspraak", {seen.pk: seen})
    with django_assert_num_queries(0):
        found = {row.pk: [part.pk for part in row.delen.all()] for row in rows}
        assert all(part.doelstelling is row for row in rows for part in row.delen.all())
        assert [row.afspraak for row in rows] == [seen, None, None]
    first, second = parts[0].doelstelling_id, parts[1].doelstelling_id
    assert found == {first: [parts[2].pk, parts[0].pk], second: [parts[1].pk], without.pk: []}
    assert rows[1].afspraak_id == hidden.pk
    # What asks further is still about this row alone.
    assert list(rows[0].delen.order_by("pk")) == [parts[0], parts[2]]
