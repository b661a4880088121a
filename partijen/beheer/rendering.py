# SPDX-License-Identifier: EUPL-1.2
"""The commonest templates of form fields, written out: a page with rows under a row shows hundreds of them.

What they make is what the templates of Django make, but for blanks and the order of attributes; a test compares them.
A widget with a template of its own is left to that.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.forms import Widget
from django.forms.utils import flatatt
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

from portaal.lib.forms import PortaalRenderer

WIDGETS = "django/forms/widgets/"


def _joined(parts: Iterable[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))


def _input(widget: dict[str, Any]) -> SafeString:
    value = "" if widget["value"] is None else format_html(' value="{}"', str(widget["value"]))
    return format_html(
        '<input type="{}" name="{}"{}{}>', widget["type"], widget["name"], value, flatatt(widget["attrs"])
    )


def _textarea(widget: dict[str, Any]) -> SafeString:
    attrs = flatatt(widget["attrs"])
    return format_html('<textarea name="{}"{}>\n{}</textarea>', widget["name"], attrs, widget["value"] or "")


def _option(widget: dict[str, Any]) -> SafeString:
    attrs = flatatt(widget["attrs"])
    return format_html('<option value="{}"{}>{}</option>', str(widget["value"]), attrs, widget["label"])


def _ticked(widget: dict[str, Any]) -> SafeString:
    """One of several boxes to tick, with its label around it."""
    if not widget.get("wrap_label"):
        return _input(widget)
    place = format_html(' for="{}"', widget["attrs"]["id"]) if widget["attrs"].get("id") else ""
    return format_html("<label{}>{} {}</label>", place, _input(widget), widget["label"])


def _select(widget: dict[str, Any]) -> SafeString:
    groups = []
    for name, options, _index in widget["optgroups"]:
        shown = format_html_join("", "\n  {}", ((_option(option),) for option in options))
        groups.append(format_html('\n  <optgroup label="{}">{}\n  </optgroup>', name, shown) if name else shown)
    attrs = flatatt(widget["attrs"])
    return format_html('<select name="{}"{}>{}\n</select>', widget["name"], attrs, _joined(groups))


def _boxes(widget: dict[str, Any]) -> SafeString:
    groups = []
    for name, options, _index in widget["optgroups"]:
        shown = format_html_join("", "<div>\n    {}</div>", ((_ticked(option),) for option in options))
        groups.append(format_html("\n  <div><label>{}</label>{}\n  </div>", name, shown) if name else shown)
    own = {name: widget["attrs"][name] for name in ("id", "class") if widget["attrs"].get(name)}
    return format_html("<div{}>{}\n</div>", flatatt(own), _joined(groups))


def _label(context: Mapping[str, Any]) -> SafeString:
    if not context["use_tag"]:
        return conditional_escape(context["label"])
    tag = context["tag"]
    return format_html("<{}{}>{}</{}>", tag, flatatt(context["attrs"] or {}), context["label"], tag)


_OF_WIDGET: dict[str, Callable[[dict[str, Any]], SafeString]] = {
    **{f"{WIDGETS}{name}.html": _input for name in ("input", "text", "number", "email", "hidden", "checkbox")},
    f"{WIDGETS}textarea.html": _textarea,
    f"{WIDGETS}select.html": _select,
    f"{WIDGETS}checkbox_select.html": _boxes,
}
# Options that are made otherwise are not ours to write.
_OPTIONS = frozenset({f"{WIDGETS}select_option.html", f"{WIDGETS}checkbox_option.html"})


class BeheerRenderer(PortaalRenderer):
    """Writes out what it can."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        if template_name == "django/forms/label.html":
            return _label(context)
        make = _OF_WIDGET.get(template_name)
        if make is None or not _has_our_options(context["widget"]):
            return super().render(template_name, context, request)
        return make(context["widget"])


def _has_our_options(widget: dict[str, Any]) -> bool:
    groups = widget.get("optgroups", ())
    return all(option["template_name"] in _OPTIONS for _name, options, _index in groups for option in options)


RENDERER = BeheerRenderer()


class Written(Widget):
    """A widget that is written out, also within another that passes no renderer on."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        return super().render(name, value, attrs, RENDERER)
