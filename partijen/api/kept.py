# SPDX-License-Identifier: EUPL-1.2
"""Resources that find one object, or the rows of known keys, by a query that is composed once for each access."""

from collections.abc import Callable, Hashable, Sequence
from typing import Any, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.db.models import Model, Prefetch, QuerySet, prefetch_related_objects
from django.http import Http404
from django.http.response import HttpResponseBase
from django.utils import timezone
from rest_framework.request import Request

from partijen.policies import access_key
from portaal.lib.api.pagination import KeptKeys, KeptObjects
from portaal.lib.api.query import PEILDATUM
from portaal.lib.api.rows import Row, RowsViewSet
from portaal.lib.api.viewsets import ReadViewSet
from portaal.lib.compiled import ANY_KEY, read_object, read_objects, read_values

ModelT = TypeVar("ModelT", bound=Model)


class _Kept(ReadViewSet):
    """Base of both kinds; `list_kind` is what its list is made of, which `read_page` makes rows of."""

    of_everybody = False
    """Everybody sees the same rows: nobody's roles are asked, and everybody gets what the public sees."""

    list_kind: type[KeptKeys]

    @property
    def viewer(self) -> Any:
        """For whom the rows are read; `get_queryset` asks what this user may see."""
        return AnonymousUser() if self.of_everybody else self.request.user

    def kept_more(self) -> tuple[Hashable, ...]:
        """What else the rows of today hang on: something stored that their query follows."""
        return ()

    def kept_key(self, name: str) -> tuple[Hashable, ...]:
        """The key of a query of this resource that is kept."""
        return (name, type(self), self.action, access_key(self.viewer), timezone.localdate(), *self.kept_more())

    def kept_rows(self) -> Any:
        """The rows of a request without query keys."""
        return self.filter_queryset(self.get_queryset())

    def list(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:  # type: ignore[override]
        """Without query keys the first page, which is counted and read by queries that are kept."""
        if request.query_params:
            return super().list(request, *args, **kwargs)
        paginator: Any = self.paginator
        found = paginator.paginate_queryset(self.list_kind(self.kept_key("api list"), self.kept_rows), request, self)
        return self.get_paginated_response(self.get_serializer(self.read_page(found), many=True).data)

    def read_page(self, found: Sequence[Any]) -> Sequence[Any]:
        """What the serializer is given of a page of `list_kind`."""
        raise NotImplementedError


class KeptReadViewSet(_Kept):
    """A resource whose `get_queryset` follows from the access of the `viewer`, the day of today and the query keys.

    It may use nothing else but `kept_more`: what is asked for without query keys is kept. What it
    would prefetch stands in `get_prefetches`, and `get_queryset` gives that to `prefetch_related`.
    """

    list_kind = KeptObjects

    def get_prefetches(self) -> "Sequence[Prefetch[Any] | str]":
        """What is read beside the rows; may hang on the query keys as `get_queryset` may."""
        return ()

    def get_object(self) -> Any:
        """The object of the address; raises Http404 when it is missing or hidden."""
        if self.request.query_params:
            return super().get_object()
        found = read_object(self.kept_key("api object"), self._rows, pk=self.kwargs["pk"])
        if found is None:
            raise Http404
        prefetch_related_objects([found], *self.get_prefetches())
        self.check_object_permissions(self.request, found)
        return found

    def _rows(self) -> Any:
        return self.kept_rows().prefetch_related(None).filter(pk__in=[ANY_KEY]).order_by()

    def read_page(self, found: Sequence[Any]) -> Sequence[Any]:
        """The objects, with what is read beside them."""
        prefetch_related_objects(found, *self.get_prefetches())
        return found


class KeptRowsViewSet(_Kept, RowsViewSet):
    """A resource of rows of which `get_queryset` follows from the same."""

    list_kind = KeptKeys

    def read_page(self, found: Sequence[Any]) -> Sequence[Any]:
        """The rows of these keys."""
        return self.read_keys(found, self.get_queryset) if found else []


class KeptColumnsViewSet(KeptRowsViewSet):
    """A resource whose rows are made of columns of a query."""

    columns: Sequence[str] = ()
    """What is read of each row, `id` first."""

    def seen(self) -> Any:
        """What the user may see today, in no order; hangs on his access and the day alone."""
        model: Any = self.queryset.model  # type: ignore[union-attr]
        return model.objects.visible_to(self.viewer)

    def make_rows(self, found: Sequence[Row]) -> Sequence[Row]:
        """The rows of what was read, in a number of queries that does not depend on how many there are."""
        raise NotImplementedError

    def read_rows(self, queryset: Any) -> Sequence[Row]:
        """Of a queryset."""
        return self.make_rows(list(queryset.values(*self.columns)))

    def read_keys(self, keys: Sequence[int], rows: Callable[[], Any]) -> Sequence[Row]:
        """Of today by their keys."""
        if PEILDATUM.name in self.query:
            return super().read_keys(keys, rows)
        found = read_by_key(type(self), self.viewer, keys, lambda: self.seen().values(*self.columns))
        return self.make_rows(found)


def read_by_key(
    name: Hashable, user: Any, keys: Sequence[int], columns: "Callable[[], QuerySet[Any]]", *more: Hashable
) -> list[Row]:
    """What a `values()` queryset with `id` tells of these keys, in their order.

    Args:
        columns: makes it of nothing but the access of the user, the day of today and `more`; called once for these.
    """
    key = ("api rows", name, access_key(user), timezone.localdate(), *more)
    found = read_values(key, lambda: columns().filter(pk__in=[ANY_KEY]).order_by(), pks=keys)
    rows = {row["id"]: row for row in found}
    return [rows[key] for key in keys if key in rows]


def read_objects_by_key(
    name: Hashable, user: Any, keys: Sequence[int], rows: "Callable[[], QuerySet[ModelT]]"
) -> list[ModelT]:
    """The objects of these keys, in their order; `rows` as `columns` of `read_by_key`."""
    key = ("api objects", name, access_key(user), timezone.localdate())
    found = read_objects(key, lambda: rows().filter(pk__in=[ANY_KEY]).order_by(), pks=keys) if keys else []
    by_key = {row.pk: row for row in found}
    return [by_key[key] for key in keys if key in by_key]
