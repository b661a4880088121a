# SPDX-License-Identifier: EUPL-1.2
"""Filters of API lists: declared keys in camelCase, and values that are right or refused.

django-filter by itself ignores unknown keys and turns `demo=misschien` into "no filter"; here both are a 400.
The check itself stands in `portaal.lib.api.query`.
"""

import datetime
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ImproperlyConfigured
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters.rest_framework import DjangoFilterBackend, FilterSet
from rest_framework.request import Request
from rest_framework.views import APIView

from portaal.lib.api.query import StrictQueryMixin, parse_date, parse_integer, parse_moment

MAX_INTEGER = 2**31 - 1
MAX_ZOEK = 100
MAX_WORDS = 8


class StrictFilterSet(FilterSet):
    """Base of every filterset of the API; declare each key, in camelCase, with a Dutch `label`.

    Leave `Meta.fields` empty: generated keys would be snake_case. A key that names an object is best a
    `ModelChoiceFilter` with `queryset=` a function of the request that returns what that user may see: a hidden
    object is then refused in the same words as one that does not exist.
    """


class StrictFilterBackend(DjangoFilterBackend):
    """Applies the filterset that `StrictQueryMixin` made and checked; only lists have one."""

    def filter_queryset(self, request: Request, queryset: QuerySet[Model], view: APIView) -> QuerySet[Model]:
        """The rows that the query asks for; raises ImproperlyConfigured for a view that skips the check."""
        if not isinstance(view, StrictQueryMixin):
            raise ImproperlyConfigured(f"{type(view).__name__} filters, so it must inherit StrictQueryMixin.")
        if view.filterset is None:
            return queryset
        view.filterset.queryset = queryset
        return view.filterset.qs


class _StrictField(forms.Field):
    """A form field around a parser that raises ValueError with a sentence."""

    def parse(self, text: str) -> Any:
        raise NotImplementedError

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        try:
            return self.parse(str(value))
        except ValueError as error:
            raise forms.ValidationError(str(error), code="invalid") from error


class _MomentField(_StrictField):
    def parse(self, text: str) -> datetime.datetime:
        return parse_moment(text)


class _BooleanField(_StrictField):
    def parse(self, text: str) -> bool:
        if text not in {"true", "false"}:
            raise ValueError(_("Kies uit: true, false."))
        return text == "true"


class _DateField(_StrictField):
    def parse(self, text: str) -> datetime.date:
        return parse_date(text)


class _IntegerField(_StrictField):
    def __init__(self, *, minimum: int = 0, maximum: int = MAX_INTEGER, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._parser = parse_integer(minimum, maximum)

    def parse(self, text: str) -> int:
        return self._parser(text)


class BooleanFilter(django_filters.BooleanFilter):
    """`true` or `false`, nothing else."""

    field_class = _BooleanField


class DateFilter(django_filters.DateFilter):
    """A date as 2025-03-31; the Dutch notations of the forms are not accepted here."""

    field_class = _DateField


class IntegerFilter(django_filters.NumberFilter):
    """A whole number; takes `minimum=` (0 unless told) and `maximum=`."""

    field_class = _IntegerField

    def get_max_validator(self) -> None:
        """No validator of its own: the field has bounds."""
        return None


class MomentFilter(django_filters.IsoDateTimeFilter):
    """A moment with its time zone, or a date."""

    field_class = _MomentField


class SearchFilter(django_filters.CharFilter):
    """The key `zoek` of a list: rows that hold every word in one of the fields, which the list shows itself."""

    def __init__(self, *fields: str, label: Any) -> None:
        super().__init__(max_length=MAX_ZOEK, label=label)
        self.fields = fields

    def filter(self, queryset: QuerySet[Any], value: str) -> QuerySet[Any]:
        """Upper case does not matter; at most eight words."""
        for word in (value or "").split()[:MAX_WORDS]:
            condition = Q()
            for name in self.fields:
                condition |= Q(**{f"{name}__icontains": word})
            queryset = queryset.filter(condition)
        return queryset
