# SPDX-License-Identifier: EUPL-1.2
"""Targets with their parts, and how agreements hang together."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from afspraken.admin.publiek import PubliekeTeksten
from afspraken.admin.sets import BRON
from afspraken.models import Doeldeel, Doelstelling, Verband
from partijen.admin import KEPT_BY_COORDINATOR
from partijen.beheer.admins import BeheerAdmin


@admin.register(Doelstelling)
class DoelstellingAdmin(PubliekeTeksten, BeheerAdmin):
    regels = KEPT_BY_COORDINATOR
    gemeente_from = "afsprakenset"
    constraint_messages = {"doelstelling_uniek": gettext_lazy("Er is al een doelstelling met deze code.")}
    fieldsets = (
        (None, {"fields": ("afsprakenset", "code", "volgorde", "titel", "groep", "afspraak", "periode")}),
        (
            gettext_lazy("Doel"),
            {"fields": ("richting", "doel", "eenheid", "waardestatus", "doel_tekst", "toelichting")},
        ),
        (gettext_lazy("Aan het begin"), {"fields": ("beginwaarde", "begin_op")}),
        BRON,
    )
    fixed = ("afsprakenset", "code")
    autocomplete_fields = ("afspraak",)
    list_display = ("titel", "afsprakenset", "groep", "doel", "eenheid", "periode", "gemeente")
    list_filter = ("gemeente", "afsprakenset")
    list_select_related = ("afsprakenset", "gemeente")
    search_fields = ("titel", "code")

    def narrow(self, queryset: QuerySet[Any], db_field: Any, row: Any) -> QuerySet[Any]:
        return queryset.filter(afsprakenset=row.afsprakenset_id) if db_field.name == "afspraak" else queryset

    def check_row(self, row: Any, form: Any) -> None:
        if row.afspraak is not None and row.afspraak.afsprakenset_id != row.afsprakenset_id:
            form.add_error("afspraak", ValidationError(_("Kies een afspraak van deze afsprakenset."), code="set"))


@admin.register(Doeldeel)
class DoeldeelAdmin(PubliekeTeksten, BeheerAdmin):
    regels = KEPT_BY_COORDINATOR
    gemeente_from = "doelstelling"
    constraint_messages = {"doeldeel_uniek": gettext_lazy("Dit deel staat er al.")}
    fields = ("doelstelling", "verdeling", "naam", "partij", "volgorde", "waarde", "eenheid", "waardestatus")
    fixed = ("doelstelling",)
    autocomplete_fields = ("partij",)
    list_display = ("naam", "verdeling", "doelstelling", "waarde", "eenheid")
    list_filter = ("gemeente",)
    list_select_related = ("doelstelling__afsprakenset",)
    search_fields = ("naam", "doelstelling__titel")


@admin.register(Verband)
class VerbandAdmin(PubliekeTeksten, BeheerAdmin):
    regels = KEPT_BY_COORDINATOR
    gemeente_from = "van"
    constraint_messages = {"verband_uniek": gettext_lazy("Dit verband is er al.")}
    fields = ("van", "soort", "naar", "toelichting")
    fixed = ("van",)
    autocomplete_fields = ("van", "naar")
    list_display = ("van", "soort", "naar", "gemeente")
    list_filter = ("gemeente", "soort", "van__afsprakenset")
    list_select_related = ("van__afsprakenset", "naar__afsprakenset", "gemeente")
    search_fields = ("van__code", "van__titel", "naar__code", "naar__titel")

    def narrow(self, queryset: QuerySet[Any], db_field: Any, row: Any) -> QuerySet[Any]:
        return queryset.filter(gemeente=row.gemeente_id) if db_field.name == "naar" else queryset

    def check_row(self, row: Any, form: Any) -> None:
        if row.naar_id and row.naar.gemeente_id != row.gemeente_id:
            form.add_error("naar", ValidationError(_("Kies een afspraak van dezelfde gemeente."), code="gemeente"))
