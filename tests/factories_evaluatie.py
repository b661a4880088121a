# SPDX-License-Identifier: EUPL-1.2
"""Evaluations for tests, written past the services."""

import datetime as dt

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from monitoring.models import Evaluatie, Evaluatieregel, Oordeel
from tests.factories import AfspraakFactory, AfsprakensetFactory, PartijFactory


class EvaluatieFactory(DjangoModelFactory):
    """A vastgestelde one without lines; `EvaluatieFactory(vastgesteld=False)` is a concept."""

    class Meta:
        model = Evaluatie

    afsprakenset = factory.SubFactory(AfsprakensetFactory)
    gemeente = factory.SelfAttribute("afsprakenset.gemeente")
    set_naam = factory.SelfAttribute("afsprakenset.naam")
    jaar = 2025
    peildatum = factory.LazyAttribute(lambda row: dt.date(row.jaar, 12, 31))
    hash = "0" * 64
    vastgesteld = True
    vastgesteld_op = factory.LazyAttribute(lambda row: timezone.now() if row.vastgesteld else None)


class EvaluatieregelFactory(DjangoModelFactory):
    """A line about a published afspraak of the set."""

    class Meta:
        model = Evaluatieregel

    evaluatie = factory.SubFactory(EvaluatieFactory)
    gemeente = factory.SelfAttribute("evaluatie.gemeente")
    afspraak = factory.SubFactory(
        AfspraakFactory, thema__afsprakenset=factory.SelfAttribute("...evaluatie.afsprakenset")
    )
    volgorde = factory.Sequence(lambda n: n)
    code = factory.SelfAttribute("afspraak.code")
    titel = factory.SelfAttribute("afspraak.titel")
    thema_nummer = 1
    thema_naam = "Thema"
    status = "op_koers"
    vastgesteld = factory.SelfAttribute("evaluatie.vastgesteld")


class OordeelFactory(DjangoModelFactory):
    """What a corporation thinks."""

    class Meta:
        model = Oordeel

    regel = factory.SubFactory(EvaluatieregelFactory)
    gemeente = factory.SelfAttribute("regel.gemeente")
    partij = factory.SubFactory(PartijFactory)
    waarde = "tevreden"
    vastgesteld = factory.SelfAttribute("regel.vastgesteld")
