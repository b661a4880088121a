# SPDX-License-Identifier: EUPL-1.2
"""The public list: what it shows to whom, its filters, its paging, and what it costs."""

import pytest

from tests.afspraken.wereld import count_data_queries
from tests.factories import (
    ActieFactory,
    AfspraakFactory,
    AfsprakensetFactory,
    BetrokkenheidFactory,
    GebiedFactory,
    LiggingFactory,
    PartijFactory,
    PartijInGemeenteFactory,
    TermijnFactory,
    ThemaFactory,
)

pytestmark = pytest.mark.django_db


def codes(response) -> list[str]:
    return [rij.code for rij in response.context["bladzijde"].rijen]


@pytest.fixture
def lijst(wereld, as_user):
    """GET the list as the public (or `user`) with filters."""

    def get(user=None, **filters):
        return as_user(user).get(wereld.url("lijst"), filters)

    return get


def test_the_public_sees_what_is_published(wereld, lijst) -> None:
    AfspraakFactory(thema=wereld.thema, code="5b", gepubliceerd=False, titel="Nog geheim")
    wereld.report(toelichting="Gestart met de bouw.", publish=True)
    wereld.report(toelichting="Alleen intern bekend.")
    ActieFactory(afspraak=wereld.afspraak)
    ActieFactory(afspraak=wereld.afspraak, gepubliceerd=False)
    TermijnFactory(afspraak=wereld.afspraak, periode="2022-Q1")
    response = lijst()
    assert response.status_code == 200
    assert codes(response) == ["5a"]
    text = response.content.decode()
    for shown in ("Standplaatsen voor woonwagens", "Woonpunt", "Op koers", "Gestart met de bouw.", "1 actie"):
        assert shown in text
    assert "gereed eerste kwartaal 2022" in text
    assert "Nog geheim" not in text
    assert "Alleen intern bekend." not in text


def test_readers_of_drafts_see_drafts_marked(wereld, lijst) -> None:
    AfspraakFactory(thema=wereld.thema, code="5b", volgorde=2, gepubliceerd=False)
    for user, expected in ((wereld.lid, ["5a", "5b"]), (wereld.ander_lid, ["5a"]), (wereld.elders, ["5a"])):
        assert codes(lijst(user)) == expected
    assert "Concept" in lijst(wereld.coordinator).content.decode()


def test_filters_narrow_the_list(wereld, lijst) -> None:
    other = ThemaFactory(afsprakenset=wereld.afsprakenset, nummer=0)
    second = AfspraakFactory(thema=other, code="0a", volgorde=0, titel="Samen lobbyen")
    ActieFactory(afspraak=second, omschrijving="Over verduurzaming van oude woningen")
    gebied = GebiedFactory(gemeente=wereld.gemeente, slug="limmel", naam="Limmel")
    LiggingFactory(afspraak=wereld.afspraak, gebied=gebied)
    rayon = GebiedFactory(gemeente=wereld.gemeente, slug="noord", soort="rayon", naam="Noord")
    wereld.afspraak.rayon = rayon
    wereld.afspraak.save()
    wereld.report(publish=True)
    for filters, expected in (
        ({}, ["0a", "5a"]),
        ({"thema": "0"}, ["0a"]),
        ({"trekker": "Woonpunt"}, ["5a"]),
        ({"status": "op_koers"}, ["5a"]),
        ({"status": "niet_gestart"}, ["0a"]),
        ({"status": "gereed"}, []),
        ({"gebied": "limmel"}, ["5a"]),
        ({"gebied": "noord"}, ["5a"]),
        ({"signaal": "zonder_trekker"}, ["0a"]),
        ({"zoek": "verduurzaming"}, ["0a"]),
        ({"zoek": "woonwagens", "thema": "0"}, []),
    ):
        response = lijst(**filters)
        assert (response.status_code, codes(response)) == (200, expected), filters
        assert response.context["aantal"] == len(expected)


def test_a_name_that_was_typed_leads_to_the_corporation(wereld, lijst) -> None:
    """By its name, a part of it, another name of it, or among other words; never from elsewhere, nor other parties."""
    corporatie = PartijFactory(naam="Wonen Zuiderduin", aliassen=["Zuiderduinwonen"])
    PartijInGemeenteFactory(partij=corporatie, gemeente=wereld.gemeente)
    PartijFactory(naam="Zuiderduin Elders")
    huurders = PartijFactory(naam="Huurders Zuiderduin", soort="huurdersorganisatie")
    PartijInGemeenteFactory(partij=huurders, gemeente=wereld.gemeente)
    for zoek in ("zuiderduin", "Wonen Zuiderduin nieuwbouw", "zuiderduinwonen"):
        assert [row["naam"] for row in lijst(zoek=zoek).context["corporaties"]] == ["Wonen Zuiderduin"], zoek
    for zoek in ("", "zu", "verduurzaming"):
        assert lijst(zoek=zoek).context["corporaties"] == []
    page = lijst(zoek="zuiderduin").content.decode()
    assert f'<a href="/{wereld.gemeente.slug}/corporaties/wonen-zuiderduin/">Wonen Zuiderduin</a>' in page


def test_counters_count_what_the_other_filters_leave(wereld, lijst) -> None:
    AfspraakFactory(thema=wereld.thema, code="5b", volgorde=2)
    wereld.report(publish=True)
    counts = {row["status"]: row["aantal"] for row in lijst(status="op_koers").context["tellers"]}
    assert counts["op_koers"] == 1
    assert counts["niet_gestart"] == 1
    chosen = next(row for row in lijst(status="op_koers").context["tellers"] if row["huidig"])
    assert "status=" not in chosen["url"]


def test_another_set_is_shown_when_asked_for(wereld, lijst) -> None:
    pilot = AfsprakensetFactory(gemeente=wereld.gemeente, soort="pilot", slug="pilot-2025")
    AfspraakFactory(thema=ThemaFactory(afsprakenset=pilot), code="P1")
    hidden = AfsprakensetFactory(gemeente=wereld.gemeente, slug="geheim", naam="Geheime set", gepubliceerd=False)
    assert codes(lijst()) == ["5a"]
    assert codes(lijst(afsprakenset="pilot-2025")) == ["P1"]
    response = lijst(afsprakenset=hidden.slug)
    assert response.status_code == 422
    assert "Geheime set" not in response.content.decode()


def test_filter_choices_come_from_what_is_visible(wereld, lijst) -> None:
    concept = AfspraakFactory(thema=wereld.thema, code="5b", gepubliceerd=False)
    partij = BetrokkenheidFactory(afspraak=concept, partij__naam="Geheime partij").partij
    gebied = GebiedFactory(gemeente=wereld.gemeente, naam="Geheime buurt")
    LiggingFactory(afspraak=concept, gebied=gebied)
    text = lijst().content.decode()
    assert partij.naam not in text
    assert gebied.naam not in text
    assert lijst(trekker=partij.naam).status_code == 422
    assert codes(lijst(wereld.coordinator, trekker=partij.naam)) == ["5b"]


@pytest.mark.parametrize(
    ("filters", "message"),
    [
        ({"status": "loopt"}, "‘loopt’ is geen status."),
        ({"thema": "99"}, "Thema ‘99’ bestaat niet in deze afsprakenset."),
        ({"trekker": "Woonpnt"}, "‘Woonpnt’ is bij geen afspraak van deze set trekker."),
        ({"gebied": "nergens"}, "In ‘nergens’ ligt geen afspraak van deze set."),
        ({"signaal": "x"}, "‘x’ is geen signaal."),
        ({"afsprakenset": "bestaat-niet"}, "geen afsprakenset"),
        ({"formaat": "pdf"}, "geen bestandsformaat"),
        ({"na": "abc"}, "Deze bladzijde bestaat niet."),
        ({"voor": "1-" + "9" * 30}, "Deze bladzijde bestaat niet."),
        ({"zoek": "x" * 10_000}, "Zoek met hoogstens 100 tekens."),
        ({"status": "x" * 10_000}, "is geen status."),
        ({"thema": "5\0"}, "Thema ‘5’"),
        ({"zoek": "a\0b"}, ""),
        ({"gebied": "../../etc"}, "ligt geen afspraak"),
    ],
)
def test_a_wrong_filter_is_explained_and_finds_nothing(lijst, filters, message) -> None:
    response = lijst(**filters)
    assert response.status_code == 422
    assert message in response.content.decode()
    assert codes(response) == []
    assert "ETag" not in response.headers


def test_pages_by_key_forward_and_back(wereld, lijst) -> None:
    AfspraakFactory.create_batch(119, thema=wereld.thema, volgorde=7)
    first = lijst()
    assert len(codes(first)) == 50
    assert first.context["aantal"] == 120
    assert first.context["vorige_url"] == ""
    second = lijst(na=first.context["bladzijde"].volgende)
    third = lijst(na=second.context["bladzijde"].volgende)
    assert len(codes(third)) == 20
    assert third.context["volgende_url"] == ""
    assert len({*codes(first), *codes(second), *codes(third)}) == 120
    back = lijst(voor=third.context["bladzijde"].vorige)
    assert codes(back) == codes(second)
    assert codes(lijst(voor=back.context["bladzijde"].vorige)) == codes(first)
    beyond = lijst(na="999999999-1")
    assert (beyond.status_code, codes(beyond)) == (200, [])


def test_queries_do_not_grow_with_rows(wereld, as_user) -> None:
    def queries(user=None) -> int:
        client = as_user(user)
        return count_data_queries(lambda: client.get(wereld.url("lijst")))

    def fill(start: int, stop: int) -> None:
        for number in range(start, stop):
            afspraak = AfspraakFactory(thema=wereld.thema, code=f"9.{number}", volgorde=number + 10)
            BetrokkenheidFactory(afspraak=afspraak)
            ActieFactory(afspraak=afspraak)
            TermijnFactory(afspraak=afspraak)
            wereld.report(afspraak, publish=True)

    fill(0, 4)
    few, few_lid = queries(), queries(wereld.lid)
    fill(4, 49)
    assert (queries(), queries(wereld.lid)) == (few, few_lid)
    # Sets, themas, trekkers, gebieden, counters, keys of the page, rows, reports, parties and terms.
    assert few == 10


def test_an_anonymous_browser_gets_304_until_something_changes(wereld, lijst, client) -> None:
    etag = lijst().headers["ETag"]
    url = wereld.url("lijst")
    assert client.get(url, HTTP_IF_NONE_MATCH=etag).status_code == 304
    wereld.report(publish=True)
    assert client.get(url, HTTP_IF_NONE_MATCH=etag).status_code == 200


def test_wrong_method_and_wrong_gemeente(wereld, client) -> None:
    assert client.post(wereld.url("lijst")).status_code == 405
    assert client.get("/nergens/afspraken/").status_code == 404


def test_own_words_and_demo_are_shown(wereld, lijst) -> None:
    wereld.gemeente.statuswoorden = {"op_koers": "Op schema"}
    wereld.gemeente.save()
    wereld.report(publish=True)
    assert "Op schema" in lijst().content.decode()


def test_without_a_visible_set_the_page_says_so(wereld, lijst) -> None:
    wereld.afsprakenset.gepubliceerd = False
    wereld.afsprakenset.save()
    response = lijst()
    assert response.status_code == 200
    assert "nog geen afspraken gepubliceerd" in response.content.decode()


def test_downloads_hold_what_the_filter_shows(wereld, as_user) -> None:
    AfspraakFactory(thema=wereld.thema, code="5b", volgorde=2, titel="Zonder trekker")
    AfspraakFactory(thema=wereld.thema, code="5c", volgorde=3, gepubliceerd=False, titel="Nog geheim")
    url = wereld.url("lijst")
    for formaat in ("xlsx", "ods", "csv"):
        response = as_user(None).get(url, {"formaat": formaat, "trekker": "Woonpunt"})
        assert response.status_code == 200
        assert f".{formaat}" in response.headers["Content-Disposition"]
        content = response.getvalue()
        assert content
        if formaat == "csv":
            text = content.decode("utf-8-sig")
            assert "Standplaatsen voor woonwagens" in text
            assert "Zonder trekker" not in text
            assert "Nog geheim" not in text
