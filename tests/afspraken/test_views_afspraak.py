# SPDX-License-Identifier: EUPL-1.2
"""The page of one afspraak: what stands on it, for whom, and what it costs."""

import datetime as dt

import pytest
from django.utils import timezone

from afspraken.models import Bewijsstuk, LandelijkePrioriteit, Notitie, Publicatie, Voortgang
from tests.afspraken.wereld import count_data_queries
from tests.factories import (
    ActieFactory,
    AfspraakFactory,
    BetrokkenheidFactory,
    BrondocumentFactory,
    GebiedFactory,
    LiggingFactory,
    OverlegFactory,
    PartijFactory,
    TermijnFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def pagina(wereld, as_user):
    """GET the page as the public or `user`."""

    def get(user=None, afspraak=None):
        return as_user(user).get(wereld.afspraak_url("afspraak", afspraak))

    return get


def test_everything_public_stands_on_the_page(wereld, pagina) -> None:
    afspraak = wereld.afspraak
    document = BrondocumentFactory(gemeente=wereld.gemeente, titel="Het document")
    for name, value in {
        "samenvatting": "Er komen achttien plaatsen.",
        "doel": "Genoeg plaatsen.",
        "huurdersprioriteit": "Voorrang voor ouderen.",
        "titel_in_document": "Leefbare Wijken Aanpak",
        "bron": document,
        "bron_plaats": "Hoofdstuk 5",
        "bron_opmerking": "De titel hoort bij een andere afspraak.",
        "rayon": GebiedFactory(gemeente=wereld.gemeente, soort="rayon", naam="Noord-West"),
    }.items():
        setattr(afspraak, name, value)
    afspraak.save()
    BetrokkenheidFactory(afspraak=afspraak, rol="betrokken", partij__naam="Huurdersbelang")
    LiggingFactory(afspraak=afspraak, gebied__naam="Limmel", gebied__gemeente=wereld.gemeente)
    TermijnFactory(afspraak=afspraak, periode="2022-Q1", wat="Plan vastgesteld")
    actie = ActieFactory(afspraak=afspraak, code="5a-1", titel="Terrein zoeken", locatie="Bosscherveld")
    BetrokkenheidFactory(afspraak=afspraak, actie=actie, partij__naam="Maasvallei")
    prioriteit = LandelijkePrioriteit.objects.create(
        gemeente=wereld.gemeente, afsprakenset=wereld.afsprakenset, nummer=2, naam="Betaalbaarheid", jaren="2021/2025"
    )
    prioriteit.themas.add(wereld.thema)
    wereld.report(
        status="stagnatie",
        oorzaak="Geen grond",
        gevolg="Later klaar",
        maatregel="Verder zoeken",
        gevraagd_besluit="Wijs een plek aan",
        publish=True,
        namens=wereld.trekker,
    )
    wereld.report(actie=actie, toelichting="Er is een terrein in beeld.", publish=True)
    AfspraakFactory(thema=wereld.thema, code="4c", volgorde=0)
    AfspraakFactory(thema=wereld.thema, code="5b", volgorde=2)
    response = pagina()
    text = response.content.decode()
    assert response.status_code == 200
    for shown in (
        "Standplaatsen voor woonwagens",
        "Er komen achttien plaatsen.",
        "Genoeg plaatsen.",
        "Voorrang voor ouderen.",
        "Leefbare Wijken Aanpak",
        "Het document",
        "Hoofdstuk 5",
        "De titel hoort bij een andere afspraak.",
        "Noord-West",
        "Limmel",
        "Huurdersbelang",
        "eerste kwartaal 2022: gereed, Plan vastgesteld",
        "Verstreken",
        "Terrein zoeken",
        "Bosscherveld",
        "Maasvallei",
        "2. Betaalbaarheid (2021 tot en met 2025)",
        "Stagneert",
        "Geen grond",
        "Later klaar",
        "Verder zoeken",
        "Gevraagd van het BOWW",
        "Wijs een plek aan",
        "Namens Woonpunt (trekker)",
        "Er is een terrein in beeld.",
    ):
        assert shown in text, shown
    assert response.context["detail"].vorige.code == "4c"
    assert response.context["detail"].volgende.code == "5b"
    assert wereld.coordinator.naam not in text
    assert "Bijwerken" not in text


def test_signals_are_explained_with_dates(wereld, pagina) -> None:
    today = timezone.localdate()
    OverlegFactory(gemeente=wereld.gemeente, datum=today - dt.timedelta(days=10))
    TermijnFactory(afspraak=wereld.afspraak, periode="2022-Q1")
    wereld.report(datum=today - dt.timedelta(days=30), publish=True)
    wereld.report(status="stagnatie", oorzaak="o", gevolg="g", maatregel="m", gevraagd_besluit="Geld", publish=True)
    text = pagina().content.decode()
    assert "Termijn eerste kwartaal 2022 (gereed) is" in text
    assert "was de status nog ‘Op koers’." in text
    assert "Er ligt een vraag bij het BOWW." in text
    other = AfspraakFactory(thema=wereld.thema, code="5b")
    text = pagina(afspraak=other).content.decode()
    assert "Het document noemt geen trekker" in text
    assert "Het document noemt geen moment" in text
    assert "Er is nog geen stand gemeld" in text


def test_drafts_are_for_who_reads_drafts(wereld, pagina) -> None:
    wereld.report(toelichting="Openbare stand.", publish=True)
    wereld.report(toelichting="Interne stand.", by=wereld.lid)
    ActieFactory(afspraak=wereld.afspraak, titel="Geheime actie", gepubliceerd=False)
    Notitie.objects.create(gemeente=wereld.gemeente, afspraak=wereld.afspraak, tekst="Interne notitie.")
    Bewijsstuk.objects.create(
        gemeente=wereld.gemeente, afspraak=wereld.afspraak, titel="Intern stuk", url="https://voorbeeld.example/"
    )
    hidden = ("Interne stand.", "Geheime actie", "Interne notitie.", "Intern stuk", "nog niet gepubliceerd")
    for user in (None, wereld.databeheerder, wereld.ander_lid, wereld.elders):
        text = pagina(user).content.decode()
        assert "Openbare stand." in text
        assert not [word for word in hidden if word in text], user
    for user in (wereld.lid, wereld.coordinator, wereld.bestuurder):
        text = pagina(user).content.decode()
        assert not [word for word in hidden if word not in text], user
        assert "gemeld door Lid Werkgroep" in text


def test_who_reported_sees_the_own_draft_without_its_effect(wereld, pagina) -> None:
    wereld.report(toelichting="Van ons.", by=wereld.databeheerder)
    text = pagina(wereld.databeheerder).content.decode()
    assert "Van ons." in text
    assert "Er is nog geen stand gemeld." in text


def test_buttons_follow_the_policies(wereld, pagina) -> None:
    published = wereld.report(publish=True)
    draft = wereld.report()
    for user, may_update, may_publish, may_note in (
        (None, False, False, False),
        (wereld.bestuurder, False, False, False),
        (wereld.ander_lid, False, False, False),
        (wereld.databeheerder, True, False, False),
        (wereld.lid, True, False, True),
        (wereld.coordinator, True, True, True),
    ):
        text = pagina(user).content.decode()
        assert (wereld.afspraak_url("bijwerken") in text) is may_update, user
        assert (wereld.url("publiceren", draft.pk) in text) is may_publish, user
        assert (wereld.url("intrekken", published.pk) in text) is may_publish, user
        assert (wereld.afspraak_url("notitie") in text) is may_note, user
        assert (wereld.afspraak_url("bewijsstuk-nieuw") in text) is may_update, user


def test_hidden_and_missing_are_the_same_404(wereld, pagina, client) -> None:
    concept = AfspraakFactory(thema=wereld.thema, code="5b", gepubliceerd=False)
    base = wereld.afspraak_url().removesuffix("5a/")
    missing = client.get(f"{base}5zz/")
    hidden = pagina(afspraak=concept)
    assert (hidden.status_code, missing.status_code) == (404, 404)
    assert hidden.content == missing.content
    assert pagina(wereld.ander_lid, concept).status_code == 404
    assert pagina(wereld.elders, concept).status_code == 404
    assert pagina(wereld.lid, concept).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/maastricht/afspraken/set-1/../",
        "/maastricht/afspraken/set-1/%2e%2e/",
        "/maastricht/afspraken/set-1/5w%00/",
        "/maastricht/afspraken/set-1/5%27/",
        "/maastricht/afspraken/set-1/" + "5" * 10_000 + "/",
        "/maastricht/afspraken/" + "s" * 10_000 + "/5a/",
        "/maastricht/afspraken/set%00/5a/",
        "/maastricht/afspraken/geen-set/5a/",
        "/nergens/afspraken/set-1/5a/",
        "/" + "m" * 10_000 + "/afspraken/set-1/5a/",
    ],
)
def test_odd_addresses_are_404(wereld, client, path) -> None:
    assert client.get(path).status_code == 404


def test_an_afspraak_of_another_gemeente_is_not_found_here(wereld, client) -> None:
    other = AfspraakFactory(code="5x")
    path = wereld.url("afspraak", other.afsprakenset.slug, other.code)
    assert client.get(path).status_code == 404


def test_wrong_method(wereld, client) -> None:
    assert client.post(wereld.afspraak_url()).status_code == 405


def test_demo_standings_are_marked(wereld, pagina) -> None:
    assert "Demonstratie" not in pagina().content.decode()
    voortgang = Voortgang.objects.create(
        gemeente=wereld.gemeente, afspraak=wereld.afspraak, status="op_koers", demo=True
    )
    Publicatie.objects.create(gemeente=wereld.gemeente, voortgang=voortgang, soort="gepubliceerd", demo=True)
    assert "emonstratie" in pagina().content.decode()


def test_queries_do_not_grow_with_what_hangs_on_it(wereld, as_user) -> None:
    def queries(user=None) -> int:
        client = as_user(user)
        return count_data_queries(lambda: client.get(wereld.afspraak_url()))

    def fill(start: int, stop: int) -> None:
        for number in range(start, stop):
            actie = ActieFactory(afspraak=wereld.afspraak, code=f"5a-{number + 1}", volgnummer=number + 1)
            BetrokkenheidFactory(afspraak=wereld.afspraak, partij=PartijFactory(), rol="betrokken")
            TermijnFactory(afspraak=wereld.afspraak, actie=actie)
            wereld.report(toelichting=str(number), publish=number % 2 == 0)
            wereld.report(actie=actie, publish=True)
            Notitie.objects.create(gemeente=wereld.gemeente, afspraak=wereld.afspraak, tekst="n")
            LiggingFactory(afspraak=wereld.afspraak, gebied__gemeente=wereld.gemeente)

    fill(0, 5)
    users = (None, wereld.lid, wereld.databeheerder, wereld.coordinator)
    few = [queries(user) for user in users]
    fill(5, 50)
    assert [queries(user) for user in users] == few
    # Meeting, afspraak, acties, terms, parties, places, reports, bijstellingen, priorities, evidence, projects, two
    # neighbours; targets, years with their reports, links to other afspraken; zienswijzen; whether one follows it;
    # notes; what waits, in the menu.
    assert few == [19, 21, 20, 22]


def test_the_public_page_is_cached_by_its_version(wereld, pagina, client) -> None:
    etag = pagina().headers["ETag"]
    url = wereld.afspraak_url()
    assert client.get(url, HTTP_IF_NONE_MATCH=etag).status_code == 304
    wereld.report(publish=True)
    assert client.get(url, HTTP_IF_NONE_MATCH=etag).status_code == 200
    assert "ETag" not in pagina(wereld.lid).headers


def test_who_reads_the_history_finds_it_in_the_log(wereld, pagina) -> None:
    address = f'/logboek/?wat=afspraken.afspraak&amp;nummer={wereld.afspraak.pk}"'
    assert address in pagina(wereld.coordinator).content.decode()
    for user in (None, wereld.lid, wereld.bestuurder):
        assert "/logboek/" not in pagina(user).content.decode()
