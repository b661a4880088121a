# SPDX-License-Identifier: EUPL-1.2
"""Rows of the yearly cycle in the world of the matrix: a moment of the year, and papers of a meeting."""

from typing import Any

from django.core.files.base import ContentFile

from monitoring.models import Jaarmoment, Overlegstuk
from tests.matrix import roles as r


def add_year(place: Any, meeting: Any, mark: str, by: Any) -> None:
    """One moment; a public paper, and a concept that holds the mark."""
    gemeente = meeting.gemeente
    place["moment", r.PUBLISHED] = Jaarmoment.objects.create(gemeente=gemeente, naam="Bod", dag=30, maand=6)
    for state, title in ((r.PUBLISHED, "Stuk"), (r.INTERNAL, mark)):
        place["overlegstuk", state] = stuk = Overlegstuk(gemeente=gemeente, overleg=meeting, titel=title, gebruiker=by)
        stuk.gepubliceerd, stuk.bestandsnaam = state == r.PUBLISHED, "stuk.pdf"
        stuk.bestand.save("x", ContentFile(b"%PDF-1.7"))
