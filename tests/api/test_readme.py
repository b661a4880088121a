# SPDX-License-Identifier: EUPL-1.2
"""Every command in docs/api/README.md does what the page says, on the example data."""

import re
import shlex
from itertools import pairwise
from string import ascii_lowercase
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management import call_command

from portaal.api import router
from portaal.lib.api.query import PEILDATUM
from tests.api.world import RESOURCES, body_of

README = settings.BASE_DIR / "docs" / "api" / "README.md"
BLOCK = re.compile(r"```sh\n(.*?)```", re.DOTALL)


def commands():
    return [line for block in BLOCK.findall(README.read_text()) for line in block.splitlines() if line]


def run(client, command):
    """The answer to a curl command, and the status that its comment announces."""
    words, expected = shlex.split(command, comments=True), re.search(r"# (\d+)$", command)
    assert words[0] == "curl"
    headers = {}
    for name, value in pairwise(words):
        if name == "-H":
            key, _, content = value.partition(": ")
            headers[key] = content
    address = urlsplit(next(word for word in words if word.startswith("http://127.0.0.1:8000/")))
    response = client.get(f"{address.path}?{address.query}", headers=headers)
    return response, int(expected[1]) if expected else 200


def test_the_example_data_is_all_there(ask, db, capsys):
    """The codes of the document, and as many acties as it lists."""
    call_command("load_voorbeelddata", demo=True)
    expected = {"0": "abc", "1": "abcde", "2": "abcdefg", "3": "abcde", "4": "abc", "5": ascii_lowercase[:23]}
    expected["6"] = "abcdefghij"
    rows = ask("afspraken", afsprakenset="prestatieafspraken-2022-2026", paginaGrootte=100)["results"]
    assert [row["code"] for row in rows] == [
        thema + letter for thema, letters in expected.items() for letter in letters
    ]
    actions = {row["code"]: row["aantalActies"] for row in rows}
    assert (actions["6a"], actions["6b"], actions["6j"]) == (7, 10, 13)
    assert all(row["demo"] == (row["laatsteVoortgang"] is not None) for row in rows)
    assert {row["status"] for row in rows} >= {"op_koers", "aandacht", "stagnatie", "gereed"}


def test_every_command_works(client, db, capsys):
    call_command("load_voorbeelddata", demo=True)
    found = commands()
    assert len(found) >= 15
    for command in found:
        # The example of one row takes the first there is.
        if command.endswith("/afspraken/1"):
            first = client.get("/api/v1/afspraken").json()["results"][0]["id"]
            command = command.replace("/afspraken/1", f"/afspraken/{first}")
        response, expected = run(client, command)
        content = body_of(response)
        assert response.status_code == expected, (command, content[:300])
        assert len(content) > 100, command
        if response["Content-Type"] == "application/json" and "results" in response.json():
            # An example with an empty answer would teach nothing.
            assert response.json()["results"], command


def test_every_resource_is_in_the_table():
    text, _heading, after = README.read_text().partition("## Asking")
    assert re.findall(r"^\| `([a-z]+)` \|", text, re.MULTILINE) == list(RESOURCES)
    # And in that of the day that has been, as the resource itself says.
    found, viewsets = {}, {prefix: viewset for prefix, viewset, _name in router.registry}
    for names, said in re.findall(r"^\| (`[^|]+) \| ([^|]+) \|$", after.partition("## Everything")[0], re.MULTILINE):
        found |= dict.fromkeys(re.findall(r"`([a-z]+)`", names), not said.startswith("does not apply"))
    assert found == {name: PEILDATUM in viewsets[name].query_keys for name in RESOURCES}
