# SPDX-License-Identifier: EUPL-1.2
"""A receiver of webhooks, with nothing but Python: `GEHEIM=whsec_… python ontvanger.py 8080`.

Behind a web server that speaks https. It prints each message once, and refuses what the portal did not send.
"""

import base64
import hashlib
import hmac
import json
import os
import sys
import time
from http.server import BaseHTTPRequestHandler, HTTPServer

TOLERANCE = 5 * 60  # seconds; older or newer is a message that somebody kept and sends again
MAX_BODY = 64 * 1024
GEHEIMEN = [base64.b64decode(text.removeprefix("whsec_")) for text in os.environ["GEHEIM"].split()]
seen: set[str] = set()  # in a real system: a table with a unique key, in the transaction of what you do with it


def is_genuine(number: str, moment: str, signatures: str, body: bytes, now: float) -> bool:
    """Whether the portal made this message, just now."""
    if not moment.isascii() or not moment.isdigit() or abs(now - int(moment)) > TOLERANCE:
        return False
    signed = f"{number}.{moment}.".encode() + body
    ours = ["v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode() for key in GEHEIMEN]
    # While a secret is being replaced there are two signatures; one that we know is enough.
    return any(hmac.compare_digest(one.encode(), theirs.encode()) for one in ours for theirs in signatures.split(" "))


class Receiver(BaseHTTPRequestHandler):
    """Answers at once; what takes long is done after the answer."""

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        body = self.rfile.read(min(int(length), MAX_BODY)) if length.isdigit() else b""
        number = self.headers.get("webhook-id", "")
        moment, signatures = self.headers.get("webhook-timestamp", ""), self.headers.get("webhook-signature", "")
        if not is_genuine(number, moment, signatures, body, time.time()):
            self.answer(401)
            return
        if number not in seen:  # tried again because our answer got lost: we have it, so say so
            seen.add(number)
            message = json.loads(body)
            print(message["type"], message["data"].get("url", ""), flush=True)
        self.answer(204)

    def answer(self, code: int) -> None:
        """A code and nothing else: the portal reads no more."""
        self.send_response(code)
        self.end_headers()

    def log_message(self, *args: object) -> None:
        """Print messages alone."""


if __name__ == "__main__":
    server = HTTPServer(("127.0.0.1", int(sys.argv[1])), Receiver)
    print("luistert op", server.server_address[1], flush=True)
    server.serve_forever()
