# SPDX-License-Identifier: EUPL-1.2
"""National figures per neighbourhood from a csv: CBS "Kerncijfers wijken en buurten", or the Leefbaarometer.

Every row of the gemeente is checked and every fault gathered; nothing is written here. What the source does not know
or does not tell (".") is skipped and counted, never taken for zero.
"""

from pathlib import Path

from django.utils.translation import gettext as _

from partijen.models import Gemeente
from portaal.lib.tables.reader import UnreadableFile
from wijken.imports import cbs
from wijken.imports.bestand import read_csv
from wijken.imports.leefbaarometer import LeefbaarometerLezer, dimension_of
from wijken.imports.lezer import CODE_COLUMNS, Lezer, of_gemeente, stem_of
from wijken.imports.plan import Inlezing


def read_indicatoren(path: Path, *, gemeente: Gemeente, periode: str = "") -> Inlezing:
    """Read and check a file.

    Args:
        periode: what the figures are about, for a file that does not say so itself.

    Raises:
        UnreadableFile: no csv, or not one of these two kinds; the message says how to mend it.
    """
    number = gemeente.cbs_code.removeprefix("GM")
    if not number:
        raise UnreadableFile(
            _("Gemeente %(naam)s heeft in het portaal geen CBS-code. Vul die eerst in bij Beheer, Gemeenten.")
            % {"naam": gemeente.naam},
            "no_gemeente_code",
        )
    bestand = read_csv(path, of_gemeente(number))
    stems = [stem_of(heading) for heading in bestand.kop]
    kind = _kind_of(stems)
    if kind is None:
        raise UnreadableFile(
            _(
                "In dit bestand staan geen kolommen die het portaal kent. Het leest ‘Kerncijfers wijken en buurten’ "
                "van het CBS en bestanden van de Leefbaarometer. De eerste kolommen zijn: %(columns)s."
            )
            % {"columns": ", ".join(heading[:30] for heading in bestand.kop[:6])},
            "unknown_kind",
        )
    return kind(bestand, stems, gemeente, periode).check()


def _kind_of(stems: list[str]) -> type[Lezer] | None:
    if not any(name in stems for name in CODE_COLUMNS):
        return None
    if any(stem in cbs.STEMS for stem in stems):
        return cbs.CbsLezer
    return LeefbaarometerLezer if any(dimension_of(stem)[0] for stem in stems) else None
