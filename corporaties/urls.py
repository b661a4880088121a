# SPDX-License-Identifier: EUPL-1.2
"""Addresses of corporaties under `/<gemeente>/` (design, section 4)."""

from django.urls import include, path

from corporaties.views import inlezen, leveringen
from corporaties.views.afwijkingen import afwijkingen, toelichting
from corporaties.views.cijfers import cijfers
from corporaties.views.klassen import klassen
from portaal.lib import converters

__all__ = ["app_name", "converters", "urlpatterns"]

app_name = "corporaties"

van_een_corporatie = [
    path("", leveringen.leveringen, name="leveringen"),
    path("nieuw/", inlezen.nieuw, name="levering-nieuw"),
    path("sjabloon/", inlezen.sjabloon, name="sjabloon"),
    path("inlezen/<nummer:nummer>/", inlezen.inlezing, name="inlezing"),
    path("inlezen/<nummer:nummer>/weg/", inlezen.inlezing_weg, name="inlezing-weg"),
    path("<nummer:volgnummer>/", leveringen.levering, name="levering"),
    path("<nummer:volgnummer>/bestand/", leveringen.bestand, name="levering-bestand"),
    path("<nummer:volgnummer>/vaststellen/", leveringen.vaststellen, name="levering-vaststellen"),
    path("<nummer:volgnummer>/afwijzen/", leveringen.afwijzen, name="levering-afwijzen"),
]

urlpatterns = [
    path("leveringen/", leveringen.wachtrij, name="wachtrij"),
    path("corporaties/<slug:corporatie>/leveringen/", include(van_een_corporatie)),
    path("cijfers/", cijfers, name="cijfers"),
    path("cijfers/klassen/", klassen, name="klassen"),
    path("cijfers/afwijkingen/", afwijkingen, name="afwijkingen"),
    path("cijfers/afwijkingen/<nummer:afwijking>/toelichting/", toelichting, name="toelichting"),
    path("cijfers/<nummer:nummer>/", leveringen.cijfer, name="cijfer"),
]
