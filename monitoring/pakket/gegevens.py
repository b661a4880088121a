# SPDX-License-Identifier: EUPL-1.2
"""What a pack says, as plain texts and lists: PDF and DOCX are laid out from the same values.

The texts of people are data here and never a source of Typst or XML.
"""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from monitoring.selectors.rapportage import Pakket, Rapportregel
from monitoring.selectors.rapportverschil import Verandering

# What stands in the summary before the annexes: so many of each, and so many characters of a text.
KORT = 160
# Characters that no file of office software can hold.
ONDRUKBAAR = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Ruimte:
    """How much the summary shows: number of rows of a list, and characters of a text."""

    rijen: int
    tekens: int


# From generous to terse; the first with which the summary fits two pages is taken.
RUIMTES = (Ruimte(30, 400), Ruimte(15, 240), Ruimte(10, KORT), Ruimte(6, 120), Ruimte(4, 80), Ruimte(2, 60))


def schoon(text: Any) -> str:
    """A text as a file can hold it."""
    return ONDRUKBAAR.sub("", str(text)).replace("\r\n", "\n")


def alles_schoon(value: Any) -> Any:
    """The values of a pack with each text as a file can hold it: one that cannot be written would lose the file."""
    if isinstance(value, dict):
        return {name: alles_schoon(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [alles_schoon(part) for part in value]
    return schoon(value) if isinstance(value, str) else value


def kort(text: str, length: int) -> str:
    """The beginning of a text, cut at a word."""
    flat = " ".join(schoon(text).split())
    if len(flat) <= length:
        return flat
    return flat[:length].rsplit(" ", 1)[0].rstrip(",.;: ") + " …"


def _dag(day: dt.date | dt.datetime | None) -> str:
    return date_format(day, "j F Y") if day else _("onbekend")


def gegevens(pakket: Pakket, ruimte: Ruimte) -> dict[str, Any]:
    """Everything in the pack, in the order in which it is read."""
    rapportage = pakket.rapportage
    found = {
        "taal": "nl",
        "titel": pakket.titel,
        "gemeente": pakket.gemeente.volledige_naam,
        "set": schoon(rapportage.set_naam),
        "stand": _("Stand op %(dag)s, voor het %(overleg)s van %(dan)s")
        % {"dag": _dag(rapportage.peildatum), "dan": _dag(rapportage.overleg_datum), "overleg": _overleg(pakket)},
        "waarschuwingen": _warnings(pakket),
        "samenvatting": pakket.samenvatting,
        "tellers": [{"status": row.status, "woord": row.woord, "aantal": row.aantal} for row in pakket.tellers],
        "gevraagd": _asked(pakket, ruimte),
        "stagnaties": _deviations(pakket.stagnaties, ruimte),
        "aandacht": _deviations(pakket.aandacht, ruimte),
        "veranderd": _changes(pakket),
        "let_op": [
            {"tekst": f"{word} ({number})", "codes": kort(", ".join(codes), ruimte.tekens)}
            for word, number, codes in pakket.let_op
        ],
        "afwijkingen": [_whole(row) for row in (*pakket.stagnaties, *pakket.aandacht)],
        "verschillen": _differences(pakket),
        "themas": [
            {"kop": f"{thema.nummer}. {schoon(thema.naam)}", "rijen": [_line(row) for row in thema.regels]}
            for thema in pakket.themas
        ],
        "kenmerk": rapportage.hash,
        "woorden": _words(pakket),
    }
    return alles_schoon(found)  # type: ignore[no-any-return]


def _warnings(pakket: Pakket) -> list[str]:
    said = []
    if pakket.rapportage.demo:
        said.append(_("Demonstratie: (een deel van) deze gegevens is verzonnen."))
    if pakket.rapportage.concept:
        said.append(_("Concept: dit is nog niet vastgesteld en kan veranderen."))
    if pakket.zegel == "zwartgemaakt":
        said.append(_("In deze rapportage zijn later persoonsgegevens zwart gemaakt."))
    if pakket.verborgen:
        text = ngettext(
            "%(n)s afspraak is niet meer openbaar en staat hier niet bij.",
            "%(n)s afspraken zijn niet meer openbaar en staan hier niet bij.",
            pakket.verborgen,
        )
        said.append(text % {"n": pakket.verborgen})
    return said


def _asked(pakket: Pakket, ruimte: Ruimte) -> dict[str, Any]:
    rows = [
        {"code": row.code, "titel": schoon(row.titel), "tekst": kort(row.gevraagd_besluit, ruimte.tekens)}
        for row in pakket.gevraagd
    ]
    return _limited(rows, ruimte)


def _deviations(rows: Sequence[Rapportregel], ruimte: Ruimte) -> dict[str, Any]:
    return _limited(
        [
            {
                "code": row.code,
                "titel": schoon(row.titel),
                "status": row.status,
                "woord": row.woord,
                "sinds": _since(row),
                "tekst": kort(row.toelichting or row.oorzaak, ruimte.tekens),
                "trekkers": _leaders(row),
            }
            for row in rows
        ],
        ruimte,
    )


def _limited(rows: list[dict[str, Any]], ruimte: Ruimte) -> dict[str, Any]:
    left = len(rows) - ruimte.rijen
    more = ngettext("En nog %(n)s, zie de bijlage.", "En nog %(n)s, zie de bijlage.", left) % {"n": left}
    return {"totaal": len(rows), "rijen": rows[: ruimte.rijen], "meer": more if left > 0 else ""}


def _since(row: Rapportregel) -> str:
    if not row.sinds:
        return ""
    text = ngettext("%(n)s week, sinds %(dag)s", "%(n)s weken, sinds %(dag)s", row.weken)
    return text % {"n": row.weken, "dag": _dag(row.sinds)}


def _leaders(row: Rapportregel) -> str:
    return schoon(", ".join(row.trekkers)) or _("niet genoemd")


def _changes(pakket: Pakket) -> dict[str, Any]:
    """One line per kind of change, with the codes."""
    if pakket.vergelijking is None or pakket.vorige is None:
        return {"kop": "", "regels": []}
    groups = [
        f"{group.kop} ({len(group.rijen)}): {', '.join(row.code for row in group.rijen)}"
        for group in pakket.vergelijking.groepen
        if group.rijen and group.soort != Verandering.ONGEWIJZIGD
    ]
    values = {"dag": _dag(pakket.vorige.overleg_datum), "overleg": _overleg(pakket)}
    head = _("Veranderd sinds het %(overleg)s van %(dag)s") % values
    return {"kop": head, "regels": groups or [_("Geen afspraak veranderde van status.")]}


def _whole(row: Rapportregel) -> dict[str, Any]:
    """A deviation with all that was said about it."""
    labels = {
        _("Toelichting"): row.toelichting,
        _("Oorzaak"): row.oorzaak,
        _("Gevolg"): row.gevolg,
        _("Maatregel"): row.maatregel,
        _("Volgende stap"): row.volgende_stap,
        _("Gevraagd besluit"): row.gevraagd_besluit,
        _("Trekker"): _leaders(row),
    }
    return {
        "kop": f"{row.code} {schoon(row.titel)}",
        "status": row.status,
        "woord": row.woord,
        "sinds": _since(row),
        "velden": [{"label": label, "tekst": schoon(text)} for label, text in labels.items() if text],
    }


def _differences(pakket: Pakket) -> list[dict[str, Any]]:
    if pakket.vergelijking is None:
        return []
    gone, new = _("staat er niet meer in"), _("stond er niet in")
    return [
        {
            "code": row.code,
            "titel": schoon(row.titel),
            "was": row.was_woord or new,
            "nu": row.nu_woord or gone,
            "status": row.nu,
        }
        for row in pakket.vergelijking.veranderd
    ]


def _line(row: Rapportregel) -> dict[str, Any]:
    return {
        "code": row.code,
        "titel": schoon(row.titel),
        "status": row.status,
        "woord": row.woord,
        "tekst": schoon(row.toelichting) or _("Geen toelichting"),
        "trekkers": _leaders(row),
        "termijn": schoon("; ".join(row.termijnwoorden)),
    }


def _overleg(pakket: Pakket) -> str:
    return schoon(pakket.gemeente.overlegwoord(pakket.rapportage.overleg.soort))


def _words(pakket: Pakket) -> dict[str, str]:
    return {
        "gevraagd": _("Gevraagde besluiten"),
        "stagnaties": schoon(pakket.gemeente.statuswoorden.get("stagnatie") or _("Stagnaties")),
        "aandacht": schoon(pakket.woorden["aandacht"]),
        "let_op": _("Wat het portaal opviel"),
        "geen_gevraagd": _("Er wordt geen besluit gevraagd."),
        "geen_stagnaties": _("Er stagneert geen afspraak."),
        "geen_aandacht": _("Geen afspraak vraagt om aandacht."),
        "bijlage_afwijkingen": _("Bijlage A. Stagnaties en aandachtspunten, volledig"),
        "bijlage_verschillen": _("Bijlage B. Wat veranderde"),
        "bijlage_alles": _("Bijlage C. Alle afspraken per thema"),
        "tellers": _("Aantal afspraken per status"),
        "afspraak": _("Afspraak"),
        "status": _("Status"),
        "aantal": _("Aantal"),
        "toelichting": _("Toelichting"),
        "trekker": _("Trekker"),
        "termijn": _("Termijn"),
        "was": _("Was"),
        "nu": _("Nu"),
        "pagina": _("Pagina"),
        "van": _("van"),
        "kenmerk": _("Kenmerk van de inhoud (SHA-256)"),
    }
