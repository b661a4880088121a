# SPDX-License-Identifier: EUPL-1.2
"""Which building projects carry out which afspraken and acties."""

from django.contrib import admin
from django.utils.translation import gettext_lazy

from afspraken.admin.afspraken import BijAfspraakAdmin, BijAfspraakOptions
from afspraken.models import Projectkoppeling


class ProjectkoppelingOptions(BijAfspraakOptions):
    related = ("project",)
    constraint_messages = {"projectkoppeling_uniek": gettext_lazy("Dit project staat hier al bij.")}


@admin.register(Projectkoppeling)
class ProjectkoppelingAdmin(ProjectkoppelingOptions, BijAfspraakAdmin):
    fields = ("afspraak", "actie", "project")
    autocomplete_fields = ("afspraak", "actie", "project")
    list_display = ("project", "afspraak", "actie")
    list_filter = ("gemeente", "afspraak__afsprakenset", "afspraak__thema")
    search_fields = ("project__code", "project__locatie", "afspraak__code", "afspraak__titel")
