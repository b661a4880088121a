# SPDX-License-Identifier: EUPL-1.2
"""Figures and building projects of housing corporations: delivered, checked, compared and fetched."""
