# SPDX-License-Identifier: EUPL-1.2
"""Providers of logins that were set up on a screen: their secrets, and what follows when one changes."""

import logging
from typing import Any
from urllib.parse import urlsplit

from allauth.socialaccount.models import SocialAccount, SocialApp
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from partijen.models import Gebruiker, Inlogdienst
from partijen.models.inlogdienst import KIND, apps_of_environment
from partijen.services import history
from portaal.lib.encryption import InvalidToken, decrypt, encrypt

logger = logging.getLogger(__name__)
PURPOSE = "partijen.inlogdienst"
# Another server, or another name of the portal there: whoever was known by a number may now be somebody else.
WHO_SPEAKS = frozenset({"server_url", "client_id"})


def sealed(geheim: str) -> str:
    """The secret as it is stored."""
    return encrypt(geheim, purpose=PURPOSE)


def secret_of(dienst: Inlogdienst) -> str:
    """The secret itself; empty when it was stored under another key of the installation."""
    try:
        return decrypt(dienst.geheim_versleuteld, purpose=PURPOSE) if dienst.geheim_versleuteld else ""
    except InvalidToken:
        logger.error("The secret of a login service was stored under another PORTAAL_SECRET_KEY: fill it in again.")
        return ""


def apps_of(provider: str | None = None, client_id: str | None = None) -> list[SocialApp]:
    """The active ones as django-allauth wants them, which are never stored; one query.

    Args:
        provider: only the one of this slug, unless it is the word for all of this kind.
    """
    rows = Inlogdienst.objects.filter(actief=True)
    if provider is not None and provider != KIND:
        rows = rows.filter(slug=provider)
    if client_id is not None:
        rows = rows.filter(client_id=client_id)
    return [_app(row) for row in rows]


def _app(dienst: Inlogdienst) -> SocialApp:
    values: dict[str, Any] = {
        "server_url": dienst.server_url,
        "email_domains": dienst.domeinen,
        "verified_email": dienst.adressen_bevestigd,
        "gemeente_id": dienst.gemeente_id,
    }
    if dienst.aanmelding:
        values["token_auth_method"] = dienst.aanmelding
    return SocialApp(
        provider=KIND,
        provider_id=dienst.slug,
        name=dienst.naam,
        client_id=dienst.client_id,
        secret=secret_of(dienst),
        settings=values,
    )


def reachable_hosts() -> set[str]:
    """Hosts that may be asked although they are not public: allowed by name, or named in the environment itself."""
    named = {urlsplit(app["settings"]["server_url"]).hostname or "" for app in apps_of_environment()}
    return {host.lower() for host in (*settings.OIDC_PRIVATE_HOSTS, *named) if host}


@transaction.atomic
def change_inlogdienst(
    *, dienst: Inlogdienst, changes: dict[str, Any], by: Gebruiker, oorsprong: str, reden: str = ""
) -> None:
    """Change a provider. With another server every tie with an account goes: it is made again at the next login.

    Args:
        changes: {column: value}; `geheim` is the new secret itself. The history tells that it changed, not what it is.

    Raises:
        StaleVersion, ValidationError: as `history.update_with_history`.
    """
    values = dict(changes)
    if geheim := values.pop("geheim", ""):
        values |= {"geheim_versleuteld": sealed(geheim), "geheim_op": timezone.now()}
        # The history does not follow this column, so its rule for what changed does not store it.
        Inlogdienst.objects.filter(pk=dienst.pk).update(geheim_versleuteld=values.pop("geheim_versleuteld"))
    velden = history.update_with_history(dienst, values, by=by, oorsprong=oorsprong, reden=reden)
    if WHO_SPEAKS & set(velden):
        untie(dienst)


@transaction.atomic
def delete_inlogdienst(*, dienst: Inlogdienst, by: Gebruiker, oorsprong: str, reden: str = "") -> None:
    """Delete a provider with its ties: whoever takes its name later gets nobody's account."""
    untie(dienst)
    history.delete_with_history(dienst, by=by, oorsprong=oorsprong, reden=reden)


def untie(dienst: Inlogdienst) -> None:
    """Forget which accounts of this provider open which accounts here."""
    SocialAccount.objects.filter(provider=dienst.slug).delete()
