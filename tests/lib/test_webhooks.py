# SPDX-License-Identifier: EUPL-1.2
"""One message of a webhook: signed as the standard says, sent to public addresses only, and ended in time."""

import datetime as dt
import socket

import pytest
from standardwebhooks import Webhook
from standardwebhooks.webhooks import WebhookVerificationError

from portaal.lib import outgoing, webhooks
from portaal.lib.webhooks import Outcome, new_number, new_secret, post
from tests.ontvanger import ontvanger

BODY = '{"type":"proef","data":{"naam":"Café ’t Veerke"}}'


@pytest.fixture
def there():
    with ontvanger() as state:
        yield state


def send(url, *keys, hosts=("127.0.0.1",), now=None):
    return post(
        url, "msg_1", BODY, keys=keys or (new_secret(),), now=now or dt.datetime.now(dt.UTC), private_hosts=hosts
    )


def test_it_arrives_signed_and_whole(there):
    new, old = new_secret(), new_secret()
    answer = send(there.url, new, old)
    assert (answer.outcome, answer.code) == (Outcome.TAKEN, 204)
    assert answer.milliseconds < 5000
    ((headers, body),) = there.received
    assert body.decode() == BODY
    assert headers["webhook-id"] == "msg_1"
    assert headers["content-type"] == "application/json"
    assert "authorization" not in headers
    for key in (new, old):
        assert Webhook(key).verify(body, headers) == {"type": "proef", "data": {"naam": "Café ’t Veerke"}}
    for wrong_key, wrong_body, wrong_headers in (
        (new_secret(), body, headers),
        (new, body + b" ", headers),
        (new, body, headers | {"webhook-id": "msg_2"}),
        (new, body, headers | {"webhook-timestamp": str(int(headers["webhook-timestamp"]) + 1)}),
    ):
        with pytest.raises(WebhookVerificationError):
            Webhook(wrong_key).verify(wrong_body, wrong_headers)
    send(there.url, new, now=dt.datetime.now(dt.UTC) - dt.timedelta(minutes=6))
    with pytest.raises(WebhookVerificationError, match="too old"):
        Webhook(new).verify(there.received[1][1], there.received[1][0])


def test_numbers_and_secrets_are_never_the_same():
    assert len({new_number() for _turn in range(50)} | {new_secret() for _turn in range(50)}) == 100
    assert len(Webhook(new_secret())._whsecret) == 32


def test_what_is_answered(there, monkeypatch):
    for code, outcome in (
        (200, Outcome.TAKEN),
        (301, Outcome.REDIRECT),
        (307, Outcome.REDIRECT),
        (400, Outcome.REFUSED),
        (410, Outcome.REFUSED),
        (503, Outcome.REFUSED),
    ):
        there.codes = [code]
        answer = send(there.url)
        assert (answer.outcome, answer.code) == (outcome, code)
    # The redirects were not followed.
    assert len(there.received) == 6
    assert (
        post(there.url, "msg_1", BODY, keys=(), now=dt.datetime.now(dt.UTC), private_hosts=()).outcome
        == "niet_ondertekend"
    )
    monkeypatch.setattr(webhooks, "headers_for", lambda *args: 1 / 0)
    assert send(there.url).outcome == Outcome.UNREACHABLE
    assert len(there.received) == 6


def test_private_addresses_are_never_asked(there, monkeypatch):
    for url in (
        f"https://127.0.0.1:{there.port}/",
        f"https://localhost:{there.port}/",
        f"https://127.1:{there.port}/",
    ):
        answer = send(url, hosts=())
        assert (answer.outcome, answer.code) == (Outcome.NOT_PUBLIC, None), url
    assert send(there.url, hosts=()).outcome == Outcome.NOT_PUBLIC  # http
    # A name that was public when it was looked up and leads here a moment later: the connection itself is looked at.
    lookup = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, *args, **kwargs: lookup("127.0.0.1", *args, **kwargs))
    monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{there.port}")
    answer = send(f"https://systeem.corporatie.example:{there.port}/", hosts=())
    assert answer.outcome == Outcome.NOT_PUBLIC
    assert there.received == []


def test_who_does_not_answer_or_speaks_no_tls(there, monkeypatch):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        assert send(f"http://127.0.0.1:{free.getsockname()[1]}/").outcome == Outcome.UNREACHABLE
    assert send(f"https://127.0.0.1:{there.port}/").outcome == Outcome.TLS
    monkeypatch.setattr(webhooks, "READ_SECONDS", 0.05)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        assert send(f"http://127.0.0.1:{silent.getsockname()[1]}/").outcome == Outcome.TOO_SLOW


def test_an_answer_that_never_ends_is_ended(there, monkeypatch):
    there.drip = 0.02
    monkeypatch.setattr(webhooks, "SECONDS", 0.2)
    answer = send(there.url)
    assert answer.outcome == Outcome.TOO_SLOW
    assert answer.milliseconds < 2000


def test_a_connection_that_closed_by_itself_is_not_ended_again(there):
    with socket.create_connection(("127.0.0.1", there.port)) as sock:
        outgoing._end_after(sock, 0.01)
        assert sock.recv(1) == b""
