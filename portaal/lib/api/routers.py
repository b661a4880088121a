# SPDX-License-Identifier: EUPL-1.2
"""Addresses of the API: no trailing slashes, everything below /api answered here."""

import re
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.routers import SimpleRouter
from rest_framework.viewsets import ViewSetMixin

from portaal.lib.api import conf
from portaal.lib.api.docs import docs
from portaal.lib.api.openapi import OpenApiView
from portaal.lib.api.permissions import ReadPublished
from portaal.lib.api.problems import problem_response
from portaal.lib.api.query import CAMEL_CASE, StrictQueryMixin

KEBAB_CASE = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


class PortaalRouter(SimpleRouter):
    """Registers viewsets under plural Dutch nouns; the name of a route is `api:<prefix>-list` and `-detail`.

    Path converters instead of DRF's regular expressions: those let `afspraken%0A` through.
    """

    def __init__(self, *, trailing_slash: bool = False) -> None:
        if trailing_slash:
            raise ImproperlyConfigured("Addresses of this API have no trailing slash.")
        super().__init__(trailing_slash=False, use_regex_path=False)

    def register(self, prefix: str, viewset: type[ViewSetMixin], basename: str | None = None) -> None:
        """Add a viewset; raises ImproperlyConfigured for a name that breaks the conventions."""
        if KEBAB_CASE.fullmatch(prefix) is None:
            raise ImproperlyConfigured(f"{prefix} is not kebab-case.")
        for name in _outside_names(viewset):
            if CAMEL_CASE.fullmatch(name) is None:
                raise ImproperlyConfigured(f"{viewset.__name__}: {name} is not camelCase.")
        super().register(prefix, viewset, basename or prefix)


def _outside_names(viewset: type[Any]) -> Iterator[str]:
    """Every query key and attribute of a viewset."""
    if filterset := getattr(viewset, "filterset_class", None):
        yield from filterset.base_filters
    yield from (key.name for key in getattr(viewset, "query_keys", ()))
    yield from getattr(viewset, "bulk_columns", ())
    if serializer := getattr(viewset, "serializer_class", None):
        yield from _attribute_names(serializer())


def _attribute_names(serializer: Any) -> Iterator[str]:
    if isinstance(serializer, serializers.ListSerializer):
        yield from _attribute_names(serializer.child)
    elif isinstance(serializer, serializers.Serializer):
        for name, field in serializer.fields.items():
            yield name
            yield from _attribute_names(field)


class RootView(StrictQueryMixin):
    """The front door: every resource with its address.

    Not in the document: there its path would end with a slash, and no address of ours does.
    """

    schema = None

    permission_classes = [ReadPublished]
    router: PortaalRouter | None = None
    api_description = _("Alle onderdelen van deze API met hun adres.")

    def get(self, request: Request) -> Response:
        """Prefix -> absolute address, and that of the OpenAPI document."""
        registry = self.router.registry if self.router else []
        resources = {prefix: reverse(f"api:{name}-list", request=request) for prefix, _viewset, name in registry}
        return Response(resources | {"openapi": reverse("api:openapi", request=request)})


@csrf_exempt
def not_found(request: HttpRequest) -> HttpResponse:
    """404 for what no pattern below /api matches, so that APPEND_SLASH and the pages never get to see it."""
    return problem_response(request, 404)


def api_urlpatterns(router: PortaalRouter) -> list[URLPattern | URLResolver]:
    """All patterns of the API, for the root URLconf, before any pattern that starts with a variable.

    Names stand in the namespace `api`: `api:root`, `api:openapi`, `api:afspraken-list`.
    """
    base = conf.API_BASE.lstrip("/")
    patterns: list[URLPattern | URLResolver] = [
        path(base, RootView.as_view(router=router), name="root"),
        path(f"{base}/openapi.json", OpenApiView.as_view(), name="openapi"),
        path(f"{base}/docs", docs, name="docs"),
        path(f"{base}/", include(router.urls)),
        re_path(r"^api(?:/|\Z)", not_found, name="not-found"),
    ]
    return [path("", include((patterns, "api")))]
