# SPDX-License-Identifier: EUPL-1.2
"""API resources of partijen; `portaal.api` registers them."""
