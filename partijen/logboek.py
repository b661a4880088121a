# SPDX-License-Identifier: EUPL-1.2
"""The log of a gemeente: what it can be searched by, one page of it, and the rows of a download."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django import forms
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partijen.geschiedenis import Regel, describe_events, model_name
from partijen.models import Gemeente, Wijziging

PAGE_SIZE = 50
BATCH = 500
MAX_ZOEK = 100
MAX_KEY = 10**18
FORMATEN = ("xlsx", "ods", "csv", "ndjson")
COLUMNS = ("moment", "door", "rol", "namens", "soort", "via", "wat", "nummer", "naam", "reden", "veld", "oud", "nieuw")


class LogboekFilter(forms.Form):
    """By words, what, how, who and when. A wrong value is a fault beside its field; the log then shows nothing."""

    zoek = forms.CharField(
        label=gettext_lazy("Zoek"),
        required=False,
        max_length=MAX_ZOEK,
        help_text=gettext_lazy("In de naam van wat gewijzigd is, en in de reden."),
    )
    wat = forms.ChoiceField(label=gettext_lazy("Wat"), required=False)
    nummer = forms.IntegerField(required=False, min_value=1, max_value=MAX_KEY, widget=forms.HiddenInput)
    soort = forms.ChoiceField(label=gettext_lazy("Wat ermee gebeurde"), required=False)
    oorsprong = forms.ChoiceField(label=gettext_lazy("Via"), required=False)
    door = forms.CharField(label=gettext_lazy("Door (naam)"), required=False, max_length=MAX_ZOEK)
    van = forms.DateField(
        label=gettext_lazy("Vanaf"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    tot = forms.DateField(
        label=gettext_lazy("Tot en met"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    voor = forms.IntegerField(required=False, min_value=1, max_value=MAX_KEY, widget=forms.HiddenInput)
    formaat = forms.ChoiceField(
        required=False, choices=[("", ""), *((name, name) for name in FORMATEN)], widget=forms.HiddenInput
    )

    def __init__(self, data: QueryDict, *, gemeente: Gemeente, user: Any) -> None:
        super().__init__(data, auto_id="filter-%s")
        self.gemeente, self.user = gemeente, user
        everything = [("", _("Alles"))]
        self._choose("wat", everything + tracked_models())
        self._choose("soort", everything + [(soort.value, capfirst(str(soort.label))) for soort in Wijziging.Soort])
        self._choose("oorsprong", everything + [(way.value, capfirst(str(way.label))) for way in Wijziging.Oorsprong])

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The last day is not before the first, and nobody searches for NUL."""
        cleaned = super().clean() or {}
        van, tot = cleaned.get("van"), cleaned.get("tot")
        if van and tot and tot < van:
            self.add_error("tot", ValidationError(_("Deze dag ligt voor de eerste dag.")))
        return cleaned

    @property
    def active(self) -> bool:
        """Something is searched for."""
        names = ("zoek", "wat", "nummer", "soort", "oorsprong", "door", "van", "tot")
        return any(self.cleaned_data.get(name) for name in names)

    def events(self) -> QuerySet[Wijziging, Wijziging]:
        """What the filter leaves of the log of this gemeente, newest first."""
        chosen = self.cleaned_data
        rows = Wijziging.objects.visible_to(self.user).filter(gemeente=self.gemeente)
        if chosen["zoek"]:
            rows = rows.filter(Q(object_naam__icontains=chosen["zoek"]) | Q(reden__icontains=chosen["zoek"]))
        if chosen["door"]:
            rows = rows.filter(gebruiker__naam__icontains=chosen["door"])
        exact = {"wat": "model", "nummer": "object_id", "soort": "soort", "oorsprong": "oorsprong"}
        rows = rows.filter(**{column: chosen[name] for name, column in exact.items() if chosen[name]})
        if chosen["van"]:
            rows = rows.filter(moment__gte=_first_moment(chosen["van"]))
        if chosen["tot"]:
            rows = rows.filter(moment__lt=_first_moment(chosen["tot"] + dt.timedelta(days=1)))
        return rows.select_related("gebruiker").order_by("-id")


def tracked_models() -> list[tuple[str, str]]:
    """(label, word) of every model of ours whose changes are kept, by word."""
    own = ("partijen", "wijken", "corporaties", "afspraken", "monitoring")
    labels = [model._meta.label_lower for model in apps.get_models() if model._meta.app_label in own]
    words = ((label, capfirst(model_name(label))) for label in labels if label != Wijziging._meta.label_lower)
    return sorted(words, key=lambda pair: pair[1])


def _first_moment(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))


def read_page(filters: LogboekFilter) -> tuple[list[Regel], int | None]:
    """A page of events in words, and the key of the next page; None on the last."""
    rows = filters.events()
    if voor := filters.cleaned_data["voor"]:
        rows = rows.filter(pk__lt=voor)
    found = list(rows[: PAGE_SIZE + 1])
    page = found[:PAGE_SIZE]
    return describe_events(page, filters.gemeente), page[-1].pk if len(found) > PAGE_SIZE else None


def export_rows(filters: LogboekFilter) -> Iterator[list[Any]]:
    """The whole of what the filter leaves: a row per changed field, read in batches that hold no cursor open."""
    last = MAX_KEY
    while events := list(filters.events().filter(pk__lt=last)[:BATCH]):
        for event, regel in zip(events, describe_events(events, filters.gemeente), strict=True):
            common: list[Any] = [regel.moment, regel.wie, regel.rol, regel.namens, regel.soort, regel.oorsprong]
            common += [regel.wat, event.object_id, regel.naam]
            for veld in regel.velden:
                yield [*common, regel.reden, veld.label, veld.oud, veld.nieuw]
            if not regel.velden:
                yield [*common, regel.reden, None, None, None]
        last = events[-1].pk
