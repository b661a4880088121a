# SPDX-License-Identifier: EUPL-1.2
"""The site of /beheer/: who enters, through which door, and what its search boxes may offer."""

from collections.abc import Iterable
from functools import partial, wraps
from typing import Any, cast

from django.contrib import admin
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.urls import URLPattern, URLResolver, reverse
from django.utils.cache import add_never_cache_headers
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from partijen.policies import toegang_of

# Leads to any object of the portal by its number, past every rule.
LEFT_OUT = frozenset({"view_on_site"})


class BeheerSite(admin.AdminSite):
    """Django's admin with our own door, our own rules and our own history."""

    site_header = _("Afsprakenportaal beheer")
    site_title = _("Beheer")
    index_title = _("Beheer")
    empty_value_display = "–"
    enable_nav_sidebar = False  # the lists are wide; the index is one click away

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        # It would delete without history, and what our rules keep.
        self.disable_action("delete_selected")

    def register(
        self,
        model_or_iterable: type[models.Model] | Iterable[type[models.Model]],
        admin_class: "type[admin.ModelAdmin[Any]] | None" = None,
        **options: Any,
    ) -> None:
        """Register screens that follow our rules; those of other packages, which do not, are left out."""
        from partijen.beheer.admins import BeheerAdmin

        if admin_class is not None and issubclass(admin_class, BeheerAdmin):
            super().register(model_or_iterable, admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        return toegang_of(request.user).may_enter_beheer

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Everybody logs in at the one login page; who may not enter is told so."""
        inner = super().admin_view(view, cacheable)

        @wraps(inner)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not self.has_permission(request):
                if request.user.is_authenticated:
                    raise PermissionDenied
                response: HttpResponse = redirect_to_login(request.get_full_path(), resolve_url("account_login"))
                add_never_cache_headers(response)
                return response
            _drop_null_characters(request)
            answer: HttpResponse = inner(request, *args, **kwargs)
            return answer

        return guarded

    def get_urls(self) -> list[URLPattern | URLResolver]:
        return [url for url in super().get_urls() if getattr(url, "name", None) not in LEFT_OUT]

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:  # type: ignore[override]
        """The admin has no login of its own."""
        return self.admin_view(lambda request: HttpResponseRedirect(reverse("admin:index")))(request)

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:  # type: ignore[override]
        return HttpResponseRedirect(reverse("account_logout"))

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:  # type: ignore[override]
        return HttpResponseRedirect(reverse("account_change_password"))

    def password_change_done(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:  # type: ignore[override]
        return HttpResponseRedirect(reverse("admin:index"))

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:  # type: ignore[override]
        from partijen.models import Wijziging

        mine = Wijziging.objects.visible_to(request.user).filter(gebruiker=request.user.pk).order_by("-id")[:10]
        return super().index(request, {"eigen_wijzigingen": mine, **(extra_context or {})})  # type: ignore[return-value]

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> Any:
        """Made only where it is shown: it asks every screen about its rules, and every page is given it."""
        return SimpleLazyObject(partial(super().get_app_list, request, app_label))

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:  # type: ignore[override]
        return BeheerAutocompleteView.as_view(admin_site=self)(request)  # type: ignore[return-value]

    def get_log_entries(self, request: HttpRequest) -> Any:
        """Django's own log stays empty: the history of the portal is Wijziging."""
        return ()


class BeheerAutocompleteView(AutocompleteJsonView):
    """Offers what may be chosen in one field of a screen on which the user may fill something in."""

    def process_request(self, request: HttpRequest) -> Any:
        term, model_admin, source_field, to_field_name = super().process_request(request)
        source = self.admin_site._registry.get(source_field.model)  # type: ignore[union-attr]
        if source is None or source_field.name not in source.get_autocomplete_fields(request):
            raise PermissionDenied
        self.source = source
        return term, model_admin, source_field, to_field_name

    def has_perm(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(self.source.has_add_permission(request) or self.source.has_change_permission(request))

    def get_queryset(self) -> models.QuerySet[Any]:
        rows = cast(Any, self.source).choices_of(self.request, self.source_field)
        rows, may_have_duplicates = self.model_admin.get_search_results(self.request, rows, self.term)
        return rows.distinct() if may_have_duplicates else rows  # type: ignore[no-any-return]


def _drop_null_characters(request: HttpRequest) -> None:
    """A database refuses them in a filter or search; nobody types them."""
    if any("\0" in value for values in request.GET.lists() for value in (values[0], *values[1])):
        cleaned = request.GET.copy()
        cleaned.clear()
        for name, values in request.GET.lists():
            cleaned.setlist(name.replace("\0", ""), [value.replace("\0", "") for value in values])
        cleaned._mutable = False
        request.GET = cleaned  # type: ignore[assignment]
