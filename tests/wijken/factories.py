# SPDX-License-Identifier: EUPL-1.2
"""Indicators and values for tests."""

import factory
from factory.django import DjangoModelFactory

from tests.factories import BrondocumentFactory, GebiedFactory, GemeenteFactory
from wijken.models import Indicator, Indicatorklasse, Indicatorwaarde


class IndicatorFactory(DjangoModelFactory):
    """A percentage of dwellings that cannot be put together."""

    class Meta:
        model = Indicator

    gemeente = factory.SubFactory(GemeenteFactory)
    slug = factory.Sequence(lambda n: f"indicator-{n}")
    naam = factory.Sequence(lambda n: f"Indicator {n}")
    groep = Indicator.Groep.WONEN
    eenheid = Indicator.Eenheid.PROCENT
    onderwerp = Indicator.Onderwerp.WONINGEN
    aggregatie_uitleg = "Dat kan niet."


class AantalFactory(IndicatorFactory):
    """A number that can be summed."""

    eenheid = Indicator.Eenheid.AANTAL
    onderwerp = Indicator.Onderwerp.HUISHOUDENS
    aggregatie = Indicator.Aggregatie.SOM
    aggregatie_uitleg = ""


class IndicatorklasseFactory(DjangoModelFactory):
    class Meta:
        model = Indicatorklasse

    indicator = factory.SubFactory(IndicatorFactory)
    gemeente = factory.SelfAttribute("indicator.gemeente")
    rang = factory.Sequence(lambda n: n + 1)
    naam = factory.Sequence(lambda n: f"klasse {n}")


class IndicatorwaardeFactory(DjangoModelFactory):
    """A number; `IndicatorwaardeFactory(waarde=None, klasse=…)` is a class."""

    class Meta:
        model = Indicatorwaarde

    indicator = factory.SubFactory(IndicatorFactory)
    gemeente = factory.SelfAttribute("indicator.gemeente")
    gebied = factory.SubFactory(GebiedFactory, gemeente=factory.SelfAttribute("..gemeente"))
    bron = factory.SubFactory(BrondocumentFactory, gemeente=factory.SelfAttribute("..gemeente"))
    bron_plaats = factory.Sequence(lambda n: f"Kaart {n}")
    periode = "2018"
    waarde = 10
