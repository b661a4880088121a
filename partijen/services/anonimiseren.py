# SPDX-License-Identifier: EUPL-1.2
"""Anonymising an account: what tells who it was goes, the row stays, and the history keeps pointing at it."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from axes.models import AccessAttempt
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connections, models, router, transaction
from django.utils.translation import gettext as _

from partijen import policies
from partijen.models import Afmelding, Bericht, Gebruiker, Gemeente, Lidmaatschap, Wijziging
from partijen.services import history
from partijen.services.accounts import end_sessions
from portaal.lib.security_log import log, pseudonym
from portaal.lib.triggers import changeable

FORMER = "Voormalige gebruiker"
# A domain that can never exist (RFC 2606): nothing is ever sent there.
NOWHERE = "anoniem.invalid"


def is_anonymised(gebruiker: Gebruiker) -> bool:
    """Nobody is behind the account any more."""
    return gebruiker.email.endswith(f"@{NOWHERE}")


@transaction.atomic
def anonymise_user(
    *,
    gebruiker: Gebruiker,
    by: Gebruiker | None,
    reden: str,
    gemeente: Gemeente | None = None,
    oorsprong: str = Wijziging.Oorsprong.PAGINA,
) -> None:
    """Take name, address, password, second factors, sessions, notices, links to other accounts and roles away.

    There is no way back.

    The texts he wrote for the work stay: they are the gemeente's. A name inside such a text is blacked out
    (`services.zwartmaken`).

    Args:
        by: None for the retention command.
        gemeente: in whose log the act stands too.

    Raises:
        PermissionDenied: the user may not; see `policies.may_anonymise`.
        ValidationError: no reason was given.
    """
    if by is not None and not policies.may_anonymise(by, gebruiker):
        raise PermissionDenied(_("U kunt dit account niet anonimiseren."))
    if not reden.strip():
        raise ValidationError({"reden": ValidationError(_("Schrijf waarom u dit doet."), code="required")})
    row = Gebruiker.objects.select_for_update().get(pk=gebruiker.pk)
    if is_anonymised(row):
        return
    rollen = list(Lidmaatschap.objects.filter(gebruiker=row).values_list("pk", flat=True))
    names = {row.naam, row.email} | _earlier_names(row)
    end_sessions(row)
    for model in (Authenticator, EmailAddress, SocialAccount):
        model.objects.filter(user=row).delete()
    Bericht.objects.filter(gebruiker=row).delete()
    Afmelding.objects.filter(gebruiker=row).delete()
    AccessAttempt.objects.filter(username__in=[pseudonym(name) for name in names]).delete()
    row.naam, row.email = FORMER, f"voormalig-{row.pk}@{NOWHERE}"
    row.is_active, row.is_superuser, row.last_login = False, False, None
    row.set_unusable_password()
    row.save()
    for lidmaatschap in Lidmaatschap.objects.filter(gebruiker=row).select_related("gemeente", "gebruiker", "partij"):
        history.delete_with_history(lidmaatschap, by=by, oorsprong=oorsprong, reden=reden.strip())
    _clean_history(row, rollen, {name for name in names if name})
    event = history.event(
        row,
        Wijziging.Soort.GEWIJZIGD,
        by=by,
        oorsprong=oorsprong,
        velden={"is_active": [True, False], _("geanonimiseerd"): [None, True]},
        reden=reden.strip(),
        gemeente_id=gemeente.pk if gemeente else None,
    )
    history.write([event])
    log("account_anonymised", target=f"gebruiker:{row.pk}", actor=by.pk if by else None)
    gebruiker.refresh_from_db()


def _earlier_names(row: Gebruiker) -> set[str]:
    """Names and addresses the account ever had, as the history holds them."""
    found = set()
    for velden in Wijziging.objects.of_object(row).values_list("velden", flat=True):
        for name in ("naam", "email"):
            found |= {value for value in velden.get(name, ()) if isinstance(value, str)}
    return found


def _clean_history(row: Gebruiker, rollen: list[int], names: set[str]) -> None:
    """Take names and addresses out of the events about the account and about its roles, ended ones too."""
    roles = Wijziging.objects.filter(model=Lidmaatschap._meta.label_lower)
    ended = roles.filter(models.Q(velden__gebruiker_id__0=row.pk) | models.Q(velden__gebruiker_id__1=row.pk))
    ids = {*rollen, *ended.values_list("object_id", flat=True)}
    events = [*Wijziging.objects.of_object(row), *roles.filter(object_id__in=ids)]
    with changeable(connections[router.db_for_write(Wijziging)]):
        for event in events:
            values = {
                "object_naam": _without(event.object_naam, names)[:200],
                "reden": _without(event.reden, names),
                "velden": _without(event.velden, names),
            }
            if any(getattr(event, name) != value for name, value in values.items()):
                Wijziging.objects.filter(pk=event.pk).update(**values)


def _without(value: Any, names: set[str]) -> Any:
    """The value with the longest names replaced first, so that no part of one stays."""
    if isinstance(value, str):
        for name in sorted(names, key=len, reverse=True):
            value = value.replace(name, FORMER)
        return value
    if isinstance(value, list):
        return [_without(part, names) for part in value]
    if isinstance(value, dict):
        return {key: _without(part, names) for key, part in value.items()}
    return value
