# SPDX-License-Identifier: EUPL-1.2
"""App configuration of afspraken."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AfsprakenConfig(AppConfig):
    name = "afspraken"
    verbose_name = _("Afspraken")
