# SPDX-License-Identifier: EUPL-1.2
"""Personal data that slips into free text: phone numbers, e-mail addresses, numbers that may be a BSN.

The search only warns, so it may be wrong both ways: a person decides. It leaves alone what these texts are full of:
years, dates, amounts, codes of Statistics Netherlands and account numbers.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from phonenumbers import PhoneNumberMatcher
from stdnum.nl import bsn


class Kind(TextChoices):
    """What was found."""

    TELEFOONNUMMER = "telefoonnummer", _("telefoonnummer")
    EMAILADRES = "emailadres", _("e-mailadres")
    BSN = "bsn", _("mogelijk burgerservicenummer (BSN)")
    # Of a file: nothing was found, since nothing could be read.
    ONGELEZEN = "ongelezen", _("het portaal kan dit niet doorzoeken, kijk zelf in")


@dataclass(frozen=True, slots=True)
class Fragment:
    """One finding: `text[start:end]`, and how it may be shown and logged without giving it away."""

    kind: Kind
    start: int
    end: int
    masked: str


# Bounded, so that a long text without an @ costs no more than its length.
_EMAIL = re.compile(
    r"[\w.!#$&'*+/=?^`|~-]{1,64}(?:@|%40| ?[(\[{] ?(?:at|apenstaartje) ?[)\]}] ?)[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d(?:[ .\-]?\d){7,}")
_BSN_SHAPE = re.compile(
    r"\d{8,9}|(\d{3})([ .\-])\d{3}\2\d{3}|\d{4}([ .\-])\d{2}\3\d{2,3}|\d{2,3}(?:([ .\-])\d{2}){2,3}\d?"
)
_AMOUNT_BEFORE = re.compile(r"(?:€|\beur|\beuro)\s?$", re.IGNORECASE)
_AMOUNT_AFTER = re.compile(r"\s?(?:€|eur\b|euro\b|miljoen\b|woningen\b|inwoners\b|%)|,\d|,-", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d")
# What looks like a number to call, and is none: dates, months, IBAN, codes such as BU09350101.
_OTHER = re.compile(
    r"""
      (?<!\d)(?:0?[1-9]|[12]\d|3[01])([-/.])(?:0?[1-9]|1[0-2])\1(?:19|20)\d\d(?!\d)          # 15-03-2022
    | (?<!\d)(?<!\d[-/.\ ])(?:0?[1-9]|[12]\d|3[01])([-/.])(?:0?[1-9]|1[0-2])\2\d\d(?![-/.\ ]?\d)  # 15-03-22
    | (?<!\d)(?:19|20)\d\d([-/.])(?:0?[1-9]|1[0-2])\3(?:0?[1-9]|[12]\d|3[01])(?!\d)          # 2022-03-15
    | (?<!\d)(?:0?[1-9]|1[0-2])[-/](?:19|20)\d\d(?!\d)                                       # 03-2022
    | \b[A-Z]{2}\d{2}\ ?[A-Z]{4}(?:\ ?\d{4}){2,6}\ ?\d{0,3}                                  # NL00 BANK 0123 4567 89
    | \b(?:GM|WK|BU|PV)\d{2,8}\b
    """,
    re.VERBOSE,
)
_SHORTEST_PHONE = 9  # digits; 14 043 and 0900-8844 are nobody's own, and read like amounts


def find_personal_data(text: str) -> list[Fragment]:
    """The phone numbers, e-mail addresses and numbers that may be a BSN in a text, in the order of the text."""
    if not text:
        return []
    plain, positions = _plain(text)
    found: list[tuple[Kind, int, int]] = []
    rest = plain
    for kind, search in (
        (Kind.EMAILADRES, _find_email),
        (None, _find_other),
        (Kind.TELEFOONNUMMER, _find_phone),
        (Kind.BSN, _find_bsn),
    ):
        for start, end in list(search(rest)):
            if kind:
                found.append((kind, start, end))
            rest = f"{rest[:start]}{'|' * (end - start)}{rest[end:]}"
    return [
        Fragment(kind, positions[start], positions[end - 1] + 1, mask(kind, plain[start:end]))
        for kind, start, end in sorted(found, key=lambda item: item[1])
    ]


def mask(kind: Kind, value: str) -> str:
    """A finding as it may be shown: enough to find it back in the text, not enough to use it."""
    if kind == Kind.EMAILADRES:
        return f"{value[0]}•••@•••{value[value.rindex('.') :]}"
    places = [index for index, character in enumerate(value) if character.isdigit()]
    shown = {*places[:2], *places[-2:]}
    return "".join("•" if index in places and index not in shown else value[index] for index in range(len(value)))


def _plain(text: str) -> tuple[str, list[int]]:
    """The text with ordinary digits and blanks and without invisible characters, and where each stood."""
    characters, positions = [], []
    for position, character in enumerate(text):
        if character.isascii():
            plain = character
        elif unicodedata.category(character) == "Cf":  # a soft hyphen or zero-width space hides nothing
            continue
        elif (digit := unicodedata.decimal(character, None)) is not None:
            plain = str(digit)
        elif unicodedata.category(character) in ("Zs", "Pd"):
            plain = "-" if unicodedata.category(character) == "Pd" else " "
        elif "\uff01" <= character <= "\uff5e":
            plain = chr(ord(character) - 0xFEE0)
        else:
            plain = character
        characters.append(plain)
        positions.append(position)
    return "".join(characters), positions


def _find_email(text: str) -> Iterator[tuple[int, int]]:
    for match in _EMAIL.finditer(text):
        yield match.span()


def _find_other(text: str) -> Iterator[tuple[int, int]]:
    for match in _OTHER.finditer(text):
        yield match.span()


def _find_phone(text: str) -> Iterator[tuple[int, int]]:
    """Numbers that can be called, Dutch or with their country code, by the rules of libphonenumber."""
    for match in PhoneNumberMatcher(text.replace("_", " "), "NL"):
        if len(re.sub(r"\D", "", match.raw_string)) >= _SHORTEST_PHONE:
            yield match.start, match.end


def _find_bsn(text: str) -> Iterator[tuple[int, int]]:
    """Numbers of eight or nine digits that pass the eleven-test, as one number or in groups."""
    for match in _DIGITS.finditer(text):
        start, end = match.span()
        before, value, after = text[max(0, start - 6) : start], match[0], text[end : end + 12]
        if re.search(r"\w$", before) and not before.lower().endswith("bsn"):
            continue
        if not _BSN_SHAPE.fullmatch(value) or re.match(r"\w", after):
            continue
        if _AMOUNT_BEFORE.search(before) or _AMOUNT_AFTER.match(after) or _is_other_number(value):
            continue
        if bsn.is_valid(re.sub(r"\D", "", value)):
            yield start, end


def _is_other_number(value: str) -> bool:
    """A date without dashes, or a code that begins with zeros: of the nine digits of a BSN one at most is that zero."""
    digits = re.sub(r"\D", "", value)
    if digits.zfill(9).startswith("00"):
        return True
    if len(digits) == 9:
        return False
    for form in ("%Y%m%d", "%d%m%Y"):
        try:
            moment = dt.datetime.strptime(digits, form)
        except ValueError:
            continue
        if _YEAR.fullmatch(str(moment.year)):
            return True
    return False


def validate_openbaar(field: str, text: str) -> None:
    """A text that everybody will read holds no phone number, e-mail address or number that may be a BSN.

    Raises:
        ValidationError: under the field, with what was found, masked.
    """
    found = find_personal_data(text)
    if found:
        fault = _("Iedereen kan deze tekst lezen. Haal weg: %(gevonden)s.")
        shown = ", ".join(f"{fragment.kind.label} {fragment.masked}" for fragment in found)
        raise ValidationError({field: ValidationError(fault, code="persoonsgegevens", params={"gevonden": shown})})
