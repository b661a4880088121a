# SPDX-License-Identifier: EUPL-1.2
"""The squares of the tile map: where each buurt lies, about, and where the water runs."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError

from partijen.admin import KEPT_BY_COORDINATOR
from partijen.beheer.admins import BeheerAdmin
from wijken.models import Kaarttegel
from wijken.validators import validate_kaarttegel


@admin.register(Kaarttegel)
class KaarttegelAdmin(BeheerAdmin):
    regels = KEPT_BY_COORDINATOR
    fieldsets = ((None, {"fields": ("gemeente", "gebied", "naam", ("rij", "kolom"))}),)
    fixed = ("gemeente",)
    autocomplete_fields = ("gebied",)
    list_display = ("__str__", "gebied", "naam", "rij", "kolom", "gemeente")
    list_filter = ("gemeente",)
    list_select_related = ("gebied", "gemeente")
    search_fields = ("gebied__naam", "naam")

    def check_row(self, row: Any, form: Any) -> None:
        try:
            validate_kaarttegel(row)
        except ValidationError as error:
            for name, faults in error.error_dict.items():
                form.add_error(name, faults)
