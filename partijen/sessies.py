# SPDX-License-Identifier: EUPL-1.2
"""Sessions in the database, read by a query that is compiled once: every request of who is logged in asks for one."""

from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from portaal.lib.compiled import ANY_KEY, can_be_stored, read_values


def _one() -> QuerySet[Any]:
    return Session.objects.filter(session_key__in=[ANY_KEY]).values("session_data", "expire_date")


class SessionStore(db.SessionStore):
    """As the one of Django; `SESSION_ENGINE` names this module."""

    def load(self) -> dict[str, Any]:
        """What the session holds; nothing, and no key either, when there is none or it has expired."""
        key = self.session_key
        # A cookie can hold a NUL, written as \000, which PostgreSQL refuses as text.
        found = read_values(("sessie",), _one, pks=[key]) if key and can_be_stored(key) else []
        if found and found[0]["expire_date"] > timezone.now():
            return self.decode(found[0]["session_data"])
        self._session_key = None
        return {}
