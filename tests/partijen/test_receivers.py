# SPDX-License-Identifier: EUPL-1.2
"""What the security log tells, of every way in, and what it never tells."""

import re

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from afspraken.services.voortgang import Melding, record_voortgang, withdraw_voortgang
from partijen.models import Gebruiker, Lidmaatschap, Wijziging
from partijen.services import history
from tests.factories import ActieFactory, AfspraakFactory, GebruikerFactory
from tests.partijen.inloggen import LOGIN, PASSWORD, commits, enrol, log_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_limits")]

MEMBER = {"email": "nieuw@portaal.example", "naam": "Volledige Naam", "rol": "bestuurder"}


def told(lines, *keys):
    return [tuple(line[key] for key in keys) for line in lines]


def test_login_logout_and_what_failed(client, coordinator, security_log):
    log_in(client, coordinator, "verkeerd wachtwoord")
    log_in(client, coordinator)
    client.post(reverse("account_logout"))
    account = f"gebruiker:{coordinator.pk}"
    failed, ok = security_log.of("login")
    assert (failed["result"], failed["actor"], ok["result"], ok["object"]) == ("failed", "-", "ok", account)
    assert re.fullmatch(r"login:[0-9a-f]{12}", failed["object"])
    assert re.fullmatch(r"web:[0-9a-f]{12}", ok["origin"])
    assert told(security_log.of("logout"), "object", "actor") == [(account, str(coordinator.pk))]


def test_the_same_unknown_account_is_recognised_and_lockout_is_told(client, security_log):
    for _ in range(6):
        client.post(LOGIN, {"login": "niemand@portaal.example", "password": "x"})
    results = told(security_log.of("login"), "result")
    assert results.count(("locked",)) == 2
    assert len({line["object"] for line in security_log.of("login")}) == 1


def test_second_factors_and_passwords(client, coordinator, security_log):
    log_in(client, coordinator)
    enrol(client)
    client.post(reverse("account_logout"))
    log_in(client, coordinator)
    client.post(reverse("mfa_authenticate"), {"code": "000000"})
    actor = str(coordinator.pk)
    assert told(security_log.of("mfa_added"), "actor", "type") == [(actor, "recovery_codes"), (actor, "totp")] or told(
        security_log.of("mfa_added"), "actor", "type"
    ) == [(actor, "totp"), (actor, "recovery_codes")]
    assert told(security_log.of("mfa"), "result", "type") == [("failed", "totp")]
    client.force_login(coordinator)
    Lidmaatschap.objects.all().delete()
    client.post(reverse("mfa_deactivate_totp"))
    assert ("totp",) in told(security_log.of("mfa_removed"), "type")
    new = "een ander lang wachtwoord"
    client.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert told(security_log.of("password_changed"), "actor") == [(actor,)]


def test_invitations_and_roles(client, coordinator, gemeente, security_log):
    client.force_login(coordinator)
    with commits():
        client.post("/maastricht/leden/", MEMBER)
        user = Gebruiker.objects.get(email=MEMBER["email"])
        client.post(reverse("rol-beeindigen", args=["maastricht", user.lidmaatschappen.get().pk]))
    account, actor, here = f"gebruiker:{user.pk}", str(coordinator.pk), str(gemeente.pk)
    assert told(security_log.of("invitation"), "object", "actor", "gemeente") == [(account, actor, here)]
    for action in ("role_granted", "role_ended"):
        lines = security_log.of(action)
        assert told(lines, "object", "actor", "gemeente", "role") == [(account, actor, here, "bestuurder")]
        assert lines[0]["origin"].startswith("web:")


def test_roles_given_at_beheer_are_told_too(gemeente, coordinator, security_log):
    row = Lidmaatschap(gebruiker=GebruikerFactory(), gemeente=gemeente, rol="bestuurder")
    with commits():
        history.create_with_history(row, by=coordinator, oorsprong=Wijziging.Oorsprong.BEHEER)
    assert told(security_log.of("role_granted"), "actor", "role") == [(str(coordinator.pk), "bestuurder")]


def test_accounts_switched_off_and_on_and_administrators(gemeente, coordinator, security_log):
    user = GebruikerFactory(rol="bestuurder", gemeente=gemeente)
    with commits():
        for changes in ({"is_active": False}, {"is_active": True}, {"is_superuser": True}, {"naam": "Ander"}):
            history.update_with_history(user, changes, by=coordinator, oorsprong=Wijziging.Oorsprong.BEHEER)
    account = f"gebruiker:{user.pk}"
    assert told(security_log.lines, "action", "object") == [
        ("account_off", account),
        ("account_on", account),
        ("administrator_granted", account),
    ]


def test_publishing_and_withdrawing(gemeente, coordinator, security_log):
    afspraak = AfspraakFactory(thema__gemeente=gemeente)
    with commits():
        voortgang = record_voortgang(
            afspraak=afspraak,
            actie=None,
            melding=Melding(status="op_koers", toelichting="x"),
            by=coordinator,
            publish=True,
        )
        withdraw_voortgang(voortgang=voortgang, by=coordinator, reden="x")
    row = f"afspraken.voortgang:{voortgang.pk}"
    assert told(security_log.of("publish"), "object", "actor") == [(row, str(coordinator.pk))]
    assert told(security_log.of("withdraw"), "object", "actor") == [(row, str(coordinator.pk))]


def test_an_import_is_one_line_per_kind_of_row(gemeente, coordinator, security_log):
    afspraak = AfspraakFactory(thema__gemeente=gemeente)
    rows = ActieFactory.build_batch(3, afspraak=afspraak, gemeente=gemeente)
    with commits():
        history.bulk_create_with_history(rows, by=coordinator, oorsprong=Wijziging.Oorsprong.IMPORT)
    assert told(security_log.of("import"), "object", "count", "actor") == [
        ("afspraken.actie", "3", str(coordinator.pk))
    ]


def test_every_other_change_is_told_without_what_it_says(gemeente, coordinator, security_log):
    """Nothing that is written stays out of the log, such as what is public at once without being published."""
    afspraak = AfspraakFactory(thema__gemeente=gemeente)
    first, second = ActieFactory.build_batch(2, afspraak=afspraak, gemeente=gemeente)
    many = ActieFactory.build_batch(2, afspraak=afspraak, gemeente=gemeente)
    page = {"by": coordinator, "oorsprong": Wijziging.Oorsprong.PAGINA}
    with commits():
        history.create_with_history(first, **page)
        history.update_with_history(first, {"titel": "Bel Jan op 06-12345678"}, **page)
        history.delete_with_history(first, **page)
        history.bulk_create_with_history(many, **page)
        history.create_with_history(second, by=None, oorsprong=Wijziging.Oorsprong.SYSTEEM)
    row, actor = "afspraken.actie", str(coordinator.pk)
    number = Wijziging.objects.filter(soort="verwijderd", model=row).get().object_id
    lines = [line for action in ("create", "change", "remove") for line in security_log.of(action)]
    assert told(lines, "action", "object", "actor", "gemeente", "result") == [
        ("create", f"{row}:{number}", actor, str(gemeente.pk), "ok"),
        ("create", row, actor, str(gemeente.pk), "ok"),
        ("create", f"{row}:{second.pk}", "-", str(gemeente.pk), "ok"),
        ("change", f"{row}:{number}", actor, str(gemeente.pk), "ok"),
        ("remove", f"{row}:{number}", actor, str(gemeente.pk), "ok"),
    ]
    assert lines[1]["count"] == "2"
    assert not [line for line in lines if "Jan" in str(line) or "12345678" in str(line)]


def test_what_is_rolled_back_is_not_told(gemeente, coordinator, security_log, django_capture_on_commit_callbacks):
    row = Lidmaatschap(gebruiker=GebruikerFactory(), gemeente=gemeente, rol="bestuurder")
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        history.create_with_history(row, by=coordinator, oorsprong=Wijziging.Oorsprong.BEHEER)
        transaction.set_rollback(True)
    assert not security_log.of("role_granted")


def test_refusals_name_the_page_and_the_gemeente(client, gemeente, security_log):
    user = GebruikerFactory(rol="bestuurder", gemeente=gemeente)
    client.force_login(user)
    client.get("/maastricht/leden/")
    client.get("/beheer/")
    assert told(security_log.of("access"), "object", "result", "actor", "status") == [
        ("url:leden@maastricht", "denied", str(user.pk), "403"),
        ("url:admin:index", "denied", str(user.pk), "403"),
    ]
    assert security_log.of("access")[1]["origin"].startswith("beheer:")


def test_a_form_without_its_token_is_a_refusal(coordinator, security_log):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(LOGIN, {"login": coordinator.email, "password": PASSWORD}).status_code == 403
    assert told(security_log.of("access"), "object", "method") == [("url:account_login", "POST")]


@pytest.mark.parametrize("key", ["Token " + "a" * 40, "Token x", "Bearer y", "Token \xff\xfe"])
def test_a_wrong_key_is_told_without_the_key(client, security_log, key):
    assert client.get("/api/v1/afspraken", headers={"authorization": key}).status_code == 401
    (line,) = security_log.of("key_refused")
    assert (line["result"], line["status"]) == ("denied", "401")
    assert line["origin"].startswith("api:")
    assert "aaaa" not in security_log.texts[0]


def test_no_line_ever_names_a_person_or_an_address(client, coordinator, security_log):
    here = {"REMOTE_ADDR": "203.0.113.77", "HTTP_USER_AGENT": "Opvallende browser"}
    with commits():
        log_in(client, coordinator, "verkeerd wachtwoord", **here)
        log_in(client, coordinator, **here)
        client.post("/maastricht/leden/", MEMBER, **here)
        client.get("/maastricht/leden/999999/", **here)
        client.get("/api/v1/afspraken", headers={"authorization": "Token geheimgeheimgeheimgeheim"}, **here)
        client.post(LOGIN, {"login": "a b\nactor=1@portaal.example", "password": "x"}, **here)
    text = "\n".join(security_log.texts)
    assert len(security_log.texts) >= 5
    for secret in (coordinator.email, coordinator.naam, MEMBER["naam"], MEMBER["email"], "203.0.113", "Opvallende"):
        assert secret not in text
    assert "geheim" not in text
    assert "@portaal" not in text
    assert "wachtwoord" not in text
