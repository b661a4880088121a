# SPDX-License-Identifier: EUPL-1.2
"""A real web server on loopback that webhooks are sent to: it keeps what it was asked, and answers as it is told."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Ontvanger:
    """What was received, oldest first, and how to answer: `codes` in turn, the last one from then on."""

    port: int = 0
    codes: list[int] = field(default_factory=lambda: [204])
    received: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    drip: float = 0

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}/seintjes?sig=abc"


@contextmanager
def ontvanger() -> Iterator[Ontvanger]:
    """Listen until the block ends."""
    state = Ontvanger()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            state.received.append(({name.lower(): value for name, value in self.headers.items()}, body))
            code = state.codes.pop(0) if len(state.codes) > 1 else state.codes[0]
            if state.drip:
                self.dribble()
                return
            self.send_response(code)
            if 300 <= code < 400:
                self.send_header("Location", f"http://127.0.0.1:{state.port}/elders")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def dribble(self) -> None:
            """A byte at a time, so that no timeout between two bytes ends it."""
            self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Lang: ")
            try:
                for _turn in range(1000):
                    self.wfile.write(b"a")
                    self.wfile.flush()
                    time.sleep(state.drip)
            except OSError:
                pass

        do_GET = do_POST

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    state.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
