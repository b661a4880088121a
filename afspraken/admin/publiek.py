# SPDX-License-Identifier: EUPL-1.2
"""Screens on which something becomes public as soon as it is saved: the texts are checked for personal data."""

from collections.abc import Collection, Iterable
from typing import Any

from afspraken import policies
from afspraken.services.persoonsgegevens import Tekst, texts_to_publish
from partijen.beheer.options import BeheerOptions


class PubliekeTeksten(BeheerOptions):
    """Asks about personal data; the coordinator answers."""

    def texts_to_publish(self, row: Any, changed: Collection[str]) -> Iterable[Tekst]:
        return texts_to_publish(row, changed)

    def may_publish(self, user: Any, row: Any) -> bool:
        return policies.may_publish(user, row.gemeente_id)
