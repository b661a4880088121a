# SPDX-License-Identifier: EUPL-1.2
"""Coverage is measured only where it can find something: that takes minutes off a run.

Python calls coverage at each call of a function, also in files that it does not measure.
"""

import functools
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest


def stop_the_measuring_of_the_controller() -> None:
    """In a worker pytest-cov begins twice, first as if it were the controller: each line would be traced twice."""
    coverage = sys.modules.get("coverage")
    if coverage and (measuring := coverage.Coverage.current()):
        measuring.stop()


@contextmanager
def unmeasured() -> Iterator[None]:
    """Nothing is measured inside."""
    tracer: Any = sys.gettrace()
    if not hasattr(tracer, "stop"):
        yield
        return
    # Not by sys.settrace: with that the tracer would miss the end of the functions that are running now.
    tracer.stop()
    try:
        yield
    finally:
        tracer.start()


def _unmeasured(function: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        tracer: Any = sys.gettrace()
        if not hasattr(tracer, "stop"):
            return function(*args, **kwargs)
        tracer.stop()
        try:
            return function(*args, **kwargs)
        finally:
            tracer.start()

    return call


@contextmanager
def only_outside_of_django() -> Iterator[None]:
    """Measure nothing where Django works long and calls no service, validator or import: SQL, rows, templates."""
    if not hasattr(sys.gettrace(), "stop"):
        yield
        return
    from django.db.models import Model, QuerySet
    from django.db.models.sql.compiler import SQLCompiler, SQLInsertCompiler, SQLUpdateCompiler
    from django.template import Template

    names = {
        QuerySet: ("_fetch_all", "_filter_or_exclude", "_annotate", "_chain", "order_by", "select_related"),
        Model: ("save_base",),
        SQLCompiler: ("execute_sql",),
        SQLInsertCompiler: ("execute_sql",),
        SQLUpdateCompiler: ("execute_sql",),
        Template: ("render",),
    }
    with pytest.MonkeyPatch.context() as patch:
        for owner, methods in names.items():
            for name in methods:
                patch.setattr(owner, name, _unmeasured(getattr(owner, name)))
        yield
