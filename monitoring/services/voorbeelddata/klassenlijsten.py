# SPDX-License-Identifier: EUPL-1.2
"""Reading characteristics, lists of classes (those of VERA too) and rent limits."""

import csv
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from corporaties.models import Grens
from monitoring.services.voorbeelddata import rows
from monitoring.services.voorbeelddata.files import Item, read_items, suggestion
from monitoring.services.voorbeelddata.rows import Row
from monitoring.services.voorbeelddata.wanted import Wanted

VERA_FILE, GRENZEN_FILE = "vera_referentiedata.csv", "huurgrenzen.csv"
VERA = "VERA"
# Which of our characteristics a list of VERA is about.
VERA_KENMERKEN = {
    "BATSCORE": "bat",
    "EENHEIDDETAILSOORT": "woningtype",
    "EENHEIDSOORT": "eenheidsoort",
    "EENHEIDSTATUS": "eenheidstatus",
    "ENERGIELABEL": "energielabel",
    "HUURKLASSE": "huurklasse",
    "MAATSCHAPPELIJKLABEL": "daeb",
    "PROJECTSOORT": "projectsoort",
    "TOEGANKELIJKHEIDSLABEL": "toegankelijkheid",
}
# Limits of the rent classes of VERA, from their descriptions: a rent on the limit belongs to the class above.
VERA_GRENZEN: dict[str, tuple[str, str]] = {
    "GOE": ("", Grens.KWALITEITSKORTING),
    "BET": (Grens.KWALITEITSKORTING, Grens.AFTOPPING_2),
    "DUU": (Grens.AFTOPPING_2, Grens.LIBERALISATIE),
    "BOV": (Grens.LIBERALISATIE, ""),
}


# --- what all gemeenten share ----------------------------------------------------------------------------------------


def read_shared(wanted: Wanted) -> None:
    """Characteristics, populations, rent limits and lists of the whole country."""
    for item in read_items(wanted.root / "kenmerken.yaml", wanted.root, wanted.faults):
        item.label = item.text("code", required=True)
        values = {
            "code": item.label,
            "naam": item.text("naam", required=True),
            "omschrijving": item.text("omschrijving"),
            "volgorde": 1 + len(wanted.rows[rows.KENMERKEN]),
        }
        wanted.add(rows.KENMERKEN, item, values, None)
        item.close()
    for item in read_items(wanted.root / "populaties.yaml", wanted.root, wanted.faults):
        item.label = item.text("naam", required=True)
        values = {"naam": item.label, "omschrijving": item.text("omschrijving")}
        wanted.add(rows.POPULATIES, item, values, None)
        item.close()
    for item in read_items(wanted.root / "klassenlijsten.yaml", wanted.root, wanted.faults):
        read_klassenlijst(wanted, None, item)
        item.close()
    _read_vera(wanted)
    _read_huurgrenzen(wanted)


def _csv_items(wanted: Wanted, file: str) -> Iterator[Item]:
    """The lines of a table of reference data as items."""
    path = wanted.root / file
    if not path.exists():
        return
    with path.open(encoding="utf-8-sig", newline="") as lines:
        for number, line in enumerate(csv.DictReader(lines, delimiter=";"), start=2):
            yield Item(file, number, {key: value or "" for key, value in line.items() if key}, wanted.faults)


def _read_vera(wanted: Wanted) -> None:
    """Each list of VERA as a list of its own; a code that was withdrawn is left out."""
    lists: dict[str, Row] = {}
    for item in _csv_items(wanted, VERA_FILE):
        soort, code = item.text("Soort", required=True), item.text("Code", required=True)
        item.label = f"{soort} {code}"
        kenmerk = _kenmerk(wanted, item, VERA_KENMERKEN.get(soort, soort))
        if item.text("Einddatum") or item.text("Omschrijving").startswith("VERVALLEN") or kenmerk is None:
            continue
        if soort not in lists:
            values = {
                "kenmerk": kenmerk,
                "gemeente": None,
                "naam": VERA,
                "jaar": None,
                "uitgave": "",
                "optelbaar": True,
                "volledig": soort not in ("BATSCORE", "TOEGANKELIJKHEIDSLABEL"),
                "grens_telt_mee": soort != "HUURKLASSE",
                "bron": None,
                "bron_plaats": f"VERA, {soort}",
                "bron_opmerking": "",
            }
            lists[soort] = wanted.add(rows.KLASSENLIJSTEN, item, values, None)
        boven, tot = VERA_GRENZEN.get(code, ("", "")) if soort == "HUURKLASSE" else ("", "")
        _add_klasse(
            wanted,
            item,
            lists[soort],
            code=code,
            naam=item.text("Naam", required=True),
            omschrijving=item.text("Omschrijving"),
            boven_grens=boven,
            tot_grens=tot,
            vera_code=code,
        )


def _read_huurgrenzen(wanted: Wanted) -> None:
    for item in _csv_items(wanted, GRENZEN_FILE):
        jaar = item.number("jaar", required=True)
        item.label = str(jaar)
        bron, zekerheid = item.text("bron", required=True), item.text("zekerheid")
        for grens in Grens:
            values = {
                "jaar": jaar,
                "grens": grens.value,
                "bedrag": _euro(item, grens.value),
                "bron_naam": bron,
                "zekerheid": zekerheid,
            }
            wanted.add(rows.HUURGRENZEN, item, values, None)


def _euro(item: Item, key: str) -> Decimal | None:
    text = item.text(key)
    try:
        return Decimal(text.replace(",", ".")) if text else None
    except InvalidOperation:
        item.fault(_("‘%(key)s’ is ‘%(value)s’; schrijf een bedrag als 442,46.") % {"key": key, "value": text})
        return None


# --- lists of classes ------------------------------------------------------------------------------------------------


def read_klassenlijst(wanted: Wanted, gemeente: Row | None, item: Item) -> None:
    """A list with its classes, in the order of the file."""
    code = item.text("kenmerk", required=True)
    naam = item.text("naam", required=True)
    item.label = f"{code}: {naam}"
    kenmerk = _kenmerk(wanted, item, code)
    values = {
        "kenmerk": kenmerk,
        "gemeente": gemeente,
        "naam": naam,
        "jaar": item.number("jaar"),
        "uitgave": item.text("uitgave"),
        "optelbaar": item.yes("optelbaar", default=True),
        "volledig": item.yes("volledig", default=False),
        "grens_telt_mee": item.yes("grens_telt_mee", default=True),
        **wanted.bron(item, gemeente),
    }
    parts = item.items("klassen")
    if kenmerk is None:
        return
    lijst = wanted.add(rows.KLASSENLIJSTEN, item, values, gemeente)
    for part in parts:
        part.label = f"{item.label}, {part.text('code', required=True)}"
        effect = part.text("effect")
        if effect not in ("", "1", "0", "-1"):
            part.fault(_("‘effect’ is 1, 0 of -1."))
            effect = ""
        _add_klasse(
            wanted,
            part,
            lijst,
            code=part.text("code"),
            naam=part.text("naam", required=True),
            omschrijving=part.text("omschrijving"),
            boven_grens=part.text("boven"),
            tot_grens=part.text("tot"),
            vera_code=part.text("vera"),
            is_saldo=part.yes("saldo", default=False),
            voorraadeffect=int(effect) if effect else None,
        )
        part.close()


def _add_klasse(wanted: Wanted, item: Item, lijst: Row, **values: Any) -> None:
    known = wanted.klassen[lijst]
    filled = {"is_saldo": False, "voorraadeffect": None, **values, "lijst": lijst, "volgorde": 1 + len(set(known))}
    row = wanted.add(rows.KLASSEN, item, filled, lijst.gemeente)
    known[values["code"].casefold()] = row
    known.setdefault(values["naam"].casefold(), row)


def _kenmerk(wanted: Wanted, item: Item, code: str) -> Row | None:
    known = {row.values["code"]: row for row in wanted.rows[rows.KENMERKEN]}
    if code not in known:
        message = _("‘%(key)s’: onbekend ‘%(value)s’.") % {"key": "kenmerk", "value": code}
        item.fault(message + suggestion(code, known))
    return known.get(code)


def find_lijst(wanted: Wanted, item: Item, key: str, gemeente: Row) -> Row | None:
    """A list by "kenmerk: naam": one of the gemeente, or else one of the country."""
    text = item.text(key, required=True)
    code, _colon, naam = (part.strip().casefold() for part in text.partition(":"))
    found = {
        row.gemeente: row
        for row in wanted.rows[rows.KLASSENLIJSTEN]
        if row.values["kenmerk"].values["code"] == code and row.values["naam"].casefold() == naam
    }
    if row := found.get(gemeente) or found.get(None):
        return row
    if text:
        item.fault(_("‘%(key)s’: onbekend ‘%(value)s’.") % {"key": key, "value": text})
    return None


def find_klasse(wanted: Wanted, item: Item, key: str, lijst: Row, naam: str) -> Row | None:
    """A class of a list by code or name; None with a fault."""
    known = wanted.klassen[lijst]
    if naam.casefold() not in known:
        message = _("‘%(key)s’: onbekend ‘%(value)s’.") % {"key": key, "value": naam}
        item.fault(message + suggestion(naam, [row.values["naam"] for row in known.values()]))
    return known.get(naam.casefold())
