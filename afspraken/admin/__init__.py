# SPDX-License-Identifier: EUPL-1.2
"""Screens of afspraken at /beheer/, one file per subject."""

from . import afspraken, bijlagen, doelen, projecten, sets, voortgang

__all__ = ["afspraken", "bijlagen", "doelen", "projecten", "sets", "voortgang"]
