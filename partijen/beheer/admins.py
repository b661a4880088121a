# SPDX-License-Identifier: EUPL-1.2
"""Base class of every screen: its list, the page of one row, deleting and bulk actions."""

from typing import Any, ClassVar, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.contrib.admin.filters import SimpleListFilter
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import NestedObjects, flatten_fieldsets, get_fields_from_path, quote
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import FieldDoesNotExist, PermissionDenied, SuspiciousOperation, ValidationError
from django.db import IntegrityError, connections, models, router
from django.db.models import Max, QuerySet
from django.db.models.constants import LOOKUP_SEP
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partijen import policies
from partijen.beheer.filters import OwnRowsFilter
from partijen.beheer.forms import MAX_REDEN, BeheerMainForm
from partijen.beheer.geschiedenis import ShowsHistory
from partijen.beheer.lists import MAX_SEARCH, MAX_SEARCH_WORDS, BeheerChangeList
from partijen.beheer.options import AlreadySaved
from partijen.models import Gebruiker, Wijziging
from partijen.services import history
from portaal.lib.compiled import ANY_KEY, read_object

MAX_ID = 2**63 - 1
# What the built-in filters put behind the name of a field.
FILTER_LOOKUPS = frozenset(
    {"", "exact", "id__exact", "isnull", "in", "gte", "lt", "year", "month", "day"},
)
# Why a change that had passed all checks was refused in the end: only when two people write at the very same moment.
REFUSED = (history.StaleVersion, ValidationError, IntegrityError, models.ProtectedError)


class ActionForm(helpers.ActionForm):
    """Which action, and why."""

    reden = forms.CharField(
        label=gettext_lazy("Reden (mag leeg):"),
        required=False,
        max_length=MAX_REDEN,
        widget=forms.TextInput(attrs={"size": 30, "maxlength": MAX_REDEN}),
    )


class BeheerAdmin(ShowsHistory):
    """List and page of one model."""

    form = BeheerMainForm
    action_form = ActionForm
    list_per_page = 50
    show_facets = admin.ShowFacets.NEVER
    show_full_result_count = False

    class Media:
        js = ("js/beheer.js",)

    # Filters that links on other pages use, beside those of the list itself.
    extra_lookups: ClassVar[frozenset[str]] = frozenset()

    # --- permissions -------------------------------------------------------------------------------------------------

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.enters(request.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.asks("add", request.user)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.asks("change", request.user, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.asks("delete", request.user, obj)

    def to_field_allowed(self, request: HttpRequest, to_field: str) -> bool:
        return to_field == self.opts.pk.name

    # --- one row -----------------------------------------------------------------------------------------------------

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        if not (object_id.isascii() and object_id.isdecimal() and len(object_id) < 20) or int(object_id) > MAX_ID:
            return None
        if not self.enters(request.user):
            return None
        connection = connections[self.model._default_manager.db]
        locks = connection.features.has_select_for_update
        to_write = locks and request.method == "POST" and connection.in_atomic_block

        def row() -> QuerySet[Any]:
            rows = self.rows(request.user).filter(pk=ANY_KEY).order_by().prefetch_related(None)
            return rows.select_for_update(of=("self",)) if to_write else rows

        key = ("beheer", self.model, policies.access_key(request.user), to_write)
        found: Any = read_object(key, row, pk=int(object_id))
        if found is not None:
            models.prefetch_related_objects([found], *self.beside(request.user))
        return found

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> HttpResponse:
        """What is hidden and what is not there answer the same, as on every other page."""
        raise Http404

    def get_view_on_site_url(self, obj: Any = None) -> str | None:
        if obj is None or not self.view_on_site or not hasattr(obj, "get_absolute_url"):
            return None
        return cast(str, obj.get_absolute_url())

    def declared_fields(self) -> list[str]:
        """Names on the form, read-only ones included."""
        return list(flatten_fieldsets(self.fieldsets or [(None, {"fields": self.fields or ()})]))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:  # type: ignore[override]
        readonly = [*self.readonly_fields]
        if obj is not None:
            readonly += self.fixed
        editable = self.regels.editable(request.user, obj) if self.regels else frozenset()
        if editable is not None:
            readonly += [name for name in self.declared_fields() if name not in editable]
        return list(dict.fromkeys(readonly))

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets = list(super().get_fieldsets(request, obj))
        may = self.has_change_permission(request, obj) if obj is not None else self.has_add_permission(request)
        if not may:
            return fieldsets
        own = ["reden", *(["geen_persoonsgegeven", "bevindingen"] if self.publishes else [])]
        return [*fieldsets, (None, {"fields": [*own, "versie"] if obj is not None else own})]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        request.beheer_row = obj  # type: ignore[attr-defined]
        form = super().get_form(request, obj, change=change, **kwargs)
        form.beheer, form.user = self, request.user  # type: ignore[attr-defined]
        form.fault = getattr(request, "beheer_fault", None)  # type: ignore[attr-defined]
        return form

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Save in one transaction; what the database refuses in the end comes back with the form as it was typed."""
        if "_saveasnew" in request.POST:
            raise SuspiciousOperation("Saving as a new row is not offered.")
        verb = "change" if object_id is not None else "add"
        looks = object_id is not None and request.method != "POST"
        self.stop_at_door(self.enters(request.user) if looks else self.asks(verb, request.user))
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except AlreadySaved as earlier:
            messages.info(request, _("Dit was al opgeslagen: het formulier is twee keer verstuurd."))
            name = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
            return HttpResponseRedirect(reverse(name, args=(quote(earlier.object_id),)))
        except REFUSED as refusal:
            if hasattr(request, "beheer_fault"):
                raise
            request.beheer_fault = _fault_of(refusal)  # type: ignore[attr-defined]
            return super().changeform_view(request, object_id, form_url, extra_context)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        self.stop_at_door(self.asks("delete", request.user))
        return super().delete_view(request, object_id, extra_context)

    def stop_at_door(self, may: bool) -> None:
        """Who may not do this with any row is told so before anything is read.

        Raises:
            PermissionDenied: he may not; the answer is the same for each address.
        """
        if not may:
            raise PermissionDenied

    def _changeform_view(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """Inside the transaction: a form with rows under it calls several services."""
        with history.raising_versions_last():
            return super()._changeform_view(*args, **kwargs)  # type: ignore[misc, no-any-return]

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        obj = kwargs.get("obj") or context.get("original")
        context["may_see_history"] = obj is not None and self.may_see_history(request.user, obj)
        response = super().render_change_form(request, context, *args, **kwargs)
        if context.get("errors"):
            forms_ = [
                context["adminform"].form,
                *(f for fs in context["inline_admin_formsets"] for f in fs.formset.forms),
            ]
            response.status_code = 409 if any(getattr(form, "conflict", False) for form in forms_) else 422
            if any(getattr(form, "asks_answer", False) for form in forms_):
                forms_[0].show_question()
        return response

    # --- writing -----------------------------------------------------------------------------------------------------

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        by, reden = cast(Gebruiker, request.user), form.cleaned_data.get("reden", "").strip()
        # One at a time per user, so that two copies of one form cannot pass each other here.
        Gebruiker.objects.select_for_update().get(pk=by.pk)
        newest = Wijziging.objects.aggregate(newest=Max("pk"))["newest"] or 0
        request.beheer_newest = newest  # type: ignore[attr-defined]
        if not change:
            self.refuse_twice(obj, by=by, until=newest)
            self.write_new(obj, by=by, reden=reden)
        elif changes := form.changes():
            self.write_change(obj, changes, by=by, reden=reden)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        by, reden = cast(Gebruiker, request.user), form.cleaned_data.get("reden", "").strip()
        for name, rows in form.related_changes().items():
            history.set_related_with_history(
                form.instance, name, rows, by=by, oorsprong=Wijziging.Oorsprong.BEHEER, reden=reden
            )
        for formset in formsets:
            self.save_formset(request, form, formset, change)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        by, reden = cast(Gebruiker, request.user), form.cleaned_data.get("reden", "").strip()
        formset.save(commit=False)
        for row in formset.deleted_objects:
            formset.beheer.write_deleted(row, by=by, reden=reden)
        changed = {id(row) for row, _names in formset.changed_objects}
        for row_form in formset.initial_forms:
            if id(row_form.instance) in changed and (changes := row_form.changes()):
                formset.beheer.write_change(row_form.instance, changes, by=by, reden=reden)
        for row in formset.new_objects:
            try:
                formset.beheer.refuse_twice(row, by=by, until=request.beheer_newest)  # type: ignore[attr-defined]
            except AlreadySaved:
                continue
            formset.beheer.write_new(row, by=by, reden=reden)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        reden = request.POST.get("reden", "").replace("\0", "").strip()[:MAX_REDEN]
        self.write_deleted(obj, by=cast(Gebruiker, request.user), reden=reden)

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> None:
        raise PermissionDenied

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """What goes with the row, and what stands in the way; of other gemeenten only that there is something."""
        collector = NestedObjects(using=router.db_for_write(self.model), origin=objs)
        collector.collect(objs)
        going = [row for rows in collector.model_objs.values() for row in rows if not row._meta.auto_created]
        names = [f"{capfirst(row._meta.verbose_name)}: {row}" for row in going]
        lacking = set()
        for row in going:
            screen = self.admin_site._registry.get(type(row))
            if not (isinstance(screen, BeheerAdmin) and screen.asks("delete", request.user, row)):
                lacking.add(row._meta.verbose_name)
        own = set(policies.beheer_gemeente_ids(request.user))
        shown = [row for row in collector.protected if history.gemeente_id_of(row) in own]
        protected = [f"{capfirst(row._meta.verbose_name)}: {row}" for row in shown]
        if len(shown) < len(collector.protected):
            protected.append(_("Gegevens waar u niet bij kunt."))
        counts: dict[str, int] = {}
        for row in going:
            plural = str(row._meta.verbose_name_plural)
            counts[plural] = counts.get(plural, 0) + 1
        return names, counts, lacking, protected

    def render_delete_form(self, request: HttpRequest, context: dict[str, Any]) -> Any:
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
        context["terug_url"] = reverse(name, args=(quote(context["object"].pk),))
        return super().render_delete_form(request, context)

    # Django's own log stays empty: the services wrote the history.
    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> None:  # type: ignore[override]
        return None

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> None:  # type: ignore[override]
        return None

    def log_deletions(self, request: HttpRequest, queryset: Any) -> None:  # type: ignore[override]
        return None

    # --- lists -------------------------------------------------------------------------------------------------------

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return BeheerChangeList

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        """Filters on a relation offer only what occurs in the rows the user sees."""
        return [
            (item, OwnRowsFilter) if isinstance(item, str) and self._is_relation(item) else item
            for item in self.list_filter
        ]

    def _is_relation(self, path: str) -> bool:
        try:
            return bool(get_fields_from_path(self.model, path)[-1].is_relation)
        except FieldDoesNotExist:
            return False

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:  # type: ignore[override]
        """Only what a filter of the list asks; Django also allows any column of the model, such as a password."""
        own = {getattr(item, "parameter_name", None) for item in self.list_filter if _is_simple(item)}
        if lookup in own | self.extra_lookups:
            return True
        named: list[Any] = [item for item in self.list_filter if not _is_simple(item)]
        paths = [str(item if isinstance(item, str) else item[0]) for item in named]
        for path in [*paths, *([self.date_hierarchy] if self.date_hierarchy else [])]:
            if lookup == path:
                return True
            if lookup.startswith(path + LOOKUP_SEP) and lookup.removeprefix(path + LOOKUP_SEP) in FILTER_LOOKUPS:
                return True
        return False

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        try:
            return super().get_changelist_instance(request)
        except (IncorrectLookupParameters, SuspiciousOperation, ValueError, OverflowError, ValidationError) as error:
            if isinstance(error, SuspiciousOperation) and "_to_field" in request.GET:
                raise
            messages.warning(request, _("Dit filter kent de lijst niet. U ziet nu alles."))
            raise IncorrectLookupParameters from error

    def get_search_results(self, request: HttpRequest, queryset: models.QuerySet[Any], search_term: str) -> Any:
        words = search_term.replace("\0", "")[:MAX_SEARCH].split()[:MAX_SEARCH_WORDS]
        return super().get_search_results(request, queryset, " ".join(words))

    def response_action(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> Any:  # type: ignore[override]
        """Numbers that are none select nothing."""
        selected = request.POST.getlist(helpers.ACTION_CHECKBOX_NAME)
        known = [pk for pk in selected if pk.isascii() and pk.isdecimal() and len(pk) < 20 and int(pk) <= MAX_ID]
        if len(known) != len(selected):
            data = request.POST.copy()
            data.setlist(helpers.ACTION_CHECKBOX_NAME, known)
            request.POST = data  # type: ignore[assignment]
        return super().response_action(request, queryset)

    def reden_of(self, request: HttpRequest) -> str:
        """The reason given with a bulk action."""
        return request.POST.get("reden", "").replace("\0", "").strip()[:MAX_REDEN]


def _is_simple(item: Any) -> bool:
    return isinstance(item, type) and issubclass(item, SimpleListFilter)


def _fault_of(refusal: Exception) -> str:
    if isinstance(refusal, ValidationError):
        return " ".join(refusal.messages)
    return _("Iemand anders heeft hier tegelijk iets gewijzigd. Uw invoer staat hieronder. Sla nog eens op.")
