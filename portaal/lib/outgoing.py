# SPDX-License-Identifier: EUPL-1.2
"""Requests of the portal to servers that somebody named on a screen: they reach no machine of our own network.

What a server answers may name other addresses, a redirect may lead elsewhere, and a name may lead to another machine a
moment later: so a name is looked up once, only what is public is connected with, and the connection itself is looked
at again before anything is sent over it. No connection is tried with a machine of our own: whether it answers would
tell who named it which doors stand open there.
"""

import ipaddress
import os
import socket
import threading
from collections.abc import Callable, Collection
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from requests import PreparedRequest, Response, Session
from requests.adapters import HTTPAdapter
from requests.exceptions import InvalidURL
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

NOT_PUBLIC = "an address that is not public"
# Of a name with many addresses only the first are tried, so that waiting for them ends.
MAX_ADDRESSES = 3

# NAT64 (RFC 6052), and the old form of an IPv4 address in IPv6; NAT64 within one network (RFC 8215).
_TRANSLATED = (ipaddress.IPv6Network("64:ff9b::/96"), ipaddress.IPv6Network("::/96"))
_LOCAL_TRANSLATION = ipaddress.IPv6Network("64:ff9b:1::/48")


def is_public_address(address: str) -> bool:
    """An address of the public internet: not of this machine, its network, or one that is set apart."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        if found in _LOCAL_TRANSLATION:
            return False
        found = _within(found) or found
    return found.is_global and not found.is_multicast


def _within(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address to which a gateway or tunnel would bring what is sent here; None for a plain address."""
    if any(address in network for network in _TRANSLATED):
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour


def _guard(connection: Any, connect: Callable[[], Any], allowed: Collection[str], lifetime: float | None = None) -> Any:
    own = connection.host.strip("[]").lower() in allowed
    sock = connect() if own else _connect_with_public(connection, connect)
    if not own and not is_public_address(str(sock.getpeername()[0])):
        sock.close()
        raise NewConnectionError(connection, NOT_PUBLIC)
    if lifetime is not None:
        _end_after(sock, lifetime)
    return sock


def _connect_with_public(connection: Any, connect: Callable[[], Any]) -> Any:
    """Connect with the first public address of its host that answers.

    Raises:
        NewConnectionError: it has none, or none answers.
    """
    name = connection._dns_host
    try:
        found = socket.getaddrinfo(name.strip("[]"), connection.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NewConnectionError(connection, "no such name") from error
    addresses = [str(address[0]) for *_rest, address in found if is_public_address(str(address[0]))]
    failure: Exception = NewConnectionError(connection, NOT_PUBLIC)
    for address in list(dict.fromkeys(addresses))[:MAX_ADDRESSES]:
        # The name comes back before TLS begins, which asks for its certificate.
        connection._dns_host = address
        try:
            return connect()
        except (NewConnectionError, ConnectTimeoutError) as error:
            failure = error
        finally:
            connection._dns_host = name
    raise failure


def _end_after(sock: Any, seconds: float) -> None:
    """Hang up after so long, whatever the other side does: timeouts of a socket begin again with each byte."""
    # Of its own, for TLS takes the socket over.
    own = socket.socket(fileno=os.dup(sock.fileno()))

    def end() -> None:
        with own, suppress(OSError):
            own.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()


class GuardedAdapter(HTTPAdapter):
    """Speaks https with public addresses, and anything with the hosts that are allowed by name.

    Through a proxy (`HTTPS_PROXY`) it is the proxy that decides which addresses can be reached.

    Args:
        allowed: hosts that need not be public.
        lifetime: seconds after which a connection is ended, also in the middle of an answer.
    """

    def __init__(self, allowed: Collection[str], lifetime: float | None = None) -> None:
        self.allowed, self.lifetime = frozenset(host.lower() for host in allowed), lifetime
        super().__init__()

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)  # type: ignore[no-untyped-call]
        allowed, lifetime = self.allowed, self.lifetime

        class Plain(HTTPConnection):
            def _new_conn(self) -> Any:
                return _guard(self, super()._new_conn, allowed, lifetime)

        class Secure(HTTPSConnection):
            def _new_conn(self) -> Any:
                return _guard(self, super()._new_conn, allowed, lifetime)

        class PlainPool(HTTPConnectionPool):
            ConnectionCls = Plain

        class SecurePool(HTTPSConnectionPool):
            ConnectionCls = Secure

        self.poolmanager.pool_classes_by_scheme = {"http": PlainPool, "https": SecurePool}

    def send(self, request: PreparedRequest, *args: Any, **kwargs: Any) -> Response:
        """Send it, also when it follows from a redirect.

        Raises:
            InvalidURL: not https.
        """
        parts = urlsplit(request.url or "")
        if parts.scheme != "https" and (parts.hostname or "").lower() not in self.allowed:
            raise InvalidURL("only https")
        return super().send(request, *args, **kwargs)


def guarded(session: Session, allowed: Collection[str], lifetime: float | None = None) -> Session:
    """Let a session reach only what `GuardedAdapter` does."""
    adapter = GuardedAdapter(allowed, lifetime)
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    return session
