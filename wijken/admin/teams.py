# SPDX-License-Identifier: EUPL-1.2
"""Bewonerskrachtteams, and the fases they went through."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError

from partijen.admin import KEPT_BY_COORDINATOR
from partijen.beheer.admins import BeheerAdmin
from partijen.beheer.inlines import BeheerInline
from partijen.beheer.options import BeheerOptions
from wijken.admin.gebieden import BRON
from wijken.models import Bewonerskrachtteam, Teamfase
from wijken.validators import validate_team


class TeamfaseOptions(BeheerOptions):
    regels = KEPT_BY_COORDINATOR
    gemeente_from = "team"


class TeamfaseInline(TeamfaseOptions, BeheerInline):
    model = Teamfase
    fields = (("fase", "van"), ("bron", "bron_plaats"), "bron_opmerking")
    show_change_link = False
    classes = ()


@admin.register(Teamfase)
class TeamfaseAdmin(TeamfaseOptions, BeheerAdmin):
    fieldsets = ((None, {"fields": ("team", "fase", "van")}), BRON)
    fixed = ("team",)
    autocomplete_fields = ("team",)
    list_display = ("team", "fase", "van", "gemeente")
    list_filter = ("gemeente", "fase")
    list_select_related = ("team__gebied", "team__corporatie", "gemeente")
    search_fields = ("team__gebied__naam", "team__corporatie__naam")


@admin.register(Bewonerskrachtteam)
class BewonerskrachtteamAdmin(BeheerAdmin):
    regels = KEPT_BY_COORDINATOR
    fieldsets = ((None, {"fields": ("gemeente", "gebied", "corporatie", "gestopt_op")}), BRON)
    fixed = ("gemeente", "gebied", "corporatie")
    autocomplete_fields = ("gebied", "corporatie")
    inlines = (TeamfaseInline,)
    list_display = ("gebied", "corporatie", "gemeente", "gestopt_op")
    list_filter = ("gemeente", "corporatie")
    list_select_related = ("gebied", "corporatie", "gemeente")
    search_fields = ("gebied__naam", "corporatie__naam")
    history_of = {"wijken.teamfase": "team"}

    def check_row(self, row: Any, form: Any) -> None:
        try:
            validate_team(row)
        except ValidationError as error:
            for name, faults in error.error_dict.items():
                form.add_error(name, faults)
