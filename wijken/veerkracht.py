# SPDX-License-Identifier: EUPL-1.2
"""Resilience of a neighbourhood: nine classes, as a function of what is known of it.

The research on resilience (Onderzoek Veerkracht Maastricht, map 2-26) combines three things: whether there came more
vulnerable residents, how much nuisance there is, and whether nuisance grew. Where their number fell or stayed the same
that alone decides (two classes). Where it grew, the level of nuisance counts, and from some nuisance upwards its
development (1 + 3 + 3 classes). The text names the colours of five classes; the other four follow from the same scheme.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from itertools import product
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Kwetsbaar(StrEnum):
    """Development of the number of vulnerable residents."""

    AFNAME = "afname"
    GELIJK = "gelijk"
    TOENAME = "toename"


class Overlast(StrEnum):
    """Level of nuisance and feeling unsafe."""

    WEINIG = "weinig"
    ENIGE = "enige"
    VEEL = "veel"


class Verloop(StrEnum):
    """Development of nuisance and feeling unsafe."""

    VERBETERING = "verbetering"
    GELIJK = "gelijk"
    VERSLECHTERING = "verslechtering"


class Veerkracht(IntEnum):
    """The nine classes; the number is the rank of the class of indicator `veerkracht`."""

    AFNAME = 1
    GELIJK = 2
    WEINIG = 3
    ENIGE_MINDER = 4
    ENIGE_GELIJK = 5
    ENIGE_MEER = 6
    VEEL_MINDER = 7
    VEEL_GELIJK = 8
    VEEL_MEER = 9

    @property
    def naam(self) -> str | Promise:
        """The class in words."""
        return NAMEN[self]

    @property
    def oordeel(self) -> str:
        """`rustig` (no more vulnerable residents, or hardly any nuisance), `veerkrachtig`, `wankel` or `onder_druk`."""
        if self in (Veerkracht.AFNAME, Veerkracht.GELIJK, Veerkracht.WEINIG):
            return "rustig"
        if self in (Veerkracht.ENIGE_MINDER, Veerkracht.VEEL_MINDER):
            return "veerkrachtig"
        return "wankel" if self in (Veerkracht.ENIGE_GELIJK, Veerkracht.VEEL_GELIJK) else "onder_druk"


NAMEN: dict[Veerkracht, str | Promise] = {
    Veerkracht.AFNAME: _("minder kwetsbare bewoners"),
    Veerkracht.GELIJK: _("ongeveer evenveel kwetsbare bewoners"),
    Veerkracht.WEINIG: _("meer kwetsbare bewoners, weinig overlast"),
    Veerkracht.ENIGE_MINDER: _("meer kwetsbare bewoners, enige overlast die afneemt"),
    Veerkracht.ENIGE_GELIJK: _("meer kwetsbare bewoners, enige overlast die gelijk blijft"),
    Veerkracht.ENIGE_MEER: _("meer kwetsbare bewoners, enige overlast die toeneemt"),
    Veerkracht.VEEL_MINDER: _("meer kwetsbare bewoners, veel overlast die afneemt"),
    Veerkracht.VEEL_GELIJK: _("meer kwetsbare bewoners, veel overlast die gelijk blijft"),
    Veerkracht.VEEL_MEER: _("meer kwetsbare bewoners, veel overlast die toeneemt"),
}

_BIJ_TOENAME = {
    (Overlast.ENIGE, Verloop.VERBETERING): Veerkracht.ENIGE_MINDER,
    (Overlast.ENIGE, Verloop.GELIJK): Veerkracht.ENIGE_GELIJK,
    (Overlast.ENIGE, Verloop.VERSLECHTERING): Veerkracht.ENIGE_MEER,
    (Overlast.VEEL, Verloop.VERBETERING): Veerkracht.VEEL_MINDER,
    (Overlast.VEEL, Verloop.GELIJK): Veerkracht.VEEL_GELIJK,
    (Overlast.VEEL, Verloop.VERSLECHTERING): Veerkracht.VEEL_MEER,
}


def classify(kwetsbaar: Kwetsbaar | None, overlast: Overlast | None, verloop: Verloop | None) -> Veerkracht | None:
    """The class of a neighbourhood, or None when what is known does not decide."""
    if kwetsbaar is None:
        return None
    if kwetsbaar is not Kwetsbaar.TOENAME:
        return Veerkracht.AFNAME if kwetsbaar is Kwetsbaar.AFNAME else Veerkracht.GELIJK
    if overlast is None or overlast is Overlast.WEINIG:
        return Veerkracht.WEINIG if overlast else None
    return _BIJ_TOENAME[overlast, verloop] if verloop else None


# Which indicators feed the function, and which of their classes mean what. A class that is not here (such as "niet
# afgenomen" or "wisselend beeld") does not decide.
INVOER: dict[str, dict[str, StrEnum]] = {
    "ontwikkeling-kwetsbare-bewoners": {
        "afname": Kwetsbaar.AFNAME,
        "ongeveer gelijk": Kwetsbaar.GELIJK,
        "toename": Kwetsbaar.TOENAME,
        "sterke toename": Kwetsbaar.TOENAME,
    },
    "overlast-niveau": {
        "weinig overlast": Overlast.WEINIG,
        "enige overlast": Overlast.ENIGE,
        "veel overlast": Overlast.VEEL,
    },
    "ontwikkeling-overlast": {
        "verslechtering": Verloop.VERSLECHTERING,
        "ongeveer gelijk": Verloop.GELIJK,
        "verbetering": Verloop.VERBETERING,
        "sterke verbetering": Verloop.VERBETERING,
    },
}
KWETSBAAR, NIVEAU, VERLOOP = INVOER
STUDIE = "veerkracht"
# Where no source speaks of nuisance, this dimension of the Leefbaarometer stands in; its classes run from bad to good.
LEEFBAAROMETER = "leefbaarometer-overlast"
VEEL_TOT_EN_MET, ENIGE_TOT_EN_MET = 3, 5
INDICATOREN = (*INVOER, STUDIE, LEEFBAAROMETER)


def overlast_of_rang(rang: int) -> Overlast:
    """Level of nuisance of a class of the Leefbaarometer: much to "onvoldoende", some to "voldoende" (our choice)."""
    if rang <= VEEL_TOT_EN_MET:
        return Overlast.VEEL
    return Overlast.ENIGE if rang <= ENIGE_TOT_EN_MET else Overlast.WEINIG


def verloop_of_rangen(first: int, last: int) -> Verloop:
    """Development between two classes of the Leefbaarometer: another class is better or worse (our choice)."""
    if last == first:
        return Verloop.GELIJK
    return Verloop.VERBETERING if last > first else Verloop.VERSLECHTERING


@dataclass(frozen=True, slots=True)
class Uitspraak:
    """What one place in a source says of a neighbourhood or a part of it."""

    gebied: int
    indicator: str
    klasse: str
    rang: int
    deel: str = ""
    jaar: int = 0
    plaats: str = ""
    opmerking: str = ""


@dataclass(frozen=True, slots=True)
class Stand:
    """Where a neighbourhood stands.

    Attributes:
        klassen: what the function gives; several when what is known contradicts itself, none when it is too little.
        studie: what the research itself says, part by part.
        delen: indicators of which only something is said about parts.
        ontbreekt: indicators that are missing to decide.
        gemeten: indicators for which the Leefbaarometer stands in.
    """

    klassen: tuple[Veerkracht, ...] = ()
    studie: tuple[Uitspraak, ...] = ()
    delen: tuple[str, ...] = ()
    ontbreekt: tuple[str, ...] = ()
    gemeten: tuple[str, ...] = ()

    @property
    def tegenspraak(self) -> bool:
        """What is known leads to more than one class."""
        return len(self.klassen) > 1

    @property
    def anders(self) -> bool:
        """The function and the research give another class for the whole neighbourhood."""
        own = {row.rang for row in self.studie if not row.deel} or {row.rang for row in self.studie}
        return bool(own and self.klassen) and not own & set(self.klassen)


@dataclass(slots=True)
class _Bekend:
    """What is known of one neighbourhood in one of the three inputs."""

    heel: set[StrEnum] = field(default_factory=set)
    delen: set[StrEnum] = field(default_factory=set)


def standings(uitspraken: Iterable[Uitspraak]) -> dict[int, Stand]:
    """{gebied: where it stands} from the statements of one round of measuring.

    What is said of a whole neighbourhood goes before what is said of its parts. Contradicting statements all count.
    """
    known: dict[int, dict[str, _Bekend]] = defaultdict(lambda: defaultdict(_Bekend))
    measured: dict[int, dict[int, int]] = defaultdict(dict)
    study: dict[int, list[Uitspraak]] = defaultdict(list)
    for row in uitspraken:
        if row.indicator == STUDIE:
            if row.rang not in set(Veerkracht):
                continue  # a class of somebody's own
            study[row.gebied].append(row)
        elif row.indicator == LEEFBAAROMETER:
            measured[row.gebied][row.jaar] = row.rang
        elif meaning := INVOER[row.indicator].get(row.klasse):
            bekend = known[row.gebied][row.indicator]
            (bekend.delen if row.deel else bekend.heel).add(meaning)
    return {
        gebied: _stand(known.get(gebied, {}), measured.get(gebied, {}), study.get(gebied, []))
        for gebied in {*known, *study, *measured}
    }


def _stand(known: Mapping[str, _Bekend], measured: Mapping[int, int], study: list[Uitspraak]) -> Stand:
    values: dict[str, set[StrEnum]] = {}
    parts, stand_in = [], []
    for indicator in INVOER:
        bekend = known.get(indicator, _Bekend())
        values[indicator] = bekend.heel or bekend.delen
        if bekend.delen and not bekend.heel:
            parts.append(indicator)
    if measured:
        years = sorted(measured)
        if not values[NIVEAU]:
            values[NIVEAU] = {overlast_of_rang(measured[years[-1]])}
            stand_in.append(NIVEAU)
        if not values[VERLOOP] and len(years) > 1:
            values[VERLOOP] = {verloop_of_rangen(measured[years[0]], measured[years[-1]])}
            stand_in.append(VERLOOP)
    options: list[set[Any]] = [values[indicator] or {None} for indicator in INVOER]
    found = {classify(*combination) for combination in product(*options)}
    return Stand(
        klassen=tuple(sorted(klasse for klasse in found if klasse)),
        studie=tuple(sorted(study, key=lambda row: (row.deel != "", row.rang, row.deel))),
        delen=tuple(parts),
        ontbreekt=tuple(indicator for indicator in _needed(values) if not values[indicator]),
        gemeten=tuple(stand_in),
    )


def _needed(values: Mapping[str, set[StrEnum]]) -> tuple[str, ...]:
    """The inputs that count: nuisance only where the number of vulnerable residents grew."""
    if values[KWETSBAAR] and Kwetsbaar.TOENAME not in values[KWETSBAAR]:
        return (KWETSBAAR,)
    if values[NIVEAU] == {Overlast.WEINIG}:
        return (KWETSBAAR, NIVEAU)
    return (KWETSBAAR, NIVEAU, VERLOOP)
