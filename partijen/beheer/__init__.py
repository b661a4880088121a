# SPDX-License-Identifier: EUPL-1.2
"""The admin screens at /beheer/: one site and one base class, so that no screen can forget a rule.

`apps` puts the site in the place of Django's, `site` holds it, `regels` says what a screen must declare,
`options` enforces that for lists and inlines alike, `forms` and `formsets` see to it that nobody's work is
overwritten, `admins` ties these together, `geschiedenis` shows who changed what. The screens themselves
stand in `admin.py` of each app.
"""
