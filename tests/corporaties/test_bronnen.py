# SPDX-License-Identifier: EUPL-1.2
"""The figures of the sources as loaded: printed totals kept, and everything that does not add up found by rules."""

from collections import Counter
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command

from corporaties.models import Afwijking, Klassenlijst, Vastgoedproject, Voorraadcijfer
from partijen.models import Wijziging

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded(db):
    call_command("load_voorbeelddata", verbosity=0)


def figure(**lookup):
    return Voorraadcijfer.objects.current().filter(gemeente__slug="maastricht", **lookup)


def check_heerlen():
    """The 72 lines of tables 1.1 to 1.6, the labels per corporation and year, and three mixes that do not add up."""
    projects = Vastgoedproject.objects.filter(gemeente__slug="heerlen")
    counted = Counter(projects.values_list("soort", flat=True))
    assert counted == {"nieuwbouw": 9, "sloop": 3, "renovatie": 11, "verkoop": 5, "aankoop": 5, "onderzoek": 39}
    printed = {row.aantal_tekst: (row.aantal, row.waardestatus) for row in projects}
    assert printed["+65 woningen"] == (65, "bekend")
    assert printed["3 (van de 7)"] == (3, "bekend")
    assert printed["Geen"] == (0, "bekend")
    assert printed["101 (50 huur en 51 koop)"] == (101, "bekend")
    assert printed["Onbekend"] == (None, "onbekend")
    assert printed["pm"] == (None, "nader_te_bepalen")
    assert printed["N.v.t."] == (None, "niet_van_toepassing")
    assert sum(row.aantal for row in projects if row.soort == "renovatie") == 276

    labels = Voorraadcijfer.objects.current().filter(klasse__code="efg")
    assert labels.count() == 40
    known = {(row.corporatie.naam, row.periode): row.waarde for row in labels.select_related("corporatie")}
    assert sum(known[naam, "2024"] or 0 for naam in ("Weller", "Wonen Limburg", "Wonen Zuid", "Vincio Wonen")) == 1581
    assert (known["Wonen Zuid", "2029"], known["Vincio Wonen", "2029"]) == (173, 208)
    assert labels.filter(corporatie__naam="Woonpunt", waardestatus="nader_te_bepalen").count() == 6
    bat = Voorraadcijfer.objects.current().filter(cijferbron__slug="bat-voorraad-2023")
    assert bat.get(klasse=None, corporatie=None).waarde == 6371
    assert {row.periode for row in bat} == {"2023-12-31"}

    found = Afwijking.objects.filter(gemeente__slug="heerlen")
    assert {(row.rij, row.kolom, row.gepubliceerd, row.berekend) for row in found} == {
        ("Slakhorst", "Huurklasse", 147, 137),
        ("Versliënbosch", "Huurklasse", 293, 190),
        ("Passart, Acasiastraat e.o.", "Huurklasse", 159, 162),
    }


def test_the_sources(loaded, capsys):
    totals = figure(soort="planning", lijst__kenmerk__code="bat", gepubliceerd_totaal=True)
    assert [int(row.waarde) for row in totals.order_by("klasse__volgorde")] == [178, 839, 199]
    assert figure(cijferbron__slug="zorggeschikt-per-buurt", opmerking="streepje in bron").count() == 64
    stock = figure(cijferbron__slug="daeb-voorraad-2026", eenheid="woningen")
    assert stock.get(klasse=None, corporatie=None).waarde == 20271
    assert stock.get(klasse__code="goedkoop", corporatie__naam="Servatius").waarde == 760
    assert figure(klasse__code="verkoop", corporatie__naam="Maasvallei").get().opmerking.startswith("15 DAEB")
    assert figure(cijferbron__slug="doelgroep-pilot-2025").count() == 6
    assert Klassenlijst.objects.filter(gemeente=None, naam="VERA").count() == 9
    assert Vastgoedproject.objects.filter(gemeente__slug="maastricht").count() == 55

    found = {
        (row.rij, row.kolom, row.regel): (row.gepubliceerd, row.berekend)
        for row in Afwijking.objects.filter(gemeente__slug="maastricht")
    }
    assert found == {
        ("Huur <= liberalisatiegrens", "Totaal", "totaal_corporaties"): (3623, 3549),
        ("Huur > liberalisatiegrens", "Totaal", "totaal_corporaties"): (123, 196),
        ("Totaal", "Wonen Limburg", "totaal_klassen"): (235, 506),
        ("Totaal", "Totaal", "totaal_tabel"): (20271, 20270),
        ("Huur <= liberalisatiegrens", "Servatius (procent)", "percentage"): (9, Decimal("8.44")),
        ("Huur <= liberalisatiegrens", "Maasvallei (procent)", "percentage"): (3, Decimal("2.44")),
        ("Totaal", "BAT 1", "totaal_gebieden"): (4692, 4689),
        ("Nieuwbouw", "Totaal", "twee_tabellen"): (1514, 1556),
        ("Sloop", "Totaal", "twee_tabellen"): (365, 387),
        ("Renovatie", "Totaal", "twee_tabellen"): (2212, 2113),
        ("Verandering woningvoorraad", "Servatius", "verandering"): (510, 266),
        ("Verandering woningvoorraad", "Woonpunt", "verandering"): (47, -47),
        ("Verandering woningvoorraad", "Maasvallei", "verandering"): (294, 224),
        ("Verandering woningvoorraad", "Totaal", "verandering"): (1122, 714),
    }

    check_heerlen()

    # Checking or loading again changes nothing, and leaves no trace.
    newest = Wijziging.objects.latest("id").pk
    with pytest.raises(SystemExit) as stopped:
        call_command("check_cijfers")
    assert stopped.value.code == 1
    output = capsys.readouterr().out
    assert "Maastricht: 14 afwijkingen" in output
    assert "staat 20.271, is 20.270 (verschil +1)" in output
    call_command("load_voorbeelddata", verbosity=0)
    assert Wijziging.objects.latest("id").pk == newest

    Afwijking.objects.all().delete()
    with pytest.raises(SystemExit):
        call_command("check_cijfers", gemeente="maastricht", proefrun=True)
    assert not Afwijking.objects.exists()
    with pytest.raises(SystemExit):
        call_command("check_cijfers", gemeente="heerlen")
    with pytest.raises(CommandError) as refused:
        call_command("check_cijfers", gemeente="nergens")
    assert refused.value.returncode == 2
