# SPDX-License-Identifier: EUPL-1.2
"""Paging by the primary key, in both orders and both directions."""

import re

import pytest

from partijen.models import Partij
from portaal.lib.paging import is_key, read_page
from tests.factories import PartijFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def keys():
    return [PartijFactory().pk for _ in range(7)]


def walk(**options):
    """Forwards through all pages, then back from the last one."""
    pages, after = [], ""
    while True:
        page = read_page(Partij.objects.all(), size=3, after=after, **options)
        pages.append(page)
        if not page.next:
            break
        after = page.next
    back = read_page(Partij.objects.all(), size=3, before=pages[-1].previous, **options)
    return pages, back


@pytest.mark.parametrize("newest_first", [False, True])
def test_every_row_once_in_order_and_back(keys, newest_first):
    ordered = keys[::-1] if newest_first else keys
    pages, back = walk(newest_first=newest_first)
    assert [[row.pk for row in page.rows] for page in pages] == [ordered[:3], ordered[3:6], ordered[6:]]
    assert [row.pk for row in back.rows] == ordered[3:6]
    assert (pages[0].previous, back.previous != "", back.next != "") == ("", True, True)
    first = read_page(Partij.objects.all(), size=3, before=back.previous, newest_first=newest_first)
    assert ([row.pk for row in first.rows], first.previous) == (ordered[:3], "")


def test_rows_of_values_and_an_empty_page(keys):
    page = read_page(Partij.objects.values("pk"), size=3)
    assert page.rows[0] == {"pk": keys[0]}
    assert page.next == str(keys[2])
    assert read_page(Partij.objects.none(), size=3).rows == []
    assert read_page(Partij.objects.all(), size=3, after="999999999999").rows == []


@pytest.mark.parametrize("key", ["-1", "1-2", "a", "1" * 19, "１", " 1"])
def test_a_key_that_was_never_given_out(key):
    assert not is_key(key)
    with pytest.raises(ValueError, match=re.escape(key)):
        read_page(Partij.objects.all(), size=3, after=key)
