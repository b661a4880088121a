# SPDX-License-Identifier: EUPL-1.2
"""Webhooks of the matrix."""

from typing import Any

from monitoring.models import Webhook, Webhookbericht
from monitoring.services.webhooks import make_webhook, send_proef


def add_webhook(gemeente: Any, partij: Any, mark: str, *, by: Any) -> tuple[Webhook, Webhookbericht]:
    """A webhook whose name and address hold a mark, and a message of it."""
    url = f"https://systeem.corporatie.example/{mark}"
    made = make_webhook(gemeente=gemeente, partij=partij, naam=mark, url=url, onderwerpen=["afspraken"], by=by)
    return made.webhook, send_proef(webhook=made.webhook, by=by)
