# SPDX-License-Identifier: EUPL-1.2
"""In which rent class a rent falls in a year (ADR 0018)."""

from decimal import Decimal

from corporaties.models import Huurgrens, Klasse, Klassenlijst


def find_huurklasse(*, huur: Decimal, jaar: int, lijst: Klassenlijst) -> Klasse | None:
    """The class of a list in which a rent falls, in euros a month without service costs.

    A rent on a limit belongs to the class below it where the list says so ("op of onder", as the agreements of
    municipalities do), and to the class above it in other lists (those of VERA).

    Returns:
        None when it cannot be said: a limit that decides is not known for that year, or the list has no such class.
    """
    grenzen = dict(Huurgrens.objects.filter(jaar=jaar).values_list("grens", "bedrag"))
    for klasse in lijst.klassen.order_by("volgorde", "pk"):
        lower, upper = klasse.boven_euro, klasse.tot_euro
        if klasse.boven_grens:
            lower = grenzen.get(klasse.boven_grens)
        if klasse.tot_grens:
            upper = grenzen.get(klasse.tot_grens)
        has_lower = klasse.boven_grens != "" or klasse.boven_euro is not None
        has_upper = klasse.tot_grens != "" or klasse.tot_euro is not None
        if not has_lower and not has_upper:
            continue  # no rent class
        if has_lower and (lower is None or not _above(huur, lower, lijst)):
            if lower is None:
                return None
            continue
        if not has_upper:
            return klasse
        if upper is None:
            return None
        if not _above(huur, upper, lijst):
            return klasse
    return None


def _above(huur: Decimal, grens: Decimal, lijst: Klassenlijst) -> bool:
    return huur > grens if lijst.grens_telt_mee else huur >= grens
