# SPDX-License-Identifier: EUPL-1.2
"""Reads across all apps: public start, BOWW dashboard, werkbank; and the example data."""
