# SPDX-License-Identifier: EUPL-1.2
"""Form fields of /beheer/: choices read once for all rows of a page, and lists a person can type."""

from collections.abc import Hashable, Iterable, Iterator
from typing import Any

from django import forms
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.models import ModelChoiceIterator
from django.utils.translation import gettext as _

from portaal.lib.compiled import read_objects
from portaal.lib.forms import MAX_KEY

MAX_TEXT = 10_000
MAX_LINES = 100
MAX_LINE = 160


class RowAutocomplete(AutocompleteSelect):
    """A choice that is searched for while one types; what was sent and is no number of a row chooses nothing.

    The widget of Django asks the database for it all the same, when it shows a refused form again, and fails.
    """

    def optgroups(self, name: str, value: Any, attr: Any = None) -> Any:
        chosen = [text for text in map(str, value) if _is_key(text)]
        if chosen:
            return super().optgroups(name, chosen, attr)
        # Nothing to look up, and so no query to compose.
        empty = not (self.is_required or self.allow_multiple_selected)
        return [(None, [self.create_option(name, "", "", False, 0)] if empty else [], 0)]


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 20 and int(text) <= MAX_KEY


class KnownRowIterator(ModelChoiceIterator):  # type: ignore[type-arg]
    """Choices from the rows the field read before."""

    field: "KnownRowField"

    def __iter__(self) -> Iterator[Any]:
        if self.field.empty_label is not None:
            yield ("", self.field.empty_label)
        for row in self.field.known().values():
            yield self.choice(row)

    def __len__(self) -> int:
        return len(self.field.known()) + (self.field.empty_label is not None)

    def __bool__(self) -> bool:
        return self.field.empty_label is not None or bool(self.field.known())


class KnownRowField(forms.ModelChoiceField):
    """A choice among rows that are read once and shared by all forms of a page, for showing and for checking.

    Django's own field asks the database again for each row of a formset.
    """

    iterator = KnownRowIterator
    # Of the query: all it depends on (`portaal.lib.compiled`); None for one that is not kept.
    key: tuple[Hashable, ...] | None = None

    def __init__(self, queryset: models.QuerySet[Any] | None, **kwargs: Any) -> None:
        self._shared: dict[str, dict[int, Any]] = {}
        super().__init__(queryset, **kwargs)
        self.present: Any = None

    def _offer(self, queryset: models.QuerySet[Any] | None) -> None:
        """Other rows to choose from: what was read before is forgotten."""
        super()._set_queryset(queryset)  # type: ignore[misc]
        self._shared, self.key = {}, None

    queryset = property(forms.ModelChoiceField._get_queryset, _offer)  # type: ignore[attr-defined, assignment]

    def __deepcopy__(self, memo: dict[int, Any]) -> "KnownRowField":
        """The copies that the forms of one page make of a field share what was read."""
        copied = super().__deepcopy__(memo)
        copied._shared, copied.key = self._shared, self.key
        return copied

    def known(self) -> dict[int, Any]:
        """Rows by id; the present value of the row stays possible, also when nobody may choose it any more."""
        if "rows" not in self._shared:
            self._shared["rows"] = {row.pk: row for row in self._read()}
        rows = self._shared["rows"]
        if self.present is not None and self.present.pk not in rows:
            return {self.present.pk: self.present, **rows}
        return rows

    def _read(self) -> Iterable[Any]:
        queryset = self.queryset
        if queryset is None or self.key is None:
            return () if queryset is None else queryset
        return read_objects(self.key, lambda: queryset)

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        if isinstance(value, models.Model):
            value = value.pk
        try:
            return self.known()[int(str(value))]
        except (ValueError, KeyError) as error:
            raise ValidationError(
                self.error_messages["invalid_choice"], code="invalid_choice", params={"value": str(value)[:40]}
            ) from error


class TekstField(forms.CharField):
    """Text of several lines. A browser ends lines in its own way; that alone is no change."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs["max_length"] = min(kwargs.get("max_length") or MAX_TEXT, MAX_TEXT)
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return text.replace("\r\n", "\n") if isinstance(text, str) else text

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.to_python(initial), data)


class LinesField(forms.CharField):
    """A list of texts, one per line."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 3, "cols": 60}))
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        if isinstance(value, list):
            return value
        lines = [line.strip() for line in str(super().to_python(value) or "").splitlines()]
        return list(dict.fromkeys(line for line in lines if line))

    def validate(self, value: Any) -> None:
        super().validate(value)
        if len(value) > MAX_LINES or any(len(line) > MAX_LINE for line in value):
            raise ValidationError(
                _("Schrijf hoogstens %(lines)s regels van elk hoogstens %(length)s tekens."),
                code="max_length",
                params={"lines": MAX_LINES, "length": MAX_LINE},
            )

    def run_validators(self, value: Any) -> None:
        for line in value:
            super().run_validators(line)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return not self.disabled and (initial or []) != self.to_python(data)


class WordsField(LinesField):
    """A mapping from a fixed name to a word of one's own, as lines such as `op_koers: Op schema`."""

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(f"{name}: {word}" for name, word in value.items()) if isinstance(value, dict) else value

    def to_python(self, value: Any) -> Any:
        if isinstance(value, dict):
            return value
        words = {}
        for line in super().to_python(value):
            name, separator, word = line.partition(":")
            if not separator or not name.strip() or not 0 < len(word.strip()) <= 40:
                raise ValidationError(
                    _("‘%(line)s’: schrijf een status, een dubbele punt en een woord van hoogstens 40 tekens."),
                    code="words",
                    params={"line": line[:60]},
                )
            words[name.strip()] = word.strip()
        return words

    def validate(self, value: Any) -> None:
        super().validate([f"{name}: {word}" for name, word in value.items()])

    def run_validators(self, value: Any) -> None:
        super().run_validators([*value.keys(), *value.values()])

    def has_changed(self, initial: Any, data: Any) -> bool:
        if self.disabled:
            return False
        try:
            return (initial or {}) != self.to_python(data)
        except ValidationError:
            return True
