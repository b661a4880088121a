# SPDX-License-Identifier: EUPL-1.2
"""Addresses of many afspraken at once."""

from dataclasses import dataclass, field

from django.urls import reverse


@dataclass(slots=True)
class Adressen:
    """Addresses of afspraken; the part before the code is resolved once per set."""

    prefixes: dict[tuple[str, str], str] = field(default_factory=dict)

    def prefix(self, gemeente: str, afsprakenset: str) -> str:
        """Address of a set, behind which a code and a slash make the address of an afspraak."""
        key = (gemeente, afsprakenset)
        if key not in self.prefixes:
            example = reverse("afspraken:afspraak", args=(gemeente, afsprakenset, "0"))
            self.prefixes[key] = example.removesuffix("0/")
        return self.prefixes[key]

    def afspraak(self, gemeente: str, afsprakenset: str, code: str) -> str:
        """Address of one afspraak."""
        return f"{self.prefix(gemeente, afsprakenset)}{code}/"
