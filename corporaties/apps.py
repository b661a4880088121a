# SPDX-License-Identifier: EUPL-1.2
"""App configuration of corporaties."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CorporatiesConfig(AppConfig):
    name = "corporaties"
    verbose_name = _("Corporaties")
