# SPDX-License-Identifier: EUPL-1.2
"""Forms of the pages of monitoring, a file per subject."""
