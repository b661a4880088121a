# SPDX-License-Identifier: EUPL-1.2
"""Every write of wijken that spans rows: atomic, with history in the same transaction."""
