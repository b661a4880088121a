# SPDX-License-Identifier: EUPL-1.2
"""Building projects, with who takes part and what they are made of."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from corporaties.controle.projecten import find_doubles
from corporaties.models import Afwijking, Mixregel, Projectdeelname, Vastgoedproject
from corporaties.services.controle import update_afwijkingen
from partijen.admin import KEPT_BY_COORDINATOR
from partijen.beheer.admins import BeheerAdmin
from partijen.beheer.inlines import BeheerInline
from partijen.beheer.options import BEHEER, BeheerOptions
from partijen.models import Gebruiker


class ChecksMix(BeheerOptions):
    """What a project is made of is checked again in the transaction of the change."""

    def write_new(self, row: Any, *, by: Gebruiker, reden: str) -> None:
        super().write_new(row, by=by, reden=reden)
        self._check(row, by)

    def write_change(self, row: Any, changes: dict[str, Any], *, by: Gebruiker, reden: str) -> None:
        super().write_change(row, changes, by=by, reden=reden)
        self._check(row, by)

    def write_deleted(self, row: Any, *, by: Gebruiker, reden: str) -> None:
        super().write_deleted(row, by=by, reden=reden)
        self._check(row, by)

    def _check(self, row: Any, by: Gebruiker) -> None:
        regels = {Afwijking.Regel.PROJECTMIX}
        update_afwijkingen(gemeente=row.gemeente, by=by, oorsprong=BEHEER, regels=regels)


BRON: Any = (gettext_lazy("Bron"), {"fields": ("bron", "bron_plaats", "bron_opmerking")})


class ProjectdeelnameOptions(BeheerOptions):
    regels = KEPT_BY_COORDINATOR
    gemeente_from = "project"
    constraint_messages = {
        "projectdeelname_uniek": gettext_lazy("Deze corporatie doet al mee."),
        "projectdeelname_een_leidt": gettext_lazy("Er leidt al een andere corporatie."),
    }


class ProjectdeelnameInline(ProjectdeelnameOptions, BeheerInline):
    model = Projectdeelname
    fields = (("partij", "leidend", "volgorde"),)
    show_change_link = False


@admin.register(Projectdeelname)
class ProjectdeelnameAdmin(ProjectdeelnameOptions, BeheerAdmin):
    fields = ("project", "partij", "leidend", "volgorde")
    fixed = ("project", "partij")
    autocomplete_fields = ("project", "partij")
    list_display = ("partij", "project", "leidend", "gemeente")
    list_filter = ("gemeente", "partij")
    list_select_related = ("partij", "project", "gemeente")
    search_fields = ("project__code", "project__locatie", "partij__naam")


class MixregelOptions(ChecksMix):
    regels = KEPT_BY_COORDINATOR
    gemeente_from = "project"
    constraint_messages = {"mixregel_uniek": gettext_lazy("Deze klasse staat er al.")}


class MixregelInline(MixregelOptions, BeheerInline):
    model = Mixregel
    fields = (("klasse", "aantal", "aantal_tekst"),)
    show_change_link = False


@admin.register(Mixregel)
class MixregelAdmin(MixregelOptions, BeheerAdmin):
    fields = ("project", "klasse", "aantal", "aantal_tekst")
    fixed = ("project", "klasse")
    autocomplete_fields = ("project", "klasse")
    list_display = ("klasse", "aantal", "project", "gemeente")
    list_filter = ("gemeente", "klasse__lijst")
    list_select_related = ("klasse", "project", "gemeente")
    search_fields = ("project__code", "project__locatie", "klasse__naam")


@admin.register(Vastgoedproject)
class VastgoedprojectAdmin(ChecksMix, BeheerAdmin):
    regels = KEPT_BY_COORDINATOR
    fieldsets = (
        (None, {"fields": ("gemeente", "code", "naam", "soort", "locatie", "gebied", "fase", "gepubliceerd")}),
        (
            gettext_lazy("Woningen"),
            {
                "fields": (
                    "aantal",
                    "aantal_tekst",
                    "waardestatus",
                    "woningen_voor",
                    "woningen_na",
                    "woningen_opmerking",
                    "woningtype",
                    "bat",
                    "huursegment",
                )
            },
        ),
        (
            gettext_lazy("Wanneer"),
            {"fields": ("gepland_start", "gepland_gereed", "werkelijk_start", "werkelijk_gereed", "opmerking")},
        ),
        BRON,
    )
    fixed = ("gemeente", "code")
    autocomplete_fields = ("gebied",)
    inlines = (ProjectdeelnameInline, MixregelInline)
    list_display = ("__str__", "locatie", "gebied", "aantal", "fase", "gepubliceerd", "gemeente")
    list_filter = ("gemeente", "soort", "fase", "gepubliceerd", "corporaties")
    list_select_related = ("gebied", "gemeente")
    search_fields = ("code", "naam", "locatie")
    history_of = {"corporaties.projectdeelname": "project", "corporaties.mixregel": "project"}

    def check_row(self, row: Any, form: Any) -> None:
        if doubles := find_doubles(row):
            message = _("Op deze plek staat al een project van deze soort: %(naam)s.")
            form.add_error("locatie", ValidationError(message % {"naam": doubles[0]}, code="dubbel"))
