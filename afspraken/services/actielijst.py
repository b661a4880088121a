# SPDX-License-Identifier: EUPL-1.2
"""Writing a checked actielijst: all rows, their relations, reports and history in one transaction, or nothing."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.db import models, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from afspraken import policies
from afspraken.imports.actielijst import plan_import, read_actielijst, roles_after
from afspraken.imports.plan import Plan, Regel
from afspraken.models import (
    Actie,
    Actielijstimport,
    Afspraak,
    Afsprakenset,
    Betrokkenheid,
    Ligging,
    Termijn,
    Voortgang,
)
from afspraken.services.persoonsgegevens import PUBLIC_TEXTS, Antwoord, Tekst, check_texts
from afspraken.services.voortgang import REPORTED, apply_reported
from partijen.models import Gebruiker, Wijziging
from partijen.services import history
from partijen.woorden import in_own_words

ORIGIN = Wijziging.Oorsprong.IMPORT


class ChangedSincePreview(Exception):
    """Somebody changed the agreements after the preview; the preview must be seen again."""


def base_version(afsprakenset: Afsprakenset) -> int:
    """Version of all data of the gemeente: its newest event."""
    newest = Wijziging.objects.filter(gemeente_id=afsprakenset.gemeente_id).aggregate(newest=Max("id"))["newest"]
    return newest or 0


@transaction.atomic
def keep_upload(*, content: bytes, filename: str, afsprakenset: Afsprakenset, by: Gebruiker) -> Actielijstimport:
    """Keep an uploaded list for its preview, with its hash and the version it was compared with.

    Raises:
        PermissionDenied: the user is not coordinator of the gemeente.
    """
    if not policies.may_import_actielijst(by, afsprakenset.gemeente):
        raise PermissionDenied(
            in_own_words(_("Alleen een %(coordinator)s leest een actielijst in."), afsprakenset.gemeente)
        )
    upload = Actielijstimport(
        gemeente=afsprakenset.gemeente,
        afsprakenset=afsprakenset,
        gebruiker=by,
        bestandsnaam=filename[-120:],
        sha256=hashlib.sha256(content).hexdigest(),
        basisversie=base_version(afsprakenset),
    )
    upload.bestand.save(filename, ContentFile(content), save=False)
    upload.save()
    return upload


@transaction.atomic
def process_upload(*, upload: Actielijstimport, by: Gebruiker, antwoord: Antwoord | None = None) -> dict[str, int]:
    """Import a previewed file. Sent twice, the second time only returns what the first one did.

    Raises:
        ChangedSincePreview: the agreements changed; the upload now carries the new version for the next preview.
        ValidationError: the file has faults after all.
        PersonalDataFound: it changes what is public, with what looks like personal data; that was not answered.
        PermissionDenied: the user is not coordinator of the gemeente.
    """
    locked = Actielijstimport.objects.select_for_update().get(pk=upload.pk)
    if locked.verwerkt_op is not None:
        return dict(locked.telling)
    afsprakenset = Afsprakenset.objects.select_for_update().select_related("gemeente").get(pk=locked.afsprakenset_id)
    with locked.bestand.open("rb") as handle:
        content = handle.read()
    unchanged = hashlib.sha256(content).hexdigest() == locked.sha256
    if not unchanged or base_version(afsprakenset) != locked.basisversie:
        raise ChangedSincePreview
    plan = plan_import(read_actielijst(content, locked.bestandsnaam), afsprakenset=afsprakenset)
    locked.telling = apply_plan(plan=plan, afsprakenset=afsprakenset, by=by, antwoord=antwoord)
    locked.verwerkt_op = timezone.now()
    locked.save(update_fields=["telling", "verwerkt_op"])
    return dict(locked.telling)


def renew_preview(*, upload: Actielijstimport) -> None:
    """Bind the preview to the agreements as they are now."""
    upload.basisversie = base_version(upload.afsprakenset)
    upload.save(update_fields=["basisversie"])


@transaction.atomic
def apply_plan(
    *,
    plan: Plan,
    afsprakenset: Afsprakenset,
    by: Gebruiker | None,
    antwoord: Antwoord | None = None,
    reden: str = "",
) -> dict[str, int]:
    """Write what a plan says; rows that are gone from the file stay. `by` is None for the command line.

    New rows are concept. Returns the counts of `Plan.telling`.

    Raises:
        PermissionDenied: the user is not coordinator of the gemeente.
        ValidationError: the plan has faults.
        PersonalDataFound: see `process_upload`.
    """
    if by is not None and not policies.may_import_actielijst(by, afsprakenset.gemeente):
        raise PermissionDenied(
            in_own_words(_("Alleen een %(coordinator)s leest een actielijst in."), afsprakenset.gemeente)
        )
    if plan.fouten:
        raise ValidationError(_("Het bestand bevat fouten; er is niets ingelezen."))
    said = check_texts(texts_made_public(plan), antwoord)
    _Writer(afsprakenset, by, reden=said or reden).write(
        [regel for regel in plan.regels if regel.huidig is None or regel.verschillen]
    )
    return plan.telling()


def texts_made_public(plan: Plan) -> Iterator[Tekst]:
    """The texts by which a plan changes what is public already; new rows and reports are concept."""
    for regel in plan.regels:
        if regel.huidig is None or not regel.huidig.doel.gepubliceerd:
            continue
        doel = regel.huidig.doel
        for name, value in regel.velden.items():
            if name in PUBLIC_TEXTS[type(doel)]:
                yield Tekst(doel.code, type(doel), name, str(value or ""))
        present = {row.wat for row in regel.huidig.termijnen}
        for _soort, _periode, wat in regel.termijnen or ():
            if wat not in present:
                yield Tekst(doel.code, Termijn, "wat", wat)


class _Writer:
    """Writes rows kind by kind, a few statements each, and their history last."""

    def __init__(self, afsprakenset: Afsprakenset, by: Gebruiker | None, *, reden: str = "") -> None:
        self.afsprakenset, self.gemeente, self.by, self.reden = afsprakenset, afsprakenset.gemeente, by, reden
        self.events: list[Wijziging] = []
        self.doelen: dict[str, Afspraak | Actie] = {}

    def write(self, regels: Sequence[Regel]) -> None:
        """Agreements first, then acties, then what hangs on them."""
        if not regels:
            return
        self._lock(regels)
        for is_actie, model in ((False, Afspraak), (True, Actie)):
            part = [regel for regel in regels if regel.is_actie is is_actie]
            self._insert(model, [regel for regel in part if regel.huidig is None])
            self._update(model, [regel for regel in part if regel.huidig is not None and regel.velden])
        for regel in regels:
            if regel.huidig is not None:
                self.doelen.setdefault(regel.code, regel.huidig.doel)
        self._write_roles([r for r in regels if r.trekkers is not None or r.betrokkenen is not None])
        self._write_places([regel for regel in regels if regel.gebieden is not None])
        self._write_terms([regel for regel in regels if regel.termijnen is not None])
        self._write_reports([regel for regel in regels if regel.melding is not None])
        history.write(self.events)

    def _lock(self, regels: Sequence[Regel]) -> None:
        """Hold the rows that change until the end; whoever reports on them now waits for us."""
        for model, is_actie in ((Afspraak, False), (Actie, True)):
            ids = [r.huidig.doel.pk for r in regels if r.huidig is not None and r.is_actie is is_actie]
            list(model.objects.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk"))

    def _insert(self, model: type[Any], regels: Sequence[Regel]) -> None:
        rows = [self._new_actie(regel) if regel.is_actie else self._new_afspraak(regel) for regel in regels]
        if model is Afspraak and rows:
            last = Afspraak.objects.filter(afsprakenset=self.afsprakenset).aggregate(last=Max("volgorde"))["last"]
            for offset, row in enumerate(rows, start=1):
                row.volgorde = (last or 0) + 10 * offset
        model.objects.bulk_create(rows, batch_size=500)
        self.doelen.update((row.code, row) for row in rows)
        self._created(rows)

    def _new_afspraak(self, regel: Regel) -> Any:
        return Afspraak(gemeente=self.gemeente, afsprakenset=self.afsprakenset, code=regel.code, **regel.velden)

    def _new_actie(self, regel: Regel) -> Any:
        afspraak: Any = regel.afspraak or self.doelen[regel.afspraak_code]
        volgnummer = int(regel.code.rsplit("-", 1)[1])
        return Actie(gemeente=self.gemeente, afspraak=afspraak, code=regel.code, volgnummer=volgnummer, **regel.velden)

    def _update(self, model: type[Any], regels: Sequence[Regel]) -> None:
        rows, fields = [], {"versie"}
        for regel in regels:
            row = regel.huidig.doel  # type: ignore[union-attr]
            before = history.values_of(row)
            for name, value in regel.velden.items():
                setattr(row, name, value)
                fields.add(name)
            row.versie += 1
            rows.append(row)
            self._changed(row, before)
        if rows:
            model.objects.bulk_update(rows, sorted(fields), batch_size=200)

    # --- relations -------------------------------------------------------------------------------------------

    def _owner(self, regel: Regel) -> dict[str, Any]:
        """The foreign keys of what hangs on the afspraak or actie of a row."""
        doel = self.doelen[regel.code]
        if isinstance(doel, Actie):
            return {"gemeente": self.gemeente, "afspraak": doel.afspraak, "actie": doel}
        return {"gemeente": self.gemeente, "afspraak": doel, "actie": None}

    def _write_roles(self, regels: Sequence[Regel]) -> None:
        gone, moved, new = [], [], []
        for regel in regels:
            trekkers, betrokkenen = roles_after(regel)
            wanted = {
                partij.pk: (partij, rol, order)
                for rol, parties in (("betrokken", betrokkenen), ("trekker", trekkers))
                for order, partij in enumerate(parties)
            }
            for row in regel.huidig.betrokkenheden if regel.huidig else ():
                if row.partij_id not in wanted:
                    gone.append(row)
                    continue
                _partij, rol, order = wanted.pop(row.partij_id)
                if (row.rol, row.volgorde) != (rol, order):
                    before = history.values_of(row)
                    row.rol, row.volgorde = rol, order
                    self._changed(row, before)
                    moved.append(row)
            owner = self._owner(regel)
            new += [Betrokkenheid(partij=p, rol=rol, volgorde=order, **owner) for p, rol, order in wanted.values()]
        self._store(Betrokkenheid, gone, moved, new, ["rol", "volgorde"])

    def _write_places(self, regels: Sequence[Regel]) -> None:
        gone, moved, new = [], [], []
        for regel in regels:
            wanted = {gebied.pk: (gebied, order) for order, gebied in enumerate(regel.gebieden or ())}
            for row in regel.huidig.liggingen if regel.huidig else ():
                if row.gebied_id not in wanted:
                    gone.append(row)
                    continue
                _gebied, order = wanted.pop(row.gebied_id)
                if row.volgorde != order:
                    before = history.values_of(row)
                    row.volgorde = order
                    self._changed(row, before)
                    moved.append(row)
            owner = self._owner(regel)
            new += [Ligging(gebied=gebied, volgorde=order, **owner) for gebied, order in wanted.values()]
        self._store(Ligging, gone, moved, new, ["volgorde"])

    def _write_terms(self, regels: Sequence[Regel]) -> None:
        gone, new = [], []
        for regel in regels:
            wanted = dict.fromkeys(regel.termijnen or ())
            for row in regel.huidig.termijnen if regel.huidig else ():
                if (row.soort, row.periode, row.wat) in wanted:
                    del wanted[row.soort, row.periode, row.wat]
                else:
                    gone.append(row)
            owner = self._owner(regel)
            new += [Termijn(soort=soort, periode=periode, wat=wat, **owner) for soort, periode, wat in wanted]
        self._store(Termijn, gone, [], new, [])

    def _store(self, model: type[Any], gone: list[Any], moved: list[Any], new: list[Any], fields: list[str]) -> None:
        for row in gone:
            before = {name: [value, None] for name, value in history.values_of(row).items() if value not in (None, "")}
            self._event(row, Wijziging.Soort.VERWIJDERD, before)
        model.objects.filter(pk__in=[row.pk for row in gone]).delete()
        if moved:
            model.objects.bulk_update(moved, fields, batch_size=200)
        model.objects.bulk_create(new, batch_size=500)
        self._created(new)

    # --- reports ---------------------------------------------------------------------------------------------

    def _write_reports(self, regels: Sequence[Regel]) -> None:
        pairs = [
            (
                self.doelen[regel.code],
                Voortgang(
                    status=regel.melding.status,
                    fase=regel.melding.fase,
                    datum=regel.melding.datum or timezone.localdate(),
                    gebruiker=self.by,
                    **regel.melding.texts(),
                    **self._owner(regel),
                ),
            )
            for regel in regels
            if regel.melding is not None
        ]
        Voortgang.objects.bulk_create([report for _doel, report in pairs], batch_size=500)
        self._created(report for _doel, report in pairs)
        changed: dict[type[Any], list[Any]] = defaultdict(list)
        for doel, report in pairs:
            before = history.values_of(doel)
            apply_reported(doel, report)
            doel.versie += 1
            self._changed(doel, before)
            changed[type(doel)].append(doel)
        for model, rows in changed.items():
            model.objects.bulk_update(rows, [*REPORTED, "versie"], batch_size=200)

    # --- history ---------------------------------------------------------------------------------------------

    def _created(self, rows: Iterable[models.Model]) -> None:
        self.events += [history.created(row, by=self.by, oorsprong=ORIGIN, reden=self.reden) for row in rows]

    def _changed(self, row: models.Model, before: dict[str, Any]) -> None:
        velden = history.changed_values(before, history.values_of(row))
        if velden:
            self._event(row, Wijziging.Soort.GEWIJZIGD, velden)

    def _event(self, row: models.Model, soort: str, velden: dict[str, Any]) -> None:
        self.events.append(history.event(row, soort, by=self.by, oorsprong=ORIGIN, velden=velden, reden=self.reden))
