# SPDX-License-Identifier: EUPL-1.2
"""Making, refreshing and setting vast a rapportage; what nobody can change afterwards."""

import datetime as dt
import hashlib

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction

from afspraken.models import Afspraak, Voortgang
from afspraken.services.publicatie import unpublish_afspraak
from afspraken.services.voortgang import withdraw_voortgang
from monitoring.models import Rapportage, Rapportageregel
from monitoring.selectors.momentopname import content_of
from monitoring.selectors.rapportage import Zegel, package
from monitoring.services.rapportages import (
    RapportageVast,
    RapportageVerouderd,
    adopt_rapportage,
    create_rapportage,
    discard_rapportage,
)
from partijen.models import Wijziging
from partijen.services.zwartmaken import black_out
from portaal.lib import triggers
from tests.factories import (
    ActieFactory,
    AfspraakFactory,
    AfsprakensetFactory,
    BetrokkenheidFactory,
    OverlegFactory,
    PartijFactory,
    ProjectkoppelingFactory,
    TermijnFactory,
    VastgoedprojectFactory,
)
from tests.monitoring.build import TODAY, add_report, build_world
from tests.monitoring.queries import data_queries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

YESTERDAY = TODAY - dt.timedelta(days=1)


@pytest.fixture
def stad(world, member):
    """The world with its coordinator, and a shortcut to make a rapportage for the next meeting."""
    world.by = member(world, "coordinator")

    def make(**kwargs):
        values = {"overleg": world.volgende, "afsprakenset": world.afsprakenset, "by": world.by, **kwargs}
        return create_rapportage(**values)

    def adopt(rapportage, **kwargs):
        values = {"overleg": rapportage.overleg, "afsprakenset": rapportage.afsprakenset, "by": world.by}
        return adopt_rapportage(**{**values, "gezien": rapportage.hash, **kwargs})

    world.make, world.adopt = make, adopt
    return world


def test_it_holds_what_was_public_on_the_day_and_nothing_else(stad):
    shown = AfspraakFactory(thema=stad.themas[0], code="9a", titel="Openbaar plan")
    hidden = AfspraakFactory(thema=stad.themas[0], code="9b", titel="Geheim plan", gepubliceerd=False)
    add_report(shown, "op_koers", datum=TODAY - dt.timedelta(days=40), toelichting="Toen")
    add_report(
        shown, "stagnatie", datum=TODAY - dt.timedelta(days=10), toelichting="Nu", gevraagd_besluit="Geld vrijmaken"
    )
    add_report(shown, "gereed", datum=YESTERDAY, published=False, toelichting="Nog niet nagelezen")
    actie = ActieFactory(afspraak=shown, titel="Grond kopen", aantal_woningen=12)
    ActieFactory(afspraak=shown, titel="Stiekem", gepubliceerd=False)
    add_report(shown, "op_koers", actie=actie, datum=YESTERDAY, toelichting="Bod gedaan")
    BetrokkenheidFactory(afspraak=shown, partij=PartijFactory(naam="Woonpunt"))
    TermijnFactory(afspraak=shown, periode="2022-Q1", wat="Plan klaar")
    TermijnFactory(afspraak=shown, periode="2023", voldaan_op=TODAY + dt.timedelta(days=3))
    project = VastgoedprojectFactory(gemeente=stad.gemeente, locatie="Belvédère", aantal=65, aantal_tekst="+65")
    ProjectkoppelingFactory(afspraak=shown, project=project)

    rapportage = stad.make()

    assert (rapportage.concept, rapportage.peildatum, rapportage.overleg_datum) == (True, TODAY, stad.volgende.datum)
    regel = rapportage.regels.get(afspraak=shown)
    assert (regel.status, regel.toelichting, regel.gevraagd_besluit) == ("stagnatie", "Nu", "Geld vrijmaken")
    assert regel.sinds == TODAY - dt.timedelta(days=10)
    assert regel.trekkers == ["Woonpunt"]
    assert {"termijn_verstreken", "wacht_op_besluit", "verslechterd"} <= set(regel.signalen)
    assert [(row["titel"], row["status"], row["toelichting"]) for row in regel.acties] == [
        ("Grond kopen", "op_koers", "Bod gedaan")
    ]
    assert [(row["periode"], row["voldaan_op"]) for row in regel.termijnen] == [("2022-Q1", None), ("2023", None)]
    assert [(row["locatie"], row["aantal"], row["aantal_tekst"]) for row in regel.cijfers] == [("Belvédère", 65, "+65")]
    assert not rapportage.regels.filter(afspraak=hidden).exists()
    assert rapportage.aantal == rapportage.regels.count() == Afspraak.objects.filter(gepubliceerd=True).count()


def test_an_earlier_day_has_the_standing_of_that_day(stad):
    afspraak = AfspraakFactory(thema=stad.themas[0])
    add_report(afspraak, "stagnatie", datum=TODAY - dt.timedelta(days=40), toelichting="Vast")
    add_report(afspraak, "op_koers", datum=TODAY - dt.timedelta(days=10), toelichting="Los")
    actie = ActieFactory(afspraak=afspraak)
    add_report(afspraak, "gereed", actie=actie, datum=YESTERDAY)
    TermijnFactory(afspraak=afspraak, actie=actie, periode="2022")
    stad.volgende.datum = TODAY
    then, now = TODAY - dt.timedelta(days=20), TODAY

    first = stad.make(peildatum=then).regels.get(afspraak=afspraak)
    assert (first.status, first.toelichting, first.acties[0]["status"]) == ("stagnatie", "Vast", "niet_gestart")
    assert "termijn_verstreken" in first.signalen
    second = stad.make(peildatum=now).regels.get(afspraak=afspraak)
    assert (second.status, second.toelichting, second.acties[0]["status"]) == ("op_koers", "Los", "gereed")
    assert "termijn_verstreken" not in second.signalen


def test_refreshing_takes_the_place_of_the_concept(stad):
    first = stad.make()
    add_report(Afspraak.objects.filter(gepubliceerd=True).first(), "gereed", toelichting="Nieuw sinds het concept")
    second = stad.make()

    assert Rapportage.objects.get() == second
    assert not Rapportageregel.objects.exclude(rapportage=second).exists()
    assert second.hash != first.hash
    events = Wijziging.objects.filter(model="monitoring.rapportage").order_by("id")
    assert [(event.soort, event.object_id) for event in events] == [
        ("nieuw", first.pk),
        ("verwijderd", first.pk),
        ("nieuw", second.pk),
    ]


def test_the_same_content_has_the_same_hash(stad):
    assert stad.make().hash == stad.make().hash


def test_the_hash_is_that_of_the_stored_content(stad):
    rapportage = stad.make()
    content = content_of(rapportage, rapportage.regels.order_by("volgorde"))
    assert hashlib.sha256(content).hexdigest() == rapportage.hash
    assert b"\n" not in content[:-1]


def test_once_vastgesteld_everybody_reads_it_and_nothing_changes_it(stad):
    before = stad.gemeente.publieke_versie
    rapportage = stad.adopt(stad.make())
    frozen = list(Rapportageregel.objects.order_by("pk").values())
    stad.gemeente.refresh_from_db()
    assert stad.gemeente.publieke_versie > before
    rapportage.refresh_from_db()
    assert (rapportage.concept, rapportage.vastgesteld_door) == (False, stad.by)
    assert rapportage.vastgesteld_op is not None
    assert Wijziging.objects.filter(model="monitoring.rapportage", soort="gepubliceerd").count() == 1

    for afspraak in Afspraak.objects.all():
        add_report(afspraak, "gereed", datum=YESTERDAY, toelichting="Later")
        afspraak.titel, afspraak.code = f"Anders {afspraak.pk}", f"x{afspraak.pk}"
        afspraak.save()
    with pytest.raises(RapportageVast, match="al vastgesteld"):
        stad.make()
    with pytest.raises(RapportageVast):
        discard_rapportage(overleg=stad.volgende, afsprakenset=stad.afsprakenset, by=stad.by)
    assert list(Rapportageregel.objects.order_by("pk").values()) == frozen


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE monitoring_rapportageregel SET toelichting = 'x'",
        "UPDATE monitoring_rapportageregel SET status = 'gereed', signalen = '[]'",
        "UPDATE monitoring_rapportageregel SET concept = {true}",
        "DELETE FROM monitoring_rapportageregel",
        "UPDATE monitoring_rapportage SET hash = 'x'",
        "UPDATE monitoring_rapportage SET peildatum = '2020-01-01'",
        "UPDATE monitoring_rapportage SET concept = {true}, vastgesteld_op = NULL",
        "UPDATE monitoring_rapportage SET vastgesteld_op = '2020-01-01'",
        "DELETE FROM monitoring_rapportage",
    ],
)
def test_raw_sql_cannot_change_it(stad, statement):
    stad.adopt(stad.make())
    statement = statement.format(true="1" if connection.vendor == "sqlite" else "true")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_concept_is_not_edited_either(stad):
    stad.make()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Rapportageregel.objects.update(toelichting="x")


def test_demo_marks_it_and_may_go(stad):
    assert not stad.make().demo
    demo = OverlegFactory(gemeente=stad.gemeente, datum=TODAY, demo=True)
    rapportage = stad.adopt(stad.make(overleg=demo))
    assert rapportage.demo
    Rapportageregel.objects.filter(rapportage=rapportage).delete()
    rapportage.delete()
    add_report(AfspraakFactory(thema=stad.themas[0]), "op_koers", demo=True)
    assert stad.make().demo


def test_a_demo_standing_of_an_actie_marks_it_too(stad):
    actie = ActieFactory(afspraak__thema=stad.themas[0])
    add_report(actie.afspraak, "op_koers", actie=actie, demo=True)
    assert stad.make().demo


def test_who_is_second_is_told(stad):
    concept = stad.make()
    stad.adopt(concept)
    with pytest.raises(RapportageVast, match="verandert niet meer"):
        stad.adopt(concept)
    assert Wijziging.objects.filter(model="monitoring.rapportage", soort="gepubliceerd").count() == 1


def test_nothing_is_set_vast_unseen(stad):
    seen = stad.make()
    add_report(Afspraak.objects.filter(gepubliceerd=True).first(), "gereed", toelichting="Nieuw")
    stad.make()
    with pytest.raises(RapportageVerouderd, match="ververste"):
        stad.adopt(seen)
    with pytest.raises(RapportageVerouderd, match="ververste"):
        stad.adopt(seen, gezien="")
    assert Rapportage.objects.get().concept


def test_a_concept_that_was_thrown_away(stad):
    seen = stad.make()
    discard_rapportage(overleg=stad.volgende, afsprakenset=stad.afsprakenset, by=stad.by)
    assert not Rapportage.objects.exists()
    assert not Rapportageregel.objects.exists()
    with pytest.raises(RapportageVerouderd, match="bestaat niet meer"):
        stad.adopt(seen)
    with pytest.raises(RapportageVerouderd, match="bestaat niet meer"):
        discard_rapportage(overleg=stad.volgende, afsprakenset=stad.afsprakenset, by=stad.by)


def test_a_meeting_that_was_moved_asks_to_read_again(stad):
    seen = stad.make()
    stad.volgende.datum += dt.timedelta(days=7)
    stad.volgende.save()
    with pytest.raises(RapportageVerouderd, match="verplaatst"):
        stad.adopt(seen)
    stad.adopt(stad.make())


@pytest.mark.parametrize("rol", ["bestuurder", "beheerder", "werkgroeplid", "huurdersvertegenwoordiger"])
def test_only_the_coordinator(stad, member, rol):
    other = member(stad, rol)
    with pytest.raises(PermissionDenied):
        stad.make(by=other)
    concept = stad.make()
    with pytest.raises(PermissionDenied):
        stad.adopt(concept, by=other)
    with pytest.raises(PermissionDenied):
        discard_rapportage(overleg=stad.volgende, afsprakenset=stad.afsprakenset, by=other)


def test_the_coordinator_of_another_gemeente_may_not(stad, outsider):
    with pytest.raises(PermissionDenied):
        stad.make(by=outsider)


@pytest.mark.parametrize(
    ("peildatum", "message"),
    [
        (TODAY + dt.timedelta(days=1), "in de toekomst"),
        (dt.date(2021, 12, 31), "golden de afspraken nog niet"),
    ],
)
def test_a_wrong_day_is_told(stad, peildatum, message):
    with pytest.raises(ValidationError, match=message) as error:
        stad.make(peildatum=peildatum)
    assert set(error.value.message_dict) == {"peildatum"}


def test_a_day_after_the_meeting_is_told(stad):
    with pytest.raises(ValidationError, match="na het overleg"):
        stad.make(overleg=stad.vorige, peildatum=TODAY)
    assert stad.make(overleg=stad.vorige).peildatum == stad.vorige.datum


def test_a_set_that_was_signed_later(stad):
    stad.afsprakenset.ondertekend_op = dt.date(2022, 6, 1)
    stad.afsprakenset.save()
    with pytest.raises(ValidationError, match="1 juni 2022"):
        stad.make(peildatum=dt.date(2022, 5, 31))


def test_a_leap_day_is_a_day(stad):
    assert stad.make(peildatum=dt.date(2024, 2, 29)).peildatum == dt.date(2024, 2, 29)


def test_only_of_a_public_set_with_something_public_in_it(stad):
    hidden = AfsprakensetFactory(gemeente=stad.gemeente, gepubliceerd=False)
    elsewhere = AfsprakensetFactory()
    empty = AfsprakensetFactory(gemeente=stad.gemeente)
    for afsprakenset in (hidden, elsewhere):
        with pytest.raises(ValidationError, match="niet openbaar"):
            stad.make(afsprakenset=afsprakenset)
    with pytest.raises(ValidationError, match="nog geen afspraak openbaar"):
        stad.make(afsprakenset=empty)


@pytest.mark.parametrize("number", [4, 40])
def test_queries_do_not_grow(member, number):
    world = build_world(number)
    by = member(world, "coordinator")
    with data_queries() as found:
        rapportage = create_rapportage(overleg=world.volgende, afsprakenset=world.afsprakenset, by=by)
    assert len(found) == 12, "\n\n".join(found)
    with data_queries() as found:
        adopt_rapportage(overleg=world.volgende, afsprakenset=world.afsprakenset, gezien=rapportage.hash, by=by)
    assert len(found) == 8, "\n\n".join(found)


# --- what happens to it later -----------------------------------------------------------------------------------------


def test_personal_data_is_blacked_out_and_the_hash_stays(stad):
    afspraak = AfspraakFactory(thema=stad.themas[0])
    add_report(afspraak, "op_koers", toelichting="Bel mevrouw Jansen-de Vries voor de sleutel.")
    rapportage = stad.adopt(stad.make())
    other = stad.adopt(stad.make(overleg=OverlegFactory(gemeente=stad.gemeente, datum=TODAY)))
    other_regel = other.regels.get(afspraak=afspraak)

    counts = black_out(gemeente=stad.gemeente, tekst="Jansen-de Vries", reden="Naam van een bewoner", by=stad.by)

    assert counts["monitoring.rapportageregel"] == 2
    other_regel.refresh_from_db()
    assert "[zwartgemaakt]" in other_regel.toelichting
    kept = rapportage.hash
    rapportage.refresh_from_db()
    assert rapportage.hash == kept
    assert rapportage.zwartgemaakt_op is not None
    assert package(stad.by, stad.gemeente, rapportage).zegel == Zegel.ZWARTGEMAAKT
    first = rapportage.zwartgemaakt_op
    black_out(gemeente=stad.gemeente, tekst="voor de sleutel", reden="Ook dit", by=stad.by)
    rapportage.refresh_from_db()
    assert rapportage.zwartgemaakt_op == first
    assert {"monitoring_rapportageregel_no_update", "monitoring_rapportage_no_update"} <= triggers.installed(connection)


def test_the_name_of_the_set_is_blacked_out_too(stad):
    stad.afsprakenset.naam = "Afspraken van Pietersen"
    stad.afsprakenset.save()
    rapportage = stad.adopt(stad.make())
    black_out(gemeente=stad.gemeente, tekst="Pietersen", reden="Naam", by=stad.by)
    rapportage.refresh_from_db()
    assert "Pietersen" not in rapportage.set_naam
    assert rapportage.zwartgemaakt_op is not None


def test_who_goes_round_the_portal_is_found_out(stad):
    rapportage = stad.adopt(stad.make())
    assert package(stad.by, stad.gemeente, rapportage).zegel == Zegel.KLOPT
    with transaction.atomic(), triggers.changeable(connection):
        Rapportageregel.objects.filter(pk=rapportage.regels.first().pk).update(toelichting="Mooier gemaakt")
    assert package(stad.by, stad.gemeente, rapportage).zegel == Zegel.GEBROKEN


def test_what_is_unpublished_later_is_gone_for_the_public_and_counted(stad, member):
    afspraak = AfspraakFactory(thema=stad.themas[0], titel="Meidoorn")
    rapportage = stad.adopt(stad.make())
    unpublish_afspraak(afspraak=afspraak, by=stad.by)
    tenant, board = member(stad, "huurdersvertegenwoordiger"), member(stad, "bestuurder")

    public = package(tenant, stad.gemeente, rapportage)
    assert "Meidoorn" not in [row.titel for row in public.regels]
    assert (public.verborgen, public.volledig, public.zegel) == (1, False, Zegel.KLOPT)
    whole = package(board, stad.gemeente, rapportage)
    assert "Meidoorn" in [row.titel for row in whole.regels]
    assert whole.volledig


def test_a_report_withdrawn_later_stays_as_the_board_read_it(stad):
    afspraak = AfspraakFactory(thema=stad.themas[0])
    report = add_report(afspraak, "op_koers", toelichting="Zoals besproken")
    rapportage = stad.adopt(stad.make())
    withdraw_voortgang(voortgang=Voortgang.objects.get(pk=report.pk), by=stad.by, reden="Klopt niet")
    assert rapportage.regels.get(afspraak=afspraak).toelichting == "Zoals besproken"
