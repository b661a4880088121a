# SPDX-License-Identifier: EUPL-1.2
"""The e-mail about what waits for publishing: who gets it, when, and what it tells."""

import datetime as dt
from unittest import mock

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from afspraken.services import publicatiemeldingen
from afspraken.services.bijlagen import add_bewijsstuk
from afspraken.services.publicatiemeldingen import MAX_NAMED, send_publicatiemeldingen
from partijen.models import Afmelding, Bericht, Gebruiker, Gemeente, Lidmaatschap
from tests.factories import ActieFactory, AfspraakFactory, GebruikerFactory, ThemaFactory

pytestmark = pytest.mark.django_db
NOW = timezone.now().replace(hour=9, minute=0)
SENT = {"verzonden": 1, "mislukt": 0, "overgeslagen": 1}
NONE = {"verzonden": 0, "mislukt": 0, "overgeslagen": 2}


def send(now: dt.datetime = NOW, **options) -> dict[str, int]:
    return dict(send_publicatiemeldingen(now=now, **options))


def later(**period: int) -> dt.datetime:
    return NOW + dt.timedelta(**period)


@pytest.fixture
def waiting(wereld):
    """Something of each kind in Maastricht; the coordinator of Heerlen has nothing that waits."""
    geheim = AfspraakFactory(thema=wereld.thema, code="5b", titel="Geheime sloop", gepubliceerd=False)
    ActieFactory(afspraak=wereld.afspraak, code="5a-1", titel="Geheime actie", gepubliceerd=False)
    wereld.report(by=wereld.lid, toelichting="Geheime toelichting")
    add_bewijsstuk(afspraak=geheim, titel="Geheime foto", url="https://portaal.example/geheim", by=wereld.lid)


class TestWho:
    def test_nobody_when_nothing_waits(self, wereld):
        assert send() == NONE
        assert not mail.outbox

    def test_the_coordinator_of_the_gemeente_alone(self, wereld, waiting):
        assert send() == SENT
        assert [message.to for message in mail.outbox] == [[wereld.coordinator.email]]

    def test_who_switched_it_off_or_is_switched_off_gets_none(self, wereld, waiting):
        Afmelding.objects.create(gebruiker=wereld.coordinator, soort="publicatie")
        Gebruiker.objects.filter(pk=wereld.elders.pk).update(is_active=False)
        assert send() == {"verzonden": 0, "mislukt": 0, "overgeslagen": 0}

    def test_who_coordinates_two_gemeenten_gets_one_mail_about_both(self, wereld, waiting):
        heerlen = wereld.elders.lidmaatschappen.get().gemeente
        Lidmaatschap.objects.create(gebruiker=wereld.coordinator, gemeente=heerlen, rol="coordinator")
        Gemeente.objects.filter(pk=heerlen.pk).update(rolwoorden={"coordinator": "regisseur"})
        AfspraakFactory(thema=ThemaFactory(afsprakenset__gemeente=heerlen), code="9z", gepubliceerd=False)
        assert send() == {"verzonden": 2, "mislukt": 0, "overgeslagen": 0}
        text = next(message.body for message in mail.outbox if message.to == [wereld.coordinator.email])
        assert "Gemeente Heerlen" in text
        assert "Gemeente Maastricht" in text
        assert "omdat u regisseur en coördinator bent" in text or "omdat u coördinator en regisseur bent" in text


class TestWhen:
    def test_once_a_day_at_most(self, wereld, waiting):
        assert send() == SENT
        AfspraakFactory(thema=wereld.thema, gepubliceerd=False)
        assert send(later(hours=5)) == NONE
        assert send(later(days=1)) == SENT

    def test_not_again_about_the_same(self, wereld, waiting):
        assert send() == SENT
        assert send(later(days=1)) == NONE
        AfspraakFactory(thema=wereld.thema, code="5c", gepubliceerd=False)
        assert send(later(days=2)) == SENT
        text = mail.outbox[1].body
        assert "afspraak 5c (nieuw)" in text
        assert "- afspraak 5b\n" in text
        assert "5 dingen wachten, 1 nieuw" in text

    def test_a_dry_run_sends_and_stores_nothing(self, wereld, waiting):
        assert send(dry_run=True) == SENT
        assert not mail.outbox
        assert not Bericht.objects.exists()
        send()
        assert send(dry_run=True) == NONE


class TestBreakingOff:
    """Three coordinators; the run stops at the second."""

    @pytest.fixture
    def three(self, wereld, waiting):
        others = [GebruikerFactory(rol="coordinator", gemeente=wereld.gemeente) for _ in range(2)]
        Gebruiker.objects.filter(pk=wereld.elders.pk).update(is_active=False)
        return [wereld.coordinator, *others]

    def test_a_run_that_is_killed_is_finished_by_a_later_one(self, three):
        sending, seen = publicatiemeldingen.berichten.send, []

        def stops_at_the_second(**options):
            seen.append(options)
            if len(seen) == 2:
                raise KeyboardInterrupt
            return sending(**options)

        sends = mock.patch.object(publicatiemeldingen.berichten, "send", stops_at_the_second)
        with sends, pytest.raises(KeyboardInterrupt):
            send()
        assert len(mail.outbox) == 1
        # At once: the third was never reached; the second may still be at it.
        assert send(later(minutes=1))["verzonden"] == 1
        assert send(later(minutes=15))["verzonden"] == 1
        assert sorted(address for message in mail.outbox for address in message.to) == sorted(
            user.email for user in three
        )
        assert send(later(minutes=30))["verzonden"] == 0

    def test_a_mail_server_that_refuses_one_does_not_keep_it_from_the_others(self, three):
        whole = "django.core.mail.EmailMultiAlternatives.send"
        with mock.patch(whole, side_effect=[1, ConnectionResetError, 1]):
            assert send() == {"verzonden": 2, "mislukt": 1, "overgeslagen": 0}
        assert send(later(minutes=1))["verzonden"] == 1
        assert [message.to for message in mail.outbox] == [[three[1].email]]


class TestWhatItTells:
    def test_kind_and_code_and_nothing_of_the_content(self, wereld, waiting):
        send()
        message = mail.outbox[0]
        assert message.subject == "4 dingen wachten op publiceren"
        html, kind = message.alternatives[0]
        assert kind == "text/html"
        for text in (message.body, html):
            assert "melding bij 5a" in text
            assert "afspraak 5b" in text
            assert "actie 5a-1" in text
            assert "bewijsstuk bij 5b" in text
            assert "http://127.0.0.1:8000/maastricht/publiceren/" in text
            for hidden in ("eheim", wereld.lid.naam, wereld.afspraak.titel, wereld.thema.naam):
                assert hidden not in text

    def test_the_link_in_it_switches_it_off(self, wereld, waiting, client):
        send()
        link = mail.outbox[0].extra_headers["List-Unsubscribe"].strip("<>")
        assert link in mail.outbox[0].body
        assert mail.outbox[0].extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        client.post(link.removeprefix("http://127.0.0.1:8000"))
        AfspraakFactory(thema=wereld.thema, gepubliceerd=False)
        assert send(later(days=1))["verzonden"] == 0

    def test_a_long_queue_is_counted_and_not_named_whole(self, wereld, waiting):
        for _ in range(MAX_NAMED):
            AfspraakFactory(thema=wereld.thema, gepubliceerd=False)
        send()
        assert f"{MAX_NAMED + 4} dingen wachten" in mail.outbox[0].body
        assert "en nog 4" in mail.outbox[0].body

    def test_one_thing_is_one_thing(self, wereld):
        AfspraakFactory(thema=wereld.thema, code="5b", gepubliceerd=False)
        send()
        assert mail.outbox[0].subject == "1 ding wacht op publiceren"


def test_as_many_queries_however_much_waits(wereld, waiting):
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            send(dry_run=True)
        return len(found)

    queries()
    before = queries()
    for _ in range(5):
        AfspraakFactory(thema=wereld.thema, gepubliceerd=False)
    assert queries() == before


class TestCommand:
    def test_it_counts_and_names_nobody(self, wereld, waiting, capsys):
        call_command("send_publicatiemeldingen")
        said = capsys.readouterr().out
        assert said.splitlines() == ["verzonden: 1", "mislukt: 0", "overgeslagen: 1"]

    def test_a_dry_run_says_so(self, wereld, waiting, capsys):
        call_command("send_publicatiemeldingen", "--proefrun")
        assert "Proefrun: er is niets verstuurd." in capsys.readouterr().out
        assert not mail.outbox

    def test_a_failure_is_an_exit_code(self, wereld, waiting):
        refuses = mock.patch("django.core.mail.EmailMultiAlternatives.send", side_effect=OSError)
        with refuses, pytest.raises(CommandError, match="Niet elke e-mail"):
            call_command("send_publicatiemeldingen")
