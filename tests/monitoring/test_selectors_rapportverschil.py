# SPDX-License-Identifier: EUPL-1.2
"""Comparing two rapportages: every afspraak in one group, and the words that changed."""

import random
from dataclasses import dataclass, field

import pytest

from afspraken.statussen import Status
from monitoring.selectors.rapportverschil import KOPPEN, Verandering, compare, kind_of
from portaal.lib.word_changes import MAX_WOORDEN, word_changes

WORDS = {status.value: str(status.label) for status in Status}


@dataclass
class Line:
    afspraak_id: int
    status: str = "op_koers"
    titel: str = "Huizen bouwen"
    toelichting: str = ""
    oorzaak: str = ""
    gevolg: str = ""
    maatregel: str = ""
    volgende_stap: str = ""
    gevraagd_besluit: str = ""
    signalen: list = field(default_factory=list)

    @property
    def code(self):
        return f"{self.afspraak_id}a"


@pytest.mark.parametrize(
    ("was", "nu", "kind"),
    [
        ("op_koers", "op_koers", "ongewijzigd"),
        ("op_koers", "aandacht", "slechter"),
        ("aandacht", "stagnatie", "slechter"),
        ("gereed", "stagnatie", "slechter"),
        ("gereed", "op_koers", "slechter"),
        ("op_koers", "niet_gestart", "slechter"),
        ("op_koers", "aangehouden", "slechter"),
        ("niet_gestart", "op_koers", "beter"),
        ("stagnatie", "aandacht", "beter"),
        ("aandacht", "op_koers", "beter"),
        ("aandacht", "gereed", "gereed"),
        ("vervallen", "gereed", "gereed"),
        ("", "gereed", "gereed"),
        ("", "op_koers", "nieuw"),
        ("vervallen", "op_koers", "nieuw"),
        ("op_koers", "vervallen", "vervallen"),
        ("", "vervallen", "vervallen"),
        ("op_koers", "", "vervallen"),
    ],
)
def test_what_a_change_means(was, nu, kind):
    assert kind_of(was, nu) == kind


def test_every_pair_of_statuses_means_something_and_back_means_the_opposite():
    for was in Status.values:
        for nu in Status.values:
            kind, back = kind_of(was, nu), kind_of(nu, was)
            assert kind in KOPPEN
            if kind == Verandering.BETER:
                assert back == Verandering.SLECHTER
            if was == nu:
                assert kind == Verandering.ONGEWIJZIGD


def test_each_afspraak_stands_in_one_group():
    old = [Line(1), Line(2, "stagnatie"), Line(3), Line(4, "vervallen"), Line(5)]
    new = [Line(2), Line(6), Line(1), Line(3, "gereed"), Line(4, "vervallen")]
    result = compare(old, new, WORDS)
    assert {group.soort.value: [row.code for row in group.rijen] for group in result.groepen} == {
        "slechter": [],
        "beter": ["2a"],
        "nieuw": ["6a"],
        "gereed": ["3a"],
        "vervallen": ["5a"],
        "ongewijzigd": ["1a", "4a"],
    }
    assert [row.code for row in result.veranderd] == ["2a", "6a", "3a", "5a"]
    [better] = result.groepen[1].rijen
    assert (better.was_woord, better.nu_woord) == ("Stagneert", "Op koers")
    assert (result.groepen[4].rijen[0].nu, result.groepen[4].rijen[0].nu_woord) == ("", "")


@pytest.mark.parametrize("seed", range(20))
def test_nothing_is_lost_and_nothing_twice(seed):
    rng = random.Random(seed)
    was, nu = ({rng.randint(1, 30): rng.choice(Status.values) for _ in range(rng.randint(0, 25))} for _ in range(2))
    result = compare([Line(k, v) for k, v in was.items()], [Line(k, v) for k, v in nu.items()], WORDS)
    assert sorted(row.afspraak_id for group in result.groepen for row in group.rijen) == sorted({*was, *nu})
    assert compare([Line(k, v) for k, v in nu.items()], [Line(k, v) for k, v in nu.items()], WORDS).veranderd == ()


def test_words_and_signals_that_changed():
    old = Line(1, toelichting="De bouw start in mei.", signalen=["verouderd", "zonder_termijn"])
    new = Line(1, toelichting="De bouw start in juni.", signalen=["verouderd", "wacht_op_besluit"], oorzaak="Regen")
    [row] = compare([old], [new], WORDS).rijen
    assert [text.label for text in row.teksten] == ["Toelichting", "Oorzaak"]
    assert [(part.soort, part.tekst) for part in row.teksten[0].stukken] == [
        ("zelfde", "De bouw start in "),
        ("weg", "mei."),
        ("erbij", "juni."),
    ]
    assert (row.signaalwoorden_erbij, row.signaalwoorden_weg) == (("Wacht op besluit",), ("Zonder termijn",))
    assert compare([old], [new], WORDS).ander_woord == 1
    assert compare([old], [old], WORDS).ander_woord == 0


@pytest.mark.parametrize("seed", range(40))
def test_the_pieces_make_up_both_texts(seed):
    rng = random.Random(seed)
    old, new = ("".join(rng.choices("ab é\n\t.", k=rng.randint(0, 60))) for _ in range(2))
    pieces = word_changes(old, new)
    assert "".join(part.tekst for part in pieces if part.soort != "erbij") == old
    assert "".join(part.tekst for part in pieces if part.soort != "weg") == new


def test_very_long_texts_are_shown_whole():
    long = "woord " * MAX_WOORDEN
    assert [part.soort for part in word_changes(long, f"{long} meer")] == ["weg", "erbij"]
    assert [part.soort for part in word_changes("", long)] == ["erbij"]
