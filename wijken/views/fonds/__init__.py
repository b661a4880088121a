# SPDX-License-Identifier: EUPL-1.2
"""Pages of the leefbaarheidsfonds: for everybody, for who applies, and for who looks after the money."""
