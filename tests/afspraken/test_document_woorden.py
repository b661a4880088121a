# SPDX-License-Identifier: EUPL-1.2
"""What the words in a document mean: codes, names, titles, acties, terms, places and columns."""

from afspraken.imports.document.kolommen import Groep, count_groups, group_tables, read_code, split_code
from afspraken.imports.document.rijen import read_rows
from afspraken.imports.document.woorden import (
    Namen,
    Plaatsen,
    Stuk,
    pieces_of,
    split_items,
    terms_of,
    title_of,
    together,
)
from portaal.lib.tables.document import Document, DocumentCell, DocumentRow, DocumentTable, read_document
from tests import documenten as d


def table(*rows: tuple[str, ...], number: int = 1, before: tuple[str, ...] = (), name: str = "") -> DocumentTable:
    """A table of plain texts."""
    made = tuple(
        DocumentRow(index, {column: DocumentCell(((text, False),)) for column, text in enumerate(row)})
        for index, row in enumerate(rows, start=1)
    )
    return DocumentTable(number, name, before, made)


def read(*tables: DocumentTable):
    return read_rows(group_tables(Document("docx", tables)))


def test_codes() -> None:
    codes = {
        "1 a": "1a",
        "1.a": "1a",
        "12": "12",
        "1.10": "1.10",
        "1.7.": "1.7",
        "Afspraak 3b)": "3b",
        "??": "",
        "1a/b": "",
    }
    assert {text: read_code(text) for text in codes} == codes
    assert split_code("3 a Vertalen naar wijken") == ("3a", "Vertalen naar wijken")
    assert split_code("1.10. Wijkplan") == ("1.10", "Wijkplan")
    assert split_code("5 woningen erbij") == ("", "5 woningen erbij")


def test_names_in_a_cell() -> None:
    cell = DocumentCell((("Woningcorporaties ", False), ("Gemeente Maasdam", True), ("\nn.t.b.", False)))
    assert pieces_of(cell) == [Stuk("Woningcorporaties", False), Stuk("Gemeente Maasdam", True)]
    pieces = [Stuk("Woonvast", False), Stuk("Gemeente Maasdam", False), Stuk("Woonvast Gemeente Maasdam", False)]
    namen = Namen(["Corporaties"], pieces)
    assert namen.split("Woonvast Gemeente Maasdam") == ["Woonvast", "Gemeente Maasdam"]
    assert namen.split("Corporaties en Trajekt") == ["Corporaties", "Trajekt"]
    assert namen.split("Zorgpartij, Buurtteam") == ["Zorgpartij", "Buurtteam"]
    own = Namen(["Gemeente", "Woonvast"], [])
    assert own.split("Gemeente Brunssum en Woonvast") == ["Gemeente Brunssum", "Woonvast"]
    assert own.split("Gemeente Woonvast") == ["Gemeente", "Woonvast"]
    assert namen.split("Woonvast") == ["Woonvast"]
    assert Namen([], []).split("Wie dan ook") == ["Wie dan ook"]
    leading, others = together([Stuk("Woonvast i.s.m. Gemeente", False), Stuk("in overleg met Trajekt", False)])
    assert [piece.naam for piece in leading] == ["Woonvast"]
    assert [piece.naam for piece in others] == ["Gemeente", "Trajekt"]


def test_titles() -> None:
    assert title_of("→ Kort\nDe rest staat hier.") == ("Kort", "De rest staat hier.")
    long = "Eerste zin. " + "Nog een zin die lang is. " * 10
    assert title_of(long) == ("Eerste zin.", long.strip())
    title, rest = title_of("woord " * 60)
    assert (len(title) <= 160, title.endswith("…"), rest) == (True, True, ("woord " * 60).strip())


def test_lists_of_acties() -> None:
    assert split_items("• Een\n• Twee\nvervolg van twee") == ["Een", "Twee\nvervolg van twee"]
    assert split_items("Inleiding:\n1. Een\n2. Twee") == ["Een\nInleiding:", "Twee"]
    assert split_items("Eerst dit\nen dan dat") == ["Eerst dit\nen dan dat"]
    assert split_items("Eerst dit\nen dan dat", "regel") == ["Eerst dit", "en dan dat"]
    assert split_items("• Een\n• Twee", "cel") == ["• Een\n• Twee"]
    assert split_items("n.t.b.") == split_items(" – ") == []


def test_terms_are_only_late_when_the_words_say_so() -> None:
    assert terms_of("Eind 2021 projectplan gereed\nQ1 2022: besluit", own_column=False) == [
        ("gereed", "2021-Q4", "Eind 2021 projectplan gereed"),
        ("besluit", "2022-Q1", "Q1 2022: besluit"),
    ]
    assert terms_of("In 2022 wordt gekeken.", own_column=False) == [("start", "2022", "In 2022 wordt gekeken.")]
    assert terms_of("2024", own_column=True) == [("gereed", "2024", "")]
    assert terms_of("evaluatie 2026; start 2025", own_column=True) == [
        ("evaluatie", "2026", "evaluatie 2026"),
        ("start", "2025", "start 2025"),
    ]
    assert terms_of("doorlopend", own_column=True) == []


def test_places_are_whole_words_the_longest_first() -> None:
    places = Plaatsen({"Caberg": "caberg", "Caberg-Malpertuis": "cm", "Heer": "heer"})
    assert places.find("In Caberg-Malpertuis en Heer, niet in Heerlen of heer.") == ["Caberg-Malpertuis", "Heer"]
    assert Plaatsen({}).find("Caberg") == []


def test_tables_that_are_alike_form_one_group() -> None:
    document = read_document(d.saved(d.maastricht()))
    (group,) = group_tables(document)
    assert len(group.tabellen) == 2
    assert group.kolommen == {0: "code", 1: "titel", 2: "doel", 3: "acties", 4: "trekker"}
    assert (group.gebruikt, group.aantal_rijen, group.kop(2), group.voorbeelden(0)) == (True, 5, "Doel", ["1 a", "1 b"])
    other = group_tables(document, {group.sleutel: {"0": "code", "9": "titel", "x": "doel", "1": "nergens"}})
    assert other[0].kolommen == {0: "code"}
    assert not other[0].gebruikt
    (bold,) = group_tables(read_document(d.saved(d.heerlen())))
    assert bold.kolommen == {0: "code", 1: "titel", 2: "partijen"}


def test_tables_of_figures_are_left_alone() -> None:
    figures = table(("Buurt", "Aantal"), ("Wyck", "165"), ("Heer", "218"))
    plain = table(("Een", "tekst"), ("zonder", "code"))
    empty = table(("Code", "Afspraak"))
    groups = group_tables(Document("docx", (figures, plain, empty)))
    assert not any(group.gebruikt for group in groups)
    assert count_groups(groups) == {"over": 2}
    assert read_rows(groups).rijen == []
    assert not Groep("x", [groups[0].tabellen[0]]).gebruikt


def test_rows_that_run_on_and_headings_within_a_table() -> None:
    first = table(
        ("Code", "Afspraak", "Trekker"),
        ("2.0 Wonen en zorg", "", ""),
        ("2 a", "Begint", "Woonvast"),
        ("", "en gaat verder", ""),
        ("Code", "Afspraak", "Trekker"),
        ("2 b", "Tweede", "Gemeente"),
        ("", "Zonder code", "Woonvast"),
        ("", "", ""),
    )
    second = table(("", "op de volgende bladzijde", ""), ("2 c", "Derde", "Woonvast"), number=2)
    lezing = read(first, second)
    assert [(row.code, row.text("titel")) for row in lezing.rijen] == [
        ("2a", "Begint\nen gaat verder"),
        ("2b", "Tweede"),
        ("", "Zonder code\nop de volgende bladzijde"),
        ("2c", "Derde"),
    ]
    assert lezing.themas == {2: "Wonen en zorg"}
    assert lezing.rijen[2].thema == 2
    assert lezing.samengevoegd == 2


def test_the_code_may_stand_before_the_text() -> None:
    lezing = read(
        table(("Afspraken veiligheid 2027", "Trekker"), ("4 a Wijkaanpak\nmet plan", "Woonvast"), ("4 b Buurt", "x"))
    )
    assert [(row.code, row.text("titel")) for row in lezing.rijen] == [("4a", "Wijkaanpak\nmet plan"), ("4b", "Buurt")]
    assert lezing.themas == {4: "Veiligheid"}


def test_a_heading_over_two_columns_that_lost_one() -> None:
    lezing = read(
        table(
            ("Afspraken zorg", "Doel", "Trekker"),
            ("3 a Samen", "Doel a", "Woonvast"),
            ("3 b", "Apart", "Doel b", "Gemeente"),
            ("3 c", "Ook", "Doel c", "Gemeente"),
        )
    )
    assert [(row.code, row.text("titel"), row.text("trekker")) for row in lezing.rijen] == [
        ("3a", "Samen", "Woonvast"),
        ("3b", "Apart", "Gemeente"),
        ("3c", "Ook", "Gemeente"),
    ]


def test_plain_numbers_are_codes_when_the_heading_says_so() -> None:
    head = ("Nr", "Actiepunt", "Thema", "Wie")
    lezing = read(
        table(head, ("1", "Een", "3 Zorg", "x"), ("2", "Twee", "", "y"), before=("Wonen voor ouderen",)),
        table(head, ("3", "Drie", "", "x"), number=2, before=("## Zorg dichtbij",)),
        table(("Nr", "Afspraak"), ("4", "Vier"), ("5", "Vijf"), number=3, name="Blad"),
    )
    assert [(row.code, row.thema) for row in lezing.rijen] == [("1", 3), ("2", 3), ("3", 4), ("4", 5), ("5", 5)]
    assert lezing.themas == {3: "Wonen voor ouderen", 4: "Zorg dichtbij", 5: "Blad"}
