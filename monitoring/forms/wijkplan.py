# SPDX-License-Identifier: EUPL-1.2
"""The form of a line of the plan of a neighbourhood, and what its list can be narrowed to."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from afspraken.models import Afspraak, Initiatief, Thema
from monitoring.forms.kalender import VersieForm
from monitoring.selectors.wijkplan import BEWONERS, PARTNERS, pijlers_of
from partijen.models import Gemeente, Partij
from portaal.lib.forms import PortaalForm, TekstField
from portaal.lib.periods import HELP, validate_periode


class InitiatiefForm(VersieForm):
    """What residents or a partner do; `gepubliceerd` only for who may make it public."""

    titel = forms.CharField(
        label=_("Wat gebeurt er?"),
        max_length=160,
        error_messages={"required": _("Schrijf in een paar woorden wat er gebeurt.")},
    )
    soort = forms.ChoiceField(label=_("Van wie is het?"), choices=Initiatief.Soort.choices)
    partij = forms.ModelChoiceField(
        label=_("Welke organisatie doet dit?"),
        queryset=Partij.objects.none(),
        required=False,
        empty_label=_("Bewoners, zonder organisatie"),
        help_text=_("Noem nooit een persoon."),
        error_messages={"invalid_choice": _("Kies een organisatie uit de lijst.")},
    )
    stand = forms.ChoiceField(label=_("Hoe ver is het?"), choices=Initiatief.Stand.choices)
    periode = forms.CharField(
        label=_("Wanneer"), max_length=21, required=False, validators=[validate_periode], help_text=HELP
    )
    pijler = forms.ModelChoiceField(
        label=_("Pijler"), queryset=Thema.objects.none(), required=False, empty_label=_("Geen of nog niet bekend")
    )
    afspraak = forms.ModelChoiceField(
        label=_("Hoort bij afspraak"), queryset=Afspraak.objects.none(), required=False, empty_label=_("Geen")
    )
    herkomst = forms.CharField(
        label=_("Bron"),
        max_length=200,
        help_text=_("Waar staat of komt het vandaan? Bijvoorbeeld: wijkgesprek, mei 2026."),
        error_messages={"required": _("Schrijf waar dit vandaan komt.")},
    )
    omschrijving = TekstField(label=_("Omschrijving"), rows=3, max_length=2000)
    gepubliceerd = forms.BooleanField(
        label=_("Iedereen mag dit lezen"), required=False, help_text=_("Zonder vinkje blijft het een concept.")
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        gemeente: Gemeente,
        user: Any,
        may_publish: bool,
        row: Initiatief | None = None,
    ) -> None:
        super().__init__(data, row=row)
        fields: Any = self.fields
        fields["partij"].queryset = Partij.objects.in_gemeente(gemeente).exclude(soort="werkgroep").order_by("naam")
        fields["pijler"].queryset = self._pijlers(user, gemeente)
        fields["pijler"].label_from_instance = lambda thema: thema.naam
        seen = Afspraak.objects.visible_to(user, gemeente=gemeente).filter(gemeente=gemeente)
        fields["afspraak"].queryset = seen.select_related("afsprakenset").order_by("afsprakenset__naam", "volgorde")
        fields["afspraak"].label_from_instance = lambda row: f"{row.afsprakenset.naam}: {row.code} {row.titel}"
        if not may_publish:
            del self.fields["gepubliceerd"]

    @staticmethod
    def _pijlers(user: Any, gemeente: Gemeente) -> Any:
        return Thema.objects.filter(pk__in=[row.pk for row in pijlers_of(user, gemeente)]).order_by("pk")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("soort") == Initiatief.Soort.PARTNER and not data.get("partij") and "partij" not in self.errors:
            self.add_error("partij", _("Kies welke organisatie dit doet."))
        return data


class WijkplanFilter(PortaalForm):
    """Whose lines, of which pillar; something else is 422."""

    van = forms.ChoiceField(
        label=_("Van wie"),
        required=False,
        choices=[("", _("Iedereen")), (BEWONERS, _("Bewoners")), (PARTNERS, _("Partners"))],
    )
    pijler = forms.ChoiceField(label=_("Pijler"), required=False)

    def __init__(self, data: QueryDict, *, pijlers: Any) -> None:
        super().__init__(data, auto_id="filter-%s")
        choices = [("", _("Alle")), *((str(row.pk), row.naam) for row in pijlers), ("geen", _("Geen pijler"))]
        self.fields["pijler"].choices = choices  # type: ignore[attr-defined]

    def keeps(self, regel: Any) -> bool:
        """Whether a line is among what was asked for; everything when the question was wrong."""
        if not self.is_valid():
            return True
        van, pijler = self.cleaned_data["van"], self.cleaned_data["pijler"]
        return van in ("", regel.van) and (not pijler or (regel.pijler_nummer or "geen") == pijler)
