# SPDX-License-Identifier: EUPL-1.2
"""An evaluation as DOCX and PDF/UA, laid out from the same values as plain texts and lists."""

import json
from io import BytesIO
from pathlib import Path
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from monitoring.pakket.docx import add_table, new_document
from monitoring.pakket.gegevens import alles_schoon, schoon
from monitoring.pakket.pdf import compile_pdf
from monitoring.selectors.evaluatie import Blad

SJABLOON = Path(__file__).with_name("evaluatie.typ")


def gegevens(blad: Blad) -> dict[str, Any]:
    """Everything in the evaluation, in the order in which it is read."""
    evaluatie = blad.evaluatie
    found = {
        "taal": "nl",
        "titel": _("Evaluatie %(jaar)s") % {"jaar": evaluatie.jaar},
        "gemeente": evaluatie.gemeente.volledige_naam,
        "set": schoon(evaluatie.set_naam),
        "stand": _("Stand op %(dag)s") % {"dag": date_format(evaluatie.peildatum, "j F Y")},
        "waarschuwingen": _warnings(blad),
        "samenvatting": schoon(evaluatie.samenvatting) or _("Er is nog geen samenvatting."),
        "voorstellen": [{"naam": name, "aantal": str(number)} for name, number in blad.voorstellen],
        "onderwerpen": [
            {"naam": naam, "tekst": schoon(text) or _("Hierover is niets geschreven.")}
            for _code, naam, text in blad.onderwerpen
        ],
        "themas": [{"kop": schoon(name), "rijen": [_line(row) for row in rows]} for name, rows in blad.themas],
        "kenmerk": evaluatie.hash,
        "woorden": {
            "voorstellen": _("Voorstellen"),
            "voorstel": _("Voorstel"),
            "aantal": _("Aantal"),
            "onderwerpen": _("Wat partijen elkaar elk jaar vertellen"),
            "afspraken": _("Per afspraak"),
            "oordelen": _("Oordeel van de partijen"),
            "partij": _("Partij"),
            "oordeel": _("Oordeel"),
            "pagina": _("Pagina"),
            "van": _("van"),
            "kenmerk": _("Kenmerk van de inhoud (SHA-256)"),
        },
    }
    return alles_schoon(found)  # type: ignore[no-any-return]


def _warnings(blad: Blad) -> list[str]:
    said = []
    if blad.evaluatie.demo:
        said.append(_("Demonstratie: (een deel van) deze gegevens is verzonnen."))
    if not blad.evaluatie.vastgesteld:
        said.append(_("Concept: dit is nog niet vastgesteld en kan veranderen."))
    if blad.zegel == "zwartgemaakt":
        said.append(_("In deze evaluatie zijn later persoonsgegevens zwart gemaakt."))
    if blad.verborgen:
        text = ngettext(
            "%(n)s afspraak is niet meer openbaar en staat hier niet bij.",
            "%(n)s afspraken zijn niet meer openbaar en staan hier niet bij.",
            blad.verborgen,
        )
        said.append(text % {"n": blad.verborgen})
    return said


def _line(row: Any) -> dict[str, Any]:
    proposal = row.get_voorstel_display()
    fields = {
        _("Status"): row.woord,
        _("Doel"): row.doel,
        _("Gepland"): row.gepland,
        _("Gerealiseerd"): row.gerealiseerd,
        _("Toelichting"): row.toelichting,
        _("Les"): row.les,
        _("Voorstel"): ": ".join(filter(None, (proposal, row.voorstel_tekst))),
    }
    return {
        "kop": schoon(f"{row.code} {row.titel}".strip()),
        "velden": [{"label": label, "tekst": schoon(text)} for label, text in fields.items() if text],
        "oordelen": [
            {"partij": schoon(one.partij), "oordeel": str(one.get_waarde_display()), "tekst": schoon(one.toelichting)}
            for one in row.oordelen.all()
        ],
    }


def make_pdf(blad: Blad) -> bytes:
    """The file, tagged and marked PDF/UA-1."""
    return compile_pdf(json.dumps(gegevens(blad), ensure_ascii=False), sjabloon=SJABLOON)


def make_docx(blad: Blad) -> bytes:
    """The file, with headings and tables that a secretary can edit."""
    data = gegevens(blad)
    words, document = data["woorden"], new_document(data)
    document.add_heading(data["titel"], level=1)
    document.add_paragraph(f"{data['gemeente']}: {data['set']}. {data['stand']}.")
    for text in data["waarschuwingen"]:
        document.add_paragraph().add_run(text).bold = True
    document.add_paragraph(data["samenvatting"])
    if data["voorstellen"]:
        document.add_heading(words["voorstellen"], level=2)
        rows = [[row["naam"], row["aantal"]] for row in data["voorstellen"]]
        add_table(document, [words["voorstel"], words["aantal"]], rows)
    document.add_heading(words["onderwerpen"], level=2)
    for topic in data["onderwerpen"]:
        document.add_heading(topic["naam"], level=3)
        document.add_paragraph(topic["tekst"])
    document.add_heading(words["afspraken"], level=2)
    for thema in data["themas"]:
        document.add_heading(thema["kop"], level=3)
        for row in thema["rijen"]:
            _add_line(document, row, words)
    if data["kenmerk"]:
        document.add_paragraph(f"{words['kenmerk']}: {data['kenmerk']}")
    target = BytesIO()
    document.save(target)
    return target.getvalue()


def _add_line(document: Any, row: dict[str, Any], words: dict[str, str]) -> None:
    document.add_heading(row["kop"], level=4)
    for field in row["velden"]:
        paragraph = document.add_paragraph()
        paragraph.add_run(f"{field['label']}: ").bold = True
        paragraph.add_run(field["tekst"])
    if row["oordelen"]:
        paragraph.paragraph_format.keep_with_next = True  # what is proposed, and what parties think of it
        rows = [[one["partij"], ". ".join(filter(None, (one["oordeel"], one["tekst"])))] for one in row["oordelen"]]
        add_table(document, [words["partij"], words["oordeel"]], rows)
