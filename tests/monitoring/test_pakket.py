# SPDX-License-Identifier: EUPL-1.2
"""The pack for a meeting as PDF and DOCX, read back by other programs."""

import json
import re
from io import BytesIO
from zipfile import ZipFile

import pytest
import typst
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from docx import Document
from pypdf import PdfReader

from afspraken.models import Afspraak
from afspraken.services.publicatie import unpublish_afspraak
from monitoring.pakket import pdf
from monitoring.pakket.docx import make_docx
from monitoring.pakket.gegevens import RUIMTES, gegevens, kort, schoon
from monitoring.pakket.pdf import compile_pdf, make_pdf
from monitoring.selectors.rapportage import package, previous_of
from monitoring.services.rapportages import adopt_rapportage, create_rapportage
from tests.factories import AfspraakFactory, BetrokkenheidFactory, PartijFactory, TermijnFactory
from tests.monitoring.build import TODAY, add_report

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
PUBLIEK = AnonymousUser()
PART = {"totaal": 0, "rijen": [], "meer": ""}
EMPTY = {
    **dict.fromkeys(("titel", "gemeente", "set", "stand", "samenvatting", "kenmerk"), "x"),
    **{name: [] for name in ("waarschuwingen", "let_op", "afwijkingen", "verschillen", "themas")},
    **dict.fromkeys(("gevraagd", "stagnaties", "aandacht"), PART),
    "tellers": [{"status": "gereed", "woord": "Gereed", "aantal": 1}],
    "veranderd": {"kop": "", "regels": []},
    "woorden": dict.fromkeys(
        (
            *("gevraagd", "stagnaties", "aandacht", "let_op", "geen_gevraagd", "geen_stagnaties", "geen_aandacht"),
            *("bijlage_afwijkingen", "bijlage_verschillen", "bijlage_alles", "tellers", "afspraak", "status"),
            *("aantal", "toelichting", "trekker", "termijn", "was", "nu", "pagina", "van", "kenmerk"),
        ),
        "x",
    ),
}
NASTY = "#set page(fill: red) $x$ *vet* \\ <a> & \"'= + - @ [link](x) \x07 é ŵ 😀"


def vast(world, overleg):
    made = create_rapportage(overleg=overleg, afsprakenset=world.afsprakenset, by=None)
    return adopt_rapportage(overleg=made.overleg, afsprakenset=made.afsprakenset, gezien=made.hash, by=None)


def pack(world, rapportage):
    return package(PUBLIEK, world.gemeente, rapportage, vorige=previous_of(PUBLIEK, rapportage))


def stuck(world, number, *, text="De grond is nog niet vrij.", **kwargs):
    rows = []
    for place in range(number):
        row = AfspraakFactory(thema=world.themas[0], code=f"9x{place}", titel=f"Vastgelopen plan {place}", **kwargs)
        add_report(row, "stagnatie" if place % 2 else "aandacht", datum=TODAY, toelichting=text, gevraagd_besluit=text)
        rows.append(row)
    return rows


@pytest.fixture
def stad(world):
    """Two vastgestelde rapportages; between them something got stuck."""
    vast(world, world.vorige)
    [row, *_] = stuck(world, 4)
    BetrokkenheidFactory(afspraak=row, partij=PartijFactory(naam="Woonpunt"))
    TermijnFactory(afspraak=row, periode="2022-Q1", wat="Plan klaar")
    world.rapportage = vast(world, world.volgende)
    return world


def pdf_pages(content):
    return [page.extract_text() for page in PdfReader(BytesIO(content)).pages]


def words(text):
    return " ".join(text.split())


def test_the_pdf_is_tagged_dutch_and_numbered(stad):
    reader = PdfReader(BytesIO(make_pdf(pack(stad, stad.rapportage))))
    root = reader.trailer["/Root"]
    assert root["/Lang"].lower().startswith("nl")
    assert root["/MarkInfo"]["/Marked"]
    assert "pdfuaid:part" in root["/Metadata"].get_data().decode()
    assert reader.metadata.title.startswith("Voortgang van de afspraken voor het BOWW")
    pages = [words(page.extract_text()) for page in reader.pages]
    for number, text in enumerate(pages, start=1):
        assert f"Pagina {number} van {len(pages)}" in text

    def titles(items):
        for item in items:
            yield from titles(item) if isinstance(item, list) else [item.title]

    bookmarks = list(titles(reader.outline))
    assert any("Stagnaties" in title for title in bookmarks)
    assert any("Bijlage C" in title for title in bookmarks)


def test_deviations_come_first_and_annexes_after(stad):
    pages = [words(page) for page in pdf_pages(make_pdf(pack(stad, stad.rapportage)))]
    whole = " ".join(pages)
    heads = ("Gevraagde besluiten", "Stagnaties (", "Vraagt aandacht (", "Veranderd sinds", "Bijlage A.", "Bijlage B.")
    places = [whole.index(head) for head in (*heads, "Bijlage C.")]
    assert places == sorted(places)
    assert "Bijlage" not in " ".join(pages[:1])
    assert "Plan klaar" in whole
    assert stad.rapportage.hash in whole.replace(" ", "")


def test_a_summary_of_very_much_still_fits_two_pages(world):
    stuck(world, 90, text="Dit is een lange toelichting die maar doorgaat. " * 30)
    pages = pdf_pages(make_pdf(pack(world, vast(world, world.volgende))))
    first = next(number for number, page in enumerate(pages) if "Bijlage A." in words(page))
    assert first <= 2
    assert "zie de bijlage" in words(" ".join(pages[:2]))


def test_what_is_not_public_is_in_no_pack(stad, member):
    hidden = AfspraakFactory(thema=stad.themas[0], titel="Meidoorn", gepubliceerd=False)
    later = Afspraak.objects.get(code="9x0")
    unpublish_afspraak(afspraak=later, by=member(stad, "coordinator"))
    pakket = pack(stad, stad.rapportage)
    texts = [" ".join(pdf_pages(make_pdf(pakket))), docx_text(make_docx(pakket))]
    for text in texts:
        assert hidden.titel not in text
        assert later.titel not in words(text)
        assert "1 afspraak is niet meer openbaar" in words(text)


def docx_text(content):
    document = Document(BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in document.paragraphs] + cells)


def test_the_docx_has_headings_and_tables_to_edit(stad):
    content = make_docx(pack(stad, stad.rapportage))
    document = Document(BytesIO(content))
    levels = [paragraph.style.name for paragraph in document.paragraphs if paragraph.style.name.startswith("Heading")]
    assert levels[0] == "Heading 1"
    assert {"Heading 2", "Heading 3"} <= set(levels)
    assert document.core_properties.language == "nl-NL"
    assert all("w:tblHeader" in table.rows[0]._tr.xml for table in document.tables)
    with ZipFile(BytesIO(content)) as archive:
        footer = "".join(archive.read(name).decode() for name in archive.namelist() if "footer" in name)
        assert "PAGE" in footer
        assert "NUMPAGES" in footer
        assert 'w:lang w:val="nl-NL"' in archive.read("word/styles.xml").decode()
    text = docx_text(content)
    assert "De grond is nog niet vrij." in text
    assert stad.rapportage.hash in text


def test_both_files_use_the_words_of_the_gemeente(stad):
    def texts():
        pakket = pack(stad, stad.rapportage)
        return [words(text) for text in (" ".join(pdf_pages(make_pdf(pakket))), docx_text(make_docx(pakket)))]

    for text in texts():
        assert "voor het BOWW van" in text
        assert "Veranderd sinds het BOWW van" in text
    # A control character, which neither file can hold, is left out.
    stad.gemeente.overleg_naam = "Woon\x1fberaad"
    stad.gemeente.statuswoorden = {"stagnatie": "Loopt\x0b vast", "aandacht": "Let op"}
    for text in texts():
        assert "voor het Woonberaad van" in text
        assert "Veranderd sinds het Woonberaad van" in text
        assert {"Loopt vast", "Let op"} <= {word for word in ("Loopt vast", "Let op") if word in text}
        assert not [word for word in ("BOWW", "Stagnaties (", "Vraagt aandacht") if word in text]


def test_texts_of_people_are_never_commands(world):
    stuck(world, 2, text=NASTY)
    pakket = pack(world, vast(world, world.volgende))
    shown = words(" ".join(pdf_pages(make_pdf(pakket))))
    for part in ("#set page(fill: red)", "$x$", "*vet*", "<a> &", "[link](x)"):
        assert part in shown
        assert part in docx_text(make_docx(pakket))


@pytest.mark.parametrize("strange", ["😀", "漢字", "مرحبا", "\u0378", "\u2fff", "\u202e", "\ufeff", "\u1eff\u2065"])
def test_a_character_that_no_font_has_is_no_fault(strange):
    content = compile_pdf(json.dumps({**EMPTY, "samenvatting": f"Voor {strange} na"}, ensure_ascii=False))
    assert "Voor" in words(" ".join(pdf_pages(content)))


def test_a_fault_of_the_template_is_one():
    with pytest.raises(typst.TypstError):
        compile_pdf("{}")


def test_a_character_that_is_refused_again_and_again(monkeypatch):
    monkeypatch.setattr(pdf, "MAX_POGINGEN", 0)
    assert compile_pdf(json.dumps(EMPTY)).startswith(b"%PDF")


def test_demo_and_concept_are_said(stad):
    overleg = stad.volgende
    overleg.pk, overleg.demo, overleg.datum = None, True, TODAY
    overleg.save()
    concept = create_rapportage(overleg=overleg, afsprakenset=stad.afsprakenset, by=None)
    for text in (words(" ".join(pdf_pages(make_pdf(pack(stad, concept))))), docx_text(make_docx(pack(stad, concept)))):
        assert "Demonstratie:" in text
        assert "Concept:" in text


def test_a_set_without_deviations_or_history(world):
    row = AfspraakFactory(thema__afsprakenset__gemeente=world.gemeente, titel="Stil plan")
    quiet = create_rapportage(overleg=world.volgende, afsprakenset=row.afsprakenset, by=None)
    pakket = package(PUBLIEK, world.gemeente, quiet)
    for text in (" ".join(pdf_pages(make_pdf(pakket))), docx_text(make_docx(pakket))):
        assert "Er stagneert geen afspraak." in words(text)
        assert "Er wordt geen besluit gevraagd." in words(text)
        assert "Bijlage A." not in text


def test_blacked_out_is_said(stad):
    pakket = pack(stad, stad.rapportage)
    object.__setattr__(pakket, "zegel", "zwartgemaakt")
    assert "zwart gemaakt" in " ".join(gegevens(pakket, RUIMTES[0])["waarschuwingen"])


def test_short_texts():
    assert kort("Een korte zin.", 40) == "Een korte zin."
    assert kort("Een langere zin, die niet past.", 17) == "Een langere zin …"
    assert schoon("a\x00b\r\nc") == "ab\nc"


@pytest.mark.parametrize(("formaat", "start"), [("pdf", b"%PDF-1.7"), ("docx", b"PK")])
def test_one_click(client, stad, formaat, start):
    address = reverse("rapportage", args=(stad.gemeente.slug, stad.volgende.datum, stad.afsprakenset.slug))
    page = client.get(address).content.decode()
    link = re.search(rf'href="([^"]+rapportage\.{formaat})"', page).group(1)
    answer = client.get(link)
    assert answer.content.startswith(start)
    assert f".{formaat}" in answer.headers["Content-Disposition"]
    assert "ETag" in answer.headers
