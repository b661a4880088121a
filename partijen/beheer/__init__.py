# SPDX-License-Identifier: EUPL-1.2
"""The admin screens at /beheer/: one site and one base class, so that no screen can forget a rule.

`apps` puts the site in the place of Django's, `site` holds it, `regels` says what a screen must declare,
`options` enforces that for screens and inlines alike, `forms` and `formsets` see to it that nobody's work is
overwritten, with the choices and texts of `fields`. `lists` and `filters` are about the list of a screen,
`geschiedenis` is the page that shows who changed what. `admins` ties these together to the base of a screen,
`inlines` to that of rows under a row. The screens themselves stand in `admin.py` or `admin/` of each app.
"""
