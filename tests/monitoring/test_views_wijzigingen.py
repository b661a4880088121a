# SPDX-License-Identifier: EUPL-1.2
"""The public log: changes of published things, without people, drafts, or what was taken back."""

import datetime as dt
import functools
import re

import pytest
from django.utils import timezone

from afspraken.models import Afspraak, Termijn, Voortgang
from afspraken.services import publicatie
from afspraken.services.bijlagen import add_bewijsstuk, add_notitie, publish_bewijsstuk
from afspraken.services.voortgang import publish_voortgang, send_back_voortgang, withdraw_voortgang
from monitoring.selectors import wijzigingen as selector
from partijen.models import Gemeente, Wijziging
from partijen.services import history
from tests.afspraken.wereld import count_data_queries, make_wereld
from tests.factories import ActieFactory, AfspraakFactory, BijstellingFactory, PartijFactory, TermijnFactory
from tests.factories_zienswijze import ZienswijzeFactory

pytestmark = pytest.mark.django_db
PAGINA = Wijziging.Oorsprong.PAGINA


@pytest.fixture
def wereld():
    made = make_wereld()
    made.gemeente.eigen_partij = PartijFactory(naam="Gemeente Maastricht", soort="gemeente")
    made.gemeente.save()
    return made


@pytest.fixture
def log(wereld, client):
    """The text of the page as the public reads it, from its heading to the footer."""

    def read(**query):
        content = client.get(f"/{wereld.gemeente.slug}/wijzigingen/", query).content.decode()
        main = content[content.index("<main") : content.index("</main>")]
        return " ".join(re.sub(r"<[^>]+>", " ", main).split())

    return read


def change(row, by=None, **values):
    history.update_with_history(row, values, by=by, oorsprong=PAGINA, reden="Interne reden")


def test_a_change_is_told_with_role_and_party_and_without_the_person_or_the_reason(wereld, log):
    change(wereld.afspraak, wereld.coordinator, titel="Plaatsen voor woonwagens", samenvatting="Nieuwe tekst")
    text = log()
    assert "Afspraak gewijzigd · Gemeente Maastricht (coördinator)" in text
    assert "Titel: Standplaatsen voor woonwagens → werd Plaatsen voor woonwagens" in text
    assert "Deze tekst is aangepast: Samenvatting." in text
    for hidden in (wereld.coordinator.naam, "Interne reden", "Nieuwe tekst"):
        assert hidden not in text


def test_a_report_shows_once_published_on_the_day_of_publication(wereld, log):
    report = wereld.report(by=wereld.lid, datum=dt.date(2026, 1, 5), namens=wereld.trekker, toelichting="Diep geheim")
    assert "Melding" not in log()
    publish_voortgang(voortgang=report, by=wereld.coordinator)
    assert log().count(wereld.afspraak.titel) == 1, "told once, by the report; not by the standing it moved too"
    assert "Melding gepubliceerd: Op koers op 5 januari 2026 · Woonpunt" in log()
    assert wereld.lid.naam not in log()
    withdraw_voortgang(voortgang=report, by=wereld.coordinator, reden="Klopte niet")
    assert "Melding" not in log()
    publish_voortgang(voortgang=report, by=wereld.coordinator)
    assert log().count("Melding gepubliceerd") == 1


def test_nothing_about_drafts(wereld, log):
    concept = AfspraakFactory(thema=wereld.thema, titel="Stil plan", gepubliceerd=False)
    actie = ActieFactory(afspraak=wereld.afspraak, titel="Stille actie", gepubliceerd=False)
    change(concept, titel="Nog stiller plan")
    change(actie, titel="Nog stillere actie")
    change(TermijnFactory(afspraak=wereld.afspraak, actie=actie), wat="Stille termijn")
    wereld.report(by=wereld.lid)
    send_back_voortgang(voortgang=wereld.report(by=wereld.lid), by=wereld.coordinator, reden="Nee")
    add_notitie(afspraak=wereld.afspraak, tekst="Stille notitie", by=wereld.coordinator)
    add_bewijsstuk(afspraak=wereld.afspraak, titel="Stil stuk", url="https://portaal.example/a", by=wereld.coordinator)
    assert "Er is nog niets veranderd." in log()


def test_what_was_changed_as_a_draft_stays_away_after_publishing(wereld, log):
    concept = AfspraakFactory(thema=wereld.thema, code="5b", titel="Ruwe titel", gepubliceerd=False)
    change(concept, titel="Nette titel")
    publicatie.publish_afspraak(afspraak=concept, by=wereld.coordinator)
    text = log()
    assert "5b Nette titel Afspraak gepubliceerd" in text
    assert "Ruwe titel" not in text
    change(Afspraak.objects.get(pk=concept.pk), titel="Nettere titel")
    assert "Nette titel → werd Nettere titel" in log()


def test_old_values_of_a_row_that_was_hidden_until_this_very_change(wereld, log):
    concept = AfspraakFactory(thema=wereld.thema, code="5b", titel="Ruwe titel", gepubliceerd=False)
    change(concept, titel="Nette titel", gepubliceerd=True)
    hidden = ActieFactory(afspraak=wereld.afspraak, gepubliceerd=False)
    change(TermijnFactory(afspraak=wereld.afspraak, actie=hidden, wat="Ruwe termijn"), wat="Eerste paal", actie=None)
    text = log()
    assert "Eerste paal" in text
    assert "Ruwe" not in text


@pytest.mark.parametrize("kind", ["afspraak", "actie", "bewijsstuk", "set"])
def test_what_is_taken_back_is_gone_with_all_its_events(wereld, log, kind):
    by = wereld.coordinator
    actie = ActieFactory(afspraak=wereld.afspraak, titel="Meidoorn")
    change(actie, by, titel="Meidoornhaag")
    change(wereld.afspraak, by, titel="Sleedoorn")
    stuk = add_bewijsstuk(
        afspraak=wereld.afspraak, titel="Vlierbes", url="https://portaal.example/a", by=by, gepubliceerd=True
    )
    shown = {"afspraak": "Sleedoorn", "actie": "Meidoornhaag", "bewijsstuk": "Vlierbes", "set": "Sleedoorn"}
    assert shown[kind] in log()
    if kind == "afspraak":
        publicatie.unpublish_afspraak(afspraak=wereld.afspraak, by=by)
    elif kind == "actie":
        publicatie.unpublish_actie(actie=actie, by=by)
    elif kind == "bewijsstuk":
        publish_bewijsstuk(bewijsstuk=stuk, gepubliceerd=False, by=by)
    else:
        change(wereld.afsprakenset, by, gepubliceerd=False)
    text = log()
    assert shown[kind] not in text
    assert "ingetrokken" not in text


def test_terms_parties_meetings_and_sets(wereld, log):
    termijn = TermijnFactory(afspraak=wereld.afspraak, periode="2026-Q1")
    change(termijn, wereld.coordinator, periode="2027-Q1")
    change(wereld.afsprakenset, wereld.coordinator, naam="Afspraken 2022-2026")
    text = log()
    assert "Termijn gewijzigd" in text
    assert "Periode: eerste kwartaal 2026 → werd eerste kwartaal 2027" in text
    assert "Naam: " in text


def test_a_zienswijze_and_a_bijstelling_from_when_they_are_public(wereld, log):
    tenants = PartijFactory(naam="Huurdersraad", soort="huurdersorganisatie")
    row = ZienswijzeFactory(afspraak=wereld.afspraak, partij=tenants, answered=True, titel="Te weinig plekken.")
    change(row, wereld.coordinator, tekst="Anders gezegd.", akkoord_indiener_op=timezone.now())
    concept = BijstellingFactory(afspraak=wereld.afspraak, gepubliceerd=False)
    assert "Te weinig plekken" not in log()
    step = functools.partial(history.update_with_history, by=wereld.coordinator, oorsprong=PAGINA)
    now = {"gepubliceerd": True, "gepubliceerd_op": timezone.now()}
    step(row, now, soort=Wijziging.Soort.GEPUBLICEERD)
    step(concept, now, soort=Wijziging.Soort.GEPUBLICEERD)
    text = log()
    assert "Zienswijze gepubliceerd · Huurdersraad" in text
    assert "Te weinig plekken." in text
    assert "Bijstelling gepubliceerd · Gemeente Maastricht (coördinator)" in text
    assert "Anders gezegd" not in text
    step(row, {"gepubliceerd": False, "gepubliceerd_op": None}, soort=Wijziging.Soort.INGETROKKEN)
    assert "Te weinig plekken" not in log()


def test_a_row_that_was_deleted_leaves_nothing(wereld, log):
    termijn = TermijnFactory(afspraak=wereld.afspraak, wat="Meidoorn planten")
    change(termijn, wat="Meidoorn snoeien")
    history.delete_with_history(Termijn.objects.get(), by=None, oorsprong=PAGINA)
    assert "Meidoorn" not in log()


def test_of_this_gemeente_only_and_the_same_for_everybody(wereld, log, client):
    change(AfspraakFactory(titel="Elders"), titel="Elders anders")
    concept = AfspraakFactory(thema=wereld.thema, titel="Stil plan", gepubliceerd=False)
    change(concept, titel="Stiller plan")
    change(wereld.afspraak, titel="Hier")
    anonymous = log()
    assert "Elders" not in anonymous
    for user in (wereld.coordinator, wereld.lid, wereld.elders):
        client.force_login(user)
        assert log() == anonymous


def test_events_from_before_it_was_noted_are_not_shown(wereld, log):
    Wijziging.objects.create(
        gemeente=wereld.gemeente,
        soort="gewijzigd",
        oorsprong="pagina",
        model="afspraken.afspraak",
        object_id=wereld.afspraak.pk,
        object_naam="Oud",
        velden={"titel": ["Meidoorn", "Sleedoorn"]},
    )
    assert "Meidoorn" not in log()


def test_pages_by_key(wereld, log, client, monkeypatch):
    monkeypatch.setattr(selector, "PAGE_SIZE", 2)
    for number in range(5):
        change(Afspraak.objects.get(pk=wereld.afspraak.pk), titel=f"Titel {number}")
    url, seen = f"/{wereld.gemeente.slug}/wijzigingen/", []
    while url:
        content = client.get(url).content.decode()
        seen += re.findall(r"</span> Titel (\d)</li>", content)
        following = re.search(r'href="([^"]+)" rel="next"', content)
        url = following[1] if following else ""
    assert seen == ["4", "3", "2", "1", "0"]
    for key in ("x", "-1", "1-2"):
        assert client.get(f"/{wereld.gemeente.slug}/wijzigingen/?na={key}").status_code == 422


def test_it_is_kept_until_something_public_changes(wereld, client):
    url = f"/{wereld.gemeente.slug}/wijzigingen/"
    etag = client.get(url).headers["ETag"]
    wereld.report(by=wereld.lid)
    assert client.get(url, HTTP_IF_NONE_MATCH=etag).status_code == 304
    change(wereld.afspraak, titel="Anders")
    assert client.get(url, HTTP_IF_NONE_MATCH=etag).status_code == 200


def test_queries_do_not_grow_with_rows(wereld, client):
    def fill(number):
        for _ in range(number):
            afspraak = AfspraakFactory(thema=wereld.thema)
            change(afspraak, titel=f"{afspraak.titel}, anders")
            change(TermijnFactory(afspraak=afspraak), wat="Anders")
            wereld.report(afspraak, publish=True)

    def queries():
        return count_data_queries(lambda: client.get(f"/{wereld.gemeente.slug}/wijzigingen/"))

    fill(2)
    few = queries()
    fill(8)
    # Events, then the rows of afspraken, terms and reports.
    assert queries() == few == 4


def test_only_reading_and_no_such_gemeente(wereld, client):
    assert client.post(f"/{wereld.gemeente.slug}/wijzigingen/").status_code == 405
    assert client.get("/nergens/wijzigingen/").status_code == 404


def test_every_column_that_is_named_exists():
    for shown in selector.GETOOND.values():
        columns = {field.attname for field in shown.model._meta.concrete_fields}
        assert {*shown.waarden, *shown.teksten} <= columns
        assert not {*shown.waarden, *shown.teksten} & shown.model.publicity.hidden


def test_the_footer_leads_to_it(wereld, client):
    assert f'href="/{wereld.gemeente.slug}/wijzigingen/"' in client.get(f"/{wereld.gemeente.slug}/").content.decode()
    assert Gemeente.objects.filter(pk=wereld.gemeente.pk).exists()
    assert not Voortgang.objects.exists()
