# SPDX-License-Identifier: EUPL-1.2
"""What happens at a meeting: points on its agenda, decisions, the acties these become, and how they ended."""

import datetime as dt
from dataclasses import dataclass, replace

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from afspraken.models import Actie, Afspraak, Betrokkenheid, Bijstelling, Termijn
from afspraken.services.acties import create_actie
from afspraken.services.bijstellingen import Voorstel, save_bijstelling
from afspraken.statussen import Status
from monitoring import policies
from monitoring.models import Agendapunt, Besluit
from partijen.models import Gebruiker, Overleg, Partij, Wijziging
from partijen.services import history
from partijen.woorden import in_own_words

PAGINA = Wijziging.Oorsprong.PAGINA
MAX_ACTIETITEL = 200


@dataclass(frozen=True, slots=True)
class Uitspraak:
    """What is decided: what, who, by when, about which afspraak, and whether it becomes an actie of it."""

    wat: str
    wie: Partij | None = None
    uiterlijk: dt.date | None = None
    afspraak: Afspraak | None = None
    als_actie: bool = False


@transaction.atomic
def add_agendapunt(
    *,
    overleg: Overleg,
    titel: str,
    by: Gebruiker,
    toelichting: str = "",
    afspraak: Afspraak | None = None,
    oorsprong: str = PAGINA,
) -> Agendapunt:
    """Put a point on the agenda of a meeting that is to come.

    The same point of the same member is put there once: a button that is clicked twice sends it twice.

    Raises:
        PermissionDenied: the user has no role in the gemeente.
        ValidationError: by field: no title, a text that is too long, or (under no field) the meeting has been.
    """
    if not policies.may_put_on_agenda(by, overleg.gemeente_id):
        raise PermissionDenied(_("Alleen wie bij deze gemeente meewerkt, zet iets op de agenda."))
    overleg = Overleg.objects.select_for_update().get(pk=overleg.pk)
    if overleg.datum < timezone.localdate():
        fault = _("Dit overleg was op %(dag)s. Zet uw punt op de agenda van een overleg dat nog komt.")
        raise ValidationError(fault, code="geweest", params={"dag": date_format(overleg.datum, "j F Y")})
    punt = Agendapunt(
        gemeente_id=overleg.gemeente_id,
        overleg=overleg,
        titel=titel.strip(),
        toelichting=toelichting.strip(),
        afspraak=afspraak,
        gebruiker=by,
        namens=by.toegang.namens.get(overleg.gemeente_id, ("", ""))[1],
        demo=overleg.demo,
    )
    punt.full_clean(exclude=["gemeente", "overleg", "afspraak", "gebruiker"])
    # The meeting is locked, so the first of two has been written when the second looks.
    same = {
        name: getattr(punt, name) for name in ("overleg", "titel", "toelichting", "afspraak", "gebruiker", "namens")
    }
    earlier: Agendapunt | None = Agendapunt.objects.filter(**same).order_by("pk").first()
    if earlier is not None:
        return earlier
    history.create_with_history(punt, by=by, oorsprong=oorsprong)
    return punt


@transaction.atomic
def remove_agendapunt(
    *, punt: Agendapunt, by: Gebruiker, expected_versie: int | None = None, oorsprong: str = PAGINA
) -> None:
    """Take a point off the agenda.

    Args:
        expected_versie: the version the user saw; None skips the check.

    Raises:
        PermissionDenied: it is somebody else's.
        StaleVersion: somebody changed it since.
        ValidationError: the meeting has been; its agenda stays as it was.
    """
    if not policies.may_take_off_agenda(by, punt):
        raise PermissionDenied(
            in_own_words(
                _("Alleen wie het punt inbracht en de %(coordinator)s halen het van de agenda."), punt.gemeente_id
            )
        )
    if punt.overleg.datum < timezone.localdate():
        raise ValidationError(_("Dit overleg is geweest. De agenda blijft zoals die was."), code="geweest")
    history.delete_with_history(punt, by=by, oorsprong=oorsprong, expected_versie=expected_versie)


@transaction.atomic
def record_besluit(*, overleg: Overleg, uitspraak: Uitspraak, by: Gebruiker, oorsprong: str = PAGINA) -> Besluit:
    """Write down a decision; on request it becomes an actie, not public yet, with its trekker and term.

    The same decision is written down once, until it is done: a button that is clicked twice sends it twice.

    Raises:
        PermissionDenied: the user is neither coordinator nor bestuurder.
        ValidationError: by field: what is missing, a day before the meeting, an afspraak that is vervallen; under no
            field: the meeting has not been yet.
    """
    if not policies.may_record_besluit(by, overleg.gemeente_id):
        raise PermissionDenied(
            in_own_words(
                _("Alleen wie %(coordinator)s of %(bestuurder)s is, legt besluiten vast."), overleg.gemeente_id
            )
        )
    overleg = Overleg.objects.select_for_update().get(pk=overleg.pk)
    if overleg.datum > timezone.localdate():
        fault = _("Dit overleg is pas op %(dag)s. Leg besluiten vast op de dag zelf of daarna.")
        raise ValidationError(fault, code="komt_nog", params={"dag": date_format(overleg.datum, "j F Y")})
    _check(uitspraak, overleg)
    last = Besluit.objects.filter(overleg=overleg).aggregate(last=Max("nummer"))["last"] or 0
    besluit = Besluit(
        gemeente_id=overleg.gemeente_id,
        overleg=overleg,
        nummer=last + 1,
        wat=uitspraak.wat.strip(),
        wie=uitspraak.wie,
        uiterlijk=uitspraak.uiterlijk,
        afspraak=uitspraak.afspraak,
        demo=overleg.demo,
    )
    besluit.full_clean(exclude=["gemeente", "overleg", "wie", "afspraak", "actie"])
    told = ("overleg", "wat", "wie", "uiterlijk", "afspraak")
    same = {name: getattr(besluit, name) for name in told}
    open_ones = Besluit.objects.filter(**same, afgedaan_op=None, actie__isnull=not uitspraak.als_actie)
    earlier: Besluit | None = open_ones.order_by("pk").first()
    if earlier is not None:
        return earlier
    if uitspraak.als_actie:
        besluit.actie = _as_actie(besluit, by=by, oorsprong=oorsprong)
    history.create_with_history(besluit, by=by, oorsprong=oorsprong)
    return besluit


def _check(uitspraak: Uitspraak, overleg: Overleg) -> None:
    faults: dict[str, ValidationError] = {}
    afspraak = uitspraak.afspraak
    if afspraak is not None and afspraak.status == Status.VERVALLEN:
        said = _("Afspraak %(code)s is vervallen. Heropen die eerst, of leg het besluit zonder afspraak vast.")
        faults["afspraak"] = ValidationError(said % {"code": afspraak.code}, code="vervallen")
    if uitspraak.uiterlijk is not None and uitspraak.uiterlijk < overleg.datum:
        faults["uiterlijk"] = ValidationError(_("Deze dag ligt voor het overleg."), code="datum")
    if uitspraak.als_actie:
        needed = {
            "afspraak": (afspraak, _("Kies onder welke afspraak de actie komt.")),
            "wie": (uitspraak.wie, _("Kies wie de actie trekt.")),
            "uiterlijk": (uitspraak.uiterlijk, _("Vul in wanneer de actie klaar moet zijn.")),
        }
        for name, (value, said) in needed.items():
            if value is None:
                faults[name] = ValidationError(said, code="required")
    if faults:
        raise ValidationError(faults)


def _as_actie(besluit: Besluit, *, by: Gebruiker, oorsprong: str) -> Actie:
    title = besluit.wat if len(besluit.wat) <= MAX_ACTIETITEL else besluit.wat[: MAX_ACTIETITEL - 1] + "…"
    actie = Actie(
        afspraak=besluit.afspraak,
        titel=title.replace("\n", " "),
        omschrijving=besluit.wat if title != besluit.wat else "",
        bron_opmerking=_("Besluit %(nummer)s van het overleg van %(dag)s.")
        % {"nummer": besluit.nummer, "dag": date_format(besluit.overleg.datum, "j F Y")},
    )
    create_actie(actie=actie, by=by, oorsprong=oorsprong)
    own = {"gemeente_id": besluit.gemeente_id, "afspraak": besluit.afspraak, "actie": actie}
    lead = Betrokkenheid(**own, partij=besluit.wie, rol=Betrokkenheid.Rol.TREKKER)
    history.create_with_history(lead, by=by, oorsprong=oorsprong)
    assert besluit.uiterlijk is not None  # noqa: S101  (checked before)
    term = Termijn(**own, soort=Termijn.Soort.GEREED, periode=besluit.uiterlijk.isoformat())
    term.begindatum = term.einddatum = besluit.uiterlijk
    history.create_with_history(term, by=by, oorsprong=oorsprong)
    return actie


@transaction.atomic
def finish_besluit(
    *, besluit: Besluit, afloop: str, by: Gebruiker, expected_versie: int, oorsprong: str = PAGINA
) -> None:
    """Say how a decision ended; it is followed up at meetings until then.

    Raises:
        PermissionDenied: the user is neither coordinator nor bestuurder.
        StaleVersion: somebody else changed it since.
        ValidationError: under `afloop`: nothing was said. Under no field: it was done before.
    """
    if not policies.may_record_besluit(by, besluit.gemeente_id):
        raise PermissionDenied(
            in_own_words(_("Alleen wie %(coordinator)s of %(bestuurder)s is, doet besluiten af."), besluit.gemeente_id)
        )
    current = Besluit.objects.select_for_update().get(pk=besluit.pk)
    if current.afgedaan_op is not None:
        fault = _("Dit besluit is al afgedaan, op %(dag)s.") % {"dag": date_format(current.afgedaan_op, "j F Y")}
        raise ValidationError(fault, code="afgedaan")
    if not afloop.strip():
        raise ValidationError({"afloop": ValidationError(_("Schrijf hoe het is afgelopen."), code="required")})
    history.update_with_history(
        besluit,
        {"afgedaan_op": timezone.localdate(), "afloop": afloop.strip()},
        by=by,
        oorsprong=oorsprong,
        expected_versie=expected_versie,
    )


@transaction.atomic
def turn_into_bijstelling(
    *, besluit: Besluit, voorstel: Voorstel, by: Gebruiker, oorsprong: str = PAGINA
) -> Bijstelling:
    """Make a concept of a bijstelling of the afspraak that a decision is about; it says in which meeting.

    Raises:
        PermissionDenied: the user is not coordinator of the gemeente.
        ValidationError: by field, as of any bijstelling; under no field: the decision names no afspraak, or has become
            a bijstelling already.
    """
    current = Besluit.objects.select_for_update().get(pk=besluit.pk)
    if current.afspraak is None or current.bijstelling_id is not None:
        fault = _("Dit besluit noemt geen afspraak, of is al een bijstelling geworden.")
        raise ValidationError(fault, code="besluit")
    made = save_bijstelling(
        afspraak=current.afspraak, voorstel=replace(voorstel, overleg=current.overleg), by=by, oorsprong=oorsprong
    )
    history.update_with_history(current, {"bijstelling": made}, by=by, oorsprong=oorsprong)
    return made
