# SPDX-License-Identifier: EUPL-1.2
"""Finds published figures that do not agree with the figures beside them: rules over what is stored, never a list.

`find_afwijkingen` reads the figures of one gemeente that hold now and applies every rule. A rule is a function from
tables to findings; it compares only what must be equal, and keeps quiet about what it cannot know:

* a total is checked when it is marked as a printed total, against the finest figures of the same table;
* an unknown figure makes a sum unknown;
* a percentage may be off by what rounding explains, and may follow either the printed total or the real one;
* two tables are compared within one document only, since a later document may rightly say something else.
"""

from collections.abc import Collection, Iterator
from typing import Any

from corporaties.controle.projecten import check_mix
from corporaties.controle.tabellen import Bevinding, read_tabellen
from corporaties.controle.totalen import check_percentages, check_saldo, check_totalen
from corporaties.controle.verbanden import check_balans, check_twee_tabellen, check_verandering
from corporaties.models import Afwijking

__all__ = ["Bevinding", "find_afwijkingen"]

R = Afwijking.Regel
FIGURE_RULES = (
    ({R.TOTAAL_KLASSEN, R.TOTAAL_CORPORATIES, R.TOTAAL_GEBIEDEN, R.TOTAAL_TABEL}, check_totalen),
    ({R.PERCENTAGE}, check_percentages),
    ({R.SALDO}, check_saldo),
    ({R.TWEE_TABELLEN}, check_twee_tabellen),
    ({R.VERANDERING}, check_verandering),
    ({R.BALANS}, check_balans),
)


def find_afwijkingen(gemeente: Any, regels: Collection[str] | None = None) -> list[Bevinding]:
    """Everything that does not add up in a gemeente, in the order of the sources.

    Args:
        regels: only these rules; all of them by default.
    """
    return sorted(_apply(gemeente, regels), key=lambda found: found.volgorde)


def _apply(gemeente: Any, regels: Collection[str] | None) -> Iterator[Bevinding]:
    wanted = [rule for names, rule in FIGURE_RULES if regels is None or names & set(regels)]
    if wanted:
        tabellen = read_tabellen(gemeente)
        for rule in wanted:
            yield from rule(tabellen)
    if regels is None or R.PROJECTMIX in regels:
        yield from check_mix(gemeente)
