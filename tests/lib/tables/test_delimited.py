# SPDX-License-Identifier: EUPL-1.2
"""csv in: encodings, separators, quotes, and the row numbers a spreadsheet would show."""

import codecs

import pytest


def texts(table):
    """Row number -> texts of its cells."""
    return {row.number: [row.cell(i).value for i in range(len(table.header))] for row in table.rows}


@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_the_separator_is_found(read, separator):
    table = read(f"code{separator}titel\r\n1a{separator}één\r\n".encode())
    assert table.header == ["code", "titel"]
    assert texts(table) == {2: ["1a", "één"]}


def test_separators_between_quotes_do_not_count(read):
    table = read(b'"naam, voorletters, titel";plaats\r\n"a, b";c\r\n')
    assert table.header == ["naam, voorletters, titel", "plaats"]
    assert texts(table) == {2: ["a, b", "c"]}


def test_one_column_needs_no_separator(read):
    assert texts(read(b"code\n1a\n1b\n")) == {2: ["1a"], 3: ["1b"]}


def test_a_separator_that_is_declared_for_excel(read):
    assert texts(read(b"sep=|\r\na|b\r\n1|2\r\n")) == {2: ["1", "2"]}


@pytest.mark.parametrize(
    "content",
    [
        "kop\ncafé – €\n".encode(),
        codecs.BOM_UTF8 + "kop\ncafé – €\n".encode(),
        "kop\ncafé – €\n".encode("cp1252"),
        "kop\ncafé – €\n".encode("utf-16"),
    ],
    ids=["utf-8", "utf-8 with mark", "cp1252", "utf-16"],
)
def test_the_encoding_is_found(read, content):
    table = read(content)
    assert table.header == ["kop"]
    assert texts(table) == {2: ["café – €"]}


@pytest.mark.parametrize(
    "content",
    [b"kop\ncaf\x81\n", "kop\ncafé\n".encode() + b"\xe9\n", b"\xff\xfek\x00o\x00p"],
    ids=["no character of cp1252", "two encodings mixed", "half a character"],
)
def test_letters_that_cannot_be_read(refusal, content):
    code, message = refusal(content)
    assert code == "bad_encoding"
    assert "CSV UTF-8" in message


def test_numbers_are_those_of_the_rows_of_a_sheet(read):
    table = read(b'\n\ncode;tekst\n1a;"regel 1\nregel 2"\n\n  ;\n1b;x\n\n')
    assert table.header_row == 3
    assert texts(table) == {4: ["1a", "regel 1\nregel 2"], 7: ["1b", "x"]}


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_line_ends_of_every_system(read, ending):
    table = read(ending.join(["a;b", '1;"x', 'y"', "2;z", ""]).encode())
    assert texts(table) == {2: ["1", "x\ny"], 3: ["2", "z"]}


@pytest.mark.parametrize("content", [b'a;b\n1;"nooit dicht\n2;x\n3;y\n', b'a;b\n1;"x"y\n'])
def test_a_quote_that_swallows_rows_is_refused(refusal, content):
    code, message = refusal(content)
    assert code == "bad_quotes"
    assert "Rond rij 2" in message


def test_the_apostrophe_of_an_export_is_taken_off(read):
    table = read(b"a;b;c;d\n'=1+1;'-5;''=x;'s-Hertogenbosch\n")
    assert texts(table) == {2: ["=1+1", "-5", "'=x", "'s-Hertogenbosch"]}


def test_an_error_that_was_exported_is_a_fault(read):
    table = read(b"a;b\n#VERW!;1\n########;#N/A\n")
    assert [(fault.row, fault.column) for fault in table.faults] == [(2, "A"), (3, "A"), (3, "B")]
    assert "foutwaarde #VERW!" in table.faults[0].message
    assert texts(table) == {2: [None, "1"], 3: [None, None]}


def test_the_sheet_is_named_after_the_file(read):
    assert read(b"a\n1\n", filename="C:\\map\\actielijst mei.csv").sheet == "actielijst mei"
    table = read(b"a\n1\n", filename="", sheet="Actielijst")
    assert (table.sheet, table.sheets) == ("csv", ["csv"])


def test_a_file_of_separators_alone_is_blank(refusal):
    assert refusal(b";;\n;;\n")[0] == "blank_file"
