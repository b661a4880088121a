# SPDX-License-Identifier: EUPL-1.2
"""The form of a measurement of a target."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from afspraken import policies
from afspraken.models import Doeldeel, Doelstelling
from afspraken.services.metingen import Gemeten
from afspraken.verhuiscijfers import Berekend
from corporaties.models import Waardestatus
from corporaties.opmaak import format_getal
from portaal.lib.forms import PortaalForm, TekstField

WAAROM_NIET = (Waardestatus.ONBEKEND, Waardestatus.NADER_TE_BEPALEN, Waardestatus.NIET_VAN_TOEPASSING)


class MetingForm(PortaalForm):
    """A value on a day. Left empty, the form asks why it is not known: unknown is no zero."""

    deel = forms.ModelChoiceField(
        label=gettext_lazy("Waarvan"),
        queryset=Doeldeel.objects.none(),
        required=False,
        empty_label=gettext_lazy("Het hele doel"),
    )
    datum = forms.DateField(
        label=gettext_lazy("Gemeten op"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": gettext_lazy("Vul een datum in."),
            "invalid": gettext_lazy("Dit is geen datum. Schrijf bijvoorbeeld 31-12-2026."),
        },
    )
    waarde = forms.CharField(
        label=gettext_lazy("Waarde"),
        required=False,
        max_length=20,
        help_text=gettext_lazy("Een getal, zoals 1.234 of 12,5. Weet u het niet? Laat het dan leeg."),
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    waardestatus = forms.ChoiceField(
        label=gettext_lazy("Waarom is er geen waarde?"),
        required=False,
        choices=[("", gettext_lazy("Er is een waarde")), *((one.value, one.label) for one in WAAROM_NIET)],
    )
    herkomst = forms.CharField(
        label=gettext_lazy("Bron"),
        max_length=200,
        help_text=gettext_lazy("Waar komt het getal vandaan? Bijvoorbeeld: jaarverslag 2026, tabel 3."),
        error_messages={"required": gettext_lazy("Schrijf waar het getal vandaan komt.")},
    )
    toelichting = TekstField(label=gettext_lazy("Toelichting"), rows=2)

    def __init__(
        self, *args: Any, doelstelling: Doelstelling, user: Any, berekend: Berekend | None = None, **kwargs: Any
    ) -> None:
        """Build the form.

        Args:
            berekend: what the portal can compute itself, which is filled in for who may measure the whole.
        """
        super().__init__(*args, **kwargs)
        self.initial.setdefault("datum", timezone.localdate())
        whole = policies.may_record_meting(user, doelstelling, None)
        if whole and berekend is not None:
            self.initial.update(self._proposed(berekend))
        rows = doelstelling.delen.order_by("volgorde", "pk")
        own = [part.pk for part in rows if policies.may_record_meting(user, doelstelling, part)]
        field: Any = self.fields["deel"]
        field.queryset = rows.filter(pk__in=own)
        field.required = not whole
        if not own:
            del self.fields["deel"]
        elif not whole:
            field.empty_label = None

    @staticmethod
    def _proposed(berekend: Berekend) -> dict[str, str]:
        proposed = {"herkomst": _("Berekend uit de verhuizingen")}
        if berekend.waarde is None:
            return proposed | {"toelichting": berekend.tekst, "waardestatus": Waardestatus.NIET_VAN_TOEPASSING.value}
        return proposed | {"waarde": format_getal(berekend.waarde)}

    def clean_waarde(self) -> Decimal | None:
        text = self.cleaned_data["waarde"].replace("\xa0", "").replace(" ", "").removeprefix("€").removesuffix("%")
        if not text:
            return None
        plain = text.replace(".", "").replace(",", ".") if "," in text or text.count(".") > 1 else text
        if text.count(".") == 1 and "," not in text and len(text.rpartition(".")[2]) == 3:
            plain = text.replace(".", "")
        if not plain.isascii() or not plain.removeprefix("-").replace(".", "", 1).isdigit():
            raise ValidationError(_("Dit is geen getal. Schrijf bijvoorbeeld 1.234 of 12,5."), code="invalid")
        value = Decimal(plain)
        if abs(value) >= Decimal(10) ** 12 or value != value.quantize(Decimal("0.01")):
            raise ValidationError(_("Dit getal is te groot, of heeft meer dan twee decimalen."), code="invalid")
        return value

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "waarde" not in self.errors:
            if data.get("waarde") is None and not data.get("waardestatus"):
                self.add_error("waarde", _("Vul een getal in, of kies waarom er geen waarde is."))
            elif data.get("waarde") is not None and data.get("waardestatus"):
                self.add_error("waardestatus", _("U vulde ook een waarde in. Kies één van de twee."))
        return data

    def gemeten(self) -> Gemeten:
        """What was measured."""
        data = self.cleaned_data
        return Gemeten(
            datum=data["datum"],
            waarde=data["waarde"],
            waardestatus=data["waardestatus"] or Waardestatus.BEKEND.value,
            herkomst=data["herkomst"],
            toelichting=data["toelichting"],
        )
