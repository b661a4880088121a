# SPDX-License-Identifier: EUPL-1.2
"""App configuration of afspraken."""

from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from portaal.lib.blackout import Handling, register


class AfsprakenConfig(AppConfig):
    name = "afspraken"
    verbose_name = _("Afspraken")

    def ready(self) -> None:
        own = frozenset({"sha256", "telling"})
        register("afspraken.Actielijstimport", Handling(scope="gemeente", own=own))
        register("afspraken.Documentimport", Handling(scope="gemeente", own=own))
        _register_facts()


def _register_facts() -> None:
    """Pages lead to the targets, and to what comes from state to neighbourhood, where there are any."""
    from django.db.models import Exists, OuterRef

    from afspraken.models import Afsprakenset, Doelstelling, LandelijkePrioriteit, Sdgkoppeling
    from partijen.shortcuts import register_fact

    def has_targets(user: Any) -> Exists:
        return Exists(Doelstelling.objects.visible_to(user).filter(gemeente=OuterRef("pk")))

    def has_priorities(user: Any) -> Any:
        sets = Afsprakenset.objects.visible_to(user).filter(gemeente=OuterRef("gemeente")).order_by()
        rows = LandelijkePrioriteit.objects.filter(gemeente=OuterRef("pk"), afsprakenset__in=sets.values("pk"))
        return Exists(rows) | Exists(Sdgkoppeling.objects.visible_to(user).filter(gemeente=OuterRef("pk")))

    register_fact("heeft_doelen", has_targets, in_frame=True)
    register_fact("heeft_doorwerking", has_priorities)
