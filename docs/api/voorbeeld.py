# SPDX-License-Identifier: EUPL-1.2
"""A worked example: a corporation delivers figures and reads what changed. Needs nothing but Python.

    PORTAAL=http://127.0.0.1:8000 SLEUTEL=apo_... python voorbeeld.py cijfers.csv 2026-01-01 2026-01-01T00:00:00Z

A test runs this file against the server, so that it keeps working.
"""

import hashlib
import json
import os
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Any

PORTAAL = os.environ.get("PORTAAL", "http://127.0.0.1:8000")
SLEUTEL = os.environ["SLEUTEL"]


def ask(method: str, address: str, body: bytes | None = None, **headers: str) -> tuple[int, dict[str, Any], Any]:
    """One request: status, decoded body, headers. A problem is an answer too."""
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    url = urllib.parse.urljoin(PORTAAL, address)
    request = urllib.request.Request(url, body, {"Authorization": f"Token {SLEUTEL}", **names}, method=method)  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
            return answer.status, json.load(answer), answer.headers
    except urllib.error.HTTPError as error:
        return error.code, json.load(error), error.headers


def deliver(path: Path, peildatum: str) -> dict[str, Any]:
    """First a trial; then the delivery itself, which may be sent again without delivering twice."""
    content = path.read_bytes()
    for proefrun in ("true", "false"):
        query = urllib.parse.urlencode({"peildatum": peildatum, "proefrun": proefrun})
        key = hashlib.sha256(content + peildatum.encode()).hexdigest()
        status, said, headers = ask(
            "POST", f"/api/v1/leveringen?{query}", content, Content_Type="text/csv", Idempotency_Key=key
        )
        while status == 202 or said.get("status") in ("wacht", "leest"):  # a large one is read later
            time.sleep(int(headers.get("Retry-After", "5")))
            status, said, headers = ask("GET", f"/api/v1/leveringen/aanleveringen/{said['id']}")
        if status >= 400 or said["status"] in ("fouten", "mislukt"):
            for fault in said.get("fouten", []):
                print(f"{fault['naam']}: {fault['melding']}")
            raise SystemExit(f"Niet geleverd: {said.get('title', said.get('status'))}")
        print(f"{said['status']}: {said['aantalNieuw']} nieuw, {said['aantalGewijzigd']} gewijzigd")
    return said


def follow(since: str) -> None:
    """The afspraken of which something changed since a moment, page by page."""
    address = f"/api/v1/afspraken?{urllib.parse.urlencode({'gewijzigdSinds': since, 'paginaGrootte': 100})}"
    while address:
        status, page, _headers = ask("GET", address)
        if status != 200:
            raise SystemExit(page["detail"])
        for row in page["results"]:
            print(f"{row['afsprakenset']} {row['code']}: {row['status']}")
        address = page["next"]


if __name__ == "__main__":
    deliver(Path(sys.argv[1]), sys.argv[2])
    follow(sys.argv[3])
