# SPDX-License-Identifier: EUPL-1.2
"""A document that somebody hands in: checked by its content, and given a harmless name."""

import re
import unicodedata
from collections.abc import Sequence
from pathlib import PurePosixPath

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from portaal.lib import filetypes

MAX_BYTES = 5 * 1024 * 1024
MAX_NAME = 100


def read_document(
    bestand: UploadedFile, *, kinds: Sequence[filetypes.Bestandstype] = filetypes.ALLE
) -> tuple[bytes, filetypes.Bestandstype]:
    """Content and type of an uploaded file.

    Args:
        kinds: what may be handed in here.

    Raises:
        ValidationError: it is empty, too big, or not of one of the kinds.
    """
    size = bestand.size or 0
    if not 0 < size <= MAX_BYTES:
        fault = _("Dit bestand is groter dan 5 MB.") if size else _("Dit bestand is leeg.")
        raise ValidationError(fault, code="grootte")
    content = bestand.read()
    kind = filetypes.detect(content)
    if kind is None or kind not in kinds:
        named = ", ".join(known.extension for known in kinds)
        if len(kinds) < len(filetypes.ALLE):
            fault = _("Dit bestand kan het portaal niet bewaren. Kies uit: %(kinds)s.")
        else:
            fault = _("Dit is geen bestand dat het portaal bewaart. Kies uit: %(kinds)s, zonder macro’s of wachtwoord.")
        raise ValidationError(fault, code="soort", params={"kinds": named})
    return content, kind


def download_name(name: str, kind: filetypes.Bestandstype, *, otherwise: str = "document") -> str:
    """A harmless name for the download: letters, digits and a few marks, with the extension of the content.

    Args:
        otherwise: what it is called when nothing is left of its name.
    """
    stem = PurePosixPath(name.replace("\\", "/")).stem
    stem = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode()
    stem = re.sub(r"[^A-Za-z0-9 ._()-]+", "", stem).strip(" .")[:MAX_NAME]
    return f"{stem or otherwise}.{kind.extension}"
