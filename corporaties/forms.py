# SPDX-License-Identifier: EUPL-1.2
"""Forms of corporaties."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portaal.lib.forms import PortaalForm, TekstField
from portaal.lib.personal_data import Kind, find_personal_data


class ToelichtingForm(PortaalForm):
    """What the coordinator says about a figure that does not add up; public at once."""

    tekst = TekstField(
        label=gettext_lazy("Toelichting"),
        help_text=gettext_lazy("Staat meteen op de openbare pagina. Leeg: de toelichting vervalt."),
        max_length=2000,
    )
    versie = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def clean_tekst(self) -> str:
        """Refuse texts that hold personal data: there is no draft in which somebody could look again."""
        tekst: str = self.cleaned_data["tekst"]
        if found := find_personal_data(tekst):
            kinds = ", ".join(sorted({str(Kind(fragment.kind).label) for fragment in found}))
            message = _("In de tekst staat iets dat op persoonsgegevens lijkt (%(wat)s). Haal dat weg.")
            raise ValidationError(message % {"wat": kinds}, code="persoonsgegevens")
        return tekst
