# SPDX-License-Identifier: EUPL-1.2
"""Rules of the API Design Rules 2.2 that can be read from an OpenAPI document, for any document of ours."""

import re
from collections.abc import Iterator
from typing import Any

CAMEL = re.compile(r"[a-z][a-z0-9]*([A-Z][a-z0-9]*)*")
PASCAL = re.compile(r"[A-Z][A-Za-z0-9]*")
SEGMENT = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*|openapi\.json|\{[a-z][A-Za-z0-9]*\}")
SEMVER = re.compile(r"\d+\.\d+\.\d+")
PAGE_ATTRIBUTES = {"count", "next", "previous", "results"}


def violations(document: dict[str, Any]) -> list[str]:
    """One sentence per rule that the document breaks; empty when it is right."""
    return [*_root(document), *_paths(document), *_schemas(document), *_references(document)]


def _root(document: dict[str, Any]) -> Iterator[str]:
    info = document["info"]
    if not document["openapi"].startswith("3."):
        yield "doc-openapi: not version 3"
    if SEMVER.fullmatch(info["version"]) is None:
        yield f"semver: {info['version']}"
    if not all(info.get("contact", {}).get(part) for part in ("name", "url", "email")):
        yield "doc-openapi-contact: name, url and email are needed"
    if not document.get("servers"):
        yield "oas3-api-servers: none"
    for server in document.get("servers", []):
        if not server["url"].endswith("/api/v1"):
            yield f"uri-version: {server['url']}"
        if server["url"].startswith("http://"):
            yield f"servers-use-https: {server['url']}"


def _paths(document: dict[str, Any]) -> Iterator[str]:
    seen: set[str] = set()
    for path, methods in document["paths"].items():
        if path != "/" and path.endswith("/"):
            yield f"no-trailing-slash: {path}"
        for segment in path.strip("/").split("/"):
            if segment and SEGMENT.fullmatch(segment) is None:
                yield f"path-segments-kebab-case: {path}"
        for method, operation in methods.items():
            where = f"{method} {path}"
            if operation["operationId"] in seen:
                yield f"{where}: operationId twice"
            seen.add(operation["operationId"])
            if not (operation.get("summary") and operation.get("description")):
                yield f"{where}: no summary or description"
            yield from _operation(document, where, operation)


def _operation(document: dict[str, Any], where: str, operation: dict[str, Any]) -> Iterator[str]:
    for parameter in operation.get("parameters", []):
        if parameter["in"] == "query":
            if CAMEL.fullmatch(parameter["name"]) is None:
                yield f"query-keys-camel-case: {where} {parameter['name']}"
            if not parameter.get("description"):
                yield f"{where}: key {parameter['name']} has no description"
    if "400" not in operation["responses"]:
        yield f"invalid-input: {where} has no 400"
    for code, answer in operation["responses"].items():
        response = _follow(document, answer)
        if not response.get("description"):
            yield f"{where}: response {code} has no description"
        if "API-Version" not in response.get("headers", {}):
            yield f"version-header: {where} {code}"
        if code >= "400":
            schema = response["content"].get("application/problem+json", {}).get("schema", {})
            if not {"status", "title", "detail"} <= _follow(document, schema).get("properties", {}).keys():
                yield f"problem-details: {where} {code}"


def _schemas(document: dict[str, Any]) -> Iterator[str]:
    for name, schema in document["components"]["schemas"].items():
        if PASCAL.fullmatch(name) is None:
            yield f"schema-camel-case: {name}"
        for attribute, form in schema.get("properties", {}).items():
            if CAMEL.fullmatch(attribute) is None:
                yield f"property-casing: {name}.{attribute}"
            if re.search(r"(^d|[a-z]D)(ate|atum)$", attribute) and form.get("format") != "date":
                yield f"date-omit-time-portion: {name}.{attribute}"
            if form.get("format") in {"time", "date-time-local"}:
                yield f"date-time: {name}.{attribute}"


def _references(document: dict[str, Any]) -> Iterator[str]:
    def walk(part: Any) -> Iterator[str]:
        if isinstance(part, dict):
            if isinstance(part.get("$ref"), str):
                yield part["$ref"]
            for child in part.values():
                yield from walk(child)
        elif isinstance(part, list):
            for child in part:
                yield from walk(child)

    for reference in walk(document):
        try:
            _follow(document, {"$ref": reference})
        except KeyError:
            yield f"reference to nowhere: {reference}"


def _follow(document: dict[str, Any], part: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in part:
        found: Any = document
        for step in part["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        part = found
    return part
