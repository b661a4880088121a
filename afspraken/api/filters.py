# SPDX-License-Identifier: EUPL-1.2
"""Query keys of agreements and what hangs on them. Every value is looked up among what the viewer may see."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from afspraken.api.rows import ACTIE_SIGNALEN
from afspraken.models import Actie, Afspraak, Afsprakenset, Betrokkenheid, Ligging, Termijn, Thema, Voortgang
from afspraken.querysets import ActieQuerySet, AfspraakQuerySet
from afspraken.querysets.zicht import zicht_of
from afspraken.statussen import Fase, Signaal, Status
from partijen.api.filters import ChangedSinceFilter, find_partijen, gemeente_key
from portaal.lib.api.filters import MAX_ZOEK, BooleanFilter, DateFilter, SearchFilter, StrictFilterSet
from portaal.lib.api.lookups import KnownFilter, KnownNumberFilter
from portaal.lib.api.query import PEILDATUM, parse_date
from wijken.api.filters import find_gebieden

TREKKER = _("Naam van een partij die trekt.")
GEBIED = _("Naam of slug van een buurt, wijk of rayon.")


def find_sets(user: Any, slug: str) -> QuerySet[Afsprakenset]:
    """The sets of a slug; each gemeente may have one."""
    return Afsprakenset.objects.visible_to(user).filter(slug=slug)


def find_themas(user: Any, nummer: int) -> QuerySet[Thema]:
    """The themas of a number, one per set."""
    return Thema.objects.visible_to(user).filter(nummer=nummer)


def find_afspraken(user: Any, code: str) -> QuerySet[Afspraak]:
    """The afspraken of a code, at most one per set."""
    return Afspraak.objects.visible_to(user).filter(code=code)


def find_acties(user: Any, code: str) -> QuerySet[Actie]:
    """The acties of a code."""
    return Actie.objects.visible_to(user).filter(code=code)


def drafts_at(afspraak: str) -> Callable[[Any], Q]:
    """Which rows a user reads drafts of; `afspraak` is the path to their afspraak, empty for an afspraak itself."""
    return lambda user: zicht_of(user).concept(afspraak)


def set_drafts(user: Any) -> Q:
    """Sets of which a user reads drafts: of the gemeente, or with a thema of his."""
    zicht = zicht_of(user)
    own = Thema.objects.filter(werkgroep_id__in=zicht.werkgroep_ids).values("afsprakenset")
    return Q(gemeente_id__in=zicht.gemeente_ids) | Q(pk__in=own)


def thema_drafts(user: Any) -> Q:
    """Themas of which a user reads drafts."""
    zicht = zicht_of(user)
    return Q(gemeente_id__in=zicht.gemeente_ids) | Q(werkgroep_id__in=zicht.werkgroep_ids)


def set_key(field_name: str) -> KnownFilter:
    """The key `afsprakenset`."""
    return KnownFilter(
        field_name, find=find_sets, label=_("Naam van de afsprakenset in het adres: prestatieafspraken-2022-2026.")
    )


def thema_key(field_name: str) -> KnownNumberFilter:
    """The key `thema`."""
    return KnownNumberFilter(field_name, find=find_themas, label=_("Nummer van een thema; 0 is het procesdeel."))


def status_key(field_name: str = "zicht_status") -> django_filters.MultipleChoiceFilter:
    """The key `status`, which may come more than once."""
    return django_filters.MultipleChoiceFilter(
        field_name=field_name,
        choices=Status.choices,
        distinct=False,
        label=_("Hoe het ervoor staat. Mag vaker voorkomen: één ervan is genoeg."),
    )


def fase_key(field_name: str = "zicht_fase") -> django_filters.ChoiceFilter:
    """The key `fase`."""
    return django_filters.ChoiceFilter(field_name=field_name, choices=Fase.choices, label=_("Hoever het werk is."))


def signaal_key(choices: Any) -> django_filters.MultipleChoiceFilter:
    """The key `signaal`, which may come more than once."""
    return django_filters.MultipleChoiceFilter(
        method="filter_signaal",
        choices=choices,
        label=_("Wat het portaal zelf opmerkt. Mag vaker voorkomen: één ervan is genoeg."),
    )


def zoek_key(label: Any) -> django_filters.CharFilter:
    """The key `zoek`."""
    return django_filters.CharFilter(method="filter_zoek", max_length=MAX_ZOEK, label=label)


def any_signaal(queryset: Any, signalen: list[str]) -> Any:
    """Rows that carry one of the signals; needs `with_signalen`."""
    condition = Q()
    for signaal in signalen:
        condition |= Q(**{f"signaal_{Signaal(signaal)}": True})
    return queryset.filter(condition)


class MetStandFilterSet(StrictFilterSet):
    """Keys of what has a standing."""

    @property
    def peildatum(self) -> dt.date | None:
        """The day of the standing; None is now."""
        text = self.data.get(PEILDATUM.name)
        return parse_date(text) if text else None


class AfsprakensetFilterSet(StrictFilterSet):
    """Keys of afsprakensets."""

    gemeente = gemeente_key()
    afsprakenset = set_key("pk")
    soort = django_filters.ChoiceFilter(choices=Afsprakenset.Soort.choices, label=_("Soort document."))
    levensfase = django_filters.ChoiceFilter(
        choices=Afsprakenset.Levensfase.choices, label=_("Waar het document in zijn leven is.")
    )
    zoek = SearchFilter("naam", label=_("Woorden die in de naam voorkomen."))
    gewijzigdSinds = ChangedSinceFilter(Afsprakenset, drafts=set_drafts)


class ThemaFilterSet(StrictFilterSet):
    """Keys of themas."""

    gemeente = gemeente_key()
    afsprakenset = set_key("afsprakenset")
    thema = thema_key("pk")
    zoek = SearchFilter("naam", label=_("Woorden die in de naam voorkomen."))
    gewijzigdSinds = ChangedSinceFilter(Thema, drafts=thema_drafts)


class AfspraakFilterSet(MetStandFilterSet):
    """Keys of afspraken."""

    gemeente = gemeente_key()
    afsprakenset = set_key("afsprakenset")
    thema = thema_key("thema")
    code = django_filters.CharFilter("code", max_length=50, label=_("Code van de afspraak, zoals 5w."))
    trekker = KnownFilter(method="filter_trekker", find=find_partijen, label=TREKKER)
    status = status_key()
    fase = fase_key()
    gebied = KnownFilter(method="filter_gebied", find=find_gebieden, label=GEBIED)
    signaal = signaal_key(Signaal.choices)
    zoek = zoek_key(_("Woorden die allemaal voorkomen in de titel, de samenvatting, het doel of een actie."))
    gewijzigdSinds = ChangedSinceFilter(
        Afspraak,
        hung=[(model, "afspraak") for model in (Actie, Betrokkenheid, Ligging, Termijn, Voortgang)],
        drafts=drafts_at(""),
    )

    def filter_trekker(self, queryset: AfspraakQuerySet, name: str, value: Any) -> AfspraakQuerySet:
        """Led by one of the parties of that name."""
        return queryset.led_by(*value)

    def filter_gebied(self, queryset: AfspraakQuerySet, name: str, value: Any) -> AfspraakQuerySet:
        """There, through a visible actie, or with it as rayon."""
        return queryset.in_gebieden(value, self.request.user)

    def filter_signaal(self, queryset: AfspraakQuerySet, name: str, value: Any) -> AfspraakQuerySet:
        """With one of the signals as this viewer sees them."""
        return any_signaal(queryset.with_signalen(self.request.user, peildatum=self.peildatum), value)

    def filter_zoek(self, queryset: AfspraakQuerySet, name: str, value: str) -> AfspraakQuerySet:
        """As on the page."""
        return queryset.search(value, self.request.user)


class ActieFilterSet(MetStandFilterSet):
    """Keys of acties."""

    gemeente = gemeente_key()
    afsprakenset = set_key("afspraak__afsprakenset")
    thema = thema_key("afspraak__thema")
    afspraak = KnownFilter("afspraak", find=find_afspraken, label=_("Code van de afspraak, zoals 6a."))
    code = django_filters.CharFilter("code", max_length=50, label=_("Code van de actie, zoals 6a-1."))
    trekker = KnownFilter(method="filter_trekker", find=find_partijen, label=TREKKER)
    status = status_key()
    fase = fase_key()
    gebied = KnownFilter(method="filter_gebied", find=find_gebieden, label=GEBIED)
    signaal = signaal_key([(signaal.value, signaal.label) for signaal in ACTIE_SIGNALEN])
    zoek = zoek_key(_("Woorden die allemaal voorkomen in de titel, de omschrijving of de locatie."))
    gewijzigdSinds = ChangedSinceFilter(
        Actie,
        hung=[(model, "actie") for model in (Betrokkenheid, Ligging, Termijn, Voortgang)],
        drafts=drafts_at("afspraak__"),
    )

    def filter_trekker(self, queryset: ActieQuerySet, name: str, value: Any) -> ActieQuerySet:
        """Led by one of the parties of that name; who leads the afspraak alone is not meant."""
        led = Betrokkenheid.objects.filter(partij__in=value, rol=Betrokkenheid.Rol.TREKKER, actie__isnull=False)
        return queryset.filter(pk__in=led.values("actie"))

    def filter_gebied(self, queryset: ActieQuerySet, name: str, value: Any) -> ActieQuerySet:
        """Placed there by the source."""
        there = Ligging.objects.filter(gebied__in=value, actie__isnull=False)
        return queryset.filter(pk__in=there.values("actie"))

    def filter_signaal(self, queryset: ActieQuerySet, name: str, value: Any) -> ActieQuerySet:
        """With one of the signals as this viewer sees them."""
        return any_signaal(queryset.with_signalen(self.request.user, peildatum=self.peildatum), value)

    def filter_zoek(self, queryset: ActieQuerySet, name: str, value: str) -> ActieQuerySet:
        """Every word in title, description or place."""
        return queryset.search(value)


class BijAfspraakFilterSet(StrictFilterSet):
    """Keys of what hangs on an afspraak or actie."""

    gemeente = gemeente_key()
    afsprakenset = set_key("afspraak__afsprakenset")
    thema = thema_key("afspraak__thema")
    afspraak = KnownFilter("afspraak", find=find_afspraken, label=_("Code van de afspraak, zoals 6a."))
    actie = KnownFilter("actie", find=find_acties, label=_("Code van de actie, zoals 6a-1."))


class TermijnFilterSet(BijAfspraakFilterSet):
    """Keys of termijnen."""

    soort = django_filters.ChoiceFilter(choices=Termijn.Soort.choices, label=_("Soort termijn."))
    verstreken = BooleanFilter("verstreken", label=_("true: alleen wat te laat is, false: de rest."))
    vanaf = DateFilter("einddatum", "gte", label=_("Periode die op of na deze datum eindigt."))
    totEnMet = DateFilter("begindatum", "lte", label=_("Periode die op of voor deze datum begint."))
    zoek = SearchFilter("wat", label=_("Woorden in wat er dan klaar of besloten is."))
    gewijzigdSinds = ChangedSinceFilter(Termijn, drafts=drafts_at("afspraak__"))


class VoortgangFilterSet(BijAfspraakFilterSet):
    """Keys of voortgang."""

    status = status_key("status")
    fase = fase_key("fase")
    vanaf = DateFilter("datum", "gte", label=_("Meldingen van op of na deze datum."))
    totEnMet = DateFilter("datum", "lte", label=_("Meldingen van op of voor deze datum."))
    demo = BooleanFilter("demo", label=_("true: alleen voorbeelden, false: geen voorbeelden."))
    zoek = SearchFilter(
        *("toelichting", "oorzaak", "gevolg", "maatregel", "volgende_stap", "gevraagd_besluit"),
        label=_("Woorden in een van de teksten van de melding."),
    )
    gewijzigdSinds = ChangedSinceFilter(Voortgang, drafts=drafts_at("afspraak__"))
