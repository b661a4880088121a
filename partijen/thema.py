# SPDX-License-Identifier: EUPL-1.2
"""The colours of a gemeente: which there are, when they can be read, and the stylesheet they become.

They fill in the tokens `--ap-theme-…` of the portal's own stylesheet. The colours of a status stay outside: a status
looks the same in every gemeente. In dark mode the portal keeps its own colours, which are checked once for all.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portaal.lib.contrast import SHAPE, TEXT, contrast, is_colour


@dataclass(frozen=True, slots=True)
class Kleur:
    """One colour a gemeente may choose; `usual` is that of the portal itself."""

    label: Any
    usual: str


KLEUREN = {
    "header-background": Kleur(gettext_lazy("Achtergrond van de kop"), "#223c61"),
    "header-text": Kleur(gettext_lazy("Tekst in de kop"), "#ffffff"),
    "accent": Kleur(gettext_lazy("Knoppen"), "#154c8a"),
    "accent-text": Kleur(gettext_lazy("Tekst op knoppen"), "#ffffff"),
    "link": Kleur(gettext_lazy("Links"), "#00568b"),
    "heading": Kleur(gettext_lazy("Koppen"), "#001a40"),
}
# The backgrounds of pages that links, headings and buttons stand on: white, panels and the footer.
PAGES = ("#ffffff", "#f9f9fa", "#eff0f3")
PAIRS = (
    ("header-text", "header-background", TEXT),
    ("accent-text", "accent", TEXT),
    *(("link", page, TEXT) for page in PAGES),
    *(("heading", page, TEXT) for page in PAGES),
    *(("accent", page, SHAPE) for page in PAGES),
)


def faults_of(kleuren: Mapping[str, str]) -> dict[str, str]:
    """What is wrong with each colour, all at once: no colour, or too little contrast (WCAG 2.2, 1.4.3 and 1.4.11)."""
    wrong = _("Vul een kleur in als # met zes tekens 0-9 of a-f, zoals #154c8a.")
    faults = {name: wrong for name, value in kleuren.items() if not is_colour(str(value))}
    if faults:
        return faults
    for name, against, least in PAIRS:
        found = contrast(chosen(kleuren, name), chosen(kleuren, against))
        if found < least:
            faults.setdefault(name, _too_little(against, found, least))
    return faults


def validate_kleuren(kleuren: Any) -> None:
    """Refuse what is no colour of a gemeente, and what cannot be read.

    Raises:
        ValidationError: every fault, each with the name of its colour.
    """
    if not isinstance(kleuren, dict) or set(kleuren) - set(KLEUREN):
        raise ValidationError(_("Dit zijn geen kleuren van een gemeente."))
    if faults := faults_of(kleuren):
        raise ValidationError([f"{KLEUREN[name].label}: {fault}" for name, fault in faults.items()])


def _too_little(against: str, found: float, least: float) -> str:
    background = str(KLEUREN[against].label).lower() if against in KLEUREN else _("de pagina (%s)") % against
    sentence = _("Te weinig verschil met %(background)s: %(found)s op 1, en nodig is %(least)s op 1.")
    shown = {"found": f"{found:.2f}".replace(".", ","), "least": f"{least:.1f}".replace(".", ",")}
    return sentence % {"background": background, **shown}


def chosen(kleuren: Mapping[str, str], name: str) -> str:
    """The colour of that name: the gemeente's own or the usual one; a colour itself stays what it is."""
    return kleuren.get(name, KLEUREN[name].usual) if name in KLEUREN else name


def stylesheet(kleuren: Mapping[str, str]) -> str:
    """What the browser gets: tokens and nothing else, of colours that were checked when they were saved."""
    tokens = "".join(
        f"  --ap-theme-{name}: {kleuren[name]};\n" for name in KLEUREN if is_colour(str(kleuren.get(name, "")))
    )
    return f":root {{\n{tokens}}}\n"


def stylesheet_version(kleuren: Mapping[str, str]) -> str:
    """Twelve hex digits that change with the colours: part of the address, so that browsers may keep the file."""
    return hashlib.sha256(json.dumps(kleuren, sort_keys=True).encode()).hexdigest()[:12]
