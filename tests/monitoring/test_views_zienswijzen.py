# SPDX-License-Identifier: EUPL-1.2
"""The pages of zienswijzen: who finds what, what one may do there, and what bad input gives."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from monitoring.models import Zienswijze
from monitoring.services.herinneringen import send_herinneringen
from partijen.models import Gebruiker
from tests.factories import (
    AfspraakFactory,
    GebruikerFactory,
    GemeenteFactory,
    OverlegFactory,
    PartijFactory,
    PartijInGemeenteFactory,
)
from tests.factories_evaluatie import EvaluatieFactory
from tests.factories_zienswijze import ZienswijzeFactory
from tests.monitoring.build import TODAY
from tests.monitoring.queries import data_queries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def stad():
    """A public afspraak; the gemeente, tenants and a corporation, each with who speaks for it."""

    class Stad:
        pass

    stad = Stad()
    eigen = PartijFactory(naam="Gemeente Maastricht", soort="gemeente")
    stad.gemeente = GemeenteFactory(slug="maastricht", eigen_partij=eigen)
    stad.afspraak = AfspraakFactory(thema__afsprakenset__gemeente=stad.gemeente, code="1e", titel="Huurverhoging")
    stad.huurders = PartijFactory(naam="Huurders Zuid", soort="huurdersorganisatie")
    stad.woonpunt = PartijFactory(naam="Woonpunt")
    for partij in (stad.huurders, stad.woonpunt, eigen):
        PartijInGemeenteFactory(gemeente=stad.gemeente, partij=partij)
    users = {
        "kant": {"rol": "coordinator"},
        "huurder": {"rol": "huurdersvertegenwoordiger", "partij": stad.huurders},
        "steward": {"rol": "databeheerder", "partij": stad.woonpunt},
        "beheerder": {"rol": "beheerder"},
    }
    for name, values in users.items():
        client = Client()
        client.force_login(GebruikerFactory(gemeente=stad.gemeente, **values))
        setattr(stad, name, client)
    return stad


def text_of(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def address(name, *more):
    return reverse(name, args=("maastricht", *more))


def sent(**more):
    return {"soort": "zienswijze", "titel": "De huren stijgen te snel.", "tekst": "Leden merken dat.", **more}


def test_from_the_afspraak_to_a_public_view_with_its_answer(stad, client) -> None:
    page = stad.afspraak.get_absolute_url()
    write = address("zienswijze-nieuw", "afspraak", stad.afspraak.pk)
    assert write in stad.huurder.get(page).content.decode()
    assert write not in client.get(page).content.decode()
    assert write not in stad.beheerder.get(page).content.decode()
    form = stad.huurder.get(write)
    assert "Namens: Huurders Zuid" in text_of(form)
    assert "binnen 28 dagen antwoord" in text_of(form)
    assert stad.beheerder.get(write).status_code == 403
    assert client.get(write).status_code == 302
    refused = stad.huurder.post(write, sent(titel="", tekst="<b>blijft</b>"))
    assert (refused.status_code, refused.content.decode().count("autofocus")) == (422, 1)
    assert "&lt;b&gt;blijft" in refused.content.decode()
    assert stad.huurder.post(write, sent(gericht_aan="x")).status_code == 422
    assert stad.huurder.post(write, sent(gericht_aan=stad.huurders.pk)).status_code == 422
    assert stad.huurder.post(write, sent(gericht_aan=stad.woonpunt.pk)).status_code == 303
    row = Zienswijze.objects.get()
    one = row.get_absolute_url()
    assert client.get(one).status_code == 404
    assert client.get(one).content == client.get(address("zienswijze", 999999)).content.replace(
        b"999999", b"%d" % row.pk
    )
    assert stad.beheerder.get(one).status_code == 404
    assert "Niet openbaar" in text_of(stad.huurder.get(page))
    assert "te snel" not in client.get(page).content.decode()
    # Written otherwise by two people at once.
    edit = address("zienswijze-schrijven", row.pk)
    assert stad.kant.get(edit).status_code == 403
    assert "te snel" in stad.huurder.get(edit).content.decode()
    changed = sent(titel="De huren zijn te hoog.", gericht_aan=stad.woonpunt.pk, versie=1)
    assert stad.huurder.post(edit, sent(versie="x")).status_code == 422
    assert stad.huurder.post(edit, changed | {"tekst": ""}).status_code == 422
    assert stad.huurder.post(edit, changed | {"gericht_aan": ""}).status_code == 303
    assert stad.huurder.post(edit, changed | {"versie": 2}).status_code == 303
    conflict = stad.huurder.post(edit, changed | {"titel": "Anders"})
    assert (conflict.status_code, "Nu opgeslagen" in text_of(conflict)) == (409, True)
    assert 'value="Anders"' in conflict.content.decode()
    # The corporation answers.
    answer = address("zienswijze-antwoord", row.pk)
    assert stad.huurder.get(answer).status_code == 403
    assert "te hoog" in stad.steward.get(answer).content.decode()
    assert stad.steward.post(answer, {"antwoord": "", "versie": 3}).status_code == 422
    assert stad.steward.post(answer, {"antwoord": "x" * 4001, "versie": 3}).status_code == 422
    assert stad.steward.post(answer, {"antwoord": "Wij kijken.", "versie": 3}).status_code == 303
    stale = stad.steward.post(answer, {"antwoord": "Toch niet.", "versie": 3})
    assert (stale.status_code, "Toch niet." in text_of(stale), "Wij kijken." in text_of(stale)) == (409, True, True)
    assert stad.huurder.get(edit).status_code == 409
    step = {name: address("zienswijze-stap", row.pk, name) for name in ("akkoord-indiener", "publiceren", "terughalen")}
    assert "Lees de zienswijze en het antwoord." in text_of(stad.huurder.get(one))
    assert stad.kant.post(step["publiceren"], {"versie": 4}).status_code == 409
    assert stad.steward.post(step["akkoord-indiener"], {"versie": 4}).status_code == 403
    assert stad.huurder.post(step["akkoord-indiener"], {"versie": "4x"}).status_code == 409
    assert stad.huurder.post(step["akkoord-indiener"], {"versie": 4}).status_code == 303
    assert stad.huurder.post(step["publiceren"], {"versie": 5}).status_code == 403
    assert "te hoog" not in client.get(page).content.decode()
    assert stad.kant.post(step["publiceren"], {"versie": 5}).status_code == 303
    for path in (page, one, address("zienswijzen")):
        assert "te hoog" in client.get(path).content.decode(), path
    shown = text_of(client.get(page))
    assert "Antwoord van Woonpunt: Wij kijken." in shown
    assert "te hoog" not in client.get(f"{page}?peildatum=2026-01-01").content.decode()
    assert stad.kant.get(answer).status_code == stad.steward.get(answer).status_code == 409
    assert stad.kant.post(step["terughalen"], {"versie": 6}).status_code == 303
    assert "te hoog" not in client.get(page).content.decode()
    withdraw = address("zienswijze-stap", row.pk, "intrekken")
    assert stad.kant.post(withdraw, {"versie": 7}).status_code == 403
    assert stad.huurder.get(withdraw).status_code == 405
    assert stad.huurder.post(withdraw, {"versie": 7}).status_code == 303
    assert stad.huurder.post(address("zienswijze-stap", row.pk, "weg"), {"versie": 8}).status_code == 404


def test_more_time_and_personal_data(stad, client) -> None:
    row = ZienswijzeFactory(afspraak=stad.afspraak, partij=stad.huurders, tekst="Bel 06-12345678.")
    more = address("zienswijze-stap", row.pk, "uitstel")
    assert stad.huurder.post(more, {"uiterlijk": "2026-12-31", "versie": 1}).status_code == 403
    for wrong in ("", "31-31-2026", "2020-01-01"):
        refused = stad.kant.post(more, {"uiterlijk": wrong, "versie": 1})
        assert (refused.status_code, "autofocus" in refused.content.decode()) == (422, True)
    assert stad.kant.post(more, {"uiterlijk": "2026-12-31", "versie": 1}).status_code == 303
    assert stad.kant.post(more, {"uiterlijk": "2026-12-30", "versie": 1}).status_code == 409
    assert "31 december 2026" in text_of(stad.huurder.get(row.get_absolute_url()))
    assert stad.kant.post(address("zienswijze-antwoord", row.pk), {"antwoord": "Ja.", "versie": 2}).status_code == 303
    assert stad.huurder.post(address("zienswijze-stap", row.pk, "akkoord-indiener"), {"versie": 3}).status_code == 303
    publish = address("zienswijze-stap", row.pk, "publiceren")
    asked = stad.kant.post(publish, {"versie": 4})
    assert asked.status_code == 422
    [mark] = re.findall(r'name="bevindingen" value="([0-9a-f]+)"', asked.content.decode())
    said = {"versie": 4, "bevindingen": mark, "geen_persoonsgegeven": "on", "waarom_niet": "Nummer van het kantoor."}
    assert stad.kant.post(publish, said).status_code == 303
    assert "12345678" in client.get(row.get_absolute_url()).content.decode()


def test_the_list_counts_and_filters(stad, client) -> None:
    late = ZienswijzeFactory(
        afspraak=stad.afspraak, partij=stad.huurders, titel="Te laat", antwoord_uiterlijk=TODAY - dt.timedelta(days=1)
    )
    ZienswijzeFactory(afspraak=stad.afspraak, partij=stad.woonpunt, titel="Wacht nog")
    evaluatie = EvaluatieFactory(afsprakenset=stad.afspraak.afsprakenset, hash="1" * 64)
    ZienswijzeFactory(
        afspraak=None, evaluatie=evaluatie, gemeente=stad.gemeente, over_naam="Evaluatie", partij=stad.huurders,
        titel="Openbaar gezegd", public=True,
    )  # fmt: skip
    elders = ZienswijzeFactory(afspraak__thema__afsprakenset__gemeente=GemeenteFactory(slug="elders"), titel="Elders")
    listing = address("zienswijzen")
    everything = text_of(stad.kant.get(listing))
    for said in ("Alle (3)", "Wacht op antwoord (2)", "Openbaar (1)", "3 zienswijzen en vragen", "Bij 1 is het"):
        assert said in everything, said
    assert elders.titel not in everything
    public = text_of(client.get(listing))
    assert ("Openbaar gezegd" in public, "Te laat" in public, "Alle (" in public) == (True, False, False)
    assert "Woonpunt" not in client.get(listing).content.decode(), "no filter on who is hidden"
    own = text_of(stad.huurder.get(listing))
    assert ("Te laat" in own, "Wacht nog" in own, "Alle (2)" in own) == (True, False, True)
    for query, found in (
        (f"partij={stad.huurders.pk}", {"Te laat", "Openbaar gezegd"}),
        ("staat=open", {"Te laat", "Wacht nog"}),
        ("termijn=te_laat", {"Te laat"}),
        ("termijn=binnenkort&staat=open", {"Wacht nog"}),
        ("staat=ingetrokken", set()),
    ):
        page = stad.kant.get(f"{listing}?{query}").content.decode()
        titles = {title for title in ("Te laat", "Wacht nog", "Openbaar gezegd") if f">{title}<" in page}
        assert titles == found, query
    for wrong in ("staat=x", "partij=999999", "partij=a", "na=x", "termijn=%00"):
        assert stad.kant.get(f"{listing}?{wrong}").status_code == 422, wrong
    assert late.titel in text_of(stad.kant.get(f"{listing}?na={elders.pk}"))
    assert "Openbaar gezegd" in client.get(evaluatie.get_absolute_url()).content.decode()


def test_werkbank_mail_and_agenda_tell_what_waits(stad, client, mailoutbox, monkeypatch) -> None:
    overleg = OverlegFactory(gemeente=stad.gemeente, datum=TODAY + dt.timedelta(days=20))
    row = ZienswijzeFactory(afspraak=stad.afspraak, partij=stad.huurders, gericht_aan=stad.woonpunt)
    work = text_of(stad.steward.get(reverse("werkbank")))
    assert "Beantwoorden , uiterlijk 1 december 2026" in work.replace("Beantwoorden,", "Beantwoorden ,")
    assert row.titel not in text_of(stad.huurder.get(reverse("werkbank")))
    stad.kant.post(address("zienswijze-antwoord", row.pk), {"antwoord": "Ja.", "versie": 1})
    assert "Lees het antwoord en zeg" in text_of(stad.huurder.get(reverse("werkbank")))
    # On the agenda comes who wrote and about what, never the text.
    agenda = address("overleg", overleg.datum)
    assert row.titel in text_of(stad.huurder.get(agenda))
    for who in (client, stad.steward, stad.beheerder):
        assert (row.titel in text_of(who.get(agenda))) is (who is stad.steward)
    [title] = re.findall(r'name="titel" value="([^"]+)"', stad.huurder.get(agenda).content.decode())
    sent_point = {"titel": title, "afspraak": stad.afspraak.pk}
    assert stad.huurder.post(address("agendapunt-nieuw", overleg.datum), sent_point).status_code == 303
    assert f"Zienswijze van Huurders Zuid: {stad.afspraak}" in text_of(stad.beheerder.get(agenda))
    # Mail leaves the portal: a number and a day.
    Zienswijze.objects.update(antwoord="", beantwoord_op=None, akkoord_antwoord_op=None)
    now = timezone.now()
    send_herinneringen(now=now)
    bodies = {to: mail.body for mail in mailoutbox for to in mail.to}
    steward = Gebruiker.objects.get(lidmaatschappen__rol="databeheerder").email
    assert "1 zienswijze of vraag wacht op u (antwoord voor het eerst nodig op 1 december 2026)" in bodies[steward]
    assert not any(row.titel in body for body in bodies.values())


def test_the_number_of_queries_does_not_follow_the_rows(stad, client) -> None:
    def numbers():
        found = []
        for path in (address("zienswijzen"), stad.afspraak.get_absolute_url()):
            for who in (client, stad.kant):
                with data_queries() as asked:
                    who.get(path)
                found.append(len(asked))
        return found

    def add(number):
        for _one in range(number):
            partij = PartijFactory()
            ZienswijzeFactory(afspraak=stad.afspraak, partij=partij, public=True)
            ZienswijzeFactory(afspraak=stad.afspraak, partij=partij, gericht_aan=stad.woonpunt)

    add(1)
    numbers()  # what is read once and kept
    few = numbers()
    add(5)
    assert numbers() == few
