# SPDX-License-Identifier: EUPL-1.2
"""Where a request comes from: the one answer for login limits, API limits, sessions and the security log."""

import ipaddress
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

UNKNOWN = "0.0.0.0"  # noqa: S104  (no address is bound here: the request told none)
# More hops than any chain of proxies has; what a visitor put in front of these is not even looked at.
MAX_HOPS = 20
IPV6_PREFIX = 64


@lru_cache(maxsize=8)
def parse_networks(texts: tuple[str, ...]) -> tuple[Network, ...]:
    """Addresses and networks such as `10.0.0.0/8`; raises ValueError for one that is neither."""
    return tuple(ipaddress.ip_network(text, strict=False) for text in texts)


def client_ip(request: HttpRequest) -> str:
    """The address by which visitors are told apart: IPv4 in full, of IPv6 the network (/64) of one connection.

    X-Forwarded-For is believed only from the proxies of PORTAAL_TRUSTED_PROXIES, and only as far as these wrote it:
    read from the right, up to and including the first address that is not one of them.
    """
    trusted = parse_networks(tuple(settings.TRUSTED_PROXIES))
    address = _parse(request.META.get("REMOTE_ADDR", ""))
    if trusted and (address is None or _is_one_of(address, trusted)):
        # A server on a Unix socket is told no address; only a proxy on the same machine reaches it.
        hops = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")[-MAX_HOPS:]
        for hop in reversed(hops):
            named = _parse(hop)
            if named is None:
                break
            address = named
            if not _is_one_of(named, trusted):
                break
    if address is None:
        return UNKNOWN
    if address.version == 6:
        return str(ipaddress.ip_network((address, IPV6_PREFIX), strict=False).network_address)
    return str(address)


def _parse(text: str) -> Address | None:
    """An address as servers and proxies write it, with or without a port; None when it is none."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def _is_one_of(address: Address, networks: tuple[Network, ...]) -> bool:
    return any(address in network for network in networks)
