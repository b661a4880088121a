# SPDX-License-Identifier: EUPL-1.2
"""Items about what parties asked to take up first, to wanted rows."""

from django.utils.translation import gettext as _

from monitoring.services.voorbeelddata import rows
from monitoring.services.voorbeelddata.files import Item
from monitoring.services.voorbeelddata.rows import Row
from monitoring.services.voorbeelddata.wanted import Wanted


def read_partijprioriteit(wanted: Wanted, gemeente: Row, item: Item) -> None:
    """One priority of a party in a set, with the codes of the afspraken about it."""
    item.label = _("prioriteit %(nummer)s van %(partij)s") % {
        "nummer": item.text("nummer"),
        "partij": item.text("partij"),
    }
    slug, nummer = item.text("afsprakenset", required=True), item.number("nummer", required=True)
    naam, codes = item.text("partij", required=True), item.texts("afspraken")
    values = {
        "titel": item.text("titel", required=True),
        "toelichting": item.text("toelichting"),
        "jaar": item.number("jaar"),
        **wanted.bron(item, gemeente),
    }
    afsprakenset = wanted.find(rows.AFSPRAKENSETS, item, "afsprakenset", gemeente, slug) if slug else None
    partij = wanted.partij(item, "partij", naam, gemeente.values["slug"]) if naam else None
    if afsprakenset is None or partij is None or nummer is None:
        return
    found = [wanted.find(rows.AFSPRAKEN, item, "afspraken", afsprakenset, code) for code in codes]
    values |= {"gemeente": gemeente, "afsprakenset": afsprakenset, "partij": partij, "nummer": nummer}
    lists = {"afspraken": [row for row in found if row is not None]}
    wanted.add(rows.PARTIJPRIORITEITEN, item, values, gemeente, lists=lists)
