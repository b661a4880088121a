# SPDX-License-Identifier: EUPL-1.2
"""Signalen in sentences, and how long ago a day is in words."""

import datetime as dt

import pytest

from afspraken.explanations import elapsed, explain_signalen
from afspraken.models import Afspraak
from afspraken.statussen import Signaal, status_words
from tests.factories import AfspraakFactory, TermijnFactory

TODAY = dt.date(2023, 5, 15)


@pytest.mark.parametrize(
    ("since", "words"),
    [
        (dt.date(2023, 5, 14), "1 dag"),
        (dt.date(2023, 5, 3), "12 dagen"),
        (dt.date(2023, 3, 17), "59 dagen"),
        (dt.date(2023, 3, 16), "1 maand"),
        (dt.date(2023, 3, 15), "2 maanden"),
        (dt.date(2022, 3, 31), "13 maanden"),
        (dt.date(2022, 3, 15), "14 maanden"),
        (dt.date(2021, 5, 16), "23 maanden"),
        (dt.date(2021, 5, 15), "2 jaar"),
        (dt.date(2012, 12, 31), "10 jaar"),
    ],
)
def test_how_long_ago(since, words) -> None:
    assert elapsed(since, TODAY) == words


@pytest.fixture
def afspraak(db: None) -> Afspraak:
    """An afspraak without any signal, as a page has read it."""
    row = AfspraakFactory()
    for signaal in Signaal:
        setattr(row, f"signaal_{signaal}", False)
    row.zicht_bijgewerkt_op, row.vorige_status = None, "op_koers"
    return row


def sentences(afspraak: Afspraak, *signalen: Signaal, late=()) -> list[str]:
    for signaal in signalen:
        setattr(afspraak, f"signaal_{signaal}", True)
    found = explain_signalen(
        afspraak,
        late=late,
        woorden=status_words(afspraak.gemeente),
        vorig_overleg=dt.date(2023, 3, 9),
        today=TODAY,
    )
    assert [row.signaal for row in found] == [str(signaal) for signaal in signalen]
    return [row.zin for row in found]


def test_nothing_to_explain(afspraak) -> None:
    assert sentences(afspraak) == []


def test_each_late_term_is_named(afspraak) -> None:
    late = [
        TermijnFactory(afspraak=afspraak, periode="2022-Q1"),
        TermijnFactory(afspraak=afspraak, periode="2023-04", soort="besluit", wat="raad besluit"),
    ]
    for row in late:
        row.refresh_from_db()
    assert sentences(afspraak, Signaal.TERMIJN_VERSTREKEN, late=late) == [
        "Termijn eerste kwartaal 2022 (gereed) is 13 maanden verstreken. "
        "Termijn april 2023 (besluit, raad besluit) is 15 dagen verstreken."
    ]


def test_age_of_the_standing(afspraak) -> None:
    assert "Er is nog geen stand gemeld" in sentences(afspraak, Signaal.VEROUDERD)[0]
    afspraak.zicht_bijgewerkt_op = dt.date(2022, 12, 5)
    assert sentences(afspraak, Signaal.VEROUDERD) == [
        "De laatste stand is van 5 december 2022: 161 dagen oud. Na 90 dagen heet een stand verouderd."
    ]


def test_the_others(afspraak) -> None:
    assert sentences(afspraak, Signaal.VERSLECHTERD, Signaal.WACHT_OP_BESLUIT) == [
        "Bij het BOWW van 9 maart 2023 was de status nog ‘Op koers’.",
        "Er ligt een vraag bij het BOWW.",
    ]


def test_a_threshold_of_the_gemeente_is_told(afspraak) -> None:
    gemeente = afspraak.gemeente
    gemeente.verstreken_na_dagen, gemeente.zonder_trekker_na_dagen, gemeente.zonder_termijn_na_dagen = 14, 30, 1
    gemeente.verslechterd_bij_stappen, gemeente.besluit_na_dagen = 2, 10
    afspraak.zicht_bijgewerkt_op = dt.date(2023, 5, 3)
    late = TermijnFactory(afspraak=afspraak, periode="2022-Q1")
    late.refresh_from_db()
    signals = [signaal for signaal in Signaal if signaal != Signaal.VEROUDERD]
    assert sentences(afspraak, *signals, late=[late]) == [
        "Termijn eerste kwartaal 2022 (gereed) is 13 maanden verstreken. Dit signaal komt na meer dan 14 dagen.",
        "Het document noemt geen trekker: het is niet duidelijk wie dit oppakt. "
        "Dit signaal komt 30 dagen na de eerste dag van de set.",
        "Het document noemt geen moment waarop dit klaar is. Dit signaal komt 1 dag na de eerste dag van de set.",
        "Bij het BOWW van 9 maart 2023 was de status nog ‘Op koers’. Dit signaal komt bij 2 stappen slechter.",
        "Er ligt sinds 3 mei 2023 een vraag bij het BOWW: 12 dagen. Dit signaal komt na 10 dagen.",
    ]
