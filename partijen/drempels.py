# SPDX-License-Identifier: EUPL-1.2
"""From when a signal shows: the thresholds of a gemeente, one for each signal, with what they may be.

Forms, the admin, the model and the database all take the limits from here; the queries that find signals take the
values from `Gemeente.drempels`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Drempel:
    """One threshold: what it is called and does, its usual value, and the range within which it makes sense.

    `signaal` is the signal it belongs to, as `afspraken.statussen.Signaal` calls it.
    """

    signaal: str
    label: Any
    uitleg: Any
    gewoon: int
    minimum: int
    maximum: int

    def field(self) -> models.PositiveSmallIntegerField:  # type: ignore[type-arg]
        """The column of the gemeente that holds it."""
        return models.PositiveSmallIntegerField(
            self.label,
            default=self.gewoon,
            validators=[MinValueValidator(self.minimum), MaxValueValidator(self.maximum)],
            help_text=self.uitleg,
        )


# By the name of the column of the gemeente.
DREMPELS: Mapping[str, Drempel] = {
    "verstreken_na_dagen": Drempel(
        "termijn_verstreken",
        _("termijn verstreken na (dagen)"),
        _("Zoveel dagen na de laatste dag is een termijn nog niet verstreken. 0: de dag erna al."),
        0, 0, 365,
    ),
    "verouderd_na_dagen": Drempel(
        "verouderd",
        _("verouderd na (dagen)"),
        _("Is een stand ouder, dan krijgt de afspraak het signaal “verouderd”."),
        90, 7, 730,
    ),
    "zonder_trekker_na_dagen": Drempel(
        "zonder_trekker",
        _("zonder trekker na (dagen)"),
        _("Zoveel dagen na de eerste dag van de set moet er een trekker zijn. 0: meteen."),
        0, 0, 365,
    ),
    "zonder_termijn_na_dagen": Drempel(
        "zonder_termijn",
        _("zonder termijn na (dagen)"),
        _("Zoveel dagen na de eerste dag van de set moet er een termijn zijn. 0: meteen."),
        0, 0, 365,
    ),
    "verslechterd_bij_stappen": Drempel(
        "verslechterd",
        _("verslechterd bij (stappen)"),
        _(
            "Van goed naar slecht: gereed, op koers of nog niet gestart, aangehouden, vraagt aandacht, stagneert. "
            "Zoveel stappen slechter dan bij het vorige overleg geeft het signaal. 1: elke stap."
        ),
        1, 1, 4,
    ),
    "besluit_na_dagen": Drempel(
        "wacht_op_besluit",
        _("wacht op besluit na (dagen)"),
        _("Ligt een vraag aan de bestuurders er zoveel dagen, dan krijgt de afspraak het signaal. 0: meteen."),
        0, 0, 365,
    ),
}  # fmt: skip

# How many days before a board meeting everybody hears what is expected of him; 0 is never.
HERINNERING_DAGEN = Drempel(
    "",
    _("bericht voor een bestuurlijk overleg (dagen)"),
    _("Zoveel dagen voor een overleg krijgt iedereen een e-mail met wat daarvoor nodig is. 0: geen bericht."),
    10, 0, 60,
)  # fmt: skip

# How many days an answer to a zienswijze may take.
ZIENSWIJZE_DAGEN = Drempel(
    "",
    _("antwoord op een zienswijze binnen (dagen)"),
    _("Zo lang heeft een partij de tijd om een zienswijze of vraag te beantwoorden."),
    28, 1, 365,
)  # fmt: skip


class Drempels(NamedTuple):
    """The thresholds of one gemeente, in days but for `verslechterd_bij_stappen`; also a part of keys of kept SQL."""

    verstreken_na_dagen: int
    verouderd_na_dagen: int
    zonder_trekker_na_dagen: int
    zonder_termijn_na_dagen: int
    verslechterd_bij_stappen: int
    besluit_na_dagen: int

    @classmethod
    def of(cls, gemeente: Any) -> "Drempels":
        """Those of a gemeente."""
        return cls(*(getattr(gemeente, name) for name in cls._fields))


def within_range() -> models.Q:
    """What the database holds: each threshold between its limits."""
    condition = models.Q(herinnering_dagen__lte=HERINNERING_DAGEN.maximum)
    for name, drempel in DREMPELS.items():
        condition &= models.Q(**{f"{name}__gte": drempel.minimum, f"{name}__lte": drempel.maximum})
    return condition
