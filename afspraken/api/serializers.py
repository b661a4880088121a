# SPDX-License-Identifier: EUPL-1.2
"""What the API tells of agreements: the attributes of each resource, for the OpenAPI document.

The rows themselves are read in `afspraken.api.rows`; names and meanings must agree, and the tests hold them to it.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from afspraken.api import examples
from afspraken.models import Afsprakenset, Termijn
from afspraken.statussen import Fase, Signaal, Status
from portaal.lib.api.rows import RowSerializer

# Every text that is not there is empty, everything else that is not there is null. Attributes come in the order of the
# bases: what is said of this resource alone stands in a `…KernSerializer`, so that code and title come first.


def text(help_text: Any, **kwargs: Any) -> serializers.CharField:
    """Text, empty when there is none."""
    return serializers.CharField(read_only=True, help_text=help_text, **kwargs)


def texts(help_text: Any) -> serializers.ListField:
    """A list of texts, in the order of the source unless it says otherwise."""
    return serializers.ListField(child=serializers.CharField(), read_only=True, help_text=help_text)


def number(help_text: Any, **kwargs: Any) -> serializers.IntegerField:
    """A whole number."""
    return serializers.IntegerField(read_only=True, help_text=help_text, **kwargs)


def day(help_text: Any, **kwargs: Any) -> serializers.DateField:
    """A day."""
    return serializers.DateField(read_only=True, help_text=help_text, **kwargs)


def flag(help_text: Any) -> serializers.BooleanField:
    """True or false."""
    return serializers.BooleanField(read_only=True, help_text=help_text)


def choice(choices: Any, help_text: Any, **kwargs: Any) -> serializers.ChoiceField:
    """One of a few words."""
    return serializers.ChoiceField(choices, read_only=True, help_text=help_text, **kwargs)


class InSetSerializer(RowSerializer):
    """What belongs to a set of agreements."""

    id = number(_("Nummer in dit portaal; blijft altijd hetzelfde."))
    gemeente = text(_("Gemeente, zoals die in adressen heet."))
    afsprakenset = text(_("Afsprakenset, zoals die in adressen heet."))


class BijAfspraakSerializer(InSetSerializer):
    """What hangs on an afspraak or on one of its acties."""

    afspraak = text(_("Code van de afspraak binnen de afsprakenset."))
    actie = text(_("Code van de actie, of null als het over de afspraak zelf gaat."), allow_null=True)


class MetBronSerializer(RowSerializer):
    """What comes from a document."""

    bron = text(_("Titel van het document waar dit uit komt, of null."), allow_null=True)
    bronPlaats = text(_("Hoofdstuk, tabel of bladzijde van het document."))
    bronOpmerking = text(_("Wat er in het document niet klopt of ontbreekt."))


class MeldingSerializer(RowSerializer):
    """What one report says."""

    id = number(_("Nummer van de melding."))
    datum = day(_("Dag waarop dit zo was."))
    status = choice(Status.choices, _("Hoe het ervoor staat."))
    fase = choice(Fase.choices, _("Hoever het werk is, of null."), allow_null=True)
    toelichting = text(_("Wat er te melden is."))
    oorzaak = text(_("Waardoor het anders loopt; alleen bij aandacht en stagnatie."))
    gevolg = text(_("Wat dat betekent."))
    maatregel = text(_("Wat eraan gedaan wordt."))
    volgendeStap = text(_("Wat er nu gebeurt."))
    gevraagdBesluit = text(_("Wat aan het bestuurlijk overleg wordt gevraagd."))
    namens = text(_("Partij namens wie is gemeld, of null."), allow_null=True)
    gepubliceerd = flag(_("false: een concept, alleen te zien voor wie is ingelogd."))
    demo = flag(_("true: een voorbeeld, geen echte melding."))


class MetStandSerializer(RowSerializer):
    """Who, where and how it stands; the same for an afspraak and an actie."""

    trekkers = texts(_("Namen van de partijen die trekken. Leeg: de bron noemt er geen."))
    betrokkenen = texts(_("Namen van de andere partijen die meedoen."))
    gebieden = texts(_("Buurten zoals de bron ze noemt."))
    grotereGebieden = texts(_("Stadsdelen, wijken en andere gebieden die groter zijn dan een buurt."))
    periode = text(
        _("Eerste termijn, zo precies als de bron: 2022, 2022-H1, 2022-Q1, 2022-03. Of null."), allow_null=True
    )
    status = choice(Status.choices, _("Hoe het ervoor staat."))
    fase = choice(Fase.choices, _("Hoever het werk is, of null."), allow_null=True)
    signalen = serializers.ListField(
        child=serializers.ChoiceField(Signaal.choices), read_only=True, help_text=_("Wat het portaal zelf opmerkt.")
    )
    bijgewerktOp = day(_("Dag van de laatste melding, of null."), allow_null=True)
    laatsteVoortgang = MeldingSerializer(
        read_only=True, allow_null=True, help_text=_("De laatste melding, of null. Nooit met de naam van een persoon.")
    )
    demo = flag(_("true: deze stand is een voorbeeld, geen echte melding."))
    gepubliceerd = flag(_("false: een concept, alleen te zien voor wie is ingelogd."))
    versie = number(_("Gaat omhoog met elke wijziging die u kunt zien; met een concept alleen voor wie dat leest."))
    url = serializers.URLField(read_only=True, help_text=_("Adres van de pagina."))


class AfsprakensetKernSerializer(RowSerializer):
    """What is only said of a set."""

    id = number(_("Nummer in dit portaal; blijft altijd hetzelfde."))
    gemeente = text(_("Gemeente, zoals die in adressen heet."))
    slug = text(_("Naam in adressen; andere onderdelen noemen deze afsprakenset zo."))
    naam = text(_("Naam van het document."))
    soort = choice(Afsprakenset.Soort.choices, _("Soort document."))
    levensfase = choice(Afsprakenset.Levensfase.choices, _("Waar het document in zijn leven is."))
    periode = text(_("Looptijd, zo precies als de bron."))
    begindatum = day(_("Eerste dag van de looptijd."))
    einddatum = day(_("Laatste dag van de looptijd."))
    ondertekendOp = day(_("Dag van ondertekening, of null als de bron die niet noemt."), allow_null=True)
    ondertekenaars = texts(_("Namen van de partijen die ondertekenden, op alfabet."))
    aantalAfspraken = number(_("Hoeveel afspraken u van deze set kunt zien."))
    gepubliceerd = flag(_("false: een concept, alleen te zien voor wie is ingelogd."))
    versie = number(_("Gaat met elke wijziging één omhoog."))
    url = serializers.URLField(read_only=True, help_text=_("Adres van de lijst met de afspraken."))


@extend_schema_serializer(examples=[examples.AFSPRAKENSET])
class AfsprakensetSerializer(AfsprakensetKernSerializer, MetBronSerializer):
    """One agreed document."""


class ThemaKernSerializer(InSetSerializer):
    """What is only said of a thema."""

    nummer = number(_("Nummer binnen de afsprakenset; 0 is het procesdeel."))
    naam = text(_("Naam van het thema."))
    werkgroep = text(_("Themawerkgroep, of null als er geen is."), allow_null=True)
    prioriteiten = texts(_("Landelijke prioriteiten waar dit thema aan bijdraagt."))
    aantalAfspraken = number(_("Hoeveel afspraken u van dit thema kunt zien."))


@extend_schema_serializer(examples=[examples.THEMA])
class ThemaSerializer(ThemaKernSerializer, MetBronSerializer):
    """A numbered part of a set."""


class AfspraakKernSerializer(InSetSerializer):
    """What is only said of an afspraak."""

    code = text(_("Code binnen de afsprakenset, zoals 5w of 1.7."))
    themaNummer = number(_("Nummer van het thema."))
    themaNaam = text(_("Naam van het thema."))
    titel = text(_("Korte titel in gewone taal."))
    titelInDocument = text(_("Titel in het document, als die anders of onjuist is."))
    samenvatting = text(_("Wat is afgesproken, in gewone taal."))
    doel = text(_("Waarvoor het is afgesproken."))
    huurdersprioriteit = text(_("Wat huurders hierover als belangrijk aangaven."))
    rayon = text(_("Rayon waar de afspraak over gaat, of null."), allow_null=True)
    aantalActies = number(_("Hoeveel acties u van deze afspraak kunt zien."))
    slechtereActies = number(_("Hoeveel daarvan er slechter voor staan dan de afspraak zelf."))


@extend_schema_serializer(examples=[examples.AFSPRAAK])
class AfspraakSerializer(AfspraakKernSerializer, MetStandSerializer, MetBronSerializer):
    """One agreement."""


class ActieKernSerializer(InSetSerializer):
    """What is only said of an actie."""

    afspraak = text(_("Code van de afspraak waar de actie onder valt."))
    code = text(_("Code van de actie, zoals 6a-1; wordt nooit opnieuw uitgegeven."))
    themaNummer = number(_("Nummer van het thema."))
    titel = text(_("Korte titel in gewone taal."))
    omschrijving = text(_("Wat er gebeurt, in gewone taal."))
    locatie = text(_("Plek zoals de bron die noemt."))
    aantalWoningen = number(_("Aantal woningen, of null als de bron geen aantal noemt."), allow_null=True)
    aantalTekst = text(_("Het aantal zoals de bron het noemt, zoals “circa 50”."))


@extend_schema_serializer(examples=[examples.ACTIE])
class ActieSerializer(ActieKernSerializer, MetStandSerializer, MetBronSerializer):
    """A line of "we starten met" under an afspraak."""


@extend_schema_serializer(examples=[examples.TERMIJN])
class TermijnSerializer(BijAfspraakSerializer):
    """A dated promise."""

    soort = choice(Termijn.Soort.choices, _("Wat er dan gebeurt. Alleen gereed en besluit kunnen verstrijken."))
    periode = text(_("Wanneer, zo precies als de bron: 2022, 2022-H1, 2022-Q1, 2022-03."))
    begindatum = day(_("Eerste dag van de periode."))
    einddatum = day(_("Laatste dag van de periode."))
    wat = text(_("Wat er dan klaar is."))
    voldaanOp = day(_("Dag waarop eraan is voldaan, of null."), allow_null=True)
    verstreken = flag(_("true: de laatste dag is voorbij, en er is niet aan voldaan."))
    bronOpmerking = text(_("Wat er in het document niet klopt of ontbreekt."))


@extend_schema_serializer(examples=[examples.VOORTGANG])
class VoortgangSerializer(BijAfspraakSerializer, MeldingSerializer):
    """A report."""
