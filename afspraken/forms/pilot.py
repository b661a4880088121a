# SPDX-License-Identifier: EUPL-1.2
"""Forms of a pilot: a move with what it cost, and the decision how it goes on."""

import datetime as dt
import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from afspraken.models import Verhuizing, Vervolgbesluit
from partijen.models import Gemeente, Overleg, Partij
from portaal.lib.forms import PortaalForm, TekstField, VersieField
from portaal.lib.money import BedragField

MAAND = re.compile(r"\A([0-9]{4})-(0[1-9]|1[0-2])\Z")


def _amount(label: Any) -> BedragField:
    return BedragField(label=label, required=False, help_text=gettext_lazy("Zoals 450 of 450,50. Leeg is 0."))


class VerhuizingForm(PortaalForm):
    """A move: no field asks for a name, an address or a story."""

    maand = forms.CharField(
        label=gettext_lazy("Maand van de verhuizing"),
        max_length=7,
        help_text=gettext_lazy("Zoals 2025-06. De dag bewaren wij niet."),
        error_messages={"required": gettext_lazy("Vul een maand in, zoals 2025-06.")},
    )
    corporatie = forms.ModelChoiceField(
        label=gettext_lazy("Corporatie die betaalt"),
        queryset=Partij.objects.none(),
        empty_label=gettext_lazy("Kies een corporatie"),
        error_messages={"required": gettext_lazy("Kies een corporatie.")},
    )
    via = forms.ChoiceField(label=gettext_lazy("Hoe is de woning gevonden?"), choices=Verhuizing.Via.choices)
    geschikt = forms.BooleanField(
        label=gettext_lazy("De nieuwe woning heeft BAT 1 of hoger"), required=False, initial=True
    )
    leegstand = _amount(gettext_lazy("Leegstand (gemiste huur)"))
    verhuizer = _amount(gettext_lazy("Verhuizer"))
    klussen = _amount(gettext_lazy("Klussen"))
    anders = _amount(gettext_lazy("Iets anders"))
    versie = VersieField(required=False)

    def __init__(self, data: QueryDict | None = None, *, gemeente: Gemeente, row: Verhuizing | None = None) -> None:
        initial: dict[str, Any] = {"maand": f"{timezone.localdate():%Y-%m}"}
        if row is not None:
            initial = {name: getattr(row, name) for name in self.base_fields}
            # An amount of 0 is left empty: the field takes amounts above it.
            initial |= {name: getattr(row, name) or None for name in Verhuizing.SOORTEN}
            initial["maand"] = f"{row.maand:%Y-%m}"
        super().__init__(data, initial=initial)
        here = Partij.objects.in_gemeente(gemeente).filter(soort=Partij.Soort.CORPORATIE)
        self.fields["corporatie"].queryset = here.order_by("naam")  # type: ignore[attr-defined]
        self.fields["versie"].required = row is not None

    def clean_maand(self) -> dt.date:
        found = MAAND.match(self.cleaned_data["maand"].strip())
        if found is None or int(found[1]) < 1900:
            raise ValidationError(_("Dit is geen maand. Schrijf bijvoorbeeld 2025-06."), code="invalid")
        return dt.date(int(found[1]), int(found[2]), 1)

    def values(self) -> dict[str, Any]:
        """{field of the row: value}; an amount that was left empty is 0."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "versie"}
        return data | {name: data[name] or 0 for name in Verhuizing.SOORTEN}


class VervolgbesluitForm(PortaalForm):
    """How the pilot goes on, and who decided."""

    keuze = forms.ChoiceField(label=gettext_lazy("Wat is besloten?"), choices=Vervolgbesluit.Keuze.choices)
    datum = forms.DateField(
        label=gettext_lazy("Besloten op"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": gettext_lazy("Vul een datum in."),
            "invalid": gettext_lazy("Dit is geen datum. Schrijf bijvoorbeeld 31-12-2026."),
        },
    )
    overleg = forms.ModelChoiceField(
        label=gettext_lazy("In welk overleg?"),
        queryset=Overleg.objects.none(),
        required=False,
        empty_label=gettext_lazy("Geen overleg uit dit portaal"),
        error_messages={"invalid_choice": gettext_lazy("Kies een overleg uit de lijst.")},
    )
    reden = TekstField(
        label=gettext_lazy("Waarom, en onder welke voorwaarden?"),
        rows=4,
        required=True,
        max_length=2000,
        help_text=gettext_lazy("Iedereen leest dit. Het verandert daarna niet meer."),
        error_messages={"required": gettext_lazy("Schrijf waarom zo is besloten.")},
    )

    def __init__(self, data: QueryDict | None = None, *, gemeente: Gemeente) -> None:
        super().__init__(data, initial={"datum": timezone.localdate()})
        rows = Overleg.objects.filter(gemeente=gemeente, datum__lte=timezone.localdate()).select_related("gemeente")
        self.fields["overleg"].queryset = rows.order_by("-datum")  # type: ignore[attr-defined]
