# SPDX-License-Identifier: EUPL-1.2
"""Rules of monitoring, each in one place: forms, commands and services call these."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _


def validate_peildatum(
    peildatum: dt.date, *, today: dt.date, overleg_datum: dt.date, set_begin: dt.date | None
) -> None:
    """A rapportage tells how it stood on a day that has been, not after its meeting, and not before its set began.

    Raises:
        ValidationError: under `peildatum`.
    """
    fault = ""
    if peildatum > today:
        fault, day = _("De peildatum ligt in de toekomst. Kies vandaag (%(dag)s) of een dag ervoor."), today
    elif peildatum > overleg_datum:
        fault, day = _("De peildatum ligt na het overleg. Kies een dag tot en met %(dag)s."), overleg_datum
    elif set_begin is not None and peildatum < set_begin:
        fault, day = _("Op deze dag golden de afspraken nog niet. Kies een dag vanaf %(dag)s."), set_begin
    if fault:
        params = {"dag": date_format(day, "j F Y")}
        raise ValidationError({"peildatum": ValidationError(fault, code="peildatum", params=params)})
