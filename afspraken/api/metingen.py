# SPDX-License-Identifier: EUPL-1.2
"""A measurement by the API: a party measures its own part of a target with its key, a person what the pages allow."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request

from afspraken import policies
from afspraken.api.writing import API
from afspraken.models import Doeldeel, Doelstelling, Meting
from afspraken.services.metingen import Gemeten, record_meting
from afspraken.services.persoonsgegevens import PersonalDataFound
from corporaties.models import Waardestatus
from portaal.lib.api.problems import Fout, RequestFaults
from portaal.lib.api.serializers import StrictSerializer
from portaal.lib.api.writing import DayField, NumberField, TextField, camel, faults_of


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "meting",
            request_only=True,
            value={"deel": "Woonpunt", "datum": "2026-12-31", "waarde": 28, "bron": "Jaarverslag 2026, tabel 3"},
        )
    ]
)
class MetingInvoerSerializer(StrictSerializer):
    """What was measured, as it is sent."""

    deel = TextField(max_length=120, help_text=gettext_lazy("Naam van het deel; leeg: het hele doel."))
    datum = DayField(help_text=gettext_lazy("Dag van de meting."))
    waarde = NumberField(
        max_digits=14,
        decimal_places=2,
        required=False,
        allow_null=True,
        help_text=gettext_lazy("Het getal; null als het er niet is, met een waardestatus die zegt waarom."),
    )
    waardestatus = serializers.ChoiceField(
        Waardestatus.choices, required=False, help_text=gettext_lazy("Zonder: bekend. Onbekend is nooit 0.")
    )
    bron = TextField(
        max_length=200, required=True, allow_blank=False, help_text=gettext_lazy("Waar het getal vandaan komt.")
    )
    toelichting = TextField(max_length=2000, help_text=gettext_lazy("Wat erbij te zeggen is."))


NAMES = {"herkomst": "bron"}


def measure(request: Request, doelstelling: Doelstelling) -> Meting:
    """Record what the body of a request says about a target; the same one twice is stored once.

    Raises:
        PermissionDenied: the sender may measure nothing of this target, or not this part.
        RequestFaults: all that is wrong with the body at once.
    """
    by: Any = request.user
    parts = list(Doeldeel.objects.filter(doelstelling=doelstelling).order_by("volgorde", "pk"))
    if not any(policies.may_record_meting(by, doelstelling, part) for part in (None, *parts)):
        raise PermissionDenied  # before anything is said about the body
    serializer = MetingInvoerSerializer(data=request.data)
    serializer.is_valid(raise_exception=True)
    sent = serializer.validated_data
    name = sent.get("deel", "").strip()
    deel = next((part for part in parts if part.naam.casefold() == name.casefold()), None) if name else None
    if name and deel is None:
        raise RequestFaults([Fout("deel", "body", "invalid_choice", _("Dit doel heeft geen deel met deze naam."))])
    gemeten = Gemeten(
        datum=sent["datum"],
        waarde=sent.get("waarde"),
        herkomst=sent["bron"],
        waardestatus=sent.get("waardestatus", Waardestatus.BEKEND.value),
        toelichting=sent.get("toelichting", ""),
    )
    try:
        return record_meting(doelstelling=doelstelling, deel=deel, gemeten=gemeten, by=by, oorsprong=API)
    except PersonalDataFound as error:
        found = error.bevindingen
        raise RequestFaults(
            Fout(NAMES.get(one.veld, camel(one.veld)), "body", "persoonsgegevens", str(one)) for one in found
        ) from error
    except ValidationError as error:
        raise faults_of(error) from error
