# SPDX-License-Identifier: EUPL-1.2
"""Blacking out: personal data that slipped through is taken out everywhere in a gemeente by one logged act.

Also out of the history and of other tables that are otherwise only added to. The act is told in the history and the
security log: who, when, why, what kind and on how many places; never the text itself.
"""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import OperationalError, connection, connections, models, router, transaction
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from partijen import policies
from partijen.models import Gebruiker, Gemeente, Wijziging
from partijen.services import history
from portaal.lib import blackout
from portaal.lib.personal_data import find_personal_data
from portaal.lib.security_log import log
from portaal.lib.triggers import changeable

AROUND = 40  # characters shown on either side
# Who is busy with a row holds it, and then waits for the gemeente that is held here: give way before he is thrown out.
WAIT_MILLISECONDS, ATTEMPTS = 300, 40
LOCK_NOT_AVAILABLE = "55P03"
NAMED = 200  # places that are named: the name of a row may ask the database


@dataclass(frozen=True, slots=True)
class Vindplaats:
    """A place where the text stands; `vast` is one that cannot be blacked out, such as a code."""

    soort: str
    naam: str
    veld: str
    voor: str
    na: str
    vast: bool


def validate_tekst(tekst: str) -> str:
    """A text that can be blacked out, without blanks around it.

    Raises:
        ValidationError: under `tekst`: too short or too long, or part of the mark that takes its place.
    """
    tekst = tekst.replace("\r\n", "\n").strip()
    fault = ""
    if len(tekst) < blackout.SHORTEST:
        fault = _("Geef minstens %(limit)d tekens. Een kortere tekst komt ook in andere woorden voor.")
        fault %= {"limit": blackout.SHORTEST}
    elif len(tekst) > blackout.LONGEST:
        fault = _("Geef hoogstens %(limit)d tekens.") % {"limit": blackout.LONGEST}
    elif tekst in blackout.MARK or blackout.MARK in tekst or "\0" in tekst:
        fault = _("Deze tekst kan niet zwart worden gemaakt.")
    if fault:
        raise ValidationError({"tekst": ValidationError(fault, code="tekst")})
    return tekst


def find_places(*, gemeente: Gemeente, tekst: str, by: Gebruiker) -> list[Vindplaats]:
    """Every place in one gemeente where exactly this text stands.

    Raises:
        PermissionDenied: the user does not keep this gemeente.
        ValidationError: see `validate_tekst`.
    """
    if not policies.may_black_out(by, gemeente.pk):
        raise PermissionDenied(_("U kunt in deze gemeente niets zwartmaken."))
    tekst = validate_tekst(tekst)
    places: list[Vindplaats] = []
    for place in blackout.find(tekst, gemeente.pk):
        opts = place.row._meta
        for found in place.texts:
            start = found.find(tekst)
            if start < 0:
                continue
            places.append(
                Vindplaats(
                    soort=str(capfirst(opts.verbose_name)),
                    naam=str(place.row) if len(places) < NAMED else "",
                    veld=str(place.field.verbose_name),
                    voor=found[max(0, start - AROUND) : start],
                    na=found[start + len(tekst) : start + len(tekst) + AROUND],
                    vast=place.use is blackout.Use.FIXED,
                )
            )
    return places


def black_out(
    *,
    gemeente: Gemeente,
    tekst: str,
    reden: str,
    by: Gebruiker,
    oorsprong: str = Wijziging.Oorsprong.PAGINA,
) -> dict[str, int]:
    """Put "[zwartgemaakt]" in place of a text everywhere in one gemeente. There is no way back.

    Returns:
        {label of the model: number of places}.

    Raises:
        PermissionDenied: the user does not keep this gemeente.
        ValidationError: by field: no reason, a reason that repeats the text, a text that cannot be blacked out, that
            stands nowhere, or that is part of a code or address; others kept writing in what holds it.
    """
    if not policies.may_black_out(by, gemeente.pk):
        raise PermissionDenied(_("U kunt in deze gemeente niets zwartmaken."))
    tekst, reden = validate_tekst(tekst), reden.strip()
    if not reden:
        raise ValidationError({"reden": ValidationError(_("Schrijf waarom dit zwart moet."), code="required")})
    if tekst in reden:
        fault = _("Noem de tekst zelf niet in de reden: die blijft bewaard.")
        raise ValidationError({"reden": ValidationError(fault, code="tekst")})
    for _attempt in range(ATTEMPTS):
        try:
            return _replace(gemeente, tekst, reden, by=by, oorsprong=oorsprong)
        except OperationalError as error:
            if getattr(error.__cause__, "pgcode", None) != LOCK_NOT_AVAILABLE:
                raise
    fault = _("Anderen schrijven nu in deze teksten. Er is niets zwart gemaakt. Probeer het zo weer.")
    raise ValidationError({"tekst": ValidationError(fault, code="bezet")})


@transaction.atomic
def _replace(gemeente: Gemeente, tekst: str, reden: str, *, by: Gebruiker, oorsprong: str) -> dict[str, int]:
    """See `black_out`; nobody writes in the gemeente meanwhile. Raises OperationalError when a row stays held."""
    Gemeente.objects.select_for_update().get(pk=gemeente.pk)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{WAIT_MILLISECONDS}ms"])
    fixed = [place for place in blackout.find(tekst, gemeente.pk) if place.use is blackout.Use.FIXED]
    if fixed:
        names = {f"{place.row._meta.verbose_name} {place.row} ({place.field.verbose_name})" for place in fixed}
        fault = _("Deze tekst is deel van een code, keuze of adres: %(plaatsen)s. Wijzig die eerst.")
        params = {"plaatsen": "; ".join(sorted(names)[:10])}
        raise ValidationError({"tekst": ValidationError(fault, code="vast", params=params)})
    counts: Counter[str] = Counter()
    with changeable(connections[router.db_for_write(Wijziging)]):
        for model in blackout.project_models():
            fields = blackout.replace_in(model, tekst, gemeente.pk)
            if fields:
                counts[model._meta.label_lower] += sum(fields.values())
    if not counts:
        fault = _("Deze tekst staat nergens in de gegevens van deze gemeente.")
        raise ValidationError({"tekst": ValidationError(fault, code="nergens")})
    if next(blackout.find(tekst, gemeente.pk), None) is not None:
        raise ValidationError({"tekst": ValidationError(_("Deze tekst kan niet zwart worden gemaakt."), code="rest")})
    _tell(gemeente, kinds_of(tekst), counts, by=by, reden=reden, oorsprong=oorsprong)
    return dict(counts)


def kinds_of(tekst: str) -> list[str]:
    """What kind of personal data a text seems to be, in words; empty when that cannot be seen from it."""
    return list(dict.fromkeys(str(found.kind.label) for found in find_personal_data(tekst)))


def counts_in_words(counts: dict[str, int]) -> list[str]:
    """{label: number} as "voortgang: 3"."""
    return [f"{_model(label)._meta.verbose_name}: {count}" for label, count in sorted(counts.items())]


def _tell(
    gemeente: Gemeente, kinds: list[str], counts: dict[str, int], *, by: Gebruiker, reden: str, oorsprong: str
) -> None:
    gemeente.refresh_from_db()
    velden: dict[str, Any] = {
        "soort": [None, ", ".join(kinds) or _("anders")],
        "plaatsen": [None, counts_in_words(counts)],
    }
    event = history.event(
        gemeente, Wijziging.Soort.ZWARTGEMAAKT, by=by, oorsprong=oorsprong, velden=velden, reden=reden
    )
    history.write([event])
    log("black_out", target=f"gemeente:{gemeente.pk}", actor=by.pk, places=sum(counts.values()))


def _model(label: str) -> type[models.Model]:
    return apps.get_model(label)
