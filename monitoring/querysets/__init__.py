# SPDX-License-Identifier: EUPL-1.2
"""Rows of monitoring for a viewer, a file per subject."""
