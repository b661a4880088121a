# SPDX-License-Identifier: EUPL-1.2
"""Who reads applications and books money, asked of each role; and which applications somebody finds."""

import pytest

from tests.factories import AanvraagFactory, FondsFactory, GebiedFactory, GemeenteFactory
from tests.rollen import EVERYBODY, people_of, who
from wijken import policies
from wijken.models import Aanvraagdocument, Aanvraagstap, Dossier
from wijken.statussen import Aanvraagstatus

pytestmark = pytest.mark.django_db
READERS = {"fondsbeheerder", "bestuurder", "coordinator"}


@pytest.fixture
def people():
    return people_of(GemeenteFactory(slug="stad"))


def test_money_is_of_the_fondsbeheerder_and_read_by_who_decides(people):
    here, elders = GemeenteFactory(slug="stad").pk, GemeenteFactory(slug="elders").pk
    for rule, roles in ((policies.may_read_fonds, READERS), (policies.may_keep_fonds, {"fondsbeheerder"})):
        assert who(people, rule, here) == who(people, rule) == roles
        assert who(people, rule, elders) == set()


def test_an_applicant_withdraws_until_it_was_decided():
    asked = [status for status in Aanvraagstatus if policies.may_withdraw(AanvraagFactory.build(status=status))]
    assert asked == [Aanvraagstatus.INGEDIEND, Aanvraagstatus.IN_BEHANDELING]


def test_an_application_is_found_by_who_handles_it_and_by_all_once_it_is_granted(people):
    gemeente = GemeenteFactory(slug="stad")
    gebied = GebiedFactory(gemeente=gemeente)
    people["elders"] = people_of(GemeenteFactory(slug="elders"))["fondsbeheerder"]

    def readers(row):
        return who(people, lambda user: type(row).objects.visible_to(user).filter(pk=row.pk).exists())

    for kenmerk, status, public, roles, inner in (
        ("LF-2026-0001", "onbevestigd", False, set(), set()),
        ("LF-2026-0002", "ingediend", False, READERS, READERS),
        ("LF-2026-0003", "toegekend", True, EVERYBODY | {"", "elders"}, READERS),
    ):
        granted = {"openbare_titel": "Tuin", "toegekend": 50, "fonds": FondsFactory(gebied=gebied)} if public else {}
        row = AanvraagFactory(gebied=gebied, kenmerk=kenmerk, status=status, openbaar=public, **granted)
        dossier = Dossier.objects.create(
            gemeente=gemeente, aanvraag=row, naam="Buurtgroep", email="groep@stad.example", titel="Tuin", plan="Tuin"
        )
        document = Aanvraagdocument.objects.create(
            gemeente=gemeente, dossier=dossier, soort="begroting", bestand="a", bestandsnaam="a.pdf", bytes=1
        )
        step = Aanvraagstap.objects.create(gemeente=gemeente, aanvraag=row, status=status)
        assert readers(row) == roles, status
        assert readers(dossier) == readers(document) == inner, status
        assert readers(step) == READERS
