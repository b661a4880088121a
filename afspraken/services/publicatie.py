# SPDX-License-Identifier: EUPL-1.2
"""Making afspraken and acties public, and taking them out of public sight again."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from afspraken import policies
from afspraken.models import Actie, Afspraak, Bewijsstuk
from afspraken.services.persoonsgegevens import Antwoord, check_public_texts, joined, with_terms
from partijen.models import Gebruiker, Wijziging
from partijen.services import history
from partijen.woorden import in_own_words


def publish_afspraak(
    *,
    afspraak: Afspraak,
    by: Gebruiker,
    oorsprong: str = Wijziging.Oorsprong.PAGINA,
    reden: str = "",
    antwoord: Antwoord | None = None,
) -> bool:
    """Make an afspraak public, as far as its set is. Its acties and reports are published by themselves.

    Args:
        antwoord: to the findings of an earlier `PersonalDataFound`.

    Returns:
        False when it already was public; then nothing is written.

    Raises:
        PermissionDenied: the user is not coordinator of the gemeente.
        PersonalDataFound: its texts seem to hold personal data, and that was not answered.
    """
    return _publish(afspraak, by=by, oorsprong=oorsprong, reden=reden, antwoord=antwoord)


def unpublish_afspraak(
    *, afspraak: Afspraak, by: Gebruiker, oorsprong: str = Wijziging.Oorsprong.PAGINA, reden: str = ""
) -> bool:
    """Take an afspraak, and all that hangs on it, out of public sight. See `publish_afspraak`."""
    return withdraw_row(afspraak, by=by, oorsprong=oorsprong, reden=reden)


def publish_actie(
    *,
    actie: Actie,
    by: Gebruiker,
    oorsprong: str = Wijziging.Oorsprong.PAGINA,
    reden: str = "",
    antwoord: Antwoord | None = None,
) -> bool:
    """Make an actie public, as far as its afspraak is. See `publish_afspraak`."""
    return _publish(actie, by=by, oorsprong=oorsprong, reden=reden, antwoord=antwoord)


def unpublish_actie(
    *, actie: Actie, by: Gebruiker, oorsprong: str = Wijziging.Oorsprong.PAGINA, reden: str = ""
) -> bool:
    """Take an actie out of public sight. See `publish_afspraak`."""
    return withdraw_row(actie, by=by, oorsprong=oorsprong, reden=reden)


@transaction.atomic
def _publish(row: Afspraak | Actie, *, by: Gebruiker, oorsprong: str, reden: str, antwoord: Antwoord | None) -> bool:
    if not policies.may_publish(by, row.gemeente_id):
        raise PermissionDenied(in_own_words(_("Alleen een %(coordinator)s publiceert."), row.gemeente_id))
    # Read again and held: what is checked is what becomes public.
    current = type(row)._default_manager.select_for_update().get(pk=row.pk)
    said = "" if current.gepubliceerd else check_public_texts(with_terms(current), antwoord)
    return publish_row(row, by=by, oorsprong=oorsprong, reden=joined(reden.strip(), said))


@transaction.atomic
def publish_row(row: Afspraak | Actie | Bewijsstuk, *, by: Gebruiker, oorsprong: str, reden: str = "") -> bool:
    """Make a row public whose texts the caller checked. See `publish_afspraak`."""
    return _set(row, True, by=by, oorsprong=oorsprong, reden=reden)


@transaction.atomic
def withdraw_row(row: Afspraak | Actie | Bewijsstuk, *, by: Gebruiker, oorsprong: str, reden: str = "") -> bool:
    """Take a row out of public sight. See `publish_afspraak`."""
    return _set(row, False, by=by, oorsprong=oorsprong, reden=reden)


def _set(row: Any, public: bool, *, by: Gebruiker, oorsprong: str, reden: str) -> bool:
    if not policies.may_publish(by, row.gemeente_id):
        raise PermissionDenied(in_own_words(_("Alleen een %(coordinator)s publiceert."), row.gemeente_id))
    soort = Wijziging.Soort.GEPUBLICEERD if public else Wijziging.Soort.INGETROKKEN
    return bool(
        history.update_with_history(
            row, {"gepubliceerd": public}, by=by, oorsprong=oorsprong, reden=reden.strip(), soort=soort
        )
    )
