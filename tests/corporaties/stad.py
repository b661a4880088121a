# SPDX-License-Identifier: EUPL-1.2
"""A gemeente with two corporations, a list of rent classes, and a source of figures, for the tests of corporaties."""

from decimal import Decimal
from types import SimpleNamespace

from corporaties.cijfers import Cijfer
from tests.factories import (
    CijferbronFactory,
    GebiedFactory,
    GebruikerFactory,
    GemeenteFactory,
    KlasseFactory,
    KlassenlijstFactory,
    PartijFactory,
    PartijInGemeenteFactory,
    PopulatieFactory,
)


def make_stad() -> SimpleNamespace:
    """Names of what there is, with users by role and `cijfer(...)` that makes a figure of it."""
    gemeente = GemeenteFactory(slug="maasdam", naam="Maasdam")
    a, b = PartijFactory(naam="Aedes Oost"), PartijFactory(naam="Aedes West")
    for partij in (a, b):
        PartijInGemeenteFactory(partij=partij, gemeente=gemeente)
    lijst = KlassenlijstFactory(gemeente=gemeente, naam="Maasdam 2026")
    goedkoop, duur = (KlasseFactory(lijst=lijst, code=naam.lower(), naam=naam) for naam in ("Goedkoop", "Duur"))
    populatie = PopulatieFactory(naam="alle")
    stad = SimpleNamespace(
        gemeente=gemeente,
        a=a,
        b=b,
        lijst=lijst,
        goedkoop=goedkoop,
        duur=duur,
        populatie=populatie,
        buurt=GebiedFactory(gemeente=gemeente, naam="Kommelkwartier", slug="kommelkwartier"),
        bron=CijferbronFactory(gemeente=gemeente, slug="tabel-1", naam="Voorraad"),
        bron_a=CijferbronFactory(gemeente=gemeente, slug="oost", naam="Opgave Aedes Oost", partij=a),
        coordinator=GebruikerFactory(rol="coordinator", gemeente=gemeente),
        bestuurder=GebruikerFactory(rol="bestuurder", gemeente=gemeente),
        beheerder=GebruikerFactory(rol="beheerder", gemeente=gemeente),
        databeheerder=GebruikerFactory(rol="databeheerder", gemeente=gemeente, partij=a),
        databeheerder_b=GebruikerFactory(rol="databeheerder", gemeente=gemeente, partij=b),
    )

    def cijfer(waarde, *, klasse=goedkoop, corporatie=a, gebied=None, **kwargs):
        return Cijfer(
            **{
                "soort": "stand",
                "periode": "2026",
                "populatie_id": populatie.pk,
                "waarde": None if waarde is None else Decimal(waarde),
                "corporatie_id": corporatie and corporatie.pk,
                "gebied_id": gebied and gebied.pk,
                "lijst_id": lijst.pk,
                "klasse_id": klasse and klasse.pk,
                **kwargs,
            }
        )

    stad.cijfer = cijfer
    return stad
