# SPDX-License-Identifier: EUPL-1.2
"""The form of a bijstelling; its rules stand in `afspraken.bijstellen` and its service."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from afspraken.bijstellen import Onderwerp
from afspraken.filters import set_choices
from afspraken.models import Bijstelling
from afspraken.services.bijstellingen import Voorstel
from partijen.models import Overleg
from portaal.lib.forms import PortaalForm, TekstField, VersieField


class BijstellingForm(PortaalForm):
    """What changes into what, why, and who decided it when. A concept that is changed keeps its subject."""

    onderwerp = forms.ChoiceField(
        label=_("Wat stelt u bij?"),
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Kies wat u bijstelt.")),
    )
    nieuw = TekstField(
        label=_("Nieuwe waarde"),
        rows=3,
        required=True,
        error_messages={"required": _("Schrijf de nieuwe waarde.")},
        help_text=_(
            "Een doel schrijft u in woorden. Een termijn als 2027, 2027-H1, 2027-Q2, 2027-03 of 2027-03-15. "
            "Een streefwaarde als getal."
        ),
    )
    reden = TekstField(
        label=_("Waarom verandert dit?"),
        rows=3,
        required=True,
        error_messages={"required": _("Schrijf waarom dit verandert.")},
        max_length=2000,
        help_text=_("Iedereen leest dit bij de afspraak."),
    )
    overleg = forms.ModelChoiceField(
        Overleg.objects.none(),
        label=_("Besloten in"),
        required=False,
        empty_label=_("Geen overleg uit dit portaal"),
        error_messages={"invalid_choice": _("Kies een overleg uit de lijst.")},
    )
    datum = forms.DateField(
        label=_("Besloten op"),
        required=False,
        help_text=_("Leeg: de dag van het overleg, of vandaag."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d-%m-%Y"],
        error_messages={"invalid": _("Dit is geen datum. Schrijf die als 1-3-2026.")},
    )
    versie = VersieField(required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        onderwerpen: Sequence[Onderwerp],
        overleggen: Iterable[Overleg] | Any,
        bijstelling: Bijstelling | None = None,
        initial: dict[str, Any] | None = None,
    ) -> None:
        values = {} if bijstelling is None else self._values_of(bijstelling)
        super().__init__(data, initial={**values, **(initial or {})}, auto_id="id_bijstelling_%s")
        self.fields["overleg"].queryset = overleggen  # type: ignore[attr-defined]
        if bijstelling is not None:
            del self.fields["onderwerp"]
        else:
            choices = [(one.sleutel, f"{one.naam} (nu: {_short(one.woorden)})") for one in onderwerpen]
            set_choices(self.fields["onderwerp"], [("", _("Kies")), *choices])  # type: ignore[list-item]

    @staticmethod
    def _values_of(row: Bijstelling) -> dict[str, Any]:
        names = ("nieuw", "reden", "datum", "overleg", "versie")
        return {name: getattr(row, name) for name in names}

    def voorstel(self) -> Voorstel:
        """What a valid form says."""
        data = self.cleaned_data
        return Voorstel(
            onderwerp=data.get("onderwerp", ""),
            nieuw=data["nieuw"],
            reden=data["reden"],
            datum=data["datum"],
            overleg=data["overleg"],
        )


def meetings_to_choose(user: Any, gemeente: Any) -> Any:
    """Meetings that have been, newest first."""
    rows = Overleg.objects.visible_to(user).filter(gemeente=gemeente, datum__lte=timezone.localdate())
    return rows.order_by("-datum", "pk")


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"
