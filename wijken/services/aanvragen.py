# SPDX-License-Identifier: EUPL-1.2
"""What the fondsbeheerder does with an application: take it up, decide, pay, close it, and mend mistakes.

Each step changes the status by the one table of `wijken.statussen`, books what it costs in the same transaction, and
leaves the words that are about a person in the dossier, outside the history.
"""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from partijen.models import Gebruiker, Wijziging
from partijen.services import history
from partijen.woorden import in_own_words
from portaal.lib.money import ZERO, format_euro
from portaal.lib.personal_data import validate_openbaar
from wijken import policies
from wijken.models import Aanvraag, Aanvraagstap, Boeking, Boekingsoort, Dossier, Fonds, Post
from wijken.services.grootboek import (
    Regel,
    booked_before,
    check_regel,
    check_reservering,
    lock_fonds,
    outstanding,
    write_boeking,
    write_reversal,
)
from wijken.statussen import Aanvraagstatus, may_go
from wijken.validators import validate_boekdatum, validate_zonder_naam

PAGINA = Wijziging.Oorsprong.PAGINA
S = Aanvraagstatus
# Ways back that the table does not have, because only the mending of a booking takes them.
DOOR_HERSTEL = {S.TOEGEKEND: S.IN_BEHANDELING, S.UITBETAALD: S.TOEGEKEND}


def go(
    aanvraag: Aanvraag,
    naar: str,
    changes: Mapping[str, Any],
    *,
    by: Gebruiker | None,
    versie: int | None = None,
    oorsprong: str = PAGINA,
    herstel: bool = False,
    moment: dt.datetime | None = None,
) -> Aanvraag:
    """Give an application a status, with its step and history. Call it inside a transaction.

    Raises:
        ValidationError: from its present status it cannot go there.
        StaleVersion: somebody else changed it since version `versie`.
    """
    if versie is not None and aanvraag.versie != versie:
        raise history.StaleVersion(aanvraag)
    allowed = DOOR_HERSTEL.get(S(aanvraag.status)) == naar if herstel else may_go(aanvraag.status, naar)
    if not allowed:
        fault = _("Deze aanvraag is nu ‘%(van)s’. Dan kan zij niet ‘%(naar)s’ worden.")
        params = {"van": S(aanvraag.status).label, "naar": S(naar).label}
        raise ValidationError(fault, code="overgang", params=params)
    history.update_with_history(
        aanvraag,
        {"status": str(naar), **changes},
        by=by,
        oorsprong=oorsprong,
        expected_versie=versie,
        demo=aanvraag.demo,
    )
    Aanvraagstap.objects.create(
        gemeente_id=aanvraag.gemeente_id,
        aanvraag=aanvraag,
        status=str(naar),
        moment=moment or timezone.now(),
        gebruiker=by,
        demo=aanvraag.demo,
    )
    return aanvraag


def _locked(aanvraag: Aanvraag, by: Gebruiker, versie: int | None) -> tuple[Aanvraag, Fonds | None]:
    """The application and its fund, both locked, the fund first; only for the fondsbeheerder of its gemeente."""
    if not policies.may_keep_fonds(by, aanvraag.gemeente_id):
        raise PermissionDenied(
            in_own_words(_("Alleen de %(fondsbeheerder)s behandelt aanvragen."), aanvraag.gemeente_id)
        )
    fonds = lock_fonds(aanvraag.fonds_id) if aanvraag.fonds_id else None
    rows = Aanvraag.objects.select_for_update(of=("self",)).select_related("gebied", "gemeente")
    current = rows.get(pk=aanvraag.pk)
    if current.fonds_id != aanvraag.fonds_id or (versie is not None and current.versie != versie):
        raise history.StaleVersion(current)
    current.fonds = fonds
    return current, fonds


def _write_dossier(aanvraag: Aanvraag, **texts: str) -> None:
    """Words about a decision: kept with the dossier, never in the history."""
    Dossier.objects.filter(aanvraag=aanvraag).update(**{name: text.strip() for name, text in texts.items()})


def _check_openbaar(aanvraag: Aanvraag, **texts: str) -> None:
    """Words that everybody will read: without personal data, and without the name of who applied.

    Raises:
        ValidationError: by field.
    """
    namen = list(Dossier.objects.filter(aanvraag=aanvraag).values_list("naam", flat=True))
    for field, text in texts.items():
        validate_openbaar(field, text)
        validate_zonder_naam(field, text, namen)


def _required(field: str, text: str, fault: str) -> None:
    if not text.strip():
        raise ValidationError({field: ValidationError(fault, code="required")})


@transaction.atomic
def take_up(
    *, aanvraag: Aanvraag, fonds: Fonds, by: Gebruiker, versie: int | None = None, oorsprong: str = PAGINA
) -> Aanvraag:
    """Begin to handle an application, and say from which fund it would be paid.

    Raises:
        PermissionDenied, StaleVersion, ValidationError: see `_locked` and `go`.
    """
    current, _old = _locked(aanvraag, by, versie)
    if fonds.gemeente_id != current.gemeente_id:
        raise ValidationError({"fonds": ValidationError(_("Kies een fonds uit de lijst."), code="fonds")})
    changes = {"fonds": fonds, "behandelaar": by}
    return go(current, S.IN_BEHANDELING, changes, by=by, versie=versie, oorsprong=oorsprong)


@transaction.atomic
def grant(
    *,
    aanvraag: Aanvraag,
    regel: Regel,
    openbare_titel: str,
    openbare_samenvatting: str = "",
    motivering: str = "",
    reservering: Boeking | None = None,
    by: Gebruiker,
    versie: int | None = None,
    oorsprong: str = PAGINA,
) -> Aanvraag:
    """Grant an amount: from what is free in the fund, or from a reservation of it.

    Raises:
        ValidationError: by field; more than was asked for or than there is, or a public text with personal data.
    """
    current, fonds = _locked(aanvraag, by, versie)
    if fonds is None:
        raise ValidationError(_("Kies eerst uit welk fonds dit betaald wordt."), code="fonds")
    if booked_before(regel.sleutel, fonds):
        return current
    check_regel(regel)
    if regel.bedrag > current.gevraagd:
        fault = _("Er is %(gevraagd)s gevraagd. Meer kunt u niet toekennen.")
        params = {"gevraagd": format_euro(current.gevraagd)}
        raise ValidationError({"bedrag": ValidationError(fault, code="meer_dan_gevraagd", params=params)})
    _required("openbare_titel", openbare_titel, _("Schrijf een titel die iedereen mag lezen."))
    _check_openbaar(
        current,
        openbare_titel=openbare_titel,
        openbare_samenvatting=openbare_samenvatting,
        omschrijving=regel.omschrijving,
        besluit=regel.besluit,
    )
    changes = {
        "toegekend": regel.bedrag,
        "beslist_op": regel.datum,
        "openbaar": True,
        "openbare_titel": openbare_titel.strip(),
        "openbare_samenvatting": openbare_samenvatting.strip(),
    }
    go(current, S.TOEGEKEND, changes, by=by, versie=versie, oorsprong=oorsprong)
    if reservering is not None:
        check_reservering(reservering, fonds, regel.bedrag)
    write_boeking(
        fonds=fonds,
        soort=Boekingsoort.TOEKENNING,
        van=Post.GERESERVEERD if reservering else Post.VRIJ,
        naar=Post.TOEGEKEND,
        regel=regel,
        by=by,
        oorsprong=oorsprong,
        demo=current.demo,
        aanvraag=current,
        reservering=reservering,
    )
    _write_dossier(current, motivering=motivering)
    return current


@transaction.atomic
def reject(
    *,
    aanvraag: Aanvraag,
    motivering: str,
    datum: dt.date,
    by: Gebruiker,
    versie: int | None = None,
    oorsprong: str = PAGINA,
) -> Aanvraag:
    """Say no, with the reason; the applicant gets to read it."""
    current, _fonds = _locked(aanvraag, by, versie)
    _required("motivering", motivering, _("Schrijf waarom de aanvraag wordt afgewezen."))
    validate_boekdatum(datum, timezone.localdate())
    changes = {"beslist_op": datum, "afgerond_op": timezone.localdate()}
    go(current, S.AFGEWEZEN, changes, by=by, versie=versie, oorsprong=oorsprong)
    _write_dossier(current, motivering=motivering)
    return current


@transaction.atomic
def withdraw(*, aanvraag: Aanvraag, by: Gebruiker, versie: int | None = None, oorsprong: str = PAGINA) -> Aanvraag:
    """End an application of which nothing was paid; what was granted goes back to where it came from."""
    current, fonds = _locked(aanvraag, by, versie)
    granted, paid = outstanding(current)
    if paid:
        fault = _("Er is al %(betaald)s betaald. Boek eerst de terugbetaling, of rond de aanvraag af.")
        raise ValidationError(fault, code="betaald", params={"betaald": format_euro(paid)})
    changes = {"afgerond_op": timezone.localdate(), "openbaar": False, "toegekend": None}
    go(current, S.INGETROKKEN, changes, by=by, versie=versie, oorsprong=oorsprong)
    if fonds is not None:
        _give_back(current, fonds, granted, by=by, oorsprong=oorsprong)
    return current


def _give_back(aanvraag: Aanvraag, fonds: Fonds, bedrag: Decimal, *, by: Gebruiker, oorsprong: str) -> None:
    """What was granted and will not be paid is free again, or reserved again when it came from a reservation."""
    if not bedrag:
        return
    source = Boeking.objects.filter(aanvraag=aanvraag, soort=Boekingsoort.TOEKENNING).order_by("-volgnummer").first()
    reservering = source.reservering if source else None
    write_boeking(
        fonds=fonds,
        soort=Boekingsoort.INTREKKING,
        van=Post.TOEGEKEND,
        naar=Post.GERESERVEERD if reservering else Post.VRIJ,
        regel=Regel(bedrag, timezone.localdate()),
        by=by,
        oorsprong=oorsprong,
        demo=aanvraag.demo,
        aanvraag=aanvraag,
        reservering=reservering,
    )


@transaction.atomic
def pay(
    *, aanvraag: Aanvraag, regel: Regel, by: Gebruiker, versie: int | None = None, oorsprong: str = PAGINA
) -> Aanvraag:
    """Write down that (part of) what was granted was paid. From the first payment the term of the account runs."""
    current, fonds = _locked(aanvraag, by, versie)
    if fonds is None or current.status not in (S.TOEGEKEND, S.UITBETAALD):
        raise ValidationError(_("U betaalt alleen uit wat is toegekend."), code="overgang")
    if booked_before(regel.sleutel, fonds):
        return current
    _check_openbaar(current, omschrijving=regel.omschrijving, besluit=regel.besluit)
    granted, _paid = outstanding(current)
    if regel.bedrag > granted:
        fault = _("Van deze toekenning moet nog %(rest)s worden betaald. U vult %(gevraagd)s in.")
        params = {"rest": format_euro(granted), "gevraagd": format_euro(regel.bedrag)}
        raise ValidationError({"bedrag": ValidationError(fault, code="saldo", params=params)})
    if current.status == S.TOEGEKEND:
        voor = regel.datum + dt.timedelta(days=fonds.verantwoordingstermijn_dagen)
        go(current, S.UITBETAALD, {"verantwoorden_voor": voor}, by=by, versie=versie, oorsprong=oorsprong)
    _book(current, fonds, Boekingsoort.BETALING, Post.TOEGEKEND, Post.BESTEED, regel, by=by, oorsprong=oorsprong)
    return current


@transaction.atomic
def refund(
    *, aanvraag: Aanvraag, regel: Regel, by: Gebruiker, versie: int | None = None, oorsprong: str = PAGINA
) -> Aanvraag:
    """Write down that the applicant paid money back; it is free again."""
    current, fonds = _locked(aanvraag, by, versie)
    if fonds is None or current.status not in (S.UITBETAALD, S.VERANTWOORD):
        raise ValidationError(_("Er is nog niets betaald, dus er komt niets terug."), code="overgang")
    if booked_before(regel.sleutel, fonds):
        return current
    _check_openbaar(current, omschrijving=regel.omschrijving, besluit=regel.besluit)
    _granted, paid = outstanding(current)
    if regel.bedrag > paid:
        fault = _("Er is %(betaald)s betaald. U vult %(gevraagd)s in.")
        params = {"betaald": format_euro(paid), "gevraagd": format_euro(regel.bedrag)}
        raise ValidationError({"bedrag": ValidationError(fault, code="saldo", params=params)})
    _book(current, fonds, Boekingsoort.TERUGBETALING, Post.BESTEED, Post.VRIJ, regel, by=by, oorsprong=oorsprong)
    return current


def _book(
    aanvraag: Aanvraag, fonds: Fonds, soort: str, van: str, naar: str, regel: Regel, *, by: Gebruiker, oorsprong: str
) -> Boeking:
    return write_boeking(
        fonds=fonds,
        soort=soort,
        van=van,
        naar=naar,
        regel=regel,
        by=by,
        oorsprong=oorsprong,
        demo=aanvraag.demo,
        aanvraag=aanvraag,
    )


@transaction.atomic
def account(
    *,
    aanvraag: Aanvraag,
    verantwoording: str,
    by: Gebruiker,
    versie: int | None = None,
    oorsprong: str = PAGINA,
) -> Aanvraag:
    """Close an application: the applicant told what became of it. What was granted and never paid is free again."""
    current, fonds = _locked(aanvraag, by, versie)
    _required("verantwoording", verantwoording, _("Schrijf kort wat er van het plan is geworden."))
    changes = {"afgerond_op": timezone.localdate()}
    go(current, S.VERANTWOORD, changes, by=by, versie=versie, oorsprong=oorsprong)
    granted, _paid = outstanding(current)
    if fonds is not None:
        _give_back(current, fonds, granted, by=by, oorsprong=oorsprong)
    _write_dossier(current, verantwoording=verantwoording)
    return current


# --- mending ---------------------------------------------------------------------------------------------------------


@transaction.atomic
def undo(
    *, aanvraag: Aanvraag, reden: str, by: Gebruiker, versie: int | None = None, oorsprong: str = PAGINA
) -> Boeking:
    """Reverse the last booking of an application that was made by mistake, and the status with it.

    The last payment or refund, or the grant itself as long as nothing was paid from it.

    Raises:
        ValidationError: the reason is missing, or there is nothing (any more) to undo.
    """
    current, fonds = _locked(aanvraag, by, versie)
    _required("reden", reden, _("Schrijf wat er fout was."))
    _check_openbaar(current, reden=reden)
    last = last_to_undo(current)
    if fonds is None or last is None:
        raise ValidationError(_("Bij deze aanvraag valt geen boeking te herstellen."), code="niet_terug")
    made = write_reversal(last, fonds=fonds, reden=reden, datum=timezone.localdate(), by=by, oorsprong=oorsprong)
    _granted, paid = outstanding(current)
    if last.soort == Boekingsoort.TOEKENNING:
        changes = {"openbaar": False, "toegekend": None, "beslist_op": None}
        go(current, S.IN_BEHANDELING, changes, by=by, oorsprong=oorsprong, herstel=True)
    elif last.soort == Boekingsoort.BETALING and paid == ZERO:
        go(current, S.TOEGEKEND, {"verantwoorden_voor": None}, by=by, oorsprong=oorsprong, herstel=True)
    return made


def last_to_undo(aanvraag: Aanvraag) -> Boeking | None:
    """The newest booking of an open application that was not reversed yet."""
    if aanvraag.status not in (S.TOEGEKEND, S.UITBETAALD):
        return None
    lines = Boeking.objects.filter(aanvraag=aanvraag).exclude(soort=Boekingsoort.TEGENBOEKING)
    return lines.filter(tegenboeking=None).order_by("-volgnummer").first()
