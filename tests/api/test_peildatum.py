# SPDX-License-Identifier: EUPL-1.2
"""A day that has been: the API says what the page of that day shows, and what a slow reading of the facts gives."""

import datetime as dt
from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import timezone

from afspraken.models import Afsprakenset, Bijstelling, Meting
from afspraken.services.bijstellingen import Voorstel, publish_bijstelling, save_bijstelling
from afspraken.services.metingen import Gemeten, record_meting
from portaal.lib.periods import Periode
from tests.api.world import BASE, body_of
from tests.factories import AfspraakFactory, DoelstellingFactory, TermijnFactory
from tests.wijken.wereld import euro, make_fondswereld
from wijken.jaaroverzicht import read_jaaroverzicht
from wijken.models import POSTEN, Boeking, Fonds
from wijken.services import grootboek
from wijken.services.grootboek import Regel

pytestmark = pytest.mark.django_db
DAYS = ("2023-06-30", "2024-01-09", "2024-01-10", "2024-07-01", "2025-01-31", "2025-02-01", "2026-01-01")
# Subject -> the value at first, and (day of the decision, value) in the order in which they were published.
CHANGES = {
    "termijn": ("2022", [("2024-01-10", "2023-Q3"), ("2025-02-01", "2026-H1")]),
    "doel": ("Honderd woningen", [("2024-01-10", "Tachtig woningen"), ("2025-02-01", "Negentig woningen")]),
    "getal": ("80", [("2024-07-01", "70"), ("2025-02-01", "72.5")]),
    "woorden": ("label C", [("2025-02-01", "label B")]),
}
MEASURED = (("2023-05-01", 40), ("2024-06-01", 50), ("2025-01-31", 71))


@pytest.fixture
def changed(world):
    """The afspraak 9z, with what was changed of it by decision and what was measured."""
    by = world.users["coordinator"]
    afspraak = AfspraakFactory(thema=world.afspraken["2a"].thema, code="9z", doel=CHANGES["doel"][0])
    world.afspraken["9z"] = afspraak
    own = {"afsprakenset": afspraak.afsprakenset, "afspraak": afspraak, "periode": "2022/2026"}
    getal = DoelstellingFactory(**own, titel="Huur", eenheid="procent", doel=80)
    woorden = DoelstellingFactory(**own, titel="Label", eenheid="tekst", doel=None, doel_tekst="label C")
    termijn = TermijnFactory(afspraak=afspraak, periode=CHANGES["termijn"][0])
    keys = {"termijn": f"termijn-{termijn.pk}", "doel": "doel"}
    keys |= {"getal": f"doelstelling-{getal.pk}", "woorden": f"doelstelling-{woorden.pk}"}
    for name, (_first, decisions) in CHANGES.items():
        for day, value in decisions:
            voorstel = Voorstel(keys[name], value.replace(".", ","), "Zo besloten.", dt.date.fromisoformat(day))
            row = save_bijstelling(afspraak=afspraak, voorstel=voorstel, by=by)
            publish_bijstelling(bijstelling=row, by=by, expected_versie=row.versie)
    for day, value in MEASURED:
        gemeten = Gemeten(dt.date.fromisoformat(day), Decimal(value), "Jaarverslag")
        record_meting(doelstelling=getal, deel=None, gemeten=gemeten, by=by)
    world.getal, world.woorden, world.termijn = getal, woorden, termijn
    return world


def then(name, day):
    """The value at the end of a day, decision by decision."""
    value, decisions = CHANGES[name]
    for decided, new in decisions:
        if decided <= day:
            value = new
    return value


def test_what_was_agreed_and_measured_on_a_day(ask, client, changed):
    afspraak = changed.afspraken["9z"]
    slugs = (afspraak.gemeente.slug, afspraak.afsprakenset.slug, afspraak.code)
    page = reverse("afspraken:afspraak", args=slugs)
    for day in (*DAYS, None):
        query, at = ({"peildatum": day}, day) if day else ({}, timezone.localdate().isoformat())
        period = Periode.parse(then("termijn", at))
        [row] = (one for one in ask("termijnen", **query)["results"] if one["id"] == changed.termijn.pk)
        bounds = (period.text, period.first.isoformat(), period.last.isoformat())
        assert (row["periode"], row["begindatum"], row["einddatum"]) == bounds, day
        csv = body_of(client.get(f"{BASE}/termijnen", {**query, "formaat": "csv"})).decode().replace('"', "")
        assert f";{period.text};{bounds[1]}" in csv, "a file says the same"
        [row] = (one for one in ask("afspraken", **query)["results"] if one["id"] == afspraak.pk)
        assert (row["doel"], row["periode"]) == (then("doel", at), period.text)
        doelen = {one["id"]: one for one in ask("doelstellingen", **query)["results"]}
        getal, woorden = doelen[changed.getal.pk], doelen[changed.woorden.pk]
        assert (Decimal(str(getal["doel"])), woorden["doelTekst"]) == (Decimal(then("getal", at)), then("woorden", at))
        measured = [(one, float(value)) for one, value in MEASURED if one <= at]
        assert [(one["datum"], one["waarde"]) for one in getal["metingen"]] == measured
        assert ask(f"doelstellingen/{changed.getal.pk}/metingen", **query)["count"] == len(measured)
        assert ask(f"doelstellingen/{changed.getal.pk}", **query) == getal
        decided = Bijstelling.objects.visible_to(AnonymousUser()).filter(datum__lte=at).count()
        assert ask("bijstellingen", **query)["count"] == decided

        # The page of that day.
        shown = client.get(page, query)
        assert shown.status_code == 200
        if "detail" not in shown.context:
            assert at < afspraak.afsprakenset.geldt_vanaf.isoformat()
            continue
        detail = shown.context["detail"]
        assert [term.label for term in detail.zelf.termijnen] == [period.label()]
        assert (detail.bijgesteld.doel_toen or afspraak.doel) in (row["doel"], CHANGES["doel"][0])
        lines = {
            line.doel.pk: line for one in shown.context["doelen"] for group in one.groepen for line in group.regels
        }
        line = lines[changed.getal.pk]
        assert (line.doel.doel, lines[changed.woorden.pk].doel.doel_tekst) == (
            Decimal(then("getal", at)),
            then("woorden", at),
        )
        assert (line.koers.status.value, line.koers.reden) == (getal["status"], getal["statusReden"])
        listed = client.get(reverse("afspraken:lijst", args=slugs[:1]), {"afsprakenset": slugs[1], **query})
        [rij] = (one for one in listed.context["bladzijde"].rijen if one.code == "9z")
        assert rij.termijn.endswith(period.label())


def test_a_concept_changes_no_day(ask, changed):
    by, afspraak = changed.users["coordinator"], changed.afspraken["9z"]
    key, day = f"termijn-{changed.termijn.pk}", dt.date(2025, 6, 1)
    save_bijstelling(afspraak=afspraak, voorstel=Voorstel(key, "2029", "Later.", day), by=by)
    for user in (None, by):
        [row] = (
            one for one in ask("termijnen", user, peildatum="2025-05-31")["results"] if one["id"] == changed.termijn.pk
        )
        assert row["periode"] == "2026-H1"
    assert not Meting.objects.filter(datum__gt=timezone.localdate()).exists()


def test_sets_that_were_adopted_by_a_day(ask, world):
    rows = list(Afsprakenset.objects.visible_to(AnonymousUser()))
    for day in {row.geldt_vanaf + dt.timedelta(days=shift) for row in rows for shift in (-1, 0)}:
        found = {row["id"] for row in ask("afsprakensets", peildatum=day.isoformat())["results"]}
        assert found == {row.pk for row in rows if row.geldt_vanaf <= day}


def test_what_funds_held_on_a_day(ask):
    wereld = make_fondswereld()
    for day, amount in (("2023-03-01", "250.00"), ("2024-03-01", "125.50")):
        regel = Regel(euro(amount), dt.date.fromisoformat(day))
        grootboek.deposit(fonds=wereld.fonds, regel=regel, by=wereld.fondsbeheerder)
    wereld.granted("50")
    wereld.paid("100")
    # Entered last, of a day long before: it counts from that day.
    grootboek.deposit(fonds=wereld.fonds, regel=Regel(euro("10.00"), dt.date(2022, 6, 1)), by=wereld.fondsbeheerder)
    names = {"vrij": "beschikbaar", "toegekend": "toegekend", "besteed": "besteed"}
    days = ["2021-12-31", "2022-12-31", "2023-12-31", "2024-12-31", (timezone.localdate()).isoformat()]
    for day in days:
        rows = {row["id"]: row for row in ask("leefbaarheidsfondsen", peildatum=day)["results"]}
        for fonds in Fonds.objects.all():
            lines = Boeking.objects.filter(fonds=fonds, datum__lte=day).echt()
            holds = {post.value: lines.saldo(post) for post in POSTEN}
            row = rows[fonds.pk]
            for post, name in names.items():
                assert Decimal(row[name]) == holds[post], (day, name)
            assert Decimal(row["budget"]) == sum(holds.values())
            assert Decimal(row["gereserveerd"]) == holds["gereserveerd"] + holds["toegekend"]
        if day.endswith("12-31") and day > "2022":
            year = read_jaaroverzicht(None, wereld.gemeente, int(day[:4]), dt.date.fromisoformat(day))
            shown = {regel.naam: (regel.cijfers.vrij, regel.cijfers.budget) for regel in year.fondsen}
            for row in rows.values():
                assert (Decimal(row["beschikbaar"]), Decimal(row["budget"])) in shown.values()
    assert ask("leefbaarheidsfondsen", peildatum="2999-01-01") == ask("leefbaarheidsfondsen")
