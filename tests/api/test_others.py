# SPDX-License-Identifier: EUPL-1.2
"""The other resources: what a row holds, and what one can ask for."""

import datetime as dt

import pytest
from django.utils import timezone

from afspraken.models import Termijn
from partijen.models import Collectieflid, Gemeente, Partij
from tests.factories import (
    BewonerskrachtteamFactory,
    CollectiefFactory,
    GebiedFactory,
    PartijFactory,
    PartijInGemeenteFactory,
    TermijnFactory,
)
from wijken.models import Gebied, Gebiedsdeel, Teamfase

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
YESTERDAY, TOMORROW = TODAY - dt.timedelta(days=1), TODAY + dt.timedelta(days=1)


def names(answer):
    return [row["naam"] for row in answer["results"]]


def test_gemeenten(ask, world):
    Gemeente.objects.filter(slug="maastricht").update(
        cbs_code="GM0935", statuswoorden={"op_koers": "Op schema", "gereed": ""}
    )
    assert ask("gemeenten", gemeente="maastricht")["results"] == [
        {
            "id": world.maastricht.pk,
            "slug": "maastricht",
            "naam": "Maastricht",
            "cbsCode": "GM0935",
            "overlegNaam": "BOWW",
            "statuswoorden": {"op_koers": "Op schema"},
            "url": "http://testserver/maastricht/",
        }
    ]
    assert names(ask("gemeenten")) == ["Heerlen", "Maastricht"]
    Gemeente.objects.filter(slug="heerlen").update(statuswoorden=["geen tabel"])
    heerlen = ask(f"gemeenten/{world.heerlen.pk}")
    assert (heerlen["cbsCode"], heerlen["statuswoorden"]) == (None, {})


def test_partijen(ask, world):
    woonpunt = Partij.objects.get(naam="Woonpunt")
    assert ask(f"partijen/{woonpunt.pk}") == {
        "id": woonpunt.pk,
        "naam": "Woonpunt",
        "soort": "corporatie",
        "aliassen": [],
        "gemeenten": ["heerlen", "maastricht"],
        "huurdersVan": None,
        "leden": [],
    }
    PartijFactory(naam="Huurders", soort="huurdersorganisatie", huurders_van=woonpunt, aliassen=["HV"])
    huurders = ask("partijen", zoek="huurd")["results"][0]
    assert (huurders["huurdersVan"], huurders["aliassen"], huurders["gemeenten"]) == ("Woonpunt", ["HV"], [])


def test_a_collectief_resolves_to_its_members_today(ask, world):
    collectief = CollectiefFactory(naam="Bewoners", gemeente=world.maastricht)
    spans = {"Altijd": (None, None), "Nu": (TODAY, TODAY), "Weg": (None, YESTERDAY), "Straks": (TOMORROW, None)}
    for naam, (van, tot) in spans.items():
        Collectieflid.objects.create(collectief=collectief, lid=PartijFactory(naam=naam), van=van, tot=tot)
    row = ask(f"partijen/{collectief.pk}")
    assert (row["leden"], row["gemeenten"]) == (["Altijd", "Nu"], ["maastricht"])


def test_keys_of_partijen(ask, world):
    PartijInGemeenteFactory(partij=PartijFactory(naam="Alleen hier"), gemeente=world.maastricht)
    assert names(ask("partijen", gemeente="heerlen")) == [
        "Corporaties",
        "Werkgroep Bouwen, slopen en kopen",
        "Woonpunt",
    ]
    assert names(ask("partijen", gemeente="maastricht", soort="corporatie")) == ["Alleen hier", "Woonpunt"]


def test_gebieden(ask, world):
    wijk = GebiedFactory(gemeente=world.maastricht, naam="West", slug="wijk-west", soort="wijk", cbs_code="WK093502")
    malberg = Gebied.objects.get(slug="malberg")
    Gebied.objects.filter(pk=malberg.pk).update(ouder=wijk)
    rayon = Gebied.objects.get(slug="noord-oost")
    for slug, tot in (("malberg", None), ("amby", None), ("pottenberg", YESTERDAY)):
        deel = Gebied.objects.get(slug=slug, gemeente=world.maastricht)
        Gebiedsdeel.objects.create(gemeente=world.maastricht, geheel=rayon, deel=deel, tot=tot)
    row = ask(f"gebieden/{rayon.pk}")
    assert (row["soort"], row["delen"], row["ouder"], row["cbsCode"]) == ("rayon", ["Amby", "Malberg"], None, None)
    assert ask(f"gebieden/{malberg.pk}")["ouder"] == "West"
    assert names(ask("gebieden", ouder="west")) == ["Malberg"]
    assert ask(f"gebieden/{wijk.pk}")["cbsCode"] == "WK093502"
    assert [row["gemeente"] for row in ask("gebieden", zoek="pot")["results"]] == ["maastricht", "heerlen"]
    assert names(ask("gebieden", gemeente="maastricht", soort="rayon")) == ["Noord-Oost"]
    Gebied.objects.filter(pk=malberg.pk).update(aanpakfase="afronden")
    assert names(ask("gebieden", aanpakfase="afronden")) == ["Malberg"]
    assert [ask(f"gebieden/{gebied.pk}")["aanpakfase"] for gebied in (malberg, wijk)] == ["afronden", None]


def test_afsprakensets(ask, world):
    afsprakenset = world.afspraken["1a"].afsprakenset
    afsprakenset.ondertekenaars.set(Partij.objects.filter(naam__in=["Woonpunt", "Werkgroep Zorg"]))
    assert ask("afsprakensets", gemeente="maastricht")["results"] == [
        {
            "id": afsprakenset.pk,
            "gemeente": "maastricht",
            "slug": "afspraken",
            "naam": "Afspraken",
            "soort": "meerjarig",
            "levensfase": "lopend",
            "periode": "2022/2026",
            "begindatum": "2022-01-01",
            "einddatum": "2026-12-31",
            "ondertekendOp": None,
            "ondertekenaars": ["Werkgroep Zorg", "Woonpunt"],
            "aantalAfspraken": 2,
            "gepubliceerd": True,
            "versie": 1,
            "url": "http://testserver/maastricht/afspraken/?afsprakenset=afspraken",
            "bron": "Prestatieafspraken",
            "bronPlaats": "",
            "bronOpmerking": "",
        }
    ]
    assert ask("afsprakensets", afsprakenset="afspraken")["count"] == 2
    assert ask("afsprakensets", soort="pilot")["count"] == 0
    assert ask("afsprakensets", levensfase="lopend")["count"] == 2


def test_themas(ask, world):
    rows = ask("themas", gemeente="maastricht", afsprakenset="afspraken")["results"]
    assert [(row["nummer"], row["naam"], row["aantalAfspraken"]) for row in rows] == [(1, "Bouwen", 1), (2, "Zorg", 1)]
    assert rows[0]["werkgroep"] == "Werkgroep Bouwen, slopen en kopen"
    assert [row["prioriteiten"] for row in rows] == [["Genoeg woningen"], []]
    assert [row["gemeente"] for row in ask("themas", thema="1")["results"]] == ["maastricht", "heerlen"]


def test_termijnen(ask, world):
    row = ask("termijnen", actie="1a-1")["results"][0]
    assert row == {
        "id": row["id"],
        "gemeente": "maastricht",
        "afsprakenset": "afspraken",
        "afspraak": "1a",
        "actie": "1a-1",
        "soort": "gereed",
        "periode": "2023-Q2",
        "begindatum": "2023-04-01",
        "einddatum": "2023-06-30",
        "wat": "Plan",
        "voldaanOp": None,
        "verstreken": True,
        "bronOpmerking": "",
    }
    assert ask(f"termijnen/{row['id']}") == row


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, ["2022", "2023-Q2", "2024-H1", "2099"]),
        ({"gemeente": "maastricht"}, ["2022", "2023-Q2", "2024-H1"]),
        ({"afspraak": "2a"}, ["2022"]),
        ({"thema": "1", "gemeente": "maastricht"}, ["2023-Q2", "2024-H1"]),
        ({"afsprakenset": "afspraken", "gemeente": "heerlen"}, ["2099"]),
        ({"soort": "start"}, ["2022"]),
        ({"verstreken": "true"}, ["2023-Q2", "2024-H1"]),
        ({"verstreken": "false"}, ["2022", "2099"]),
        ({"vanaf": "2024-06-30"}, ["2024-H1", "2099"]),
        ({"vanaf": "2024-07-01"}, ["2099"]),
        ({"totEnMet": "2023-04-01"}, ["2022", "2023-Q2"]),
    ],
)
def test_keys_of_termijnen(ask, world, query, expected):
    assert [row["periode"] for row in ask("termijnen", **query)["results"]] == expected


def is_late(termijn, closed):
    """The rule of the design, for one row."""
    met = termijn.voldaan_op is not None and termijn.voldaan_op <= TODAY
    return termijn.soort in {"gereed", "besluit"} and not met and termijn.einddatum < TODAY and not closed


def test_only_an_unmet_promise_of_what_is_open_is_late(ask, world):
    """The rule in SQL against the rule for one row, for every status, kind and date."""
    row = world.afspraken["1a"]
    for voldaan_op in (None, YESTERDAY, TOMORROW):
        for soort in Termijn.Soort:
            for day in (YESTERDAY, TODAY):
                for actie in (None, world.acties["1a-1"]):
                    TermijnFactory(
                        afspraak=row, actie=actie, soort=soort, periode=day.isoformat(), voldaan_op=voldaan_op,
                        wat=str(voldaan_op),
                    )  # fmt: skip
    for afspraak_status in ("op_koers", "gereed"):
        for actie_status in ("op_koers", "vervallen"):
            row.status_publiek = afspraak_status
            row.save()
            world.acties["1a-1"].status_publiek = actie_status
            world.acties["1a-1"].save()
            found = {found["id"]: found["verstreken"] for found in ask("termijnen", afspraak="1a")["results"]}
            late = 0
            for termijn in Termijn.objects.filter(pk__in=found).select_related("afspraak", "actie"):
                closed = afspraak_status == "gereed" or (termijn.actie is not None and actie_status == "vervallen")
                assert found[termijn.pk] == is_late(termijn, closed)
                late += found[termijn.pk]
            assert (late > 0) == (afspraak_status == "op_koers")


def test_voortgang(ask, world):
    report = world.voortgang["1a published"]
    row = ask(f"voortgang/{report.pk}")
    assert row == {
        "id": report.pk,
        "gemeente": "maastricht",
        "afsprakenset": "afspraken",
        "afspraak": "1a",
        "actie": None,
        "datum": TODAY.isoformat(),
        "status": "op_koers",
        "fase": "uitvoering",
        "toelichting": "Het loopt.",
        "oorzaak": "",
        "gevolg": "",
        "maatregel": "",
        "volgendeStap": "Verder.",
        "gevraagdBesluit": "",
        "namens": "Woonpunt",
        "gepubliceerd": True,
        "demo": False,
    }
    assert ask("voortgang", afspraak="1a", gemeente="maastricht", status="op_koers", fase="uitvoering")["count"] == 1


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, ["h1", "1a-1", "1a published"]),
        ({"gemeente": "heerlen"}, ["h1"]),
        ({"actie": "1a-1"}, ["1a-1"]),
        ({"thema": "1", "gemeente": "maastricht"}, ["1a-1", "1a published"]),
        ({"status": "gereed"}, ["h1"]),
        ({"vanaf": TODAY.isoformat()}, ["h1", "1a-1", "1a published"]),
        ({"vanaf": TOMORROW.isoformat()}, []),
        ({"totEnMet": YESTERDAY.isoformat()}, []),
        ({"demo": "false"}, ["h1", "1a-1", "1a published"]),
    ],
)
def test_keys_of_voortgang(ask, world, query, expected):
    found = [row["id"] for row in ask("voortgang", **query)["results"]]
    assert found == [world.voortgang[name].pk for name in expected]


def test_overleggen(ask, world):
    row = ask("overleggen", gemeente="heerlen")["results"][0]
    assert row == {
        "id": row["id"],
        "gemeente": "heerlen",
        "soort": "bestuurlijk",
        "datum": "2024-03-01",
        "naam": "BOWW",
        "demo": True,
    }
    assert [row["gemeente"] for row in ask("overleggen", demo="false")["results"]] == ["maastricht"]
    assert ask("overleggen", vanaf="2024-03-01", totEnMet="2024-03-01")["count"] == 2
    assert ask("overleggen", vanaf="2024-03-02")["count"] == 0
    assert ask("overleggen", soort="kernteam")["count"] == 0


def test_bewonerskrachtteams(ask, refused, world):
    amby, woonpunt = Gebied.objects.get(slug="amby"), Partij.objects.get(naam="Woonpunt")
    team = BewonerskrachtteamFactory(gebied=amby, corporatie=woonpunt, fase=0)
    Teamfase.objects.create(gemeente=team.gemeente, team=team, fase=2, van=TODAY)
    BewonerskrachtteamFactory(gebied=amby, corporatie=PartijFactory(naam="Servatius"), fase=3)

    def found(**keys):
        rows = ask("bewonerskrachtteams", **keys)["results"]
        return [(row["gebied"], row["corporatie"], row["fase"]) for row in rows]

    maastricht = [("Amby", "Servatius", 3), ("Amby", "Woonpunt", 2), ("Pottenberg", "Woonpunt", 1)]
    assert found(gemeente="maastricht") == maastricht
    assert found(gemeente="heerlen") == found(gebied="aarveld") == [("Aarveld", "Woonpunt", 3)]
    assert found(fase=2) == found(gebied="amby", corporatie="woonpunt") == maastricht[1:2]
    assert found(peildatum=YESTERDAY.isoformat(), corporatie="Woonpunt")[0] == ("Amby", "Woonpunt", 0)
    row = ask(f"bewonerskrachtteams/{team.pk}")
    assert (row["faseNaam"], row["sinds"], row["bron"]) == ("activeren", TODAY.isoformat(), None)
    for wrong in ({"fase": 4}, {"gebied": "nergens"}, {"corporatie": "niemand"}, {"buurt": "amby"}):
        assert refused("bewonerskrachtteams", **wrong), wrong
