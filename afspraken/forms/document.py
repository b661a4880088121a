# SPDX-License-Identifier: EUPL-1.2
"""Forms of setting up a gemeente: its parties, its buurten, its document, and what the words in that document mean."""

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from afspraken.imports.document.kolommen import KOLOMMEN, Groep
from afspraken.imports.document.rijen import MAX_NAAM
from afspraken.imports.document.voorbeeld import OVERSLAAN, SPLITSINGEN, Rij, Voorbeeld, suggest_choice
from afspraken.models import Afsprakenset
from partijen.models import Gemeente, Partij
from portaal.lib.forms import PortaalForm
from portaal.lib.periods import validate_periode
from portaal.lib.tables.document import LIMITS

# Rows with a fault that are shown with a field; the others wait until these are mended.
MAX_SHOWN = 100
MAX_PASTED = 1_000_000
SOORTEN = [
    (Partij.Soort.CORPORATIE, gettext_lazy("woningcorporatie")),
    (Partij.Soort.HUURDERSORGANISATIE, gettext_lazy("huurdersorganisatie")),
    (Partij.Soort.ZORG_WELZIJN, gettext_lazy("zorg en welzijn")),
    (Partij.Soort.WERKGROEP, gettext_lazy("werkgroep")),
    (Partij.Soort.COLLECTIEF, gettext_lazy("collectief, zoals alle corporaties samen")),
    (Partij.Soort.GEMEENTE, gettext_lazy("gemeente")),
    (Partij.Soort.PROVINCIE, gettext_lazy("provincie")),
    (Partij.Soort.MARKTPARTIJ, gettext_lazy("marktpartij")),
    (Partij.Soort.OVERIG, gettext_lazy("anders")),
]
SPLITS_WOORDEN = {
    "opsomming": gettext_lazy("Elk punt van een opsomming is een actie"),
    "regel": gettext_lazy("Elke regel is een actie"),
    "cel": gettext_lazy("De hele cel is één actie"),
}


class DocumentUploadForm(PortaalForm):
    """A document or pasted text, and the set it is for: one that is there, or a new one."""

    afsprakenset = forms.ModelChoiceField(
        label=gettext_lazy("Afsprakenset"),
        queryset=Afsprakenset.objects.none(),
        to_field_name="slug",
        required=False,
        empty_label=gettext_lazy("Maak een nieuwe set"),
    )
    naam = forms.CharField(
        label=gettext_lazy("Naam van de nieuwe set"),
        max_length=160,
        required=False,
        help_text=gettext_lazy("Zoals: Prestatieafspraken 2027-2030."),
    )
    soort = forms.ChoiceField(label=gettext_lazy("Soort"), choices=Afsprakenset.Soort.choices, required=False)
    periode = forms.CharField(
        label=gettext_lazy("Looptijd"),
        max_length=21,
        required=False,
        validators=[validate_periode],
        help_text=gettext_lazy("Zoals 2027 of 2027/2030."),
    )
    bestand = forms.FileField(
        label=gettext_lazy("Document"),
        required=False,
        help_text=gettext_lazy("Word (docx), odt, xlsx, ods of csv, van hoogstens 10 MB."),
        widget=forms.FileInput(attrs={"accept": ".docx,.odt,.xlsx,.ods,.csv,.txt"}),
        error_messages={"empty": gettext_lazy("Dit bestand is leeg. Kies een ander bestand.")},
    )
    tekst = forms.CharField(
        label=gettext_lazy("Of plak hier de tabellen als tekst"),
        required=False,
        max_length=MAX_PASTED,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("Kopieer de tabel in Word, Excel of een webpagina. Tussen de cellen staat dan een tab."),
        strip=False,
    )

    def __init__(self, *args: Any, gemeente: Gemeente, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.gemeente = gemeente
        sets = Afsprakenset.objects.visible_to(user).filter(gemeente=gemeente).order_by("-begindatum", "naam")
        self.fields["afsprakenset"].queryset = sets  # type: ignore[attr-defined]

    def clean_bestand(self) -> Any:
        upload = self.cleaned_data["bestand"]
        if upload is not None and upload.size > LIMITS.max_file_bytes:
            raise ValidationError(_("Dit bestand is groter dan 10 MB. Haal afbeeldingen eruit."), code="size")
        return upload

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("afsprakenset"):
            for name, message in (
                ("naam", _("Geef de nieuwe set een naam, of kies een set.")),
                ("periode", _("Vul in over welke jaren de afspraken gaan.")),
            ):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, message)
        has_text = bool(str(data.get("tekst") or "").strip())
        if "bestand" not in self.errors and not data.get("bestand") and not has_text:
            self.add_error("bestand", _("Kies een bestand, of plak de tabellen als tekst."))
        return data

    def content(self) -> tuple[bytes, str]:
        """The bytes and the name of what was handed in; a file goes before pasted text."""
        upload = self.cleaned_data["bestand"]
        if upload is not None:
            return upload.read(), str(upload.name)
        return str(self.cleaned_data["tekst"]).encode(), _("geplakte-tekst.txt")


class DocumentForm(PortaalForm):
    """Everything the user says about one document: columns, themas, names and rows. Its fields follow the preview."""

    splitsing = forms.ChoiceField(
        label=gettext_lazy("Acties in een cel"),
        choices=[(key, SPLITS_WOORDEN[key]) for key in SPLITSINGEN],
        required=False,
        help_text=gettext_lazy("Hoe de tekst onder ‘We starten met’ acties wordt."),
    )

    def __init__(self, data: Any = None, *, voorbeeld: Voorbeeld, gemeente: Gemeente, opslaan: bool = False) -> None:
        self.voorbeeld, self.gemeente, self.opslaan = voorbeeld, gemeente, opslaan
        super().__init__(data)
        self.initial["splitsing"] = voorbeeld.splitsing
        self._add_columns()
        for thema in voorbeeld.themas:
            if not thema.bestaat:
                label = _("Naam van thema %(number)s") % {"number": thema.nummer}
                field = forms.CharField(label=label, max_length=MAX_NAAM, initial=thema.naam)
                field.error_messages["required"] = _("Geef dit thema een naam.")
                self.fields[f"thema-{thema.nummer}"] = field
        self._add_parties()
        for rij in self.shown_faults:
            self.fields[f"code-{rij.ruw.sleutel}"] = forms.CharField(
                label=_("Code van %(place)s") % {"place": rij.ruw.plaats},
                max_length=20,
                required=False,
                initial=rij.code if len(rij.code) <= 20 else "",
            )
            self.fields[f"weg-{rij.ruw.sleutel}"] = forms.BooleanField(
                label=_("Sla %(place)s over") % {"place": rij.ruw.plaats}, required=False, initial=rij.overslaan
            )

    @property
    def shown_faults(self) -> list[Rij]:
        """The rows that ask for something, also those about which the user already said something."""
        rows = [rij for rij in self.voorbeeld.rijen if rij.fouten or rij.overslaan or rij.eigen_code]
        return rows[:MAX_SHOWN]

    def _add_columns(self) -> None:
        choices = [("", _("Niet gebruiken")), *((key, label) for key, (label, _names) in KOLOMMEN.items())]
        for number, group in enumerate(self.voorbeeld.groepen):
            for column in range(group.breedte):
                heading = group.kop(column) or _("zonder kop")
                label = _("Kolom %(number)s: %(heading)s") % {"number": column + 1, "heading": heading[:60]}
                self.fields[f"kolom-{number}-{column}"] = forms.ChoiceField(
                    label=label, choices=choices, required=False, initial=group.kolommen.get(column, "")
                )

    def _add_parties(self) -> None:
        if not self.voorbeeld.onbekend:
            return
        here = list(Partij.objects.in_gemeente(self.gemeente).order_by("naam", "pk"))
        names = [row.naam for row in self.voorbeeld.onbekend]
        elsewhere = self._elsewhere(names, {partij.pk for partij in here})
        shown = {partij.pk: partij for partij in (*here, *elsewhere.values())}
        known = [(f"partij:{partij.pk}", partij.naam) for partij in shown.values()]
        choices: list[Any] = [
            ("", _("Kies")),
            (_("Nieuwe partij"), [(f"nieuw:{soort.value}", label) for soort, label in SOORTEN]),
            (_("Andere schrijfwijze van"), known),
            (OVERSLAAN, _("Overslaan: geen partij")),
        ]
        by_name = {partij.naam.casefold(): partij for partij in here}
        for row in self.voorbeeld.onbekend:
            field = forms.ChoiceField(
                label=row.naam,
                choices=choices,
                required=self.opslaan,
                initial=row.keuze or suggest_choice(row.naam, by_name, elsewhere),
                help_text=_("Staat %(number)s keer in het document.") % {"number": row.aantal},
            )
            field.error_messages["required"] = _("Kies wat er met deze naam moet gebeuren.")
            field.error_messages["invalid_choice"] = _("Kies wat er met deze naam moet gebeuren.")
            self.fields[f"partij-{row.sleutel}"] = field

    @staticmethod
    def _elsewhere(names: Iterable[str], here: set[int]) -> dict[str, Partij]:
        """Organisations that are active in another gemeente under exactly such a name."""
        wanted = {name.casefold() for name in names}
        rows = Partij.objects.filter(gemeente=None).exclude(pk__in=here).order_by("pk")
        return {row.naam.casefold(): row for row in rows if row.naam.casefold() in wanted}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for group_number, group in enumerate(self.voorbeeld.groepen):
            chosen = [data.get(f"kolom-{group_number}-{column}", "") for column in range(group.breedte)]
            for column, key in enumerate(chosen):
                if key and chosen.index(key) != column:
                    message = _("U koos dit al voor een andere kolom van deze tabel.")
                    self.add_error(f"kolom-{group_number}-{column}", message)
        return data

    def keuzes(self) -> dict[str, Any]:
        """What the user said, as it is kept with the document; what was said before about other names stays."""
        data = self.cleaned_data
        return {
            "kolommen": {
                group.sleutel: {
                    str(column): value
                    for column in range(group.breedte)
                    if (value := data.get(f"kolom-{number}-{column}"))
                }
                for number, group in enumerate(self.voorbeeld.groepen)
            },
            "splitsing": data.get("splitsing") or SPLITSINGEN[0],
            "themas": {
                str(row.nummer): value for row in self.voorbeeld.themas if (value := data.get(f"thema-{row.nummer}"))
            },
            "partijen": {row.sleutel: data.get(f"partij-{row.sleutel}", "") for row in self.voorbeeld.onbekend},
            "rijen": dict(self._rows()),
        }

    def _rows(self) -> Iterator[tuple[str, dict[str, Any]]]:
        for rij in self.shown_faults:
            key = rij.ruw.sleutel
            code = str(self.cleaned_data.get(f"code-{key}", "")).strip()
            skip = bool(self.cleaned_data.get(f"weg-{key}"))
            if skip or (code and code != rij.ruw.code):
                yield key, {"code": code, OVERSLAAN: skip}

    # --- for the page ----------------------------------------------------------------------------------------

    def column_groups(self) -> Iterator[tuple[Groep, list[tuple[BoundField, list[str]]]]]:
        """Each group of tables, with the field and a few texts of each of its columns."""
        for number, group in enumerate(self.voorbeeld.groepen):
            columns = range(group.breedte)
            yield group, [(self[f"kolom-{number}-{column}"], group.voorbeelden(column)) for column in columns]

    def theme_fields(self) -> list[BoundField]:
        """The names of new themas."""
        return [self[name] for name in self.fields if name.startswith("thema-")]

    def party_fields(self) -> list[BoundField]:
        """The names that are no party yet."""
        return [self[name] for name in self.fields if name.startswith("partij-")]

    def row_fields(self) -> Iterator[tuple[Rij, BoundField, BoundField]]:
        """Each row with a fault, with the field of its code and the one that leaves it out."""
        for rij in self.shown_faults:
            yield rij, self[f"code-{rij.ruw.sleutel}"], self[f"weg-{rij.ruw.sleutel}"]


class PartijenForm(PortaalForm):
    """Parties of a gemeente, one on each line."""

    COLLECTIEVEN = ("Corporaties", "Huurdersorganisaties", "Bewoners")
    MAX_REGELS = 100

    regels = forms.CharField(
        label=gettext_lazy("Partijen"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=gettext_lazy(
            "Elke partij op een eigen regel: naam; soort; andere schrijfwijzen. Bijvoorbeeld: Woonpunt; corporatie. "
            "Soorten: corporatie, huurdersorganisatie, zorg_welzijn, werkgroep, provincie, marktpartij, overig."
        ),
    )
    collectieven = forms.MultipleChoiceField(
        label=gettext_lazy("Namen voor partijen samen"),
        required=False,
        choices=[(name, name) for name in COLLECTIEVEN],
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Als uw afspraken zeggen: ‘de corporaties’, zonder namen."),
    )

    def clean_regels(self) -> list[tuple[str, str, list[str]]]:
        """(name, kind, other spellings) of each line; every wrong line is named."""
        words = {str(word).casefold(): soort for soort, word in Partij.Soort.choices} | {
            soort: soort for soort in Partij.Soort.values
        }
        found, faults = [], []
        lines = [line for line in self.cleaned_data["regels"].splitlines() if line.strip(" ;")]
        if len(lines) > self.MAX_REGELS:
            raise ValidationError(_("Voeg hoogstens 100 partijen tegelijk toe."), code="max_length")
        for number, line in enumerate(lines, start=1):
            naam, soort, *aliassen = [part.strip() for part in line.split(";")] + ([""] if ";" not in line else [])
            key = words.get(soort.casefold())
            if not naam or len(naam) > 120:
                faults.append(_("Regel %(n)s: de naam ontbreekt of is langer dan 120 tekens.") % {"n": number})
            elif key is None:
                shown = {"n": number, "soort": soort[:40] or _("geen soort")}
                faults.append(_("Regel %(n)s: ‘%(soort)s’ is geen soort partij.") % shown)
            else:
                found.append((naam, key, [alias[:120] for alias in aliassen if alias]))
        if faults:
            raise ValidationError(faults[:20])
        return found

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not data.get("regels") and not data.get("collectieven"):
            self.add_error("regels", _("Vul minstens één partij in."))
        return data


class BuurtenForm(PortaalForm):
    """A list of the CBS with wijken and buurten."""

    MAX_BYTES = 5 * 1024 * 1024

    bestand = forms.FileField(
        label=gettext_lazy("Bestand van het CBS"),
        help_text=gettext_lazy("Csv, xlsx of ods met de kolommen Codering en WijkenEnBuurten, van hoogstens 5 MB."),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.ods"}),
        error_messages={
            "required": gettext_lazy("Kies een bestand."),
            "empty": gettext_lazy("Dit bestand is leeg. Kies een ander bestand."),
        },
    )

    def clean_bestand(self) -> Any:
        upload = self.cleaned_data["bestand"]
        if upload.size > self.MAX_BYTES:
            message = _("Dit bestand is groter dan 5 MB. Bewaar alleen de rijen van uw gemeente.")
            raise ValidationError(message, code="size")
        return upload
