# SPDX-License-Identifier: EUPL-1.2
"""Forms of the calendar, and of papers of a meeting."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.dates import MONTHS
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext_lazy as _

from monitoring.models import Jaarmoment
from partijen.models import Gemeente, Overleg
from portaal.lib import filetypes
from portaal.lib.forms import PortaalForm, TekstField, VersieField


class VersieForm(PortaalForm):
    """A form of a new row, or of one that others may change meanwhile."""

    versie = VersieField(required=False)

    def __init__(self, data: QueryDict | None = None, *, row: Any = None) -> None:
        initial = {name: getattr(row, name) for name in self.base_fields} if row is not None else None
        super().__init__(data, initial=initial)
        self.fields["versie"].required = row is not None

    def values(self) -> dict[str, Any]:
        """{field of the row: value}."""
        return {name: value for name, value in self.cleaned_data.items() if name != "versie"}


def _month(label: Any, *, required: bool) -> forms.TypedChoiceField:
    months = [(str(number), name) for number, name in MONTHS.items()]
    return forms.TypedChoiceField(
        label=label,
        coerce=int,
        empty_value=None,
        required=required,
        choices=[("", _("Kies een maand")), *months],
        error_messages={"required": _("Kies een maand."), "invalid_choice": _("Kies een maand uit de lijst.")},
    )


def _day(label: Any, *, required: bool) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=1,
        max_value=31,
        required=required,
        error_messages={
            "required": _("Vul een dag in, van 1 tot en met 31."),
            "invalid": _("Vul een dag in, van 1 tot en met 31."),
        },
    )


class JaarmomentForm(VersieForm):
    """A moment that comes back each year."""

    naam = forms.CharField(label=_("Naam"), max_length=120, error_messages={"required": _("Geef het moment een naam.")})
    soort = forms.ChoiceField(label=_("Soort"), choices=Jaarmoment.Soort.choices)
    dag = _day(_("Laatste dag"), required=True)
    maand = _month(_("Maand van de laatste dag"), required=True)
    van_dag = _day(_("Eerste dag, als het langer duurt dan een dag"), required=False)
    van_maand = _month(_("Maand van de eerste dag"), required=False)
    toelichting = TekstField(label=_("Toelichting"), rows=3, max_length=1000)


class OverlegForm(VersieForm):
    """A meeting on a day."""

    soort = forms.ChoiceField(label=_("Soort"), choices=Overleg.Soort.choices)
    datum = forms.DateField(
        label=_("Datum"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d-%m-%Y"],
        error_messages={
            "required": _("Vul de datum in, zoals 1-3-2026."),
            "invalid": _("Dit is geen datum. Schrijf die als 1-3-2026."),
        },
    )
    naam = forms.CharField(
        label=_("Naam"),
        max_length=120,
        required=False,
        help_text=_("Alleen als het anders heet dan gewoon, zoals: Extra overleg over de begroting."),
    )

    def __init__(self, data: QueryDict | None = None, *, gemeente: Gemeente, row: Any = None) -> None:
        super().__init__(data, row=row)
        own = [(soort.value, capfirst(gemeente.overlegwoord(soort.value))) for soort in Overleg.Soort]
        self.fields["soort"].choices = own  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """No year that a calendar cannot show."""
        data = super().clean() or {}
        day = data.get("datum")
        if day is not None and not 2000 <= day.year <= 2100:
            self.add_error("datum", ValidationError(_("Kies een jaar van 2000 tot en met 2100."), code="jaar"))
        return data


class OverlegstukForm(PortaalForm):
    """A paper: a link or a file."""

    titel = forms.CharField(
        label=_("Titel"), max_length=160, error_messages={"required": _("Geef het stuk een titel.")}
    )
    url = forms.CharField(
        label=_("Webadres"),
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs={"inputmode": "url"}),
        help_text=_("Begint met https://. Of kies hieronder een bestand."),
    )
    bestand = forms.FileField(
        label=_("Bestand"),
        required=False,
        help_text=format_lazy(
            _("{soorten}, hoogstens 5 MB."), soorten=", ".join(kind.extension for kind in filetypes.ALLE)
        ),
        widget=forms.FileInput(attrs={"accept": ",".join(f".{kind.extension}" for kind in filetypes.ALLE)}),
        error_messages={"empty": _("Dit bestand is leeg.")},
    )

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, auto_id="stuk-%s")
