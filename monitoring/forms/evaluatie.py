# SPDX-License-Identifier: EUPL-1.2
"""Forms of an evaluation."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from afspraken.filters import set_choices
from monitoring.models import Evaluatie, Evaluatieregel, Oordeel
from monitoring.onderwerpen import ONDERWERPEN
from partijen.models import Partij
from portaal.lib.forms import PortaalForm, TekstField, VersieField


class EvaluatieMakenForm(PortaalForm):
    """Of which document and year."""

    afsprakenset = forms.ChoiceField(
        label=_("Document"),
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Kies een document uit de lijst.")),
    )
    jaar = forms.IntegerField(
        label=_("Jaar"),
        min_value=1900,
        max_value=2200,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), _("Schrijf een jaar, zoals 2025.")
        ),
    )

    def __init__(self, data: Any = None, *, sets: Sequence[Any], jaar: int) -> None:
        super().__init__(data, initial={"jaar": jaar})
        self.sets = {row.slug: row for row in sets}
        set_choices(self.fields["afsprakenset"], [(row.slug, row.naam) for row in sets])

    def clean_afsprakenset(self) -> Any:
        """The set itself."""
        return self.sets[self.cleaned_data["afsprakenset"]]


class SchrijvenForm(PortaalForm):
    """The summary, and a text per topic of the checklist: `onderwerp-<code>`."""

    samenvatting = TekstField(
        label=_("Samenvatting"), rows=6, help_text=_("Wat ging goed, wat niet, en wat leren we ervan?")
    )
    versie = VersieField()

    def __init__(self, data: Any = None, *, evaluatie: Evaluatie) -> None:
        super().__init__(data, initial={"samenvatting": evaluatie.samenvatting, "versie": evaluatie.versie})
        for code, naam in ONDERWERPEN.items():
            said = evaluatie.onderwerpen.get(code, "")
            self.fields[f"onderwerp-{code}"] = TekstField(label=naam, rows=3, initial=said)

    @property
    def onderwerpvelden(self) -> list[BoundField]:
        """The fields of the checklist."""
        return [self[f"onderwerp-{code}"] for code in ONDERWERPEN]

    def onderwerpen(self) -> dict[str, str]:
        """{code: text}."""
        return {code: self.cleaned_data[f"onderwerp-{code}"] for code in ONDERWERPEN}


class RegelForm(PortaalForm):
    """What came of one afspraak."""

    gepland = TekstField(label=_("Wat was gepland"), rows=4)
    gerealiseerd = TekstField(label=_("Wat is gerealiseerd"), rows=4)
    toelichting = TekstField(label=_("Toelichting"), rows=4)
    les = TekstField(label=_("Wat leren we hiervan"), rows=3)
    voorstel = forms.ChoiceField(
        label=_("Voorstel"),
        required=False,
        error_messages={"invalid_choice": _("Kies een voorstel uit de lijst.")},
    )
    voorstel_tekst = TekstField(
        label=_("Uitleg bij het voorstel"),
        rows=3,
        help_text=_("Bij bijstellen: het nieuwe doel. Bij stoppen: waarom."),
    )
    versie = VersieField()

    def __init__(self, data: Any = None, *, regel: Evaluatieregel) -> None:
        names = ("gepland", "gerealiseerd", "toelichting", "les", "voorstel", "voorstel_tekst", "versie")
        super().__init__(data, initial={name: getattr(regel, name) for name in names})
        kinds = Evaluatieregel.Voorstel
        new = regel.afspraak_id is None
        choices = [kinds.TOEVOEGEN] if new else [kinds.DOORGAAN, kinds.BIJSTELLEN, kinds.STOPPEN]
        empty: list[tuple[str, str]] = [] if new else [("", str(_("Nog geen voorstel")))]
        set_choices(self.fields["voorstel"], [*empty, *((kind.value, str(kind.label)) for kind in choices)])
        if new:
            for name in ("gepland", "gerealiseerd", "toelichting", "les"):
                del self.fields[name]


class OordeelForm(PortaalForm):
    """What a party thinks of it. `gezien` tells which verdicts the user saw, as "party:version, …"."""

    gezien = forms.CharField(required=False, widget=forms.HiddenInput)

    partij = forms.ChoiceField(
        label=_("Namens"),
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Kies een partij uit de lijst.")),
    )
    waarde = forms.ChoiceField(
        label=_("Oordeel"),
        choices=[("", _("Kies")), *Oordeel.Waarde.choices],
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Kies een oordeel.")),
    )
    toelichting = TekstField(label=_("Toelichting bij het oordeel"), rows=3, max_length=2000)

    def __init__(self, data: Any = None, *, partijen: Iterable[Partij], oordelen: Iterable[Oordeel] = ()) -> None:
        present = {row.partij_id: row for row in oordelen}
        initial: dict[str, Any] = {"gezien": ",".join(f"{pk}:{row.versie}" for pk, row in present.items())}
        partijen = list(partijen)
        if len(partijen) == 1:
            initial["partij"] = str(partijen[0].pk)
            if own := present.get(partijen[0].pk):
                initial |= {"waarde": own.waarde, "toelichting": own.toelichting}
        super().__init__(data, initial=initial, auto_id="oordeel-%s")
        self.partijen = {str(partij.pk): partij for partij in partijen}
        set_choices(self.fields["partij"], [(key, str(partij)) for key, partij in self.partijen.items()])

    def clean_partij(self) -> Partij:
        """The party itself."""
        return self.partijen[self.cleaned_data["partij"]]

    def seen_versie(self) -> int:
        """The version of this party's verdict that the user saw; 0 when there was none."""
        pairs = (pair.partition(":") for pair in self.cleaned_data["gezien"].split(","))
        seen = {pk: versie for pk, _colon, versie in pairs}
        versie = seen.get(str(self.cleaned_data["partij"].pk), "0")
        return int(versie) if versie.isascii() and versie.isdigit() and len(versie) < 10 else 0


class ToevoegenForm(PortaalForm):
    """An afspraak that is not there yet."""

    titel = forms.CharField(
        label=_("Nieuwe afspraak"),
        max_length=160,
        error_messages={"required": _("Schrijf in een paar woorden wat u wilt afspreken.")},
    )
    uitleg = TekstField(label=_("Uitleg"), rows=3)
