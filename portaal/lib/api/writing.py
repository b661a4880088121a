# SPDX-License-Identifier: EUPL-1.2
"""Writing by the API: versions in If-Match and ETag, keys that recognise a request, and strict values.

The rules themselves stand with the services; what these refuse is turned here into faults with the names of the API.
"""

import re
import uuid
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import exceptions, serializers
from rest_framework.request import Request

from portaal.lib.api.problems import TEXTS, Fout, RequestFaults
from portaal.lib.api.query import parse_date

VERSION = re.compile(r'"([0-9]{1,9})"', re.ASCII)
ENTITY_TAGS = re.compile(r'\s*(W/)?"[^"]*"\s*(,\s*(W/)?"[^"]*"\s*)*')
IDEMPOTENCY_KEY = re.compile(r"[!-~]{1,200}")
NAMESPACE = uuid.UUID("6b1d1c52-0f0e-4f0a-9a53-54f8c1f4a6de")


class PreconditionRequired(exceptions.APIException):
    """The request does not say which version it changes (428)."""

    status_code = 428
    default_detail = TEXTS[428][1]


class Stale(exceptions.APIException):
    """Somebody else changed the row first (412); `versie` is the present version."""

    status_code = 412
    default_detail = TEXTS[412][1]

    def __init__(self, versie: int) -> None:
        super().__init__()
        self.members = {"versie": versie}
        self.headers = {"ETag": etag_of(versie)}


class Conflict(exceptions.APIException):
    """The request contradicts an earlier one (409)."""

    status_code = 409
    default_detail = TEXTS[409][1]


def etag_of(versie: int) -> str:
    """The version of a row as an ETag, to send back in If-Match."""
    return f'"{versie}"'


def read_if_match(request: Request) -> list[int]:
    """The versions that If-Match names; empty when it names tags that no version of ours has.

    Raises:
        PreconditionRequired: there is none, or `*`, which would let the last writer win.
        RequestFaults: it is no list of tags.
    """
    header = request.META.get("HTTP_IF_MATCH", "").strip()
    if header in ("", "*"):
        raise PreconditionRequired
    if ENTITY_TAGS.fullmatch(header) is None:
        text = _('Schrijf de versie tussen aanhalingstekens, zoals "4".')
        raise RequestFaults([Fout("If-Match", "header", "invalid", text)])
    found = (VERSION.fullmatch(tag.strip()) for tag in header.split(","))
    return [int(match[1]) for match in found if match]


def read_idempotency_key(request: Request, owner: str) -> uuid.UUID | None:
    """What recognises this request of this owner when it comes again; None without the header.

    Raises:
        RequestFaults: it is no key of 1 to 200 visible characters.
    """
    header = request.META.get("HTTP_IDEMPOTENCY_KEY")
    if header is None:
        return None
    if IDEMPOTENCY_KEY.fullmatch(header) is None:
        text = _("Geef 1 tot 200 tekens zonder spaties.")
        raise RequestFaults([Fout("Idempotency-Key", "header", "invalid", text)])
    return uuid.uuid5(NAMESPACE, f"{owner} {header}")


def camel(name: str) -> str:
    """`volgende_stap` as the API writes it: `volgendeStap`."""
    first, *rest = name.split("_")
    return first + "".join(part.title() for part in rest)


def faults_of(error: ValidationError) -> RequestFaults:
    """What a rule of a service refused, with the names of the API."""
    faults = error.error_dict if hasattr(error, "error_dict") else {"": error.error_list}
    return RequestFaults(
        Fout(camel(name) if name and name != "__all__" else None, "body", fault.code or "invalid", message)
        for name, errors in faults.items()
        for fault in errors
        for message in fault.messages
    )


class TextField(serializers.CharField):
    """Text and nothing else: a number or `true` is not taken for one."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"allow_blank": True, "required": False, **kwargs})

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return str(super().to_internal_value(data)).replace("\r\n", "\n")


class DayField(serializers.DateField):
    """A date as 2025-03-31, nothing else."""

    def to_internal_value(self, data: Any) -> Any:
        try:
            return parse_date(data if isinstance(data, str) else "")
        except ValueError as error:
            raise serializers.ValidationError(str(error), code="invalid") from error


class TrueFalseField(serializers.BooleanField):
    """`true` or `false`, not a text or number that looks like it."""

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


@extend_schema_field(OpenApiTypes.NUMBER)
class NumberField(serializers.DecimalField):
    """A number with few decimals, not a text that looks like it."""

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, int | float) or isinstance(data, bool):
            self.fail("invalid")
        return super().to_internal_value(data)


class CountField(serializers.IntegerField):
    """A whole number, not a text that looks like it."""

    def to_internal_value(self, data: Any) -> int:
        if not isinstance(data, int) or isinstance(data, bool):
            self.fail("invalid")
        return super().to_internal_value(data)


def valid_part(serializer: Any, data: Any) -> dict[str, Any]:
    """The values of the attributes that are right by themselves, beside whatever is wrong with others."""
    values: dict[str, Any] = {}
    if isinstance(data, Mapping):
        for name, field in serializer.fields.items():
            if name in data and not field.read_only:
                try:
                    values[name] = field.run_validation(data[name])
                except serializers.ValidationError:
                    continue
    return values
