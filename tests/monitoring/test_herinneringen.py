# SPDX-License-Identifier: EUPL-1.2
"""The weekly reminder: who gets it, what it tells, never twice, nobody left out; against a real mail server too."""

import datetime as dt
import email
import email.policy
import mailbox
import socket
import subprocess
import sys
import time
from itertools import pairwise
from smtplib import SMTPServerDisconnected

import pytest
from django.core import mail
from django.core.mail.backends.smtp import EmailBackend
from django.core.management import CommandError, call_command
from django.utils import timezone

from monitoring.services import herinneringen
from monitoring.services.herinneringen import reminders, send_herinneringen
from monitoring.services.lijsten import MAX_NAMED, named
from partijen.models import Afmelding, Bericht, Gebruiker
from partijen.policies import berichtsoorten_of
from tests.factories import AfspraakFactory, GebruikerFactory, TermijnFactory
from tests.monitoring.build import TODAY, add_report

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
NOW = dt.datetime(2026, 11, 20, 9, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def day_of_the_moment(today, monkeypatch):
    """`localdate()` is the fixed day of these tests; of a moment it is the day of that moment."""
    real = timezone.localtime

    def localdate(value=None, *args, **kwargs):
        return TODAY if value is None else real(value).date()

    monkeypatch.setattr(timezone, "localdate", localdate)


@pytest.fixture
def stad(world, member):
    """A member of the first werkgroep with one afspraak to update and a term that is past."""
    world.lid = member(world, "werkgroeplid")
    afspraak = AfspraakFactory(thema=world.themas[0], code="9a", titel="Geheim plan", gepubliceerd=False)
    add_report(afspraak, "op_koers", datum=TODAY - dt.timedelta(days=100), published=False, toelichting="Geheime tekst")
    TermijnFactory(afspraak=afspraak, periode="2026-Q3")
    return world


def send(now=NOW, **options):
    return dict(send_herinneringen(now=now, **options))


def later(**period):
    return NOW + dt.timedelta(**period)


def test_it_tells_codes_and_dates_and_no_texts(stad):
    assert send() == {"verzonden": 1, "mislukt": 0, "overgeslagen": 0}
    [message] = mail.outbox
    html = message.alternatives[0].content
    assert message.to == [stad.lid.email]
    for text in (message.body, html):
        assert "9a" in text
        assert "Het volgende overleg (BOWW) is op 11 december 2026, over 21 dagen." in text
        assert "Nog bij te werken:" in text
        assert "Termijn verstreken:" in text
        assert "/werkbank/" in text
        assert "Geheim" not in text
    assert "List-Unsubscribe" in message.extra_headers


def test_a_week_has_one(stad):
    assert send()["verzonden"] == 1
    for moment in (NOW, later(hours=5), later(days=1), later(days=6, hours=10)):
        assert send(moment)["verzonden"] == 0
    assert send(later(days=7))["verzonden"] == 1
    assert len(mail.outbox) == 2


def test_there_is_one_in_the_week_before_each_meeting(stad):
    """Run every day, over a change of the clock and a 29 February."""
    first = dt.datetime(2028, 2, 1, 9, tzinfo=dt.UTC)
    days = [(first + dt.timedelta(days=day)) for day in range(70) if send(first + dt.timedelta(days=day))["verzonden"]]
    assert {(after - before).days for before, after in pairwise(days)} == {7}


def test_nothing_to_do_is_no_mail(stad, member):
    GebruikerFactory(
        rol="werkgroeplid",
        gemeente=stad.gemeente,
        partij=member(stad, "huurdersvertegenwoordiger").lidmaatschappen.get().partij,
    )
    assert send() == {"verzonden": 1, "mislukt": 0, "overgeslagen": 2}


def test_who_switched_it_off_gets_none(stad):
    Afmelding.objects.create(gebruiker=stad.lid, soort="herinnering")
    assert send() == {"verzonden": 0, "mislukt": 0, "overgeslagen": 0}


def test_who_is_switched_off_gets_none(stad):
    Gebruiker.objects.filter(pk=stad.lid.pk).update(is_active=False)
    assert send()["verzonden"] == 0


def test_for_whom_it_is(stad, member):
    kinds = {
        rol: [str(kind) for kind in berichtsoorten_of(member(stad, rol))]
        for rol in ("bestuurder", "coordinator", "beheerder")
    }
    everything = ["publicatie", "herinnering", "overleg", "webhook"]
    assert kinds == {"bestuurder": everything[1:3], "coordinator": everything, "beheerder": everything[1:3]}


def test_a_coordinator_reads_what_waits_and_what_is_asked(stad, member):
    coordinator = member(stad, "coordinator")
    [part] = reminders(coordinator, NOW)
    assert part.wachtend > 0
    assert not part.bij_te_werken.aantal


def test_a_dry_run_sends_nothing(stad, capsys):
    assert send(dry_run=True)["verzonden"] == 1
    call_command("send_herinneringen", "--proefrun")
    assert "Proefrun" in capsys.readouterr().out
    assert not mail.outbox
    assert not Bericht.objects.exists()


def test_a_run_that_broke_off_writes_to_everybody_once(stad, member, monkeypatch):
    second = GebruikerFactory(rol="werkgroeplid", gemeente=stad.gemeente, partij=stad.themas[0].werkgroep)
    real = herinneringen.berichten.send

    def breaks(**kwargs):
        if kwargs["bericht"].gebruiker == second:
            raise KeyboardInterrupt
        return real(**kwargs)

    monkeypatch.setattr(herinneringen.berichten, "send", breaks)
    with pytest.raises(KeyboardInterrupt):
        send()
    monkeypatch.setattr(herinneringen.berichten, "send", real)
    assert send()["overgeslagen"] == 2  # the claim of the run that broke off still stands
    assert send(later(minutes=11))["verzonden"] == 1
    assert sorted(message.to[0] for message in mail.outbox) == sorted([stad.lid.email, second.email])


def test_a_mail_server_that_is_down(stad, monkeypatch):
    monkeypatch.setattr("django.core.mail.message.EmailMessage.send", lambda self: (_ for _ in ()).throw(OSError()))
    assert send()["mislukt"] == 1
    with pytest.raises(CommandError, match="probeert"):
        call_command("send_herinneringen")
    monkeypatch.undo()
    assert len(named(["1a"] * 3 + [f"{n}b" for n in range(MAX_NAMED)]).codes) == MAX_NAMED
    assert named([f"{n}b" for n in range(MAX_NAMED + 2)]).meer == 2


# --- a real mail server -----------------------------------------------------------------------------------------------


@pytest.fixture
def server(tmp_path, settings):
    """A mail server of its own process on loopback, which keeps what it gets in a Maildir."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    box = tmp_path / "maildir"
    command = [
        sys.executable,
        "-m",
        "aiosmtpd",
        "-n",
        "-l",
        f"127.0.0.1:{port}",
        "-c",
        "aiosmtpd.handlers.Mailbox",
        str(box),
    ]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    deadline = time.monotonic() + 30
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            break
        except OSError:
            assert time.monotonic() < deadline, "the mail server did not start"
            assert process.poll() is None
    yield lambda: [
        email.message_from_bytes(message.as_bytes(), policy=email.policy.default) for message in mailbox.Maildir(box)
    ]
    process.terminate()
    process.wait(timeout=30)


def test_over_a_real_mail_server(stad, server, monkeypatch):
    second = GebruikerFactory(rol="werkgroeplid", gemeente=stad.gemeente, partij=stad.themas[0].werkgroep)
    real, calls = EmailBackend.send_messages, []

    def breaks_once(self, messages):
        calls.append(messages)
        if len(calls) == 2:
            raise SMTPServerDisconnected("Connection lost")
        return real(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", breaks_once)
    assert send() == {"verzonden": 1, "mislukt": 1, "overgeslagen": 0}
    assert send() == {"verzonden": 1, "mislukt": 0, "overgeslagen": 1}
    assert send(later(days=1)) == {"verzonden": 0, "mislukt": 0, "overgeslagen": 2}
    received = server()
    assert sorted(message["To"] for message in received) == sorted([stad.lid.email, second.email])
    for message in received:
        assert message["Subject"] == "Wat u nog te doen hebt in het Afsprakenportaal"
        assert {part.get_content_type() for part in message.walk()} >= {"text/plain", "text/html"}
        assert "9a" in message.get_body(("plain",)).get_content()
        assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
