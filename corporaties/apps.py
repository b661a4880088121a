# SPDX-License-Identifier: EUPL-1.2
"""App configuration of corporaties."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from portaal.lib.blackout import Handling, register


class CorporatiesConfig(AppConfig):
    name = "corporaties"
    verbose_name = _("Corporaties")

    def ready(self) -> None:
        register("corporaties.Levering", Handling(scope="gemeente", own=frozenset({"sha256"})))
        for name in ("Afwijking", "Afwijkingstoelichting"):
            register(f"corporaties.{name}", Handling(scope="gemeente", own=frozenset({"sleutel"})))
        for name in ("Populatie", "Kenmerk", "Klasse", "Huurgrens"):
            register(f"corporaties.{name}", Handling(exempt="the same words for all gemeenten, from published lists"))
