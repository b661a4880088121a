# SPDX-License-Identifier: EUPL-1.2
"""One gemeente with a thema and its people, for the tests of pages."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from afspraken.models import Afspraak, Afsprakenset, Thema, Voortgang
from afspraken.services.voortgang import Melding, record_voortgang
from partijen.models import Gebruiker, Gemeente, Partij
from tests.factories import (
    AfspraakFactory,
    BetrokkenheidFactory,
    GebruikerFactory,
    GemeenteFactory,
    PartijFactory,
    ThemaFactory,
)
from tests.monitoring.queries import data_queries

# Headers of a request by htmx.
HTMX = {"HTTP_HX_REQUEST": "true"}


@dataclass
class Wereld:
    """A gemeente, one set with one thema, one afspraak led by a corporation, and a user for each role."""

    gemeente: Gemeente
    afsprakenset: Afsprakenset
    thema: Thema
    afspraak: Afspraak
    trekker: Partij
    lid: Gebruiker
    coordinator: Gebruiker
    bestuurder: Gebruiker
    databeheerder: Gebruiker
    ander_lid: Gebruiker
    elders: Gebruiker

    def url(self, name: str, *args: Any) -> str:
        """An address of this gemeente."""
        return reverse(f"afspraken:{name}", args=(self.gemeente.slug, *args))

    def afspraak_url(self, name: str = "afspraak", afspraak: Afspraak | None = None, *args: Any) -> str:
        """An address of one afspraak."""
        doel = afspraak or self.afspraak
        return self.url(name, doel.afsprakenset.slug, doel.code, *args)

    def report(self, afspraak: Afspraak | None = None, *, by: Gebruiker | None = None, **values: Any) -> Voortgang:
        """Record a report, by the coordinator unless told otherwise."""
        options = {name: values.pop(name) for name in ("actie", "publish", "namens") if name in values}
        return record_voortgang(
            afspraak=afspraak or self.afspraak,
            melding=Melding(**{"status": "op_koers", **values}),
            by=by or self.coordinator,
            **options,
        )


def body(response: Any) -> bytes:
    """The page without its form tokens, which differ each time."""
    return re.sub(rb'name="csrfmiddlewaretoken" value="[^"]+"', b"", response.content)


def count_data_queries(call: Callable[[], Any]) -> int:
    """Number of queries of a call, without those for session, user with memberships, and gemeente."""
    with data_queries() as found:
        call()
    return len(found)


def make_wereld() -> Wereld:
    """Everything published; the users have roles as their names say."""
    gemeente = GemeenteFactory(slug="maastricht")
    thema = ThemaFactory(afsprakenset__gemeente=gemeente, afsprakenset__slug="set-1", nummer=5, naam="Vastgoed")
    trekker = PartijFactory(naam="Woonpunt")
    afspraak = AfspraakFactory(thema=thema, code="5a", titel="Standplaatsen voor woonwagens", volgorde=1)
    BetrokkenheidFactory(afspraak=afspraak, partij=trekker)
    ander = ThemaFactory(afsprakenset=thema.afsprakenset, nummer=6)
    return Wereld(
        gemeente=gemeente,
        afsprakenset=thema.afsprakenset,
        thema=thema,
        afspraak=afspraak,
        trekker=trekker,
        lid=GebruikerFactory(rol="werkgroeplid", gemeente=gemeente, partij=thema.werkgroep, naam="Lid Werkgroep"),
        coordinator=GebruikerFactory(rol="coordinator", gemeente=gemeente, naam="Coordinator Gemeente"),
        bestuurder=GebruikerFactory(rol="bestuurder", gemeente=gemeente),
        databeheerder=GebruikerFactory(rol="databeheerder", gemeente=gemeente, partij=trekker),
        ander_lid=GebruikerFactory(rol="werkgroeplid", gemeente=gemeente, partij=ander.werkgroep),
        elders=GebruikerFactory(rol="coordinator", gemeente=GemeenteFactory(slug="heerlen")),
    )
