# SPDX-License-Identifier: EUPL-1.2
"""What an applicant does: hand in an application, confirm it, add documents, withdraw it.

Nobody needs an account. Who applied is known by the link in the mail, which is signed and ends with the dossier.
"""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.core import signing
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from partijen.models import Gemeente, Wijziging
from partijen.services import history
from portaal.lib import filetypes
from portaal.lib.documents import download_name, read_document
from wijken import policies
from wijken.models import Aanvraag, Aanvraagdocument, Dossier, Fonds, Gebied
from wijken.querysets.fonds import read_kenmerken
from wijken.services.aanvragen import go
from wijken.statussen import Aanvraagstatus

PAGINA = Wijziging.Oorsprong.PAGINA
SOORTEN = (filetypes.PDF, filetypes.JPG, filetypes.PNG)
MAX_DOCUMENTEN = 5
# Applications with one e-mail address in 24 hours that were not confirmed.
ONBEVESTIGD_PER_DAG = 5
# Within so many days the link in the mail must be followed; what was never confirmed is deleted then.
BEVESTIGEN_BINNEN = dt.timedelta(days=7)
BESLISTERMIJN_DAGEN = 56
_SALT = "wijken.fondsaanvraag"


@dataclass(frozen=True, slots=True)
class Indiening:
    """What somebody fills in on the one form for all areas."""

    gebied: Gebied
    gevraagd: Decimal
    naam: str
    email: str
    titel: str
    plan: str
    telefoon: str = ""
    organisatie: str = ""
    wanneer: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A document that was checked."""

    content: bytes
    naam: str
    content_type: str


def read_documenten(bestanden: Sequence[UploadedFile], *, present: int = 0) -> list[Document]:
    """Check uploaded files: pdf, jpg or png by their content, at most 5 MB each.

    Args:
        present: how many documents the application has already.

    Raises:
        ValidationError: under `documenten`, with every faulty file by the name it was given.
    """
    if present + len(bestanden) > MAX_DOCUMENTEN:
        fault = _("Stuur hoogstens %(aantal)s documenten mee.")
        raise ValidationError({"documenten": ValidationError(fault, code="aantal", params={"aantal": MAX_DOCUMENTEN})})
    found, faults = [], []
    for bestand in bestanden:
        try:
            content, kind = read_document(bestand, kinds=SOORTEN)
        except ValidationError as error:
            faults.append(f"{(bestand.name or '')[:60]}: {' '.join(error.messages)}")
            continue
        found.append(Document(content, download_name(bestand.name or "", kind), kind.content_type))
    if faults:
        raise ValidationError({"documenten": faults})
    return found


def fonds_of(gebied: Gebied, today: dt.date) -> Fonds | None:
    """The fund that takes applications from a buurt: the nearest one. None where the sources name none.

    Raises:
        ValidationError: under `gebied`, when the funds of the buurt take no applications now.
    """
    fondsen = Fonds.objects.for_buurt(gebied, today)
    takes = [f for f in fondsen if f.open and (f.aanvragen_tot is None or f.aanvragen_tot >= today)]
    if fondsen and not takes:
        fault = _("Voor %(gebied)s kunt u nu geen geld aanvragen.")
        raise ValidationError({"gebied": ValidationError(fault, code="dicht", params={"gebied": gebied})})
    return takes[0] if takes else None


@transaction.atomic
def submit(
    *, gemeente: Gemeente, indiening: Indiening, documenten: Sequence[Document] = (), demo: bool = False
) -> Aanvraag:
    """Keep an application until its e-mail address is confirmed; nobody of the gemeente sees it before.

    Raises:
        ValidationError: by field.
    """
    gebied = indiening.gebied
    if gebied.gemeente_id != gemeente.pk or gebied.soort != Gebied.Soort.BUURT:
        raise ValidationError({"gebied": ValidationError(_("Kies een buurt uit de lijst."), code="gebied")})
    check_frequency(gemeente, indiening.email)
    aanvraag = Aanvraag(
        gemeente=gemeente,
        gebied=gebied,
        fonds=fonds_of(gebied, timezone.localdate()),
        gevraagd=indiening.gevraagd,
        demo=demo,
    )
    dossier = Dossier(
        gemeente=gemeente,
        aanvraag=aanvraag,
        naam=indiening.naam.strip(),
        email=indiening.email.strip(),
        telefoon=indiening.telefoon.strip(),
        organisatie=indiening.organisatie.strip(),
        titel=indiening.titel.strip(),
        plan=indiening.plan.strip(),
        wanneer=indiening.wanneer.strip(),
    )
    aanvraag.full_clean(exclude=["gemeente", "gebied", "fonds"])
    dossier.full_clean(exclude=["gemeente", "aanvraag"])
    history.create_with_history(aanvraag, by=None, oorsprong=PAGINA, demo=demo)
    dossier.save(force_insert=True)
    keep_documenten(dossier, documenten, Aanvraagdocument.Soort.AANVRAAG)
    return aanvraag


def check_frequency(gemeente: Gemeente, email: str) -> None:
    """One address gets a few mails a day that nobody answers, so that nobody fills the mailbox of somebody else.

    Raises:
        ValidationError: under `email`.
    """
    waiting = Dossier.objects.filter(
        gemeente=gemeente,
        email__iexact=email.strip(),
        aanvraag__status=Aanvraagstatus.ONBEVESTIGD,
        aanvraag__created_at__gte=timezone.now() - dt.timedelta(days=1),
    )
    if waiting.count() >= ONBEVESTIGD_PER_DAG:
        fault = _("Naar dit adres gingen vandaag al %(aantal)s mails. Bevestig eerst een van die aanvragen.")
        params = {"aantal": ONBEVESTIGD_PER_DAG}
        raise ValidationError({"email": ValidationError(fault, code="vaak", params=params)})


def keep_documenten(dossier: Dossier, documenten: Sequence[Document], soort: str) -> None:
    """Store checked documents; the files go too when the rows are not kept after all."""
    stored: list[str] = []
    try:
        for document in documenten:
            row = Aanvraagdocument(
                gemeente_id=dossier.gemeente_id,
                dossier=dossier,
                soort=soort,
                bestandsnaam=document.naam,
                bestandstype=document.content_type,
                bytes=len(document.content),
            )
            row.bestand.save(document.naam, ContentFile(document.content), save=False)
            stored.append(row.bestand.name or "")
            row.save(force_insert=True)
    except Exception:
        for name in stored:
            default_storage.delete(name)
        raise


# --- the link of the applicant ---------------------------------------------------------------------------------------


def make_link(dossier: Dossier) -> str:
    """The part of the address by which an applicant is known: signed, with the moment it was made."""
    return signing.dumps(dossier.sleutel.hex, salt=_SALT)


def read_link(link: str, gemeente: Gemeente) -> Dossier | None:
    """The dossier of a link; None when the link was not made here, or the dossier is gone."""
    try:
        sleutel = uuid.UUID(signing.loads(link, salt=_SALT))
    except (signing.BadSignature, ValueError, TypeError):
        return None
    rows = Dossier.objects.select_related("aanvraag__gebied", "aanvraag__fonds__gebied", "aanvraag__gemeente")
    return rows.filter(sleutel=sleutel, gemeente=gemeente).first()


def is_expired(aanvraag: Aanvraag) -> bool:
    """An application that can no longer be confirmed."""
    return aanvraag.status == Aanvraagstatus.ONBEVESTIGD and aanvraag.created_at < timezone.now() - BEVESTIGEN_BINNEN


@transaction.atomic
def confirm(*, aanvraag: Aanvraag) -> Aanvraag:
    """The e-mail address is right: the application gets its number and enters the work list. Twice does nothing.

    Raises:
        ValidationError: the link came too late.
    """
    # One at a time per gemeente, so that each number is given once.
    gemeente = Gemeente.objects.select_for_update().get(pk=aanvraag.gemeente_id)
    aanvraag = Aanvraag.objects.select_for_update(of=("self",)).select_related("fonds").get(pk=aanvraag.pk)
    if aanvraag.status != Aanvraagstatus.ONBEVESTIGD:
        return aanvraag
    if is_expired(aanvraag):
        raise ValidationError(_("Deze link werkt niet meer. Vul het formulier nog een keer in."), code="verlopen")
    today = timezone.localdate()
    days = aanvraag.fonds.beslistermijn_dagen if aanvraag.fonds else BESLISTERMIJN_DAGEN
    changes = {
        "kenmerk": f"LF-{today.year}-{read_kenmerken(gemeente, today.year) + 1:04d}",
        "ingediend_op": today,
        "beslissen_voor": today + dt.timedelta(days=days),
    }
    return go(aanvraag, Aanvraagstatus.INGEDIEND, changes, by=None)


@transaction.atomic
def withdraw_own(*, aanvraag: Aanvraag) -> Aanvraag:
    """The applicant withdraws, as long as nothing was decided.

    Raises:
        ValidationError: it was decided meanwhile.
    """
    aanvraag = Aanvraag.objects.select_for_update(of=("self",)).get(pk=aanvraag.pk)
    if aanvraag.status == Aanvraagstatus.INGETROKKEN:
        return aanvraag
    if not policies.may_withdraw(aanvraag):
        raise ValidationError(_("Over deze aanvraag is al besloten. U kunt haar niet meer intrekken."), code="besloten")
    return go(aanvraag, Aanvraagstatus.INGETROKKEN, {"afgerond_op": timezone.localdate()}, by=None)


@transaction.atomic
def add_documenten(*, dossier: Dossier, bestanden: Sequence[UploadedFile]) -> int:
    """Add documents to an application that is still being handled; returns how many.

    Raises:
        ValidationError: under `documenten`, for every faulty file, or when there is nothing left to send for.
    """
    S = Aanvraagstatus
    status = Aanvraag.objects.select_for_update().get(pk=dossier.aanvraag_id).status
    kinds = Aanvraagdocument.Soort
    by_status = {
        S.INGEDIEND: kinds.AANVRAAG,
        S.IN_BEHANDELING: kinds.AANVRAAG,
        S.TOEGEKEND: kinds.VERANTWOORDING,
        S.UITBETAALD: kinds.VERANTWOORDING,
    }
    if status not in by_status:
        fault = ValidationError(_("Bij deze aanvraag kunt u geen documenten meer sturen."), code="status")
        raise ValidationError({"documenten": fault})
    if not bestanden:
        fault = ValidationError(_("Kies eerst een bestand."), code="required")
        raise ValidationError({"documenten": fault})
    soort = by_status[S(status)]
    present = dossier.documenten.filter(soort=soort).count()
    documenten = read_documenten(bestanden, present=present)
    keep_documenten(dossier, documenten, soort)
    reden = _("De aanvrager stuurde documenten.")
    aanvraag = dossier.aanvraag
    soort_event = Wijziging.Soort.GEWIJZIGD
    history.write([history.event(aanvraag, soort_event, by=None, oorsprong=PAGINA, reden=reden, demo=aanvraag.demo)])
    return len(documenten)
