# SPDX-License-Identifier: EUPL-1.2
"""Printed tables of which a row is a year."""

from pathlib import Path

import pytest

from corporaties.models import Voorraadcijfer
from monitoring.services.voorbeelddata import FixtureFaults, load_voorbeelddata

pytestmark = pytest.mark.django_db

SHARED = {
    "kenmerken.yaml": "- {code: energielabel, naam: Energielabel}\n",
    "populaties.yaml": "- {naam: alle}\n",
    "dorp/klassenlijsten.yaml": """
        - kenmerk: energielabel
          naam: Dorp 2024
          klassen:
            - {code: efg, naam: "E, F of G"}
        """,
}
CIJFERS = """
        - slug: labels
          naam: Labels
          document: afspraken
          plaats: tabel 1
          periode: "2022/2024"
          blokken:
            - soort: planning
              lijst: "energielabel: Dorp 2024"
              klasse: efg
              populatie: alle
              rijen: periode
              kolommen: corporatie
              tabel:
                - ["", "Dorpswonen"]
                - ["2023", "12"]
                - ["2024", "t.b."]
        """


@pytest.fixture
def with_table(root: Path) -> Path:
    for name, text in {**SHARED, "dorp/cijfers.yaml": CIJFERS}.items():
        (root / name).write_text(text, encoding="utf-8")
    return root


def test_a_row_is_a_year(with_table: Path):
    load_voorbeelddata(root=with_table)
    found = Voorraadcijfer.objects.values_list("periode", "klasse__code", "waarde", "waardestatus").order_by("periode")
    assert list(found) == [("2023", "efg", 12, "bekend"), ("2024", "efg", None, "nader_te_bepalen")]


def test_so_is_a_column(with_table: Path):
    path = with_table / "dorp/cijfers.yaml"
    text = path.read_text(encoding="utf-8").replace("rijen: periode", "rijen: corporatie")
    text = text.replace("kolommen: corporatie", "kolommen: periode")
    table = '- ["", "2023", "2024"]\n                - ["Dorpswonen", "12", "13"]\n'
    path.write_text(text[: text.index('- ["", "Dorpswonen"]')] + table, encoding="utf-8")
    load_voorbeelddata(root=with_table)
    assert list(Voorraadcijfer.objects.values_list("periode", "waarde").order_by("id")) == [("2023", 12), ("2024", 13)]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"2023"', '"2O23"', "2O23, Dorpswonen"),
        ("klasse: efg", "klasse: abc", "‘klasse’: onbekend ‘abc’"),
        ("rijen: periode", "rijen: jaar", "klasse, corporatie, gebied, gemeente, periode"),
    ],
)
def test_a_fault_says_where(with_table: Path, old: str, new: str, message: str):
    path = with_table / "dorp/cijfers.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(FixtureFaults, match=message):
        load_voorbeelddata(root=with_table)
    assert not Voorraadcijfer.objects.exists()
