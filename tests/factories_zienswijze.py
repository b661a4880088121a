# SPDX-License-Identifier: EUPL-1.2
"""Zienswijzen for tests, written past the services."""

import datetime as dt

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from monitoring.models import Zienswijze
from tests.factories import AfspraakFactory, PartijFactory


def _when_answered(row):
    return timezone.now() if row.antwoord else None


class ZienswijzeFactory(DjangoModelFactory):
    """One beside a published afspraak that waits for an answer; `public` and `answered` are further on."""

    class Meta:
        model = Zienswijze

    class Params:
        answered = factory.Trait(antwoord="Wij nemen dit mee.")
        public = factory.Trait(answered=True, gepubliceerd=True)

    afspraak = factory.SubFactory(AfspraakFactory)
    gemeente = factory.SelfAttribute("afspraak.gemeente")
    partij = factory.SubFactory(PartijFactory, soort="huurdersorganisatie")
    over_naam = factory.LazyAttribute(lambda row: str(row.afspraak))
    titel = "De huren stijgen te snel."
    tekst = "Onze leden merken dat in hun beurs."
    antwoord_uiterlijk = dt.date(2026, 12, 1)
    antwoord = ""
    antwoord_namens = factory.LazyAttribute(lambda row: row.gemeente.eigen_partij if row.antwoord else None)
    beantwoord_op = factory.LazyAttribute(_when_answered)
    akkoord_antwoord_op = factory.LazyAttribute(_when_answered)
    akkoord_indiener_op = factory.LazyAttribute(lambda row: timezone.now() if row.gepubliceerd else None)
    gepubliceerd = False
    gepubliceerd_op = factory.LazyAttribute(lambda row: timezone.now() if row.gepubliceerd else None)
