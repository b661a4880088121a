# SPDX-License-Identifier: EUPL-1.2
"""App configuration of wijken."""

from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WijkenConfig(AppConfig):
    name = "wijken"
    verbose_name = _("Wijken")

    def ready(self) -> None:
        """The menu leads to the fund where there is one."""
        from django.db.models import Exists, OuterRef

        from partijen.shortcuts import register_fact
        from wijken.models import Fonds

        def has_fund(user: Any) -> Exists:
            return Exists(Fonds.objects.visible_to(user).filter(gemeente=OuterRef("pk")))

        register_fact("heeft_fonds", has_fund)
