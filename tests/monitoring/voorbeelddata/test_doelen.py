# SPDX-License-Identifier: EUPL-1.2
"""Targets and links from files, and what can be wrong in them."""

from pathlib import Path

import pytest

from afspraken.models import Doeldeel, Doelstelling, Sdgkoppeling, Verband
from monitoring.services.voorbeelddata import FixtureFaults, load_voorbeelddata

pytestmark = pytest.mark.django_db

DOELEN = """
        - afsprakenset: set
          code: huizen
          titel: Huizen
          afspraak: 1a
          eenheid: woningen
          doel: "2.330"
          periode: 2030
          delen:
            - {verdeling: corporatie, naam: Dorpswonen, partij: Dorpswonen, waarde: "60", eenheid: procent}
            - {verdeling: halfjaar, naam: tweede, waarde: n.t.b.}
            - {verdeling: halfjaar, naam: derde}
          beginwaarde: "10"
          begin_op: 2025-01-01
          metingen:
            - {datum: 2026-01-01, waarde: "1.000", herkomst: Tabel 1}
            - {datum: 2026-01-01, deel: tweede, waarde: n.t.b., herkomst: Tabel 2, toelichting: Nog niet}
        - afsprakenset: set
          code: uren
          titel: Uren
          richting: volgen
        """
VERBANDEN = """
        - afsprakenset: set
          afspraak: 1a
          soort: draagt_bij
          naar: [1.10]
          toelichting: Samen
        """


SDGS = """
        - {afsprakenset: set, sdgs: ["1", "17"], bron_plaats: Bijlage}
        - {afsprakenset: set, thema: "1", sdgs: ["3"]}
        - {afsprakenset: set, afspraak: 1a, sdgs: ["11"]}
        """


@pytest.fixture
def with_doelen(root: Path) -> Path:
    (root / "dorp/doelstellingen.yaml").write_text(DOELEN, encoding="utf-8")
    (root / "dorp/verbanden.yaml").write_text(VERBANDEN, encoding="utf-8")
    (root / "dorp/sdgs.yaml").write_text(SDGS, encoding="utf-8")
    return root


def test_they_load_and_load_again(with_doelen: Path):
    load_voorbeelddata(root=with_doelen)
    row = Doelstelling.objects.get(code="huizen")
    assert (row.doel, row.waardestatus, row.afspraak.code, row.bron.slug) == (2330, "bekend", "1a", "afspraken")
    assert Doelstelling.objects.get(code="uren").waardestatus == "niet_van_toepassing"
    parts = Doeldeel.objects.order_by("volgorde").values_list("naam", "waarde", "waardestatus", "eenheid")
    assert list(parts) == [
        ("Dorpswonen", 60, "bekend", "procent"),
        ("tweede", None, "nader_te_bepalen", "woningen"),
        ("derde", None, "onbekend", "woningen"),
    ]
    assert (row.beginwaarde, str(row.begin_op)) == (10, "2025-01-01")
    assert list(row.metingen.values_list("deel__naam", "waarde", "waardestatus", "herkomst", "demo")) == [
        (None, 1000, "bekend", "Tabel 1", False),
        ("tweede", None, "nader_te_bepalen", "Tabel 2", False),
    ]
    goals = Sdgkoppeling.objects.order_by("sdg").values_list("sdg", "thema__nummer", "afspraak__code", "bron__slug")
    assert list(goals) == [
        (1, None, None, "afspraken"),
        (3, 1, None, "afspraken"),
        (11, None, "1a", "afspraken"),
        (17, None, None, "afspraken"),
    ]
    link = Verband.objects.get()
    assert (link.van.code, link.naar.code, link.toelichting) == ("1a", "1.10", "Samen")
    again = load_voorbeelddata(root=with_doelen)
    assert not any(count.new + count.changed + count.removed for count in again.counts)
    # A link that is dropped from the file goes; a target stays, and is reported.
    (with_doelen / "dorp/verbanden.yaml").write_text("", encoding="utf-8")
    load_voorbeelddata(root=with_doelen)
    assert not Verband.objects.exists()


def test_a_file_goes_on_in_another(with_doelen: Path):
    (with_doelen / "dorp/afspraken-meer.yaml").write_text(
        "- {afsprakenset: set, code: 1z, thema: 1, titel: Nog een, samenvatting: Erbij.}\n", encoding="utf-8"
    )
    (with_doelen / "dorp/verbanden.yaml").write_text(VERBANDEN.replace("1.10", "1z"), encoding="utf-8")
    load_voorbeelddata(root=with_doelen)
    assert Verband.objects.get().naar.code == "1z"


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        ("doelstellingen", "code: huizen\n", "kode: huizen\n", "‘code’ ontbreekt"),
        ("doelstellingen", "afspraak: 1a", "afspraak: 9z", "‘afspraak’: onbekend ‘9z’"),
        ("doelstellingen", 'doel: "2.330"', "doel: veel", "‘doel’: ‘veel’ is geen getal"),
        ("doelstellingen", 'waarde: "60"', "waarde: best veel", "‘waarde’: ‘best veel’ is geen getal"),
        ("doelstellingen", "partij: Dorpswonen", "partij: Niemand", "onbekende partij ‘Niemand’"),
        ("doelstellingen", "eenheid: woningen", "eenheid: appels", "‘eenheid’: .*appels"),
        ("doelstellingen", "- afsprakenset: set\n          code: uren", "- code: uren", "‘afsprakenset’ ontbreekt"),
        ("doelstellingen", "deel: tweede, waarde", "deel: vierde, waarde", "‘vierde’ is geen deel van dit doel"),
        ("doelstellingen", "datum: 2026-01-01, waarde", "datum: ooit, waarde", "‘datum’ is ‘ooit’"),
        ("doelstellingen", "          begin_op: 2025-01-01\n", "", "horen bij elkaar"),
        ("sdgs", 'sdgs: ["3"]', 'sdgs: ["18"]', "‘18’ is geen werelddoel"),
        ("sdgs", 'sdgs: ["3"]', "sdgs: []", "‘sdgs’ ontbreekt"),
        ("sdgs", 'thema: "1"', 'thema: "9"', "‘thema’: onbekend ‘9’"),
        ("sdgs", "afspraak: 1a", "afspraak: 9z", "‘afspraak’: onbekend ‘9z’"),
        ("sdgs", "{afsprakenset: set, thema", "{afsprakenset: sets, thema", "‘afsprakenset’: onbekend ‘sets’"),
        ("verbanden", "soort: draagt_bij", "soort: houdt_van", "‘soort’: .*houdt_van"),
        ("verbanden", "naar: [1.10]", "naar: [9z]", "‘afspraak’: onbekend ‘9z’"),
        ("verbanden", "naar: [1.10]", "naar: []", "‘naar’ ontbreekt"),
        ("verbanden", "afspraak: 1a", "afspraak: 8y", "‘afspraak’: onbekend ‘8y’"),
        ("verbanden", "naar: [1.10]", "naar: [1.10]\n          naar_set: sets", "‘afsprakenset’: onbekend ‘sets’"),
    ],
)
def test_a_fault_says_where(with_doelen: Path, name: str, old: str, new: str, message: str):
    path = with_doelen / f"dorp/{name}.yaml"
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(FixtureFaults, match=message):
        load_voorbeelddata(root=with_doelen)
    assert not Doelstelling.objects.exists()
