# SPDX-License-Identifier: EUPL-1.2
"""Writing of bijstellingen by the API: a concept, its change, and publishing it, by the services of the pages."""

import re
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework.request import Request

from afspraken import policies
from afspraken.api.writing import API, service_faults
from afspraken.bijstellen import DOEL
from afspraken.models import Afspraak, Bijstelling
from afspraken.services.bijstellingen import Voorstel, discard_bijstelling, publish_bijstelling, save_bijstelling
from partijen.models import Overleg
from partijen.services.history import StaleVersion
from portaal.lib.api.problems import Fout, RequestFaults
from portaal.lib.api.serializers import StrictSerializer
from portaal.lib.api.writing import CountField, DayField, Stale, TextField, TrueFalseField, read_if_match

MAX_PK = 2**31 - 1
PLAIN = re.compile(r"[0-9]{1,12}[.][0-9]{1,2}", re.ASCII)


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "bijstelling",
            request_only=True,
            value={"nieuw": "2022-Q4", "reden": "De bouw schuift op.", "overleg": "2022-03-10", "publiceren": True},
        )
    ]
)
class BijstellingWijzigingSerializer(StrictSerializer):
    """What one may change of a concept; what it is about stays."""

    nieuw = TextField(max_length=4000, help_text=gettext_lazy("De nieuwe waarde: woorden, een periode of een getal."))
    reden = TextField(max_length=2000, help_text=gettext_lazy("Waarom het verandert."))
    datum = DayField(
        required=False, help_text=gettext_lazy("Dag van het besluit; zonder: die van het overleg, anders vandaag.")
    )
    overleg = DayField(
        required=False, allow_null=True, help_text=gettext_lazy("Datum van het overleg dat besloot, of null.")
    )
    publiceren = TrueFalseField(
        required=False,
        help_text=gettext_lazy("true: de nieuwe waarde geldt meteen en is openbaar, en verandert nooit meer."),
    )


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "bijstelling",
            request_only=True,
            value={"termijn": 12, "nieuw": "2022-Q3", "reden": "De bouw schuift op.", "overleg": "2022-03-10"},
        )
    ]
)
class BijstellingInvoerSerializer(BijstellingWijzigingSerializer):
    """A new concept: about a term, a target, or else the goal."""

    termijn = CountField(
        required=False,
        allow_null=True,
        min_value=1,
        max_value=MAX_PK,
        help_text=gettext_lazy("Nummer van de termijn, of null."),
    )
    doelstelling = CountField(
        required=False,
        allow_null=True,
        min_value=1,
        max_value=MAX_PK,
        help_text=gettext_lazy("Nummer van de doelstelling, of null. Zonder termijn en doelstelling: het doel."),
    )


@transaction.atomic
def create(request: Request, afspraak: Afspraak) -> Bijstelling:
    """A concept as the body of a request says, published at once when it asks so: both or nothing.

    Raises:
        PermissionDenied: the sender is not coordinator of the gemeente.
        RequestFaults: all that is wrong with the body at once.
    """
    _check(request, afspraak)
    sent = _read(BijstellingInvoerSerializer(data=request.data))
    if sent.get("termijn") and sent.get("doelstelling"):
        fault = _("Kies een termijn of een doelstelling, niet allebei.")
        raise RequestFaults([Fout("doelstelling", "body", "invalid", fault)])
    sleutel = DOEL
    for name in ("termijn", "doelstelling"):
        if number := sent.get(name):
            sleutel = f"{name}-{number}"
    voorstel = _voorstel(sent, afspraak, sleutel, number=bool(sent.get("doelstelling")))
    with service_faults({"onderwerp": sleutel.partition("-")[0] if sleutel != DOEL else None}):
        made = save_bijstelling(afspraak=afspraak, voorstel=voorstel, by=request.user, oorsprong=API)  # type: ignore[arg-type]
        _publish(made, sent, request)
    return made


@transaction.atomic
def change(request: Request, row: Bijstelling) -> None:
    """Change a concept as the body of a PATCH says, and publish it when that asks so.

    Raises:
        PermissionDenied: the sender is not coordinator of the gemeente.
        PreconditionRequired, Stale: no version, or another than the present one; also of one that is published.
        RequestFaults: all that is wrong with the body at once.
    """
    _check(request, row.afspraak)
    versies = read_if_match(request)
    sent = _read(BijstellingWijzigingSerializer(data=request.data, partial=True))
    if not sent:
        raise RequestFaults([Fout(None, "body", "empty", _("Stuur ten minste één attribuut."))])
    if row.versie not in versies or row.gepubliceerd:
        raise Stale(row.versie)
    now = {"nieuw": row.nieuw, "reden": row.reden, "datum": row.datum, "overleg": None}
    keep, number = None if "overleg" in sent else row.overleg, row.soort == Bijstelling.Soort.STREEFWAARDE
    voorstel = _voorstel(now | sent, row.afspraak, "", number=number, keep=keep)
    with service_faults({}):
        try:
            if sent.keys() - {"publiceren"}:
                save_bijstelling(
                    afspraak=row.afspraak,
                    voorstel=voorstel,
                    by=request.user,  # type: ignore[arg-type]
                    bijstelling=row,
                    expected_versie=row.versie,
                    oorsprong=API,
                )
            _publish(row, sent, request)
        except StaleVersion as error:
            raise Stale(error.current.versie) from error  # type: ignore[attr-defined]


def discard(request: Request, row: Bijstelling) -> None:
    """Throw a concept away.

    Raises:
        PermissionDenied: the sender is not coordinator of the gemeente.
        PreconditionRequired, Stale: no version, or another than the present one; also of one that is published.
    """
    _check(request, row.afspraak)
    if row.versie not in read_if_match(request) or row.gepubliceerd:
        raise Stale(row.versie)
    try:
        discard_bijstelling(bijstelling=row, by=request.user, expected_versie=row.versie, oorsprong=API)  # type: ignore[arg-type]
    except StaleVersion as error:
        raise Stale(error.current.versie) from error  # type: ignore[attr-defined]


def _check(request: Request, afspraak: Afspraak) -> None:
    """Before anything is said about the body."""
    if not policies.may_adjust(request.user, afspraak):
        raise PermissionDenied


def _read(serializer: Any) -> dict[str, Any]:
    serializer.is_valid(raise_exception=True)
    return dict(serializer.validated_data)


def _voorstel(
    sent: dict[str, Any], afspraak: Afspraak, sleutel: str, *, number: bool, keep: Overleg | None = None
) -> Voorstel:
    """What is proposed; a `number` comes as the API gives it: 12.5."""
    overleg = keep
    if day := sent.get("overleg"):
        rows = Overleg.objects.filter(gemeente=afspraak.gemeente_id, datum=day).order_by("soort", "pk")
        overleg = rows.first()
        if overleg is None:
            fault = _("Op deze dag was er geen overleg in deze gemeente.")
            raise RequestFaults([Fout("overleg", "body", "invalid", fault)])
    nieuw = sent.get("nieuw", "")
    if number and PLAIN.fullmatch(nieuw):
        nieuw = nieuw.replace(".", ",")  # as people write it, which is what the service reads
    return Voorstel(sleutel, nieuw, sent.get("reden", ""), sent.get("datum"), overleg)


def _publish(row: Bijstelling, sent: dict[str, Any], request: Request) -> None:
    if sent.get("publiceren"):
        publish_bijstelling(bijstelling=row, by=request.user, expected_versie=row.versie, oorsprong=API)  # type: ignore[arg-type]
