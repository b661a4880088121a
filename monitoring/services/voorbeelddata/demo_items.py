# SPDX-License-Identifier: EUPL-1.2
"""Reading the demo files of a gemeente: meetings, accounts, reports, what happens in wijken; checked."""

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from afspraken.models import Afsprakenset, Initiatief, Verhuizing
from afspraken.services.voortgang import TEXT_FIELDS
from afspraken.statussen import Fase, Status
from afspraken.validators import validate_voortgang
from monitoring.services.voorbeelddata import rows
from monitoring.services.voorbeelddata.build_wijken import read_bedrag
from monitoring.services.voorbeelddata.files import FixtureFaults, Item, read_items, suggestion
from monitoring.services.voorbeelddata.rows import Row
from monitoring.services.voorbeelddata.wanted import Wanted
from partijen.models import Overleg, Partij, Rol
from partijen.models.gebruiker import ROLLEN_MET_PARTIJ
from portaal.lib.periods import Periode
from wijken.statussen import Aanvraagstatus

# Keys of demo reports are made from what names them, so that loading twice finds the same rows.
NAMESPACE = uuid.UUID("6e3c7a52-4a0f-5a37-9f0c-2f1f4f7d9b11")


@dataclass(frozen=True, slots=True)
class DemoOverleg:
    """A meeting of the board."""

    soort: str
    datum: dt.date
    naam: str


@dataclass(frozen=True, slots=True)
class DemoGebruiker:
    """An account to try the portal with: a role, never a person."""

    email: str
    naam: str
    rol: str
    partij: Row | None


@dataclass(frozen=True, slots=True)
class DemoMelding:
    """An invented report on an afspraak or actie."""

    sleutel: uuid.UUID
    afspraak: Row
    actie: Row | None
    datum: dt.date
    status: str
    fase: str
    texts: dict[str, str]
    door: DemoGebruiker | None
    namens: Row | None
    gepubliceerd: bool


@dataclass(frozen=True, slots=True)
class DemoAanvraag:
    """An invented application to the leefbaarheidsfonds; amounts in euros."""

    gebied: Row
    titel: str
    plan: str
    wanneer: str
    gevraagd: Decimal
    dagen_geleden: int
    status: str
    toegekend: Decimal
    openbare_titel: str
    openbare_samenvatting: str
    motivering: str
    verantwoording: str


@dataclass(frozen=True, slots=True)
class DemoInitiatief:
    """Something invented that residents or a partner do in a neighbourhood."""

    gebied: Row
    partij: Row | None
    titel: str
    omschrijving: str
    soort: str
    stand: str
    periode: str
    herkomst: str


@dataclass(frozen=True, slots=True)
class DemoVerhuizing:
    """An invented move of a pilot; amounts in euros per kind of cost."""

    pilot: Row
    corporatie: Row
    maand: dt.date
    via: str
    geschikt: bool
    bedragen: dict[str, Decimal]


@dataclass(slots=True)
class Demo:
    """All demo data of one gemeente."""

    gemeente: Row
    overleggen: list[DemoOverleg] = field(default_factory=list)
    gebruikers: list[DemoGebruiker] = field(default_factory=list)
    meldingen: list[DemoMelding] = field(default_factory=list)
    aanvragen: list[DemoAanvraag] = field(default_factory=list)
    initiatieven: list[DemoInitiatief] = field(default_factory=list)
    verhuizingen: list[DemoVerhuizing] = field(default_factory=list)


def read_demo(wanted: Wanted) -> list[Demo]:
    """The demo data of every gemeente that has any.

    Raises:
        FixtureFaults: with every fault of every file.
    """
    found = []
    for slug, gemeente in wanted.gemeenten.items():
        folder = wanted.root / slug / "demo"
        if wanted.only not in (None, slug) or not folder.is_dir():
            continue
        demo = Demo(gemeente)
        for item in _items(wanted, demo, "overleggen.yaml"):
            _read_overleg(demo, item)
        for item in _items(wanted, demo, "gebruikers.yaml"):
            _read_gebruiker(wanted, demo, item)
        for item in _items(wanted, demo, "voortgang.yaml"):
            _read_voortgang(wanted, demo, item)
        for item in _items(wanted, demo, "fondsaanvragen.yaml"):
            _read_aanvraag(wanted, demo, item)
        for item in _items(wanted, demo, "initiatieven.yaml"):
            _read_initiatief(wanted, demo, item)
        for item in _items(wanted, demo, "verhuizingen.yaml"):
            _read_verhuizing(wanted, demo, item)
        _check_doubles(wanted, demo)
        found.append(demo)
    if wanted.faults:
        raise FixtureFaults(wanted.faults.lines)
    return found


def _items(wanted: Wanted, demo: Demo, file: str) -> Iterator[Item]:
    for item in read_items(wanted.root / demo.gemeente.values["slug"] / "demo" / file, wanted.root, wanted.faults):
        yield item
        item.close()


def _check_doubles(wanted: Wanted, demo: Demo) -> None:
    """What names a demo row may stand in the files once."""
    names = [
        *(("overleggen", f"{overleg.soort} {overleg.datum}") for overleg in demo.overleggen),
        *(("gebruikers", gebruiker.email) for gebruiker in demo.gebruikers),
        *(("voortgang", f"{(m.actie or m.afspraak).label} {m.datum}") for m in demo.meldingen),
        *(("fondsaanvragen", f"{a.gebied.label} {a.titel}") for a in demo.aanvragen),
        *(("initiatieven", f"{i.gebied.label} {i.titel}") for i in demo.initiatieven),
    ]
    for file, name in sorted({pair for pair in names if names.count(pair) > 1}):
        wanted.faults.add(
            f"{demo.gemeente.values['slug']}/demo/{file}.yaml", _("staat twee keer in het bestand."), item=name
        )


def _choice(item: Item, key: str, values: list[str], *, required: bool = True) -> str:
    """One of a list of words; a wrong one is a fault."""
    value = item.text(key, required=required)
    if value and value not in values:
        message = _("‘%(key)s’: ‘%(value)s’ kan niet; kies uit %(choices)s.")
        item.fault(message % {"key": key, "value": value, "choices": ", ".join(values)})
        return ""
    return value


def _read_overleg(demo: Demo, item: Item) -> None:
    item.label = item.text("datum")
    soort, datum = _choice(item, "soort", Overleg.Soort.values), item.date("datum", required=True)
    naam = item.text("naam")
    if soort and datum:
        demo.overleggen.append(DemoOverleg(soort, datum, naam))


def _read_gebruiker(wanted: Wanted, demo: Demo, item: Item) -> None:
    item.label = item.text("email", required=True).lower()
    naam, rol, name = item.text("naam", required=True), _choice(item, "rol", Rol.values), item.text("partij")
    if not item.label.endswith(".example"):
        item.fault(_("het adres van een demo-account eindigt op .example: daar kan niemand post krijgen."))
    partij = wanted.partij(item, "partij", name, demo.gemeente.values["slug"]) if name else None
    if rol in ROLLEN_MET_PARTIJ and not name:
        item.fault(_("‘partij’ ontbreekt; dat is nodig bij de rol %(rol)s.") % {"rol": rol})
    if rol:
        demo.gebruikers.append(DemoGebruiker(item.label, naam, rol, partij))


# Statuses in which a demo application may be left, and what each needs.
AANVRAAGSTATUSSEN: dict[str, tuple[str, ...]] = {
    Aanvraagstatus.INGEDIEND: (),
    Aanvraagstatus.IN_BEHANDELING: (),
    Aanvraagstatus.TOEGEKEND: ("openbare_titel",),
    Aanvraagstatus.AFGEWEZEN: ("motivering",),
    Aanvraagstatus.UITBETAALD: ("openbare_titel",),
    Aanvraagstatus.VERANTWOORD: ("openbare_titel", "verantwoording"),
    Aanvraagstatus.INGETROKKEN: (),
}


def _read_aanvraag(wanted: Wanted, demo: Demo, item: Item) -> None:
    item.label = item.text("titel", required=True)
    slug, plan = item.text("gebied", required=True), item.text("plan", required=True)
    gebied = wanted.find(rows.GEBIEDEN, item, "gebied", demo.gemeente, slug) if slug else None
    status = _choice(item, "status", list(AANVRAAGSTATUSSEN))
    needed = AANVRAAGSTATUSSEN.get(status, ())
    names = ("wanneer", "openbare_titel", "openbare_samenvatting", "motivering", "verantwoording")
    texts = {name: item.text(name, required=name in needed) for name in names}
    gevraagd, days = read_bedrag(item, "gevraagd"), item.number("dagen_geleden", required=True)
    granted = "openbare_titel" in needed
    toegekend = read_bedrag(item, "toegekend") if granted else None
    if gebied is None or gevraagd is None or days is None or not status or (granted and toegekend is None):
        return
    demo.aanvragen.append(
        DemoAanvraag(
            gebied=gebied,
            titel=item.label,
            plan=plan,
            gevraagd=gevraagd,
            dagen_geleden=days,
            status=status,
            toegekend=toegekend or gevraagd,
            **texts,
        )
    )


def _read_initiatief(wanted: Wanted, demo: Demo, item: Item) -> None:
    item.label = item.text("titel", required=True)
    slug, name = item.text("gebied", required=True), item.text("partij")
    gebied = wanted.find(rows.GEBIEDEN, item, "gebied", demo.gemeente, slug) if slug else None
    partij = wanted.partij(item, "partij", name, demo.gemeente.values["slug"]) if name else None
    soort = _choice(item, "soort", Initiatief.Soort.values)
    stand = _choice(item, "stand", Initiatief.Stand.values)
    texts = {key: item.text(key, required=True) for key in ("omschrijving", "herkomst")}
    periode = item.text("periode")
    if soort == Initiatief.Soort.PARTNER and not name:
        item.fault(_("‘partij’ ontbreekt; een partner is een organisatie."))
    try:
        if periode:
            Periode.parse(periode)
    except ValueError:
        item.fault(_("‘periode’ is ‘%(value)s’; schrijf bijvoorbeeld 2026-H1.") % {"value": periode})
    if gebied is not None and soort and stand:
        demo.initiatieven.append(
            DemoInitiatief(gebied, partij, item.label, soort=soort, stand=stand, periode=periode, **texts)
        )


def _read_verhuizing(wanted: Wanted, demo: Demo, item: Item) -> None:
    item.label = item.text("maand")
    slug, name = item.text("pilot", required=True), item.text("corporatie", required=True)
    pilot = wanted.find(rows.AFSPRAKENSETS, item, "pilot", demo.gemeente, slug) if slug else None
    corporatie = wanted.partij(item, "corporatie", name, demo.gemeente.values["slug"]) if name else None
    maand, via = item.date("maand", required=True), _choice(item, "via", Verhuizing.Via.values)
    geschikt = item.yes("geschikt", default=True)
    bedragen = {kind: read_bedrag(item, kind) or Decimal(0) for kind in Verhuizing.SOORTEN if item.text(kind)}
    if corporatie is not None and corporatie.values["soort"] != Partij.Soort.CORPORATIE:
        item.fault(_("‘corporatie’: ‘%(value)s’ is geen corporatie.") % {"value": name})
    if pilot is not None and pilot.values["soort"] != Afsprakenset.Soort.PILOT:
        item.fault(_("‘pilot’: ‘%(value)s’ is geen pilot.") % {"value": slug})
    if pilot is not None and corporatie is not None and maand and via:
        demo.verhuizingen.append(DemoVerhuizing(pilot, corporatie, maand.replace(day=1), via, geschikt, bedragen))


def _read_voortgang(wanted: Wanted, demo: Demo, item: Item) -> None:
    slug, code = item.text("afsprakenset", required=True), item.text("afspraak", required=True)
    actie_code, meldingen = item.text("actie"), item.items("meldingen")
    item.label = actie_code or code
    afsprakenset = wanted.find(rows.AFSPRAKENSETS, item, "afsprakenset", demo.gemeente, slug) if slug else None
    afspraak = wanted.find(rows.AFSPRAKEN, item, "afspraak", afsprakenset, code) if afsprakenset and code else None
    actie = wanted.find(rows.ACTIES, item, "actie", afspraak, actie_code) if afspraak and actie_code else None
    if afspraak is None or (actie_code and actie is None):
        return
    if not meldingen:
        item.fault(_("‘meldingen’ ontbreekt."))
    status, datum = Status.NIET_GESTART.value, dt.date.min
    for melding in meldingen:
        melding.label = f"{item.label} {melding.text('datum')}"
        read = _read_melding(wanted, demo, melding, afspraak, actie, old_status=status, after=datum)
        melding.close()
        if read is not None:
            demo.meldingen.append(read)
            status, datum = read.status, read.datum


def _read_melding(
    wanted: Wanted, demo: Demo, item: Item, afspraak: Row, actie: Row | None, *, old_status: str, after: dt.date
) -> DemoMelding | None:
    datum, status = item.date("datum", required=True), _choice(item, "status", Status.values)
    fase = _choice(item, "fase", Fase.values, required=False)
    texts = {name: item.text(name) for name in TEXT_FIELDS}
    gepubliceerd, door = item.yes("gepubliceerd", default=True), _reporter(demo, item, afspraak)
    if datum is None or not status:
        return None
    if datum <= after:
        item.fault(_("de meldingen staan niet op volgorde van datum."))
    try:
        values = {"status": status, "fase": fase, **texts}
        # Whether a report may reopen what was closed is the coordinator's; a reason is asked for all the same.
        validate_voortgang(
            old_status=old_status, values=values, gemeente=None, coordinator=True, today=datum, datum=datum
        )
    except ValidationError as error:
        for name, messages in error.message_dict.items():
            item.fault(f"‘{name}’: " + " ".join(messages))
    own = door.partij if door else None
    namens = own or afspraak.values["thema"].values["werkgroep"]
    name = "/".join(
        (
            demo.gemeente.values["slug"],
            afspraak.values["afsprakenset"].values["slug"],
            afspraak.values["code"],
            actie.values["code"] if actie else "",
            datum.isoformat(),
        )
    )
    return DemoMelding(
        uuid.uuid5(NAMESPACE, name), afspraak, actie, datum, status, fase, texts, door, namens, gepubliceerd
    )


def _reporter(demo: Demo, item: Item, afspraak: Row) -> DemoGebruiker | None:
    """Who reports: the account the file names, else the member of the werkgroep, else the coordinator."""
    name = item.text("door")
    if name:
        by_name = {gebruiker.email.partition("@")[0]: gebruiker for gebruiker in demo.gebruikers}
        if name not in by_name:
            message = _("‘door’: onbekend demo-account ‘%(value)s’.") % {"value": name}
            item.fault(message + suggestion(name, by_name))
        return by_name.get(name)
    thema = afspraak.values.get("thema")
    werkgroep = thema.values["werkgroep"] if thema else None
    members = [g for g in demo.gebruikers if g.rol == Rol.WERKGROEPLID and g.partij is not None]
    coordinators = [g for g in demo.gebruikers if g.rol == Rol.COORDINATOR]
    return next((g for g in members if g.partij is werkgroep), next(iter(coordinators), None))
