# SPDX-License-Identifier: EUPL-1.2
"""Feed, calendar and catalogue: what the public may know, in the shape that other programs read."""

import datetime as dt
import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
import vobject
from icalendar import Calendar

from partijen.models import Wijziging
from partijen.services import history
from portaal.api import router
from tests.api.world import SECRET, make_world

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
FEED, ICS, DCAT = "/maastricht/wijzigingen.atom", "/maastricht/agenda.ics", "/api/v1/catalogus.jsonld"
DCAT_TERMS = "http://www.w3.org/ns/dcat#"
THEMA = {"afsprakenset": "afspraken", "thema": "1"}


@pytest.fixture
def world():
    return make_world()


@pytest.fixture
def entries(client):
    """`entries(thema=1)`: the titles of the feed, newest first."""

    def read(**query):
        response = client.get(FEED, query)
        assert response.status_code == 200, response.content
        assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
        tree = ElementTree.fromstring(response.content)
        assert tree.tag == f"{ATOM}feed"
        found = tree.findall(f"{ATOM}entry")
        assert len({entry.findtext(f"{ATOM}id") for entry in found}) == len(found)
        for entry in found:
            assert entry.findtext(f"{ATOM}updated")
            assert entry.find(f"{ATOM}link").get("href").startswith("http://testserver/maastricht/")
        return [entry.findtext(f"{ATOM}title") for entry in found]

    return read


def change(row, by, **values):
    history.update_with_history(row, values, by=by, oorsprong=Wijziging.Oorsprong.PAGINA)


def test_the_feed_tells_public_changes(world, entries, client):
    change(world.afspraken["1a"], world.users["coordinator"], titel="Nieuwe titel")
    change(world.afspraken["1b"], world.users["coordinator"], titel=f"{SECRET} nieuw")
    titles = entries()
    assert titles[0] == "Afspraak 1a Nieuwe titel: gewijzigd"
    assert any("Melding" in title for title in titles)
    text = client.get(FEED).content.decode()
    assert SECRET not in text
    assert "Naam Coordinator" not in text
    assert "titel: Afspraak 1a → Nieuwe titel" in text.replace("Titel", "titel")


def test_one_character_that_xml_cannot_hold_takes_the_feed_from_nobody(world, entries, client):
    change(world.afspraken["1a"], world.users["coordinator"], titel="Met \x0bstuur\x1fteken\uffff")
    assert entries()[0] == "Afspraak 1a Met \ufffdstuur\ufffdteken\ufffd: gewijzigd"
    assert not set(client.get(ICS).content.decode()) & set("\x0b\x1f\uffff")


def test_a_feed_of_one_thema_or_place(world, entries):
    coordinator = world.users["coordinator"]
    change(world.afspraken["1a"], coordinator, titel="In thema een")
    change(world.afspraken["2a"], coordinator, titel="In thema twee")
    change(world.acties["1a-1"], coordinator, titel="Een actie")
    assert entries(**THEMA)[:2] == ["Actie 1a-1 Een actie: gewijzigd", "Afspraak 1a In thema een: gewijzigd"]
    assert not [title for title in entries(**THEMA) if "thema twee" in title]
    assert [title for title in entries(gebied="noord-oost") if "thema twee" in title]
    assert not [title for title in entries(gebied="noord-oost") if "thema een" in title]
    assert "In thema een" in " ".join(entries(gebied="amby", **THEMA))
    # There only by an actie that is a draft.
    assert entries(gebied="pottenberg") == []


@pytest.mark.parametrize("address", [FEED, ICS])
@pytest.mark.parametrize(
    "query",
    [
        "thema=1",
        "afsprakenset=afspraken",
        "thema=x&afsprakenset=afspraken",
        "thema=²&afsprakenset=afspraken",
        "thema=99&afsprakenset=afspraken",
        "thema=3&afsprakenset=concept",
        "thema=3&afsprakenset=nul%00",
        "gebied=nergens",
        "gebied=aarveld",
        "gebied=a%00b",
        "onbekend=1",
    ],
)
def test_what_is_not_there_is_refused(world, client, address, query):
    response = client.get(f"{address}?{query}")
    assert response.status_code == 400
    assert response["Content-Type"].startswith("text/plain")
    assert "NUL" not in response.content.decode(), "what a database says of it"


def test_the_calendar(world, client):
    response = client.get(ICS)
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    calendar = Calendar.from_ical(response.content)
    events = {str(event["uid"]): event for event in calendar.walk("VEVENT")}
    days = {str(event["summary"]): event.decoded("dtstart") for event in events.values()}
    assert days["BOWW"] == dt.date(2024, 3, 1)
    assert dt.date(2024, 6, 30) in days.values(), "a period counts on its last day"
    assert len(events) == 4
    assert all(re.fullmatch(r"maastricht-(termijn|overleg)-\d+@afsprakenportaal\.example", uid) for uid in events)
    assert all(event.decoded("dtend") - event.decoded("dtstart") == dt.timedelta(days=1) for event in events.values())
    assert SECRET not in response.content.decode()
    assert client.get(ICS).content == response.content
    one = Calendar.from_ical(client.get(ICS, THEMA).content)
    assert {str(event["summary"])[:2] for event in one.walk("VEVENT")} == {"1a"}
    assert len(one.walk("VEVENT")) == 2


def test_another_library_reads_the_same_calendar(world, client):
    """What `icalendar` writes for us is read by a parser of other makers, which also checks what must be there."""
    change(
        world.afspraken["1a"],
        world.users["coordinator"],
        titel="Lange titel; met, tekens \\ en \u00e9\u00e9n " + "woord " * 15,
    )
    content = client.get(ICS).content.decode()
    assert all(len(line.encode()) <= 75 for line in content.split("\r\n"))
    calendar = vobject.readOne(content)
    calendar.validate(raiseException=True)
    assert (calendar.version.value, calendar.prodid.value) == ("2.0", "-//Afsprakenportaal//NL")
    theirs = {
        event.uid.value: (event.summary.value, event.dtstart.value, event.dtend.value, event.url.value)
        for event in calendar.vevent_list
    }
    ours = {
        str(event["uid"]): (
            str(event["summary"]),
            event.decoded("dtstart"),
            event.decoded("dtend"),
            str(event["url"]),
        )
        for event in Calendar.from_ical(content).walk("VEVENT")
    }
    assert theirs == ours
    assert len(theirs) == 4
    assert any("met, tekens \\ en \u00e9\u00e9n" in summary for summary, *_dates in theirs.values())


def test_nobody_gets_more_than_the_public(world, client):
    change(world.afspraken["1b"], world.users["coordinator"], titel=f"{SECRET} nieuw")
    public = {address: client.get(address).content for address in (FEED, ICS, DCAT)}
    for role in ("coordinator", "superuser"):
        client.force_login(world.users[role])
        assert {address: client.get(address).content for address in public} == public


@pytest.mark.parametrize("address", [FEED, ICS])
def test_a_reader_that_holds_it_is_told_so(world, client, address, django_assert_max_num_queries):
    first = client.get(address)
    with django_assert_max_num_queries(1):
        assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 304
    change(world.afspraken["1a"], world.users["coordinator"], titel="Nieuwe titel")
    assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_the_catalogue(client, db):
    response = client.get(DCAT)
    assert (response["Content-Type"], response["Access-Control-Allow-Origin"]) == ("application/ld+json", "*")
    found = json.loads(response.content)
    assert found["@type"] == "dcat:Catalog"
    assert {row["dct:title"]["@value"].lower() for row in found["dcat:dataset"]} == {
        prefix for prefix, _viewset, _name in router.registry
    }
    for dataset in found["dcat:dataset"]:
        assert all(
            dataset[name] for name in ("dct:identifier", "dct:description", "dct:publisher", "dcat:contactPoint")
        )
        assert dataset["dct:license"]["@id"].startswith("http://creativecommons.org/publicdomain/zero/")
        formats = {row["dct:format"]["@id"].rpartition("/")[2] for row in dataset["dcat:distribution"]}
        assert {"CSV", "JSON"} <= formats
        for row in dataset["dcat:distribution"]:
            address = row.get("dcat:downloadURL", row["dcat:accessURL"])["@id"].removeprefix("http://testserver")
            answer = client.head(address)
            assert answer.status_code == 200, address
            assert answer["Content-Type"].partition(";")[0] in row["dcat:mediaType"]["@id"]
    ids = [row["@id"] for dataset in found["dcat:dataset"] for row in (dataset, *dataset["dcat:distribution"])]
    assert len(ids) == len(set(ids))
    assert client.get(f"{DCAT}?x=1").status_code == 400
    assert client.post(DCAT).status_code == 405


# What rdflib does to itself while it reads JSON-LD.
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
@pytest.mark.filterwarnings("ignore:Dataset.default_context is deprecated:DeprecationWarning")
def test_the_catalogue_keeps_the_shapes_of_its_profile(client, db):
    """As harvesters check it: a document that lacks what DCAT-AP-NL asks is refused whole."""
    # Large, and for this test alone.
    from pyshacl import validate
    from rdflib import RDF, Graph, URIRef
    from rdflib.namespace import DCTERMS

    shapes = Graph().parse(Path(__file__).with_name("dcat-ap-nl.ttl"))
    found = Graph().parse(data=client.get(DCAT).content, format="json-ld")
    conforms, _report, text = validate(found, shacl_graph=shapes)
    assert conforms, text
    for name in ("catalog", "dataset", "distribution", "DataService"):
        assert (None, RDF.type, URIRef(f"{DCAT_TERMS}{name[0].upper()}{name[1:]}")) in found
    # The shapes are really asked: what is taken away is missed.
    asked = (DCTERMS.creator, DCTERMS.license, URIRef(f"{DCAT_TERMS}contactPoint"), DCTERMS.accessRights)
    poorer = Graph()
    poorer += (triple for triple in found if triple[1] not in asked)
    conforms, report, _text = validate(poorer, shacl_graph=shapes)
    assert not conforms
    assert set(asked) <= set(report.objects(None, URIRef("http://www.w3.org/ns/shacl#resultPath")))
