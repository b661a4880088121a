# SPDX-License-Identifier: EUPL-1.2
"""Addresses of wijken under `/<gemeente>/` (design, section 4)."""

from django.urls import include, path

from wijken import fondsurls
from wijken.views.teams import teams
from wijken.views.veerkracht import veerkracht

app_name = "wijken"

urlpatterns = [
    path("bewonerskrachtteams/", teams, name="teams"),
    path("veerkracht/", veerkracht, name="veerkracht"),
    path("leefbaarheidsfonds/", include(fondsurls)),
]
