# SPDX-License-Identifier: EUPL-1.2
"""Webhooks: what is told, to whom, how often, and that nothing is lost or told twice."""

import datetime as dt
import json
from decimal import Decimal
from itertools import pairwise

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.utils import timezone
from standardwebhooks import Webhook as Verifier

from afspraken.models import Betrokkenheid, Doelstelling
from afspraken.services.metingen import Gemeten, record_meting
from monitoring.models import Onderwerp, Webhook, Webhookbericht
from monitoring.selectors.seintjes import BRONNEN, labels_of
from monitoring.services import webhookberichten as berichten
from monitoring.services import webhookmeldingen, webhooks
from partijen.models import Berichtsoort, Lidmaatschap, Partij, PartijInGemeente, Sleutel, Wijziging
from partijen.services import history
from partijen.services.berichten import switch_notice
from partijen.sleutelhouder import Sleutelhouder
from portaal.api import router
from portaal.lib.background.rounds import Rounds
from portaal.lib.webhooks import Answer, Outcome
from tests.api.world import SECRET, make_sleutel, make_world
from tests.factories import GebruikerFactory, PartijFactory
from tests.ontvanger import ontvanger

pytestmark = pytest.mark.django_db
ALL = [onderwerp.value for onderwerp in Onderwerp]
OK, NO = Answer(Outcome.TAKEN, 204, 12), Answer(Outcome.REFUSED, 500, 34)
PAGINA = Wijziging.Oorsprong.PAGINA


@pytest.fixture
def world(settings):
    settings.WEBHOOK_PRIVATE_HOSTS = ["127.0.0.1"]
    return make_world()


@pytest.fixture
def make(world):
    def call(**values):
        wanted = {
            "gemeente": world.maastricht,
            "partij": Partij.objects.get(naam="Woonpunt"),
            "naam": "Ons systeem",
            "url": "https://systeem.corporatie.example/seintjes?sig=abc",
            "onderwerpen": ALL,
            "by": world.users["databeheerder"],
        }
        return webhooks.make_webhook(**wanted | values)

    return call


@pytest.fixture
def webhook(make):
    return make().webhook


def change(row, by, **values):
    history.update_with_history(row, values, by=by, oorsprong=PAGINA)


def prepared(webhook):
    """The messages that are made ready now: {(kind, number of the row)}."""
    berichten.prepare_all(timezone.now())
    return set(webhook.berichten.values_list("soort", "object_id"))


def rounds(number=1, *, answer=OK, after=dt.timedelta(0)):
    """Send what is due; each message that was sent, as (number, body)."""
    sent = []

    def sender(claim, now):
        sent.append((claim.nummer, claim.inhoud))
        return answer

    now = timezone.now() + after
    for _turn in range(number):
        berichten.make_round(now, sender=sender)
    return sent


def outcomes(webhook):
    return [(row.stand, len(row.pogingen)) for row in webhook.berichten.order_by("pk")]


# --- who and what ----------------------------------------------------------------------------------------------------


def test_what_can_be_chosen_can_be_asked_of_the_api(settings):
    resources = {prefix for prefix, _viewset, _name in router.registry}
    assert {onderwerp.value for onderwerp in Onderwerp} <= resources
    assert set(BRONNEN) == set(Onderwerp)
    assert {"afspraken.afspraak", "afspraken.voortgang"} < labels_of([Onderwerp.AFSPRAKEN])
    explained = (settings.BASE_DIR / "docs" / "api" / "webhooks.md").read_text()
    for onderwerp, bron in BRONNEN.items():
        assert f"`{onderwerp.value}`" in explained
        bron.model.objects.values_list("pk", *([bron.thema] if bron.thema else [])).first()


def test_a_measurement_tells_of_its_target_and_of_no_draft(world, make):
    webhook = make(onderwerpen=["doelstellingen"]).webhook
    public = Doelstelling.objects.visible_to(AnonymousUser()).filter(gemeente=world.maastricht).first()
    hidden = Doelstelling.objects.filter(afsprakenset__gepubliceerd=False).first()
    for doel in (public, hidden):
        gemeten = Gemeten(dt.date(2026, 1, 1), Decimal(7), "Telling")
        record_meting(doelstelling=doel, gemeten=gemeten, by=world.users["coordinator"])
    assert prepared(webhook) == {("doelstellingen.gewijzigd", public.pk)}


def test_who_may_and_what_is_refused(world, make, webhook):
    users, keeper = world.users, world.users["databeheerder"]
    other = Partij.objects.get(naam="Corporaties", gemeente=world.maastricht)
    key = Sleutelhouder(Sleutel.objects.get(pk=make_sleutel(world, "lezen", "leveren").sleutel.pk))
    acts = (
        lambda by: make(by=by),
        lambda by: webhooks.replace_secret(webhook=webhook, by=by),
        lambda by: webhooks.send_proef(webhook=webhook, by=by),
        lambda by: webhooks.switch_off(webhook=webhook, by=by),
        lambda by: webhooks.switch_on(webhook=webhook, by=by),
    )
    for role in ("lid", "bestuurder", "coordinator elders"):
        for act in acts:
            with pytest.raises(PermissionDenied):
                act(users[role])
        assert not Webhook.objects.visible_to(users[role]).exists()
        assert not Webhookbericht.objects.visible_to(users[role]).exists()
    for act in acts:
        with pytest.raises(PermissionDenied):
            act(key)
    assert not Webhook.objects.visible_to(key).exists()
    with pytest.raises(PermissionDenied):
        make(partij=other, by=keeper)
    for field, values in (
        ("partij", {"partij": other, "by": users["coordinator"]}),
        ("onderwerpen", {"onderwerpen": ["geheimen"]}),
        ("naam", {"naam": "  "}),
        ("url", {"url": "http://systeem.corporatie.example/"}),
        ("url", {"url": "https://user:wachtwoord@systeem.corporatie.example/"}),
        ("url", {"url": "https://10.0.0.1/"}),
        ("url", {"url": "https://169.254.169.254/latest/"}),
        ("url", {"url": "https://localhost/"}),
        ("url", {"url": "https://systeem.lan/"}),
        ("url", {"url": "ftp://systeem.corporatie.example/"}),
        ("url", {"url": "geen adres"}),
        ("themas", {"themas": [world.afspraken["h1"].thema]}),
    ):
        with pytest.raises(ValidationError) as refused:
            make(**values)
        assert set(refused.value.error_dict) == {field}
    assert make(url="http://127.0.0.1:9/").webhook.is_aan  # allowed by the setting
    for role in ("coordinator", "databeheerder", "superuser"):
        assert Webhook.objects.visible_to(users[role]).filter(pk=webhook.pk).exists()
        assert webhooks.switch_off(webhook=webhook, by=users[role])
        assert not webhooks.switch_off(webhook=webhook, by=users[role])
        with pytest.raises(ValidationError, match="staat uit"):
            webhooks.send_proef(webhook=webhook, by=users[role])
        assert webhooks.switch_on(webhook=webhook, by=users[role])
        assert not webhooks.switch_on(webhook=webhook, by=users[role])


def test_how_many(make, webhook, world, monkeypatch):
    monkeypatch.setattr(webhooks, "MAX_PER_PARTIJ", 1)
    monkeypatch.setattr(webhooks, "MAX_PROEF", 2)
    by = world.users["coordinator"]
    with pytest.raises(ValidationError, match="al 1 webhooks"):
        make()
    first = webhooks.send_proef(webhook=webhook, by=by)
    assert not webhooks.send_again(webhook=webhook, bericht=first, by=by)
    webhooks.send_proef(webhook=webhook, by=by)
    for act in (webhooks.send_proef, lambda **values: webhooks.send_again(bericht=first, **values)):
        with pytest.raises(ValidationError, match="al vaak"):
            act(webhook=webhook, by=by)
    webhooks.switch_off(webhook=webhook, by=by)
    second = make().webhook
    with pytest.raises(ValidationError, match="al 1 webhooks"):
        webhooks.switch_on(webhook=webhook, by=by)
    webhooks.switch_off(webhook=second, by=by)
    Webhook.objects.filter(pk=webhook.pk).update(url="https://10.0.0.1/")
    with pytest.raises(ValidationError) as refused:
        webhooks.switch_on(webhook=webhook, by=by)
    assert set(refused.value.error_dict) == {"url"}


def test_a_secret_is_shown_once_and_kept_unreadable(make, world, settings):
    aanvraag = "7b1c9d52-33a4-4a7e-9c43-3f1f2f9a0d11"
    issued = make(aanvraag=aanvraag, themas=[world.afspraken["1a"].thema])
    webhook, first = issued.webhook, issued.geheim
    assert make(aanvraag=aanvraag).geheim is None
    assert Webhook.objects.count() == 1
    replaced = webhooks.replace_secret(webhook=webhook, by=world.users["coordinator"], gezien=webhook.geheim_op)
    again = webhooks.replace_secret(webhook=webhook, by=world.users["coordinator"], gezien=webhook.geheim_op)
    assert again.geheim is None
    webhook.refresh_from_db()
    now = timezone.now()
    assert berichten.keys_of(webhook, now) == (replaced.geheim, first)
    assert berichten.keys_of(webhook, now + dt.timedelta(days=7)) == (replaced.geheim,)
    events = list(Wijziging.objects.of_object(webhook).values_list("soort", "velden"))
    assert [soort for soort, _velden in events] == ["gewijzigd", "gewijzigd", "nieuw"]
    assert set(events[0][1]) == {"geheim_op"}
    assert events[1][1] == {"themas": [[], [world.afspraken["1a"].thema_id]]}
    told = json.dumps([velden for _soort, velden in events]) + json.dumps(list(Webhook.objects.values()), default=str)
    for geheim in (first, replaced.geheim):
        assert geheim not in told
        assert geheim.removeprefix("whsec_") not in told
    settings.SECRET_KEY = "another one"
    assert berichten.keys_of(webhook, now) == ()
    assert not Wijziging.objects.filter(model="monitoring.webhook", openbaar=True).exists()


# --- what is told ----------------------------------------------------------------------------------------------------


def test_only_what_the_public_sees_change(world, webhook):
    by, rows = world.users["coordinator"], world.afspraken
    assert prepared(webhook) == set()
    change(rows["1b"], by, titel=f"{SECRET} nieuw")
    change(rows["3a"], by, titel=f"{SECRET} nieuw")
    change(rows["h1"], world.users["coordinator elders"], titel="Van een andere gemeente")
    world.report("1a", publish=False, toelichting=SECRET)
    assert prepared(webhook) == set()
    change(rows["1a"], by, titel="Nieuwe titel")
    change(rows["1a"], by, titel="Nog nieuwer")
    report = world.report("2a", publish=True, toelichting="Het loopt.")
    change(rows["1b"], by, gepubliceerd=True)
    change(world.acties["2a-1"], by, gepubliceerd=False)
    assert prepared(webhook) == {
        ("afspraken.gewijzigd", rows["1a"].pk),
        ("afspraken.gewijzigd", rows["2a"].pk),
        ("afspraken.gewijzigd", rows["1b"].pk),
        ("voortgang.gewijzigd", report.pk),
        ("acties.vervallen", world.acties["2a-1"].pk),
    }
    bodies = [json.loads(text) for text in webhook.berichten.values_list("inhoud", flat=True)]
    assert {frozenset(body) for body in bodies} == {frozenset({"type", "timestamp", "data"})}
    assert SECRET not in json.dumps(bodies)
    one = next(body for body in bodies if body["data"]["id"] == rows["2a"].pk and "afspraken" in body["type"])
    assert one["data"]["url"].endswith(f"/api/v1/afspraken/{rows['2a'].pk}")
    assert (one["data"]["gemeente"], one["data"]["resource"]) == ("maastricht", "afspraken")
    assert dt.datetime.fromisoformat(one["timestamp"]).tzinfo is not None
    # Nothing is told twice.
    assert len(prepared(webhook)) == 5 == webhook.berichten.count()


def test_what_hangs_on_a_row_and_what_is_gone(world, webhook):
    by = world.users["coordinator"]
    draft = Betrokkenheid.objects.get(afspraak=world.afspraken["1b"])
    history.delete_with_history(draft, by=by, oorsprong=PAGINA)
    assert prepared(webhook) == set()
    row = Betrokkenheid.objects.filter(actie=world.acties["1a-1"]).get()
    history.delete_with_history(row, by=by, oorsprong=PAGINA)
    # It hung on an actie that was a draft until now: only what the public sees is told.
    hung = Betrokkenheid.objects.create(
        gemeente=world.maastricht,
        afspraak=world.afspraken["1a"],
        actie=world.acties["1a-2"],
        partij=Partij.objects.get(naam="Woonpunt"),
    )
    change(hung, by, actie=world.acties["1a-1"])
    afspraak, actie = world.afspraken["1a"].pk, world.acties["1a-1"].pk
    assert prepared(webhook) == {("afspraken.gewijzigd", afspraak), ("acties.gewijzigd", actie)}
    change(world.afspraken["1a"].afsprakenset, by, gepubliceerd=False)
    change(world.acties["1a-1"], by, titel="Niet meer openbaar")
    found = prepared(webhook) - {("afspraken.gewijzigd", afspraak), ("acties.gewijzigd", actie)}
    assert found == {("afsprakensets.vervallen", world.afspraken["1a"].afsprakenset_id)}


def test_chosen_kinds_and_themas(world, make):
    by = world.users["coordinator"]
    thema = world.afspraken["1a"].thema
    some = make(onderwerpen=["acties", "overleggen", "themas"], themas=[thema]).webhook
    for row in (world.acties["1a-1"], world.acties["2a-1"], world.afspraken["1a"]):
        change(row, by, titel="Nieuwe titel")
    for number in ("1a", "2a"):
        change(world.afspraken[number].thema, by, naam=f"Thema {number}")
    change(world.maastricht.overleggen.get(), by, naam="Bestuurlijk overleg")
    assert prepared(some) == {
        ("acties.gewijzigd", world.acties["1a-1"].pk),
        ("themas.gewijzigd", thema.pk),
        ("overleggen.gewijzigd", world.maastricht.overleggen.get().pk),
    }


def test_in_batches_and_from_now_on_after_it_was_off(world, webhook, monkeypatch, django_assert_max_num_queries):
    by = world.users["coordinator"]
    monkeypatch.setattr(berichten, "BATCH", 2)
    for number in range(5):
        change(world.afspraken["1a"], by, titel=f"Titel {number}")
    for _turn in range(3):
        berichten.prepare_all(timezone.now())
    assert webhook.berichten.count() == 3
    monkeypatch.setattr(berichten, "BATCH", 500)
    webhooks.switch_off(webhook=webhook, by=by)
    assert outcomes(webhook) == [("mislukt", 0)] * 3
    change(world.afspraken["1a"], by, titel="Terwijl hij uit stond")
    webhooks.switch_on(webhook=webhook, by=by)
    with django_assert_max_num_queries(1):
        assert berichten.prepare_all(timezone.now()) == 0
    change(world.afspraken["1a"], by, titel="Daarna")
    # The number of queries follows the kinds of rows, not how many there are.
    with django_assert_max_num_queries(45) as few:
        assert berichten.prepare_all(timezone.now()) == 1
    for _turn in range(3):
        change(world.afspraken["1a"], by, titel=f"Weer {_turn}")
        change(world.afspraken["2a"], by, titel=f"Weer {_turn}")
    with django_assert_max_num_queries(len(few)):
        assert berichten.prepare_all(timezone.now()) == 2


def test_a_party_that_left_is_told_nothing(world, webhook):
    webhooks.send_proef(webhook=webhook, by=world.users["coordinator"])
    PartijInGemeente.objects.filter(gemeente=world.maastricht, partij=webhook.partij).update(tot=dt.date(2020, 1, 1))
    change(world.afspraken["1a"], world.users["coordinator"], titel="Nieuwe titel")
    assert rounds() == []
    assert webhook.berichten.count() == 1
    assert berichten.prepare(webhook.pk, upto=history.last_event(), now=timezone.now()) == 0


# --- sending ---------------------------------------------------------------------------------------------------------


def test_it_really_arrives_and_can_be_checked(world, make):
    with ontvanger() as there:
        issued = make(url=there.url)
        change(world.afspraken["1a"], world.users["coordinator"], titel="Nieuwe titel")
        webhooks.send_proef(webhook=issued.webhook, by=world.users["coordinator"])
        call_command("send_webhooks")
        assert len(there.received) == 2
        read = [Verifier(issued.geheim).verify(body, headers) for headers, body in there.received]
    assert {body["type"] for body in read} == {"proef", "afspraken.gewijzigd"}
    assert outcomes(issued.webhook) == [("bezorgd", 1)] * 2
    row = issued.webhook.berichten.first()
    assert row.pogingen[0].keys() == {"moment", "uitkomst", "code", "ms"}
    assert (row.pogingen[0]["code"], row.pogingen[0]["uitkomst"]) == (204, "aangenomen")


def test_tries_wait_longer_and_longer_and_end(world, webhook):
    webhooks.send_proef(webhook=webhook, by=world.users["coordinator"])
    row = webhook.berichten.get()
    sent, now, waits = [], timezone.now(), []

    def sender(claim, moment):
        sent.append((claim.nummer, claim.inhoud))
        return NO

    for _turn in range(berichten.TRIES):
        (claim,) = berichten.claim_due(now)
        berichten.mark(claim, sender(claim, now), now=now)
        row.refresh_from_db()
        if row.stand == "wacht":
            assert berichten.claim_due(row.volgende_op - dt.timedelta(seconds=1)) == []
            waits.append(row.volgende_op - now)
            now = row.volgende_op
    assert (row.stand, row.rest, row.volgende_op, len(row.pogingen)) == ("mislukt", 0, None, berichten.TRIES)
    assert len(set(sent)) == 1  # the same number and body each time
    longest = berichten.LONGEST_WAIT
    assert all(dt.timedelta(seconds=30) <= wait <= longest * 1.2 for wait in waits)
    assert all(second > first * 2 for first, second in pairwise(waits[:-1]))
    assert dt.timedelta(hours=23) < sum(waits, dt.timedelta()) < dt.timedelta(hours=29)
    webhook.refresh_from_db()
    assert webhook.mislukt_sinds is not None
    assert webhook.is_aan
    assert webhooks.send_again(webhook=webhook, bericht=row, by=world.users["coordinator"])
    assert rounds() == sent[:1]
    webhook.refresh_from_db()
    assert webhook.mislukt_sinds is None
    assert outcomes(webhook) == [("bezorgd", berichten.TRIES + 1)]


def test_long_failing_switches_it_off_with_history(world, webhook, caplog):
    by = world.users["coordinator"]
    webhooks.send_proef(webhook=webhook, by=by)
    webhooks.send_proef(webhook=webhook, by=by)
    rounds(answer=NO)
    rounds(answer=NO)
    Webhook.objects.filter(pk=webhook.pk).update(mislukt_sinds=timezone.now() - berichten.PATIENCE)
    with caplog.at_level("INFO", logger="portaal.security"):
        rounds(answer=NO, after=dt.timedelta(minutes=1))
    webhook.refresh_from_db()
    assert (webhook.is_aan, webhook.uitgezet_om) == (False, "mislukt")
    assert {stand for stand, _tries in outcomes(webhook)} == {"mislukt"}
    event = Wijziging.objects.of_object(webhook).first()
    assert (event.gebruiker, event.oorsprong, event.velden["uitgezet_om"]) == (None, "systeem", ["", "mislukt"])
    assert rounds(after=dt.timedelta(days=2)) == []


def test_its_keepers_are_told_once_by_mail(world, webhook, mailoutbox, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert webhookmeldingen.tell_stopped() == 0
    webhooks.switch_off(webhook=webhook, by=world.users["coordinator"])
    assert webhookmeldingen.tell_stopped() == 0  # by somebody who knows
    webhooks.switch_on(webhook=webhook, by=world.users["coordinator"])
    webhooks.send_proef(webhook=webhook, by=world.users["coordinator"])
    rounds(answer=Answer(Outcome.REFUSED, 410, 5))
    GebruikerFactory(rol="databeheerder", gemeente=world.maastricht, partij=PartijFactory(naam="Een ander"))
    # Two roles, one mail; and not to who does not want it.
    Lidmaatschap.objects.create(
        gebruiker=world.users["coordinator"], gemeente=world.maastricht, rol="databeheerder", partij=webhook.partij
    )
    unwilling = GebruikerFactory(rol="coordinator", gemeente=world.maastricht)
    switch_notice(gebruiker=unwilling, soort=Berichtsoort.WEBHOOK, wanted=False)
    assert webhookmeldingen.tell_stopped() == 2
    assert {mail.to[0] for mail in mailoutbox} == {world.users[role].email for role in ("coordinator", "databeheerder")}
    text = mailoutbox[0].body
    assert f"/maastricht/webhooks/{webhook.pk}/" in text
    assert "Ons systeem" in text
    assert "corporatie.example" not in text
    assert webhookmeldingen.tell_stopped() == 0
    assert webhookmeldingen.tell_stopped(timezone.now() + dt.timedelta(days=1)) == 0
    assert len(mailoutbox) == 2


def test_gone_switches_it_off_at_once(world, webhook):
    webhooks.send_proef(webhook=webhook, by=world.users["coordinator"])
    rounds(answer=Answer(Outcome.REFUSED, 410, 5))
    webhook.refresh_from_db()
    assert (webhook.uitgezet_om, outcomes(webhook)) == ("weg", [("mislukt", 1)])


def test_a_run_that_broke_off_loses_nothing(world, webhook):
    webhooks.send_proef(webhook=webhook, by=world.users["coordinator"])
    now = timezone.now()
    (lost,) = berichten.claim_due(now)
    assert berichten.claim_due(now) == []
    later = now + berichten.CLAIM + dt.timedelta(seconds=1)
    (taken,) = berichten.claim_due(later)
    assert (taken.nummer, taken.inhoud) == (lost.nummer, lost.inhoud)
    berichten.mark(lost, NO, now=later)  # it was alive after all: the message is no longer its own
    assert outcomes(webhook) == [("wacht", 0)]
    berichten.mark(taken, OK, now=later)
    assert outcomes(webhook) == [("bezorgd", 1)]
    # Switched off while it was being sent: what came of it is kept.
    webhooks.send_proef(webhook=webhook, by=world.users["coordinator"])
    (claim,) = berichten.claim_due(timezone.now())
    webhooks.switch_off(webhook=webhook, by=world.users["coordinator"])
    berichten.mark(claim, NO, now=timezone.now())
    assert outcomes(webhook)[-1] == ("mislukt", 0)


def test_one_that_fails_does_not_keep_the_others_waiting(world, make, webhook):
    by = world.users["coordinator"]
    other = make().webhook
    for _turn in range(6):
        webhooks.send_proef(webhook=webhook, by=by)
        webhooks.send_proef(webhook=other, by=by)
    Webhook.objects.filter(pk=webhook.pk).update(mislukt_sinds=timezone.now())
    claims = berichten.claim_due(timezone.now())
    counts = [sum(claim.webhook_id == row.pk for claim in claims) for row in (webhook, other)]
    assert counts == [1, berichten.MESSAGES]


def test_old_messages_go_and_workers_make_rounds(world, webhook, settings, monkeypatch):
    by = world.users["coordinator"]
    for _turn in range(2):
        webhooks.send_proef(webhook=webhook, by=by)
    first, second = webhook.berichten.order_by("pk")
    old = timezone.now() - settings.BEWAARTERMIJNEN["webhookberichten"] - dt.timedelta(days=1)
    webhook.berichten.update(created_at=old)
    Webhookbericht.objects.filter(pk=first.pk).update(stand="bezorgd", volgende_op=None)
    assert berichten.remove_old() == 1
    assert berichten.remove_old() == 0
    assert webhook.berichten.get() == second
    sent = []
    monkeypatch.setattr(berichten, "post", lambda url, number, body, **values: sent.append(number) or OK)
    worker = Rounds()
    worker.make()
    worker.make()  # not again within three seconds
    assert len(sent) == 1
