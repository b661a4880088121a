# SPDX-License-Identifier: EUPL-1.2
"""Which rows of monitoring somebody sees, asked past the pages: a page may have looked at the set or meeting before."""

import uuid

import pytest

from monitoring.models import (
    Agendapunt,
    Evaluatie,
    Evaluatieregel,
    Partijprioriteit,
    Rapportage,
    Rapportageregel,
    Webhook,
    Webhookbericht,
)
from partijen.models import Lidmaatschap
from tests.factories import AfspraakFactory, AfsprakensetFactory, GemeenteFactory, OverlegFactory, PartijFactory
from tests.factories_evaluatie import EvaluatieFactory, EvaluatieregelFactory
from tests.factories_rapportage import RapportageFactory, RapportageregelFactory
from tests.rollen import EVERYBODY, party_of, people_of, who

pytestmark = pytest.mark.django_db
ALL = EVERYBODY | {""}
READERS = {"coordinator", "bestuurder", "beheerder"}


@pytest.fixture
def stad():
    """A gemeente with a public and a hidden set, a user for each role, and the coordinator of another gemeente."""

    class Stad:
        pass

    stad = Stad()
    stad.gemeente = GemeenteFactory(slug="stad")
    stad.elders = GemeenteFactory(slug="elders")
    stad.public, stad.hidden = (AfsprakensetFactory(gemeente=stad.gemeente, gepubliceerd=it) for it in (True, False))
    stad.people = people_of(stad.gemeente)
    stad.people["elders"] = people_of(stad.elders)["coordinator"]
    return stad


def readers(stad, row, **kwargs):
    """Whoever finds the row."""
    model = type(row)
    return who(stad.people, lambda user: model.objects.visible_to(user, **kwargs).filter(pk=row.pk).exists())


def test_rapportages_and_their_lines(stad):
    overleg = OverlegFactory(gemeente=stad.gemeente)
    everybody = ALL | {"elders"}
    vast = RapportageFactory(overleg=overleg, afsprakenset=stad.public)
    concept = RapportageFactory(overleg=OverlegFactory(gemeente=stad.gemeente), afsprakenset=stad.public, concept=True)
    withdrawn = RapportageFactory(overleg=overleg, afsprakenset=stad.hidden)
    assert [readers(stad, row) for row in (vast, concept, withdrawn)] == [everybody, READERS, READERS]
    assert set(Rapportage.objects.vastgesteld()) == {vast, withdrawn}
    thema = {"thema__gemeente": stad.gemeente, "thema__afsprakenset": stad.public}
    shown = RapportageregelFactory(rapportage=vast, afspraak=AfspraakFactory(**thema))
    secret = RapportageregelFactory(rapportage=vast, afspraak=AfspraakFactory(**thema, gepubliceerd=False), volgorde=1)
    gone = RapportageregelFactory(rapportage=withdrawn)
    for asked in ({}, {"gemeente": stad.gemeente}):
        found = [readers(stad, row, **asked) for row in (shown, secret, gone)]
        assert found == [everybody, READERS, READERS], asked
    assert Rapportageregel.objects.count() == 3


def test_evaluations_and_their_lines(stad):
    vast = EvaluatieFactory(afsprakenset=stad.public)
    concept = EvaluatieFactory(afsprakenset=stad.public, jaar=2024, vastgesteld=False)
    hidden = EvaluatieFactory(afsprakenset=stad.hidden)
    everybody = ALL | {"elders"}
    assert [readers(stad, row) for row in (vast, concept, hidden)] == [everybody, EVERYBODY, READERS]
    assert Evaluatie.objects.count() == 3
    thema = {"thema__gemeente": stad.gemeente, "thema__afsprakenset": stad.public}
    shown = EvaluatieregelFactory(evaluatie=vast, afspraak=AfspraakFactory(**thema))
    secret = EvaluatieregelFactory(evaluatie=vast, afspraak=AfspraakFactory(**thema, gepubliceerd=False))
    proposal = EvaluatieregelFactory(evaluatie=vast, afspraak=None, code="", titel="Nieuw", voorstel="toevoegen")
    gone = EvaluatieregelFactory(evaluatie=hidden)
    expected = [everybody, READERS, everybody, READERS]
    rows = (shown, secret, proposal, gone)
    assert [readers(stad, row, gemeente=stad.gemeente) for row in rows] == expected
    among = {rol: set(Evaluatieregel.objects.visible_among(user)) for rol, user in stad.people.items()}
    assert [{rol for rol, found in among.items() if row in found} for row in rows] == expected


def test_what_is_said_at_a_meeting_and_what_a_party_asks_first(stad):
    punt = Agendapunt.objects.create(gemeente=stad.gemeente, overleg=OverlegFactory(gemeente=stad.gemeente), titel="A")
    assert readers(stad, punt) == EVERYBODY
    shown, hidden = (
        Partijprioriteit.objects.create(
            gemeente=stad.gemeente, afsprakenset=one, partij=PartijFactory(), nummer=1, titel="Eerst dit"
        )
        for one in (stad.public, stad.hidden)
    )
    assert [readers(stad, row) for row in (shown, hidden)] == [ALL | {"elders"}, READERS]


def test_a_databeheerder_sees_the_webhooks_of_his_party_in_the_gemeente_where_he_is_that(stad):
    user = stad.people["databeheerder"]
    own = party_of(user)

    def make(gemeente, partij):
        webhook = Webhook.objects.create(
            gemeente=gemeente, partij=partij, naam="W", url="https://systeem.example/", aanvraag=uuid.uuid4()
        )
        return Webhookbericht.objects.create(
            gemeente=gemeente, webhook=webhook, nummer=uuid.uuid4().hex, soort="gewijzigd", inhoud="{}", rest=1
        )

    here, other, there = make(stad.gemeente, own), make(stad.gemeente, PartijFactory()), make(stad.elders, own)
    expected = [{"coordinator", "beheerder", "databeheerder"}, {"coordinator", "beheerder"}, {"elders"}]
    # A huurdersvertegenwoordiger of that party is no databeheerder of it.
    Lidmaatschap.objects.create(
        gebruiker=stad.people["huurdersvertegenwoordiger"],
        gemeente=stad.gemeente,
        rol="huurdersvertegenwoordiger",
        partij=own,
    )
    assert [readers(stad, row) for row in (here, other, there)] == expected
    assert [readers(stad, row.webhook) for row in (here, other, there)] == expected
