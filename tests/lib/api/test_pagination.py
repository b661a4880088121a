# SPDX-License-Identifier: EUPL-1.2
"""Keys of which the count and the first page are read by queries that are kept."""

import pytest
from django.contrib.auth.models import Group, Permission

from portaal.lib.api import conf
from portaal.lib.api.pagination import KeptKeys, KeptObjects
from portaal.lib.compiled import ANY_KEY

pytestmark = pytest.mark.django_db


def test_rows_of_one_parent_in_their_order(django_assert_num_queries):
    groups = [Group.objects.create(name=name) for name in "ab"]
    permissions = list(Permission.objects.order_by("-pk")[:3])
    groups[0].permissions.set(permissions)

    def rows():
        return Permission.objects.filter(group__in=[ANY_KEY]).order_by("-pk")

    for kind, expected in ((KeptKeys, [one.pk for one in permissions]), (KeptObjects, permissions)):
        for key in (("test pages", kind.__name__), None):
            full, empty = (kind(key, rows, pks=[group.pk]) for group in groups)
            with django_assert_num_queries(5):
                assert (len(full), len(empty)) == (3, 0)
                assert (full[0 : conf.PAGE_SIZE], empty[0 : conf.PAGE_SIZE]) == (expected, [])
                assert full[1:2] == expected[1:2]


def test_nothing_to_see_is_nothing_and_what_is_taken_together_is_refused():
    nothing = KeptKeys(("test nothing",), lambda: Group.objects.filter(pk__in=[]))
    assert (len(nothing), nothing[0 : conf.PAGE_SIZE]) == (0, [])
    with pytest.raises(ValueError, match="counted"):
        len(KeptKeys(("test together",), lambda: Group.objects.values("name").distinct()))
