# SPDX-License-Identifier: EUPL-1.2
"""Writing checked figures of neighbourhoods: definitions, source and values in one transaction, with history."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from partijen.models import Brondocument, Gebruiker, Gemeente, Wijziging
from partijen.services import history
from wijken.imports.catalogus import CBS_DEFINITIES, Definitie
from wijken.imports.plan import Cijfer, Inlezing
from wijken.models import Indicator, Indicatorklasse, Indicatorwaarde

ORIGIN = Wijziging.Oorsprong.IMPORT
KEY = ("gebied_id", "indicator_id", "periode", "deel", "bron_id", "bron_plaats", "uitspraak")
VALUES = ("waarde", "klasse_id", "basis")
BATCH = 500


@dataclass(frozen=True, slots=True)
class Telling:
    """What an import did, or would do."""

    nieuw: int
    gewijzigd: int
    ongewijzigd: int
    niet_in_bestand: int
    indicatoren: int


@transaction.atomic
def import_indicatoren(
    *, inlezing: Inlezing, gemeente: Gemeente, by: Gebruiker | None, oorsprong: str = ORIGIN, proefrun: bool = False
) -> Telling:
    """Write what a file says; values of the same source and period that are not in the file stay.

    Idempotent: the same file again changes nothing and writes no history.

    Args:
        proefrun: compare only; everything is undone.

    Raises:
        ValidationError: the file has faults.
    """
    if inlezing.fouten:
        raise ValidationError(_("Het bestand bevat fouten; er is niets ingelezen."))
    # One import at a time per gemeente: two would make the same definitions and values.
    Gemeente.objects.select_for_update().get(pk=gemeente.pk)
    writer = _Writer(gemeente, by, oorsprong)
    telling = writer.write(inlezing)
    if proefrun:
        transaction.set_rollback(True)
    return telling


class _Writer:
    def __init__(self, gemeente: Gemeente, by: Gebruiker | None, oorsprong: str) -> None:
        self.gemeente, self.by, self.oorsprong = gemeente, by, oorsprong

    def write(self, inlezing: Inlezing) -> Telling:
        bron = self._document(inlezing)
        wanted = {row.definitie.slug: row.definitie for row in inlezing.cijfers}
        indicators, made = self._indicators(wanted)
        classes = self._classes(indicators)
        rows = [self._row(cijfer, indicators, classes, bron) for cijfer in inlezing.cijfers]
        return self._store(rows, bron, made)

    def _document(self, inlezing: Inlezing) -> Brondocument:
        wanted = inlezing.document
        known = Brondocument.objects.filter(gemeente=self.gemeente, slug=wanted.slug).first()
        if known is not None:
            return known
        row = Brondocument(
            gemeente=self.gemeente,
            slug=wanted.slug,
            titel=wanted.titel,
            uitgever=wanted.uitgever,
            jaar=wanted.jaar,
        )
        history.create_with_history(row, by=self.by, oorsprong=self.oorsprong)
        return row

    def _indicators(self, wanted: dict[str, Definitie]) -> tuple[dict[str, Indicator], int]:
        """Definitions by slug; what the gemeente lacks is made from the catalogue, with what it is weighted by."""
        catalogue = {row.slug: row for row in CBS_DEFINITIES}
        for definitie in [*wanted.values()]:
            if definitie.weegt_naar:
                wanted.setdefault(definitie.weegt_naar, catalogue[definitie.weegt_naar])
        known = {row.slug: row for row in Indicator.objects.filter(gemeente=self.gemeente, slug__in=wanted)}
        missing = [row for slug, row in wanted.items() if slug not in known]
        for weighted in (False, True):
            new = [self._indicator(row, known) for row in missing if bool(row.weegt_naar) is weighted]
            history.bulk_create_with_history(new, by=self.by, oorsprong=self.oorsprong)
            known |= {row.slug: row for row in new}
        classes = [
            Indicatorklasse(gemeente=self.gemeente, indicator=known[row.slug], rang=rang, naam=str(naam))
            for row in missing
            for rang, naam in enumerate(row.klassen, start=1)
        ]
        history.bulk_create_with_history(classes, by=self.by, oorsprong=self.oorsprong)
        return known, len(missing)

    def _indicator(self, row: Definitie, known: dict[str, Indicator]) -> Indicator:
        return Indicator(
            gemeente=self.gemeente,
            slug=row.slug,
            naam=str(row.naam),
            groep=row.groep,
            volgorde=row.volgorde,
            uitleg=str(row.uitleg),
            eenheid=row.eenheid,
            onderwerp=row.onderwerp,
            richting=row.richting,
            aggregatie=row.aggregatie,
            gewicht=known[row.weegt_naar] if row.weegt_naar else None,
            aggregatie_uitleg=str(row.waarom_niet),
        )

    @staticmethod
    def _classes(indicators: dict[str, Indicator]) -> dict[tuple[int, int], int]:
        """{(indicator, rank): class}."""
        rows = Indicatorklasse.objects.filter(indicator__in=[row.pk for row in indicators.values()])
        return {(indicator, rang): pk for pk, indicator, rang in rows.values_list("pk", "indicator_id", "rang")}

    def _row(
        self, cijfer: Cijfer, indicators: dict[str, Indicator], classes: dict[tuple[int, int], int], bron: Brondocument
    ) -> Indicatorwaarde:
        indicator = indicators[cijfer.definitie.slug]
        klasse = None
        if cijfer.rang is not None:
            klasse = classes.get((indicator.pk, cijfer.rang))
            if klasse is None:
                raise ValidationError(
                    _("Indicator ‘%(naam)s’ heeft in het portaal geen klasse met rang %(rang)s. Voeg die eerst toe.")
                    % {"naam": indicator, "rang": cijfer.rang}
                )
        return Indicatorwaarde(
            gemeente=self.gemeente,
            gebied=cijfer.gebied,
            indicator=indicator,
            periode=cijfer.periode,
            waarde=cijfer.waarde,
            klasse_id=klasse,
            basis=cijfer.basis,
            bron=bron,
            bron_plaats=cijfer.plaats,
        )

    def _store(self, rows: Sequence[Indicatorwaarde], bron: Brondocument, made: int) -> Telling:
        periods = {row.periode for row in rows}
        stored = Indicatorwaarde.objects.filter(gemeente=self.gemeente, bron=bron, periode__in=periods)
        existing = {_values(row, KEY): row for row in stored.select_related("gebied", "indicator")}
        new, changed, events = [], [], []
        for row in rows:
            known = existing.pop(_values(row, KEY), None)
            if known is None:
                new.append(row)
            elif _values(known, VALUES) != _values(row, VALUES):
                before = history.values_of(known)
                for name in VALUES:
                    setattr(known, name, getattr(row, name))
                known.versie += 1
                velden = history.changed_values(before, history.values_of(known))
                events.append(
                    history.event(known, Wijziging.Soort.GEWIJZIGD, by=self.by, oorsprong=self.oorsprong, velden=velden)
                )
                changed.append(known)
        history.bulk_create_with_history(new, by=self.by, oorsprong=self.oorsprong)
        Indicatorwaarde.objects.bulk_update(changed, ["waarde", "klasse", "basis", "versie"], batch_size=BATCH)
        history.write(events)
        unchanged = len(rows) - len(new) - len(changed)
        return Telling(len(new), len(changed), unchanged, len(existing), made)


def _values(row: Indicatorwaarde, names: Iterable[str]) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in names)
