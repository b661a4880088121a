# SPDX-License-Identifier: EUPL-1.2
"""What the yearly cycle adds to the world of the matrix: meetings, decisions, rapportages, changes by decision."""

from collections.abc import Callable
from typing import Any

from monitoring.models import Agendapunt, Besluit, Partijprioriteit
from tests.factories import BijstellingFactory
from tests.factories_evaluatie import EvaluatieFactory, EvaluatieregelFactory
from tests.factories_rapportage import RapportageFactory, RapportageregelFactory
from tests.factories_zienswijze import ZienswijzeFactory
from tests.matrix import roles as r


def publish_cycle(place: Any, afspraak: Any, mark: str, by: Any) -> None:
    """A point and a decision for who takes part, and a rapportage and a change for everybody."""
    gemeente, meeting = place.gemeente, place["overleg", "vorige"]
    place["agendapunt", r.INTERNAL] = Agendapunt.objects.create(
        gemeente=gemeente, overleg=meeting, titel=mark, toelichting=mark, gebruiker=by
    )
    place["besluit", r.INTERNAL] = Besluit.objects.create(gemeente=gemeente, overleg=meeting, nummer=1, wat=mark)
    place["rapportage", r.PUBLISHED] = rapportage = RapportageFactory(
        overleg=meeting, afsprakenset=afspraak.afsprakenset
    )
    RapportageregelFactory(rapportage=rapportage, afspraak=afspraak)
    place["bijstelling", r.PUBLISHED] = BijstellingFactory(afspraak=afspraak)
    place["zienswijze", r.PUBLISHED] = ZienswijzeFactory(afspraak=afspraak, public=True)
    place["partijprioriteit", r.PUBLISHED] = Partijprioriteit.objects.create(
        gemeente=gemeente, afsprakenset=afspraak.afsprakenset, partij=place["huurders", ""], nummer=1, titel="Rust"
    )
    evaluatie = EvaluatieFactory(afsprakenset=afspraak.afsprakenset, jaar=2024)
    place["evaluatie", r.PUBLISHED] = evaluatie
    place["evaluatieregel", r.PUBLISHED] = EvaluatieregelFactory(evaluatie=evaluatie, afspraak=afspraak)
    draft = EvaluatieFactory(afsprakenset=afspraak.afsprakenset, jaar=2025, vastgesteld=False, samenvatting=mark)
    place["evaluatie", r.INTERNAL] = draft
    place["evaluatieregel", r.INTERNAL] = EvaluatieregelFactory(evaluatie=draft, afspraak=afspraak, les=mark)


def hide_cycle(place: Any, afspraak: Any, concept: Any, secret: Callable[[], str], figures: str) -> None:
    """What is hidden on a public afspraak, and under one that is a concept itself."""
    texts = {name: secret() for name in ("onderwerp", "oud", "nieuw", "reden")}
    place["bijstelling", r.CONCEPT] = BijstellingFactory(afspraak=afspraak, gepubliceerd=False, **texts)
    place["bijstelling", r.UNDER_CONCEPT] = BijstellingFactory(afspraak=concept, reden=secret())
    place["rapportage", r.DRAFTED] = draft = RapportageFactory(
        overleg=place["overleg", "volgende"], afsprakenset=place["set", r.PUBLISHED], concept=True
    )
    RapportageregelFactory(rapportage=draft, afspraak=afspraak, toelichting=figures)
    texts = {name: secret() for name in ("titel", "tekst", "antwoord", "over_naam")}
    place["zienswijze", r.UNDER_CONCEPT] = ZienswijzeFactory(
        afspraak=concept, partij=place["huurders", ""], gericht_aan=place["corporatie", ""], **texts
    )
    texts = {name: secret() for name in ("titel", "tekst", "antwoord")}
    place["zienswijze", r.INTERNAL] = ZienswijzeFactory(
        afspraak=afspraak, partij=place["zienswijze", r.PUBLISHED].partij, **texts
    )


def hide_prioriteit(place: Any, hidden_set: Any, secret: Callable[[], str]) -> None:
    """A priority of a party in a set that is not public."""
    place["partijprioriteit", r.CONCEPT] = Partijprioriteit.objects.create(
        gemeente=place.gemeente, afsprakenset=hidden_set, partij=place["huurders", ""], nummer=1, titel=secret()
    )
