# SPDX-License-Identifier: EUPL-1.2
"""Who may report on what, asked directly: own thema, own party, and of a party only what it leads."""

import pytest
from django.contrib.auth.models import AnonymousUser

from afspraken import policies
from afspraken.models import Actielijstimport, Betrokkenheid, Notitie
from partijen.models import Collectieflid
from tests.factories import (
    ActieFactory,
    BetrokkenheidFactory,
    CollectiefFactory,
    GebruikerFactory,
    GemeenteFactory,
    LiggingFactory,
    PartijFactory,
    TermijnFactory,
)

pytestmark = pytest.mark.django_db


def test_who_leads_one_actie_reports_on_that_one_alone(wereld):
    own, other = (ActieFactory(afspraak=wereld.afspraak) for _ in range(2))
    partij = PartijFactory()
    BetrokkenheidFactory(afspraak=wereld.afspraak, actie=own, partij=partij)
    user = GebruikerFactory(rol="databeheerder", gemeente=wereld.gemeente, partij=partij)
    assert policies.may_record_voortgang(user, wereld.afspraak, own)
    assert not policies.may_record_voortgang(user, wereld.afspraak, other)
    assert not policies.may_record_voortgang(user, wereld.afspraak)
    assert wereld.afspraak.pk not in policies.recordable_ids(user, [wereld.afspraak])
    assert policies.may_record_voortgang(wereld.databeheerder, wereld.afspraak, other)


def test_who_takes_part_without_leading_does_not_report(wereld):
    partij = PartijFactory()
    BetrokkenheidFactory(afspraak=wereld.afspraak, partij=partij, rol=Betrokkenheid.Rol.BETROKKEN)
    user = GebruikerFactory(rol="databeheerder", gemeente=wereld.gemeente, partij=partij)
    assert not policies.may_record_voortgang(user, wereld.afspraak)


@pytest.mark.parametrize("rol", ["huurdersvertegenwoordiger", "bestuurder", "fondsbeheerder", "beheerder"])
def test_a_role_that_does_not_report_does_not_by_its_party(wereld, rol):
    user = GebruikerFactory(rol=rol, gemeente=wereld.gemeente, partij=wereld.trekker)
    assert not policies.may_record_voortgang(user, wereld.afspraak)


def test_a_party_of_another_gemeente_or_collective_gives_nothing_here(wereld):
    elsewhere = GemeenteFactory(slug="heerlen")
    collectief = CollectiefFactory(gemeente=wereld.gemeente)
    Collectieflid.objects.create(collectief=collectief, lid=wereld.trekker)
    BetrokkenheidFactory(afspraak=wereld.afspraak, partij=collectief)
    user = GebruikerFactory(rol="databeheerder", gemeente=elsewhere, partij=wereld.trekker)
    assert not policies.may_record_voortgang(user, wereld.afspraak)


class TestWhatStaysInside:
    """Notes and imports, asked past the pages that show them."""

    READERS = ("lid", "coordinator", "bestuurder")
    OTHERS = ("ander_lid", "databeheerder", "elders")

    def test_notes_are_for_who_reads_drafts_of_the_afspraak(self, wereld):
        note = Notitie.objects.create(
            gemeente=wereld.gemeente, afspraak=wereld.afspraak, tekst="Intern", gebruiker=wereld.lid
        )
        for gemeente in (None, wereld.gemeente):
            for rol in self.READERS:
                assert list(Notitie.objects.visible_to(getattr(wereld, rol), gemeente=gemeente)) == [note]
            for user in (AnonymousUser(), GebruikerFactory(), *(getattr(wereld, rol) for rol in self.OTHERS)):
                assert not Notitie.objects.visible_to(user, gemeente=gemeente).exists()

    def test_imports_are_for_the_coordinator_of_the_gemeente(self, wereld):
        row = Actielijstimport.objects.create(
            gemeente=wereld.gemeente,
            afsprakenset=wereld.afsprakenset,
            gebruiker=wereld.coordinator,
            bestandsnaam="a.csv",
            basisversie=0,
        )
        assert list(Actielijstimport.objects.visible_to(wereld.coordinator)) == [row]
        others = (*(getattr(wereld, rol) for rol in self.OTHERS), wereld.lid, wereld.bestuurder, AnonymousUser())
        assert not any(Actielijstimport.objects.visible_to(user).exists() for user in others)


class TestWhatHangsOnAConceptActie:
    """A published afspraak with an actie that is not: nothing of the actie shows in lists of the public."""

    @pytest.fixture
    def hidden(self, wereld):
        actie = ActieFactory(afspraak=wereld.afspraak, gepubliceerd=False, titel="Geheime sloop")
        ligging = LiggingFactory(afspraak=wereld.afspraak, actie=actie, gebied__slug="verstopt")
        TermijnFactory(afspraak=wereld.afspraak, actie=actie, periode="2019")
        return ligging.gebied

    @pytest.mark.parametrize(
        ("rol", "number"), [("", 0), ("elders", 0), ("ander_lid", 0), ("lid", 1), ("coordinator", 1)]
    )
    def test_lists_filters_and_search(self, wereld, hidden, client, rol, number):
        if rol:
            client.force_login(getattr(wereld, rol))
        address = "/api/v1/afspraken?gemeente=maastricht"
        (row,) = client.get(address).json()["results"]
        assert row["aantalActies"] == number
        assert (row["periode"] == "2019") is bool(number)
        assert number or hidden.naam not in row["gebieden"]
        assert client.get(f"{address}&gebied=verstopt").json()["count"] == number
        assert client.get(f"{address}&zoek=sloop").json()["count"] == number
        assert client.get(f"{address}&signaal=termijn_verstreken").json()["count"] == number
        found = client.get(wereld.url("lijst"), {"gebied": "verstopt"})
        assert (wereld.afspraak.titel in found.content.decode()) is bool(number)
