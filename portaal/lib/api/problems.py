# SPDX-License-Identifier: EUPL-1.2
"""Every error of the API as `application/problem+json` (RFC 9457), listing all that is wrong at once.

`RequestFaults` is what code of ours raises; `handle_exception` turns it and the errors of Django and DRF into the
answer; `portaal.lib.api.middleware` does so for what never reached a view of DRF.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from django.core.exceptions import BadRequest, PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils.encoding import escape_uri_path
from django.utils.formats import number_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions

CONTENT_TYPE = "application/problem+json"
MAX_NAME, MAX_TEXT, MAX_INSTANCE = 100, 300, 500

# status -> title (what kind of problem), detail (when nothing more precise is known)
TEXTS: dict[int, tuple[Any, Any]] = {
    400: (_("Ongeldig verzoek"), _("Het verzoek klopt niet.")),
    401: (_("Niet aangemeld"), _("Meld u aan, of stuur een geldige sleutel mee.")),
    403: (_("Geen toegang"), _("U mag dit niet doen.")),
    404: (_("Niet gevonden"), _("Hier is niets gevonden.")),
    405: (_("Methode niet toegestaan"), _("Dit adres kent deze methode niet. De kop Allow noemt wat wel kan.")),
    406: (_("Niet leverbaar"), _("Dit adres levert geen antwoord in het gevraagde formaat.")),
    409: (_("Conflict"), _("Het verzoek botst met wat er al staat.")),
    412: (_("Intussen gewijzigd"), _("De gegevens zijn gewijzigd sinds u ze las.")),
    413: (_("Te groot"), _("De inhoud van het verzoek is te groot.")),
    415: (_("Soort inhoud niet ondersteund"), _("Stuur JSON in UTF-8, met Content-Type: application/json.")),
    428: (_("Voorwaarde vereist"), _("Stuur in de kop If-Match de versie mee die u wilt wijzigen.")),
    429: (_("Te veel verzoeken"), _("U doet te veel verzoeken. De kop Retry-After noemt hoeveel seconden u wacht.")),
    500: (_("Fout in de server"), _("Er ging bij ons iets mis. De fout is vastgelegd.")),
    503: (_("Tijdelijk niet beschikbaar"), _("Het portaal is tijdelijk niet beschikbaar. Probeer het later opnieuw.")),
}
# For these the fixed text is the answer: a detail would tell a hidden object from a missing one, or be English.
FIXED_DETAIL = {404, 405, 406, 415, 429, 500}

# Texts that DRF has no Dutch translation of.
UNTRANSLATED: dict[str, Any] = {
    "A valid biginteger is required.": _("Een geldig getal is vereist."),
    "Datetime value out of range.": _("Dit tijdstip bestaat niet."),
    "Must be a valid UUID.": _("Geef een geldige UUID."),
    "Must be a valid boolean.": _("Geef true of false."),
    "Not a valid string.": _("Geef een tekst."),
    "This dictionary may not be empty.": _("Dit mag niet leeg zijn."),
}

Plaats = Literal["query", "body", "header", "pad"]


@dataclass(frozen=True, slots=True)
class Fout:
    """One fault: the name as the sender wrote it (None for the whole body), where, a stable code and a sentence."""

    naam: str | None
    plaats: Plaats
    code: str
    melding: str

    def as_dict(self) -> dict[str, Any]:
        """The fault as it stands in the answer, cut to a readable length: the sender chose the name."""
        naam = None if self.naam is None else self.naam[:MAX_NAME]
        return asdict(self) | {"naam": naam, "melding": str(self.melding)[:MAX_TEXT]}


class RequestFaults(exceptions.APIException):
    """The request is refused with 400 and the list of all its faults."""

    status_code = 400
    default_detail = _("Het verzoek klopt niet. Onder fouten staat wat er mankeert.")
    default_code = "invalid"

    def __init__(self, fouten: Iterable[Fout]) -> None:
        super().__init__()
        self.fouten = list(fouten)


class BodyTooLarge(exceptions.APIException):
    """The body is longer than `limit` bytes (413); `hint` says what the sender can do."""

    status_code = 413
    default_code = "too_large"

    def __init__(self, limit: int, hint: Any = "") -> None:
        size = number_format(limit / 1024**2, decimal_pos=1).removesuffix(",0")
        text = gettext("De inhoud is groter dan %(size)s MB (%(limit)s bytes). Stuur minder tegelijk.")
        super().__init__(f"{text % {'size': size, 'limit': limit}} {hint}".strip())


def problem_response(
    request: HttpRequest,
    status: int,
    *,
    detail: object = None,
    fouten: Iterable[Fout] = (),
    headers: Mapping[str, str] | None = None,
    members: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """The answer for an HTTP status of 400 or higher; `instance` is the path asked for, without query.

    `members` are more attributes of the problem, such as the present `versie` of a 412.
    """
    title, default_detail = TEXTS.get(status) or TEXTS[500 if status >= 500 else 400]
    body = {
        "type": "about:blank",
        "title": str(title),
        "status": status,
        "detail": str(detail or default_detail)[:MAX_TEXT],
        "instance": escape_uri_path(request.path)[:MAX_INSTANCE],
        "fouten": [fout.as_dict() for fout in fouten],
        **(members or {}),
    }
    content = json.dumps(body, ensure_ascii=False).encode(errors="replace")
    return HttpResponse(content, status=status, content_type=CONTENT_TYPE, headers=headers)


def handle_exception(exc: Exception, context: Mapping[str, Any]) -> HttpResponse | None:
    """DRF's EXCEPTION_HANDLER; None lets an unforeseen error become a 500, logged by Django."""
    request: HttpRequest = context["request"]
    if isinstance(exc, Http404):
        return problem_response(request, 404)
    if isinstance(exc, PermissionDenied):
        return problem_response(request, 403)
    if isinstance(exc, RequestDataTooBig):
        return problem_response(request, 413)
    if isinstance(exc, SuspiciousOperation | BadRequest | MultiPartParserError | UnreadablePostError):
        return problem_response(request, 400)
    if not isinstance(exc, exceptions.APIException):
        return None

    headers: dict[str, str] = {}
    if scheme := getattr(exc, "auth_header", None):
        headers["WWW-Authenticate"] = scheme
    if (wait := getattr(exc, "wait", None)) is not None:
        headers["Retry-After"] = str(max(1, wait))
    detail: object = None
    said = exc.status_code not in FIXED_DETAIL and not isinstance(exc, exceptions.NotAuthenticated)
    if said and isinstance(exc.detail, str):
        detail = exc.detail
    fouten = getattr(exc, "fouten", ())
    if isinstance(exc, exceptions.ValidationError):
        detail, fouten = RequestFaults.default_detail, list(flatten(exc.detail))
    headers |= getattr(exc, "headers", {})
    members = getattr(exc, "members", None)
    return problem_response(request, exc.status_code, detail=detail, fouten=fouten, headers=headers, members=members)


def flatten(detail: Any, name: str = "") -> Iterator[Fout]:
    """The nested errors of a serializer as a flat list, named as in `acties[1].titel`."""
    if isinstance(detail, Mapping):
        for key, value in detail.items():
            if isinstance(key, int):
                yield from flatten(value, f"{name}[{key}]")
            elif key == "non_field_errors":
                yield from flatten(value, name)
            else:
                yield from flatten(value, f"{name}.{key}" if name else str(key))
    elif isinstance(detail, list):
        for index, value in enumerate(detail):
            yield from flatten(value, name if isinstance(value, str) else f"{name}[{index}]")
    else:
        melding = UNTRANSLATED.get(str(detail), detail)
        yield Fout(name or None, "body", getattr(detail, "code", None) or "invalid", str(melding))
