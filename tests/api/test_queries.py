# SPDX-License-Identifier: EUPL-1.2
"""The number of queries of a list: the same for 5 rows and for 50, for a page of 100 and one of 1,000."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from afspraken.services.voortgang import Melding, record_voortgang
from corporaties.models import Mixregel
from monitoring.models import Partijprioriteit
from partijen.models import Collectieflid
from portaal.lib.api import conf, lines
from tests.api.world import BASE, RESOURCES, WITH_DRAFTS, body_of
from tests.factories import (
    AanvraagFactory,
    ActieFactory,
    AfspraakFactory,
    AfsprakensetFactory,
    AfwijkingFactory,
    BetrokkenheidFactory,
    BewonerskrachtteamFactory,
    BijstellingFactory,
    BoekingFactory,
    BrondocumentFactory,
    CollectiefFactory,
    DoeldeelFactory,
    DoelstellingFactory,
    FondsFactory,
    GebiedFactory,
    GebruikerFactory,
    GemeenteFactory,
    KlasseFactory,
    LeveringFactory,
    LiggingFactory,
    MetingFactory,
    OverlegFactory,
    PartijFactory,
    PartijInGemeenteFactory,
    TermijnFactory,
    ThemaFactory,
    VastgoedprojectFactory,
    VoorraadcijferFactory,
)
from tests.factories_evaluatie import EvaluatieFactory, EvaluatieregelFactory, OordeelFactory
from tests.factories_rapportage import RapportageFactory
from tests.factories_wijkplan import InitiatiefFactory, SdgkoppelingFactory, VervolgbesluitFactory
from tests.factories_zienswijze import ZienswijzeFactory
from tests.wijken.factories import IndicatorwaardeFactory
from wijken.models import Gebiedsdeel

pytestmark = pytest.mark.django_db

# Beside the session, the user and its memberships: count, keys, rows, and what is nested.
BUDGET = {
    "gemeenten": 2,
    "partijen": 4,
    "gebieden": 3,
    "afsprakensets": 4,
    "themas": 4,
    "afspraken": 8,
    "acties": 8,
    "termijnen": 4,
    "voortgang": 3,
    "bijstellingen": 2,
    "doelstellingen": 6,
    "initiatieven": 4,
    "sdgkoppelingen": 2,
    "vervolgbesluiten": 2,
    "leefbaarheidsfondsen": 2,
    "fondsaanvragen": 2,
    "bewonerskrachtteams": 2,
    "indicatorwaarden": 3,
    "leveringen": 3,
    "woningvoorraad": 3,
    "vastgoedprojecten": 5,
    "afwijkingen": 3,
    "overleggen": 2,
    "rapportages": 2,
    "evaluaties": 4,
    "zienswijzen": 2,
    "prioriteiten": 3,
}
# Session and user; and where drafts play a part, memberships and the collectieven of the parties of these.
LOGIN = {"public": (0, 0), "lid": (2, 4), "coordinator": (2, 3)}
FILTERS = (
    "afspraken?gemeente=vol&afsprakenset=set&thema=1&trekker=Woonpunt&gebied=Amby&signaal=termijn_verstreken"
    "&status=op_koers&fase=uitvoering&zoek=a",
    "acties?gemeente=vol&afsprakenset=set&thema=1&trekker=Woonpunt&signaal=termijn_verstreken&zoek=a",
    "voortgang?gemeente=vol&afsprakenset=set&thema=1",
    "termijnen?gemeente=vol&afsprakenset=set&verstreken=true",
    "indicatorwaarden?gemeente=vol&groep=wonen&periode=2018",
    "woningvoorraad?gemeente=vol&corporatie=Woonpunt&gebied=Amby&kenmerk=huurklasse&soort=stand&peiljaar=2026",
    "vastgoedprojecten?gemeente=vol&corporatie=Woonpunt&gebied=Amby&soort=nieuwbouw",
)


@pytest.fixture
def gemeente():
    return GemeenteFactory(slug="vol")


@pytest.fixture
def fill(gemeente):
    """Adds rows of every kind, each with everything that can hang on it."""
    afsprakenset = AfsprakensetFactory(gemeente=gemeente, slug="set")
    thema = ThemaFactory(afsprakenset=afsprakenset, nummer=1)
    bron = BrondocumentFactory(gemeente=gemeente)
    partij = PartijFactory(naam="Woonpunt")
    coordinator = GebruikerFactory(rol="coordinator", gemeente=gemeente)
    gebied = GebiedFactory(gemeente=gemeente, naam="Amby", slug="amby")
    done = 0

    def add(count):
        nonlocal done
        for number in range(done, done + count):
            elders = GemeenteFactory(slug=f"elders-{number}", verouderd_na_dagen=30 + number)
            here = GebiedFactory(gemeente=gemeente, ouder=gebied, bron=bron)
            Gebiedsdeel.objects.create(gemeente=gemeente, geheel=gebied, deel=here)
            fonds = FondsFactory(gebied=here, bron=bron)
            BoekingFactory(fonds=fonds)
            granted = {"status": "toegekend", "toegekend": 60, "openbaar": True, "openbare_titel": "Bankje"}
            AanvraagFactory(gebied=here, fonds=fonds, kenmerk=f"LF-2026-{number:04d}", **granted)
            BewonerskrachtteamFactory(gebied=here, corporatie=partij, bron=bron, fase=2)
            IndicatorwaardeFactory(indicator__gemeente=gemeente, gebied=here, bron=bron)
            overleg = OverlegFactory(gemeente=gemeente, datum=dt.date(2020, 1, 1) + dt.timedelta(days=number))
            RapportageFactory(overleg=overleg, afsprakenset=afsprakenset)
            evaluatie = EvaluatieFactory(afsprakenset=afsprakenset, jaar=2000 + number)
            own = AfspraakFactory(thema=thema, volgorde=1000 + number)
            OordeelFactory(regel=EvaluatieregelFactory(evaluatie=evaluatie, afspraak=own), partij=partij)
            member = PartijFactory(naam=f"Lid {number}")
            PartijInGemeenteFactory(partij=member, gemeente=elders)
            Collectieflid.objects.create(collectief=CollectiefFactory(gemeente=gemeente), lid=member)
            AfsprakensetFactory(gemeente=gemeente, bron=bron).ondertekenaars.add(partij, member)
            ThemaFactory(afsprakenset=afsprakenset, nummer=100 + number, bron=bron)
            VoorraadcijferFactory(levering=LeveringFactory(gemeente=gemeente), corporatie=partij, gebied=gebied)
            project = VastgoedprojectFactory(gemeente=gemeente, gebied=gebied, bron=bron, corporaties=[partij, member])
            Mixregel.objects.create(gemeente=gemeente, project=project, klasse=KlasseFactory())
            AfwijkingFactory(gemeente=gemeente)
            row = AfspraakFactory(thema=thema, bron=bron, rayon=gebied, volgorde=number)
            actie = ActieFactory(afspraak=row, volgnummer=1, bron=bron)
            ActieFactory(afspraak=row, volgnummer=2, gepubliceerd=False)
            BijstellingFactory(afspraak=row)
            ZienswijzeFactory(afspraak=row, partij=partij, public=True)
            doel = DoelstellingFactory(afsprakenset=afsprakenset, afspraak=row, bron=bron)
            MetingFactory(doelstelling=doel, deel=DoeldeelFactory(doelstelling=doel, partij=partij))
            MetingFactory(doelstelling=doel)
            wens = Partijprioriteit.objects.create(
                gemeente=gemeente, afsprakenset=afsprakenset, partij=partij, nummer=row.pk, titel="Rust", bron=bron
            )
            wens.afspraken.set([row])
            InitiatiefFactory(gebied=here, afspraak=row, pijler=thema, partij=partij)
            SdgkoppelingFactory(afsprakenset=afsprakenset, afspraak=row, bron=bron)
            VervolgbesluitFactory(
                afsprakenset=afsprakenset,
                overleg=OverlegFactory(gemeente=gemeente, datum=dt.date(2010, 1, 1) + dt.timedelta(days=number)),
            )
            for hung in ({}, {"actie": actie}):
                BetrokkenheidFactory(afspraak=row, partij=partij, **hung)
                BetrokkenheidFactory(afspraak=row, partij=member, rol="betrokken", **hung)
                LiggingFactory(afspraak=row, gebied=gebied, **hung)
                LiggingFactory(afspraak=row, gebied=here, **hung)
                TermijnFactory(afspraak=row, **hung)
                for publish in (True, False):
                    melding = Melding(status="op_koers", fase="uitvoering", toelichting="Loopt.")
                    record_voortgang(afspraak=row, melding=melding, by=coordinator, publish=publish, **hung)
        done += count

    add.coordinator = coordinator
    add.lid = GebruikerFactory(rol="werkgroeplid", gemeente=gemeente, partij=thema.werkgroep)
    return add


def count_queries(client, path, role="public"):
    """Number of queries beside those of the login, and the answer."""
    with CaptureQueriesContext(connection) as queries:
        response = client.get(f"{BASE}/{path}")
        content = body_of(response)
    assert response.status_code == 200, content
    resource = path.partition("?")[0].partition("/")[0]
    return len(queries) - LOGIN[role][resource in WITH_DRAFTS], response


def ask_all(client, fill, paths):
    """{(path, role): number of queries}, for each role."""
    counts = {}
    for role in LOGIN:
        client.logout()
        if role != "public":
            client.force_login(getattr(fill, role))
        for path in paths:
            counts[path, role], response = count_queries(client, path, role)
            if "json" in response["Content-Type"]:
                assert "formaat" in path or response.json()["results"]
    return counts


def test_queries_do_not_grow_with_rows(client, fill, monkeypatch):
    """Pages, pages of 1,000, filters and streams, for the public and for who reads drafts."""
    monkeypatch.setattr(lines, "FIRST_BLOCK", lines.BLOCK)
    monkeypatch.setattr(conf, "FIRST_BATCH", conf.BULK_BATCH)
    pages = [resource + query for resource in RESOURCES for query in ("", "?paginaGrootte=5", "?paginaGrootte=1000")]
    streams = [
        f"{resource}?formaat={formaat}" for resource in RESOURCES for formaat in ("csv", "xlsx", "ods", "ndjson")
    ]
    fill(5)
    few = ask_all(client, fill, [*pages, *FILTERS, *streams])
    fill(45)
    many = ask_all(client, fill, [*pages, *FILTERS, *streams])
    assert many == few
    assert {key: few[key] for key in few if key[0] in pages} == {
        (path, role): BUDGET[path.partition("?")[0]] for path in pages for role in LOGIN
    }
    assert max(few[path, role] for path in FILTERS for role in LOGIN) <= 15


@pytest.mark.parametrize("resource", RESOURCES)
def test_queries_of_one_row(client, fill, resource):
    fill(5)
    pk = client.get(f"{BASE}/{resource}").json()["results"][0]["id"]
    assert count_queries(client, f"{resource}/{pk}")[0] <= BUDGET[resource]
    client.force_login(fill.lid)
    assert count_queries(client, f"{resource}/{pk}", "lid")[0] <= BUDGET[resource]


def test_a_list_without_rows_asks_no_more(client, db):
    for resource in RESOURCES:
        assert count_queries(client, resource)[0] <= BUDGET[resource]
