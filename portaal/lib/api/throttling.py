# SPDX-License-Identifier: EUPL-1.2
"""How often one address may ask the API without logging in, and how often one key."""

from django.core.cache import caches
from django.utils.connection import ConnectionProxy
from rest_framework.request import Request
from rest_framework.throttling import AnonRateThrottle, SimpleRateThrottle

from portaal.lib.client_ip import client_ip


class AddressRateThrottle(AnonRateThrottle):
    """Counts per address as `client_ip` sees it, in the memory of each worker: a request must not cost a write.

    With N workers a visitor may therefore make up to N times as many requests as the rate says.
    """

    cache = ConnectionProxy(caches, "memory")  # type: ignore[assignment]

    def get_ident(self, request: Request) -> str:
        return client_ip(request)


class KeyRateThrottle(SimpleRateThrottle):
    """Counts per key, whatever the address it is used from; in memory, as above."""

    cache = AddressRateThrottle.cache  # type: ignore[assignment]
    scope = "sleutel"

    def get_cache_key(self, request: Request, view: object) -> str | None:
        """The key by its number; None for who asks without one."""
        if request.auth is None:
            return None
        return self.cache_format % {"scope": self.scope, "ident": request.auth.pk}


class WrongKeyThrottle(AddressRateThrottle):
    """Counts requests with a key that does not work: these are refused before any other throttle sees them.

    Only wrong keys are counted and refused, so that one faulty program does not shut its neighbours out.
    """

    scope = "wrong_key"

    def get_cache_key(self, request: Request, view: object) -> str:
        """The address, whoever asks."""
        return self.cache_format % {"scope": self.scope, "ident": self.get_ident(request)}
