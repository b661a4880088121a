# SPDX-License-Identifier: EUPL-1.2
"""Sending one message of a webhook, as Standard Webhooks 1.0 says: signed, to a public address, and never elsewhere.

The receiver answers with a code of 200 to 299 within `SECONDS`. A redirect is not followed and what else is answered
is not read.
"""

import base64
import datetime as dt
import logging
import secrets
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from requests import Session
from requests.exceptions import ConnectTimeout, InvalidURL, ReadTimeout, RequestException, SSLError
from standardwebhooks import Webhook
from urllib3.exceptions import NewConnectionError

from portaal.lib.outgoing import guarded

logger = logging.getLogger(__name__)

SECRET_START, SECRET_BYTES = "whsec_", 32
# To connect, and between two bytes of the answer; all together never longer than `SECONDS`.
CONNECT_SECONDS, READ_SECONDS, SECONDS = 3.05, 10.0, 15.0
USER_AGENT = "Afsprakenportaal-Webhook/1"


class Outcome(StrEnum):
    """What came of a try."""

    TAKEN = "aangenomen"
    REFUSED = "geweigerd"  # another code than 200 to 299
    REDIRECT = "doorverwezen"
    TOO_SLOW = "te_laat"
    NOT_PUBLIC = "niet_openbaar"  # the name leads to an address of somebody's own network
    TLS = "certificaat"
    UNREACHABLE = "onbereikbaar"
    UNSIGNED = "niet_ondertekend"  # the secret was stored under another key of the installation


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one try: the code that was answered (None when none was), and how long it took."""

    outcome: Outcome
    code: int | None
    milliseconds: int

    @property
    def ok(self) -> bool:
        """The message was taken."""
        return self.outcome is Outcome.TAKEN


def new_secret() -> str:
    """A secret to sign with, as receivers expect it."""
    return SECRET_START + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def new_number() -> str:
    """The number of a message, the same at each try."""
    return f"msg_{secrets.token_hex(12)}"


def headers_for(number: str, body: str, keys: Sequence[str], now: dt.datetime) -> dict[str, str]:
    """What is sent along: one signature for each secret that counts now."""
    moment = now.astimezone(dt.UTC)
    return {
        "Content-Type": "application/json",
        "User-Agent": USER_AGENT,
        "webhook-id": number,
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": " ".join(Webhook(key).sign(number, moment, body) for key in keys),
    }


def post(
    url: str, number: str, body: str, *, keys: Sequence[str], now: dt.datetime, private_hosts: Collection[str]
) -> Answer:
    """Send a message once; whatever goes wrong is the answer, never an exception.

    Args:
        keys: secrets, the one that counts longest first.
        private_hosts: hosts that need not have a public address.
    """
    begun = time.monotonic()
    if not keys:
        return Answer(Outcome.UNSIGNED, None, 0)

    def answer(outcome: Outcome, code: int | None = None) -> Answer:
        return Answer(outcome, code, round((time.monotonic() - begun) * 1000))

    with guarded(Session(), private_hosts, SECONDS) as session:
        # No proxy or passwords of the environment: the address that is looked at is the one that is asked.
        session.trust_env = False
        try:
            with session.post(
                url,
                data=body.encode(),
                headers=headers_for(number, body, keys, now),
                timeout=(CONNECT_SECONDS, READ_SECONDS),
                allow_redirects=False,
                stream=True,
            ) as response:
                code = response.status_code
        except (ConnectTimeout, ReadTimeout):
            return answer(Outcome.TOO_SLOW)
        except SSLError:
            return answer(Outcome.TLS)
        except InvalidURL:
            return answer(Outcome.NOT_PUBLIC)
        except (RequestException, OSError, ValueError) as error:
            return answer(_outcome_of(error, time.monotonic() - begun))
        except Exception:
            logger.exception("A webhook went wrong in a way nobody thought of")
            return answer(Outcome.UNREACHABLE)
    if time.monotonic() - begun >= SECONDS:  # an answer that was cut off reads like a whole one
        return answer(Outcome.TOO_SLOW, code)
    if 300 <= code < 400:
        return answer(Outcome.REDIRECT, code)
    return answer(Outcome.TAKEN if 200 <= code < 300 else Outcome.REFUSED, code)


def _outcome_of(error: Exception, seconds: float) -> Outcome:
    reason = getattr(error.args[0] if error.args else None, "reason", None)
    if isinstance(reason, NewConnectionError) and "not public" in str(reason):
        return Outcome.NOT_PUBLIC
    return Outcome.TOO_SLOW if seconds >= SECONDS else Outcome.UNREACHABLE
