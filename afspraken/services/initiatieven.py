# SPDX-License-Identifier: EUPL-1.2
"""Filling the plan of a neighbourhood: what residents and partners do there."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from afspraken import policies
from afspraken.models import Initiatief
from afspraken.services.persoonsgegevens import Antwoord, check_texts, public_texts
from partijen.models import Gebruiker, Gemeente, Partij, Wijziging
from partijen.services import history
from partijen.woorden import in_own_words
from wijken.models import Gebied

PAGINA = Wijziging.Oorsprong.PAGINA


@transaction.atomic
def add_initiatief(
    *,
    gemeente: Gemeente,
    gebied: Gebied,
    values: dict[str, Any],
    by: Gebruiker,
    antwoord: Antwoord | None = None,
    oorsprong: str = PAGINA,
) -> Initiatief:
    """Write down what residents or a partner do in a neighbourhood.

    Raises:
        PermissionDenied: the user may not write here, or may not make it public.
        ValidationError: a value breaks a rule.
        PersonalDataFound: a public text looks like personal data, and that was not answered.
    """
    if not policies.may_add_initiatief(by, gemeente):
        raise PermissionDenied(_("U vult dit plan niet aan."))
    row = Initiatief(gemeente=gemeente, gebied=gebied, gebruiker=by, **values)
    _check(row, by)
    row.full_clean(exclude=["gemeente", "gebruiker"])
    said = check_texts(public_texts(row), antwoord) if row.gepubliceerd else ""
    history.create_with_history(row, by=by, oorsprong=oorsprong, reden=said)
    return row


@transaction.atomic
def change_initiatief(
    *,
    initiatief: Initiatief,
    values: dict[str, Any],
    by: Gebruiker,
    expected_versie: int,
    antwoord: Antwoord | None = None,
    oorsprong: str = PAGINA,
) -> dict[str, list[Any]]:
    """Change it, or make it public.

    Raises:
        PermissionDenied: the user may not change this, or may not make it public.
        StaleVersion: somebody else changed it since it was read.
        ValidationError: a value breaks a rule.
        PersonalDataFound: a public text looks like personal data, and that was not answered.
    """
    if not policies.may_change_initiatief(by, initiatief):
        raise PermissionDenied(_("U wijzigt dit niet."))
    new = Initiatief.objects.select_related("gemeente").get(pk=initiatief.pk)
    for name, value in values.items():
        setattr(new, name, value)
    _check(new, by)
    said = check_texts(public_texts(new), antwoord) if new.gepubliceerd else ""
    return history.update_with_history(
        initiatief, values, by=by, oorsprong=oorsprong, expected_versie=expected_versie, reden=said
    )


def _check(row: Initiatief, by: Gebruiker) -> None:
    """What it points at is of the same gemeente; only a coordinator makes it public."""
    faults: dict[str, Any] = {}
    if row.gebied.gemeente_id != row.gemeente_id:
        faults["gebied"] = _("Kies een wijk of buurt van deze gemeente.")
    if row.pijler is not None and row.pijler.gemeente_id != row.gemeente_id:
        faults["pijler"] = _("Kies een pijler van deze gemeente.")
    if row.afspraak is not None and row.afspraak.gemeente_id != row.gemeente_id:
        faults["afspraak"] = _("Kies een afspraak van deze gemeente.")
    if row.partij is not None and not Partij.objects.in_gemeente(row.gemeente).filter(pk=row.partij.pk).exists():
        faults["partij"] = _("Kies een organisatie die in deze gemeente meedoet.")
    if faults:
        raise ValidationError(faults)
    if row.gepubliceerd and not policies.may_publish_initiatief(by, row.gemeente):
        raise PermissionDenied(in_own_words(_("Alleen een %(coordinator)s maakt dit openbaar."), row.gemeente))
