# SPDX-License-Identifier: EUPL-1.2
"""Which places have a fund, and what each is for. What a fund holds is only booked, on the pages of the fund."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy

from partijen.admin import KEPT_BY_COORDINATOR
from partijen.beheer.admins import BeheerAdmin
from portaal.lib.personal_data import validate_openbaar
from wijken.admin.gebieden import BRON
from wijken.models import Fonds


@admin.register(Fonds)
class FondsAdmin(BeheerAdmin):
    regels = KEPT_BY_COORDINATOR
    gemeente_from = "gebied"
    fieldsets = (
        (None, {"fields": ("gebied", "doel", "budget_in_bron")}),
        (
            gettext_lazy("Aanvragen"),
            {"fields": ("open", "aanvragen_tot", "beslistermijn_dagen", "verantwoordingstermijn_dagen")},
        ),
        BRON,
    )
    fixed = ("gebied",)
    autocomplete_fields = ("gebied",)
    list_display = ("gebied", "gemeente", "open", "aanvragen_tot", "budget_in_bron")
    list_filter = ("gemeente", "open")
    list_select_related = ("gebied", "gemeente")
    search_fields = ("gebied__naam", "doel")

    def check_row(self, row: Any, form: Any) -> None:
        try:
            validate_openbaar("doel", row.doel)
        except ValidationError as error:
            for name, faults in error.error_dict.items():
                form.add_error(name, faults)
