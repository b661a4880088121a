# SPDX-License-Identifier: EUPL-1.2
"""Forms of corporaties."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from corporaties.imports.woningvoorraad import LIMITS
from portaal.lib.forms import PortaalForm, TekstField, VersieField
from portaal.lib.money import BedragField
from portaal.lib.periods import FIRST_YEAR
from portaal.lib.personal_data import Kind, find_personal_data

MAX_TEXT = 2000
MAX_HUUR = Decimal("99999.99")


class ToelichtingForm(PortaalForm):
    """What the coordinator says about a figure that does not add up; public at once."""

    tekst = TekstField(
        label=gettext_lazy("Toelichting"),
        help_text=gettext_lazy("Staat meteen op de openbare pagina. Leeg: de toelichting vervalt."),
        max_length=2000,
    )
    versie = VersieField()

    def clean_tekst(self) -> str:
        """Refuse texts that hold personal data: there is no draft in which somebody could look again."""
        tekst: str = self.cleaned_data["tekst"]
        if found := find_personal_data(tekst):
            kinds = ", ".join(sorted({str(Kind(fragment.kind).label) for fragment in found}))
            message = _("In de tekst staat iets dat op persoonsgegevens lijkt (%(wat)s). Haal dat weg.")
            raise ValidationError(message % {"wat": kinds}, code="persoonsgegevens")
        return tekst


class OpgaveForm(forms.Form):
    """A file of figures, and the day of which the stock is."""

    peildatum = forms.DateField(
        label=gettext_lazy("Peildatum"),
        help_text=gettext_lazy("De dag van de stand, meestal 1 januari. Verder mogen de cijfers over dat jaar gaan."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d-%m-%Y", "%d-%m-%y"],
        error_messages={
            "required": gettext_lazy("Vul de peildatum in, zoals 1-1-2026."),
            "invalid": gettext_lazy("Dit is geen datum. Schrijf die als 1-1-2026."),
        },
    )
    bestand = forms.FileField(
        label=gettext_lazy("Bestand"),
        help_text=gettext_lazy("Een xlsx-, ods- of csv-bestand van hoogstens 12 MB en 50.000 cijfers."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.ods,.csv"}),
        error_messages={
            "required": gettext_lazy("Kies een bestand."),
            "empty": gettext_lazy("Dit bestand is leeg. Kies het bestand dat u uit Excel hebt opgeslagen."),
        },
    )
    toelichting = forms.CharField(
        label=gettext_lazy("Toelichting"),
        help_text=gettext_lazy("Voor wie de levering vaststelt. Zet er geen namen van mensen in."),
        required=False,
        max_length=MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean_peildatum(self) -> dt.date:
        """A day of this age."""
        day: dt.date = self.cleaned_data["peildatum"]
        if not FIRST_YEAR + 50 <= day.year <= dt.date.today().year + 30:
            raise forms.ValidationError(_("Dit jaar kan niet kloppen. Schrijf de datum als 1-1-2026."))
        return day

    def clean_bestand(self) -> Any:
        """A file of a size that is read at all; what is in it is for the importer."""
        upload = self.cleaned_data["bestand"]
        if upload.size > LIMITS.max_file_bytes:
            limit = LIMITS.max_file_bytes // 1024 // 1024
            raise forms.ValidationError(
                _("Dit bestand is groter dan %(limit)s MB. Haal afbeeldingen en andere bladen weg.") % {"limit": limit}
            )
        return upload


class VersieForm(forms.Form):
    """Which version of a row the user saw."""

    versie = VersieField()


class AfwijzenForm(VersieForm):
    """Why a delivery is refused."""

    reden = forms.CharField(
        label=gettext_lazy("Waarom wijst u de levering af?"),
        help_text=gettext_lazy("De corporatie leest dit. Zeg wat er anders moet."),
        max_length=MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Zeg waarom u de levering afwijst.")},
    )


class HuurForm(PortaalForm):
    """A rent to place in its class for a year."""

    huur = BedragField(
        label=gettext_lazy("Huur per maand in euro’s"),
        help_text=gettext_lazy("Zonder servicekosten, zoals 678,66."),
        maximum=MAX_HUUR,
    )
    jaar = forms.ChoiceField(
        label=gettext_lazy("Jaar"),
        error_messages={
            "required": gettext_lazy("Kies een jaar."),
            "invalid_choice": gettext_lazy("Van dit jaar zijn geen huurgrenzen bekend. Kies een jaar uit de lijst."),
        },
    )

    def __init__(self, data: Any, *, jaren: list[int]) -> None:
        super().__init__(data, auto_id="huur-%s")
        field: Any = self.fields["jaar"]
        field.choices = [(str(jaar), str(jaar)) for jaar in jaren]
