# SPDX-License-Identifier: EUPL-1.2
"""Who may not read what is hidden is answered as if it were not there: the same bytes with it and without it.

That holds for rows, and for everything that could tell of them: counts, filters and their choices, search, order,
signals, totals, ETags, files, search boxes, and the pages of the hidden things themselves.
"""

from copy import deepcopy
from difflib import unified_diff

import pytest

from tests.matrix import roles as r
from tests.matrix.asking import ONLY
from tests.matrix.conftest import undone

pytestmark = pytest.mark.django_db

# The public, whoever reports without reading drafts, and whoever reads other drafts than these: with the kinds of
# answers that each of them gets, so that enough is asked.
ASKING = {
    r.PUBLIC: {200, 302, 400, 404, 422},
    r.DATABEHEERDER: {200, 403, 404, 422},
    r.OTHER_THEMA: {200, 403, 404, 422},
    r.ELSEWHERE: {200, 403, 404},
}


@pytest.fixture(scope="module")
def public(one_transaction, tmp_path_factory):
    """A world without what is hidden in the gemeente in which the users work, and everybody logged in."""
    from django.test import override_settings

    from tests.matrix.door import Door
    from tests.matrix.world import make_public

    with override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media"), SESSION_ENGINE="tests.matrix.sessies"):
        world = make_public()
        yield world, Door(world.users)


def answers(world, door, role):
    """{address: (answer with what is hidden, answer without it)}"""
    from portaal.lib.api.throttling import AddressRateThrottle
    from tests.matrix.addresses import with_filters
    from tests.matrix.world import hide

    with undone():
        with_it = {path: door.ask(role, path) for path in with_filters(hide(deepcopy(world), r.OWN), role)}
    AddressRateThrottle.cache.clear()
    return {path: (reply, door.ask(role, path)) for path, reply in with_it.items()}


@pytest.mark.parametrize("role", ASKING)
def test_nothing_tells_of_what_is_hidden(public, role):
    differing, statuses, asked = {}, set(), answers(*public, role)
    for path, (with_it, without) in asked.items():
        statuses |= {with_it.status, without.status}
        if with_it != without:
            lines = unified_diff(without.everything.splitlines(), with_it.everything.splitlines(), lineterm="", n=0)
            differing[path] = (without.status, with_it.status, *list(lines)[2:8])
    assert not differing, "\n".join(f"{path}: {found}" for path, found in differing.items())
    if not ONLY:
        assert len(asked) > 50
        assert statuses >= ASKING[role]
    assert 500 not in statuses


def test_every_kind_of_answer_is_among_them():
    assert set().union(*ASKING.values()) >= {200, 302, 400, 403, 404, 422}
