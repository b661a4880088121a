# SPDX-License-Identifier: EUPL-1.2
"""Roles and meetings as a gemeente calls them, in sentences, on pages and in refusals; elsewhere the usual words."""

import datetime as dt

import pytest

from partijen.models import Gemeente
from partijen.woorden import in_own_words, own_words
from tests.factories import GebruikerFactory, GemeenteFactory, OverlegFactory

pytestmark = pytest.mark.django_db
SAID = "Vraag de %(coordinator)s, of het %(overleg)s of %(kernteam)s."


@pytest.fixture
def gemeenten():
    own = GemeenteFactory(
        slug="heerlen",
        naam="Heerlen",
        overleg_naam="Woonberaad",
        kernteam_naam="Regiegroep",
        rolwoorden={"coordinator": "regisseur", "bestuurder": "wethouder", "beheerder": "applicatiebaas"},
    )
    return own, GemeenteFactory(slug="maastricht", naam="Maastricht", overleg_naam="BOWW")


def test_a_sentence_in_the_words_of_a_gemeente(gemeenten, django_assert_num_queries):
    own, usual = gemeenten
    assert own.woorden == own_words(own)
    with django_assert_num_queries(0):
        assert in_own_words(SAID, own) == "Vraag de regisseur, of het Woonberaad of Regiegroep."
        assert in_own_words(SAID, usual) == "Vraag de coördinator, of het BOWW of kernteam."
        assert in_own_words(SAID, None) == "Vraag de coördinator, of het BOWW of kernteam."
    with django_assert_num_queries(1):
        assert in_own_words(SAID, own.pk) == in_own_words(SAID, own)
    # A row that was deleted meanwhile, or a broken column, is no reason to fail while refusing something.
    assert in_own_words("%(bestuurder)s", 0) == "bestuurder"
    assert own_words(Gemeente(rolwoorden=[]))["beheerder"] == "beheerder"


def test_pages_and_refusals_say_them_and_those_of_another_gemeente_do_not(gemeenten, client):
    usual = ("BOWW", "Kernteam</td>", "een coördinator publiceert", "de coördinator ze vaststelt")
    own = ("Woonberaad", "Regiegroep</td>", "een regisseur publiceert", "de regisseur ze vaststelt")
    for gemeente, said, other in zip(gemeenten, (own, usual), (usual, own), strict=True):
        OverlegFactory(gemeente=gemeente, soort="bestuurlijk", datum=dt.date(2020, 1, 6), naam="")
        OverlegFactory(gemeente=gemeente, soort="kernteam", datum=dt.date(2020, 2, 3), naam="")
        client.force_login(GebruikerFactory(rol="bestuurder", gemeente=gemeente))
        text = ""
        for address, status in (("", 200), ("overleggen/", 200), ("leveringen/", 200), ("publiceren/", 403)):
            answer = client.get(f"/{gemeente.slug}/{address}")
            assert answer.status_code == status, address
            text += answer.content.decode()
        assert [word for word in (*said, *other) if word in text] == list(said)
