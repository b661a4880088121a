# SPDX-License-Identifier: EUPL-1.2
"""Blacking out: afterwards the text is nowhere in the data of the gemeente, and the act is told without it."""

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, IntegrityError, OperationalError, connection, models, transaction
from django.db.models.functions import Cast
from django.utils import timezone

from afspraken.models import Voortgang
from partijen.models import Sleutel, Wijziging
from partijen.services import history, zwartmaken
from partijen.services.zwartmaken import black_out, find_places
from portaal.lib import blackout, triggers
from tests.beheer import make_world, snapshot
from tests.factories import PartijInGemeenteFactory
from tests.lib.test_blackout import free_columns
from wijken.models import Kaarttegel

pytestmark = pytest.mark.django_db

SECRET = "Zoë “6” O'B"
REDEN = "Staat in een melding van een bewoner"


@pytest.fixture
def world():
    world = make_world()
    for place in (world.a, world.b):
        Sleutel.objects.create(
            gemeente=place.gemeente,
            partij=place.partij,
            naam="Koppeling",
            lezen=True,
            prefix=f"p{place.gemeente.pk}",
            token_hash=f"h{place.gemeente.pk}",
            geldig_tot=timezone.localdate(),
            gemaakt_door=place.coordinator,
        )
        Kaarttegel.objects.create(gemeente=place.gemeente, rij=2, kolom=2, naam="Maas")
    return world


def soil(gemeente) -> set[str]:
    """Write the secret into every free text of every row of a gemeente; returns "model.field" of what was written."""
    written = set()
    with transaction.atomic(), triggers.changeable(connection):
        for model, field in free_columns():
            rows = model._base_manager.filter(**{blackout.handling_of(model).scope: gemeente.pk})
            for row in rows:
                text = SECRET if not field.unique else f"{SECRET} {row.pk}"
                if isinstance(field, models.JSONField):
                    listed = isinstance(getattr(row, field.attname), list)
                    value = [text] if listed else {"x": [None, f"van {text}"]}
                else:
                    value = text if field.max_length and field.max_length < 40 else f"van {text} en {row.pk}"
                    if field.max_length and len(value) > field.max_length:
                        continue
                try:
                    with transaction.atomic():
                        model._base_manager.filter(pk=row.pk).update(**{field.attname: value})
                except IntegrityError:
                    # A row that may hold no text here, such as the name of a square of the map that is a buurt.
                    continue
                written.add(f"{model._meta.label_lower}.{field.name}")
    return written


def dump(gemeente=None) -> str:
    """Every column of every table as text: of one gemeente, or all there is."""
    parts = []
    for model in apps.get_models(include_auto_created=True):
        rows = model._base_manager.all()
        if gemeente is not None:
            scope = blackout.handling_of(model).scope
            if not scope or model not in blackout.project_models():
                continue
            rows = rows.filter(**{scope: gemeente.pk})
        columns = [field.name for field in model._meta.concrete_fields]
        texts = {f"as_{name}": Cast(name, models.TextField()) for name in columns}
        for values in rows.annotate(**texts).values_list(*texts):
            parts.append("\x1f".join(str(value) for value in values))
    return "\n".join(parts)


def stands_in(text: str) -> bool:
    """The secret, in the spelling of either database."""
    return any(part in text for part in ("Zoë", "O'B", "Zo\\u00eb"))


def test_afterwards_the_text_is_nowhere(world):
    here, there = world.a.gemeente, world.b.gemeente
    written = soil(here)
    soil(there)
    assert {
        "afspraken.voortgang.toelichting",
        "afspraken.notitie.tekst",
        "afspraken.publicatie.reden",
        "afspraken.bewijsstuk.url",
        "partijen.wijziging.velden",
        "partijen.wijziging.object_naam",
        "partijen.gemeente.naam",
        "partijen.gemeente.statuswoorden",
        "wijken.gebied.aliassen",
        "wijken.kaarttegel.naam",
    } <= written
    elsewhere = dump(there)
    assert stands_in(dump(here))
    before = triggers.installed(connection)
    counts = black_out(gemeente=here, tekst=SECRET, reden=REDEN, by=world.users["coordinator"])
    assert not stands_in(dump(here))
    assert dump(there) == elsewhere
    assert triggers.installed(connection) == before
    assert set(counts) == {name.rpartition(".")[0] for name in written}
    table = Voortgang._meta.db_table
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET toelichting = 'x'")


def test_a_row_of_every_model_with_text_was_tried(world):
    """Who adds a model adds a row of it to the world of tests/beheer.py, or it is named here with a test of its own."""
    tried = {
        model._meta.label
        for model, _field in free_columns()
        if model._base_manager.filter(**{blackout.handling_of(model).scope: world.a.gemeente.pk}).exists()
    }
    needed = {
        model._meta.label for model, _field in free_columns() if model._meta.app_label in ("partijen", "afspraken")
    }
    assert needed - tried <= {"afspraken.Actielijstimport", "afspraken.Documentimport"}


def test_the_act_is_told_without_the_text(world, caplog):
    report = world.a.own.voortgang
    with transaction.atomic(), triggers.changeable(connection):
        Voortgang.objects.filter(pk=report.pk).update(toelichting="Bel 06-12345678.")
    world.a.own.notitie_publiek.tekst = "06-12345678"
    world.a.own.notitie_publiek.save()
    newest = Wijziging.objects.latest("id").pk
    world.a.gemeente.refresh_from_db()
    versie = world.a.gemeente.publieke_versie
    by = world.users["beheerder"]
    with caplog.at_level("INFO", logger="portaal.security"):
        counts = black_out(gemeente=world.a.gemeente, tekst=" 06-12345678 ", reden=f" {REDEN} ", by=by)
    assert counts == {"afspraken.voortgang": 1, "afspraken.notitie": 1}
    event = Wijziging.objects.get(pk__gt=newest)
    assert (event.soort, event.gebruiker, event.gemeente, event.reden) == ("zwartgemaakt", by, world.a.gemeente, REDEN)
    assert event.velden == {
        "soort": [None, "telefoonnummer"],
        "plaatsen": [None, ["notitie: 1", "voortgang: 1"]],
    }
    assert "06-12345678" not in dump(world.a.gemeente)
    world.a.gemeente.refresh_from_db()
    assert world.a.gemeente.publieke_versie == versie + 1, "pages that a browser kept are read again"
    assert "action=black_out" in caplog.text
    assert "places=2" in caplog.text
    assert "06-12345678" not in caplog.text
    report.refresh_from_db()
    assert report.toelichting == "Bel [zwartgemaakt]."


@pytest.mark.parametrize(
    ("tekst", "reden", "veld"),
    [
        ("abc", REDEN, "tekst"),
        ("  abc  ", REDEN, "tekst"),
        ("x" * 201, REDEN, "tekst"),
        ("zwartgemaakt", REDEN, "tekst"),
        ("een [zwartgemaakt] stuk", REDEN, "tekst"),
        ("ab\0cd", REDEN, "tekst"),
        ("nergens te vinden", REDEN, "tekst"),
        ("Loopt.", "  ", "reden"),
        ("Loopt.", "Er stond: Loopt.", "reden"),
        ("gereed", REDEN, "tekst"),
    ],
)
def test_what_is_refused_changes_nothing(world, tekst, reden, veld):
    before = snapshot()
    with pytest.raises(ValidationError) as caught, transaction.atomic():
        black_out(gemeente=world.a.gemeente, tekst=tekst, reden=reden, by=world.users["coordinator"])
    assert set(caught.value.error_dict) == {veld}
    assert snapshot() == before


@pytest.mark.parametrize("rol", ["werkgroeplid", "bestuurder", "databeheerder", "fondsbeheerder", "niemand"])
def test_only_coordinator_and_beheerder_of_this_gemeente(world, rol):
    for by in (world.users[rol], world.b.coordinator):
        with pytest.raises(PermissionDenied):
            find_places(gemeente=world.a.gemeente, tekst="Loopt.", by=by)
        with pytest.raises(PermissionDenied):
            black_out(gemeente=world.a.gemeente, tekst="Loopt.", reden=REDEN, by=by)


def test_places_show_what_stands_around_the_text(world):
    afspraak = world.a.own.publiek
    history.update_with_history(
        afspraak, {"doel": f"{'a' * 50} Jansen {'b' * 50}"}, by=world.users["coordinator"], oorsprong="beheer"
    )
    places = find_places(gemeente=world.a.gemeente, tekst="Jansen", by=world.users["coordinator"])
    assert [(place.soort, place.veld) for place in places] == [("Wijziging", "velden"), ("Afspraak", "doel")]
    assert places[1].voor == f"{'a' * 39} "
    assert places[1].na == f" {'b' * 39}"
    assert not places[1].vast


def test_who_has_the_row_open_in_a_form_is_told(world):
    afspraak = world.a.own.publiek
    history.update_with_history(afspraak, {"doel": "Bel Jansen"}, by=world.users["coordinator"], oorsprong="beheer")
    black_out(gemeente=world.a.gemeente, tekst="Jansen", reden=REDEN, by=world.users["coordinator"])
    with pytest.raises(history.StaleVersion):
        history.update_with_history(
            afspraak, {"doel": "Bel Jansen nu"}, by=world.users["coordinator"], oorsprong="beheer", expected_versie=2
        )


def test_organisations_that_are_active_here_alone_and_classes_of_our_own_lists(world):
    here, there = world.a.gemeente, world.b.gemeente
    own, shared = (PartijInGemeenteFactory(gemeente=here).partij for _ in range(2))
    PartijInGemeenteFactory(gemeente=there, partij=shared)
    for row, column in ((own, "opmerking"), (shared, "opmerking"), (world.a.klasse, "omschrijving")):
        type(row).objects.filter(pk=row.pk).update(**{column: f"Bel {SECRET}"})
    found = {(place.soort, place.veld) for place in find_places(gemeente=here, tekst=SECRET, by=world.a.coordinator)}
    assert found == {("Partij", "opmerking"), ("Klasse", "omschrijving")}
    black_out(gemeente=here, tekst=SECRET, reden=REDEN, by=world.a.coordinator)
    for row in (own, shared, world.a.klasse):
        row.refresh_from_db()
    assert (own.opmerking, world.a.klasse.omschrijving) == ("Bel [zwartgemaakt]", "Bel [zwartgemaakt]")
    assert SECRET in shared.opmerking, "what several gemeenten share is changed by the administrator"


def test_who_keeps_writing_in_a_text_is_not_thrown_out(world, monkeypatch):
    held = OperationalError("canceling statement due to lock timeout")
    held.__cause__ = Exception()
    tries = []

    def busy(*args, **kwargs):
        tries.append(args)
        raise held

    monkeypatch.setattr(zwartmaken, "_replace", busy)
    own = {"gemeente": world.a.gemeente, "tekst": SECRET, "reden": REDEN, "by": world.users["beheerder"]}
    with pytest.raises(OperationalError):
        black_out(**own)  # another fault than a row that somebody holds
    assert len(tries) == 1
    held.__cause__.pgcode = zwartmaken.LOCK_NOT_AVAILABLE
    with pytest.raises(ValidationError) as fault:
        black_out(**own)
    assert fault.value.error_dict["tekst"][0].code == "bezet"
    assert len(tries) == 1 + zwartmaken.ATTEMPTS
