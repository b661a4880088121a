# SPDX-License-Identifier: EUPL-1.2
"""The Afsprakenportaal: settings, addresses and the library that knows no app."""
