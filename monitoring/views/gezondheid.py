# SPDX-License-Identifier: EUPL-1.2
"""Whether the portal lives and is ready, for who watches over it."""

from functools import lru_cache

from django.db import Error, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

RETRY_AFTER_SECONDS = 10


@require_safe
@never_cache
def live(request: HttpRequest) -> JsonResponse:
    """The process answers; says nothing about the database."""
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """The database answers and has every migration; otherwise 503, so that no traffic is sent here yet."""
    try:
        connection.ensure_connection()
        applied = MigrationRecorder(connection).applied_migrations()
    except Error:
        return _not_ready("geen database")
    if missing := known_migrations() - set(applied):
        return _not_ready(f"{len(missing)} migraties nog niet uitgevoerd")
    return JsonResponse({"status": "ok"})


@lru_cache(maxsize=1)
def known_migrations() -> frozenset[tuple[str, str]]:
    """(app, name) of every migration in the code; reading them from disk once per process is enough."""
    return frozenset(MigrationLoader(None).disk_migrations)


def _not_ready(reason: str) -> JsonResponse:
    response = JsonResponse({"status": "niet klaar", "reden": reason}, status=503)
    response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response
