# SPDX-License-Identifier: EUPL-1.2
"""Pages as a browser gets them: unchanged ones, and the queries of every page at 56 and at 5,600 afspraken."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from django.urls import reverse

from benchmarks.browser import Visitor
from benchmarks.measure import Result, compare, elapsed_ms, statements_of
from portaal.api import router
from tests.monitoring.queries import data_queries

ROUNDS = 5


def unchanged(slug: str) -> Iterator[Result]:
    """A browser that holds the page as it is now, against one that needs it rendered."""
    visitor = Visitor()
    for name, path in (("page of a gemeente", f"/{slug}/"), ("list", f"/{slug}/afspraken/")):
        _status, headers, _size = visitor.open(path)
        etag = headers["ETag"]
        if visitor.open(path, HTTP_IF_NONE_MATCH=etag)[0] != 304:
            raise RuntimeError(f"{path} is rendered for a browser that has it")
        with data_queries() as queries:
            visitor.open(path, HTTP_IF_NONE_MATCH=etag)
        result = compare(
            f"public {name}: 304 against rendering",
            floor=partial(visitor.open, path),
            portal=partial(visitor.open, path, HTTP_IF_NONE_MATCH=etag),
            promise=15,
            at_least=True,
        )
        # The gemeente itself is read, to know its version; nothing that the page would show.
        if queries:
            raise RuntimeError(f"{path}: a 304 reads data: {queries}")
        yield result


@dataclass(frozen=True, slots=True)
class Page:
    """One line of the table of queries: data queries, all statements and milliseconds, few and many afspraken."""

    name: str
    data: tuple[int, int]
    statements: tuple[int, int]
    ms: tuple[float, float]

    @property
    def kept(self) -> bool:
        """The number of queries does not depend on the number of rows."""
        return self.data[0] == self.data[1]

    def __str__(self) -> str:
        verdict = "ok" if self.kept else "NOT KEPT: grows"
        numbers = "".join(f"{few:>9}{many:>9}" for few, many in (self.data, self.statements))
        return f"{self.name:<58}{numbers}{self.ms[0]:>10.1f}{self.ms[1]:>10.1f}  {verdict}"


PAGES_HEADER = (
    f"{'page':<58}{'data':>9}{'data':>9}{'all':>9}{'all':>9}{'ms':>10}{'ms':>10}\n"
    f"{'':<58}{'few':>9}{'many':>9}{'few':>9}{'many':>9}{'few':>10}{'many':>10}"
)


def queries_per_page(few: str, many: str) -> Iterator[Page]:
    """Every page and list of the API, for who reads the most on it."""
    visitors = {
        role: {slug: Visitor(f"{role}@{slug}.example" if role else "") for slug in (few, many)}
        for role in ("", "coordinator", "werkgroeplid", "bestuurder")
    }
    for name, role, address in _addresses():
        found = [_measure(visitors[role][slug], address.replace("{gemeente}", slug)) for slug in (few, many)]
        data, statements, ms = zip(*found, strict=True)
        yield Page(name, data, statements, ms)


def _measure(visitor: Visitor, path: str) -> tuple[int, int, float]:
    visitor.open(path)
    with data_queries() as queries:
        visitor.open(path)
    statements = statements_of(lambda: visitor.open(path))
    return len(queries), statements, min(elapsed_ms(lambda: visitor.open(path)) for _ in range(ROUNDS))


def _addresses() -> Iterator[tuple[str, str, str]]:
    """(name, role or empty for the public, address)."""
    afspraak = "/{gemeente}/afspraken/prestatieafspraken/1a/"
    yield "start (lists all gemeenten)", "", "/"
    yield "gemeente, public", "", "/{gemeente}/"
    yield "lijst, public", "", "/{gemeente}/afspraken/"
    yield "lijst with search and signal, public", "", "/{gemeente}/afspraken/?zoek=verduurzamen&signaal=verouderd"
    yield "lijst, werkgroeplid", "werkgroeplid", "/{gemeente}/afspraken/"
    yield "afspraak, public", "", afspraak
    yield "afspraak, coordinator", "coordinator", afspraak
    yield "update form of an afspraak, werkgroeplid", "werkgroeplid", f"{afspraak}bijwerken/"
    yield "actielijst, coordinator", "coordinator", "/{gemeente}/actielijst/?thema=alle"
    yield "actielijst, werkgroeplid", "werkgroeplid", "/{gemeente}/actielijst/"
    yield "bestuur, bestuurder", "bestuurder", "/{gemeente}/bestuur/"
    yield "werkbank, coordinator", "coordinator", "/werkbank/"
    yield "werkbank, werkgroeplid", "werkgroeplid", "/werkbank/"
    for prefix, _viewset, basename in router.registry:
        yield f"API {prefix}", "", reverse(f"api:{basename}-list") + "?gemeente={gemeente}"
    yield "API afspraken, 1,000 a page", "", reverse("api:afspraken-list") + "?gemeente={gemeente}&paginaGrootte=1000"
