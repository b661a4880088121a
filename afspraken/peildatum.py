# SPDX-License-Identifier: EUPL-1.2
"""Pages of a day that has been: `?peildatum=2024-06-30` (design, section 2).

The rules are those of the API: what the viewer may see now, as it was at the end of that day by the dates of the
reports. Without a peildatum, or with that of today, a page reads the current standings and no histories.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from afspraken.models import Afsprakenset
from partijen.models import Gemeente
from portaal.lib.forms import PortaalForm
from portaal.lib.periods import past_day

NAAM = "peildatum"
# Of an address with a date only what chooses a set or an afspraak is kept when another day is chosen.
_NOT_KEPT = frozenset({NAAM, "na", "voor", "opgeslagen", "formaat", "csrfmiddlewaretoken"})


class PeildatumForm(PortaalForm):
    """Which day one looks back to."""

    peildatum = forms.DateField(
        label=gettext_lazy("Dag"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
        error_messages={"invalid": gettext_lazy("Dit is geen bestaande dag. Schrijf die als 2024-06-30.")},
    )

    def clean_peildatum(self) -> dt.date | None:
        """A day that has been, or today."""
        day: dt.date | None = self.cleaned_data["peildatum"]
        today = timezone.localdate()
        if day is not None and day > today:
            text = _("Deze dag moet nog komen. Kies vandaag (%(vandaag)s) of een dag daarvoor.")
            raise ValidationError(text, code="toekomst", params={"vandaag": date_format(today)})
        return day


@dataclass(frozen=True, slots=True)
class Peilmoment:
    """The day of which a page is asked.

    Attributes:
        dag: a day that has been; None for today, and where the date that was asked for is faulty.
        gevraagd: the address names a date.
        behouden: other keys of the address, which a choice of another day keeps.
        nu_url: the same page of today.
    """

    form: PeildatumForm
    dag: dt.date | None
    gevraagd: bool
    behouden: tuple[tuple[str, str], ...]
    nu_url: str

    @classmethod
    def now(cls, request: HttpRequest) -> "Peilmoment":
        """Today, whatever the address says: for a page with a refused form."""
        return cls(PeildatumForm(auto_id="id_%s"), None, False, (), request.path)

    @property
    def query(self) -> str:
        """What a link to another such page adds to an address without a query."""
        return f"?{urlencode({NAAM: self.dag})}" if self.dag else ""

    @property
    def en_query(self) -> str:
        """What a link adds to an address that has a query."""
        return f"&{urlencode({NAAM: self.dag})}" if self.dag else ""


def read_peildatum(request: HttpRequest) -> Peilmoment:
    """The day that the address asks for; the form says what is wrong with it."""
    sent = request.GET.getlist(NAAM)
    form = PeildatumForm({NAAM: sent[-1]} if sent else None, auto_id="id_%s")
    if len(set(sent)) > 1:
        form.add_error(NAAM, _("Er staan twee verschillende dagen in het adres. Kies er één."))
    day = form.cleaned_data.get(NAAM) if form.is_bound and form.is_valid() else None
    kept = tuple(
        (name, str(value).replace("\0", "")) for name, value in request.GET.items() if name not in _NOT_KEPT and value
    )
    now = f"{request.path}?{urlencode(kept)}" if kept else request.path
    return Peilmoment(form, past_day(day), any(sent), kept, now)


def time_machine(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Let a page of a gemeente answer a peildatum: the view finds the day in `request.peilmoment`.

    A date that is none, or that is to come, is answered with 422 and the form to choose another. Robots keep no page
    that asks for a date: there are thousands of each.
    """

    @wraps(view)
    def wrapper(request: Any, gemeente: Gemeente, *args: Any, **kwargs: Any) -> HttpResponseBase:
        request.peilmoment = moment = read_peildatum(request)
        if moment.form.is_bound and not moment.form.is_valid():
            moment.form.focus_first_fault()
            response: HttpResponseBase = render(request, "afspraken/peildatum.html", {"gemeente": gemeente}, status=422)
        else:
            response = view(request, gemeente, *args, **kwargs)
        if moment.gevraagd:
            response.headers["X-Robots-Tag"] = "noindex"
        return response

    return wrapper


def first_in_force(sets: Sequence[Afsprakenset], dag: dt.date | None) -> Afsprakenset | None:
    """The first of the sets, in the order of the gemeente; on a day that has been, of those that were adopted then."""
    held = (row for row in sets if dag is None or row.geldt_vanaf <= dag)
    return next(held, sets[0] if sets else None)


def not_yet(request: Any, gemeente: Gemeente, afsprakenset: Afsprakenset, **context: Any) -> HttpResponse | None:
    """The page that says that a set did not hold yet on the day asked for; None when it did."""
    day = request.peilmoment.dag
    if day is None or afsprakenset.geldt_vanaf <= day:
        return None
    context |= {"gemeente": gemeente, "afsprakenset": afsprakenset}
    return render(request, "afspraken/peildatum.html", context)
