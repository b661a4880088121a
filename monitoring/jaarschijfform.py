# SPDX-License-Identifier: EUPL-1.2
"""The form of the next jaarschijf: how it is called, and per afspraak that is not finished what happens to it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from afspraken.services.jaarschijf import Besluit, Keuze, Nieuw
from portaal.lib.forms import PortaalForm, TekstField
from portaal.lib.periods import HELP


class JaarschijfForm(PortaalForm):
    """Three fields of the set, and two per afspraak: `keuze-<id>` and `tekst-<id>`."""

    naam = forms.CharField(label=_("Naam"), max_length=160, error_messages={"required": _("Schrijf een naam.")})
    slug = forms.CharField(
        label=_("Naam in het adres"),
        max_length=80,
        help_text=_("Kleine letters, cijfers en streepjes. Dit verandert later niet meer."),
        error_messages={"required": _("Schrijf de naam in het adres.")},
    )
    periode = forms.CharField(
        label=_("Looptijd"), max_length=21, help_text=HELP, error_messages={"required": _("Schrijf de looptijd.")}
    )

    def __init__(
        self,
        data: Any = None,
        *,
        afspraken: Sequence[Any],
        nieuw: Nieuw,
        voorstellen: Mapping[int, Besluit],
    ) -> None:
        super().__init__(data, initial={"naam": nieuw.naam, "slug": nieuw.slug, "periode": nieuw.periode})
        self.afspraken = list(afspraken)
        for row in self.afspraken:
            proposal = voorstellen.get(row.pk, Besluit(Keuze.DOORGAAN))
            self.fields[f"keuze-{row.pk}"] = forms.ChoiceField(
                label=gettext("Wat gebeurt er met %(code)s?") % {"code": row.code},
                choices=Keuze.choices,
                initial=proposal.keuze,
                error_messages=dict.fromkeys(("required", "invalid_choice"), gettext("Kies wat er gebeurt.")),
            )
            self.fields[f"tekst-{row.pk}"] = TekstField(
                label=gettext("Nieuw doel van %(code)s, of waarom het stopt") % {"code": row.code},
                rows=2,
                initial=proposal.tekst,
            )

    @property
    def regels(self) -> list[tuple[Any, BoundField, BoundField]]:
        """(afspraak, choice, text) of each."""
        return [(row, self[f"keuze-{row.pk}"], self[f"tekst-{row.pk}"]) for row in self.afspraken]

    def nieuw(self) -> Nieuw:
        """How the set is called."""
        return Nieuw(*(self.cleaned_data[name] for name in ("naam", "slug", "periode")))

    def besluiten(self) -> dict[int, Besluit]:
        """{id of afspraak: what happens to it}."""
        data = self.cleaned_data
        return {row.pk: Besluit(data[f"keuze-{row.pk}"], data[f"tekst-{row.pk}"]) for row in self.afspraken}

    def add_faults(self, error: ValidationError) -> None:
        """What the service says of an afspraak stands at its text."""
        if hasattr(error, "error_dict"):
            faults = {name.replace("afspraak-", "tekst-"): found for name, found in error.error_dict.items()}
            error = ValidationError(faults)
        super().add_faults(error)
