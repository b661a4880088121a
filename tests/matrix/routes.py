# SPDX-License-Identifier: EUPL-1.2
"""Every address of the portal, read from the URL configuration."""

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver


def walk(resolver: Any = None, namespaces: tuple[str, ...] = (), prefix: str = "") -> Iterator[tuple[str, str]]:
    """(name, pattern) of each route; a route without a name goes by its pattern."""
    for entry in (resolver or get_resolver()).url_patterns:
        pattern = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = (*namespaces, entry.namespace) if entry.namespace else namespaces
            yield from walk(entry, inner, pattern)
        elif isinstance(entry, URLPattern):
            yield (":".join((*namespaces, entry.name)) if entry.name else pattern), pattern


def all_routes() -> dict[str, str]:
    """{name: pattern}; of two routes with one name and pattern only the first is ever reached."""
    found: dict[str, str] = {}
    for name, pattern in walk():
        if name in found and found[name] != pattern:
            raise AssertionError(f"two routes are named {name}")
        found[name] = pattern
    return found
