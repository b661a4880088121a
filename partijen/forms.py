# SPDX-License-Identifier: EUPL-1.2
"""Forms of the pages of partijen."""

import datetime as dt
import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partijen import policies, woorden
from partijen.models import Afmelding, Gebruiker, Gemeente, Lidmaatschap, Partij, Scope, Sleutel
from partijen.models.gebruiker import ROLLEN_MET_PARTIJ
from partijen.services.sleutels import MAX_DAYS, validate_geldig_tot
from partijen.services.zwartmaken import validate_tekst
from portaal.lib import blackout
from portaal.lib.forms import PortaalForm, TekstField, has_text

MAX_REDEN = 500


class RolForm(forms.Form):
    """A role in a gemeente, of those the user may give, with the party on whose behalf."""

    rol = forms.ChoiceField(label=gettext_lazy("Rol"))
    partij = forms.ModelChoiceField(
        label=gettext_lazy("Namens"),
        queryset=Partij.objects.none(),
        required=False,
        empty_label=gettext_lazy("Geen werkgroep of organisatie"),
    )

    def __init__(self, *args: Any, user: Any, gemeente: Gemeente, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.gemeente = gemeente
        words = woorden.role_words(gemeente)
        rollen = policies.rollen_to_give(user, gemeente.pk)
        self.fields["rol"].choices = [("", _("Kies een rol")), *((rol.value, words[rol.value]) for rol in rollen)]  # type: ignore[attr-defined]
        self.fields["partij"].help_text = _("Verplicht bij: %(rollen)s.") % {
            "rollen": ", ".join(words[rol.value] for rol in ROLLEN_MET_PARTIJ)
        }
        partijen = Partij.objects.visible_to(user).in_gemeente(gemeente)
        self.fields["partij"].queryset = partijen.order_by("naam")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A role that means something only together with a party has one."""
        cleaned = super().clean() or {}
        if cleaned.get("rol") in ROLLEN_MET_PARTIJ and not cleaned.get("partij") and "partij" not in self.errors:
            self.add_error("partij", _("Kies bij deze rol ook de werkgroep of organisatie."))
        return cleaned


class UitnodigingForm(RolForm):
    """Somebody new, with a first role."""

    email = forms.EmailField(
        label=gettext_lazy("E-mailadres"), max_length=Gebruiker._meta.get_field("email").max_length or 254
    )
    naam = forms.CharField(label=gettext_lazy("Naam"), max_length=Gebruiker._meta.get_field("naam").max_length or 120)

    field_order = ("email", "naam", "rol", "partij")


def role_words(lidmaatschap: Lidmaatschap, gemeente: Gemeente) -> str:
    """A role as people say it in the gemeente: "werkgroeplid, namens Werkgroep 1"."""
    rol = woorden.role_words(gemeente)[lidmaatschap.rol]
    if lidmaatschap.partij is None:
        return rol
    return _("%(rol)s, namens %(partij)s") % {"rol": rol, "partij": lidmaatschap.partij}


class ZwartmakenForm(forms.Form):
    """A text to black out, first searched for and then, when it is certain, taken away."""

    tekst = forms.CharField(
        label=gettext_lazy("Tekst die zwart moet"),
        help_text=gettext_lazy("Precies zoals die er staat, met dezelfde hoofdletters en streepjes."),
        max_length=blackout.LONGEST * 2,  # said better by the rule itself
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": gettext_lazy("Vul de tekst in die zwart moet.")},
    )
    reden = forms.CharField(
        label=gettext_lazy("Reden"),
        help_text=gettext_lazy("Komt in de geschiedenis. Noem de tekst zelf niet."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Schrijf waarom dit zwart moet.")},
    )
    zeker = forms.BooleanField(
        label=gettext_lazy("Ik heb de vindplaatsen bekeken. Ik weet dat dit niet terug te draaien is."),
        error_messages={"required": gettext_lazy("Zet dit vinkje als u het zeker weet.")},
    )

    def __init__(self, *args: Any, zeker: bool, **kwargs: Any) -> None:
        """`zeker`: the second step, which shows the text as it was searched and asks whether it is certain."""
        super().__init__(*args, **kwargs)
        if zeker:
            self.fields["tekst"].widget = forms.HiddenInput()
        else:
            del self.fields["zeker"]

    def clean_tekst(self) -> str:
        """A text that can be blacked out."""
        try:
            return validate_tekst(self.cleaned_data["tekst"])
        except ValidationError as error:
            raise ValidationError(error.error_dict["tekst"]) from error


class AanvraagForm(forms.Form):
    """A form that must not be carried out twice when it is sent twice."""

    aanvraag = forms.UUIDField(
        widget=forms.HiddenInput,
        initial=uuid.uuid4,
        error_messages=dict.fromkeys(
            ("required", "invalid"), gettext_lazy("Dit formulier is niet compleet aangekomen. Open het opnieuw.")
        ),
    )


class SleutelForm(AanvraagForm):
    """A new key: of which party, for what, and how long."""

    partij = forms.ModelChoiceField(
        label=gettext_lazy("Partij"),
        queryset=Partij.objects.none(),
        empty_label=gettext_lazy("Kies een partij"),
        error_messages={
            "required": gettext_lazy("Kies van welke partij de sleutel is."),
            "invalid_choice": gettext_lazy("Kies een partij uit de lijst."),
        },
    )
    naam = forms.CharField(
        label=gettext_lazy("Waarvoor is de sleutel?"),
        max_length=Sleutel._meta.get_field("naam").max_length,
        help_text=gettext_lazy("Bijvoorbeeld: koppeling met ons woningsysteem."),
        error_messages={
            "required": gettext_lazy("Schrijf waarvoor de sleutel is."),
            "max_length": gettext_lazy("Gebruik hoogstens %(limit_value)d tekens."),
        },
    )
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("Wat mag ermee?"),
        choices=Scope.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Kies niet meer dan nodig is. Wat openbaar is, leest iedereen zonder sleutel."),
        error_messages={
            "required": gettext_lazy("Kies ten minste één ding dat met de sleutel mag."),
            "invalid_choice": gettext_lazy("Kies uit de lijst."),
        },
    )
    geldig_tot = forms.DateField(
        label=gettext_lazy("Geldig tot en met"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("Hoogstens een jaar. Daarna maakt u een nieuwe."),
        error_messages={
            "required": gettext_lazy("Vul een datum in."),
            "invalid": gettext_lazy("Dit is geen datum. Schrijf bijvoorbeeld 22-9-2026."),
        },
    )

    field_order = ("partij", "naam", "scopes", "geldig_tot", "aanvraag")

    def __init__(self, *args: Any, user: Any, gemeente: Gemeente, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["partij"]
        field.queryset = policies.partijen_for_sleutels(user, gemeente)
        only = list(field.queryset[:2])
        if len(only) == 1:
            self.initial.setdefault("partij", only[0].pk)
        today = timezone.localdate()
        self.initial.setdefault("geldig_tot", today + dt.timedelta(days=MAX_DAYS - 1))

    def clean_geldig_tot(self) -> dt.date:
        """Within a year from now."""
        day: dt.date = self.cleaned_data["geldig_tot"]
        try:
            validate_geldig_tot(day, today=timezone.localdate())
        except ValidationError as error:
            raise ValidationError(error.error_dict["geldig_tot"]) from error
        return day


class IntrekForm(forms.Form):
    """Why a key is withdrawn."""

    reden = forms.CharField(
        label=gettext_lazy("Waarom"),
        required=False,
        max_length=400,
        help_text=gettext_lazy("Komt in de geschiedenis."),
    )


class AnonimiserenForm(forms.Form):
    """Why somebody's name is taken away, and that it is certain."""

    reden = forms.CharField(
        label=gettext_lazy("Reden"),
        help_text=gettext_lazy("Komt in de geschiedenis. Noem de naam niet."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Schrijf waarom u dit doet.")},
    )
    zeker = forms.BooleanField(
        label=gettext_lazy("Ik weet dat dit niet terug te draaien is."),
        error_messages={"required": gettext_lazy("Zet dit vinkje als u het zeker weet.")},
    )


class BerichtenForm(forms.Form):
    """Which of the notices that are meant for somebody he wants."""

    soorten = forms.MultipleChoiceField(
        label=gettext_lazy("Ik wil een e-mail over"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Van elke soort krijgt u er hoogstens één per dag, en alleen als er iets nieuws is."),
    )

    def __init__(self, data: Any = None, *, user: Gebruiker) -> None:
        kinds = policies.berichtsoorten_of(user)
        off = set(Afmelding.objects.filter(gebruiker=user).values_list("soort", flat=True))
        super().__init__(data, initial={"soorten": [soort.value for soort in kinds if soort.value not in off]})
        self.fields["soorten"].choices = [(soort.value, soort.label) for soort in kinds]  # type: ignore[attr-defined]


class AntwoordForm(PortaalForm):
    """The coordinator's answer to what looks like personal data, beside any form or button that publishes."""

    bevindingen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    geen_persoonsgegeven = forms.BooleanField(
        label=gettext_lazy("Dit is geen persoonsgegeven"),
        error_messages={"required": gettext_lazy("Zet het vinkje als dit geen persoonsgegeven is.")},
    )
    waarom_niet = TekstField(
        label=gettext_lazy("Waarom niet?"),
        required=True,
        rows=2,
        help_text=gettext_lazy("Bijvoorbeeld: het algemene nummer van een meldpunt. Dit komt in de geschiedenis."),
        error_messages={"required": gettext_lazy("Schrijf waarom dit geen persoonsgegeven is.")},
    )

    def clean_waarom_niet(self) -> str:
        """Within what the history shows on one line."""
        reden: str = self.cleaned_data["waarom_niet"].strip()
        if not has_text(reden):
            raise ValidationError(self.fields["waarom_niet"].error_messages["required"], code="required")
        if len(reden) > MAX_REDEN:
            fault = _("Schrijf dit korter: er passen %(limit)s tekens.")
            raise ValidationError(fault, code="max_length", params={"limit": MAX_REDEN})
        return reden
