# SPDX-License-Identifier: EUPL-1.2
"""Addresses of wijken under `/<gemeente>/` (design, section 4)."""

from django.urls import path

from wijken.views.teams import teams

app_name = "wijken"

urlpatterns = [
    path("bewonerskrachtteams/", teams, name="teams"),
]
