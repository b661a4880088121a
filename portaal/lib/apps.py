# SPDX-License-Identifier: EUPL-1.2
"""App configuration of the library: what must be there after each migrate, beside the tables of the models."""

from typing import Any

from django.apps import AppConfig
from django.core.management import call_command
from django.db.models.signals import post_migrate


class LibConfig(AppConfig):
    """Gives the library its template tags, checks and post-migrate hooks."""

    name = "portaal.lib"
    label = "lib"

    def ready(self) -> None:
        from portaal.lib import blackout, checks, triggers  # noqa: F401  (checks register themselves)

        post_migrate.connect(triggers.install_after_migrate, dispatch_uid="portaal.lib.triggers")
        post_migrate.connect(create_cache_table, sender=self, dispatch_uid="portaal.lib.cache_table")


def create_cache_table(using: str, **kwargs: Any) -> None:
    """The table of the cache that all workers share; nothing happens when it is there."""
    call_command("createcachetable", database=using, verbosity=0)
