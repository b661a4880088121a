# SPDX-License-Identifier: EUPL-1.2
"""Query keys of deliveries, figures, projects and deviations."""

from functools import partial
from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from corporaties.models import (
    Afwijking,
    Eenheid,
    Kenmerk,
    Klasse,
    Klassenlijst,
    Levering,
    Mixregel,
    Projectdeelname,
    Vastgoedproject,
    Voorraadcijfer,
)
from corporaties.querysets.rest import drafts_of
from partijen.api.filters import ChangedSinceFilter, find_partijen, gemeente_key
from partijen.policies import toegang_of
from portaal.lib.api.filters import BooleanFilter, IntegerFilter, SearchFilter, StrictFilterSet
from portaal.lib.api.lookups import KnownFilter, KnownNumberFilter
from portaal.lib.periods import FIRST_YEAR, LAST_YEAR
from wijken.api.filters import find_gebieden


def find_kenmerken(user: Any, code: str) -> QuerySet[Kenmerk]:
    """The kenmerk of a code or name."""
    return Kenmerk.objects.visible_to(user).filter(Q(code=code) | Q(naam__iexact=code))


def find_lijsten(user: Any, naam: str) -> QuerySet[Klassenlijst]:
    """The lists of a name: several kenmerken and gemeenten may have one of that name."""
    return Klassenlijst.objects.visible_to(user).filter(naam__iexact=naam)


def find_klassen(user: Any, naam: str) -> QuerySet[Klasse]:
    """The classes of a name or code, in whatever list."""
    return Klasse.objects.visible_to(user).filter(Q(naam__iexact=naam) | Q(code__iexact=naam))


def find_leveringen(user: Any, nummer: int) -> QuerySet[Levering]:
    """The delivery of a number."""
    return Levering.objects.visible_to(user).filter(pk=nummer)


def corporatie_key(field_name: str | None = None, **kwargs: Any) -> KnownFilter:
    """The key `corporatie`."""
    return KnownFilter(field_name, find=find_partijen, label=_("Naam van een corporatie."), **kwargs)


def gebied_key(field_name: str = "gebied") -> KnownFilter:
    """The key `gebied`."""
    return KnownFilter(field_name, find=find_gebieden, label=_("Naam of slug van een buurt, wijk of rayon."))


def peiljaar_key(field_name: str) -> IntegerFilter:
    """The key `peiljaar`."""
    return IntegerFilter(
        field_name,
        minimum=FIRST_YEAR,
        maximum=LAST_YEAR,
        label=_("Jaar van de peildatum, of waarin de periode eindigt: 2026 voor 2022/2026."),
    )


def project_drafts(user: Any) -> Q:
    """Projects of gemeenten whose drafts a user reads."""
    return Q(gemeente_id__in=toegang_of(user).full_gemeente_ids)


class LeveringFilterSet(StrictFilterSet):
    """Keys of leveringen."""

    gemeente = gemeente_key()
    corporatie = corporatie_key("partij")
    soort = django_filters.ChoiceFilter(choices=Levering.Soort.choices, label=_("Soort levering."))
    status = django_filters.ChoiceFilter(choices=Levering.Status.choices, label=_("Hoever de levering is."))
    demo = BooleanFilter("demo", label=_("true: alleen voorbeelden, false: geen voorbeelden."))
    zoek = SearchFilter(
        *("cijferbron__document__titel", "cijferbron__tabel", "cijferbron__naam"),
        label=_("Woorden in de naam van de bron."),
    )
    gewijzigdSinds = ChangedSinceFilter(Levering, drafts=partial(drafts_of, partij="partij"))


class WoningvoorraadFilterSet(StrictFilterSet):
    """Keys of woningvoorraad."""

    gemeente = gemeente_key()
    corporatie = corporatie_key("corporatie")
    gebied = gebied_key()
    kenmerk = KnownFilter(
        "lijst__kenmerk", find=find_kenmerken, label=_("Waarnaar is geteld: huurklasse, bat, energielabel, ingreep.")
    )
    lijst = KnownFilter("lijst", find=find_lijsten, label=_("Naam van een klassenlijst, zoals Maastricht 2022."))
    klasse = KnownFilter("klasse", find=find_klassen, label=_("Naam of code van een klasse, zoals Goedkoop."))
    soort = django_filters.ChoiceFilter(choices=Voorraadcijfer.Soort.choices, label=_("Soort cijfer."))
    eenheid = django_filters.ChoiceFilter(choices=Eenheid.choices, label=_("Waarin is geteld."))
    peiljaar = peiljaar_key("peiljaar")
    zoek = SearchFilter("klasse__naam", "gebied__naam", "opmerking", label=_("Woorden in klasse, gebied of opmerking."))
    gewijzigdSinds = ChangedSinceFilter(Levering, path="levering", drafts=partial(drafts_of, partij="levering__partij"))
    levering = KnownNumberFilter(
        "levering",
        find=find_leveringen,
        label=_("Nummer van een levering: alles wat die bracht, ook wat intussen is vervangen of nog concept is."),
    )


class VastgoedprojectFilterSet(StrictFilterSet):
    """Keys of vastgoedprojecten."""

    gemeente = gemeente_key()
    corporatie = corporatie_key(method="filter_corporatie")
    gebied = gebied_key()
    soort = django_filters.ChoiceFilter(choices=Vastgoedproject.Soort.choices, label=_("Soort project."))
    fase = django_filters.ChoiceFilter(choices=Vastgoedproject.Fase.choices, label=_("Hoever het project is."))
    zoek = SearchFilter(
        *("code", "naam", "locatie", "woningtype", "opmerking"), label=_("Woorden in naam, plek of soort woning.")
    )
    gewijzigdSinds = ChangedSinceFilter(
        Vastgoedproject, hung=[(Projectdeelname, "project"), (Mixregel, "project")], drafts=project_drafts
    )

    def filter_corporatie(self, queryset: Any, name: str, value: Any) -> Any:
        """In which the corporation takes part, leading or not."""
        taking_part = Projectdeelname.objects.visible_to(self.request.user).filter(partij__in=value)
        return queryset.filter(pk__in=taking_part.values("project"))


class AfwijkingFilterSet(StrictFilterSet):
    """Keys of afwijkingen."""

    gemeente = gemeente_key()
    regel = django_filters.ChoiceFilter(choices=Afwijking.Regel.choices, label=_("Welke regel het vond."))
    zoek = SearchFilter("bron", "rij", "kolom", "uitleg", label=_("Woorden in bron, rij, kolom of uitleg."))
    gewijzigdSinds = ChangedSinceFilter(Afwijking)
