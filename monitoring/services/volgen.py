# SPDX-License-Identifier: EUPL-1.2
"""Following an afspraak, a thema or a place, and letting go of it."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from monitoring import policies
from monitoring.models import Volger
from partijen.models import Gebruiker, Wijziging
from partijen.services import history

PAGINA = Wijziging.Oorsprong.PAGINA


@transaction.atomic
def follow(*, soort: str, ding: Any, by: Gebruiker, oorsprong: str = PAGINA) -> bool:
    """Follow something; once more changes nothing.

    Args:
        soort: `afspraak`, `thema` or `gebied`.
        ding: one that the user may see.

    Returns:
        False when he followed it already.

    Raises:
        PermissionDenied: the user has no role anywhere.
    """
    if not policies.may_follow(by):
        raise PermissionDenied(_("Alleen wie een rol heeft, kan iets volgen."))
    # Two clicks at once: the second waits here, and then finds the row of the first.
    Gebruiker.objects.select_for_update().get(pk=by.pk)
    if Volger.objects.filter(gebruiker=by, **{soort: ding}).exists():
        return False
    row = Volger(gemeente_id=ding.gemeente_id, gebruiker=by, **{soort: ding})
    history.create_with_history(row, by=by, oorsprong=oorsprong)
    return True


@transaction.atomic
def unfollow(*, soort: str, nummer: int, by: Gebruiker, oorsprong: str = PAGINA) -> bool:
    """Let go of something, also of what the user may not see any more.

    Returns:
        False when he did not follow it.
    """
    row = Volger.objects.select_for_update().filter(gebruiker=by, **{f"{soort}_id": nummer}).first()
    if row is None:
        return False
    history.delete_with_history(row, by=by, oorsprong=oorsprong)
    return True
