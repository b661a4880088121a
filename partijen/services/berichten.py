# SPDX-License-Identifier: EUPL-1.2
"""Notices by e-mail: at most one of a kind per person and day, not twice and not missed, and switched off by a link.

A notice is claimed in a transaction of its own, handed to the mail server outside any, and then marked as sent: a slow
server holds no lock. A run that breaks off leaves a claim, which a run of ten minutes later takes over. Broke it off
in the moment between handing over and marking, the message goes out once more, with the same Message-ID, by which
mail programs know that they have it.
"""

import datetime as dt
import hashlib
import logging
from collections.abc import Iterable, Mapping
from email.utils import parseaddr
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from partijen import policies
from partijen.models import Afmelding, Bericht, Berichtsoort, Gebruiker, Wijziging
from partijen.services import history
from portaal.lib.security_log import log

logger = logging.getLogger(__name__)

# After so long a claim is taken to be left behind by a run that broke off.
CLAIM = dt.timedelta(minutes=10)
SALT = "partijen.berichten.afmelden"
# A link in an old mail still works; the setting stands on the page of notices too.
LINK_AGE = dt.timedelta(days=400)


def absolute_url(path: str) -> str:
    """An address of the portal for mail that no request gave rise to."""
    return f"{settings.PORTAAL_URL}{path}"


def former_subjects(gebruiker: Gebruiker, soort: Berichtsoort) -> frozenset[str]:
    """What stood in the last notice of this kind that was sent to somebody."""
    sent = Bericht.objects.filter(gebruiker=gebruiker, soort=soort, verzonden_op__isnull=False)
    found = sent.order_by("-dag").values_list("onderwerpen", flat=True).first()
    return frozenset(found or ())


def is_unwanted(gebruiker: Gebruiker, soort: Berichtsoort) -> bool:
    """Somebody switched this kind off."""
    return Afmelding.objects.filter(gebruiker=gebruiker, soort=soort).exists()


def was_sent_on(gebruiker: Gebruiker, soort: Berichtsoort, day: dt.date) -> bool:
    """The notice of that day is gone already."""
    return Bericht.objects.filter(gebruiker=gebruiker, soort=soort, dag=day, verzonden_op__isnull=False).exists()


@transaction.atomic
def claim(*, gebruiker: Gebruiker, soort: Berichtsoort, onderwerpen: Iterable[str], now: dt.datetime) -> Bericht | None:
    """Take the notice of today upon oneself.

    Returns:
        None when it was sent, when another run is at it, or when it is not wanted.
    """
    # Two runs at once: the second waits here, and then finds the claim of the first.
    row = Gebruiker.objects.select_for_update().get(pk=gebruiker.pk)
    if not row.is_active or is_unwanted(row, soort):
        return None
    day, subjects = timezone.localdate(now), list(onderwerpen)
    bericht = Bericht.objects.filter(gebruiker=row, soort=soort, dag=day).first()
    if bericht is None:
        return Bericht.objects.create(gebruiker=row, soort=soort, dag=day, onderwerpen=subjects, geclaimd_op=now)
    if bericht.verzonden_op is not None or (bericht.geclaimd_op is not None and now - bericht.geclaimd_op < CLAIM):
        return None
    bericht.onderwerpen, bericht.geclaimd_op = subjects, now
    bericht.save(update_fields=["onderwerpen", "geclaimd_op"])
    return bericht


def send(*, bericht: Bericht, template: str, context: Mapping[str, Any], now: dt.datetime) -> bool:
    """Hand a claimed notice to the mail server and mark it as sent.

    Args:
        template: beginning of the names of the templates `…_subject.txt`, `…_message.txt` and `…_message.html`.

    Returns:
        False when the mail server did not take it; then a next run tries again.
    """
    message = message_of(bericht, template, context)
    try:
        message.send()
    except (OSError, SMTPException) as error:
        logger.error("A notice could not be sent: %s", type(error).__name__)
        log("notice", target=f"gebruiker:{bericht.gebruiker_id}", result="failed", kind=bericht.soort)
        Bericht.objects.filter(pk=bericht.pk).update(geclaimd_op=None)
        return False
    Bericht.objects.filter(pk=bericht.pk).update(verzonden_op=now)
    log("notice", target=f"gebruiker:{bericht.gebruiker_id}", kind=bericht.soort)
    return True


def message_of(bericht: Bericht, template: str, context: Mapping[str, Any]) -> EmailMultiAlternatives:
    """The mail, as text and as HTML, with how to switch it off."""
    soort = Berichtsoort(bericht.soort)
    off = absolute_url(reverse("berichten-uit", args=[token_for(bericht.gebruiker, soort)]))
    whole = {**context, "gebruiker": bericht.gebruiker, "afmeld_url": off, "bericht": bericht}
    message = EmailMultiAlternatives(
        subject=" ".join(render_to_string(f"{template}_subject.txt", whole).split()),
        body=render_to_string(f"{template}_message.txt", whole),
        to=[bericht.gebruiker.email],
        headers={
            "Message-ID": _message_id(bericht),
            "Auto-Submitted": "auto-generated",
            # RFC 8058: a mail program offers the switch by itself.
            "List-Unsubscribe": f"<{off}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )
    message.attach_alternative(render_to_string(f"{template}_message.html", whole), "text/html")
    return message


def _message_id(bericht: Bericht) -> str:
    """The same for the same notice, however often it is sent."""
    key = f"{settings.SECRET_KEY}:{bericht.pk}:{bericht.dag}:{bericht.soort}"
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    return f"<bericht-{hashlib.sha256(key.encode()).hexdigest()[:32]}@{domain}>"


# --- the switch ------------------------------------------------------------------------------------------------------


def token_for(gebruiker: Gebruiker, soort: Berichtsoort) -> str:
    """What stands in the link that switches one kind off for one person, without logging in."""
    return signing.dumps([gebruiker.pk, soort.value], salt=SALT)


def read_token(token: str) -> tuple[Gebruiker, Berichtsoort] | None:
    """Whose link it is and for which kind; None for one that the portal did not make, or is too old."""
    try:
        pk, value = signing.loads(token, salt=SALT, max_age=LINK_AGE)
        soort, number = Berichtsoort(value), int(pk)
    except (signing.BadSignature, TypeError, ValueError):
        return None
    gebruiker = Gebruiker.objects.filter(pk=number, is_active=True).first()
    return (gebruiker, soort) if gebruiker is not None else None


def is_outdated(token: str) -> bool:
    """The portal made this link, longer ago than it is good."""
    try:
        signing.loads(token, salt=SALT, max_age=LINK_AGE)
    except signing.SignatureExpired:
        return True
    except signing.BadSignature:
        return False
    return False


@transaction.atomic
def switch_notice(
    *, gebruiker: Gebruiker, soort: Berichtsoort, wanted: bool, oorsprong: str = Wijziging.Oorsprong.PAGINA
) -> bool:
    """Switch one kind of notice on or off for oneself.

    Returns:
        False when it stood like that already; then nothing is written.
    """
    Gebruiker.objects.select_for_update().get(pk=gebruiker.pk)
    found = Afmelding.objects.filter(gebruiker=gebruiker, soort=soort).first()
    if wanted is (found is None):
        return False
    if found is not None:
        history.delete_with_history(found, by=gebruiker, oorsprong=oorsprong)
    else:
        row = Afmelding(gebruiker=gebruiker, soort=soort)
        history.create_with_history(row, by=gebruiker, oorsprong=oorsprong)
    return True


def switch_notices(*, gebruiker: Gebruiker, wanted: Iterable[str]) -> None:
    """Of the kinds that are meant for somebody: these on, the others off."""
    chosen = set(wanted)
    with transaction.atomic():
        for soort in policies.berichtsoorten_of(gebruiker):
            switch_notice(gebruiker=gebruiker, soort=soort, wanted=soort.value in chosen)
