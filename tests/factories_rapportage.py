# SPDX-License-Identifier: EUPL-1.2
"""Rapportages for tests, written past the services."""

import datetime as dt

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from monitoring.models import Rapportage, Rapportageregel
from tests.factories import AfspraakFactory, AfsprakensetFactory, OverlegFactory


class RapportageFactory(DjangoModelFactory):
    """A vastgestelde one without lines; `RapportageFactory(concept=True)` is a concept."""

    class Meta:
        model = Rapportage

    overleg = factory.SubFactory(OverlegFactory, datum=dt.date(2024, 3, 1))
    gemeente = factory.SelfAttribute("overleg.gemeente")
    overleg_datum = factory.SelfAttribute("overleg.datum")
    afsprakenset = factory.SubFactory(AfsprakensetFactory, gemeente=factory.SelfAttribute("..gemeente"))
    set_naam = factory.SelfAttribute("afsprakenset.naam")
    peildatum = factory.SelfAttribute("overleg_datum")
    aantal = 1
    hash = "0" * 64
    concept = False
    vastgesteld_op = factory.LazyAttribute(lambda o: None if o.concept else timezone.now())


class RapportageregelFactory(DjangoModelFactory):
    """A line about a published afspraak."""

    class Meta:
        model = Rapportageregel

    rapportage = factory.SubFactory(RapportageFactory)
    gemeente = factory.SelfAttribute("rapportage.gemeente")
    afspraak = factory.SubFactory(
        AfspraakFactory,
        thema__gemeente=factory.SelfAttribute("...gemeente"),
        thema__afsprakenset=factory.SelfAttribute("...rapportage.afsprakenset"),
    )
    volgorde = 0
    code = factory.SelfAttribute("afspraak.code")
    titel = factory.SelfAttribute("afspraak.titel")
    thema_nummer = factory.SelfAttribute("afspraak.thema.nummer")
    thema_naam = factory.SelfAttribute("afspraak.thema.naam")
    status = "op_koers"
    concept = factory.SelfAttribute("rapportage.concept")
