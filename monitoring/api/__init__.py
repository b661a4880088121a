# SPDX-License-Identifier: EUPL-1.2
"""The API of what monitoring keeps."""
