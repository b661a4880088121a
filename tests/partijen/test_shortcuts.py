# SPDX-License-Identifier: EUPL-1.2
"""One object of an address: as `visible_to` has it at that moment, whoever asked before."""

import pytest

from afspraken.models import Afspraak
from partijen.models import Lidmaatschap
from partijen.shortcuts import find_visible
from portaal.lib.compiled import ANY_KEY
from tests.factories import AfspraakFactory, GebruikerFactory

pytestmark = pytest.mark.django_db


def rows(user, gemeente):
    return Afspraak.objects.visible_to(user, gemeente=gemeente).filter(gemeente=gemeente, pk=ANY_KEY)


def asked(user, afspraak):
    again = type(user).objects.get(pk=user.pk)  # as at the next request
    return find_visible(rows, again, afspraak.gemeente, pk=afspraak.pk)


def test_follows_a_change_of_role_and_of_publication_at_once():
    concept, user, other = AfspraakFactory(gepubliceerd=False), GebruikerFactory(), GebruikerFactory()
    assert asked(user, concept) is None
    role = Lidmaatschap.objects.create(gebruiker=user, gemeente=concept.gemeente, rol="coordinator")
    assert asked(user, concept) == concept
    assert asked(other, concept) is None
    role.delete()
    assert asked(user, concept) is None
    Afspraak.objects.filter(pk=concept.pk).update(gepubliceerd=True)
    assert asked(user, concept) == asked(other, concept) == concept
    elsewhere = AfspraakFactory()
    assert find_visible(rows, user, elsewhere.gemeente, pk=concept.pk) is None


def test_takes_no_function_that_could_use_more_than_its_key_tells():
    with pytest.raises(ValueError, match="within another"):
        find_visible(lambda user, gemeente: Afspraak.objects.all(), GebruikerFactory(), pk=1)
