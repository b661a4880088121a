# SPDX-License-Identifier: EUPL-1.2
"""Filters of lists in /beheer/."""

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.contrib.admin import SimpleListFilter
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from partijen.geschiedenis import model_name


class WatFilter(SimpleListFilter):
    """The log by kind of object, with the words for the models."""

    title = _("wat")
    parameter_name = "wat"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        labels = [model._meta.label_lower for model in apps.get_models() if model in model_admin.admin_site._registry]
        return sorted(((label, model_name(label)) for label in labels), key=lambda pair: pair[1])

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(model=self.value()) if self.value() else queryset
