# SPDX-License-Identifier: EUPL-1.2
"""Screens of wijken at /beheer/, one file per subject; importing them registers them."""

from wijken.admin import fondsen, gebieden, indicatoren, kaart, teams

__all__ = ["fondsen", "gebieden", "indicatoren", "kaart", "teams"]
