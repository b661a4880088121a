# SPDX-License-Identifier: EUPL-1.2
"""Forms of a meeting: its rapportage, agenda and decisions."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from afspraken.filters import set_choices
from afspraken.models import Afspraak
from partijen.models import Partij
from portaal.lib.forms import PortaalForm, TekstField, VersieField


class RapportageForm(PortaalForm):
    """Of which set, and on which day, a rapportage is made."""

    afsprakenset = forms.ChoiceField(
        label=_("Document"),
        error_messages={"required": _("Kies een document."), "invalid_choice": _("Kies een document uit de lijst.")},
    )
    peildatum = forms.DateField(
        label=_("Peildatum"),
        help_text=_("De stand aan het einde van deze dag."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d-%m-%Y"],
        error_messages={
            "required": _("Vul de peildatum in, zoals 1-3-2026."),
            "invalid": _("Dit is geen datum. Schrijf die als 1-3-2026."),
        },
    )

    def __init__(self, data: QueryDict | None = None, *, sets: Sequence[Any], peildatum: dt.date) -> None:
        super().__init__(data, initial={"peildatum": peildatum}, auto_id="rapportage-%s")
        self.sets = {row.slug: row for row in sets}
        set_choices(self.fields["afsprakenset"], [(row.slug, row.naam) for row in sets])

    def clean_afsprakenset(self) -> Any:
        """The set itself."""
        return self.sets[self.cleaned_data["afsprakenset"]]


class AgendapuntForm(PortaalForm):
    """Something a member wants to speak about."""

    titel = forms.CharField(
        label=_("Waarover wilt u spreken?"),
        max_length=160,
        error_messages={"required": _("Schrijf in een paar woorden waarover het gaat.")},
    )
    toelichting = TekstField(label=_("Toelichting"), rows=3, max_length=2000)
    afspraak = forms.ModelChoiceField(
        Afspraak.objects.none(),
        label=_("Afspraak"),
        required=False,
        empty_label=_("Geen"),
        error_messages={"invalid_choice": _("Kies een afspraak uit de lijst.")},
    )

    def __init__(self, data: QueryDict | None = None, *, afspraken: Any) -> None:
        super().__init__(data, auto_id="punt-%s")
        self.fields["afspraak"].queryset = afspraken  # type: ignore[attr-defined]


class BesluitForm(PortaalForm):
    """What was decided: who, what, by when."""

    wat = TekstField(
        label=_("Wat is besloten?"),
        rows=3,
        max_length=2000,
        required=True,
        error_messages={"required": _("Schrijf wat er is besloten.")},
    )
    wie = forms.ModelChoiceField(
        Partij.objects.none(),
        label=_("Wie"),
        required=False,
        empty_label=_("Nog niet bekend"),
        error_messages={"invalid_choice": _("Kies een partij uit de lijst.")},
    )
    uiterlijk = forms.DateField(
        label=_("Uiterlijk"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d-%m-%Y"],
        error_messages={"invalid": _("Dit is geen datum. Schrijf die als 1-3-2026.")},
    )
    afspraak = forms.ModelChoiceField(
        Afspraak.objects.none(),
        label=_("Bij afspraak"),
        required=False,
        empty_label=_("Geen"),
        error_messages={"invalid_choice": _("Kies een afspraak uit de lijst.")},
    )
    als_actie = forms.BooleanField(
        label=_("Maak hier een actie van"),
        required=False,
        help_text=_("De actie komt onder de afspraak en is nog niet openbaar."),
    )

    def __init__(self, data: QueryDict | None = None, *, afspraken: Any, partijen: Any) -> None:
        super().__init__(data, auto_id="besluit-%s")
        self.fields["afspraak"].queryset = afspraken  # type: ignore[attr-defined]
        self.fields["wie"].queryset = partijen  # type: ignore[attr-defined]


class AfdoenForm(PortaalForm):
    """How a decision ended."""

    afloop = TekstField(
        label=_("Hoe is het afgelopen?"),
        rows=2,
        max_length=2000,
        required=True,
        error_messages={"required": _("Schrijf hoe het is afgelopen.")},
    )
    versie = VersieField()
