# SPDX-License-Identifier: EUPL-1.2
"""Forms of the leefbaarheidsfonds for who looks after it; that of residents stands in `aanvraagformulier`."""

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partijen.models import Gemeente, Partij, PartijInGemeente
from portaal.lib.forms import PortaalForm, TekstField, VersieField
from portaal.lib.models import valid_on
from portaal.lib.money import BedragField, format_euro
from wijken.fondsoverzicht import Apart, read_apart, read_fondsen
from wijken.models import Aanvraag, Boeking, Dossier, Fonds
from wijken.models.aanvraag import MAX_PLAN
from wijken.services.grootboek import Regel

VRIJ = "vrij"


def datum_field(label: Any, **kwargs: Any) -> forms.DateField:
    """A day, typed the Dutch way or picked."""
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d-%m-%Y", "%d-%m-%y"],
        error_messages={
            "required": gettext_lazy("Vul een datum in, zoals 1-3-2026."),
            "invalid": gettext_lazy("Dit is geen datum. Schrijf die als 1-3-2026."),
        },
        **kwargs,
    )


def length_of(model: Any, field: str) -> int:
    """How long a column may be."""
    return int(model._meta.get_field(field).max_length)


class FondsChoice(forms.ModelChoiceField):
    """A fund, with what is free in it."""

    def __init__(self, *, label: Any = None, **kwargs: Any) -> None:
        kwargs.setdefault("empty_label", gettext_lazy("Kies een fonds"))
        messages = {
            "required": gettext_lazy("Kies een fonds."),
            "invalid_choice": gettext_lazy("Kies een fonds uit de lijst."),
        }
        super().__init__(Fonds.objects.none(), label=label or gettext_lazy("Fonds"), error_messages=messages, **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        return _("%(fonds)s (vrij: %(vrij)s)") % {"fonds": obj.gebied.volledige_naam, "vrij": format_euro(obj.vrij)}


def fondsen_of(user: Any, gemeente: Gemeente, *, demo: bool = False) -> Any:
    """The funds of a gemeente to choose from."""
    rows: Any = Fonds.objects.visible_to(user).filter(gemeente=gemeente).with_stand(demo=demo)
    return rows.select_related("gebied").order_by("gebied__naam", "pk")


class EenmaligForm(PortaalForm):
    """A form that does one thing, also when it is sent twice."""

    sleutel = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("sleutel", uuid.uuid4())
        if "datum" in self.fields:
            self.initial.setdefault("datum", timezone.localdate())

    def regel(self) -> Regel:
        """What is to be booked, of a valid form."""
        data = self.cleaned_data
        return Regel(
            bedrag=data["bedrag"],
            datum=data["datum"],
            omschrijving=data.get("omschrijving", ""),
            besluit=data.get("besluit", ""),
            sleutel=data.get("sleutel"),
        )


def bedrag_form_field(**kwargs: Any) -> BedragField:
    """An amount."""
    return BedragField(
        label=gettext_lazy("Bedrag in euro’s"), help_text=gettext_lazy("Zoals 1.000 of 1.000,50."), **kwargs
    )


def omschrijving_field(**kwargs: Any) -> forms.CharField:
    """What a line of the ledger says."""
    return forms.CharField(
        label=gettext_lazy("Omschrijving"),
        help_text=gettext_lazy("Iedereen kan dit lezen. Schrijf geen namen van mensen."),
        max_length=length_of(Boeking, "omschrijving"),
        **{"required": False, **kwargs},
    )


def besluit_field(**kwargs: Any) -> forms.CharField:
    """On which decision a line rests."""
    return forms.CharField(
        label=gettext_lazy("Besluit"),
        help_text=gettext_lazy("Van wie en van welke datum. Iedereen kan dit lezen."),
        max_length=length_of(Boeking, "besluit"),
        **{"required": False, **kwargs},
    )


# --- steps of an application -----------------------------------------------------------------------------------------


class StapForm(EenmaligForm):
    """A step of an application; `versie` is what the user saw."""

    versie = VersieField()

    def __init__(self, *args: Any, aanvraag: Aanvraag, dossier: Dossier | None, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.aanvraag, self.dossier, self.user = aanvraag, dossier, user
        self.initial.setdefault("versie", aanvraag.versie)
        self.prepare()

    def prepare(self) -> None:
        """Hook: choices and first values that follow from the application."""


class BehandelenForm(StapForm):
    fonds = FondsChoice(label=gettext_lazy("Uit welk fonds wordt dit betaald?"))

    def prepare(self) -> None:
        field: Any = self.fields["fonds"]
        field.queryset = fondsen_of(self.user, self.aanvraag.gemeente, demo=self.aanvraag.demo)
        self.initial.setdefault("fonds", self.aanvraag.fonds_id)


class ToekennenForm(StapForm):
    bedrag = bedrag_form_field()
    datum = datum_field(gettext_lazy("Datum van het besluit"))
    uit = forms.ChoiceField(label=gettext_lazy("Waar komt het geld uit?"), choices=())
    openbare_titel = forms.CharField(
        label=gettext_lazy("Titel voor iedereen"),
        help_text=gettext_lazy("Deze titel staat op de openbare pagina’s. Schrijf geen namen van mensen."),
        max_length=length_of(Aanvraag, "openbare_titel"),
        error_messages={"required": gettext_lazy("Schrijf een titel die iedereen mag lezen.")},
    )
    openbare_samenvatting = TekstField(
        label=gettext_lazy("Samenvatting voor iedereen"), max_length=length_of(Aanvraag, "openbare_samenvatting")
    )
    besluit = besluit_field()
    motivering = TekstField(
        label=gettext_lazy("Uitleg voor de aanvrager"),
        help_text=gettext_lazy("Alleen de aanvrager leest dit, ook in de brief."),
        max_length=MAX_PLAN,
    )

    def prepare(self) -> None:
        self.apart: dict[str, Apart] = {}
        if self.aanvraag.fonds_id:
            found = read_apart([self.aanvraag.fonds_id], demo=self.aanvraag.demo)
            self.apart = {str(item.boeking.pk): item for item in found.get(self.aanvraag.fonds_id, ())}
        field: Any = self.fields["uit"]
        field.choices = [(VRIJ, _("uit wat vrij is")), *reservering_choices(self.apart.values())]
        self.initial.setdefault("uit", VRIJ)
        self.initial.setdefault("bedrag", self.aanvraag.gevraagd)

    @property
    def reservering(self) -> Boeking | None:
        """The reservation that was chosen, of a valid form."""
        item = self.apart.get(self.cleaned_data["uit"])
        return item.boeking if item else None


def reservering_choices(items: Any) -> list[tuple[str, str]]:
    """Reservations to choose from, with what is left of each."""
    return [
        (
            str(item.boeking.pk),
            _("uit de reservering ‘%(naam)s’ (over: %(rest)s)")
            % {"naam": item.boeking.omschrijving, "rest": format_euro(item.rest)},
        )
        for item in items
    ]


class AfwijzenForm(StapForm):
    datum = datum_field(gettext_lazy("Datum van het besluit"))
    motivering = TekstField(
        label=gettext_lazy("Waarom niet?"),
        help_text=gettext_lazy("De aanvrager leest dit, ook in de brief."),
        required=True,
        max_length=MAX_PLAN,
        error_messages={"required": gettext_lazy("Schrijf waarom de aanvraag wordt afgewezen.")},
    )


class GeldForm(StapForm):
    """Money that went out, or came back."""

    bedrag = bedrag_form_field()
    datum = datum_field(gettext_lazy("Datum waarop het geld ging"))
    omschrijving = omschrijving_field()


class VerantwoordenForm(StapForm):
    verantwoording = TekstField(
        label=gettext_lazy("Wat is er van het plan gekomen?"),
        required=True,
        max_length=MAX_PLAN,
        error_messages={"required": gettext_lazy("Schrijf kort wat er van het plan is geworden.")},
    )


class IntrekkenForm(StapForm):
    pass


class HerstellenForm(StapForm):
    reden = forms.CharField(
        label=gettext_lazy("Wat was er fout?"),
        help_text=gettext_lazy("Dit komt bij de tegenboeking te staan. Iedereen kan dit lezen."),
        max_length=length_of(Boeking, "omschrijving"),
        error_messages={"required": gettext_lazy("Schrijf wat er fout was.")},
    )


# --- the ledger ------------------------------------------------------------------------------------------------------


class BoekForm(EenmaligForm):
    """Something the fondsbeheerder books; the funds and parties are those of the gemeente."""

    def __init__(self, *args: Any, gemeente: Gemeente, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.apart: dict[str, Apart] = {}
        for name, field in self.fields.items():
            if isinstance(field, FondsChoice):
                field.queryset = fondsen_of(user, gemeente)
            elif name == "partij":
                field.queryset = _partijen(gemeente)  # type: ignore[attr-defined]
            elif name == "reservering":
                field.choices = self._reserveringen(user, gemeente)  # type: ignore[attr-defined]

    def _reserveringen(self, user: Any, gemeente: Gemeente) -> list[tuple[str, str]]:
        names = {fonds.pk: fonds.gebied.volledige_naam for fonds in read_fondsen(user, gemeente)}
        items = [item for found in read_apart(names).values() for item in found]
        self.apart = {str(item.boeking.pk): item for item in items}
        labels = [
            (str(i.boeking.pk), f"{names[i.boeking.fonds_id]}: {i.boeking.omschrijving} ({format_euro(i.rest)})")
            for i in items
        ]
        return [("", _("Kies een reservering")), *labels]

    def clean_reservering(self) -> Boeking:
        """The line of the reservation."""
        return self.apart[self.cleaned_data["reservering"]].boeking  # type: ignore[no-any-return]


def _partijen(gemeente: Gemeente) -> Any:
    active = PartijInGemeente.objects.filter(valid_on(timezone.localdate()), gemeente=gemeente)
    return Partij.objects.filter(pk__in=active.values("partij_id")).order_by("naam", "pk")


def _partij_field(label: Any) -> forms.ModelChoiceField:
    return forms.ModelChoiceField(
        Partij.objects.none(), label=label, required=False, empty_label=gettext_lazy("niet genoemd")
    )


def _reservering_field() -> forms.ChoiceField:
    messages = {
        "required": gettext_lazy("Kies een reservering."),
        "invalid_choice": gettext_lazy("Kies een reservering uit de lijst."),
    }
    return forms.ChoiceField(label=gettext_lazy("Reservering"), error_messages=messages)


class StortenForm(BoekForm):
    fonds = FondsChoice()
    bedrag = bedrag_form_field()
    datum = datum_field(gettext_lazy("Datum van de storting"))
    partij = _partij_field(gettext_lazy("Van welke partij?"))
    omschrijving = omschrijving_field()
    besluit = besluit_field()


class ReserverenForm(BoekForm):
    fonds = FondsChoice()
    bedrag = bedrag_form_field()
    datum = datum_field(gettext_lazy("Datum"))
    omschrijving = omschrijving_field(
        required=True, error_messages={"required": gettext_lazy("Schrijf waarvoor u dit geld reserveert.")}
    )
    besluit = besluit_field()


class VrijgevenForm(BoekForm):
    reservering = _reservering_field()
    bedrag = bedrag_form_field()
    datum = datum_field(gettext_lazy("Datum"))
    omschrijving = omschrijving_field()
    besluit = besluit_field()


class BetalenForm(BoekForm):
    reservering = _reservering_field()
    bedrag = bedrag_form_field()
    datum = datum_field(gettext_lazy("Datum van de betaling"))
    partij = _partij_field(gettext_lazy("Aan welke partij?"))
    omschrijving = omschrijving_field()
    besluit = besluit_field()


class OverhevelenForm(BoekForm):
    van_fonds = FondsChoice(label=gettext_lazy("Van fonds"))
    naar_fonds = FondsChoice(label=gettext_lazy("Naar fonds"))
    bedrag = bedrag_form_field()
    datum = datum_field(gettext_lazy("Datum"))
    besluit = besluit_field(
        required=True, error_messages={"required": gettext_lazy("Noem het besluit: van wie en van welke datum.")}
    )
    omschrijving = omschrijving_field()


class TegenboekenForm(PortaalForm):
    reden = forms.CharField(
        label=gettext_lazy("Wat was er fout?"),
        help_text=gettext_lazy("Dit komt bij de tegenboeking te staan. Iedereen kan dit lezen."),
        max_length=length_of(Boeking, "omschrijving"),
        error_messages={"required": gettext_lazy("Schrijf wat er fout was.")},
    )


class InstellenForm(PortaalForm):
    """What a fund is for, and when residents may apply."""

    versie = VersieField()
    doel = TekstField(
        label=gettext_lazy("Waarvoor is het geld?"),
        help_text=gettext_lazy("In gewone taal. Iedereen kan dit lezen."),
        max_length=length_of(Fonds, "doel"),
    )
    open = forms.BooleanField(label=gettext_lazy("Bewoners kunnen aanvragen"), required=False)
    aanvragen_tot = datum_field(gettext_lazy("Aanvragen tot en met"), required=False)
    beslistermijn_dagen = forms.IntegerField(label=gettext_lazy("Beslissen binnen (dagen)"), min_value=1, max_value=366)
    verantwoordingstermijn_dagen = forms.IntegerField(
        label=gettext_lazy("Verantwoorden binnen (dagen na betaling)"), min_value=1, max_value=1100
    )

    FIELDS: Sequence[str] = (
        "doel",
        "open",
        "aanvragen_tot",
        "beslistermijn_dagen",
        "verantwoordingstermijn_dagen",
    )

    def changes(self) -> dict[str, Any]:
        """The values of a valid form."""
        return {name: self.cleaned_data[name] for name in self.FIELDS}
