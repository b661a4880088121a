# SPDX-License-Identifier: EUPL-1.2
"""Speed and memory promises: each a ratio against its floor in the same run, on both databases (`make bench`)."""
