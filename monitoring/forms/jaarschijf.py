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
from afspraken.services.toevoegen import Toevoeging
from monitoring.selectors.voorstellen import Nieuwvoorstel
from portaal.lib.forms import PortaalForm, TekstField
from portaal.lib.periods import HELP

NIET = "niet"


class JaarschijfForm(PortaalForm):
    """Three fields of the set, two per afspraak (`keuze-<id>`, `tekst-<id>`), and one per proposal: `nieuw-<id>`."""

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
        toevoegingen: Sequence[Nieuwvoorstel] = (),
        themas: Sequence[tuple[int, str]] = (),
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
        self.toevoegingen = list(toevoegingen)
        places = [(str(number), f"{number}. {naam}") for number, naam in themas]
        fault = gettext("Kies een thema, of dat dit er niet bij komt.")
        for new in self.toevoegingen:
            self.fields[f"nieuw-{new.pk}"] = forms.ChoiceField(
                label=gettext("Bij welk thema komt “%(titel)s”?") % {"titel": new.titel},
                choices=[("", gettext("Kies")), *places, (NIET, gettext("Komt er niet bij"))],
                initial=places[0][0] if len(places) == 1 else "",
                error_messages=dict.fromkeys(("required", "invalid_choice"), fault),
            )

    @property
    def regels(self) -> list[tuple[Any, BoundField, BoundField]]:
        """(afspraak, choice, text) of each."""
        return [(row, self[f"keuze-{row.pk}"], self[f"tekst-{row.pk}"]) for row in self.afspraken]

    @property
    def nieuwe(self) -> list[tuple[Nieuwvoorstel, BoundField]]:
        """(proposal, where it goes) of each."""
        return [(row, self[f"nieuw-{row.pk}"]) for row in self.toevoegingen]

    def gekozen(self) -> list[Toevoeging]:
        """What is added."""
        chosen = ((row, self.cleaned_data[f"nieuw-{row.pk}"]) for row in self.toevoegingen)
        return [
            Toevoeging(row.pk, row.titel, row.uitleg, int(thema), row.herkomst)
            for row, thema in chosen
            if thema != NIET
        ]

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
            faults = {
                name.replace("afspraak-", "tekst-").replace("toevoeging-", "nieuw-"): found
                for name, found in error.error_dict.items()
            }
            error = ValidationError(faults)
        super().add_faults(error)
