# SPDX-License-Identifier: EUPL-1.2
"""Mail to who applies to the fund. It holds no word that somebody typed: the form sends nobody's text around."""

import logging
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from portaal.lib.security_log import log
from wijken.models import Dossier
from wijken.services.indienen import BEVESTIGEN_BINNEN

logger = logging.getLogger(__name__)


def send_confirmation(*, dossier: Dossier, link: str) -> bool:
    """Ask whether the address is right; `link` is a whole address. False when the mail could not be sent."""
    subject = _("Bevestig uw aanvraag bij het leefbaarheidsfonds")
    return _send("bevestigen", subject, dossier, link=link, dagen=BEVESTIGEN_BINNEN.days)


def send_receipt(*, dossier: Dossier, link: str) -> bool:
    """Tell that the application was taken in, with its number and the page to follow it."""
    subject = _("Uw aanvraag %(kenmerk)s bij het leefbaarheidsfonds") % {"kenmerk": dossier.aanvraag.kenmerk}
    return _send("ontvangen", subject, dossier, link=link)


def _send(name: str, subject: str, dossier: Dossier, **context: Any) -> bool:
    aanvraag = dossier.aanvraag
    context |= {"aanvraag": aanvraag, "gemeente": aanvraag.gemeente}
    body = render_to_string(f"wijken/email/{name}.txt", context)
    try:
        send_mail(subject, body, settings.DEFAULT_FROM_EMAIL, [dossier.email])
    except (OSError, SMTPException) as error:
        logger.error("A mail about an application could not be sent: %s", type(error).__name__)
        log(f"fund_mail_{name}", target=f"aanvraag:{aanvraag.pk}", result="failed")
        return False
    log(f"fund_mail_{name}", target=f"aanvraag:{aanvraag.pk}")
    return True
