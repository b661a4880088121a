# SPDX-License-Identifier: EUPL-1.2
"""Filters whose value names something: a gemeente by its slug, a party by its name.

`ModelChoiceFilter` cannot do that here: a name may recur in another gemeente, and then it fails instead of filtering.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from portaal.lib.api.filters import MAX_INTEGER, IntegerFilter
from portaal.lib.api.query import parse_integer

SHOWN_OF_VALUE = 40

# (user, value) -> the rows of that name which this user may see
Find = Callable[[Any, Any], QuerySet[Any]]


class _KnownField(forms.Field):
    """Turns a name into the keys of the rows it names."""

    find: Callable[[Any], QuerySet[Any]]
    gemeente = ""

    def parse(self, text: str) -> Any:
        if "\0" in text:
            raise ValueError(_("Deze waarde bevat een teken dat niet kan."))
        return text

    def to_python(self, value: Any) -> list[Any] | None:
        if value in self.empty_values:
            return None
        try:
            parsed = self.parse(str(value).strip())
        except ValueError as error:
            raise forms.ValidationError(str(error), code="invalid") from error
        keys = self._keys(self.find(parsed).order_by())
        if not keys:
            shown = str(parsed)[:SHOWN_OF_VALUE] + ("…" if len(str(parsed)) > SHOWN_OF_VALUE else "")
            raise forms.ValidationError(_("‘%(value)s’ is hier niet bekend.") % {"value": shown}, code="invalid_choice")
        return keys

    def _keys(self, rows: QuerySet[Any]) -> list[Any]:
        """Their keys; where the list is asked of one gemeente, those of that gemeente.

        A code or a name recurs in every gemeente, and rows of one are not in the list of another. When it is known
        elsewhere alone, one key is enough: it is no fault then, and nothing is found.
        """
        keys = rows.values_list("pk", flat=True)
        fields = {field.name: field for field in rows.model._meta.concrete_fields}
        if not self.gemeente or "gemeente" not in fields or fields["gemeente"].null:
            return list(keys)
        return list(keys.filter(gemeente__slug=self.gemeente)) or list(keys[:1])


class _KnownNumberField(_KnownField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._parser = parse_integer(0, MAX_INTEGER)

    def parse(self, text: str) -> int:
        return self._parser(text)


class KnownFilter(django_filters.CharFilter):
    """Rows that belong to what the value names; a value that names nothing this user may see is refused.

    What is hidden is refused in the words for what does not exist. A `method` gets the list of keys as its value.
    """

    field_class: type[forms.Field] = _KnownField

    def __init__(self, field_name: str | None = None, *, find: Find, **kwargs: Any) -> None:
        super().__init__(field_name, "in", **kwargs)
        self.find = find

    @property
    def field(self) -> Any:
        """The form field; each request has its own copy of the filter, and so of the field."""
        field = super().field
        if parent := getattr(self, "parent", None):
            field.find = partial(self.find, parent.request.user)
            field.gemeente = parent.data.get("gemeente") or ""
        return field


class KnownNumberFilter(KnownFilter, IntegerFilter):
    """The same for what is known by a number, such as a thema."""

    field_class = _KnownNumberField  # type: ignore[assignment]
