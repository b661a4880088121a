# SPDX-License-Identifier: EUPL-1.2
"""What the classes mean: every list with its source, the rent limits of each year, and a rent placed in its class."""

from collections import defaultdict
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from corporaties.forms import HuurForm
from corporaties.huurklassen import find_huurklasse
from corporaties.models import Grens, Huurgrens, Klasse, Klassenlijst
from partijen.models import Gemeente
from partijen.pages import PageRequest, crumbs
from partijen.shortcuts import public_page
from portaal.lib.money import format_euro


@require_safe
@public_page
def klassen(request: PageRequest, gemeente: Gemeente) -> HttpResponse:
    """The lists of classes of a gemeente and of the country; `?huur=700&jaar=2024` places a rent."""
    classes = Klasse.objects.visible_to(request.user).order_by("volgorde", "pk")
    lists: Any = Klassenlijst.objects.visible_to(request.user).for_gemeente(gemeente)
    lijsten = list(
        lists.select_related("kenmerk", "bron")
        .prefetch_related(Prefetch("klassen", classes))
        .order_by("kenmerk__volgorde", "kenmerk__naam", "naam", "pk")
    )
    limits = _limits(request)
    form = HuurForm(request.GET if "huur" in request.GET else None, jaren=[row["jaar"] for row in limits])
    valid = not form.is_bound or form.is_valid()
    context = {
        "gemeente": gemeente,
        "lijsten": [{"lijst": row, "regels": [_line(klasse) for klasse in row.klassen.all()]} for row in lijsten],
        "grensnamen": [str(label) for label in Grens.labels],
        "huurgrenzen": limits,
        "form": form,
        "gevonden": _placed(form, lijsten) if form.is_bound and valid else None,
        "kruimels": crumbs(
            gemeente,
            (_("Corporaties"), reverse("corporaties", args=(gemeente.slug,))),
            (_("Cijfers"), reverse("corporaties:cijfers", args=(gemeente.slug,))),
            (_("Klassen en huurgrenzen"), ""),
        ),
    }
    return render(request, "corporaties/klassen.html", context, status=200 if valid else 422)


def _limits(request: PageRequest) -> list[dict[str, Any]]:
    """Per year, newest first, the limits in the order of `Grens`; what is not known stays unknown."""
    by_year: dict[int, dict[str, Huurgrens]] = defaultdict(dict)
    for row in Huurgrens.objects.visible_to(request.user).order_by("-jaar", "pk"):
        by_year[row.jaar][row.grens] = row
    result = []
    for jaar, rows in by_year.items():
        cells = []
        for grens in Grens:
            bedrag = rows[grens].bedrag if grens in rows else None
            text = format_euro(bedrag) if bedrag is not None else _("onbekend")
            cells.append({"naam": str(grens.label), "tekst": text, "bekend": bedrag is not None})
        said = {text for row in rows.values() for text in (row.bron_naam, row.zekerheid) if text}
        result.append({"jaar": jaar, "cellen": cells, "bron": "; ".join(sorted(said))})
    return result


def _line(klasse: Klasse) -> dict[str, str]:
    """A class in words: its code, name, what it means, and between which rents it lies."""
    parts = []
    for name, euro, word in (
        (klasse.get_boven_grens_display(), klasse.boven_euro, _("huur boven")),  # type: ignore[attr-defined]
        (klasse.get_tot_grens_display(), klasse.tot_euro, _("huur tot")),  # type: ignore[attr-defined]
    ):
        limit = f"{_('de')} {name}" if name else format_euro(euro) if euro is not None else ""
        if limit:
            parts.append(f"{word} {limit}")
    return {
        "code": klasse.code,
        "naam": klasse.naam,
        "uitleg": ". ".join(part for part in (klasse.omschrijving, ", ".join(parts).capitalize()) if part),
        "vera": klasse.vera_code,
    }


def _placed(form: HuurForm, lijsten: list[Klassenlijst]) -> dict[str, Any]:
    """The class of the rent in each list of rent classes."""
    huur: Decimal = form.cleaned_data["huur"]
    jaar = int(form.cleaned_data["jaar"])
    rent_lists = [row for row in lijsten if any(_is_rent_class(klasse) for klasse in row.klassen.all())]
    return {
        "huur": format_euro(huur),
        "jaar": str(jaar),
        "regels": [
            (str(row), find_huurklasse(huur=huur, jaar=jaar, lijst=row), row.grens_telt_mee) for row in rent_lists
        ],
    }


def _is_rent_class(klasse: Klasse) -> bool:
    return bool(klasse.boven_grens or klasse.tot_grens) or klasse.boven_euro is not None or klasse.tot_euro is not None
