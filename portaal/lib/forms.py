# SPDX-License-Identifier: EUPL-1.2
"""How every form of the portal renders its fields, and where the focus goes after a refusal."""

from typing import Any

from django.forms import BoundField, Widget
from django.forms.renderers import TemplatesSetting


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
