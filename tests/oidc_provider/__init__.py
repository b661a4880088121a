# SPDX-License-Identifier: EUPL-1.2
"""An OpenID provider of an organisation: django-allauth's own, as a second Django process on this machine."""
