# SPDX-License-Identifier: EUPL-1.2
"""Did you mean …: the known name that looks most like what somebody typed."""

import difflib
from collections.abc import Iterable


def nearest(typed: str, known: Iterable[str]) -> str:
    """The nearest known name, or an empty string when none is near enough. Only the first 80 characters count."""
    names = {name.casefold(): name for name in known}
    found = difflib.get_close_matches(typed[:80].casefold(), names, n=1, cutoff=0.75)
    return names[found[0]] if found else ""
