# SPDX-License-Identifier: EUPL-1.2
"""Who may do what in wijken: plain functions (design, section 5). Places and teams are kept as all gegevens are."""

from typing import Any

from partijen.models import Rol
from partijen.policies import holds
from wijken.models import Aanvraag
from wijken.statussen import DOOR_AANVRAGER_IN_TE_TREKKEN


def may_read_fonds(user: Any, gemeente_id: int | None = None) -> bool:
    """Applications with who applied, and the ledger with who entered it: fondsbeheerder, bestuurder, coordinator."""
    return holds(user, gemeente_id, Rol.FONDSBEHEERDER, Rol.BESTUURDER, Rol.COORDINATOR)


def may_keep_fonds(user: Any, gemeente_id: int | None = None) -> bool:
    """Decide on applications, book, and set up funds: the fondsbeheerder."""
    return holds(user, gemeente_id, Rol.FONDSBEHEERDER)


def may_withdraw(aanvraag: Aanvraag) -> bool:
    """The applicant, who came with his own link, may withdraw as long as nothing was decided."""
    return aanvraag.status in DOOR_AANVRAGER_IN_TE_TREKKEN
