# SPDX-License-Identifier: EUPL-1.2
"""Taking in deliveries of figures, and setting them vast.

A delivery is kept whole as a draft. Setting it vast compares it with what holds at that moment: what it repeats is
dropped from the draft, what it changes or leaves out is closed, the rest becomes definite. The figures are their own
history; the log of the gemeente tells of the delivery.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from corporaties.cijfers import KEY_COLUMNS, VALUE_COLUMNS, Cijfer, Verschil, compare
from corporaties.fields import Peil
from corporaties.models import Cijferbron, Levering, Voorraadcijfer
from corporaties.services.controle import update_afwijkingen
from partijen.models import Gebruiker
from partijen.services import history
from partijen.services.persoonsgegevens import Antwoord, Tekst, check_texts
from partijen.sleutelhouder import Actor, person_of
from portaal.lib.bulk_insert import insert_rows
from portaal.lib.bulk_select import read_blocks

BATCH = 2000
# In the order of `store_concept`: what the delivery says of all its figures, what follows from the period, the figure.
_STORED_COLUMNS = (
    "gemeente_id",
    "levering_id",
    "cijferbron_id",
    "concept",
    "demo",
    "vervangen_door_id",
    "begindatum",
    "einddatum",
    "peiljaar",
    *KEY_COLUMNS,
    *VALUE_COLUMNS,
)
OPEN = (Levering.Status.CONCEPT, Levering.Status.INGEDIEND)


class LeveringConflict(Exception):
    """The delivery cannot be taken in or set vast now; the message says why."""


@transaction.atomic
def record_levering(
    *,
    cijferbron: Cijferbron,
    soort: str,
    periode: str,
    cijfers: Sequence[Cijfer],
    by: Actor | None,
    oorsprong: str,
    **fields: Any,
) -> Levering:
    """Keep a delivery with all its figures as a draft that was handed in; nothing that holds changes yet.

    An earlier draft of the same source and period that was not set vast is replaced.

    Args:
        fields: other columns of the delivery: `bestand`, `bestandsnaam`, `sha256`, `sleutel`, `opmerking`, `demo`.

    Raises:
        IntegrityError: two of the figures are the same one.
    """
    bron = Cijferbron.objects.select_for_update().get(pk=cijferbron.pk)
    earlier = Levering.objects.filter(cijferbron=bron, periode=periode)
    for draft in earlier.filter(status__in=OPEN):
        _replace(draft, by=by, oorsprong=oorsprong)
    last = Levering.objects.filter(cijferbron=bron).aggregate(last=Max("volgnummer"))["last"] or 0
    verschil = compare(bron, periode, cijfers)
    levering = Levering(
        gemeente_id=bron.gemeente_id,
        cijferbron=bron,
        soort=soort,
        partij_id=bron.partij_id,
        volgnummer=last + 1,
        periode=periode,
        status=Levering.Status.INGEDIEND,
        vervangt=earlier.filter(status=Levering.Status.VASTGESTELD).order_by("-volgnummer").first(),
        geleverd_door=person_of(by),
        aantal_nieuw=len(verschil.new),
        aantal_gewijzigd=len(verschil.changed),
        aantal_vervallen=len(verschil.gone),
        aantal_ongewijzigd=len(verschil.unchanged),
        **fields,
    )
    history.create_with_history(levering, by=by, oorsprong=oorsprong, demo=levering.demo)
    store_concept(levering, cijfers)
    return levering


def store_concept(levering: Levering, cijfers: Iterable[Cijfer]) -> None:
    """Insert the figures of a delivery as drafts."""
    peilen: dict[str, Peil] = {}

    def rows() -> Iterator[tuple[Any, ...]]:
        common = (levering.gemeente_id, levering.pk, levering.cijferbron_id, True, levering.demo, None)
        for cijfer in cijfers:
            peil = peilen.get(cijfer.periode)
            if peil is None:
                peil = peilen[cijfer.periode] = Peil.of(cijfer.periode)
            yield (*common, peil.begindatum, peil.einddatum, peil.peiljaar, *cijfer.key, *cijfer.value)

    insert_rows(Voorraadcijfer, _STORED_COLUMNS, rows())


@transaction.atomic
def stel_vast(
    *,
    levering: Levering,
    by: Gebruiker | None,
    oorsprong: str,
    op: dt.date | None = None,
    gedagtekend: bool = True,
    expected_versie: int | None = None,
    controle: bool = True,
    antwoord: Antwoord | None = None,
) -> Verschil:
    """Make a delivery definite and public, and close the figures that it changes or leaves out.

    Args:
        op: from which day the figures hold; today when left out.
        controle: check at once what does not add up now; whoever sets many vast does that once, after the last.
        gedagtekend: False for a table of a document without a date: its figures hold from the beginning.
        antwoord: to the findings of an earlier `PersonalDataFound`.

    Returns:
        What changed of what held until now.

    Raises:
        LeveringConflict: it was replaced or set vast already.
        StaleVersion: somebody else changed the delivery since `expected_versie`.
        PersonalDataFound: remarks of its figures look like personal data, and that was not answered.
    """
    bron = Cijferbron.objects.select_for_update().get(pk=levering.cijferbron_id)
    levering.refresh_from_db()
    if levering.status not in OPEN:
        raise LeveringConflict(
            _("Deze levering is al %(status)s.") % {"status": levering.get_status_display()},
        )
    if expected_versie is not None and levering.versie != expected_versie:
        raise history.StaleVersion(levering)
    drafts = Voorraadcijfer.objects.filter(levering=levering, concept=True)
    said = check_texts(remarks_of(levering), antwoord)
    verschil = compare(bron, levering.periode, cijfers_of(levering))
    # One key per figure within a source, so the unchanged ones are found by it again.
    unchanged = {cijfer.key for cijfer in verschil.unchanged}
    stored = read_blocks(drafts.values_list("pk", *KEY_COLUMNS)) if unchanged else ()
    repeated = [row[0] for block in stored for row in block if row[1:] in unchanged]
    for pks in _batches(repeated):
        drafts.filter(pk__in=pks).delete()
    closed = [pk for _cijfer, pk in verschil.changed] + verschil.gone
    for pks in _batches(closed):
        Voorraadcijfer.objects.filter(pk__in=pks, vervangen_door=None).update(vervangen_door=levering)
    drafts.update(concept=False)
    day = (op or timezone.localdate()) if gedagtekend else None
    replaced = Levering.objects.filter(
        cijferbron=bron, periode=levering.periode, status=Levering.Status.VASTGESTELD
    ).order_by("-volgnummer")
    previous = list(replaced)
    for row in previous:
        _replace(row, by=by, oorsprong=oorsprong)
    history.update_with_history(
        levering,
        {
            "status": Levering.Status.VASTGESTELD,
            "openbaar": True,
            "vastgesteld_op": day,
            "vastgesteld_door": by,
            "vervangt": previous[0] if previous else None,
            "aantal_nieuw": len(verschil.new),
            "aantal_gewijzigd": len(verschil.changed),
            "aantal_vervallen": len(verschil.gone),
            "aantal_ongewijzigd": len(verschil.unchanged),
        },
        by=by,
        oorsprong=oorsprong,
        expected_versie=expected_versie,
        reden=said,
        soort="gepubliceerd",
        demo=levering.demo,
    )
    if controle:
        update_afwijkingen(gemeente=bron.gemeente, by=by, oorsprong=oorsprong)
    return verschil


def remarks_of(levering: Levering) -> list[Tekst]:
    """The free texts that become public with a delivery, each once."""
    name = _("Levering %(nummer)d") % {"nummer": levering.volgnummer}
    drafts = Voorraadcijfer.objects.filter(levering=levering, concept=True).exclude(opmerking="")
    remarks = drafts.order_by("opmerking").values_list("opmerking", flat=True).distinct()
    return [Tekst(name, Voorraadcijfer, "opmerking", remark) for remark in remarks]


def cijfers_of(levering: Levering) -> list[Cijfer]:
    """The figures that a delivery brought, as values."""
    rows = Voorraadcijfer.objects.filter(levering=levering).values_list(*Cijfer._fields)
    return [Cijfer._make(row) for block in read_blocks(rows) for row in block]


def _replace(levering: Levering, *, by: Actor | None, oorsprong: str) -> None:
    changes = {"status": Levering.Status.VERVANGEN}
    history.update_with_history(levering, changes, by=by, oorsprong=oorsprong, demo=levering.demo)


def _batches(pks: list[int]) -> Iterable[list[int]]:
    return (pks[start : start + BATCH] for start in range(0, len(pks), BATCH))


@transaction.atomic
def wijs_af(*, levering: Levering, by: Gebruiker, oorsprong: str, reden: str, expected_versie: int) -> None:
    """Refuse a delivery that waits, with a reason for who handed it in; nothing that holds changes.

    Raises:
        LeveringConflict: it does not wait any more.
        StaleVersion: somebody else changed the delivery since `expected_versie`.
    """
    Cijferbron.objects.select_for_update().get(pk=levering.cijferbron_id)
    levering.refresh_from_db()
    if levering.status not in OPEN:
        raise LeveringConflict(_("Deze levering is al %(status)s.") % {"status": levering.get_status_display()})
    history.update_with_history(
        levering,
        {"status": Levering.Status.AFGEWEZEN, "reden_afwijzing": reden},
        by=by,
        oorsprong=oorsprong,
        expected_versie=expected_versie,
        reden=reden,
        demo=levering.demo,
    )
