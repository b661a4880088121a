# SPDX-License-Identifier: EUPL-1.2
"""Reading request bodies: JSON in UTF-8, and no surprises in it."""

import json
import math
import re
from collections.abc import Mapping
from typing import IO, Any, Never

from django.http import HttpRequest
from django.utils.http import parse_header_parameters
from django.utils.translation import gettext as _
from rest_framework.exceptions import UnsupportedMediaType
from rest_framework.parsers import JSONParser
from rest_framework.request import Request

from portaal.lib.api import conf
from portaal.lib.api.problems import BodyTooLarge, Fout, RequestFaults

SURROGATE_ESCAPE = re.compile(r"\\u[dD][89a-fA-F]")


def check_length(request: HttpRequest | Request, limit: int, hint: Any = "") -> int:
    """The length that the sender announces; raises BodyTooLarge before anything of the body is read."""
    announced = request.META.get("CONTENT_LENGTH") or "0"
    length = int(announced) if announced.isdecimal() else 0
    if length > limit:
        raise BodyTooLarge(limit, hint)
    return length


def read_whole(stream: IO[Any], limit: int, parser_context: Mapping[str, Any] | None) -> bytes:
    """The body, all of it.

    Raises:
        BodyTooLarge: it is longer than `limit` bytes.
        RequestFaults: less came than was announced. Half a file of figures is a file too: nobody would see the rest
            is missing.
    """
    request = (parser_context or {}).get("request")
    announced = check_length(request, limit) if request else 0
    body: bytes = stream.read(limit + 1)
    if len(body) > limit:
        raise BodyTooLarge(limit)
    if len(body) < announced:
        _refuse("incomplete", _("De inhoud is afgebroken: niet alles kwam aan. Stuur het nog eens."))
    return body


class StrictJSONParser(JSONParser):
    """Refuses what other readers read differently or what would fail further on.

    413: over 2.5 MB. 415: another charset than UTF-8. 400: not UTF-8, no JSON, NaN and Infinity, numbers out of range,
    a name twice in one object, lone surrogates, nesting deeper than 64.
    """

    max_bytes = conf.MAX_BODY_BYTES

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        """The parsed body; raises BodyTooLarge, UnsupportedMediaType or RequestFaults."""
        charset = parse_header_parameters(media_type or "")[1].get("charset", "utf-8")
        if charset.lower() not in {"utf-8", "utf8"}:
            raise UnsupportedMediaType(media_type or "")
        body = read_whole(stream, conf.MAX_BODY_BYTES, parser_context)
        try:
            text = body.decode("utf-8")
            data = json.loads(
                text,
                parse_int=_read_int,
                parse_float=_read_float,
                parse_constant=_refuse_constant,
                object_pairs_hook=_read_object,
            )
            if SURROGATE_ESCAPE.search(text):
                json.dumps(data, ensure_ascii=False).encode("utf-8")
        except UnicodeDecodeError:
            _refuse("encoding", _("De inhoud is geen UTF-8."))
        except UnicodeEncodeError:
            _refuse("encoding", _("De inhoud bevat een half teken (een los surrogaat)."))
        except RecursionError:
            _refuse_depth()
        except json.JSONDecodeError as error:
            text = _("De inhoud is geen JSON: regel %(line)d, teken %(column)d.")
            _refuse("parse_error", text % {"line": error.lineno, "column": error.colno})
        _check_depth(data)
        return data


def _refuse(code: str, text: str, name: str | None = None) -> Never:
    raise RequestFaults([Fout(name, "body", code, text)])


def _refuse_depth() -> Never:
    _refuse("too_deep", _("De JSON is dieper genest dan %(depth)d lagen.") % {"depth": conf.MAX_JSON_DEPTH})


def _read_int(digits: str) -> int:
    if len(digits) > conf.MAX_JSON_DIGITS:
        text = _("De inhoud bevat een getal van meer dan %(count)d cijfers.")
        _refuse("number", text % {"count": conf.MAX_JSON_DIGITS})
    return int(digits)


def _read_float(digits: str) -> float:
    value = float(digits)
    if math.isinf(value):
        _refuse("number", _("De inhoud bevat een getal dat te groot is."))
    return value


def _refuse_constant(name: str) -> Never:
    _refuse("number", _("%(name)s is geen JSON-getal.") % {"name": name})


def _read_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for name, value in pairs:
        if name in result:
            _refuse("repeated", _("Deze naam staat twee keer in hetzelfde object."), name)
        result[name] = value
    return result


def _check_depth(data: Any) -> None:
    """Layer by layer instead of recursive: the depth is what is being distrusted."""
    layer, depth = [data], 0
    while layer := [item for item in layer if isinstance(item, dict | list)]:
        depth += 1
        if depth > conf.MAX_JSON_DEPTH:
            _refuse_depth()
        layer = [child for item in layer for child in (item.values() if isinstance(item, dict) else item)]
