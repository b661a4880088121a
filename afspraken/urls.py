# SPDX-License-Identifier: EUPL-1.2
"""Addresses of afspraken under `/<gemeente>/` (design, section 4)."""

from django.urls import include, path

from afspraken.views.actielijst import actielijst, ongewijzigd
from afspraken.views.afspraak import afspraak
from afspraken.views.bijlagen import bewijsstuk, bewijsstuk_nieuw, notitie
from afspraken.views.bijstellen import bijstellen, bijstelling, bijstelling_publiceren, bijstelling_weg
from afspraken.views.bijwerken import bijwerken
from afspraken.views.documenten import document, document_bestand, document_nieuw, document_weg
from afspraken.views.doelen import doel, doelen, doorwerking, meting_nieuw
from afspraken.views.importeren import import_voorbeeld, importeren, sjabloon
from afspraken.views.inrichten import inrichten, inrichten_buurten, inrichten_partijen
from afspraken.views.lijst import lijst
from afspraken.views.pilots import pilot, verhuizing, verhuizing_nieuw, vervolgbesluit
from afspraken.views.publicatie import intrekken, publiceren
from afspraken.views.wachtrij import terugsturen, wachtrij
from portaal.lib import converters

__all__ = ["app_name", "converters", "urlpatterns"]

app_name = "afspraken"

een_afspraak = [
    path("", afspraak, name="afspraak"),
    path("bijwerken/", bijwerken, name="bijwerken"),
    path("acties/<actiecode:actie>/bijwerken/", bijwerken, name="actie-bijwerken"),
    path("bijstellen/", bijstellen, name="bijstellen"),
    path("notities/", notitie, name="notitie"),
    path("bewijsstukken/", bewijsstuk_nieuw, name="bewijsstuk-nieuw"),
]

urlpatterns = [
    path("afspraken/", lijst, name="lijst"),
    path("doelen/", doelen, name="doelen"),
    path("doorwerking/", doorwerking, name="doorwerking"),
    path("doelen/<slug:afsprakenset>/<slug:code>/", doel, name="doel"),
    path("doelen/<slug:afsprakenset>/<slug:code>/meting/", meting_nieuw, name="meting-nieuw"),
    path("pilots/<slug:afsprakenset>/", pilot, name="pilot"),
    path("pilots/<slug:afsprakenset>/verhuizing/", verhuizing_nieuw, name="verhuizing-nieuw"),
    path("pilots/<slug:afsprakenset>/verhuizing/<nummer:nummer>/", verhuizing, name="verhuizing"),
    path("pilots/<slug:afsprakenset>/besluit/", vervolgbesluit, name="vervolgbesluit"),
    path("afspraken/<slug:afsprakenset>/<code:code>/", include(een_afspraak)),
    path("bewijsstukken/<nummer:bewijsstuk>/", bewijsstuk, name="bewijsstuk"),
    path("bijstellingen/<nummer:bijstelling>/", bijstelling, name="bijstelling"),
    path("bijstellingen/<nummer:bijstelling>/publiceren/", bijstelling_publiceren, name="bijstelling-publiceren"),
    path("bijstellingen/<nummer:bijstelling>/weg/", bijstelling_weg, name="bijstelling-weg"),
    path("voortgang/<nummer:voortgang>/publiceren/", publiceren, name="publiceren"),
    path("voortgang/<nummer:voortgang>/intrekken/", intrekken, name="intrekken"),
    path("voortgang/<nummer:voortgang>/terugsturen/", terugsturen, name="terugsturen"),
    path("publiceren/", wachtrij, name="wachtrij"),
    path("actielijst/", actielijst, name="actielijst"),
    path("actielijst/ongewijzigd/", ongewijzigd, name="ongewijzigd"),
    path("actielijst/importeren/", importeren, name="importeren"),
    path("actielijst/importeren/<nummer:nummer>/", import_voorbeeld, name="import-voorbeeld"),
    path("actielijst/sjabloon/", sjabloon, name="sjabloon"),
    path("inrichten/", inrichten, name="inrichten"),
    path("inrichten/partijen/", inrichten_partijen, name="inrichten-partijen"),
    path("inrichten/buurten/", inrichten_buurten, name="inrichten-buurten"),
    path("inrichten/document/", document_nieuw, name="document-nieuw"),
    path("inrichten/document/<nummer:nummer>/", document, name="document"),
    path("inrichten/document/<nummer:nummer>/bestand/", document_bestand, name="document-bestand"),
    path("inrichten/document/<nummer:nummer>/weg/", document_weg, name="document-weg"),
]
