# SPDX-License-Identifier: EUPL-1.2
"""What a reader chooses of the figures: which kind, the sides of the table, and which part; the same for page and file.

A value that is not among the choices is a fault with its own sentence; the page then shows no figures.
"""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from corporaties.kruistabel import (
    ASSEN,
    MATEN,
    Kruistabel,
    build_kruistabel,
    read_groepen,
    shares_possible,
)
from corporaties.models import Voorraadcijfer
from corporaties.querysets import VoorraadcijferQuerySet
from corporaties.tabelsoorten import Tabelsoort, read_tabelsoorten
from partijen.models import Gemeente
from portaal.lib.forms import PortaalForm
from portaal.lib.periods import Periode
from portaal.lib.tables.writer import FORMATS
from wijken.models import Gebied

ALLES = "alles"
SHOWN_OF_WRONG_VALUE = 40
VORMEN = ("lijst", "kruistabel")


class Keuze(forms.ChoiceField):
    """A choice whose wrong value is named in the message, cut off where it is absurdly long.

    Args:
        always: what may be chosen whatever the others are, for which these need not be read.
    """

    def __init__(self, label: Any = "", *, always: str = "", **kwargs: Any) -> None:
        super().__init__(label=label, required=False, **kwargs)
        self.always = always

    def validate(self, value: Any) -> None:
        if value and value != self.always and not self.valid_value(value):
            shown = value[:SHOWN_OF_WRONG_VALUE].replace("\0", "")
            message = _("‘%(value)s’ komt in deze cijfers niet voor. Kies een waarde uit de lijst.")
            raise ValidationError(message, code="invalid_choice", params={"value": shown})


class KruistabelForm(PortaalForm):
    """The keys of the page with figures; all of them may be left out.

    What can be chosen is read when somebody chooses, or sees the form: who asks for all figures as a file does not wait
    for it.
    """

    tabel = Keuze(gettext_lazy("Welke cijfers"), always=ALLES)
    rijen = Keuze(gettext_lazy("Onder elkaar (rijen)"))
    kolommen = Keuze(gettext_lazy("Naast elkaar (kolommen)"))
    periode = Keuze(gettext_lazy("Jaar of periode"))
    corporatie = Keuze(gettext_lazy("Corporatie"))
    gebied = Keuze(gettext_lazy("Gebied"))
    niveau = Keuze(gettext_lazy("Soort gebied"))
    klasse = Keuze(gettext_lazy("Klasse"))
    maat = Keuze(gettext_lazy("Toon"))
    vorm = Keuze(widget=forms.HiddenInput)
    formaat = Keuze(widget=forms.HiddenInput)

    def __init__(self, data: QueryDict, *, gemeente: Gemeente, user: Any) -> None:
        super().__init__(data, auto_id="filter-%s")
        figures: Any = Voorraadcijfer.objects.visible_to(user).current()
        self.alle: VoorraadcijferQuerySet = figures.filter(gemeente=gemeente)
        self._choose(
            "tabel", lambda: [*((kind.sleutel, kind.naam) for kind in self.soorten), (ALLES, self._everything)]
        )
        self._choose_of_kind()

    @cached_property
    def soorten(self) -> tuple[Tabelsoort, ...]:
        """The kinds that there are."""
        return read_tabelsoorten(self.alle)

    @property
    def _everything(self) -> str:
        return _("Alle cijfers bij elkaar, alleen als bestand")

    @cached_property
    def soort(self) -> Tabelsoort | None:
        """The kind that was asked for; the first when none was, and None for all of them together."""
        wanted = self.data.get("tabel", "")
        if wanted == ALLES:
            return None
        chosen = next((kind for kind in self.soorten if kind.sleutel == wanted), None)
        return chosen or (self.soorten[0] if self.soorten else None)

    @cached_property
    def van_de_soort(self) -> VoorraadcijferQuerySet:
        """All figures of the kind, or of all kinds."""
        return self.alle.filter(self.soort.condition) if self.soort is not None else self.alle

    def _choose(self, name: str, choices: Callable[[], Sequence[tuple[Any, Any]]]) -> None:
        field: Any = self.fields[name]
        field.choices = choices

    @cached_property
    def periodes(self) -> list[tuple[str, Any, Any]]:
        """The periods of this kind with their first and last day, newest first."""
        rows = self.van_de_soort.order_by().values_list("periode", "begindatum", "einddatum").distinct()
        return sorted(rows, key=lambda row: (row[2], row[1]), reverse=True)

    @cached_property
    def corporaties(self) -> list[str]:
        """The corporations of this kind."""
        rows = self.van_de_soort.order_by().exclude(corporatie=None)
        return sorted(rows.values_list("corporatie__naam", flat=True).distinct(), key=str.casefold)

    @cached_property
    def gebieden(self) -> list[tuple[str, str, str]]:
        """The places of this kind: slug, name, level."""
        rows = self.van_de_soort.order_by().exclude(gebied=None)
        places = rows.values_list("gebied__slug", "gebied__naam", "gebied__soort").distinct()
        return sorted(places, key=lambda row: (row[2], row[1].casefold()))

    @property
    def niveaus(self) -> list[str]:
        """The levels of these places."""
        return sorted({row[2] for row in self.gebieden})

    @cached_property
    def klassen(self) -> list[tuple[str, str]]:
        """The classes of this kind: code, name; none for all kinds together."""
        if self.soort is None:
            return []
        rows = self.van_de_soort.order_by().exclude(klasse=None)
        found = rows.values_list("klasse__volgorde", "klasse__code", "klasse__naam").distinct()
        return [(code, naam) for _volgorde, code, naam in sorted(found)]

    def _choose_of_kind(self) -> None:
        """What can be chosen of this kind."""
        self._choose("periode", lambda: [("", _("Nieuwste")), *self._period_choices()])
        self._choose("corporatie", lambda: [("", _("Alle")), *((naam, naam) for naam in self.corporaties)])
        self._choose("gebied", lambda: [("", _("Alle")), *self._place_choices()])
        levels = lambda: [(soort, str(Gebied.Soort(soort).label)) for soort in self.niveaus]  # noqa: E731
        self._choose("niveau", lambda: [("", _("Alle soorten")), *levels()])
        self._choose("klasse", lambda: [("", _("Alle")), *self.klassen])
        self._choose("rijen", lambda: self._axes)
        self._choose("kolommen", lambda: [*self._axes, ("geen", _("geen: één kolom"))])
        self._choose("maat", lambda: list(MATEN.items()))
        self._choose("vorm", lambda: [(vorm, vorm) for vorm in VORMEN])
        self._choose("formaat", lambda: [(formaat, formaat) for formaat in FORMATS])
        if self.soort is not None:
            self._show_sides()

    def _show_sides(self) -> None:
        """What counts for the sides that were not chosen, so that the fields show it."""
        given: Any = self.data
        self.data = data = given.copy()
        axes = [name for name, _label in self._axes]
        if not data.get("rijen"):
            # Places are many: they read best below each other.
            data["rijen"] = next(name for name in sorted(axes, key="gebied".__ne__) if name != data.get("kolommen"))
        if not data.get("kolommen"):
            data["kolommen"] = next((name for name in axes if name != data["rijen"]), "geen")

    def _place_choices(self) -> list[tuple[str, str]]:
        levels_differ = len(self.niveaus) > 1
        return [(slug, f"{naam} ({soort})" if levels_differ else naam) for slug, naam, soort in self.gebieden]

    def _period_choices(self) -> list[tuple[str, str]]:
        return [(periode, Periode.parse(periode).label()) for periode, _begin, _eind in self.periodes]

    @cached_property
    def _axes(self) -> list[tuple[str, str]]:
        """Along what these figures are divided."""
        divided = {"klasse": self.klassen, "corporatie": self.corporaties, "gebied": self.gebieden, "periode": [1]}
        return [(name, str(label)) for name, label in ASSEN.items() if divided[name]]

    def clean(self) -> dict[str, Any]:
        """Two sides that differ, and a share only of what can be added."""
        super().clean()
        if not self.errors and self.soort is not None and self.as_rijen == self.as_kolommen:
            message = _("Kies voor de kolommen iets anders dan voor de rijen.")
            self.add_error("kolommen", ValidationError(message, code="same"))
        if not self.errors and self.soort is not None and not shares_possible(self.kruistabel, self.value("maat")):
            message = _("Deze cijfers zijn niet op te tellen. Er is dus geen percentage van te maken.")
            self.add_error("maat", ValidationError(message, code="no_share"))
        return self.cleaned_data

    def value(self, name: str) -> str:
        """A checked value, or what counts when it was left out."""
        given = str(self.cleaned_data.get(name) or "")
        return given or {"maat": "aantal", "vorm": VORMEN[0]}.get(name, "")

    @property
    def as_rijen(self) -> str:
        """Key of `ASSEN`."""
        return self.value("rijen")

    @property
    def as_kolommen(self) -> str:
        """Key of `ASSEN`, or empty for one column."""
        return self.value("kolommen").removeprefix("geen")

    @property
    def gekozen_periode(self) -> str:
        """The period of all figures; empty when periods stand on a side and none was chosen, or for all figures."""
        chosen = self.value("periode")
        if chosen or self.soort is None or "periode" in (self.as_rijen, self.as_kolommen):
            return chosen
        return self.periodes[0][0] if self.periodes else ""

    @property
    def peilmomenten(self) -> list[str]:
        """Of which day or period the figures are, newest first."""
        chosen = self.gekozen_periode
        return [label for periode, label in self._period_choices() if not chosen or periode == chosen]

    @property
    def cijfers(self) -> VoorraadcijferQuerySet:
        """The figures that were chosen: those in the table, and those in the file."""
        rows = self.van_de_soort
        if self.gekozen_periode:
            rows = rows.filter(periode=self.gekozen_periode)
        if naam := self.value("corporatie"):
            rows = rows.filter(corporatie__naam=naam)
        if slug := self.value("gebied"):
            rows = rows.filter(gebied__slug=slug)
        if niveau := self.value("niveau"):
            rows = rows.filter(Q(gebied=None) | Q(gebied__soort=niveau))
        if code := self.value("klasse"):
            rows = rows.filter(klasse__code=code)
        return rows

    @cached_property
    def kruistabel(self) -> Kruistabel:
        """The table that was chosen; one query. Only for one kind of figures."""
        if self.soort is None:
            raise ValueError("all kinds together make no table")
        assen = [name for name in (self.as_rijen, self.as_kolommen) if name]
        groepen = read_groepen(self.cijfers, assen)
        return build_kruistabel(
            groepen, self.soort, rijen=self.as_rijen, kolommen=self.as_kolommen, maat=self.value("maat")
        )


class VergelijkForm(PortaalForm):
    """Which corporations stand beside each other, and by which figures."""

    tabel = Keuze(gettext_lazy("Welke cijfers"))
    periode = Keuze(gettext_lazy("Jaar of periode"))
    corporatie = forms.MultipleChoiceField(
        label=gettext_lazy("Corporaties"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": gettext_lazy("‘%(value)s’ heeft hier geen cijfers. Kies uit de lijst."),
        },
    )

    def __init__(self, data: QueryDict, *, gemeente: Gemeente, user: Any) -> None:
        super().__init__(data, auto_id="filter-%s")
        figures: Any = Voorraadcijfer.objects.visible_to(user).current().filter(gemeente=gemeente)
        self.alle: VoorraadcijferQuerySet = figures.exclude(corporatie=None)
        self.soorten = read_tabelsoorten(self.alle)
        wanted = self.data.get("tabel", "")
        found = [kind for kind in self.soorten if kind.sleutel == wanted]
        self.soort = next(iter([*found, *self.soorten]), None)
        rows = figures.filter(self.soort.condition) if self.soort is not None else figures.none()
        self.van_de_soort: VoorraadcijferQuerySet = rows
        periods = rows.order_by().values_list("periode", "begindatum", "einddatum").distinct()
        self.periodes = [row[0] for row in sorted(periods, key=lambda row: (row[2], row[1]), reverse=True)]
        parties = rows.exclude(corporatie=None).order_by().values_list("corporatie__naam", flat=True).distinct()
        self.corporaties = sorted(parties, key=str.casefold)
        for name, choices in (
            ("tabel", [(kind.sleutel, kind.naam) for kind in self.soorten]),
            ("periode", [(periode, Periode.parse(periode).label()) for periode in self.periodes]),
            ("corporatie", [(naam, naam) for naam in self.corporaties]),
        ):
            field: Any = self.fields[name]
            field.choices = choices

    @property
    def gekozen_periode(self) -> str:
        """The chosen period, or the newest."""
        return str(self.cleaned_data.get("periode") or "") or next(iter(self.periodes), "")

    @property
    def periode_naam(self) -> str:
        """The same in words."""
        return Periode.parse(self.gekozen_periode).label() if self.gekozen_periode else ""

    @cached_property
    def kruistabel(self) -> Kruistabel | None:
        """The classes below each other, the corporations side by side; None without figures. One query."""
        if self.soort is None:
            return None
        rows = self.van_de_soort.filter(periode=self.gekozen_periode)
        if chosen := self.cleaned_data.get("corporatie"):
            rows = rows.filter(corporatie__naam__in=chosen)
        return build_kruistabel(
            read_groepen(rows, ("klasse", "corporatie")), self.soort, rijen="klasse", kolommen="corporatie"
        )
