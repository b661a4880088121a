# SPDX-License-Identifier: EUPL-1.2
"""Two gemeenten with the same things in them, published and not, and one user per role.

Every text that not everybody may read holds a mark of its own (`qx0042x`), with the roles that may read it. The second
gemeente and all that is published come first; `hide` adds what is hidden in the gemeente in which the users work.
"""

import datetime as dt
import re
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from afspraken.models import Actielijstimport, Bewijsstuk, LandelijkePrioriteit, Notitie, Publicatie
from corporaties.models import Inlezing
from partijen.models import Collectieflid, Gebruiker, Lidmaatschap, Wijziging
from partijen.services import history
from partijen.services.sleutels import make_sleutel
from tests.factories import (
    AanvraagFactory,
    ActieFactory,
    AfspraakFactory,
    AfsprakensetFactory,
    BetrokkenheidFactory,
    BewonerskrachtteamFactory,
    BoekingFactory,
    BrondocumentFactory,
    CollectiefFactory,
    DoeldeelFactory,
    DoelstellingFactory,
    FondsFactory,
    GebiedFactory,
    GebruikerFactory,
    GemeenteFactory,
    InlogdienstFactory,
    LeveringFactory,
    LiggingFactory,
    OverlegFactory,
    PartijFactory,
    PartijInGemeenteFactory,
    ProjectkoppelingFactory,
    TermijnFactory,
    ThemaFactory,
    VastgoedprojectFactory,
    VerbandFactory,
    VoorraadcijferFactory,
    WerkgroepFactory,
)
from tests.matrix import roles as r
from tests.matrix.cijfers import parts, publish_figures
from tests.matrix.cyclus import hide_cycle, hide_prioriteit, publish_cycle
from tests.matrix.documenten import make_document
from tests.matrix.jaar import add_year
from tests.matrix.seintjes import add_webhook
from tests.matrix.wijk import hide_wijk, publish_wijk
from tests.monitoring.build import add_report
from tests.wijken.factories import IndicatorklasseFactory, IndicatorwaardeFactory
from wijken.models import Gebiedsdeel, Kaarttegel

MARK = re.compile(r"qx\d{4}x")
SPARE = 14
SLUGS = {r.OWN: "maasdam", r.OTHER: "elders"}
NEVER = "qx9999x"  # a mark that stands nowhere


@dataclass
class Place:
    """What stands in one gemeente."""

    name: str
    gemeente: Any
    rows: dict[tuple[str, str], Any] = field(default_factory=dict)
    # What takes part in nothing that is public.
    parties: list[Any] = field(default_factory=list)
    gebieden: list[Any] = field(default_factory=list)

    def __getitem__(self, key: tuple[str, str]) -> Any:
        return self.rows[key]

    def __setitem__(self, key: tuple[str, str], row: Any) -> None:
        self.rows[key] = row


@dataclass
class World:
    """The gemeenten, the users by role, and who may read which mark."""

    places: dict[str, Place] = field(default_factory=dict)
    users: dict[str, Gebruiker] = field(default_factory=dict)
    readers: dict[str, frozenset[str]] = field(default_factory=dict)
    names_of_people: set[str] = field(default_factory=set)
    # Marks of parties and gebieden, whose names are public: hidden is only in what they take part.
    public_names: set[str] = field(default_factory=set)

    def mark(self, readers: Collection[str]) -> str:
        """A new mark, for the eyes of these roles."""
        mark = f"qx{len(self.readers):04d}x"
        self.readers[mark] = frozenset(readers)
        return mark

    def forbidden(self, text: str, role: str) -> set[str]:
        """Marks in a text that this role may not read."""
        return {mark for mark in MARK.findall(text) if mark != NEVER and role not in self.readers[mark]}


def make_public() -> World:
    """Both gemeenten as the public sees them, and the users; all that is hidden in the other gemeente too."""
    world = World()
    for place, slug in SLUGS.items():
        world.places[place] = Place(place, GemeenteFactory(slug=slug, naam=slug.title()))
    corporatie = PartijFactory(naam="Woningstichting")
    huurders = PartijFactory(naam="Huurdersvereniging", soort="huurdersorganisatie")
    for place in world.places.values():
        for party in (corporatie, huurders):
            place["meedoen", r.PUBLISHED] = PartijInGemeenteFactory(partij=party, gemeente=place.gemeente)
        place["werkgroep", "1"] = WerkgroepFactory(gemeente=place.gemeente, naam=f"Werkgroep Bouwen {place.name}")
        place["werkgroep", "2"] = WerkgroepFactory(gemeente=place.gemeente, naam=f"Werkgroep Zorg {place.name}")
        place["corporatie", ""], place["huurders", ""] = corporatie, huurders
        place["gemeente", r.PUBLISHED] = place.gemeente
        place["partij", r.PUBLISHED] = PartijFactory(naam=f"Zorggroep {place.name}", soort="zorg_welzijn")
        PartijInGemeenteFactory(partij=place["partij", r.PUBLISHED], gemeente=place.gemeente)
    _make_users(world)
    for place in world.places.values():
        _make_spare(world, place)
        _publish(world, place)
    hide(world, r.OTHER)
    return world


def _make_spare(world: World, place: Place) -> None:
    marks = [world.mark(r.READERS[place.name]) for _ in range(SPARE)]
    world.public_names |= set(marks)
    for mark in marks:
        place.parties.append(PartijFactory(naam=f"Partij {mark}"))
        PartijInGemeenteFactory(partij=place.parties[-1], gemeente=place.gemeente)
        place.gebieden.append(GebiedFactory(gemeente=place.gemeente, naam=f"Buurt {mark}", slug=mark))


def _make_users(world: World) -> None:
    own, other = world.places[r.OWN], world.places[r.OTHER]
    corporatie, huurders = own["corporatie", ""], own["huurders", ""]
    held = {
        r.HUURDERS: ("huurdersvertegenwoordiger", own, huurders),
        r.WERKGROEPLID: ("werkgroeplid", own, own["werkgroep", "1"]),
        r.OTHER_THEMA: ("werkgroeplid", own, own["werkgroep", "2"]),
        r.DATABEHEERDER: ("databeheerder", own, corporatie),
        r.FONDSBEHEERDER: ("fondsbeheerder", own, None),
        r.BESTUURDER: ("bestuurder", own, None),
        r.COORDINATOR: ("coordinator", own, None),
        r.BEHEERDER: ("beheerder", own, None),
        r.ELSEWHERE: ("coordinator", other, None),
    }
    for role, (rol, place, partij) in held.items():
        # Whoever reads drafts reads who reported them.
        reports = role in r.READERS[place.name] or role == r.DATABEHEERDER
        readers = r.READERS[place.name] if reports else r.KEEPERS[place.name]
        user = _person(world, {role, *readers}, {role, *r.KEEPERS[place.name]})
        world.users[role] = user
        Lidmaatschap.objects.create(gebruiker=user, gemeente=place.gemeente, rol=rol, partij=partij)
    world.users[r.WITHOUT_ROLE] = _person(world, {r.WITHOUT_ROLE, r.ADMINISTRATOR})
    admin = _person(world, {r.ADMINISTRATOR})
    Gebruiker.objects.filter(pk=admin.pk).update(is_superuser=True)
    world.users[r.ADMINISTRATOR] = admin
    for place in world.places.values():
        member = _person(world, r.KEEPERS[place.name])
        place["lid", r.PUBLISHED] = place["gebruiker", r.PUBLISHED] = member
        place["rol", r.PUBLISHED] = Lidmaatschap.objects.create(
            gebruiker=member, gemeente=place.gemeente, rol="fondsbeheerder"
        )


def _person(world: World, readers: Collection[str], readers_of_address: Collection[str] | None = None) -> Gebruiker:
    name, address = world.mark(readers), world.mark(readers_of_address or readers)
    world.names_of_people |= {name, address}
    return GebruikerFactory(naam=f"Naam {name}", email=f"{address}@portaal.example")


def author(world: World, place: Place) -> Gebruiker:
    """The coordinator of a gemeente."""
    return world.users[r.COORDINATOR if place.name == r.OWN else r.ELSEWHERE]


def _publish(world: World, place: Place) -> None:
    """One published row of everything; what it holds beside it stands in `hide`."""
    gemeente, by, keepers = place.gemeente, author(world, place), r.KEEPERS[place.name]
    place["brondocument", r.PUBLISHED] = bron = BrondocumentFactory(gemeente=gemeente, titel="Document")
    place["set", r.PUBLISHED] = afsprakenset = AfsprakensetFactory(gemeente=gemeente, slug="afspraken", bron=bron)
    place["thema", r.PUBLISHED] = thema = ThemaFactory(
        afsprakenset=afsprakenset, nummer=1, naam="Bouwen", werkgroep=place["werkgroep", "1"]
    )
    other_thema = ThemaFactory(afsprakenset=afsprakenset, nummer=2, naam="Zorg", werkgroep=place["werkgroep", "2"])
    place["prioriteit", r.PUBLISHED] = LandelijkePrioriteit.objects.create(
        gemeente=gemeente, afsprakenset=afsprakenset, nummer=1, naam="Genoeg woningen"
    )
    place["prioriteit", r.PUBLISHED].themas.add(thema)
    place["doelstelling", r.PUBLISHED] = doelstelling = DoelstellingFactory(afsprakenset=afsprakenset)
    place["doeldeel", r.PUBLISHED] = DoeldeelFactory(doelstelling=doelstelling)
    place["gebied", r.PUBLISHED] = buurt = GebiedFactory(gemeente=gemeente, naam="Dijkwijk", slug="dijkwijk")
    rayon = GebiedFactory(gemeente=gemeente, naam="Rayon Oost", slug="oost", soort="rayon")
    place["gebiedsdeel", r.PUBLISHED] = Gebiedsdeel.objects.create(gemeente=gemeente, geheel=rayon, deel=buurt)
    publish_wijk(place, afsprakenset, thema, buurt)
    place["kaarttegel", r.PUBLISHED] = Kaarttegel.objects.create(gemeente=gemeente, gebied=buurt, rij=1, kolom=1)
    place["team", r.PUBLISHED] = team = BewonerskrachtteamFactory(
        gebied=buurt, corporatie=place["corporatie", ""], fase=1
    )
    place["teamfase", r.PUBLISHED] = team.fases.get()
    place["fonds", r.PUBLISHED] = fonds = FondsFactory(gebied=buurt, doel="Ontmoeten")
    place["boeking", r.PUBLISHED] = BoekingFactory(fonds=fonds, gebruiker=by)
    place["aanvraag", r.PUBLISHED] = AanvraagFactory(
        gebied=buurt, fonds=fonds, kenmerk="LF-2026-0001", status="toegekend", toegekend=50,
        openbaar=True, openbare_titel="Bankje", beslist_op=days_ago(9),
    )  # fmt: skip
    place["indicatorklasse", r.PUBLISHED] = klasse = IndicatorklasseFactory(
        indicator__gemeente=gemeente, indicator__slug="onveilig", naam="veel", rang=1
    )
    place["indicator", r.PUBLISHED] = klasse.indicator
    place["indicatorwaarde", r.PUBLISHED] = IndicatorwaardeFactory(indicator=klasse.indicator, gebied=buurt, bron=bron)
    place["collectief", ""] = collectief = CollectiefFactory(gemeente=gemeente, naam="Corporaties")
    place["collectieflid", r.PUBLISHED] = Collectieflid.objects.create(
        collectief=collectief, lid=place["corporatie", ""]
    )
    for days, name in ((-60, "vorige"), (21, "volgende")):
        day = timezone.localdate() + dt.timedelta(days=days)
        place["overleg", name] = OverlegFactory(gemeente=gemeente, datum=day, naam="BOWW")
    place["overleg", r.PUBLISHED] = place["overleg", "vorige"]
    # An event in the history, which only the keepers of the gemeente read.
    history.update_with_history(
        place["overleg", "volgende"], {"naam": "Overleg"}, by=by, oorsprong="beheer", reden=world.mark(keepers)
    )
    place["wijziging", r.PUBLISHED] = Wijziging.objects.filter(gemeente=gemeente).latest("id")

    publish_figures(place, bron, buurt)
    place["afspraak", r.PUBLISHED] = afspraak = AfspraakFactory(
        thema=thema, code="1a", titel="Huizen bouwen", volgorde=10, bron=bron, rayon=rayon
    )
    # Nothing of "on course" is hidden: it can be confirmed as unchanged. Of the others only a newer report is.
    for code, name in (("1b", "on course"), ("1c", "done in secret"), ("1d", "on course in secret")):
        place["afspraak", name] = row = AfspraakFactory(thema=thema, code=code, titel=code, volgorde=15)
        BetrokkenheidFactory(afspraak=row, partij=place["corporatie", ""])
        add_report(row, "op_koers", datum=days_ago(30), gebruiker=by)
    place["afspraak", "2"] = AfspraakFactory(thema=other_thema, code="2a", titel="Zorg dichtbij", volgorde=20)
    place["verband", r.PUBLISHED] = VerbandFactory(van=afspraak, naar=place["afspraak", "2"])
    for party in ("corporatie", "huurders"):
        row = BetrokkenheidFactory(afspraak=afspraak, partij=place[party, ""])
    place["betrokkenheid", r.PUBLISHED] = row
    place["ligging", r.PUBLISHED] = LiggingFactory(afspraak=afspraak, gebied=buurt)
    place["termijn", r.PUBLISHED] = TermijnFactory(afspraak=afspraak, periode="2030", wat="Huizen")
    place["projectkoppeling", r.PUBLISHED] = ProjectkoppelingFactory(
        afspraak=afspraak, project=place["project", r.PUBLISHED]
    )
    mark = world.mark(r.TAKE_PART[place.name])
    add_year(place, place["overleg", "vorige"], mark, by)
    publish_cycle(place, afspraak, mark, by)
    place["actie", r.PUBLISHED] = actie = ActieFactory(afspraak=afspraak, volgnummer=1, titel="Grond kopen")
    place["voortgang", r.PUBLISHED] = add_report(
        afspraak, "op_koers", datum=days_ago(20), toelichting="Het loopt.", gebruiker=by
    )
    add_report(afspraak, "op_koers", actie=actie, datum=days_ago(20), gebruiker=by)
    place["publicatie", r.PUBLISHED] = Publicatie.objects.get(voortgang=place["voortgang", r.PUBLISHED])
    place["bewijsstuk", r.PUBLISHED] = _evidence(afspraak, by, "Foto", "foto.png", gepubliceerd=True)
    _make_keys(world, place)
    _make_provider(world, place)


def _make_provider(world: World, place: Place) -> None:
    """A provider of logins: its name stands on the login page, the rest is for the keepers."""
    place["inlogdienst", r.PUBLISHED] = InlogdienstFactory(
        gemeente=place.gemeente,
        naam=f"Werk {place.name}",
        client_id=world.mark(r.KEEPERS[place.name]),
        geheim_versleuteld=world.mark(()),
    )


def _make_keys(world: World, place: Place) -> None:
    """A key and a webhook of the corporation, and one of a party of which nobody here is databeheerder."""
    keepers = r.KEEPERS[place.name]
    own = {r.DATABEHEERDER} if place.name == r.OWN else set()
    for state, party, readers in (
        (r.PUBLISHED, place["corporatie", ""], {*keepers, *own}),
        (r.INTERNAL, place["partij", r.PUBLISHED], keepers),
    ):
        issued = make_sleutel(
            gemeente=place.gemeente,
            partij=party,
            naam=world.mark(readers),
            scopes=["voortgang"],
            geldig_tot=timezone.localdate() + dt.timedelta(days=30),
            by=author(world, place),
        )
        place["sleutel", state] = issued.sleutel
        made = add_webhook(place.gemeente, party, world.mark(readers), by=author(world, place))
        place["webhook", state], place["webhookbericht", state] = made


def days_ago(number: int) -> dt.date:
    """A day before today."""
    return timezone.localdate() - dt.timedelta(days=number)


def _evidence(afspraak: Any, by: Any, titel: str, bestandsnaam: str, **values: Any) -> Bewijsstuk:
    row = Bewijsstuk(
        gemeente=afspraak.gemeente,
        afspraak=afspraak,
        titel=titel,
        gebruiker=by,
        bestandsnaam=bestandsnaam,
        bestandstype="image/png",
        **values,
    )
    row.bestand.save(bestandsnaam, ContentFile(f"contents of {titel}".encode()))
    return row


class Hider:
    """Adds what is hidden in one gemeente."""

    def __init__(self, world: World, place: Place) -> None:
        self.world, self.place = world, place
        self.gemeente, self.by = place.gemeente, author(world, place)
        self.readers, self.keepers = r.READERS[place.name], r.KEEPERS[place.name]

    def secret(self, *more: str) -> str:
        """A mark for who reads drafts here."""
        return self.world.mark({*self.readers, *more})

    def relations(self, state: str, afspraak: Any, actie: Any = None) -> None:
        """Who, when, where, a report and evidence."""
        place, own = self.place, {"afspraak": afspraak, "actie": actie}
        place["betrokkenheid", state] = BetrokkenheidFactory(**own, partij=place.parties.pop())
        place["ligging", state] = LiggingFactory(**own, gebied=place.gebieden.pop())
        place["termijn", state] = TermijnFactory(**own, periode="2021", wat=self.secret(), bron_opmerking=self.secret())
        place["projectkoppeling", state] = ProjectkoppelingFactory(**own, project=place["project", r.PUBLISHED])
        place["voortgang", state] = self.report(afspraak, "stagnatie", actie=actie, datum=days_ago(5))
        place["publicatie", state] = Publicatie.objects.get(voortgang=place["voortgang", state])
        place["bewijsstuk", state] = self.evidence(afspraak, actie=actie, gepubliceerd=True)

    def report(self, afspraak: Any, status: str, **values: Any) -> Any:
        texts = ("toelichting", "oorzaak", "gevolg", "maatregel", "volgende_stap", "gevraagd_besluit", "reden")
        more = values.pop("more", ())
        marks = {name: self.secret(*more) for name in texts}
        return add_report(
            afspraak, status, **{"gebruiker": self.by, "namens": self.place.parties.pop(), **marks, **values}
        )

    def evidence(self, afspraak: Any, **values: Any) -> Bewijsstuk:
        return _evidence(afspraak, self.by, self.secret(), f"{self.secret()}.png", **values)

    def afspraak(self, state: str, thema: Any, **values: Any) -> Any:
        names = ("code", "titel", "titel_in_document", "samenvatting", "doel", "huurdersprioriteit")
        names = (*names, "bron_plaats", "bron_opmerking")
        marks = {name: self.secret() for name in names}
        row = AfspraakFactory(thema=thema, **{"volgorde": 11, **marks, **values})
        self.place["afspraak", state] = row
        BetrokkenheidFactory(afspraak=row, partij=self.place["corporatie", ""])
        return row

    def actie(self, state: str, afspraak: Any, **values: Any) -> Any:
        marks = {name: self.secret() for name in ("titel", "omschrijving", "locatie", "aantal_tekst", "bron_opmerking")}
        row = ActieFactory(afspraak=afspraak, code=f"{self.secret()}-2", volgnummer=2, **marks, **values)
        self.place["actie", state] = row
        BetrokkenheidFactory(afspraak=afspraak, actie=row, partij=self.place["corporatie", ""])
        return row

    def hide(self) -> None:
        """Everything hidden, on a published afspraak first, then below what is itself a concept."""
        place, afspraak = self.place, self.place["afspraak", r.PUBLISHED]
        actie = self.actie(r.CONCEPT, afspraak, gepubliceerd=False)
        self.relations(r.ON_CONCEPT_ACTIE, afspraak, actie)
        place["bewijsstuk", r.CONCEPT] = self.evidence(afspraak)
        withdrawn = self.report(afspraak, "aandacht", datum=days_ago(10))
        Publicatie.objects.create(
            gemeente=self.gemeente, voortgang=withdrawn, soort="ingetrokken", gebruiker=self.by, reden=self.secret()
        )
        place["voortgang", r.WITHDRAWN] = withdrawn
        place["voortgang", r.CONCEPT] = self.report(afspraak, "stagnatie", datum=days_ago(3), published=False)
        for name, status in (("done in secret", "gereed"), ("on course in secret", "op_koers")):
            self.report(place["afspraak", name], status, datum=days_ago(3), published=False, fase="afronding")
        place["notitie", r.INTERNAL] = Notitie.objects.create(
            gemeente=self.gemeente, afspraak=afspraak, tekst=self.secret(), gebruiker=self.by
        )
        concept = self.afspraak(r.CONCEPT, place["thema", r.PUBLISHED], gepubliceerd=False)
        self.relations(r.UNDER_CONCEPT, concept)
        place["verband", r.UNDER_CONCEPT] = VerbandFactory(
            van=place["afspraak", r.PUBLISHED], naar=concept, toelichting=self.secret()
        )
        self.actie(r.UNDER_CONCEPT, concept)
        figures = self.world.mark(r.FIGURE_READERS[place.name])
        hide_cycle(place, afspraak, concept, self.secret, figures)
        place["set", r.CONCEPT] = hidden_set = AfsprakensetFactory(
            gemeente=self.gemeente, slug=self.secret(), naam=self.secret(), bron_opmerking=self.secret(),
            gepubliceerd=False, begindatum=dt.date(2020, 1, 1), periode="2020/2030",
        )  # fmt: skip
        place["thema", r.CONCEPT] = thema = ThemaFactory(
            afsprakenset=hidden_set, nummer=7, naam=self.secret(), werkgroep=place["werkgroep", "1"]
        )
        place["prioriteit", r.CONCEPT] = LandelijkePrioriteit.objects.create(
            gemeente=self.gemeente, afsprakenset=hidden_set, nummer=1, naam=self.secret()
        )
        hide_prioriteit(place, hidden_set, self.secret)
        place["doelstelling", r.CONCEPT] = doelstelling = DoelstellingFactory(
            afsprakenset=hidden_set, titel=self.secret(), groep=self.secret(), toelichting=self.secret()
        )
        place["doeldeel", r.CONCEPT] = DoeldeelFactory(doelstelling=doelstelling, naam=self.secret())
        in_set = self.afspraak(r.IN_CONCEPT_SET, thema)
        self.relations(r.IN_CONCEPT_SET, in_set)
        self.actie(r.IN_CONCEPT_SET, in_set)
        place["import", r.INTERNAL] = self.upload()
        place["document", r.INTERNAL] = make_document(self)
        if place.name != r.OWN:  # the own one is what the databeheerder did himself
            self.read_file(())
        self.figures(r.DELIVERED, place.parties.pop())
        marks = {name: self.world.mark(r.FIGURE_READERS[place.name]) for name in ("locatie", "naam", "opmerking")}
        place["project", r.DRAFT_PROJECT] = VastgoedprojectFactory(
            gemeente=self.gemeente, gepubliceerd=False, corporaties=[place.parties.pop()], **marks
        )
        printed = self.world.mark(r.FIGURE_READERS[place.name])
        parts(place, r.DRAFT_PROJECT, place["klasse", r.PUBLISHED], aantal_tekst=printed)
        hide_wijk(place, hidden_set, self.secret, printed)
        readers = {role for role in r.ROLES if r.Case(role, r.ASKED, place.name).sees}
        place["aanvraag", r.ASKED] = AanvraagFactory(
            gebied=place["gebied", r.PUBLISHED],
            kenmerk="LF-2026-0002",
            status="ingediend",
            openbare_titel=self.world.mark(readers),
        )

    def figures(self, state: str, corporatie: Any, *more: str) -> None:
        """A delivery that waits for the coordinator, with one figure."""
        place = self.place

        def secret() -> str:
            return self.world.mark({*r.FIGURE_READERS[place.name], *more})

        levering = LeveringFactory(
            concept=True, gemeente=self.gemeente, partij=corporatie, bestandsnaam=secret(), opmerking=secret()
        )
        place["levering", state] = levering
        place["cijfer", state] = VoorraadcijferFactory(
            levering=levering,
            klasse=place["klasse", r.PUBLISHED],
            gebied=place["gebied", r.PUBLISHED],
            corporatie=corporatie,
            opmerking=secret(),
        )

    def upload(self) -> Actielijstimport:
        """Only the coordinator reads what was handed in."""
        readers = {r.COORDINATOR} if self.place.name == r.OWN else {r.ELSEWHERE}
        return Actielijstimport.objects.create(
            gemeente=self.gemeente,
            afsprakenset=self.place["set", r.PUBLISHED],
            gebruiker=self.by,
            bestandsnaam=self.world.mark(readers),
            basisversie=0,
            verwerkt_op=timezone.now(),
            telling={"nieuw": 0, "gewijzigd": 0, "ongewijzigd": 0},
        )

    def read_file(self, readers: Any) -> None:
        """A file of figures that was not handed in yet: its corporation sees it, on the werkbank too."""
        self.place["inlezing", r.INTERNAL] = Inlezing.objects.create(
            gemeente=self.gemeente,
            partij=self.place["corporatie", ""],
            bestandsnaam=self.world.mark(readers),
            peildatum=dt.date(2026, 1, 1),
            status=Inlezing.Status.FOUTEN,
        )

    def report_by_databeheerder(self) -> None:
        """What the databeheerder reported himself, he reads before it is published."""
        self.read_file({r.DATABEHEERDER})
        self.place["voortgang", r.REPORTED_MYSELF] = self.report(
            self.place["afspraak", r.PUBLISHED],
            "op_koers",
            datum=days_ago(4),
            published=False,
            gebruiker=self.world.users[r.DATABEHEERDER],
            namens=self.place["corporatie", ""],
            more=(r.DATABEHEERDER,),
        )
        self.figures(r.DELIVERED_MYSELF, self.place["corporatie", ""], r.DATABEHEERDER)


def hide(world: World, place: str) -> World:
    """Add what is hidden in a gemeente."""
    Hider(world, world.places[place]).hide()
    return world


def make_world() -> World:
    """Everything in both gemeenten."""
    world = hide(make_public(), r.OWN)
    Hider(world, world.places[r.OWN]).report_by_databeheerder()
    return world
