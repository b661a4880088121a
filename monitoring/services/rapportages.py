# SPDX-License-Identifier: EUPL-1.2
"""Making, refreshing and setting vast a rapportage: the frozen picture of a set at a meeting (ADR 0020)."""

import datetime as dt
from dataclasses import asdict

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from afspraken.models import Afsprakenset
from monitoring import policies
from monitoring.models import Rapportage, Rapportageregel
from monitoring.selectors.momentopname import content_of, fingerprint, take
from monitoring.validators import validate_peildatum
from partijen.models import Gebruiker, Overleg, Wijziging
from partijen.services import history
from partijen.woorden import in_own_words

PAGINA = Wijziging.Oorsprong.PAGINA
BATCH = 200


class RapportageVast(Exception):
    """It was set vast before; `current` is that rapportage."""

    def __init__(self, current: Rapportage) -> None:
        moment = timezone.localtime(current.vastgesteld_op)
        said = _("Deze rapportage is al vastgesteld, op %(dag)s om %(tijd)s uur. Zij verandert niet meer.")
        super().__init__(said % {"dag": date_format(moment, "j F Y"), "tijd": date_format(moment, "H.i")})
        self.current = current


class RapportageVerouderd(Exception):
    """The concept was made anew, or thrown away, since the user read it."""


def _check(by: Gebruiker | None, gemeente_id: int) -> None:
    """Stop who is not coordinator; None is the portal itself (a command, example data)."""
    if by is not None and not policies.may_make_rapportage(by, gemeente_id):
        raise PermissionDenied(in_own_words(_("Alleen een %(coordinator)s maakt rapportages."), gemeente_id))


def _locked(overleg: Overleg) -> Overleg:
    """The meeting, locked until the end of the transaction: whoever writes about it waits."""
    return Overleg.objects.select_for_update().get(pk=overleg.pk)


def _existing(overleg: Overleg, afsprakenset: Afsprakenset) -> Rapportage | None:
    return Rapportage.objects.filter(overleg=overleg, afsprakenset=afsprakenset).first()


@transaction.atomic
def create_rapportage(
    *,
    overleg: Overleg,
    afsprakenset: Afsprakenset,
    by: Gebruiker | None,
    peildatum: dt.date | None = None,
    oorsprong: str = PAGINA,
) -> Rapportage:
    """Make the concept of a rapportage, in place of an earlier concept. A constant number of queries.

    Args:
        peildatum: by default today, or the day of the meeting when that has been.

    Raises:
        PermissionDenied: the user is not coordinator of the gemeente.
        RapportageVast: there is one that was set vast.
        ValidationError: the set is not public or of another gemeente, nothing in it is public, or the day is wrong.
    """
    _check(by, overleg.gemeente_id)
    overleg = _locked(overleg)
    today = timezone.localdate()
    peildatum = peildatum or min(today, overleg.datum)
    if afsprakenset.gemeente_id != overleg.gemeente_id or not afsprakenset.gepubliceerd:
        fault = _("Van een document dat niet openbaar is, kan geen rapportage worden gemaakt.")
        raise ValidationError({"afsprakenset": ValidationError(fault, code="niet_openbaar")})
    begin = afsprakenset.ondertekend_op or afsprakenset.begindatum
    validate_peildatum(peildatum, today=today, overleg_datum=overleg.datum, set_begin=begin)
    earlier = _existing(overleg, afsprakenset)
    if earlier is not None and earlier.vastgesteld:
        raise RapportageVast(earlier)
    gemeente = overleg.gemeente
    moment = take(gemeente, afsprakenset, peildatum)
    if not moment.regels:
        fault = _("In dit document is nog geen afspraak openbaar. Publiceer eerst een afspraak.")
        raise ValidationError({"afsprakenset": ValidationError(fault, code="leeg")})
    if earlier is not None:
        _delete(earlier, by=by, oorsprong=oorsprong, reden=_("Ververst"))
    rapportage = Rapportage(
        gemeente=gemeente,
        overleg=overleg,
        overleg_datum=overleg.datum,
        afsprakenset=afsprakenset,
        set_naam=afsprakenset.naam,
        peildatum=peildatum,
        aantal=len(moment.regels),
        gemaakt_door=by,
        demo=overleg.demo or moment.demo,
    )
    rapportage.hash = fingerprint(content_of(rapportage, moment.regels))
    history.create_with_history(rapportage, by=by, oorsprong=oorsprong, demo=rapportage.demo)
    rows = [
        Rapportageregel(gemeente=gemeente, rapportage=rapportage, demo=rapportage.demo, **asdict(regel))
        for regel in moment.regels
    ]
    Rapportageregel.objects.bulk_create(rows, batch_size=BATCH)
    return rapportage


def _delete(rapportage: Rapportage, *, by: Gebruiker | None, oorsprong: str, reden: str) -> None:
    regels = Rapportageregel.objects.filter(rapportage=rapportage)
    regels._raw_delete(regels.db)  # one statement: nothing hangs on these rows
    event = history.event(
        rapportage,
        Wijziging.Soort.VERWIJDERD,
        by=by,
        oorsprong=oorsprong,
        velden={"hash": [rapportage.hash, None]},
        reden=reden,
        demo=rapportage.demo,
    )
    history.write([event])
    Rapportage.objects.filter(pk=rapportage.pk).delete()


@transaction.atomic
def discard_rapportage(
    *, overleg: Overleg, afsprakenset: Afsprakenset, by: Gebruiker | None, oorsprong: str = PAGINA
) -> None:
    """Throw a concept away.

    Raises:
        PermissionDenied: the user is not coordinator of the gemeente.
        RapportageVast: it was set vast, and stays.
        RapportageVerouderd: there is none any more.
    """
    _check(by, overleg.gemeente_id)
    overleg = _locked(overleg)
    rapportage = _existing(overleg, afsprakenset)
    if rapportage is None:
        raise RapportageVerouderd(_("Dit concept bestaat niet meer. Iemand anders gooide het weg."))
    if rapportage.vastgesteld:
        raise RapportageVast(rapportage)
    _delete(rapportage, by=by, oorsprong=oorsprong, reden=_("Concept weggegooid"))


@transaction.atomic
def adopt_rapportage(
    *,
    overleg: Overleg,
    afsprakenset: Afsprakenset,
    gezien: str,
    by: Gebruiker | None,
    oorsprong: str = PAGINA,
    moment: dt.datetime | None = None,
) -> Rapportage:
    """Set a concept vast: from then on it never changes, and everybody may read it.

    Args:
        gezien: the hash of what the user read; another content is never set vast unseen.
        moment: when that was, now by default; example data has meetings of years ago.

    Raises:
        PermissionDenied: the user is not coordinator of the gemeente.
        RapportageVast: somebody did so before.
        RapportageVerouderd: the concept was made anew or thrown away, or the meeting was moved.
    """
    _check(by, overleg.gemeente_id)
    overleg = _locked(overleg)
    rapportage = _existing(overleg, afsprakenset)
    if rapportage is None:
        raise RapportageVerouderd(_("Dit concept bestaat niet meer. Maak de rapportage opnieuw."))
    if rapportage.vastgesteld:
        raise RapportageVast(rapportage)
    if rapportage.overleg_datum != overleg.datum:
        raise RapportageVerouderd(_("Het overleg is verplaatst. Ververs het concept en lees het opnieuw."))
    if rapportage.hash != gezien:
        raise RapportageVerouderd(_("Iemand ververste dit concept nadat u het opende. Lees het opnieuw."))
    history.update_with_history(
        rapportage,
        {"concept": False, "vastgesteld_op": moment or timezone.now(), "vastgesteld_door": by},
        by=by,
        oorsprong=oorsprong,
        soort=Wijziging.Soort.GEPUBLICEERD,
        demo=rapportage.demo,
        validate=False,
    )
    Rapportageregel.objects.filter(rapportage=rapportage).update(concept=False)
    return rapportage
