# SPDX-License-Identifier: EUPL-1.2
"""Outgoing requests reach no machine of one's own network, however its address is spelled or named."""

import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import ClassVar

import pytest
import requests

from portaal.lib.outgoing import guarded, is_public_address


class Handler(BaseHTTPRequestHandler):
    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        if self.path == "/weg":
            self.send_response(302)
            self.send_header("Location", f"http://localhost:{self.server.server_address[1]}/geheim")
        else:
            self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def port(monkeypatch) -> Iterator[int]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1,localhost")
    Handler.asked = []
    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_address[1]
    server.shutdown()
    thread.join()
    server.server_close()


def get(url: str, *allowed: str) -> requests.Response:
    with guarded(requests.Session(), allowed) as session:
        return session.get(url, timeout=5)


def test_a_host_that_is_allowed_by_name_is_reached(port):
    assert get(f"http://127.0.0.1:{port}/", "127.0.0.1").status_code == 200
    assert Handler.asked == ["/"]


def test_another_one_is_not_over_http(port):
    with pytest.raises(requests.exceptions.InvalidURL):
        get(f"http://127.0.0.1:{port}/")
    assert Handler.asked == []


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_nor_over_https_where_nothing_is_sent(port, host):
    with pytest.raises(requests.exceptions.ConnectionError):
        get(f"https://{host}:{port}/")
    assert Handler.asked == []


def test_a_redirect_leads_nowhere_else(port):
    with pytest.raises(requests.exceptions.InvalidURL):
        get(f"http://127.0.0.1:{port}/weg", "127.0.0.1")
    assert Handler.asked == ["/weg"]


def test_it_is_the_connection_that_is_looked_at(port):
    """A name that is allowed does not open its address under another name."""
    with pytest.raises(requests.exceptions.ConnectionError, match="not public"):
        get(f"https://localhost:{port}/", "127.0.0.1")


def test_no_door_of_our_own_network_is_tried(monkeypatch):
    """Nobody learns by a name of his own which ports stand open here: the answer is the same, and nothing connects."""
    with socket.socket() as opened, socket.socket() as closed:
        opened.bind(("127.0.0.1", 0))
        closed.bind(("127.0.0.1", 0))
        opened.listen()
        opened.setblocking(False)
        for door in (opened, closed):
            with pytest.raises(requests.exceptions.ConnectionError, match="not public"):
                get(f"https://localhost:{door.getsockname()[1]}/")
        with pytest.raises(BlockingIOError):
            opened.accept()


def test_a_name_is_looked_up_once_and_keeps_its_certificate(monkeypatch):
    """It leads to another machine a moment later: what was looked at is what is connected with."""
    public, asked, tried = "93.184.216.34", [], []

    def look_up(host: str, port: int, *args: object, **kwargs: object) -> list[tuple[object, ...]]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (found, port)) for found in ("10.0.0.1", public)]

    def connect(address: tuple[str, int], *args: object, **kwargs: object) -> None:
        tried.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    monkeypatch.setattr("urllib3.util.connection.create_connection", connect)
    with pytest.raises(requests.exceptions.ConnectionError, match=r"system\.example"):
        get("https://system.example/")
    assert (asked, tried) == (["system.example"], [(public, 443)])


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("203.0.113.9", False),  # set apart for documentation
        ("8.8.8.8", True),
        ("10.0.0.1", False),
        ("127.0.0.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("::ffff:10.0.0.1", False),
        ("::ffff:8.8.8.8", True),
        # Where a gateway or tunnel would bring it to a machine of our own.
        ("64:ff9b::a00:1", False),
        ("64:ff9b:1::a00:1", False),
        ("64:ff9b::808:808", True),
        ("2002:a00:1::", False),
        ("::127.0.0.1", False),
        ("2001:4860:4860::8888", True),
        ("geen adres", False),
    ],
)
def test_what_is_public(address, public):
    assert is_public_address(address) is public
