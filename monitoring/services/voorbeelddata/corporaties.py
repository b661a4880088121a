# SPDX-License-Identifier: EUPL-1.2
"""Reading printed tables and building projects."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from corporaties.gedrukt import Gedrukt, read_aantal, read_cijfer
from corporaties.models import Eenheid, Waardestatus
from monitoring.services.voorbeelddata import rows
from monitoring.services.voorbeelddata.files import Item, suggestion
from monitoring.services.voorbeelddata.klassenlijsten import find_klasse, find_lijst
from monitoring.services.voorbeelddata.rows import Row
from monitoring.services.voorbeelddata.wanted import Cel, Tabel, Wanted
from partijen.models import Partij
from portaal.lib.periods import Periode

TOTAAL = "totaal"
PARTS = ("klasse", "corporatie", "gebied")
# What rows and columns can be: `gemeente` names nothing, and `periode` says when the figures of that line hold.
COUNTS = (*PARTS, "gemeente", "periode")


# --- printed tables --------------------------------------------------------------------------------------------------


def read_cijferbron(wanted: Wanted, gemeente: Row, item: Item) -> None:
    """A printed table, in blocks."""
    item.label = item.text("slug", required=True)
    document, periode = item.text("document", required=True), item.text("periode", required=True)
    values = {
        "gemeente": gemeente,
        "slug": item.label,
        "naam": item.text("naam", required=True),
        "document": wanted.find(rows.BRONDOCUMENTEN, item, "document", gemeente, document) if document else None,
        "tabel": item.text("plaats", required=True),
        "partij": None,
        "procent_van": item.text("procent_van"),
        "voetnoot": item.text("voetnoot"),
        "bron_opmerking": item.text("bron_opmerking"),
    }
    bron = wanted.add(rows.CIJFERBRONNEN, item, values, gemeente)
    cellen: list[Cel] = []
    for part in item.items("blokken"):
        part.label = item.label
        cellen += _Blok(wanted, gemeente, part, periode).cellen()
        part.close()
    wanted.tabellen.append(Tabel(bron, periode, cellen))


class _Blok:
    """One block of a printed table."""

    def __init__(self, wanted: Wanted, gemeente: Row, item: Item, periode: str) -> None:
        self.wanted, self.gemeente, self.item = wanted, gemeente, item
        self.soort, self.periode = item.text("soort", required=True), item.text("periode") or periode
        self.eenheid = item.text("eenheid", default=Eenheid.WONINGEN.value)
        self.lijst = find_lijst(wanted, item, "lijst", gemeente)
        naam = item.text("klasse")
        # Of a table that is about one class: which.
        self.klasse = find_klasse(wanted, item, "klasse", self.lijst, naam) if naam and self.lijst else None
        self.populatie = self._populatie(item.text("populatie", required=True))
        self.rijen, self.kolommen = (self._count(key) for key in ("rijen", "kolommen"))
        self.opmerkingen = dict(self._remarks())
        self.tabel = item.grid("tabel")

    def _populatie(self, naam: str) -> Row | None:
        known = {row.values["naam"]: row for row in self.wanted.rows[rows.POPULATIES]}
        if naam and naam not in known:
            message = _("‘%(key)s’: onbekend ‘%(value)s’.") % {"key": "populatie", "value": naam}
            self.item.fault(message + suggestion(naam, known))
        return known.get(naam)

    def _count(self, key: str) -> str:
        value = self.item.text(key, required=True)
        if value and value not in COUNTS:
            self.item.fault(_("‘%(key)s’ is een van: %(values)s.") % {"key": key, "values": ", ".join(COUNTS)})
            return ""
        return value

    def _remarks(self) -> Iterator[tuple[tuple[str, str], str]]:
        for part in self.item.items("opmerkingen"):
            part.label = self.item.label
            yield (
                (part.text("rij", required=True), part.text("kolom", required=True)),
                part.text("tekst", required=True),
            )
            part.close()

    def cellen(self) -> list[Cel]:
        """The figures of the block; empty, with faults, when something in it is wrong."""
        lijst, populatie = self.lijst, self.populatie
        if not self.tabel or lijst is None or populatie is None or not self.rijen or not self.kolommen:
            return []
        heads = [(naam, self._named(self.kolommen, naam)) for naam in self.tabel[0][1:]]
        found = []
        for line in self.tabel[1:]:
            row = self._named(self.rijen, line[0])
            for (naam, column), text in zip(heads, line[1:], strict=True):
                gedrukt = self._gedrukt(line[0], naam, text)
                if gedrukt is None:
                    continue
                named = {**row, **column}
                klasse = named.get("klasse", self.klasse)
                is_saldo = klasse is not None and klasse.values["is_saldo"]
                cel = Cel(
                    corporatie=named.get("corporatie"),
                    gebied=named.get("gebied"),
                    soort=self.soort,
                    periode=self._period(line[0], naam),
                    lijst=lijst,
                    klasse=klasse,
                    populatie=populatie,
                    eenheid=self.eenheid,
                    gedrukt=gedrukt,
                    totaal=is_saldo or TOTAAL in (line[0].casefold(), naam.casefold()),
                    opmerking=self.opmerkingen.get((line[0], naam), "") or gedrukt.opmerking,
                )
                found.append(cel)
        return found

    def _named(self, count: str, naam: str) -> dict[str, Row | None]:
        """{dimension: row} of the name of a row or column; a total and the gemeente itself name nothing."""
        if count in ("gemeente", "periode") or naam.casefold() == TOTAAL:
            return {}
        if count == "klasse":
            return {count: find_klasse(self.wanted, self.item, count, self.lijst, naam) if self.lijst else None}
        if count == "gebied":
            return {count: self.wanted.gebied(self.item, count, naam, self.gemeente, "buurt")}
        return {count: self.wanted.partij(self.item, count, naam, self.gemeente.values["slug"])}

    def _period(self, rij: str, kolom: str) -> str:
        """When a figure holds: what its row or column says, or else the block."""
        text = rij if self.rijen == "periode" else kolom if self.kolommen == "periode" else self.periode
        try:
            Periode.parse(text)
        except ValueError as error:
            self.item.fault(f"{rij}, {kolom}: {error}")
        return text

    def _gedrukt(self, rij: str, kolom: str, text: str) -> Gedrukt | None:
        try:
            return read_cijfer(text)
        except ValueError as error:
            self.item.fault(f"{rij}, {kolom}: {error}")
            return None


# --- projects --------------------------------------------------------------------------------------------------------


def read_project(wanted: Wanted, gemeente: Row, item: Item) -> None:
    """A building project with its corporations, its mix, and the afspraken and acties it carries out."""
    item.label = item.text("code", required=True)
    tekst, aantal = item.text("aantal_tekst"), item.number("aantal")
    gedrukt = read_aantal(tekst)
    counted = aantal if aantal is not None else None if gedrukt.waarde is None else int(gedrukt.waarde)
    naam = item.text("gebied")
    values = {
        "gemeente": gemeente,
        "code": item.label,
        "naam": item.text("naam"),
        "locatie": item.text("locatie"),
        "gebied": wanted.gebied(item, "gebied", naam, gemeente, "buurt") if naam else None,
        "soort": item.text("soort", required=True),
        "aantal": counted,
        "aantal_tekst": tekst,
        "waardestatus": Waardestatus.BEKEND.value if counted is not None else str(gedrukt.waardestatus),
        "woningen_voor": item.number("woningen_voor"),
        "woningen_na": item.number("woningen_na"),
        "woningen_opmerking": item.text("woningen_opmerking"),
        "fase": item.text("fase"),
        "opmerking": item.text("opmerking"),
        **{name: item.text(name) for name in ("woningtype", "bat", "huursegment")},
        **{f"gepland_{name}": item.text(f"gepland_{name}") for name in ("start", "gereed")},
        **{f"werkelijk_{name}": item.text(f"werkelijk_{name}") for name in ("start", "gereed")},
        "gepubliceerd": True,
        **wanted.bron(item, gemeente),
    }
    project = wanted.add(rows.PROJECTEN, item, values, gemeente)
    base = {"gemeente": gemeente, "project": project}
    for order, partij in enumerate(wanted.parties(item, "corporaties", gemeente.values["slug"]), start=1):
        if partij.values["soort"] != Partij.Soort.CORPORATIE:
            item.fault(_("‘%(value)s’ is geen corporatie.") % {"value": partij.values["naam"]})
            continue
        deelname = {**base, "partij": partij, "leidend": order == 1, "volgorde": order}
        wanted.add(rows.PROJECTDEELNAMES, item, deelname, gemeente)
    for part in item.items("mix"):
        part.label = item.label
        lijst = find_lijst(wanted, part, "lijst", gemeente)
        klasse = find_klasse(wanted, part, "klasse", lijst, part.text("klasse", required=True)) if lijst else None
        line = {**base, "klasse": klasse, "aantal": part.number("aantal"), "aantal_tekst": part.text("aantal_tekst")}
        part.close()
        if klasse is not None:
            wanted.add(rows.MIXREGELS, part, line, gemeente)
    _read_koppelingen(wanted, gemeente, item, project)


def _read_koppelingen(wanted: Wanted, gemeente: Row, item: Item, project: Row) -> None:
    """Which afspraken and acties a project carries out, by code within the set."""
    slug, afspraken, acties = item.text("afsprakenset"), item.texts("afspraken"), item.texts("acties")
    if not afspraken and not acties:
        return
    afsprakenset = wanted.find(rows.AFSPRAKENSETS, item, "afsprakenset", gemeente, slug)
    if afsprakenset is None:
        return
    base = {"gemeente": gemeente, "project": project}
    for code in afspraken:
        if afspraak := wanted.find(rows.AFSPRAKEN, item, "afspraken", afsprakenset, code):
            wanted.add(rows.PROJECTKOPPELINGEN, item, {**base, "afspraak": afspraak, "actie": None}, gemeente)
    for code in acties:
        afspraak = wanted.find(rows.AFSPRAKEN, item, "acties", afsprakenset, code.rpartition("-")[0])
        actie = wanted.find(rows.ACTIES, item, "acties", afspraak, code) if afspraak else None
        if actie is not None:
            wanted.add(rows.PROJECTKOPPELINGEN, item, {**base, "afspraak": afspraak, "actie": actie}, gemeente)
