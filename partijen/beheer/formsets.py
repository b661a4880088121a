# SPDX-License-Identifier: EUPL-1.2
"""Rows under a row: each is checked on its own, against its own version and rules."""

from collections.abc import Iterator
from typing import Any, ClassVar, cast

from django.core.exceptions import ValidationError
from django.db import models
from django.forms.formsets import DELETION_FIELD_NAME
from django.forms.models import BaseInlineFormSet
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from partijen.beheer.forms import newest_events
from partijen.beheer.options import BeheerOptions
from partijen.policies import access_key
from portaal.lib.compiled import ANY_KEY, read_objects


class BeheerFormSet(BaseInlineFormSet):  # type: ignore[type-arg]
    """Forms of one inline."""

    beheer: ClassVar[BeheerOptions]
    user: ClassVar[Any]

    def get_queryset(self) -> Any:
        """The rows under this row, by a query that is compiled once for each access, whichever row it is."""
        user, fk = self.user, self.fk.name
        if hasattr(self, "_queryset") or self.instance.pk is None or self.beheer.beside(user):
            return super().get_queryset()

        def rows() -> models.QuerySet[Any]:
            found = self.beheer.rows(user).filter(**{fk: ANY_KEY})
            found = found.order_by(*self.beheer.ordering) if self.beheer.ordering else found
            return found if found.ordered else found.order_by("pk")

        key = ("beheer-rows", type(self.beheer), fk, access_key(user), timezone.localdate())
        self._queryset = read_objects(key, rows, pks=[self.instance.pk])
        return self._queryset

    @cached_property
    def newest(self) -> dict[int, int]:
        """The newest event of each row, read at once."""
        return newest_events(list(self.get_queryset())) if self.instance.pk else {}

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        return {**super().get_form_kwargs(index), "newest": self.newest}

    def _construct_form(self, i: int, **kwargs: Any) -> Any:
        form = super()._construct_form(i, **kwargs)  # type: ignore[misc]
        form.parent = self.instance
        return form

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        if DELETION_FIELD_NAME in form.fields and form.instance.pk:
            may = self.beheer.asks("delete", self.user, form.instance)
            form.fields[DELETION_FIELD_NAME].disabled = not may

    def clean(self) -> None:
        super().clean()
        if any(form.instance.pk is None for form in self.initial_forms):
            raise ValidationError(_("Een van deze regels is er niet meer. Laad de pagina opnieuw."), code="weg")
        # Django does not look at the faults of a row that goes; that somebody else changed it is one.
        if any(form.conflict and self._should_delete_form(form) for form in self.initial_forms):  # type: ignore[attr-defined]
            raise ValidationError(_("Een regel die u wilt verwijderen, is intussen gewijzigd."), code="versie")
        for constraint, names in self._unique_together():
            seen: set[tuple[Any, ...]] = set()
            for form in self.forms:
                if form.errors or not (form.has_changed() or form.instance.pk) or self._should_delete_form(form):  # type: ignore[attr-defined]
                    continue
                key = tuple(getattr(form.instance, name, None) for name in names)
                if key in seen and form.has_changed():
                    message = self.beheer.constraint_messages.get(constraint.name) or _("Deze regel staat er al.")
                    form.add_error(None, ValidationError(message, code="uniek"))
                seen.add(key)

    def _unique_together(self) -> Iterator[tuple[models.UniqueConstraint, list[str]]]:
        """Unique constraints with expressions, which Django compares with the database but not among new rows."""
        opts = cast(type[models.Model], self.model)._meta
        attnames = {field.name: field.attname for field in opts.concrete_fields}
        for constraint in opts.constraints:
            if isinstance(constraint, models.UniqueConstraint) and constraint.expressions:
                names = [name for expression in constraint.expressions for name in _names_in(expression)]
                yield constraint, [attnames[name] for name in names if name != self.fk.name]


def _names_in(expression: Any) -> Iterator[str]:
    """Names of the fields in an expression such as `Coalesce("actie", 0)`."""
    if isinstance(expression, models.F):
        yield expression.name  # type: ignore[attr-defined]
    for part in getattr(expression, "get_source_expressions", list)():
        yield from _names_in(part)
