# SPDX-License-Identifier: EUPL-1.2
"""Laying notes and evidence beside an afspraak."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from afspraken import policies
from afspraken.models import Actie, Afspraak, Bewijsstuk, Notitie
from afspraken.services.persoonsgegevens import Antwoord, check_public_texts
from afspraken.services.publicatie import publish_row, withdraw_row
from afspraken.validators import validate_length, validate_webadres
from partijen.models import Gebruiker, Wijziging
from partijen.services import history
from partijen.woorden import in_own_words
from portaal.lib.documents import download_name, read_document


@transaction.atomic
def add_notitie(
    *, afspraak: Afspraak, tekst: str, by: Gebruiker, oorsprong: str = Wijziging.Oorsprong.PAGINA
) -> Notitie:
    """Write an internal note.

    Raises:
        PermissionDenied: the user may not write notes here.
        ValidationError: under `tekst`, when it is empty or too long.
    """
    if not policies.may_write_notitie(by, afspraak):
        raise PermissionDenied(_("U kunt bij deze afspraak geen notities schrijven."))
    tekst = tekst.strip()
    if not tekst:
        raise ValidationError({"tekst": ValidationError(_("Schrijf een notitie."), code="required")})
    validate_length("tekst", tekst)
    notitie = Notitie(gemeente_id=afspraak.gemeente_id, afspraak=afspraak, tekst=tekst, gebruiker=by)
    history.create_with_history(notitie, by=by, oorsprong=oorsprong)
    return notitie


def add_bewijsstuk(
    *,
    afspraak: Afspraak,
    titel: str,
    by: Gebruiker,
    url: str = "",
    bestand: UploadedFile | None = None,
    actie: Actie | None = None,
    gepubliceerd: bool = False,
    antwoord: Antwoord | None = None,
    oorsprong: str = Wijziging.Oorsprong.PAGINA,
) -> Bewijsstuk:
    """Lay a link or a file beside an afspraak or actie.

    What a file is follows from its content. It is stored under a random name and keeps the name it was
    given only as the name of the download, with the extension that fits.

    Raises:
        PermissionDenied: the user may not report on this, or not publish.
        ValidationError: by field, for a wrong link or file, both, or neither.
        PersonalDataFound: it would be public, and its title, address, file name or file seem to hold personal data,
            or the file cannot be searched.
    """
    if not policies.may_record_voortgang(by, afspraak, actie):
        raise PermissionDenied(_("U kunt hier geen bewijsstuk toevoegen."))
    if gepubliceerd and not policies.may_publish(by, afspraak.gemeente_id):
        raise PermissionDenied(in_own_words(_("Alleen een %(coordinator)s publiceert."), afspraak.gemeente_id))
    if bool(url) == (bestand is not None):
        fault = _("Geef een webadres of een bestand, niet allebei.") if url else _("Geef een webadres of een bestand.")
        raise ValidationError({"url": ValidationError(fault, code="link_of_bestand")})
    bewijsstuk = Bewijsstuk(
        gemeente_id=afspraak.gemeente_id,
        afspraak=afspraak,
        actie=actie,
        titel=titel.strip(),
        gepubliceerd=gepubliceerd,
        gebruiker=by,
    )
    if bestand is None:
        validate_webadres(url)
        bewijsstuk.url = url
    else:
        try:
            content, kind = read_document(bestand)
        except ValidationError as error:
            raise ValidationError({"bestand": error}) from error
        bewijsstuk.bestandsnaam = download_name(bestand.name or "", kind, otherwise="bewijsstuk")
        bewijsstuk.bestandstype = kind.content_type
        bewijsstuk.bestand = ContentFile(content, name=bewijsstuk.bestandsnaam)
    bewijsstuk.full_clean(exclude=["gemeente", "afspraak", "actie", "gebruiker", "bestand"])
    said = check_public_texts([bewijsstuk], antwoord) if gepubliceerd else ""
    try:
        history.create_with_history(bewijsstuk, by=by, oorsprong=oorsprong, reden=said)
    except Exception:
        # The row is rolled back with its transaction; the file is not, so it is taken away here.
        stored = bewijsstuk.bestand.name or ""
        if stored != bewijsstuk.bestandsnaam and bewijsstuk.bestand.storage.exists(stored):
            bewijsstuk.bestand.storage.delete(stored)
        raise
    return bewijsstuk


@transaction.atomic
def publish_bewijsstuk(
    *,
    bewijsstuk: Bewijsstuk,
    gepubliceerd: bool,
    by: Gebruiker,
    antwoord: Antwoord | None = None,
    oorsprong: str = Wijziging.Oorsprong.PAGINA,
) -> None:
    """Make evidence public, or take it out of public sight.

    Raises:
        PermissionDenied: the user is not coordinator of the gemeente.
        PersonalDataFound: its title, address, file name or file seem to hold personal data, or the file
            cannot be searched, and that was not answered.
    """
    if not policies.may_publish(by, bewijsstuk.gemeente_id):
        raise PermissionDenied(in_own_words(_("Alleen een %(coordinator)s publiceert."), bewijsstuk.gemeente_id))
    if not gepubliceerd:
        withdraw_row(bewijsstuk, by=by, oorsprong=oorsprong)
        return
    current = Bewijsstuk.objects.select_for_update().get(pk=bewijsstuk.pk)
    said = "" if current.gepubliceerd else check_public_texts([current], antwoord)
    publish_row(bewijsstuk, by=by, oorsprong=oorsprong, reden=said)
