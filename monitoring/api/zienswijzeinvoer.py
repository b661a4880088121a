# SPDX-License-Identifier: EUPL-1.2
"""Writing and answering zienswijzen by the API: the services of the pages, told in camelCase."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request

from monitoring.models import Zienswijze
from monitoring.models.zienswijze import OVER
from monitoring.selectors.zienswijzen import find_over, parties_to_ask, parties_to_speak_for
from monitoring.services.zienswijzen import ZienswijzeVoorbij, answer_zienswijze, submit_zienswijze
from partijen.models import Gebruiker, Gemeente, Partij, Wijziging
from partijen.services.history import StaleVersion
from portaal.lib.api.problems import Fout, RequestFaults
from portaal.lib.api.serializers import StrictSerializer
from portaal.lib.api.writing import Conflict, CountField, Stale, TextField, faults_of, read_if_match

API = Wijziging.Oorsprong.API


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "zienswijze",
            request_only=True,
            value={
                "gemeente": "maastricht",
                "overSoort": "afspraak",
                "overId": 12,
                "partij": "Huurdersorganisaties",
                "soort": "zienswijze",
                "titel": "De huren stijgen sneller dan de inkomens.",
                "tekst": "Onze leden merken dat elke maand.",
            },
        )
    ]
)
class ZienswijzeInvoerSerializer(StrictSerializer):
    """What a party wants to say, as it is sent."""

    gemeente = TextField(required=True, help_text=gettext_lazy("Naam van de gemeente in het adres: maastricht."))
    overSoort = serializers.ChoiceField([(name, name) for name in OVER], help_text=gettext_lazy("Waar zij over gaat."))
    overId = CountField(
        min_value=1, max_value=2**63 - 1, help_text=gettext_lazy("Nummer van de afspraak, rapportage of evaluatie.")
    )
    partij = TextField(required=True, help_text=gettext_lazy("Naam van de partij namens wie u schrijft."))
    soort = serializers.ChoiceField(
        Zienswijze.Soort.choices, required=False, help_text=gettext_lazy("Zonder dit: een zienswijze.")
    )
    titel = TextField(
        required=True, allow_blank=False, max_length=160, help_text=gettext_lazy("De zienswijze of vraag in één zin.")
    )
    tekst = TextField(required=True, allow_blank=False, max_length=4000, help_text=gettext_lazy("De toelichting."))
    gerichtAan = TextField(
        allow_null=True, help_text=gettext_lazy("Naam van de partij die antwoordt; zonder dit: de gemeente.")
    )


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "antwoord",
            request_only=True,
            value={"antwoord": "Wij nemen dit mee in de jaarschijf van volgend jaar."},
        )
    ]
)
class AntwoordInvoerSerializer(StrictSerializer):
    """An answer, as it is sent."""

    antwoord = TextField(required=True, max_length=4000, help_text=gettext_lazy("Het antwoord."))


def _person(request: Request) -> Gebruiker:
    """Who is logged in; a key speaks for no role."""
    if not isinstance(request.user, Gebruiker):
        raise PermissionDenied
    return request.user


def submit(request: Request) -> Zienswijze:
    """A new one as the body says.

    Raises:
        RequestFaults: all that is wrong with the body at once.
        PermissionDenied: the user speaks for no party there.
    """
    by = _person(request)
    serializer = ZienswijzeInvoerSerializer(data=request.data)
    serializer.is_valid(raise_exception=True)
    sent: dict[str, Any] = dict(serializer.validated_data)
    gemeente = Gemeente.objects.visible_to(by).filter(slug=sent["gemeente"]).first()
    over = find_over(by, gemeente, sent["overSoort"], sent["overId"]) if gemeente is not None else None
    if gemeente is None or over is None:
        raise RequestFaults([_fault("overId", _("Dit is er niet in deze gemeente."))])
    parties = parties_to_speak_for(by, gemeente)
    if not parties:
        raise PermissionDenied
    asked = sent.get("gerichtAan") or ""
    partij, gericht_aan = _named(parties, sent["partij"]), _named(parties_to_ask(gemeente), asked)
    faults = [] if partij else [_fault("partij", _("U spreekt niet voor deze partij."))]
    if asked and gericht_aan is None:
        faults.append(_fault("gerichtAan", _("Deze partij doet niet mee in deze gemeente.")))
    if faults or partij is None:
        raise RequestFaults(faults)
    try:
        return submit_zienswijze(
            over=over,
            partij=partij,
            soort=sent.get("soort", Zienswijze.Soort.ZIENSWIJZE),
            titel=sent["titel"],
            tekst=sent["tekst"],
            gericht_aan=gericht_aan,
            by=by,
            oorsprong=API,
        )
    except ValidationError as error:
        raise faults_of(error) from error


def _fault(name: str, text: str) -> Fout:
    return Fout(name, "body", "invalid", text)


def _named(parties: list[Partij], name: str) -> Partij | None:
    return next((partij for partij in parties if partij.naam.casefold() == name.strip().casefold()), None)


def answer(request: Request, row: Zienswijze) -> None:
    """Answer a row as the body says.

    Raises:
        PreconditionRequired, Stale: no version, or another than the present one.
        RequestFaults: the answer is empty or too long.
        Conflict: it is public or withdrawn.
        PermissionDenied: the user may not answer it.
    """
    by = _person(request)
    versies = read_if_match(request)
    serializer = AntwoordInvoerSerializer(data=request.data)
    serializer.is_valid(raise_exception=True)
    expected = row.versie if row.versie in versies else next(iter(versies), 0)
    text = serializer.validated_data["antwoord"]
    try:
        answer_zienswijze(zienswijze=row, antwoord=text, by=by, expected_versie=expected, oorsprong=API)
    except StaleVersion as error:
        raise Stale(error.current.versie) from error  # type: ignore[attr-defined]
    except ZienswijzeVoorbij as error:
        raise Conflict(str(error)) from error
    except ValidationError as error:
        raise faults_of(error) from error
