# SPDX-License-Identifier: EUPL-1.2
"""A body without a length arrives whole, and one that breaks off is not taken for a whole one."""

from io import BytesIO

import pytest

from portaal.lib import chunked
from portaal.lib.chunked import with_length


class BreaksOff(BytesIO):
    """Gives what it has, then fails as gunicorn does when the sender is gone or a chunk is wrong."""

    def read(self, size=-1):
        if chunk := super().read(size):
            return chunk
        raise OSError


def arrives(body, **environ):
    """(announced length, body) as the application gets them."""
    seen = {}

    def application(environ, start_response):
        length = environ.get("CONTENT_LENGTH")
        seen["body"] = (length, environ["wsgi.input"].read(-1 if length is None else int(length)))
        return []

    kept = {"HTTP_TRANSFER_ENCODING": "Chunked", "wsgi.input": body, "wsgi.input_terminated": True, **environ}
    with_length(application)(kept, lambda *args: None)
    return seen["body"]


@pytest.mark.parametrize("body", [b"", b"{}", b"x" * 3_000_000])
def test_a_chunked_body_gets_its_length(body):
    assert arrives(BytesIO(body)) == (str(len(body)), body)


def test_a_broken_body_is_longer_than_what_came(monkeypatch):
    assert arrives(BreaksOff(b"abc")) == ("4", b"abc")
    monkeypatch.setattr(chunked, "MAX_BYTES", 100_000)
    length, body = arrives(BytesIO(b"x" * 1_000_000))
    assert 100_000 < int(length) == len(body) < 1_000_000


def test_other_bodies_are_left_alone():
    assert arrives(BytesIO(b"abc"), CONTENT_LENGTH="3") == ("3", b"abc")
    assert arrives(BytesIO(b"abc"), HTTP_TRANSFER_ENCODING="") == (None, b"abc")
    # Reading on would wait for ever where the server does not say where the body ends.
    assert arrives(BytesIO(b"abc"), **{"wsgi.input_terminated": False}) == (None, b"abc")
