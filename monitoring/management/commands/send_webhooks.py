# SPDX-License-Identifier: EUPL-1.2
"""Sends what webhooks have to tell now; the worker does so too, every few seconds."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from monitoring.services.webhookberichten import make_round, remove_old


class Command(BaseCommand):
    """May run as often as one likes, also beside workers: nothing is sent twice."""

    help = _("Verstuurt wat webhooks nu te melden hebben, en ruimt oude berichten op.")

    def handle(self, *args: Any, **options: Any) -> None:
        tried = 0
        while number := make_round():
            tried += number
        removed = remove_old()
        text = _("%(verstuurd)s berichten geprobeerd, %(weg)s oude berichten weggehaald.")
        self.stdout.write(text % {"verstuurd": tried, "weg": removed})
