# SPDX-License-Identifier: EUPL-1.2
"""Rows for tests. Names are roles and places, never persons."""

import datetime as dt
from typing import Any

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from afspraken.models import (
    Actie,
    Afspraak,
    Afsprakenset,
    Betrokkenheid,
    Bijstelling,
    Doeldeel,
    Doelstelling,
    Ligging,
    Meting,
    Projectkoppeling,
    Termijn,
    Thema,
    Verband,
)
from corporaties.models import (
    Afwijking,
    Cijferbron,
    Kenmerk,
    Klasse,
    Klassenlijst,
    Levering,
    Populatie,
    Projectdeelname,
    Vastgoedproject,
    Voorraadcijfer,
)
from partijen.models import (
    Brondocument,
    Gebruiker,
    Gemeente,
    Inlogdienst,
    Lidmaatschap,
    Overleg,
    Partij,
    PartijInGemeente,
)
from wijken.models import Aanvraag, Bewonerskrachtteam, Boeking, Fonds, Gebied, Teamfase


class GemeenteFactory(DjangoModelFactory):
    class Meta:
        model = Gemeente
        django_get_or_create = ("slug",)

    slug = factory.Sequence(lambda n: f"gemeente-{n}")
    naam = factory.LazyAttribute(lambda o: o.slug.replace("-", " ").title())


class PartijFactory(DjangoModelFactory):
    class Meta:
        model = Partij

    naam = factory.Sequence(lambda n: f"Corporatie {n}")
    soort = Partij.Soort.CORPORATIE


class WerkgroepFactory(PartijFactory):
    naam = factory.Sequence(lambda n: f"Werkgroep {n}")
    soort = Partij.Soort.WERKGROEP
    gemeente = factory.SubFactory(GemeenteFactory)


class CollectiefFactory(PartijFactory):
    naam = factory.Sequence(lambda n: f"Collectief {n}")
    soort = Partij.Soort.COLLECTIEF
    gemeente = factory.SubFactory(GemeenteFactory)


class PartijInGemeenteFactory(DjangoModelFactory):
    class Meta:
        model = PartijInGemeente

    partij = factory.SubFactory(PartijFactory)
    gemeente = factory.SubFactory(GemeenteFactory)


class GebruikerFactory(DjangoModelFactory):
    """A user; `GebruikerFactory(rol="coordinator", gemeente=…, partij=…)` gives it that role."""

    class Meta:
        model = Gebruiker
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"gebruiker{n}@portaal.example")
    naam = factory.Sequence(lambda n: f"Gebruiker {n}")

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Gebruiker:
        rol, gemeente, partij = (kwargs.pop(name, None) for name in ("rol", "gemeente", "partij"))
        password = kwargs.pop("password", None)
        user = Gebruiker.objects.create_user(password=password, **kwargs)
        if rol:
            Lidmaatschap.objects.create(gebruiker=user, gemeente=gemeente, rol=rol, partij=partij)
        return user


class OverlegFactory(DjangoModelFactory):
    class Meta:
        model = Overleg

    gemeente = factory.SubFactory(GemeenteFactory)
    datum = factory.Faker("date_object")


class InlogdienstFactory(DjangoModelFactory):
    """A provider of logins, without a secret."""

    class Meta:
        model = Inlogdienst

    gemeente = factory.SubFactory(GemeenteFactory)
    slug = factory.Sequence(lambda n: f"dienst-{n}")
    naam = factory.Sequence(lambda n: f"Dienst {n}")
    server_url = "https://login.gemeente.example"
    client_id = "afsprakenportaal"
    domeinen = ("gemeente.example",)


class BrondocumentFactory(DjangoModelFactory):
    class Meta:
        model = Brondocument

    gemeente = factory.SubFactory(GemeenteFactory)
    slug = factory.Sequence(lambda n: f"document-{n}")
    titel = factory.Sequence(lambda n: f"Document {n}")


class GebiedFactory(DjangoModelFactory):
    class Meta:
        model = Gebied

    gemeente = factory.SubFactory(GemeenteFactory)
    soort = Gebied.Soort.BUURT
    naam = factory.Sequence(lambda n: f"Buurt {n}")
    slug = factory.Sequence(lambda n: f"buurt-{n}")


class BewonerskrachtteamFactory(DjangoModelFactory):
    """A team in a buurt; `fase=2` gives it that fase, of which nobody knows since when."""

    class Meta:
        model = Bewonerskrachtteam
        skip_postgeneration_save = True

    gebied = factory.SubFactory(GebiedFactory)
    gemeente = factory.SelfAttribute("gebied.gemeente")
    corporatie = factory.SubFactory(PartijFactory)

    @factory.post_generation
    def fase(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        if create and extracted is not None:
            Teamfase.objects.create(gemeente=self.gemeente, team=self, fase=extracted, **kwargs)


class FondsFactory(DjangoModelFactory):
    """A fund without money; `tests.wijken.wereld` makes funds with a ledger."""

    class Meta:
        model = Fonds

    gebied = factory.SubFactory(GebiedFactory)
    gemeente = factory.SelfAttribute("gebied.gemeente")


class BoekingFactory(DjangoModelFactory):
    """The first line of a ledger, written past the services."""

    class Meta:
        model = Boeking

    fonds = factory.SubFactory(FondsFactory)
    gemeente = factory.SelfAttribute("fonds.gemeente")
    volgnummer = 1
    soort = "storting"
    van = "buiten"
    naar = "vrij"
    bedrag = 100
    vrij_na = factory.SelfAttribute("bedrag")
    gereserveerd_na = 0
    toegekend_na = 0
    besteed_na = 0
    datum = factory.Faker("date_object")


class AanvraagFactory(DjangoModelFactory):
    """An application without a dossier."""

    class Meta:
        model = Aanvraag

    gebied = factory.SubFactory(GebiedFactory)
    gemeente = factory.SelfAttribute("gebied.gemeente")
    gevraagd = 100


class AfsprakensetFactory(DjangoModelFactory):
    class Meta:
        model = Afsprakenset

    gemeente = factory.SubFactory(GemeenteFactory)
    slug = factory.Sequence(lambda n: f"set-{n}")
    naam = factory.Sequence(lambda n: f"Prestatieafspraken {n}")
    soort = Afsprakenset.Soort.MEERJARIG
    levensfase = Afsprakenset.Levensfase.LOPEND
    periode = "2022/2026"
    gepubliceerd = True


class ThemaFactory(DjangoModelFactory):
    class Meta:
        model = Thema

    afsprakenset = factory.SubFactory(AfsprakensetFactory)
    gemeente = factory.SelfAttribute("afsprakenset.gemeente")
    nummer = factory.Sequence(lambda n: n + 1)
    naam = factory.Sequence(lambda n: f"Thema {n}")
    werkgroep = factory.SubFactory(WerkgroepFactory, gemeente=factory.SelfAttribute("..gemeente"))


class AfspraakFactory(DjangoModelFactory):
    """A published afspraak; gemeente and set follow from its thema."""

    class Meta:
        model = Afspraak

    thema = factory.SubFactory(ThemaFactory)
    gemeente = factory.SelfAttribute("thema.gemeente")
    afsprakenset = factory.SelfAttribute("thema.afsprakenset")
    code = factory.Sequence(lambda n: f"{n + 500}a")  # none that a test gives itself
    volgorde = factory.Sequence(lambda n: n)
    titel = factory.Sequence(lambda n: f"Afspraak {n}")
    gepubliceerd = True


class ActieFactory(DjangoModelFactory):
    """A published actie of a published afspraak."""

    class Meta:
        model = Actie

    afspraak = factory.SubFactory(AfspraakFactory)
    gemeente = factory.SelfAttribute("afspraak.gemeente")
    volgnummer = factory.Sequence(lambda n: n + 1)
    code = factory.LazyAttribute(lambda o: f"{o.afspraak.code}-{o.volgnummer}")
    titel = factory.Sequence(lambda n: f"Actie {n}")
    gepubliceerd = True


class TermijnFactory(DjangoModelFactory):
    class Meta:
        model = Termijn

    afspraak = factory.SubFactory(AfspraakFactory)
    gemeente = factory.SelfAttribute("afspraak.gemeente")
    soort = Termijn.Soort.GEREED
    periode = "2022-Q1"


class BetrokkenheidFactory(DjangoModelFactory):
    class Meta:
        model = Betrokkenheid

    afspraak = factory.SubFactory(AfspraakFactory)
    gemeente = factory.SelfAttribute("afspraak.gemeente")
    partij = factory.SubFactory(PartijFactory)
    rol = Betrokkenheid.Rol.TREKKER


class LiggingFactory(DjangoModelFactory):
    class Meta:
        model = Ligging

    afspraak = factory.SubFactory(AfspraakFactory)
    gemeente = factory.SelfAttribute("afspraak.gemeente")
    gebied = factory.SubFactory(GebiedFactory, gemeente=factory.SelfAttribute("..gemeente"))


class PopulatieFactory(DjangoModelFactory):
    class Meta:
        model = Populatie
        django_get_or_create = ("naam",)

    naam = "alle"


class KenmerkFactory(DjangoModelFactory):
    class Meta:
        model = Kenmerk
        django_get_or_create = ("code",)

    code = "huurklasse"
    naam = factory.LazyAttribute(lambda o: o.code.title())


class KlassenlijstFactory(DjangoModelFactory):
    """A list; `KlassenlijstFactory(kenmerk__code="bat")` makes one of another kenmerk."""

    class Meta:
        model = Klassenlijst

    kenmerk = factory.SubFactory(KenmerkFactory)
    gemeente = None
    naam = factory.Sequence(lambda n: f"Lijst {n}")


class KlasseFactory(DjangoModelFactory):
    class Meta:
        model = Klasse

    lijst = factory.SubFactory(KlassenlijstFactory)
    code = factory.Sequence(lambda n: f"k{n}")
    naam = factory.Sequence(lambda n: f"Klasse {n}")
    volgorde = factory.Sequence(lambda n: n)


class CijferbronFactory(DjangoModelFactory):
    class Meta:
        model = Cijferbron

    gemeente = factory.SubFactory(GemeenteFactory)
    slug = factory.Sequence(lambda n: f"bron-{n}")
    naam = factory.Sequence(lambda n: f"Tabel {n}")


class LeveringFactory(DjangoModelFactory):
    """A printed table that holds; `LeveringFactory(concept=True)` is a delivery that waits for the coordinator."""

    class Meta:
        model = Levering

    class Params:
        concept = factory.Trait(
            soort="bestand",
            status="ingediend",
            openbaar=False,
            partij=factory.SubFactory(PartijFactory),
            cijferbron=factory.SubFactory(
                CijferbronFactory,
                gemeente=factory.SelfAttribute("..gemeente"),
                partij=factory.SelfAttribute("..partij"),
            ),
        )

    gemeente = factory.SubFactory(GemeenteFactory)
    cijferbron = factory.SubFactory(CijferbronFactory, gemeente=factory.SelfAttribute("..gemeente"))
    soort = "brontabel"
    volgnummer = factory.Sequence(lambda n: n + 1)
    periode = "2026"
    status = "vastgesteld"
    openbaar = factory.LazyAttribute(lambda o: o.status == "vastgesteld")


class VoorraadcijferFactory(DjangoModelFactory):
    """A figure that holds, of its delivery; a draft when the delivery is."""

    class Meta:
        model = Voorraadcijfer

    levering = factory.SubFactory(LeveringFactory)
    gemeente = factory.SelfAttribute("levering.gemeente")
    cijferbron = factory.SelfAttribute("levering.cijferbron")
    concept = factory.LazyAttribute(lambda o: not o.levering.openbaar)
    soort = "stand"
    periode = "2026"
    klasse = factory.SubFactory(KlasseFactory)
    lijst = factory.LazyAttribute(lambda o: o.klasse.lijst if o.klasse else None)
    populatie = factory.SubFactory(PopulatieFactory)
    waarde = 10


class VastgoedprojectFactory(DjangoModelFactory):
    """A published project of new dwellings; `corporaties=[a, b]` take part, the first one leads."""

    class Meta:
        model = Vastgoedproject
        skip_postgeneration_save = True

    gemeente = factory.SubFactory(GemeenteFactory)
    code = factory.Sequence(lambda n: f"project-{n}")
    locatie = factory.Sequence(lambda n: f"Straat {n}")
    soort = "nieuwbouw"
    aantal = 10
    gepubliceerd = True

    @factory.post_generation
    def corporaties(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        for order, partij in enumerate(extracted or ()):
            Projectdeelname.objects.create(
                gemeente=self.gemeente, project=self, partij=partij, leidend=order == 0, volgorde=order
            )


class ProjectkoppelingFactory(DjangoModelFactory):
    class Meta:
        model = Projectkoppeling

    afspraak = factory.SubFactory(AfspraakFactory)
    gemeente = factory.SelfAttribute("afspraak.gemeente")
    project = factory.SubFactory(VastgoedprojectFactory, gemeente=factory.SelfAttribute("..gemeente"))


class AfwijkingFactory(DjangoModelFactory):
    class Meta:
        model = Afwijking

    gemeente = factory.SubFactory(GemeenteFactory)
    sleutel = factory.Sequence(lambda n: f"{n:064x}")
    volgorde = factory.Sequence(lambda n: n)
    regel = "totaal_klassen"
    bron = "Prestatieafspraken, tabel 1"
    rij = factory.Sequence(lambda n: f"Rij {n}")
    kolom = "Totaal"
    gepubliceerd = 12
    berekend = 10
    verschil = 2


class DoelstellingFactory(DjangoModelFactory):
    class Meta:
        model = Doelstelling

    afsprakenset = factory.SubFactory(AfsprakensetFactory)
    gemeente = factory.SelfAttribute("afsprakenset.gemeente")
    code = factory.Sequence(lambda n: f"doel-{n}")
    titel = factory.Sequence(lambda n: f"Doel {n}")
    doel = 10


class DoeldeelFactory(DjangoModelFactory):
    class Meta:
        model = Doeldeel

    doelstelling = factory.SubFactory(DoelstellingFactory)
    gemeente = factory.SelfAttribute("doelstelling.gemeente")
    verdeling = "corporatie"
    naam = factory.Sequence(lambda n: f"Deel {n}")
    waarde = 5


class MetingFactory(DjangoModelFactory):
    class Meta:
        model = Meting

    doelstelling = factory.SubFactory(DoelstellingFactory)
    gemeente = factory.SelfAttribute("doelstelling.gemeente")
    datum = factory.LazyFunction(lambda: dt.date(2026, 1, 1))
    waarde = 5
    herkomst = "Jaarverslag"


class BijstellingFactory(DjangoModelFactory):
    """A published change of the goal of an afspraak, past the service: the afspraak itself stays as it is."""

    class Meta:
        model = Bijstelling

    afspraak = factory.SubFactory(AfspraakFactory)
    gemeente = factory.SelfAttribute("afspraak.gemeente")
    soort = "doel"
    onderwerp = "doel"
    oud = "Veel huizen"
    nieuw = "Meer huizen"
    reden = "Er zijn er meer nodig."
    datum = dt.date(2026, 1, 5)
    gepubliceerd = True
    gepubliceerd_op = factory.LazyAttribute(lambda row: timezone.now() if row.gepubliceerd else None)


class VerbandFactory(DjangoModelFactory):
    class Meta:
        model = Verband

    van = factory.SubFactory(AfspraakFactory)
    gemeente = factory.SelfAttribute("van.gemeente")
    soort = "volgt_uit"
    naar = factory.SubFactory(AfspraakFactory, thema=factory.SelfAttribute("..van.thema"))
