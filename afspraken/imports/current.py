# SPDX-License-Identifier: EUPL-1.2
"""A set as it stands in the portal, in the words of an actielijst: what an import compares with."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from django.db.models import Q

from afspraken.columns import ACTIE_TEXTS, AFSPRAAK_TEXTS, STAND_TEXTS, join_names, join_termijnen
from afspraken.models import Actie, Afspraak, Afsprakenset, Betrokkenheid, Ligging, Termijn, Thema
from afspraken.statussen import status_words
from partijen.models import Partij
from wijken.models import Gebied

Doel = Afspraak | Actie


@dataclass
class Huidig:
    """One afspraak or actie now: the row, its relations, and each column as text."""

    doel: Doel
    betrokkenheden: list[Betrokkenheid] = field(default_factory=list)
    liggingen: list[Ligging] = field(default_factory=list)
    termijnen: list[Termijn] = field(default_factory=list)

    @cached_property
    def texts(self) -> dict[str, str]:
        """Each column of the actielijst as it would be exported for a coordinator."""
        doel = self.doel
        attributes = AFSPRAAK_TEXTS if isinstance(doel, Afspraak) else ACTIE_TEXTS
        found = {key: getattr(doel, name) for key, name in attributes.items()}
        if isinstance(doel, Afspraak):
            found["thema"] = str(doel.thema.nummer)
        else:
            found["aantal_woningen"] = "" if doel.aantal_woningen is None else str(doel.aantal_woningen)
        for key, rol in (("trekkers", "trekker"), ("betrokkenen", "betrokken")):
            found[key] = join_names(row.partij.naam for row in self.betrokkenheden if row.rol == rol)
        found["gebieden"] = join_names(row.gebied.naam for row in self.liggingen)
        found["termijnen"] = join_termijnen((row.soort, row.periode, row.wat) for row in self.termijnen)
        laatste = doel.laatste_voortgang
        found["status"] = status_words(doel.gemeente)[doel.status]
        found["fase"] = str(doel.get_fase_display())
        for key in STAND_TEXTS:
            found[key] = getattr(laatste, key) if laatste else ""
        found["datum"] = laatste.datum.isoformat() if laatste else ""
        found["reden"] = ""
        return found


@dataclass(slots=True)
class Naslag:
    """Everything an import looks up, read once in a fixed number of queries."""

    afsprakenset: Afsprakenset
    themas: dict[int, Thema]
    huidig: dict[str, Huidig]
    partijen: dict[str, Partij]
    gebieden: dict[str, Gebied]

    def afspraak(self, code: str) -> Afspraak | None:
        """The afspraak with this code, if it exists."""
        found = self.huidig.get(code)
        return found.doel if found is not None and isinstance(found.doel, Afspraak) else None


def load_naslag(afsprakenset: Afsprakenset) -> Naslag:
    """Read a set with all its acties, relations and newest reports: nine queries, whatever its size."""
    gemeente = afsprakenset.gemeente
    afspraken = list(
        Afspraak.objects.filter(afsprakenset=afsprakenset)
        .select_related("thema", "laatste_voortgang")
        .order_by("volgorde", "id")
    )
    by_id = {afspraak.pk: afspraak for afspraak in afspraken}
    acties = list(
        Actie.objects.filter(afspraak__afsprakenset=afsprakenset)
        .select_related("laatste_voortgang")
        .order_by("afspraak__volgorde", "afspraak_id", "volgnummer", "id")
    )
    huidig: dict[str, Huidig] = {}
    rows: dict[tuple[int, int | None], Huidig] = {}
    per_afspraak: dict[int, list[Actie]] = {}
    for actie in acties:
        actie.afspraak, actie.gemeente = by_id[actie.afspraak_id], gemeente
        per_afspraak.setdefault(actie.afspraak_id, []).append(actie)
    for afspraak in afspraken:
        afspraak.gemeente, afspraak.afsprakenset = gemeente, afsprakenset
        rows[afspraak.pk, None] = huidig[afspraak.code] = Huidig(afspraak)
        for actie in per_afspraak.get(afspraak.pk, ()):
            rows[afspraak.pk, actie.pk] = huidig[actie.code] = Huidig(actie)
    of_set = {"afspraak__afsprakenset": afsprakenset}
    for betrokkenheid in Betrokkenheid.objects.filter(**of_set).select_related("partij").order_by("volgorde", "id"):
        rows[betrokkenheid.afspraak_id, betrokkenheid.actie_id].betrokkenheden.append(betrokkenheid)
    for ligging in Ligging.objects.filter(**of_set).select_related("gebied").order_by("volgorde", "id"):
        rows[ligging.afspraak_id, ligging.actie_id].liggingen.append(ligging)
    for termijn in Termijn.objects.filter(**of_set).order_by("begindatum", "einddatum", "id"):
        rows[termijn.afspraak_id, termijn.actie_id].termijnen.append(termijn)
    return Naslag(
        afsprakenset=afsprakenset,
        themas={thema.nummer: thema for thema in Thema.objects.filter(afsprakenset=afsprakenset)},
        huidig=huidig,
        partijen=_by_name(
            Partij.objects.in_gemeente(gemeente).filter(Q(gemeente=None) | Q(gemeente=gemeente)).order_by("id")
        ),
        gebieden=_by_name(Gebied.objects.filter(gemeente=gemeente).order_by("soort", "id")),
    )


Named = TypeVar("Named", Partij, Gebied)


def _by_name(queryset: Iterable[Named]) -> dict[str, Named]:
    """{name in lower case: row}; a real name wins from an alias, a buurt from whatever else is called the same."""
    found: dict[str, Named] = {}
    rows = list(queryset)
    for row in rows:
        found.setdefault(row.naam.casefold(), row)
    for row in rows:
        for alias in row.aliassen:
            found.setdefault(str(alias).casefold(), row)
    return found
