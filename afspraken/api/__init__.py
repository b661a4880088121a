# SPDX-License-Identifier: EUPL-1.2
"""API resources of afspraken; `portaal.api` registers them."""
