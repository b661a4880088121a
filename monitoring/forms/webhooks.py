# SPDX-License-Identifier: EUPL-1.2
"""Forms of the pages of webhooks."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from afspraken.models import Thema
from monitoring.models import Onderwerp, Webhook
from monitoring.models.webhook import validate_webhook_url
from partijen.forms import AanvraagForm
from partijen.models import Gemeente, Partij
from partijen.policies import partijen_for_sleutels
from portaal.lib.forms import RowsField


class WebhookForm(AanvraagForm):
    """A new webhook: of which party, where to, and about what."""

    partij = forms.ModelChoiceField(
        label=_("Partij"),
        queryset=Partij.objects.none(),
        empty_label=_("Kies een partij"),
        error_messages={
            "required": _("Kies van welke partij het systeem is."),
            "invalid_choice": _("Kies een partij uit de lijst."),
        },
    )
    naam = forms.CharField(
        label=_("Welk systeem krijgt de berichten?"),
        max_length=Webhook._meta.get_field("naam").max_length,
        help_text=_("Bijvoorbeeld: ons woningsysteem."),
        error_messages={
            "required": _("Schrijf welk systeem de berichten krijgt."),
            "max_length": _("Gebruik hoogstens %(limit_value)d tekens."),
        },
    )
    url = forms.CharField(
        label=_("Internetadres van dat systeem"),
        max_length=Webhook._meta.get_field("url").max_length,
        widget=forms.URLInput,
        help_text=_("Begint met https://. De beheerder van het systeem weet dit adres."),
        validators=[validate_webhook_url],
        error_messages={
            "required": _("Vul het internetadres in."),
            "max_length": _("Gebruik hoogstens %(limit_value)d tekens."),
        },
    )
    onderwerpen = forms.MultipleChoiceField(
        label=_("Waarover?"),
        choices=Onderwerp.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Het systeem krijgt een bericht als hiervan iets verandert wat openbaar is."),
        error_messages={
            "required": _("Kies ten minste één onderwerp."),
            "invalid_choice": _("Kies uit de lijst."),
        },
    )
    themas = RowsField(
        label=_("Alleen bij deze thema’s"),
        queryset=Thema.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Kiest u niets, dan gaat het over alle thema’s. Leveringen en gebieden horen niet bij een thema."),
        error_messages={"invalid_choice": _("Kies uit de lijst."), "invalid_pk_value": _("Kies uit de lijst.")},
    )

    field_order = ("partij", "naam", "url", "onderwerpen", "themas", "aanvraag")

    def __init__(self, *args: Any, user: Any, gemeente: Gemeente, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        partij: Any = self.fields["partij"]
        partij.queryset = partijen_for_sleutels(user, gemeente)
        only = list(partij.queryset[:2])
        if len(only) == 1:
            self.initial.setdefault("partij", only[0].pk)
        themas: Any = self.fields["themas"]
        published = Thema.objects.filter(gemeente=gemeente, afsprakenset__gepubliceerd=True)
        themas.queryset = published.select_related("afsprakenset").order_by("afsprakenset", "nummer")
        themas.label_from_instance = lambda thema: f"{thema.afsprakenset}: {thema}"


class GeheimForm(forms.Form):
    """The button that replaces the secret that was in use when the page was made."""

    gezien = forms.CharField(widget=forms.HiddenInput)

    def clean_gezien(self) -> dt.datetime:
        """The moment at which that secret was made."""
        try:
            moment = dt.datetime.fromisoformat(self.cleaned_data["gezien"])
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None:
            raise ValidationError(gettext("Dit formulier is niet compleet aangekomen. Open het opnieuw."))
        return moment
