# SPDX-License-Identifier: EUPL-1.2
"""Services of monitoring: example data and demo accounts."""
