# SPDX-License-Identifier: EUPL-1.2
"""The test harness: which database, which settings, no network, and append-only tables that can be flushed.

Django is configured in `pytest_configure`, after the database of this run is known: for that reason no
DJANGO_SETTINGS_MODULE stands in pyproject.toml. With pytest-xdist the controller starts one PostgreSQL server and the
workers inherit its URL from the environment.
"""

import gc
import ipaddress
import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.plugins import haste, kept, measuring
from tests.plugins.postgres import PostgresServer

SERVER = pytest.StashKey[PostgresServer]()
DIRECTORY = pytest.StashKey[Path]()
# How many new objects there are before garbage is sought, and how often older ones are looked at too. With the default
# of 700 a third of the time of a test went to looking through what stays: models, templates, tests.
SWEEPS = (200_000, 20, 50)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add --database; the default is SQLite, or the database of DATABASE_URL when that is set."""
    parser.addoption(
        "--database",
        choices=("sqlite", "postgres"),
        default=os.environ.get("PORTAAL_TEST_DATABASE"),
        help="database of the tests: a SQLite file (default) or a PostgreSQL server that this run starts and stops",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Choose database and settings; runs before pytest-django sets Django up (that hook is `trylast`)."""
    gc.set_threshold(*SWEEPS)
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    if hasattr(config, "workerinput"):
        measuring.stop_the_measuring_of_the_controller()
        return
    database = config.getoption("--database")
    directory = config.stash[DIRECTORY] = Path(tempfile.mkdtemp(prefix="portaal-test-"))
    (directory / "static").mkdir()
    os.environ["PORTAAL_VAR"] = str(directory)
    if database == "sqlite":
        os.environ.pop("DATABASE_URL", None)
    elif database == "postgres":
        server = config.stash[SERVER] = PostgresServer()
        os.environ["DATABASE_URL"] = server.start()
    from django.conf import settings

    assert settings.INSTALLED_APPS  # pytest-django sets Django up only when the settings have been read


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop what this run started and remove what it wrote."""
    if server := config.stash.get(SERVER, None):
        server.stop()
    if directory := config.stash.get(DIRECTORY, None):
        shutil.rmtree(directory, ignore_errors=True)


# Tests that reach no branch of services, validators and imports that others do not: most only read. Coverage is not
# measured while they run, nor while their worlds are made: it would take minutes of a CI run.
UNMEASURED = (
    "matrix/",
    "lib/",
    "api/test_bulk.py",
    "api/test_design_rules.py",
    "api/test_docs.py",
    "api/test_fuzz.py",
    "api/test_hostile.py",
    "api/test_lijsten.py",
    "api/test_openapi.py",
    "api/test_others.py",
    "api/test_queries.py",
    "api/test_visibility.py",
    "afspraken/test_admin_reading.py",
    "afspraken/test_views_afspraak.py",
    "afspraken/test_views_lijst.py",
    "corporaties/test_views_afwijkingen.py",
    "corporaties/test_views_cijfers.py",
    "corporaties/test_views_klassen.py",
    "monitoring/test_selectors_",
    "monitoring/test_stijl.py",
    "monitoring/test_views_bestuur.py",
    "monitoring/test_views_buurten.py",
    "monitoring/test_views_corporaties.py",
    "monitoring/test_views_energielabels.py",
    "monitoring/test_views_kaart.py",
    "monitoring/test_views_openbaar.py",
    "monitoring/test_views_opendata.py",
    "monitoring/test_views_peildatum.py",
    "partijen/beheer/",
    "partijen/test_login",
    "partijen/test_oidc.py",
    "partijen/test_policies",
    "writers/",
    "test_",
)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[object]:
    """Measure coverage, when it is measured, for one test: its fixtures included."""
    here = Path(__file__).parent
    if here not in item.path.parents or not item.path.relative_to(here).as_posix().startswith(UNMEASURED):
        return (yield)
    with measuring.unmeasured():
        return (yield)


# What a test asks for when it reads or writes a database.
DATABASE = {"db", "transactional_db", "django_db_setup", "live_server"}


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What asks no database runs once, on SQLite: on PostgreSQL it would say the same again."""
    from django.db import connection
    from django.test import TransactionTestCase

    if connection.vendor == "sqlite":
        return
    without = [
        item
        for item in items
        if item.get_closest_marker("django_db") is None
        and not DATABASE & set(getattr(item, "fixturenames", ()))
        and not issubclass(getattr(item, "cls", None) or object, TransactionTestCase)
        and item.path.name != "test_harness.py"
    ]
    config.hook.pytest_deselected(items=without)
    once = set(without)
    items[:] = [item for item in items if item not in once]


def pytest_collection_finish(session: pytest.Session) -> None:
    """Never look again for garbage in what has been imported and collected: it stays until the end."""
    gc.collect()
    gc.freeze()


def pytest_report_header(config: pytest.Config) -> str:
    """Say which database is tested."""
    from django.db import connection

    return f"database: {connection.vendor}"


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Iterator[None]:
    """Refuse every connection that leaves this machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and not _is_loopback(address[0]):
            raise RuntimeError(f"A test wants to connect to {address[0]}: tests run without network.")
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        yield


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@pytest.fixture(scope="session", autouse=True)
def in_haste() -> Iterator[None]:
    """Work out once what never changes, and measure no coverage where there is none to find."""
    with haste.addresses_and_settings(), measuring.only_outside_of_django():
        yield


@pytest.fixture(scope="session", autouse=True)
def kept_queries_follow_from_their_keys() -> Iterator[None]:
    """Compare each kept query with one composed anew."""
    with kept.compared():
        yield


@pytest.fixture(scope="session", autouse=True)
def flush_lifts_triggers() -> Iterator[None]:
    """Let the flush after a transactional test pass the triggers of the append-only tables."""
    from django.db import connections
    from django.test import TransactionTestCase

    from portaal.lib import triggers

    teardown = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]

    def teardown_without_triggers(self: TransactionTestCase) -> None:
        with ExitStack() as stack:
            for alias in self._databases_names(include_mirrors=False):  # type: ignore[attr-defined]
                stack.enter_context(triggers.lifted(connections[alias]))
            teardown(self)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", teardown_without_triggers)
        yield
