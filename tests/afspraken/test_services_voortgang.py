# SPDX-License-Identifier: EUPL-1.2
"""Recording, confirming, publishing and withdrawing reports."""

import datetime as dt
import uuid

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from afspraken.models import Afspraak, Voortgang
from afspraken.services.voortgang import (
    Melding,
    confirm_unchanged,
    publish_voortgang,
    record_voortgang,
    withdraw_voortgang,
)
from afspraken.statussen import OVERGANGEN, Status, allowed_next
from partijen.models import Collectieflid, Gebruiker, PartijInGemeente, Wijziging
from partijen.services.history import StaleVersion
from tests.factories import (
    ActieFactory,
    AfspraakFactory,
    BetrokkenheidFactory,
    CollectiefFactory,
    GebruikerFactory,
    PartijFactory,
    ThemaFactory,
)

pytestmark = pytest.mark.django_db

VERKLARING = {"oorzaak": "Geen locatie", "gevolg": "Later klaar", "maatregel": "Zoeken"}


@pytest.fixture
def afspraak() -> Afspraak:
    return AfspraakFactory()


@pytest.fixture
def lid(afspraak: Afspraak) -> Gebruiker:
    return GebruikerFactory(rol="werkgroeplid", gemeente=afspraak.gemeente, partij=afspraak.thema.werkgroep)


@pytest.fixture
def coordinator(afspraak: Afspraak) -> Gebruiker:
    return GebruikerFactory(rol="coordinator", gemeente=afspraak.gemeente)


def report(afspraak: Afspraak, by: Gebruiker, status: str = "op_koers", **values) -> Voortgang:
    """Record a report with the fields its status asks for."""
    kwargs = {name: values.pop(name) for name in ("actie", "expected_versie", "publish") if name in values}
    extra = VERKLARING if status in ("aandacht", "stagnatie") else {}
    return record_voortgang(afspraak=afspraak, melding=Melding(status=status, **{**extra, **values}), by=by, **kwargs)


def test_a_report_sets_the_reported_standing_and_leaves_the_public_one(afspraak, lid) -> None:
    voortgang = report(afspraak, lid, toelichting=" Loopt. ", fase="uitvoering")
    afspraak.refresh_from_db()
    assert (afspraak.status, afspraak.fase, afspraak.bijgewerkt_op) == ("op_koers", "uitvoering", timezone.localdate())
    assert afspraak.laatste_voortgang == voortgang
    assert voortgang.toelichting == "Loopt."
    assert (afspraak.status_publiek, afspraak.laatste_voortgang_publiek) == ("niet_gestart", None)


def test_a_report_on_an_actie_leaves_the_afspraak_alone(afspraak, lid) -> None:
    actie = ActieFactory(afspraak=afspraak)
    voortgang = report(afspraak, lid, "stagnatie", actie=actie)
    actie.refresh_from_db()
    afspraak.refresh_from_db()
    assert (actie.status, afspraak.status) == ("stagnatie", "niet_gestart")
    assert (voortgang.afspraak, voortgang.actie) == (afspraak, actie)


def test_one_transaction_of_at_most_six_statements(afspraak, lid) -> None:
    lid.toegang  # noqa: B018  (memberships belong to the request, not to the write)
    with CaptureQueriesContext(connection) as captured:
        report(afspraak, lid, expected_versie=1)
    statements = [q["sql"] for q in captured if not q["sql"].startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE"))]
    assert len(statements) <= 6, statements


def test_an_older_day_does_not_push_a_newer_standing_away(afspraak, lid) -> None:
    report(afspraak, lid, "op_koers")
    report(afspraak, lid, "stagnatie", datum=timezone.localdate() - dt.timedelta(days=30))
    afspraak.refresh_from_db()
    assert afspraak.status == "op_koers"
    assert afspraak.voortgang.count() == 2


def test_two_people_with_the_same_form_the_second_is_told(afspraak, lid, coordinator) -> None:
    report(afspraak, lid, expected_versie=1)
    with pytest.raises(StaleVersion) as caught:
        report(afspraak, coordinator, "gereed", expected_versie=1)
    assert caught.value.current.status == "op_koers"
    assert afspraak.voortgang.count() == 1


@pytest.mark.parametrize("expected", [1, None])
def test_a_form_sent_twice_makes_one_report(afspraak, lid, expected) -> None:
    key = uuid.uuid4()
    first = report(afspraak, lid, sleutel=key, expected_versie=expected)
    second = report(afspraak, lid, sleutel=key, expected_versie=expected)
    assert first == second
    assert afspraak.voortgang.count() == 1
    assert Afspraak.objects.get(pk=afspraak.pk).versie == 2


def test_the_form_of_somebody_else_is_not_taken_for_ones_own(afspraak, lid, coordinator) -> None:
    key = uuid.uuid4()
    report(afspraak, lid, sleutel=key, expected_versie=1)
    with pytest.raises(StaleVersion):
        report(afspraak, coordinator, sleutel=key, expected_versie=1)


@pytest.mark.parametrize("status", ["aandacht", "stagnatie"])
def test_a_deviation_needs_cause_effect_and_measure_all_named_at_once(afspraak, lid, status) -> None:
    with pytest.raises(ValidationError) as caught:
        record_voortgang(afspraak=afspraak, melding=Melding(status=status, gevolg="  "), by=lid)
    assert set(caught.value.message_dict) == {"oorzaak", "gevolg", "maatregel"}
    assert not Voortgang.objects.exists()


def test_every_fault_is_reported_together(afspraak, lid) -> None:
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    with pytest.raises(ValidationError) as caught:
        record_voortgang(
            afspraak=afspraak,
            melding=Melding(status="stagnatie", oorzaak="x", datum=tomorrow, toelichting="x" * 4001),
            by=lid,
        )
    assert set(caught.value.message_dict) == {"gevolg", "maatregel", "datum", "toelichting"}


@pytest.mark.parametrize("status", ["", "onbekend", "OP_KOERS"])
def test_an_unknown_status_is_refused(afspraak, lid, status) -> None:
    with pytest.raises(ValidationError) as caught:
        record_voortgang(afspraak=afspraak, melding=Melding(status=status), by=lid)
    assert set(caught.value.message_dict) == {"status"}


@pytest.mark.parametrize("closed", ["gereed", "vervallen"])
def test_only_a_coordinator_reopens_and_only_with_a_reason(afspraak, lid, coordinator, closed) -> None:
    report(afspraak, lid, closed)
    with pytest.raises(ValidationError) as caught:
        report(afspraak, lid, "op_koers", reden="Toch niet klaar")
    assert "status" in caught.value.message_dict
    with pytest.raises(ValidationError) as caught:
        report(afspraak, coordinator, "op_koers", reden="  ")
    assert set(caught.value.message_dict) == {"reden"}
    report(afspraak, coordinator, "op_koers", reden="Toch niet klaar")
    assert Afspraak.objects.get(pk=afspraak.pk).status == "op_koers"


def test_the_transition_table_is_complete() -> None:
    assert set(OVERGANGEN) == set(Status.values)
    for status in Status.values:
        assert allowed_next(status, coordinator=True)[0] == status
        assert set(allowed_next(status, coordinator=True)) == set(Status.values)


def test_confirming_several_at_once_carries_fase_and_next_step(afspraak, lid) -> None:
    other = AfspraakFactory(thema=afspraak.thema)
    for item in (afspraak, other):
        report(item, lid, fase="uitvoering", volgende_stap="Bouwen", datum=timezone.localdate() - dt.timedelta(days=9))
    reports = confirm_unchanged(afspraken=[afspraak, other], by=lid)
    assert [(r.status, r.fase, r.volgende_stap) for r in reports] == [("op_koers", "uitvoering", "Bouwen")] * 2
    assert set(Afspraak.objects.values_list("bijgewerkt_op", flat=True)) == {timezone.localdate()}


def test_confirming_is_all_or_nothing(afspraak, lid) -> None:
    other = AfspraakFactory(thema=afspraak.thema, code="9z")
    report(afspraak, lid)
    with pytest.raises(ValidationError, match="9z"):
        confirm_unchanged(afspraken=[afspraak, other], by=lid)
    assert Voortgang.objects.count() == 1


class TestConfirmingTellsOfNoDraft:
    """A databeheerder reports on what his party leads, and reads no drafts of it."""

    @pytest.fixture
    def databeheerder(self, afspraak):
        led = BetrokkenheidFactory(afspraak=afspraak)
        return GebruikerFactory(rol="databeheerder", gemeente=afspraak.gemeente, partij=led.partij)

    def test_a_status_that_only_a_draft_tells_is_left_alone(self, afspraak, lid, coordinator, databeheerder):
        first = report(afspraak, lid, "op_koers", datum=timezone.localdate() - dt.timedelta(days=3))
        publish_voortgang(voortgang=first, by=coordinator)
        report(afspraak, lid, "aandacht", oorzaak="Geheim", gevolg="Geheim", maatregel="Geheim")
        assert confirm_unchanged(afspraken=[afspraak], by=databeheerder) == []
        with pytest.raises(ValidationError, match=afspraak.code):
            confirm_unchanged(afspraken=[afspraak], by=lid)

    def test_a_public_status_is_named(self, afspraak, databeheerder):
        with pytest.raises(ValidationError, match=afspraak.code):
            confirm_unchanged(afspraken=[afspraak], by=databeheerder)

    @pytest.mark.parametrize("hidden", ["afspraak", "set"])
    def test_an_afspraak_that_is_hidden_is_not(self, afspraak, databeheerder, hidden):
        row = afspraak if hidden == "afspraak" else afspraak.afsprakenset
        type(row).objects.filter(pk=row.pk).update(gepubliceerd=False)
        assert confirm_unchanged(afspraken=[afspraak], by=databeheerder) == []


def test_confirming_takes_the_same_statements_for_two_and_for_twenty(lid, afspraak) -> None:
    def cost(number: int) -> int:
        rows = AfspraakFactory.create_batch(number, thema=afspraak.thema)
        for row in rows:
            report(row, lid)
        with CaptureQueriesContext(connection) as captured:
            confirm_unchanged(afspraken=rows, by=lid)
        return len(captured)

    assert cost(2) == cost(20)


def test_publishing_and_withdrawing_move_the_public_standing(afspraak, lid, coordinator) -> None:
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    first = report(afspraak, lid, "op_koers", datum=yesterday)
    second = report(afspraak, lid, "stagnatie")
    publish_voortgang(voortgang=first, by=coordinator)
    afspraak.refresh_from_db()
    assert afspraak.status_publiek == "op_koers"
    publish_voortgang(voortgang=second, by=coordinator)
    publish_voortgang(voortgang=second, by=coordinator)
    afspraak.refresh_from_db()
    assert (afspraak.status_publiek, second.publicaties.count()) == ("stagnatie", 1)
    withdraw_voortgang(voortgang=second, by=coordinator, reden="Onjuist")
    log = Wijziging.objects.of_object(second).filter(soort__in=("gepubliceerd", "ingetrokken"))
    assert [event.velden["gepubliceerd"] for event in log] == [[True, False], [False, True]]
    afspraak.refresh_from_db()
    assert (afspraak.status_publiek, afspraak.status) == ("op_koers", "stagnatie")


def test_withdrawing_needs_a_reason(afspraak, coordinator) -> None:
    voortgang = report(afspraak, coordinator, publish=True)
    with pytest.raises(ValidationError):
        withdraw_voortgang(voortgang=voortgang, by=coordinator, reden=" ")


def test_a_coordinator_may_publish_at_once_and_nobody_else(afspraak, lid, coordinator) -> None:
    with pytest.raises(PermissionDenied):
        report(afspraak, lid, publish=True)
    report(afspraak, coordinator, publish=True)
    afspraak.refresh_from_db()
    assert (afspraak.status, afspraak.status_publiek) == ("op_koers", "op_koers")


def test_strangers_may_not_report(afspraak) -> None:
    elsewhere = ThemaFactory(afsprakenset=afspraak.afsprakenset)
    other_gemeente = AfspraakFactory().gemeente
    strangers = [
        GebruikerFactory(),
        GebruikerFactory(rol="werkgroeplid", gemeente=afspraak.gemeente, partij=elsewhere.werkgroep),
        GebruikerFactory(rol="coordinator", gemeente=other_gemeente),
        *(
            GebruikerFactory(rol=rol, gemeente=afspraak.gemeente)
            for rol in ("bestuurder", "beheerder", "fondsbeheerder")
        ),
        GebruikerFactory(rol="huurdersvertegenwoordiger", gemeente=afspraak.gemeente, partij=PartijFactory()),
    ]
    for stranger in strangers:
        with pytest.raises(PermissionDenied):
            report(afspraak, stranger)
    inactive = GebruikerFactory(rol="coordinator", gemeente=afspraak.gemeente, is_active=False)
    with pytest.raises(PermissionDenied):
        report(afspraak, inactive)


def test_a_member_of_the_leading_party_may_report_also_through_a_collective(afspraak) -> None:
    corporatie = PartijFactory()
    PartijInGemeente.objects.create(partij=corporatie, gemeente=afspraak.gemeente)
    collective = CollectiefFactory(gemeente=afspraak.gemeente)
    Collectieflid.objects.create(collectief=collective, lid=corporatie)
    BetrokkenheidFactory(afspraak=afspraak, partij=collective)
    member = GebruikerFactory(rol="databeheerder", gemeente=afspraak.gemeente, partij=corporatie)
    assert report(afspraak, member).pk


def test_leading_one_actie_is_no_right_to_the_afspraak_or_its_other_acties(afspraak) -> None:
    corporatie = PartijFactory()
    own, other = ActieFactory.create_batch(2, afspraak=afspraak)
    BetrokkenheidFactory(afspraak=afspraak, actie=own, partij=corporatie)
    member = GebruikerFactory(rol="werkgroeplid", gemeente=afspraak.gemeente, partij=corporatie)
    assert report(afspraak, member, actie=own).pk
    for target in (None, other):
        with pytest.raises(PermissionDenied):
            report(afspraak, member, actie=target)


def test_taking_part_without_leading_is_no_right_to_report(afspraak) -> None:
    corporatie = PartijFactory()
    BetrokkenheidFactory(afspraak=afspraak, partij=corporatie, rol="betrokken")
    member = GebruikerFactory(rol="werkgroeplid", gemeente=afspraak.gemeente, partij=corporatie)
    with pytest.raises(PermissionDenied):
        report(afspraak, member)


def test_history_tells_who_what_and_why(afspraak, lid, coordinator) -> None:
    report(afspraak, lid, "gereed")
    report(afspraak, coordinator, "op_koers", reden="Toch niet klaar", publish=True)
    events = list(Wijziging.objects.of_object(afspraak))
    assert [event.gebruiker for event in events] == [coordinator, lid]
    assert events[0].velden["status"] == ["gereed", "op_koers"]
    assert events[0].reden == "Toch niet klaar"
    assert Wijziging.objects.filter(model="afspraken.voortgang").count() == 3  # two reports, one publication


def test_nothing_is_written_when_the_history_cannot_be(afspraak, lid, monkeypatch) -> None:
    def fail(events) -> None:
        raise RuntimeError

    monkeypatch.setattr("partijen.services.history.write", fail)
    with pytest.raises(RuntimeError):
        report(afspraak, lid)
    afspraak.refresh_from_db()
    assert (Voortgang.objects.count(), afspraak.status, afspraak.versie) == (0, "niet_gestart", 1)


def test_invisible_text_is_no_explanation_and_a_slip_in_the_year_is_caught(afspraak, lid) -> None:
    with pytest.raises(ValidationError) as caught:
        report(afspraak, lid, "stagnatie", oorzaak="\u200b \u202e", datum=dt.date(226, 3, 1))
    assert set(caught.value.message_dict) == {"oorzaak", "datum"}


def test_who_is_no_coordinator_publishes_and_withdraws_nothing(afspraak, lid, coordinator) -> None:
    voortgang = report(afspraak, lid)
    with pytest.raises(PermissionDenied):
        publish_voortgang(voortgang=voortgang, by=lid)
    with pytest.raises(PermissionDenied):
        withdraw_voortgang(voortgang=voortgang, by=lid, reden="Onjuist")
    withdraw_voortgang(voortgang=voortgang, by=coordinator, reden="Was niet openbaar")
    assert voortgang.publicaties.count() == 0


def test_publishing_an_older_day_leaves_the_newer_public_standing(afspraak, coordinator) -> None:
    report(afspraak, coordinator, "gereed", publish=True)
    older = timezone.localdate() - dt.timedelta(days=30)
    report(afspraak, coordinator, "gereed", publish=True, datum=older, toelichting="Nagekomen")
    afspraak.refresh_from_db()
    assert afspraak.bijgewerkt_op_publiek == timezone.localdate()


def test_confirming_nothing_new_writes_nothing_and_strangers_confirm_nothing(afspraak, lid) -> None:
    report(afspraak, lid)
    assert confirm_unchanged(afspraken=[afspraak], by=lid, expected_versies={afspraak.pk: 99}) == []
    with pytest.raises(PermissionDenied):
        confirm_unchanged(afspraken=[afspraak], by=GebruikerFactory())
