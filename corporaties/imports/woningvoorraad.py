# SPDX-License-Identifier: EUPL-1.2
"""A file of figures of one corporation: sheets one by one, every fault at once, nothing written."""

import datetime as dt

from django.utils.translation import gettext as _

from corporaties.cijfers import Cijfer, Key, stored_values
from corporaties.columns import CHOICES_SHEET, HELP_SHEET
from corporaties.imports.header import HeaderFinder
from corporaties.imports.lookup import Lookup
from corporaties.imports.naslag import Naslag
from corporaties.imports.opgave import MAX_CIJFERS, Opgave, Progress, no_progress
from corporaties.imports.rows import Gelezen, SheetReader
from corporaties.models import Cijferbron, Voorraadcijfer
from partijen.models import Gemeente, Partij
from portaal.lib.tables.cells import column_letter
from portaal.lib.tables.reader import Fault, UnreadableFile
from portaal.lib.tables.stream import Limits, RowStream, open_rows

MEGABYTE = 1024 * 1024
# A csv is as large as what is in it; an ods unpacks to forty times its size.
LIMITS = Limits(max_rows=MAX_CIJFERS, max_columns=60, max_file_bytes=12 * MEGABYTE, max_unpacked_bytes=150 * MEGABYTE)
MAX_SHEETS = 12
_NO_FIGURES = (HELP_SHEET.casefold(), CHOICES_SHEET.casefold())


def read_opgave(
    content: bytes,
    filename: str,
    *,
    gemeente: Gemeente,
    partij: Partij,
    peildatum: dt.date,
    progress: Progress = no_progress,
) -> Opgave:
    """Read and check a file of figures, in a fixed number of queries and in flat memory.

    Args:
        partij: whose figures these are; the file may name no other.
        peildatum: the day of the delivery: stocks are of its year.

    Raises:
        UnreadableFile: no spreadsheet, or none with figures; the message says how to mend it.
    """
    return _Reader(gemeente, partij, peildatum, progress).read(content, filename)


class _Reader:
    """Goes through the sheets of one file."""

    def __init__(self, gemeente: Gemeente, partij: Partij, peildatum: dt.date, progress: Progress) -> None:
        self.naslag = Naslag(gemeente, partij)
        self.lookup = Lookup(self.naslag, peildatum)
        self.opgave = Opgave()
        self.progress = progress
        self._seen: dict[Key, tuple[str, int, int]] = {}
        # Figures that may only repeat what is known: of other sources, or of other years.
        self._repeats: list[tuple[str, Gelezen]] = []

    def read(self, content: bytes, filename: str) -> Opgave:
        """Every sheet with figures; then what can only be judged when all is known."""
        sheets = self._read_sheet(content, filename, None, 0.0, 1.0)
        others = [name for name in sheets if name not in self._done and name.casefold() not in _NO_FIGURES]
        for number, name in enumerate(others[: MAX_SHEETS - 1], start=1):
            try:
                self._read_sheet(content, filename, name, number / len(others), 1 / len(others))
            except UnreadableFile as error:
                if error.code != "empty_sheet":
                    raise
        if not self.opgave.bladen:
            raise UnreadableFile(_no_table(self.opgave.overgeslagen_bladen), "no_figures")
        if self.opgave.leeg and not (self.opgave.cijfers or self._repeats or self.opgave.aantal_fouten):
            raise UnreadableFile(_("In het bestand staat geen enkel cijfer: overal is de waarde leeg."), "no_values")
        self._judge_repeats()
        self.opgave.fouten.sort(key=lambda fault: (fault.row or 10**9, len(fault.column), fault.column))
        return self.opgave

    @property
    def _done(self) -> set[str]:
        return {*self.opgave.bladen, *self.opgave.overgeslagen_bladen}

    def _read_sheet(self, content: bytes, filename: str, name: str | None, begin: float, part: float) -> list[str]:
        """Read one sheet; returns the names of all visible sheets."""
        with open_rows(content, filename, limits=LIMITS, sheet=name) as stream:
            finder = HeaderFinder(self.naslag)
            reader: SheetReader | None = None
            if finder.take(stream.header_row, list(stream.header)):
                reader = self._begin(stream, finder)
            for batch in stream.batches():
                rows = iter(batch)
                if reader is None and stream.sheet not in self._done:
                    for row in rows:
                        if finder.take(row.number, row.values):
                            reader = self._begin(stream, finder)
                            break
                if reader is not None:
                    for gelezen in reader.read(rows):
                        self._take(stream.sheet, gelezen)
                self.progress("lezen", begin + part * stream.read)
            if reader is None:
                if stream.sheet not in self._done:
                    self.opgave.overgeslagen_bladen.append(stream.sheet)
            else:
                self._end(stream, reader)
            return [name for name in stream.sheets if name not in stream.hidden]

    def _begin(self, stream: RowStream, finder: HeaderFinder) -> SheetReader | None:
        if not finder.recognised:
            self.opgave.overgeslagen_bladen.append(stream.sheet)
            return None
        self.opgave.bladen.append(stream.sheet)
        return SheetReader(self.lookup, finder.opbouw)

    def _end(self, stream: RowStream, reader: SheetReader) -> None:
        self.opgave.leeg += reader.empty
        width = len(stream.header)
        letters = {column_letter(column) for column in reader.used_columns}
        inside = {column_letter(column) for column in range(max(width, *reader.used_columns, 0) + 1)}
        for fault in stream.faults:
            if fault.column in letters or fault.column not in inside:
                self.opgave.add_fault(fault)
        for row, column, message in reader.faults:
            self._fault(stream.sheet, row, column, message)

    def _fault(self, sheet: str, row: int, column: int, message: str) -> None:
        self.opgave.add_fault(Fault(sheet, row, column_letter(column), message))

    def _take(self, sheet: str, gelezen: Gelezen) -> None:
        if gelezen.bron is not None or gelezen.wrong_year:
            self._repeats.append((sheet, gelezen))
        else:
            self._keep(sheet, gelezen.cijfer, gelezen.row, gelezen.column)
        if len(self.opgave.cijfers) + len(self._repeats) > MAX_CIJFERS:
            message = _("In dit bestand staan meer dan %(limit)s cijfers. Verdeel ze over meer leveringen.")
            raise UnreadableFile(message % {"limit": f"{MAX_CIJFERS:,}".replace(",", ".")}, "too_many_figures")

    def _keep(self, sheet: str, cijfer: Cijfer, row: int, column: int) -> None:
        key = cijfer.key
        if key in self._seen:
            earlier, earlier_row, earlier_column = self._seen[key]
            place = f"{column_letter(earlier_column)}{earlier_row}"
            if earlier == sheet:
                text = _("Dit cijfer staat ook in cel %(place)s. Laat er één staan.") % {"place": place}
            else:
                text = _("Dit cijfer staat ook op blad ‘%(sheet)s’, cel %(place)s. Laat er één staan.")
                text = text % {"sheet": earlier, "place": place}
            self._fault(sheet, row, column, text)
            return
        self._seen[key] = (sheet, row, column)
        self.opgave.cijfers.append(cijfer)

    # --- what may only repeat --------------------------------------------------------------------------------

    def _judge_repeats(self) -> None:
        """Figures of another source or year may be in the file, when they are exactly what is known."""
        if not self._repeats:
            return
        own = self.naslag.eigen_bron
        known: dict[int, dict[Key, tuple[int, Key]]] = {}
        for sheet, gelezen in self._repeats:
            bron = gelezen.bron or own
            if bron is not None and bron.pk not in known:
                known[bron.pk] = _values_of(bron)
            stored = known[bron.pk].get(gelezen.cijfer.key) if bron is not None else None
            same = stored is not None and stored[1] == gelezen.cijfer.value
            if gelezen.bron is None and (not same or not self.opgave.cijfers):
                self._fault(sheet, gelezen.row, gelezen.period_column, gelezen.wrong_year)
            elif not same:
                text = _("Dit cijfer komt uit ‘%(bron)s’. Dat verandert u niet met een levering. Haal de rij weg.")
                self._fault(sheet, gelezen.row, gelezen.column, text % {"bron": str(gelezen.bron)[:120]})
            else:
                self.opgave.elders += 1


def _values_of(bron: Cijferbron) -> dict[Key, tuple[int, Key]]:
    return stored_values(Voorraadcijfer.objects.current().filter(gemeente_id=bron.gemeente_id, cijferbron=bron))


def _no_table(sheets: list[str]) -> str:
    return _(
        "In dit bestand staat geen tabel met cijfers (gekeken op: %(sheets)s). Een lijst heeft een kolom ‘Waarde’, een "
        "kruistabel heeft klassen als kolommen. Gebruik het sjabloon."
    ) % {"sheets": ", ".join(f"‘{name[:31]}’" for name in sheets[:10])}
