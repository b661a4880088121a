# SPDX-License-Identifier: EUPL-1.2
"""Amounts: read the Dutch way or refused with the words to mend it, shown the Dutch way, divided to the cent."""

import re
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from portaal.lib.money import BedragField, format_bedrag, format_euro, parse_bedrag, share_out


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1000", "1000.00"),
        ("1.000", "1000.00"),
        ("1.000,00", "1000.00"),
        ("1000,5", "1000.50"),
        ("€ 1.420.608,73", "1420608.73"),
        ("€\u00a025,-", "25.00"),
        ("25,--", "25.00"),
        ("12,05 euro", "12.05"),
        ("EUR 7", "7.00"),
        (" 0,01 ", "0.01"),
        ("1 000", "1000.00"),
        ("0010", "10.00"),
    ],
)
def test_the_dutch_way_is_read(text, amount):
    assert parse_bedrag(text) == Decimal(amount)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1,000.00", "Bedoelt u 1.000,00?"),
        ("1000.50", "Bedoelt u 1.000,50?"),
        ("12.5", "Bedoelt u 12,50?"),
        ("-5", "zonder minteken"),
        ("\u22125,00", "zonder minteken"),
        ("1,000", "twee cijfers na de komma"),
        ("1.00,00", "is geen bedrag"),
        ("1.0000", "is geen bedrag"),
        ("duizend", "‘duizend’ is geen bedrag"),
        ("1e3", "is geen bedrag"),
        ("NaN", "is geen bedrag"),
        ("١٢", "is geen bedrag"),
        ("", "is geen bedrag"),
        ("99999999999", "te groot"),
    ],
)
def test_anything_else_is_refused_with_what_to_do(text, words):
    with pytest.raises(ValueError, match=re.escape(words)):
        parse_bedrag(text)


def test_how_amounts_are_shown():
    assert format_bedrag(Decimal("1420608.73")) == "1.420.608,73"
    assert format_bedrag(Decimal("-12")) == "-12,00"
    assert format_euro(Decimal("0")) == "€\u00a00,00"


def test_parts_add_up_to_the_cent():
    parts = share_out(Decimal("100.00"), [Decimal(1), Decimal(1), Decimal(1)])
    assert parts == [Decimal("33.34"), Decimal("33.33"), Decimal("33.33")]
    assert sum(share_out(Decimal("46295.19"), [Decimal(weight) for weight in (3, 5, 7, 11)])) == Decimal("46295.19")
    assert share_out(Decimal("5"), [Decimal(0), Decimal(0)]) == [Decimal("0.00"), Decimal("0.00")]


def test_the_field():
    field = BedragField(maximum=Decimal(100))
    assert field.clean("12,5") == Decimal("12.50")
    assert (field.prepare_value(Decimal("1234.5")), field.prepare_value("12,")) == ("1.234,50", "12,")
    for text, code in (("", "required"), ("0", "nul"), ("100,01", "maximum"), ("x", "bedrag")):
        with pytest.raises(ValidationError) as refused:
            field.clean(text)
        assert refused.value.code == code or refused.value.error_list[0].code == code
    assert BedragField(required=False).clean(" ") is None
