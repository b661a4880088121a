# SPDX-License-Identifier: EUPL-1.2
"""What parties asked first and what became of it: every priority counts once, and nothing hidden shows."""

import sys
from itertools import combinations_with_replacement
from types import SimpleNamespace

import pytest
from django.contrib import admin
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from afspraken.models import Afspraak
from afspraken.statussen import Status
from monitoring.models import Partijprioriteit
from monitoring.selectors.prioriteiten import Uitkomst, outcome, read_prioriteiten
from monitoring.services.prioriteiten import add_prioriteit, change_prioriteit, remove_prioriteit
from partijen.models import Wijziging
from partijen.services.persoonsgegevens import PersonalDataFound
from tests.factories import AfspraakFactory, AfsprakensetFactory, GebruikerFactory, PartijFactory
from tests.monitoring.build import add_report
from tests.monitoring.queries import data_queries

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("statussen", "expected"),
    [
        ([], "geen_afspraak"),
        (["gereed", "gereed"], "gehaald"),
        (["gereed", "vervallen"], "gehaald"),
        (["gereed", "op_koers"], "loopt"),
        (["niet_gestart"], "niet_begonnen"),
        (["niet_gestart", "gereed"], "loopt"),
        (["gereed", "stagnatie"], "aandacht"),
        (["aangehouden", "vervallen"], "stil"),
    ],
)
def test_what_became_of_it(statussen, expected) -> None:
    assert outcome(statussen) == expected


def test_every_mix_of_statuses_has_one_outcome() -> None:
    for size in (1, 2, 3):
        for mix in combinations_with_replacement(Status.values, size):
            assert outcome(list(mix)) in Uitkomst
            assert outcome(list(mix)) == outcome(list(reversed(mix)))


def make(afsprakenset, partij, nummer, *afspraken):
    row = Partijprioriteit.objects.create(
        gemeente=afsprakenset.gemeente, afsprakenset=afsprakenset, partij=partij, nummer=nummer, titel=f"Wens {nummer}"
    )
    row.afspraken.set(afspraken)
    return row


def test_the_page_shows_what_the_reader_sees_with_constant_queries(client) -> None:
    afspraak = AfspraakFactory(code="1a", titel="Huren", status="op_koers", status_publiek="op_koers")
    hidden = AfspraakFactory(thema=afspraak.thema, code="1x", titel="Nog geheim", gepubliceerd=False)
    partij, afsprakenset = PartijFactory(naam="Huurders"), afspraak.afsprakenset
    make(afsprakenset, partij, 1, afspraak)
    make(afsprakenset, partij, 2, hidden)
    concept = AfsprakensetFactory(gemeente=afsprakenset.gemeente, gepubliceerd=False)
    make(concept, PartijFactory(naam="Stille partij"), 1)
    address = reverse("prioriteiten", args=(afsprakenset.gemeente.slug,))
    page = client.get(address).content.decode()
    assert "Loopt: <strong>1</strong> · Geen afspraak genoemd: <strong>1</strong>" in page
    assert ("Nog geheim" in page, "Stille partij" in page, "Wens 2" in page) == (False, False, True)
    by = GebruikerFactory(rol="coordinator", gemeente=afsprakenset.gemeente)
    groups = read_prioriteiten(by, afsprakenset.gemeente)
    assert {str(group.partij) for group in groups} == {"Huurders", "Stille partij"}
    for group in groups:
        assert sum(number for _word, number in group.tellingen) == len(group.regels)
    assert read_prioriteiten(AnonymousUser(), afsprakenset.gemeente, partij=PartijFactory()) == ()
    rows = {row["titel"]: row for row in client.get("/api/v1/prioriteiten").json()["results"]}
    assert (rows["Wens 1"]["afspraken"], rows["Wens 1"]["uitkomst"]) == (["1a"], "loopt")
    assert (rows["Wens 2"]["afspraken"], rows["Wens 2"]["uitkomst"]) == ([], "geen_afspraak"), "as the page tells it"
    assert "Demonstratie:" not in page
    add_report(afspraak, "gereed", demo=True)
    assert "Demonstratie:" in client.get(address).content.decode()
    counts = []
    for number in (3, 20):
        more = [AfspraakFactory(thema=afspraak.thema) for _one in range(3)]
        make(afsprakenset, PartijFactory(), number, *more)
        with data_queries() as found:
            client.get(address)
        counts.append(len(found))
    assert counts == [3, 3]
    Afspraak.objects.update(gepubliceerd=False)
    assert "Huren" not in client.get(address).content.decode()


def test_what_becomes_public_by_the_screen_is_checked_for_personal_data() -> None:
    screen = admin.site._registry[Partijprioriteit]
    row = make(AfsprakensetFactory(), PartijFactory(), 1)
    row.toelichting = "Bel 06-12345678."
    assert [text.veld for text in screen.texts_to_publish(row, {"toelichting", "jaar"})] == ["toelichting"]
    new = Partijprioriteit(afsprakenset=row.afsprakenset, titel="Nieuw")
    assert [text.veld for text in screen.texts_to_publish(new, ())] == ["titel"]
    # Also while the set is concept: who publishes the set does not see what parties asked first.
    row.afsprakenset.gepubliceerd = False
    assert [text.veld for text in screen.texts_to_publish(row, {"toelichting"})] == ["toelichting"]


@pytest.fixture
def stad(db):
    """A set with two afspraken and a hidden one, and who speaks for which party."""
    afspraak = AfspraakFactory(code="1a", titel="Huren")
    stad = SimpleNamespace(afspraak=afspraak, set=afspraak.afsprakenset, gemeente=afspraak.gemeente)
    stad.ander = AfspraakFactory(thema=afspraak.thema, code="5w")
    stad.hidden = AfspraakFactory(thema=afspraak.thema, code="9x", gepubliceerd=False)
    stad.huurders = PartijFactory(naam="Huurders", soort="huurdersorganisatie")
    stad.corporatie = PartijFactory(naam="Corporatie", soort="corporatie")
    for rol, partij in (("huurdersvertegenwoordiger", stad.huurders), ("databeheerder", stad.corporatie)):
        setattr(stad, rol, GebruikerFactory(rol=rol, gemeente=stad.gemeente, partij=partij))
    stad.coordinator = GebruikerFactory(rol="coordinator", gemeente=stad.gemeente)
    stad.bestuurder = GebruikerFactory(rol="bestuurder", gemeente=stad.gemeente)
    stad.new = reverse("prioriteit-nieuw", args=(stad.gemeente.slug,))
    stad.page = reverse("prioriteiten", args=(stad.gemeente.slug,))
    return stad


def sent(stad, **values):
    good = {"afsprakenset": stad.set.pk, "partij": stad.huurders.pk, "titel": "Betaalbaar", "codes": "1a; 5W"}
    return {**good, **values}


def test_a_party_keeps_its_own_and_nobody_elses(stad, client) -> None:
    client.force_login(stad.huurdersvertegenwoordiger)
    assert stad.new in client.get(stad.page).content.decode()
    assert client.get(stad.new).status_code == 200
    assert client.post(stad.new, sent(stad)).status_code == 303
    row = Partijprioriteit.objects.get()
    assert (row.nummer, row.titel, row.partij, row.gemeente) == (1, "Betaalbaar", stad.huurders, stad.gemeente)
    assert set(row.afspraken.all()) == {stad.afspraak, stad.ander}
    address, away = (reverse(name, args=(stad.gemeente.slug, row.pk)) for name in ("prioriteit", "prioriteit-weg"))
    assert address in client.get(stad.page).content.decode()
    make(AfsprakensetFactory(gemeente=stad.gemeente), stad.huurders, 7)
    assert client.post(stad.new, sent(stad, titel="Tweede", codes="")).status_code == 303
    assert Partijprioriteit.objects.get(titel="Tweede").nummer == 2, "the next number"
    # Others: the coordinator keeps all, another party its own, the rest none.
    for user, status in ((stad.databeheerder, 403), (stad.bestuurder, 403), (stad.coordinator, 200)):
        client.force_login(user)
        assert client.get(address).status_code == status
        assert client.post(away, {"versie": row.versie + 9}).status_code == (409 if status == 200 else 403)
        assert (address in client.get(stad.page).content.decode()) is (status == 200)
    client.force_login(stad.databeheerder)
    assert client.post(stad.new, sent(stad)).status_code == 422, "not of another party"
    assert client.post(stad.new, sent(stad, partij=stad.corporatie.pk)).status_code == 303
    client.force_login(stad.bestuurder)
    assert client.get(stad.new).status_code == 403
    client.force_login(GebruikerFactory(rol="coordinator", gemeente=AfsprakensetFactory().gemeente))
    assert client.get(address).status_code == 403
    client.logout()
    assert client.get(stad.new).status_code == 302
    with pytest.raises(PermissionDenied):
        remove_prioriteit(prioriteit=row, by=stad.databeheerder, expected_versie=row.versie)


def test_two_writers_and_what_is_hidden(stad, client) -> None:
    row = make(stad.set, stad.huurders, 1, stad.afspraak, stad.hidden)
    address, away = (reverse(name, args=(stad.gemeente.slug, row.pk)) for name in ("prioriteit", "prioriteit-weg"))
    client.force_login(stad.huurdersvertegenwoordiger)
    assert client.get(address).context["form"]["codes"].value() == "1a"
    changed = {"nummer": 3, "titel": "Anders", "jaar": 2026, "toelichting": "Omdat.", "codes": "5w", "versie": 1}
    assert client.post(address, changed).status_code == 303
    row.refresh_from_db()
    assert (row.nummer, row.titel, row.jaar) == (3, "Anders", 2026)
    assert set(row.afspraken.all()) == {stad.ander, stad.hidden}, "what the writer does not see stays"
    later = client.post(address, {**changed, "titel": "Mijn tekst"})
    assert later.status_code == 409
    assert "Mijn tekst" in later.content.decode()
    assert client.post(away, {"versie": 1}).status_code == 409
    assert client.get(away).status_code == 405
    events = Wijziging.objects.of_object(row)
    assert {event.gebruiker for event in events} == {stad.huurdersvertegenwoordiger}
    assert {name for event in events for name in event.velden} >= {"titel", "nummer", "afspraken"}
    assert client.post(away, {"versie": row.versie}).status_code == 303
    assert not Partijprioriteit.objects.exists()
    assert client.get(address).status_code == client.post(away).status_code == 404
    assert Wijziging.objects.filter(soort="verwijderd", object_id=row.pk).exists()


def test_what_another_took_away_meanwhile_is_not_there(stad, client, monkeypatch, caplog) -> None:
    """The page found it, the lock of the service does not any more: as missing as at the next request."""

    def late(**values):
        Partijprioriteit.objects.filter(pk=values["prioriteit"].pk).delete()
        return remove_prioriteit(**values)

    row = make(stad.set, stad.huurders, 1)
    # The package of the views has a view of the same name as its module.
    monkeypatch.setattr(sys.modules["monitoring.views.prioriteiten"], "remove_prioriteit", late)
    client.force_login(stad.huurdersvertegenwoordiger)
    away = reverse("prioriteit-weg", args=(stad.gemeente.slug, row.pk))
    first = client.post(away, {"versie": row.versie})
    assert first.status_code == 404
    assert "A row was gone" in caplog.text
    assert client.post(away, {"versie": row.versie}).status_code == 404
    assert not Wijziging.objects.filter(soort="verwijderd").exists()


def test_bad_input_changes_nothing(stad, client) -> None:
    make(stad.set, stad.huurders, 1)
    client.force_login(stad.huurdersvertegenwoordiger)
    before = Partijprioriteit.objects.count()
    for values, said in (
        ({"titel": ""}, "Schrijf in één zin"),
        ({"codes": "1a, 9x"}, "Deze code staat niet in dit document: 9x."),
        ({"afsprakenset": 0}, "Kies uit de lijst."),
        ({"nummer": 1}, "Deze partij heeft al een prioriteit met dit nummer."),
        ({"nummer": "x"}, "heel getal"),
        ({"jaar": 20_000}, "2100"),
        ({"toelichting": "x" * 2001}, "2000"),
        ({"toelichting": "Bel 06-12345678."}, "06-12345678"),
        ({"titel": "a\0b"}, "ap-"),
    ):
        answer = client.post(stad.new, sent(stad, **values))
        assert answer.status_code == 422, values
        assert said in answer.content.decode(), values
    assert Partijprioriteit.objects.count() == before
    asked = client.post(stad.new, sent(stad, toelichting="Bel 06-12345678."))
    key = asked.context["vraag"].form["bevindingen"].value()
    answered = {"bevindingen": key, "geen_persoonsgegeven": "on", "waarom_niet": "Het nummer van de organisatie."}
    assert client.post(stad.new, sent(stad, toelichting="Bel 06-12345678.", **answered)).status_code == 303
    row = Partijprioriteit.objects.get(titel="Betaalbaar")
    other = AfspraakFactory()
    with pytest.raises(ValidationError):
        change_prioriteit(prioriteit=row, values={}, afspraken=[other], by=stad.coordinator, expected_versie=row.versie)
    with pytest.raises(ValidationError) as taken:
        change_prioriteit(
            prioriteit=row, values={"nummer": 1}, afspraken=[], by=stad.coordinator, expected_versie=row.versie
        )
    assert set(taken.value.message_dict) == {"nummer"}
    concept = AfsprakensetFactory(gemeente=stad.gemeente, gepubliceerd=False)
    values = {"nummer": 1, "jaar": None, "titel": "Bel 06-12345678.", "toelichting": ""}
    with pytest.raises(PersonalDataFound):
        add_prioriteit(afsprakenset=concept, partij=stad.huurders, values=values, afspraken=[], by=stad.coordinator)
