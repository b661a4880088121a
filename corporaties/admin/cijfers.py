# SPDX-License-Identifier: EUPL-1.2
"""Sources of figures; deliveries and their figures to read only: these are never edited."""

from typing import Any

from django.contrib import admin
from django.db.models import Q
from django.utils.translation import gettext_lazy

from corporaties.models import Cijferbron, Levering, Voorraadcijfer
from partijen.admin import KEPT_BY_COORDINATOR, own_gemeenten
from partijen.beheer.admins import BeheerAdmin
from partijen.beheer.regels import Regels
from partijen.policies import beheer_gemeente_ids, may_read_beheer

READ_ONLY = Regels(enter=may_read_beheer, rows=own_gemeenten)


def own_figures(user: Any) -> Q:
    """Figures of these gemeenten, found by their deliveries: no index of figures holds those of the past."""
    return own_gemeenten(user) & Q(levering__gemeente_id__in=beheer_gemeente_ids(user))


@admin.register(Cijferbron)
class CijferbronAdmin(BeheerAdmin):
    regels = KEPT_BY_COORDINATOR
    fields = (
        "gemeente",
        "slug",
        "naam",
        "document",
        "tabel",
        "partij",
        "procent_van",
        "voetnoot",
        "bron_opmerking",
    )
    fixed = ("gemeente", "slug", "partij")
    autocomplete_fields = ("partij",)
    list_display = ("naam", "document", "tabel", "partij", "gemeente")
    list_filter = ("gemeente", "document")
    list_select_related = ("document", "partij", "gemeente")
    search_fields = ("naam", "slug", "tabel")
    constraint_messages = {
        "cijferbron_van_corporatie": gettext_lazy("Deze corporatie heeft hier al een bron van cijfers.")
    }


@admin.register(Levering)
class LeveringAdmin(BeheerAdmin):
    regels = READ_ONLY
    fields = (
        "gemeente",
        "cijferbron",
        "soort",
        "partij",
        "volgnummer",
        "periode",
        "status",
        "vervangt",
        "bestandsnaam",
        "sha256",
        "aantal_nieuw",
        "aantal_gewijzigd",
        "aantal_vervallen",
        "aantal_ongewijzigd",
        "geleverd_op",
        "geleverd_door",
        "vastgesteld_op",
        "vastgesteld_door",
        "opmerking",
    )
    list_display = ("cijferbron", "periode", "volgnummer", "status", "partij", "geleverd_op")
    list_filter = ("gemeente", "status", "soort", "partij")
    list_select_related = ("cijferbron__document", "partij")
    date_hierarchy = "geleverd_op"
    search_fields = ("cijferbron__naam", "bestandsnaam", "sha256")


@admin.register(Voorraadcijfer)
class VoorraadcijferAdmin(BeheerAdmin):
    regels = Regels(enter=may_read_beheer, rows=own_figures)
    fields = (
        "levering",
        "vervangen_door",
        "corporatie",
        "gebied",
        "soort",
        "periode",
        "lijst",
        "klasse",
        "populatie",
        "eenheid",
        "waarde",
        "waardestatus",
        "gepubliceerd_totaal",
        "opmerking",
        "concept",
    )
    list_display = ("soort", "periode", "corporatie", "gebied", "klasse", "waarde", "eenheid", "cijferbron")
    list_filter = ("gemeente", "soort", "peiljaar", "concept", "cijferbron")
    list_select_related = ("corporatie", "gebied", "klasse", "cijferbron__document")
