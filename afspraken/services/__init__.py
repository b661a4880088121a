# SPDX-License-Identifier: EUPL-1.2
"""Writes of afspraken: atomic, keyword-only, with their history in the same transaction."""
