# SPDX-License-Identifier: EUPL-1.2
"""The one form by which residents ask for money, whatever their neighbourhood; no account is needed."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partijen.models import Gemeente
from portaal.lib.forms import PortaalForm, TekstField
from portaal.lib.money import BedragField
from portaal.lib.spam import SpamGuard
from wijken.forms import length_of
from wijken.models import Dossier, Gebied
from wijken.models.aanvraag import MAX_PLAN
from wijken.services.indienen import Document, Indiening, read_documenten
from wijken.validators import validate_telefoon


class BestandenInput(forms.FileInput):
    """Several files at once."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return files.getlist(name) if hasattr(files, "getlist") else files.get(name, [])


class BestandenField(forms.FileField):
    """Several files; what is in them is checked by the service."""

    widget = BestandenInput

    def __init__(self, **kwargs: Any) -> None:
        widget = BestandenInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"})
        super().__init__(required=False, widget=widget, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        return list(data or ())


def documenten_field() -> BestandenField:
    """The documents that an applicant sends along."""
    return BestandenField(
        label=gettext_lazy("Documenten"),
        help_text=gettext_lazy(
            "Bijvoorbeeld een offerte of een tekening: pdf, jpg of png, hoogstens 5 MB per bestand en 5 bestanden."
        ),
    )


class DocumentenForm(PortaalForm):
    """Documents that come later."""

    documenten = documenten_field()


def _text(label: Any, veld: str, fault: Any = None, **kwargs: Any) -> forms.CharField:
    messages = {"required": fault} if fault else {}
    widget = forms.TextInput(attrs=kwargs.pop("attrs", {}))
    length = length_of(Dossier, veld)
    return forms.CharField(
        label=label, max_length=length, required=bool(fault), error_messages=messages, widget=widget, **kwargs
    )


class AanvraagForm(PortaalForm, SpamGuard):
    """What somebody fills in to ask for money."""

    gebied = forms.ModelChoiceField(
        Gebied.objects.none(),
        label=gettext_lazy("In welke buurt is uw plan?"),
        empty_label=gettext_lazy("Kies een buurt"),
        error_messages={
            "required": gettext_lazy("Kies een buurt."),
            "invalid_choice": gettext_lazy("Kies een buurt uit de lijst."),
        },
    )
    titel = _text(gettext_lazy("Hoe heet uw plan?"), "titel", gettext_lazy("Geef uw plan een naam."))
    plan = TekstField(
        label=gettext_lazy("Wat wilt u gaan doen?"),
        help_text=gettext_lazy("Vertel wat u gaat doen, voor wie, en wat de buurt eraan heeft."),
        rows=6,
        required=True,
        max_length=MAX_PLAN,
        error_messages={"required": gettext_lazy("Schrijf wat u wilt gaan doen.")},
    )
    wanneer = _text(gettext_lazy("Wanneer?"), "wanneer", help_text=gettext_lazy("Bijvoorbeeld: in juni 2026."))
    gevraagd = BedragField(
        label=gettext_lazy("Hoeveel geld vraagt u? (in euro’s)"),
        help_text=gettext_lazy("Zoals 350 of 1.000,50."),
        error_messages={"required": gettext_lazy("Vul in hoeveel geld u vraagt.")},
    )
    naam = _text(gettext_lazy("Uw naam"), "naam", gettext_lazy("Vul uw naam in."), attrs={"autocomplete": "name"})
    email = forms.EmailField(
        label=gettext_lazy("Uw e-mailadres"),
        help_text=gettext_lazy("U krijgt een mail met een link. Daarmee bevestigt en volgt u uw aanvraag."),
        max_length=length_of(Dossier, "email"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": gettext_lazy("Vul uw e-mailadres in."),
            "invalid": gettext_lazy("Dit is geen e-mailadres. Schrijf het zoals naam@post.example."),
        },
    )
    telefoon = forms.CharField(
        label=gettext_lazy("Uw telefoonnummer"),
        max_length=length_of(Dossier, "telefoon"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
        validators=[validate_telefoon],
    )
    organisatie = _text(gettext_lazy("Uw groep of organisatie"), "organisatie", attrs={"autocomplete": "organization"})
    documenten = documenten_field()

    field_order = (
        "gebied",
        "titel",
        "plan",
        "wanneer",
        "gevraagd",
        "documenten",
        "naam",
        "email",
        "telefoon",
        "organisatie",
    )

    def __init__(self, *args: Any, gemeente: Gemeente, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["gebied"]
        field.queryset = Gebied.objects.filter(gemeente=gemeente, soort=Gebied.Soort.BUURT).order_by("naam", "pk")
        self.fields["begin"].label = _("begin")

    def clean_documenten(self) -> list[Document]:
        """Checked documents."""
        try:
            return read_documenten(self.cleaned_data["documenten"])
        except forms.ValidationError as error:
            raise forms.ValidationError(error.error_dict["documenten"]) from error

    def clean(self) -> dict[str, Any]:
        """A machine is told apart once the rest is right: what is refused anyway was not sent too quickly."""
        if not self.errors:
            self.check_spam()
        return self.cleaned_data

    def indiening(self) -> Indiening:
        """What was filled in, of a valid form."""
        names = ("gebied", "gevraagd", "naam", "email", "titel", "plan", "telefoon", "organisatie", "wanneer")
        return Indiening(**{name: self.cleaned_data[name] for name in names})
