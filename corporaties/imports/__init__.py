# SPDX-License-Identifier: EUPL-1.2
"""Bytes to numbered raw rows to checked figures and faults; nothing is written here."""
