# SPDX-License-Identifier: EUPL-1.2
"""What the API tells of figures: the attributes of each resource, for the OpenAPI document.

The rows themselves are read in `corporaties.api.rows`; names and meanings must agree, and the tests hold them to it.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from corporaties.api import examples
from corporaties.models import Afwijking, Eenheid, Levering, Vastgoedproject, Voorraadcijfer, Waardestatus
from portaal.lib.api.rows import RowSerializer


def text(help_text: Any, **kwargs: Any) -> serializers.CharField:
    """Text, empty when there is none unless it may be null."""
    return serializers.CharField(read_only=True, help_text=help_text, **kwargs)


def integer(help_text: Any, **kwargs: Any) -> serializers.IntegerField:
    """A whole number."""
    return serializers.IntegerField(read_only=True, help_text=help_text, **kwargs)


def figure(help_text: Any) -> serializers.FloatField:
    """A number, or null."""
    return serializers.FloatField(read_only=True, allow_null=True, help_text=help_text)


def day(help_text: Any) -> serializers.DateField:
    """A day, or null."""
    return serializers.DateField(read_only=True, allow_null=True, help_text=help_text)


def flag(help_text: Any) -> serializers.BooleanField:
    """True or false."""
    return serializers.BooleanField(read_only=True, help_text=help_text)


def choice(choices: Any, help_text: Any, **kwargs: Any) -> serializers.ChoiceField:
    """One of a few words."""
    return serializers.ChoiceField(choices, read_only=True, help_text=help_text, **kwargs)


NUMMER = _("Nummer in dit portaal; blijft altijd hetzelfde.")
GEMEENTE = _("Gemeente, zoals die in adressen heet.")
BRON = _("Document en tabel, of de opgave van de corporatie.")
PEILDATUM = _("Dag waar het over gaat, of null: zie dan periode.")
PERIODE = _("Periode, zo precies als de bron: 2026, 2022/2026. Of null: zie dan peildatum.")
GEPUBLICEERD = _("false: een concept, alleen te zien voor wie is ingelogd.")
DEMO = _("true: een voorbeeld, geen echt gegeven.")
VERA = _("Code van de klasse in VERA, de gegevensstandaard van corporaties, of null als die er geen voor heeft.")
VERSIE = _("Gaat met elke wijziging één omhoog.")


@extend_schema_serializer(examples=[examples.LEVERING])
class LeveringSerializer(RowSerializer):
    """One delivery of figures."""

    id = integer(NUMMER)
    gemeente = text(GEMEENTE)
    soort = choice(Levering.Soort.choices, _("Waar de cijfers uit komen."))
    corporatie = text(_("Corporatie die leverde, of null bij een tabel uit een document."), allow_null=True)
    bron = text(BRON)
    peildatum = day(PEILDATUM)
    periode = text(PERIODE, allow_null=True)
    volgnummer = integer(_("De hoeveelste levering van deze bron."))
    status = choice(Levering.Status.choices, _("Hoever de levering is."))
    vervangt = integer(_("Nummer van de levering die deze verving, of null."), allow_null=True)
    aantalNieuw = integer(_("Hoeveel cijfers er nieuw waren."))
    aantalGewijzigd = integer(_("Hoeveel cijfers er anders waren dan daarvoor."))
    aantalVervallen = integer(_("Hoeveel cijfers van daarvoor er niet meer in stonden."))
    aantalOngewijzigd = integer(_("Hoeveel cijfers er gelijk bleven."))
    geleverdOp = serializers.DateTimeField(read_only=True, help_text=_("Wanneer de levering binnenkwam."))
    vastgesteldOp = day(_("Dag vanaf wanneer de cijfers gelden, of null als het document geen dag noemt."))
    voetnoot = text(_("Voetnoten bij de tabel, in gewone taal."))
    bronOpmerking = text(_("Wat er in de bron niet klopt of ontbreekt."))
    gepubliceerd = flag(GEPUBLICEERD)
    demo = flag(DEMO)
    versie = integer(VERSIE)


@extend_schema_serializer(examples=[examples.WONINGVOORRAAD])
class WoningvoorraadSerializer(RowSerializer):
    """One figure."""

    id = integer(NUMMER)
    gemeente = text(GEMEENTE)
    corporatie = text(_("Corporatie, of null voor alle samen."), allow_null=True)
    gebied = text(_("Buurt, wijk of rayon, of null voor de hele gemeente."), allow_null=True)
    peildatum = day(PEILDATUM)
    periode = text(PERIODE, allow_null=True)
    soort = choice(Voorraadcijfer.Soort.choices, _("Hoeveel er zijn, wat er verandert, of wat er gepland is."))
    kenmerk = text(_("Waarnaar is geteld, of null als er geen indeling is."), allow_null=True)
    lijst = text(
        _("Klassenlijst van één bron en jaar. Tel cijfers van verschillende lijsten nooit op."), allow_null=True
    )
    klasse = text(_("Klasse van de lijst, of null voor alle klassen samen."), allow_null=True)
    klasseCode = text(_("Code van de klasse, of null."), allow_null=True)
    klasseVera = text(VERA, allow_null=True)
    populatie = text(_("Welke woningen zijn geteld."))
    eenheid = choice(Eenheid.choices, _("Waarin is geteld; 4% is 4."))
    waarde = figure(_("Het cijfer, of null als het er niet is: zie dan waardestatus."))
    waardestatus = choice(Waardestatus.choices, _("Of het cijfer bekend is. Onbekend is nooit nul."))
    gepubliceerdTotaal = flag(_("true: zo als totaal in de bron gedrukt, ook als het niet klopt."))
    bron = text(BRON)
    opmerking = text(_("Wat er bij dit cijfer te zeggen is, zoals “streepje in bron”."))
    levering = integer(_("Nummer van de levering die het bracht."))
    gepubliceerd = flag(GEPUBLICEERD)
    demo = flag(DEMO)


class MixregelSerializer(RowSerializer):
    """A part of a project."""

    kenmerk = text(_("Waarnaar is ingedeeld."))
    lijst = text(_("Klassenlijst."))
    klasse = text(_("Klasse van de lijst."))
    klasseVera = text(VERA, allow_null=True)
    aantal = integer(_("Aantal woningen, of null als het niet bekend is."), allow_null=True)
    aantalTekst = text(_("Het aantal zoals gedrukt."))


@extend_schema_serializer(examples=[examples.VASTGOEDPROJECT])
class VastgoedprojectSerializer(RowSerializer):
    """One building project."""

    id = integer(NUMMER)
    gemeente = text(GEMEENTE)
    code = text(_("Code binnen de gemeente; blijft hetzelfde."))
    naam = text(_("Naam van het project."))
    corporatie = text(_("Corporatie die het project leidt, of null."), allow_null=True)
    corporaties = serializers.ListField(
        child=serializers.CharField(), read_only=True, help_text=_("Alle corporaties die meedoen.")
    )
    locatie = text(_("Plek zoals de bron die noemt."))
    gebied = text(_("Buurt, of null."), allow_null=True)
    soort = choice(Vastgoedproject.Soort.choices, _("Wat er gebeurt."))
    aantal = integer(_("Aantal woningen, of null: zie dan waardestatus."), allow_null=True)
    aantalTekst = text(_("Het aantal zoals gedrukt, zoals “circa 50”."))
    waardestatus = choice(Waardestatus.choices, _("Of het aantal bekend is. Onbekend is nooit nul."))
    woningtype = text(_("Soort woningen zoals gedrukt."))
    bat = text(_("BAT-scores zoals gedrukt."))
    huursegment = text(_("Huren zoals gedrukt."))
    mix = MixregelSerializer(many=True, read_only=True, help_text=_("Waaruit het project bestaat, per klasse."))
    woningenVoor = integer(_("Woningen voor het project, of null."), allow_null=True)
    woningenNa = integer(_("Woningen na het project, of null."), allow_null=True)
    woningenOpmerking = text(_("Waarom het aantal voor of na niet bekend is."))
    fase = choice(Vastgoedproject.Fase.choices, _("Hoever het project is, of null."), allow_null=True)
    geplandStart = text(_("Geplande start, of null."), allow_null=True)
    geplandGereed = text(_("Wanneer het klaar moet zijn, of null."), allow_null=True)
    werkelijkStart = text(_("Wanneer het begon, of null."), allow_null=True)
    werkelijkGereed = text(_("Wanneer het klaar was, of null."), allow_null=True)
    opmerking = text(_("Wat er over het project te zeggen is."))
    bron = text(_("Titel van het document waar dit uit komt, of null."), allow_null=True)
    bronPlaats = text(_("Hoofdstuk, tabel of bladzijde van het document."))
    bronOpmerking = text(_("Wat er in het document niet klopt of ontbreekt."))
    gepubliceerd = flag(GEPUBLICEERD)
    demo = flag(DEMO)
    versie = integer(VERSIE)


@extend_schema_serializer(examples=[examples.AFWIJKING])
class AfwijkingSerializer(RowSerializer):
    """One published figure that does not add up."""

    id = integer(NUMMER)
    gemeente = text(GEMEENTE)
    bron = text(BRON)
    regel = choice(Afwijking.Regel.choices, _("Welke regel het vond."))
    rij = text(_("Rij van de tabel."))
    kolom = text(_("Kolom van de tabel, of de andere tabel."))
    gepubliceerd = figure(_("Wat er staat."))
    berekend = figure(_("Wat er zou moeten staan volgens de andere cijfers."))
    verschil = figure(_("Gepubliceerd min berekend."))
    uitleg = text(_("Hoe het is berekend."))
    toelichting = text(_("Wat de coördinator erover zegt, of null."), allow_null=True)
