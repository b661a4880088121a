# SPDX-License-Identifier: EUPL-1.2
"""Pages of partijen: the members of a gemeente, and one's own account."""

from .account import email_address
from .leden import leden, lid, lid_aan, lid_uit, lid_uitnodigen, rol_beeindigen

__all__ = ["email_address", "leden", "lid", "lid_aan", "lid_uit", "lid_uitnodigen", "rol_beeindigen"]
