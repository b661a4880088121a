# SPDX-License-Identifier: EUPL-1.2
"""What parties asked first and what became of it: every priority counts once, and nothing hidden shows."""

from itertools import combinations_with_replacement

import pytest
from django.contrib import admin
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from afspraken.models import Afspraak
from afspraken.statussen import Status
from monitoring.models import Partijprioriteit
from monitoring.selectors.prioriteiten import Uitkomst, outcome, read_prioriteiten
from tests.factories import AfspraakFactory, AfsprakensetFactory, GebruikerFactory, PartijFactory
from tests.monitoring.build import add_report
from tests.monitoring.queries import data_queries

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("statussen", "expected"),
    [
        ([], "geen_afspraak"),
        (["gereed", "gereed"], "gehaald"),
        (["gereed", "vervallen"], "gehaald"),
        (["gereed", "op_koers"], "loopt"),
        (["niet_gestart"], "niet_begonnen"),
        (["niet_gestart", "gereed"], "loopt"),
        (["gereed", "stagnatie"], "aandacht"),
        (["aangehouden", "vervallen"], "stil"),
    ],
)
def test_what_became_of_it(statussen, expected) -> None:
    assert outcome(statussen) == expected


def test_every_mix_of_statuses_has_one_outcome() -> None:
    for size in (1, 2, 3):
        for mix in combinations_with_replacement(Status.values, size):
            assert outcome(list(mix)) in Uitkomst
            assert outcome(list(mix)) == outcome(list(reversed(mix)))


def make(afsprakenset, partij, nummer, *afspraken):
    row = Partijprioriteit.objects.create(
        gemeente=afsprakenset.gemeente, afsprakenset=afsprakenset, partij=partij, nummer=nummer, titel=f"Wens {nummer}"
    )
    row.afspraken.set(afspraken)
    return row


def test_the_page_shows_what_the_reader_sees_with_constant_queries(client) -> None:
    afspraak = AfspraakFactory(code="1a", titel="Huren", status="op_koers", status_publiek="op_koers")
    hidden = AfspraakFactory(thema=afspraak.thema, code="1x", titel="Nog geheim", gepubliceerd=False)
    partij, afsprakenset = PartijFactory(naam="Huurders"), afspraak.afsprakenset
    make(afsprakenset, partij, 1, afspraak)
    make(afsprakenset, partij, 2, hidden)
    concept = AfsprakensetFactory(gemeente=afsprakenset.gemeente, gepubliceerd=False)
    make(concept, PartijFactory(naam="Stille partij"), 1)
    address = reverse("prioriteiten", args=(afsprakenset.gemeente.slug,))
    page = client.get(address).content.decode()
    assert "Loopt: <strong>1</strong> · Geen afspraak genoemd: <strong>1</strong>" in page
    assert ("Nog geheim" in page, "Stille partij" in page, "Wens 2" in page) == (False, False, True)
    by = GebruikerFactory(rol="coordinator", gemeente=afsprakenset.gemeente)
    groups = read_prioriteiten(by, afsprakenset.gemeente)
    assert {str(group.partij) for group in groups} == {"Huurders", "Stille partij"}
    for group in groups:
        assert sum(number for _word, number in group.tellingen) == len(group.regels)
    assert read_prioriteiten(AnonymousUser(), afsprakenset.gemeente, partij=PartijFactory()) == ()
    assert "Demonstratie:" not in page
    add_report(afspraak, "gereed", demo=True)
    assert "Demonstratie:" in client.get(address).content.decode()
    counts = []
    for number in (3, 20):
        more = [AfspraakFactory(thema=afspraak.thema) for _one in range(3)]
        make(afsprakenset, PartijFactory(), number, *more)
        with data_queries() as found:
            client.get(address)
        counts.append(len(found))
    assert counts == [3, 3]
    Afspraak.objects.update(gepubliceerd=False)
    assert "Huren" not in client.get(address).content.decode()


def test_what_becomes_public_by_the_screen_is_checked_for_personal_data() -> None:
    screen = admin.site._registry[Partijprioriteit]
    row = make(AfsprakensetFactory(), PartijFactory(), 1)
    row.toelichting = "Bel 06-12345678."
    assert [text.veld for text in screen.texts_to_publish(row, {"toelichting", "jaar"})] == ["toelichting"]
    new = Partijprioriteit(afsprakenset=row.afsprakenset, titel="Nieuw")
    assert len(screen.texts_to_publish(new, ())) == 4
    row.afsprakenset.gepubliceerd = False
    assert screen.texts_to_publish(row, {"toelichting"}) == []
