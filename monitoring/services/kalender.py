# SPDX-License-Identifier: EUPL-1.2
"""The coordinator keeps the calendar: moments of the year, and the days of meetings."""

from copy import copy
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from monitoring import policies
from monitoring.models import Jaarmoment
from partijen.models import Gebruiker, Gemeente, Overleg, Wijziging
from partijen.services import history
from partijen.services.persoonsgegevens import Antwoord, check_texts, public_texts_of
from partijen.woorden import in_own_words

PAGINA = Wijziging.Oorsprong.PAGINA


def _check(by: Gebruiker, gemeente_id: int) -> None:
    if not policies.may_keep_kalender(by, gemeente_id):
        raise PermissionDenied(in_own_words(_("Alleen de %(coordinator)s houdt de kalender bij."), gemeente_id))


@transaction.atomic
def add_moment(
    *, gemeente: Gemeente, by: Gebruiker, antwoord: Antwoord | None = None, oorsprong: str = PAGINA, **values: Any
) -> Jaarmoment:
    """A new moment of the year.

    Raises:
        PermissionDenied: the user is no coordinator of the gemeente.
        ValidationError: by field: a day that its month does not have, a name that is there already.
        PersonalDataFound: a text looks like personal data, and that was not answered.
    """
    _check(by, gemeente.pk)
    moment = Jaarmoment(gemeente=gemeente, **values)
    moment.full_clean()
    said = check_texts(public_texts_of(moment, ()), antwoord)
    history.create_with_history(moment, by=by, oorsprong=oorsprong, reden=said)
    return moment


@transaction.atomic
def change_moment(
    *,
    moment: Jaarmoment,
    by: Gebruiker,
    expected_versie: int,
    antwoord: Antwoord | None = None,
    oorsprong: str = PAGINA,
    **values: Any,
) -> None:
    """Change a moment of the year.

    Raises:
        PermissionDenied, ValidationError, PersonalDataFound: as for a new one.
        StaleVersion: somebody else changed it since.
    """
    _check(by, moment.gemeente_id)
    _change(moment, values, by=by, oorsprong=oorsprong, expected_versie=expected_versie, antwoord=antwoord)


@transaction.atomic
def remove_moment(
    *, moment: Jaarmoment, by: Gebruiker, expected_versie: int | None = None, oorsprong: str = PAGINA
) -> None:
    """Take a moment out of the calendar; the log keeps it.

    Raises:
        PermissionDenied: the user is no coordinator of the gemeente.
        StaleVersion: somebody else changed it since `expected_versie`.
    """
    _check(by, moment.gemeente_id)
    history.delete_with_history(moment, by=by, oorsprong=oorsprong, expected_versie=expected_versie)


@transaction.atomic
def plan_overleg(
    *, gemeente: Gemeente, by: Gebruiker, antwoord: Antwoord | None = None, oorsprong: str = PAGINA, **values: Any
) -> Overleg:
    """A new meeting.

    Raises:
        PermissionDenied: the user is no coordinator of the gemeente.
        ValidationError: by field; there is such a meeting on that day already.
        PersonalDataFound: its name looks like personal data, and that was not answered.
    """
    _check(by, gemeente.pk)
    overleg = Overleg(gemeente=gemeente, **values)
    overleg.full_clean()
    said = check_texts(public_texts_of(overleg, ()), antwoord)
    history.create_with_history(overleg, by=by, oorsprong=oorsprong, reden=said)
    return overleg


@transaction.atomic
def change_overleg(
    *,
    overleg: Overleg,
    by: Gebruiker,
    expected_versie: int,
    antwoord: Antwoord | None = None,
    oorsprong: str = PAGINA,
    **values: Any,
) -> None:
    """Move or rename a meeting, by the rules of `Overleg.clean`.

    Raises:
        PermissionDenied, ValidationError, PersonalDataFound: as for a new one.
        StaleVersion: somebody else changed it since.
    """
    _check(by, overleg.gemeente_id)
    _change(overleg, values, by=by, oorsprong=oorsprong, expected_versie=expected_versie, antwoord=antwoord)


@transaction.atomic
def remove_overleg(
    *, overleg: Overleg, by: Gebruiker, expected_versie: int | None = None, oorsprong: str = PAGINA
) -> None:
    """Take a meeting that does not go on out of the calendar; the log keeps it.

    Raises:
        PermissionDenied: the user is no coordinator of the gemeente.
        ValidationError: it has been, or something was laid down for it already.
        StaleVersion: somebody else changed it since `expected_versie`.
    """
    _check(by, overleg.gemeente_id)
    if overleg.datum < timezone.localdate():
        raise ValidationError(_("Dit overleg is geweest. Het blijft daarom in de lijst van overleggen staan."))
    try:
        history.delete_with_history(overleg, by=by, oorsprong=oorsprong, expected_versie=expected_versie)
    except ProtectedError as held:
        raise ValidationError(
            _(
                "Bij dit overleg hoort al iets: een rapportage, een stuk, een agendapunt of een besluit. Haal dat "
                "eerst weg, of verplaats het overleg."
            )
        ) from held


def _change(
    row: Jaarmoment | Overleg,
    values: dict[str, Any],
    *,
    by: Gebruiker,
    oorsprong: str,
    expected_versie: int,
    antwoord: Antwoord | None,
) -> None:
    """Store what changed; everybody can read it at once, so its texts are checked as they become."""
    new = copy(row)
    changed = [name for name, value in values.items() if value != getattr(row, name)]
    for name, value in values.items():
        setattr(new, name, value)
    said = check_texts(public_texts_of(new, changed), antwoord)
    history.update_with_history(row, values, by=by, oorsprong=oorsprong, expected_versie=expected_versie, reden=said)
