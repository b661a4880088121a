# SPDX-License-Identifier: EUPL-1.2
"""Changing what was agreed by decision: a concept first, which takes effect when the coordinator publishes it."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from afspraken import policies
from afspraken.bijstellen import Onderwerp, read_value, subject_of, subjects_of
from afspraken.models import Afspraak, Bijstelling, Doelstelling, Termijn
from afspraken.services.persoonsgegevens import Antwoord, check_public_texts
from afspraken.statussen import Status
from afspraken.validators import validate_datum
from partijen.models import Gebruiker, Overleg, Wijziging
from partijen.services import history
from partijen.woorden import in_own_words
from portaal.lib.forms import has_text

PAGINA = Wijziging.Oorsprong.PAGINA
MAX_WAARDE, MAX_REDEN = 4000, 2000


@dataclass(frozen=True, slots=True)
class Voorstel:
    """What is to be changed and into what. Without a `datum` the day of the meeting, or today."""

    onderwerp: str
    nieuw: str
    reden: str
    datum: dt.date | None = None
    overleg: Overleg | None = None


@transaction.atomic
def save_bijstelling(
    *,
    afspraak: Afspraak,
    voorstel: Voorstel,
    by: Gebruiker,
    bijstelling: Bijstelling | None = None,
    expected_versie: int | None = None,
    oorsprong: str = PAGINA,
) -> Bijstelling:
    """Write a concept, or change one. The value that it replaces is taken anew.

    Args:
        bijstelling: the concept to change; its subject stays what it is.

    Raises:
        PermissionDenied: the user is not coordinator of the gemeente.
        StaleVersion: somebody else changed the concept since, or published it.
        ValidationError: by field: what is missing or wrong; under no field: the afspraak is vervallen.
    """
    _check_coordinator(by, afspraak)
    locked = Afspraak.objects.select_for_update().get(pk=afspraak.pk)
    if locked.status == Status.VERVALLEN:
        raise ValidationError(_("Deze afspraak is vervallen. Heropen haar eerst."), code="vervallen")
    if bijstelling is not None:
        current = Bijstelling.objects.select_for_update().get(pk=bijstelling.pk)
        if current.gepubliceerd or current.versie != expected_versie:
            raise history.StaleVersion(current)
        subject = _subject_now(current)
    else:
        subject = _subject(voorstel.onderwerp, locked, by)
    values = _values(voorstel, subject, locked)
    if bijstelling is not None:
        history.update_with_history(bijstelling, values, by=by, oorsprong=oorsprong, expected_versie=expected_versie)
        return bijstelling
    new = Bijstelling(
        gemeente_id=locked.gemeente_id,
        afspraak=afspraak,
        actie=subject.termijn.actie if subject.termijn else None,
        soort=subject.soort,
        termijn=subject.termijn,
        doelstelling=subject.doelstelling,
        onderwerp=subject.naam[:300],
        gebruiker=by,
        **values,
    )
    try:
        new.full_clean(exclude=["gemeente", "actie", "overleg", "gebruiker"])
    except ValidationError as error:
        raise _on_subject(error) from error
    history.create_with_history(new, by=by, oorsprong=oorsprong)
    return new


def _on_subject(error: ValidationError) -> ValidationError:
    """What the row as a whole breaks is that the subject has a concept already."""
    faults = dict(error.error_dict)
    whole = faults.pop("__all__", None)
    return ValidationError({**faults, **({"onderwerp": whole} if whole else {})})


def _check_coordinator(by: Gebruiker, afspraak: Afspraak) -> None:
    if not policies.may_adjust(by, afspraak):
        raise PermissionDenied(
            in_own_words(_("Alleen een %(coordinator)s stelt een afspraak bij."), afspraak.gemeente_id)
        )


def _subject(sleutel: str, afspraak: Afspraak, by: Gebruiker) -> Onderwerp:
    found = next((one for one in subjects_of(by, afspraak) if one.sleutel == sleutel), None)
    if found is None:
        fault = ValidationError(_("Kies wat u bijstelt."), code="required")
        raise ValidationError({"onderwerp": fault})
    return found


def _subject_now(row: Bijstelling) -> Onderwerp:
    """What a concept is about, as it is now.

    Raises:
        ValidationError: the term or target is gone.
    """
    found: Afspraak | Termijn | Doelstelling | None = row.afspraak
    if row.soort == Bijstelling.Soort.TERMIJN:
        found = Termijn.objects.select_for_update().filter(pk=row.termijn_id or 0).first()
    elif row.soort == Bijstelling.Soort.STREEFWAARDE:
        found = Doelstelling.objects.select_for_update().filter(pk=row.doelstelling_id or 0).first()
    if found is None:
        raise ValidationError(_("Wat u wilt bijstellen bestaat niet meer. Gooi dit concept weg."), code="weg")
    return subject_of(found)


def _values(voorstel: Voorstel, subject: Onderwerp, afspraak: Afspraak) -> dict[str, Any]:
    """The checked values of a concept; raises ValidationError with every fault by field."""
    faults: dict[str, Any] = {}
    nieuw = ""
    try:
        nieuw = read_value(subject, voorstel.nieuw)
    except ValidationError as error:
        faults |= error.error_dict
    if not has_text(voorstel.reden):
        faults["reden"] = ValidationError(_("Schrijf waarom dit verandert."), code="required")
    for name, text, limit in (("nieuw", nieuw, MAX_WAARDE), ("reden", voorstel.reden, MAX_REDEN)):
        if len(text) > limit:
            fault = _("Deze tekst heeft %(length)s tekens; er passen er %(limit)s.")
            params = {"length": len(text), "limit": limit}
            faults[name] = ValidationError(fault, code="max_length", params=params)
    today, overleg = timezone.localdate(), voorstel.overleg
    datum = voorstel.datum or (overleg.datum if overleg else today)
    if overleg is not None and overleg.gemeente_id != afspraak.gemeente_id:
        faults["overleg"] = ValidationError(_("Kies een overleg uit de lijst."), code="invalid")
    elif overleg is not None and overleg.datum > today:
        fault = _("Dit overleg is pas op %(dag)s.") % {"dag": date_format(overleg.datum, "j F Y")}
        faults["overleg"] = ValidationError(fault, code="komt_nog")
    else:
        try:
            validate_datum(datum, today=today)
        except ValidationError as error:
            faults |= error.error_dict
    if faults:
        raise ValidationError(faults)
    return {
        "oud": subject.waarde,
        "nieuw": nieuw,
        "reden": voorstel.reden.strip(),
        "datum": datum,
        "overleg": overleg,
    }


@transaction.atomic
def publish_bijstelling(
    *,
    bijstelling: Bijstelling,
    by: Gebruiker,
    expected_versie: int,
    antwoord: Antwoord | None = None,
    gezegd: str | None = None,
    oorsprong: str = PAGINA,
) -> Bijstelling:
    """Put the new value in its place and make the change public; it never changes again.

    Args:
        gezegd: by a caller that checked the texts of several things together: what the history says of findings.

    Raises:
        PermissionDenied: the user is not coordinator of the gemeente.
        StaleVersion: somebody else changed or published the concept since.
        ValidationError: what it changes has another value by now, or is gone.
        PersonalDataFound: its texts seem to hold personal data, and that was not answered.
    """
    afspraak = Afspraak.objects.select_for_update().get(pk=bijstelling.afspraak_id)
    _check_coordinator(by, afspraak)
    current = Bijstelling.objects.select_for_update().get(pk=bijstelling.pk)
    if current.gepubliceerd or current.versie != expected_versie:
        raise history.StaleVersion(current)
    current.afspraak = afspraak
    subject = _subject_now(current)
    if subject.waarde != current.oud:
        fault = _("Intussen is dit veranderd in: %(waarde)s. Pas de bijstelling aan en publiceer daarna.")
        raise ValidationError(fault, code="veranderd", params={"waarde": subject.woorden})
    said = check_public_texts([current], antwoord) if gezegd is None else gezegd
    target: Any = subject.termijn or subject.doelstelling or afspraak
    with history.raising_versions_last():
        history.update_with_history(
            target, _new_values(subject, current.nieuw), by=by, oorsprong=oorsprong, reden=current.reden
        )
        history.update_with_history(
            bijstelling,
            {"gepubliceerd": True, "gepubliceerd_op": timezone.now()},
            by=by,
            oorsprong=oorsprong,
            reden=said,
            soort=Wijziging.Soort.GEPUBLICEERD,
            expected_versie=expected_versie,
        )
    return bijstelling


def _new_values(subject: Onderwerp, nieuw: str) -> dict[str, Any]:
    if subject.termijn is not None:
        return {"periode": nieuw}
    if subject.doelstelling is None:
        return {"doel": nieuw}
    if subject.doelstelling.eenheid == "tekst":
        return {"doel": None, "doel_tekst": nieuw, "waardestatus": "bekend"}
    return {"doel": Decimal(nieuw), "doel_tekst": "", "waardestatus": "bekend"}


@transaction.atomic
def discard_bijstelling(
    *, bijstelling: Bijstelling, by: Gebruiker, expected_versie: int, oorsprong: str = PAGINA
) -> None:
    """Throw a concept away.

    Raises:
        PermissionDenied: the user is not coordinator of the gemeente.
        StaleVersion: somebody else changed or published it since.
    """
    _check_coordinator(by, bijstelling.afspraak)
    current = Bijstelling.objects.select_for_update().get(pk=bijstelling.pk)
    if current.gepubliceerd or current.versie != expected_versie:
        raise history.StaleVersion(current)
    history.delete_with_history(current, by=by, oorsprong=oorsprong)
