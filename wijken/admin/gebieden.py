# SPDX-License-Identifier: EUPL-1.2
"""Places, and what larger ones are made of."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from partijen.admin import KEPT_BY_COORDINATOR, KIEZERS
from partijen.beheer.admins import BeheerAdmin
from partijen.beheer.fields import LinesField
from partijen.beheer.forms import BeheerMainForm
from partijen.beheer.inlines import BeheerInline
from partijen.beheer.options import BeheerOptions
from partijen.policies import toegang_of
from wijken.models import Gebied, Gebiedsdeel
from wijken.validators import validate_gebiedsdeel

BRON: Any = (gettext_lazy("Bron"), {"fields": ("bron", "bron_plaats", "bron_opmerking")})


class GebiedForm(BeheerMainForm):
    aliassen = LinesField(
        label=gettext_lazy("andere schrijfwijzen"),
        help_text=gettext_lazy("Zoals de bronnen het gebied schrijven; een per regel."),
    )


class GebiedsdeelOptions(BeheerOptions):
    regels = KEPT_BY_COORDINATOR
    gemeente_from = "geheel"

    def check_row(self, row: Any, form: Any) -> None:
        try:
            validate_gebiedsdeel(row)
        except ValidationError as error:
            for name, faults in error.error_dict.items():
                form.add_error(name, faults)


class GebiedsdeelInline(GebiedsdeelOptions, BeheerInline):
    model = Gebiedsdeel
    fk_name = "geheel"
    fields = (("deel", "van", "tot"), ("bron", "bron_plaats"), "bron_opmerking")
    show_change_link = False


@admin.register(Gebiedsdeel)
class GebiedsdeelAdmin(GebiedsdeelOptions, BeheerAdmin):
    fieldsets = ((None, {"fields": ("geheel", "deel", "van", "tot")}), BRON)
    fixed = ("geheel", "deel")
    autocomplete_fields = ("geheel", "deel")
    list_display = ("deel", "geheel", "gemeente", "van", "tot")
    list_filter = ("gemeente", "geheel")
    list_select_related = ("deel", "geheel", "gemeente")
    search_fields = ("deel__naam", "geheel__naam")


@admin.register(Gebied)
class GebiedAdmin(BeheerAdmin):
    regels = KEPT_BY_COORDINATOR
    form = GebiedForm
    fieldsets = (
        (None, {"fields": ("gemeente", "soort", "naam", "slug", "cbs_code", "aliassen", "ouder", "aanpakfase")}),
        BRON,
    )
    fixed = ("gemeente", "slug")
    inlines = (GebiedsdeelInline,)
    list_display = ("naam", "soort", "gemeente", "ouder", "cbs_code", "aanpakfase")
    list_filter = ("soort", "gemeente", "ouder", "aanpakfase")
    list_select_related = ("gemeente", "ouder")
    search_fields = ("naam", "slug", "aliassen", "cbs_code")
    history_of = {"wijken.gebiedsdeel": "geheel"}
    constraint_messages = {"gebied_cbs_code_uniek": gettext_lazy("Er is al een gebied met deze CBS-code.")}

    def get_choices(self, user: Any, db_field: Any) -> QuerySet[Any]:
        """Places of the gemeenten in which the user works, also for who finds no screens of places."""
        return Gebied.objects.filter(gemeente_id__in=toegang_of(user).gemeenten_with(*KIEZERS))
