# SPDX-License-Identifier: EUPL-1.2
"""Files of figures for the tests: a list or cross-table as csv or workbook, read for the first corporation."""

import datetime as dt

from corporaties.imports.woningvoorraad import read_opgave
from portaal.lib.tables.writer import write_csv

PEILDATUM = dt.date(2026, 1, 1)
HEADER = ("Gebied", "Lijst", "Klasse", "Waarde")


def csv(*rows, header=HEADER):
    """A csv with these rows."""
    return b"".join(write_csv(header, rows))


def read(stad, content, *, name="cijfers.csv", peildatum=PEILDATUM, **kwargs):
    """The file as the first corporation delivers it."""
    return read_opgave(content, name, gemeente=stad.gemeente, partij=stad.a, peildatum=peildatum, **kwargs)


def faults(stad, content, **kwargs):
    """What is wrong, as (row, column, message)."""
    return [(fault.row, fault.column, fault.message) for fault in read(stad, content, **kwargs).fouten]


def figures(opgave):
    """Place, class and value of each figure, by their ids."""
    return [(cijfer.gebied_id, cijfer.klasse_id, cijfer.waarde) for cijfer in opgave.cijfers]
