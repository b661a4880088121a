# SPDX-License-Identifier: EUPL-1.2
"""Demo data: invented meetings, accounts and reports, marked as demo on every row, and taken away by one call."""

import datetime as dt
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from afspraken.models import Actie, Afspraak, Afsprakenset, Publicatie, Voortgang
from afspraken.services.stand import recompute_standen
from afspraken.services.voortgang import publication_event
from monitoring.models import (
    Agendapunt,
    Besluit,
    Evaluatie,
    Evaluatieregel,
    Oordeel,
    Overlegstuk,
    Rapportage,
    Rapportageregel,
    Zienswijze,
)
from monitoring.services.demo_evaluatie import add_evaluatie
from monitoring.services.demo_fonds import add_aanvragen, remove_aanvragen
from monitoring.services.demo_wijk import add_initiatieven, add_verhuizingen, remove_wijk
from monitoring.services.demo_zienswijzen import add_zienswijzen
from monitoring.services.logins import Login, make_password, new_login
from monitoring.services.rapportages import adopt_rapportage, create_rapportage
from partijen.models import Gebruiker, Gemeente, Lidmaatschap, Overleg, Rol, Wijziging
from partijen.services import history

if TYPE_CHECKING:
    from monitoring.services.voorbeelddata.demo_items import Demo, DemoMelding

OORSPRONG = Wijziging.Oorsprong.VOORBEELDDATA
REPORTED_AT = dt.time(10)
ADOPTED_AT = dt.time(15)
# Of so many meetings that have been there is a rapportage, enough to compare.
RAPPORTAGES = 5


@dataclass(slots=True)
class DemoReport:
    """What loading demo data did. `logins` holds the accounts that are new, with their passwords."""

    overleggen: int = 0
    gebruikers: int = 0
    voortgang: int = 0
    rapportages: int = 0
    evaluaties: int = 0
    zienswijzen: int = 0
    aanvragen: int = 0
    initiatieven: int = 0
    verhuizingen: int = 0
    unchanged: int = 0
    logins: list[Login] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class RemovalReport:
    """What removing demo data took away, and which accounts had to stay."""

    overleggen: int = 0
    gebruikers: int = 0
    voortgang: int = 0
    aanvragen: int = 0
    kept: list[str] = field(default_factory=list)


@transaction.atomic
def load_demo(*, demos: "Sequence[Demo]") -> DemoReport:
    """Add the demo rows that are not there yet; rows of users and earlier demo rows stay as they are."""
    report = DemoReport()
    for demo in demos:
        gemeente = demo.gemeente.instance
        accounts = _add_gebruikers(demo, gemeente, report)
        _add_overleggen(demo, gemeente, report)
        if _add_meldingen(demo, gemeente, accounts, report):
            recompute_standen(gemeente=gemeente, oorsprong=OORSPRONG, demo=True)
        _add_rapportages(gemeente, report)
        report.evaluaties += add_evaluatie(gemeente)
        report.zienswijzen += add_zienswijzen(gemeente)
        _add_aanvragen(demo, gemeente, report)
        report.initiatieven += add_initiatieven(gemeente, demo.initiatieven)
        report.verhuizingen += add_verhuizingen(gemeente, demo.verhuizingen)
    return report


def _add_aanvragen(demo: "Demo", gemeente: Gemeente, report: DemoReport) -> None:
    """Add the demo applications to the fund, decided by the demo fondsbeheerder."""
    emails = [wanted.email for wanted in demo.gebruikers if wanted.rol == Rol.FONDSBEHEERDER]
    # Read anew: what the account may do was given to it a moment ago.
    by = Gebruiker.objects.filter(email__in=emails, demo=True, is_active=True).first()
    added, notes = add_aanvragen(gemeente=gemeente, wanted=demo.aanvragen, by=by)
    report.aanvragen += added
    report.unchanged += len(demo.aanvragen) - added
    report.notes += notes


def _event(instance: models.Model, gemeente: Gemeente, moment: dt.datetime | None = None) -> Wijziging:
    event = history.created(instance, by=None, oorsprong=OORSPRONG, gemeente_id=gemeente.pk, demo=True)
    event.moment = moment or event.moment
    return event


def _add_gebruikers(demo: "Demo", gemeente: Gemeente, report: DemoReport) -> dict[str, Gebruiker]:
    """Make the demo accounts that do not exist; returns all of them by address."""
    found = {g.email: g for g in Gebruiker.objects.filter(email__in=[wanted.email for wanted in demo.gebruikers])}
    ours = _switched_off_by_us([g for g in found.values() if g.demo and not g.is_active])
    fresh: list[tuple[Gebruiker, Any, str]] = []
    for wanted in demo.gebruikers:
        gebruiker = found.get(wanted.email)
        if gebruiker is None:
            gebruiker = Gebruiker(email=wanted.email, naam=wanted.naam, demo=True)
        elif not gebruiker.demo:
            report.notes.append(
                _("%(email)s is een echt account; geen demo-account gemaakt.") % {"email": wanted.email}
            )
            found.pop(wanted.email)
            continue
        elif gebruiker.pk not in ours:
            report.unchanged += 1
            continue
        gebruiker.is_active = True
        password = make_password()
        gebruiker.set_password(password)
        fresh.append((gebruiker, wanted, password))
    Gebruiker.objects.bulk_update([g for g, _wanted, _password in fresh if g.pk], ["is_active", "password"])
    Gebruiker.objects.bulk_create([g for g, _wanted, _password in fresh if not g.pk])
    memberships = [
        Lidmaatschap(
            gebruiker=gebruiker, gemeente=gemeente, rol=wanted.rol, partij=wanted.partij and wanted.partij.instance
        )
        for gebruiker, wanted, _password in fresh
    ]
    Lidmaatschap.objects.bulk_create(memberships)
    created = [gebruiker for gebruiker, _wanted, _password in fresh] + memberships
    history.write([_event(instance, gemeente) for instance in created])
    report.logins += [new_login(g, password) for g, _wanted, password in fresh]
    report.gebruikers += len(fresh)
    return found | {gebruiker.email: gebruiker for gebruiker, _wanted, _password in fresh}


def _switched_off_by_us(gebruikers: list[Gebruiker]) -> set[int]:
    """Ids of inactive demo accounts that an earlier removal switched off; what a coordinator did stays."""
    events = Wijziging.objects.filter(
        model=Gebruiker._meta.label_lower, object_id__in=[g.pk for g in gebruikers], soort=Wijziging.Soort.GEWIJZIGD
    ).order_by("id")
    last = {
        pk: origin
        for pk, origin, velden in events.values_list("object_id", "oorsprong", "velden")
        if "is_active" in velden
    }
    return {pk for pk, origin in last.items() if origin == OORSPRONG}


def _add_overleggen(demo: "Demo", gemeente: Gemeente, report: DemoReport) -> None:
    taken = set(Overleg.objects.filter(gemeente=gemeente).values_list("soort", "datum"))
    new = [
        Overleg(gemeente=gemeente, soort=wanted.soort, datum=wanted.datum, naam=wanted.naam, demo=True)
        for wanted in demo.overleggen
        if (wanted.soort, wanted.datum) not in taken
    ]
    Overleg.objects.bulk_create(new)
    history.write([_event(overleg, gemeente) for overleg in new])
    report.overleggen += len(new)
    report.unchanged += len(demo.overleggen) - len(new)


def _add_meldingen(demo: "Demo", gemeente: Gemeente, accounts: dict[str, Gebruiker], report: DemoReport) -> bool:
    """Add the reports that are not there yet, published ones with their publication; True when any was added."""
    keys = [melding.sleutel for melding in demo.meldingen]
    present = dict(Voortgang.objects.filter(sleutel__in=keys).values_list("sleutel", "toelichting"))
    other = sum(m.sleutel in present and present[m.sleutel] != m.texts["toelichting"] for m in demo.meldingen)
    if other:
        report.notes.append(
            _(
                "%(count)s demo-meldingen hebben een andere tekst dan het bestand. Meldingen worden nooit gewijzigd: "
                "verwijder de demogegevens en laad ze opnieuw."
            )
            % {"count": other}
        )
    new = [melding for melding in demo.meldingen if melding.sleutel not in present and _target_exists(melding)]
    report.unchanged += len(present)
    report.voortgang += len(new)
    if not new:
        return False
    coordinator = next((g for d in demo.gebruikers if d.rol == "coordinator" and (g := accounts.get(d.email))), None)
    reports = [_voortgang(melding, gemeente, accounts) for melding in new]
    Voortgang.objects.bulk_create(reports, batch_size=500)
    publications = [
        Publicatie(
            gemeente=gemeente,
            voortgang=voortgang,
            soort=Publicatie.Soort.GEPUBLICEERD,
            gebruiker=coordinator,
            moment=voortgang.created_at + dt.timedelta(hours=5),
            demo=True,
        )
        for voortgang, melding in zip(reports, new, strict=True)
        if melding.gepubliceerd
    ]
    Publicatie.objects.bulk_create(publications, batch_size=500)
    events = []
    for voortgang in reports:
        events.append(_event(voortgang, gemeente, voortgang.created_at))
        events[-1].gebruiker = voortgang.gebruiker
    for publication in publications:
        event = publication_event(publication.voortgang, publication.soort, by=coordinator, oorsprong=OORSPRONG)
        event.moment = publication.moment
        events.append(event)
    history.write(sorted(events, key=lambda event: event.moment))
    return True


def _add_rapportages(gemeente: Gemeente, report: DemoReport) -> None:
    """Vastgestelde rapportages of the last demo meetings that have been, and a concept for the next one."""
    afsprakenset = Afsprakenset.objects.filter(gemeente=gemeente, gepubliceerd=True).current().first()
    if afsprakenset is None:
        return
    rows = Overleg.objects.filter(gemeente=gemeente, demo=True).bestuurlijk()
    done = set(Rapportage.objects.filter(afsprakenset=afsprakenset).values_list("overleg_id", flat=True))
    today = timezone.localdate()
    begin = afsprakenset.ondertekend_op or afsprakenset.begindatum
    past = rows.previous(today).filter(datum__gte=begin)[:RAPPORTAGES]
    for overleg in (*past, *rows.upcoming(today)[:1]):
        if overleg.pk in done:
            continue
        with suppress(ValidationError):  # nothing in the set is public
            made = create_rapportage(overleg=overleg, afsprakenset=afsprakenset, by=None, oorsprong=OORSPRONG)
            report.rapportages += 1
            if overleg.datum < today:
                moment = timezone.make_aware(dt.datetime.combine(overleg.datum, ADOPTED_AT))
                adopt_rapportage(
                    overleg=overleg,
                    afsprakenset=afsprakenset,
                    gezien=made.hash,
                    by=None,
                    oorsprong=OORSPRONG,
                    moment=moment,
                )


def _target_exists(melding: "DemoMelding") -> bool:
    """False when a user removed the afspraak or actie the report is about."""
    return melding.afspraak.instance is not None and (melding.actie is None or melding.actie.instance is not None)


def _voortgang(melding: "DemoMelding", gemeente: Gemeente, accounts: dict[str, Gebruiker]) -> Voortgang:
    return Voortgang(
        gemeente=gemeente,
        afspraak=melding.afspraak.instance,
        actie=melding.actie.instance if melding.actie else None,
        datum=melding.datum,
        status=melding.status,
        fase=melding.fase,
        gebruiker=accounts.get(melding.door.email) if melding.door else None,
        namens=melding.namens.instance if melding.namens else None,
        sleutel=melding.sleutel,
        created_at=timezone.make_aware(dt.datetime.combine(melding.datum, REPORTED_AT)),
        demo=True,
        **melding.texts,
    )


@transaction.atomic
def remove_demo(*, gemeenten: Iterable[Gemeente]) -> RemovalReport:
    """Take away every demo row of these gemeenten and nothing else; standings follow the reports that remain.

    A demo account that made something real is switched off instead of deleted. One event per gemeente remains: that
    its demo data was removed, so that pages kept by browsers are read again.
    """
    report = RemovalReport()
    for gemeente in gemeenten:
        if _remove_from(gemeente, report):
            recompute_standen(gemeente=gemeente, oorsprong=OORSPRONG, record=False)
            reden = _("Demogegevens verwijderd.")
            soort = Wijziging.Soort.GEWIJZIGD
            history.write([history.event(gemeente, soort, by=None, oorsprong=OORSPRONG, reden=reden)])
    return report


def _remove_from(gemeente: Gemeente, report: RemovalReport) -> bool:
    """Delete the demo rows of one gemeente; True when there were any."""
    own = Q(gemeente=gemeente, demo=True)
    for model in (Afspraak, Actie):
        for column in ("laatste_voortgang", "laatste_voortgang_publiek"):
            model._default_manager.filter(**{"gemeente": gemeente, f"{column}__demo": True}).update(**{column: None})
    for hung in (Agendapunt, Besluit, Overlegstuk, Zienswijze, Rapportageregel):
        _delete(hung, own)
    _delete(Rapportage, own)
    for part in (Oordeel, Evaluatieregel, Evaluatie):
        _delete(part, own)
    aanvragen = remove_aanvragen(gemeente=gemeente)
    wijk = remove_wijk(gemeente)
    publications = _delete(Publicatie, own)
    reports = _delete(Voortgang, own)
    meetings = _delete(Overleg, own)
    events = _delete(Wijziging, own)
    users = _remove_gebruikers(gemeente, report)
    report.voortgang += reports
    report.overleggen += meetings
    report.gebruikers += users
    report.aanvragen += aanvragen
    return bool(aanvragen or wijk or publications or reports or meetings or events or users)


def _delete(model: type[models.Model], condition: Q) -> int:
    return model._default_manager.filter(condition).delete()[1].get(model._meta.label, 0)


def _remove_gebruikers(gemeente: Gemeente, report: RemovalReport) -> int:
    """Delete the demo accounts of a gemeente; those that made something real are switched off."""
    Lidmaatschap.objects.filter(gemeente=gemeente, gebruiker__demo=True).delete()
    gebruikers = list(Gebruiker.objects.filter(demo=True, lidmaatschappen=None).order_by("email"))
    busy = _who_made_something([gebruiker.pk for gebruiker in gebruikers])
    deleted = Gebruiker.objects.filter(pk__in=[g.pk for g in gebruikers if g.pk not in busy]).delete()
    switched_off = [g for g in gebruikers if g.pk in busy and g.is_active]
    for gebruiker in switched_off:
        gebruiker.is_active = False
        gebruiker.set_unusable_password()
    Gebruiker.objects.bulk_update(switched_off, ["is_active", "password"])
    history.write(
        [
            history.event(
                gebruiker,
                Wijziging.Soort.GEWIJZIGD,
                by=None,
                oorsprong=OORSPRONG,
                velden={"is_active": [True, False]},
                reden=_("Demogegevens verwijderd; dit account heeft iets echts ingevoerd."),
                gemeente_id=gemeente.pk,
            )
            for gebruiker in switched_off
        ]
    )
    report.kept += [gebruiker.email for gebruiker in switched_off]
    return deleted[1].get(Gebruiker._meta.label, 0) + len(switched_off)


def _who_made_something(pks: list[int]) -> set[int]:
    """Ids of accounts at which rows point that must keep pointing somewhere."""
    busy: set[int] = set()
    for relation in Gebruiker._meta.related_objects:
        if relation.on_delete is not models.PROTECT:  # type: ignore[attr-defined]
            continue
        rows = relation.related_model._default_manager.filter(**{f"{relation.field.attname}__in": pks})
        busy.update(rows.order_by().values_list(relation.field.attname, flat=True).distinct())
    return busy
