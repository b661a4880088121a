# SPDX-License-Identifier: EUPL-1.2
"""Commands of corporaties."""
