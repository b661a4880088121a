# SPDX-License-Identifier: EUPL-1.2
"""Reused SQL gives what the queryset itself gives, reads fresh data, and never serves another key."""

import datetime as dt
import gc
import weakref

import pytest
from django.db.models import Case, Exists, F, Max, OuterRef, Q, When

from partijen.models import Gemeente, Overleg
from portaal.lib import compiled
from portaal.lib.compiled import ANY_KEY, ANY_OTHER, read_object, read_objects, read_values
from tests.factories import GemeenteFactory, OverlegFactory
from tests.plugins import kept

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def built_only_when_needed():
    """Here what is kept is counted, and not composed anew to compare it."""
    with kept.uncompared():
        yield


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch):
    monkeypatch.setattr(compiled, "_kept", type(compiled._kept)())


def meetings(gemeente):
    others = Overleg.objects.filter(gemeente=OuterRef("gemeente"), datum__gt=OuterRef("datum"))
    rows = Overleg.objects.filter(gemeente=gemeente).annotate(later=Exists(others), wanneer=F("datum"))
    return rows.order_by("datum").values("pk", "datum", "demo", "later", "wanneer", "gemeente__naam", "naam")


def test_gives_the_same_values_and_types_as_the_queryset():
    gemeente = GemeenteFactory(naam="Maasdam 100%")
    for _ in range(3):
        OverlegFactory(gemeente=gemeente, naam="50% ' \" kwart")
    rows = read_values(("meetings", gemeente.pk), lambda: meetings(gemeente))
    assert rows == list(meetings(gemeente))
    assert [type(row["later"]) for row in rows] == [bool] * 3
    assert [type(row["datum"]) for row in rows] == [type(row["wanneer"]) for row in rows]


def test_holds_nothing_of_what_it_was_made_for():
    """A condition knows the gemeente of a page, which knows the user and the request: none of these may be kept."""

    def ask():
        gemeente = OverlegFactory().gemeente

        def build():
            rows = Overleg.objects.filter(gemeente=gemeente)
            later = rows.filter(datum__gt=OuterRef("datum"))
            found = rows.annotate(later=Exists(later), wanneer=Max("datum"))
            return found.annotate(is_last=Case(When(~Exists(later), then=True), default=False))

        [row] = read_values(("values",), lambda: build().values("later", "wanneer", "is_last"))
        [found] = read_objects(("objects",), build)
        for shown in (row, vars(found)):
            assert (shown["later"], shown["is_last"], type(shown["wanneer"])) == (False, True, dt.date)
        return weakref.ref(gemeente)

    held = ask()
    gc.collect()
    assert len(compiled._kept) == 2
    assert held() is None


def test_builds_once_and_reads_each_time(django_assert_num_queries):
    gemeente = GemeenteFactory()
    built = []

    def build():
        built.append(1)
        return meetings(gemeente)

    assert read_values(("meetings", gemeente.pk), build) == []
    OverlegFactory(gemeente=gemeente)
    with django_assert_num_queries(1):
        assert len(read_values(("meetings", gemeente.pk), build)) == 1
    assert built == [1]


def test_another_key_is_another_query():
    first, second = OverlegFactory(), OverlegFactory()
    for overleg in (first, second, first):
        key = ("meetings", overleg.gemeente_id)
        [row] = read_values(key, lambda found=overleg: meetings(found.gemeente))
        assert row["pk"] == overleg.pk


def test_a_query_that_can_hold_nothing():
    def build():
        return Gemeente.objects.filter(pk__in=[]).values("naam")

    assert read_values(("nothing",), build) == []
    assert read_values(("nothing",), build) == []


def test_keeps_a_bounded_number_the_most_used_longest(monkeypatch):
    monkeypatch.setattr(compiled, "MAX_QUERIES", 3)
    for number in (1, 2, 3, 1, 4):
        read_values(("numbered", number), lambda n=number: Gemeente.objects.filter(Q(pk=n)).values("naam"))
    kept = [key[2] for key in compiled._kept]
    assert kept == [3, 1, 4]


def test_keys_of_the_call_take_the_place_of_any_key(django_assert_num_queries):
    rows = [OverlegFactory(naam=f"{number} 100% %s") for number in range(4)]
    built = []

    def build():
        built.append(1)
        wanted = Overleg.objects.filter(Q(pk__in=[ANY_KEY]) | Q(gemeente__in=[ANY_KEY]), naam__contains="100% %s")
        return wanted.filter(pk__gt=0).order_by("pk").values("naam")

    for chosen in (rows[:1], rows[1:], rows):
        with django_assert_num_queries(1):
            found = read_values(("named",), build, pks=[row.pk for row in chosen])
        gemeenten = {row.pk for row in chosen}
        assert found == [{"naam": row.naam} for row in rows if row in chosen or row.gemeente_id in gemeenten]
    with django_assert_num_queries(0):
        assert read_values(("named",), build, pks=[]) == []
        assert read_objects(("named objects",), build, pks=[]) == []
    assert built == [1]


def test_what_somebody_types_is_never_a_place_of_a_key():
    """The numbers that mark these places can be typed into a search, and are then just what is searched for."""
    row = OverlegFactory(naam=f"number {ANY_KEY}")
    for typed in (ANY_KEY, ANY_OTHER, str(ANY_KEY), str(ANY_OTHER)):
        assert read_objects(None, lambda typed=typed: Overleg.objects.filter(naam=typed)) == []
        assert read_values(None, lambda typed=typed: Overleg.objects.filter(gemeente=typed).values("pk")) == []
    assert read_objects(None, lambda: Overleg.objects.filter(naam=f"number {ANY_KEY}")) == [row]
    named = Overleg.objects.filter(Q(naam=str(ANY_OTHER)) | Q(pk=ANY_KEY))
    assert read_objects(None, lambda: named, pks=[row.pk]) == [row]


def test_an_object_comes_with_what_it_is_joined_to(django_assert_num_queries):
    rows = [OverlegFactory(naam=f"{number} 100% %s") for number in range(3)]
    built = []

    def build():
        built.append(1)
        later = Overleg.objects.filter(gemeente=OuterRef("gemeente"), datum__gt=OuterRef("datum"))
        found = Overleg.objects.filter(pk=ANY_KEY, gemeente__slug=ANY_OTHER).select_related("gemeente__eigen_partij")
        return found.annotate(later=Exists(later))

    for row in rows:
        with django_assert_num_queries(1):
            found = read_object(("one",), build, pk=row.pk, other=row.gemeente.slug)
            assert (found, found.naam, found.datum, found.later) == (row, row.naam, row.datum, False)
            assert (found.gemeente.naam, found.gemeente.eigen_partij) == (row.gemeente.naam, None)
        found.naam = "another"
        found.save()
    assert read_object(("one",), build, pk=rows[0].pk, other=rows[1].gemeente.slug) is None
    for pk, other in ((10**30, "a"), (-(10**30), "a"), (rows[0].pk, "a\0b")):
        assert read_object(("one",), build, pk=pk, other=other) is None, "not an error of the database"
    assert read_object(("one",), build, pk=rows[1].pk, other=rows[1].gemeente.slug).naam == "another"
    assert built == [1]


def test_objects_in_their_order():
    rows = [GemeenteFactory(naam=naam) for naam in ("Elders", "Maasdam", "Ander")]
    found = read_objects(("all",), lambda: Gemeente.objects.order_by("naam"))
    assert found == [rows[2], rows[0], rows[1]]


def test_a_kept_query_holds_no_objects():
    gemeente = OverlegFactory().gemeente
    with pytest.raises(ValueError, match="holds no objects"):
        read_objects(("those of one",), lambda: gemeente.overleggen.all())
    with pytest.raises(ValueError, match="holds no objects"):
        read_objects(("more queries",), lambda: Gemeente.objects.prefetch_related("overleggen"))


def test_a_kept_query_does_not_follow_from_what_is_stored():
    """It would stay as it is when that changes: what it follows from belongs in its key."""
    gemeente = GemeenteFactory()

    def build():
        days = Gemeente.objects.get(pk=gemeente.pk).verouderd_na_dagen
        return Gemeente.objects.filter(verouderd_na_dagen=days).values("pk")

    with pytest.raises(ValueError, match="must not depend on what is stored"):
        read_values(("drempel",), build)
    assert read_values(None, build) == [{"pk": gemeente.pk}]


def test_keys_without_a_place_are_a_fault():
    """Else a query of all rows would give none as soon as there are no keys."""
    with pytest.raises(ValueError, match="no place"):
        read_objects(("all",), Gemeente.objects.all, pks=[1])
