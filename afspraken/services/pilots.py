# SPDX-License-Identifier: EUPL-1.2
"""Keeping the moves of a pilot, and deciding how it goes on."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from afspraken import policies
from afspraken.models import Afsprakenset, Verhuizing, Vervolgbesluit
from afspraken.services.persoonsgegevens import Antwoord, check_texts, public_texts
from partijen.models import Gebruiker, Partij, Wijziging
from partijen.services import history

PAGINA = Wijziging.Oorsprong.PAGINA


@transaction.atomic
def add_verhuizing(
    *, pilot: Afsprakenset, values: dict[str, Any], by: Gebruiker, oorsprong: str = PAGINA
) -> Verhuizing:
    """Keep a move of a pilot with what was spent on it, in euros.

    Raises:
        PermissionDenied: the user does not keep this pilot.
        ValidationError: a value breaks a rule.
    """
    if not policies.may_keep_pilot(by, pilot):
        raise PermissionDenied(_("U houdt deze pilot niet bij."))
    values = _month_alone(values)
    row = Verhuizing(gemeente_id=pilot.gemeente_id, afsprakenset=pilot, gebruiker=by, **values)
    _check(row)
    row.full_clean(exclude=["gemeente", "afsprakenset", "gebruiker"])
    history.create_with_history(row, by=by, oorsprong=oorsprong)
    return row


@transaction.atomic
def change_verhuizing(
    *, verhuizing: Verhuizing, values: dict[str, Any], by: Gebruiker, expected_versie: int, oorsprong: str = PAGINA
) -> dict[str, list[Any]]:
    """Mend a move; the history keeps what stood there.

    Raises:
        PermissionDenied: the user does not keep this pilot.
        StaleVersion: somebody else changed it since it was read.
        ValidationError: a value breaks a rule.
    """
    if not policies.may_keep_pilot(by, verhuizing.afsprakenset):
        raise PermissionDenied(_("U houdt deze pilot niet bij."))
    values = _month_alone(values)
    new = Verhuizing.objects.select_related("afsprakenset").get(pk=verhuizing.pk)
    for name, value in values.items():
        setattr(new, name, value)
    _check(new)
    return history.update_with_history(verhuizing, values, by=by, oorsprong=oorsprong, expected_versie=expected_versie)


def _month_alone(values: dict[str, Any]) -> dict[str, Any]:
    """Of the day of a move only the month is kept: with the day, one could find who moved."""
    return {**values, "maand": values["maand"].replace(day=1)}


def _check(row: Verhuizing) -> None:
    faults: dict[str, Any] = {}
    if row.afsprakenset.soort != Afsprakenset.Soort.PILOT:
        faults["__all__"] = _("Alleen een pilot houdt verhuizingen bij.")
    if row.maand > timezone.localdate():
        faults["maand"] = _("Deze maand moet nog komen.")
    here = Partij.objects.in_gemeente(row.afsprakenset.gemeente).filter(soort=Partij.Soort.CORPORATIE)
    if not here.filter(pk=row.corporatie.pk).exists():
        faults["corporatie"] = _("Kies een corporatie die in deze gemeente werkt.")
    if faults:
        raise ValidationError(faults)


@transaction.atomic
def decide_pilot(
    *,
    pilot: Afsprakenset,
    values: dict[str, Any],
    by: Gebruiker,
    antwoord: Antwoord | None = None,
    oorsprong: str = PAGINA,
) -> Vervolgbesluit:
    """Record how a pilot goes on; it is never changed, a later decision takes its place.

    What the same user decided last in the same words, he sent twice: that stays one decision.

    Raises:
        PermissionDenied: the user does not record decisions of this gemeente.
        ValidationError: a value breaks a rule.
        PersonalDataFound: the reason looks like personal data, and that was not answered.
    """
    if not policies.may_decide_pilot(by, pilot):
        raise PermissionDenied(_("U legt dit besluit niet vast."))
    row = Vervolgbesluit(gemeente_id=pilot.gemeente_id, afsprakenset=pilot, gebruiker=by, **values)
    row.full_clean(exclude=["gemeente", "afsprakenset", "gebruiker"])
    if pilot.soort != Afsprakenset.Soort.PILOT:
        raise ValidationError(_("Alleen over een pilot wordt zo besloten."))
    if row.datum > timezone.localdate():
        raise ValidationError({"datum": _("Deze dag moet nog komen.")})
    if row.overleg is not None and row.overleg.gemeente_id != pilot.gemeente_id:
        raise ValidationError({"overleg": _("Kies een overleg van deze gemeente.")})
    Afsprakenset.objects.select_for_update().get(pk=pilot.pk)
    last = Vervolgbesluit.objects.filter(afsprakenset=pilot).order_by("-pk").first()
    if last is not None and last.gebruiker_id == by.pk and all(getattr(last, name) == values[name] for name in values):
        return last
    said = check_texts(public_texts(row), antwoord) if pilot.gepubliceerd else ""
    history.create_with_history(row, by=by, oorsprong=oorsprong, reden=said)
    return row
