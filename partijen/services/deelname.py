# SPDX-License-Identifier: EUPL-1.2
"""Letting a party take part in a gemeente: a new one, or one that the portal knows from elsewhere."""

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from partijen import policies
from partijen.models import Gebruiker, Gemeente, Partij, PartijInGemeente
from partijen.services import history
from portaal.lib.personal_data import validate_openbaar

GROEPEN = (Partij.Soort.WERKGROEP, Partij.Soort.COLLECTIEF)
MAX_NAMEN = 200


@transaction.atomic
def let_take_part(
    *, naam: str, soort: str, gemeente: Gemeente, by: Gebruiker, oorsprong: str, aliassen: Sequence[str] = ()
) -> tuple[Partij, bool]:
    """A party of this name in the gemeente; made when nobody of that name is known.

    An organisation is known once for the whole portal: one that is active elsewhere takes part here from now on.

    Returns:
        The party, and whether it is new in this gemeente.

    Raises:
        PermissionDenied: the user does not keep the parties of the gemeente.
        ValidationError: the name is no name, looks like personal data, or is one of another kind.
    """
    if not policies.may_keep_partij_in(by, gemeente.pk):
        raise PermissionDenied(_("U legt hier geen partijen vast."))
    is_group = soort in GROEPEN
    owner = gemeente if is_group else None
    partij = Partij.objects.filter(naam__iexact=naam, gemeente=owner).first()
    if partij is None:
        partij = Partij(naam=naam, soort=soort, gemeente=owner, aliassen=list(aliassen))
        partij.full_clean()
        for name in (naam, *aliassen):
            validate_openbaar("naam", name)
        history.create_with_history(partij, by=by, oorsprong=oorsprong, gemeente_id=gemeente.pk)
        is_new = True
    else:
        if partij.soort != soort:
            shown = {"name": partij.naam, "soort": partij.get_soort_display()}
            raise ValidationError(_("‘%(name)s’ is al bekend als %(soort)s.") % shown, code="soort")
        is_new = False
    if not is_group and not PartijInGemeente.objects.filter(partij=partij, gemeente=gemeente).exists():
        active = PartijInGemeente(partij=partij, gemeente=gemeente)
        history.create_with_history(active, by=by, oorsprong=oorsprong)
        is_new = True
    if soort == Partij.Soort.GEMEENTE and gemeente.eigen_partij_id is None and naam == gemeente.volledige_naam:
        history.update_with_history(gemeente, {"eigen_partij": partij}, by=by, oorsprong=oorsprong)
    return partij, is_new


@transaction.atomic
def add_alias(*, partij: Partij, naam: str, gemeente: Gemeente, by: Gebruiker, oorsprong: str) -> bool:
    """Let a party be known by another name too, if the user keeps this party.

    Args:
        gemeente: in whose log it stands.

    Returns:
        False when nothing changed: it has that name, or is shared with gemeenten where the user has no say.

    Raises:
        ValidationError: the name, which everybody reads, looks like personal data.
    """
    known = {partij.naam.casefold(), *(str(alias).casefold() for alias in partij.aliassen)}
    if naam.casefold() in known or not policies.may_change_partij(by, partij):
        return False
    validate_openbaar("naam", naam)
    changes = {"aliassen": [*partij.aliassen, naam]}
    return bool(history.update_with_history(partij, changes, by=by, oorsprong=oorsprong, gemeente_id=gemeente.pk))
