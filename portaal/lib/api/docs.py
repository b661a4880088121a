# SPDX-License-Identifier: EUPL-1.2
"""The OpenAPI document as a page to read: on our own server, without scripts, for who does not read JSON."""

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from portaal.lib.api import conf
from portaal.lib.api.openapi import document
from portaal.lib.api.problems import problem_response

METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True)
class Attribute:
    """One attribute of a row or body, or one key of an address."""

    naam: str
    soort: str
    uitleg: str
    verplicht: bool = False


@dataclass(frozen=True)
class Operation:
    """One thing one can ask, with what to send and what comes back."""

    id: str
    methode: str
    pad: str
    titel: str
    uitleg: str
    sleutels: list[Attribute]
    inhoud: list[Attribute]
    antwoord: list[Attribute]
    voorbeelden: list[tuple[str, str]]
    antwoorden: list[tuple[str, str]]


@lru_cache(maxsize=4)
def operations(urlconf: str) -> dict[str, list[Operation]]:
    """{resource: operations}, in the order of the document; made once per process."""
    source = json.loads(document(urlconf))
    found: dict[str, list[Operation]] = {}
    for path, methods in source["paths"].items():
        for method in METHODS:
            if method in methods:
                operation = _operation(source, path, method, methods[method])
                found.setdefault(methods[method]["tags"][0], []).append(operation)
    return found


def _operation(source: dict[str, Any], path: str, method: str, said: dict[str, Any]) -> Operation:
    body = said.get("requestBody", {}).get("content", {}).get("application/json", {})
    answer = next((_follow(source, part) for code, part in said["responses"].items() if code.startswith("2")), {})
    content = answer.get("content", {}).get("application/json", {})
    examples = [(_("Verzoek"), body), (_("Antwoord"), content)]
    return Operation(
        id=said["operationId"],
        methode=method.upper(),
        pad=conf.API_BASE + ("" if path == "/" else path),
        titel=said["summary"],
        uitleg=rich(said["description"]),
        sleutels=[
            Attribute(
                key["name"],
                _kind(source, key["schema"]),
                with_code(key.get("description", "")),
                key.get("required", False),
            )
            for key in said.get("parameters", [])
        ],
        inhoud=_attributes(source, body.get("schema", {})),
        antwoord=_attributes(source, content.get("schema", {})),
        voorbeelden=[(title, _example(part)) for title, part in examples if part.get("examples")],
        antwoorden=[(code, _follow(source, part)["description"]) for code, part in sorted(said["responses"].items())],
    )


def _example(content: dict[str, Any]) -> str:
    first = next(iter(content["examples"].values()))
    return json.dumps(first["value"], indent=2, ensure_ascii=False)


def _follow(source: dict[str, Any], part: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in part:
        found: Any = source
        for step in part["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        part = found
    return part


def _attributes(source: dict[str, Any], schema: dict[str, Any]) -> list[Attribute]:
    """The attributes of a row; of a page those of its rows."""
    schema = _follow(source, schema)
    if "results" in schema.get("properties", {}):
        schema = _follow(source, schema["properties"]["results"]["items"])
    required = set(schema.get("required", ()))
    return [
        Attribute(name, _kind(source, part), _meaning(part), name in required)
        for name, part in schema.get("properties", {}).items()
    ]


def _meaning(part: dict[str, Any]) -> str:
    """The first paragraph: the document repeats the choices below it."""
    return with_code(str(part.get("description", "")).partition("\n\n")[0])


def _kind(source: dict[str, Any], part: dict[str, Any]) -> str:
    """The kind of a value in a few words, its choices included."""
    for several in ("anyOf", "oneOf", "allOf"):
        if several in part:
            return ", ".join(dict.fromkeys(_kind(source, one) for one in part[several]))
    part = _follow(source, part)
    if "enum" in part:
        return ", ".join("null" if choice is None else str(choice) for choice in part["enum"])
    if part.get("type") == "array":
        return _("lijst van: %(kind)s") % {"kind": _kind(source, part["items"])}
    kinds = {
        "string": _("tekst"),
        "integer": _("geheel getal"),
        "number": _("getal"),
        "boolean": "true, false",
        "object": _("object"),
    }
    formats = {"date": _("datum"), "date-time": _("moment"), "decimal": _("bedrag"), "uri": _("adres")}
    kind = formats.get(part.get("format", "")) or kinds.get(part.get("type", ""), _("waarde"))
    return f"{kind}, null" if part.get("nullable") else str(kind)


def rich(text: object) -> SafeString:
    """Paragraphs, with what stands between backticks as code."""
    paragraphs = (part.strip() for part in str(text).split("\n\n"))
    return format_html_join("", "<p>{}</p>", ((with_code(part),) for part in paragraphs if part))


def with_code(text: object) -> SafeString:
    """A line of text, with what stands between backticks as code."""
    parts = enumerate(str(text).split("`"))
    return format_html_join(
        "", "{}", ((format_html('<code class="ap-code">{}</code>', part) if n % 2 else part,) for n, part in parts)
    )


@csrf_exempt
def docs(request: HttpRequest) -> HttpResponse:
    """The page; a key in its address is refused as everywhere in the API."""
    if request.method not in ("GET", "HEAD"):
        return problem_response(request, 405, headers={"Allow": "GET, HEAD"})
    if request.GET:
        return problem_response(request, 400)
    context = {
        "onderdelen": operations(settings.ROOT_URLCONF),
        "versie": conf.API_VERSION,
        "beschrijving": rich(conf.DESCRIPTION),
        "adres": request.build_absolute_uri(conf.API_BASE),
    }
    return render(request, "api/docs.html", context)
