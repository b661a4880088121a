# SPDX-License-Identifier: EUPL-1.2
"""Funds and applications in the API: as printed, to the cent, and without a word about a person."""

import pytest

from monitoring.services.voorbeelddata import load_voorbeelddata
from tests.wijken.wereld import make_fondswereld
from wijken.services import grootboek

pytestmark = pytest.mark.django_db
FIGURES = ("budget", "besteed", "gereserveerd", "beschikbaar")


def test_the_ten_budgets_as_the_source_prints_them(ask):
    load_voorbeelddata(only="maastricht")
    rows = ask("leefbaarheidsfondsen", gemeente="maastricht")["results"]
    assert {row["gebied"]: row["budget"] for row in rows} == {
        "Caberg-Malpertuis": "250000.00",
        "Pottenberg": "462829.15",
        "Mariaberg": "372598.82",
        "Nazareth-Limmel": "50000.00",
        "De Heeg": "50000.00",
        "Daalhof": "50000.00",
        "Noord-Oost": "46295.19",
        "Noord-West": "46295.19",
        "Zuid-Oost": "46295.19",
        "Zuid-West": "46295.19",
    }
    assert sum(round(float(row["budget"]) * 100) for row in rows) == 142060873
    assert all(row["budget"] == row["budgetInBron"] and row["doel"] for row in rows)
    for row in rows:
        expected = [row["budget"], "0.00", "0.00", row["budget"]]
        if row["gebied"] == "Mariaberg":
            expected = ["372598.82", "0.00", "103000.00", "269598.82"]
        assert [row[name] for name in FIGURES] == expected


def test_demo_never_changes_the_figures(ask):
    wereld = make_fondswereld()
    before = ask("leefbaarheidsfondsen")["results"]
    grootboek.deposit(fonds=wereld.fonds, regel=wereld.regel("1000"), by=None, demo=True)
    wereld.paid("100", demo=True)
    assert ask("leefbaarheidsfondsen")["results"] == before
    wereld.paid("100")
    wereld.granted("50")
    [row] = ask("leefbaarheidsfondsen", gebied="mariaberg")["results"]
    assert [row[name] for name in FIGURES] == ["1000.00", "100.00", "50.00", "850.00"]
    demo = {row["demo"] for row in ask("fondsaanvragen", demo="true")["results"]}
    assert (demo, ask("fondsaanvragen")["count"]) == ({True}, 3)


def test_who_finds_which_applications(ask, client):
    wereld = make_fondswereld()
    wereld.hand_in()
    wereld.confirmed()
    wereld.granted()
    for user, count in (
        (None, 1),
        (wereld.beheerder, 1),
        (wereld.elders, 1),
        (wereld.fondsbeheerder, 2),
        (wereld.coordinator, 2),
        (wereld.bestuurder, 2),
    ):
        answer = ask("fondsaanvragen", user)
        assert answer["count"] == count, user
        text = str(answer)
        for word in ("Ans", "bewoner.example", "bij de speeltuin"):
            assert word not in text
    [row] = ask("fondsaanvragen")["results"]
    assert (row["titel"], row["toegekend"], row["gebied"], row["fonds"]) == (
        "Een bankje",
        "100.00",
        "Mariaberg",
        "Mariaberg",
    )
    assert ask("fondsaanvragen", status="ingediend")["count"] == 0
    assert ask("fondsaanvragen", wereld.fondsbeheerder, status="ingediend")["count"] == 1
    assert ask("fondsaanvragen", fonds="mariaberg", gebied="Mariaberg", vanaf="2020-01-01")["count"] == 1
