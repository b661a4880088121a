# SPDX-License-Identifier: EUPL-1.2
"""Template tags without knowledge of any app (built in: no `{% load %}` needed)."""

from decimal import Decimal
from typing import Any

from django import template
from django.http import QueryDict
from django.utils.safestring import SafeString

from portaal.lib.money import format_euro

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


@register.filter
def euro(bedrag: Decimal) -> str:
    """`€ 1.000,50`; the space does not break."""
    return format_euro(bedrag)


@register.filter
def lookup_index(items: Any, index: int) -> Any:
    """`items[index]`: for what stands at the same place in two lists."""
    return items[index]
