# SPDX-License-Identifier: EUPL-1.2
"""Giving people a role, also people who have no account yet."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from partijen import policies
from partijen.models import Gebruiker, Gemeente, Lidmaatschap, Partij, Wijziging
from partijen.services import history


def find_gebruiker(email: str) -> Gebruiker | None:
    """The account of a mailbox, however its address is written."""
    return Gebruiker.objects.filter(email=email.strip().lower()).first()


@transaction.atomic
def create_gebruiker(
    *, email: str, naam: str, by: Gebruiker, oorsprong: str, reden: str = "", gemeente_id: int | None = None
) -> Gebruiker:
    """Make an account without a password: its owner sets one by "wachtwoord vergeten"."""
    gebruiker = Gebruiker(email=email.strip().lower(), naam=naam.strip())
    gebruiker.set_unusable_password()
    history.create_with_history(gebruiker, by=by, oorsprong=oorsprong, reden=reden, gemeente_id=gemeente_id)
    return gebruiker


@transaction.atomic
def add_lidmaatschap(
    *,
    email: str,
    naam: str,
    gemeente: Gemeente,
    rol: str,
    by: Gebruiker,
    partij: Partij | None = None,
    oorsprong: str = Wijziging.Oorsprong.PAGINA,
    reden: str = "",
) -> Lidmaatschap:
    """Give somebody a role in a gemeente, and an account when the address has none.

    The name of an existing account stays as it is. Nothing tells the caller whether there was one.

    Raises:
        PermissionDenied: the user may not give this role here.
        ValidationError: the role needs a party, or was already given.
    """
    if not policies.may_give_rol(by, gemeente.pk, rol):
        raise PermissionDenied(_("U kunt deze rol niet geven."))
    gebruiker = find_gebruiker(email)
    if gebruiker is None:
        try:
            gebruiker = create_gebruiker(
                email=email, naam=naam, by=by, oorsprong=oorsprong, reden=reden, gemeente_id=gemeente.pk
            )
        except ValidationError:
            gebruiker = find_gebruiker(email)  # somebody else invited him at the same moment
            if gebruiker is None:
                raise
    lidmaatschap = Lidmaatschap(gebruiker=gebruiker, gemeente=gemeente, rol=rol, partij=partij)
    lidmaatschap.full_clean()
    history.create_with_history(lidmaatschap, by=by, oorsprong=oorsprong, reden=reden)
    return lidmaatschap
