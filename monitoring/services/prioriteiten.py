# SPDX-License-Identifier: EUPL-1.2
"""A party keeps what it asks to take up first in a set."""

from collections.abc import Collection, Iterable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from afspraken.models import Afspraak, Afsprakenset
from monitoring import policies
from monitoring.models import Partijprioriteit
from partijen.models import Gebruiker, Partij, Wijziging
from partijen.services import history
from partijen.services.persoonsgegevens import Antwoord, Tekst, check_texts

PAGINA = Wijziging.Oorsprong.PAGINA
TEXTS = ("titel", "toelichting")


@transaction.atomic
def add_prioriteit(
    *,
    afsprakenset: Afsprakenset,
    partij: Partij,
    values: dict[str, Any],
    afspraken: Collection[Afspraak],
    by: Gebruiker,
    antwoord: Antwoord | None = None,
    oorsprong: str = PAGINA,
) -> Partijprioriteit:
    """Write down what a party asks first; public as soon as the set is.

    Args:
        afsprakenset: one that the user sees.
        values: `nummer`, `jaar`, `titel`, `toelichting`.
        afspraken: what it is about, of this set, as far as the user sees them.

    Raises:
        PermissionDenied: the user does not speak for this party.
        ValidationError: by field.
        PersonalDataFound: a text looks like personal data, and that was not answered.
    """
    row = Partijprioriteit(gemeente=afsprakenset.gemeente, afsprakenset=afsprakenset, partij=partij, **values)
    _check(row, afspraken, by)
    _clean(row)
    said = check_texts(_texts(row, TEXTS), antwoord)
    history.create_with_history(row, by=by, oorsprong=oorsprong, reden=said)
    history.set_related_with_history(row, "afspraken", afspraken, by=by, oorsprong=oorsprong)
    return row


@transaction.atomic
def change_prioriteit(
    *,
    prioriteit: Partijprioriteit,
    values: dict[str, Any],
    afspraken: Collection[Afspraak],
    by: Gebruiker,
    expected_versie: int,
    antwoord: Antwoord | None = None,
    oorsprong: str = PAGINA,
) -> None:
    """Write it otherwise. Afspraken that the user does not see stay linked.

    Raises:
        PermissionDenied: the user does not speak for its party.
        StaleVersion: somebody else changed it since it was read.
        ValidationError: by field.
        PersonalDataFound: a text looks like personal data, and that was not answered.
    """
    _check(prioriteit, afspraken, by)
    row = _unchanged(prioriteit, expected_versie)
    changed = [name for name in TEXTS if name in values and values[name] != getattr(row, name)]
    for name, value in values.items():
        setattr(row, name, value)
    _clean(row)
    said = check_texts(_texts(row, changed), antwoord)
    hidden = prioriteit.afspraken.exclude(pk__in=Afspraak.objects.visible_to(by).order_by().values("pk"))
    with history.raising_versions_last():
        history.update_with_history(prioriteit, values, by=by, oorsprong=oorsprong, reden=said)
        history.set_related_with_history(prioriteit, "afspraken", {*afspraken, *hidden}, by=by, oorsprong=oorsprong)


@transaction.atomic
def remove_prioriteit(
    *, prioriteit: Partijprioriteit, by: Gebruiker, expected_versie: int, oorsprong: str = PAGINA
) -> None:
    """Take it back; the history keeps it.

    Raises:
        PermissionDenied: the user does not speak for its party.
        StaleVersion: somebody else changed it since it was read.
    """
    _check(prioriteit, (), by)
    current = _unchanged(prioriteit, expected_versie)
    history.delete_with_history(current, by=by, oorsprong=oorsprong)


def next_number(afsprakenset: Afsprakenset, partij: Partij) -> int:
    """The first number after those that a party has in a set."""
    rows = Partijprioriteit.objects.filter(afsprakenset=afsprakenset, partij=partij)
    last: int | None = rows.order_by("-nummer").values_list("nummer", flat=True).first()
    return (last or 0) + 1


def _check(row: Partijprioriteit, afspraken: Iterable[Afspraak], by: Gebruiker) -> None:
    if not policies.may_keep_prioriteit(by, row.gemeente, row.partij_id):
        raise PermissionDenied(_("U houdt de prioriteiten van deze partij niet bij."))
    if any(afspraak.afsprakenset_id != row.afsprakenset_id for afspraak in afspraken):
        raise ValidationError({"afspraken": ValidationError(_("Kies afspraken van deze afsprakenset."), code="set")})


def _texts(row: Partijprioriteit, names: Iterable[str]) -> list[Tekst]:
    """The texts that everybody reads as soon as the set is public; that is no reason to check them later."""
    return [Tekst(str(row), Partijprioriteit, name, getattr(row, name)) for name in names]


def _unchanged(prioriteit: Partijprioriteit, expected_versie: int) -> Partijprioriteit:
    """The row, held until the end of the transaction; raises StaleVersion."""
    current: Partijprioriteit = Partijprioriteit.objects.select_for_update().get(pk=prioriteit.pk)
    if current.versie != expected_versie:
        raise history.StaleVersion(current)
    return current


def _clean(row: Partijprioriteit) -> None:
    """Raises ValidationError by field; what the row as a whole breaks is that its number is taken."""
    Partij.objects.select_for_update().get(pk=row.partij_id)  # two writers at once would take one number
    try:
        row.full_clean(exclude=["gemeente", "bron"])
    except ValidationError as error:
        faults = dict(error.error_dict)
        whole = faults.pop("__all__", None)
        raise ValidationError({**faults, **({"nummer": whole} if whole else {})}) from error
