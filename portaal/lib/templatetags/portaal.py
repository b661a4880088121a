# SPDX-License-Identifier: EUPL-1.2
"""Template tags without knowledge of any app (built in: no `{% load %}` needed)."""

from typing import Any

from django import template
from django.http import QueryDict
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag(takes_context=True)
def query(context: dict[str, Any], **changes: Any) -> str:
    """The query string of the page with some keys changed; an empty value drops the key.

    `{% query status='gereed' na='' %}` keeps every other filter.
    """
    params: QueryDict = context["request"].GET.copy()
    for key, value in changes.items():
        if value in ("", None):
            params.pop(key, None)
        else:
            params[key] = str(value)
    return SafeString("?" + params.urlencode()) if params else "?"


@register.filter
def lookup(mapping: dict[Any, Any], key: Any) -> Any:
    """`mapping[key]`, or an empty string."""
    return mapping.get(key, "")
