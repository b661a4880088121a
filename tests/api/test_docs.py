# SPDX-License-Identifier: EUPL-1.2
"""The page that shows the document: all of it, on our own server, without scripts of its own."""

import json
import re
from html import unescape

import pytest
from django.conf import settings

from portaal.lib.api.docs import rich
from portaal.lib.api.openapi import document
from tests.api.world import BASE

pytestmark = pytest.mark.django_db


# What stands inside the rows of another resource.
NESTED = ("Probleem", "Mixregel", "Melding", "Fout", "Doeldeel", "Meting", "Onderwerp", "Oordeel")


@pytest.fixture
def page(client):
    response = client.get(f"{BASE}/docs")
    assert response.status_code == 200
    return response


def test_it_shows_every_operation_key_and_attribute(page):
    source = json.loads(document(settings.ROOT_URLCONF))
    text = page.content.decode()
    for path, methods in source["paths"].items():
        for method, operation in methods.items():
            assert f"{method.upper()} {BASE}{path if path != '/' else ''}<" in text
            assert f'id="{operation["operationId"]}"' in text
            for key in operation.get("parameters", []):
                assert f">{key['name']}<" in text
    for name, schema in source["components"]["schemas"].items():
        if not name.endswith(("Pagina", "Enum")) and name not in NESTED:
            assert all(f">{attribute}<" in text for attribute in schema.get("properties", {})), name


def test_it_works_under_the_policy(page):
    text = page.content.decode()
    assert not re.search(r"<script(?![^>]*src=)|<style|\sstyle=|\son[a-z]+=", text)
    assert not re.search(r'(?:src|href)="https?://(?!testserver)', text.replace("https://interoperable-europe", ""))
    assert page["API-Version"] == "1.0.0"
    ids = re.findall(r'\sid="([^"]+)"', text)
    assert len(ids) == len(set(ids))


def test_code_is_shown_as_code(page):
    text = page.content.decode()
    assert "`" not in re.sub(r"<pre.*?</pre>", "", text, flags=re.DOTALL)
    assert '<code class="ap-code">formaat=csv</code>' in text
    assert rich("a <b>\n\n`x<y`") == '<p>a &lt;b&gt;</p><p><code class="ap-code">x&lt;y</code></p>'


def test_the_first_examples_name_what_there_is(page):
    """Addresses of this server; every list, key and header in them stands in the document itself."""
    text = unescape(page.content.decode())
    examples = re.findall(r"<dd><code>(curl .*?)</code></dd>", text)
    assert len(examples) == 4
    source = json.loads(document(settings.ROOT_URLCONF))
    for example in examples:
        resource, query = re.search(r"http://testserver/api/v1(/[a-z]+)\?([^']+)'", example).groups()
        operation = source["paths"][resource]["post" if "--data" in example else "get"]
        known = {key["name"] for key in operation["parameters"]}
        assert {part.partition("=")[0] for part in query.split("&")} <= known, example
        assert ("Idempotency-Key" in example) <= ("Idempotency-Key" in known)


def test_it_refuses_what_the_api_refuses(client):
    assert client.get(f"{BASE}/docs?x=1").status_code == 400
    assert client.post(f"{BASE}/docs").status_code == 405
    assert client.get(f"{BASE}/docs/").status_code == 404


def test_no_queries(client, django_assert_num_queries, page):
    with django_assert_num_queries(0):
        client.get(f"{BASE}/docs")
