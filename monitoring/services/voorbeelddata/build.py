# SPDX-License-Identifier: EUPL-1.2
"""From items of files to wanted rows: resolves every name, and gathers every fault before anything is written."""

from pathlib import Path

from django.utils.translation import gettext as _

from afspraken.models import Betrokkenheid
from monitoring.services.voorbeelddata import build_wijken, corporaties, klassenlijsten, rows
from monitoring.services.voorbeelddata.build_doelen import read_doelstelling, read_sdgs, read_verbanden
from monitoring.services.voorbeelddata.build_indicatoren import read_indicator, read_indicatorwaarden, read_kaarttegel
from monitoring.services.voorbeelddata.build_kalender import read_jaarmoment
from monitoring.services.voorbeelddata.build_prioriteiten import read_partijprioriteit
from monitoring.services.voorbeelddata.files import Faults, FixtureFaults, Item, read_items, suggestion
from monitoring.services.voorbeelddata.rows import Row
from monitoring.services.voorbeelddata.wanted import Wanted
from partijen.models import Partij
from wijken.models import Gebied

GROUPS = (Partij.Soort.WERKGROEP, Partij.Soort.COLLECTIEF)
SETS_FILE = "afsprakensets.yaml"


def build(root: Path, only: str | None = None) -> Wanted:
    """Read and check the fixtures, of one gemeente or of all.

    Raises:
        FixtureFaults: with every fault of every file.
    """
    faults = Faults()
    wanted = Wanted(root, only, faults)
    _read_gemeenten(wanted)
    if only is not None and only not in wanted.gemeenten:
        message = _("onbekende gemeente ‘%(slug)s’.") % {"slug": only}
        faults.add("gemeenten.yaml", message + suggestion(only, wanted.gemeenten))
        raise FixtureFaults(faults.lines)
    _read_partijen(wanted)
    klassenlijsten.read_shared(wanted)
    for path in sorted(root.glob(f"*/{SETS_FILE}")):
        slug = path.parent.name
        if slug not in wanted.gemeenten:
            faults.add(f"{slug}/{SETS_FILE}", _("deze map hoort bij geen gemeente in gemeenten.yaml."))
        elif only in (None, slug):
            _read_folder(wanted, wanted.gemeenten[slug])
    _keep_selected(wanted)
    if faults:
        raise FixtureFaults(faults.lines)
    return wanted


def _read_gemeenten(wanted: Wanted) -> None:
    for item in read_items(wanted.root / "gemeenten.yaml", wanted.root, wanted.faults):
        item.label = item.text("slug", required=True)
        values = {
            "slug": item.label,
            "naam": item.text("naam", required=True),
            "cbs_code": item.text("cbs_code"),
            "overleg_naam": item.text("overleg_naam", default="BOWW"),
            "kleuren": item.words("kleuren"),
        }
        row = wanted.add(rows.GEMEENTEN, item, values, None)
        wanted.gemeenten[item.label] = row
        if item.text("eigen_partij"):
            # Resolved when the parties are known.
            wanted.rows[rows.EIGEN_PARTIJEN].append(
                Row(rows.EIGEN_PARTIJEN, {"slug": item.label, "eigen_partij": item}, item.place, item.label, row)
            )
        item.close()


def _read_partijen(wanted: Wanted) -> None:
    items = read_items(wanted.root / "partijen.yaml", wanted.root, wanted.faults)
    read: list[tuple[Item, Row]] = []
    by_name: dict[str, Row] = {}
    for item in items:
        item.label = item.text("naam", required=True)
        soort, own = item.text("soort", required=True), item.text("gemeente")
        active = item.texts("gemeenten")
        for slug in {*active, own} - {""} - set(wanted.gemeenten):
            item.fault(_("onbekende gemeente ‘%(slug)s’.") % {"slug": slug} + suggestion(slug, wanted.gemeenten))
        if bool(own) != (soort in GROUPS):
            item.fault(_("alleen een werkgroep of collectief heeft een ‘gemeente’, en die moet dat hebben."))
        aliases, gemeente = item.texts("aliassen"), wanted.gemeenten.get(own)
        values = {
            "naam": item.label,
            "soort": soort,
            "aliassen": aliases,
            "gemeente": gemeente,
            "huurders_van": None,
            "opmerking": item.text("opmerking"),
        }
        row = wanted.add(rows.PARTIJEN, item, values, gemeente, aliases=aliases)
        by_name.setdefault(item.label.casefold(), row)
        for slug in {*active, own} - {""}:
            for name in {item.label.casefold(), *(alias.casefold() for alias in row.aliases)}:
                wanted.partijen[slug][name].append(row)
        read.append((item, row))
    for item, row in read:
        if landlord := item.text("huurders_van"):
            row.values["huurders_van"] = by_name.get(landlord.casefold())
            target = row.values["huurders_van"]
            if target is None or target.values["soort"] == Partij.Soort.HUURDERSORGANISATIE:
                item.fault(_("‘huurders_van’: ‘%(value)s’ is geen bekende verhuurder.") % {"value": landlord})
            elif row.values["soort"] != Partij.Soort.HUURDERSORGANISATIE:
                item.fault(_("alleen een huurdersorganisatie heeft ‘huurders_van’."))
        for slug in item.texts("gemeenten"):
            if gemeente := wanted.gemeenten.get(slug):
                wanted.add(rows.WERKGEBIEDEN, item, {"gemeente": gemeente, "partij": row}, gemeente)
        members = item.texts("leden")
        if members and row.values["soort"] != Partij.Soort.COLLECTIEF:
            item.fault(_("alleen een collectief heeft ‘leden’."))
        for name in members if row.values["gemeente"] else []:
            member = wanted.partij(item, "leden", name, row.values["gemeente"].values["slug"])
            if member is row:
                item.fault(_("een collectief is geen lid van zichzelf."))
            elif member is not None:
                values = {"collectief": row, "lid": member}
                wanted.add(rows.COLLECTIEFLEDEN, item, values, row.values["gemeente"])
        item.close()
    for row in wanted.rows[rows.EIGEN_PARTIJEN]:
        item = row.values["eigen_partij"]
        row.values["eigen_partij"] = wanted.partij(item, "eigen_partij", item.text("eigen_partij"), row.label)


def _keep_selected(wanted: Wanted) -> None:
    """With one gemeente asked for: only that one, and the parties that take part in it."""
    if wanted.only is None:
        return
    gemeente = wanted.gemeenten[wanted.only]
    keep = {row for listed in wanted.partijen[wanted.only].values() for row in listed}
    keep |= {row.values["huurders_van"] for row in keep if row.values["huurders_van"]}
    for kind, listed in wanted.rows.items():
        if kind is rows.GEMEENTEN:
            wanted.rows[kind] = [gemeente]
        elif kind is rows.PARTIJEN:
            wanted.rows[kind] = [row for row in listed if row in keep]
        else:
            wanted.rows[kind] = [row for row in listed if row.gemeente is gemeente or _is_shared(row)]


def _is_shared(row: Row) -> bool:
    return row.kind.shared and row.gemeente is None


def _read_folder(wanted: Wanted, gemeente: Row) -> None:
    """All files of one gemeente, what is pointed at first."""
    folder = wanted.root / gemeente.values["slug"]
    for file, read in READERS:
        # `afspraken-naam.yaml` goes on where `afspraken.yaml` ends: one file per set reads easier.
        for path in (folder / file, *sorted(folder.glob(f"{Path(file).stem}-*.yaml"))):
            for item in read_items(path, wanted.root, wanted.faults):
                read(wanted, gemeente, item)
                item.close()
        if file == build_wijken.GEBIEDEN_FILE:
            build_wijken.relate_gebieden(wanted, gemeente)


def _read_brondocument(wanted: Wanted, gemeente: Row, item: Item) -> None:
    item.label = item.text("slug", required=True)
    values = {
        "gemeente": gemeente,
        "slug": item.label,
        "titel": item.text("titel", required=True),
        "jaar": item.number("jaar"),
        "uitgever": item.text("uitgever"),
        "opmerking": item.text("opmerking"),
    }
    wanted.add(rows.BRONDOCUMENTEN, item, values, gemeente)


def _read_afsprakenset(wanted: Wanted, gemeente: Row, item: Item) -> None:
    item.label = item.text("slug", required=True)
    values = {
        "gemeente": gemeente,
        "slug": item.label,
        "naam": item.text("naam", required=True),
        "soort": item.text("soort", required=True),
        "levensfase": item.text("status", required=True),
        "periode": item.text("periode", required=True),
        "ondertekend_op": item.date("ondertekend_op"),
        "gepubliceerd": True,
        **wanted.bron(item, gemeente),
    }
    gebied = item.text("gebied")
    values["gebied"] = wanted.place(item, "gebied", gebied, gemeente) if gebied else None
    signers = wanted.parties(item, "ondertekenaars", gemeente.values["slug"])
    wanted.add(rows.AFSPRAKENSETS, item, values, gemeente, lists={"ondertekenaars": signers})


def _set_of(wanted: Wanted, gemeente: Row, item: Item) -> Row | None:
    """The afsprakenset an item belongs to; without it the item is left, with a fault."""
    slug = item.text("afsprakenset", required=True)
    return wanted.find(rows.AFSPRAKENSETS, item, "afsprakenset", gemeente, slug) if slug else None


def _read_thema(wanted: Wanted, gemeente: Row, item: Item) -> None:
    item.label = _("thema %(nummer)s") % {"nummer": item.text("nummer")}
    afsprakenset, nummer = _set_of(wanted, gemeente, item), item.number("nummer", required=True)
    naam, werkgroep = item.text("naam", required=True), item.text("werkgroep")
    bron = wanted.bron(item, gemeente)
    partij = wanted.partij(item, "werkgroep", werkgroep, gemeente.values["slug"]) if werkgroep else None
    if partij is not None and partij.values["soort"] != Partij.Soort.WERKGROEP:
        item.fault(_("‘werkgroep’: ‘%(value)s’ is geen werkgroep.") % {"value": werkgroep})
    if afsprakenset is not None and nummer is not None:
        values = {"gemeente": gemeente, "afsprakenset": afsprakenset, "nummer": nummer, "naam": naam}
        wanted.add(rows.THEMAS, item, {**values, "werkgroep": partij, **bron}, gemeente)


def _read_prioriteit(wanted: Wanted, gemeente: Row, item: Item) -> None:
    item.label = _("prioriteit %(nummer)s") % {"nummer": item.text("nummer")}
    afsprakenset, nummer = _set_of(wanted, gemeente, item), item.number("nummer", required=True)
    values = {"naam": item.text("naam", required=True), "jaren": item.text("jaren"), **wanted.bron(item, gemeente)}
    numbers, codes = item.texts("themas"), item.texts("afspraken")
    if afsprakenset is None or nummer is None:
        return
    themas = [_thema(wanted, item, "themas", afsprakenset, number) for number in numbers]
    values |= {"gemeente": gemeente, "afsprakenset": afsprakenset, "nummer": nummer}
    served = [thema for thema in themas if thema is not None]
    named = [wanted.find(rows.AFSPRAKEN, item, "afspraken", afsprakenset, code) for code in codes]
    lists = {"themas": served, "afspraken": [row for row in named if row is not None]}
    wanted.add(rows.PRIORITEITEN, item, values, gemeente, lists=lists)


def _thema(wanted: Wanted, item: Item, key: str, afsprakenset: Row, number: str) -> Row | None:
    return wanted.find(rows.THEMAS, item, key, afsprakenset, int(number) if number.isdecimal() else number)


def _read_afspraak(wanted: Wanted, gemeente: Row, item: Item) -> None:
    item.label = item.text("code", required=True)
    afsprakenset = _set_of(wanted, gemeente, item)
    number, rayon = item.text("thema", required=True), item.text("rayon")
    values = {
        "gemeente": gemeente,
        "afsprakenset": afsprakenset,
        "code": item.label,
        "titel": item.text("titel", required=True),
        "titel_in_document": item.text("titel_in_document"),
        "samenvatting": item.text("samenvatting", required=True),
        "doel": item.text("doel"),
        "huurdersprioriteit": item.text("huurdersprioriteit"),
        "rayon": wanted.gebied(item, "rayon", rayon, gemeente, Gebied.Soort.RAYON) if rayon else None,
        "gepubliceerd": True,
        **wanted.bron(item, gemeente),
    }
    if afsprakenset is None:
        _forget(item)
        return
    # The order of the file is the order of the set.
    values["volgorde"] = 1 + sum(row.values["afsprakenset"] is afsprakenset for row in wanted.rows[rows.AFSPRAKEN])
    values["thema"] = _thema(wanted, item, "thema", afsprakenset, number) if number else None
    row = wanted.add(rows.AFSPRAKEN, item, values, gemeente)
    _read_relations(wanted, gemeente, item, row, None)


def _read_actie(wanted: Wanted, gemeente: Row, item: Item) -> None:
    item.label = item.text("code", required=True)
    afsprakenset, code = _set_of(wanted, gemeente, item), item.text("afspraak", required=True)
    values = {
        "gemeente": gemeente,
        "code": item.label,
        "titel": item.text("titel", required=True),
        "omschrijving": item.text("omschrijving"),
        "locatie": item.text("locatie"),
        "aantal_woningen": item.number("aantal_woningen"),
        "aantal_tekst": item.text("aantal_tekst"),
        "gepubliceerd": True,
    }
    bron = wanted.bron(item, gemeente)
    afspraak = wanted.find(rows.AFSPRAKEN, item, "afspraak", afsprakenset, code) if afsprakenset and code else None
    if afspraak is None:
        _forget(item)
        return
    prefix, dash, number = item.label.rpartition("-")
    if prefix != code or not dash or not number.isdecimal():
        item.fault(_("‘code’ moet ‘%(code)s-’ met een nummer zijn.") % {"code": code})
        number = "0"
    # An actie comes from the same place as its afspraak, unless the file says otherwise.
    bron["bron"] = bron["bron"] or afspraak.values["bron"]
    bron["bron_plaats"] = bron["bron_plaats"] or afspraak.values["bron_plaats"]
    values |= {"afspraak": afspraak, "volgnummer": int(number), **bron}
    row = wanted.add(rows.ACTIES, item, values, gemeente)
    _read_relations(wanted, gemeente, item, afspraak, row)


def _forget(item: Item) -> None:
    """The afspraak or set is unknown, which is a fault already: its relations cannot be checked."""
    for key in ("trekkers", "betrokkenen", "gebieden"):
        item.texts(key)


def _read_relations(wanted: Wanted, gemeente: Row, item: Item, afspraak: Row, actie: Row | None) -> None:
    """Who and where: trekkers, betrokkenen and places, in the order of the source."""
    base = {"gemeente": gemeente, "afspraak": afspraak, "actie": actie}
    there: set[Row] = set()
    roles = (("trekkers", Betrokkenheid.Rol.TREKKER), ("betrokkenen", Betrokkenheid.Rol.BETROKKEN))
    for key, rol in roles:
        for order, partij in enumerate(wanted.parties(item, key, gemeente.values["slug"]), start=1):
            if partij in there:
                message = _("‘%(value)s’ staat twee keer bij trekkers en betrokkenen.")
                item.fault(message % {"value": partij.values["naam"]})
                continue
            there.add(partij)
            values = {**base, "partij": partij, "rol": str(rol), "volgorde": order}
            wanted.add(rows.BETROKKENHEDEN, item, values, gemeente)
    for order, name in enumerate(item.texts("gebieden"), start=1):
        if gebied := wanted.place(item, "gebieden", name, gemeente):
            wanted.add(rows.LIGGINGEN, item, {**base, "gebied": gebied, "volgorde": order}, gemeente)


def _read_termijn(wanted: Wanted, gemeente: Row, item: Item) -> None:
    soort, periode = item.text("soort", required=True), item.text("periode", required=True)
    code, actie_code = item.text("afspraak", required=True), item.text("actie")
    item.label = " ".join(part for part in (actie_code or code, soort, periode) if part)
    values = {
        "gemeente": gemeente,
        "soort": soort,
        "periode": periode,
        "wat": item.text("wat"),
        "bron_opmerking": item.text("bron_opmerking"),
    }
    afsprakenset = _set_of(wanted, gemeente, item)
    afspraak = wanted.find(rows.AFSPRAKEN, item, "afspraak", afsprakenset, code) if afsprakenset and code else None
    if afspraak is None:
        return
    actie = wanted.find(rows.ACTIES, item, "actie", afspraak, actie_code) if actie_code else None
    wanted.add(rows.TERMIJNEN, item, {**values, "afspraak": afspraak, "actie": actie}, gemeente)


READERS = (
    ("brondocumenten.yaml", _read_brondocument),
    (build_wijken.GEBIEDEN_FILE, build_wijken.read_gebied),
    ("leefbaarheidsfondsen.yaml", build_wijken.read_fonds),
    ("bewonerskrachtteams.yaml", build_wijken.read_team),
    ("kaart.yaml", read_kaarttegel),
    ("indicatoren.yaml", read_indicator),
    ("indicatorwaarden.yaml", read_indicatorwaarden),
    ("klassenlijsten.yaml", klassenlijsten.read_klassenlijst),
    ("cijfers.yaml", corporaties.read_cijferbron),
    (SETS_FILE, _read_afsprakenset),
    ("themas.yaml", _read_thema),
    ("afspraken.yaml", _read_afspraak),
    ("prioriteiten.yaml", _read_prioriteit),
    ("partijprioriteiten.yaml", read_partijprioriteit),
    ("sdgs.yaml", read_sdgs),
    ("acties.yaml", _read_actie),
    ("termijnen.yaml", _read_termijn),
    ("vastgoedprojecten.yaml", corporaties.read_project),
    ("doelstellingen.yaml", read_doelstelling),
    ("verbanden.yaml", read_verbanden),
    ("kalender.yaml", read_jaarmoment),
)
