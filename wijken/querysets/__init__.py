# SPDX-License-Identifier: EUPL-1.2
"""Facts about many rows of wijken, one file per subject, and who may see them."""

from wijken.querysets.gebied import GebiedQuerySet

__all__ = ["GebiedQuerySet"]
