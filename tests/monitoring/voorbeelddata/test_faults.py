# SPDX-License-Identifier: EUPL-1.2
"""Wrong fixtures: every fault at once, each with its place, and nothing written."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from monitoring.services.voorbeelddata import FixtureFaults, load_voorbeelddata
from tests.monitoring.voorbeelddata.stored import MODELS

pytestmark = pytest.mark.django_db

Edit = Callable[[str, str, str], None]

WRONG = [
    ("dorp/afspraken.yaml", "thema: 1\n", "thema: 7\n", r"dorp/afspraken.yaml, 1a \(regel 2\): ‘thema’: onbekend ‘7’"),
    ("dorp/afspraken.yaml", "trekkers: [gemeente]", "trekkers: [Dorpswoonen]", "‘trekkers’: onbekende partij ‘Dorpswo"),
    ("dorp/afspraken.yaml", "trekkers: [gemeente]", "trekkers: [Dorpswoonen]", "Bedoelt u ‘Dorpswonen’"),
    ("dorp/afspraken.yaml", "trekkers: [gemeente]", "trekkers: [Stadswonen]", "‘Stadswonen’ in gemeente dorp"),
    ("dorp/afspraken.yaml", "trekkers: [gemeente]", "trekkers: [Dorpswonen]", "‘Dorpswonen’ staat twee keer"),
    ("dorp/afspraken.yaml", "gebieden: [Noord, Het Zuiden]", "gebieden: [Oost]", "onbekend gebied ‘Oost’"),
    ("dorp/afspraken.yaml", "rayon: rayon-noord", "rayon: wijk-noord", "‘rayon’: onbekend gebied"),
    ("dorp/afspraken.yaml", "titel: Bouwen", "titel: " + "x" * 200, "‘titel’: .*160"),
    ("dorp/afspraken.yaml", "titel: Bouwen", "titels: Bouwen", "onbekende sleutel ‘titels’. Bedoelt u ‘titel’"),
    ("dorp/afspraken.yaml", "titel: Bouwen", "doel: Bouwen", "‘titel’ ontbreekt"),
    ("dorp/afspraken.yaml", "titel: Bouwen", "titel: [a, b]", "‘titel’ moet een tekst zijn"),
    ("dorp/afspraken.yaml", "titel: Bouwen", "titel: a\n          titel: b", "de sleutel ‘titel’ staat twee keer"),
    ("dorp/afspraken.yaml", "code: 1.10", "code: ../1", "‘code’: Een code bestaat uit letters en cijfers"),
    ("dorp/afspraken.yaml", "code: 1.10", "code: 1a", "1a .*: staat twee keer in het bestand"),
    ("dorp/afspraken.yaml", "bron: afspraken", "bron: afsprakn", "‘bron’: onbekend ‘afsprakn’. Bedoelt u ‘afspraken’"),
    ("dorp/acties.yaml", "code: 1a-1", "code: 1b-1", "‘code’ moet ‘1a-’ met een nummer zijn"),
    ("dorp/acties.yaml", "aantal_woningen: 20", "aantal_woningen: circa 20", "moet een heel getal zijn"),
    ("dorp/acties.yaml", "afspraak: 1a", "afspraak: 9z", "‘afspraak’: onbekend ‘9z’"),
    ("dorp/termijnen.yaml", "periode: 2024-H1", "periode: 2024-H3", "‘periode’: ‘2024-H3’ is geen periode"),
    ("dorp/termijnen.yaml", "soort: evaluatie", "soort: feest", "‘soort’: .*feest"),
    ("dorp/termijnen.yaml", "actie: 1a-1", "actie: 1a-7", "‘actie’: onbekend ‘1a-7’"),
    ("dorp/themas.yaml", "werkgroep: Werkgroep Wonen", "werkgroep: Corporaties", "is geen werkgroep"),
    ("dorp/prioriteiten.yaml", "themas: [0, 1]", "themas: [x]", "‘themas’: onbekend ‘x’"),
    ("dorp/gebieden.yaml", "ouder: wijk-noord", "ouder: wijk-oost", "‘ouder’: onbekend ‘wijk-oost’"),
    ("dorp/gebieden.yaml", "ouder: wijk-noord", "ouder: buurt-noord", "een gebied ligt niet in zichzelf"),
    ("dorp/gebieden.yaml", "delen: [buurt-noord, buurt-zuid]", "delen: [rayon-noord]", "een gebied ligt niet in zich"),
    ("dorp/indicatoren.yaml", "gewicht: woningen", "gewicht: huizen", "‘gewicht’: onbekend ‘huizen’"),
    ("dorp/indicatoren.yaml", "groep: overlast", "groep: feest", "‘groep’: .*feest"),
    ("dorp/indicatorwaarden.yaml", "klasse: veel", "klasse: vel", "‘klasse’: onbekend ‘vel’. Bedoelt u ‘veel’"),
    ("dorp/indicatorwaarden.yaml", "klasse: veel", "deel: noord", "schrijf ‘waarde’ of ‘klasse’"),
    ("dorp/indicatorwaarden.yaml", "waarde: 45", "waarde: veel", "schrijf een getal als 45"),
    ("dorp/indicatorwaarden.yaml", "waarde: 45", "waarde: 145", "hoogstens 100"),
    ("dorp/indicatorwaarden.yaml", "uitspraak: 2", "deel: ''", "staat twee keer in het bestand"),
    ("dorp/indicatorwaarden.yaml", "gebieden: [buurt-noord, buurt-zuid]", "gebieden: [oost]", "onbekend gebied ‘oost’"),
    ("dorp/indicatoren.yaml", "bron: afspraken", "uitleg: Niets", "‘bron’ ontbreekt, hier en bij de indicator"),
    ("dorp/afsprakensets.yaml", "status: lopend", "status: rennend", "‘levensfase’: .*rennend"),
    ("dorp/afsprakensets.yaml", "bron: afspraken", "ondertekend_op: maart", "schrijf een datum als 2022-03-15"),
    ("dorp/afsprakensets.yaml", "- slug: set", "- slug: set\n         bad", "geen geldige YAML"),
    ("dorp/brondocumenten.yaml", "- slug: afspraken", "slug: afspraken", "geen geldige YAML"),
    ("partijen.yaml", "leden: [Dorpswonen]", "leden: Dorpswonen", "‘leden’ moet een lijst van teksten zijn"),
    ("partijen.yaml", "leden: [Dorpswonen]", "leden: [Corporaties]", "een collectief is geen lid van zichzelf"),
    ("partijen.yaml", "huurders_van: Dorpswonen", "huurders_van: Niemand", "‘Niemand’ is geen bekende verhuurder"),
    ("partijen.yaml", "soort: werkgroep", "soort: corporatie", "alleen een werkgroep of collectief heeft"),
    (
        "partijen.yaml",
        "gemeenten: [dorp, stad]",
        "gemeenten: [dorp, stap]",
        "onbekende gemeente ‘stap’. Bedoelt u ‘stad’",
    ),
    ("partijen.yaml", "soort: collectief", "soort: werkgroep", "alleen een collectief heeft ‘leden’"),
    ("partijen.yaml", "aliassen: [Stichting Dorpswonen]", "aliassen: [gemeente]", "‘gemeente’ kan meer partijen zijn"),
    ("partijen.yaml", "naam: Stadswonen", "naam: Dorpswonen", "Dorpswonen .*: staat twee keer in het bestand"),
    ("partijen.yaml", "- naam: Stadswonen", "- Stadswonen:", "‘naam’ ontbreekt"),
    ("partijen.yaml", "soort: werkgroep", "huurders_van: Dorpswonen", "alleen een huurdersorganisatie heeft"),
    ("dorp/gebieden.yaml", "aliassen: [Het Zuiden]", "aliassen: [Noord, Het Zuiden]", "‘Noord’ kan meer gebieden zijn"),
    (
        "dorp/afspraken.yaml",
        "gebieden: [Noord, Het Zuiden]",
        "gebieden: [Noord, Noord]",
        "twee keer in ‘gebieden’",
    ),
    ("dorp/prioriteiten.yaml", "afsprakenset: set", "afsprakenset: sets", "‘afsprakenset’: onbekend ‘sets’"),
    ("gemeenten.yaml", "- slug: dorp", "- slug: gehucht", "deze map hoort bij geen gemeente"),
    ("gemeenten.yaml", "- slug: stad", "- slug: api", "‘slug’: ‘api’ is al een adres"),
    ("gemeenten.yaml", "eigen_partij: Gemeente Stad", "eigen_partij: Niemand", "‘eigen_partij’: onbekende partij"),
]


@pytest.mark.parametrize(("name", "old", "new", "message"), WRONG)
def test_each_fault_names_its_place_and_nothing_is_written(
    root: Path, edit: Edit, name: str, old: str, new: str, message: str
):
    edit(name, old, new)
    with pytest.raises(FixtureFaults) as caught:
        load_voorbeelddata(root=root)
    assert any(re.search(message, line) for line in caught.value.lines), caught.value.lines
    assert not any(model._default_manager.exists() for model in MODELS)


def test_a_file_that_is_no_list_is_a_fault_and_an_empty_one_is_not(root: Path):
    (root / "dorp/termijnen.yaml").write_text("# nothing yet\n", encoding="utf-8")
    load_voorbeelddata(root=root)
    (root / "dorp/termijnen.yaml").write_text("afsprakenset: set\n", encoding="utf-8")
    with pytest.raises(FixtureFaults, match="een bestand is een lijst van onderdelen"):
        load_voorbeelddata(root=root)
    (root / "dorp/termijnen.yaml").write_bytes(b"- wat: \xff\n")
    with pytest.raises(FixtureFaults, match=r"dorp/termijnen\.yaml: geen geldige YAML"):
        load_voorbeelddata(root=root)


def test_all_faults_are_listed_at_once(root: Path, edit: Edit, settings):
    settings.FIXTURES_DIR = root
    edit("dorp/afspraken.yaml", "trekkers: [gemeente]", "trekkers: [Niemand]")
    edit("dorp/afspraken.yaml", "rayon: rayon-noord", "rayon: nergens")
    edit("dorp/termijnen.yaml", "periode: 2024-H1", "periode: ooit")
    with pytest.raises(CommandError) as caught:
        call_command("load_voorbeelddata")
    lines = str(caught.value).splitlines()
    assert lines[0] == "Er is niets geladen. Fouten: 3."
    assert [line.split(",")[0].strip() for line in lines[1:]] == [
        "dorp/afspraken.yaml",
        "dorp/afspraken.yaml",
        "dorp/termijnen.yaml",
    ]
    assert caught.value.returncode == 1


def test_an_unknown_gemeente_is_refused(root: Path):
    with pytest.raises(FixtureFaults, match="onbekende gemeente ‘drop’"):
        load_voorbeelddata(root=root, only="drop")
