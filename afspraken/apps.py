# SPDX-License-Identifier: EUPL-1.2
"""App configuration of afspraken."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from portaal.lib.blackout import Handling, register


class AfsprakenConfig(AppConfig):
    name = "afspraken"
    verbose_name = _("Afspraken")

    def ready(self) -> None:
        own = frozenset({"sha256", "telling"})
        register("afspraken.Actielijstimport", Handling(scope="gemeente", own=own))
