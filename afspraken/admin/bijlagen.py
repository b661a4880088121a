# SPDX-License-Identifier: EUPL-1.2
"""Internal notes, and evidence. Evidence is laid beside an afspraak on its own page, where files are checked."""

from functools import partial
from typing import Any

from django.contrib import admin
from django.db import transaction
from django.db.models import QuerySet

from afspraken import policies
from afspraken.admin.publiek import PubliekeTeksten
from afspraken.models import Bewijsstuk, Notitie
from partijen.beheer.admins import BeheerAdmin
from partijen.beheer.regels import Regels
from partijen.models import Gebruiker


@admin.register(Notitie)
class NotitieAdmin(BeheerAdmin):
    regels = Regels(
        enter=policies.may_enter_afspraken,
        rows=lambda user: policies.rows_in_beheer(user, "afspraak__"),
        add=policies.may_add_notitie,
        change=policies.may_change_notitie,
        delete=policies.may_delete_bijlage,
    )
    gemeente_from = "afspraak"
    fields = ("afspraak", "tekst", "gebruiker", "created_at")
    readonly_fields = ("gebruiker", "created_at")
    fixed = ("afspraak",)
    autocomplete_fields = ("afspraak",)
    list_display = ("__str__", "afspraak", "gebruiker", "created_at")
    list_filter = ("gemeente", "afspraak__afsprakenset", "afspraak__thema", "gebruiker")
    date_hierarchy = "created_at"
    search_fields = ("tekst", "afspraak__code", "afspraak__titel")
    extra_lookups = frozenset({"afspraak__id__exact"})

    def extend(self, queryset: QuerySet[Any], user: Any) -> QuerySet[Any]:
        return queryset.select_related("afspraak__thema", "gebruiker")

    def fill(self, row: Any, cleaned: dict[str, Any], parent: Any, user: Any) -> None:
        super().fill(row, cleaned, parent, user)
        if not row.pk:
            row.gebruiker = user


@admin.register(Bewijsstuk)
class BewijsstukAdmin(PubliekeTeksten, BeheerAdmin):
    regels = Regels(
        enter=policies.may_enter_afspraken,
        rows=lambda user: policies.rows_in_beheer(user, "afspraak__"),
        change=policies.may_change_bewijsstuk,
        delete=policies.may_delete_bijlage,
    )
    fields = (
        "afspraak",
        "actie",
        "titel",
        "url",
        "bestandsnaam",
        "bestandstype",
        "gepubliceerd",
        "gebruiker",
        "created_at",
    )
    readonly_fields = ("afspraak", "actie", "url", "bestandsnaam", "bestandstype", "gebruiker", "created_at")
    list_display = ("titel", "afspraak", "actie", "bestandsnaam", "gepubliceerd", "gebruiker", "created_at")
    list_filter = ("gepubliceerd", "gemeente", "afspraak__afsprakenset", "afspraak__thema")
    search_fields = ("titel", "url", "bestandsnaam", "afspraak__code", "afspraak__titel")
    extra_lookups = frozenset({"afspraak__id__exact"})

    def extend(self, queryset: QuerySet[Any], user: Any) -> QuerySet[Any]:
        return queryset.select_related("afspraak__thema", "actie", "gebruiker")

    def write_deleted(self, row: Any, *, by: Gebruiker, reden: str) -> None:
        """The file goes with its row, once that is certain."""
        storage, name = row.bestand.storage, row.bestand.name
        super().write_deleted(row, by=by, reden=reden)
        if name:
            transaction.on_commit(partial(storage.delete, name))
