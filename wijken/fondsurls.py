# SPDX-License-Identifier: EUPL-1.2
"""Addresses of the leefbaarheidsfonds, under `/<gemeente>/leefbaarheidsfonds/`; part of those of wijken."""

from django.urls import path

from portaal.lib import converters
from wijken.views.fonds import aanvragen, grootboek, openbaar, werklijst

__all__ = ["converters", "urlpatterns"]

urlpatterns = [
    path("", openbaar.fondsen, name="fondsen"),
    path("gebied/<slug:gebied>/", openbaar.fonds, name="fonds"),
    path("gebied/<slug:gebied>/instellen/", grootboek.instellen, name="fonds-instellen"),
    path("jaaroverzicht/", openbaar.jaaroverzicht, name="jaaroverzicht"),
    path("herverdeling/", grootboek.herverdeling, name="herverdeling"),
    path("aanvragen/", aanvragen.aanvragen, name="aanvragen"),
    path("aanvragen/verstuurd/", aanvragen.verstuurd, name="aanvraag-verstuurd"),
    path("aanvraag/<str:link>/", aanvragen.aanvraag, name="aanvraag"),
    path("aanvraag/<str:link>/bevestigen/", aanvragen.bevestigen, name="aanvraag-bevestigen"),
    path("aanvraag/<str:link>/intrekken/", aanvragen.intrekken, name="aanvraag-intrekken"),
    path("aanvraag/<str:link>/documenten/", aanvragen.documenten, name="aanvraag-documenten"),
    path("aanvraag/<str:link>/gegevens/", aanvragen.gegevens, name="aanvraag-gegevens"),
    path("werklijst/", werklijst.werklijst, name="werklijst"),
    path("werklijst/<nummer:aanvraag>/", werklijst.behandeling, name="behandeling"),
    path("werklijst/<nummer:aanvraag>/stap/<slug:stap>/", werklijst.stap, name="stap"),
    path("werklijst/<nummer:aanvraag>/brief/<slug:soort>/", werklijst.brief, name="brief"),
    path("werklijst/<nummer:aanvraag>/document/<nummer:document>/", werklijst.document, name="aanvraagdocument"),
    path("boeken/", grootboek.boeken, name="boeken"),
    path("boeken/<slug:soort>/", grootboek.boeking, name="boeking"),
    path("boeken/herstellen/<nummer:boeking>/", grootboek.tegenboeken, name="tegenboeken"),
]
