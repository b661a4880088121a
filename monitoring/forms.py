# SPDX-License-Identifier: EUPL-1.2
"""Forms of the pages of monitoring."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from afspraken.filters import KeyField, set_choices
from afspraken.models import Afspraak
from afspraken.statussen import VOLGORDE
from monitoring.selectors import Dashboard
from partijen.drempels import DREMPELS, HERINNERING_DAGEN, ZIENSWIJZE_DAGEN
from partijen.models import Gemeente, Partij, Rol
from partijen.thema import KLEUREN, faults_of
from partijen.woorden import MAX_ROLWOORD, double_words
from portaal.lib.forms import PortaalForm, TekstField


class DashboardFilterForm(forms.Form):
    """Which afspraken of the set the dashboard shows; it offers only what occurs in the set."""

    thema = KeyField(label=_("Thema"), wrong=_("Thema ‘%(value)s’ bestaat niet in deze afsprakenset."))
    trekker = KeyField(label=_("Trekker"), wrong=_("‘%(value)s’ is bij geen afspraak van deze set trekker."))
    status = KeyField(label=_("Status"), wrong=_("‘%(value)s’ is geen status."))

    def __init__(self, data: QueryDict, *, dashboard: Dashboard) -> None:
        super().__init__(data, auto_id="filter-%s")
        everything = ("", gettext("Alle"))
        themas = [(str(number), f"{number}. {naam}") for number, naam in dashboard.themakeuzes.items()]
        statussen = [(status.value, dashboard.woorden[status.value]) for status in VOLGORDE]
        set_choices(self.fields["thema"], [everything, *themas])
        set_choices(self.fields["trekker"], [everything, *((naam, naam) for naam in dashboard.trekkerkeuzes)])
        set_choices(self.fields["status"], [everything, *statussen])

    def clean_thema(self) -> int | None:
        """The number of the thema."""
        value: str = self.cleaned_data["thema"]
        return int(value) if value else None

    @property
    def gekozen(self) -> bool:
        """Something is filtered, or was tried to."""
        return any(self.data.get(name) for name in self.fields)

    def apply(self, dashboard: Dashboard) -> Dashboard:
        """What the filter keeps; nothing when it is faulty, since everything would look like an answer."""
        if not self.is_valid():
            return dashboard.emptied()
        chosen: dict[str, Any] = self.cleaned_data
        return dashboard.narrowed(**chosen)


class MaatForm(forms.Form):
    """What the map of neighbourhoods shows."""

    maat = KeyField(label=_("Wat wilt u per buurt zien?"), wrong=_("‘%(value)s’ is niet iets wat de kaart kan tonen."))

    def __init__(self, data: QueryDict, *, keuzes: list[tuple[str, list[tuple[str, str]]]]) -> None:
        super().__init__(data, auto_id="filter-%s")
        self.eerste = keuzes[0][1][0][0]
        self.fields["maat"].choices = keuzes  # type: ignore[attr-defined]
        self.fields["maat"].initial = self.eerste

    @property
    def sleutel(self) -> str:
        """The measure that was chosen; the first one when none was, or one that is not there."""
        return (self.cleaned_data["maat"] if self.is_valid() else "") or self.eerste


class VergelijkForm(forms.Form):
    """Two places beside each other."""

    een = KeyField(label=_("Eerste gebied"), wrong=_("‘%(value)s’ is geen gebied van deze gemeente."))
    twee = KeyField(label=_("Tweede gebied"), wrong=_("‘%(value)s’ is geen gebied van deze gemeente."))

    def __init__(self, data: QueryDict, *, keuzes: list[tuple[str, list[tuple[str, str]]]]) -> None:
        super().__init__(data, auto_id="vergelijk-%s")
        for name in ("een", "twee"):
            self.fields[name].choices = [("", gettext("Kies een gebied")), *keuzes]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Two different places."""
        data = super().clean() or {}
        if data.get("een") and data.get("een") == data.get("twee"):
            self.add_error("twee", _("Kies een ander gebied dan het eerste."))
        return data


class RapportageForm(PortaalForm):
    """Of which set, and on which day, a rapportage is made."""

    afsprakenset = forms.ChoiceField(
        label=_("Document"),
        error_messages={"required": _("Kies een document."), "invalid_choice": _("Kies een document uit de lijst.")},
    )
    peildatum = forms.DateField(
        label=_("Peildatum"),
        help_text=_("De stand aan het einde van deze dag."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d-%m-%Y"],
        error_messages={
            "required": _("Vul de peildatum in, zoals 1-3-2026."),
            "invalid": _("Dit is geen datum. Schrijf die als 1-3-2026."),
        },
    )

    def __init__(self, data: QueryDict | None = None, *, sets: Sequence[Any], peildatum: dt.date) -> None:
        super().__init__(data, initial={"peildatum": peildatum}, auto_id="rapportage-%s")
        self.sets = {row.slug: row for row in sets}
        set_choices(self.fields["afsprakenset"], [(row.slug, row.naam) for row in sets])

    def clean_afsprakenset(self) -> Any:
        """The set itself."""
        return self.sets[self.cleaned_data["afsprakenset"]]


MAX_STATUSWOORD = 30
_GETALLEN = {**DREMPELS, "herinnering_dagen": HERINNERING_DAGEN, "zienswijze_dagen": ZIENSWIJZE_DAGEN}
_INSTELLINGEN = ("logo_tekst", "overleg_naam", "kernteam_naam", *_GETALLEN)


class InstellingenForm(forms.Form):
    """Words and colours of a gemeente. An empty field means the usual word or colour."""

    versie = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)
    logo_tekst = forms.CharField(
        label=_("Naam in de kop"),
        required=False,
        max_length=Gemeente._meta.get_field("logo_tekst").max_length or 60,
        help_text=_("Leeg: “Gemeente” en de naam."),
    )
    overleg_naam = forms.CharField(
        label=_("Naam van het bestuurlijk overleg"),
        max_length=Gemeente._meta.get_field("overleg_naam").max_length or 40,
        help_text=_("Bijvoorbeeld BOWW."),
    )
    kernteam_naam = forms.CharField(
        label=_("Naam van het kernteam"),
        required=False,
        max_length=Gemeente._meta.get_field("kernteam_naam").max_length or 40,
        help_text=_("Leeg: kernteam."),
    )

    def __init__(self, data: QueryDict | None = None, *, gemeente: Gemeente) -> None:
        plain = (*_INSTELLINGEN, "versie")
        initial = {name: getattr(gemeente, name) for name in plain}
        initial |= {f"status_{status.value}": gemeente.statuswoorden.get(status.value, "") for status in VOLGORDE}
        initial |= {f"rol_{rol.value}": gemeente.rolwoorden.get(rol.value, "") for rol in Rol}
        initial |= {f"kleur_{name}": gemeente.kleuren.get(name, "") for name in KLEUREN}
        super().__init__(data, initial=initial)
        for name, drempel in _GETALLEN.items():
            self.fields[name] = forms.IntegerField(
                label=capfirst(drempel.label),
                min_value=drempel.minimum,
                max_value=drempel.maximum,
                help_text=gettext("%(uitleg)s Gewoon: %(gewoon)s. Van %(minimum)s tot en met %(maximum)s.")
                % {
                    "uitleg": drempel.uitleg,
                    "gewoon": drempel.gewoon,
                    "minimum": drempel.minimum,
                    "maximum": drempel.maximum,
                },
            )
        for status in VOLGORDE:
            self.fields[f"status_{status.value}"] = forms.CharField(
                label=status.label, required=False, max_length=MAX_STATUSWOORD
            )
        for rol in Rol:
            self.fields[f"rol_{rol.value}"] = forms.CharField(
                label=capfirst(rol.label), required=False, max_length=MAX_ROLWOORD
            )
        for name, kleur in KLEUREN.items():
            self.fields[f"kleur_{name}"] = forms.CharField(
                label=kleur.label,
                required=False,
                max_length=7,
                help_text=gettext("Gewoon: %(kleur)s") % {"kleur": kleur.usual},
            )

    def _part(self, prefix: str) -> dict[str, str]:
        """{name: value} of the filled fields of that kind."""
        found = {name.removeprefix(prefix): value for name, value in self.cleaned_data.items() if value}
        return {name: value for name, value in found.items() if f"{prefix}{name}" in self.fields}

    def clean(self) -> dict[str, Any]:
        """Colours can be read, words of two statuses differ; every fault at its own field."""
        cleaned = super().clean() or {}
        for name in KLEUREN:
            key = f"kleur_{name}"
            cleaned[key] = cleaned.get(key, "").lower()
        for name, fault in faults_of(self._part("kleur_")).items():
            self.add_error(f"kleur_{name}", fault)
        cleaned["kernteam_naam"] = cleaned.get("kernteam_naam") or "kernteam"
        for name, fault in double_words(self._part("rol_")).items():
            self.add_error(f"rol_{name}", fault)
        seen: dict[str, str] = {}
        for status in VOLGORDE:
            word = (cleaned.get(f"status_{status.value}") or str(status.label)).lower()
            if word in seen:
                self.add_error(
                    f"status_{status.value}",
                    gettext("Dit woord heeft “%(ander)s” ook. Kies twee verschillende woorden.")
                    % {"ander": seen[word]},
                )
            seen.setdefault(word, str(status.label))
        return cleaned

    def changes(self) -> dict[str, Any]:
        """{field of Gemeente: value}."""
        values = {name: self.cleaned_data[name] for name in _INSTELLINGEN}
        own = {"statuswoorden": "status_", "rolwoorden": "rol_", "kleuren": "kleur_"}
        return values | {name: self._part(prefix) for name, prefix in own.items()}

    @property
    def woorden(self) -> list[BoundField]:
        """The fields of names."""
        return [self["logo_tekst"], self["overleg_naam"], self["kernteam_naam"]]

    @property
    def rollen(self) -> list[BoundField]:
        """The word for each role."""
        return [self[f"rol_{rol.value}"] for rol in Rol]

    @property
    def signalen(self) -> list[BoundField]:
        """The threshold of each signal."""
        return [self[name] for name in DREMPELS]

    @property
    def berichten(self) -> list[BoundField]:
        """When people hear of a meeting, and how long an answer may take."""
        return [self["herinnering_dagen"], self["zienswijze_dagen"]]

    @property
    def statussen(self) -> list[BoundField]:
        """The field of each status."""
        return [self[f"status_{status.value}"] for status in VOLGORDE]

    @property
    def kleuren(self) -> list[BoundField]:
        """The field of each colour."""
        return [self[f"kleur_{name}"] for name in KLEUREN]


class AgendapuntForm(PortaalForm):
    """Something a member wants to speak about."""

    titel = forms.CharField(
        label=_("Waarover wilt u spreken?"),
        max_length=160,
        error_messages={"required": _("Schrijf in een paar woorden waarover het gaat.")},
    )
    toelichting = TekstField(label=_("Toelichting"), rows=3, max_length=2000)
    afspraak = forms.ModelChoiceField(
        Afspraak.objects.none(),
        label=_("Afspraak"),
        required=False,
        empty_label=_("Geen"),
        error_messages={"invalid_choice": _("Kies een afspraak uit de lijst.")},
    )

    def __init__(self, data: QueryDict | None = None, *, afspraken: Any) -> None:
        super().__init__(data, auto_id="punt-%s")
        self.fields["afspraak"].queryset = afspraken  # type: ignore[attr-defined]


class BesluitForm(PortaalForm):
    """What was decided: who, what, by when."""

    wat = TekstField(
        label=_("Wat is besloten?"),
        rows=3,
        max_length=2000,
        required=True,
        error_messages={"required": _("Schrijf wat er is besloten.")},
    )
    wie = forms.ModelChoiceField(
        Partij.objects.none(),
        label=_("Wie"),
        required=False,
        empty_label=_("Nog niet bekend"),
        error_messages={"invalid_choice": _("Kies een partij uit de lijst.")},
    )
    uiterlijk = forms.DateField(
        label=_("Uiterlijk"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d-%m-%Y"],
        error_messages={"invalid": _("Dit is geen datum. Schrijf die als 1-3-2026.")},
    )
    afspraak = forms.ModelChoiceField(
        Afspraak.objects.none(),
        label=_("Bij afspraak"),
        required=False,
        empty_label=_("Geen"),
        error_messages={"invalid_choice": _("Kies een afspraak uit de lijst.")},
    )
    als_actie = forms.BooleanField(
        label=_("Maak hier een actie van"),
        required=False,
        help_text=_("De actie komt onder de afspraak en is nog niet openbaar."),
    )

    def __init__(self, data: QueryDict | None = None, *, afspraken: Any, partijen: Any) -> None:
        super().__init__(data, auto_id="besluit-%s")
        self.fields["afspraak"].queryset = afspraken  # type: ignore[attr-defined]
        self.fields["wie"].queryset = partijen  # type: ignore[attr-defined]


class AfdoenForm(PortaalForm):
    """How a decision ended."""

    afloop = TekstField(
        label=_("Hoe is het afgelopen?"),
        rows=2,
        max_length=2000,
        required=True,
        error_messages={"required": _("Schrijf hoe het is afgelopen.")},
    )
    versie = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)
