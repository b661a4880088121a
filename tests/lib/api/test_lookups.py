# SPDX-License-Identifier: EUPL-1.2
"""Keys that name something."""

import pytest
from django.contrib.auth.models import AnonymousUser, Permission
from django.contrib.contenttypes.models import ContentType
from django.http import QueryDict
from django.test import RequestFactory

from portaal.lib.api.filters import StrictFilterSet
from portaal.lib.api.lookups import KnownFilter, KnownNumberFilter

pytestmark = pytest.mark.django_db


def find_models(user, naam):
    """Names that recur; those that start with "u" are hidden from who is not logged in."""
    rows = ContentType.objects.filter(app_label=naam)
    return rows if user.is_authenticated else rows.exclude(model__startswith="u")


def find_by_number(user, nummer):
    return ContentType.objects.filter(pk=nummer)


class RechtFilterSet(StrictFilterSet):
    app = KnownFilter("content_type", find=find_models, label="App")
    nummer = KnownNumberFilter("content_type", find=find_by_number, label="Nummer")
    anders = KnownFilter(method="filter_anders", find=find_models, label="Anders")

    def filter_anders(self, queryset, name, value):
        return queryset.exclude(content_type__in=value)


def filterset(query):
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    return RechtFilterSet(QueryDict(query), Permission.objects.order_by("pk"), request=request)


def faults(query):
    return {
        name: [(fault["code"], fault["message"]) for fault in found]
        for name, found in filterset(query).errors.get_json_data().items()
    }


def test_a_name_that_recurs_means_all_of_it():
    found = filterset("app=auth").qs
    assert {row.content_type.app_label for row in found} == {"auth"}
    assert found.values("content_type").distinct().count() > 1


def test_what_is_hidden_is_not_meant():
    assert not Permission.objects.filter(content_type__model="user").filter(pk__in=filterset("app=auth").qs).exists()


def test_a_number():
    pk = ContentType.objects.values_list("pk", flat=True).first()
    assert set(filterset(f"nummer={pk}").qs) == set(Permission.objects.filter(content_type=pk))


def test_a_method_gets_the_keys():
    assert set(filterset("anders=auth").qs).isdisjoint(filterset("app=auth").qs)


def test_without_value_it_does_nothing():
    assert filterset("").qs.count() == Permission.objects.count()


@pytest.mark.parametrize(
    ("query", "name", "code"),
    [
        ("app=onzin", "app", "invalid_choice"),
        ("app=au%00th", "app", "invalid"),
        ("nummer=vijf", "nummer", "invalid"),
        ("nummer=-1", "nummer", "invalid"),
        ("nummer=99999999999", "nummer", "invalid"),
        ("nummer=999999", "nummer", "invalid_choice"),
        ("anders=onzin", "anders", "invalid_choice"),
    ],
)
def test_what_names_nothing_is_refused(query, name, code):
    found = faults(query)
    assert found.keys() == {name}
    assert [fault[0] for fault in found[name]] == [code]


def test_a_long_value_is_cut_in_the_message():
    message = faults("app=" + "x" * 900)["app"][0][1]
    assert message == f"‘{'x' * 40}…’ is hier niet bekend."
