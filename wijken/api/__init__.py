# SPDX-License-Identifier: EUPL-1.2
"""API resources of wijken; `portaal.api` registers them."""
