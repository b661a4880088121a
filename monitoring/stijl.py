# SPDX-License-Identifier: EUPL-1.2
"""Invented examples for the style guide at /stijl/, so that every component can be seen and tested without data."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from afspraken.statussen import VOLGORDE, VRAAGT_VERKLARING, Status
from partijen.forms import AntwoordForm
from portaal.lib.charts import make_bars
from portaal.lib.lines import make_lines
from portaal.lib.personal_data import Kind


class VoorbeeldForm(forms.Form):
    """One field of each kind the components know."""

    # The faulty example must not take the focus of the page.
    bound_field_class = forms.BoundField

    status = forms.ChoiceField(
        label=_("Status"), choices=[(status.value, status.label) for status in VOLGORDE], widget=forms.RadioSelect
    )
    toelichting = forms.CharField(
        label=_("Toelichting"), help_text=_("Bestuurders lezen dit in het voortgangsoverzicht."), widget=forms.Textarea
    )
    oorzaak = forms.CharField(
        label=_("Oorzaak"), help_text=_("Waardoor komt het?"), widget=forms.Textarea, required=False
    )
    datum = forms.DateField(label=_("Datum"), widget=forms.DateInput(attrs={"type": "date"}))
    fase = forms.ChoiceField(label=_("Fase"), choices=[("", _("Kies een fase")), ("uitvoering", _("Uitvoering"))])
    gebieden = forms.MultipleChoiceField(
        label=_("Buurten"),
        choices=[("limmel", "Limmel"), ("nazareth", "Nazareth")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    bespreken = forms.BooleanField(label=_("Bespreken in het BOWW van 22 september 2022"), required=False)

    def clean(self) -> dict[str, Any]:
        """Some statuses ask why, as the real form does."""
        data = super().clean() or {}
        if data.get("status") in VRAAGT_VERKLARING and not data.get("oorzaak"):
            self.add_error("oorzaak", _("Vul de oorzaak in. Die is verplicht bij deze status."))
        return data


class BestandForm(forms.Form):
    """A file to hand in."""

    bestand = forms.FileField(label=_("Actielijst"), help_text=_("Een xlsx-bestand van hoogstens 5 MB."))


def example_context() -> dict[str, Any]:
    """Context of `monitoring/stijl.html`: one small example per component."""
    statussen = [{"status": status.value, "woord": status.label} for status in VOLGORDE]
    aantallen = (4, 8, 33, 4, 5, 1, 1)
    return {
        "kruimels": [{"label": "Voortgang", "url": "#"}, {"label": _("Stijlgids"), "url": ""}],
        "staafgroepen": make_bars(
            [
                (str(_("Goedkoop")), [("2025", Decimal(929), "929"), ("2026", Decimal(760), "760")]),
                (str(_("Duur")), [("2025", Decimal(0), "0"), ("2026", None, str(_("onbekend")))]),
            ]
        ),
        "downloads": [(formaat, "#navigatie") for formaat in ("xlsx", "ods", "csv")],
        "lijnen": make_lines(
            [2022, 2023, 2024, 2025],
            [
                (str(_("rechte lijn naar 0")), "norm", {2022: Decimal(90), 2025: Decimal(0)}),
                (str(_("gepland")), "plan", {2024: Decimal(40), 2025: Decimal(10)}),
                (str(_("geteld")), "count", {2022: Decimal(90), 2023: Decimal(70)}),
            ],
            [(Decimal(90), "90"), (Decimal(0), "0")],
        ),
        "statussen": statussen,
        "tellers": [
            {**regel, "aantal": aantal, "url": "#status", "huidig": regel["status"] == Status.STAGNATIE}
            for regel, aantal in zip(statussen, aantallen, strict=True)
        ],
        "cijfers": [{"aantal": 102, "woord": _("nieuwe woningen")}, {"aantal": "€ 462.829", "woord": _("voor ideeën")}],
        "vakjes": [
            {
                "url": "#status",
                "status": regel["status"],
                "omschrijving": f"5{letter} {_('Voorbeeld')}: {regel['woord']}",
            }
            for letter, regel in zip("abcdefghijklmn", [*statussen, *statussen], strict=True)
        ],
        "keuzes": [
            {"url": "#filters", "label": _("Alle"), "aantal": 23, "huidig": True},
            {"url": "#filters", "label": _("Mijn afspraken"), "aantal": 6, "huidig": False},
            {"url": "#filters", "label": _("Nog bij te werken"), "aantal": 0, "huidig": False},
        ],
        "acties": [
            {"url": "#knoppen", "label": _("Bijwerken"), "soort": "primary"},
            {"url": "#knoppen", "label": _("Download tabel (ods)"), "soort": ""},
            {"url": "#knoppen", "label": _("Annuleren"), "soort": "link"},
        ],
        "paren": [
            {"label": _("Trekker"), "waarde": "Gemeente Maastricht"},
            {"label": _("Wanneer"), "waarde": "eerste helft 2022"},
            {"label": _("Aantal woningen"), "waarde": None},
        ],
        "tags": [
            {"label": _("Verouderd")},
            {"label": _("nieuw"), "soort": "info"},
            {"label": _("concept"), "soort": "outline"},
        ],
        "regels": [
            {
                "datum": date(2022, 9, 6),
                "status": Status.AANDACHT.value,
                "woord": Status.AANDACHT.label,
                "fase": "Uitvoering",
                "namens": "Woonpunt",
                "toelichting": _("De vergunning laat op zich wachten."),
                "oorzaak": _("Het onderzoek naar vleermuizen loopt nog."),
                "gevolg": _("De bouw start een kwartaal later."),
                "maatregel": _("Een tweede bureau onderzoekt mee."),
                "volgende_stap": _("Uitslag bespreken in de werkgroep."),
                "demo": True,
            },
            {
                "datum": date(2022, 6, 23),
                "status": Status.OP_KOERS.value,
                "woord": Status.OP_KOERS.label,
                "namens": "Gemeente Maastricht",
                "code": "6a-1",
                "concept": True,
            },
        ],
        "fouten": [
            {"blad": "Acties", "rij": 14, "kolom": "Status", "melding": _("‘loopt’ is geen status. Kies: Op koers, …")},
            {"blad": "Acties", "rij": 31, "kolom": "Trekker", "melding": _("‘Woonpnt’ is geen bekende partij.")},
        ],
        "velden": [
            {"label": _("Status"), "eigen": "Op koers", "huidig": "Vraagt aandacht", "verschilt": True},
            {
                "label": _("Toelichting"),
                "eigen": "Bouw start in mei.",
                "huidig": "Bouw start in mei.",
                "verschilt": False,
            },
        ],
        "moment": datetime(2022, 9, 6, 14, 5),
        "vraag": {
            "bevindingen": [
                {
                    "naam": "5h",
                    "veldnaam": _("Toelichting"),
                    "soort": Kind.TELEFOONNUMMER,
                    "gemaskeerd": "06-••••••78",
                }
            ],
            "form": AntwoordForm(prefix="vraag"),
        },
        "form": VoorbeeldForm(initial={"status": Status.OP_KOERS.value}, prefix="leeg"),
        "form_fout": VoorbeeldForm({"fout-status": "aandacht", "fout-toelichting": ""}, prefix="fout"),
        "form_bestand": BestandForm(),
    }
