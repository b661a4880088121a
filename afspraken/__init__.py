# SPDX-License-Identifier: EUPL-1.2
"""What was promised and how far it is: afsprakenset, thema, afspraak, actie, termijn, voortgang."""
