# SPDX-License-Identifier: EUPL-1.2
"""Filters of lists in /beheer/."""

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.contrib.admin import SimpleListFilter
from django.contrib.admin.filters import RelatedOnlyFieldListFilter
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partijen.geschiedenis import model_name
from partijen.policies import access_key
from portaal.lib.compiled import read_objects


class OwnRowsFilter(RelatedOnlyFieldListFilter):
    """Offers the rows to which the rows of the list refer; its query is compiled once for each access."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> Any:
        def rows() -> QuerySet[Any]:
            seen = model_admin.rows(request.user).order_by().prefetch_related(None).values(f"{self.field_path}__pk")
            ordering = self.field_admin_ordering(field, request, model_admin)
            found = field.remote_field.model._default_manager.filter(pk__in=seen)
            return found.order_by(*ordering) if ordering else found  # type: ignore[no-any-return]

        key = ("beheer-filter", model_admin.model, self.field_path, access_key(request.user), timezone.localdate())
        return [(row.pk, str(row)) for row in read_objects(key, rows)]


class WatFilter(SimpleListFilter):
    """The log by kind of object, with the words for the models."""

    title = _("wat")
    parameter_name = "wat"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        labels = [model._meta.label_lower for model in apps.get_models() if model in model_admin.admin_site._registry]
        return sorted(((label, model_name(label)) for label in labels), key=lambda pair: pair[1])

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(model=self.value()) if self.value() else queryset
