# SPDX-License-Identifier: EUPL-1.2
"""How every form of the portal renders its fields, reads text, and where the focus goes after a refusal."""

import unicodedata
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField, Widget
from django.forms.renderers import TemplatesSetting

MAX_TEXT = 4000
# What an integer holds in both databases: a larger number is no version of a row.
MAX_VERSIE = 2**31 - 1
# The same for the number of a row.
MAX_KEY = 2**63 - 1


def has_text(text: str) -> bool:
    """True when there is something to read: blanks and invisible characters say nothing."""
    return any(unicodedata.category(character)[0] not in "CZ" for character in text)


class PortaalBoundField(BoundField):
    """A field that asks for the focus when it is the first faulty one, also where no script runs."""

    def build_widget_attrs(self, attrs: dict[str, Any], widget: Widget | None = None) -> dict[str, Any]:
        """The attributes Django gives, with `autofocus` on the first faulty visible field.

        Not on groups of radio buttons and tick boxes: these attributes go to each option of a group.
        """
        attrs = super().build_widget_attrs(attrs, widget)
        if self.errors and not self.use_fieldset and not self.is_hidden and self._is_first_fault():
            attrs.setdefault("autofocus", True)
        return attrs

    def _is_first_fault(self) -> bool:
        faulty = (name for name in self.form.fields if self.form.errors.get(name) and not self.form[name].is_hidden)
        return next(faulty, None) == self.name


class PortaalRenderer(TemplatesSetting):
    """Renderer for the whole project: `{{ form.naam.as_field_group }}` uses the component of the style guide."""

    field_template_name = "_components/field.html"
    bound_field_class = PortaalBoundField


class TekstField(forms.CharField):
    """Free text of a few lines; a line break counts as one character, as it does in the browser."""

    def __init__(self, *, rows: int = 3, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        super().__init__(widget=forms.Textarea(attrs={"rows": rows, "maxlength": MAX_TEXT}), **kwargs)

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value) or "").replace("\r\n", "\n")


class RowsField(forms.ModelMultipleChoiceField):
    """Several rows to choose from; a number that no row can have is no choice, and never asked of the database."""

    def _check_values(self, value: Any) -> Any:
        for one in value if isinstance(value, list | tuple) else ():
            text = str(one)
            if text.isdecimal() and len(text) > 18 and int(text[:40]) > MAX_KEY:
                raise ValidationError(
                    self.error_messages["invalid_choice"], code="invalid_choice", params={"value": text[:40]}
                )
        return super()._check_values(value)  # type: ignore[misc]


class VersieField(forms.IntegerField):
    """The version of a row that the user saw, sent along unseen (`portaal.lib.models.Versioned`)."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=0, max_value=MAX_VERSIE, widget=forms.HiddenInput, **kwargs)


def read_versie(data: Mapping[str, Any]) -> int:
    """The version that a button sent along under `versie`; 0, which no row has, when there is none in it."""
    try:
        return int(VersieField().clean(data.get("versie")))
    except ValidationError:
        return 0


class PortaalForm(forms.Form):
    """A form that puts the focus on its first faulty field, also without JavaScript."""

    def focus_first_fault(self) -> None:
        """Mark the first visible faulty field with `autofocus`."""
        for bound in self.visible_fields():
            if bound.errors:
                bound.field.widget.attrs["autofocus"] = True
                return

    def add_faults(self, error: ValidationError) -> None:
        """Take over what a service refused; what belongs to no field of this form is said above it."""
        if not hasattr(error, "error_dict"):
            self.add_error(None, error)
            return
        for name, errors in error.error_dict.items():
            self.add_error(name if name in self.fields else None, errors)
