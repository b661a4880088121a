# SPDX-License-Identifier: EUPL-1.2
"""API resources of wijken, one file per resource; `portaal.api` registers them."""
