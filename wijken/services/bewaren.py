# SPDX-License-Identifier: EUPL-1.2
"""How long what is about a person is kept, and its end.

The dossier of an application (who applied, in which words, with which documents) is deleted when its term is over. The
application itself, without a word about a person, and its bookings stay.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.core.files.storage import default_storage
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from partijen.models import Gebruiker, Wijziging
from partijen.services import history
from wijken.models import Aanvraag, Aanvraagdocument, Dossier
from wijken.services.indienen import BEVESTIGEN_BINNEN
from wijken.statussen import Aanvraagstatus

SYSTEEM = Wijziging.Oorsprong.SYSTEEM
# Counted from the day on which the application was closed. Seven years: the duty to keep accounts.
BEWAREN: dict[str, dt.timedelta] = {
    Aanvraagstatus.AFGEWEZEN: dt.timedelta(days=365),
    Aanvraagstatus.INGETROKKEN: dt.timedelta(days=365),
    Aanvraagstatus.VERANTWOORD: dt.timedelta(days=7 * 365 + 2),
}


@dataclass(slots=True)
class Opgeruimd:
    """What was deleted."""

    onbevestigd: int = 0
    dossiers: int = 0


def expired(today: dt.date) -> Q:
    """Which dossiers have had their term."""
    condition = Q()
    for status, term in BEWAREN.items():
        condition |= Q(aanvraag__status=status, aanvraag__afgerond_op__lt=today - term)
    return condition


@transaction.atomic
def delete_dossiers(
    *, dossiers: Iterable[Dossier], by: Gebruiker | None = None, oorsprong: str = SYSTEEM, reden: str = ""
) -> int:
    """Delete dossiers with their documents; the history says only that it was done. Returns how many."""
    rows = {dossier.pk: dossier for dossier in dossiers}
    delete_files(Aanvraagdocument.objects.filter(dossier__in=rows))
    Dossier.objects.filter(pk__in=rows).delete()
    history.write(
        [
            history.event(
                dossier.aanvraag,
                Wijziging.Soort.GEWIJZIGD,
                by=by,
                oorsprong=oorsprong,
                reden=reden or _("De persoonsgegevens van deze aanvraag zijn verwijderd: de bewaartermijn is voorbij."),
                demo=dossier.aanvraag.demo,
            )
            for dossier in rows.values()
        ]
    )
    return len(rows)


def delete_files(documenten: "Iterable[Aanvraagdocument]") -> None:
    """Delete the files of documents, once the transaction in which their rows go is final."""
    for document in documenten:
        if name := document.bestand.name:
            transaction.on_commit(partial(default_storage.delete, name))


@transaction.atomic
def delete_unconfirmed(*, aanvragen: Iterable[Aanvraag]) -> int:
    """Delete applications that were never confirmed, as if they had not been made. Returns how many."""
    rows = {row.pk: row for row in aanvragen if row.status == Aanvraagstatus.ONBEVESTIGD}
    delete_files(Aanvraagdocument.objects.filter(dossier__aanvraag__in=rows))
    # Not by `delete_with_history`: that keeps what the deleted rows held.
    soort = Wijziging.Soort.VERWIJDERD
    history.write([history.event(row, soort, by=None, oorsprong=SYSTEEM, demo=row.demo) for row in rows.values()])
    Dossier.objects.filter(aanvraag__in=rows).delete()
    Aanvraag.objects.filter(pk__in=rows).delete()
    return len(rows)


def clean_up(*, today: dt.date | None = None, dry_run: bool = False) -> Opgeruimd:
    """Delete what has had its term, of all gemeenten.

    Args:
        dry_run: only count; nothing is deleted.
    """
    today = today or timezone.localdate()
    limit = timezone.now() - BEVESTIGEN_BINNEN
    never = Aanvraag.objects.filter(status=Aanvraagstatus.ONBEVESTIGD, created_at__lt=limit)
    old = Dossier.objects.filter(expired(today)).select_related("aanvraag")
    if dry_run:
        return Opgeruimd(onbevestigd=never.count(), dossiers=old.count())
    return Opgeruimd(onbevestigd=delete_unconfirmed(aanvragen=never), dossiers=delete_dossiers(dossiers=old))


# Columns of a dossier that open it, or only count.
_NOT_TOLD = frozenset({"id", "sleutel", "gemeente", "aanvraag"})


def collect_dossier(dossier: Dossier) -> dict[str, Any]:
    """Everything that is held on who applied (AVG, right of access): {"dossier": …, "aanvraag": …, …}."""
    aanvraag = dossier.aanvraag

    def columns(row: models.Model) -> dict[str, str]:
        found = {}
        for field in row._meta.concrete_fields:
            value = getattr(row, field.attname if field.is_relation else field.name)
            if field.name not in _NOT_TOLD and not field.is_relation and value not in (None, ""):
                found[str(field.verbose_name)] = str(value)
        return found

    return {
        "aanvraag": columns(aanvraag) | {"buurt": aanvraag.gebied.naam},
        "dossier": columns(dossier),
        "documenten": [
            {"bestandsnaam": row.bestandsnaam, "bij": str(row.get_soort_display()), "bytes": row.bytes}
            for row in dossier.documenten.order_by("pk")
        ],
        "stappen": [
            {
                "status": str(row.get_status_display()),
                "moment": timezone.localtime(row.moment).isoformat("T", "seconds"),
            }
            for row in aanvraag.stappen.order_by("pk")
        ],
    }
