# SPDX-License-Identifier: EUPL-1.2
"""Plans of neighbourhoods: one list of residents and partners, who fills it, and who sees which line."""

from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from afspraken.models import Initiatief
from afspraken.services.initiatieven import add_initiatief, change_initiatief
from afspraken.services.persoonsgegevens import PersonalDataFound
from monitoring.selectors.wijkplan import read_wijken, read_wijkplan
from partijen.models import Wijziging
from partijen.services.history import StaleVersion
from tests.afspraken.wereld import count_data_queries
from tests.factories import (
    AanvraagFactory,
    ActieFactory,
    AfspraakFactory,
    AfsprakensetFactory,
    BetrokkenheidFactory,
    FondsFactory,
    GebiedFactory,
    GebruikerFactory,
    GemeenteFactory,
    LiggingFactory,
    PartijFactory,
    PartijInGemeenteFactory,
    ThemaFactory,
    VastgoedprojectFactory,
)
from tests.factories_wijkplan import InitiatiefFactory

NOBODY = AnonymousUser()
ADDRESS = "/stad/wijkplannen/noord/"


def make_wijk():
    gemeente = GemeenteFactory(slug="stad", naam="Stad")
    noord = GebiedFactory(gemeente=gemeente, naam="Noord", slug="noord")
    programma = AfsprakensetFactory(gemeente=gemeente, slug="programma", naam="Programma", soort="programma")
    pijler = ThemaFactory(afsprakenset=programma, nummer=1, naam="Gelijke kansen")
    partij = PartijInGemeenteFactory(gemeente=gemeente, partij=PartijFactory(naam="Woonvast")).partij
    afspraak = AfspraakFactory(thema=pijler, code="p1", titel="Kansen in de wijk")
    return SimpleNamespace(
        gemeente=gemeente,
        noord=noord,
        programma=programma,
        pijler=pijler,
        partij=partij,
        afspraak=afspraak,
        coordinator=GebruikerFactory(rol="coordinator", gemeente=gemeente),
        huurders=GebruikerFactory(rol="huurdersvertegenwoordiger", gemeente=gemeente, partij=PartijFactory()),
    )


@pytest.fixture
def wijk(db):
    return make_wijk()


@pytest.fixture
def as_user():
    """A client of somebody, or of nobody."""

    def client_of(user):
        client = Client()
        if user is not None:
            client.force_login(user)
        return client

    return client_of


def fill(wijk, number=0):
    """One line of every kind."""
    LiggingFactory(afspraak=wijk.afspraak if not number else AfspraakFactory(thema=wijk.pijler), gebied=wijk.noord)
    actie = ActieFactory(afspraak=AfspraakFactory(thema=wijk.pijler), volgnummer=1, titel=f"Actie {number}")
    LiggingFactory(afspraak=actie.afspraak, actie=actie, gebied=wijk.noord)
    BetrokkenheidFactory(afspraak=actie.afspraak, actie=actie, partij=wijk.partij)
    granted = {"status": "toegekend", "toegekend": 60, "openbaar": True, "openbare_titel": f"Bankje {number}"}
    AanvraagFactory(gebied=wijk.noord, fonds=wijk.fonds, kenmerk=f"LF-2026-{number:04d}", **granted)
    VastgoedprojectFactory(gemeente=wijk.gemeente, gebied=wijk.noord, corporaties=[wijk.partij], naam=f"Hof {number}")
    InitiatiefFactory(gebied=wijk.noord, titel=f"Moestuin {number}", pijler=wijk.pijler, afspraak=wijk.afspraak)


def test_one_list_of_what_residents_and_partners_do(wijk, as_user) -> None:
    wijk.fonds = FondsFactory(gebied=wijk.noord)
    fill(wijk)
    hidden = AfspraakFactory(thema=wijk.pijler, titel="Geheime afspraak", gepubliceerd=False)
    LiggingFactory(afspraak=hidden, gebied=wijk.noord)
    InitiatiefFactory(gebied=wijk.noord, titel="Met geheim", afspraak=hidden)
    InitiatiefFactory(gebied=wijk.noord, titel="Conceptidee", gepubliceerd=False, gebruiker=wijk.huurders)
    plan = AfsprakensetFactory(gemeente=wijk.gemeente, slug="plan", naam="Plan Noord", soort="uitvoeringsplan")
    plan.gebied = wijk.noord
    plan.save()
    page = as_user(None).get(ADDRESS)
    text = " ".join(page.content.decode().split())
    for words in ("Moestuin 0", "Actie 0", "Bankje 0", "Hof 0", "Kansen in de wijk", "Woonvast", "Leefbaarheidsfonds",
                  "Wijkgesprek", "Gelijke kansen", "Plan Noord", "Met geheim"):  # fmt: skip
        assert words in text, words
    assert "Geheime" not in text
    assert "Conceptidee" not in text
    assert "Iets toevoegen" not in text
    for who in (wijk.huurders, wijk.coordinator):
        assert "Conceptidee" in as_user(who).get(ADDRESS).content.decode()
    only = as_user(None).get(f"{ADDRESS}?van=bewoners&pijler={wijk.pijler.pk}")
    assert [regel.titel for regel in only.context["regels"]] == ["Moestuin 0"]
    assert {regel.van for regel in as_user(None).get(f"{ADDRESS}?pijler=geen").context["regels"]} == {
        "bewoners",
        "partner",
    }
    assert as_user(None).get(f"{ADDRESS}?van=ooit").status_code == 422
    overview = as_user(None).get("/stad/wijkplannen/").content.decode()
    assert "Noord" in overview
    assert "2 initiatieven" in overview
    assert "Plan Noord" in overview
    assert "Plan voor Noord" in as_user(None).get("/stad/wijken/noord/").content.decode()
    assert as_user(None).get("/stad/wijkplannen/nergens/").status_code == 404
    few = count_data_queries(lambda: read_wijkplan(NOBODY, wijk.gemeente, "noord"))
    wijken = count_data_queries(lambda: read_wijken(NOBODY, wijk.gemeente))
    for number in range(1, 5):
        fill(wijk, number)
    assert count_data_queries(lambda: read_wijkplan(NOBODY, wijk.gemeente, "noord")) == few
    assert count_data_queries(lambda: read_wijken(NOBODY, wijk.gemeente)) == wijken


def test_filling_the_plan_on_the_page(wijk, as_user) -> None:
    address = f"{ADDRESS}nieuw/"
    data = {"titel": "Wandelclub", "soort": "bewoners", "stand": "idee", "herkomst": "Wijkgesprek", "periode": "2026"}
    member = as_user(wijk.huurders)
    assert "gepubliceerd" not in member.get(address).context["form"].fields
    for wrong, field in (
        ({"titel": ""}, "titel"),
        ({"soort": "partner"}, "partij"),
        ({"soort": "partner", "partij": "999999"}, "partij"),
        ({"periode": "ooit"}, "periode"),
        ({"herkomst": ""}, "herkomst"),
        ({"pijler": str(ThemaFactory().pk)}, "pijler"),
    ):
        refused = member.post(address, {**data, **wrong})
        assert refused.status_code == 422
        assert field in refused.context["form"].errors, wrong
    assert member.post(address, {**data, "gepubliceerd": "on"}).status_code == 303
    row = Initiatief.objects.get()
    assert (row.gepubliceerd, row.gebruiker, row.wie, row.wanneer) == (False, wijk.huurders, "Bewoners", "2026")
    own = f"{ADDRESS}{row.pk}/"
    assert as_user(GebruikerFactory(rol="bestuurder", gemeente=wijk.gemeente)).get(own).status_code == 403
    assert (
        as_user(GebruikerFactory(rol="werkgroeplid", gemeente=wijk.gemeente, partij=wijk.partij)).get(own).status_code
        == 404
    )
    changed = {**data, "soort": "partner", "partij": str(wijk.partij.pk), "versie": "1", "stand": "loopt"}
    assert member.post(own, changed).status_code == 303
    coordinator = as_user(wijk.coordinator)
    conflict = coordinator.post(own, {**data, "versie": "1", "stand": "klaar"})
    assert conflict.status_code == 409
    assert "Woonvast" in conflict.content.decode()
    asked = coordinator.post(own, {**changed, "versie": "2", "omschrijving": "Bel 06-12345678", "gepubliceerd": "on"})
    assert asked.status_code == 422
    assert "persoonsgegeven" in asked.content.decode()
    assert coordinator.post(own, {**changed, "versie": "2", "gepubliceerd": "on"}).status_code == 303
    row.refresh_from_db()
    assert (row.gepubliceerd, row.wie, row.versie) == (True, "Woonvast", 3)
    assert member.get(own).status_code == 403, "what is public is changed by the coordinator"
    assert Wijziging.objects.filter(model="afspraken.initiatief").count() == 3


def test_the_rules_hold_in_the_service_and_the_database(wijk) -> None:
    values = {"titel": "Wandelclub", "soort": "bewoners", "stand": "idee", "herkomst": "Wijkgesprek"}

    def add(by, gebied=wijk.noord, **more):
        return add_initiatief(gemeente=wijk.gemeente, gebied=gebied, values={**values, **more}, by=by)

    with pytest.raises(PermissionDenied):
        add(GebruikerFactory(rol="fondsbeheerder", gemeente=wijk.gemeente))
    with pytest.raises(PermissionDenied):
        add(wijk.huurders, gepubliceerd=True)
    elsewhere = AfspraakFactory()
    with pytest.raises(ValidationError) as wrong:
        add(
            wijk.coordinator,
            GebiedFactory(),
            pijler=elsewhere.thema,
            afspraak=elsewhere,
            partij=PartijFactory(),
        )
    assert set(wrong.value.message_dict) == {"gebied", "pijler", "afspraak", "partij"}
    with pytest.raises(PersonalDataFound):
        add(wijk.coordinator, gepubliceerd=True, omschrijving="Bel 06-12345678")
    row = add(wijk.coordinator, gepubliceerd=True)
    with pytest.raises(PermissionDenied):
        change_initiatief(initiatief=row, values=values, by=wijk.huurders, expected_versie=1)
    with pytest.raises(StaleVersion):
        change_initiatief(initiatief=row, values={"titel": "Anders"}, by=wijk.coordinator, expected_versie=7)
    with pytest.raises(IntegrityError), transaction.atomic():
        InitiatiefFactory(gebied=wijk.noord, soort="partner")
    assert str(row) == "Wandelclub"
    assert row.wanneer == ""
