# SPDX-License-Identifier: EUPL-1.2
"""Lists over all sets and gemeenten ask as many queries for many sets, afspraken and gemeenten as for few."""

import datetime as dt

import pytest

from tests.factories import (
    ActieFactory,
    AfspraakFactory,
    AfsprakensetFactory,
    BetrokkenheidFactory,
    DoeldeelFactory,
    DoelstellingFactory,
    GebiedFactory,
    GebruikerFactory,
    GemeenteFactory,
    LiggingFactory,
    MetingFactory,
    OverlegFactory,
    PartijFactory,
    PartijInGemeenteFactory,
    TermijnFactory,
    ThemaFactory,
    VerbandFactory,
)
from tests.factories_evaluatie import EvaluatieFactory
from tests.factories_rapportage import RapportageFactory
from tests.factories_wijkplan import InitiatiefFactory, SdgkoppelingFactory
from tests.monitoring.queries import data_queries

pytestmark = pytest.mark.django_db
# Other lists prove it beside their own behaviour.
PUBLIC = (
    *("/", "/stad/doelen/", "/stad/doorwerking/", "/stad/partijen/", "/stad/overleggen/", "/stad/evaluaties/"),
    *("/stad/wijkplannen/", "/stad/agenda.ics"),
)
WITH_ROLE = (
    *("/werkbank/", "/stad/inrichten/", "/stad/inrichten/partijen/", "/stad/inrichten/buurten/", "/stad/overleggen/"),
)


def grow(gemeente, number: int) -> None:
    """One more of everything, in sets of its own; and one more gemeente."""
    buurt = GebiedFactory(gemeente=gemeente, naam=f"Buurt {number}", slug=f"buurt-{number}", soort="buurt")
    partij = PartijFactory(naam=f"Woonvast {number}", soort="corporatie")
    PartijInGemeenteFactory(partij=partij, gemeente=gemeente)
    overleg = OverlegFactory(gemeente=gemeente, datum=dt.date(2020, 1, number))
    for soort in ("meerjarig", "programma"):
        afsprakenset = AfsprakensetFactory(gemeente=gemeente, slug=f"{soort}-{number}", soort=soort)
        thema = ThemaFactory(afsprakenset=afsprakenset)
        row = AfspraakFactory(thema=thema, code="1a")
        ActieFactory(afspraak=row, code="1a-1")
        BetrokkenheidFactory(afspraak=row, partij=partij)
        LiggingFactory(afspraak=row, gebied=buurt)
        TermijnFactory(afspraak=row, periode="2027")
        VerbandFactory(van=row, naar=AfspraakFactory(thema=thema, code="1b"))
        doel = DoelstellingFactory(afsprakenset=afsprakenset, afspraak=row, code="doel")
        MetingFactory(doelstelling=doel, deel=DoeldeelFactory(doelstelling=doel, partij=partij))
        SdgkoppelingFactory(afsprakenset=afsprakenset, sdg=number)
        RapportageFactory(overleg=overleg, afsprakenset=afsprakenset)
        EvaluatieFactory(afsprakenset=afsprakenset)
    InitiatiefFactory(gebied=buurt, partij=partij)
    elsewhere = GemeenteFactory(slug=f"elders-{number}", naam=f"Elders {number}")
    AfspraakFactory(thema=ThemaFactory(afsprakenset=AfsprakensetFactory(gemeente=elsewhere)))


def test_as_many_queries_for_many_sets_as_for_few(client) -> None:
    gemeente = GemeenteFactory(slug="stad", naam="Stad")
    keeper = GebruikerFactory(rol="coordinator", gemeente=gemeente)

    def counts() -> dict[str, int]:
        found = {}
        for addresses, user in ((PUBLIC, None), (WITH_ROLE, keeper)):
            if user is not None:
                client.force_login(user)
            for address in addresses:
                with data_queries() as asked:
                    assert client.get(address).status_code == 200, address
                found[f"{address} {user is not None}"] = len(asked)
        client.logout()
        return found

    grow(gemeente, 1)
    grow(gemeente, 2)
    few = counts()
    grow(gemeente, 3)
    grow(gemeente, 4)
    many = counts()
    assert {address: (few[address], many[address]) for address in few if few[address] != many[address]} == {}
