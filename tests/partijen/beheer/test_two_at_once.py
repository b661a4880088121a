# SPDX-License-Identifier: EUPL-1.2
"""Forms that arrive at the very same moment."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from afspraken.models import Actie, Afspraak
from partijen.models import Wijziging
from tests.beheer import filled, make_world, screen

pytestmark = pytest.mark.django_db(transaction=True)
WRITERS = 4


def all_at_once(requests) -> list[int]:
    """Send requests from threads that wait for each other; returns the status codes."""
    barrier = Barrier(len(requests))

    def send(request):
        client, url, data = request
        barrier.wait()
        try:
            return client.post(url, data).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(requests)) as pool:
        return sorted(pool.map(send, requests))


def test_of_many_who_save_at_once_one_wins_and_the_others_are_told():
    world = make_world()
    row = world.a.own.publiek
    client = world.client("coordinator")
    url = screen(row, "change")
    data = filled(client.get(url))
    before = Wijziging.objects.count()
    requests = [(world.client("coordinator"), url, data | {"titel": f"Titel {n}"}) for n in range(WRITERS)]
    assert all_at_once(requests) == [302, *[409] * (WRITERS - 1)]
    saved = Afspraak.objects.get(pk=row.pk)
    assert saved.versie == row.versie + 2  # the report that the world began with, and one of these
    assert Wijziging.objects.count() == before + 1
    assert Wijziging.objects.latest("id").velden["titel"][1] == saved.titel


def test_a_form_that_arrives_twice_at_once_adds_one_row():
    world = make_world()
    sent = {"afspraak": world.a.own.concept.pk, "titel": "Tegelijk"}
    assert all_at_once([(world.client("coordinator"), screen(Actie, "add"), sent)] * 2) == [302, 302]
    assert Actie.objects.filter(titel="Tegelijk").count() == 1


def test_acties_that_are_added_at_once_get_codes_of_their_own():
    world = make_world()
    row = world.a.own.concept
    requests = [
        (world.client(rol), screen(Actie, "add"), {"afspraak": row.pk, "titel": f"Actie van {rol}"})
        for rol in ("coordinator", "werkgroeplid")
    ]
    assert all_at_once(requests) == [302, 302]
    codes = list(row.acties.values_list("code", flat=True))
    assert len(set(codes)) == len(codes) == 3
