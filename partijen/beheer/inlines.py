# SPDX-License-Identifier: EUPL-1.2
"""Base class of the rows of one model under a row of another, on the screen of that row."""

from collections.abc import Sequence
from typing import Any

from django.contrib.admin.options import InlineModelAdmin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.forms.models import _get_foreign_key  # type: ignore[attr-defined]
from django.http import HttpRequest

from partijen.beheer.forms import BeheerForm
from partijen.beheer.formsets import BeheerFormSet
from partijen.beheer.options import BeheerOptions
from partijen.bewaard import kept_rows
from partijen.services import history


class BeheerInline(BeheerOptions, InlineModelAdmin):  # type: ignore[type-arg]
    """Rows of one model under a row of another; permissions are asked for a row as it would stand there."""

    form = BeheerForm
    formset = BeheerFormSet
    # One below the other with labels: a table of fields has none, and does not fit a phone.
    template = "admin/edit_inline/stacked.html"
    classes: Sequence[str] = ("collapse",)
    extra = 0
    # Also what a forged form may ask for: building two thousand forms takes ten seconds.
    max_num = 300
    show_change_link = True

    def probe(self, parent: Any) -> Any:
        """A row as it would be added under the parent; the rules are asked about it. None: about any row."""
        name = self.fk_name or next(
            field.name for field in self.model._meta.concrete_fields if field.related_model is self.parent_model
        )
        row = self.model(**{name: parent})
        if hasattr(row, "gemeente_id"):
            row.gemeente_id = history.gemeente_id_of(parent)
        return row

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        """None, but for the rows that were added by script in a form whose session had ended."""
        link = _get_foreign_key(self.parent_model, self.model, fk_name=self.fk_name)
        prefix = link.remote_field.get_accessor_name(model=self.model)
        return min(kept_rows(request, prefix or ""), self.max_num)

    def _asks(self, verb: str, request: HttpRequest, parent: Any) -> bool:
        if parent is None or parent.pk is None:
            return verb == "add" and self.asks("add", request.user)
        return self.asks(verb, request.user, self.probe(parent))

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._asks("add", request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._asks("change", request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._asks("delete", request, obj)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:  # type: ignore[override]
        """Without the buttons to other screens beside every choice."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        return field

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets = list(super().get_fieldsets(request, obj))
        if not self.has_change_permission(request, obj):
            return fieldsets
        own = ["versie", "bevindingen"] if self.publishes else ["versie"]
        title, options = fieldsets[-1]
        return [*fieldsets[:-1], (title, {**options, "fields": [*options["fields"], *own]})]

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        formset: Any = super().get_formset(request, obj, **{"absolute_max": BeheerInline.max_num, **kwargs})
        for part in (formset, formset.form):
            part.beheer, part.user = self, request.user
        return formset
