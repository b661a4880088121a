# SPDX-License-Identifier: EUPL-1.2
"""Who acted, in which role and for which party; and the version of public pages, raised with each public change."""

import datetime as dt

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from partijen.models import Gebruiker, Gemeente, Lidmaatschap, Overleg, Wijziging
from partijen.services import history
from tests.factories import GebruikerFactory, GemeenteFactory, PartijFactory, WerkgroepFactory

pytestmark = pytest.mark.django_db
PAGINA = Wijziging.Oorsprong.PAGINA


@pytest.fixture
def gemeente():
    eigen = PartijFactory(naam="Gemeente Maasdam", soort="gemeente")
    return GemeenteFactory(slug="maasdam", eigen_partij=eigen)


def version_of(gemeente):
    return Gemeente.objects.values_list("publieke_versie", flat=True).get(pk=gemeente.pk)


def meeting(gemeente, **kwargs):
    return history.create_with_history(
        Overleg(gemeente=gemeente, datum=dt.date(2026, 12, 10)), **{"by": None, "oorsprong": PAGINA, **kwargs}
    )


class TestWhoActed:
    def newest(self, gemeente, user):
        meeting(gemeente, by=Gebruiker.objects.get(pk=user.pk))
        event = Wijziging.objects.first()
        return event.rol, event.partij_naam

    def test_the_coordinator_acts_for_the_gemeente(self, gemeente):
        user = GebruikerFactory(rol="coordinator", gemeente=gemeente)
        assert self.newest(gemeente, user) == ("coordinator", "Gemeente Maasdam")

    def test_a_member_acts_for_the_party_of_the_role(self, gemeente):
        werkgroep = WerkgroepFactory(gemeente=gemeente, naam="Werkgroep Wonen")
        user = GebruikerFactory(rol="werkgroeplid", gemeente=gemeente, partij=werkgroep)
        assert self.newest(gemeente, user) == ("werkgroeplid", "Werkgroep Wonen")

    def test_of_several_roles_the_one_that_decides_most(self, gemeente):
        user = GebruikerFactory(rol="werkgroeplid", gemeente=gemeente, partij=WerkgroepFactory(gemeente=gemeente))
        Lidmaatschap.objects.create(gebruiker=user, gemeente=gemeente, rol="beheerder")
        Lidmaatschap.objects.create(gebruiker=user, gemeente=gemeente, rol="coordinator")
        assert self.newest(gemeente, user) == ("coordinator", "Gemeente Maasdam")

    def test_a_role_elsewhere_says_nothing_here(self, gemeente):
        user = GebruikerFactory(rol="coordinator", gemeente=GemeenteFactory())
        assert self.newest(gemeente, user) == ("", "")

    def test_the_administrator_of_the_installation_and_the_portal_itself(self, gemeente):
        assert self.newest(gemeente, Gebruiker.objects.create_superuser("a@portaal.example")) == ("beheerder", "")
        history.update_with_history(gemeente, {"overleg_naam": "BOWL"}, by=None, oorsprong=PAGINA)
        event = Wijziging.objects.first()
        assert (event.gebruiker, event.rol, event.partij_naam) == (None, "", "")

    def test_a_party_that_is_named_goes_first_and_a_person_never_stands_there(self, gemeente):
        user = GebruikerFactory(rol="coordinator", gemeente=gemeente, naam="Iemand")
        meeting(gemeente, by=user, namens=PartijFactory(naam="Woonpunt"))
        event = Wijziging.objects.first()
        assert (event.rol, event.partij_naam) == ("coordinator", "Woonpunt")


class TestVersion:
    def test_a_public_change_raises_it_in_one_statement_and_only_here(self, gemeente):
        elsewhere = GemeenteFactory()
        with CaptureQueriesContext(
            connection,
        ) as queries:
            meeting(gemeente)
        assert (version_of(gemeente), version_of(elsewhere)) == (1, 0)
        assert sum("UPDATE partijen_gemeente" in query["sql"] for query in queries) == 1
        assert Wijziging.objects.get().openbaar

    def test_what_is_never_public_raises_nothing(self, gemeente):
        user = GebruikerFactory(rol="coordinator", gemeente=gemeente)
        with CaptureQueriesContext(connection) as queries:
            history.update_with_history(user, {"naam": "Anders"}, by=None, oorsprong=PAGINA, gemeente_id=gemeente.pk)
        assert version_of(gemeente) == 0
        assert not any("partijen_gemeente" in query["sql"] and "UPDATE" in query["sql"] for query in queries)
        assert not Wijziging.objects.get().openbaar

    def test_an_event_of_no_gemeente_shows_in_all(self, gemeente):
        elsewhere, partij = GemeenteFactory(), PartijFactory()
        history.update_with_history(partij, {"naam": "Woonpunt"}, by=None, oorsprong=PAGINA)
        assert (version_of(gemeente), version_of(elsewhere)) == (1, 1)

    def test_it_is_undone_with_the_change(self, gemeente):
        with transaction.atomic():
            meeting(gemeente)
            transaction.set_rollback(True)
        assert version_of(gemeente) == 0

    def test_it_is_no_news_of_its_own(self, gemeente):
        history.update_with_history(gemeente, {"overleg_naam": "BOWL"}, by=None, oorsprong=PAGINA)
        event = Wijziging.objects.get()
        assert set(event.velden) == {"overleg_naam"}
        assert version_of(gemeente) == 1


class TestSeveralServices:
    def test_the_version_goes_up_once_and_last(self, gemeente):
        with CaptureQueriesContext(connection) as queries, transaction.atomic(), history.raising_versions_last():
            meeting(gemeente)
            with history.raising_versions_last():
                history.create_with_history(
                    Overleg(gemeente=gemeente, datum=dt.date(2027, 1, 10)), by=None, oorsprong=PAGINA
                )
            assert version_of(gemeente) == 0
        assert version_of(gemeente) == 1
        statements = [query["sql"] for query in queries if query["sql"].startswith(("INSERT", "UPDATE"))]
        assert statements[-1].startswith("UPDATE partijen_gemeente")

    def test_nothing_is_left_over_of_what_failed(self, gemeente):
        def fail():
            with transaction.atomic(), history.raising_versions_last():
                meeting(gemeente)
                raise RuntimeError

        with pytest.raises(RuntimeError):
            fail()
        with transaction.atomic(), history.raising_versions_last():
            pass
        assert version_of(gemeente) == 0
