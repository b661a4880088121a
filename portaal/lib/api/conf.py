# SPDX-License-Identifier: EUPL-1.2
"""What the API promises, as constants, and the settings of its two libraries; imported by `portaal.settings`.

Imports nothing that needs configured settings. The classes are named as strings for the same reason.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

API_PREFIX = "/api"
"""Every answer below this path is JSON: data or a problem, never HTML."""

API_BASE = "/api/v1"
"""The major version stands in the address, the full one in the header `API-Version`."""

API_VERSION = "1.0.0"

PAGE_SIZE = 100
MAX_PAGE_SIZE = 1_000
MAX_PAGED_ROW = 10_000
"""Paging costs more per page the further one goes; past this row the bulk stream is the way."""

BULK_BATCH = 2_000
"""Rows per query of a bulk stream: an open cursor would block writers on SQLite."""

FIRST_BATCH = 20
"""Rows of its first query: so much can be read and sent within 50 ms, whatever a row costs."""

MAX_BODY_BYTES = 5 * 1024 * 1024 // 2
"""Of JSON. A parser of something else says its own limit in `max_bytes`."""

DRAINED_BYTES = 64 * 1024 * 1024
"""So much of a refused body is still read: who is cut off while sending never sees why."""

MAX_JSON_DEPTH = 64
MAX_JSON_DIGITS = 40

REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        # The token first: its scheme is the one a 401 names in WWW-Authenticate.
        "portaal.lib.api.authentication.TokenAuthentication",
        "portaal.lib.api.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["portaal.lib.api.permissions.DenyAll"],
    "DEFAULT_PARSER_CLASSES": ["portaal.lib.api.parsers.StrictJSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["portaal.lib.api.renderers.UtcJSONRenderer"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "portaal.lib.api.renderers.FirstRenderer",
    "DEFAULT_FILTER_BACKENDS": ["portaal.lib.api.filters.StrictFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "portaal.lib.api.pagination.PortaalPagination",
    "DEFAULT_SCHEMA_CLASS": "portaal.lib.api.openapi.PortaalAutoSchema",
    "DEFAULT_METADATA_CLASS": None,
    "DEFAULT_THROTTLE_CLASSES": [
        "portaal.lib.api.throttling.AddressRateThrottle",
        "portaal.lib.api.throttling.KeyRateThrottle",
    ],
    # Per address without logging in, per key, and wrong keys per address.
    "DEFAULT_THROTTLE_RATES": {"anon": "1000/min", "sleutel": "1000/min", "wrong_key": "60/min"},
    # No throttle reads X-Forwarded-For by itself: `client_ip` decides what is believed.
    "NUM_PROXIES": 0,
    "EXCEPTION_HANDLER": "portaal.lib.api.problems.handle_exception",
    "URL_FORMAT_OVERRIDE": None,
    # Dates and times stay Python values until the renderer writes them (times in UTC), so that bulk formats get values.
    "DATETIME_FORMAT": None,
    "DATE_FORMAT": None,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    "TEST_REQUEST_RENDERER_CLASSES": ["portaal.lib.api.renderers.UtcJSONRenderer"],
}

DESCRIPTION = _(
    "Prestatieafspraken van gemeenten, woningcorporaties en huurdersorganisaties, met hun voortgang en cijfers.\n\n"
    "Gepubliceerde gegevens lezen kan zonder sleutel. Wie een sleutel meestuurt (`Authorization: Token …`) moet een "
    "geldige sleutel sturen. Fouten komen als `application/problem+json` en noemen alles wat er aan het verzoek "
    "mankeert. Een hele selectie in één keer ophalen kan met `formaat=csv`, `xlsx`, `ods` of `ndjson`. "
    "Tijden staan in UTC.\n\n"
    "De gegevens zijn vrij te gebruiken (CC0 1.0). De programmatuur heeft de licentie EUPL-1.2."
)

SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "Afsprakenportaal API",
    "DESCRIPTION": DESCRIPTION,
    "VERSION": API_VERSION,
    "CONTACT": {
        "name": "Beheer Afsprakenportaal",
        "url": "https://afsprakenportaal.example/hulp/",
        "email": "api@afsprakenportaal.example",
    },
    "LICENSE": {
        "name": "EUPL-1.2",
        "url": "https://interoperable-europe.ec.europa.eu/collection/eupl/eupl-text-eupl-12",
    },
    "SERVERS": [{"url": API_BASE, "description": _("Deze omgeving")}],
    "SCHEMA_PATH_PREFIX": API_BASE,
    "SCHEMA_PATH_PREFIX_TRIM": True,
    "CAMELIZE_NAMES": True,
    # Docstrings are English and meant for programmers; texts for users stand in `api_description`.
    "DISABLE_DOCSTRING_DESCRIPTIONS": True,
    "COMPONENT_SPLIT_REQUEST": True,
    "SORT_OPERATION_PARAMETERS": False,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "portaal.lib.api.openapi.add_common_parts",
    ],
}
