# SPDX-License-Identifier: EUPL-1.2
"""What lists and inlines share: permissions, rows and choices follow the rules, writes leave history."""

import datetime as dt
import json
from collections.abc import Collection, Iterable
from typing import Any, ClassVar, cast

from django.contrib.admin.exceptions import NotRegistered
from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import cached_property

from partijen.beheer.fields import KnownRowField, RowAutocomplete, TekstField
from partijen.beheer.regels import Regels
from partijen.models import Gebruiker, Wijziging
from partijen.policies import access_key
from partijen.services import history
from partijen.services.persoonsgegevens import Tekst, public_columns, public_texts_of
from portaal.lib.forms import RowsField

# Decided by the rules alone: a screen that writes its own version of one of these is refused at start.
DECIDED_BY_RULES = frozenset(
    {
        "has_view_permission",
        "has_add_permission",
        "has_change_permission",
        "has_delete_permission",
        "has_module_permission",
        "get_queryset",
        "get_object",
        "get_form",
        "get_formset",
        "get_readonly_fields",
        "lookup_allowed",
        "save_model",
        "save_related",
        "save_formset",
        "delete_model",
        "delete_queryset",
    }
)
OUR_MODULES = "partijen.beheer."
BEHEER = Wijziging.Oorsprong.BEHEER
# A form that is sent twice brings the same row again within this time.
SENT_TWICE = dt.timedelta(seconds=60)
# Columns that differ between the two rows of a form that was sent twice.
NEVER_THE_SAME = frozenset({"code", "volgnummer", "created_at", "sleutel"})


class AlreadySaved(Exception):
    """The same user added the same row a moment ago: the form was sent twice. `object_id` is that row."""

    def __init__(self, object_id: int) -> None:
        super().__init__(object_id)
        self.object_id = object_id


class BeheerOptions(BaseModelAdmin):
    """Base of the screens and inlines of one model.

    A subclass declares `regels`; without it nothing is shown or allowed.

    Attributes:
        gemeente_from: foreign key from which a new row takes its gemeente ("" when it is a field of the form).
        fixed: fields that are filled in once, at creation.
        across: relations that may lead outside the gemeente of the row.
        assigned: columns that get their value only when the row is written.
        constraint_messages: Dutch words for constraints of the model that have none of their own.
    """

    regels: ClassVar[Regels | None] = None
    gemeente_from: ClassVar[str] = ""
    fixed: ClassVar[Collection[str]] = ()
    across: ClassVar[Collection[str]] = ()
    assigned: ClassVar[frozenset[str]] = frozenset()
    constraint_messages: ClassVar[dict[str, Any]] = {}

    model: type[models.Model]
    formfield_overrides: ClassVar[Any] = {models.TextField: {"form_class": TekstField}}

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        own = DECIDED_BY_RULES & set(vars(cls))
        if own and not cls.__module__.startswith(OUR_MODULES):
            raise TypeError(f"{cls.__qualname__}: {', '.join(sorted(own))} follow from `regels`")

    # --- what exists for a user --------------------------------------------------------------------------------------

    def enters(self, user: Any) -> bool:
        """The user finds these screens."""
        return self.regels is not None and self.regels.enter(user)

    def asks(self, verb: str, user: Any, row: Any = None) -> bool:
        """Whether a rule (`add`, `change` or `delete`) lets the user."""
        return self.enters(user) and bool(getattr(self.regels, verb)(user, row))

    def rows(self, user: Any) -> models.QuerySet[Any]:
        """The rows that exist for the user in /beheer/."""
        if not self.enters(user):
            return self.model._default_manager.none()
        manager = cast(Any, self.model._default_manager)
        seen = manager.visible_to(user) if hasattr(manager, "visible_to") else manager.all()
        rows = self.extend(seen.filter(cast(Regels, self.regels).rows(user)), user)
        return rows.prefetch_related(*self.beside(user))

    def beside(self, user: Any) -> tuple[models.Prefetch[Any], ...]:
        """Hook: what is read beside each row, by a query of its own."""
        return ()

    def extend(self, queryset: models.QuerySet[Any], user: Any) -> models.QuerySet[Any]:
        """Hook: what the lists of this model need beside their columns."""
        return queryset

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        rows = self.rows(request.user)
        ordering = self.get_ordering(request)
        return rows.order_by(*ordering) if ordering else rows

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.enters(request.user)

    # --- what may be chosen ------------------------------------------------------------------------------------------

    def get_choices(self, user: Any, db_field: Any) -> models.QuerySet[Any]:
        """Hook: rows of this model that a user may choose in a field of another; without more, those he finds here."""
        return self.rows(user)

    def within(self, queryset: models.QuerySet[Any], gemeente_id: int) -> models.QuerySet[Any]:
        """Hook: the rows that belong to a gemeente."""
        names = {field.name for field in self.model._meta.concrete_fields}
        return queryset.filter(gemeente_id=gemeente_id) if "gemeente" in names else queryset

    def narrow(self, queryset: models.QuerySet[Any], db_field: Any, row: Any) -> models.QuerySet[Any]:
        """Hook: choices that fit the row whose page is open."""
        return queryset

    def choices_of(self, request: HttpRequest, db_field: Any) -> models.QuerySet[Any]:
        """What the user may choose in a foreign key or many-to-many field of this model."""
        return self._choices(request, db_field)[0]

    def _choices(self, request: HttpRequest, db_field: Any) -> tuple[models.QuerySet[Any], tuple[Any, ...] | None]:
        """These, and a key of all they depend on; None where the row on the page narrows them, in ways of its own."""
        try:
            target: Any = self.admin_site.get_model_admin(db_field.remote_field.model)
        except NotRegistered:
            return db_field.remote_field.model._default_manager.none(), None
        queryset = target.get_choices(request.user, db_field).complex_filter(db_field.get_limit_choices_to())
        row, gemeente_id, narrowed = getattr(request, "beheer_row", None), None, False
        if row is not None:
            if db_field.name not in {"gemeente", *self.across}:
                gemeente_id = history.gemeente_id_of(row)
            if gemeente_id is not None:
                queryset = target.within(queryset, gemeente_id)
            before, queryset = queryset, self.narrow(queryset, db_field, row)
            narrowed = queryset is not before
        ordering = target.get_ordering(request)
        key = (type(self), db_field.name, access_key(request.user), gemeente_id, timezone.localdate())
        rows = queryset.order_by(*ordering) if ordering else queryset
        return rows, None if narrowed or rows._prefetch_related_lookups else ("beheer-choices", *key)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:  # type: ignore[override]
        kwargs["queryset"], key = self._choices(request, db_field)
        kwargs["limit_choices_to"] = {}
        if db_field.name not in self.get_autocomplete_fields(request):
            kwargs.setdefault("form_class", KnownRowField)
        else:
            kwargs.setdefault("widget", RowAutocomplete(db_field, self.admin_site, using=kwargs.get("using")))
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if isinstance(field, KnownRowField):
            field.key = key
        return field

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:  # type: ignore[override]
        kwargs["queryset"] = self.choices_of(request, db_field)
        kwargs["limit_choices_to"] = {}
        kwargs.setdefault("widget", CheckboxSelectMultiple)
        kwargs.setdefault("form_class", RowsField)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:  # type: ignore[override]
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        # Beside a choice: a button to add one and a button to look. Changing and deleting is done on its own screen.
        if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget.can_delete_related = field.widget.can_change_related = False
        return field

    # --- what may be filled in ---------------------------------------------------------------------------------------

    def get_exclude(self, request: HttpRequest, obj: Any = None) -> list[str]:
        # `versie` is a hidden field of the form and no column one fills in.
        return [*(super().get_exclude(request, obj) or ()), "versie"]

    # --- what is written ---------------------------------------------------------------------------------------------

    def fill(self, row: Any, cleaned: dict[str, Any], parent: Any, user: Any) -> None:
        """Hook: columns of a row that follow from others, before it is validated."""
        if self.gemeente_from and not row.pk:
            source = parent if parent is not None else cleaned.get(self.gemeente_from)
            if source is not None:
                row.gemeente_id = source.gemeente_id

    def check_row(self, row: Any, form: Any) -> None:
        """Hook: rules of this screen beside those of the model; adds errors to the form."""

    @cached_property
    def publishes(self) -> bool:
        """What is saved here may be public at once, so its texts are checked for personal data."""
        return bool(public_columns(self.model))

    def texts_to_publish(self, row: Any, changed: Collection[str]) -> Iterable[Tekst]:
        """Hook: texts that are public as soon as the row is saved with these changes."""
        return public_texts_of(row, changed)

    def may_publish(self, user: Any, row: Any) -> bool:
        """Hook: the user may answer that something is no personal data; without more, who may save it at all."""
        return self.asks("change" if row.pk else "add", user, row)

    def log_gemeente_id(self, row: Any, user: Any) -> int | None:
        """Hook: in whose log a change belongs when the row has no gemeente of its own."""
        return None

    def write_new(self, row: Any, *, by: Gebruiker, reden: str) -> None:
        """Insert a row that was validated."""
        history.create_with_history(
            row, by=by, oorsprong=BEHEER, reden=reden, gemeente_id=self.log_gemeente_id(row, by)
        )

    def write_change(self, row: Any, changes: dict[str, Any], *, by: Gebruiker, reden: str) -> None:
        """Change columns of a row; the caller holds its lock and has compared versions."""
        history.update_with_history(
            row, changes, by=by, oorsprong=BEHEER, reden=reden, gemeente_id=self.log_gemeente_id(row, by)
        )

    def write_deleted(self, row: Any, *, by: Gebruiker, reden: str) -> None:
        """Delete a row with what hangs on it."""
        history.delete_with_history(
            row, by=by, oorsprong=BEHEER, reden=reden, gemeente_id=self.log_gemeente_id(row, by)
        )

    def refuse_twice(self, row: Any, *, by: Gebruiker, until: int) -> None:
        """Recognise a form that was sent twice by what it adds.

        Args:
            until: the newest event from before this form; what it adds itself is no repetition.

        Raises:
            AlreadySaved: the same user added a row with the same contents less than a minute ago.
        """
        events = Wijziging.objects.filter(
            gebruiker=by,
            model=row._meta.label_lower,
            soort=Wijziging.Soort.NIEUW,
            pk__lte=until,
            moment__gte=timezone.now() - SENT_TWICE,
        )
        contents = _contents(json.loads(json.dumps(history.created(row, by=by, oorsprong=BEHEER).velden, cls=Encoder)))
        for object_id, velden in events.order_by("-id").values_list("object_id", "velden")[:20]:
            if _contents(velden) == contents:
                raise AlreadySaved(object_id)


class Encoder(DjangoJSONEncoder):
    """As the history stores values."""


def _contents(velden: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in velden.items() if name not in NEVER_THE_SAME}
