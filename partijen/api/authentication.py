# SPDX-License-Identifier: EUPL-1.2
"""Requests that carry a key of a party."""

import logging
from typing import Any

from django.db import OperationalError

from partijen.services.sleutels import find_sleutel, note_use
from partijen.sleutelhouder import Sleutelhouder
from portaal.lib.api.authentication import TokenAuthentication
from portaal.lib.security_log import log

logger = logging.getLogger(__name__)


class SleutelAuthentication(TokenAuthentication):
    """`Authorization: Token <key>` of a party; the user of the request is then a `Sleutelhouder`."""

    def lookup(self, token_hash: str) -> tuple[Any, Any] | None:
        """The holder and the key of a hash; None, and a line in the security log, when it does not work any more."""
        found = find_sleutel(token_hash)
        if found is None:
            return None
        sleutel, refusal = found
        if refusal:
            log("key_refused", target=f"sleutel:{sleutel.pk}", result="denied", reason=refusal)
            return None
        try:
            note_use(sleutel)
        except OperationalError:  # the database is busy or read-only: no reason to refuse who only reads
            logger.warning("The use of a key could not be noted.")
        return Sleutelhouder(sleutel), sleutel
