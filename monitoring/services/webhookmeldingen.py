# SPDX-License-Identifier: EUPL-1.2
"""The notice by e-mail to who keeps a webhook: that the portal switched it off. It names no address and no secret."""

import datetime as dt
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from monitoring.models import Webhook
from partijen.models import Berichtsoort, Gebruiker, Lidmaatschap, Rol
from partijen.services import berichten

TEMPLATE = "monitoring/email/webhook"
SOORT = Berichtsoort.WEBHOOK
# What was switched off longer ago is no news, and its keepers were told.
RECENT = dt.timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Regel:
    """One webhook that was switched off, in words."""

    naam: str
    gemeente: str
    waarom: str
    url: str


def tell_stopped(now: dt.datetime | None = None) -> int:
    """Write to coordinators, and to databeheerders of the party, about what was switched off and they were not told of.

    May run as often as one likes, several at once too.

    Returns:
        How many notices were sent.
    """
    now = now or timezone.now()
    rows = Webhook.objects.exclude(uitgezet_om__in=("", Webhook.Uit.ZELF)).filter(uitgezet_op__gt=now - RECENT)
    stopped = list(rows.select_related("gemeente").order_by("pk"))
    return sum(_tell(gebruiker, mine, now) for gebruiker, mine in _keepers(stopped))


def _keepers(stopped: list[Webhook]) -> list[tuple[Gebruiker, list[Webhook]]]:
    """Who keeps which of these."""
    found: dict[Gebruiker, list[Webhook]] = {}
    for webhook in stopped:
        roles = Lidmaatschap.objects.filter(gemeente_id=webhook.gemeente_id, gebruiker__is_active=True)
        coordinators = roles.filter(rol=Rol.COORDINATOR)
        stewards = roles.filter(rol=Rol.DATABEHEERDER, partij_id=webhook.partij_id)
        for role in (coordinators | stewards).select_related("gebruiker").order_by("gebruiker_id"):
            mine = found.setdefault(role.gebruiker, [])
            if webhook not in mine:
                mine.append(webhook)
    return list(found.items())


def _tell(gebruiker: Gebruiker, webhooks: list[Webhook], now: dt.datetime) -> bool:
    subjects = [f"webhook:{webhook.pk}:{webhook.uitgezet_op:%Y%m%d%H%M%S}" for webhook in webhooks]
    if not set(subjects) - berichten.former_subjects(gebruiker, SOORT):
        return False
    bericht = berichten.claim(gebruiker=gebruiker, soort=SOORT, onderwerpen=subjects, now=now)
    if bericht is None:
        return False
    lines = [
        Regel(
            naam=webhook.naam,
            gemeente=webhook.gemeente.volledige_naam,
            waarom=webhook.get_uitgezet_om_display(),
            url=berichten.absolute_url(reverse("webhook", args=[webhook.gemeente.slug, webhook.pk])),
        )
        for webhook in webhooks
    ]
    return berichten.send(bericht=bericht, template=TEMPLATE, context={"regels": lines}, now=now)
