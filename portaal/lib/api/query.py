# SPDX-License-Identifier: EUPL-1.2
"""The keys of a query string: which an endpoint knows, and all that is wrong with the ones it got.

`StrictQueryMixin` checks them before a view runs and leaves the values in `self.query`.
"""

import datetime
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_filters.filters import MultipleChoiceFilter
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from portaal.lib.api import conf
from portaal.lib.api.parsers import check_length
from portaal.lib.api.problems import Fout, RequestFaults

if TYPE_CHECKING:
    from portaal.lib.api.filters import StrictFilterSet

CAMEL_CASE = re.compile(r"[a-z][a-z0-9]*([A-Z][a-z0-9]*)*")
MAX_VALUE = 1_000
"""Characters of one value; a search pattern of 50,000 makes SQLite fail."""

ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
ISO_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})", re.ASCII)
FIRST_MOMENT_YEAR, LAST_MOMENT_YEAR = 1900, 9998
MAX_SORT_KEYS = 4


@dataclass(frozen=True)
class QueryKey:
    """A key that is no filter: `parse` gives the value or raises ValueError with a sentence for the sender."""

    name: str
    parse: Callable[[str], Any]
    schema: Mapping[str, Any]
    description: Any


def parse_integer(minimum: int, maximum: int) -> Callable[[str], int]:
    """A parser of whole numbers in ASCII digits, both bounds included."""

    def parse(text: str) -> int:
        if re.fullmatch(r"[0-9]{1,9}", text) is None or not minimum <= int(text) <= maximum:
            bounds = {"low": minimum, "high": maximum}
            raise ValueError(_("Geef een geheel getal van %(low)d tot en met %(high)d.") % bounds)
        return int(text)

    return parse


def parse_choice(choices: Collection[str]) -> Callable[[str], str]:
    """A parser of one word out of several."""

    def parse(text: str) -> str:
        if text not in choices:
            raise ValueError(_("Kies uit: %(choices)s.") % {"choices": ", ".join(choices)})
        return text

    return parse


def parse_date(text: str) -> datetime.date:
    """A date as 2025-03-31; raises ValueError."""
    try:
        if ISO_DATE.fullmatch(text):
            return datetime.date.fromisoformat(text)
    except ValueError:
        pass
    raise ValueError(_("Geef een bestaande datum als JJJJ-MM-DD."))


def parse_moment(text: str) -> datetime.datetime:
    """A moment with its time zone, or a date: the beginning of that day in the time zone of the portal.

    Raises:
        ValueError: it is neither, or no such moment exists.
    """
    try:
        if ISO_MOMENT.fullmatch(text):
            moment = datetime.datetime.fromisoformat(text)
            if FIRST_MOMENT_YEAR <= moment.year <= LAST_MOMENT_YEAR:
                return moment
        elif ISO_DATE.fullmatch(text):
            day = datetime.date.fromisoformat(text)
            if FIRST_MOMENT_YEAR <= day.year <= LAST_MOMENT_YEAR:
                return timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))
    except ValueError:
        pass
    raise ValueError(_("Geef een moment als 2026-03-31T10:00:00Z, of een datum als 2026-03-31."))


def parse_sorting(names: Collection[str]) -> Callable[[str], list[tuple[str, bool]]]:
    """A parser of `-datum,code`: (name, descending) in the order in which they sort."""

    def parse(text: str) -> list[tuple[str, bool]]:
        keys = [(part.removeprefix("-"), part.startswith("-")) for part in text.split(",")]
        if not {name for name, _descending in keys} <= set(names):
            raise ValueError(_("Kies uit: %(choices)s. Met een - ervoor: aflopend.") % {"choices": ", ".join(names)})
        if len(keys) > MAX_SORT_KEYS:
            raise ValueError(_("Sorteer op hoogstens %(count)d attributen.") % {"count": MAX_SORT_KEYS})
        return keys

    return parse


PAGINA = QueryKey(
    "pagina",
    parse_integer(1, 999_999_999),
    {"type": "integer", "minimum": 1, "default": 1},
    gettext_lazy("Nummer van de pagina. Voorbij rij 10.000: gebruik formaat=ndjson."),
)
PAGINA_GROOTTE = QueryKey(
    "paginaGrootte",
    parse_integer(1, conf.MAX_PAGE_SIZE),
    {"type": "integer", "minimum": 1, "maximum": conf.MAX_PAGE_SIZE, "default": conf.PAGE_SIZE},
    gettext_lazy("Aantal rijen per pagina."),
)
PEILDATUM = QueryKey(
    "peildatum",
    parse_date,
    {"type": "string", "format": "date"},
    gettext_lazy("De stand zoals die gold op deze datum. Zonder deze sleutel: vandaag."),
)


def formaat_key(formats: Sequence[str]) -> QueryKey:
    """The key `formaat` for an endpoint that can deliver these formats."""
    return QueryKey(
        "formaat",
        parse_choice(formats),
        {"type": "string", "enum": list(formats), "default": "json"},
        gettext_lazy("Formaat van het antwoord. Anders dan json: de hele selectie in één keer, zonder pagina's."),
    )


def sorteer_key(names: Sequence[str]) -> QueryKey:
    """The key `sorteer` for a list that sorts by these attributes."""
    one = f"-?({'|'.join(names)})"
    return QueryKey(
        "sorteer",
        parse_sorting(names),
        {"type": "string", "pattern": f"^{one}(,{one}){{0,{MAX_SORT_KEYS - 1}}}$", "example": names[0]},
        gettext_lazy("Volgorde: een of meer attributen met een komma ertussen; een - ervoor is aflopend."),
    )


def read_query(
    params: QueryDict, keys: Sequence[QueryKey], filterset: "StrictFilterSet | None" = None
) -> dict[str, Any]:
    """The values of the keys that were sent; raises RequestFaults with every fault in the query string.

    Refused: a key that is not known, a key sent twice that takes one value, a key without a value (a client that fills
    in nothing would otherwise get everything), a value of over 1,000 characters, and one its key or filter refuses.
    """
    plain = {key.name: key for key in keys}
    filters = filterset.filters if filterset is not None else {}
    values: dict[str, Any] = {}
    faults: dict[str, Fout] = {}

    def refuse(name: str, code: str, text: object) -> None:
        faults.setdefault(name, Fout(name, "query", code, str(text)))

    for name, sent in params.lists():
        if name not in plain and name not in filters:
            known = ", ".join(sorted([*plain, *filters])) or _("geen")
            refuse(name, "unknown", _("Deze sleutel is hier niet bekend. Wel bekend: %(known)s.") % {"known": known})
        elif len(sent) > 1 and not isinstance(filters.get(name), MultipleChoiceFilter):
            refuse(name, "repeated", _("Deze sleutel mag maar één keer voorkomen."))
        elif not all(value.strip() for value in sent):
            refuse(name, "blank", _("Deze sleutel heeft geen waarde."))
        elif any(len(value) > MAX_VALUE for value in sent):
            refuse(name, "too_long", _("Deze waarde is langer dan %(count)d tekens.") % {"count": MAX_VALUE})
        elif name in plain:
            try:
                values[name] = plain[name].parse(sent[0])
            except ValueError as error:
                refuse(name, "invalid", error)

    if filterset is not None:
        for name, errors in filterset.errors.get_json_data().items():
            for fault in errors:
                refuse(name, fault["code"] or "invalid", fault["message"])

    if values.get("formaat", "json") != "json":
        for name in {PAGINA.name, PAGINA_GROOTTE.name} & values.keys():
            refuse(name, "not_allowed", _("Dit formaat levert alles in één keer, zonder pagina's."))
    elif _first_row(values) > conf.MAX_PAGED_ROW:
        refuse(PAGINA.name, "row_limit", _("Voorbij rij 10.000 bladert u niet verder: gebruik formaat=ndjson."))

    if faults:
        raise RequestFaults(faults.values())
    return values


def _first_row(values: Mapping[str, Any]) -> int:
    """Number (from 1) of the first row of the page asked for."""
    return (int(values.get("pagina", 1)) - 1) * int(values.get("paginaGrootte", conf.PAGE_SIZE)) + 1


class StrictQueryMixin(APIView):
    """A view that knows its query keys; after `initial()` their values stand in `self.query`."""

    query_keys: Sequence[QueryKey] = ()
    """Keys of every action besides filters and paging, such as PEILDATUM."""

    api_description: Any = ""
    """What the OpenAPI document says of this endpoint, in Dutch."""

    too_large_hint: Any = ""
    """What who sends too large a body can do, in Dutch."""

    def get_query_keys(self) -> Sequence[QueryKey]:
        """The keys of the current action; a viewset adds those of its lists."""
        return self.query_keys

    def make_filterset(self, request: Request) -> "StrictFilterSet | None":
        """The filterset whose keys are allowed too; a viewset gives one for its lists."""
        return None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Check access first, then the size of the body and the query; a method the view does not have stays a 405."""
        super().initial(request, *args, **kwargs)
        parser = self.get_content_negotiator().select_parser(request, request.parsers or ())
        check_length(request, getattr(parser, "max_bytes", conf.MAX_BODY_BYTES), self.too_large_hint)
        self.filterset: StrictFilterSet | None = None
        self.query: dict[str, Any] = {}
        if request.method != "OPTIONS" and hasattr(self, str(request.method).lower()):
            filterset = self.make_filterset(request)
            self.query = read_query(request.query_params, self.get_query_keys(), filterset)
            self.filterset = filterset

    def options(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Response:
        """Only the Allow header that DRF adds; the OpenAPI document tells the rest."""
        return Response(status=204)
