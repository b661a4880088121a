# SPDX-License-Identifier: EUPL-1.2
"""Who may do what in monitoring: plain functions (design, section 5)."""

from typing import Any

from partijen.models import Rol
from partijen.policies import LEZERS, toegang_of


def may_make_rapportage(user: Any, gemeente_id: int) -> bool:
    """The coordinator makes, refreshes and sets vast what the board reads."""
    return toegang_of(user).has(gemeente_id, Rol.COORDINATOR)


def may_read_concept(user: Any, gemeente_id: int) -> bool:
    """A rapportage that is not vastgesteld yet: coordinator, bestuurder and beheerder."""
    return toegang_of(user).has(gemeente_id, *LEZERS)
