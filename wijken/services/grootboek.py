# SPDX-License-Identifier: EUPL-1.2
"""Writing the ledger of the leefbaarheidsfonds.

Every line is built on the line before it, under a lock on the fund, and the database refuses a balance below zero and
a second line with the same number. So twenty people who grant at once can never spend a euro twice.
"""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from partijen.models import Gebruiker, Partij, Wijziging
from partijen.services import history
from partijen.woorden import in_own_words
from portaal.lib.money import MAX_BEDRAG, ZERO, format_euro
from portaal.lib.personal_data import validate_openbaar
from wijken import policies
from wijken.models import BEWEGINGEN, POSTEN, Aanvraag, Boeking, Boekingsoort, Fonds, Post
from wijken.validators import validate_boekdatum

PAGINA = Wijziging.Oorsprong.PAGINA


@dataclass(frozen=True, slots=True)
class Regel:
    """What is to be booked: how much, when, why. `sleutel` makes that a form that is sent twice is booked once."""

    bedrag: Decimal
    datum: dt.date
    omschrijving: str = ""
    besluit: str = ""
    sleutel: uuid.UUID | None = None


def lock_fondsen(fonds_ids: Iterable[int]) -> dict[int, Fonds]:
    """The funds, locked until the end of the transaction; always in the same order, so that nobody waits for ever."""
    rows = Fonds.objects.select_for_update(of=("self",)).select_related("gebied", "gemeente")
    return {fonds.pk: fonds for fonds in rows.filter(pk__in=set(fonds_ids)).order_by("pk")}


def lock_fonds(fonds_id: int) -> Fonds:
    """One fund, locked until the end of the transaction."""
    return lock_fondsen([fonds_id])[fonds_id]


def may_keep(by: Gebruiker | None, gemeente_id: int) -> None:
    """Stop who is not fondsbeheerder of the gemeente; None is the portal itself (example data)."""
    if by is not None and not policies.may_keep_fonds(by, gemeente_id):
        raise PermissionDenied(in_own_words(_("Alleen de %(fondsbeheerder)s boekt in dit fonds."), gemeente_id))


def balances(fonds: Fonds, *, demo: bool) -> tuple[int, dict[str, Decimal]]:
    """Number of the last line of a locked fund, and what each post holds after it."""
    last = Boeking.objects.filter(fonds=fonds, demo=demo).order_by("-volgnummer").first()
    if last is None:
        return 0, {post.value: ZERO for post in POSTEN}
    return last.volgnummer, {post.value: getattr(last, f"{post.value}_na") for post in POSTEN}


def write_boeking(
    *,
    fonds: Fonds,
    soort: str,
    van: str,
    naar: str,
    regel: Regel,
    by: Gebruiker | None,
    oorsprong: str = PAGINA,
    demo: bool = False,
    **fields: Any,
) -> Boeking:
    """Append one line to the ledger of a locked fund.

    Raises:
        ValidationError: there is not enough in the post it comes from, or a value breaks a rule; by field.
    """
    if (van, naar) not in {(str(a), str(b)) for a, b in BEWEGINGEN[soort]}:
        raise ValueError(f"{soort} does not go from {van} to {naar}")
    check_regel(regel)
    volgnummer, posts = balances(fonds, demo=demo)
    if van in posts:
        if posts[van] < regel.bedrag:
            raise ValidationError({"bedrag": _too_little(fonds, van, posts[van], regel.bedrag)})
        posts[van] -= regel.bedrag
    if naar in posts:
        posts[naar] += regel.bedrag
        if sum(posts.values()) > MAX_BEDRAG:
            raise ValidationError({"bedrag": ValidationError(_("Zo veel past niet in een fonds."), code="maximum")})
    boeking = Boeking(
        gemeente_id=fonds.gemeente_id,
        fonds=fonds,
        volgnummer=volgnummer + 1,
        soort=soort,
        van=van,
        naar=naar,
        bedrag=regel.bedrag,
        datum=regel.datum,
        omschrijving=regel.omschrijving.strip(),
        besluit=regel.besluit.strip(),
        sleutel=regel.sleutel or uuid.uuid4(),
        gebruiker=by,
        demo=demo,
        **{f"{post}_na": amount for post, amount in posts.items()},
        **fields,
    )
    boeking.full_clean(exclude=["gemeente", "fonds", "gebruiker", "aanvraag", "partij"], validate_constraints=False)
    history.create_with_history(boeking, by=by, oorsprong=oorsprong, demo=demo)
    return boeking


def check_regel(regel: Regel) -> None:
    """An amount above zero, on a day that has been, in words that everybody may read.

    Raises:
        ValidationError: by field.
    """
    if regel.bedrag <= 0:
        raise ValidationError({"bedrag": ValidationError(_("Een bedrag is meer dan nul."), code="nul")})
    validate_boekdatum(regel.datum, timezone.localdate())
    validate_openbaar("omschrijving", regel.omschrijving)
    validate_openbaar("besluit", regel.besluit)


def _too_little(fonds: Fonds, post: str, there: Decimal, wanted: Decimal) -> ValidationError:
    words = {
        Post.VRIJ.value: _("In het fonds %(fonds)s is nog %(er)s vrij. U vult %(gevraagd)s in."),
        Post.GERESERVEERD.value: _("In het fonds %(fonds)s is nog %(er)s gereserveerd. U vult %(gevraagd)s in."),
        Post.TOEGEKEND.value: _("In het fonds %(fonds)s moet nog %(er)s worden betaald. U vult %(gevraagd)s in."),
        Post.BESTEED.value: _("Uit het fonds %(fonds)s is %(er)s betaald. U vult %(gevraagd)s in."),
    }
    params = {"fonds": fonds, "er": format_euro(there), "gevraagd": format_euro(wanted)}
    return ValidationError(words[post], code="saldo", params=params)


def booked_before(sleutel: uuid.UUID | None, fonds: Fonds) -> Boeking | None:
    """The line that this very form brought before, in the same fund."""
    return Boeking.objects.filter(sleutel=sleutel, fonds=fonds).first() if sleutel else None


# --- what the fondsbeheerder books ------------------------------------------------------------------------------------


@transaction.atomic
def deposit(
    *,
    fonds: Fonds,
    regel: Regel,
    by: Gebruiker | None,
    partij: Partij | None = None,
    oorsprong: str = PAGINA,
    demo: bool = False,
) -> Boeking:
    """Money comes into the fund, from a party where the source names one."""
    may_keep(by, fonds.gemeente_id)
    fonds = lock_fonds(fonds.pk)
    if earlier := booked_before(regel.sleutel, fonds):
        return earlier
    return write_boeking(
        fonds=fonds,
        soort=Boekingsoort.STORTING,
        van=Post.BUITEN,
        naar=Post.VRIJ,
        regel=regel,
        by=by,
        oorsprong=oorsprong,
        demo=demo,
        partij=partij,
    )


@transaction.atomic
def reserve(
    *, fonds: Fonds, regel: Regel, by: Gebruiker | None, oorsprong: str = PAGINA, demo: bool = False
) -> Boeking:
    """Money is kept apart for one purpose."""
    may_keep(by, fonds.gemeente_id)
    fonds = lock_fonds(fonds.pk)
    if earlier := booked_before(regel.sleutel, fonds):
        return earlier
    if not regel.omschrijving.strip():
        fault = ValidationError(_("Schrijf waarvoor u dit geld reserveert."), code="required")
        raise ValidationError({"omschrijving": fault})
    return write_boeking(
        fonds=fonds,
        soort=Boekingsoort.RESERVERING,
        van=Post.VRIJ,
        naar=Post.GERESERVEERD,
        regel=regel,
        by=by,
        oorsprong=oorsprong,
        demo=demo,
    )


def rest_of_reservering(reservering: Boeking) -> Decimal:
    """What of a reservation was neither released nor used; zero when it was reversed."""
    used = Boeking.objects.filter(reservering=reservering)
    reversed_ = Boeking.objects.filter(tegenboeking_van=reservering)
    return reservering.bedrag + (used | reversed_).saldo(Post.GERESERVEERD)


def check_reservering(reservering: Boeking, fonds: Fonds, bedrag: Decimal) -> None:
    """A reservation of this fund still holds the amount; the fund must be locked.

    Raises:
        ValidationError: under `bedrag`, or above the form when it is no reservation of this fund.
    """
    if reservering.soort != Boekingsoort.RESERVERING or reservering.fonds_id != fonds.pk:
        raise ValidationError(_("Kies een reservering van dit fonds."), code="reservering")
    rest = rest_of_reservering(reservering)
    if bedrag > rest:
        fault = _("Van deze reservering is nog %(rest)s over. U vult %(gevraagd)s in.")
        params = {"rest": format_euro(rest), "gevraagd": format_euro(bedrag)}
        raise ValidationError({"bedrag": ValidationError(fault, code="saldo", params=params)})


def _from_reservering(
    soort: str, naar: str, *, reservering: Boeking, regel: Regel, by: Gebruiker | None, **fields: Any
) -> Boeking:
    may_keep(by, reservering.gemeente_id)
    fonds = lock_fonds(reservering.fonds_id)
    if earlier := booked_before(regel.sleutel, fonds):
        return earlier
    check_reservering(reservering, fonds, regel.bedrag)
    return write_boeking(
        fonds=fonds,
        soort=soort,
        van=Post.GERESERVEERD,
        naar=naar,
        regel=regel,
        by=by,
        demo=reservering.demo,
        reservering=reservering,
        **fields,
    )


@transaction.atomic
def release(*, reservering: Boeking, regel: Regel, by: Gebruiker | None, oorsprong: str = PAGINA) -> Boeking:
    """Money that was kept apart is free again, all of it or a part."""
    return _from_reservering(
        Boekingsoort.VRIJVAL, Post.VRIJ, reservering=reservering, regel=regel, by=by, oorsprong=oorsprong
    )


@transaction.atomic
def pay_from_reservering(
    *,
    reservering: Boeking,
    regel: Regel,
    by: Gebruiker | None,
    partij: Partij | None = None,
    oorsprong: str = PAGINA,
) -> Boeking:
    """Pay for what was reserved, without an application: such as the art projects of Gruuts."""
    return _from_reservering(
        Boekingsoort.BETALING,
        Post.BESTEED,
        reservering=reservering,
        regel=regel,
        by=by,
        oorsprong=oorsprong,
        partij=partij,
    )


@transaction.atomic
def transfer(
    *,
    van_fonds: Fonds,
    naar_fonds: Fonds,
    regel: Regel,
    by: Gebruiker | None,
    oorsprong: str = PAGINA,
    demo: bool = False,
) -> tuple[Boeking, Boeking]:
    """Move free money to the fund of another place, on a decision. Returns the line out and the line in.

    Raises:
        PermissionDenied: not fondsbeheerder here.
        ValidationError: by field; the decision is missing, or there is not enough.
    """
    may_keep(by, van_fonds.gemeente_id)
    if van_fonds.gemeente_id != naar_fonds.gemeente_id or van_fonds.pk == naar_fonds.pk:
        fault = ValidationError(_("Kies een ander fonds van dezelfde gemeente."), code="fonds")
        raise ValidationError({"naar_fonds": fault})
    if not regel.besluit.strip():
        fault = ValidationError(_("Noem het besluit: van wie en van welke datum."), code="required")
        raise ValidationError({"besluit": fault})
    locked = lock_fondsen([van_fonds.pk, naar_fonds.pk])
    van_fonds, naar_fonds = locked[van_fonds.pk], locked[naar_fonds.pk]
    if earlier := booked_before(regel.sleutel, van_fonds):
        return earlier, Boeking.objects.get(koppeling=earlier.koppeling, soort=Boekingsoort.OVERHEVELING_IN)
    both: dict[str, Any] = {"by": by, "oorsprong": oorsprong, "demo": demo, "koppeling": uuid.uuid4()}
    out = write_boeking(
        fonds=van_fonds, soort=Boekingsoort.OVERHEVELING_UIT, van=Post.VRIJ, naar=Post.BUITEN, regel=regel, **both
    )
    other = Regel(regel.bedrag, regel.datum, regel.omschrijving, regel.besluit)
    into = write_boeking(
        fonds=naar_fonds, soort=Boekingsoort.OVERHEVELING_IN, van=Post.BUITEN, naar=Post.VRIJ, regel=other, **both
    )
    return out, into


# --- mending ---------------------------------------------------------------------------------------------------------


def why_not_reversible(boeking: Boeking) -> str:
    """Why a line cannot be reversed here, as a sentence; empty when it can."""
    if boeking.soort == Boekingsoort.TEGENBOEKING:
        return _("Een tegenboeking boekt u niet tegen. Boek opnieuw wat er had moeten staan.")
    if Boeking.objects.filter(tegenboeking_van=boeking).exists():
        return _("Deze boeking is al tegengeboekt.")
    if boeking.aanvraag_id is not None:
        return _("Deze boeking hoort bij een aanvraag. Herstel haar daar.")
    if boeking.soort == Boekingsoort.RESERVERING and rest_of_reservering(boeking) != boeking.bedrag:
        return _("Van deze reservering is al iets gebruikt. Geef vrij wat ervan over is.")
    return ""


@transaction.atomic
def reverse(*, boeking: Boeking, reden: str, by: Gebruiker, oorsprong: str = PAGINA) -> list[Boeking]:
    """Reverse a wrong line by a new one that goes the other way; of a transfer both sides.

    Raises:
        PermissionDenied: not fondsbeheerder here.
        ValidationError: the reason is missing, the line cannot be reversed, or its money is gone already.
    """
    may_keep(by, boeking.gemeente_id)
    if not reden.strip():
        raise ValidationError({"reden": ValidationError(_("Schrijf wat er fout was."), code="required")})
    lines = [boeking]
    if boeking.koppeling is not None:
        lines = list(Boeking.objects.filter(koppeling=boeking.koppeling).order_by("fonds_id", "pk"))
    locked = lock_fondsen(line.fonds_id for line in lines)
    for line in lines:
        if fault := why_not_reversible(line):
            raise ValidationError(fault, code="niet_terug")
    today = timezone.localdate()
    return [
        write_reversal(line, fonds=locked[line.fonds_id], reden=reden, datum=today, by=by, oorsprong=oorsprong)
        for line in lines
    ]


def write_reversal(
    line: Boeking, *, fonds: Fonds, reden: str, datum: dt.date, by: Gebruiker, oorsprong: str
) -> Boeking:
    """The line that undoes another one, in a locked fund."""
    return write_boeking(
        fonds=fonds,
        soort=Boekingsoort.TEGENBOEKING,
        van=line.naar,
        naar=line.van,
        regel=Regel(line.bedrag, datum, reden),
        by=by,
        oorsprong=oorsprong,
        demo=line.demo,
        tegenboeking_van=line,
        aanvraag=line.aanvraag,
        reservering=line.reservering,
        partij=line.partij,
    )


def outstanding(aanvraag: Aanvraag) -> tuple[Decimal, Decimal]:
    """Of an application: what was granted and still has to be paid, and what was paid and not paid back."""
    lines = Boeking.objects.filter(aanvraag=aanvraag)
    return lines.saldo(Post.TOEGEKEND), lines.saldo(Post.BESTEED)
