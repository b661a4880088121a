# SPDX-License-Identifier: EUPL-1.2
"""Which rows of the API the public saw change, from events of the history: what webhooks tell.

A row is named, never shown: whoever is told asks the API, which answers as far as he may see. A row that the public
does not see any more is told as gone, whatever it was that happened.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser

from afspraken.models import (
    Actie,
    Afspraak,
    Afsprakenset,
    Betrokkenheid,
    Bewijsstuk,
    Bijstelling,
    Doeldeel,
    Doelstelling,
    Initiatief,
    Ligging,
    Meting,
    Termijn,
    Thema,
    Voortgang,
)
from corporaties.models import Levering, Mixregel, Projectdeelname, Vastgoedproject
from monitoring.models import Evaluatie, Onderwerp, Rapportage, Zienswijze
from partijen.models import Overleg, Wijziging
from wijken.models import Bewonerskrachtteam, Boeking, Fonds, Gebied, Gebiedsdeel, Teamfase

GEWIJZIGD, VERVALLEN = "gewijzigd", "vervallen"


@dataclass(frozen=True, slots=True)
class Bron:
    """Where the rows of one resource come from.

    Attributes:
        model: of which each row is one.
        hangt: (model, its column with the number of the row) of what shows within the row.
        thema: path to the number of its thema; empty when it has none.
    """

    model: Any
    hangt: tuple[tuple[Any, str], ...] = ()
    thema: str = ""


BRONNEN: Mapping[Onderwerp, Bron] = {
    Onderwerp.AFSPRAKEN: Bron(
        Afspraak,
        tuple((model, "afspraak_id") for model in (Betrokkenheid, Ligging, Termijn, Bewijsstuk, Voortgang)),
        "thema_id",
    ),
    Onderwerp.ACTIES: Bron(
        Actie,
        tuple((model, "actie_id") for model in (Betrokkenheid, Ligging, Termijn, Bewijsstuk, Voortgang)),
        "afspraak__thema_id",
    ),
    Onderwerp.VOORTGANG: Bron(Voortgang, (), "afspraak__thema_id"),
    Onderwerp.TERMIJNEN: Bron(Termijn, (), "afspraak__thema_id"),
    Onderwerp.BIJSTELLINGEN: Bron(Bijstelling, (), "afspraak__thema_id"),
    Onderwerp.DOELSTELLINGEN: Bron(
        Doelstelling, tuple((model, "doelstelling_id") for model in (Doeldeel, Meting)), "afspraak__thema_id"
    ),
    Onderwerp.INITIATIEVEN: Bron(Initiatief),
    Onderwerp.AFSPRAKENSETS: Bron(Afsprakenset),
    Onderwerp.THEMAS: Bron(Thema, (), "pk"),
    Onderwerp.LEVERINGEN: Bron(Levering),
    Onderwerp.VASTGOEDPROJECTEN: Bron(Vastgoedproject, ((Mixregel, "project_id"), (Projectdeelname, "project_id"))),
    Onderwerp.LEEFBAARHEIDSFONDSEN: Bron(Fonds, ((Boeking, "fonds_id"),)),
    Onderwerp.BEWONERSKRACHTTEAMS: Bron(Bewonerskrachtteam, ((Teamfase, "team_id"),)),
    Onderwerp.GEBIEDEN: Bron(Gebied, ((Gebiedsdeel, "geheel_id"),)),
    Onderwerp.OVERLEGGEN: Bron(Overleg),
    Onderwerp.RAPPORTAGES: Bron(Rapportage),
    Onderwerp.EVALUATIES: Bron(Evaluatie),
    Onderwerp.ZIENSWIJZEN: Bron(Zienswijze, (), "afspraak__thema_id"),
}


@dataclass(frozen=True, slots=True)
class Seintje:
    """That one row of a resource changed, or is gone; `wijziging` is the last event that did it."""

    onderwerp: Onderwerp
    object_id: int
    wijziging: Wijziging
    gebeurd: str

    @property
    def soort(self) -> str:
        """What kind of message it is: `afspraken.gewijzigd`."""
        return f"{self.onderwerp.value}.{self.gebeurd}"


def labels_of(onderwerpen: Iterable[Onderwerp]) -> set[str]:
    """The models whose events matter for these."""
    bronnen = [BRONNEN[onderwerp] for onderwerp in onderwerpen]
    return {model._meta.label_lower for bron in bronnen for model in (bron.model, *(m for m, _link in bron.hangt))}


def read_seintjes(
    gemeente_id: int,
    events: Sequence[Wijziging],
    *,
    onderwerpen: Collection[Onderwerp],
    thema_ids: Collection[int] = (),
) -> list[Seintje]:
    """What to tell of public events of one gemeente, each row once; the number of queries follows the kinds of rows.

    Args:
        events: in the order of their numbers.
        thema_ids: of what belongs to a thema only these; all when empty. What cannot be told any more counts.
    """
    seintjes: list[Seintje] = []
    for onderwerp in onderwerpen:
        bron = BRONNEN[onderwerp]
        about, within = _rows_of(bron, events)
        last = within | about
        if not last:
            continue
        rows = bron.model.objects.filter(gemeente_id=gemeente_id, pk__in=last).order_by()
        visible = set(rows.visible_to(AnonymousUser()).values_list("pk", flat=True))
        themas = dict(rows.values_list("pk", bron.thema)) if thema_ids and bron.thema else {}
        seintjes += [
            Seintje(onderwerp, pk, event, GEWIJZIGD if pk in visible else VERVALLEN)
            for pk, event in last.items()
            # What changed within a draft is nobody's business; that the draft is no longer public was told by itself.
            if (pk in visible or pk in about) and (pk not in themas or themas[pk] in thema_ids)
        ]
    return sorted(seintjes, key=lambda seintje: (seintje.wijziging.pk, seintje.onderwerp.value, seintje.object_id))


def _rows_of(bron: Bron, events: Sequence[Wijziging]) -> tuple[dict[int, Wijziging], dict[int, Wijziging]]:
    """{number of a row of the resource: the last event}: about the row itself, and about what shows within it."""
    links = {model._meta.label_lower: (model, column) for model, column in bron.hangt}
    own = bron.model._meta.label_lower
    parents: dict[str, dict[int, int | None]] = defaultdict(dict)
    for label, (model, column) in links.items():
        if pks := [event.object_id for event in events if event.model == label]:
            parents[label] = dict(model._base_manager.filter(pk__in=pks).values_list("pk", column))
    about: dict[int, Wijziging] = {}
    within: dict[int, Wijziging] = {}
    for event in events:
        if event.model == own:
            about[event.object_id] = event
        elif event.model in links:
            # A row that is gone, or moved, still changed what it hung on.
            former = event.velden.get(links[event.model][1]) or ()
            for pk in {parents[event.model].get(event.object_id), *former}:
                if pk is not None:
                    within[pk] = event
    return about, within
