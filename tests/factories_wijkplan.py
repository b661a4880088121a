# SPDX-License-Identifier: EUPL-1.2
"""Rows of plans of neighbourhoods, of goals of the United Nations, and of pilots."""

import datetime as dt

import factory
from factory.django import DjangoModelFactory

from afspraken.models import Initiatief, Sdgkoppeling, Verhuizing, Vervolgbesluit
from tests.factories import AfsprakensetFactory, GebiedFactory, PartijFactory


class SdgkoppelingFactory(DjangoModelFactory):
    class Meta:
        model = Sdgkoppeling

    afsprakenset = factory.SubFactory(AfsprakensetFactory)
    gemeente = factory.SelfAttribute("afsprakenset.gemeente")
    sdg = 1


class InitiatiefFactory(DjangoModelFactory):
    """A published initiative of residents."""

    class Meta:
        model = Initiatief

    gebied = factory.SubFactory(GebiedFactory)
    gemeente = factory.SelfAttribute("gebied.gemeente")
    titel = factory.Sequence(lambda n: f"Initiatief {n}")
    soort = "bewoners"
    herkomst = "Wijkgesprek"
    gepubliceerd = True


class VerhuizingFactory(DjangoModelFactory):
    class Meta:
        model = Verhuizing

    afsprakenset = factory.SubFactory(AfsprakensetFactory, soort="pilot")
    gemeente = factory.SelfAttribute("afsprakenset.gemeente")
    corporatie = factory.SubFactory(PartijFactory)
    maand = dt.date(2025, 6, 1)
    via = "aanbod"
    leegstand = 450


class VervolgbesluitFactory(DjangoModelFactory):
    class Meta:
        model = Vervolgbesluit

    afsprakenset = factory.SubFactory(AfsprakensetFactory, soort="pilot")
    gemeente = factory.SelfAttribute("afsprakenset.gemeente")
    keuze = "doorgaan"
    datum = dt.date(2026, 4, 1)
    reden = "Het werkt."
