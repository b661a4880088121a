# SPDX-License-Identifier: EUPL-1.2
"""Notes and evidence beside an afspraak."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from afspraken.filters import set_choices
from afspraken.validators import validate_length, validate_webadres
from portaal.lib import filetypes
from portaal.lib.forms import PortaalForm, TekstField


class NotitieForm(PortaalForm):
    """An internal note."""

    tekst = TekstField(
        label=gettext_lazy("Notitie"),
        required=True,
        help_text=gettext_lazy("Alleen zichtbaar voor wie concepten leest, nooit voor het publiek."),
        error_messages={"required": gettext_lazy("Schrijf een notitie.")},
    )

    def clean_tekst(self) -> str:
        """Within what a note holds."""
        tekst: str = self.cleaned_data["tekst"]
        try:
            validate_length("tekst", tekst)
        except ValidationError as error:
            raise ValidationError(error.error_dict["tekst"]) from error
        return tekst


class BewijsstukForm(PortaalForm):
    """A link or a file that shows what was done."""

    titel = forms.CharField(
        label=gettext_lazy("Titel"),
        max_length=160,
        error_messages={"required": gettext_lazy("Geef het bewijsstuk een titel.")},
    )
    url = forms.CharField(
        label=gettext_lazy("Webadres"),
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs={"inputmode": "url"}),
        help_text=gettext_lazy("Begint met https://. Of kies hieronder een bestand."),
    )
    bestand = forms.FileField(
        label=gettext_lazy("Bestand"),
        required=False,
        help_text=format_lazy(
            gettext_lazy("{soorten}, hoogstens 5 MB."), soorten=", ".join(kind.extension for kind in filetypes.ALLE)
        ),
        widget=forms.FileInput(attrs={"accept": ",".join(f".{kind.extension}" for kind in filetypes.ALLE)}),
        error_messages={"empty": gettext_lazy("Dit bestand is leeg.")},
    )
    actie = forms.ChoiceField(label=gettext_lazy("Hoort bij"), required=False)
    gepubliceerd = forms.BooleanField(label=gettext_lazy("Openbaar"), required=False)

    def __init__(self, *args: Any, acties: list[Any], coordinator: bool, **kwargs: Any) -> None:
        """A form for one afspraak; `acties` are those the user may choose from."""
        super().__init__(*args, **kwargs)
        self.acties = {actie.code: actie for actie in acties}
        choices = [("", _("De hele afspraak")), *((code, str(actie)) for code, actie in self.acties.items())]
        set_choices(self.fields["actie"], choices)
        if not acties:
            del self.fields["actie"]
        if not coordinator:
            del self.fields["gepubliceerd"]

    def clean_url(self) -> str:
        """A safe address, or nothing."""
        url: str = self.cleaned_data["url"]
        if url:
            try:
                validate_webadres(url)
            except ValidationError as error:
                raise ValidationError(error.error_dict["url"]) from error
        return url
