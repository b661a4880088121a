# SPDX-License-Identifier: EUPL-1.2
"""Webhooks: made, tried, switched off and on, and their secrets replaced. What is sent: `webhookberichten`."""

import datetime as dt
import logging
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from afspraken.models import Thema
from monitoring import policies
from monitoring.models import Onderwerp, Webhook, Webhookbericht
from monitoring.services import webhookberichten
from partijen.models import Gebruiker, Gemeente, Partij, Wijziging
from partijen.policies import partijen_for_sleutels
from partijen.services import history
from portaal.lib.encryption import encrypt
from portaal.lib.webhooks import new_secret

logger = logging.getLogger(__name__)
PAGINA = Wijziging.Oorsprong.PAGINA
PURPOSE = webhookberichten.PURPOSE
# So long the former secret signs beside the new one, for who has to set the new one in.
OVERLAP_DAYS = 7
# One system cannot make the portal busy for all others.
MAX_PER_PARTIJ = 10
# By hand, in an hour: each asks an address that somebody chose.
MAX_PROEF = 20


@dataclass(frozen=True, slots=True)
class Uitgifte:
    """A webhook with a new secret, shown now and never again; None when this form was already received."""

    webhook: Webhook
    geheim: str | None


@transaction.atomic
def make_webhook(
    *,
    gemeente: Gemeente,
    partij: Partij,
    naam: str,
    url: str,
    onderwerpen: Collection[str],
    by: Gebruiker,
    themas: Collection[Thema] = (),
    aanvraag: uuid.UUID | None = None,
    oorsprong: str = PAGINA,
) -> Uitgifte:
    """Let a system of a party be told of public changes from now on.

    Args:
        onderwerpen: values of `Onderwerp`, one at least.
        themas: of what belongs to a thema only these; all when empty.
        aanvraag: recognises a form that is sent twice; the second time there is nothing left to show.

    Raises:
        PermissionDenied: the user may not keep webhooks of this party here.
        ValidationError: by field.
    """
    if not policies.may_keep_webhook(by, gemeente.pk, partij.pk):
        raise PermissionDenied(_("U kunt voor deze partij geen webhooks maken."))
    Gemeente.objects.select_for_update().get(pk=gemeente.pk)
    if earlier := Webhook.objects.filter(aanvraag=aanvraag, gemeente=gemeente).first() if aanvraag else None:
        return Uitgifte(earlier, None)
    if not partijen_for_sleutels(by, gemeente).filter(pk=partij.pk).exists():
        raise ValidationError({"partij": ValidationError(_("Deze partij doet hier niet mee."), code="partij")})
    if Webhook.objects.filter(gemeente=gemeente, partij=partij, uitgezet_op=None).count() >= MAX_PER_PARTIJ:
        fault = _("Deze partij heeft al %(aantal)s webhooks die aan staan. Zet er eerst een uit.")
        raise ValidationError(fault, code="te_veel", params={"aantal": MAX_PER_PARTIJ})
    if any(thema.gemeente_id != gemeente.pk for thema in themas):
        raise ValidationError({"themas": ValidationError(_("Kies thema’s van deze gemeente."), code="themas")})
    chosen = [onderwerp.value for onderwerp in Onderwerp if onderwerp.value in onderwerpen]
    if not chosen:
        raise ValidationError({"onderwerpen": ValidationError(_("Kies ten minste één onderwerp."), code="required")})
    geheim = new_secret()
    webhook = Webhook(
        gemeente=gemeente,
        partij=partij,
        naam=naam.strip(),
        url=url.strip(),
        onderwerpen=chosen,
        geheim_versleuteld=encrypt(geheim, purpose=PURPOSE),
        gezien_tot=history.last_event(),
        aanvraag=aanvraag or uuid.uuid4(),
    )
    webhook.full_clean(exclude=["gemeente", "partij", "onderwerpen"])
    history.create_with_history(webhook, by=by, oorsprong=oorsprong)
    if themas:
        history.set_related_with_history(webhook, "themas", themas, by=by, oorsprong=oorsprong)
    return Uitgifte(webhook, geheim)


@transaction.atomic
def replace_secret(
    *, webhook: Webhook, by: Gebruiker, gezien: dt.datetime | None = None, oorsprong: str = PAGINA
) -> Uitgifte:
    """A new secret; the former one signs beside it for a week. What came before that one signs no more.

    Args:
        gezien: when the secret was made that the user saw in use; a form that is sent twice replaces it once.

    Raises:
        PermissionDenied: the user may not keep webhooks of this party.
    """
    current = _locked(webhook, by)
    if gezien is not None and current.geheim_op != gezien:
        return Uitgifte(current, None)
    geheim, now = new_secret(), timezone.now()
    # The history does not follow these columns, so its rule for what changed does not store them.
    Webhook.objects.filter(pk=current.pk).update(
        geheim_versleuteld=encrypt(geheim, purpose=PURPOSE),
        vorig_geheim_versleuteld=current.geheim_versleuteld,
        vorig_geheim_tot=now + dt.timedelta(days=OVERLAP_DAYS),
    )
    history.update_with_history(current, {"geheim_op": now}, by=by, oorsprong=oorsprong)
    return Uitgifte(current, geheim)


@transaction.atomic
def switch_off(*, webhook: Webhook, by: Gebruiker, oorsprong: str = PAGINA) -> bool:
    """Send nothing any more; what waited is given up.

    Returns:
        False when it was off already; then nothing is written.

    Raises:
        PermissionDenied: the user may not keep webhooks of this party.
    """
    current = _locked(webhook, by)
    if not current.is_aan:
        return False
    webhookberichten.stop(current, Webhook.Uit.ZELF, by=by, oorsprong=oorsprong, now=timezone.now())
    return True


@transaction.atomic
def switch_on(*, webhook: Webhook, by: Gebruiker, oorsprong: str = PAGINA) -> bool:
    """Tell of what changes from now on; what changed meanwhile is asked of the API (`gewijzigdSinds`).

    Returns:
        False when it was on already; then nothing is written.

    Raises:
        PermissionDenied: the user may not keep webhooks of this party.
        ValidationError: the address is not allowed any more, or the party has too many.
    """
    current = _locked(webhook, by)
    if current.is_aan:
        return False
    current.clean_fields(exclude=[field.name for field in Webhook._meta.concrete_fields if field.name != "url"])
    others = Webhook.objects.filter(gemeente_id=current.gemeente_id, partij_id=current.partij_id, uitgezet_op=None)
    if others.count() >= MAX_PER_PARTIJ:
        fault = _("Deze partij heeft al %(aantal)s webhooks die aan staan. Zet er eerst een uit.")
        raise ValidationError(fault, code="te_veel", params={"aantal": MAX_PER_PARTIJ})
    Webhook.objects.filter(pk=current.pk).update(gezien_tot=history.last_event(), mislukt_sinds=None)
    changes = {"uitgezet_op": None, "uitgezet_om": ""}
    history.update_with_history(current, changes, by=by, oorsprong=oorsprong)
    return True


@transaction.atomic
def send_proef(*, webhook: Webhook, by: Gebruiker) -> Webhookbericht:
    """Make a message ready that tells of nothing, to try whether it arrives; the history does not follow messages.

    Raises:
        PermissionDenied: the user may not keep webhooks of this party.
        ValidationError: it is off, or it was tried too often in an hour.
    """
    current = _locked(webhook, by)
    _check_may_send(current)
    return webhookberichten.add_proef(current, now=timezone.now())


@transaction.atomic
def send_again(*, webhook: Webhook, bericht: Webhookbericht, by: Gebruiker) -> bool:
    """Send a message once more, with the number it had: a receiver that took it knows it.

    Returns:
        False when it is waiting already.

    Raises:
        PermissionDenied: the user may not keep webhooks of this party.
        ValidationError: it is off, or too much was sent by hand in an hour.
    """
    current = _locked(webhook, by)
    _check_may_send(current)
    return webhookberichten.put_back(bericht, now=timezone.now())


def _check_may_send(webhook: Webhook) -> None:
    if not webhook.is_aan:
        raise ValidationError(_("Deze webhook staat uit. Zet hem eerst aan."), code="uit")
    hour = timezone.now() - dt.timedelta(hours=1)
    if webhookberichten.sent_by_hand(webhook, since=hour) >= MAX_PROEF:
        raise ValidationError(_("Dit is het afgelopen uur al vaak gedaan. Wacht even."), code="te_vaak")


def _locked(webhook: Webhook, by: Gebruiker) -> Webhook:
    if not policies.may_keep_webhook(by, webhook.gemeente_id, webhook.partij_id):
        raise PermissionDenied(_("U kunt deze webhook niet wijzigen."))
    return Webhook.objects.select_for_update(of=("self",)).select_related("gemeente", "partij").get(pk=webhook.pk)
