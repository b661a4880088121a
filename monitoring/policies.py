# SPDX-License-Identifier: EUPL-1.2
"""Who may do what in monitoring: plain functions (design, section 5)."""

from typing import Any

from monitoring.models import Agendapunt, Overlegstuk, Zienswijze
from monitoring.querysets.zienswijze import Staat, own_partij_ids
from partijen.models import Gemeente, Rol
from partijen.policies import LEZERS, may_keep_sleutel, may_see_sleutels, toegang_of


def may_make_rapportage(user: Any, gemeente_id: int) -> bool:
    """The coordinator makes, refreshes and sets vast what the board reads."""
    return toegang_of(user).has(gemeente_id, Rol.COORDINATOR)


def may_read_concept(user: Any, gemeente_id: int) -> bool:
    """A rapportage that is not vastgesteld yet: coordinator, bestuurder and beheerder."""
    return toegang_of(user).has(gemeente_id, *LEZERS)


def may_read_agenda(user: Any, gemeente_id: int) -> bool:
    """Points and decisions of meetings: everybody with a role in the gemeente."""
    return bool(toegang_of(user).rollen.get(gemeente_id))


def may_put_on_agenda(user: Any, gemeente_id: int) -> bool:
    """Everybody with a role in the gemeente may ask to speak about something."""
    return may_read_agenda(user, gemeente_id)


def may_take_off_agenda(user: Any, punt: Agendapunt) -> bool:
    """Who put it there, and the coordinator."""
    toegang = toegang_of(user)
    own = punt.gebruiker_id is not None and punt.gebruiker_id == toegang.gebruiker_id
    return (own and may_put_on_agenda(user, punt.gemeente_id)) or toegang.has(punt.gemeente_id, Rol.COORDINATOR)


def may_record_besluit(user: Any, gemeente_id: int) -> bool:
    """The board decides; the coordinator writes down what it decided."""
    return toegang_of(user).has(gemeente_id, Rol.COORDINATOR, Rol.BESTUURDER)


def may_see_webhooks(user: Any, gemeente_id: int) -> bool:
    """Who keeps keys of systems keeps their webhooks too."""
    return may_see_sleutels(user, gemeente_id)


def may_keep_webhook(user: Any, gemeente_id: int, partij_id: int) -> bool:
    """Make, try, switch off and on, and replace the secret of a webhook of a party in a gemeente."""
    return may_keep_sleutel(user, gemeente_id, partij_id)


def may_keep_kalender(user: Any, gemeente_id: int) -> bool:
    """The coordinator keeps the yearly cycle and plans meetings."""
    return toegang_of(user).has(gemeente_id, Rol.COORDINATOR)


def may_publish_stuk(user: Any, gemeente_id: int) -> bool:
    """The coordinator says which papers of a meeting everybody reads."""
    return toegang_of(user).has(gemeente_id, Rol.COORDINATOR)


def may_remove_stuk(user: Any, stuk: Overlegstuk) -> bool:
    """The coordinator; and who brought it in, as long as it is a concept."""
    toegang = toegang_of(user)
    own = stuk.gebruiker_id is not None and stuk.gebruiker_id == toegang.gebruiker_id and not stuk.gepubliceerd
    return (own and may_put_on_agenda(user, stuk.gemeente_id)) or may_publish_stuk(user, stuk.gemeente_id)


def may_follow(user: Any) -> bool:
    """Everybody with a role somewhere may follow what he can see, of other gemeenten too."""
    return bool(toegang_of(user).rollen)


def may_write_evaluatie(user: Any, gemeente_id: int) -> bool:
    """The coordinator makes, writes and sets vast the evaluation of a year."""
    return toegang_of(user).has(gemeente_id, Rol.COORDINATOR)


def judging_partij_ids(user: Any, gemeente_id: int) -> frozenset[int]:
    """The parties on whose behalf a user may say what came of an afspraak: those of his roles."""
    return toegang_of(user).partij_ids.get(gemeente_id, frozenset())


def speaking_partij_ids(user: Any, gemeente: Gemeente) -> frozenset[int]:
    """The parties for which a user writes and answers zienswijzen; the coordinator speaks for the gemeente."""
    ids = own_partij_ids(user).get(gemeente.pk, frozenset())
    if gemeente.eigen_partij_id is not None and toegang_of(user).has(gemeente.pk, Rol.COORDINATOR):
        ids |= {gemeente.eigen_partij_id}
    return ids


def may_write_zienswijze(user: Any, gemeente: Gemeente) -> bool:
    """Who speaks for a party puts its view or question beside what he sees."""
    return bool(speaking_partij_ids(user, gemeente))


def may_keep_prioriteit(user: Any, gemeente: Gemeente, partij_id: int) -> bool:
    """Who speaks for a party keeps what it asks first; the coordinator keeps those of all parties."""
    return may_keep_prioriteiten(user, gemeente.pk) or partij_id in speaking_partij_ids(user, gemeente)


def may_keep_prioriteiten(user: Any, gemeente_id: int) -> bool:
    """Priorities of every party."""
    return toegang_of(user).has(gemeente_id, Rol.COORDINATOR)


def may_change_zienswijze(user: Any, zienswijze: Zienswijze) -> bool:
    """Its own party, as long as nobody answered."""
    return zienswijze.staat is Staat.OPEN and zienswijze.partij_id in speaking_partij_ids(user, zienswijze.gemeente)


def may_withdraw_zienswijze(user: Any, zienswijze: Zienswijze) -> bool:
    """Its own party, at any time, also when it is public."""
    ids = speaking_partij_ids(user, zienswijze.gemeente)
    return zienswijze.staat is not Staat.INGETROKKEN and zienswijze.partij_id in ids


def answers_as_addressed(user: Any, zienswijze: Zienswijze) -> bool:
    """The user speaks for the party that was asked to answer."""
    return zienswijze.gericht_aan_id in speaking_partij_ids(user, zienswijze.gemeente)


def may_answer_zienswijze(user: Any, zienswijze: Zienswijze) -> bool:
    """The party that was asked, and the coordinator for the gemeente; never the party that wrote it."""
    if zienswijze.staat not in (Staat.OPEN, Staat.BEANTWOORD):
        return False
    own = zienswijze.partij_id == zienswijze.gemeente.eigen_partij_id
    coordinates = toegang_of(user).has(zienswijze.gemeente_id, Rol.COORDINATOR)
    return answers_as_addressed(user, zienswijze) or (coordinates and not own)


def sides_of(user: Any, zienswijze: Zienswijze) -> frozenset[str]:
    """For which side the user says that it may be public: `indiener`, `antwoord`, or both or none of these."""
    ids = speaking_partij_ids(user, zienswijze.gemeente)
    answered = zienswijze.antwoord_namens_id in ids
    if zienswijze.antwoord_namens_id is None:  # a gemeente without a party of its own
        answered = toegang_of(user).has(zienswijze.gemeente_id, Rol.COORDINATOR)
    sides = {"indiener": zienswijze.partij_id in ids, "antwoord": answered}
    return frozenset(side for side, speaks in sides.items() if speaks)


def may_publish_zienswijze(user: Any, gemeente_id: int) -> bool:
    """The coordinator makes it public, takes it out of public sight, and gives more time for the answer."""
    return toegang_of(user).has(gemeente_id, Rol.COORDINATOR)
