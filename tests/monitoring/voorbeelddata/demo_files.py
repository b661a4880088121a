# SPDX-License-Identifier: EUPL-1.2
"""Demo files of the invented village."""

from pathlib import Path

FILES = {
    "overleggen.yaml": """
        - datum: 2022-03-24
          soort: bestuurlijk
          naam: Overleg
        - datum: 2022-09-22
          soort: bestuurlijk
        """,
    "gebruikers.yaml": """
        - email: coordinator@dorp.example
          naam: Coördinator
          rol: coordinator
        - email: werkgroeplid@dorp.example
          naam: Werkgroeplid Wonen
          rol: werkgroeplid
          partij: Werkgroep Wonen
        - email: medewerker@dorp.example
          naam: Medewerker van Dorpswonen
          rol: werkgroeplid
          partij: Dorpswonen
        """,
    "voortgang.yaml": """
        - afsprakenset: set
          afspraak: 1a
          meldingen:
            - datum: 2022-03-15
              status: op_koers
              fase: uitvoering
              toelichting: Het gaat goed.
            - datum: 2022-09-15
              status: stagnatie
              toelichting: Het ligt stil.
              oorzaak: Geen geld.
              gevolg: Later klaar.
              maatregel: Geld zoeken.
              gevraagd_besluit: Geef geld.
            - datum: 2022-10-01
              status: gereed
              gepubliceerd: nee
        - afsprakenset: set
          afspraak: 1a
          actie: 1a-1
          meldingen:
            - datum: 2022-05-01
              status: gereed
              door: medewerker
        - afsprakenset: set
          afspraak: 1.10
          meldingen:
            - datum: 2022-05-02
              status: op_koers
        """,
}


def write_demo(root: Path) -> None:
    """Put the demo files beside the fixtures of the village."""
    folder = root / "dorp/demo"
    folder.mkdir()
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
