# SPDX-License-Identifier: EUPL-1.2
"""Login data goes when its time is over, and nothing else."""

import datetime as dt

import pytest
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.utils import timezone

from partijen.models import Gebruiker, Wijziging
from partijen.services.anonimiseren import is_anonymised
from partijen.services.bewaartermijnen import remove_login_data
from tests.factories import GebruikerFactory, GemeenteFactory

pytestmark = pytest.mark.django_db

NOW = timezone.now()


def ago(**period: int) -> dt.datetime:
    return NOW - dt.timedelta(**period)


@pytest.fixture
def accounts() -> dict[str, Gebruiker]:
    gemeente = GemeenteFactory()
    found = {}
    for name, created, login, password, superuser in (
        ("invited long ago", 91, None, None, False),
        ("invited lately", 89, None, None, False),
        ("has a password", 500, None, "een lang wachtwoord 12", False),
        ("away for long", 900, 401, "een lang wachtwoord 12", False),
        ("there last year", 900, 399, "een lang wachtwoord 12", False),
        ("administrator", 900, None, None, True),
    ):
        user = GebruikerFactory(rol="bestuurder", gemeente=gemeente, password=password)
        Gebruiker.objects.filter(pk=user.pk).update(
            created_at=ago(days=created), last_login=ago(days=login) if login else None, is_superuser=superuser
        )
        found[name] = user
    for days in (29, 31):
        attempt = AccessAttempt.objects.create(username=f"u{days}", failures_since_start=1)
        AccessAttempt.objects.filter(pk=attempt.pk).update(attempt_time=ago(days=days))
    Session.objects.create(session_key="over", expire_date=ago(hours=1))
    Session.objects.create(session_key="loopt", expire_date=NOW + dt.timedelta(hours=1))
    return found


def test_what_is_over_its_time_goes(accounts):
    expected = {"inlogpogingen": 1, "sessies": 1, "uitnodigingen": 1, "laatst_ingelogd": 1}
    newest = Wijziging.objects.count()
    counts = remove_login_data(now=NOW, dry_run=True)
    assert {name: count for name, count in counts.items() if count} == expected
    assert Wijziging.objects.count() == newest
    assert Session.objects.count() == 2
    assert remove_login_data(now=NOW) == counts
    assert [session.session_key for session in Session.objects.all()] == ["loopt"]
    assert [attempt.username for attempt in AccessAttempt.objects.all()] == ["u29"]
    users = {name: Gebruiker.objects.get(pk=user.pk) for name, user in accounts.items()}
    assert [name for name, user in users.items() if is_anonymised(user)] == ["invited long ago"]
    assert users["away for long"].last_login is None
    assert users["there last year"].last_login is not None
    assert Wijziging.objects.of_object(users["invited long ago"]).get().oorsprong == "systeem"
    assert not any(remove_login_data(now=NOW).values())


def test_the_command_counts_on_a_trial_run(accounts, capsys):
    call_command("verwijder_inloggegevens", "--proefrun")
    shown = capsys.readouterr().out
    assert "uitnodigingen: 1" in shown
    assert "niets verwijderd" in shown
    call_command("verwijder_inloggegevens")
    assert not Session.objects.filter(session_key="over").exists()
