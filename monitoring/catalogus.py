# SPDX-License-Identifier: EUPL-1.2
"""The DCAT-AP-NL catalogue of the published sets: one JSON-LD document, made of the resources of the API."""

import json
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from portaal.lib.api import conf
from portaal.lib.api.openapi import document
from portaal.lib.tables.writer import FORMATS

LICENCE = "http://creativecommons.org/publicdomain/zero/1.0/deed.nl"
DUTCH = "http://publications.europa.eu/resource/authority/language/NLD"
PUBLIC = "http://publications.europa.eu/resource/authority/access-right/PUBLIC"
THEME = "http://publications.europa.eu/resource/authority/data-theme/SOCI"
FILE_TYPES = "http://publications.europa.eu/resource/authority/file-type/"
MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
# The EU has no file type for lines of JSON; the media type tells them from one document.
DISTRIBUTIONS = {"csv": "CSV", "ndjson": "JSON", "xlsx": "XLSX"}
API_DESIGN_RULES = "https://gitdocumentatie.logius.nl/publicatie/api/adr/2.2.0/"
KEYWORDS = ("wonen", "prestatieafspraken", "woningcorporaties")
CONTEXT = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "dcatap": "http://data.europa.eu/r5r/",
}


def catalogue(site: str) -> dict[str, Any]:
    """The document; `site` is the scheme and host that all its addresses begin with, and stay the same."""
    paths = json.loads(document(settings.ROOT_URLCONF))["paths"]
    lists = {path: said["get"] for path, said in paths.items() if "{" not in path}
    contact = conf.SPECTACULAR_SETTINGS["CONTACT"]
    publisher = {"@id": f"{site}/#uitgever", "@type": "foaf:Agent", "foaf:name": _dutch(contact["name"])}
    return {
        "@context": CONTEXT,
        "@id": f"{site}{reverse('catalogus')}",
        "@type": "dcat:Catalog",
        "dct:title": _dutch("Afsprakenportaal"),
        "dct:description": _dutch(_("Prestatieafspraken over wonen, met hun voortgang en cijfers.")),
        "dct:publisher": publisher,
        "dct:creator": {"@id": publisher["@id"]},
        "dcat:contactPoint": _contact(site),
        "dct:language": {"@id": DUTCH},
        "dct:license": {"@id": LICENCE},
        "foaf:homepage": {"@id": f"{site}/"},
        "dcat:dataset": [_dataset(site, path, said, publisher) for path, said in lists.items()],
        "dcat:service": {
            "@id": f"{site}{conf.API_BASE}",
            "@type": "dcat:DataService",
            "dct:identifier": f"{site}{conf.API_BASE}",
            "dct:title": _dutch(conf.SPECTACULAR_SETTINGS["TITLE"]),
            "dct:description": _dutch(_("De gegevens van het portaal als JSON en als bestand, ook om op te volgen.")),
            "dct:accessRights": {"@id": PUBLIC},
            "dcat:theme": {"@id": THEME},
            "dcat:endpointURL": {"@id": f"{site}{conf.API_BASE}"},
            "dcat:endpointDescription": {"@id": f"{site}{reverse('api:openapi')}"},
            "dcat:landingPage": _page(f"{site}{reverse('api:docs')}"),
            "foaf:page": _page(f"{site}{reverse('api:docs')}"),
            "dct:conformsTo": {"@id": API_DESIGN_RULES, "@type": "dct:Standard"},
            "dcat:keyword": [_dutch(word) for word in KEYWORDS],
            "dct:language": {"@id": DUTCH},
            "dct:license": {"@id": LICENCE},
            "dct:publisher": {"@id": publisher["@id"]},
            "dct:creator": {"@id": publisher["@id"]},
            "dcat:contactPoint": _contact(site),
        },
    }


def _page(address: str) -> dict[str, str]:
    return {"@id": address, "@type": "foaf:Document"}


def _dutch(text: Any) -> dict[str, str]:
    return {"@value": str(text), "@language": "nl"}


def _contact(site: str) -> dict[str, Any]:
    contact = conf.SPECTACULAR_SETTINGS["CONTACT"]
    return {
        "@id": f"{site}/#contact",
        # Both: who checks the profile asks for the first, and does not know that the second is one.
        "@type": ["vcard:Kind", "vcard:Organization"],
        "vcard:fn": contact["name"],
        "vcard:hasEmail": {"@id": f"mailto:{contact['email']}"},
    }


def _dataset(site: str, path: str, said: dict[str, Any], publisher: dict[str, Any]) -> dict[str, Any]:
    """One set: a resource of the API, in each format in which it may be fetched whole."""
    name = path.strip("/")
    address = f"{site}{conf.API_BASE}{path}"
    described = {"@id": f"{site}{reverse('api:openapi')}", "@type": "dct:Standard"}
    common = {
        "dct:license": {"@id": LICENCE},
        "dct:language": {"@id": DUTCH},
        "dct:conformsTo": described,
        "dcat:accessService": {"@id": f"{site}{conf.API_BASE}"},
    }
    json_pages = {
        "@id": f"{address}#json",
        "@type": "dcat:Distribution",
        "dct:title": _dutch(_("%(naam)s als JSON, per pagina") % {"naam": name}),
        "dcat:accessURL": {"@id": address},
        "dct:format": {"@id": f"{FILE_TYPES}JSON"},
        "dcat:mediaType": {"@id": f"{MEDIA_TYPES}application/json"},
        **common,
    }
    whole = [
        {
            "@id": f"{address}#{formaat}",
            "@type": "dcat:Distribution",
            "dct:title": _dutch(_("%(naam)s als %(formaat)s, alles in één keer") % {"naam": name, "formaat": formaat}),
            "dcat:accessURL": {"@id": address},
            "dcat:downloadURL": {"@id": f"{address}?formaat={formaat}"},
            "dct:format": {"@id": f"{FILE_TYPES}{code}"},
            "dcat:mediaType": {"@id": f"{MEDIA_TYPES}{FORMATS[formaat].content_type.partition(';')[0]}"},
            **common,
        }
        for formaat, code in DISTRIBUTIONS.items()
    ]
    return {
        "@id": f"{address}#dataset",
        "@type": "dcat:Dataset",
        "dct:identifier": f"{address}#dataset",
        "dct:title": _dutch(name.capitalize()),
        "dct:description": _dutch(said["description"]),
        "dct:publisher": {"@id": publisher["@id"]},
        "dct:creator": {"@id": publisher["@id"]},
        "dcat:contactPoint": _contact(site),
        "dct:accessRights": {"@id": PUBLIC},
        "dct:license": {"@id": LICENCE},
        "dct:language": {"@id": DUTCH},
        "dcat:theme": {"@id": THEME},
        "dct:conformsTo": described,
        "dcat:keyword": [_dutch(word) for word in (*KEYWORDS, name)],
        "dcat:landingPage": _page(f"{site}{reverse('api:docs')}#{name}"),
        "foaf:page": _page(f"{site}{reverse('api:docs')}"),
        "dcat:distribution": [json_pages, *whole],
    }
