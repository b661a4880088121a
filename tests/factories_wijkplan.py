# SPDX-License-Identifier: EUPL-1.2
"""Rows of plans of neighbourhoods, of goals of the United Nations, and of pilots."""

import factory
from factory.django import DjangoModelFactory

from afspraken.models import Initiatief, Sdgkoppeling
from tests.factories import AfsprakensetFactory, GebiedFactory


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
