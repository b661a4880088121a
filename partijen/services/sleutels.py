# SPDX-License-Identifier: EUPL-1.2
"""Keys of the API: made, replaced and withdrawn; and what becomes of a request that carries one."""

import datetime as dt
import secrets
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from partijen import policies
from partijen.models import Gebruiker, Gemeente, Partij, Scope, Sleutel, Wijziging
from partijen.models.sleutel import PREFIX_LENGTH
from partijen.services import history
from portaal.lib.api.authentication import hash_token

PAGINA = Wijziging.Oorsprong.PAGINA
TOKEN_START, TOKEN_BYTES = "apo_", 32
MAX_DAYS = 366
# So long the old key works beside the new one, for who has to set the new one in.
OVERLAP_DAYS = 7
# Last use is kept to know which keys are alive, not to follow anybody.
BOOKKEEPING = dt.timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Uitgifte:
    """A new key. `token` is the key itself: shown now, stored nowhere. None when this form was already received."""

    sleutel: Sleutel
    token: str | None


def validate_geldig_tot(day: dt.date, *, today: dt.date) -> None:
    """A key lives from today for a year at most.

    Raises:
        ValidationError: under `geldig_tot`.
    """
    last = today + dt.timedelta(days=MAX_DAYS)
    if not today <= day <= last:
        fault = _("Kies een dag van vandaag tot en met %(last)s: een sleutel geldt hoogstens een jaar.")
        params = {"last": f"{last:%d-%m-%Y}"}
        raise ValidationError({"geldig_tot": ValidationError(fault, code="geldig_tot", params=params)})


@transaction.atomic
def make_sleutel(
    *,
    gemeente: Gemeente,
    partij: Partij,
    naam: str,
    scopes: Collection[str],
    geldig_tot: dt.date,
    by: Gebruiker,
    aanvraag: uuid.UUID | None = None,
    oorsprong: str = PAGINA,
) -> Uitgifte:
    """Make a key for a party in a gemeente.

    Args:
        scopes: values of `Scope`, one at least.
        aanvraag: recognises a form that is sent twice; the second time there is nothing left to show.

    Raises:
        PermissionDenied: the user may not make keys of this party here.
        ValidationError: by field.
    """
    if not policies.may_keep_sleutel(by, gemeente.pk, partij.pk):
        raise PermissionDenied(_("U kunt voor deze partij geen sleutels maken."))
    Gemeente.objects.select_for_update().get(pk=gemeente.pk)
    if earlier := Sleutel.objects.filter(aanvraag=aanvraag, gemeente=gemeente).first() if aanvraag else None:
        return Uitgifte(earlier, None)
    if not policies.partijen_for_sleutels(by, gemeente).filter(pk=partij.pk).exists():
        raise ValidationError({"partij": ValidationError(_("Deze partij doet hier niet mee."), code="partij")})
    validate_geldig_tot(geldig_tot, today=timezone.localdate())
    sleutel = Sleutel(
        gemeente=gemeente,
        partij=partij,
        naam=naam.strip(),
        geldig_tot=geldig_tot,
        gemaakt_door=by,
        aanvraag=aanvraag or uuid.uuid4(),
        **{scope.value: scope.value in scopes for scope in Scope},
    )
    return _issue(sleutel, by=by, oorsprong=oorsprong)


@transaction.atomic
def rotate_sleutel(
    *, sleutel: Sleutel, by: Gebruiker, aanvraag: uuid.UUID | None = None, oorsprong: str = PAGINA
) -> Uitgifte:
    """Make a key in the place of another: for the same, as long as that one lived; the old one works one week more.

    Raises:
        PermissionDenied: the user may not keep keys of this party.
        ValidationError: the old one does not work any more, or was already replaced.
    """
    old = _locked(sleutel, by)
    if earlier := Sleutel.objects.filter(aanvraag=aanvraag, vervangt=old).first() if aanvraag else None:
        return Uitgifte(earlier, None)
    today = timezone.localdate()
    if not old.is_valid_on(today):
        raise ValidationError(_("Deze sleutel werkt niet meer. Maak een nieuwe."), code="ongeldig")
    if old.opvolgers.exists():
        raise ValidationError(_("Deze sleutel is al vervangen."), code="vervangen")
    lived = max((old.geldig_tot - timezone.localdate(old.created_at)).days, OVERLAP_DAYS)
    new = Sleutel(
        gemeente=old.gemeente,
        partij=old.partij,
        naam=old.naam,
        geldig_tot=today + dt.timedelta(days=min(lived, MAX_DAYS)),
        gemaakt_door=by,
        vervangt=old,
        aanvraag=aanvraag or uuid.uuid4(),
        **{scope.value: getattr(old, scope.value) for scope in Scope},
    )
    issued = _issue(new, by=by, oorsprong=oorsprong)
    last = min(old.geldig_tot, today + dt.timedelta(days=OVERLAP_DAYS))
    history.update_with_history(old, {"geldig_tot": last}, by=by, oorsprong=oorsprong, reden=_("Vervangen."))
    return issued


@transaction.atomic
def revoke_sleutel(*, sleutel: Sleutel, by: Gebruiker, reden: str = "", oorsprong: str = PAGINA) -> bool:
    """Withdraw a key; it works no more from the very next request.

    Returns:
        False when it was withdrawn before; then nothing is written.

    Raises:
        PermissionDenied: the user may not keep keys of this party.
    """
    current = _locked(sleutel, by)
    if current.ingetrokken_op is not None:
        return False
    changes = {"ingetrokken_op": timezone.now()}
    history.update_with_history(current, changes, by=by, oorsprong=oorsprong, reden=reden.strip())
    return True


def _locked(sleutel: Sleutel, by: Gebruiker) -> Sleutel:
    if not policies.may_keep_sleutel(by, sleutel.gemeente_id, sleutel.partij_id):
        raise PermissionDenied(_("U kunt deze sleutel niet wijzigen."))
    return Sleutel.objects.select_for_update(of=("self",)).select_related("gemeente", "partij").get(pk=sleutel.pk)


def _issue(sleutel: Sleutel, *, by: Gebruiker, oorsprong: str) -> Uitgifte:
    token = TOKEN_START + secrets.token_urlsafe(TOKEN_BYTES)
    sleutel.prefix, sleutel.token_hash = token[:PREFIX_LENGTH], hash_token(token)
    sleutel.full_clean(exclude=["gemeente", "partij", "gemaakt_door", "vervangt"])
    history.create_with_history(sleutel, by=by, oorsprong=oorsprong)
    return Uitgifte(sleutel, token)


# --- use -------------------------------------------------------------------------------------------------------------


def find_sleutel(token_hash: str) -> tuple[Sleutel, str] | None:
    """The key of a hash, and why it is refused; an empty text when it works. None when there is no such key."""
    today = timezone.localdate()
    rows = Sleutel.objects.with_deelname(today).select_related("partij")
    sleutel = rows.filter(token_hash=token_hash).first()
    if sleutel is None:
        return None
    if sleutel.ingetrokken_op is not None:
        return sleutel, "withdrawn"
    if today > sleutel.geldig_tot:
        return sleutel, "expired"
    return sleutel, "" if sleutel.doet_mee else "party_left"  # type: ignore[attr-defined]


def note_use(sleutel: Sleutel) -> None:
    """Keep that a key was used, at most every five minutes."""
    now = timezone.now()
    if sleutel.last_used_at is None or now - sleutel.last_used_at >= BOOKKEEPING:
        Sleutel.objects.filter(pk=sleutel.pk, last_used_at=sleutel.last_used_at).update(last_used_at=now)
