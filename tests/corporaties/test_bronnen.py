# SPDX-License-Identifier: EUPL-1.2
"""The figures of the sources as loaded: printed totals kept, and everything that does not add up found by rules."""

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

    found = {(row.rij, row.kolom, row.regel): (row.gepubliceerd, row.berekend) for row in Afwijking.objects.all()}
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
    call_command("check_cijfers", gemeente="heerlen")
    with pytest.raises(CommandError) as refused:
        call_command("check_cijfers", gemeente="nergens")
    assert refused.value.returncode == 2
