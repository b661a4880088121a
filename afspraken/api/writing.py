# SPDX-License-Identifier: EUPL-1.2
"""Writing of afspraken, acties and their voortgang by the API: the services of the pages, told in camelCase."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from afspraken import policies
from afspraken.models import Actie, Afspraak, Voortgang
from afspraken.services.namens import namens_of
from afspraken.services.persoonsgegevens import PersonalDataFound
from afspraken.services.voortgang import TEXT_FIELDS, Melding, record_voortgang
from afspraken.services.wijzigen import change_row
from afspraken.statussen import Fase, Status
from afspraken.validators import validate_voortgang
from partijen.models import Wijziging
from partijen.services.history import StaleVersion
from partijen.sleutelhouder import Actor, key_of
from portaal.lib.api.problems import Fout, RequestFaults, flatten
from portaal.lib.api.serializers import StrictSerializer
from portaal.lib.api.writing import (
    Conflict,
    CountField,
    DayField,
    Stale,
    TextField,
    TrueFalseField,
    camel,
    faults_of,
    read_idempotency_key,
    read_if_match,
    valid_part,
)

API = Wijziging.Oorsprong.API


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "melding",
            request_only=True,
            value={
                "status": "aandacht",
                "fase": "uitvoering",
                "toelichting": "De start schuift op.",
                "oorzaak": "De aannemer is later.",
                "gevolg": "Oplevering na de zomer.",
                "maatregel": "Wekelijks overleg met de aannemer.",
                "volgendeStap": "Nieuwe planning in mei.",
                "datum": "2026-03-03",
            },
        )
    ]
)
class MeldingInvoerSerializer(StrictSerializer):
    """What a report says, as it is sent."""

    status = serializers.ChoiceField(Status.choices, help_text=gettext_lazy("Hoe het ervoor staat."))
    fase = serializers.ChoiceField(
        Fase.choices, required=False, allow_null=True, help_text=gettext_lazy("Hoever het werk is, of null.")
    )
    toelichting = TextField(help_text=gettext_lazy("Wat er te melden is; één zin is genoeg."))
    oorzaak = TextField(help_text=gettext_lazy("Waardoor het anders loopt; verplicht bij aandacht en stagnatie."))
    gevolg = TextField(help_text=gettext_lazy("Wat dat betekent; verplicht bij aandacht en stagnatie."))
    maatregel = TextField(help_text=gettext_lazy("Wat eraan gedaan wordt; verplicht bij aandacht en stagnatie."))
    volgendeStap = TextField(help_text=gettext_lazy("Wat er nu gebeurt."))
    gevraagdBesluit = TextField(help_text=gettext_lazy("Wat aan het bestuurlijk overleg wordt gevraagd."))
    reden = TextField(help_text=gettext_lazy("Waarom weer wordt geopend wat gesloten was; alleen een coördinator."))
    datum = DayField(required=False, help_text=gettext_lazy("Dag waarop dit zo was; zonder: vandaag."))
    publiceren = TrueFalseField(
        required=False, help_text=gettext_lazy("true: meteen openbaar; alleen een coördinator. Zonder: false.")
    )


@extend_schema_serializer(
    examples=[OpenApiExample("afspraak", request_only=True, value={"samenvatting": "Wat is afgesproken."})]
)
class AfspraakInvoerSerializer(StrictSerializer):
    """What one may change of an afspraak."""

    titel = TextField(max_length=160, allow_blank=False, help_text=gettext_lazy("Korte titel in gewone taal."))
    titelInDocument = TextField(max_length=300, help_text=gettext_lazy("Titel in het document, als die anders is."))
    samenvatting = TextField(max_length=4000, help_text=gettext_lazy("Wat is afgesproken, in gewone taal."))
    doel = TextField(max_length=4000, help_text=gettext_lazy("Waarvoor het is afgesproken."))
    huurdersprioriteit = TextField(max_length=4000, help_text=gettext_lazy("Wat huurders hierover belangrijk vinden."))


@extend_schema_serializer(
    examples=[OpenApiExample("actie", request_only=True, value={"aantalWoningen": 50, "aantalTekst": "circa 50"})]
)
class ActieInvoerSerializer(StrictSerializer):
    """What one may change of an actie."""

    titel = TextField(max_length=200, allow_blank=False, help_text=gettext_lazy("Korte titel in gewone taal."))
    omschrijving = TextField(max_length=4000, help_text=gettext_lazy("Wat er gebeurt, in gewone taal."))
    locatie = TextField(max_length=160, help_text=gettext_lazy("Plek zoals de bron die noemt."))
    aantalWoningen = CountField(
        required=False,
        allow_null=True,
        min_value=0,
        max_value=2_000_000_000,
        help_text=gettext_lazy("Aantal woningen, of null."),
    )
    aantalTekst = TextField(max_length=80, help_text=gettext_lazy("Het aantal zoals de bron het noemt."))


SNAKE = {
    camel(name): name
    for name in (
        *("titel_in_document", "aantal_woningen", "aantal_tekst"),
        *TEXT_FIELDS,
    )
}


def report(request: Request, doel: Afspraak | Actie) -> tuple[Voortgang, bool]:
    """Record what the body of a request says about an afspraak or actie.

    Returns:
        The report, and whether it is new: the same Idempotency-Key with the same content gives the earlier one.

    Raises:
        RequestFaults: all that is wrong with the body at once.
        Conflict: the key came before with another content.
        PermissionDenied: the sender may not report here, or not publish.
    """
    by: Actor = request.user  # type: ignore[assignment]
    afspraak, actie = (doel.afspraak, doel) if isinstance(doel, Actie) else (doel, None)
    if not policies.may_record_voortgang(by, afspraak, actie):
        raise PermissionDenied  # before anything is said about the body
    values, publish = read_melding(request, doel, by)
    sleutel = read_idempotency_key(request, _owner(by))
    if sleutel is not None:
        earlier = Voortgang.objects.filter(sleutel=sleutel).first()
        if earlier is not None:
            return _same(earlier, doel, values), False
    own: dict[str, Any] = {} if sleutel is None else {"sleutel": sleutel}
    melding = Melding(**values, **own)
    try:
        voortgang = record_voortgang(
            afspraak=afspraak,
            actie=actie,
            melding=melding,
            by=by,
            namens=namens_of(by=by, afspraak=afspraak, actie=actie),
            publish=publish,
            oorsprong=API,
        )
    except ValidationError as error:
        raise _faults_of(error) from error
    return _same(voortgang, doel, values), True


def read_melding(request: Request, doel: Afspraak | Actie, by: Actor) -> tuple[dict[str, Any], bool]:
    """The values of a report by column, and whether it is to be published; raises RequestFaults with every fault."""
    serializer = MeldingInvoerSerializer(data=request.data)
    right = serializer.is_valid()
    sent = dict(serializer.validated_data) if right else valid_part(serializer, request.data)
    fouten = [] if right else list(flatten(serializer.errors))
    publish = bool(sent.pop("publiceren", False))
    values: dict[str, Any] = {SNAKE.get(name, name): value for name, value in sent.items()}
    values["fase"] = values.get("fase") or ""
    today = timezone.localdate()
    if "status" in values:
        # What may follow on a status that this sender cannot read is left to the service.
        knows = doel.status == doel.status_publiek or policies.is_coordinator(by, doel.gemeente_id)
        texts = {name: values.get(name, "") for name in ("status", *TEXT_FIELDS)}
        try:
            validate_voortgang(
                old_status=doel.status if knows else values["status"],
                values=texts,
                gemeente=doel.gemeente_id,
                coordinator=policies.is_coordinator(by, doel.gemeente_id),
                today=today,
                datum=values.get("datum") or today,
            )
        except ValidationError as error:
            named = {fout.naam for fout in fouten}
            fouten += [fout for fout in faults_of(error).fouten if fout.naam not in named]
    if fouten:
        raise RequestFaults(fouten)
    return values, publish


@contextmanager
def service_faults(names: Mapping[str, str | None]) -> Iterator[None]:
    """What a service refuses inside the block, as faults of the request.

    Args:
        names: {field of the service: attribute of the API} where these differ.
    """
    try:
        yield
    except ValidationError as error:
        faults = _faults_of(error)
        raise RequestFaults(
            Fout(names.get(fout.naam, fout.naam) if fout.naam else None, fout.plaats, fout.code, fout.melding)
            for fout in faults.fouten
        ) from error


def _faults_of(error: ValidationError) -> RequestFaults:
    """What a service refused; what looks like personal data by the attribute in which it stands."""
    if isinstance(error, PersonalDataFound):
        found = error.bevindingen
        return RequestFaults(Fout(camel(one.veld), "body", "persoonsgegevens", str(one)) for one in found)
    return faults_of(error)


def _owner(by: Actor) -> str:
    """Whose keys these are: those of a party outlive one of its API keys."""
    sleutel = key_of(by)
    return f"partij {sleutel.gemeente_id} {sleutel.partij_id}" if sleutel else f"gebruiker {by.pk}"


def _same(voortgang: Voortgang, doel: Afspraak | Actie, values: dict[str, Any]) -> Voortgang:
    """The report, if it says what was sent; raises Conflict when it is another one."""
    about = voortgang.actie_id if isinstance(doel, Actie) else voortgang.actie_id or voortgang.afspraak_id
    stored = {name: getattr(voortgang, name) for name in ("status", "fase", "datum", *TEXT_FIELDS)}
    wanted = {name: value.strip() if isinstance(value, str) else value for name, value in values.items()}
    empty = dict.fromkeys(TEXT_FIELDS, "")
    if about != doel.pk or {**stored, **empty, **wanted} != {**empty, **stored}:
        text = _("Deze Idempotency-Key hoort bij een eerder verzoek met een andere inhoud.")
        raise Conflict(text)
    return voortgang


def created(voortgang: Voortgang, row: dict[str, Any]) -> Response:
    """201 with the report, and where it is found again."""
    location = reverse("api:voortgang-detail", args=[voortgang.pk])
    return Response(row, status=201, headers={"Location": location})


def change(request: Request, row: Afspraak | Actie) -> None:
    """Change an afspraak or actie as the body of a PATCH says.

    Raises:
        PreconditionRequired, Stale: no version, or another than the present one.
        RequestFaults: all that is wrong with the body at once.
    """
    versies = read_if_match(request)
    kind = ActieInvoerSerializer if isinstance(row, Actie) else AfspraakInvoerSerializer
    serializer = kind(data=request.data, partial=True)
    serializer.is_valid(raise_exception=True)
    changes = {SNAKE.get(name, name): value for name, value in serializer.validated_data.items()}
    if not changes:
        raise RequestFaults([Fout(None, "body", "empty", _("Stuur ten minste één attribuut."))])
    expected = row.versie if row.versie in versies else next(iter(versies), 0)
    try:
        change_row(row=row, changes=changes, by=request.user, expected_versie=expected, oorsprong=API)  # type: ignore[arg-type]
    except StaleVersion as error:
        raise Stale(error.current.versie) from error  # type: ignore[attr-defined]
    except ValidationError as error:
        raise _faults_of(error) from error
    except (Afspraak.DoesNotExist, Actie.DoesNotExist) as error:
        raise Http404 from error
