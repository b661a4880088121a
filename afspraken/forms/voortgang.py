# SPDX-License-Identifier: EUPL-1.2
"""Reporting on an afspraak or actie. The rules stand in validators, the writes in services."""

import datetime as dt
import hashlib
import json
import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from afspraken.filters import set_choices
from afspraken.models import Actie, Afspraak, Voortgang
from afspraken.services.voortgang import TEXT_FIELDS, Melding
from afspraken.statussen import OVERGANGEN_COORDINATOR, VOLGORDE, Fase, Status, allowed_next, needs_reason, status_words
from afspraken.validators import validate_voortgang
from partijen.models import Gebruiker
from partijen.woorden import own_words
from portaal.lib.forms import PortaalForm, TekstField, VersieField


class StatusField(forms.ChoiceField):
    """Shows the statuses one may choose; a status one may not choose is refused by its rule, with the reason."""

    def valid_value(self, value: Any) -> bool:
        return value in Status.values


class VoortgangForm(PortaalForm):
    """What somebody reports on an afspraak or one of its acties."""

    status = StatusField(
        label=gettext_lazy("Status"),
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), gettext_lazy("Kies een status.")),
    )
    toelichting = TekstField(
        label=gettext_lazy("Toelichting"), help_text=gettext_lazy("Eén zin is genoeg. Bestuurders lezen dit.")
    )
    oorzaak = TekstField(label=gettext_lazy("Oorzaak"), help_text=gettext_lazy("Waardoor komt het?"), rows=2)
    gevolg = TekstField(
        label=gettext_lazy("Gevolg"), help_text=gettext_lazy("Wat betekent het voor de afspraak?"), rows=2
    )
    maatregel = TekstField(label=gettext_lazy("Maatregel"), help_text=gettext_lazy("Wat doet u eraan?"), rows=2)
    reden = TekstField(
        label=gettext_lazy("Reden om weer te openen"),
        help_text=gettext_lazy("Alleen nodig als u een andere status kiest dan nu."),
        rows=2,
    )
    volgende_stap = TekstField(label=gettext_lazy("Volgende stap"), rows=2)
    gevraagd_besluit = TekstField(rows=2)
    fase = forms.ChoiceField(
        label=gettext_lazy("Fase"),
        required=False,
        choices=[("", gettext_lazy("Niet genoemd")), *Fase.choices],
        error_messages={"invalid_choice": gettext_lazy("Kies een fase uit de lijst.")},
    )
    datum = forms.DateField(
        label=gettext_lazy("Datum"),
        help_text=gettext_lazy("De dag waarop dit zo was."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": gettext_lazy("Vul een datum in."),
            "invalid": gettext_lazy("Dit is geen datum. Schrijf bijvoorbeeld 22-9-2026."),
        },
    )
    publiceren = forms.BooleanField(label=gettext_lazy("Meteen publiceren"), required=False, initial=True)
    versie = VersieField()
    sleutel = forms.UUIDField(widget=forms.HiddenInput)
    terug = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, data: Any = None, *, doel: Afspraak | Actie, coordinator: bool, vorige: Voortgang | None, **kwargs: Any
    ) -> None:
        """A form about `doel`.

        Args:
            coordinator: may reopen and publish.
            vorige: the newest report this user may see; what usually stays the same is filled in from it.
                When it is not the newest of all, he is offered what follows on the published status.
        """
        # One id per row: a list can hold several of these forms at once.
        kwargs.setdefault("auto_id", f"id_{doel.code.replace('.', '_')}_%s")
        super().__init__(data, **kwargs)
        self.doel, self.coordinator = doel, coordinator
        # Whether a report he may not read closed it, is nothing the choices may tell.
        seen = vorige.pk if vorige else None
        self.knows_status = doel.status == doel.status_publiek or seen == doel.laatste_voortgang_id
        words = status_words(doel.gemeente)
        allowed = allowed_next(doel.status if self.knows_status else doel.status_publiek, coordinator=coordinator)
        choices = [(status.value, words[status.value]) for status in VOLGORDE if status in allowed]
        set_choices(self.fields["status"], choices)
        overleg = doel.gemeente.overleg_naam
        self.fields["gevraagd_besluit"].label = _("Vraag aan het %(overleg)s") % {"overleg": overleg}
        self.fields["gevraagd_besluit"].help_text = _("Wat moet het %(overleg)s besluiten?") % {"overleg": overleg}
        for name in ("versie", "sleutel"):
            self.fields[name].error_messages |= dict.fromkeys(
                ("required", "invalid", "min_value", "max_value"),
                _("Dit formulier is niet compleet aangekomen. Open het opnieuw."),
            )
        if not coordinator:
            del self.fields["publiceren"], self.fields["reden"]
        self.initial = {**self._start_values(vorige), **self.initial}

    def _start_values(self, vorige: Voortgang | None) -> dict[str, Any]:
        # Without a report this user may see, the status he sees is that nothing was started.
        values: dict[str, Any] = {
            "status": Status.NIET_GESTART.value,
            "datum": timezone.localdate(),
            "versie": self.doel.versie,
            "sleutel": uuid.uuid4(),
        }
        if vorige is not None:
            for name in ("fase", "oorzaak", "gevolg", "maatregel", "volgende_stap", "gevraagd_besluit"):
                values[name] = getattr(vorige, name)
            values["status"] = vorige.status
        return values

    @property
    def may_reopen(self) -> bool:
        """True when a coordinator reports on what was closed, which asks for a reason."""
        return self.coordinator and self.doel.status in OVERGANGEN_COORDINATOR

    @property
    def statussen_met_reden(self) -> str:
        """The statuses that ask for a reason, for the page that shows the field only then."""
        return " ".join(status for status in Status.values if needs_reason(self.doel.status, status))

    @property
    def meer_open(self) -> bool:
        """True when what is folded away (the question, the phase, the day) was filled in, changed or refused."""
        folded = {"gevraagd_besluit", "fase", "datum"}
        if self.is_bound and (folded & {*self.changed_data, *self.errors}):
            return True
        return bool(self["gevraagd_besluit"].value())

    @property
    def is_stale(self) -> bool:
        """True when the form was opened before the newest change of what it is about."""
        return self.cleaned_data.get("versie", self.doel.versie) != self.doel.versie

    def clean(self) -> dict[str, Any]:
        """Call every rule of a report, so that all faults show at once."""
        data = super().clean() or {}
        if data.get("status"):
            today = timezone.localdate()
            try:
                validate_voortgang(
                    old_status=self.doel.status,
                    values={name: data.get(name, "") for name in ("status", *TEXT_FIELDS)},
                    gemeente=self.doel.gemeente,
                    coordinator=self.coordinator,
                    today=today,
                    datum=data.get("datum") or today,
                )
            except ValidationError as error:
                self.add_faults(error if self.knows_status else self._without_status(error))
        return data

    def _without_status(self, error: ValidationError) -> ValidationError:
        """The same faults without the word of a status that this user may not read."""
        faults = dict(error.error_dict)
        if any(fault.code == "overgang" for fault in faults.get("status", ())):
            faults["status"] = [
                ValidationError(
                    _("Deze status kan nu niet: er ligt een nieuwere melding. Overleg met de %(coordinator)s."),
                    code="overgang",
                    params=own_words(self.doel.gemeente),
                )
            ]
        return ValidationError(faults)

    def melding(self, by: Gebruiker) -> Melding:
        """The report of a valid form.

        Its key follows from the form, its content and who sends it about what: the same form twice is one
        report, while a form that was changed after "back" in the browser is no repetition.
        """
        data = self.cleaned_data
        values = {name: data.get(name, "") for name in ("status", "fase", *TEXT_FIELDS)}
        datum: dt.date = data["datum"]
        content = json.dumps(
            [self.doel._meta.label, self.doel.pk, by.pk, data["versie"], datum.isoformat(), values], sort_keys=True
        )
        digest = hashlib.sha256(content.encode()).hexdigest()
        return Melding(**values, datum=datum, sleutel=uuid.uuid5(data["sleutel"], digest))
