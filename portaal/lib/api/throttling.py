# SPDX-License-Identifier: EUPL-1.2
"""How often one address may ask the API without logging in."""

from django.core.cache import caches
from django.utils.connection import ConnectionProxy
from rest_framework.request import Request
from rest_framework.throttling import AnonRateThrottle

from portaal.lib.client_ip import client_ip


class AddressRateThrottle(AnonRateThrottle):
    """Counts per address as `client_ip` sees it, in the memory of each worker: a request must not cost a write.

    With N workers a visitor may therefore make up to N times as many requests as the rate says.
    """

    cache = ConnectionProxy(caches, "memory")  # type: ignore[assignment]

    def get_ident(self, request: Request) -> str:
        return client_ip(request)
