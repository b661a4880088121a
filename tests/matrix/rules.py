# SPDX-License-Identifier: EUPL-1.2
"""The rules of the matrix: each says in a few lines what a role is answered about one object.

They follow the table of who may do what in the design, and never ask the policies of the portal.
"""

from tests.matrix import roles as r
from tests.matrix.roles import Answer, Case

# Whoever may report on what the corporation leads in thema 1.
REPORTERS = frozenset({r.WERKGROEPLID, r.DATABEHEERDER, r.COORDINATOR})
WRITERS_OF_NOTES = frozenset({r.WERKGROEPLID, r.COORDINATOR})
ENTER_BEHEER = frozenset({r.WERKGROEPLID, r.OTHER_THEMA, r.COORDINATOR, r.BEHEERDER, r.ELSEWHERE, r.ADMINISTRATOR})


# --- reading ---------------------------------------------------------------------------------------------------------


def everybody(case: Case) -> Answer:
    """A public page, which has no hidden objects in its address."""
    return r.NOT_FOUND if case.state == r.MISSING else r.OK


def who_sees_it(case: Case) -> Answer:
    """A page of one object: what is hidden is not there."""
    return r.OK if case.sees else r.NOT_FOUND


def signed_in(case: Case) -> Answer:
    """For everybody who logged in."""
    return r.OK if case.signed_in else r.LOGIN


def signed_in_at_gemeente(case: Case) -> Answer:
    """The same, at an address that tells first whether there is such a gemeente."""
    return r.NOT_FOUND if case.state == r.MISSING else signed_in(case)


def save_own(case: Case) -> Answer:
    """A setting of one's own account."""
    return r.SEE_OTHER if case.signed_in else r.LOGIN


def with_a_role_here(case: Case) -> Answer:
    """For everybody with a role in the gemeente."""
    if not case.signed_in:
        return r.LOGIN
    if case.state == r.MISSING:
        return r.NOT_FOUND
    return r.FORBIDDEN if case.at == r.WITHOUT_ROLE else r.OK


def reporters(case: Case) -> Answer:
    """The form of a report: who sees the afspraak and may report on it."""
    return on_what_one_sees(case, case.at in REPORTERS, r.OK)


def coordinators(case: Case) -> Answer:
    """For the coordinator of the gemeente."""
    if not case.signed_in:
        return r.LOGIN
    if case.state == r.MISSING:
        return r.NOT_FOUND
    return r.OK if case.coordinates else r.FORBIDDEN


def switch_view(case: Case) -> Answer:
    """Something the coordinator does for himself in his gemeente."""
    found = coordinators(case)
    return r.ALLOWED if found == r.OK else found


def coordinators_by_number(case: Case) -> Answer:
    """Something only coordinators know of: others learn nothing from its number."""
    if not case.signed_in:
        return r.LOGIN
    if not case.coordinates:
        return r.FORBIDDEN
    return r.NOT_FOUND if case.state == r.MISSING else r.OK


def keepers(case: Case) -> Answer:
    """The members of a gemeente, for who keeps them."""
    if case.state == r.MISSING:
        return r.NOT_FOUND
    return keepers_by_number(case)


def history(case: Case) -> Answer:
    """The log of a gemeente."""
    if not case.signed_in:
        return r.LOGIN
    if case.state == r.MISSING:
        return r.NOT_FOUND
    return r.OK if case.keeps else r.FORBIDDEN


def settings_form(case: Case) -> Answer:
    """An empty form of settings is refused for what it lacks, to who may send it."""
    found = history(case)
    return r.INCOMPLETE if found == r.OK else found


def keepers_by_number(case: Case) -> Answer:
    """One member or role, by its number."""
    if not case.signed_in:
        return r.LOGIN
    if not case.keeps:
        return r.FORBIDDEN
    return r.NOT_FOUND if case.state == r.MISSING else r.OK


def keepers_of_account(case: Case) -> Answer:
    """What concerns an account as a whole: the beheerder of every gemeente it works for, and the administrator."""
    answer = keepers_by_number(case)
    return r.FORBIDDEN if answer == r.OK and case.at not in {r.BEHEERDER, r.ADMINISTRATOR} else answer


def keepers_of_gemeente(case: Case) -> Answer:
    """A page for who keeps the gemeente, at an address that asks to log in before anything is looked up."""
    if case.state == r.MISSING and case.signed_in:
        return r.NOT_FOUND
    return keepers_by_number(case)


def key_keepers(case: Case) -> Answer:
    """The keys of a gemeente: who keeps all of them, and the databeheerder for those of his party."""
    if not case.signed_in:
        return r.LOGIN
    if case.state == r.MISSING:
        return r.NOT_FOUND
    return r.OK if case.keeps or case.at == r.DATABEHEERDER else r.FORBIDDEN


def key_keepers_by_number(case: Case) -> Answer:
    """One key; that of another party (`internal`) does not exist for the databeheerder."""
    if not case.signed_in:
        return r.LOGIN
    if not (case.keeps or case.at == r.DATABEHEERDER):
        return r.FORBIDDEN
    if case.state == r.MISSING or (case.state == r.INTERNAL and not case.keeps):
        return r.NOT_FOUND
    return r.OK


def deliverers(case: Case) -> Answer:
    """What a corporation hands in: for who delivers its figures, nobody else."""
    if not case.signed_in:
        return r.LOGIN
    if case.state == r.MISSING:
        return r.NOT_FOUND
    return r.OK if case.at == r.DATABEHEERDER else r.FORBIDDEN


def queue_of_deliveries(case: Case) -> Answer:
    """For who delivers figures, and for who reads drafts of them."""
    if not case.signed_in:
        return r.LOGIN
    if case.state == r.MISSING:
        return r.NOT_FOUND
    reads = case.role in r.FIGURE_READERS[case.place] or case.at == r.DATABEHEERDER
    return r.OK if reads else r.FORBIDDEN


def delivered_without_file(case: Case) -> Answer:
    """The file of a delivery that came without one."""
    return r.NOT_FOUND if case.signed_in else r.LOGIN


def nothing_there(case: Case) -> Answer:
    """An address below which nothing is."""
    return r.NOT_FOUND


def _of_the_fund(case: Case, roles: frozenset[str], *, by_number: bool) -> Answer:
    """For these roles; others learn nothing from a number, but the address of a gemeente tells whether it is there."""
    if not case.signed_in:
        return r.LOGIN
    missing = case.state == r.MISSING
    if missing and not by_number:
        return r.NOT_FOUND
    if case.at not in roles:
        return r.FORBIDDEN
    return r.NOT_FOUND if missing else r.OK


def fund_readers(case: Case) -> Answer:
    """Applications to the fund: fondsbeheerder, bestuurder, coordinator."""
    return _of_the_fund(case, r.READERS_OF_FUND, by_number=False)


def fund_readers_by_number(case: Case) -> Answer:
    """One application."""
    return _of_the_fund(case, r.READERS_OF_FUND, by_number=True)


def fund_readers_find_no_dossier(case: Case) -> Answer:
    """A letter or document of an application without a dossier."""
    found = fund_readers_by_number(case)
    return r.NOT_FOUND if found == r.OK else found


def fund_keepers(case: Case) -> Answer:
    """What is booked: the fondsbeheerder."""
    return _of_the_fund(case, frozenset({r.FONDSBEHEERDER}), by_number=False)


def fund_keepers_by_number(case: Case) -> Answer:
    """A fund, line or application to do something with."""
    return _of_the_fund(case, frozenset({r.FONDSBEHEERDER}), by_number=True)


# --- writing ---------------------------------------------------------------------------------------------------------


def on_what_one_sees(case: Case, allowed: bool, done: Answer) -> Answer:
    """For some roles, about something that this role may not even see."""
    if not case.signed_in:
        return r.LOGIN
    if not case.sees:
        return r.NOT_FOUND
    return done if allowed else r.FORBIDDEN


def sees_evaluatie(case: Case) -> bool:
    """A concept is for who takes part in the gemeente."""
    takes_part = case.signed_in and case.at != r.WITHOUT_ROLE
    return case.state == r.PUBLISHED or (case.state == r.INTERNAL and takes_part)


def who_sees_the_evaluatie(case: Case) -> Answer:
    """A vastgestelde one is public, also in parts."""
    return r.OK if sees_evaluatie(case) else r.NOT_FOUND


def _of_evaluatie(case: Case, allowed: bool, done: Answer) -> Answer:
    if not case.signed_in:
        return r.LOGIN
    if not sees_evaluatie(case):
        return r.NOT_FOUND
    return done if allowed else r.FORBIDDEN


def line_of_evaluatie(case: Case) -> Answer:
    """One afspraak of it, for who logged in."""
    return _of_evaluatie(case, True, r.OK)


def writers_of_evaluatie(case: Case) -> Answer:
    """The form of the coordinator."""
    return _of_evaluatie(case, case.coordinates, r.OK)


def write_nothing_in_evaluatie(case: Case) -> Answer:
    """The form of the coordinator, sent empty."""
    return _of_evaluatie(case, case.coordinates, r.INCOMPLETE)


def adopt_unseen_evaluatie(case: Case) -> Answer:
    """Setting vast without saying which content was read, or twice."""
    return _of_evaluatie(case, case.coordinates, r.CONFLICT)


def throw_evaluatie_away(case: Case) -> Answer:
    """A concept goes; a vastgestelde stays, and that is said."""
    return _of_evaluatie(case, case.coordinates, r.SEE_OTHER)


def judge_nothing(case: Case) -> Answer:
    """A verdict, sent empty: by the coordinator, and by who speaks for an organisation."""
    speaks = case.coordinates or case.at in (r.HUURDERS, r.DATABEHEERDER)
    return _of_evaluatie(case, speaks, r.INCOMPLETE)


def adjusters(case: Case) -> Answer:
    """The form of a bijstelling."""
    return on_what_one_sees(case, case.coordinates, r.OK)


def adjust_nothing(case: Case) -> Answer:
    """The form of a bijstelling, sent empty."""
    return on_what_one_sees(case, case.coordinates, r.INCOMPLETE)


def decided_about_no_afspraak(case: Case) -> Answer:
    """A decision that names no afspraak never becomes a bijstelling."""
    return r.NOT_FOUND if case.signed_in else r.LOGIN


def read_only(case: Case) -> Answer:
    """Nothing to send here, whoever asks."""
    return r.NOT_ALLOWED


def report(case: Case) -> Answer:
    """A report, or evidence beside it."""
    return on_what_one_sees(case, case.at in REPORTERS, r.SEE_OTHER)


def confirm(case: Case) -> Answer:
    """Unchanged, still on course."""
    if not case.signed_in:
        return r.LOGIN
    if case.state == r.MISSING:
        return r.NOT_FOUND
    return r.SEE_OTHER if case.at in REPORTERS else r.FORBIDDEN


def write_note(case: Case) -> Answer:
    """An internal note."""
    return on_what_one_sees(case, case.at in WRITERS_OF_NOTES, r.SEE_OTHER)


def publish(case: Case) -> Answer:
    """Publishing and withdrawing, of a report or of evidence."""
    return on_what_one_sees(case, case.coordinates, r.SEE_OTHER)


def hand_in_nothing(case: Case) -> Answer:
    """The upload of an actielijst without a file: the coordinator is told so."""
    answer = coordinators(case)
    return r.INCOMPLETE if answer == r.OK else answer


def follow_nothing(case: Case) -> Answer:
    """The button that follows, sent without saying what."""
    return r.NOT_FOUND if case.signed_in else r.LOGIN


def change_nothing_by_number(case: Case) -> Answer:
    """A form of the coordinator about one row, sent empty."""
    answer = coordinators_by_number(case)
    return r.INCOMPLETE if answer == r.OK else answer


def import_again(case: Case) -> Answer:
    """An actielijst that was imported already."""
    answer = coordinators_by_number(case)
    return r.SEE_OTHER if answer == r.OK else answer


def coordinators_find_no_file(case: Case) -> Answer:
    """The file of a document that came without one."""
    answer = coordinators_by_number(case)
    return r.NOT_FOUND if answer == r.OK else answer


def anonymise_without_reason(case: Case) -> Answer:
    """Anonymising an account, sent empty."""
    answer = keepers_of_account(case)
    return r.INCOMPLETE if answer == r.OK else answer


def black_out_nothing(case: Case) -> Answer:
    """The page that blacks out, sent without a text."""
    answer = keepers_of_gemeente(case)
    return r.INCOMPLETE if answer == r.OK else answer


def hand_in_no_figures(case: Case) -> Answer:
    """The upload of figures without a file, or a file with faults: the databeheerder is told so."""
    answer = deliverers(case)
    return r.INCOMPLETE if answer == r.OK else answer


def throw_away(case: Case) -> Answer:
    """A file that was not handed in."""
    answer = deliverers(case)
    return r.SEE_OTHER if answer == r.OK else answer


def decide(case: Case) -> Answer:
    """Setting a delivery vast, or refusing it with a reason."""
    return on_what_one_sees(case, case.coordinates, r.SEE_OTHER)


def report_on_nothing(case: Case) -> Answer:
    """The form of a rapportage, sent empty."""
    answer = coordinators(case)
    return r.INCOMPLETE if answer == r.OK else answer


def _at_meetings(case: Case, allowed: bool, done: Answer) -> Answer:
    """A row of a meeting exists for who takes part in the gemeente."""
    if not case.signed_in:
        return r.LOGIN
    if case.state == r.MISSING or (case.state == r.INTERNAL and case.at == r.WITHOUT_ROLE):
        return r.NOT_FOUND
    return done if allowed else r.FORBIDDEN


def who_reads_papers(case: Case) -> Answer:
    """A paper of a meeting: concepts for who takes part in the gemeente."""
    hidden = case.state == r.INTERNAL and (not case.signed_in or case.at == r.WITHOUT_ROLE)
    return r.NOT_FOUND if case.state == r.MISSING or hidden else r.OK


def keep_papers(case: Case) -> Answer:
    """Publishing a paper and taking it back: the coordinator."""
    return _at_meetings(case, case.coordinates, r.SEE_OTHER)


def put_nothing_on_the_agenda(case: Case) -> Answer:
    """The form of a point for the agenda, sent empty by who takes part in the gemeente."""
    return _at_meetings(case, case.at != r.WITHOUT_ROLE, r.INCOMPLETE)


def take_off_the_agenda(case: Case) -> Answer:
    """A point that somebody else put there."""
    return _at_meetings(case, case.coordinates, r.SEE_OTHER)


def decide_nothing(case: Case) -> Answer:
    """The form of a decision, sent empty."""
    return _at_meetings(case, case.at in (r.COORDINATOR, r.BESTUURDER), r.INCOMPLETE)


def finish_without_words(case: Case) -> Answer:
    """How a decision ended, sent empty."""
    return _at_meetings(case, case.at in (r.COORDINATOR, r.BESTUURDER), r.INCOMPLETE)


def adopt_what_was_not_seen(case: Case) -> Answer:
    """Setting a rapportage vast without saying which content was read: nothing happens."""
    return on_what_one_sees(case, case.coordinates, r.CONFLICT)


def invite_nobody(case: Case) -> Answer:
    """The form of a new member or role, sent empty."""
    answer = keepers(case) if case.state != r.MISSING else r.NOT_FOUND
    return r.INCOMPLETE if answer == r.OK else answer


def give_no_role(case: Case) -> Answer:
    """The form of a role for a member, sent empty."""
    answer = keepers_by_number(case)
    return r.INCOMPLETE if answer == r.OK else answer


def change_member(case: Case) -> Answer:
    """Something done with a member or role, which leads back to his page."""
    answer = keepers_by_number(case)
    return r.FOUND if answer == r.OK else answer


def make_no_key(case: Case) -> Answer:
    """The form of a new key, sent empty."""
    answer = key_keepers(case)
    return r.INCOMPLETE if answer == r.OK else answer


def replace_no_key(case: Case) -> Answer:
    """The button that replaces a key, sent without what recognises the form."""
    answer = key_keepers_by_number(case)
    return r.INCOMPLETE if answer == r.OK else answer


def withdraw_key(case: Case) -> Answer:
    """Withdrawing a key, which leads back to its page."""
    answer = key_keepers_by_number(case)
    return r.SEE_OTHER if answer == r.OK else answer


def deliver_by_api(case: Case) -> Answer:
    """A delivery by the API that does not say whose: that is asked first, who may deliver is asked next."""
    return 400 if case.signed_in else r.UNAUTHORIZED


def report_by_api(case: Case, allowed: bool | None = None) -> Answer:
    """A report by the API, sent as a form: who may report is told that it must be JSON."""
    if not case.signed_in:
        return r.UNAUTHORIZED
    if not case.sees:
        return r.NOT_FOUND
    return r.NO_JSON if (case.at in REPORTERS if allowed is None else allowed) else r.FORBIDDEN


def adjust_by_api(case: Case) -> Answer:
    """A bijstelling by the API, sent as a form: the coordinator is told that it must be JSON."""
    return report_by_api(case, case.coordinates)


def apply_for_nothing(case: Case) -> Answer:
    """The form of residents, sent empty."""
    answer = everybody(case)
    return r.INCOMPLETE if answer == r.OK else answer


def book_nothing(case: Case) -> Answer:
    """A form of the ledger, sent empty."""
    answer = fund_keepers(case)
    return r.INCOMPLETE if answer == r.OK else answer


def book_nothing_by_number(case: Case) -> Answer:
    """A form about a fund, line or application, sent empty."""
    answer = fund_keepers_by_number(case)
    return r.INCOMPLETE if answer == r.OK else answer
