# SPDX-License-Identifier: EUPL-1.2
"""From items of files to wanted rows: places, and what is done there."""

import uuid
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from monitoring.services.voorbeelddata import rows
from monitoring.services.voorbeelddata.files import Item
from monitoring.services.voorbeelddata.rows import Row
from monitoring.services.voorbeelddata.wanted import Opening, Wanted
from partijen.models import Partij
from portaal.lib.money import CENT
from wijken.models import Boekingsoort

GEBIEDEN_FILE = "gebieden.yaml"
# Keys of opening lines are made from what names them, so that loading twice finds the same lines.
NAMESPACE = uuid.UUID("2d0a4f4e-6f0e-5d0c-9b5a-7c1c9e5b8a40")


def read_gebied(wanted: Wanted, gemeente: Row, item: Item) -> None:
    item.label = item.text("slug", required=True)
    values = {
        "gemeente": gemeente,
        "soort": item.text("soort", required=True),
        "naam": item.text("naam", required=True),
        "slug": item.label,
        "cbs_code": item.text("cbs_code"),
        "aliassen": item.texts("aliassen"),
        "ouder": None,
        "aanpakfase": item.text("aanpakfase"),
        **wanted.bron(item, gemeente),
    }
    row = wanted.add(rows.GEBIEDEN, item, values, gemeente, aliases=values["aliassen"])
    for name in {name.casefold() for name in (item.label, values["naam"], *values["aliassen"])}:
        wanted.gebieden[gemeente][name].append(row)
    wanted.gebied_relations.append((item, row, item.text("ouder"), item.texts("delen")))


def relate_gebieden(wanted: Wanted, gemeente: Row) -> None:
    for item, row, ouder, delen in wanted.gebied_relations:
        if ouder:
            row.values["ouder"] = wanted.find(rows.GEBIEDEN, item, "ouder", gemeente, ouder)
        for slug in delen:
            deel = wanted.find(rows.GEBIEDEN, item, "delen", gemeente, slug)
            if deel is row:
                item.fault(_("een gebied ligt niet in zichzelf."))
            elif deel is not None:
                wanted.add(
                    rows.GEBIEDSDELEN, item, {"gemeente": gemeente, "geheel": row, "deel": deel, "van": None}, gemeente
                )
    for item, row, _ouder, _delen in wanted.gebied_relations:
        above, seen = row.values["ouder"], {row}
        while above is not None and above not in seen:
            seen.add(above)
            above = above.values["ouder"]
        if above is row:
            item.fault(_("een gebied ligt niet in zichzelf."))
    wanted.gebied_relations.clear()


def read_team(wanted: Wanted, gemeente: Row, item: Item) -> None:
    """A bewonerskrachtteam with its fases."""
    slug, name = item.text("gebied", required=True), item.text("corporatie", required=True)
    item.label = f"{slug} {name}".strip()
    bron, fases = wanted.bron(item, gemeente), item.items("fases")
    gebied = wanted.find(rows.GEBIEDEN, item, "gebied", gemeente, slug) if slug else None
    corporatie = wanted.partij(item, "corporatie", name, gemeente.values["slug"]) if name else None
    if corporatie is not None and corporatie.values["soort"] != Partij.Soort.CORPORATIE:
        item.fault(_("‘corporatie’: ‘%(value)s’ is geen woningcorporatie.") % {"value": name})
    if gebied is not None and gebied.values["soort"] != "buurt":
        item.fault(_("‘gebied’: ‘%(value)s’ is geen buurt.") % {"value": slug})
    if not fases:
        item.fault(_("‘fases’ ontbreekt."))
    if gebied is None or corporatie is None:
        return
    values = {"gemeente": gemeente, "gebied": gebied, "corporatie": corporatie, **bron}
    team = wanted.add(rows.TEAMS, item, values, gemeente)
    for fase in fases:
        fase.label = item.label
        number, van = fase.number("fase", required=True), fase.date("van")
        if number is not None:
            wanted.add(rows.TEAMFASES, fase, {"gemeente": gemeente, "team": team, "fase": number, "van": van}, gemeente)
        fase.close()


def read_fonds(wanted: Wanted, gemeente: Row, item: Item) -> None:
    """A fund with its printed budget, and the lines with which its ledger begins."""
    item.label = slug = item.text("gebied", required=True)
    budget, day = read_bedrag(item, "budget"), item.date("geboekt_op", required=True)
    values = {"gemeente": gemeente, "doel": item.text("doel"), **wanted.bron(item, gemeente)}
    reserved = item.items("reserveringen")
    gebied = wanted.find(rows.GEBIEDEN, item, "gebied", gemeente, slug) if slug else None
    lines = [(Boekingsoort.STORTING, budget, "Budget volgens de prestatieafspraken")]
    for part in reserved:
        part.label = item.label
        lines.append((Boekingsoort.RESERVERING, read_bedrag(part, "bedrag"), part.text("naam", required=True)))
        part.close()
    complete = [(soort, bedrag, words) for soort, bedrag, words in lines if bedrag is not None]
    if gebied is None or day is None or len(complete) < len(lines):
        return
    if sum(bedrag for _soort, bedrag, _words in complete[1:]) > complete[0][1]:
        item.fault(_("de reserveringen zijn samen meer dan het budget."))
        return
    row = wanted.add(rows.FONDSEN, item, {**values, "gebied": gebied, "budget_in_bron": budget}, gemeente)
    for soort, bedrag, words in complete:
        name = f"{gemeente.values['slug']}/{slug}/{soort}/{words if soort != Boekingsoort.STORTING else ''}"
        sleutel = uuid.uuid5(NAMESPACE, name)
        wanted.openingen.append(Opening(row, str(soort), bedrag, day, words, sleutel, item.place))


def read_bedrag(item: Item, key: str) -> Decimal | None:
    """An amount above zero such as 46295.19; None with a fault."""
    text = item.text(key, required=True)
    if not text:
        return None
    try:
        bedrag = Decimal(text)
        right = bedrag.is_finite() and bedrag > 0 and bedrag == bedrag.quantize(CENT)
    except InvalidOperation:
        right = False
    if not right:
        item.fault(_("‘%(key)s’ is ‘%(value)s’; schrijf een bedrag als 46295.19.") % {"key": key, "value": text})
        return None
    return bedrag
