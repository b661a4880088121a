# SPDX-License-Identifier: EUPL-1.2
"""Items about measurable targets with their parts, and about links between agreements, to wanted rows."""

from typing import Any

from django.utils.translation import gettext as _

from afspraken.models import Sdg
from corporaties.gedrukt import read_cijfer
from corporaties.models import Waardestatus
from monitoring.services.voorbeelddata import rows
from monitoring.services.voorbeelddata.files import Item
from monitoring.services.voorbeelddata.rows import Row
from monitoring.services.voorbeelddata.wanted import Wanted


def read_doelstelling(wanted: Wanted, gemeente: Row, item: Item) -> None:
    """A target or an indicator, with its parts in the order of the file."""
    item.label = item.text("code", required=True)
    slug, code = item.text("afsprakenset", required=True), item.text("afspraak")
    afsprakenset = wanted.find(rows.AFSPRAKENSETS, item, "afsprakenset", gemeente, slug) if slug else None
    parts, measured, doel_tekst = item.items("delen"), item.items("metingen"), item.text("doel_tekst")
    begin, begin_op = _value(item, "beginwaarde", Waardestatus.ONBEKEND)[0], item.date("begin_op")
    if (begin is None) != (begin_op is None):
        item.fault(_("‘beginwaarde’ en ‘begin_op’ horen bij elkaar."))
    doel, status = _value(item, "doel", Waardestatus.NIET_VAN_TOEPASSING)
    values: dict[str, Any] = {
        "gemeente": gemeente,
        "afsprakenset": afsprakenset,
        "code": item.label,
        "titel": item.text("titel", required=True),
        "groep": item.text("groep"),
        "eenheid": item.text("eenheid", default="aantal"),
        "richting": item.text("richting", default="minstens"),
        "doel": doel,
        "doel_tekst": doel_tekst,
        "waardestatus": status,
        "beginwaarde": begin,
        "begin_op": begin_op,
        "periode": item.text("periode"),
        "toelichting": item.text("toelichting"),
        **wanted.bron(item, gemeente),
    }
    if afsprakenset is None:
        return
    values["bron"] = values["bron"] or afsprakenset.values["bron"]
    values["afspraak"] = wanted.find(rows.AFSPRAKEN, item, "afspraak", afsprakenset, code) if code else None
    same_set = [row for row in wanted.rows[rows.DOELSTELLINGEN] if row.values["afsprakenset"] is afsprakenset]
    doelstelling = wanted.add(rows.DOELSTELLINGEN, item, {**values, "volgorde": 1 + len(same_set)}, gemeente)
    by_name: dict[str, Row] = {}
    for order, part in enumerate(parts, start=1):
        part.label = f"{item.label}, {part.text('naam', required=True)}"
        partij = part.text("partij")
        waarde, part_status = _value(part, "waarde", Waardestatus.ONBEKEND)
        line = {
            "gemeente": gemeente,
            "doelstelling": doelstelling,
            "verdeling": part.text("verdeling", required=True),
            "naam": part.text("naam"),
            "partij": wanted.partij(part, "partij", partij, gemeente.values["slug"]) if partij else None,
            "volgorde": order,
            "eenheid": part.text("eenheid") or values["eenheid"],
            "waarde": waarde,
            "waardestatus": part_status,
        }
        part.close()
        by_name[line["naam"]] = wanted.add(rows.DOELDELEN, part, line, gemeente)
    for one in measured:
        _read_meting(wanted, gemeente, one, doelstelling, by_name)


def _read_meting(wanted: Wanted, gemeente: Row, item: Item, doelstelling: Row, parts: dict[str, Row]) -> None:
    """A measurement that a source gives: of the whole target, or of one of its parts by name."""
    item.label = f"{doelstelling.label}, meting {item.text('datum', required=True)}"
    datum, deel = item.date("datum"), item.text("deel")
    waarde, status = _value(item, "waarde", Waardestatus.ONBEKEND)
    values = {
        "gemeente": gemeente,
        "doelstelling": doelstelling,
        "deel": parts.get(deel),
        "datum": datum,
        "waarde": waarde,
        "waardestatus": status,
        "herkomst": item.text("herkomst", required=True),
        "toelichting": item.text("toelichting"),
    }
    if deel and deel not in parts:
        item.fault(_("‘deel’: ‘%(value)s’ is geen deel van dit doel.") % {"value": deel})
    item.close()
    if datum is not None:
        wanted.add(rows.METINGEN, item, values, gemeente)


def _value(item: Item, key: str, absent: Waardestatus) -> tuple[Any, str]:
    """A figure as printed and its status; `absent` is the status of one that is left out."""
    try:
        gedrukt = read_cijfer(item.text(key))
    except ValueError as error:
        item.fault(f"‘{key}’: {error}")
        gedrukt = None
    return (None, str(absent.value)) if gedrukt is None else (gedrukt.waarde, str(gedrukt.waardestatus))


def read_sdgs(wanted: Wanted, gemeente: Row, item: Item) -> None:
    """Goals of the United Nations on which a whole set, one thema or one afspraak works: numbers of 1 to 17."""
    slug, number, code = item.text("afsprakenset", required=True), item.text("thema"), item.text("afspraak")
    item.label = " ".join(filter(None, (slug, number, code)))
    numbers, bron = item.texts("sdgs"), wanted.bron(item, gemeente)
    afsprakenset = wanted.find(rows.AFSPRAKENSETS, item, "afsprakenset", gemeente, slug) if slug else None
    if not numbers:
        item.fault(_("‘%(key)s’ ontbreekt.") % {"key": "sdgs"})
    if afsprakenset is None:
        return
    key = int(number) if number.isdecimal() else number
    thema = wanted.find(rows.THEMAS, item, "thema", afsprakenset, key) if number else None
    afspraak = wanted.find(rows.AFSPRAKEN, item, "afspraak", afsprakenset, code) if code else None
    bron["bron"] = bron["bron"] or afsprakenset.values["bron"]
    for text in numbers:
        if not (text.isdecimal() and int(text) in Sdg.values):
            item.fault(_("‘sdgs’: ‘%(value)s’ is geen werelddoel; kies 1 tot en met 17.") % {"value": text})
            continue
        values = {"gemeente": gemeente, "afsprakenset": afsprakenset, "thema": thema, "afspraak": afspraak}
        wanted.add(rows.SDGKOPPELINGEN, item, {**values, "sdg": int(text), **bron}, gemeente)


def read_verbanden(wanted: Wanted, gemeente: Row, item: Item) -> None:
    """One afspraak and the afspraken that it hangs together with in one way; a code may stand in another set."""
    slug, code = item.text("afsprakenset", required=True), item.text("afspraak", required=True)
    item.label = f"{slug} {code}"
    soort, toelichting = item.text("soort", required=True), item.text("toelichting")
    other, codes = item.text("naar_set", default=slug), item.texts("naar")
    van = _afspraak(wanted, gemeente, item, slug, code)
    if not codes:
        item.fault(_("‘%(key)s’ ontbreekt.") % {"key": "naar"})
    for found in [_afspraak(wanted, gemeente, item, other, one) for one in codes]:
        if van is not None and found is not None:
            values = {"gemeente": gemeente, "van": van, "naar": found, "soort": soort, "toelichting": toelichting}
            wanted.add(rows.VERBANDEN, item, values, gemeente)


def _afspraak(wanted: Wanted, gemeente: Row, item: Item, slug: str, code: str) -> Row | None:
    afsprakenset = wanted.find(rows.AFSPRAKENSETS, item, "afsprakenset", gemeente, slug)
    return wanted.find(rows.AFSPRAKEN, item, "afspraak", afsprakenset, code) if afsprakenset else None
