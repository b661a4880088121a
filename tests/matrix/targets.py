# SPDX-License-Identifier: EUPL-1.2
"""Which objects the address of a route can name: one per state, in both gemeenten, and one that does not exist."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.text import slugify

from tests.matrix import roles as r
from tests.matrix.world import NEVER, SLUGS, Place, World

ABSENT = 987_654_321
AFSPRAAK = (r.PUBLISHED, r.CONCEPT, r.IN_CONCEPT_SET)
ACTIE = (r.PUBLISHED, r.CONCEPT, r.UNDER_CONCEPT, r.IN_CONCEPT_SET)
HANGING = (r.PUBLISHED, r.ON_CONCEPT_ACTIE, r.UNDER_CONCEPT, r.IN_CONCEPT_SET)
BEWIJSSTUK = (*HANGING, r.CONCEPT)
VOORTGANG = (*BEWIJSSTUK, r.WITHDRAWN, r.REPORTED_MYSELF)

FIGURES = (r.PUBLISHED, r.DELIVERED, r.DELIVERED_MYSELF)
PROJECT = (r.PUBLISHED, r.DRAFT_PROJECT)


@dataclass(frozen=True)
class Target:
    """A kind of object: in which states it exists, and what stands in the address for one of them."""

    kind: str
    states: tuple[str, ...]
    arguments: Callable[[Place, Any], dict[str, Any]]
    missing: dict[str, Any]
    per_gemeente: bool = True

    def of(self, world: World) -> Iterator[tuple[str, str, dict[str, Any]]]:
        """(state, place, arguments of the address) of each object, and of one that does not exist."""
        for place in world.places.values():
            for state in self.states:
                row = place.rows.get((self.kind, state))
                if row is not None:
                    yield state, place.name, self.arguments(place, row)
            if self.per_gemeente or place.name == r.OWN:
                slug = {"gemeente": SLUGS[place.name]} if self.per_gemeente else {}
                yield r.MISSING, place.name, {**slug, **self.missing}


def _slug(place: Place, row: Any) -> dict[str, Any]:
    return {"gemeente": SLUGS[place.name]}


def _afspraak(place: Place, row: Any) -> dict[str, Any]:
    return {"gemeente": SLUGS[place.name], "afsprakenset": row.afsprakenset.slug, "code": row.code}


def _actie(place: Place, row: Any) -> dict[str, Any]:
    return {**_afspraak(place, row.afspraak), "actie": row.code}


def _number(name: str) -> Callable[[Place, Any], dict[str, Any]]:
    return lambda place, row: {"gemeente": SLUGS[place.name], name: row.pk}


def _numbered(kind: str, name: str, states: tuple[str, ...]) -> Target:
    return Target(kind, states, _number(name), {name: ABSENT})


def row_of(kind: str, states: tuple[str, ...] = (r.PUBLISHED,), name: str = "pk") -> Target:
    """A row by its number, whatever its gemeente: in the API (`pk`) and in /beheer/ (`object_id`)."""
    return Target(kind, states, lambda place, row: {name: row.pk}, {name: ABSENT}, per_gemeente=False)


NOTHING = Target("", (), _slug, {}, per_gemeente=False)
GEMEENTE = Target("gemeente", (r.PUBLISHED,), _slug, {"gemeente": "nergens"}, per_gemeente=False)
EEN_GEBIED = Target(
    "gebied",
    (r.PUBLISHED,),
    lambda place, row: {"gemeente": SLUGS[place.name], "gebied": row.slug},
    {"gebied": "nergens"},
)
EEN_PILOT = Target(
    "pilot",
    (r.PUBLISHED, r.CONCEPT),
    lambda place, row: {"gemeente": SLUGS[place.name], "afsprakenset": row.slug},
    {"afsprakenset": "nergens"},
)
EEN_VERHUIZING = Target(
    "verhuizing",
    (r.PUBLISHED,),
    lambda place, row: {"gemeente": SLUGS[place.name], "afsprakenset": row.afsprakenset.slug, "nummer": row.pk},
    {"afsprakenset": "pilot", "nummer": ABSENT},
)
EEN_INITIATIEF = Target(
    "initiatief",
    (r.PUBLISHED, r.DRAFTED),
    lambda place, row: {"gemeente": SLUGS[place.name], "gebied": row.gebied.slug, "nummer": row.pk},
    {"gebied": "dijkwijk", "nummer": ABSENT},
)


def _evaluatie(place: Place, row: Any) -> dict[str, Any]:
    return {"gemeente": SLUGS[place.name], "afsprakenset": row.afsprakenset.slug, "jaar": row.jaar}


EVALUATIE = (r.PUBLISHED, r.INTERNAL)
EEN_EVALUATIE = Target("evaluatie", EVALUATIE, _evaluatie, {"afsprakenset": "afspraken", "jaar": 1999})
EVALUATIE_BESTAND = Target(
    "evaluatie",
    EVALUATIE,
    lambda place, row: {**_evaluatie(place, row), "formaat": "json"},
    {"afsprakenset": "afspraken", "jaar": 1999, "formaat": "json"},
)
EEN_EVALUATIEREGEL = _numbered("evaluatieregel", "nummer", EVALUATIE)
ZIENSWIJZE = (r.PUBLISHED, r.INTERNAL, r.UNDER_CONCEPT)
EEN_PRIORITEIT = _numbered("partijprioriteit", "nummer", (r.PUBLISHED,))
EEN_ZIENSWIJZE = _numbered("zienswijze", "nummer", ZIENSWIJZE)
ZIENSWIJZE_STAP = Target(
    "zienswijze",
    ZIENSWIJZE,
    lambda place, row: {"gemeente": SLUGS[place.name], "nummer": row.pk, "stap": "publiceren"},
    {"nummer": ABSENT, "stap": "publiceren"},
)
ZIENSWIJZE_BIJ = Target(
    "afspraak",
    AFSPRAAK,
    lambda place, row: {"gemeente": SLUGS[place.name], "soort": "afspraak", "nummer": row.pk},
    {"soort": "afspraak", "nummer": ABSENT},
)
EEN_SET = Target(
    "set",
    (r.PUBLISHED, r.CONCEPT),
    lambda place, row: {"gemeente": SLUGS[place.name], "afsprakenset": row.slug},
    {"afsprakenset": "nergens"},
)
EEN_AFSPRAAK = Target("afspraak", AFSPRAAK, _afspraak, {"afsprakenset": "afspraken", "code": NEVER})
EEN_ACTIE = Target("actie", ACTIE, _actie, {"afsprakenset": "afspraken", "code": "1a", "actie": f"{NEVER}-2"})
EEN_BEWIJSSTUK = _numbered("bewijsstuk", "bewijsstuk", BEWIJSSTUK)
BIJSTELLING = (r.PUBLISHED, r.CONCEPT, r.UNDER_CONCEPT)
EEN_BIJSTELLING = _numbered("bijstelling", "bijstelling", BIJSTELLING)
EEN_CONCEPT = _numbered("bijstelling", "bijstelling", (r.CONCEPT,))
EEN_VOORTGANG = _numbered("voortgang", "voortgang", VOORTGANG)
EEN_AFWIJKING = _numbered("afwijking", "afwijking", (r.PUBLISHED,))
EEN_IMPORT = _numbered("import", "nummer", (r.INTERNAL,))
EEN_DOCUMENT = _numbered("document", "nummer", (r.INTERNAL,))
EEN_DOEL = Target(
    "doelstelling",
    (r.PUBLISHED, r.CONCEPT),
    lambda place, row: {"gemeente": SLUGS[place.name], "afsprakenset": row.afsprakenset.slug, "code": row.code},
    {"afsprakenset": "afspraken", "code": "nergens"},
)
EEN_LID = _numbered("lid", "gebruiker", (r.PUBLISHED,))
EEN_ROL = _numbered("rol", "lidmaatschap", (r.PUBLISHED,))
EEN_SLEUTEL = _numbered("sleutel", "sleutel", (r.PUBLISHED, r.INTERNAL))
EEN_WEBHOOK = _numbered("webhook", "webhook", (r.PUBLISHED, r.INTERNAL))
EEN_WEBHOOKBERICHT = Target(
    "webhookbericht",
    (r.PUBLISHED, r.INTERNAL),
    lambda place, row: {"gemeente": SLUGS[place.name], "webhook": row.webhook_id, "bericht": row.pk},
    {"webhook": ABSENT, "bericht": ABSENT},
)


def _corporatie(place: Place, row: Any) -> dict[str, Any]:
    return {"gemeente": SLUGS[place.name], "corporatie": slugify(row.naam)}


EEN_CORPORATIE = Target("corporatie", ("",), _corporatie, {"corporatie": "nergens"})
EEN_LEVERING = Target(
    "levering",
    (r.DELIVERED, r.DELIVERED_MYSELF),
    lambda place, row: {**_corporatie(place, row.partij), "volgnummer": row.volgnummer},
    {"corporatie": "nergens", "volgnummer": ABSENT},
)
EEN_INLEZING = Target(
    "inlezing",
    (r.INTERNAL,),
    lambda place, row: {**_corporatie(place, row.partij), "nummer": row.pk},
    {"corporatie": "nergens", "nummer": ABSENT},
)
RAPPORTAGE = (r.PUBLISHED, r.DRAFTED)
EEN_OVERLEG = Target(
    "overleg",
    (r.PUBLISHED,),
    lambda place, row: {"gemeente": SLUGS[place.name], "datum": row.datum},
    {"datum": dt.date(1999, 1, 1)},
)
EEN_RAPPORTAGE = Target(
    "rapportage",
    RAPPORTAGE,
    lambda place, row: {"gemeente": SLUGS[place.name], "datum": row.overleg.datum, "afsprakenset": "afspraken"},
    {"datum": dt.date(1999, 1, 1), "afsprakenset": "afspraken"},
)


def _at_meeting(place: Place, row: Any) -> dict[str, Any]:
    return {"gemeente": SLUGS[place.name], "datum": row.overleg.datum, "nummer": row.pk}


EEN_AGENDAPUNT = Target("agendapunt", (r.INTERNAL,), _at_meeting, {"datum": dt.date(1999, 1, 1), "nummer": ABSENT})
EEN_OVERLEGSTUK = Target(
    "overlegstuk", (r.PUBLISHED, r.INTERNAL), _at_meeting, {"datum": dt.date(1999, 1, 1), "nummer": ABSENT}
)
EEN_BESLUIT = Target("besluit", (r.INTERNAL,), _at_meeting, {"datum": dt.date(1999, 1, 1), "nummer": ABSENT})
EEN_MOMENT = _numbered("moment", "nummer", (r.PUBLISHED,))
OVERLEG_OP_NUMMER = _numbered("overleg", "nummer", (r.PUBLISHED,))
EEN_BESTAND = Target(
    "rapportage",
    RAPPORTAGE,
    lambda place, row: {**EEN_RAPPORTAGE.arguments(place, row), "formaat": "json"},
    {**EEN_RAPPORTAGE.missing, "formaat": "json"},
)
EEN_CIJFER = _numbered("cijfer", "nummer", FIGURES)

EEN_FONDS = Target(
    "fonds",
    (r.PUBLISHED,),
    lambda place, row: {"gemeente": SLUGS[place.name], "gebied": row.gebied.slug},
    {"gebied": "nergens"},
)
EEN_BOEKING = _numbered("boeking", "boeking", (r.PUBLISHED,))
EEN_BOEKWIJZE = Target(
    "gemeente",
    (r.PUBLISHED,),
    lambda place, row: {"gemeente": SLUGS[place.name], "soort": "storten"},
    {"gemeente": "nergens", "soort": "storten"},
    per_gemeente=False,
)


def _aanvraag(**more: Any) -> Target:
    """An application: granted, or not yet."""
    return Target(
        "aanvraag",
        (r.PUBLISHED, r.ASKED),
        lambda place, row: {"gemeente": SLUGS[place.name], "aanvraag": row.pk, **more},
        {"aanvraag": ABSENT, **more},
    )


EEN_AANVRAAG = _aanvraag()
EEN_STAP = _aanvraag(stap="toekennen")
EEN_BRIEF = _aanvraag(soort="toekenning")
EEN_AANVRAAGDOCUMENT = _aanvraag(document=1)
