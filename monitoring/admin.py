# SPDX-License-Identifier: EUPL-1.2
"""Screens in /beheer/: the coordinator keeps what parties asked to take up first."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from monitoring.models import Partijprioriteit
from partijen.admin import KEPT_BY_COORDINATOR
from partijen.beheer.admins import BeheerAdmin


@admin.register(Partijprioriteit)
class PartijprioriteitAdmin(BeheerAdmin):
    regels = KEPT_BY_COORDINATOR
    gemeente_from = "afsprakenset"
    constraint_messages = {
        "partijprioriteit_uniek": gettext_lazy("Deze partij heeft al een prioriteit met dit nummer."),
    }
    fieldsets = (
        (None, {"fields": ("afsprakenset", "partij", "nummer", "jaar", "titel", "toelichting", "afspraken")}),
        (gettext_lazy("Bron"), {"fields": ("bron", "bron_plaats", "bron_opmerking")}),
    )
    fixed = ("afsprakenset",)
    autocomplete_fields = ("afspraken",)
    list_display = ("__str__", "partij", "afsprakenset", "jaar", "gemeente")
    list_filter = ("gemeente", "afsprakenset")
    list_select_related = ("partij", "afsprakenset", "gemeente")
    search_fields = ("titel",)

    def narrow(self, queryset: QuerySet[Any], db_field: Any, row: Any) -> QuerySet[Any]:
        return queryset.filter(afsprakenset=row.afsprakenset_id) if db_field.name == "afspraken" else queryset

    def check_row(self, row: Any, form: Any) -> None:
        chosen = form.cleaned_data.get("afspraken") or ()
        if any(afspraak.afsprakenset_id != row.afsprakenset_id for afspraak in chosen):
            form.add_error("afspraken", ValidationError(_("Kies afspraken van deze afsprakenset."), code="set"))
