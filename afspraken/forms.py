# SPDX-License-Identifier: EUPL-1.2
"""Forms for reporting, and for notes and evidence. Their rules stand in validators, their writes in services."""

import datetime as dt
import hashlib
import json
import re
import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from afspraken.filters import set_choices
from afspraken.models import Actie, Afspraak, Afsprakenset, Voortgang
from afspraken.services.voortgang import TEXT_FIELDS, Melding
from afspraken.statussen import OVERGANGEN_COORDINATOR, VOLGORDE, Fase, Status, allowed_next, needs_reason, status_words
from afspraken.validators import has_text, validate_length, validate_voortgang, validate_webadres
from partijen.models import Gebruiker, Gemeente
from portaal.lib import filetypes
from portaal.lib.forms import PortaalForm, TekstField

MAX_VERSIE = 2_000_000_000
MAX_UNCHANGED = 200
MAX_REDEN = 500
_UNCHANGED = re.compile(r"([0-9]{1,18})-([0-9]{1,9})", re.ASCII)


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
    versie = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=MAX_VERSIE)
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
                    coordinator=self.coordinator,
                    today=today,
                    datum=data.get("datum") or today,
                )
            except ValidationError as error:
                self.add_faults(error if self.knows_status else self._without_status(error))
        return data

    @staticmethod
    def _without_status(error: ValidationError) -> ValidationError:
        """The same faults without the word of a status that this user may not read."""
        faults = dict(error.error_dict)
        if any(fault.code == "overgang" for fault in faults.get("status", ())):
            faults["status"] = [
                ValidationError(
                    _("Deze status kan nu niet: er ligt een nieuwere melding. Overleg met de coördinator."),
                    code="overgang",
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


class NotitieForm(PortaalForm):
    """An internal note."""

    tekst = TekstField(
        label=gettext_lazy("Notitie"),
        required=True,
        help_text=gettext_lazy("Alleen zichtbaar voor wie concepten leest, nooit voor het publiek."),
        error_messages={"required": gettext_lazy("Schrijf een notitie.")},
    )

    def clean_tekst(self) -> str:
        """Within what a note holds."""
        tekst: str = self.cleaned_data["tekst"]
        try:
            validate_length("tekst", tekst)
        except ValidationError as error:
            raise ValidationError(error.error_dict["tekst"]) from error
        return tekst


class BewijsstukForm(PortaalForm):
    """A link or a file that shows what was done."""

    titel = forms.CharField(
        label=gettext_lazy("Titel"),
        max_length=160,
        error_messages={"required": gettext_lazy("Geef het bewijsstuk een titel.")},
    )
    url = forms.CharField(
        label=gettext_lazy("Webadres"),
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs={"inputmode": "url"}),
        help_text=gettext_lazy("Begint met https://. Of kies hieronder een bestand."),
    )
    bestand = forms.FileField(
        label=gettext_lazy("Bestand"),
        required=False,
        help_text=format_lazy(
            gettext_lazy("{soorten}, hoogstens 5 MB."), soorten=", ".join(kind.extension for kind in filetypes.ALLE)
        ),
        widget=forms.FileInput(attrs={"accept": ",".join(f".{kind.extension}" for kind in filetypes.ALLE)}),
        error_messages={"empty": gettext_lazy("Dit bestand is leeg.")},
    )
    actie = forms.ChoiceField(label=gettext_lazy("Hoort bij"), required=False)
    gepubliceerd = forms.BooleanField(label=gettext_lazy("Openbaar"), required=False)

    def __init__(self, *args: Any, acties: list[Any], coordinator: bool, **kwargs: Any) -> None:
        """A form for one afspraak; `acties` are those the user may choose from."""
        super().__init__(*args, **kwargs)
        self.acties = {actie.code: actie for actie in acties}
        choices = [("", _("De hele afspraak")), *((code, str(actie)) for code, actie in self.acties.items())]
        set_choices(self.fields["actie"], choices)
        if not acties:
            del self.fields["actie"]
        if not coordinator:
            del self.fields["gepubliceerd"]

    def clean_url(self) -> str:
        """A safe address, or nothing."""
        url: str = self.cleaned_data["url"]
        if url:
            try:
                validate_webadres(url)
            except ValidationError as error:
                raise ValidationError(error.error_dict["url"]) from error
        return url


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


def parse_unchanged(values: list[str]) -> dict[int, int]:
    """{afspraak id: version the user saw}, from the checkboxes of the actielijst (`id-versie`).

    Raises:
        ValidationError: nothing chosen, too much, or a value the list never gave out.
    """
    if not values:
        raise ValidationError(_("Kies eerst een of meer afspraken die op koers zijn."), code="required")
    if len(values) > MAX_UNCHANGED:
        fault = _("Kies hoogstens %(limit)d afspraken tegelijk.")
        raise ValidationError(fault, code="max_length", params={"limit": MAX_UNCHANGED})
    pairs = [_UNCHANGED.fullmatch(value) for value in values]
    if not all(pairs):
        raise ValidationError(_("Deze keuze bestaat niet. Laad de lijst opnieuw."), code="invalid")
    return {int(pair[1]): int(pair[2]) for pair in pairs if pair}


class ActielijstUploadForm(forms.Form):
    """A file with an actielijst, and the set it belongs to."""

    MAX_BYTES = 5 * 1024 * 1024

    afsprakenset = forms.ModelChoiceField(
        label=gettext_lazy("Afsprakenset"), queryset=Afsprakenset.objects.none(), empty_label=None, to_field_name="slug"
    )
    bestand = forms.FileField(
        label=gettext_lazy("Bestand"),
        help_text=gettext_lazy("Een xlsx-, ods- of csv-bestand van hoogstens 5 MB en 5.000 rijen."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.ods,.csv"}),
        error_messages={
            "required": gettext_lazy("Kies een bestand."),
            "empty": gettext_lazy("Dit bestand is leeg. Kies het bestand dat u uit Excel hebt opgeslagen."),
        },
    )

    def __init__(self, *args: Any, gemeente: Gemeente, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sets = Afsprakenset.objects.visible_to(user).filter(gemeente=gemeente).select_related("gemeente").current()
        self.fields["afsprakenset"].queryset = sets  # type: ignore[attr-defined]

    def clean_bestand(self) -> Any:
        """A file of a size that is read at all; what is in it is for the importer."""
        upload = self.cleaned_data["bestand"]
        if upload.size > self.MAX_BYTES:
            raise forms.ValidationError(_("Dit bestand is groter dan 5 MB. Bewaar alleen het blad Actielijst."))
        return upload
