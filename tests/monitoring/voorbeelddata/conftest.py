# SPDX-License-Identifier: EUPL-1.2
"""Small fixtures of an invented village, to change and load at will."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from partijen.models import Gebruiker

FILES = {
    "gemeenten.yaml": """
        - slug: dorp
          naam: Dorp
          eigen_partij: Gemeente Dorp
        - slug: stad
          naam: Stad
          eigen_partij: Gemeente Stad
        """,
    "partijen.yaml": """
        - naam: Gemeente Dorp
          soort: gemeente
          aliassen: [gemeente]
          gemeenten: [dorp]
        - naam: Gemeente Stad
          soort: gemeente
          aliassen: [gemeente]
          gemeenten: [stad]
        - naam: Huurders van Dorpswonen
          soort: huurdersorganisatie
          gemeenten: [dorp]
          huurders_van: Dorpswonen
        - naam: Dorpswonen
          soort: corporatie
          aliassen: [Stichting Dorpswonen]
          gemeenten: [dorp, stad]
        - naam: Stadswonen
          soort: corporatie
          gemeenten: [stad]
        - naam: Corporaties
          soort: collectief
          gemeente: dorp
          leden: [Dorpswonen]
        - naam: Werkgroep Wonen
          soort: werkgroep
          gemeente: dorp
        """,
    "dorp/brondocumenten.yaml": """
        - slug: afspraken
          titel: Afspraken van Dorp
          jaar: 2021
        """,
    "dorp/gebieden.yaml": """
        - soort: buurt
          naam: Noord
          slug: buurt-noord
          ouder: wijk-noord
        - soort: buurt
          naam: Zuid
          slug: buurt-zuid
          aliassen: [Het Zuiden]
        - soort: wijk
          naam: Noord
          slug: wijk-noord
        - soort: rayon
          naam: Noord
          slug: rayon-noord
          delen: [buurt-noord, buurt-zuid]
        """,
    "dorp/bewonerskrachtteams.yaml": """
        - gebied: buurt-noord
          corporatie: Dorpswonen
          fases:
            - fase: 0
            - fase: 1
              van: 2023-05-01
          bron: afspraken
        """,
    "dorp/indicatoren.yaml": """
        - slug: woningen
          naam: Woningen
          groep: wonen
          eenheid: aantal
          onderwerp: woningen
          aggregatie: som
        - slug: koop
          naam: Koopwoningen
          groep: wonen
          eenheid: procent
          onderwerp: woningen
          aggregatie: gewogen
          gewicht: woningen
        - slug: onveilig
          naam: Onveilig gevoel
          groep: overlast
          eenheid: procent
          onderwerp: personen
          richting: lager_beter
          aggregatie_uitleg: De bron noemt klassen.
          klassen: [weinig, veel]
          bron: afspraken
        """,
    "dorp/indicatorwaarden.yaml": """
        - indicator: onveilig
          periode: 2019
          klasse: veel
          gebieden: [buurt-noord, buurt-zuid]
          bron_plaats: Kaart 1
        - indicator: onveilig
          periode: 2019
          waarde: 45
          gebieden: [buurt-noord]
          bron_plaats: Kaart 1
          uitspraak: 2
        """,
    "dorp/afsprakensets.yaml": """
        - slug: set
          naam: Afspraken 2022-2026
          soort: meerjarig
          status: lopend
          periode: 2022/2026
          ondertekenaars: [Gemeente Dorp, Dorpswonen]
          bron: afspraken
        """,
    "dorp/themas.yaml": """
        - afsprakenset: set
          nummer: 0
          naam: Proces
        - afsprakenset: set
          nummer: 1
          naam: Wonen
          werkgroep: Werkgroep Wonen
        """,
    "dorp/prioriteiten.yaml": """
        - afsprakenset: set
          nummer: 1
          naam: Bouwen
          themas: [0, 1]
        """,
    "dorp/afspraken.yaml": """
        - afsprakenset: set
          code: 1a
          thema: 1
          titel: Bouwen
          samenvatting: We bouwen huizen.
          trekkers: [gemeente]
          betrokkenen: [Stichting Dorpswonen, Corporaties]
          gebieden: [Noord, Het Zuiden]
          rayon: rayon-noord
          bron: afspraken
          bron_plaats: Hoofdstuk 1
        - afsprakenset: set
          code: 1.10
          thema: 0
          titel: Praten
          samenvatting: We praten met elkaar.
        """,
    "dorp/acties.yaml": """
        - afsprakenset: set
          afspraak: 1a
          code: 1a-1
          titel: Plan maken
          trekkers: [Dorpswonen]
          aantal_woningen: 20
        """,
    "dorp/termijnen.yaml": """
        - afsprakenset: set
          afspraak: 1a
          actie: 1a-1
          soort: gereed
          periode: 2022
          wat: Plan is klaar
        - afsprakenset: set
          afspraak: 1a
          soort: evaluatie
          periode: 2024-H1
        """,
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A small set of fixtures of its own."""
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def edit(root: Path) -> Callable[[str, str, str], None]:
    """Replace a piece of one file."""

    def replace(name: str, old: str, new: str) -> None:
        text = (root / name).read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
        (root / name).write_text(text.replace(old, new), encoding="utf-8")

    return replace


@pytest.fixture
def gebruiker() -> "Gebruiker":
    from tests.factories import GebruikerFactory  # Django is set up after this file is read

    return GebruikerFactory()
