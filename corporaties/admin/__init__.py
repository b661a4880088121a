# SPDX-License-Identifier: EUPL-1.2
"""Screens of corporaties at /beheer/."""

from corporaties.admin import cijfers, indeling, projecten

__all__ = ["cijfers", "indeling", "projecten"]
