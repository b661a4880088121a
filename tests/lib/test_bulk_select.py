# SPDX-License-Identifier: EUPL-1.2
"""Rows in blocks are what the ORM gives, and each different value is converted once."""

import datetime as dt
from decimal import Decimal

import pytest

from corporaties.models import Voorraadcijfer
from portaal.lib.bulk_select import Remembered, read_all, read_blocks
from tests.corporaties.stad import make_stad
from tests.corporaties.test_kruistabel import vast

pytestmark = pytest.mark.django_db
NAMES = ("waarde", "gepubliceerd_totaal", "begindatum", "gebied__naam", "opmerking", "levering__geleverd_op")


def test_rows_are_those_of_the_orm():
    stad = make_stad()
    vast(
        stad.bron_a,
        stad.cijfer("12.50", eenheid="euro", gepubliceerd_totaal=True),
        stad.cijfer(None, gebied=stad.buurt, waardestatus="onbekend", opmerking="één; \t\\N"),
        stad.cijfer(3, klasse=stad.duur),
    )
    rows = Voorraadcijfer.objects.order_by("pk").values_list(*NAMES)
    expected = list(rows)
    assert len(expected) == 3
    for size in (1, 2, 5000):
        found = [row for block in read_blocks(rows, size=size) for row in block]
        assert found == expected
        assert [list(map(type, row)) for row in found] == [list(map(type, row)) for row in expected]
    assert read_all(rows) == expected
    assert isinstance(expected[0][0], Decimal)
    assert isinstance(expected[0][2], dt.date)
    assert read_all(rows.filter(pk__in=[])) == []


def test_each_value_is_made_once_and_not_without_end():
    asked = []
    memory = Remembered(lambda value: asked.append(value) or value * 2, most=2)
    assert [memory[value] for value in (1, 2, 1, 2)] == [2, 4, 2, 4]
    assert asked == [1, 2]
    assert [memory[value] for value in (3, 1)] == [6, 2]
    assert (asked, len(memory)) == ([1, 2, 3, 1], 2)
