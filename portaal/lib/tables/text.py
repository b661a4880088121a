# SPDX-License-Identifier: EUPL-1.2
"""The words in a kept file, to search them before the file becomes public; parsing happens in the limited process."""

from dataclasses import dataclass

from . import runner
from .problems import Limits, Refused

LIMITS = Limits()
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff")


@dataclass(frozen=True, slots=True)
class FileText:
    """What was found to read. `whole` is False when there is more than was searched, or nothing could be read."""

    text: str
    whole: bool


UNREAD = FileText("", False)


def read_text(content: bytes) -> FileText:
    """The words in a docx, odt, xlsx, ods, pdf or text; nothing of a picture, a scan, or a file that is damaged."""
    try:
        if len(content) > LIMITS.max_file_bytes or content.startswith(_PICTURES):
            return UNREAD
        answer = runner.ask_worker(content, None, LIMITS, text=True)
        return FileText(str(answer["text"]), bool(answer["whole"]))
    except (Refused, KeyError):
        return UNREAD
