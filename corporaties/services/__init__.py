# SPDX-License-Identifier: EUPL-1.2
"""Writing of corporaties; each function is atomic and leaves history."""
