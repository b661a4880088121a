# SPDX-License-Identifier: EUPL-1.2
"""The rules of the matrix for plans of neighbourhoods and for pilots."""

from tests.matrix import roles as r
from tests.matrix.roles import Answer, Case
from tests.matrix.rules import on_what_one_sees

# Whoever writes down what happens in a neighbourhood.
PLANNERS = frozenset({r.HUURDERS, r.WERKGROEPLID, r.OTHER_THEMA, r.DATABEHEERDER, r.COORDINATOR})


def measure_by_api(case: Case) -> Answer:
    """A measurement by the API, sent as a form: who may measure is told that it must be JSON."""
    if not case.signed_in:
        return r.UNAUTHORIZED
    if not case.sees:
        return r.NOT_FOUND
    return r.NO_JSON if case.coordinates else r.FORBIDDEN


# Whoever keeps the moves of a pilot, who decides about it, and who reads single moves.
KEEPERS_OF_PILOT = frozenset({r.FONDSBEHEERDER, r.COORDINATOR})
DECIDERS = frozenset({r.BESTUURDER, r.COORDINATOR})
READERS_OF_MOVES = KEEPERS_OF_PILOT | DECIDERS


def keep_pilot(case: Case) -> Answer:
    """The form of a new move."""
    return on_what_one_sees(case, case.at in KEEPERS_OF_PILOT, r.OK)


def keep_no_move(case: Case) -> Answer:
    """The same, sent empty."""
    return on_what_one_sees(case, case.at in KEEPERS_OF_PILOT, r.INCOMPLETE)


def _of_move(case: Case, done: Answer) -> Answer:
    """Who reads no single moves finds none."""
    if case.signed_in and case.at not in READERS_OF_MOVES:
        return r.NOT_FOUND
    return on_what_one_sees(case, case.at in KEEPERS_OF_PILOT, done)


def mend_move(case: Case) -> Answer:
    """The form of a move."""
    return _of_move(case, r.OK)


def mend_nothing(case: Case) -> Answer:
    """The same, sent empty."""
    return _of_move(case, r.INCOMPLETE)


def decide_pilot(case: Case) -> Answer:
    """The form of a decision."""
    return on_what_one_sees(case, case.at in DECIDERS, r.OK)


def decide_nothing_about_pilot(case: Case) -> Answer:
    """The same, sent empty."""
    return on_what_one_sees(case, case.at in DECIDERS, r.INCOMPLETE)


def planners(case: Case) -> Answer:
    """The form of a new line of a plan: who takes part on behalf of a party."""
    return on_what_one_sees(case, case.at in PLANNERS, r.OK)


def plan_nothing(case: Case) -> Answer:
    """The form of a new line of a plan, sent empty."""
    return on_what_one_sees(case, case.at in PLANNERS, r.INCOMPLETE)


def keepers_of_plans(case: Case) -> Answer:
    """The form of a line that somebody else wrote: the coordinator."""
    return on_what_one_sees(case, case.coordinates, r.OK)


def plan_nothing_by_number(case: Case) -> Answer:
    """The same, sent empty."""
    return on_what_one_sees(case, case.coordinates, r.INCOMPLETE)
