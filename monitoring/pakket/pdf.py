# SPDX-License-Identifier: EUPL-1.2
"""The pack as PDF/UA, made by Typst: Dutch, tagged, with bookmarks and page numbers; the summary fits two pages."""

import json
import re
from pathlib import Path
from typing import Any

import typst

from monitoring.pakket.gegevens import RUIMTES, gegevens
from monitoring.selectors.rapportage import Pakket

SJABLOON = Path(__file__).with_name("boww.typ")
MAX_SAMENVATTING = 2
# PDF/UA refuses a character that no font can show. The fonts have Latin, Greek, Cyrillic, and common signs.
ONTOONBAAR = re.compile("[^\t\n -~\xa0-\u052f\u1e00-\u206f\u20a0-\u20bf\u2100-\u214f\u2190-\u2193\u25a0-\u25ff\u2713]")
GEWEIGERD = re.compile('the text `"(.+?)"` could not be displayed')
ESCAPE = re.compile(r"\\u\{([0-9a-f]+)\}")  # how Typst writes what cannot be printed
VERVANGING = "?"
MAX_POGINGEN = 20


def make_pdf(pakket: Pakket) -> bytes:
    """The file; the summary says less until it fits two pages."""
    for ruimte in RUIMTES[:-1]:
        data = gegevens(pakket, ruimte)
        if _pages_of_summary(data) <= MAX_SAMENVATTING:
            break
    else:
        data = gegevens(pakket, RUIMTES[-1])
    return compile_pdf(json.dumps(data, ensure_ascii=False))


def compile_pdf(text: str, *, sjabloon: Path = SJABLOON) -> bytes:
    """The file of data as JSON; a character that the fonts turn out not to have becomes a question mark.

    Raises:
        TypstError: anything else is wrong, which is a fault of the template.
    """
    for _attempt in range(MAX_POGINGEN):
        try:
            return bytes(typst.compile(str(sjabloon), format="pdf", pdf_standards=["ua-1"], **_inputs(text)))
        except typst.TypstError as error:
            refused = GEWEIGERD.search(str(error))
            missing = ESCAPE.sub(lambda found: chr(int(found[1], 16)), refused[1]) if refused else ""
            if not missing or missing not in text:
                raise
            text = text.replace(missing, VERVANGING)
    return bytes(typst.compile(str(sjabloon), format="pdf", **_inputs(text)))


def _pages_of_summary(data: dict[str, Any]) -> int:
    """The page on which the summary ends; without the annexes, which cost most of the time."""
    short = {**data, "afwijkingen": [], "verschillen": [], "themas": []}
    found = typst.query(str(SJABLOON), "<einde-samenvatting>", field="value", one=True, **_inputs(json.dumps(short)))
    return int(json.loads(found))


def _inputs(text: str) -> dict[str, Any]:
    # No fonts of the machine: the same file everywhere.
    return {"sys_inputs": {"gegevens": ONTOONBAAR.sub(VERVANGING, text)}, "ignore_system_fonts": True}
