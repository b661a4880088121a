# SPDX-License-Identifier: EUPL-1.2
"""Login data goes when its time is over (settings.BEWAARTERMIJNEN, docs/privacy.md)."""

import datetime as dt

from allauth.account.models import EmailConfirmation
from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from partijen.models import Bericht, Gebruiker, Wijziging
from partijen.services.anonimiseren import NOWHERE, anonymise_user


@transaction.atomic
def remove_login_data(*, now: dt.datetime, dry_run: bool = False) -> dict[str, int]:
    """Remove what is older than its period.

    An account that was invited and never used is anonymised: its name and address served for nothing else. Of who has
    not logged in for long, only the moment is forgotten; the roles are for the coordinator to end.

    Returns:
        {what: number of rows}, also on a dry run, which writes nothing.
    """
    periods = settings.BEWAARTERMIJNEN
    attempts = now - periods["inlogpogingen"]
    ended = Session.objects.filter(expire_date__lt=now)
    alive = Session.objects.filter(expire_date__gte=now).values("session_key")
    rows: dict[str, models.QuerySet[models.Model]] = {
        "inlogpogingen": AccessAttempt.objects.filter(attempt_time__lt=attempts),
        "inlogpogingen_log": AccessLog.objects.filter(attempt_time__lt=attempts),
        "mislukte_pogingen_log": AccessFailureLog.objects.filter(attempt_time__lt=attempts),
        "lijst_van_sessies": UserSession.objects.exclude(session_key__in=alive),
        "sessies": ended,
        "berichten": Bericht.objects.filter(dag__lt=timezone.localdate(now - periods["berichten"])),
        "bevestigingen": EmailConfirmation.objects.filter(created__lt=now - periods["uitnodigingen"]),
    }
    invited = [
        gebruiker
        for gebruiker in Gebruiker.objects.filter(
            last_login=None, created_at__lt=now - periods["uitnodigingen"], is_superuser=False, demo=False
        ).exclude(email__endswith=f"@{NOWHERE}")
        if not gebruiker.has_usable_password()
    ]
    seen = Gebruiker.objects.filter(last_login__lt=now - periods["laatst_ingelogd"])
    counts = {name: part.count() for name, part in rows.items()}
    counts |= {"uitnodigingen": len(invited), "laatst_ingelogd": seen.count()}
    if dry_run:
        return counts
    for part in rows.values():
        part.delete()
    for gebruiker in invited:
        reden = _("Uitgenodigd en nooit ingelogd.")
        anonymise_user(gebruiker=gebruiker, by=None, reden=reden, oorsprong=Wijziging.Oorsprong.SYSTEEM)
    seen.update(last_login=None)
    return counts
