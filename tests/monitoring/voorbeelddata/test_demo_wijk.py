# SPDX-License-Identifier: EUPL-1.2
"""Demo initiatives and moves: public, marked on screen, loaded once, and removed to the last row."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.management import call_command

from afspraken.models import Initiatief, Verhuizing
from monitoring.services.demo import remove_demo
from monitoring.services.demo_wijk import add_initiatieven, add_verhuizingen
from monitoring.services.voorbeelddata import FixtureFaults, build, demo_items, load_voorbeelddata
from monitoring.services.voorbeelddata.demo_items import DemoInitiatief, DemoVerhuizing
from partijen.models import Gemeente, Wijziging
from tests.factories import GebiedFactory
from tests.factories_wijkplan import InitiatiefFactory, VerhuizingFactory, VervolgbesluitFactory
from tests.monitoring.voorbeelddata.demo_files import write_demo

pytestmark = pytest.mark.django_db
PILOT = "/maastricht/pilots/pilot-doorstroom-senioren-2025/"


def test_the_file_of_maastricht(client, capsys):
    call_command("load_voorbeelddata", demo=True, gemeente="maastricht")
    assert "Demo, nieuw: 6 initiatieven in wijken, 5 verhuizingen." in capsys.readouterr().out
    assert set(Initiatief.objects.values_list("demo", "gepubliceerd", "herkomst")) == {(True, True, "voorbeeld")}
    assert set(Verhuizing.objects.values_list("demo", "maand__day")) == {(True, 1)}
    assert Initiatief.objects.get(titel="Kledingruil in het buurtcentrum").einddatum.isoformat() == "2026-06-30"
    for model in ("afspraken.initiatief", "afspraken.verhuizing"):
        assert set(Wijziging.objects.filter(model=model).values_list("demo", flat=True)) == {True}
    for path, words in (
        ("/maastricht/wijkplannen/nazareth/", "Samen eten in de buurt"),
        ("/maastricht/wijkplannen/pottenberg/", "Sportfonds Maastricht"),
        (PILOT, "5 van 50 verhuizingen"),
    ):
        page = client.get(path).content.decode()
        assert words in page, path
        assert "Demonstratie:" in page, path
    again = load_voorbeelddata(only="maastricht", demo=True)
    assert (again.demo.initiatieven, again.demo.verhuizingen) == (0, 0)

    remove_demo(gemeenten=Gemeente.objects.filter(slug="maastricht"))
    assert not Initiatief.objects.exists()
    assert not Verhuizing.objects.exists()
    assert "Demonstratie:" not in client.get(PILOT).content.decode()


def test_real_rows_stay_and_get_no_invented_ones_beside_them():
    own = VerhuizingFactory()
    gemeente, pilot = own.gemeente, own.afsprakenset
    real = InitiatiefFactory(gebied=GebiedFactory(gemeente=gemeente))
    VervolgbesluitFactory(afsprakenset=pilot, demo=True)
    decision = VervolgbesluitFactory(afsprakenset=pilot)

    def stored(instance):
        return SimpleNamespace(instance=instance)

    initiatief = DemoInitiatief(stored(real.gebied), None, "Plan", "Iets.", "bewoners", "idee", "", "voorbeeld")
    removed = DemoInitiatief(stored(None), None, "Plan", "Iets.", "bewoners", "idee", "", "voorbeeld")
    move = DemoVerhuizing(stored(pilot), stored(own.corporatie), own.maand, "aanbod", True, {})
    assert add_initiatieven(gemeente, [initiatief, removed]) == 1
    assert add_verhuizingen(gemeente, [move]) == 0
    remove_demo(gemeenten=[gemeente])
    assert (list(Initiatief.objects.all()), list(Verhuizing.objects.all())) == ([real], [own])
    assert list(pilot.vervolgbesluiten.all()) == [decision]


def test_faults_in_the_files(root: Path):
    write_demo(root)
    (root / "dorp" / "demo" / "initiatieven.yaml").write_text(
        "- gebied: nergens\n  titel: A\n  omschrijving: O\n  soort: partner\n  stand: druk\n  periode: ooit\n"
        "  herkomst: voorbeeld\n"
    )
    (root / "dorp" / "demo" / "verhuizingen.yaml").write_text(
        "- pilot: set\n  maand: 2025-13-01\n  corporatie: Gemeente Dorp\n  via: gevonden\n  klussen: veel\n"
    )
    with pytest.raises(FixtureFaults) as caught:
        demo_items.read_demo(build(root, None))
    told = str(caught.value)
    for words in (
        "‘gebied’: onbekend ‘nergens’",
        "een partner is een organisatie",
        "‘stand’: ‘druk’ kan niet",
        "‘periode’ is ‘ooit’",
        "‘set’ is geen pilot",
        "‘Gemeente Dorp’ is geen corporatie",
        "schrijf een datum als 2022-03-15",
        "‘via’: ‘gevonden’ kan niet",
        "‘klussen’ is ‘veel’",
    ):
        assert words in told, words
