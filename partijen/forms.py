# SPDX-License-Identifier: EUPL-1.2
"""Forms of the pages of partijen."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partijen import policies
from partijen.models import Gebruiker, Gemeente, Lidmaatschap, Partij
from partijen.models.gebruiker import ROLLEN_MET_PARTIJ


class RolForm(forms.Form):
    """A role in a gemeente, of those the user may give, with the party on whose behalf."""

    rol = forms.ChoiceField(label=gettext_lazy("Rol"))
    partij = forms.ModelChoiceField(
        label=gettext_lazy("Namens"),
        queryset=Partij.objects.none(),
        required=False,
        empty_label=gettext_lazy("Geen werkgroep of organisatie"),
        help_text=gettext_lazy("Verplicht bij werkgroeplid, databeheerder en huurdersvertegenwoordiger."),
    )

    def __init__(self, *args: Any, user: Any, gemeente: Gemeente, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.gemeente = gemeente
        rollen = policies.rollen_to_give(user, gemeente.pk)
        self.fields["rol"].choices = [("", _("Kies een rol")), *((rol.value, rol.label) for rol in rollen)]  # type: ignore[attr-defined]
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


def role_words(lidmaatschap: Lidmaatschap) -> str:
    """A role as people say it: "werkgroeplid, namens Werkgroep 1"."""
    if lidmaatschap.partij is None:
        return lidmaatschap.get_rol_display()
    return _("%(rol)s, namens %(partij)s") % {"rol": lidmaatschap.get_rol_display(), "partij": lidmaatschap.partij}
