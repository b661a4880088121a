# SPDX-License-Identifier: EUPL-1.2
"""The daily command that forgets applicants, and taking one text of theirs out at once."""

import datetime as dt
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from partijen.services.zwartmaken import black_out
from tests.wijken.wereld import Fondswereld, make_fondswereld
from wijken.models import Aanvraag, Dossier
from wijken.services import indienen

pytestmark = pytest.mark.django_db


@pytest.fixture
def wereld(db: None) -> Fondswereld:
    return make_fondswereld()


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("verwijder_fondsdossiers", *arguments, stdout=out)
    return out.getvalue()


def test_what_is_over_its_time_goes(wereld):
    never, withdrawn = wereld.hand_in(), indienen.withdraw_own(aanvraag=wereld.confirmed())
    kept = wereld.confirmed()
    Aanvraag.objects.filter(pk=never.pk).update(created_at=timezone.now() - dt.timedelta(days=8))
    old = timezone.localdate() - dt.timedelta(days=366)
    Aanvraag.objects.filter(pk=withdrawn.pk).update(afgerond_op=old)
    assert run("--proefrun") == "nooit_bevestigd: 1\ndossiers: 1\nProefrun: er is niets verwijderd.\n"
    assert Dossier.objects.count() == 3
    assert run() == "nooit_bevestigd: 1\ndossiers: 1\n"
    assert set(Aanvraag.objects.values_list("pk", flat=True)) == {withdrawn.pk, kept.pk}
    assert list(Dossier.objects.values_list("aanvraag_id", flat=True)) == [kept.pk]
    assert run() == "nooit_bevestigd: 0\ndossiers: 0\n"


def test_a_name_is_blacked_out_of_a_dossier(wereld):
    wereld.confirmed(naam="Zonnebloem de Vries", plan="Bel Zonnebloem voor meer.")
    counts = black_out(gemeente=wereld.gemeente, tekst="Zonnebloem", reden="Verzoek", by=wereld.coordinator)
    assert counts == {"wijken.dossier": 2}
    dossier = Dossier.objects.get()
    assert (dossier.naam, dossier.plan) == ("[zwartgemaakt] de Vries", "Bel [zwartgemaakt] voor meer.")
