# SPDX-License-Identifier: EUPL-1.2
"""Who takes part, meets, and may do what: gemeente, partij, gebruiker, lidmaatschap, overleg, history."""
