# SPDX-License-Identifier: EUPL-1.2
"""API resources of corporaties; `portaal.api` registers them."""
