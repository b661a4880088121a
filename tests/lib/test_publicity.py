# SPDX-License-Identifier: EUPL-1.2
"""What the public notices of a change, and that every model says so."""

import pytest
from django.apps import apps

from afspraken.models import Actie, Afspraak, Afsprakenset, Termijn
from portaal.lib.publicity import NEVER_PUBLIC, PUBLIC, Publicity, publicity_of

OWN_APPS = ("partijen", "wijken", "corporaties", "afspraken", "monitoring")


def test_every_model_says_what_of_it_is_public():
    """Without it every change counts: safe, but the version of public pages then tells of work on drafts."""
    silent = [
        model._meta.label
        for model in apps.get_models()
        if model._meta.app_label in OWN_APPS and not isinstance(getattr(model, "publicity", None), Publicity)
    ]
    assert not silent, "set `publicity` on these models (portaal.lib.publicity)"


def test_every_path_leads_to_a_boolean():
    for model in apps.get_models():
        for path in publicity_of(model).when:
            opts = model._meta
            *relations, column = path.split(".")
            for name in relations:
                opts = opts.get_field(name).related_model._meta
            told = getattr(opts.model, column)
            assert isinstance(told, property) or told.field.get_internal_type() == "BooleanField", (model, path)


def test_hidden_columns_exist():
    for model in apps.get_models():
        columns = {field.attname for field in model._meta.concrete_fields}
        assert publicity_of(model).hidden <= columns, model


def afspraak(*, gepubliceerd=True, set_gepubliceerd=True, **values):
    return Afspraak(gepubliceerd=gepubliceerd, afsprakenset=Afsprakenset(pk=1, gepubliceerd=set_gepubliceerd), **values)


@pytest.mark.parametrize(
    ("row", "velden", "noticed"),
    [
        (afspraak(), {"titel": ["a", "b"]}, True),
        (afspraak(), {"status": ["a", "b"], "laatste_voortgang_id": [1, 2]}, False),
        (afspraak(), {"status": ["a", "b"], "status_publiek": ["a", "b"]}, True),
        (afspraak(gepubliceerd=False), {"titel": ["a", "b"]}, False),
        (afspraak(set_gepubliceerd=False), {"titel": ["a", "b"]}, False),
        (afspraak(gepubliceerd=False), {"gepubliceerd": [True, False]}, True),
        (afspraak(), {"gepubliceerd": [False, True]}, True),
        (afspraak(gepubliceerd=False, set_gepubliceerd=False), {"gepubliceerd": [True, False]}, False),
        (afspraak(), {}, True),
        (afspraak(gepubliceerd=False), {}, False),
    ],
)
def test_a_change_is_noticed_by_who_saw_the_row_before_or_sees_it_after(row, velden, noticed):
    assert Afspraak.publicity.noticed(row, velden) is noticed


def test_a_new_row_was_not_there_before():
    velden = {"gepubliceerd": [None, True], "afsprakenset_id": [None, 1]}
    assert Afspraak.publicity.noticed(afspraak(), velden, is_new=True)
    assert not Afspraak.publicity.noticed(afspraak(gepubliceerd=False), velden, is_new=True)


def test_a_path_through_an_empty_relation_holds():
    public, concept = afspraak(), Actie(gepubliceerd=False)
    assert Termijn.publicity.noticed(Termijn(afspraak=public, actie=None), {"periode": ["2022", "2023"]})
    assert not Termijn.publicity.noticed(Termijn(afspraak=public, actie=concept), {"periode": ["2022", "2023"]})


def test_constants():
    assert PUBLIC.noticed(Actie(), {"titel": ["a", "b"]})
    assert not NEVER_PUBLIC.noticed(Actie(), {"titel": ["a", "b"]})
    assert not NEVER_PUBLIC.holds(Actie())
