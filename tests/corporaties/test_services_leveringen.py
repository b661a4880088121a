# SPDX-License-Identifier: EUPL-1.2
"""Deliveries: drafts change nothing, setting vast closes what changed, history stays whole."""

import datetime as dt
from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError, IntegrityError, transaction

from corporaties.models import Levering, Voorraadcijfer
from corporaties.services.leveringen import LeveringConflict, record_levering, stel_vast, wijs_af
from partijen.models import Wijziging
from partijen.services.history import StaleVersion

pytestmark = pytest.mark.django_db
PUBLIC = AnonymousUser()


def deliver(stad, *cijfers, periode="2026", **kwargs):
    return record_levering(
        cijferbron=stad.bron_a,
        soort="bestand",
        periode=periode,
        cijfers=cijfers,
        by=stad.databeheerder,
        oorsprong="import",
        **kwargs,
    )


def vast(stad, levering, **kwargs):
    return stel_vast(levering=levering, by=stad.coordinator, oorsprong="pagina", **kwargs)


def current():
    return sorted(Voorraadcijfer.objects.current().values_list("klasse__naam", "waarde"))


def test_a_draft_changes_nothing_that_holds(stad):
    vast(stad, deliver(stad, stad.cijfer(10), stad.cijfer(5, klasse=stad.duur)))
    levering = deliver(stad, stad.cijfer(11), stad.cijfer(5, klasse=stad.duur))
    assert current() == [("Duur", Decimal(5)), ("Goedkoop", Decimal(10))]
    assert (levering.status, levering.openbaar) == ("ingediend", False)
    counts = (levering.aantal_nieuw, levering.aantal_gewijzigd, levering.aantal_vervallen, levering.aantal_ongewijzigd)
    assert counts == (0, 1, 0, 1)


def test_setting_vast_closes_what_changed_and_keeps_what_did_not(stad):
    first = deliver(stad, stad.cijfer(10), stad.cijfer(5, klasse=stad.duur))
    vast(stad, first)
    second = deliver(stad, stad.cijfer(11), stad.cijfer(5, klasse=stad.duur))
    verschil = vast(stad, second)
    assert (len(verschil.new), len(verschil.changed), len(verschil.gone), len(verschil.unchanged)) == (0, 1, 0, 1)
    assert current() == [("Duur", Decimal(5)), ("Goedkoop", Decimal(11))]
    old = Voorraadcijfer.objects.get(klasse=stad.goedkoop, waarde=10)
    assert (old.levering, old.vervangen_door) == (first, second)
    # What did not change still is of the delivery that brought it.
    assert Voorraadcijfer.objects.get(klasse=stad.duur).levering == first
    first.refresh_from_db()
    assert (first.status, first.openbaar, second.vervangt) == ("vervangen", True, first)


def test_what_a_delivery_leaves_out_ends_and_other_periods_stay(stad):
    vast(stad, deliver(stad, stad.cijfer(10), stad.cijfer(5, klasse=stad.duur)))
    vast(stad, deliver(stad, stad.cijfer(9, periode="2025"), periode="2025"))
    verschil = vast(stad, deliver(stad, stad.cijfer(10)))
    assert len(verschil.gone) == 1
    found = Voorraadcijfer.objects.current().values_list("periode", "klasse__naam", "waarde")
    assert sorted(found) == [("2025", "Goedkoop", Decimal(9)), ("2026", "Goedkoop", Decimal(10))]


def test_the_same_figures_again_change_nothing(stad):
    cijfers = [stad.cijfer(10), stad.cijfer(None, klasse=stad.duur, waardestatus="nader_te_bepalen")]
    vast(stad, deliver(stad, *cijfers))
    before = set(Voorraadcijfer.objects.values_list("pk", "vervangen_door"))
    assert not vast(stad, deliver(stad, *cijfers))
    assert set(Voorraadcijfer.objects.values_list("pk", "vervangen_door")) == before


def test_a_later_draft_replaces_an_earlier_one(stad):
    first, second = deliver(stad, stad.cijfer(10)), deliver(stad, stad.cijfer(12))
    first.refresh_from_db()
    assert (first.status, first.openbaar) == ("vervangen", False)
    with pytest.raises(LeveringConflict):
        vast(stad, first)
    vast(stad, second)
    assert current() == [("Goedkoop", Decimal(12))]
    assert not Levering.objects.visible_to(PUBLIC).filter(pk=first.pk).exists()


def test_setting_vast_compares_with_what_holds_then(stad):
    """A draft that was new when it came may be a change by the time it is set vast."""
    other = record_levering(
        cijferbron=stad.bron_a, soort="api", periode="2025", cijfers=[stad.cijfer(8)], by=None, oorsprong="api"
    )
    draft = deliver(stad, stad.cijfer(10))
    vast(stad, other)
    verschil = vast(stad, draft)
    assert (len(verschil.new), len(verschil.changed)) == (0, 1)
    assert current() == [("Goedkoop", Decimal(10))]


def test_the_version_the_coordinator_saw_counts(stad):
    levering = deliver(stad, stad.cijfer(10))
    with pytest.raises(StaleVersion):
        vast(stad, levering, expected_versie=levering.versie + 1)
    assert not Voorraadcijfer.objects.current().exists()


def test_the_same_figure_twice_is_refused_whole(stad):
    with pytest.raises(IntegrityError), transaction.atomic():
        deliver(stad, stad.cijfer(10), stad.cijfer(11))
    assert not Levering.objects.exists()


def test_history_tells_of_the_delivery(stad):
    levering = deliver(stad, stad.cijfer(10))
    vast(stad, levering)
    found = Wijziging.objects.filter(model="corporaties.levering", object_id=levering.pk).order_by("id")
    assert [(row.soort, row.gebruiker) for row in found] == [
        ("nieuw", stad.databeheerder),
        ("gepubliceerd", stad.coordinator),
    ]


@pytest.mark.parametrize(
    ("name", "sees"),
    [
        ("coordinator", True),
        ("bestuurder", True),
        ("beheerder", True),
        ("databeheerder", True),
        ("databeheerder_b", False),
    ],
)
def test_who_sees_a_draft(stad, name, sees):
    levering = deliver(stad, stad.cijfer(10))
    user = getattr(stad, name)
    for user_, expected in ((user, sees), (PUBLIC, False)):
        assert Levering.objects.visible_to(user_).filter(pk=levering.pk).exists() is expected
        assert Voorraadcijfer.objects.visible_to(user_).filter(levering=levering).exists() is expected
    vast(stad, levering)
    assert Voorraadcijfer.objects.visible_to(PUBLIC).filter(levering=levering).exists()


def test_at_a_date(stad):
    vast(stad, deliver(stad, stad.cijfer(10)), op=dt.date(2026, 3, 1))
    vast(stad, deliver(stad, stad.cijfer(12)), op=dt.date(2026, 6, 1))

    def at(*day):
        return list(Voorraadcijfer.objects.for_peildatum(dt.date(*day)).values_list("waarde", flat=True))

    assert (at(2026, 2, 28), at(2026, 3, 1), at(2026, 5, 31), at(2026, 6, 1)) == ([], [10], [10], [12])


def test_a_figure_is_never_edited(stad):
    levering = deliver(stad, stad.cijfer(10))
    vast(stad, levering)
    vast(stad, deliver(stad, stad.cijfer(12)))
    closed = Voorraadcijfer.objects.filter(waarde=10)
    for change in ({"waarde": 11}, {"concept": True}, {"vervangen_door": None}, {"levering": levering}):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            closed.update(**change)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        closed.delete()


def test_the_history_of_one_figure(stad):
    for waarde in (10, 12, 15):
        vast(stad, deliver(stad, stad.cijfer(waarde), stad.cijfer(1, klasse=stad.duur)))
    newest = Voorraadcijfer.objects.current().get(klasse=stad.goedkoop)
    assert list(Voorraadcijfer.objects.of_one(newest).order_by("id").values_list("waarde", flat=True)) == [10, 12, 15]


def test_what_was_decided_is_not_refused_any_more(stad):
    levering = deliver(stad, stad.cijfer(10))
    vast(stad, levering)
    versie = Levering.objects.get(pk=levering.pk).versie
    with pytest.raises(LeveringConflict, match="Deze levering is al"):
        wijs_af(levering=levering, by=stad.coordinator, oorsprong="pagina", reden="Toch niet", expected_versie=versie)
    assert Voorraadcijfer.objects.current().count() == 1
