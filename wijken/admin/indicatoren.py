# SPDX-License-Identifier: EUPL-1.2
"""Indicators with their ordered classes, and what sources say of each place."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from partijen.admin import KEPT_BY_COORDINATOR
from partijen.beheer.admins import BeheerAdmin
from partijen.beheer.inlines import BeheerInline
from partijen.beheer.options import BeheerOptions
from wijken.admin.gebieden import BRON
from wijken.models import Indicator, Indicatorklasse, Indicatorwaarde
from wijken.waarden import validate_indicator, validate_indicatorwaarde


def _add_errors(form: Any, error: ValidationError) -> None:
    """The faults of a rule at their fields, those of what is not on the form above it."""
    for name, faults in error.error_dict.items():
        form.add_error(name if name in form.fields else None, faults)


class IndicatorklasseOptions(BeheerOptions):
    regels = KEPT_BY_COORDINATOR
    gemeente_from = "indicator"
    constraint_messages = {
        "indicatorklasse_rang_uniek": gettext_lazy("Er is al een klasse met deze rang."),
        "indicatorklasse_naam_uniek": gettext_lazy("Er is al een klasse met deze naam."),
    }


class IndicatorklasseInline(IndicatorklasseOptions, BeheerInline):
    model = Indicatorklasse
    fk_name = "indicator"
    fields = (("rang", "naam"),)
    show_change_link = False


@admin.register(Indicatorklasse)
class IndicatorklasseAdmin(IndicatorklasseOptions, BeheerAdmin):
    fields = ("indicator", "rang", "naam")
    fixed = ("indicator",)
    autocomplete_fields = ("indicator",)
    list_display = ("naam", "rang", "indicator", "gemeente")
    list_filter = ("gemeente",)
    list_select_related = ("indicator", "gemeente")
    search_fields = ("naam", "indicator__naam")

    def narrow(self, queryset: QuerySet[Any], db_field: Any, row: Any) -> QuerySet[Any]:
        """The classes of a value are those of its indicator."""
        return queryset.filter(indicator=row.indicator) if isinstance(row, Indicatorwaarde) else queryset


@admin.register(Indicator)
class IndicatorAdmin(BeheerAdmin):
    regels = KEPT_BY_COORDINATOR
    fieldsets = (
        (None, {"fields": ("gemeente", "naam", "slug", "groep", "volgorde", "uitleg")}),
        (gettext_lazy("Wat er gemeten is"), {"fields": ("eenheid", "onderwerp", "richting")}),
        (
            gettext_lazy("Van buurten naar een grotere plaats"),
            {"fields": ("aggregatie", "gewicht", "aggregatie_uitleg")},
        ),
        BRON,
    )
    fixed = ("gemeente", "slug")
    inlines = (IndicatorklasseInline,)
    list_display = ("naam", "groep", "eenheid", "aggregatie", "gemeente")
    list_filter = ("groep", "gemeente", "eenheid", "aggregatie")
    list_select_related = ("gemeente",)
    search_fields = ("naam", "slug")
    history_of = {"wijken.indicatorklasse": "indicator"}
    constraint_messages = {"indicator_slug_uniek": gettext_lazy("Er is al een indicator met deze naam in het adres.")}

    def check_row(self, row: Any, form: Any) -> None:
        try:
            validate_indicator(row)
        except ValidationError as error:
            _add_errors(form, error)


@admin.register(Indicatorwaarde)
class IndicatorwaardeAdmin(BeheerAdmin):
    regels = KEPT_BY_COORDINATOR
    gemeente_from = "gebied"
    fieldsets = (
        (None, {"fields": ("indicator", "gebied", "deel", "periode")}),
        (gettext_lazy("De waarde"), {"fields": ("waarde", "klasse", "basis")}),
        (gettext_lazy("Bron"), {"fields": ("bron", "bron_plaats", "uitspraak", "bron_opmerking")}),
    )
    fixed = ("indicator", "gebied")
    autocomplete_fields = ("indicator", "gebied", "klasse")
    list_display = ("indicator", "gebied", "deel", "periode", "waarde", "klasse", "bron_plaats")
    list_filter = ("gemeente", "indicator__groep", "bron")
    list_select_related = ("indicator", "gebied", "klasse")
    search_fields = ("indicator__naam", "gebied__naam", "bron_plaats")

    def check_row(self, row: Any, form: Any) -> None:
        try:
            validate_indicatorwaarde(row)
        except ValidationError as error:
            _add_errors(form, error)
