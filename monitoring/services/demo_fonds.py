# SPDX-License-Identifier: EUPL-1.2
"""Demo applications to the leefbaarheidsfonds: through the same services as real ones, in the demo ledger."""

import datetime as dt
import uuid
from decimal import Decimal
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from partijen.models import Gebruiker, Gemeente, Wijziging
from partijen.services import history
from wijken.models import Aanvraag, Aanvraagdocument, Aanvraagstap, Boeking, Dossier, Fonds
from wijken.services import aanvragen, bewaren, grootboek, indienen
from wijken.services.grootboek import Regel
from wijken.statussen import Aanvraagstatus

if TYPE_CHECKING:
    from monitoring.services.voorbeelddata.demo_items import DemoAanvraag

OORSPRONG = Wijziging.Oorsprong.VOORBEELDDATA
S = Aanvraagstatus
# What each fund holds in its demo ledger before anything is granted.
DEMO_BUDGET = Decimal("10000.00")
NAMESPACE = uuid.UUID("0f4f5a0e-9a43-5d0e-8f0b-52f3c1c6a7d2")
# How far each status is along the way from handing in to today.
DEEL = {S.INGEDIEND: 0, S.IN_BEHANDELING: 10, S.TOEGEKEND: 30, S.AFGEWEZEN: 30, S.INGETROKKEN: 30, S.UITBETAALD: 40}
DEEL[S.VERANTWOORD] = 90


def add_aanvragen(*, gemeente: Gemeente, wanted: "list[DemoAanvraag]", by: Gebruiker | None) -> tuple[int, list[str]]:
    """Add demo applications, all of them once; returns how many are new, and what could not be added."""
    if not wanted or by is None or Aanvraag.objects.filter(gemeente=gemeente, demo=True).exists():
        return 0, []
    added, notes = 0, []
    for number, item in enumerate(wanted, start=1):
        try:
            with transaction.atomic():
                _add(gemeente, item, number, by)
            added += 1
        except (ValidationError, PermissionDenied):
            # A fund that a user closed, or a role that a user took away.
            notes.append(_("demo-aanvraag ‘%(titel)s’: dat kan nu niet in dit portaal.") % {"titel": item.titel})
    return added, notes


def _add(gemeente: Gemeente, item: "DemoAanvraag", number: int, by: Gebruiker) -> None:
    today = timezone.localdate()
    begin = today - dt.timedelta(days=item.dagen_geleden)
    indiening = indienen.Indiening(
        gebied=item.gebied.instance,
        gevraagd=item.gevraagd,
        naam=_("Aanvrager %(nummer)d (voorbeeld)") % {"nummer": number},
        email=f"aanvrager-{number}@bewoner.example",
        titel=item.titel,
        plan=item.plan,
        wanneer=item.wanneer,
    )
    aanvraag = indienen.submit(gemeente=gemeente, indiening=indiening, demo=True)
    aanvraag = indienen.confirm(aanvraag=aanvraag)
    termijn = (aanvraag.beslissen_voor or today) - today
    changes = {"ingediend_op": begin, "beslissen_voor": begin + termijn}
    history.update_with_history(aanvraag, changes, by=None, oorsprong=OORSPRONG, demo=True)
    _go_on(aanvraag, item, begin, today, by)
    _date_steps(aanvraag, begin, today)


def _day(status: Aanvraagstatus, begin: dt.date, today: dt.date) -> dt.date:
    return begin + (today - begin) * DEEL[status] / 100


def _go_on(aanvraag: Aanvraag, item: "DemoAanvraag", begin: dt.date, today: dt.date, by: Gebruiker) -> None:
    """Take the steps up to the status that is wanted."""
    if item.status == S.INGETROKKEN:
        indienen.withdraw_own(aanvraag=aanvraag)
    fonds = aanvraag.fonds
    if fonds is None or item.status in (S.INGEDIEND, S.INGETROKKEN):
        return
    aanvraag = aanvragen.take_up(aanvraag=aanvraag, fonds=fonds, by=by, oorsprong=OORSPRONG)
    if item.status == S.AFGEWEZEN:
        day = _day(S.AFGEWEZEN, begin, today)
        aanvragen.reject(aanvraag=aanvraag, motivering=item.motivering, datum=day, by=by, oorsprong=OORSPRONG)
    if item.status in (S.TOEGEKEND, S.UITBETAALD, S.VERANTWOORD):
        _fill(fonds, begin)
        regel = Regel(item.toegekend, _day(S.TOEGEKEND, begin, today))
        aanvraag = aanvragen.grant(
            aanvraag=aanvraag,
            regel=regel,
            openbare_titel=item.openbare_titel,
            openbare_samenvatting=item.openbare_samenvatting,
            motivering=item.motivering,
            by=by,
            oorsprong=OORSPRONG,
        )
    if item.status in (S.UITBETAALD, S.VERANTWOORD):
        regel = Regel(item.toegekend, _day(S.UITBETAALD, begin, today))
        aanvraag = aanvragen.pay(aanvraag=aanvraag, regel=regel, by=by, oorsprong=OORSPRONG)
    if item.status == S.VERANTWOORD:
        aanvragen.account(aanvraag=aanvraag, verantwoording=item.verantwoording, by=by, oorsprong=OORSPRONG)


def _fill(fonds: Fonds, day: dt.date) -> None:
    """The first line of the demo ledger of a fund."""
    regel = Regel(DEMO_BUDGET, day, _("Voorbeeldbudget"), sleutel=uuid.uuid5(NAMESPACE, str(fonds.pk)))
    grootboek.deposit(fonds=fonds, regel=regel, by=None, oorsprong=OORSPRONG, demo=True)


def _date_steps(aanvraag: Aanvraag, begin: dt.date, today: dt.date) -> None:
    """Put the steps on the days on which they would have been taken; a step is never changed, so they are made anew."""
    steps = list(Aanvraagstap.objects.filter(aanvraag=aanvraag).order_by("pk"))
    Aanvraagstap.objects.filter(aanvraag=aanvraag, demo=True).delete()
    for step in steps:
        day = _day(S(step.status), begin, today)
        step.pk, step.moment = None, timezone.make_aware(dt.datetime.combine(day, dt.time(10)))
    Aanvraagstap.objects.bulk_create(steps)


def remove_aanvragen(*, gemeente: Gemeente) -> int:
    """Take away the demo applications of a gemeente with their bookings, dossiers and documents; returns how many."""
    own = {"gemeente": gemeente, "demo": True}
    # A line that another one names goes after it.
    for line in Boeking.objects.filter(**own).order_by("-volgnummer", "-pk"):
        line.delete()
    Aanvraagstap.objects.filter(**own).delete()
    rows = Aanvraag.objects.filter(**own)
    bewaren.delete_files(Aanvraagdocument.objects.filter(dossier__aanvraag__in=rows))
    Dossier.objects.filter(aanvraag__in=rows).delete()
    return rows.delete()[1].get(Aanvraag._meta.label, 0)
