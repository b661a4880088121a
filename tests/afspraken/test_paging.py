# SPDX-License-Identifier: EUPL-1.2
"""Paging by key, through rows that share a place."""

import pytest

from afspraken.models import Afspraak
from afspraken.paging import is_key, read_page
from tests.factories import AfspraakFactory, ThemaFactory

pytestmark = pytest.mark.django_db


def page(**keys: str):
    return read_page(Afspraak.objects.all(), size=3, key_of=lambda row: (row.volgorde, row.pk), **keys)


@pytest.mark.parametrize("text", ["", "1", "-", "1-", "a-1", "1-1-1", "-1-1", "1-" + "1" * 19, "²-1", "1-1\n"])
def test_only_keys_that_were_given_out(text) -> None:
    assert not is_key(text)
    if text:
        with pytest.raises(ValueError, match=r".*"):
            page(na=text)


def test_all_rows_once_in_both_directions() -> None:
    thema = ThemaFactory()
    rows = [AfspraakFactory(thema=thema, volgorde=place) for place in (1, 2, 2, 2, 2, 2, 3)]
    forward, key = [], ""
    while True:
        found = page(na=key)
        forward += found.rijen
        key = found.volgende
        if not key:
            break
    assert forward == rows
    back = page(voor=f"3-{rows[-1].pk}")
    assert back.rijen == rows[3:6]
    assert page(voor=back.vorige).rijen == rows[:3]
    assert page(voor=back.vorige).vorige == ""


def test_an_empty_page_has_no_neighbours() -> None:
    found = page()
    assert (found.rijen, found.vorige, found.volgende) == ([], "", "")
