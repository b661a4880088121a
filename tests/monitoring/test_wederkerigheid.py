# SPDX-License-Identifier: EUPL-1.2
"""Who owes what: every afspraak is counted once, collectives are their members, and what is hidden counts nowhere."""

import csv
import datetime as dt
import io

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from afspraken.models import Afspraak
from monitoring.selectors.wederkerigheid import KOP, wederkerigheid
from partijen.models import Collectieflid
from tests.factories import (
    ActieFactory,
    AfspraakFactory,
    BetrokkenheidFactory,
    CollectiefFactory,
    GebruikerFactory,
    GemeenteFactory,
    PartijFactory,
    PartijInGemeenteFactory,
    ThemaFactory,
)
from tests.monitoring.build import TODAY, add_report
from tests.monitoring.queries import data_queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def stad():
    """Corporations A and B in a collectief, a tenant association, and five afspraken of which one is hidden."""

    class Stad:
        pass

    stad = Stad()
    stad.gemeente = GemeenteFactory(slug="maastricht")
    stad.thema = ThemaFactory(afsprakenset__gemeente=stad.gemeente, afsprakenset__slug="set-1", werkgroep=None)
    stad.a, stad.b = PartijFactory(naam="Aarveld"), PartijFactory(naam="Bouwlust")
    for partij in (stad.a, stad.b):
        PartijInGemeenteFactory(gemeente=stad.gemeente, partij=partij)
    stad.huurders = PartijFactory(naam="Huurders", soort="huurdersorganisatie")
    stad.samen = CollectiefFactory(gemeente=stad.gemeente, naam="Corporaties")
    for partij in (stad.a, stad.b):
        Collectieflid.objects.create(collectief=stad.samen, lid=partij)
    Collectieflid.objects.filter(lid=stad.b).update(tot="2030-01-01")
    stad.leeg = CollectiefFactory(gemeente=stad.gemeente, naam="Bewoners")
    leads = {
        "1a": [stad.a],
        "1b": [stad.samen],
        "1c": [stad.a, stad.huurders],
        "1d": [],
        "1e": [stad.leeg],
        "1x": [stad.b],
    }
    stad.afspraken = {}
    for volgorde, (code, partijen) in enumerate(leads.items()):
        row = AfspraakFactory(
            thema=stad.thema, code=code, titel=f"Titel {code}", volgorde=volgorde, gepubliceerd=code != "1x"
        )
        stad.afspraken[code] = row
        for partij in partijen:
            BetrokkenheidFactory(afspraak=row, partij=partij)
    BetrokkenheidFactory(afspraak=stad.afspraken["1a"], partij=stad.huurders, rol="betrokken")
    actie = ActieFactory(afspraak=stad.afspraken["1d"], code="1d-1")
    BetrokkenheidFactory(afspraak=stad.afspraken["1d"], actie=actie, partij=stad.huurders)
    add_report(stad.afspraken["1a"], "stagnatie", demo=True)
    stad.coordinator = GebruikerFactory(rol="coordinator", gemeente=stad.gemeente)
    return stad


def read(stad, user=None, peildatum=TODAY):
    return wederkerigheid(user or AnonymousUser(), stad.gemeente, stad.thema.afsprakenset, peildatum)


def reconciled(found):
    """The three ways to count give the same number."""
    by_party = sum(row.alleen for row in found.partijen) + found.samen + len(found.zonder)
    by_kind = sum(row.alleen for row in found.soorten) + found.gemengd + len(found.zonder)
    codes = {row.code for party in found.partijen for row in party.getrokken} | {row.code for row in found.zonder}
    return found.alleen + found.samen + len(found.zonder), by_party, by_kind, len(codes)


def test_the_counts_reconcile_and_collectives_are_their_members(stad) -> None:
    found = read(stad)
    assert reconciled(found) == (5, 5, 5, 5) == (found.aantal,) * 4
    assert found.aantal == Afspraak.objects.visible_to(AnonymousUser()).count()
    lines = {str(row.partij): (row.alleen, row.samen, row.doet_mee) for row in found.partijen}
    assert lines == {"Aarveld": (1, 2, 0), "Bouwlust": (0, 1, 0), "Huurders": (0, 1, 2), "Bewoners": (1, 0, 0)}
    kinds = {row.naam: (row.partijen, row.trekt, row.alleen, row.samen) for row in found.soorten}
    assert kinds == {
        "woningcorporatie": (2, 3, 2, 1),
        "huurdersorganisatie": (1, 1, 0, 1),
        "collectief": (1, 1, 1, 0),
    }
    assert [row.code for row in found.zonder] == ["1d"]
    by_code = {row.code: row for row in next(row for row in found.partijen if row.partij == stad.a).beloften}
    assert (by_code["1b"].via, by_code["1b"].verdeling) == ("Corporaties", "samen")
    assert (by_code["1a"].via, by_code["1a"].verdeling, by_code["1a"].status) == ("", "alleen", "stagnatie")
    tenants = next(row for row in found.partijen if row.partij == stad.huurders)
    assert [(row.code, row.rol, row.acties) for row in tenants.beloften] == [
        ("1a", "betrokken", ()),
        ("1c", "trekker", ()),
        ("1d", "bij acties", ("1d-1",)),
    ]


def test_who_reads_drafts_counts_them_and_a_member_that_left_has_no_share(stad) -> None:
    found = read(stad, stad.coordinator)
    assert reconciled(found) == (6, 6, 6, 6)
    later = read(stad, peildatum=dt.date(2031, 1, 1))
    assert reconciled(later) == (5, 5, 5, 5)
    assert {str(row.partij): (row.alleen, row.samen) for row in later.partijen}["Aarveld"] == (2, 1)
    assert "Bouwlust" not in {str(row.partij) for row in later.partijen}
    BetrokkenheidFactory(afspraak=stad.afspraken["1b"], partij=stad.a, rol="betrokken")
    by_code = {row.code: row for row in read(stad).partijen[0].beloften}
    assert by_code["1b"].via == "", "it is named by itself too"


def test_the_page_and_its_file(stad, client) -> None:
    path = reverse("partijen", args=("maastricht",))
    text = " ".join(client.get(path).content.decode().split())
    for said in (
        "Prestatieafspraken",
        "5 afspraken.",
        "2 worden door één partij getrokken,",
        "Titel 1d",
        "Demonstratie",
    ):
        assert said in text, said
    assert "Titel 1x" not in text
    one = client.get(path, {"partij": "aarveld"}).content.decode()
    assert "Titel 1b" in one
    assert "via" in one
    for wrong in ({"partij": "nergens"}, {"formaat": "exe"}):
        assert client.get(path, wrong).status_code == 404
    answer = client.get(path, {"formaat": "csv"})
    content = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(content), delimiter=";"))
    assert tuple(rows[0]) == KOP
    assert sum(row[2] == "trekker" for row in rows) == 6
    assert [row[5] for row in rows if row[2] == "zonder trekker"] == ["1d"]
    empty = GemeenteFactory(slug="leegstad")
    assert client.get(reverse("partijen", args=(empty.slug,))).status_code in (200, 404)
    assert client.get(path, {"afsprakenset": "nergens"}).status_code == 404


def test_queries_do_not_grow(stad, client) -> None:
    path = reverse("partijen", args=("maastricht",))
    with data_queries() as few:
        client.get(path)
    for number in range(8):
        row = AfspraakFactory(thema=stad.thema, volgorde=50 + number)
        BetrokkenheidFactory(afspraak=row, partij=PartijFactory())
        BetrokkenheidFactory(afspraak=row, partij=stad.samen)
    with data_queries() as many:
        client.get(path)
    assert len(many) == len(few) <= 6, "\n\n".join(many)
