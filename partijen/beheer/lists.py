# SPDX-License-Identifier: EUPL-1.2
"""The rows of a list: searched, counted and cut into pages."""

from typing import Any, cast

from django.contrib.admin.views.main import ChangeList, ChangeListSearchForm
from django.core.validators import MaxLengthValidator
from django.db.models import QuerySet, prefetch_related_objects
from django.http import HttpRequest
from django.utils import timezone

from partijen import policies
from portaal.lib.compiled import read_objects

MAX_SEARCH, MAX_SEARCH_WORDS = 200, 8


class SearchForm(ChangeListSearchForm):
    """Refuses what no database can search for."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.validators.append(MaxLengthValidator(MAX_SEARCH))


class BeheerChangeList(ChangeList):
    """A list that fits on its first page, as most do, is not counted: its rows say how many there are."""

    search_form_class = SearchForm

    def get_results(self, request: HttpRequest) -> None:
        if self.page_num != 1 or self.show_all:
            super().get_results(request)
            return
        paginator = self.model_admin.get_paginator(request, self.queryset, self.list_per_page)
        rows = self._first(request)
        if len(rows) <= self.list_per_page:
            paginator.count = len(rows)
        self.result_count = paginator.count
        self.show_full_result_count, self.full_result_count = False, None
        self.show_admin_actions = True
        self.result_list = rows[: self.list_per_page]
        self.can_show_all = self.result_count <= self.list_max_show_all
        self.multi_page = self.result_count > self.list_per_page
        self.paginator = paginator

    def _first(self, request: HttpRequest) -> list[Any]:
        """Rows of the first page and one more, if there is."""
        # What somebody filters by, searches for or sorts on is in no key.
        key = None
        if not request.GET:
            key = ("beheer-list", self.model, policies.access_key(request.user), timezone.localdate())

        def rows() -> QuerySet[Any]:
            return self.queryset.prefetch_related(None)[: self.list_per_page + 1]

        found = read_objects(key, rows)
        prefetch_related_objects(found, *cast(Any, self.model_admin).beside(request.user))
        return found
