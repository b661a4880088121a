# SPDX-License-Identifier: EUPL-1.2
"""The notice before a board meeting: once per meeting, what it asks, and never beside the weekly one."""

import datetime as dt

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.utils import timezone

from monitoring.models import Besluit
from monitoring.services import overlegberichten
from monitoring.services.herinneringen import send_herinneringen
from monitoring.services.overlegberichten import send_overlegberichten
from partijen.models import Bericht
from partijen.services.berichten import read_token, switch_notice
from tests.factories import AfspraakFactory, GebruikerFactory, TermijnFactory
from tests.monitoring.build import TODAY, add_report, build_world

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
NOW = dt.datetime(2026, 11, 20, 9, tzinfo=dt.UTC)
# The next meeting is on 11 December; its notice goes out ten days before.
DUE = 11


@pytest.fixture(autouse=True)
def day_of_the_moment(today, monkeypatch):
    """`localdate()` is the fixed day of these tests; of a moment it is the day of that moment."""
    real = timezone.localtime

    def localdate(value=None, *args, **kwargs):
        return TODAY if value is None else real(value).date()

    monkeypatch.setattr(timezone, "localdate", localdate)


@pytest.fixture
def stad(member):
    """A member of a werkgroep with an afspraak to update and a term that is past; a tenant with a decision."""
    world = build_world(0)
    world.lid, world.huurder = member(world, "werkgroeplid"), member(world, "huurdersvertegenwoordiger")
    afspraak = AfspraakFactory(thema=world.themas[0], code="9a", titel="Geheim plan", gepubliceerd=False)
    add_report(
        afspraak, "op_koers", datum=TODAY - dt.timedelta(days=100), published=False, gevraagd_besluit="Geheime vraag"
    )
    TermijnFactory(afspraak=afspraak, periode="2026-Q3")
    partij = world.huurder.lidmaatschappen.get().partij
    own = {"gemeente": world.gemeente, "overleg": world.vorige, "wie": partij}
    Besluit.objects.create(nummer=1, wat="Geheim besluit", uiterlijk=TODAY + dt.timedelta(days=5), **own)
    Besluit.objects.create(nummer=2, wat="Pas later", uiterlijk=dt.date(2027, 6, 1), **own)
    Besluit.objects.create(nummer=3, wat="Gedaan", afgedaan_op=TODAY, **own)
    return world


def at(**period):
    return NOW + dt.timedelta(**period)


def send(now, **options):
    return dict(send_overlegberichten(now=now, **options))


def test_it_tells_what_the_meeting_asks_and_no_texts(stad, member):
    assert send(at(days=DUE - 1)) == {"verzonden": 0, "mislukt": 0, "overgeslagen": 0}
    bestuurder = member(stad, "bestuurder")
    assert send(at(days=DUE), dry_run=True)["verzonden"] == 3
    assert not mail.outbox
    assert send(at(days=DUE)) == {"verzonden": 3, "mislukt": 0, "overgeslagen": 0}
    told = {message.to[0]: message for message in mail.outbox}
    expected = {
        stad.lid: "Nog bij te werken: 9a",
        stad.huurder: "Zeg hoe het ging met: besluit 1 van 21 september 2026",
        bestuurder: "Hierover wordt een besluit gevraagd: 9a",
    }
    for user, line in expected.items():
        message = told[user.email]
        for text in (message.body, message.alternatives[0].content):
            assert line in text
            assert "op 11 december 2026, over 10 dagen." in text
            assert "/maasdam/overleggen/2026-12-11/" in text
            assert "Geheim" not in text
            assert "besluit 2" not in text
        assert message.subject == "Voor het BOWW van 11 december 2026"
        off = message.extra_headers["List-Unsubscribe"]
        assert read_token(off.rstrip("/>").rpartition("/")[2]) == (user, "overleg")


def test_once_per_meeting_and_never_beside_the_weekly_one(stad):
    """Both run every day until after the meeting."""
    days: dict[str, list[int]] = {"overleg": [], "herinnering": [], "bij te werken": []}
    for day in range(30):
        mail.outbox.clear()
        send(at(days=day))
        send_herinneringen(now=at(days=day))
        for message in mail.outbox:
            if message.to == [stad.lid.email]:
                meeting = message.subject.startswith("Voor het BOWW")
                days["overleg" if meeting else "herinnering"].append(day)
                days["bij te werken"] += [day] if "9a" in message.body and "bij te werken" in message.body else []
    assert days["overleg"] == [DUE]
    assert days["herinnering"] == [0, 7, 14, 21, 28], "terms that are past are told weekly as ever"
    told = days["bij te werken"]
    assert all(abs(day - DUE) >= 7 for day in told if day != DUE), told
    assert told == [0, DUE, 21, 28]


def test_who_switched_it_off_reads_all_in_the_weekly_one(stad):
    switch_notice(gebruiker=stad.lid, soort="overleg", wanted=False)
    assert send(at(days=DUE))["verzonden"] == 1, "the tenant only"
    mail.outbox.clear()
    send_herinneringen(now=at(days=DUE))
    assert "bij te werken: 9a" in next(m for m in mail.outbox if m.to == [stad.lid.email]).body


def test_a_gemeente_sets_when_and_a_meeting_that_moves_is_another_one(stad):
    stad.gemeente.herinnering_dagen = 0
    stad.gemeente.save()
    assert send(at(days=20)) == {"verzonden": 0, "mislukt": 0, "overgeslagen": 0}
    stad.gemeente.herinnering_dagen = 21
    stad.gemeente.save()
    assert send(NOW)["verzonden"] == 2
    assert send(at(days=1)) == {"verzonden": 0, "mislukt": 0, "overgeslagen": 2}
    stad.volgende.datum += dt.timedelta(days=30)
    stad.volgende.save()
    assert send(at(days=2))["verzonden"] == 0
    assert send(at(days=30))["verzonden"] == 2


def test_a_run_that_broke_off_and_a_server_that_is_down(stad, monkeypatch):
    real = overlegberichten.berichten.send

    def breaks(**kwargs):
        if kwargs["bericht"].gebruiker == stad.huurder:
            raise KeyboardInterrupt
        return real(**kwargs)

    monkeypatch.setattr(overlegberichten.berichten, "send", breaks)
    with pytest.raises(KeyboardInterrupt):
        send(at(days=DUE))
    monkeypatch.setattr(overlegberichten.berichten, "send", real)
    assert send(at(days=DUE))["verzonden"] == 0, "the claim of the run that broke off still stands"
    with monkeypatch.context() as down:
        down.setattr("django.core.mail.message.EmailMessage.send", lambda self: (_ for _ in ()).throw(OSError()))
        assert send(at(days=DUE, minutes=11)) == {"verzonden": 0, "mislukt": 1, "overgeslagen": 1}
    assert send(at(days=DUE + 1)) == {"verzonden": 1, "mislukt": 0, "overgeslagen": 1}
    assert sorted(message.to[0] for message in mail.outbox) == sorted([stad.lid.email, stad.huurder.email])
    assert send(at(days=DUE + 2))["verzonden"] == 0
    assert Bericht.objects.filter(soort="overleg", verzonden_op__isnull=False).count() == 2


def test_the_command_runs_both(stad, monkeypatch, capsys):
    monkeypatch.setattr(timezone, "now", lambda: at(days=DUE))
    GebruikerFactory()
    call_command("send_herinneringen")
    assert "voor een overleg verzonden: 2" in capsys.readouterr().out
    Bericht.objects.all().delete()
    monkeypatch.setattr("django.core.mail.message.EmailMessage.send", lambda self: (_ for _ in ()).throw(OSError()))
    with pytest.raises(CommandError, match="probeert"):
        call_command("send_herinneringen")
