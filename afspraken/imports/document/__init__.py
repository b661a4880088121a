# SPDX-License-Identifier: EUPL-1.2
"""Tables of somebody's own document to rows that may become afspraken; nothing is written here.

`kolommen` finds the tables and guesses what each column is, `rijen` joins what belongs to one afspraak, `woorden` says
what the words mean, `voorbeeld` puts it beside what the portal has, with the choices the user made.
"""
