# SPDX-License-Identifier: EUPL-1.2
"""What must never stand in a log: addresses that open something by themselves."""

import logging
import re

# The link by which somebody without an account follows his application (wijken.services.indienen).
_SECRET_PATH = re.compile(r"(/aanvraag/)[^/\s\"']+")


def mask(text: str) -> str:
    """The text without the secret part of an address."""
    return _SECRET_PATH.sub(r"\1***", text)


class MaskSecretPaths(logging.Filter):
    """For a handler: whatever logger a line comes from, Django's own too."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Every line passes, masked."""
        message = record.getMessage()
        masked = mask(message)
        if masked != message:
            record.msg, record.args = masked, None
        return True
