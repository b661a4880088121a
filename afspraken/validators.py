# SPDX-License-Identifier: EUPL-1.2
"""Rules of afspraken, each written once: forms, imports, services and API call these."""

import datetime as dt
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from afspraken.statussen import VRAAGT_VERKLARING, Fase, Status, allowed_next, needs_reason, status_words
from partijen.woorden import loaded, own_words
from portaal.lib.forms import MAX_TEXT, has_text

VERKLARING_VELDEN = ("oorzaak", "gevolg", "maatregel")
VRAGEN = {
    "oorzaak": gettext_lazy("Schrijf waardoor het komt."),
    "gevolg": gettext_lazy("Schrijf wat het gevolg is."),
    "maatregel": gettext_lazy("Schrijf wat eraan gedaan wordt."),
}
FIRST_DAY = dt.date(2000, 1, 1)


def validate_status_word(value: str, words: Mapping[str, str]) -> str:
    """A status by its value, usual word or own word ("op_koers", "Op koers", "Op schema"); returns the value.

    Args:
        words: how the gemeente calls each status.

    Raises:
        ValidationError: unknown, with the list of what is possible.
    """
    wanted = value.strip().casefold()
    # Own words first: one of them may be the usual word of another status.
    for named in (words, {status.value: str(status.label) for status in Status}):
        for status, word in named.items():
            if wanted in (status, word.casefold()):
                return str(status)
    raise ValidationError(
        _("‘%(value)s’ is geen status. Kies uit: %(choices)s."),
        code="status",
        params={"value": value[:40], "choices": ", ".join(words.values())},
    )


def validate_fase_word(value: str) -> str:
    """A fase by its value or word; empty is allowed. Returns the value.

    Raises:
        ValidationError: unknown, with the list of what is possible.
    """
    wanted = value.strip().casefold()
    if not wanted:
        return ""
    for fase in Fase:
        if wanted in (fase.value, str(fase.label).casefold()):
            return fase.value
    raise ValidationError(
        _("‘%(value)s’ is geen fase. Kies uit: %(choices)s."),
        code="fase",
        params={"value": value[:40], "choices": ", ".join(str(label) for label in Fase.labels)},
    )


def validate_verklaring(status: str, values: Mapping[str, str], *, gemeente: Any) -> None:
    """`aandacht` and `stagnatie` need oorzaak, gevolg and maatregel.

    Raises:
        ValidationError: per missing field, all at once.
    """
    if status not in VRAAGT_VERKLARING:
        return
    word = status_words(loaded(gemeente))[status]
    missing = {
        name: ValidationError(
            _("%(vraag)s Dat is verplicht bij ‘%(status)s’."),
            code="required",
            params={"vraag": VRAGEN[name], "status": word},
        )
        for name in VERKLARING_VELDEN
        if not has_text(values.get(name) or "")
    }
    if missing:
        raise ValidationError(missing)


def validate_overgang(old: str, new: str, *, gemeente: Any, coordinator: bool, reden: str = "") -> None:
    """A status may move only as the transition table says.

    Raises:
        ValidationError: under `status` when the move is not allowed, under `reden` when a reason is missing.
    """
    if new not in allowed_next(old, coordinator=coordinator):
        raise ValidationError(
            {
                "status": ValidationError(
                    _("De status is ‘%(old)s’. Alleen een %(coordinator)s kan dat weer openen, met een reden."),
                    code="overgang",
                    params={"old": status_words(loaded(gemeente))[old], **own_words(gemeente)},
                )
            }
        )
    if needs_reason(old, new) and not reden.strip():
        raise ValidationError({"reden": ValidationError(_("Schrijf waarom dit weer wordt geopend."), code="required")})


def validate_length(name: str, text: str) -> None:
    """A free text holds 4,000 characters at most.

    Raises:
        ValidationError: under `name`.
    """
    if len(text) > MAX_TEXT:
        fault = _("Deze tekst heeft %(length)s tekens; er passen er %(limit)s.")
        params = {"length": len(text), "limit": MAX_TEXT}
        raise ValidationError({name: ValidationError(fault, code="max_length", params=params)})


_is_webadres = URLValidator(schemes=["http", "https"])


def validate_webadres(value: str) -> None:
    """Evidence is linked by an address a browser opens safely: http or https.

    Raises:
        ValidationError: under `url`.
    """
    try:
        _is_webadres(value)
        if urlsplit(value).username is not None:
            raise ValidationError("")  # https://gemeente.example@elders.example leads elsewhere
    except ValidationError as error:
        fault = _("Dit is geen webadres. Het begint met https:// of http://.")
        raise ValidationError({"url": ValidationError(fault, code="webadres")}) from error


def validate_datum(datum: object, *, today: object) -> None:
    """A report is about a day that has come, in this century: reports cannot be edited, so a slip would stay.

    Raises:
        ValidationError: under `datum`, for a day in the future or before FIRST_DAY.
    """
    if datum < FIRST_DAY:  # type: ignore[operator]
        raise ValidationError(
            {"datum": ValidationError(_("Controleer het jaar: de datum ligt voor 2000."), code="verleden")}
        )
    if datum > today:  # type: ignore[operator]
        raise ValidationError(
            {"datum": ValidationError(_("De datum ligt in de toekomst. Kies vandaag of eerder."), code="toekomst")}
        )


def validate_voortgang(
    *, old_status: str, values: Mapping[str, str], gemeente: Any, coordinator: bool, today: object, datum: object
) -> None:
    """All rules of a report together, so that a user sees every fault at once, in the words of the gemeente.

    Args:
        gemeente: itself, its id, or None for the usual words; read only to name a fault.

    Raises:
        ValidationError: with a dict of all faults by field.
    """
    faults: dict[str, list[ValidationError]] = {}

    def collect(check: object, *args: object, **kwargs: object) -> None:
        try:
            check(*args, **kwargs)  # type: ignore[operator]
        except ValidationError as error:
            for name, errors in error.error_dict.items():
                faults.setdefault(name, []).extend(errors)

    status = values.get("status", "")
    if status not in Status.values:
        raise ValidationError({"status": ValidationError(_("Kies een status."), code="required")})
    reden = values.get("reden", "")
    collect(validate_overgang, old_status, status, gemeente=gemeente, coordinator=coordinator, reden=reden)
    collect(validate_verklaring, status, values, gemeente=gemeente)
    collect(validate_datum, datum, today=today)
    for name, text in values.items():
        if isinstance(text, str):
            collect(validate_length, name, text)
    if faults:
        raise ValidationError(faults)
