# SPDX-License-Identifier: EUPL-1.2
"""App configuration of wijken."""

from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WijkenConfig(AppConfig):
    name = "wijken"
    verbose_name = _("Wijken")

    def ready(self) -> None:
        """The menu and pages lead to the fund, the teams and the resilience where there are any."""
        from django.db.models import Exists, OuterRef

        from partijen.shortcuts import register_fact
        from wijken.models import Bewonerskrachtteam, Fonds, Indicatorwaarde
        from wijken.veerkracht import INDICATOREN

        def has_fund(user: Any) -> Exists:
            return Exists(Fonds.objects.visible_to(user).filter(gemeente=OuterRef("pk")))

        def has_teams(user: Any) -> Exists:
            return Exists(Bewonerskrachtteam.objects.visible_to(user).filter(gemeente=OuterRef("pk")))

        def has_resilience(user: Any) -> Exists:
            rows = Indicatorwaarde.objects.visible_to(user).filter(gemeente=OuterRef("pk"))
            # Its own indicators: without saying so, those of all gemeenten would be looked through.
            return Exists(rows.filter(indicator__gemeente=OuterRef("pk"), indicator__slug__in=INDICATOREN))

        register_fact("heeft_fonds", has_fund, in_frame=True)
        register_fact("heeft_teams", has_teams)
        register_fact("heeft_veerkracht", has_resilience)
