# SPDX-License-Identifier: EUPL-1.2
"""Agreed documents, their themas and the national priorities they serve."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from afspraken import policies
from afspraken.admin.publiek import PubliekeTeksten
from afspraken.models import Afsprakenset, LandelijkePrioriteit, Sdgkoppeling, Thema
from partijen.admin import KEPT_BY_COORDINATOR, own_gemeenten
from partijen.beheer.admins import BeheerAdmin
from partijen.beheer.inlines import BeheerInline
from partijen.beheer.regels import Regels, per_gemeente
from partijen.policies import may_keep_gegevens, may_read_beheer

BRON: Any = (gettext_lazy("Bron"), {"fields": ("bron", "bron_plaats", "bron_opmerking")})


class ThemaOptions(PubliekeTeksten):
    regels = KEPT_BY_COORDINATOR
    gemeente_from = "afsprakenset"
    constraint_messages = {"thema_uniek": gettext_lazy("Dit nummer heeft al een thema in deze afsprakenset.")}


class ThemaInline(ThemaOptions, BeheerInline):
    model = Thema
    fields = (("nummer", "naam", "werkgroep"),)


@admin.register(Thema)
class ThemaAdmin(ThemaOptions, BeheerAdmin):
    fieldsets = ((None, {"fields": ("afsprakenset", "nummer", "naam", "werkgroep")}), BRON)
    fixed = ("afsprakenset",)
    list_display = ("__str__", "afsprakenset", "werkgroep", "gemeente")
    list_filter = ("gemeente", "afsprakenset", "werkgroep")
    list_select_related = ("afsprakenset", "werkgroep", "gemeente")
    search_fields = ("naam", "afsprakenset__naam", "werkgroep__naam")


@admin.register(Afsprakenset)
class AfsprakensetAdmin(PubliekeTeksten, BeheerAdmin):
    regels = Regels(
        enter=may_read_beheer,
        rows=own_gemeenten,
        add=per_gemeente(may_keep_gegevens),
        change=per_gemeente(may_keep_gegevens),
        delete=policies.may_delete_afsprakenset,
    )
    fieldsets = (
        (None, {"fields": ("gemeente", "slug", "naam", "soort", "levensfase", "periode", "gebied", "gepubliceerd")}),
        (gettext_lazy("Ondertekening"), {"fields": ("ondertekend_op", "ondertekenaars")}),
        BRON,
    )
    fixed = ("gemeente", "slug")
    inlines = (ThemaInline,)
    list_display = ("naam", "gemeente", "soort", "levensfase", "periode", "gepubliceerd")
    list_filter = ("gemeente", "soort", "levensfase", "gepubliceerd")
    list_select_related = ("gemeente",)
    search_fields = ("naam", "slug")
    history_of = {"afspraken.thema": "afsprakenset", "afspraken.landelijkeprioriteit": "afsprakenset"}


@admin.register(LandelijkePrioriteit)
class LandelijkePrioriteitAdmin(PubliekeTeksten, BeheerAdmin):
    regels = KEPT_BY_COORDINATOR
    gemeente_from = "afsprakenset"
    fieldsets = ((None, {"fields": ("afsprakenset", "nummer", "naam", "jaren", "themas", "afspraken")}), BRON)
    fixed = ("afsprakenset",)
    autocomplete_fields = ("afspraken",)
    list_display = ("__str__", "afsprakenset", "jaren", "gemeente")
    list_filter = ("gemeente", "afsprakenset")
    list_select_related = ("afsprakenset", "gemeente")
    search_fields = ("naam",)

    def narrow(self, queryset: QuerySet[Any], db_field: Any, row: Any) -> QuerySet[Any]:
        of_set = db_field.name in ("themas", "afspraken")
        return queryset.filter(afsprakenset=row.afsprakenset_id) if of_set else queryset

    def check_row(self, row: Any, form: Any) -> None:
        for afspraak in form.cleaned_data.get("afspraken") or ():
            if afspraak.afsprakenset_id != row.afsprakenset_id:
                form.add_error("afspraken", ValidationError(_("Kies afspraken van deze afsprakenset."), code="set"))
                break
        if any(thema.afsprakenset_id != row.afsprakenset_id for thema in form.cleaned_data.get("themas") or ()):
            form.add_error("themas", ValidationError(_("Kies themas van deze afsprakenset."), code="set"))


@admin.register(Sdgkoppeling)
class SdgkoppelingAdmin(PubliekeTeksten, BeheerAdmin):
    regels = KEPT_BY_COORDINATOR
    gemeente_from = "afsprakenset"
    constraint_messages = {"sdgkoppeling_uniek": gettext_lazy("Dit werelddoel staat hier al bij.")}
    fieldsets = ((None, {"fields": ("afsprakenset", "sdg", "thema", "afspraak")}), BRON)
    fixed = ("afsprakenset",)
    autocomplete_fields = ("afspraak",)
    list_display = ("__str__", "afsprakenset", "thema", "afspraak", "gemeente")
    list_filter = ("gemeente", "afsprakenset", "sdg")
    list_select_related = ("afsprakenset", "thema", "afspraak", "gemeente")
    search_fields = ("afsprakenset__naam", "thema__naam", "afspraak__titel")

    def narrow(self, queryset: QuerySet[Any], db_field: Any, row: Any) -> QuerySet[Any]:
        of_set = db_field.name in ("thema", "afspraak")
        return queryset.filter(afsprakenset=row.afsprakenset_id) if of_set else queryset

    def check_row(self, row: Any, form: Any) -> None:
        for name in ("thema", "afspraak"):
            chosen = getattr(row, name)
            if chosen is not None and chosen.afsprakenset_id != row.afsprakenset_id:
                form.add_error(name, ValidationError(_("Kies uit deze afsprakenset."), code="set"))
