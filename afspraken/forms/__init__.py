# SPDX-License-Identifier: EUPL-1.2
"""Forms of the pages of afspraken, a file per subject."""
