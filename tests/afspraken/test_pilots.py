# SPDX-License-Identifier: EUPL-1.2
"""Pilots: moves without personal data, money and the 30/70 rule, indicators per evaluation, and the decision."""

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from afspraken.models import Doelstelling, Verhuizing, Vervolgbesluit
from afspraken.pilots import read_computed, read_pilot
from afspraken.services.persoonsgegevens import PersonalDataFound
from afspraken.services.pilots import add_verhuizing, change_verhuizing, decide_pilot
from afspraken.verhuiscijfers import compute
from partijen.models import Wijziging
from partijen.services.history import StaleVersion
from tests.afspraken.wereld import count_data_queries
from tests.factories import (
    AfspraakFactory,
    AfsprakensetFactory,
    DoelstellingFactory,
    GebruikerFactory,
    GemeenteFactory,
    MetingFactory,
    OverlegFactory,
    PartijFactory,
    PartijInGemeenteFactory,
    TermijnFactory,
    ThemaFactory,
)
from tests.factories_wijkplan import VerhuizingFactory, VervolgbesluitFactory

NOBODY = AnonymousUser()
ADDRESS = "/stad/pilots/pilot/"


@pytest.fixture
def plek(db):
    gemeente = GemeenteFactory(slug="stad", naam="Stad")
    pilot = AfsprakensetFactory(gemeente=gemeente, slug="pilot", naam="Pilot Verhuizen", soort="pilot")
    for code, doel, eenheid, richting in (
        ("doorstromers", 2, "aantal", "precies"),
        ("budget", 2400, "euro", "hoogstens"),
        ("bedrag-per-verhuizing", 1200, "euro", "hoogstens"),
        ("dertig-procent", 30, "procent", "hoogstens"),
    ):
        DoelstellingFactory(afsprakenset=pilot, code=code, doel=doel, eenheid=eenheid, richting=richting)
    follow = {"afsprakenset": pilot, "doel": None, "waardestatus": "niet_van_toepassing", "richting": "volgen"}
    afspraak = AfspraakFactory(thema=ThemaFactory(afsprakenset=pilot, nummer=1), code="4")
    TermijnFactory(afspraak=afspraak, soort="evaluatie", periode="2025-11", wat="eerste evaluatie")
    TermijnFactory(afspraak=afspraak, soort="evaluatie", periode="2026-Q1", wat="eindevaluatie")
    corporatie = PartijInGemeenteFactory(gemeente=gemeente, partij=PartijFactory(naam="Woonvast")).partij
    return SimpleNamespace(
        gemeente=gemeente,
        pilot=pilot,
        corporatie=corporatie,
        vrij=DoelstellingFactory(code="vrije-woningen", **follow),
        uren=DoelstellingFactory(code="uren", titel="Uren", groep="Werkwijze", **follow),
        vragen=DoelstellingFactory(code="vragen", titel="Vragen", groep="Hulp", eenheid="tekst", **follow),
        coordinator=GebruikerFactory(rol="coordinator", gemeente=gemeente),
        fondsbeheerder=GebruikerFactory(rol="fondsbeheerder", gemeente=gemeente),
        bestuurder=GebruikerFactory(rol="bestuurder", gemeente=gemeente),
    )


def outcomes(plek):
    return {
        one.naam: (one.vorm, one.uitkomst, one.uitleg) for one in read_pilot(NOBODY, plek.gemeente, "pilot").toetsen
    }


def test_money_and_the_share_of_suitable_dwellings(plek) -> None:
    empty = outcomes(plek)
    assert empty["Deel van de geschikte woningen"][:2] == ("niet_gestart", "onbekend")
    assert "Geld per verhuizing" not in empty
    move = {"afsprakenset": plek.pilot, "corporatie": plek.corporatie}
    VerhuizingFactory(**move)
    VerhuizingFactory(**move, leegstand=800, verhuizer=401, via="bemiddeling")
    VerhuizingFactory(**move, geschikt=False, leegstand=0)
    VerhuizingFactory(**move, maand=dt.date(2026, 5, 1))
    MetingFactory(doelstelling=plek.vrij, datum=dt.date(2025, 12, 31), waarde=8)
    found = outcomes(plek)
    assert found["Verhuizingen"][:2] == ("op_koers", "4 van 2 verhuizingen")
    assert "€ 299,00" in found["Budget"][2].replace("\xa0", " ")
    vorm, said, why = found["Geld per verhuizing"]
    assert (vorm, why) == ("stagnatie", "Verhuizingen boven de grens: 1.")
    vorm, said, why = found["Deel van de geschikte woningen"]
    assert (vorm, said) == ("op_koers", "25% naar doorstromers, hoogstens 30%")
    assert "2 van 8" in why, "a move after the day of the measurement does not count"
    MetingFactory(doelstelling=plek.vrij, datum=dt.date(2026, 1, 31), waarde=6)
    VerhuizingFactory(**move, leegstand=900)
    found = outcomes(plek)
    assert found["Deel van de geschikte woningen"][:2] == ("stagnatie", "50% naar doorstromers, hoogstens 30%")
    assert found["Budget"][0] == "stagnatie"


def test_the_page_of_a_pilot(plek, as_user) -> None:
    MetingFactory(doelstelling=plek.uren, datum=dt.date(2025, 11, 20), waarde=120)
    MetingFactory(doelstelling=plek.uren, datum=dt.date(2026, 3, 1), waarde=250)
    MetingFactory(
        doelstelling=plek.vragen, datum=dt.date(2026, 3, 1), waarde=None, waardestatus="niet_van_toepassing",
        toelichting="Vooral hulp bij klussen",
    )  # fmt: skip
    overleg = OverlegFactory(gemeente=plek.gemeente, datum=dt.date(2026, 4, 1))
    VervolgbesluitFactory(afsprakenset=plek.pilot, datum=dt.date(2026, 1, 1), reden="Eerst nog een keer kijken.")
    VervolgbesluitFactory(afsprakenset=plek.pilot, keuze="opschalen", overleg=overleg, demo=True)
    VerhuizingFactory(afsprakenset=plek.pilot, corporatie=plek.corporatie, leegstand=1250)
    text = " ".join(as_user(None).get(ADDRESS).content.decode().split())
    for words in ("Eerste evaluatie", "Eindevaluatie", "120", "250", "Vooral hulp bij klussen", "nog niet gemeten",
                  "Uitbreiden", "vervangen door een later besluit", "voorbeeld", "Woonvast"):  # fmt: skip
        assert words in text, words
    assert text.index("Uitbreiden") < text.index("Eerst nog een keer kijken.")
    assert "juni 2025" not in text, "single moves are not for all"
    assert "Besluit vastleggen" not in text
    assert "juni 2025" in as_user(plek.bestuurder).get(ADDRESS).content.decode()
    assert "boven de grens" in as_user(plek.fondsbeheerder).get(ADDRESS).content.decode()
    assert "/stad/pilots/pilot/" in as_user(None).get("/stad/doelen/").content.decode()
    assert "/stad/pilots/pilot/" in as_user(None).get("/stad/afspraken/?afsprakenset=pilot").content.decode()
    few = count_data_queries(lambda: read_pilot(NOBODY, plek.gemeente, "pilot"))
    for number in range(5):
        VerhuizingFactory(afsprakenset=plek.pilot)
        VervolgbesluitFactory(afsprakenset=plek.pilot, overleg=overleg)
        MetingFactory(doelstelling=plek.uren, waarde=number)
    assert count_data_queries(lambda: read_pilot(NOBODY, plek.gemeente, "pilot")) == few
    plek.pilot.gepubliceerd = False
    plek.pilot.save()
    hidden, missing = as_user(None).get(ADDRESS), as_user(None).get("/stad/pilots/nergens/")
    assert hidden.status_code == missing.status_code == 404
    assert hidden.content == missing.content


def test_keeping_moves_on_the_page(plek, as_user) -> None:
    address = f"{ADDRESS}verhuizing/"
    data = {"maand": "2025-06", "corporatie": str(plek.corporatie.pk), "via": "aanbod", "geschikt": "on"}
    assert as_user(plek.bestuurder).get(address).status_code == 403
    page = as_user(plek.fondsbeheerder)
    for wrong, field in (
        ({"maand": "juni"}, "maand"),
        ({"maand": "2999-01"}, "maand"),
        ({"maand": ""}, "maand"),
        ({"corporatie": str(PartijFactory().pk)}, "corporatie"),
        ({"via": "anders"}, "via"),
        ({"leegstand": "veel"}, "leegstand"),
    ):
        refused = page.post(address, {**data, **wrong})
        assert refused.status_code == 422
        assert field in refused.context["form"].errors, wrong
    assert page.post(address, {**data, "leegstand": "450,50"}).status_code == 303
    row = Verhuizing.objects.get()
    assert (row.maand, row.totaal, row.gebruiker) == (dt.date(2025, 6, 1), Decimal("450.50"), plek.fondsbeheerder)
    own = f"{address}{row.pk}/"
    assert "450,5" in page.get(own).content.decode()
    assert page.post(own, {**data, "leegstand": "300", "versie": "1"}).status_code == 303
    conflict = page.post(own, {**data, "leegstand": "200", "versie": "1"})
    assert conflict.status_code == 409
    assert "Nu opgeslagen" in conflict.content.decode()
    assert as_user(plek.bestuurder).get(own).status_code == 403
    assert as_user(GebruikerFactory(rol="beheerder", gemeente=plek.gemeente)).get(own).status_code == 404
    row.refresh_from_db()
    assert row.totaal == 300
    assert Wijziging.objects.filter(model="afspraken.verhuizing").count() == 2


def test_deciding_on_the_page(plek, as_user) -> None:
    address = f"{ADDRESS}besluit/"
    assert as_user(plek.fondsbeheerder).get(address).status_code == 403
    overleg = OverlegFactory(gemeente=plek.gemeente, datum=dt.date(2026, 4, 1))
    data = {"keuze": "stoppen", "datum": "2026-04-01", "overleg": str(overleg.pk), "reden": "Te weinig woningen."}
    page = as_user(plek.bestuurder)
    for wrong, field in (
        ({"keuze": "misschien"}, "keuze"),
        ({"datum": "2999-01-01"}, "datum"),
        ({"reden": ""}, "reden"),
        ({"overleg": str(OverlegFactory().pk)}, "overleg"),
    ):
        refused = page.post(address, {**data, **wrong})
        assert refused.status_code == 422
        assert field in refused.context["form"].errors, wrong
    asked = page.post(address, {**data, "reden": "Bel 06-12345678"})
    assert asked.status_code == 422
    assert "persoonsgegeven" in asked.content.decode()
    assert page.post(address, data).status_code == 303
    row = Vervolgbesluit.objects.get()
    assert (row.keuze, row.overleg, str(row)) == ("stoppen", overleg, "Stoppen, 01-04-2026")
    assert "Te weinig woningen." in as_user(None).get(ADDRESS).content.decode()


def test_the_rules_hold_in_the_services_and_the_database(plek) -> None:
    values = {"maand": dt.date(2025, 6, 17), "corporatie": plek.corporatie, "via": "aanbod"}
    other = AfsprakensetFactory(gemeente=plek.gemeente)
    for who in (plek.bestuurder, GebruikerFactory()):
        with pytest.raises(PermissionDenied):
            add_verhuizing(pilot=plek.pilot, values=values, by=who)
    with pytest.raises(ValidationError):
        add_verhuizing(pilot=other, values=values, by=plek.coordinator)
    with pytest.raises(ValidationError) as wrong:
        add_verhuizing(pilot=plek.pilot, values=values | {"corporatie": PartijFactory()}, by=plek.coordinator)
    assert set(wrong.value.message_dict) == {"corporatie"}
    row = add_verhuizing(pilot=plek.pilot, values=values, by=plek.coordinator)
    assert row.maand.day == 1, "only the month is kept"
    with pytest.raises(PermissionDenied):
        change_verhuizing(verhuizing=row, values=values, by=plek.bestuurder, expected_versie=1)
    with pytest.raises(StaleVersion):
        change_verhuizing(verhuizing=row, values=values | {"anders": 5}, by=plek.coordinator, expected_versie=9)
    with pytest.raises(IntegrityError), transaction.atomic():
        VerhuizingFactory(anders=-1)
    decision = {"keuze": "doorgaan", "datum": dt.date(2026, 4, 1), "reden": "Het werkt."}
    with pytest.raises(PermissionDenied):
        decide_pilot(pilot=plek.pilot, values=decision, by=plek.fondsbeheerder)
    with pytest.raises(ValidationError):
        decide_pilot(pilot=other, values=decision, by=plek.coordinator)
    for wrong_value in ({"datum": dt.date(2999, 1, 1)}, {"overleg": OverlegFactory()}):
        with pytest.raises(ValidationError):
            decide_pilot(pilot=plek.pilot, values=decision | wrong_value, by=plek.coordinator)
    with pytest.raises(PersonalDataFound):
        decide_pilot(pilot=plek.pilot, values=decision | {"reden": "Bel 06-12345678"}, by=plek.coordinator)
    assert str(row) == "Woonvast, 06-2025"


def test_what_a_few_households_got_is_told_to_nobody_else(plek, as_user) -> None:
    """Neither an amount of fewer than five moves, nor what it follows from by subtracting."""
    follow = {"afsprakenset": plek.pilot, "richting": "volgen", "doel": None, "groep": "Werkwijze", "eenheid": "tekst"}
    use = DoelstellingFactory(code="gebruik-gereedschapskist", waardestatus="niet_van_toepassing", **follow)
    five = {"afsprakenset": plek.pilot, "corporatie": plek.corporatie, "leegstand": 100, "verhuizer": 0}
    for _number in range(5):
        VerhuizingFactory(**five)
    alone = VerhuizingFactory(**five | {"corporatie": PartijFactory(naam="Alleen"), "verhuizer": 321})

    def seen(user):
        stand = read_pilot(user, plek.gemeente, "pilot")
        said = read_computed(user, Doelstelling.objects.select_related("afsprakenset").get(pk=use.pk)).tekst
        return bool(stand.per_soort), {bool(amount) for _naam, _aantal, amount in stand.per_corporatie}, "321" in said

    few, rest = (False, {False}, False), (True, {True}, True)
    assert [seen(user) for user in (NOBODY, plek.fondsbeheerder, plek.bestuurder)] == [few, rest, rest]
    page = as_user(None).get(ADDRESS).content.decode()
    assert "321" not in page
    assert "minder dan 5 verhuizingen" in page
    assert "minder dan 5 verhuizingen" not in as_user(plek.coordinator).get(ADDRESS).content.decode()
    alone.delete()
    assert seen(NOBODY)[:2] == (True, {True}), "five are no few"


def test_indicators_that_the_moves_tell_stand_beside_what_was_measured(plek, as_user) -> None:
    follow = {"afsprakenset": plek.pilot, "richting": "volgen", "doel": None, "groep": "Werkwijze"}
    for code, unit in (("bemiddelingen", "aantal"), ("aanbodmodel", "aantal"), ("doorstromers-afgezet", "aantal"),
                       ("kosten", "euro"), ("gebruik-gereedschapskist", "tekst")):  # fmt: skip
        DoelstellingFactory(code=code, titel=code, eenheid=unit, waardestatus="niet_van_toepassing", **follow)
    move = {"afsprakenset": plek.pilot, "corporatie": plek.corporatie}
    today = timezone.localdate()
    assert read_computed(NOBODY, Doelstelling.objects.get(code="kosten")) is None, "no moves: nothing to say"
    VerhuizingFactory(**move, via="aanbod", leegstand=500, verhuizer=100)
    VerhuizingFactory(**move, via="bemiddeling", leegstand=0, verhuizer=300, maand=dt.date(2026, 2, 1))
    MetingFactory(doelstelling=plek.vrij, datum=dt.date(2026, 3, 1), waarde=8)
    MetingFactory(doelstelling=Doelstelling.objects.get(code="bemiddelingen"), datum=dt.date(2026, 3, 1), waarde=7)

    def said(code, until=today):
        moves = list(plek.pilot.verhuizingen.order_by("maand", "pk"))
        found = compute(code, moves, until, free=plek.vrij)
        return found and (found.tekst.replace("\xa0", " "), found.waarde)

    assert said("bemiddelingen") == ("1", Decimal(1))
    assert said("bemiddelingen", dt.date(2025, 12, 31)) == ("0", Decimal(0)), "what came later does not count"
    assert said("aanbodmodel") == ("1", Decimal(1))
    assert said("doorstromers") == ("2", Decimal(2))
    assert said("budget") == ("€ 900,00", Decimal(900))
    assert said("bedrag-per-verhuizing") == ("€ 450,00", Decimal(450))
    assert said("kosten") == ("€ 900,00, gemiddeld € 450,00 per verhuizing", Decimal(900))
    assert said("doorstromers-afgezet")[0] == "2 doorstromers, 2 van 8 vrije geschikte woningen"
    assert said("doorstromers-afgezet", dt.date(2025, 12, 31))[0] == "1 doorstromer"
    assert said("dertig-procent") == ("25%", Decimal(25))
    assert said("dertig-procent", dt.date(2025, 12, 31)) is None, "how many became free was not known then"
    assert said("gebruik-gereedschapskist")[0].startswith("leegstand (gemiste huur): 1 keer (€ 500,00); verhuizer: 2")
    assert said("uren") is None
    text = " ".join(as_user(None).get(ADDRESS).content.decode().split())
    assert '7<p class="ap-item__note">Berekend uit de verhuizingen: 1</p>' in text
    assert "Berekend uit de verhuizingen: " in text.split("gebruik-gereedschapskist")[-1]
    page = "/stad/doelen/pilot/kosten/"
    assert "Berekend uit de verhuizingen tot nu toe:" in as_user(None).get(page).content.decode()
    form = as_user(plek.coordinator).get(f"{page}meting/").context["form"]
    assert (form.initial["waarde"], form.initial["herkomst"]) == ("900", "Berekend uit de verhuizingen")
    form = as_user(plek.coordinator).get("/stad/doelen/pilot/gebruik-gereedschapskist/meting/").context["form"]
    assert form.initial["waardestatus"] == "niet_van_toepassing"
    assert form.initial["toelichting"].startswith("leegstand")
    assert "waarde" not in as_user(plek.coordinator).get("/stad/doelen/pilot/uren/meting/").context["form"].initial
