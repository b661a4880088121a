# SPDX-License-Identifier: EUPL-1.2
"""The pack for a board meeting as a file: what it says once, and how PDF and DOCX lay that out."""
