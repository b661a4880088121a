# SPDX-License-Identifier: EUPL-1.2
"""How a page finds its gemeente, and tells browsers that nothing changed."""

import datetime as dt
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.http import quote_etag

from partijen.models import Gemeente
from partijen.policies import access_key
from portaal.lib.compiled import ANY_KEY, read_object, read_values

ModelT = TypeVar("ModelT", bound=Model)
_COLUMNS = [field.attname for field in Gemeente._meta.concrete_fields]
# Makes the condition of a query for a user.
Condition = Callable[[Any], Any]
# What the frame of every page must know of a gemeente beside its columns, and what only some pages must: {name: …}.
_OF_THE_FRAME: dict[str, Condition] = {}
_OF_SOME_PAGES: dict[str, Condition] = {}


def register_fact(name: str, condition: Condition, *, in_frame: bool = False) -> None:
    """Let pages know whether a condition holds for their gemeente; the answer is found in `gemeente.feiten`.

    Called by an app further on when it is loaded, since this one knows nothing of it. The condition is made for a user
    and may name the gemeente by `OuterRef("pk")`; whatever counts as true in Python is true.

    Args:
        in_frame: every page asks it, so it comes with the gemeente; the others are read together at the first that a
            page asks.
    """
    (_OF_THE_FRAME if in_frame else _OF_SOME_PAGES)[name] = condition


class Facts(dict[str, bool]):
    """What was registered and whether it holds for the gemeente of a page, as far as this user may see."""

    def __init__(self, gemeente_id: int, user: Any, known: dict[str, bool]) -> None:
        super().__init__(known)
        self._gemeente_id, self._user = gemeente_id, user

    def __missing__(self, name: str) -> bool:
        if name not in _OF_SOME_PAGES:
            raise KeyError(name)

        def rows() -> QuerySet[Any]:
            found = Gemeente.objects.filter(pk__in=[ANY_KEY]).order_by()
            conditions = {name: make(self._user) for name, make in _OF_SOME_PAGES.items()}
            return found.annotate(**conditions).values(*conditions)

        for values in read_values(("feiten", access_key(self._user)), rows, pks=[self._gemeente_id]):
            self.update({name: bool(value) for name, value in values.items()})
        return self[name]


def get_gemeente(request: HttpRequest, slug: str) -> Gemeente:
    """The gemeente of the address, kept on the request for the frame of the page.

    Raises:
        Http404: no such gemeente.
    """

    def rows() -> QuerySet[Any]:
        found = Gemeente.objects.visible_to(request.user).filter(slug__in=[ANY_KEY]).order_by()
        conditions = {name: make(request.user) for name, make in _OF_THE_FRAME.items()}
        return found.annotate(**conditions).values(*_COLUMNS, *conditions)

    # Every page begins with it, and for one that a browser still holds nothing else is asked.
    values = next(iter(read_values(("gemeente", access_key(request.user)), rows, pks=[slug])), None)
    if values is None:
        raise Http404
    gemeente = Gemeente.from_db(DEFAULT_DB_ALIAS, _COLUMNS, [values[name] for name in _COLUMNS])
    known = {name: bool(values[name]) for name in _OF_THE_FRAME}
    gemeente.feiten = Facts(gemeente.pk, request.user, known)  # type: ignore[attr-defined]
    request.gemeente = gemeente  # type: ignore[attr-defined]
    return gemeente


def find_visible(
    rows: "Callable[[Any, Any], QuerySet[ModelT]]",
    user: Any,
    gemeente: Gemeente | None = None,
    *,
    pk: int | str,
    other: str | int = "",
) -> ModelT | None:
    """The object of an address for this user; None when it is missing or hidden, without a difference.

    Every page and form about one object begins with it; so its query is compiled once for each access.

    Args:
        rows: a function of a module, which makes the queryset of a user and gemeente and uses nothing else. In it
            ANY_KEY stands for `pk`, and ANY_OTHER for `other`.
    """
    if "<" in rows.__qualname__:
        raise ValueError("a function within another could use more than the key of its query tells")
    key = (rows, access_key(user), gemeente.pk if gemeente is not None else None)
    return read_object(key, lambda: rows(user, gemeente), pk=pk, other=other)


def page_etag(request: HttpRequest, gemeente: Any, today: dt.date) -> str:
    """Version of a public page: that of what is public in the gemeente, the day (signals age) and the address."""
    return quote_etag(f"{gemeente.publieke_versie}-{today:%Y%m%d}-{settings.BUILD}-{request.get_full_path()}")


def public_page(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Answer 304 to an anonymous browser that holds the page as it is now, before any data is read.

    The view receives the gemeente instead of its slug. Pages for who logged in are never kept by a cache.
    """

    @wraps(view)
    def wrapper(request: HttpRequest, gemeente: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
        found = get_gemeente(request, gemeente)
        cacheable = request.method in ("GET", "HEAD") and not request.user.is_authenticated and not request.htmx  # type: ignore[attr-defined]
        if not cacheable:
            response = view(request, found, *args, **kwargs)
            patch_cache_control(response, private=True, no_cache=True)
            patch_vary_headers(response, ["HX-Request", "Cookie"])
            return response
        etag = page_etag(request, found, timezone.localdate())
        unchanged = get_conditional_response(request, etag=etag)
        response = unchanged or view(request, found, *args, **kwargs)
        if response.status_code in (200, 304):
            response.headers["ETag"] = etag
            patch_cache_control(response, public=True, no_cache=True)
        patch_vary_headers(response, ["HX-Request", "Cookie"])
        return response

    return wrapper
