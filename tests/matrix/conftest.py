# SPDX-License-Identifier: EUPL-1.2
"""One world per module, in a transaction that is rolled back; each test within a savepoint of its own.

Models are imported inside: this file is read before Django is set up.
"""

import gc
import logging
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import lru_cache
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from tests.plugins import haste, kept

if TYPE_CHECKING:
    from tests.matrix.door import Door
    from tests.matrix.world import World


@contextmanager
def undone() -> Iterator[None]:
    """Roll back what is written inside."""
    from django.db import transaction

    with transaction.atomic():
        yield
        transaction.set_rollback(True)


class Undoing:
    """Rolls back what a request wrote. After one that wrote nothing there is nothing to do, which saves its savepoint.

    Whatever is sent to the database counts as writing, unless it can only read.
    """

    READING = ("SELECT ", "EXECUTE ", "SAVEPOINT ", "RELEASE ", "ROLLBACK ")

    def __init__(self) -> None:
        self.wrote = False
        self._savepoint = ExitStack()

    def __enter__(self) -> "Undoing":
        from django.db import connection

        self._watching = connection.execute_wrapper(self._watch)
        self._watching.__enter__()
        self._savepoint.enter_context(undone())
        return self

    def __exit__(self, *error: Any) -> None:
        self._savepoint.close()
        self._watching.__exit__(*error)

    def _watch(self, execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        if not (isinstance(sql, str) and sql.startswith(self.READING)):
            self.wrote = True
        try:
            return execute(sql, params, many, context)
        except Exception:
            self.wrote = True  # on PostgreSQL nothing more can be asked before something is rolled back
            raise

    def undo(self) -> None:
        """Back to how it was."""
        from django.db import connection

        if self.wrote or connection.needs_rollback:
            self._savepoint.close()
            self._savepoint.enter_context(undone())
            self.wrote = False


@contextmanager
def last_logins_read_once() -> Iterator[None]:
    """Whose login was the last with this browser: its signature is looked at the first time that it is sent."""
    from django.conf import settings

    from partijen import bewaard

    read, name = bewaard.last_login_of, settings.LAST_LOGIN_COOKIE_NAME
    known = lru_cache(maxsize=None)(lambda cookie: read(SimpleNamespace(COOKIES={name: cookie})))  # type: ignore[arg-type]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bewaard, "last_login_of", lambda request: known(request.COOKIES.get(name, "")))
        yield


@contextmanager
def in_a_hurry() -> Iterator[None]:
    """Without log lines, and without looking up again what is the same for every role."""
    logging.disable(logging.CRITICAL)
    with ExitStack() as stack:
        for once in (*haste.FOR_MANY_PAGES, last_logins_read_once):
            stack.enter_context(once())
        yield
    logging.disable(logging.NOTSET)


@pytest.fixture(autouse=True)
def garbage_afterwards() -> Iterator[None]:
    """Look for garbage once a test, and never again in what stays: what a thousand requests leave is no burden."""
    gc.disable()
    yield
    gc.enable()
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="module")
def one_transaction(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The database for a whole module; nothing of it stays."""
    with django_db_blocker.unblock(), undone(), in_a_hurry():
        yield


@pytest.fixture(scope="module")
def world(one_transaction: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator["World"]:
    """Everything, in two gemeenten."""
    from django.test import override_settings

    from tests.matrix.world import make_world

    media = tmp_path_factory.mktemp("media")
    with kept.uncompared(), override_settings(MEDIA_ROOT=media, SESSION_ENGINE="tests.matrix.sessies"):
        yield make_world()


@pytest.fixture(scope="module")
def door(world: "World") -> "Door":
    """Everybody of the world, logged in."""
    from tests.matrix.door import Door

    return Door(world.users)


@pytest.fixture(autouse=True)
def within_savepoint(one_transaction: None) -> Iterator[None]:
    """What a test writes is gone after it."""
    from portaal.lib.api.throttling import AddressRateThrottle

    AddressRateThrottle.cache.clear()
    with undone():
        yield
