# SPDX-License-Identifier: EUPL-1.2
"""Papers of a meeting: brought in as concept, published by the coordinator, taken away."""

from functools import partial

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from afspraken.validators import validate_webadres
from monitoring import policies
from monitoring.models import Overlegstuk
from partijen.models import Gebruiker, Overleg, Wijziging
from partijen.services import history
from partijen.services.persoonsgegevens import Antwoord, Tekst, check_texts, texts_of_file
from partijen.woorden import in_own_words
from portaal.lib.documents import download_name, read_document

PAGINA = Wijziging.Oorsprong.PAGINA
PUBLIC_TEXTS = ("titel", "url", "bestandsnaam")


def add_stuk(
    *,
    overleg: Overleg,
    titel: str,
    by: Gebruiker,
    url: str = "",
    bestand: UploadedFile | None = None,
    oorsprong: str = PAGINA,
) -> Overlegstuk:
    """Bring in a paper; it is a concept, read by who has a role in the gemeente.

    What a file is follows from its content; its own name is only that of the download. The same paper of the same
    member is brought in once: a button that is clicked twice sends it twice.

    Raises:
        PermissionDenied: the user has no role in the gemeente.
        ValidationError: by field: no title, a wrong link or file, both, or neither.
    """
    if not policies.may_put_on_agenda(by, overleg.gemeente_id):
        raise PermissionDenied(_("Alleen wie bij deze gemeente meewerkt, brengt een stuk in."))
    if bool(url) == (bestand is not None):
        fault = _("Geef een webadres of een bestand, niet allebei.") if url else _("Geef een webadres of een bestand.")
        raise ValidationError({"url": ValidationError(fault, code="link_of_bestand")})
    stuk = Overlegstuk(
        gemeente_id=overleg.gemeente_id,
        overleg=overleg,
        titel=titel.strip(),
        gebruiker=by,
        namens=by.toegang.namens.get(overleg.gemeente_id, ("", ""))[1],
        demo=overleg.demo,
    )
    if bestand is None:
        validate_webadres(url)
        stuk.url = url
    else:
        try:
            content, kind = read_document(bestand)
        except ValidationError as error:
            raise ValidationError({"bestand": error}) from error
        stuk.bestandsnaam = download_name(bestand.name or "", kind, otherwise="stuk")
        stuk.bestandstype = kind.content_type
        stuk.bestand = ContentFile(content, name=stuk.bestandsnaam)
    stuk.full_clean(exclude=["gemeente", "overleg", "gebruiker", "bestand"])
    try:
        with transaction.atomic():
            Overleg.objects.select_for_update().get(pk=overleg.pk)
            if earlier := _brought_in(stuk):
                return earlier
            history.create_with_history(stuk, by=by, oorsprong=oorsprong)
    except Exception:
        _forget_file(stuk)  # the row is rolled back; the file is not
        raise
    return stuk


def _brought_in(stuk: Overlegstuk) -> Overlegstuk | None:
    """The same paper, when this member brought it in already. The meeting is locked."""
    told = ("overleg", "titel", "url", "bestandsnaam", "gebruiker", "namens")
    for row in Overlegstuk.objects.filter(**{name: getattr(stuk, name) for name in told}).order_by("pk"):
        if not stuk.bestandsnaam:
            return row
        stored = row.bestand
        if stored.storage.exists(str(stored.name)) and stored.size == stuk.bestand.size:
            with stored.open("rb") as content:
                if content.read() == stuk.bestand.read():
                    return row
            stuk.bestand.seek(0)
    return None


def _forget_file(stuk: Overlegstuk) -> None:
    stored = stuk.bestand.name or ""
    if stored != stuk.bestandsnaam and stored and stuk.bestand.storage.exists(stored):
        stuk.bestand.storage.delete(stored)


@transaction.atomic
def publish_stuk(
    *,
    stuk: Overlegstuk,
    gepubliceerd: bool,
    by: Gebruiker,
    antwoord: Antwoord | None = None,
    oorsprong: str = PAGINA,
) -> None:
    """Make a paper public, or take it out of public sight.

    Raises:
        PermissionDenied: the user is no coordinator of the gemeente.
        PersonalDataFound: its title, address, file name or file seem to hold personal data, or the file
            cannot be searched, and that was not answered.
    """
    if not policies.may_publish_stuk(by, stuk.gemeente_id):
        raise PermissionDenied(in_own_words(_("Alleen een %(coordinator)s publiceert."), stuk.gemeente_id))
    current = Overlegstuk.objects.select_for_update().get(pk=stuk.pk)
    said = ""
    if gepubliceerd and not current.gepubliceerd:
        texts = [
            Tekst(str(current), Overlegstuk, name, text) for name in PUBLIC_TEXTS if (text := getattr(current, name))
        ]
        said = check_texts([*texts, *texts_of_file(current, str(current))], antwoord)
    kind = Wijziging.Soort.GEPUBLICEERD if gepubliceerd else Wijziging.Soort.INGETROKKEN
    history.update_with_history(
        stuk, {"gepubliceerd": gepubliceerd}, by=by, oorsprong=oorsprong, reden=said, soort=kind
    )


@transaction.atomic
def remove_stuk(
    *, stuk: Overlegstuk, by: Gebruiker, expected_versie: int | None = None, oorsprong: str = PAGINA
) -> None:
    """Take a paper away, with its file.

    Args:
        expected_versie: the version the user saw; None skips the check.

    Raises:
        PermissionDenied: it is somebody else's, or public already, and the user is no coordinator.
        StaleVersion: somebody changed it since, as by publishing it.
    """
    current = Overlegstuk.objects.select_for_update().get(pk=stuk.pk)
    if not policies.may_remove_stuk(by, current):
        raise PermissionDenied(
            in_own_words(_("Alleen wie het stuk inbracht en de %(coordinator)s halen het weg."), current.gemeente_id)
        )
    history.delete_with_history(stuk, by=by, oorsprong=oorsprong, expected_versie=expected_versie)
    if current.bestand:
        transaction.on_commit(partial(current.bestand.storage.delete, str(current.bestand.name)))
