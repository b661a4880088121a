# SPDX-License-Identifier: EUPL-1.2
"""The page with the history of a row in /beheer/: who changed what, when and why."""

from typing import Any, ClassVar

from django.apps import apps
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from partijen import policies
from partijen.beheer.options import BeheerOptions
from partijen.geschiedenis import describe_events
from partijen.models import Wijziging
from partijen.services import history
from portaal.lib.compiled import ANY_KEY, read_objects

HISTORY_PER_PAGE = 50


class ShowsHistory(BeheerOptions, admin.ModelAdmin):  # type: ignore[type-arg]
    """Base of the screens of one model: the history of each row."""

    # Also shown in the history of a row: changes of rows under it, as {model label: foreign key to this row}.
    history_of: ClassVar[dict[str, str]] = {}

    def may_see_history(self, user: Any, row: Any) -> bool:
        """Who changed what is for the coordinator and beheerder of the gemeente."""
        gemeente_id = history.gemeente_id_of(row)
        if gemeente_id is None:
            return policies.may_set_up(user) or policies.may_read_beheer(user)
        return policies.may_see_history(user, gemeente_id)

    def events_of(self, pk: int, gemeente_id: int | None, user: Any) -> QuerySet[Wijziging]:
        """Events of a row and of the rows under it, deleted ones included, newest first."""
        condition = Q(model=self.opts.label_lower, object_id=pk)
        for label, path in self.history_of.items():
            model = apps.get_model(label)
            under = model._default_manager.filter(**{path: pk})
            condition |= Q(model=label, object_id__in=under.order_by().values("pk"))
            column = model._meta.get_field(path).attname
            gone = {f"velden__{column}__0": pk, "soort": Wijziging.Soort.VERWIJDERD}
            condition |= Q(model=label, **gone)
        events = Wijziging.objects.visible_to(user).filter(condition).order_by("-id").select_related("gebruiker")
        return events.filter(gemeente_id=gemeente_id) if gemeente_id is not None else events

    def history_page(self, row: Any, request: HttpRequest) -> Page:  # type: ignore[type-arg]
        """A page of these events. The first is read with one event more: most histories end there, uncounted."""
        user, gemeente_id = request.user, history.gemeente_id_of(row)

        def events(pk: int) -> QuerySet[Wijziging]:
            return self.events_of(pk, gemeente_id, user)

        def first(pk: int) -> QuerySet[Wijziging]:
            return events(pk)[: HISTORY_PER_PAGE + 1]

        if "p" in request.GET:
            return self.get_paginator(request, events(row.pk), HISTORY_PER_PAGE).get_page(request.GET["p"])
        if self.history_of:  # the key of the row stands within a JSON value too, where no other can take its place
            found = list(first(row.pk))
        else:
            key = ("beheer-history", self.model, policies.access_key(user), gemeente_id)
            found = read_objects(key, lambda: first(ANY_KEY), pks=[row.pk])
        rows: Any = found if len(found) <= HISTORY_PER_PAGE else events(row.pk)
        return Page(found[:HISTORY_PER_PAGE], 1, self.get_paginator(request, rows, HISTORY_PER_PAGE))

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Who changed this row, when, from what to what, and why."""
        row = self.get_object(request, unquote(object_id))
        if row is None:
            raise Http404
        if not (self.has_view_permission(request, row) and self.may_see_history(request.user, row)):
            raise PermissionDenied
        page = self.history_page(row, request)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Geschiedenis: %s") % row,
            "subtitle": None,
            "page": page,
            "page_range": page.paginator.get_elided_page_range(page.number),
            "regels": describe_events(list(page.object_list)),
            "module_name": str(capfirst(self.opts.verbose_name_plural)),
            "object": row,
            "opts": self.opts,
            **(extra_context or {}),
        }
        request.current_app = self.admin_site.name  # type: ignore[attr-defined]
        return TemplateResponse(request, "admin/object_history.html", context)
