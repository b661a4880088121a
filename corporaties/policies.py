# SPDX-License-Identifier: EUPL-1.2
"""Who may do what in corporaties: plain functions (design, section 5)."""

from typing import Any

from corporaties.models import Cijferbron, Klasse, Klassenlijst, Levering
from partijen.models import Gemeente, Rol
from partijen.policies import LEZERS, holds, may_set_up, toegang_of


def may_deliver(user: Any, gemeente_id: int, partij_id: int | None) -> bool:
    """A databeheerder delivers the figures of his own corporation, nobody else's."""
    return partij_id is not None and partij_id in toegang_of(user).cijfer_partij_ids.get(gemeente_id, frozenset())


def partijen_to_deliver(user: Any, gemeente: Gemeente) -> frozenset[int]:
    """Ids of the corporations whose figures the user delivers in a gemeente."""
    return toegang_of(user).cijfer_partij_ids.get(gemeente.pk, frozenset())


def may_see_leveringen(user: Any, gemeente_id: int) -> bool:
    """The pages of deliveries: who delivers, and who reads drafts."""
    toegang = toegang_of(user)
    return toegang.has(gemeente_id, *LEZERS, Rol.DATABEHEERDER)


def may_see_draft(user: Any, levering: Levering) -> bool:
    """A delivery that is not public: its corporation, coordinator, bestuurder and beheerder."""
    reads = toegang_of(user).has(levering.gemeente_id, *LEZERS)
    return levering.openbaar or reads or may_deliver(user, levering.gemeente_id, levering.partij_id)


def may_stellen_vast(user: Any, gemeente_id: int | None = None) -> bool:
    """The coordinator sets deliveries vast."""
    return holds(user, gemeente_id, Rol.COORDINATOR)


def may_explain_afwijking(user: Any, gemeente_id: int | None = None) -> bool:
    """The coordinator explains what does not add up."""
    return holds(user, gemeente_id, Rol.COORDINATOR)


def may_keep_bron(user: Any, cijferbron: Cijferbron) -> bool:
    """The coordinator keeps sources of figures."""
    return holds(user, cijferbron.gemeente_id, Rol.COORDINATOR)


def may_keep_lijst(user: Any, lijst: Klassenlijst | None = None) -> bool:
    """A list of a gemeente is kept by its coordinator, one of the whole country by who sets up the installation."""
    if lijst is None:
        return may_set_up(user) or holds(user, None, Rol.COORDINATOR)
    if lijst.gemeente_id is None:
        return may_set_up(user)
    return holds(user, lijst.gemeente_id, Rol.COORDINATOR)


def may_keep_klasse(user: Any, klasse: Klasse | None = None) -> bool:
    """A class goes with its list."""
    return may_keep_lijst(user, klasse.lijst if klasse is not None else None)


def may_read_bestand(user: Any, levering: Levering) -> bool:
    """The file as it was delivered may hold more than figures: for its corporation, and for who reads drafts."""
    reads = toegang_of(user).has(levering.gemeente_id, *LEZERS)
    return reads or may_deliver(user, levering.gemeente_id, levering.partij_id)
