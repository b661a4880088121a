# SPDX-License-Identifier: EUPL-1.2
"""App configuration that puts our own site in the place of Django's admin site."""

from django.contrib.admin.apps import AdminConfig


class BeheerConfig(AdminConfig):
    default_site = "partijen.beheer.site.BeheerSite"
