# SPDX-License-Identifier: EUPL-1.2
"""Items about the yearly cycle, to wanted rows."""

import re

from django.utils.translation import gettext as _

from monitoring.services.voorbeelddata import rows
from monitoring.services.voorbeelddata.files import Item
from monitoring.services.voorbeelddata.rows import Row
from monitoring.services.voorbeelddata.wanted import Wanted

DAY = re.compile(r"([1-9]|[12][0-9]|3[01])-([1-9]|1[0-2])")


def read_jaarmoment(wanted: Wanted, gemeente: Row, item: Item) -> None:
    """A moment that comes back each year: its last day, and the first one of a period, both as day-month."""
    item.label = item.text("naam", required=True)
    day, month = _day(item, "laatste", required=True)
    first_day, first_month = _day(item, "eerste")
    values = {
        "gemeente": gemeente,
        "naam": item.label,
        "soort": item.text("soort", default="anders"),
        "toelichting": item.text("toelichting"),
        "van_dag": first_day,
        "van_maand": first_month,
        "dag": day,
        "maand": month,
        **wanted.bron(item, gemeente),
    }
    wanted.add(rows.JAARMOMENTEN, item, values, gemeente)


def _day(item: Item, key: str, *, required: bool = False) -> tuple[int | None, int | None]:
    text = item.text(key, required=required)
    found = DAY.fullmatch(text)
    if text and found is None:
        item.fault(_("‘%(key)s’: schrijf dag en maand als 30-6.") % {"key": key})
    return (int(found[1]), int(found[2])) if found else (None, None)
