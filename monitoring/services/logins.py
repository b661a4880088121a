# SPDX-License-Identifier: EUPL-1.2
"""Logins of demo accounts: passwords and secrets made at random, shown once, never kept in the clear or logged."""

import secrets
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from partijen.models import Gebruiker
from partijen.policies import needs_second_factor
from partijen.services.second_factor import otpauth_uri, renew_demo_totp

# Syllables that can be read aloud and typed over; five groups of two of them are 64 bits.
CONSONANTS = "bdfghjklmnprstvwz"
VOWELS = "aeiou"
GROUPS = 5


@dataclass(frozen=True, slots=True)
class Login:
    """A demo account, its role in words, and its new password: the only place where that is readable.

    `geheim` is what an authenticator app asks for, where the role needs a second factor, and `link` the same for an
    app that reads links.
    """

    email: str
    rol: str
    wachtwoord: str
    geheim: str = ""
    link: str = ""

    def __repr__(self) -> str:
        return f"Login({self.email!r})"


def make_password() -> str:
    """A random password of 24 characters, such as `bato-lemi-kuso-radi-nove`."""
    syllables = (secrets.choice(CONSONANTS) + secrets.choice(VOWELS) for _syllable in range(2 * GROUPS))
    return "-".join(a + b for a, b in zip(syllables, syllables, strict=True))


def new_login(gebruiker: Gebruiker, password: str) -> Login:
    """The login of a demo account that was just given this password, with a new second factor if its role needs one."""
    if not needs_second_factor(gebruiker):
        return Login(gebruiker.email, gebruiker.naam, password)
    secret = renew_demo_totp(gebruiker)
    return Login(gebruiker.email, gebruiker.naam, password, secret, otpauth_uri(gebruiker, secret))


def reset_demo_logins() -> list[Login]:
    """Give every active demo account a new password and second factor; real accounts are never touched.

    Old passwords and open sessions of these accounts end.
    """
    gebruikers = list(Gebruiker.objects.filter(demo=True, is_active=True).order_by("email"))
    passwords = [make_password() for _gebruiker in gebruikers]
    for gebruiker, password in zip(gebruikers, passwords, strict=True):
        gebruiker.set_password(password)
    # Hashing takes seconds: only what follows holds a lock.
    with transaction.atomic():
        Gebruiker.objects.bulk_update(gebruikers, ["password"])
        return [new_login(g, password) for g, password in zip(gebruikers, passwords, strict=True)]


def format_logins(logins: list[Login]) -> str:
    """The logins as a table for a terminal, and below it what to do with the secrets."""
    lines = [
        (_("E-mail"), _("Rol"), _("Wachtwoord"), _("Geheim voor de tweede stap")),
        *((login.email, login.rol, login.wachtwoord, login.geheim) for login in logins),
    ]
    with_second = [login for login in logins if login.geheim]
    if not with_second:
        lines = [(*line[:3], "") for line in lines]
    widths = [max(len(line[column]) for line in lines) for column in range(3)]
    table = [
        "  ".join(f"{cell:<{width}}" for cell, width in zip(line, [*widths, 0], strict=True)).rstrip() for line in lines
    ]
    if not with_second:
        return "\n".join(table)
    explanation = _(
        "Wie een geheim heeft, logt in met een code erbij. Zet het geheim in een app voor codes, of vraag de code van "
        "dit moment met: make code EMAIL=%(email)s"
    )
    links = [f"  {login.email}: {login.link}" for login in with_second]
    return "\n".join([*table, "", explanation % {"email": with_second[0].email}, *links])
