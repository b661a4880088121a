# SPDX-License-Identifier: EUPL-1.2
"""Answers of the coordinator: publish, withdraw, send back."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from afspraken.validators import has_text
from portaal.lib.forms import PortaalForm, TekstField

MAX_REDEN = 500


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


class IntrekkenForm(PortaalForm):
    """Why a report is taken out of public sight."""

    reden = TekstField(
        label=gettext_lazy("Reden"),
        required=True,
        rows=2,
        error_messages={"required": gettext_lazy("Schrijf waarom de melding wordt ingetrokken.")},
    )


class TerugsturenForm(PortaalForm):
    """Why a report that waits is not published."""

    reden = TekstField(
        label=gettext_lazy("Reden"),
        required=True,
        rows=2,
        help_text=gettext_lazy("Wie de melding deed, leest dit op de werkbank."),
        error_messages={"required": gettext_lazy("Schrijf waarom u de melding terugstuurt.")},
    )
