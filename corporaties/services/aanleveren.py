# SPDX-License-Identifier: EUPL-1.2
"""Figures that a system sends: kept, read and stored as a delivery without anybody looking at a preview.

The same request sent again finds what it made the first time. Two at once for one corporation pass one after the other,
each whole: the later replaces the earlier, as with files that people hand in.
"""

import datetime as dt
import hashlib

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from corporaties import policies
from corporaties.imports.opgave import Opgave, Progress
from corporaties.models import Cijferbron, Inlezing, Levering
from corporaties.services.inlezen import (
    as_faults,
    changes_anything,
    discard_forgotten,
    end_with_faults,
    ensure_bron,
    is_unread,
    keep_upload,
    note,
    read_kept,
    reporter,
)
from corporaties.services.leveringen import OPEN, record_levering
from partijen.models import Gemeente, Partij, Wijziging
from partijen.sleutelhouder import Actor, Sleutelhouder
from portaal.lib.tables.reader import UnreadableFile

ORIGIN = Wijziging.Oorsprong.API
Status = Inlezing.Status


class OtherRequest(Exception):
    """The Idempotency-Key came before with other figures, another day or another text."""


@transaction.atomic
def receive(
    *,
    content: bytes,
    filename: str,
    gemeente: Gemeente,
    partij: Partij,
    peildatum: dt.date,
    by: Actor,
    toelichting: str = "",
    sleutel: str = "",
    proefrun: bool = False,
) -> tuple[Inlezing, bool]:
    """Keep what a system sends; nothing is read yet.

    Args:
        sleutel: recognises the request; without one, the same figures for the same day that wait already are found.
        proefrun: only say what is wrong or would change.

    Returns:
        The row, and whether it is new.

    Raises:
        PermissionDenied: the sender does not deliver the figures of this corporation.
        OtherRequest: the key came before with something else.
    """
    if not policies.may_deliver(by, gemeente.pk, partij.pk):
        raise PermissionDenied(_("U levert geen cijfers van deze corporatie."))
    # Whoever sends the same at the same moment waits here, and then finds it.
    Partij.objects.select_for_update().get(pk=partij.pk)
    said = {"sha256": hashlib.sha256(content).hexdigest(), "peildatum": peildatum, "toelichting": toelichting}
    sent = Inlezing.objects.filter(gemeente=gemeente, partij=partij, door_systeem=True, proefrun=proefrun)
    if not proefrun:
        if sleutel and (earlier := sent.filter(sleutel=sleutel).first()) is not None:
            if any(getattr(earlier, name) != value for name, value in said.items()):
                raise OtherRequest
            return earlier, False
        waiting = sent.filter(status=Status.INGEDIEND, levering__status__in=OPEN) | sent.filter(
            status__in=(Status.WACHT, Status.LEEST)
        )
        if not sleutel and (earlier := waiting.filter(**said).order_by("-pk").first()) is not None:
            return earlier, False
    discard_forgotten(partij=partij)
    return (
        keep_upload(
            content=content,
            filename=filename,
            gemeente=gemeente,
            partij=partij,
            peildatum=peildatum,
            toelichting=toelichting,
            by=by,
            sleutel="" if proefrun else sleutel,
            proefrun=proefrun,
            door_systeem=True,
        ),
        True,
    )


def process(inlezing: Inlezing, *, progress: Progress | None = None) -> Inlezing:
    """Read what was sent and store it as a delivery that was handed in; done twice, the second time does nothing.

    Returns:
        The row as it is then: `fouten`, `ingediend`, or `gelezen` for a trial and for what changes nothing.
    """
    if not is_unread(inlezing):
        return inlezing
    report = progress or reporter(inlezing)
    note(inlezing, status=Status.LEEST, stap="lezen", percentage=0)
    inlezing.status = Status.LEEST
    try:
        opgave, uitkomst = read_kept(inlezing, report)
        if opgave.aantal_fouten:
            end_with_faults(inlezing, as_faults(opgave), opgave.aantal_fouten)
        elif not opgave.cijfers:
            # Taken for a delivery it would replace all that waits, or let all that holds expire.
            message = _("Hierin staat geen enkel cijfer van deze corporatie.")
            end_with_faults(inlezing, [["", 0, "", message]], 1)
        else:
            report("opslaan", 0.0)
            _store(inlezing.pk, opgave, uitkomst)
    except UnreadableFile as error:
        end_with_faults(inlezing, [["", 0, "", error.message]], 1)
    except Exception:
        note(inlezing, status=Status.MISLUKT)
        raise
    inlezing.refresh_from_db()
    return inlezing


@transaction.atomic
def _store(pk: int, opgave: Opgave, uitkomst: dict[str, object]) -> None:
    """One transaction: the delivery and what came of the request, or nothing."""
    rows = Inlezing.objects.select_for_update(of=("self",)).select_related(
        "gemeente", "partij", "gebruiker", "api_sleutel__partij", "api_sleutel__gemeente"
    )
    locked = rows.get(pk=pk)
    if not is_unread(locked):
        return
    for name, value in uitkomst.items():
        setattr(locked, name, value)
    locked.stap, locked.percentage, locked.updated_at = "", 100, timezone.now()
    locked.status = Status.GELEZEN
    if not locked.proefrun and (changes_anything(locked) or _waits(locked)):
        by: Actor | None = Sleutelhouder(locked.api_sleutel) if locked.api_sleutel else locked.gebruiker
        bron = ensure_bron(gemeente=locked.gemeente, partij=locked.partij, by=by, oorsprong=ORIGIN)
        locked.levering = record_levering(
            cijferbron=bron,
            soort=Levering.Soort.API,
            periode=locked.peildatum.isoformat(),
            cijfers=opgave.cijfers,
            by=by,
            oorsprong=ORIGIN,
            bestand=locked.bestand.name,
            bestandsnaam=locked.bestandsnaam,
            sha256=locked.sha256,
            sleutel=locked.sleutel,
            opmerking=locked.toelichting,
        )
        locked.status = Status.INGEDIEND
    locked.save()


def _waits(inlezing: Inlezing) -> bool:
    """Another delivery for that day waits: what was sent replaces it, also when it only repeats what holds now."""
    bron = Cijferbron.objects.filter(gemeente=inlezing.gemeente, partij=inlezing.partij, document=None)
    waiting = Levering.objects.filter(cijferbron__in=bron, periode=inlezing.peildatum.isoformat(), status__in=OPEN)
    return waiting.exists()


def forget_trial(inlezing: Inlezing) -> None:
    """Throw away what was only a trial, or what was refused, once its sender has the answer."""
    Inlezing.objects.filter(pk=inlezing.pk, levering=None).delete()
    if inlezing.bestand and inlezing.levering_id is None:
        inlezing.bestand.delete(save=False)
