# SPDX-License-Identifier: EUPL-1.2
"""From a gemeente's own document to concept afspraken: keep it, choose what means what, store all of it or nothing."""

import datetime as dt
import hashlib
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import F, ProtectedError
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from afspraken import policies
from afspraken.imports.document.voorbeeld import OVERSLAAN, Onbekend, Rij, Voorbeeld, make_preview
from afspraken.imports.plan import Plan, Regel
from afspraken.models import Afsprakenset, Documentimport, Thema
from afspraken.services.actielijst import ORIGIN, apply_plan
from partijen.models import Brondocument, Gebruiker, Gemeente, Partij, Wijziging
from partijen.services import history
from partijen.services.deelname import GROEPEN, add_alias, let_take_part
from partijen.woorden import in_own_words
from portaal.lib.personal_data import find_personal_data, validate_openbaar
from portaal.lib.tables.document import Document, UnreadableFile, read_document

NEW = "nieuw:"
KNOWN = "partij:"
# Why a set was made: it goes again with its document, as long as nothing else happened to it.
MADE_FOR_DOCUMENT = gettext_lazy("Gemaakt om een document in te lezen.")


@transaction.atomic
def make_afsprakenset(*, gemeente: Gemeente, naam: str, soort: str, periode: str, by: Gebruiker) -> Afsprakenset:
    """A concept set for the afspraken of a document.

    Raises:
        PermissionDenied: the user is not coordinator of the gemeente.
        ValidationError: the name is taken, or a value is wrong.
    """
    _check(by, gemeente)
    afsprakenset = Afsprakenset(gemeente=gemeente, slug=slugify(naam)[:80], naam=naam, soort=soort, periode=periode)
    afsprakenset.full_clean(exclude=["begindatum", "einddatum"])
    history.create_with_history(afsprakenset, by=by, oorsprong=ORIGIN, reden=str(MADE_FOR_DOCUMENT))
    return afsprakenset


@transaction.atomic
def keep_document(*, content: bytes, filename: str, afsprakenset: Afsprakenset, by: Gebruiker) -> Documentimport:
    """Keep a document with its hash; the choices made for the last one of the gemeente come along.

    The same file for the same set gives the row that is there already.

    Raises:
        PermissionDenied: the user is not coordinator of the gemeente.
    """
    gemeente = afsprakenset.gemeente
    _check(by, gemeente)
    Gemeente.objects.select_for_update().get(pk=gemeente.pk)
    sha256 = hashlib.sha256(content).hexdigest()
    known = Documentimport.objects.filter(afsprakenset=afsprakenset, sha256=sha256).first()
    if known is not None:
        return known
    row = Documentimport(
        gemeente=gemeente,
        afsprakenset=afsprakenset,
        gebruiker=by,
        bestandsnaam=filename[-120:],
        sha256=sha256,
        keuzes=_remembered(gemeente),
    )
    row.bestand.save(filename, ContentFile(content), save=False)
    try:
        row.save(force_insert=True)
    except BaseException:
        row.bestand.delete(save=False)
        raise
    return row


def _remembered(gemeente: Gemeente) -> dict[str, Any]:
    """What the gemeente chose before: the columns of tables, and what names mean."""
    last = Documentimport.objects.filter(gemeente=gemeente).exclude(verwerkt_op=None).order_by("-verwerkt_op").first()
    if last is None:
        return {}
    return {name: last.keuzes[name] for name in ("kolommen", "splitsing", "partijen") if name in last.keuzes}


def read_kept(document: Documentimport) -> Document:
    """The tables of a kept document.

    Raises:
        UnreadableFile: it cannot be read, or is not the file any more that was handed in.
    """
    try:
        with document.bestand.open("rb") as handle:
            content = handle.read()
    except FileNotFoundError:
        content = b""
    if hashlib.sha256(content).hexdigest() != document.sha256:
        raise UnreadableFile(_("Het bewaarde bestand is veranderd. Kies het bestand opnieuw."), "other_hash")
    return read_document(content)


@transaction.atomic
def choose(*, document: Documentimport, keuzes: dict[str, Any], by: Gebruiker, expected_versie: int) -> None:
    """Keep what the user chose.

    Raises:
        PermissionDenied: the user is not coordinator of the gemeente.
        StaleVersion: somebody else chose something meanwhile, or it is stored already.
    """
    _check(by, document.gemeente)
    if document.keuzes == keuzes and document.versie == expected_versie:
        return
    rows = Documentimport.objects.filter(pk=document.pk, versie=expected_versie, verwerkt_op=None)
    if not rows.update(keuzes=keuzes, versie=F("versie") + 1):
        raise history.StaleVersion(Documentimport.objects.get(pk=document.pk))
    document.refresh_from_db()


def discard_document(*, document: Documentimport, by: Gebruiker) -> None:
    """Throw away a document of which nothing was stored, and the set that was made for it alone.

    Raises:
        PermissionDenied: the user is not coordinator of the gemeente.
        ValidationError: it was stored.
    """
    _check(by, document.gemeente)
    with transaction.atomic():
        locked = Documentimport.objects.select_for_update().filter(pk=document.pk).first()
        if locked is None:
            return
        if locked.verwerkt_op is not None:
            raise ValidationError(_("Dit document is al ingelezen. Het blijft bewaard als bron van de afspraken."))
        locked.delete()
        _remove_unused_set(locked.afsprakenset, by)
        transaction.on_commit(lambda: locked.bestand.delete(save=False))


def _remove_unused_set(afsprakenset: Afsprakenset, by: Gebruiker) -> None:
    """A set that was made for a document, of which nothing hangs on, and which nobody changed since."""
    events = Wijziging.objects.of_object(afsprakenset).values_list("reden", flat=True)
    if list(events[:2]) != [str(MADE_FOR_DOCUMENT)] or afsprakenset.gepubliceerd:
        return
    try:
        with transaction.atomic():
            if not history.rows_deleted_with(afsprakenset):
                history.delete_with_history(afsprakenset, by=by, oorsprong=ORIGIN)
    except ProtectedError:
        return


def store_document(*, document: Documentimport, by: Gebruiker, expected_versie: int) -> dict[str, int]:
    """Store all new rows as concept, with their parties and themas; or nothing. Said twice it does it once.

    Raises:
        PermissionDenied: the user is not coordinator of the gemeente.
        UnreadableFile: see `read_kept`.
        StaleVersion: the choices are not those that the user saw.
        ValidationError: a row has a fault, or a name is still open.
    """
    _check(by, document.gemeente)
    # Before the transaction: reading takes a process and a second, in which nobody else could write.
    read = read_kept(document)
    with transaction.atomic(), history.raising_versions_last():
        # One at a time per gemeente: two would make the same parties and themas.
        Gemeente.objects.select_for_update().get(pk=document.gemeente_id)
        locked = Documentimport.objects.select_for_update().get(pk=document.pk)
        if locked.verwerkt_op is not None:
            return dict(locked.telling)
        if locked.versie != expected_versie:
            raise history.StaleVersion(locked)
        afsprakenset = Afsprakenset.objects.select_related("gemeente").get(pk=locked.afsprakenset_id)
        preview = make_preview(read, afsprakenset, locked.keuzes)
        if not preview.is_klaar:
            raise ValidationError(_("Nog niet alles is beantwoord; er is niets opgeslagen."))
        locked.telling = _Writer(locked, afsprakenset, by).write(read, preview)
        locked.verwerkt_op = timezone.now()
        locked.versie += 1
        locked.save(update_fields=["telling", "verwerkt_op", "bron", "versie"])
        return dict(locked.telling)


def _check(by: Gebruiker, gemeente: Gemeente) -> None:
    if not policies.may_import_document(by, gemeente):
        raise PermissionDenied(in_own_words(_("Alleen een %(coordinator)s leest een document in."), gemeente))


class _Writer:
    def __init__(self, document: Documentimport, afsprakenset: Afsprakenset, by: Gebruiker) -> None:
        self.document, self.afsprakenset, self.by = document, afsprakenset, by
        self.gemeente = afsprakenset.gemeente
        self.reden = _("Uit het document ‘%(name)s’") % {"name": document.bestandsnaam}

    def write(self, read: Document, preview: Voorbeeld) -> dict[str, int]:
        """Parties and themas first; then the rows, which are looked up once more among these."""
        counts = preview.telling()
        counts["partijen"] = sum(self._party(name) for name in preview.onbekend)
        needed = {rij.ruw.thema for rij in preview.nieuw}
        themas = [
            Thema(gemeente=self.gemeente, afsprakenset=self.afsprakenset, nummer=row.nummer, naam=row.naam)
            for row in preview.themas
            if not row.bestaat and row.nummer in needed
        ]
        for thema in themas:
            thema.full_clean()
            if self.afsprakenset.gepubliceerd:
                validate_openbaar("naam", thema.naam)
        history.bulk_create_with_history(themas, by=self.by, oorsprong=ORIGIN, reden=self.reden)
        counts["themas"] = len(themas)
        self.document.bron = self._source()
        whole = make_preview(read, self.afsprakenset, self.document.keuzes)
        regels = [regel for rij in whole.nieuw for regel in self._regels(rij, whole)]
        plan = Plan(regels, [], [], timezone.localdate())
        apply_plan(plan=plan, afsprakenset=self.afsprakenset, by=self.by, reden=self.reden)
        return counts

    def _party(self, unknown: Onbekend) -> bool:
        """Make or find the party a name stands for; True when it is new here."""
        if unknown.keuze == OVERSLAAN:
            return False
        if unknown.keuze.startswith(NEW):
            soort = unknown.keuze.removeprefix(NEW)
            partij, is_new = let_take_part(
                naam=unknown.naam, soort=soort, gemeente=self.gemeente, by=self.by, oorsprong=ORIGIN
            )
            return is_new
        partij = Partij.objects.get(pk=int(unknown.keuze.removeprefix(KNOWN)))
        is_new = False
        if partij.soort not in GROEPEN and partij.gemeente_id is None:
            partij, is_new = let_take_part(
                naam=partij.naam, soort=partij.soort, gemeente=self.gemeente, by=self.by, oorsprong=ORIGIN
            )
        add_alias(partij=partij, naam=unknown.naam, gemeente=self.gemeente, by=self.by, oorsprong=ORIGIN)
        return is_new

    def _source(self) -> Brondocument:
        """The document as a source that anybody may know of; the file itself is for the coordinator."""
        title = self.document.bestandsnaam.rpartition(".")[0] or self.document.bestandsnaam
        if find_personal_data(title):
            # Everybody reads the name of a source; the file keeps its own.
            title = self.afsprakenset.naam
        slug = slugify(title)[:60] or "document"
        if Brondocument.objects.filter(gemeente=self.gemeente, slug=slug).exists():
            slug = f"{slug}-{self.document.sha256[:8]}"
        known = Brondocument.objects.filter(gemeente=self.gemeente, slug=slug).first()
        if known is not None:
            return known
        source = Brondocument(gemeente=self.gemeente, slug=slug, titel=title[:200], jaar=self._year())
        history.create_with_history(source, by=self.by, oorsprong=ORIGIN, reden=self.reden)
        return source

    def _year(self) -> int | None:
        day: dt.date | None = self.afsprakenset.begindatum
        return day.year if day is not None else None

    def _regels(self, rij: Rij, preview: Voorbeeld) -> list[Regel]:
        bron = {"bron": self.document.bron, "bron_plaats": rij.ruw.plaats[:160]}
        assert rij.ruw.thema is not None  # noqa: S101 - without one the row has a fault
        found = [
            Regel(
                rij.ruw.rij,
                rij.code,
                rij.titel,
                False,
                None,
                thema_nummer=rij.ruw.thema,
                velden={
                    "thema": preview.naslag.themas[rij.ruw.thema],
                    "titel": rij.titel,
                    "samenvatting": rij.samenvatting,
                    "doel": rij.doel,
                    "bron_opmerking": rij.bron_opmerking,
                    **bron,
                },
                trekkers=[preview.partijen[name.casefold()] for name in rij.trekkers],
                betrokkenen=[preview.partijen[name.casefold()] for name in rij.betrokkenen],
                gebieden=rij.gebieden,
                termijnen=rij.termijnen,
            )
        ]
        for number, actie in enumerate(rij.acties, start=1):
            found.append(
                Regel(
                    rij.ruw.rij,
                    f"{rij.code}-{number}",
                    actie.titel,
                    True,
                    None,
                    afspraak_code=rij.code,
                    velden={"titel": actie.titel, "omschrijving": actie.omschrijving, **bron},
                    termijnen=actie.termijnen,
                )
            )
        return found
