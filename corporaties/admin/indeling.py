# SPDX-License-Identifier: EUPL-1.2
"""Characteristics, lists of classes, populations and rent limits.

What the whole country shares is kept by the administrator of the installation, a list of a gemeente by its coordinator.
"""

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy

from corporaties import policies
from corporaties.models import Huurgrens, Kenmerk, Klasse, Klassenlijst, Populatie
from partijen.beheer.admins import BeheerAdmin
from partijen.beheer.inlines import BeheerInline
from partijen.beheer.options import BeheerOptions
from partijen.beheer.regels import Regels
from partijen.policies import beheer_gemeente_ids, may_read_beheer, may_set_up

SHARED = Regels(
    enter=may_read_beheer,
    rows=lambda user: Q(pk__isnull=False),
    add=lambda user, row: may_set_up(user),
    change=lambda user, row: may_set_up(user),
    delete=lambda user, row: may_set_up(user),
)


def rows_of_lists(user: Any, lijst: str = "") -> Q:
    """Lists of the country and of the gemeenten of the user."""
    return Q(**{f"{lijst}gemeente": None}) | Q(**{f"{lijst}gemeente_id__in": beheer_gemeente_ids(user)})


@admin.register(Kenmerk)
class KenmerkAdmin(BeheerAdmin):
    regels = SHARED
    fields = ("code", "naam", "omschrijving", "volgorde")
    fixed = ("code",)
    list_display = ("naam", "code", "volgorde")
    search_fields = ("naam", "code")


@admin.register(Populatie)
class PopulatieAdmin(BeheerAdmin):
    regels = SHARED
    fields = ("naam", "omschrijving")
    list_display = ("naam", "omschrijving")
    search_fields = ("naam",)


@admin.register(Huurgrens)
class HuurgrensAdmin(BeheerAdmin):
    regels = SHARED
    fields = ("jaar", "grens", "bedrag", "bron_naam", "zekerheid")
    fixed = ("jaar", "grens")
    list_display = ("jaar", "grens", "bedrag", "bron_naam", "zekerheid")
    list_filter = ("jaar", "grens")
    constraint_messages = {"huurgrens_uniek": gettext_lazy("Deze grens staat er al voor dit jaar.")}


class KlasseOptions(BeheerOptions):
    regels = Regels(
        enter=may_read_beheer,
        rows=lambda user: rows_of_lists(user, "lijst__"),
        add=policies.may_keep_klasse,
        change=policies.may_keep_klasse,
        delete=policies.may_keep_klasse,
    )
    constraint_messages = {
        "klasse_code_uniek": gettext_lazy("Deze lijst heeft al een klasse met deze code."),
        "klasse_naam_uniek": gettext_lazy("Deze lijst heeft al een klasse met deze naam."),
        "klasse_een_ondergrens": gettext_lazy("Geef de ondergrens bij naam of in euro’s, niet allebei."),
        "klasse_een_bovengrens": gettext_lazy("Geef de bovengrens bij naam of in euro’s, niet allebei."),
    }

    def log_gemeente_id(self, row: Any, user: Any) -> int | None:
        return row.lijst.gemeente_id  # type: ignore[no-any-return]


class KlasseInline(KlasseOptions, BeheerInline):
    model = Klasse
    fields = (("code", "naam", "volgorde"), ("boven_grens", "tot_grens"), ("vera_code", "voorraadeffect", "is_saldo"))


@admin.register(Klasse)
class KlasseAdmin(KlasseOptions, BeheerAdmin):
    fieldsets = (
        (None, {"fields": ("lijst", "code", "naam", "volgorde", "omschrijving", "vera_code")}),
        (gettext_lazy("Huurklasse"), {"fields": ("boven_grens", "tot_grens", "boven_euro", "tot_euro")}),
        (gettext_lazy("Ingreep"), {"fields": ("voorraadeffect", "is_saldo")}),
    )
    fixed = ("lijst", "code")
    list_display = ("naam", "code", "lijst", "volgorde", "vera_code")
    list_filter = ("lijst__kenmerk", "lijst")
    list_select_related = ("lijst__kenmerk",)
    search_fields = ("naam", "code", "lijst__naam")

    def within(self, queryset: QuerySet[Any], gemeente_id: int) -> QuerySet[Any]:
        """Classes of lists of the gemeente and of the country."""
        return queryset.filter(Q(lijst__gemeente=None) | Q(lijst__gemeente_id=gemeente_id))


@admin.register(Klassenlijst)
class KlassenlijstAdmin(BeheerAdmin):
    regels = Regels(
        enter=may_read_beheer,
        rows=rows_of_lists,
        add=policies.may_keep_lijst,
        change=policies.may_keep_lijst,
        delete=policies.may_keep_lijst,
    )
    fieldsets = (
        (None, {"fields": ("kenmerk", "gemeente", "naam", "jaar", "uitgave")}),
        (gettext_lazy("Hoe te tellen"), {"fields": ("optelbaar", "volledig", "grens_telt_mee")}),
        (gettext_lazy("Bron"), {"fields": ("bron", "bron_plaats", "bron_opmerking")}),
    )
    fixed = ("kenmerk", "gemeente")
    inlines = (KlasseInline,)
    list_display = ("naam", "kenmerk", "gemeente", "jaar", "uitgave")
    list_filter = ("kenmerk", "gemeente")
    list_select_related = ("kenmerk", "gemeente")
    search_fields = ("naam", "kenmerk__naam")
    history_of = {"corporaties.klasse": "lijst"}

    def within(self, queryset: QuerySet[Any], gemeente_id: int) -> QuerySet[Any]:
        """Lists of the gemeente and of the country."""
        return queryset.filter(Q(gemeente=None) | Q(gemeente_id=gemeente_id))
