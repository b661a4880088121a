# SPDX-License-Identifier: EUPL-1.2
"""Writing JSON: times in UTC, numbers as numbers; and which format an answer gets."""

import datetime
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.utils.encoders import JSONEncoder


class UtcJSONEncoder(JSONEncoder):
    """Times in UTC with a Z; a Decimal that a serializer left is a number (money is made a string by its field)."""

    def default(self, obj: Any) -> Any:
        """The JSON value of what the encoder does not know itself."""
        if isinstance(obj, datetime.datetime) and obj.tzinfo is not None:
            return obj.astimezone(datetime.UTC).isoformat().replace("+00:00", "Z")
        if isinstance(obj, Decimal) and obj.is_finite():
            return int(obj) if obj == obj.to_integral_value() else float(obj)
        return super().default(obj)


class UtcJSONRenderer(JSONRenderer):
    """The one renderer of the API."""

    encoder_class = UtcJSONEncoder


class FirstRenderer(DefaultContentNegotiation):
    """Disregards Accept, as HTTP allows: the key `formaat` chooses, and a refusal (406) would help nobody."""

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        """The first renderer of the view and its media type."""
        first = next(iter(renderers))
        return first, first.media_type
