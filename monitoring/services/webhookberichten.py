# SPDX-License-Identifier: EUPL-1.2
"""Messages of webhooks: made ready from the history, claimed, sent, and marked (ADR 0024).

The history is the outbox: an event is written in the transaction of its change, and each webhook keeps up to which
event messages were made ready. A message is claimed in a transaction of its own, sent outside any, and then marked: a
slow receiver holds no lock. A run that breaks off leaves a claim, which is taken over after `CLAIM`. Broke it off
between sending and marking, the message goes out once more with the number it had, by which a receiver knows it.
"""

import datetime as dt
import json
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from secrets import SystemRandom

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from monitoring.models import Onderwerp, Webhook, Webhookbericht
from monitoring.selectors.seintjes import Seintje, labels_of, read_seintjes
from partijen.models import Gebruiker, Gemeente, Wijziging
from partijen.services import history
from portaal.lib.encryption import InvalidToken, decrypt
from portaal.lib.security_log import log
from portaal.lib.webhooks import Answer, new_number, post

logger = logging.getLogger(__name__)
random = SystemRandom()
Stand = Webhookbericht.Stand
Sender = Callable[["Claim", dt.datetime], Answer]

PURPOSE = "monitoring.webhook"
PROEF = "proef"
# A message is tried so often, in about a day: after 30 seconds, 2, 8 and 32 minutes, 2, 8.5 and 12 hours.
TRIES = 8
FIRST_WAIT, LONGEST_WAIT, FACTOR = dt.timedelta(seconds=30), dt.timedelta(hours=12), 4
# Up to so much is added, so that what failed together is not tried again together.
JITTER = 0.2
# When no message was taken for so long, the webhook is switched off.
PATIENCE = dt.timedelta(days=3)
# After so long a claim is taken to be left behind; a try takes a quarter of a minute at most.
CLAIM = dt.timedelta(minutes=2)
# Events of one webhook that are read in one transaction.
BATCH = 500
# In one round; of a webhook that fails only one message, so that it does not keep the others waiting.
WEBHOOKS, MESSAGES = 8, 4
GONE = 410


@dataclass(frozen=True, slots=True)
class Claim:
    """A message that this run sends; it holds for as long as `geclaimd_op` stands so."""

    pk: int
    webhook_id: int
    geclaimd_op: dt.datetime
    nummer: str
    inhoud: str
    url: str
    keys: tuple[str, ...]


# --- making ready ----------------------------------------------------------------------------------------------------


def prepare_all(now: dt.datetime) -> int:
    """Make messages ready of what changed since each webhook looked; looks before it locks.

    Returns:
        How many were made ready.
    """
    newer = Wijziging.objects.filter(gemeente=OuterRef("gemeente"), openbaar=True, pk__gt=OuterRef("gezien_tot"))
    behind = list(Webhook.objects.sending(timezone.localdate(now)).filter(Exists(newer)).values_list("pk", flat=True))
    upto = history.last_settled_event() if behind else None
    return sum(prepare(pk, upto=upto, now=now) for pk in behind) if upto is not None else 0


@transaction.atomic
def prepare(webhook_id: int, *, upto: int, now: dt.datetime) -> int:
    """Make messages ready of events up to `upto`, a batch at most; nothing when another worker is at it.

    Returns:
        How many were made ready.
    """
    rows = Webhook.objects.sending(timezone.localdate(now)).select_related("gemeente")
    webhook = rows.select_for_update(of=("self",), skip_locked=True).filter(pk=webhook_id).first()
    if webhook is None:
        return 0
    chosen = [Onderwerp(value) for value in webhook.onderwerpen]
    found = Wijziging.objects.filter(
        gemeente_id=webhook.gemeente_id,
        openbaar=True,
        model__in=labels_of(chosen),
        pk__gt=webhook.gezien_tot,
        pk__lte=upto,
    )
    events = list(found.order_by("pk")[:BATCH])
    themas = set(webhook.themas.values_list("pk", flat=True))
    seintjes = read_seintjes(webhook.gemeente_id, events, onderwerpen=chosen, thema_ids=themas) if events else []
    messages = [_message(webhook, seintje, now) for seintje in seintjes]
    Webhookbericht.objects.bulk_create(messages, batch_size=BATCH)
    seen = events[-1].pk if len(events) == BATCH else upto
    Webhook.objects.filter(pk=webhook.pk, gezien_tot__lt=seen).update(gezien_tot=seen)
    return len(messages)


def _message(webhook: Webhook, seintje: Seintje, now: dt.datetime) -> Webhookbericht:
    resource = seintje.onderwerp.value
    address = reverse(f"api:{resource}-detail", args=[seintje.object_id])
    data = {
        "gemeente": webhook.gemeente.slug,
        "resource": resource,
        "id": seintje.object_id,
        "url": f"{settings.PORTAAL_URL}{address}",
    }
    return Webhookbericht(
        gemeente_id=webhook.gemeente_id,
        webhook=webhook,
        nummer=new_number(),
        soort=seintje.soort,
        wijziging_nummer=seintje.wijziging.pk,
        object_id=seintje.object_id,
        inhoud=_body(seintje.soort, seintje.wijziging.moment, data),
        rest=TRIES,
        volgende_op=now,
        created_at=now,
    )


def _body(soort: str, moment: dt.datetime, data: dict[str, object]) -> str:
    stamp = moment.astimezone(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return json.dumps({"type": soort, "timestamp": stamp, "data": data}, ensure_ascii=False, separators=(",", ":"))


def add_proef(webhook: Webhook, *, now: dt.datetime) -> Webhookbericht:
    """A message that tells of nothing."""
    gemeente: Gemeente = webhook.gemeente
    return Webhookbericht.objects.create(
        gemeente_id=webhook.gemeente_id,
        webhook=webhook,
        nummer=new_number(),
        soort=PROEF,
        inhoud=_body(PROEF, now, {"gemeente": gemeente.slug}),
        rest=TRIES,
        volgende_op=now,
        created_at=now,
    )


def put_back(bericht: Webhookbericht, *, now: dt.datetime) -> bool:
    """Let a message that was taken or given up be tried anew; False when it waits already."""
    ended = Webhookbericht.objects.filter(pk=bericht.pk).exclude(stand=Stand.WACHT)
    changes = {"stand": Stand.WACHT, "rest": TRIES, "volgende_op": now, "geclaimd_op": None, "opnieuw_op": now}
    return bool(ended.update(**changes))


def sent_by_hand(webhook: Webhook, *, since: dt.datetime) -> int:
    """How many messages somebody sent to try it, or sent again, since a moment."""
    tried = Q(soort=PROEF, created_at__gte=since) | Q(opnieuw_op__gte=since)
    return Webhookbericht.objects.filter(tried, webhook=webhook).count()


# --- claiming, sending, marking --------------------------------------------------------------------------------------


def claim_due(now: dt.datetime) -> list[Claim]:
    """Take messages upon oneself whose moment has come: a few of each of some webhooks, in any order of these."""
    due = Webhookbericht.objects.due(now, now - CLAIM)
    rows = Webhook.objects.sending(timezone.localdate(now)).filter(Exists(due.filter(webhook=OuterRef("pk"))))
    webhooks = list(rows.order_by("?")[:WEBHOOKS])
    return [claim for webhook in webhooks for claim in _claim(webhook, now)]


@transaction.atomic
def _claim(webhook: Webhook, now: dt.datetime) -> list[Claim]:
    number = MESSAGES if webhook.mislukt_sinds is None else 1
    due = Webhookbericht.objects.due(now, now - CLAIM).filter(webhook=webhook).order_by("volgende_op", "pk")
    rows = list(due.select_for_update(of=("self",), skip_locked=True)[:number])
    Webhookbericht.objects.filter(pk__in=[row.pk for row in rows]).update(geclaimd_op=now)
    keys = keys_of(webhook, now) if rows else ()
    return [Claim(row.pk, webhook.pk, now, row.nummer, row.inhoud, webhook.url, keys) for row in rows]


def keys_of(webhook: Webhook, now: dt.datetime) -> tuple[str, ...]:
    """The secrets that sign now: the newest first; none when they were stored under another key of the installation."""
    stored = [webhook.geheim_versleuteld]
    if webhook.vorig_geheim_tot is not None and now < webhook.vorig_geheim_tot:
        stored.append(webhook.vorig_geheim_versleuteld)
    try:
        return tuple(decrypt(text, purpose=PURPOSE) for text in stored)
    except InvalidToken:
        logger.error("The secret of a webhook was stored under another PORTAAL_SECRET_KEY: replace it.")
        return ()


def send(claim: Claim, now: dt.datetime) -> Answer:
    """Send a message once; asks no database, so that several can be sent at the same time."""
    hosts = settings.WEBHOOK_PRIVATE_HOSTS
    return post(claim.url, claim.nummer, claim.inhoud, keys=claim.keys, now=now, private_hosts=hosts)


@transaction.atomic
def mark(claim: Claim, answer: Answer, *, now: dt.datetime) -> None:
    """Keep what came of a try, and when the next one is; nothing when another run took the message over."""
    webhook = Webhook.objects.select_for_update().get(pk=claim.webhook_id)
    rows = Webhookbericht.objects.select_for_update(of=("self",))
    bericht = rows.filter(pk=claim.pk, geclaimd_op=claim.geclaimd_op).first()
    if bericht is None:
        return
    moment = now.astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    tried = {"moment": moment, "uitkomst": answer.outcome.value, "code": answer.code, "ms": answer.milliseconds}
    bericht.pogingen = [*bericht.pogingen, tried]
    bericht.geclaimd_op, bericht.rest = None, bericht.rest - 1
    if bericht.stand == Stand.WACHT:
        bericht.stand, bericht.volgende_op = _next(bericht, answer, now)
    bericht.save(update_fields=["pogingen", "geclaimd_op", "rest", "stand", "volgende_op"])
    since = None if answer.ok else webhook.mislukt_sinds or now
    if since != webhook.mislukt_sinds:
        Webhook.objects.filter(pk=webhook.pk).update(mislukt_sinds=since)
    if not webhook.is_aan or answer.ok:
        return
    if answer.code == GONE:
        stop(webhook, Webhook.Uit.WEG, by=None, oorsprong=Wijziging.Oorsprong.SYSTEEM, now=now)
    elif since is not None and now - since >= PATIENCE:
        stop(webhook, Webhook.Uit.MISLUKT, by=None, oorsprong=Wijziging.Oorsprong.SYSTEEM, now=now)


def _next(bericht: Webhookbericht, answer: Answer, now: dt.datetime) -> tuple[str, dt.datetime | None]:
    if answer.ok:
        return Stand.BEZORGD, None
    if bericht.rest <= 0:
        return Stand.MISLUKT, None
    return Stand.WACHT, now + wait_after(TRIES - bericht.rest)


def wait_after(tries: int) -> dt.timedelta:
    """How long to wait after so many tries: four times as long each time, and a little more by chance."""
    wait = min(FIRST_WAIT * FACTOR ** (tries - 1), LONGEST_WAIT)
    return wait * (1 + random.uniform(0, JITTER))


def stop(webhook: Webhook, reason: Webhook.Uit, *, by: Gebruiker | None, oorsprong: str, now: dt.datetime) -> None:
    """Switch a webhook off, in the transaction at hand; what waits is given up and can be sent again by hand."""
    changes = {"uitgezet_op": now, "uitgezet_om": reason.value}
    history.update_with_history(webhook, changes, by=by, oorsprong=oorsprong)
    waiting = Webhookbericht.objects.filter(webhook=webhook, stand=Stand.WACHT)
    waiting.update(stand=Stand.MISLUKT, volgende_op=None, geclaimd_op=None)
    if by is None:
        log("webhook_stopped", target=f"webhook:{webhook.pk}", result="failed", reason=reason.value)


# --- rounds ----------------------------------------------------------------------------------------------------------


def make_round(now: dt.datetime | None = None, *, sender: Sender = send) -> int:
    """Make ready what changed, and send what is due: a few messages at the same time.

    Returns:
        How many were tried.
    """
    now = now or timezone.now()
    prepare_all(now)
    claims = claim_due(now)
    if claims:
        with ThreadPoolExecutor(max_workers=len(claims)) as pool:
            futures = [(claim, pool.submit(sender, claim, timezone.now())) for claim in claims]
            for claim, future in futures:
                mark(claim, future.result(), now=timezone.now())
    return len(claims)


def remove_old(now: dt.datetime | None = None) -> int:
    """Remove messages that ended and are older than their period (settings.BEWAARTERMIJNEN); returns how many."""
    before = (now or timezone.now()) - settings.BEWAARTERMIJNEN["webhookberichten"]
    old = Webhookbericht.objects.filter(created_at__lt=before).exclude(stand=Stand.WACHT)
    return old.delete()[0] if old.exists() else 0
