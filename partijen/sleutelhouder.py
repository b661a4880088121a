# SPDX-License-Identifier: EUPL-1.2
"""Who does something: a person who logged in, or a party by one of its keys."""

from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar, TypeAlias

from partijen.models import Gebruiker, Sleutel
from partijen.policies import Toegang, toegang_of_sleutel


@dataclass(frozen=True)
class Sleutelhouder:
    """The user of a request that was made with a key. It stands for a party, never for the person who made the key."""

    sleutel: Sleutel

    pk: ClassVar[None] = None
    is_authenticated: ClassVar[bool] = True
    is_active: ClassVar[bool] = True
    is_anonymous: ClassVar[bool] = False
    is_superuser: ClassVar[bool] = False
    is_staff: ClassVar[bool] = False

    @cached_property
    def toegang(self) -> Toegang:
        """What the key may reach, read once per request."""
        return toegang_of_sleutel(self.sleutel)

    def __str__(self) -> str:
        return str(self.sleutel)


Actor: TypeAlias = Gebruiker | Sleutelhouder


def person_of(by: Actor | None) -> Gebruiker | None:
    """Who did it, for a column that names a person; None for a key and for the portal itself."""
    return by if isinstance(by, Gebruiker) else None


def key_of(by: Actor | None) -> Sleutel | None:
    """The key with which it was done, if it was."""
    return by.sleutel if isinstance(by, Sleutelhouder) else None
