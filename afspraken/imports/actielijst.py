# SPDX-License-Identifier: EUPL-1.2
"""An actielijst from a spreadsheet: columns by name in any order, every fault at once, nothing written."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from afspraken.columns import (
    ACTIE_TEXTS,
    AFSPRAAK_TEXTS,
    BY_KEY,
    COLUMNS,
    SHEET,
    STAND_KEYS,
    STAND_TEXTS,
    join_names,
    split_names,
    split_termijnen,
)
from afspraken.imports.current import Huidig, Naslag, load_naslag
from afspraken.imports.plan import Plan, Regel, Verschil
from afspraken.models import Actie, Afspraak, Afsprakenset
from afspraken.services.voortgang import Melding
from afspraken.statussen import Status, status_words
from afspraken.validators import validate_fase_word, validate_status_word, validate_voortgang
from portaal.lib.forms import MAX_TEXT
from portaal.lib.models import validate_code
from portaal.lib.suggest import nearest
from portaal.lib.tables.reader import Cell, Fault, Row, Table, UnreadableFile, clean_text, read_table

MAX_ROWS = 5000
_ACTIE_CODE = re.compile(r"\A(?P<afspraak>.+)-(?P<volgnummer>[1-9][0-9]{0,3})\Z")
ONLY_AFSPRAAK = ("thema", "doel")
ONLY_ACTIE = ("locatie", "aantal_woningen")


def read_actielijst(content: bytes, filename: str) -> Table:
    """The sheet "Actielijst" of a file, or its first sheet.

    Raises:
        UnreadableFile: no spreadsheet, or none of ours; the message says how to mend it.
    """
    table = read_table(content, filename, max_rows=MAX_ROWS)
    if table.sheet != SHEET and SHEET in table.sheets:
        table = read_table(content, filename, max_rows=MAX_ROWS, sheet=SHEET)
    if not any(BY_KEY["code"].matches(heading) for heading in table.header):
        raise UnreadableFile(
            _(
                "In het blad ‘%(sheet)s’ staat geen kolom ‘Code’. De eerste rij moet de kolomnamen bevatten. "
                "Gebruik het sjabloon, of geef het blad de naam ‘Actielijst’."
            )
            % {"sheet": table.sheet[:40]},
            "no_code_column",
        )
    return table


def plan_import(table: Table, *, afsprakenset: Afsprakenset, peildatum: dt.date | None = None) -> Plan:
    """Check every row of a sheet against the set and say what would happen; nine queries, whatever its size."""
    return _Planner(table, load_naslag(afsprakenset), peildatum or timezone.localdate()).plan()


class _Planner:
    """Goes through one sheet; collects rows and faults."""

    def __init__(self, table: Table, naslag: Naslag, today: dt.date) -> None:
        self.table, self.naslag, self.today = table, naslag, today
        self.words = status_words(naslag.afsprakenset.gemeente)
        self.faults: list[Fault] = []
        self.columns = self._match_columns()
        self.new_codes: dict[str, int] = {}
        self.unreadable: set[tuple[int, str]] = set()
        self.row = Row(0, {})

    # --- the sheet as a whole -------------------------------------------------------------------------------

    def _match_columns(self) -> dict[str, int]:
        """{column key: index}; unknown and repeated headings are faults."""
        found: dict[str, int] = {}
        for index, heading in enumerate(self.table.header):
            column = next((column for column in COLUMNS if column.matches(heading)), None)
            if not heading.strip():
                if any(row.cell(index).text for row in self.table.rows):
                    self._header_fault(index, _("Deze kolom heeft geen naam. Geef hem een naam of maak hem leeg."))
                continue
            if column is None:
                names = [column.heading for column in COLUMNS]
                hint = nearest(heading, names)
                message = (
                    _("Het portaal kent de kolom ‘%(name)s’ niet. Bedoelt u ‘%(hint)s’? Of haal de kolom weg.")
                    if hint
                    else _("Het portaal kent de kolom ‘%(name)s’ niet. Haal de kolom weg of gebruik het sjabloon.")
                )
                self._header_fault(index, message % {"name": heading[:40], "hint": hint})
            elif column.key in found:
                self._header_fault(index, _("De kolom ‘%(name)s’ staat er twee keer in.") % {"name": heading[:40]})
            else:
                found[column.key] = index
        return found

    def _header_fault(self, index: int, message: str) -> None:
        self.faults.append(self.table.fault(self.table.header_row, index, message))

    def plan(self) -> Plan:
        """All rows, in two rounds: the codes first, since an actie may stand above its new afspraak."""
        self.unreadable = {(fault.row, fault.column) for fault in self.table.faults}
        self.faults += self.table.faults_in(self.columns.values())
        seen: dict[str, int] = {}
        rows: list[tuple[Row, str]] = []
        for row in self.table.rows:
            self.row = row
            code = self._read_code()
            if code is None:
                continue
            if code in seen:
                self._fault("code", _("Code %(code)s staat ook in rij %(row)s.") % {"code": code, "row": seen[code]})
                continue
            seen[code] = row.number
            rows.append((row, code))
            if code not in self.naslag.huidig and not self._actie_parts(code):
                self.new_codes[code] = row.number
        regels = [regel for row, code in rows if (regel := self._read_row(row, code))]
        gone = [(code, str(huidig.doel.titel)) for code, huidig in self.naslag.huidig.items() if code not in seen]
        self.faults.sort(key=lambda fault: (fault.row, len(fault.column), fault.column))
        return Plan(regels, gone, self.faults, self.today)

    # --- one row ---------------------------------------------------------------------------------------------

    def _cell(self, key: str) -> Cell:
        return self.row.cell(self.columns[key]) if key in self.columns else Cell()

    def _text(self, key: str) -> str:
        return self._cell(key).text

    def _fault(self, key: str, message: str) -> None:
        fault = self.table.fault(self.row.number, self.columns.get(key, self.columns["code"]), str(message), key)
        if (fault.row, fault.column) not in self.unreadable:
            self.faults.append(fault)

    def _read_code(self) -> str | None:
        cell = self._cell("code")
        if cell.formula:
            return None
        if isinstance(cell.value, float):
            self._fault("code", _("De code staat als getal in het bestand. Maak er tekst van, zoals 1.7."))
            return None
        if not cell.text:
            self._fault("code", _("De code ontbreekt. Vul een code in, zoals 6a of 6a-1, of maak de rij leeg."))
            return None
        try:
            if len(cell.text) > 20:
                raise ValidationError("")
            validate_code(cell.text)
        except ValidationError:
            shown = cell.text[:30] + ("…" if len(cell.text) > 30 else "")
            self._fault(
                "code",
                _("‘%(code)s’ is geen code. Een code heeft letters en cijfers, zoals 6a, 1.7 of 6a-1.")
                % {"code": shown},
            )
            return None
        return cell.text

    def _actie_parts(self, code: str) -> tuple[str, int] | None:
        match = _ACTIE_CODE.match(code)
        return (match["afspraak"], int(match["volgnummer"])) if match else None

    def _read_row(self, row: Row, code: str) -> Regel | None:
        self.row = row
        faults = len(self.faults)
        huidig = self.naslag.huidig.get(code)
        parts = self._actie_parts(code)
        is_actie = isinstance(huidig.doel, Actie) if huidig else parts is not None
        regel = Regel(row.number, code, "", is_actie, huidig)
        if huidig is not None:
            regel.afspraak = huidig.doel.afspraak if isinstance(huidig.doel, Actie) else huidig.doel
        elif is_actie and parts is not None:
            regel.afspraak, regel.afspraak_code = self.naslag.afspraak(parts[0]), parts[0]
            if regel.afspraak is None and parts[0] not in self.new_codes:
                self._fault(
                    "code",
                    _("Afspraak %(code)s bestaat niet in deze set. Zet die eerst als eigen rij in het bestand.")
                    % {"code": parts[0]},
                )
        self._read_texts(regel)
        self._read_relations(regel)
        self._read_stand(regel)
        return regel if len(self.faults) == faults else None

    def _compare(self, regel: Regel, key: str, new: str) -> bool:
        """Note a difference with the portal; True when there is one."""
        old = regel.huidig.texts[key] if regel.huidig else ""
        if _same(old, new):
            return False
        regel.verschillen.append(Verschil(BY_KEY[key].heading, old, new))
        return True

    def _read_texts(self, regel: Regel) -> None:
        attributes = ACTIE_TEXTS if regel.is_actie else AFSPRAAK_TEXTS
        model: Any = Actie if regel.is_actie else Afspraak
        for key in ONLY_AFSPRAAK if regel.is_actie else ONLY_ACTIE:
            if self._text(key):
                kind = _("een afspraak") if regel.is_actie else _("een actie")
                self._fault(key, _("Deze kolom hoort bij %(kind)s; laat de cel leeg.") % {"kind": kind})
        for key, name in attributes.items():
            if key not in self.columns:
                continue
            text = self._text(key)
            limit = model._meta.get_field(name).max_length or MAX_TEXT
            if len(text) > limit:
                self._fault(
                    key, _("Deze tekst heeft %(n)s tekens; er passen er %(limit)s.") % {"n": len(text), "limit": limit}
                )
                continue
            if key == "titel" and not text:
                self._fault(key, _("De titel ontbreekt."))
                continue
            if self._compare(regel, key, text):
                regel.velden[name] = text
        regel.titel = self._text("titel") or (str(regel.huidig.doel.titel) if regel.huidig else "")
        if not regel.titel and "titel" not in self.columns:
            self._fault("code", _("Code %(code)s is nieuw en heeft een titel nodig.") % {"code": regel.code})
        if regel.is_actie:
            self._read_woningen(regel)
        else:
            self._read_thema(regel)

    def _read_woningen(self, regel: Regel) -> None:
        text = self._text("aantal_woningen")
        if "aantal_woningen" not in self.columns:
            return
        if text and not re.fullmatch(r"[0-9]{1,6}", text):
            self._fault("aantal_woningen", _("‘%(value)s’ is geen geheel getal.") % {"value": text[:30]})
        elif self._compare(regel, "aantal_woningen", text):
            regel.velden["aantal_woningen"] = int(text) if text else None

    def _read_thema(self, regel: Regel) -> None:
        text = self._text("thema")
        if not text:
            if regel.huidig is None:
                self._fault("thema", _("Code %(code)s is nieuw en heeft een thema nodig.") % {"code": regel.code})
            return
        numbers = ", ".join(str(number) for number in sorted(self.naslag.themas))
        if not re.fullmatch(r"[0-9]{1,3}", text) or int(text) not in self.naslag.themas:
            self._fault(
                "thema",
                _("Thema ‘%(value)s’ bestaat niet. Kies uit: %(numbers)s.") % {"value": text[:30], "numbers": numbers},
            )
            return
        regel.thema_nummer = int(text)
        if self._compare(regel, "thema", str(int(text))):
            regel.velden["thema"] = self.naslag.themas[int(text)]

    # --- relations -------------------------------------------------------------------------------------------

    def _read_relations(self, regel: Regel) -> None:
        known_parties = self.naslag.partijen
        for key in ("trekkers", "betrokkenen"):
            parties = self._look_up(key, known_parties, _("Partij"))
            if parties is not None and self._compare(regel, key, join_names(row.naam for row in parties)):
                setattr(regel, key, parties)
        if regel.trekkers is not None or regel.betrokkenen is not None:
            self._check_double_role(regel)
        places = self._look_up("gebieden", self.naslag.gebieden, _("Gebied"))
        if places is not None and self._compare(regel, "gebieden", join_names(row.naam for row in places)):
            regel.gebieden = places
        if "termijnen" in self.columns:
            cell = self._cell("termijnen")
            text = cell.value.date().isoformat() if isinstance(cell.value, dt.datetime) else cell.text
            try:
                terms = split_termijnen(text)
            except ValidationError as error:
                self._fault("termijnen", error.messages[0])
            else:
                old = sorted(split_termijnen(regel.huidig.texts["termijnen"])) if regel.huidig else []
                if old != sorted(terms):
                    self._compare(regel, "termijnen", text)
                    regel.termijnen = terms

    def _look_up(self, key: str, known: dict[str, Any], kind: str) -> list[Any] | None:
        """Rows by name or alias; unknown names are faults, with the nearest known one. None: no such column."""
        if key not in self.columns:
            return None
        found, complete = [], True
        for name in split_names(self._text(key)):
            row = known.get(name.casefold())
            if row is None:
                complete = False
                hint = nearest(name, [row.naam for row in known.values()])
                message = (
                    _("%(kind)s ‘%(name)s’ is niet bekend. Bedoelt u ‘%(hint)s’?")
                    if hint
                    else _("%(kind)s ‘%(name)s’ is niet bekend. Controleer de naam of voeg die eerst toe in Beheer.")
                )
                self._fault(key, message % {"kind": kind, "name": name[:60], "hint": hint})
            elif row not in found:
                found.append(row)
        return found if complete else None

    def _check_double_role(self, regel: Regel) -> None:
        """A party leads or takes part, not both."""
        trekkers, betrokkenen = roles_after(regel)
        for partij in trekkers:
            if partij in betrokkenen and regel.betrokkenen is not None:
                self._fault("betrokkenen", _("%(name)s is al trekker; haal die hier weg.") % {"name": partij.naam})

    # --- how it stands ---------------------------------------------------------------------------------------

    def _read_stand(self, regel: Regel) -> None:
        if not any(key in self.columns for key in STAND_KEYS):
            return
        huidig = regel.huidig
        old = huidig.texts if huidig else dict.fromkeys(STAND_KEYS, "")
        old_status = str(huidig.doel.status) if huidig else Status.NIET_GESTART.value
        old_fase = str(huidig.doel.fase) if huidig else ""
        old_datum = huidig.doel.bijgewerkt_op if huidig else None
        values = {key: self._text(key) if key in self.columns else old[key] for key in STAND_TEXTS}
        status, fase = self._word("status", self._status), self._word("fase", validate_fase_word)
        datum = self._read_datum()
        if status is None or fase is None or isinstance(datum, bool):
            return
        status = status if "status" in self.columns else old_status
        fase = fase if "fase" in self.columns else old_fase
        changed = any(not _same(old[key], value) for key, value in values.items())
        if not status:
            if changed and any(values.values()):
                self._fault("status", _("Vul bij een nieuwe stand ook de status in."))
            return
        changed = changed or status != old_status or fase != old_fase
        if not changed and (datum is None or datum == old_datum):
            return
        if datum is not None and old_datum is not None and datum < old_datum:
            message = _("In het portaal staat een nieuwere stand, van %(date)s. Haal eerst de nieuwste lijst op.")
            self._fault("datum", message % {"date": f"{old_datum:%d-%m-%Y}"})
            return
        if datum is None or (changed and datum == old_datum):
            datum = self.today
        reden = self._text("reden")
        try:
            validate_voortgang(
                old_status=old_status,
                values={"status": status, "fase": fase, "reden": reden, **values},
                gemeente=self.naslag.afsprakenset.gemeente_id,
                coordinator=True,
                today=self.today,
                datum=datum,
            )
        except ValidationError as error:
            for name, messages in error.message_dict.items():
                for message in messages:
                    self._fault(name, message)
            return
        for key, new in (("status", self.words[status]), ("fase", self._text("fase")), *values.items()):
            if key in self.columns:
                self._compare(regel, key, new)
        self._compare(regel, "datum", datum.isoformat())
        texts: dict[str, Any] = values
        regel.melding = Melding(status=status, fase=fase, datum=datum, reden=reden, **texts)

    def _status(self, text: str) -> str:
        return validate_status_word(text, self.words)

    def _word(self, key: str, validate: Callable[[str], str]) -> str | None:
        """A status or fase by its word; None after a fault, empty when there is none."""
        text = self._text(key)
        if not text:
            return ""
        try:
            return validate(text)
        except ValidationError as error:
            self._fault(key, error.messages[0])
            return None

    def _read_datum(self) -> dt.date | bool | None:
        """The day of the standing; None for an empty cell, False after a fault."""
        cell = self._cell("datum")
        if isinstance(cell.value, dt.datetime):
            return cell.value.date()
        if isinstance(cell.value, dt.date):
            return cell.value
        if not cell.text:
            return None
        for pattern in ("%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y"):
            try:
                return dt.datetime.strptime(cell.text, pattern).date()
            except ValueError:
                continue
        self._fault(
            "datum", _("‘%(value)s’ is geen datum. Schrijf 2026-11-20 of 20-11-2026.") % {"value": cell.text[:30]}
        )
        return False


def roles_after(regel: Regel) -> tuple[list[Any], list[Any]]:
    """(trekkers, betrokkenen) as they will be; what the file does not change stays, a new trekker is no betrokkene."""
    rows = regel.huidig.betrokkenheden if regel.huidig else []
    now = {rol: [row.partij for row in rows if row.rol == rol] for rol in ("trekker", "betrokken")}
    trekkers = now["trekker"] if regel.trekkers is None else regel.trekkers
    if regel.betrokkenen is not None:
        return trekkers, regel.betrokkenen
    return trekkers, [partij for partij in now["betrokken"] if partij not in trekkers]


def _same(old: str, new: str) -> bool:
    """Equal but for line ends, unprintable characters and blanks around it, which spreadsheets change."""
    return clean_text(old).strip() == clean_text(new).strip()


__all__ = ["Huidig", "plan_import", "read_actielijst", "roles_after"]
