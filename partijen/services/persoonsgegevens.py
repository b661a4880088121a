# SPDX-License-Identifier: EUPL-1.2
"""The check before publishing: what looks like personal data in a public text must be answered by the coordinator.

A service that makes something public calls `check_texts` first. Findings that were not answered stop it with
`PersonalDataFound`; the page, screen or command that called it shows these and asks for an `Antwoord`.
"""

import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portaal.lib.blackout import Use, columns, strings
from portaal.lib.personal_data import Kind, find_personal_data
from portaal.lib.publicity import publicity_of
from portaal.lib.tables.text import UNREAD, read_text

# Where the words of a file are kept on the row it belongs to.
WORDS = "_words_of_file"
# Also the answer on a screen that has one reason for all its rows.
GEEN = gettext_lazy("Geen persoonsgegeven: %(reden)s")


@dataclass(frozen=True, slots=True)
class Tekst:
    """A text that is, or becomes, public: of which row and which field.

    Attributes:
        ongelezen: (a part of) a file could not be searched; the text is its name.
    """

    naam: str
    model: type[models.Model]
    veld: str
    tekst: str
    ongelezen: bool = False

    @property
    def veldnaam(self) -> str:
        """The field in words, as forms name it."""
        return str(capfirst(self.model._meta.get_field(self.veld).verbose_name))  # type: ignore[union-attr]


@dataclass(frozen=True, slots=True)
class Bevinding:
    """Something in a public text that looks like personal data; masked, so that it can be shown and logged."""

    naam: str
    veld: str
    veldnaam: str
    soort: Kind
    gemaskeerd: str

    def __str__(self) -> str:
        return _("%(naam)s, %(veld)s: %(soort)s %(gemaskeerd)s") % {
            "naam": self.naam,
            "veld": self.veldnaam.lower(),
            "soort": self.soort.label,
            "gemaskeerd": self.gemaskeerd,
        }


@dataclass(frozen=True, slots=True)
class Antwoord:
    """The coordinator looked: this is no personal data, because of `reden`. `kenmerk` says which findings he saw."""

    kenmerk: str
    reden: str


class PersonalDataFound(ValidationError):
    """A public text holds what looks like personal data, and nobody answered that; nothing was published."""

    def __init__(self, bevindingen: Iterable[Bevinding], kenmerk: str) -> None:
        self.bevindingen, self.kenmerk = tuple(bevindingen), kenmerk
        lead = ngettext(
            "Er is nog niets gepubliceerd: dit lijkt een persoonsgegeven.",
            "Er is nog niets gepubliceerd: dit lijken persoonsgegevens.",
            len(self.bevindingen),
        )
        super().__init__([lead, *(str(bevinding) for bevinding in self.bevindingen)], code="persoonsgegevens")


def find_in(texts: Iterable[Tekst]) -> tuple[list[Bevinding], str]:
    """What is found in texts, and the kenmerk of exactly these findings; both empty when there are none.

    A row that is not stored yet has no number, so the kenmerk is about fields and what was found there.
    """
    found, identity = [], []
    # A text that belongs to two rows is asked about once.
    for text in dict.fromkeys(texts):
        for kind, value, shown in _fragments(text):
            identity.append([text.model._meta.label_lower, text.veld, kind, value])
            found.append(Bevinding(masked(text.naam), text.veld, text.veldnaam, kind, shown))
    if not found:
        return [], ""
    # With a key, since a number of ten digits is guessed back from a plain hash within seconds.
    return found, salted_hmac(__name__, json.dumps(sorted(identity, key=str)), algorithm="sha256").hexdigest()[:32]


def _fragments(text: Tekst) -> list[tuple[Kind, str, str]]:
    """(kind, value, as it may be shown) of what is found in one text; the same value once."""
    if text.ongelezen:
        return [(Kind.ONGELEZEN, text.tekst, masked(text.tekst))]
    fragments = find_personal_data(text.tekst)
    return list(dict.fromkeys((one.kind, text.tekst[one.start : one.end], one.masked) for one in fragments))


def masked(text: str) -> str:
    """A text with its findings masked: the name of a row may be the very text in which something was found."""
    for fragment in reversed(find_personal_data(text)):
        text = f"{text[: fragment.start]}{fragment.masked}{text[fragment.end :]}"
    return text


def check_texts(texts: Iterable[Tekst], antwoord: Antwoord | None) -> str:
    """Let texts pass in which nothing is found, or whose findings are answered.

    Returns:
        What the history must say as the reason: empty when nothing was found.

    Raises:
        PersonalDataFound: with every finding. An answer to other findings, or one without a reason, is no answer.
    """
    found, kenmerk = find_in(texts)
    if not found:
        return ""
    if antwoord is None or antwoord.kenmerk != kenmerk or not antwoord.reden.strip():
        raise PersonalDataFound(found, kenmerk)
    kinds = ", ".join(dict.fromkeys(_in_words(finding) for finding in found))
    said = _("Geen persoonsgegeven (%(soorten)s): %(reden)s")
    return said % {"soorten": kinds, "reden": antwoord.reden.strip()}


def _in_words(bevinding: Bevinding) -> str:
    if bevinding.soort == Kind.ONGELEZEN:
        return _("bestand zelf bekeken")
    return f"{bevinding.soort.label} in {bevinding.veldnaam.lower()}"


def texts_of_file(row: Any, naam: str) -> Iterator[Tekst]:
    """The words in the file (`bestand`) of a row, and that it must be looked at when not all of it can be searched."""
    if not row.bestand:
        return
    words = row.__dict__.get(WORDS)
    if words is None:
        try:
            with row.bestand.open("rb") as handle:
                words = read_text(handle.read())
        except FileNotFoundError:
            words = UNREAD
        # A file never changes; one publication asks for it several times.
        row.__dict__[WORDS] = words
    if words.text:
        yield Tekst(naam, type(row), "bestand", words.text)
    if not words.whole:
        yield Tekst(naam, type(row), "bestand", row.bestandsnaam, ongelezen=True)


def joined(reden: str, said: str) -> str:
    """One reason for the history: what the user wrote, and what `check_texts` said, which may hold it."""
    return said if reden in said else " ".join(part for part in (reden, said) if part)


def answered(texts: Iterable[Tekst], reden: str) -> Antwoord:
    """The answer of a screen whose form asked it itself: to all that is found in these texts."""
    return Antwoord(find_in(texts)[1], reden.removeprefix(GEEN % {"reden": ""}))


def public_columns(model: type[models.Model]) -> list[str]:
    """Names of the columns of free text of which everybody can read something, as the model declares."""
    publicity = publicity_of(model)
    if publicity.never:
        return []
    free = [field.name for field, use in columns(model).items() if use is Use.FREE]
    return [name for name in free if publicity.concerns({name: None})]


def public_texts_of(row: models.Model, changed: Collection[str]) -> Iterator[Tekst]:
    """The texts of a row that everybody can read once it is stored, as far as the row itself decides.

    All of them when it is new or becomes public by itself, otherwise those of the fields that were `changed`. What
    stands around it may be concept still: who publishes that does not look at each row in it again.
    """
    publicity = publicity_of(type(row))
    own = [path for path in publicity.when if "." not in path]
    if not all(getattr(row, name) for name in own):
        return
    whole = row.pk is None or bool(set(own) & set(changed))
    for name in public_columns(type(row)):
        if whole or name in changed:
            for text in filter(None, strings(getattr(row, name))):
                yield Tekst(str(row), type(row), name, text)
