# SPDX-License-Identifier: EUPL-1.2
"""The rules of the matrix for plans of neighbourhoods and for pilots."""

from tests.matrix import roles as r
from tests.matrix.roles import Answer, Case
from tests.matrix.rules import on_what_one_sees

# Whoever writes down what happens in a neighbourhood.
PLANNERS = frozenset({r.HUURDERS, r.WERKGROEPLID, r.OTHER_THEMA, r.DATABEHEERDER, r.COORDINATOR})


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
