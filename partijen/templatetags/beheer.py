# SPDX-License-Identifier: EUPL-1.2
"""What the template of a fieldset in /beheer/ shows of each line.

Django's own template asks the same of a field up to ten times and makes each field twice: half of the time of a page
with many rows. Here each is asked once. The page is the same; a test compares them.
"""

from collections.abc import Iterator
from typing import Any

from django import template
from django.utils.html import format_html

register = template.Library()


@register.filter
def lines(fieldset: Any) -> Iterator[dict[str, Any]]:
    """The lines of a fieldset of Django's admin, as dicts for its template."""
    for line in fieldset:
        fields = list(line)
        several = len(fields) != 1
        parts = [_part(field, several=several) for field in fields]
        names = "".join(part["name"] for part in parts)
        errors = "" if several else parts[0]["errors"]
        hidden = "" if line.has_visible_field else " hidden"
        yield {"css": (" errors" if errors else "") + hidden + names, "parts": parts, "several": several}


def _part(field: Any, *, several: bool) -> dict[str, Any]:
    """One field: its label and what stands beside it, its faults and help, and the classes around these."""
    bound, errors = field.field, ""
    if field.is_readonly:
        name, hidden, help_text = bound["name"], bound["is_hidden"], bound["help_text"]
        shown = format_html('{}<div class="readonly">{}</div>', field.label_tag(), field.contents())
    else:
        name, hidden, help_text = bound.name, bound.is_hidden, bound.help_text
        errors = field.errors() if bound.errors else ""
        pair = (bound, field.label_tag()) if field.is_checkbox else (field.label_tag(), bound)
        shown = format_html("{}{}", *pair)
    name = f" field-{name}" if name else ""
    css = " checkbox-row" if field.is_checkbox else ""
    if several:
        css = " fieldBox" + name + (" errors" if errors else "") + (" hidden" if hidden else "") + css
    help_id = bound.id_for_label if help_text and not field.is_readonly else ""
    return {
        "name": name,
        "css": css,
        "errors": errors,
        "shown": shown,
        "help": help_text,
        "help_css": " hidden" if hidden else "",
        "help_id": help_id,
    }
