# SPDX-License-Identifier: EUPL-1.2
"""App configuration of partijen."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PartijenConfig(AppConfig):
    name = "partijen"
    verbose_name = _("Partijen")

    def ready(self) -> None:
        from partijen import receivers  # noqa: F401  (receivers connect themselves)
