# SPDX-License-Identifier: EUPL-1.2
"""Addresses of the provider process."""

from django.urls import include, path

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("", include("allauth.idp.urls")),
]
