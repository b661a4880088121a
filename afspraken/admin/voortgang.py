# SPDX-License-Identifier: EUPL-1.2
"""Reports and their publication, to read only: a report is made on the page of its afspraak and never edited."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from afspraken import policies
from afspraken.models import Publicatie, Voortgang
from partijen.beheer.admins import BeheerAdmin
from partijen.beheer.regels import Regels
from partijen.policies import may_read_beheer


@admin.register(Voortgang)
class VoortgangAdmin(BeheerAdmin):
    regels = Regels(
        enter=policies.may_enter_afspraken,
        rows=lambda user: policies.rows_in_beheer(user, "afspraak__"),
    )
    fields = (
        "afspraak",
        "actie",
        "datum",
        "status",
        "fase",
        "toelichting",
        "oorzaak",
        "gevolg",
        "maatregel",
        "volgende_stap",
        "gevraagd_besluit",
        "reden",
        "gebruiker",
        "namens",
        "created_at",
        "openbaar",
    )
    list_display = ("datum", "afspraak", "actie", "status", "fase", "gebruiker", "openbaar")
    list_filter = ("status", "fase", "gemeente", "afspraak__afsprakenset", "afspraak__thema")
    date_hierarchy = "datum"
    search_fields = ("afspraak__code", "afspraak__titel", "actie__code", "toelichting")
    extra_lookups = frozenset({"afspraak__id__exact", "actie__id__exact"})

    def extend(self, queryset: QuerySet[Any], user: Any) -> QuerySet[Any]:
        return queryset.with_publicatie().select_related("afspraak", "actie", "gebruiker", "namens")  # type: ignore[attr-defined, no-any-return]

    @admin.display(description=gettext_lazy("gepubliceerd"), boolean=True)
    def openbaar(self, row: Any) -> bool:
        return bool(row.publicatie == Publicatie.Soort.GEPUBLICEERD)


@admin.register(Publicatie)
class PublicatieAdmin(BeheerAdmin):
    regels = Regels(
        enter=may_read_beheer,
        rows=lambda user: policies.rows_in_beheer(user, "voortgang__afspraak__"),
    )
    fields = ("voortgang", "soort", "gebruiker", "moment", "reden")
    list_display = ("moment", "voortgang", "afspraak", "soort", "gebruiker", "reden")
    list_filter = ("soort", "gemeente")
    date_hierarchy = "moment"
    search_fields = ("voortgang__afspraak__code", "voortgang__afspraak__titel", "reden")

    def extend(self, queryset: QuerySet[Any], user: Any) -> QuerySet[Any]:
        return queryset.select_related("voortgang__afspraak", "gebruiker")

    @admin.display(description=gettext_lazy("afspraak"))
    def afspraak(self, row: Any) -> str:
        return str(row.voortgang.afspraak)
