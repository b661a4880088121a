# SPDX-License-Identifier: EUPL-1.2
"""The harness itself: no network, and append-only tables that stay closed in tests but can be emptied between them."""

import socket

import pytest
from django.db import DatabaseError, connection, transaction

from partijen.models import Wijziging
from portaal.lib import triggers
from portaal.lib.compiled import read_values


def make_event() -> Wijziging:
    return Wijziging.objects.create(
        soort=Wijziging.Soort.NIEUW, oorsprong=Wijziging.Oorsprong.SYSTEEM, model="partijen.partij", object_id=1
    )


def test_no_connection_leaves_this_machine():
    with socket.socket() as outgoing, pytest.raises(RuntimeError, match="without network"):
        outgoing.connect(("192.0.2.1", 80))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_flush_empties_append_only_tables_and_leaves_them_closed(turn):
    """The second turn finds the table empty (the flush passed) and the triggers back in their place."""
    expected = {
        name for model in triggers.append_only_models() for name in triggers.trigger_names(model, connection.vendor)
    }
    assert expected
    assert expected <= triggers.installed(connection)
    assert not Wijziging.objects.exists()
    event = make_event()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Wijziging.objects.filter(pk=event.pk).update(reden="anders")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        event.delete()


@pytest.mark.django_db
def test_a_key_that_lacks_something_is_found():
    """Else one reader gets the query of another."""

    def read(name: str) -> None:
        read_values(("of whom",), lambda: Wijziging.objects.filter(model=name).values("pk"))

    read("partijen.partij")
    read("partijen.partij")
    with pytest.raises(AssertionError, match="differs from the one kept"):
        read("partijen.gemeente")
