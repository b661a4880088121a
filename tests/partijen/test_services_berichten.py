# SPDX-License-Identifier: EUPL-1.2
"""Notices by e-mail: claimed once, taken over when a run broke off, and switched off by their link."""

import datetime as dt
from unittest import mock

import pytest
from django.core import mail, signing
from django.utils import timezone

from partijen.models import Afmelding, Bericht, Berichtsoort, Gebruiker, Wijziging
from partijen.services import berichten
from tests.factories import GebruikerFactory

pytestmark = pytest.mark.django_db
SOORT = Berichtsoort.PUBLICATIE
NOW = timezone.now().replace(hour=9, minute=0)
TEMPLATE = "afspraken/email/publicatiemelding"


def later(**period: int) -> dt.datetime:
    return NOW + dt.timedelta(**period)


def claim(
    gebruiker: Gebruiker, now: dt.datetime = NOW, onderwerpen: tuple[str, ...] = ("melding-1",)
) -> Bericht | None:
    return berichten.claim(gebruiker=gebruiker, soort=SOORT, onderwerpen=onderwerpen, now=now)


def send(bericht: Bericht, now: dt.datetime = NOW) -> bool:
    context = {"wachtrijen": [], "aantal": 1}
    return berichten.send(bericht=bericht, template=TEMPLATE, context=context, now=now)


class TestClaim:
    def test_a_day_has_one_notice(self, coordinator):
        assert send(claim(coordinator))
        assert claim(coordinator, later(hours=3)) is None
        assert claim(coordinator, later(days=1)) is not None

    def test_two_runs_at_once_do_not_both_send(self, coordinator):
        assert claim(coordinator) is not None
        assert claim(coordinator, later(minutes=9)) is None

    def test_a_run_that_broke_off_is_taken_over_with_what_waits_now(self, coordinator):
        first = claim(coordinator)
        taken = claim(coordinator, later(minutes=10), ("melding-1", "actie-2"))
        assert (taken.pk, taken.onderwerpen) == (first.pk, ["melding-1", "actie-2"])
        assert Bericht.objects.count() == 1

    def test_who_switched_it_off_or_is_switched_off_gets_none(self, coordinator):
        Gebruiker.objects.filter(pk=coordinator.pk).update(is_active=False)
        assert claim(coordinator) is None
        Gebruiker.objects.filter(pk=coordinator.pk).update(is_active=True)
        Afmelding.objects.create(gebruiker=coordinator, soort=SOORT)
        assert claim(coordinator) is None
        assert not Bericht.objects.exists()


class TestSending:
    def test_a_mail_server_that_refuses_is_tried_again_at_once(self, coordinator, security_log):
        bericht = claim(coordinator)
        with mock.patch("django.core.mail.EmailMultiAlternatives.send", side_effect=ConnectionRefusedError):
            assert not send(bericht)
        assert [line["result"] for line in security_log.of("notice")] == ["failed"]
        again = claim(coordinator, later(minutes=1))
        assert send(again, later(minutes=1))
        assert len(mail.outbox) == 1
        assert not any(coordinator.email in text for text in security_log.texts)

    def test_a_notice_sent_once_more_has_the_same_message_id(self, coordinator):
        """A run that broke off after handing over and before marking."""
        send(claim(coordinator))
        Bericht.objects.update(verzonden_op=None)
        send(claim(coordinator, later(minutes=11)))
        first, second = (message.extra_headers["Message-ID"] for message in mail.outbox)
        assert first == second
        other = GebruikerFactory()
        send(claim(other))
        assert mail.outbox[2].extra_headers["Message-ID"] != first

    def test_what_the_former_notice_held(self, coordinator):
        assert berichten.former_subjects(coordinator, SOORT) == frozenset()
        send(claim(coordinator))
        claim(coordinator, later(days=1), ("actie-2",))
        assert berichten.former_subjects(coordinator, SOORT) == {"melding-1"}
        assert berichten.was_sent_on(coordinator, SOORT, timezone.localdate(NOW))
        assert not berichten.was_sent_on(coordinator, SOORT, timezone.localdate(later(days=1)))


class TestLink:
    def test_it_tells_whose_and_what(self, coordinator):
        assert berichten.read_token(berichten.token_for(coordinator, SOORT)) == (coordinator, SOORT)

    @pytest.mark.parametrize("value", [None, 1, ["x", "publicatie"], [1, "bestaat-niet"], [1], [10**6, "publicatie"]])
    def test_nothing_else_does(self, value):
        assert berichten.read_token(signing.dumps(value, salt=berichten.SALT)) is None

    def test_another_salt_or_a_changed_link_is_refused(self, coordinator):
        good = berichten.token_for(coordinator, SOORT)
        assert berichten.read_token(signing.dumps([coordinator.pk, SOORT.value])) is None
        assert berichten.read_token(f"{good}x") is None

    def test_an_old_link_and_an_account_that_is_off(self, coordinator):
        with mock.patch("django.core.signing.time.time", return_value=NOW.timestamp() - 401 * 24 * 3600):
            old = berichten.token_for(coordinator, SOORT)
        assert berichten.read_token(old) is None
        good = berichten.token_for(coordinator, SOORT)
        assert [berichten.is_outdated(link) for link in (old, good, f"{old}x", "x")] == [True, False, False, False]
        Gebruiker.objects.filter(pk=coordinator.pk).update(is_active=False)
        assert berichten.read_token(berichten.token_for(coordinator, SOORT)) is None


def test_switching_off_and_on_is_kept_in_the_history(coordinator):
    assert berichten.switch_notice(gebruiker=coordinator, soort=SOORT, wanted=False)
    assert not berichten.switch_notice(gebruiker=coordinator, soort=SOORT, wanted=False)
    berichten.switch_notices(gebruiker=coordinator, wanted=Berichtsoort.values)
    assert not berichten.switch_notice(gebruiker=coordinator, soort=SOORT, wanted=True)
    events = Wijziging.objects.filter(model="partijen.afmelding").order_by("pk")
    assert [(event.soort, event.gebruiker) for event in events] == [
        ("nieuw", coordinator),
        ("verwijderd", coordinator),
    ]


def test_a_kind_that_is_not_for_somebody_is_left_alone():
    user = GebruikerFactory()
    berichten.switch_notices(gebruiker=user, wanted=[])
    assert not Afmelding.objects.exists()
