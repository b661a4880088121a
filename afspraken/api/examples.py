# SPDX-License-Identifier: EUPL-1.2
"""One example row of each resource, for the OpenAPI document; the tests hold each to its schema."""

from typing import Any

from drf_spectacular.utils import OpenApiExample

_PLAATS: dict[str, Any] = {"gemeente": "maastricht", "afsprakenset": "prestatieafspraken-2022-2026"}
_BRON: dict[str, Any] = {
    "bron": "Prestatieafspraken Maastricht 2022-2026",
    "bronPlaats": "Hoofdstuk 5, afspraak 5w",
    "bronOpmerking": "",
}
_MELDING: dict[str, Any] = {
    "id": 1204,
    "datum": "2026-03-03",
    "status": "op_koers",
    "fase": "uitvoering",
    "toelichting": "De eerste woningen zijn geïsoleerd.",
    "oorzaak": "",
    "gevolg": "",
    "maatregel": "",
    "volgendeStap": "De tweede straat begint in mei.",
    "gevraagdBesluit": "",
    "namens": "Woonpunt",
    "gepubliceerd": True,
    "demo": True,
}
_STAND: dict[str, Any] = {
    "trekkers": ["Corporaties"],
    "betrokkenen": ["Gemeente Maastricht"],
    "gebieden": ["Pottenberg"],
    "grotereGebieden": [],
    "periode": "2022-H1",
    "status": "op_koers",
    "fase": "uitvoering",
    "signalen": ["verouderd"],
    "bijgewerktOp": "2026-03-03",
    "laatsteVoortgang": _MELDING,
    "demo": True,
    "gepubliceerd": True,
    "versie": 4,
}
_PAGINA = "https://afsprakenportaal.example/maastricht/afspraken/"

AFSPRAKENSET = OpenApiExample(
    "afsprakenset",
    value={
        "id": 1,
        "gemeente": "maastricht",
        "slug": "prestatieafspraken-2022-2026",
        "naam": "Meerjarige prestatieafspraken Maastricht 2022-2026",
        "soort": "meerjarig",
        "levensfase": "lopend",
        "periode": "2022/2026",
        "begindatum": "2022-01-01",
        "einddatum": "2026-12-31",
        "ondertekendOp": None,
        "ondertekenaars": ["Gemeente Maastricht", "Huurdersorganisaties", "Woonpunt"],
        "aantalAfspraken": 56,
        "gepubliceerd": True,
        "versie": 1,
        "url": f"{_PAGINA}?afsprakenset=prestatieafspraken-2022-2026",
        **_BRON,
        "bronPlaats": "",
    },
)
THEMA = OpenApiExample(
    "thema",
    value={
        "id": 6,
        **_PLAATS,
        "nummer": 5,
        "naam": "Vastgoed, studentenhuisvesting, tijdelijkheid en duurzaamheid",
        "werkgroep": "Werkgroep Vastgoed, studentenhuisvesting, tijdelijkheid en duurzaamheid",
        "prioriteiten": ["Verduurzaming"],
        "aantalAfspraken": 23,
        **_BRON,
        "bronPlaats": "Hoofdstuk 5",
    },
)
AFSPRAAK = OpenApiExample(
    "afspraak",
    value={
        "id": 46,
        **_PLAATS,
        "code": "5w",
        "themaNummer": 5,
        "themaNaam": "Vastgoed, studentenhuisvesting, tijdelijkheid en duurzaamheid",
        "titel": "Woningen verduurzamen",
        "titelInDocument": "",
        "samenvatting": "De corporaties maken hun woningen zuiniger met energie.",
        "doel": "Lagere woonlasten.",
        "huurdersprioriteit": "",
        "rayon": None,
        "aantalActies": 3,
        "slechtereActies": 1,
        **_STAND,
        "url": f"{_PAGINA}prestatieafspraken-2022-2026/5w/",
        **_BRON,
    },
)
ACTIE = OpenApiExample(
    "actie",
    value={
        "id": 211,
        **_PLAATS,
        "afspraak": "5w",
        "code": "5w-2",
        "themaNummer": 5,
        "titel": "Daken isoleren in Pottenberg",
        "omschrijving": "",
        "locatie": "Terra Cottaplein",
        "aantalWoningen": 50,
        "aantalTekst": "circa 50",
        **_STAND,
        "signalen": ["termijn_verstreken"],
        "url": f"{_PAGINA}prestatieafspraken-2022-2026/5w/#actie-5w-2",
        **_BRON,
    },
)
TERMIJN = OpenApiExample(
    "termijn",
    value={
        "id": 88,
        **_PLAATS,
        "afspraak": "5w",
        "actie": "5w-2",
        "soort": "gereed",
        "periode": "2022-H1",
        "begindatum": "2022-01-01",
        "einddatum": "2022-06-30",
        "wat": "Plan van aanpak",
        "voldaanOp": None,
        "verstreken": True,
        "bronOpmerking": "",
    },
)
VOORTGANG = OpenApiExample("voortgang", value={**_PLAATS, "afspraak": "5w", "actie": None, **_MELDING})
