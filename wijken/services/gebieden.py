# SPDX-License-Identifier: EUPL-1.2
"""Neighbourhoods of a gemeente from a list of the CBS: wijken and buurten with their codes, all or nothing."""

import re
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from partijen import policies
from partijen.models import Gebruiker, Gemeente, Wijziging
from partijen.services import history
from portaal.lib.tables.reader import Fault, Table, UnreadableFile, read_table
from wijken.models import Gebied

ORIGIN = Wijziging.Oorsprong.IMPORT
MAX_ROWS = 20_000
MAX_COLUMNS = 250
_CODE = ("codering", "gwbcode", "gwbcode10", "code", "cbscode", "buurtcode", "statcode")
_NAME = ("wijkenenbuurten", "regio", "naam", "buurtnaam", "buurt", "statnaam", "gebied")
_CODES = re.compile(r"(?:WK[0-9]{6}|BU[0-9]{8})")
_PREFIX = re.compile(r"\A(?:wijk|buurt)\s+[0-9]{2,4}\s+(?=\S)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Telling:
    """What a list changed."""

    nieuw: int
    met_code: int
    ongewijzigd: int
    elders: int


@dataclass(frozen=True, slots=True)
class Regel:
    """One place of the list."""

    code: str
    naam: str


def read_buurten(content: bytes, filename: str, *, gemeente: Gemeente) -> tuple[list[Regel], int]:
    """The wijken and buurten of the gemeente in a file of the CBS (csv, xlsx or ods).

    Returns:
        The places, and how many rows were about something else.

    Raises:
        UnreadableFile: no such list; the message says how to mend it.
        ValidationError: rows that are wrong, each with its number.
    """
    table = read_table(content, filename, max_rows=MAX_ROWS, max_columns=MAX_COLUMNS)
    code, name = _column(table, _CODE), _column(table, _NAME)
    if code is None or name is None:
        raise UnreadableFile(
            _("In dit bestand staat geen kolom met de codes (Codering) of met de namen (WijkenEnBuurten)."),
            "no_columns",
        )
    faults: list[Fault] = []
    found: dict[str, Regel] = {}
    elsewhere, own = 0, gemeente.cbs_code[2:] or _number_in(table, code, name, gemeente)
    for row in table.rows:
        value, text = row.cell(code).text.upper().replace(" ", ""), row.cell(name).text
        if not _CODES.fullmatch(value) or (own and value[2:6] != own):
            elsewhere += 1
            continue
        naam = _PREFIX.sub("", text).strip()
        if not naam or len(naam) > 80:
            faults.append(table.fault(row.number, name, _("De naam ontbreekt of is langer dan 80 tekens.")))
        elif value in found:
            faults.append(table.fault(row.number, code, _("Code %(code)s staat er twee keer in.") % {"code": value}))
        else:
            found[value] = Regel(value, naam)
    if faults:
        raise ValidationError(
            [
                _("Rij %(row)s, kolom %(column)s: %(message)s")
                % {"row": fault.row, "column": fault.column, "message": fault.message}
                for fault in faults[:50]
            ]
        )
    if not found:
        raise UnreadableFile(_("In dit bestand staat geen wijk of buurt van deze gemeente."), "no_rows")
    return list(found.values()), elsewhere


def _number_in(table: Table, code: int, name: int, gemeente: Gemeente) -> str:
    """The number of the gemeente in the list, where it does not know its own: that of its name, or the only one.

    Raises:
        UnreadableFile: it holds several gemeenten, and none of this name.
    """
    rows = [(row.cell(code).text.upper().replace(" ", ""), row.cell(name).text.strip()) for row in table.rows]
    named = {value[2:6] for value, text in rows if value[:2] == "GM" and text.casefold() == gemeente.naam.casefold()}
    numbers = named or {value[2:6] for value, _text in rows if _CODES.fullmatch(value)}
    if len(numbers) > 1:
        raise UnreadableFile(
            _(
                "In dit bestand staan meer gemeenten, en het portaal kent de CBS-code van uw gemeente niet. Kies een "
                "bestand met alleen uw gemeente, of laat de code eerst invullen in Beheer."
            ),
            "which_gemeente",
        )
    return next(iter(numbers), "")


def _column(table: Table, names: tuple[str, ...]) -> int | None:
    heads = [re.sub(r"[\W_]+", "", head).casefold() for head in table.header]
    heads = [re.sub(r"[0-9]+$", "", head) if head not in names else head for head in heads]
    return next((heads.index(name) for name in names if name in heads), None)


@transaction.atomic
def load_buurten(*, regels: list[Regel], elders: int, gemeente: Gemeente, by: Gebruiker) -> Telling:
    """Store places of a list; what is there already stays, and gets its code when it had none.

    Idempotent: the same list again changes nothing and writes no history.

    Raises:
        PermissionDenied: the user does not keep the places of the gemeente.
    """
    if not policies.may_keep_gegevens(by, gemeente.pk):
        raise PermissionDenied(_("U legt hier geen buurten vast."))
    Gemeente.objects.select_for_update().get(pk=gemeente.pk)
    places = list(Gebied.objects.filter(gemeente=gemeente))
    by_code = {place.cbs_code: place for place in places if place.cbs_code}
    by_name = {(place.soort, place.naam.casefold()): place for place in places}
    slugs = {place.slug for place in places}
    new: list[Gebied] = []
    coded = unchanged = 0
    for regel in sorted(regels, key=lambda regel: regel.code.startswith("BU")):
        if regel.code in by_code:
            unchanged += 1
            continue
        soort = Gebied.Soort.BUURT if regel.code.startswith("BU") else Gebied.Soort.WIJK
        known = by_name.get((soort, regel.naam.casefold()))
        if known is not None and not known.cbs_code:
            history.update_with_history(known, {"cbs_code": regel.code}, by=by, oorsprong=ORIGIN)
            coded += 1
            continue
        slug = slugify(regel.naam) or regel.code.lower()
        slug = f"wijk-{slug}" if soort == Gebied.Soort.WIJK else slug
        slug = slug[:70] if slug[:70] not in slugs else f"{slug[:65]}-{regel.code.lower()}"
        slugs.add(slug)
        new.append(Gebied(gemeente=gemeente, soort=soort, naam=regel.naam, slug=slug, cbs_code=regel.code))
    wijken = [row for row in new if row.soort == Gebied.Soort.WIJK]
    history.bulk_create_with_history(wijken, by=by, oorsprong=ORIGIN)
    parents = {row.cbs_code[2:]: row for row in (*places, *wijken) if row.soort == Gebied.Soort.WIJK and row.cbs_code}
    buurten = [row for row in new if row.soort == Gebied.Soort.BUURT]
    for row in buurten:
        row.ouder = parents.get(row.cbs_code[2:8])
    history.bulk_create_with_history(buurten, by=by, oorsprong=ORIGIN)
    return Telling(len(new), coded, unchanged, elders)
