# SPDX-License-Identifier: EUPL-1.2
"""Organisations whose people log in with the account of their work (OpenID Connect), from the environment.

Imports nothing that needs configured settings: `portaal.settings` reads this.
"""

import ipaddress
import json
import re
from collections.abc import Collection
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}")
REQUIRED = ("id", "name", "server_url", "client_id", "email_domains")
OPTIONAL = ("secret", "verified_email", "token_auth_method")


def parse_providers(text: str) -> list[dict[str, Any]]:
    """The value of PORTAAL_OIDC_PROVIDERS as apps of allauth; an empty text is none.

    Raises:
        ImproperlyConfigured: what is wrong, so that a portal with a faulty provider does not start.
    """
    if not text.strip():
        return []
    try:
        entries = json.loads(text)
    except ValueError as error:
        raise ImproperlyConfigured(f"PORTAAL_OIDC_PROVIDERS is no JSON: {error}") from error
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise ImproperlyConfigured("PORTAAL_OIDC_PROVIDERS is a list of objects.")
    apps = [_app(entry) for entry in entries]
    ids = [app["provider_id"] for app in apps]
    if len(set(ids)) != len(ids):
        raise ImproperlyConfigured("PORTAAL_OIDC_PROVIDERS names an id twice.")
    return apps


def _app(entry: dict[str, Any]) -> dict[str, Any]:
    if missing := [key for key in REQUIRED if not entry.get(key)]:
        raise ImproperlyConfigured(f"PORTAAL_OIDC_PROVIDERS: a provider lacks {', '.join(missing)}.")
    if unknown := sorted(entry.keys() - set(REQUIRED) - set(OPTIONAL)):
        raise ImproperlyConfigured(f"PORTAAL_OIDC_PROVIDERS: unknown keys {', '.join(unknown)}.")
    if fault := provider_fault(entry["id"], entry["server_url"], entry["email_domains"]):
        raise ImproperlyConfigured(f"PORTAAL_OIDC_PROVIDERS, {entry['id']}: {fault}.")
    settings = {
        key: entry[key]
        for key in ("server_url", "email_domains", "verified_email", "token_auth_method")
        if key in entry
    }
    return {
        "provider_id": entry["id"],
        "name": entry["name"],
        "client_id": entry["client_id"],
        "secret": entry.get("secret", ""),
        "settings": settings,
    }


def provider_fault(provider_id: object, server_url: object, email_domains: object) -> str | None:
    """What is wrong with a provider, in a few English words; None when it may be used."""
    if not isinstance(provider_id, str) or SLUG.fullmatch(provider_id) is None:
        return "id takes lower case letters, digits and single hyphens"
    if not isinstance(server_url, str) or not is_secure_url(server_url):
        return "server_url starts with https:// (http:// only on this machine)"
    if not isinstance(email_domains, list) or not email_domains or not all(map(is_domain, email_domains)):
        return "email_domains is a list of domains such as gemeente.example"
    return None


# Names that lead to a machine of one's own network.
OWN_NETWORK = (".local", ".localhost", ".internal", ".intranet", ".lan", ".home", ".corp")


def server_url_fault(url: str, private_hosts: Collection[str], *, may_ask: bool = False) -> str | None:
    """Why the address of a server that somebody filled in is refused, as a code; None when it may be used.

    Args:
        private_hosts: hosts of one's own network that the installation allows (`OIDC_PRIVATE_HOSTS`).
        may_ask: it may hold a question (`?…`).

    Returns:
        `invalid`, `scheme` (not https), `parts` (it holds a user name, a question or an anchor) or `private`.
    """
    try:
        parts = urlsplit(url)
        host, _port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        return "invalid"
    if not host or any(character.isspace() or not character.isprintable() for character in url):
        return "invalid"
    allowed = host in {name.lower() for name in private_hosts}
    if parts.scheme != "https" and not (parts.scheme == "http" and allowed and is_loopback(host)):
        return "scheme"
    asks = bool(parts.query) and not may_ask
    if parts.username is not None or parts.password is not None or asks or parts.fragment:
        return "parts"
    if allowed:
        return None
    try:
        return None if ipaddress.ip_address(host).is_global else "private"
    except ValueError:
        # Other spellings of an address: 2130706433, 0x7f.1 and 127.1 all are this machine.
        is_number = re.fullmatch(r"[0-9.]+|0x[0-9a-f.x]+", host) is not None
        is_own = "." not in host.strip(".") or host.rstrip(".").endswith(OWN_NETWORK)
        return "private" if is_number or is_own else None


def is_domain(value: object) -> bool:
    """A domain in lower case, such as `gemeente.example`."""
    return isinstance(value, str) and DOMAIN.fullmatch(value) is not None


def is_secure_url(url: str) -> bool:
    """An https address, or an http address of this machine itself."""
    parts = urlsplit(url)
    return bool(parts.hostname) and (
        parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.hostname))
    )


def is_loopback(host: str | None) -> bool:
    """True for localhost and for loopback addresses."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address((host or "").strip("[]")).is_loopback
    except ValueError:
        return False
