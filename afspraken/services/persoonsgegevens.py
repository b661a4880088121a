# SPDX-License-Identifier: EUPL-1.2
"""Which texts of afspraken a publication shows to all, and their check for personal data."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from django.db import models
from django.utils.text import capfirst

from afspraken.models import (
    Actie,
    Afspraak,
    Afsprakenset,
    Bewijsstuk,
    Bijstelling,
    Doeldeel,
    Doelstelling,
    Initiatief,
    LandelijkePrioriteit,
    Meting,
    Sdgkoppeling,
    Termijn,
    Thema,
    Verband,
    Vervolgbesluit,
    Voortgang,
)
from partijen.services.persoonsgegevens import (
    Antwoord,
    Bevinding,
    PersonalDataFound,
    Tekst,
    answered,
    check_texts,
    joined,
    texts_of_file,
)

__all__ = [
    "PUBLIC_TEXTS",
    "Antwoord",
    "Bevinding",
    "PersonalDataFound",
    "Tekst",
    "answered",
    "check_public_texts",
    "joined",
    "public_texts",
    "texts_to_publish",
    "with_terms",
]

BRON = ("bron_plaats", "bron_opmerking")
# Every free text that a publication shows to all. A test holds each text of these models against it.
PUBLIC_TEXTS: Mapping[type[models.Model], tuple[str, ...]] = {
    Afsprakenset: ("naam", *BRON),
    Thema: ("naam", *BRON),
    LandelijkePrioriteit: ("naam", *BRON),
    Doelstelling: ("titel", "groep", "doel_tekst", "toelichting", *BRON),
    Doeldeel: ("verdeling", "naam"),
    Meting: ("herkomst", "toelichting"),
    Verband: ("toelichting",),
    Sdgkoppeling: BRON,
    Initiatief: ("titel", "omschrijving", "herkomst"),
    Afspraak: ("titel", "titel_in_document", "samenvatting", "doel", "huurdersprioriteit", *BRON),
    Actie: ("titel", "omschrijving", "locatie", "aantal_tekst", *BRON),
    Termijn: ("wat", "bron_opmerking"),
    Voortgang: (
        "toelichting",
        "oorzaak",
        "gevolg",
        "maatregel",
        "volgende_stap",
        "gevraagd_besluit",
        "reden",
    ),
    Bewijsstuk: ("titel", "url", "bestandsnaam"),
    Vervolgbesluit: ("reden",),
    Bijstelling: ("onderwerp", "oud", "nieuw", "reden"),
}


def public_texts(row: models.Model, names: Collection[str] | None = None) -> Iterator[Tekst]:
    """The public texts of a row, those in `names` only when that is given; of evidence the words in its file too."""
    for name in PUBLIC_TEXTS[type(row)]:
        if (names is None or name in names) and (text := getattr(row, name)):
            yield Tekst(_name_of(row), type(row), name, str(text))
    if isinstance(row, Bewijsstuk) and names is None:
        yield from texts_of_file(row, _name_of(row))


def _name_of(row: Any) -> str:
    """How the warning calls a row: by the code of what it is about."""
    if isinstance(row, Voortgang | Termijn):
        about = row.actie or row.afspraak
        return f"{about.code}, {str(row)[0].lower()}{str(row)[1:]}"
    if isinstance(row, Afspraak | Actie):
        return row.code
    return str(capfirst(row._meta.verbose_name))


def check_public_texts(rows: Iterable[models.Model], antwoord: Antwoord | None) -> str:
    """`check_texts` for all public texts of rows."""
    return check_texts((text for row in rows for text in public_texts(row)), antwoord)


def with_terms(row: Afspraak | Actie) -> list[models.Model]:
    """What becomes public together with an afspraak or actie: the row itself, its terms, and its links to others.

    A link shows as soon as both its ends are public; which of the two is last, is not known beforehand.
    """
    if isinstance(row, Actie):
        return [row, *Termijn.objects.filter(actie=row).select_related("actie")]
    links = Verband.objects.filter(models.Q(van=row) | models.Q(naar=row)).exclude(toelichting="")
    return [row, *Termijn.objects.filter(afspraak=row, actie=None).select_related("afspraak"), *links.order_by("pk")]


def texts_to_publish(row: Any, changed: Collection[str]) -> Iterable[Tekst]:
    """The texts that become public when a row is stored as it is now, with these fields changed.

    All of them when the row itself becomes public, with what becomes public together with it; otherwise those that
    were changed in a row that is public already.
    """
    if not _is_public(row):
        return []
    if row.pk and "gepubliceerd" not in changed:
        return public_texts(row, changed)
    rows: list[models.Model] = [row]
    if row.pk and isinstance(row, Afspraak | Actie):
        rows = with_terms(row)
    elif row.pk and isinstance(row, Afsprakenset):
        parts = Doeldeel.objects.filter(doelstelling__afsprakenset=row)
        measured = Meting.objects.filter(doelstelling__afsprakenset=row)
        rows += [*row.themas.all(), *row.prioriteiten.all(), *row.sdgkoppelingen.all(), *row.vervolgbesluiten.all()]
        rows += [*row.doelstellingen.all(), *parts, *measured]
    return [text for part in rows for text in public_texts(part)]


def _is_public(row: Any) -> bool:
    """As far as the row itself decides: a concept set or afspraak around it is no reason to leave it unchecked."""
    if isinstance(row, Verband):
        return bool(row.van.gepubliceerd and row.naar.gepubliceerd)
    if isinstance(row, Doeldeel | Meting):
        return _is_public(row.doelstelling)
    if isinstance(row, Thema | LandelijkePrioriteit | Doelstelling | Sdgkoppeling | Vervolgbesluit):
        return bool(row.afsprakenset.gepubliceerd)
    if isinstance(row, Termijn):
        return bool((row.actie or row.afspraak).gepubliceerd)
    return bool(row.gepubliceerd)
