# SPDX-License-Identifier: EUPL-1.2
"""Inserting a few rows by a statement that is kept."""

import datetime as dt
import uuid

import pytest
from django.db import IntegrityError, connection, models, transaction
from django.forms.models import model_to_dict
from django.test.utils import CaptureQueriesContext

from afspraken.models import Voortgang
from partijen.models import Wijziging
from portaal.lib import inserts
from tests.factories import AfspraakFactory

pytestmark = pytest.mark.django_db


def wijziging(number, **values):
    velden = {"titel": [None, f"{number} ‘é’ 🏠"], "datum": [None, dt.date(2026, 1, number + 1)], "leeg": [1.5, None]}
    return Wijziging(soort="nieuw", oorsprong="api", model="x.y", object_id=number, velden=velden, **values)


@pytest.mark.parametrize("count", [1, 2, inserts.MOST_ROWS, inserts.MOST_ROWS + 1])
def test_the_rows_are_those_of_bulk_create(count):
    moment = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
    first, second = ([wijziging(number, moment=moment) for number in range(count)] for _ in range(2))
    with CaptureQueriesContext(connection) as queries:
        inserts.insert_rows(first)
    assert len([query for query in queries if query["sql"].startswith("INSERT")]) == 1
    Wijziging.objects.bulk_create(second)
    stored = Wijziging.objects.in_bulk()
    assert len(stored) == 2 * count
    for one, other in zip(first, second, strict=True):
        assert not one._state.adding
        assert stored[one.pk].object_id == one.object_id
        assert model_to_dict(stored[one.pk], exclude=["id"]) == model_to_dict(stored[other.pk], exclude=["id"])


def test_every_kind_of_column():
    afspraak = AfspraakFactory()
    row = Voortgang(gemeente=afspraak.gemeente, afspraak=afspraak, status="op_koers", sleutel=uuid.uuid4())
    inserts.insert_rows([row])
    stored = Voortgang.objects.get(pk=row.pk)
    for field in Voortgang._meta.concrete_fields:
        assert getattr(stored, field.attname) == getattr(row, field.attname), field.name


def test_nothing_for_no_rows(django_assert_num_queries):
    with django_assert_num_queries(0):
        inserts.insert_rows([])


def test_the_rules_of_the_database_hold():
    afspraak = AfspraakFactory()
    row = Voortgang(gemeente=afspraak.gemeente, afspraak=afspraak, status="stagnatie")
    with pytest.raises(IntegrityError), transaction.atomic():
        inserts.insert_rows([row])
    assert row.pk is None
    assert row._state.adding


def test_a_model_that_needs_more_is_refused():
    class Bijzonder(models.Model):  # noqa: DJ008
        inhoud = models.BinaryField()

        class Meta:
            app_label = "nergens"

    with pytest.raises(TypeError):
        inserts.insert_rows([Bijzonder(inhoud=b"")])
