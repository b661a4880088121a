# SPDX-License-Identifier: EUPL-1.2
"""Addresses of corporaties under `/<gemeente>/` (design, section 4)."""

from django.urls import path

from corporaties.views.afwijkingen import afwijkingen, toelichting

app_name = "corporaties"

urlpatterns = [
    path("cijfers/afwijkingen/", afwijkingen, name="afwijkingen"),
    path("cijfers/afwijkingen/<nummer:afwijking>/toelichting/", toelichting, name="toelichting"),
]
