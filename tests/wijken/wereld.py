# SPDX-License-Identifier: EUPL-1.2
"""A gemeente with funds and the people who look after them, for the tests of the leefbaarheidsfonds."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils import timezone

from partijen.models import Gebruiker, Gemeente
from tests.factories import GebiedFactory, GebruikerFactory, GemeenteFactory
from wijken.models import Aanvraag, Boeking, Dossier, Fonds, Gebied, Gebiedsdeel
from wijken.services import aanvragen, grootboek, indienen
from wijken.services.grootboek import Regel


def euro(text: str) -> Decimal:
    """An amount."""
    return Decimal(text)


@dataclass
class Fondswereld:
    """Buurt Mariaberg with a fund of 1000, Malberg in rayon Noord-West with a fund of 500, and a buurt without one."""

    gemeente: Gemeente
    mariaberg: Gebied
    malberg: Gebied
    los: Gebied
    fonds: Fonds
    rayonfonds: Fonds
    fondsbeheerder: Gebruiker
    bestuurder: Gebruiker
    coordinator: Gebruiker
    beheerder: Gebruiker
    werkgroeplid: Gebruiker
    elders: Gebruiker

    def url(self, name: str, *args: Any) -> str:
        """An address of this gemeente."""
        return reverse(f"wijken:{name}", args=(self.gemeente.slug, *args))

    def regel(self, bedrag: str, **values: Any) -> Regel:
        """An amount to be booked today."""
        return Regel(**{"bedrag": euro(bedrag), "datum": timezone.localdate(), **values})

    def stand(self, fonds: Fonds | None = None, *, demo: bool = False) -> tuple[Decimal, ...]:
        """(vrij, gereserveerd, toegekend, besteed) of a fund."""
        row: Any = Fonds.objects.with_stand(demo=demo).get(pk=(fonds or self.fonds).pk)
        return (row.vrij, row.gereserveerd, row.toegekend, row.besteed)

    def hand_in(self, gevraagd: str = "100.00", *, documenten: Any = (), demo: bool = False, **values: Any) -> Aanvraag:
        """An application of which the e-mail address was not confirmed yet."""
        indiening = indienen.Indiening(
            **{
                "gebied": self.mariaberg,
                "gevraagd": euro(gevraagd),
                "naam": "Ans Vraagt",
                "email": "ans@bewoner.example",
                "titel": "Bankje van Ans",
                "plan": "Een bankje bij de speeltuin, om elkaar te ontmoeten.",
                **values,
            }
        )
        return indienen.submit(gemeente=self.gemeente, indiening=indiening, documenten=documenten, demo=demo)

    def confirmed(self, gevraagd: str = "100.00", **values: Any) -> Aanvraag:
        """An application in the work list."""
        return indienen.confirm(aanvraag=self.hand_in(gevraagd, **values))

    def taken_up(self, gevraagd: str = "100.00", **values: Any) -> Aanvraag:
        """An application that is being handled, from the fund of Mariaberg."""
        aanvraag = self.confirmed(gevraagd, **values)
        return aanvragen.take_up(aanvraag=aanvraag, fonds=aanvraag.fonds or self.fonds, by=self.fondsbeheerder)

    def granted(self, gevraagd: str = "100.00", **values: Any) -> Aanvraag:
        """An application of which everything was granted."""
        return self.grant(self.taken_up(gevraagd, **values), gevraagd)

    def grant(self, aanvraag: Aanvraag, bedrag: str, **values: Any) -> Aanvraag:
        """Grant an amount."""
        options = {"openbare_titel": "Een bankje", "by": self.fondsbeheerder, **values}
        return aanvragen.grant(aanvraag=aanvraag, regel=self.regel(bedrag), **options)

    def paid(self, gevraagd: str = "100.00", **values: Any) -> Aanvraag:
        """An application that was paid."""
        aanvraag = self.granted(gevraagd, **values)
        return aanvragen.pay(aanvraag=aanvraag, regel=self.regel(gevraagd), by=self.fondsbeheerder)

    def dossier(self, aanvraag: Aanvraag) -> Dossier:
        """The personal part of an application."""
        return Dossier.objects.get(aanvraag=aanvraag)


def make_fondswereld(slug: str = "maastricht") -> Fondswereld:
    """Everything, with users of every role that matters."""
    gemeente = GemeenteFactory(slug=slug)

    def place(naam: str, soort: str = "buurt") -> Gebied:
        return GebiedFactory(gemeente=gemeente, naam=naam, slug=naam.lower(), soort=soort)

    mariaberg, malberg, rayon = place("Mariaberg"), place("Malberg"), place("Noord-West", "rayon")
    Gebiedsdeel.objects.create(gemeente=gemeente, geheel=rayon, deel=malberg)
    fondsen = []
    for gebied, bedrag in ((mariaberg, "1000.00"), (rayon, "500.00")):
        fonds = Fonds.objects.create(gemeente=gemeente, gebied=gebied, budget_in_bron=euro(bedrag), doel="Ontmoeten")
        grootboek.deposit(fonds=fonds, regel=Regel(euro(bedrag), dt.date(2022, 1, 1)), by=None)
        fondsen.append(fonds)

    def user(rol: str, **values: Any) -> Gebruiker:
        return GebruikerFactory(rol=rol, gemeente=values.pop("gemeente", gemeente), naam=f"Naam {rol}", **values)

    from tests.factories import WerkgroepFactory

    return Fondswereld(
        gemeente=gemeente,
        mariaberg=mariaberg,
        malberg=malberg,
        los=place("Los"),
        fonds=fondsen[0],
        rayonfonds=fondsen[1],
        fondsbeheerder=user("fondsbeheerder"),
        bestuurder=user("bestuurder"),
        coordinator=user("coordinator"),
        beheerder=user("beheerder"),
        werkgroeplid=user("werkgroeplid", partij=WerkgroepFactory(gemeente=gemeente)),
        elders=user("fondsbeheerder", gemeente=GemeenteFactory(slug=f"{slug}-elders")),
    )


def unbroken() -> bool:
    """Every line of every ledger follows from the one before it."""
    return Boeking.objects.all().broken() == []
