# SPDX-License-Identifier: EUPL-1.2
"""What plans of neighbourhoods and pilots add to the world of the matrix."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from tests.factories import AfsprakensetFactory, ThemaFactory
from tests.factories_wijkplan import InitiatiefFactory, SdgkoppelingFactory, VerhuizingFactory, VervolgbesluitFactory
from tests.matrix import roles as r


def publish_wijk(place: Any, afsprakenset: Any, thema: Any, buurt: Any) -> None:
    """A pilot with a move, a goal of the United Nations, and an initiative."""
    place["pilot", r.PUBLISHED] = pilot = AfsprakensetFactory(
        gemeente=place.gemeente,
        slug="pilot",
        naam="Proef",
        soort="pilot",
        periode="2019",
        begindatum=dt.date(2019, 1, 1),
    )
    place["verhuizing", r.PUBLISHED] = VerhuizingFactory(afsprakenset=pilot, corporatie=place["corporatie", ""])
    place["vervolgbesluit", r.PUBLISHED] = VervolgbesluitFactory(afsprakenset=pilot)
    place["sdgkoppeling", r.PUBLISHED] = SdgkoppelingFactory(afsprakenset=afsprakenset, thema=thema)
    place["initiatief", r.PUBLISHED] = InitiatiefFactory(gebied=buurt, titel="Moestuin", pijler=thema)


def hide_wijk(place: Any, hidden_set: Any, secret: Callable[[], str], figures: str) -> None:
    """A pilot, a goal and an initiative that are concepts."""
    place["pilot", r.CONCEPT] = pilot = AfsprakensetFactory(
        gemeente=place.gemeente,
        slug=secret(),
        naam=secret(),
        soort="pilot",
        gepubliceerd=False,
        begindatum=dt.date(2018, 1, 1),
        periode="2018",
    )
    ThemaFactory(afsprakenset=pilot, nummer=1, naam=secret(), werkgroep=place["werkgroep", "1"])
    place["vervolgbesluit", r.CONCEPT] = VervolgbesluitFactory(afsprakenset=pilot, reden=secret())
    place["sdgkoppeling", r.CONCEPT] = SdgkoppelingFactory(afsprakenset=hidden_set, bron_plaats=secret())
    place["initiatief", r.DRAFTED] = InitiatiefFactory(
        gebied=place["gebied", r.PUBLISHED], titel=figures, gepubliceerd=False
    )
