# SPDX-License-Identifier: EUPL-1.2
"""Append-only tables stay append-only, also against raw SQL, on both databases."""

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.models import F

from afspraken.models import Bijstelling, Meting, Publicatie, Vervolgbesluit, Voortgang
from corporaties.models import Voorraadcijfer
from monitoring.models import Evaluatie, Evaluatieregel, Oordeel, Rapportage, Rapportageregel
from partijen.models import Gebruiker, Wijziging
from portaal.lib import triggers
from tests.factories import (
    AanvraagFactory,
    AfspraakFactory,
    BijstellingFactory,
    BoekingFactory,
    GebruikerFactory,
    MetingFactory,
    VoorraadcijferFactory,
)
from tests.factories_evaluatie import EvaluatieFactory, EvaluatieregelFactory, OordeelFactory
from tests.factories_rapportage import RapportageFactory, RapportageregelFactory
from tests.factories_wijkplan import VervolgbesluitFactory
from wijken.models import Aanvraagstap, Boeking

pytestmark = pytest.mark.django_db

APPEND_ONLY = {
    Evaluatie,
    Evaluatieregel,
    Oordeel,
    Aanvraagstap,
    Bijstelling,
    Meting,
    Vervolgbesluit,
    Boeking,
    Rapportage,
    Rapportageregel,
    Voortgang,
    Publicatie,
    Voorraadcijfer,
    Wijziging,
}
A_COLUMN = {
    Voortgang: "toelichting",
    Aanvraagstap: "status",
    Bijstelling: "nieuw",
    Meting: "herkomst",
    Vervolgbesluit: "reden",
    Evaluatie: "samenvatting",
    Evaluatieregel: "titel",
    Oordeel: "toelichting",
    Rapportage: "set_naam",
    Rapportageregel: "toelichting",
}


EVALUATIE = {Evaluatie: EvaluatieFactory, Evaluatieregel: EvaluatieregelFactory, Oordeel: OordeelFactory}


def make(model, *, demo: bool = False):
    """One row of each append-only model."""
    if model is Wijziging:
        return Wijziging.objects.create(
            soort="nieuw", oorsprong="systeem", model="x.y", object_id=1, object_naam="x", demo=demo
        )
    if model is Voorraadcijfer:
        return VoorraadcijferFactory(demo=demo)
    if model is Meting:
        return MetingFactory(demo=demo)
    if model is Vervolgbesluit:
        return VervolgbesluitFactory(demo=demo)
    if model in EVALUATIE:
        return EVALUATIE[model](demo=demo)
    if model is Bijstelling:
        return BijstellingFactory(demo=demo)
    if model in (Rapportage, Rapportageregel):
        return (RapportageFactory if model is Rapportage else RapportageregelFactory)(demo=demo)
    if model is Boeking:
        return BoekingFactory(demo=demo)
    if model is Aanvraagstap:
        aanvraag = AanvraagFactory(demo=demo)
        return Aanvraagstap.objects.create(gemeente=aanvraag.gemeente, aanvraag=aanvraag, status="ingediend", demo=demo)
    afspraak = AfspraakFactory()
    voortgang = Voortgang.objects.create(gemeente=afspraak.gemeente, afspraak=afspraak, status="op_koers", demo=demo)
    if model is Voortgang:
        return voortgang
    return Publicatie.objects.create(gemeente=afspraak.gemeente, voortgang=voortgang, soort="gepubliceerd", demo=demo)


def refused(statement: str) -> bool:
    """True when the database itself refuses the statement."""
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    return True


def test_every_append_only_table_has_its_triggers_after_migrate() -> None:
    assert set(triggers.append_only_models()) == {*APPEND_ONLY, Gebruiker}
    expected = {
        name for model in {*APPEND_ONLY, Gebruiker} for name in triggers.trigger_names(model, connection.vendor)
    }
    assert expected <= triggers.installed(connection)


@pytest.mark.parametrize("model", sorted(APPEND_ONLY, key=lambda m: m.__name__))
def test_raw_update_and_delete_are_refused(model) -> None:
    row = make(model)
    table = model._meta.db_table
    assert refused(f"UPDATE {table} SET {A_COLUMN.get(model, 'soort')} = 'x'")
    assert refused(f"UPDATE {table} SET id = id")
    assert refused(f"DELETE FROM {table} WHERE id = {row.pk}")
    if connection.vendor == "postgresql":
        connection.check_constraints()  # pending foreign key checks would refuse it for a reason of their own
        assert refused(f"TRUNCATE {table} CASCADE")
    assert model.objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize("model", sorted(APPEND_ONLY, key=lambda m: m.__name__))
def test_demo_rows_may_go_but_not_change(model) -> None:
    row = make(model, demo=True)
    assert refused(f"UPDATE {model._meta.db_table} SET demo = NOT demo")
    with pytest.raises(DatabaseError), transaction.atomic():
        model.objects.filter(pk=row.pk).update(id=F("id"))
    model.objects.filter(pk=row.pk).delete()
    assert not model.objects.filter(pk=row.pk).exists()


def test_a_lost_trigger_comes_back_with_the_next_migrate() -> None:
    name = triggers.trigger_names(Voortgang, connection.vendor)[0]
    on = f' ON "{Voortgang._meta.db_table}"' if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f'DROP TRIGGER "{name}"{on}')
    assert name not in triggers.installed(connection)
    call_command("migrate", verbosity=0)
    assert name in triggers.installed(connection)


@pytest.mark.parametrize("model", sorted(APPEND_ONLY, key=lambda m: m.__name__))
def test_within_changeable_rows_change_and_stay(model) -> None:
    row, table = make(model), model._meta.db_table
    before = triggers.installed(connection)
    with transaction.atomic(), triggers.changeable(connection):
        model.objects.filter(pk=row.pk).update(demo=F("demo"))
        assert refused(f"DELETE FROM {table} WHERE id = {row.pk}")
    assert triggers.installed(connection) == before
    assert refused(f"UPDATE {table} SET id = id")


def test_a_failure_within_changeable_leaves_the_triggers_as_they_were() -> None:
    row = make(Voortgang)
    before = triggers.installed(connection)

    def fail() -> None:
        with transaction.atomic(), triggers.changeable(connection):
            Voortgang.objects.filter(pk=row.pk).update(toelichting="anders")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert triggers.installed(connection) == before
    row.refresh_from_db()
    assert row.toelichting == ""
    assert refused(f"UPDATE {Voortgang._meta.db_table} SET id = id")


@pytest.mark.django_db(transaction=True)
def test_changeable_needs_a_transaction() -> None:
    with pytest.raises(transaction.TransactionManagementError), triggers.changeable(connection):
        pass


def test_an_account_changes_and_never_goes() -> None:
    table = Gebruiker._meta.db_table
    kept, demo = GebruikerFactory(), GebruikerFactory(demo=True)
    Gebruiker.objects.filter(pk=kept.pk).update(naam="Anders")
    assert refused(f"DELETE FROM {table} WHERE id = {kept.pk}")
    with pytest.raises(DatabaseError), transaction.atomic():
        kept.delete()
    demo.delete()
    assert list(Gebruiker.objects.values_list("naam", flat=True)) == ["Anders"]
