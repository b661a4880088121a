# SPDX-License-Identifier: EUPL-1.2
"""Who may not read what is hidden is answered as if it were not there: the same bytes with it and without it.

That holds for rows, and for everything that could tell of them: counts, filters and their choices, search, order,
signals, totals, ETags, files, search boxes, and the pages of the hidden things themselves.
"""

from difflib import unified_diff

import pytest

from tests.matrix import roles as r
from tests.matrix.asking import ONLY
from tests.matrix.conftest import undone

pytestmark = pytest.mark.django_db

# The public, whoever reports without reading drafts, and whoever reads other drafts than these.
ASKING = (r.PUBLIC, r.DATABEHEERDER, r.OTHER_THEMA, r.ELSEWHERE)


@pytest.fixture(scope="module")
def answers(one_transaction, tmp_path_factory):
    """{role: {address: (answer with what is hidden, answer without it)}}"""
    from django.test import override_settings

    from portaal.lib.api.throttling import AddressRateThrottle
    from tests.matrix.addresses import with_filters
    from tests.matrix.door import Door
    from tests.matrix.world import hide, make_public

    def ask(role, paths):
        AddressRateThrottle.cache.clear()
        return {path: door.ask(role, path) for path in paths}

    with override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media")):
        world = make_public()
        door = Door(world.users)
        with undone():
            hide(world, r.OWN)
            hidden = {role: ask(role, with_filters(world, role)) for role in ASKING}
        return {
            role: {path: (reply, after) for path, after in ask(role, replies).items() if (reply := replies[path])}
            for role, replies in hidden.items()
        }


@pytest.mark.parametrize("role", ASKING)
def test_nothing_tells_of_what_is_hidden(answers, role):
    differing = {}
    for path, (with_it, without) in answers[role].items():
        if with_it != without:
            lines = unified_diff(without.everything.splitlines(), with_it.everything.splitlines(), lineterm="", n=0)
            differing[path] = (without.status, with_it.status, *list(lines)[2:8])
    assert not differing, "\n".join(f"{path}: {found}" for path, found in differing.items())


@pytest.mark.skipif(bool(ONLY), reason="asked about some routes alone")
def test_enough_was_asked(answers):
    assert {role: len(asked) > 50 for role, asked in answers.items()} == dict.fromkeys(ASKING, True)
    statuses = {reply.status for asked in answers.values() for reply, _ in asked.values()}
    assert {200, 302, 400, 403, 404, 422} <= statuses
    assert 500 not in statuses
