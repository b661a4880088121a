# SPDX-License-Identifier: EUPL-1.2
"""A party puts its view beside something, it is answered, both sides agree, and the coordinator makes it public."""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from afspraken.models import Afspraak
from monitoring import policies
from monitoring.models import Evaluatie, Rapportage, Zienswijze
from monitoring.models.zienswijze import MAX_TEKST
from monitoring.querysets.zienswijze import Staat
from partijen.models import Gebruiker, Partij, Wijziging
from partijen.services import history
from partijen.services.persoonsgegevens import Antwoord, Tekst, check_texts
from partijen.woorden import in_own_words
from portaal.lib.forms import has_text

PAGINA = Wijziging.Oorsprong.PAGINA
Over = Afspraak | Rapportage | Evaluatie
CONTENT = ("soort", "titel", "tekst", "gericht_aan")
NOBODY_AGREES: Mapping[str, Any] = {
    "akkoord_indiener_op": None,
    "akkoord_indiener_door": None,
    "akkoord_antwoord_op": None,
    "akkoord_antwoord_door": None,
}


class ZienswijzeVoorbij(Exception):
    """It is past the step that was asked: answered, public or withdrawn since the user read it."""


def submit_zienswijze(
    *,
    over: Over,
    partij: Partij,
    soort: str,
    titel: str,
    tekst: str,
    by: Gebruiker | None,
    gericht_aan: Partij | None = None,
    moment: dt.datetime | None = None,
    demo: bool = False,
    oorsprong: str = PAGINA,
) -> Zienswijze:
    """Put a view or question of a party beside something; the answer is due after the days that the gemeente set.

    Args:
        over: something the user sees; a rapportage or evaluation is vastgesteld. Needs `gemeente` loaded.
        gericht_aan: who is asked to answer; None for the gemeente.

    Raises:
        PermissionDenied: the user does not speak for this party.
        ValidationError: by field: no text, or a party that cannot be asked.
    """
    gemeente = over.gemeente
    if by is not None and partij.pk not in policies.speaking_partij_ids(by, gemeente):
        raise PermissionDenied(_("U kunt voor deze partij geen zienswijze schrijven."))
    if isinstance(over, Rapportage | Evaluatie) and not _is_vast(over):
        fault = _("Dit is nog niet vastgesteld. Geef uw zienswijze daarna.")
        raise ValidationError({"over": ValidationError(fault, code="concept")})
    moment = moment or timezone.now()
    zienswijze = Zienswijze(
        gemeente=gemeente,
        partij=partij,
        over_naam=name_of(over),
        ingediend_op=moment,
        ingediend_door=by,
        antwoord_uiterlijk=timezone.localtime(moment).date() + dt.timedelta(days=gemeente.zienswijze_dagen),
        demo=demo or bool(getattr(over, "demo", False)),
        **{str(over._meta.model_name): over},
        **_content(over, partij, {"soort": soort, "titel": titel, "tekst": tekst, "gericht_aan": gericht_aan}),
    )
    zienswijze.full_clean(exclude=["gemeente", "partij", "afspraak", "rapportage", "evaluatie", "gericht_aan"])
    history.create_with_history(zienswijze, by=by, oorsprong=oorsprong, namens=partij, demo=zienswijze.demo)
    return zienswijze


def name_of(over: Over) -> str:
    """What a zienswijze is about, in words."""
    kind = "" if isinstance(over, Afspraak) else f"{capfirst(over._meta.verbose_name)} "
    return f"{kind}{over}"[:240]


def _is_vast(over: Rapportage | Evaluatie) -> bool:
    return not over.concept if isinstance(over, Rapportage) else over.vastgesteld


def _content(over: Over, partij: Partij, values: Mapping[str, Any]) -> dict[str, Any]:
    """What a party writes, checked by the rules that hold for a new one and a changed one alike.

    Raises:
        ValidationError: by field.
    """
    gemeente = over.gemeente
    faults: dict[str, ValidationError] = {}
    cleaned: dict[str, Any] = {
        name: value.strip() if isinstance(value, str) else value for name, value in values.items()
    }
    said = {"titel": _("Schrijf in één zin wat u vindt of wilt weten."), "tekst": _("Schrijf uw uitleg erbij.")}
    for name, fault in said.items():
        if not has_text(cleaned[name]):
            faults[name] = ValidationError(fault, code="required")
    if len(cleaned["tekst"]) > MAX_TEKST:
        faults["tekst"] = _too_long(cleaned["tekst"])
    asked: Partij | None = cleaned["gericht_aan"]
    if asked is not None and asked.pk == gemeente.eigen_partij_id:
        asked = cleaned["gericht_aan"] = None  # the gemeente itself is asked without naming its party
    if asked is None and partij.pk == gemeente.eigen_partij_id:
        faults["gericht_aan"] = ValidationError(_("Kies welke partij antwoordt."), code="required")
    elif asked is not None and (asked.pk == partij.pk or not _takes_part(asked, gemeente)):
        faults["gericht_aan"] = ValidationError(_("Kies een andere partij van deze gemeente."), code="invalid")
    elif asked is not None and not _is_public(over):
        fault = _("Dit is nog niet openbaar, dus deze partij kan het niet lezen. Vraag het de gemeente.")
        faults["gericht_aan"] = ValidationError(fault, code="niet_openbaar")
    if faults:
        raise ValidationError(faults)
    return cleaned


def _is_public(over: Over) -> bool:
    """Every party can read what a zienswijze is about."""
    shown = over.gepubliceerd if isinstance(over, Afspraak) else _is_vast(over)
    return shown and over.afsprakenset.gepubliceerd


def _too_long(text: str) -> ValidationError:
    said = _("Deze tekst heeft %(length)s tekens; er passen er %(limit)s.")
    return ValidationError(said, code="max_length", params={"length": len(text), "limit": MAX_TEKST})


def _takes_part(partij: Partij, gemeente: Any) -> bool:
    rows = Partij.objects.in_gemeente(gemeente).exclude(soort=Partij.Soort.WERKGROEP)
    return bool(rows.filter(pk=partij.pk).exists())


def _step(zienswijze: Zienswijze, expected_versie: int, *staten: Staat) -> Zienswijze:
    """The row, held until the end of the transaction.

    Raises:
        StaleVersion: somebody else changed it since.
        ZienswijzeVoorbij: it is not in one of these states.
    """
    current = Zienswijze.objects.select_for_update(of=("self",)).select_related("gemeente").get(pk=zienswijze.pk)
    if current.versie != expected_versie:
        raise history.StaleVersion(current)
    if current.staat not in staten:
        said = _("Dit kan niet meer: de zienswijze is nu “%(staat)s”.")
        raise ZienswijzeVoorbij(said % {"staat": current.staat.label})
    return current


def _record(
    current: Zienswijze,
    changes: Mapping[str, Any],
    *,
    by: Gebruiker | None,
    oorsprong: str,
    soort: str = Wijziging.Soort.GEWIJZIGD,
    reden: str = "",
    validate: bool = False,
) -> Zienswijze:
    history.update_with_history(
        current,
        dict(changes),
        by=by,
        oorsprong=oorsprong,
        expected_versie=current.versie,
        soort=soort,
        reden=reden,
        validate=validate,
        demo=current.demo,
    )
    return current


@transaction.atomic
def change_zienswijze(
    *, zienswijze: Zienswijze, values: Mapping[str, Any], by: Gebruiker, expected_versie: int, oorsprong: str = PAGINA
) -> Zienswijze:
    """Write it otherwise, as long as nobody answered.

    Args:
        values: of CONTENT, all of them.

    Raises:
        PermissionDenied: the user does not speak for its party.
        StaleVersion, ZienswijzeVoorbij: somebody changed or answered it since.
        ValidationError: as for a new one.
    """
    if zienswijze.partij_id not in policies.speaking_partij_ids(by, zienswijze.gemeente):
        raise PermissionDenied(_("Alleen de partij van de zienswijze wijzigt haar."))
    current = _step(zienswijze, expected_versie, Staat.OPEN)
    current.over.gemeente = current.gemeente
    cleaned = _content(current.over, zienswijze.partij, {name: values[name] for name in CONTENT})
    return _record(current, cleaned, by=by, oorsprong=oorsprong, validate=True)


@transaction.atomic
def answer_zienswijze(
    *,
    zienswijze: Zienswijze,
    antwoord: str,
    by: Gebruiker | None,
    expected_versie: int,
    moment: dt.datetime | None = None,
    oorsprong: str = PAGINA,
) -> Zienswijze:
    """Answer it, or write the answer otherwise before it is public; then both sides look again.

    Who answers read both texts, so his side agrees to publishing with it.

    Raises:
        PermissionDenied: the user is not of the party that was asked, and no coordinator.
        StaleVersion, ZienswijzeVoorbij: somebody changed, published or withdrew it since.
        ValidationError: under `antwoord`: empty or too long.
    """
    current = _step(zienswijze, expected_versie, Staat.OPEN, Staat.BEANTWOORD)
    if by is not None and not policies.may_answer_zienswijze(by, current):
        raise PermissionDenied(_("U kunt deze zienswijze niet beantwoorden."))
    if not has_text(antwoord):
        raise ValidationError({"antwoord": ValidationError(_("Schrijf het antwoord."), code="required")})
    if len(antwoord) > MAX_TEKST:
        raise ValidationError({"antwoord": _too_long(antwoord)})
    addressed = by is None or policies.answers_as_addressed(by, current)
    namens_id = current.gericht_aan_id if addressed and current.gericht_aan_id else current.gemeente.eigen_partij_id
    moment = moment or timezone.now()
    changes = {
        **NOBODY_AGREES,
        "antwoord": antwoord.strip(),
        "antwoord_namens_id": namens_id,
        "beantwoord_op": current.beantwoord_op or moment,
        "beantwoord_door": by,
        "akkoord_antwoord_op": moment,
        "akkoord_antwoord_door": by,
    }
    return _record(current, changes, by=by, oorsprong=oorsprong, validate=True)


@transaction.atomic
def agree_zienswijze(
    *,
    zienswijze: Zienswijze,
    kant: str,
    by: Gebruiker | None,
    expected_versie: int,
    moment: dt.datetime | None = None,
    oorsprong: str = PAGINA,
) -> Zienswijze:
    """One side says that it saw both texts, and that they may become public.

    Args:
        kant: `indiener` or `antwoord`.

    Raises:
        PermissionDenied: the user does not speak for that side.
        StaleVersion, ZienswijzeVoorbij: somebody changed, published or withdrew it since.
    """
    current = _step(zienswijze, expected_versie, Staat.BEANTWOORD)
    if by is not None and kant not in policies.sides_of(by, current):
        raise PermissionDenied(_("U kunt voor deze kant niet zeggen dat het openbaar mag."))
    changes = {f"akkoord_{kant}_op": moment or timezone.now(), f"akkoord_{kant}_door": by}
    return _record(current, changes, by=by, oorsprong=oorsprong)


@transaction.atomic
def publish_zienswijze(
    *,
    zienswijze: Zienswijze,
    by: Gebruiker | None,
    expected_versie: int,
    antwoord: Antwoord | None = None,
    moment: dt.datetime | None = None,
    oorsprong: str = PAGINA,
) -> Zienswijze:
    """Show it with its answer to everybody who sees what it is about.

    Raises:
        PermissionDenied: the user is no coordinator of the gemeente.
        StaleVersion, ZienswijzeVoorbij: somebody changed or withdrew it since, or a side did not agree yet.
        PersonalDataFound: a text seems to hold personal data, and that was not answered.
    """
    _check_publishes(by, zienswijze.gemeente_id)
    current = _step(zienswijze, expected_versie, Staat.BEANTWOORD)
    if not current.beide_akkoord:
        raise ZienswijzeVoorbij(_("Nog niet beide kanten zijn akkoord. Publiceer daarna."))
    said = check_texts(_texts(current), antwoord)
    changes = {"gepubliceerd": True, "gepubliceerd_op": moment or timezone.now()}
    return _record(current, changes, by=by, oorsprong=oorsprong, soort=Wijziging.Soort.GEPUBLICEERD, reden=said)


def _check_publishes(by: Gebruiker | None, gemeente_id: int) -> None:
    if by is not None and not policies.may_publish_zienswijze(by, gemeente_id):
        raise PermissionDenied(in_own_words(_("Alleen een %(coordinator)s publiceert."), gemeente_id))


def _texts(zienswijze: Zienswijze) -> Iterator[Tekst]:
    """Every free text that becomes public."""
    for name in ("titel", "tekst", "antwoord"):
        yield Tekst(str(zienswijze), Zienswijze, name, getattr(zienswijze, name))


@transaction.atomic
def unpublish_zienswijze(
    *, zienswijze: Zienswijze, by: Gebruiker, expected_versie: int, oorsprong: str = PAGINA
) -> Zienswijze:
    """Take it out of public sight; both sides look again before it comes back.

    Raises:
        PermissionDenied: the user is no coordinator of the gemeente.
        StaleVersion, ZienswijzeVoorbij: somebody did so, or withdrew it since.
    """
    _check_publishes(by, zienswijze.gemeente_id)
    current = _step(zienswijze, expected_versie, Staat.GEPUBLICEERD)
    changes = {**NOBODY_AGREES, "gepubliceerd": False, "gepubliceerd_op": None}
    return _record(current, changes, by=by, oorsprong=oorsprong, soort=Wijziging.Soort.INGETROKKEN)


@transaction.atomic
def withdraw_zienswijze(
    *, zienswijze: Zienswijze, by: Gebruiker, expected_versie: int, oorsprong: str = PAGINA
) -> Zienswijze:
    """The party takes it back, also out of public sight; the log keeps what it said.

    Raises:
        PermissionDenied: the user does not speak for its party.
        StaleVersion, ZienswijzeVoorbij: somebody changed or withdrew it since.
    """
    if zienswijze.partij_id not in policies.speaking_partij_ids(by, zienswijze.gemeente):
        raise PermissionDenied(_("Alleen de partij van de zienswijze trekt haar in."))
    current = _step(zienswijze, expected_versie, Staat.OPEN, Staat.BEANTWOORD, Staat.GEPUBLICEERD)
    changes = {"ingetrokken_op": timezone.now(), "gepubliceerd": False, "gepubliceerd_op": None}
    return _record(current, changes, by=by, oorsprong=oorsprong, soort=Wijziging.Soort.INGETROKKEN)


@transaction.atomic
def give_more_time(
    *, zienswijze: Zienswijze, uiterlijk: dt.date, by: Gebruiker, expected_versie: int, oorsprong: str = PAGINA
) -> Zienswijze:
    """Set another day on which the answer is due.

    Raises:
        PermissionDenied: the user is no coordinator of the gemeente.
        StaleVersion, ZienswijzeVoorbij: somebody changed, answered or withdrew it since.
        ValidationError: under `uiterlijk`: a day that has been, or more than a year away.
    """
    _check_publishes(by, zienswijze.gemeente_id)
    current = _step(zienswijze, expected_versie, Staat.OPEN)
    today = timezone.localdate()
    if not today <= uiterlijk <= today + dt.timedelta(days=365):
        fault = _("Kies een dag vanaf vandaag, hoogstens een jaar vooruit.")
        raise ValidationError({"uiterlijk": ValidationError(fault, code="invalid")})
    return _record(current, {"antwoord_uiterlijk": uiterlijk}, by=by, oorsprong=oorsprong)
