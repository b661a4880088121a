# SPDX-License-Identifier: EUPL-1.2
"""The settings of a gemeente: words, colours, thresholds."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from afspraken.statussen import VOLGORDE
from partijen.drempels import DREMPELS, HERINNERING_DAGEN, ZIENSWIJZE_DAGEN
from partijen.models import Gemeente, Rol
from partijen.thema import KLEUREN, faults_of
from partijen.woorden import MAX_ROLWOORD, double_words
from portaal.lib.forms import VersieField
from portaal.lib.personal_data import validate_openbaar

MAX_STATUSWOORD = 30

_GETALLEN = {**DREMPELS, "herinnering_dagen": HERINNERING_DAGEN, "zienswijze_dagen": ZIENSWIJZE_DAGEN}

_INSTELLINGEN = ("logo_tekst", "overleg_naam", "kernteam_naam", *_GETALLEN)


class InstellingenForm(forms.Form):
    """Words and colours of a gemeente. An empty field means the usual word or colour."""

    versie = VersieField()
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
        for name in ("logo_tekst", "overleg_naam", "kernteam_naam", *self._words()):
            try:
                validate_openbaar(name, cleaned.get(name, ""))
            except ValidationError as error:
                self.add_error(None, error)
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

    def _words(self) -> list[str]:
        return [name for name in self.fields if name.startswith(("status_", "rol_"))]

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
