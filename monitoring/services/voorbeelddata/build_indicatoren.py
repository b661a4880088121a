# SPDX-License-Identifier: EUPL-1.2
"""Items about indicators, their classes and what sources say of a place, to wanted rows."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from monitoring.services.voorbeelddata import rows
from monitoring.services.voorbeelddata.files import Item
from monitoring.services.voorbeelddata.rows import Row
from monitoring.services.voorbeelddata.wanted import Wanted
from wijken.waarden import validate_getal


def read_indicator(wanted: Wanted, gemeente: Row, item: Item) -> None:
    """A definition with its ordered classes; what it is weighed by must stand above it in the file."""
    item.label = item.text("slug", required=True)
    gewicht, volgorde = item.text("gewicht"), item.number("volgorde")
    values: dict[str, Any] = {
        "gemeente": gemeente,
        "slug": item.label,
        "naam": item.text("naam", required=True),
        "groep": item.text("groep", required=True),
        "volgorde": 100 if volgorde is None else volgorde,
        "uitleg": item.text("uitleg"),
        "eenheid": item.text("eenheid", required=True),
        "onderwerp": item.text("onderwerp", required=True),
        "richting": item.text("richting", default="geen"),
        "aggregatie": item.text("aggregatie", default="geen"),
        "gewicht": wanted.find(rows.INDICATOREN, item, "gewicht", gemeente, gewicht) if gewicht else None,
        "aggregatie_uitleg": item.text("aggregatie_uitleg"),
        **wanted.bron(item, gemeente),
    }
    row = wanted.add(rows.INDICATOREN, item, values, gemeente)
    for rang, naam in enumerate(item.texts("klassen"), start=1):
        klasse = {"gemeente": gemeente, "indicator": row, "rang": rang, "naam": naam}
        wanted.add(rows.INDICATORKLASSEN, item, klasse, gemeente)


def read_indicatorwaarden(wanted: Wanted, gemeente: Row, item: Item) -> None:
    """One statement about one or more places: each of these becomes a row."""
    slug, periode = item.text("indicator", required=True), item.text("periode", required=True)
    item.label = " ".join(part for part in (slug, periode, item.text("bron_plaats")) if part)
    indicator = wanted.find(rows.INDICATOREN, item, "indicator", gemeente, slug) if slug else None
    values: dict[str, Any] = {
        "gemeente": gemeente,
        "indicator": indicator,
        "periode": periode,
        "deel": item.text("deel"),
        "waarde": _waarde(item),
        **wanted.bron(item, gemeente),
        "uitspraak": item.number("uitspraak") or 1,
    }
    if values["bron"] is None and indicator is not None:
        values["bron"] = indicator.values["bron"]
    if not values["bron_plaats"]:
        item.fault(_("‘%(key)s’ ontbreekt.") % {"key": "bron_plaats"})
    klasse, places = item.text("klasse"), item.texts("gebieden")
    if (values["waarde"] is None) == (not klasse):
        item.fault(_("schrijf ‘waarde’ of ‘klasse’, niet allebei en niet geen van beide."))
    if not places:
        item.fault(_("‘gebieden’ ontbreekt."))
    if values["bron"] is None:
        item.fault(_("‘bron’ ontbreekt, hier en bij de indicator."))
    if indicator is None or values["bron"] is None:
        return
    if values["waarde"] is not None:
        try:
            validate_getal(indicator.values["eenheid"], values["waarde"])
        except ValidationError as error:
            item.fault(f"‘waarde’: {error.messages[0]}")
    values["klasse"] = wanted.find(rows.INDICATORKLASSEN, item, "klasse", indicator, klasse) if klasse else None
    for name in places:
        if gebied := wanted.place(item, "gebieden", name, gemeente):
            wanted.add(rows.INDICATORWAARDEN, item, {**values, "gebied": gebied}, gemeente)


def read_kaarttegel(wanted: Wanted, gemeente: Row, item: Item) -> None:
    """A row of the tile map, west to east: slugs of buurten, `-` for nothing, another word for water and the like."""
    rij, places = item.number("rij", required=True), item.text("vakjes", required=True)
    item.label = f"{_('rij')} {rij}"
    known = wanted.gebieden[gemeente]
    for kolom, name in enumerate(places.split(), start=1):
        if name == "-" or rij is None:
            continue
        gebied = (
            None if name[0].isupper() and not known[name.casefold()] else wanted.place(item, "vakjes", name, gemeente)
        )
        if gebied is None and not name[0].isupper():
            continue
        values = {"gemeente": gemeente, "gebied": gebied, "naam": "" if gebied else name, "rij": rij, "kolom": kolom}
        wanted.add(rows.KAARTTEGELS, item, values, gemeente)


def _waarde(item: Item) -> Decimal | None:
    text = item.text("waarde")
    if not text:
        return None
    try:
        return Decimal(text)
    except InvalidOperation:
        item.fault(_("‘waarde’ is ‘%(value)s’; schrijf een getal als 45 of 4.5.") % {"value": text})
        return None
