# SPDX-License-Identifier: EUPL-1.2
"""What follows from login, logout and changes: the clock of the session, and lines in the security log."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

from allauth.account.signals import password_changed, password_reset, password_set
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import (
    authentication_failed,
    authenticator_added,
    authenticator_removed,
    authenticator_reset,
    authenticator_used,
)
from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest

from partijen.limits import account_key
from partijen.middleware import SECOND_FACTOR, start_session_clock
from partijen.models import Gebruiker, Inlogdienst, Lidmaatschap, Sleutel, Wijziging
from partijen.services.history import written
from portaal.lib.security_log import log


def _account(user: Any) -> str:
    return f"gebruiker:{user.pk}" if user is not None and user.pk else "-"


@receiver(user_logged_in, dispatch_uid="partijen.login")
def on_login(sender: Any, request: HttpRequest, user: Gebruiker, **kwargs: Any) -> None:
    start_session_clock(request)
    log("login", target=_account(user), actor=user.pk)


@receiver(user_logged_out, dispatch_uid="partijen.logout")
def on_logout(sender: Any, user: Gebruiker | None, **kwargs: Any) -> None:
    if user is not None:
        log("logout", target=_account(user), actor=user.pk)


@receiver(user_login_failed, dispatch_uid="partijen.login_failed")
def on_login_failed(
    sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **kwargs: Any
) -> None:
    """The account is told by a hash of what was typed: lines of one account belong together, unknown ones too."""
    if request is not None:
        log("login", target=f"login:{account_key(request, credentials)}", result="failed")


@receiver(user_locked_out, dispatch_uid="partijen.locked_out")
def on_locked_out(sender: Any, username: str, **kwargs: Any) -> None:
    log("login", target=f"login:{username}", result="locked")


@receiver((password_changed, password_set, password_reset), dispatch_uid="partijen.password")
def on_password(sender: Any, user: Gebruiker, **kwargs: Any) -> None:
    log("password_changed", target=_account(user), actor=user.pk)


@receiver(authenticator_added, dispatch_uid="partijen.mfa_added")
def on_authenticator_added(
    sender: Any, request: HttpRequest, user: Gebruiker, authenticator: Authenticator, **kwargs: Any
) -> None:
    """Adding one means having shown it: this session has its second factor."""
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        request.session[SECOND_FACTOR] = user.pk
    log("mfa_added", target=_account(user), actor=user.pk, type=authenticator.type)


@receiver(authenticator_used, dispatch_uid="partijen.mfa_used")
def on_authenticator_used(
    sender: Any, request: HttpRequest, user: Gebruiker, authenticator: Authenticator, **kwargs: Any
) -> None:
    request.session[SECOND_FACTOR] = user.pk
    log("mfa", target=_account(user), actor=user.pk, type=authenticator.type)


@receiver(authenticator_removed, dispatch_uid="partijen.mfa_removed")
def on_authenticator_removed(
    sender: Any, request: HttpRequest, user: Gebruiker, authenticator: Authenticator, **kwargs: Any
) -> None:
    """Without any second factor left this session has none either."""
    if not Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES).exists():
        request.session.pop(SECOND_FACTOR, None)
    log("mfa_removed", target=_account(user), actor=user.pk, type=authenticator.type)


@receiver(authenticator_reset, dispatch_uid="partijen.mfa_reset")
def on_authenticator_reset(sender: Any, user: Gebruiker, authenticator: Authenticator, **kwargs: Any) -> None:
    log("mfa_added", target=_account(user), actor=user.pk, type=authenticator.type)


@receiver(authentication_failed, dispatch_uid="partijen.mfa_failed")
def on_authentication_failed(sender: Any, user: Gebruiker, authenticator: Authenticator, **kwargs: Any) -> None:
    log("mfa", target=_account(user), result="failed", type=authenticator.type)


# --- changes of the history: who may do what, what the public sees, and everything else ----------------------------

LIDMAATSCHAP, GEBRUIKER, SLEUTEL, INLOGDIENST = (
    model._meta.label_lower for model in (Lidmaatschap, Gebruiker, Sleutel, Inlogdienst)
)
PUBLICATIONS = {Wijziging.Soort.GEPUBLICEERD: "publish", Wijziging.Soort.INGETROKKEN: "withdraw"}
MEMBERSHIPS = {Wijziging.Soort.NIEUW: "role_granted", Wijziging.Soort.VERWIJDERD: "role_ended"}
# What has no line of its own. Blacking out has one, by its service.
CHANGES = {
    Wijziging.Soort.NIEUW: "create",
    Wijziging.Soort.GEWIJZIGD: "change",
    Wijziging.Soort.VERWIJDERD: "remove",
}


@receiver(written, dispatch_uid="partijen.history")
def on_history_written(sender: Any, events: Sequence[Wijziging], **kwargs: Any) -> None:
    """Every path that changes something writes history; what is rolled back is not logged."""
    own = [event for event in events if event.oorsprong != Wijziging.Oorsprong.VOORBEELDDATA]
    if own:
        transaction.on_commit(lambda: log_events(own))


def log_events(events: Sequence[Wijziging]) -> None:
    """The lines that belong to these events; an import, or many rows at once, is one line per kind of row."""
    imported = Counter(
        (event.model, event.gemeente_id, event.gebruiker_id)
        for event in events
        if event.oorsprong == Wijziging.Oorsprong.IMPORT
    )
    for (model, gemeente_id, actor), count in imported.items():
        log("import", target=model, actor=actor, gemeente=gemeente_id or "-", count=count)
    others: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for event in events:
        if event.soort in PUBLICATIONS:
            log(
                PUBLICATIONS[Wijziging.Soort(event.soort)],
                target=f"{event.model}:{event.object_id}",
                actor=event.gebruiker_id,
                gemeente=event.gemeente_id or "-",
            )
        elif event.model == LIDMAATSCHAP and event.soort in MEMBERSHIPS:
            _log_membership(event)
        elif event.model == GEBRUIKER:
            _log_account(event)
        elif event.model == SLEUTEL:
            _log_key(event)
        elif event.model == INLOGDIENST:
            log(
                "login_service",
                target=f"inlogdienst:{event.object_id}",
                actor=event.gebruiker_id,
                gemeente=event.gemeente_id or "-",
                change=event.soort,
            )
        elif event.soort in CHANGES and event.oorsprong != Wijziging.Oorsprong.IMPORT:
            action = CHANGES[Wijziging.Soort(event.soort)]
            key = (action, event.model, event.gemeente_id, event.gebruiker_id, event.api_sleutel_id)
            others[key].append(event.object_id)
    for (action, model, gemeente_id, actor, sleutel_id), numbers in others.items():
        details = {} if sleutel_id is None else {"key": sleutel_id}
        if len(numbers) > 1:
            details["count"] = len(numbers)
        target = model if len(numbers) > 1 else f"{model}:{numbers[0]}"
        log(action, target=target, actor=actor, gemeente=gemeente_id or "-", **details)


def _log_membership(event: Wijziging) -> None:
    granted = event.soort == Wijziging.Soort.NIEUW
    values = {name: pair[1 if granted else 0] for name, pair in event.velden.items()}
    log(
        MEMBERSHIPS[Wijziging.Soort(event.soort)],
        target=f"gebruiker:{values.get('gebruiker_id', '-')}",
        actor=event.gebruiker_id,
        gemeente=event.gemeente_id or "-",
        role=values.get("rol", "-"),
    )


def _log_account(event: Wijziging) -> None:
    for column, actions in (
        ("is_active", ("account_off", "account_on")),
        ("is_superuser", ("administrator_ended", "administrator_granted")),
    ):
        old, new = event.velden.get(column, (None, None))
        if bool(old) != bool(new) and (event.soort != Wijziging.Soort.NIEUW or column == "is_superuser"):
            log(
                actions[bool(new)],
                target=f"gebruiker:{event.object_id}",
                actor=event.gebruiker_id,
                gemeente=event.gemeente_id or "-",
            )


def _log_key(event: Wijziging) -> None:
    if event.soort == Wijziging.Soort.NIEUW:
        action = "key_replaced" if event.velden.get("vervangt_id") else "key_made"
    elif "ingetrokken_op" in event.velden:
        action = "key_withdrawn"
    else:
        action = "key_changed"
    log(
        action,
        target=f"sleutel:{event.object_id}",
        actor=event.gebruiker_id,
        gemeente=event.gemeente_id or "-",
    )
