# SPDX-License-Identifier: EUPL-1.2
"""The rules of the matrix about zienswijzen: who reads them before they are public, and who does which step."""

from tests.matrix import roles as r
from tests.matrix.roles import Answer, Case
from tests.matrix.rules import on_what_one_sees

HIDDEN = (r.INTERNAL, r.UNDER_CONCEPT)


def sees_zienswijze(case: Case) -> bool:
    """One that is not public is for the coordinator, the bestuurder and its two sides.

    No role is a side of one. Of the other two are, but what that is about is a concept which they do not see.
    """
    reads = case.at in (r.COORDINATOR, r.BESTUURDER)
    return case.state == r.PUBLISHED or (case.state in HIDDEN and reads)


def who_sees_the_zienswijze(case: Case) -> Answer:
    """A page of it, or its row in the API."""
    return r.OK if sees_zienswijze(case) else r.NOT_FOUND


def _of_zienswijze(case: Case, allowed: bool, done: Answer) -> Answer:
    if not case.signed_in:
        return r.LOGIN
    if not sees_zienswijze(case):
        return r.NOT_FOUND
    return done if allowed else r.FORBIDDEN


def change_zienswijze_of_others(case: Case) -> Answer:
    """Only its own party writes in it."""
    return _of_zienswijze(case, False, r.OK)


def answer_zienswijze(case: Case) -> Answer:
    """The form of the coordinator; what is public is answered already."""
    return _of_zienswijze(case, case.coordinates, r.OK if case.state in HIDDEN else r.CONFLICT)


def answer_zienswijze_with_nothing(case: Case) -> Answer:
    """That form, sent empty."""
    return _of_zienswijze(case, case.coordinates, r.INCOMPLETE if case.state in HIDDEN else r.CONFLICT)


def publish_unread_zienswijze(case: Case) -> Answer:
    """Publishing without saying which version was read."""
    return _of_zienswijze(case, case.coordinates, r.CONFLICT)


def _beside_what_one_sees(case: Case, done: Answer) -> Answer:
    if not case.signed_in:
        return r.LOGIN
    if not case.sees:
        return r.NOT_FOUND
    return done if case.at in (r.HUURDERS, r.DATABEHEERDER) else r.FORBIDDEN


def writers_of_zienswijze(case: Case) -> Answer:
    """The form beside an afspraak: who speaks for an organisation."""
    return _beside_what_one_sees(case, r.OK)


def write_empty_zienswijze(case: Case) -> Answer:
    """That form, sent empty."""
    return _beside_what_one_sees(case, r.INCOMPLETE)


def submit_by_api(case: Case) -> Answer:
    """A new one by the API, sent as a form: it must be JSON."""
    return r.NO_JSON if case.signed_in else r.UNAUTHORIZED


def add_prioriteit(case: Case) -> Answer:
    """The form of a new priority: who speaks for a party, and the coordinator."""
    return _keeping(case, case.at in (r.HUURDERS, r.DATABEHEERDER), r.OK)


def add_no_prioriteit(case: Case) -> Answer:
    """That form, sent empty."""
    return _keeping(case, case.at in (r.HUURDERS, r.DATABEHEERDER), r.INCOMPLETE)


def keep_prioriteit(case: Case) -> Answer:
    """The form of a priority of the tenants: they themselves, and the coordinator."""
    return _keeping(case, case.at == r.HUURDERS, r.OK)


def keep_no_prioriteit(case: Case) -> Answer:
    """That form, sent empty."""
    return _keeping(case, case.at == r.HUURDERS, r.INCOMPLETE)


def remove_unread_prioriteit(case: Case) -> Answer:
    """Taking one back without saying which version was read."""
    return _keeping(case, case.at == r.HUURDERS, r.CONFLICT)


def _keeping(case: Case, own: bool, done: Answer) -> Answer:
    return on_what_one_sees(case, own or case.coordinates, done)
