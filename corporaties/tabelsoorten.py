# SPDX-License-Identifier: EUPL-1.2
"""Which figures may stand in one table: those of one source, list, kind, population and unit.

A reader of figures chooses one of these first. Whatever is chosen after that, lists, populations or units never meet in
one cell or sum. What corporations deliver themselves counts as one source, so that they stand beside each other.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from django.db.models import Q
from django.utils.text import slugify
from django.utils.translation import gettext as _

from corporaties.models import Cijferbron, Eenheid, Klassenlijst, Populatie, Voorraadcijfer
from corporaties.querysets import VoorraadcijferQuerySet

OPGAVEN = "opgaven"
# (source or None for what corporations deliver, list, kind, population, unit)
Soortsleutel: TypeAlias = tuple[int | None, int | None, str, int, str]


@dataclass(frozen=True, slots=True)
class Tabelsoort:
    """A kind of figures. `sleutel` names it in addresses; `id` is what `soort_of` says of a row."""

    sleutel: str
    id: Soortsleutel
    bron: str
    bron_kort: str
    voetnoot: str
    bron_opmerking: str
    kenmerk: str
    lijst: str
    optelbaar: bool
    populatie: str
    volgorde: tuple[Any, ...]

    @property
    def soort(self) -> str:
        """`stand`, `mutatie` or `planning`."""
        return self.id[2]

    @property
    def eenheid(self) -> str:
        """What is counted."""
        return self.id[4]

    @property
    def kort(self) -> str:
        """What was counted, without its source."""
        indeling = f"{self.kenmerk} ({self.lijst})" if self.lijst else _("zonder indeling")
        soort = str(Voorraadcijfer.Soort(self.soort).label)
        return f"{indeling}, {soort}, {self._geteld}"

    @property
    def _geteld(self) -> str:
        """Of what and in what, without saying the same word twice."""
        whole = _("alle woningen") if self.populatie == "alle" else self.populatie
        if self.eenheid == Eenheid.WONINGEN and "woningen" in whole:
            return whole
        if self.eenheid == Eenheid.PROCENT:
            return _("%(populatie)s, in procenten") % {"populatie": whole}
        if self.eenheid == Eenheid.EURO:
            return _("%(populatie)s, in euro’s") % {"populatie": whole}
        return f"{whole}, {Eenheid(self.eenheid).label}"

    @property
    def kop(self) -> str:
        """What was counted, and where it stands: tells two tables of one page apart."""
        return f"{self.kort}, {self.bron_kort}"

    @property
    def naam(self) -> str:
        """What was counted, and by whom."""
        return f"{self.kort}. {self.bron}"

    @property
    def condition(self) -> Q:
        """The figures of this kind."""
        bron, lijst, soort, populatie, eenheid = self.id
        found = Q(cijferbron=bron) if bron is not None else Q(cijferbron__document=None)
        return found & Q(lijst=lijst, soort=soort, populatie=populatie, eenheid=eenheid)


def read_tabelsoorten(figures: VoorraadcijferQuerySet) -> tuple[Tabelsoort, ...]:
    """The kinds that there are among these figures, what corporations deliver first; four queries."""
    names = ("cijferbron_id", "lijst_id", "soort", "populatie_id", "eenheid")
    found = list(figures.order_by().values_list(*names).distinct())
    sources = Cijferbron.objects.select_related("document").in_bulk([row[0] for row in found])
    lists = Klassenlijst.objects.select_related("kenmerk").in_bulk([row[1] for row in found if row[1]])
    populations = Populatie.objects.in_bulk([row[3] for row in found])
    kinds: dict[Soortsleutel, Tabelsoort] = {}
    for bron_id, lijst_id, soort, populatie_id, eenheid in found:
        bron, lijst = sources[bron_id], lists.get(lijst_id)
        key = (soort_bron(bron_id, bron.document_id), lijst_id, soort, populatie_id, eenheid)
        kinds[key] = _kind(key, bron, lijst, populations[populatie_id])
    return _with_own_key(sorted(kinds.values(), key=lambda kind: kind.volgorde))


def soort_bron(bron_id: int, document_id: int | None) -> int | None:
    """The source as it counts: all that corporations deliver is one."""
    return bron_id if document_id is not None else None


def soort_of(row: dict[str, Any]) -> Soortsleutel:
    """The `Tabelsoort.id` of a row with `SOORT_COLUMNS`."""
    bron = soort_bron(row["cijferbron_id"], row["cijferbron__document_id"])
    return bron, row["lijst_id"], row["soort"], row["populatie_id"], row["eenheid"]


SOORT_COLUMNS = ("cijferbron_id", "cijferbron__document_id", "lijst_id", "soort", "populatie_id", "eenheid")


def _kind(key: Soortsleutel, bron: Any, lijst: Any, populatie: Populatie) -> Tabelsoort:
    own = key[0] is None
    parts = [OPGAVEN if own else bron.slug, *([lijst.kenmerk.code, slugify(lijst.naam)] if lijst else []), key[2]]
    return Tabelsoort(
        sleutel=".".join([*parts, slugify(populatie.naam) or str(populatie.pk), key[4]]),
        id=key,
        bron=_("Opgave van de corporaties") if own else str(bron),
        bron_kort=_("opgave") if own else bron.tabel or bron.naam,
        voetnoot="" if own else bron.voetnoot,
        bron_opmerking="" if own else bron.bron_opmerking,
        kenmerk=lijst.kenmerk.naam if lijst else "",
        lijst=lijst.naam if lijst else "",
        optelbaar=lijst.optelbaar if lijst else True,
        populatie=populatie.naam,
        volgorde=(
            not own,
            lijst.kenmerk.volgorde if lijst else 0,
            key[2] != "stand",
            key[4] != "woningen",
            key[0] or 0,
            *(part or 0 for part in (key[1], key[3])),
            key[2],
            key[4],
        ),
    )


def _with_own_key(kinds: Iterable[Tabelsoort]) -> tuple[Tabelsoort, ...]:
    """Two lists may have one name (of the gemeente and of the country); the second gets a number behind it."""
    seen: dict[str, int] = {}
    result = []
    for kind in kinds:
        number = seen[kind.sleutel] = seen.get(kind.sleutel, 0) + 1
        result.append(kind if number == 1 else replace(kind, sleutel=f"{kind.sleutel}.{number}"))
    return tuple(result)
