# SPDX-License-Identifier: EUPL-1.2
"""Bodies without a length (`Transfer-Encoding: chunked`), as some HTTP libraries send them without being asked."""

import tempfile
from collections.abc import Callable, Iterable
from typing import Any

CHUNK = 64 * 1024
IN_MEMORY = 1024 * 1024
MAX_BYTES = 16 * 1024 * 1024
"""More than anything the portal takes; of what is longer the rest is left unread, and it is refused as too large."""

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def with_length(application: Application) -> Application:
    """The same application, for which a chunked body has the length that it turned out to have.

    Django takes a body without a length for an empty one. A body that breaks off gets one byte more than came, so that
    who reads it notices.
    """

    def measured(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        chunked = environ.get("HTTP_TRANSFER_ENCODING", "").strip().lower() == "chunked"
        if not chunked or environ.get("CONTENT_LENGTH") or not environ.get("wsgi.input_terminated"):
            return application(environ, start_response)
        with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as body:
            broken = _copy(environ["wsgi.input"], body)
            length = body.tell()
            body.seek(0)
            changed = {**environ, "wsgi.input": body, "CONTENT_LENGTH": str(length + broken)}
            return application(changed, start_response)

    return measured


def _copy(source: Any, target: Any) -> bool:
    """Copy until the end or past MAX_BYTES; True when the sender broke off."""
    try:
        while target.tell() <= MAX_BYTES and (chunk := source.read(CHUNK)):
            target.write(chunk)
    except OSError:
        return True
    return False
