# SPDX-License-Identifier: EUPL-1.2
"""Neighbourhoods and what is counted or spent there."""
