# SPDX-License-Identifier: EUPL-1.2
"""What Django works out again at each request though it never changes, worked out once.

Nothing of the portal itself: which view an address leads to, the address of a view, and how a setting is read.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import pytest


@contextmanager
def addresses_and_settings() -> Iterator[None]:
    """Remember addresses per resolver, and read settings without the checks of an object that may be wrapped."""
    from django.conf import LazySettings
    from django.urls import URLResolver

    with pytest.MonkeyPatch.context() as patch:
        for name in ("resolve", "_reverse_with_prefix"):
            patch.setattr(URLResolver, name, lru_cache(maxsize=20_000, typed=True)(getattr(URLResolver, name)))
        patch.setattr(LazySettings, "__getattribute__", object.__getattribute__)
        yield


@contextmanager
def words_and_files() -> Iterator[None]:
    """Remember each text in the one language of the portal, and the address of each static file.

    That language, and below which address the portal stands, is not asked of the thread at each text and address.
    """
    from django.templatetags.static import StaticNode
    from django.urls import base
    from django.utils import translation

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(base, "get_urlconf", lambda default=None: default)
        patch.setattr(base, "get_script_prefix", lambda: "/")
        patch.setattr(translation._trans, "get_language", lambda: "nl")  # type: ignore[attr-defined]
        patch.setattr(translation._trans, "gettext", lru_cache(maxsize=None, typed=True)(translation._trans.gettext))  # type: ignore[attr-defined]
        patch.setattr(StaticNode, "handle_simple", staticmethod(lru_cache(maxsize=None)(StaticNode.handle_simple)))
        yield


@contextmanager
def parts_of_templates() -> Iterator[None]:
    """Remember which blocks a template has, and what a text of it says that has no filter or context."""
    from django.template.base import NodeList
    from django.templatetags.i18n import TranslateNode

    translate = TranslateNode.render

    def render(self: Any, context: Any) -> str:
        expression = self.filter_expression
        if self.asvar or self.message_context or expression.filters or expression.var.lookups is not None:
            return translate(self, context)
        if not hasattr(self, "said"):
            self.said = translate(self, context)
        return self.said  # type: ignore[no-any-return]

    with pytest.MonkeyPatch.context() as patch:
        # A list of nodes stays as it was read.
        patch.setattr(NodeList, "__hash__", object.__hash__)
        patch.setattr(NodeList, "__eq__", object.__eq__)
        patch.setattr(NodeList, "get_nodes_by_type", lru_cache(maxsize=None)(NodeList.get_nodes_by_type))
        patch.setattr(TranslateNode, "render", render)
        yield


@contextmanager
def tokens_of_forms() -> Iterator[None]:
    """One token for each secret of a browser: it is another at each page only so that packed pages do not betray it."""
    from django.middleware import csrf

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(csrf, "_mask_cipher_secret", lru_cache(maxsize=None)(csrf._mask_cipher_secret))
        yield


@contextmanager
def columns_of_tables() -> Iterator[None]:
    """Remember how a column is written in SQL: its table, or the alias of that, and its name."""
    from django.db.models.expressions import Col

    written: dict[tuple[str | None, str], Any] = {}
    write = Col.as_sql

    def as_sql(self: Any, compiler: Any, connection: Any) -> Any:
        key = (self.alias, self.target.column)
        if key not in written:
            written[key] = write(self, compiler, connection)
        return written[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Col, "as_sql", as_sql)
        yield


@contextmanager
def one_browser_policy() -> Iterator[None]:
    """Write the policy of the settings once; what a view makes of it, or a nonce, is written each time."""
    from dataclasses import asdict

    from csp import middleware
    from csp.utils import build_policy

    of_settings = lru_cache(maxsize=2)(lambda report_only: build_policy(report_only=report_only))

    def build(parts: Any, report_only: bool = False) -> str:
        usual = parts == middleware.PolicyParts(None, None, None, None)
        return of_settings(report_only) if usual else build_policy(**asdict(parts), report_only=report_only)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(middleware, "asdict", lambda parts: {"parts": parts})
        patch.setattr(middleware, "build_policy", build)
        yield


@contextmanager
def planned_once() -> Iterator[None]:
    """PostgreSQL plans what the portal keeps compiled once for the connection: that takes it longer than running it.

    What differs at each call is a parameter of a prepared statement; the rest of the query stands in it as it is.
    """
    from django.db import connection

    from portaal.lib import compiled

    if connection.vendor != "postgresql":
        yield
        return
    # {(query, how many values it is given): (that query, its statement)}, and {what it says: statement}.
    known: dict[tuple[int, tuple[int, ...]], tuple[compiled.Compiled, str]] = {}
    names: dict[Any, str] = {}

    def ask(connection: Any, query: compiled.Compiled, given: dict[int, Any]) -> Any:
        counts = tuple(len(given[mark]) for mark in query.marks)
        values = [value for mark in query.marks for value in given[mark]]
        with connection.cursor() as cursor:
            if (id(query), counts) not in known:
                known[id(query), counts] = query, statement_of(cursor.cursor, query, counts, given)
            _query, name = known[id(query), counts]
            places = ", ".join(["%s"] * len(values))
            cursor.execute(f"EXECUTE {name}" + (f"({places})" if values else ""), values)
            return cursor.fetchall()

    def statement_of(cursor: Any, query: compiled.Compiled, counts: tuple[int, ...], given: dict[int, Any]) -> str:
        # A parameter may be a list, as of the operators of JSON.
        says = (query.sql, repr(query.params), counts)
        if says not in names:
            name = f"compiled_{len(names)}"
            # Past what counts queries: it is not one of the portal.
            cursor.execute(f"PREPARE {name} AS {prepared(cursor, query, given)}")
            names[says] = name
        return names[says]

    def prepared(cursor: Any, query: compiled.Compiled, given: dict[int, Any]) -> str:
        # A query may end in what is given: nothing comes after it.
        pieces = [text and cursor.mogrify(text, of).decode() for text, of in zip(query.sql, query.params, strict=True)]
        text, number = pieces[0], 0
        for mark, piece in zip(query.marks, pieces[1:], strict=True):
            count = len(given[mark])
            text += ", ".join(f"${number + place}" for place in range(1, count + 1)) + piece
            number += count
        return text

    with connection.cursor() as cursor:
        cursor.execute("SET plan_cache_mode = force_generic_plan")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compiled, "_ask", ask)
        yield
    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")
        cursor.execute("RESET plan_cache_mode")


FOR_MANY_PAGES = (
    words_and_files,
    parts_of_templates,
    tokens_of_forms,
    columns_of_tables,
    one_browser_policy,
    planned_once,
)
