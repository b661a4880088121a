# SPDX-License-Identifier: EUPL-1.2
"""Forms of zienswijzen: writing one, answering it, giving more time, and choosing from the list."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from afspraken.filters import set_choices
from monitoring.models import Zienswijze
from monitoring.querysets.zienswijze import Antwoordtermijn, Staat
from partijen.models import Gemeente, Partij
from portaal.lib.forms import PortaalForm, TekstField, VersieField

CONTENT = ("soort", "titel", "tekst", "gericht_aan")


class ZienswijzeForm(PortaalForm):
    """What a party wants to say or ask. `partij` is there for who speaks for several; a changed one keeps its own."""

    partij = forms.ChoiceField(
        label=_("Namens"),
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Kies een partij uit de lijst.")),
    )
    soort = forms.ChoiceField(
        label=_("Wat wilt u geven?"),
        choices=[
            (Zienswijze.Soort.ZIENSWIJZE, _("een zienswijze: wat wij ervan vinden")),
            (Zienswijze.Soort.VRAAG, _("een vraag: wat wij willen weten")),
        ],
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Kies een zienswijze of een vraag.")),
    )
    titel = forms.CharField(
        label=_("In één zin"),
        max_length=160,
        error_messages={"required": _("Schrijf in één zin wat u vindt of wilt weten.")},
    )
    tekst = TekstField(
        label=_("Toelichting"),
        rows=8,
        required=True,
        help_text=_("Schrijf geen namen, telefoonnummers of adressen van mensen: iedereen kan dit later lezen."),
        error_messages={"required": _("Schrijf uw uitleg erbij.")},
    )
    gericht_aan = forms.ChoiceField(
        label=_("Wie vraagt u om een antwoord?"),
        required=False,
        error_messages={"invalid_choice": _("Kies een partij uit de lijst.")},
    )
    versie = VersieField()

    def __init__(
        self,
        data: Any = None,
        *,
        gemeente: Gemeente,
        partijen: Iterable[Partij],
        te_vragen: Sequence[Partij],
        zienswijze: Zienswijze | None = None,
    ) -> None:
        self.partijen = {str(partij.pk): partij for partij in partijen}
        self.te_vragen = {str(partij.pk): partij for partij in te_vragen}
        super().__init__(data, initial=_initial(zienswijze))
        own = str(gemeente.eigen_partij_id)
        if zienswijze is not None or len(self.partijen) == 1:
            del self.fields["partij"]
        else:
            set_choices(self.fields["partij"], [("", str(_("Kies"))), *((k, str(p)) for k, p in self.partijen.items())])
        if zienswijze is None:
            del self.fields["versie"]
        # The gemeente does not ask itself.
        first = str(_("Kies een partij")) if set(self.partijen) == {own} else gemeente.volledige_naam
        asked = [(key, str(partij)) for key, partij in self.te_vragen.items()]
        set_choices(self.fields["gericht_aan"], [("", first), *asked])

    def clean_partij(self) -> Partij:
        """The party itself."""
        return self.partijen[self.cleaned_data["partij"]]

    def clean_gericht_aan(self) -> Partij | None:
        """The party that is asked, None for the gemeente."""
        return self.te_vragen.get(self.cleaned_data["gericht_aan"])

    def namens(self) -> Partij:
        """For whom: the one that was chosen, or the only one."""
        return self.cleaned_data.get("partij") or next(iter(self.partijen.values()))

    def content(self) -> dict[str, Any]:
        """What is written, by column."""
        return {name: self.cleaned_data[name] for name in CONTENT}


def _initial(zienswijze: Zienswijze | None) -> dict[str, Any]:
    if zienswijze is None:
        return {"soort": Zienswijze.Soort.ZIENSWIJZE}
    asked = str(zienswijze.gericht_aan_id) if zienswijze.gericht_aan_id else ""
    return {name: getattr(zienswijze, name) for name in ("soort", "titel", "tekst", "versie")} | {"gericht_aan": asked}


class AntwoordForm(PortaalForm):
    """The answer."""

    antwoord = TekstField(
        label=_("Antwoord"),
        rows=8,
        required=True,
        help_text=_("Met uw antwoord gaat u akkoord met publicatie van beide teksten."),
        error_messages={"required": _("Schrijf het antwoord.")},
    )
    versie = VersieField()

    def __init__(self, data: Any = None, *, zienswijze: Zienswijze) -> None:
        super().__init__(data, initial={"antwoord": zienswijze.antwoord, "versie": zienswijze.versie})


class UitstelForm(PortaalForm):
    """Another day on which the answer is due."""

    uiterlijk = forms.DateField(
        label=_("Antwoord uiterlijk op"),
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages=dict.fromkeys(("required", "invalid"), _("Kies een dag.")),
    )
    versie = VersieField()

    def __init__(self, data: Any = None, *, zienswijze: Zienswijze) -> None:
        initial = {"uiterlijk": zienswijze.antwoord_uiterlijk.isoformat(), "versie": zienswijze.versie}
        super().__init__(data, auto_id="uitstel-%s", initial=initial)


class ZienswijzeFilterForm(forms.Form):
    """What the list shows; what is no choice is left out."""

    partij = forms.ChoiceField(label=_("Partij"), required=False)
    staat = forms.ChoiceField(label=_("Staat"), required=False, choices=[("", _("Alle")), *Staat.choices])
    termijn = forms.ChoiceField(
        label=_("Antwoord"), required=False, choices=[("", _("Alle")), *Antwoordtermijn.choices]
    )

    def __init__(self, data: Any = None, *, partijen: Iterable[Partij]) -> None:
        super().__init__(data)
        named = [(str(partij.pk), str(partij)) for partij in partijen]
        set_choices(self.fields["partij"], [("", str(_("Alle partijen"))), *named])

    def chosen(self) -> dict[str, str]:
        """{key: value} of what was chosen and is a choice."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
