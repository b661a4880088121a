# SPDX-License-Identifier: EUPL-1.2
"""Changing what was agreed, outside the admin screens: only what one's role may, and only the version one read."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from afspraken import policies
from afspraken.models import Actie, Afspraak
from afspraken.services.persoonsgegevens import check_texts, public_texts
from partijen.services import history
from partijen.sleutelhouder import Actor


@transaction.atomic
def change_row(
    *, row: Afspraak | Actie, changes: dict[str, Any], by: Actor, expected_versie: int, oorsprong: str
) -> dict[str, list[Any]]:
    """Change the descriptions of an afspraak or actie.

    Args:
        row: with what its visibility follows from loaded: `afspraak`, `afsprakenset`, `thema`.
        changes: {field: value}.
        expected_versie: the version the writer read.

    Returns:
        {column: [old, new]} of what changed.

    Raises:
        PermissionDenied: one of the fields is not for this user.
        StaleVersion: somebody else changed the row since.
        ValidationError: a value breaks a rule; PersonalDataFound where it would show personal data to all.
    """
    may = policies.editable_of_actie(by, row) if isinstance(row, Actie) else policies.editable_of_afspraak(by, row)
    if may is not None and not (changes.keys() and changes.keys() <= may):
        raise PermissionDenied(_("U kunt dit niet wijzigen."))
    velden = history.update_with_history(row, changes, by=by, oorsprong=oorsprong, expected_versie=expected_versie)
    if row.gepubliceerd:
        check_texts(public_texts(row, velden), None)
    return velden
