# SPDX-License-Identifier: EUPL-1.2
"""What can be wrong with a file, as codes: the worker knows the codes, `messages` their Dutch texts.

Codes and parameters cross the pipe between the worker and the portal; the texts need Django, which the worker must
not import.
"""

from dataclasses import dataclass

MAX_FILE_BYTES = 5 * 1024 * 1024
MAX_UNPACKED_BYTES = 50 * 1024 * 1024
MAX_PARTS = 200
# The most that Excel keeps in one cell, and so the most that can go out and come back.
MAX_CELL_TEXT = 32_767
# One shared text may stand in every cell of an xlsx, one repeated row in every row of an ods: bounded after expansion.
MAX_TOTAL_TEXT = 20_000_000
MAX_SHEET_ROWS = 1_048_576


@dataclass(frozen=True)
class Limits:
    """How much is read: rows below the header, columns from A, and bytes of the file, packed and unpacked."""

    max_rows: int = 5000
    max_columns: int = 60
    max_file_bytes: int = MAX_FILE_BYTES
    max_unpacked_bytes: int = MAX_UNPACKED_BYTES


class Refused(Exception):
    """The file cannot be read; `code` is a key of `messages.FILE_MESSAGES`, `params` fill that text."""

    def __init__(self, code: str, **params: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.params = params
