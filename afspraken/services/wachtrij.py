# SPDX-License-Identifier: EUPL-1.2
"""Publishing several things that wait at once: all of them, as they were shown, or nothing."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from afspraken import policies
from afspraken.models import Actie, Afspraak, Bewijsstuk, Bijstelling, Publicatie, Voortgang
from afspraken.services.bijstellingen import publish_bijstelling
from afspraken.services.persoonsgegevens import (
    Antwoord,
    answered,
    check_public_texts,
    check_texts,
    public_texts,
    with_terms,
)
from afspraken.services.publicatie import publish_row
from afspraken.services.voortgang import change_publication
from afspraken.wachtrij import Soort, Wachtend, read_chosen
from partijen.models import Gebruiker, Gemeente, Wijziging
from partijen.services import history
from partijen.woorden import in_own_words

MAX_GEKOZEN = 200


class ChangedMeanwhile(Exception):
    """Something that was chosen is not as it was shown; nothing was published.

    `nu` holds it as it is now, or None when it no longer waits.
    """

    def __init__(self, nu: Mapping[tuple[Soort, int], Wachtend | None]) -> None:
        super().__init__(_("Een deel van uw keuze is intussen gewijzigd. Er is niets gepubliceerd."))
        self.nu = nu


@transaction.atomic
def publish_chosen(
    *,
    gemeente: Gemeente,
    gekozen: Mapping[tuple[Soort, int], str],
    by: Gebruiker,
    antwoord: Antwoord | None = None,
    oorsprong: str = Wijziging.Oorsprong.PAGINA,
) -> list[Wachtend]:
    """Make public what was chosen in the queue, if all of it is still as it was shown.

    Args:
        gekozen: {(kind, key): kenmerk of what was shown}.
        antwoord: to the findings of an earlier `PersonalDataFound`, about everything chosen together.

    Returns:
        What is public now.

    Raises:
        PermissionDenied: the user is not coordinator of the gemeente.
        ValidationError: nothing was chosen, or too much.
        ChangedMeanwhile: with what is not as it was shown.
        PersonalDataFound: the texts seem to hold personal data, and that was not answered.
    """
    if not policies.may_publish(by, gemeente.pk):
        raise PermissionDenied(in_own_words(_("Alleen een %(coordinator)s publiceert."), gemeente))
    if not gekozen:
        raise ValidationError(_("Kies eerst wat u wilt publiceren."), code="required")
    if len(gekozen) > MAX_GEKOZEN:
        fault = _("Kies hoogstens %(limit)d tegelijk.")
        raise ValidationError(fault, code="max_length", params={"limit": MAX_GEKOZEN})
    batch = _Batch(gemeente, gekozen)
    now = read_chosen(batch.chosen, user=by, gemeente=gemeente)
    stale = {key: now.get(key) for key, seen in gekozen.items() if key not in now or now[key].kenmerk != seen}
    if stale:
        raise ChangedMeanwhile(stale)
    said = batch.check(antwoord)
    with history.raising_versions_last():
        batch.publish(said, by=by, oorsprong=oorsprong)
    return [now[key] for key in gekozen]


class _Batch:
    """The rows that were chosen, each locked until the end of the transaction."""

    def __init__(self, gemeente: Gemeente, gekozen: Mapping[tuple[Soort, int], str]) -> None:
        self.chosen: dict[Soort, list[int]] = defaultdict(list)
        for soort, pk in gekozen:
            self.chosen[soort].append(pk)
        rows = Voortgang.objects.filter(gemeente=gemeente, pk__in=self.chosen[Soort.MELDING])
        self.reports = list(rows.select_related("afspraak", "actie").order_by("pk"))
        # Always in this order, so that two batches never wait for each other.
        changes = Bijstelling.objects.filter(gemeente=gemeente, pk__in=self.chosen[Soort.BIJSTELLING])
        about = {report.afspraak_id for report in self.reports if report.actie_id is None}
        about |= set(changes.values_list("afspraak_id", flat=True))
        self.afspraken = self._locked(Afspraak, gemeente, {*self.chosen[Soort.AFSPRAAK], *about})
        about = {report.actie_id for report in self.reports if report.actie_id is not None}
        self.acties = self._locked(Actie, gemeente, {*self.chosen[Soort.ACTIE], *about})
        self.evidence = self._locked(Bewijsstuk, gemeente, self.chosen[Soort.BEWIJSSTUK])
        self.changes = self._locked(Bijstelling, gemeente, self.chosen[Soort.BIJSTELLING])

    @staticmethod
    def _locked(model: type[Any], gemeente: Gemeente, pks: Any) -> dict[int, Any]:
        rows = model._default_manager.select_for_update().filter(gemeente=gemeente, pk__in=list(pks)).order_by("pk")
        return {row.pk: row for row in rows}

    def _agreed(self) -> list[Any]:
        """What is published by a column of its own: what stands above something else comes first."""
        return [
            *(self.afspraken[pk] for pk in sorted(self.chosen[Soort.AFSPRAAK])),
            *(self.acties[pk] for pk in sorted(self.chosen[Soort.ACTIE])),
            *(self.evidence[pk] for pk in sorted(self.chosen[Soort.BEWIJSSTUK])),
        ]

    @staticmethod
    def _texts_of(row: Any) -> Sequence[Any]:
        return with_terms(row) if isinstance(row, Afspraak | Actie) else [row]

    def check(self, antwoord: Antwoord | None) -> dict[Any, str]:
        """{row: what its history says about findings}, after one question about all of them."""
        rows = {row: self._texts_of(row) for row in (*self._agreed(), *self.changes.values(), *self.reports)}
        check_public_texts((part for parts in rows.values() for part in parts), antwoord)
        if antwoord is None:
            return dict.fromkeys(rows, "")
        said = {}
        for row, parts in rows.items():
            texts = [text for part in parts for text in public_texts(part)]
            said[row] = check_texts(texts, answered(texts, antwoord.reden))
        return said

    def publish(self, said: Mapping[Any, str], *, by: Gebruiker, oorsprong: str) -> None:
        for row in self._agreed():
            publish_row(row, by=by, oorsprong=oorsprong, reden=said[row])
        for change in self.changes.values():
            publish_bijstelling(
                bijstelling=change, by=by, expected_versie=change.versie, gezegd=said[change], oorsprong=oorsprong
            )
        events: list[Wijziging] = []
        for report in self.reports:
            doel = self.afspraken[report.afspraak_id] if report.actie_id is None else self.acties[report.actie_id]
            soort, reden = Publicatie.Soort.GEPUBLICEERD, said[report]
            events += change_publication(doel, report, soort, by=by, oorsprong=oorsprong, reden=reden)
        history.write(events)
