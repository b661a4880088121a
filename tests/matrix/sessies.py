# SPDX-License-Identifier: EUPL-1.2
"""Sessions that are read from the database once: whoever asks stays logged in as he was, whatever is rolled back."""

from typing import Any, ClassVar

from partijen import sessies


class SessionStore(sessies.SessionStore):
    """As the one of the portal; what a request writes is gone at the next."""

    kept: ClassVar[dict[str, dict[str, Any]]] = {}

    def load(self) -> dict[str, Any]:
        key = self.session_key or ""
        if key not in self.kept:
            found = super().load()
            if not found:
                return found
            self.kept[key] = found
        return dict(self.kept[key])
