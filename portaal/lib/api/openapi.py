# SPDX-License-Identifier: EUPL-1.2
"""The OpenAPI document: what drf-spectacular does not know of itself, and the view that serves it."""

import json
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request

from portaal.lib.api import conf, problems
from portaal.lib.api.filters import IntegerFilter
from portaal.lib.api.permissions import ReadPublished
from portaal.lib.api.query import StrictQueryMixin
from portaal.lib.tables import writer

CODES_ALWAYS = ("400", "401", "429", "500")
CODES_WITH_PATH = ("404",)
CODES_WITH_WRITE = ("403", "413", "415")
CODES_WITH_METHOD = {"post": ("409",), "patch": ("412", "428"), "delete": ("412", "428")}


IF_MATCH = OpenApiParameter(
    "If-Match",
    str,
    OpenApiParameter.HEADER,
    required=True,
    description=gettext_lazy('De versie die u las, zoals "4".'),
)
IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    description=gettext_lazy(
        "Uw kenmerk van dit verzoek. Stuurt u het nog eens met dezelfde inhoud, dan komt er niets bij."
    ),
)


class PortaalAutoSchema(AutoSchema):
    """Query keys, bulk formats and Dutch texts of the viewsets of this package."""

    def get_override_parameters(self) -> list[Any]:
        """The keys that are no filters, and the number in the address of one row."""
        keys = self.view.get_query_keys() if isinstance(self.view, StrictQueryMixin) else ()
        parameters = [
            OpenApiParameter(key.name, dict(key.schema), OpenApiParameter.QUERY, description=str(key.description))
            for key in keys
        ]
        if "{id}" in self.path:
            text = _("Nummer in dit portaal: het attribuut id.")
            parameters.append(OpenApiParameter("id", int, OpenApiParameter.PATH, description=text))
        return parameters

    def get_summary(self) -> str:
        """A short Dutch title."""
        resource = (self.get_tags() or [""])[0]
        action = getattr(self.view, "action", None)
        if action == "list":
            return _("Lijst: %(resource)s") % {"resource": resource}
        if action == "retrieve":
            return _("Eén uit: %(resource)s") % {"resource": resource}
        return resource or _("Begin van de API")

    def get_description(self) -> str:  # type: ignore[override]
        """The `api_description` of the view; never a docstring."""
        return str(getattr(self.view, "api_description", "")) or self.get_summary()

    def get_paginated_name(self, serializer_name: str) -> str:
        """The name of the component that a page of results is."""
        return f"{serializer_name}Pagina"

    def get_auth(self) -> list[dict[str, Any]]:
        """Reading published data is possible without credentials."""
        auth = super().get_auth()
        is_public = any(isinstance(permission, ReadPublished) for permission in self.view.get_permissions())
        return [*auth, {}] if is_public and self.method in SAFE_METHODS and {} not in auth else auth

    def get_operation(self, *args: Any, **kwargs: Any) -> dict[str, Any] | None:
        """The operation; a list with the bulk formats beside JSON, and whole numbers where a filter takes those."""
        operation = super().get_operation(*args, **kwargs)
        if operation and getattr(self.view, "action", None) == "list":
            filters = getattr(getattr(self.view, "filterset_class", None), "base_filters", {})
            for parameter in operation.get("parameters", []):
                if isinstance(filters.get(parameter["name"]), IntegerFilter):
                    parameter["schema"]["type"] = "integer"
            content = operation["responses"].get("200", {}).get("content", {})
            for name in getattr(self.view, "bulk_formats", ()):
                media_type = writer.FORMATS[name].content_type.split(";")[0]
                content[media_type] = {"schema": {"type": "string", "format": "binary"}}
        return operation


class TokenScheme(OpenApiAuthenticationExtension):
    """`Authorization: Token …` in the document."""

    target_class = "portaal.lib.api.authentication.TokenAuthentication"
    match_subclasses = True
    name = "sleutel"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        """An apiKey in a header, since OpenAPI has no scheme for the word Token."""
        text = _("Sleutel van een partij, als: Token gevolgd door een spatie en de sleutel.")
        return {"type": "apiKey", "in": "header", "name": "Authorization", "description": text}


class SessionScheme(OpenApiAuthenticationExtension):
    """The session cookie in the document."""

    target_class = "portaal.lib.api.authentication.SessionAuthentication"
    name = "sessie"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        """The cookie of a logged-in user."""
        text = _("De sessie van wie op het portaal is ingelogd.")
        return {"type": "apiKey", "in": "cookie", "name": settings.SESSION_COOKIE_NAME, "description": text}


def add_common_parts(result: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
    """Postprocessing hook: the version header on every answer and the problems that every operation can give."""
    components = result.setdefault("components", {})
    _drop_idle_nullable(result)
    components.setdefault("schemas", {})["Probleem"] = _problem_schema()
    components["headers"] = {
        "ApiVersie": {
            "description": _("Volledig versienummer van de API."),
            "schema": {"type": "string", "example": conf.API_VERSION},
        }
    }
    header = {"API-Version": {"$ref": "#/components/headers/ApiVersie"}}
    used: set[str] = set()
    for path, methods in result["paths"].items():
        for method, operation in methods.items():
            codes = [*CODES_ALWAYS, *(CODES_WITH_PATH if "{" in path else ())]
            if method != "get":
                codes += (*CODES_WITH_WRITE, *CODES_WITH_METHOD.get(method, ()))
            responses = operation["responses"]
            for response in responses.values():
                response.setdefault("headers", {}).update(header)
                response["description"] = response.get("description") or _("Gelukt.")
            _share_examples(responses)
            for code in codes:
                responses.setdefault(code, {"$ref": f"#/components/responses/Fout{code}"})
            used.update(codes)
    content = {problems.CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Probleem"}}}
    components["responses"] = {
        f"Fout{code}": {"description": str(problems.TEXTS[int(code)][0]), "headers": header, "content": content}
        for code in sorted(used)
    }
    return result


def _share_examples(responses: dict[str, Any]) -> None:
    """Answers of one shape have one example: drf-spectacular shows it with 200 and 201 alone."""
    found: dict[str, Any] = {}
    answers = [answer.get("content", {}) for answer in responses.values()]
    contents = [answer["application/json"] for answer in answers if "application/json" in answer]
    for content in contents:
        if "examples" in content:
            found[json.dumps(content["schema"])] = content["examples"]
    for content in contents:
        if examples := found.get(json.dumps(content.get("schema"))):
            content.setdefault("examples", examples)


def _drop_idle_nullable(part: Any) -> None:
    """What may be null says so with a choice of nothing: `nullable` without a type is no OpenAPI 3.0."""
    if isinstance(part, dict):
        if part.get("nullable") and "type" not in part:
            del part["nullable"]
            if "allOf" in part:
                part["anyOf"] = [*part.pop("allOf"), {"enum": [None]}]
        for child in part.values():
            _drop_idle_nullable(child)
    elif isinstance(part, list):
        for child in part:
            _drop_idle_nullable(child)


def _problem_schema() -> dict[str, Any]:
    """What `problems.problem_response` writes."""
    fault = {
        "type": "object",
        "required": ["naam", "plaats", "code", "melding"],
        "properties": {
            "naam": {"type": "string", "nullable": True, "description": _("Naam van de sleutel of het attribuut.")},
            "plaats": {"type": "string", "enum": ["query", "body", "header", "pad"]},
            "code": {"type": "string", "description": _("Vaste code van de fout.")},
            "melding": {"type": "string", "description": _("Wat er mankeert.")},
        },
    }
    return {
        "type": "object",
        "description": _("Een fout, volgens RFC 9457."),
        "required": ["type", "title", "status", "detail", "instance", "fouten"],
        "properties": {
            "type": {"type": "string", "format": "uri-reference"},
            "title": {"type": "string"},
            "status": {"type": "integer", "minimum": 400, "maximum": 599},
            "detail": {"type": "string"},
            "instance": {"type": "string", "format": "uri-reference", "description": _("Het gevraagde adres.")},
            "fouten": {"type": "array", "items": fault, "description": _("Alles wat er aan het verzoek mankeert.")},
        },
    }


@lru_cache(maxsize=4)
def document(urlconf: str) -> bytes:
    """The document of a URLconf as JSON; made once per process, since it takes seconds and never changes."""
    schema = SchemaGenerator(urlconf=urlconf).get_schema(request=None, public=True)
    return json.dumps(schema, ensure_ascii=False, separators=(",", ":")).encode()


class OpenApiView(StrictQueryMixin):
    """The document, open to all, also to scripts of other sites."""

    authentication_classes = []
    permission_classes = [ReadPublished]
    schema = None

    def get(self, request: Request) -> HttpResponse:
        """JSON that any origin may read; with a wrong token too, since finding the documentation comes first."""
        content = document(settings.ROOT_URLCONF)
        return HttpResponse(content, content_type="application/json", headers={"Access-Control-Allow-Origin": "*"})
