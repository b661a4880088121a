# SPDX-License-Identifier: EUPL-1.2
"""From an uploaded file to a delivery: keep it, read it, show what it would change, and store it, each once.

Reading and storing may be done by a worker that dies half way and by another that does it again: both begin by looking
at the row, and end in one transaction that locks it.
"""

import datetime as dt
import hashlib
import logging
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from corporaties import policies
from corporaties.imports.naslag import Naslag
from corporaties.imports.opgave import Opgave, Progress
from corporaties.imports.verschil import describe, figures_version
from corporaties.imports.woningvoorraad import read_opgave
from corporaties.models import Cijferbron, Inlezing, Levering
from corporaties.services.leveringen import record_levering
from partijen.models import Gebruiker, Gemeente, Partij, Wijziging
from partijen.services import history
from partijen.sleutelhouder import Actor, key_of, person_of
from portaal.lib.tables.reader import UnreadableFile

logger = logging.getLogger(__name__)

# What is smaller than this is read while the user waits: a second or two.
DIRECT_BYTES = 100_000
# What was not handed in after so many days is thrown away.
KEEP_DAYS = 30
ORIGIN = Wijziging.Oorsprong.IMPORT
Status = Inlezing.Status
_READING = (Status.WACHT, Status.LEEST)


class ChangedSincePreview(Exception):
    """The figures, or the words they are looked up by, changed after the preview; it must be seen again."""


def keep_upload(
    *,
    content: bytes,
    filename: str,
    gemeente: Gemeente,
    partij: Partij,
    peildatum: dt.date,
    by: Actor | None,
    toelichting: str = "",
    **fields: Any,
) -> Inlezing:
    """Keep an uploaded file with its hash; nothing is read yet. `by` is None for the command line.

    Args:
        fields: other columns of the row, of what a system sent: `sleutel`, `proefrun`, `door_systeem`.

    Raises:
        PermissionDenied: the user does not deliver the figures of this corporation.
    """
    if by is not None and not policies.may_deliver(by, gemeente.pk, partij.pk):
        raise PermissionDenied(_("U levert geen cijfers van deze corporatie."))
    inlezing = Inlezing(
        gemeente=gemeente,
        partij=partij,
        gebruiker=person_of(by),
        api_sleutel=key_of(by),
        bestandsnaam=filename[-200:],
        sha256=hashlib.sha256(content).hexdigest(),
        peildatum=peildatum,
        toelichting=toelichting,
        **fields,
    )
    inlezing.bestand.save(filename, ContentFile(content), save=False)
    try:
        inlezing.save(force_insert=True)
    except BaseException:
        inlezing.bestand.delete(save=False)
        raise
    return inlezing


# --- reading ---------------------------------------------------------------------------------------------------------


def read_inlezing(inlezing: Inlezing, *, progress: Progress | None = None) -> Inlezing:
    """Read a kept file and note its faults or what it would change. Done twice it says the same.

    Returns:
        The row as it is then: `fouten` (the file itself is then thrown away) or `gelezen`.
    """
    if inlezing.status not in _READING:
        return inlezing
    note(inlezing, status=Status.LEEST, stap="lezen", percentage=0)
    try:
        opgave, uitkomst = read_kept(inlezing, progress or reporter(inlezing))
    except UnreadableFile as error:
        end_with_faults(inlezing, [_as_fault(error.message)], 1)
    except Exception:
        note(inlezing, status=Status.MISLUKT)
        raise
    else:
        if opgave.aantal_fouten:
            end_with_faults(inlezing, as_faults(opgave), opgave.aantal_fouten)
        else:
            note(inlezing, status=Status.GELEZEN, stap="", percentage=100, **uitkomst)
    inlezing.refresh_from_db()
    return inlezing


def read_kept(inlezing: Inlezing, progress: Progress) -> tuple[Opgave, dict[str, Any]]:
    """The file checked, and the columns that tell what it would change."""
    opgave = read_opgave(
        _content(inlezing),
        inlezing.bestandsnaam,
        gemeente=inlezing.gemeente,
        partij=inlezing.partij,
        peildatum=inlezing.peildatum,
        progress=progress,
    )
    if opgave.aantal_fouten:
        return opgave, {}
    progress("vergelijken", 0.0)
    return opgave, preview_columns(opgave, inlezing.gemeente, inlezing.partij, inlezing.peildatum)


def preview_columns(opgave: Opgave, gemeente: Gemeente, partij: Partij, peildatum: dt.date) -> dict[str, Any]:
    """What a file would change, and of which figures: the columns that a preview is bound to."""
    naslag = Naslag(gemeente, partij)
    return {
        "basisversie": figures_version(naslag.eigen_bron),
        "uitkomst": describe(opgave, naslag, peildatum),
        "kenmerk": opgave.kenmerk,
    }


def _content(inlezing: Inlezing) -> bytes:
    with inlezing.bestand.open("rb") as handle:
        content: bytes = handle.read()
    if hashlib.sha256(content).hexdigest() != inlezing.sha256:
        raise UnreadableFile(_("Het bewaarde bestand is veranderd. Kies het bestand opnieuw."), "other_hash")
    return content


def _as_fault(message: str) -> list[Any]:
    return ["", 0, "", message]


def as_faults(opgave: Opgave) -> list[list[Any]]:
    """The faults of a file as they are kept: sheet, row, column, message."""
    return [[fault.sheet, fault.row, fault.column, fault.message] for fault in opgave.fouten]


def is_unread(inlezing: Inlezing) -> bool:
    """Whether it still is to be read: nobody did, or who did stopped half way."""
    return inlezing.status in _READING


def end_with_faults(inlezing: Inlezing, faults: list[list[Any]], number: int) -> None:
    """Note what is wrong, and throw the file away."""
    note(inlezing, status=Status.FOUTEN, stap="", percentage=100, fouten=faults, aantal_fouten=number, bestand="")
    _delete_file(inlezing)


def _delete_file(inlezing: Inlezing) -> None:
    if inlezing.bestand:
        inlezing.bestand.delete(save=False)


def note(inlezing: Inlezing, **values: Any) -> None:
    """Bookkeeping that must be seen while the work goes on; not when somebody else did that work already."""
    of_this_work = _READING if inlezing.status in _READING else (inlezing.status,)
    rows = Inlezing.objects.filter(pk=inlezing.pk, status__in=of_this_work)
    rows.update(**values, updated_at=timezone.now())


def reporter(inlezing: Inlezing, *, every: float = 0.5) -> Progress:
    """Notes how far it is on the row, at most twice a second, for the page that shows it."""
    last, said = 0.0, ""

    def report(stap: str, deel: float) -> None:
        nonlocal last, said
        now = time.monotonic()
        if stap == said and now - last < every:
            return
        last, said = now, stap
        note(inlezing, stap=stap, percentage=round(100 * min(max(deel, 0), 1)))

    return report


def begin_again(*, inlezing: Inlezing) -> Inlezing:
    """Let a file be read once more: the figures changed since its preview, or the work failed."""
    again = Inlezing.objects.filter(pk=inlezing.pk).exclude(status__in=(Status.FOUTEN, Status.INGEDIEND))
    again.update(status=Status.WACHT, taak="", updated_at=timezone.now())
    inlezing.refresh_from_db()
    return inlezing


# --- handing in ------------------------------------------------------------------------------------------------------


@transaction.atomic
def begin_submit(*, inlezing: Inlezing, by: Gebruiker | None, expected_versie: int | None = None) -> Inlezing:
    """The user saw the preview and says yes: the file waits to be stored. Said twice, the second time does nothing.

    Raises:
        PermissionDenied: the user does not deliver the figures of this corporation.
        ChangedSincePreview: other figures hold now than those it was compared with.
        ValidationError: there is nothing to hand in.
    """
    if by is not None and not policies.may_deliver(by, inlezing.gemeente_id, inlezing.partij_id):
        raise PermissionDenied(_("U levert geen cijfers van deze corporatie."))
    locked = Inlezing.objects.select_for_update().get(pk=inlezing.pk)
    if locked.status in (Status.WACHT_OP_OPSLAAN, Status.INGEDIEND):
        return locked
    if locked.status != Status.GELEZEN or not changes_anything(locked):
        raise ValidationError(_("Er valt niets in te dienen."))
    if expected_versie is not None and locked.versie != expected_versie:
        raise ChangedSincePreview
    bron = Cijferbron.objects.filter(gemeente_id=locked.gemeente_id, partij_id=locked.partij_id, document=None).first()
    if figures_version(bron) != locked.basisversie:
        raise ChangedSincePreview
    locked.status, locked.stap, locked.percentage = Status.WACHT_OP_OPSLAAN, "", 0
    locked.versie += 1
    locked.updated_at = timezone.now()
    locked.save(update_fields=["status", "stap", "percentage", "versie", "updated_at"])
    return locked


def changes_anything(inlezing: Inlezing) -> bool:
    """Whether handing it in would change a figure."""
    return any(inlezing.uitkomst.get(name) for name in ("nieuw", "gewijzigd", "vervallen"))


def store_inlezing(inlezing: Inlezing, *, progress: Progress | None = None) -> Inlezing:
    """Read the file again and store it as a delivery that was handed in: all of it in one transaction, or nothing.

    When meanwhile the figures, or the words, mean something else than the user saw, it goes back to its preview.
    """
    if inlezing.status != Status.WACHT_OP_OPSLAAN:
        return inlezing
    report = progress or reporter(inlezing)
    try:
        opgave = read_opgave(
            _content(inlezing),
            inlezing.bestandsnaam,
            gemeente=inlezing.gemeente,
            partij=inlezing.partij,
            peildatum=inlezing.peildatum,
            progress=report,
        )
        report("opslaan", 0.0)
        if opgave.aantal_fouten or opgave.kenmerk != inlezing.kenmerk:
            note(inlezing, status=Status.WACHT)
            inlezing.refresh_from_db()
            return read_inlezing(inlezing)
        _store(inlezing.pk, opgave)
    except UnreadableFile as error:
        end_with_faults(inlezing, [_as_fault(error.message)], 1)
    except ChangedSincePreview:
        note(inlezing, status=Status.WACHT)
        inlezing.refresh_from_db()
        return read_inlezing(inlezing)
    except Exception:
        note(inlezing, status=Status.MISLUKT)
        raise
    inlezing.refresh_from_db()
    return inlezing


@transaction.atomic
def _store(pk: int, opgave: Opgave) -> None:
    rows = Inlezing.objects.select_for_update(of=("self",)).select_related("gemeente", "partij", "gebruiker")
    locked = rows.get(pk=pk)
    if locked.status != Status.WACHT_OP_OPSLAAN:
        return
    bron = ensure_bron(gemeente=locked.gemeente, partij=locked.partij, by=locked.gebruiker, oorsprong=ORIGIN)
    bron = Cijferbron.objects.select_for_update().get(pk=bron.pk)
    if figures_version(bron) != locked.basisversie:
        raise ChangedSincePreview
    levering = record_levering(
        cijferbron=bron,
        soort=Levering.Soort.BESTAND,
        periode=locked.peildatum.isoformat(),
        cijfers=opgave.cijfers,
        by=locked.gebruiker,
        oorsprong=ORIGIN,
        bestand=locked.bestand.name,
        bestandsnaam=locked.bestandsnaam,
        sha256=locked.sha256,
        opmerking=locked.toelichting,
    )
    locked.status, locked.stap, locked.percentage = Status.INGEDIEND, "", 100
    locked.levering = levering
    locked.updated_at = timezone.now()
    locked.save(update_fields=["status", "stap", "percentage", "levering", "updated_at"])


def deliver(
    *,
    opgave: Opgave,
    uitkomst: dict[str, Any],
    content: bytes,
    filename: str,
    gemeente: Gemeente,
    partij: Partij,
    peildatum: dt.date,
    by: Gebruiker | None,
) -> Levering:
    """Keep a file that was read just now, and store it as a delivery that was handed in (the command line).

    Args:
        uitkomst: what `preview_columns` said about it.

    Raises:
        ValidationError: the file has faults, or would change nothing.
        ChangedSincePreview: somebody else delivered meanwhile.
    """
    if opgave.aantal_fouten:
        raise ValidationError(_("Het bestand bevat fouten; er is niets ingelezen."))
    inlezing = keep_upload(
        content=content, filename=filename, gemeente=gemeente, partij=partij, peildatum=peildatum, by=by
    )
    try:
        note(inlezing, status=Status.GELEZEN, percentage=100, **uitkomst)
        inlezing.refresh_from_db()
        inlezing = begin_submit(inlezing=inlezing, by=by)
        _store(inlezing.pk, opgave)
    except BaseException:
        Inlezing.objects.filter(pk=inlezing.pk, levering=None).delete()
        _delete_file(inlezing)
        raise
    inlezing.refresh_from_db()
    return inlezing.levering  # type: ignore[return-value]


@transaction.atomic
def ensure_bron(*, gemeente: Gemeente, partij: Partij, by: Actor | None, oorsprong: str) -> Cijferbron:
    """The lasting source of what a corporation delivers in a gemeente; made at its first delivery."""
    # The lock keeps two first deliveries at once from making it twice.
    Partij.objects.select_for_update().get(pk=partij.pk)
    found = Cijferbron.objects.filter(gemeente=gemeente, partij=partij, document=None).first()
    if found is not None:
        return found
    slug = base = f"opgave-{slugify(partij.naam)}"[:70]
    taken = set(Cijferbron.objects.filter(gemeente=gemeente, slug__startswith=base).values_list("slug", flat=True))
    number = 2
    while slug in taken:
        slug, number = f"{base}-{number}", number + 1
    bron = Cijferbron(gemeente=gemeente, slug=slug, naam=_("Opgave %(naam)s") % {"naam": partij.naam}, partij=partij)
    history.create_with_history(bron, by=by, oorsprong=oorsprong)
    return bron


# --- throwing away ---------------------------------------------------------------------------------------------------


@transaction.atomic
def discard(*, inlezing: Inlezing, by: Gebruiker) -> None:
    """Throw away a file that was not handed in.

    Raises:
        PermissionDenied: the user does not deliver the figures of this corporation.
        ValidationError: it was handed in, or is being stored.
    """
    if not policies.may_deliver(by, inlezing.gemeente_id, inlezing.partij_id):
        raise PermissionDenied(_("U levert geen cijfers van deze corporatie."))
    locked = Inlezing.objects.select_for_update().get(pk=inlezing.pk)
    if locked.status in (Status.WACHT_OP_OPSLAAN, Status.INGEDIEND):
        raise ValidationError(_("Dit bestand is al ingediend. Een levering verandert u met een nieuwe levering."))
    locked.delete()
    transaction.on_commit(partial(_delete_file, locked))


def discard_forgotten(*, partij: Partij, before: dt.datetime | None = None) -> int:
    """Throw away files of a corporation that nobody handed in within `KEEP_DAYS`; returns how many."""
    moment = before or timezone.now() - dt.timedelta(days=KEEP_DAYS)
    old = Inlezing.objects.filter(partij=partij, levering=None, updated_at__lt=moment)
    rows = list(old)
    for row in rows:
        row.delete()
        transaction.on_commit(partial(_delete_file, row))
    return len(rows)


# --- now, or by a worker ---------------------------------------------------------------------------------------------


def run(inlezing: Inlezing, work: Callable[[Inlezing], Inlezing], task: Any) -> Inlezing:
    """Do the work at once for a small file; otherwise put it in the queue of the workers."""
    if inlezing.bestand.size <= DIRECT_BYTES:
        return work(inlezing)
    with transaction.atomic():
        result = task.enqueue(inlezing.pk)
        Inlezing.objects.filter(pk=inlezing.pk).update(taak=str(result.id))
    inlezing.refresh_from_db()
    return inlezing
