# SPDX-License-Identifier: EUPL-1.2
"""Recording, confirming, publishing and withdrawing reports: the only writer of the current standings."""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias, TypeVar

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DEFAULT_DB_ALIAS, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from afspraken import policies
from afspraken.models import Actie, Afspraak, Publicatie, Voortgang
from afspraken.services.persoonsgegevens import Antwoord, check_public_texts
from afspraken.statussen import Status
from afspraken.validators import validate_length, validate_voortgang
from partijen.models import Gebruiker, Partij, Wijziging
from partijen.services import history
from partijen.sleutelhouder import Actor, key_of, person_of
from partijen.woorden import in_own_words
from portaal.lib.compiled import ANY_KEY, read_values
from portaal.lib.forms import has_text
from portaal.lib.inserts import insert_rows

Doel: TypeAlias = Afspraak | Actie
Row = TypeVar("Row", Afspraak, Actie)

TEXT_FIELDS = (
    "toelichting",
    "oorzaak",
    "gevolg",
    "maatregel",
    "volgende_stap",
    "gevraagd_besluit",
    "reden",
)
REPORTED = ("status", "fase", "bijgewerkt_op", "laatste_voortgang")
PUBLISHED = ("status_publiek", "fase_publiek", "bijgewerkt_op_publiek", "laatste_voortgang_publiek")


@dataclass(frozen=True, slots=True)
class Melding:
    """What a user reports. `datum` is the day it was so; `sleutel` recognises a form that is sent twice."""

    status: str
    fase: str = ""
    toelichting: str = ""
    oorzaak: str = ""
    gevolg: str = ""
    maatregel: str = ""
    volgende_stap: str = ""
    gevraagd_besluit: str = ""
    reden: str = ""
    datum: dt.date | None = None
    sleutel: uuid.UUID = field(default_factory=uuid.uuid4)

    def texts(self) -> dict[str, str]:
        """The free texts, without blanks around them."""
        return {name: getattr(self, name).strip() for name in TEXT_FIELDS}


def lock_doel(afspraak_id: int, actie_id: int | None) -> Doel:
    """The row a report is about, locked until the end of the transaction.

    Raises:
        DoesNotExist: there is no such row any more.
    """
    return read_locked(Actie, actie_id) if actie_id else read_locked(Afspraak, afspraak_id)


def read_locked(model: type[Row], pk: int) -> Row:
    """One row as it is now, locked; by SQL that is made once, since every update begins with it."""
    names = [field.attname for field in model._meta.concrete_fields]

    def locked() -> models.QuerySet[Any, Any]:
        return model._default_manager.select_for_update().filter(pk__in=[ANY_KEY]).order_by().values(*names)

    values = next(iter(read_values(("locked", model), locked, pks=[pk])), None)
    if values is None:
        raise model.DoesNotExist
    return model.from_db(DEFAULT_DB_ALIAS, names, [values[name] for name in names])


def afspraak_of(doel: Doel) -> Afspraak:
    """The afspraak itself, or the one an actie stands under."""
    return doel if isinstance(doel, Afspraak) else doel.afspraak


@transaction.atomic
def record_voortgang(
    *,
    afspraak: Afspraak,
    melding: Melding,
    by: Actor,
    actie: Actie | None = None,
    expected_versie: int | None = None,
    namens: Partij | None = None,
    publish: bool = False,
    antwoord: Antwoord | None = None,
    oorsprong: str = Wijziging.Oorsprong.PAGINA,
) -> Voortgang:
    """Append a report and bring the current standing up to date, in one transaction.

    Args:
        expected_versie: version of the afspraak or actie the user saw; None when the caller holds no form.
        publish: publish at once (coordinator only).
        antwoord: to the findings of an earlier `PersonalDataFound`.

    Returns:
        The new report, or the earlier one when this form was already received.

    Raises:
        PermissionDenied: the user may not report on this, or not publish.
        StaleVersion: somebody else reported since the form was opened.
        ValidationError: every broken rule, by field.
        PersonalDataFound: it would be public with what looks like personal data, and that was not answered.
    """
    doel = lock_doel(afspraak.pk, actie.pk if actie else None)
    # Who asks has read these for the page; joined here they cost a third more.
    if isinstance(doel, Actie) and doel.afspraak_id == afspraak.pk:
        doel.afspraak = afspraak
    overeenkomst = afspraak_of(doel)
    if overeenkomst.thema_id == afspraak.thema_id:
        overeenkomst.thema = afspraak.thema
    if overeenkomst.afsprakenset_id == afspraak.afsprakenset_id and "afsprakenset" in afspraak._state.fields_cache:
        overeenkomst.afsprakenset = afspraak.afsprakenset
    if not policies.may_record_voortgang(by, overeenkomst, doel if isinstance(doel, Actie) else None):
        raise PermissionDenied(_("U kunt bij deze afspraak geen voortgang melden."))
    coordinator = policies.is_coordinator(by, doel.gemeente_id)
    if publish and not coordinator:
        raise PermissionDenied(in_own_words(_("Alleen een %(coordinator)s publiceert."), doel.gemeente_id))
    if expected_versie is not None and doel.versie != expected_versie:
        if earlier := _received_before(melding, overeenkomst, actie, by):
            return earlier
        raise history.StaleVersion(doel)
    today = timezone.localdate()
    datum = melding.datum or today
    validate_voortgang(
        old_status=doel.status,
        values={"status": melding.status, "fase": melding.fase, **melding.texts()},
        gemeente=doel.gemeente_id,
        coordinator=coordinator,
        today=today,
        datum=datum,
    )
    voortgang = Voortgang(
        gemeente_id=doel.gemeente_id,
        afspraak=overeenkomst,
        actie=doel if isinstance(doel, Actie) else None,
        datum=datum,
        status=melding.status,
        fase=melding.fase,
        gebruiker=person_of(by),
        api_sleutel=key_of(by),
        namens=namens,
        sleutel=melding.sleutel,
        **melding.texts(),
    )
    if expected_versie is None and (earlier := _received_before(melding, overeenkomst, actie, by)):
        return earlier
    said = check_public_texts([voortgang], antwoord) if publish else ""
    insert_rows([voortgang])
    events = [history.created(voortgang, by=by, oorsprong=oorsprong, namens=namens)]
    before = history.values_of(doel)
    apply_reported(doel, voortgang)
    if publish:
        events.append(_publish_row(voortgang, Publicatie.Soort.GEPUBLICEERD, by=by, oorsprong=oorsprong, reden=said))
        apply_published(doel, voortgang)
    velden = history.changed_values(before, history.values_of(doel))
    _save_stand(doel, velden)
    events.append(
        history.event(
            doel,
            Wijziging.Soort.GEWIJZIGD,
            by=by,
            oorsprong=oorsprong,
            velden=velden,
            reden=melding.reden.strip(),
            namens=namens,
        )
    )
    history.write(events)
    return voortgang


def _received_before(melding: Melding, afspraak: Afspraak, actie: Actie | None, by: Actor) -> Voortgang | None:
    """The report made by the same form of the same user, when that form was sent before."""
    own = {"gebruiker": person_of(by), "api_sleutel": key_of(by)}
    return Voortgang.objects.filter(sleutel=melding.sleutel, afspraak=afspraak, actie=actie, **own).first()


def apply_reported(doel: Doel, voortgang: Voortgang) -> None:
    """Let the standing follow the report, unless a newer day was already reported."""
    if doel.bijgewerkt_op is not None and doel.bijgewerkt_op > voortgang.datum:
        return
    doel.status, doel.fase = voortgang.status, voortgang.fase
    doel.bijgewerkt_op, doel.laatste_voortgang = voortgang.datum, voortgang


def apply_published(doel: Doel, voortgang: Voortgang) -> None:
    """Let the public standing follow a published report, unless a newer day is already public."""
    if doel.bijgewerkt_op_publiek is not None and doel.bijgewerkt_op_publiek > voortgang.datum:
        return
    doel.status_publiek, doel.fase_publiek = voortgang.status, voortgang.fase
    doel.bijgewerkt_op_publiek, doel.laatste_voortgang_publiek = voortgang.datum, voortgang


def _save_stand(doel: Doel, velden: Collection[str]) -> None:
    """Store what changed, of a row that is locked; `velden` are its columns."""
    doel.versie += 1
    changes = {name: getattr(doel, name) for name in (*velden, "versie")}
    type(doel)._default_manager.filter(pk=doel.pk).update(**changes)


def _publish_row(voortgang: Voortgang, soort: str, *, by: Actor | None, oorsprong: str, reden: str) -> Wijziging:
    insert_rows([publication_of(voortgang, soort, by, reden)])
    return publication_event(voortgang, soort, by=by, oorsprong=oorsprong, reden=reden)


def publication_of(voortgang: Voortgang, soort: str, by: Actor | None, reden: str) -> Publicatie:
    """The unsaved row that publishes or withdraws a report.

    What happens to a demo report goes when that report goes: a row of its own could not outlive it.
    """
    return Publicatie(
        gemeente_id=voortgang.gemeente_id,
        voortgang=voortgang,
        soort=soort,
        gebruiker=person_of(by),
        reden=reden,
        demo=voortgang.demo,
    )


def publication_event(voortgang: Voortgang, soort: str, **kwargs: Any) -> Wijziging:
    """The event of a row that publishes a report, or withdraws what was public."""
    public = soort == Publicatie.Soort.GEPUBLICEERD
    velden = {"gepubliceerd": [not public, public]}
    return history.event(voortgang, soort, velden=velden, demo=voortgang.demo, **kwargs)


@transaction.atomic
def confirm_unchanged(
    *,
    afspraken: Sequence[Afspraak],
    by: Gebruiker,
    expected_versies: Mapping[int, int] | None = None,
    namens: Mapping[int, Partij | None] | None = None,
    publish: bool = False,
    antwoord: Antwoord | None = None,
    oorsprong: str = Wijziging.Oorsprong.PAGINA,
) -> list[Voortgang]:
    """Report "unchanged, still on course" for several afspraken at once; fase and next step stay as they were.

    Args:
        expected_versies: {afspraak id: version the user saw}. What changed since then is left alone: the user
            said "unchanged" about something else, or sent the same form twice.
        namens: {afspraak id: party on whose behalf}.
        publish: publish at once (coordinator only), but for what repeats a report that is not public itself: that
            one is read before it is published.
        antwoord: to the findings of an earlier `PersonalDataFound`.

    Returns:
        The new reports; none for what was left alone. `afspraak.laatste_voortgang_publiek` tells which are public.

    Raises:
        PermissionDenied: for any afspraak on which the user may not report, or not publish.
        ValidationError: any of them is not on course; nothing is written then.
        PersonalDataFound: what would be public seems to hold personal data, and that was not answered.
    """
    ids = [afspraak.pk for afspraak in afspraken]
    rows = list(
        Afspraak.objects.select_for_update(of=("self",))
        .select_related("thema", "laatste_voortgang", "afsprakenset")
        .filter(pk__in=ids)
        .order_by("id")
    )
    if publish and not all(policies.may_publish(by, row.gemeente_id) for row in rows):
        raise PermissionDenied(in_own_words(_("Alleen een %(coordinator)s publiceert."), rows[0].gemeente_id))
    if len(policies.recordable_ids(by, rows)) < len(rows):
        raise PermissionDenied(_("U kunt niet bij al deze afspraken voortgang melden."))
    if expected_versies is not None:
        rows = [row for row in rows if expected_versies.get(row.pk) == row.versie]
    # Of a status that only a draft tells, who does not read it hears nothing: such a row is left alone too.
    rows = [row for row in rows if row.status == Status.OP_KOERS or policies.sees_status(by, row)]
    wrong = [row.code for row in rows if row.status != Status.OP_KOERS]
    if wrong:
        raise ValidationError(
            _("Alleen wat op koers is kan zo worden bevestigd. Werk deze apart bij: %(codes)s."),
            code="niet_op_koers",
            params={"codes": ", ".join(wrong)},
        )
    if not rows:
        return []
    today = timezone.localdate()
    reports = [
        Voortgang(
            gemeente_id=row.gemeente_id,
            afspraak=row,
            datum=today,
            status=row.status,
            fase=row.fase,
            toelichting=_("Ongewijzigd, nog op koers."),
            volgende_stap=row.laatste_voortgang.volgende_stap if row.laatste_voortgang else "",
            gebruiker=by,
            namens=(namens or {}).get(row.pk),
        )
        for row in rows
    ]
    pairs = list(zip(rows, reports, strict=True))
    public = [
        report for row, report in pairs if publish and row.laatste_voortgang_id == row.laatste_voortgang_publiek_id
    ]
    said = check_public_texts(public, antwoord)
    Voortgang.objects.bulk_create(reports)
    Publicatie.objects.bulk_create(publication_of(report, Publicatie.Soort.GEPUBLICEERD, by, said) for report in public)
    context: dict[str, Any] = {"by": by, "oorsprong": oorsprong}
    events = [history.created(report, namens=report.namens, **context) for report in reports]
    events += [publication_event(report, Publicatie.Soort.GEPUBLICEERD, reden=said, **context) for report in public]
    for row, report in pairs:
        before = history.values_of(row)
        apply_reported(row, report)
        if report in public:
            apply_published(row, report)
        row.versie += 1
        velden = history.changed_values(before, history.values_of(row))
        soort = Wijziging.Soort.GEWIJZIGD
        events.append(history.event(row, soort, velden=velden, namens=report.namens, **context))
    Afspraak.objects.bulk_update(rows, [*REPORTED, *PUBLISHED, "versie"])
    history.write(events)
    return reports


@transaction.atomic
def publish_voortgang(
    *,
    voortgang: Voortgang,
    by: Gebruiker,
    antwoord: Antwoord | None = None,
    oorsprong: str = Wijziging.Oorsprong.PAGINA,
) -> None:
    """Make a report public and let the public standing follow. Publishing twice changes nothing.

    Several at once, and other things with them, go through `services.wachtrij`.

    Raises:
        PermissionDenied: the user is not coordinator of the gemeente.
        PersonalDataFound: it seems to hold personal data, and that was not answered.
    """
    if not policies.may_publish(by, voortgang.gemeente_id):
        raise PermissionDenied(in_own_words(_("Alleen een %(coordinator)s publiceert."), voortgang.gemeente_id))
    doel = lock_doel(voortgang.afspraak_id, voortgang.actie_id)
    if Voortgang.objects.published().filter(pk=voortgang.pk).exists():
        return
    said = check_public_texts([voortgang], antwoord)
    soort = Publicatie.Soort.GEPUBLICEERD
    history.write(change_publication(doel, voortgang, soort, by=by, oorsprong=oorsprong, reden=said))


@transaction.atomic
def withdraw_voortgang(
    *, voortgang: Voortgang, by: Gebruiker, reden: str, oorsprong: str = Wijziging.Oorsprong.PAGINA
) -> None:
    """Take a report out of public sight; the public standing falls back to the one before it.

    Raises:
        PermissionDenied: the user is not coordinator of the gemeente.
        ValidationError: no reason was given.
    """
    if not policies.may_publish(by, voortgang.gemeente_id):
        raise PermissionDenied(
            in_own_words(_("Alleen een %(coordinator)s trekt een melding in."), voortgang.gemeente_id)
        )
    if not reden.strip():
        raise ValidationError({"reden": ValidationError(_("Schrijf waarom de melding wordt ingetrokken."))})
    doel = lock_doel(voortgang.afspraak_id, voortgang.actie_id)
    if not Voortgang.objects.published().filter(pk=voortgang.pk).exists():
        return
    soort = Publicatie.Soort.INGETROKKEN
    history.write(change_publication(doel, voortgang, soort, by=by, oorsprong=oorsprong, reden=reden.strip()))


@transaction.atomic
def send_back_voortgang(
    *, voortgang: Voortgang, by: Gebruiker, reden: str, oorsprong: str = Wijziging.Oorsprong.PAGINA
) -> bool:
    """Decline to publish a report that waits; who made it reads why on the werkbank, and can make a new one.

    Nothing public changes. Publishing it after all stays possible on the page of the afspraak.

    Returns:
        False when it was published, withdrawn or sent back already; then nothing is written.

    Raises:
        PermissionDenied: the user is not coordinator of the gemeente.
        ValidationError: no reason was given, or it is too long.
    """
    if not policies.may_publish(by, voortgang.gemeente_id):
        raise PermissionDenied(
            in_own_words(_("Alleen een %(coordinator)s stuurt een melding terug."), voortgang.gemeente_id)
        )
    if not has_text(reden):
        raise ValidationError({"reden": ValidationError(_("Schrijf waarom u de melding terugstuurt."))})
    validate_length("reden", reden)
    lock_doel(voortgang.afspraak_id, voortgang.actie_id)
    if Publicatie.objects.filter(voortgang=voortgang).exists():
        return False
    reden = reden.strip()
    insert_rows([publication_of(voortgang, Publicatie.Soort.INGETROKKEN, by, reden)])
    velden = {"teruggestuurd": [False, True]}
    soort, demo = Wijziging.Soort.INGETROKKEN, voortgang.demo
    history.write([history.event(voortgang, soort, by=by, oorsprong=oorsprong, velden=velden, reden=reden, demo=demo)])
    return True


def change_publication(
    doel: Doel, voortgang: Voortgang, soort: str, *, by: Gebruiker, oorsprong: str, reden: str
) -> list[Wijziging]:
    """Publish or withdraw a report on a locked row and let its standing follow; the caller writes the events."""
    before = history.values_of(doel)
    voortgang.afspraak = afspraak_of(doel)
    if isinstance(doel, Actie):
        voortgang.actie = doel
    events = [_publish_row(voortgang, soort, by=by, oorsprong=oorsprong, reden=reden)]
    recompute_stand(doel)
    velden = history.changed_values(before, history.values_of(doel))
    if velden:
        _save_stand(doel, velden)
        changed, demo = Wijziging.Soort.GEWIJZIGD, voortgang.demo
        events.append(history.event(doel, changed, by=by, oorsprong=oorsprong, velden=velden, reden=reden, demo=demo))
    return events


def recompute_stand(doel: Doel) -> None:
    """Set both standings on the instance from its newest (published) report; the caller saves."""
    own = {"actie": doel} if isinstance(doel, Actie) else {"actie": None, "afspraak": doel}
    rows = Voortgang.objects.filter(**own).newest_first()
    newest, public = rows.first(), rows.published().first()
    doel.laatste_voortgang, doel.laatste_voortgang_publiek = newest, public
    doel.status = newest.status if newest else Status.NIET_GESTART
    doel.fase = newest.fase if newest else ""
    doel.bijgewerkt_op = newest.datum if newest else None
    doel.status_publiek = public.status if public else Status.NIET_GESTART
    doel.fase_publiek = public.fase if public else ""
    doel.bijgewerkt_op_publiek = public.datum if public else None
