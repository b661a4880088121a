# SPDX-License-Identifier: EUPL-1.2
"""Pages of afspraken: the public list, one afspraak, the actielijst, and everything that is reported or laid beside."""
