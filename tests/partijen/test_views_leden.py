# SPDX-License-Identifier: EUPL-1.2
"""The page on which coordinator and beheerder keep the members of their gemeente."""

import re
from smtplib import SMTPException

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from partijen.models import Gebruiker, Lidmaatschap, PartijInGemeente, Wijziging
from tests.factories import CollectiefFactory, GebruikerFactory, GemeenteFactory, PartijFactory, WerkgroepFactory
from tests.partijen.inloggen import LOGIN, PASSWORD, WERKBANK, commits, log_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_limits")]

LEDEN = "/maastricht/leden/"
NEW = {"email": "Nieuw.Lid@portaal.example", "naam": "Nieuw lid"}


@pytest.fixture
def werkgroep(gemeente):
    return WerkgroepFactory(gemeente=gemeente)


@pytest.fixture
def keeper(client, coordinator):
    """A client in which the coordinator is logged in."""
    client.force_login(coordinator)
    return client


@pytest.fixture
def member(gemeente, werkgroep):
    return GebruikerFactory(rol="werkgroeplid", gemeente=gemeente, partij=werkgroep, password=PASSWORD)


def url(name, number):
    return reverse(name, args=["maastricht", number])


def roles(user) -> set[tuple[str, str]]:
    return set(user.lidmaatschappen.values_list("gemeente__slug", "rol"))


def said(response) -> str:
    return " ".join(str(message) for message in response.wsgi_request._messages)


# --- who may come here -----------------------------------------------------------------------------------------------


def test_a_visitor_logs_in_first(client, gemeente, member):
    assert client.get(LEDEN)["Location"] == f"{LOGIN}?next={LEDEN}"
    assert client.post(url("lid-uit", member.pk))["Location"] == f"{LOGIN}?next={LEDEN}"
    assert Gebruiker.objects.get(pk=member.pk).is_active


@pytest.mark.parametrize(
    "rol", ["werkgroeplid", "bestuurder", "databeheerder", "huurdersvertegenwoordiger", "fondsbeheerder", None]
)
def test_other_roles_may_not(client, gemeente, werkgroep, member, rol):
    user = GebruikerFactory(rol=rol, gemeente=gemeente, partij=werkgroep)
    client.force_login(user)
    lidmaatschap = member.lidmaatschappen.get()
    assert client.get(LEDEN).status_code == 403
    assert client.post(LEDEN, NEW | {"rol": "bestuurder"}).status_code == 403
    assert client.get(url("lid", member.pk)).status_code == 403
    for name in ("lid-uit", "lid-aan", "lid-uitnodigen"):
        assert client.post(url(name, member.pk)).status_code == 403
    assert client.post(url("rol-beeindigen", lidmaatschap.pk)).status_code == 403
    assert roles(member) == {("maastricht", "werkgroeplid")}
    assert LEDEN not in client.get("/maastricht/").content.decode()


def test_a_coordinator_of_elsewhere_sees_nobody_here(client, gemeente, member):
    elsewhere = GemeenteFactory(slug="heerlen")
    client.force_login(GebruikerFactory(rol="coordinator", gemeente=elsewhere))
    assert client.get(LEDEN).status_code == 403
    page = client.get("/heerlen/leden/")
    assert page.status_code == 200
    assert member.email not in page.content.decode()
    lidmaatschap = member.lidmaatschappen.get()
    for path in (f"{member.pk}/uit/", f"{member.pk}/uitnodigen/", f"rol/{lidmaatschap.pk}/beeindigen/"):
        assert client.post(f"/heerlen/leden/{path}").status_code == 404
    assert client.get(f"/heerlen/leden/{member.pk}/").status_code == 404
    assert roles(member) == {("maastricht", "werkgroeplid")}


@pytest.mark.parametrize("rol", ["coordinator", "beheerder"])
def test_coordinator_and_beheerder_find_it_in_the_menu(client, gemeente, rol):
    client.force_login(GebruikerFactory(rol=rol, gemeente=gemeente))
    assert f'href="{LEDEN}"' in client.get("/maastricht/").content.decode()
    assert client.get(LEDEN).status_code == 200


def test_wrong_methods_and_numbers(keeper, member):
    for name in ("lid-uit", "lid-aan", "lid-uitnodigen", "rol-beeindigen"):
        assert keeper.get(url(name, member.pk)).status_code == 405
    assert keeper.delete(LEDEN).status_code == 405
    for number in (0, 999_999, 10**30):
        assert keeper.get(f"{LEDEN}{number}/").status_code == 404
        assert keeper.post(f"{LEDEN}rol/{number}/beeindigen/").status_code == 404
    assert keeper.get("/bestaat-niet/leden/").status_code == 404


def test_the_list_names_everybody_once_with_all_roles_here_and_none_elsewhere(keeper, gemeente, member):
    elsewhere = GemeenteFactory(slug="heerlen")
    Lidmaatschap.objects.create(gebruiker=member, gemeente=elsewhere, rol="beheerder")
    Lidmaatschap.objects.create(gebruiker=member, gemeente=gemeente, rol="bestuurder")
    page = keeper.get(LEDEN).content.decode()
    assert page.count(f'<p class="ap-item__note">{member.email}</p>') == 1
    row = page[page.index(member.email) : page.index("</tr>", page.index(member.email))]
    assert "bestuurder" in row
    assert "werkgroeplid, namens Werkgroep" in row
    assert "beheerder" not in row


def test_the_list_costs_the_same_for_many_members(keeper, gemeente, werkgroep, django_assert_max_num_queries):
    keeper.get(LEDEN)
    for _ in range(25):
        GebruikerFactory(rol="werkgroeplid", gemeente=gemeente, partij=werkgroep)
    # Session, user and its two memberships queries, gemeente; members, second factors, choices of the form.
    with django_assert_max_num_queries(9):
        keeper.get(LEDEN)


# --- inviting --------------------------------------------------------------------------------------------------------


def test_somebody_new_gets_an_account_a_role_and_a_link(keeper, coordinator, gemeente, werkgroep):
    response = keeper.post(LEDEN, NEW | {"rol": "werkgroeplid", "partij": werkgroep.pk})
    user = Gebruiker.objects.get(email="nieuw.lid@portaal.example")
    assert (response.status_code, response["Location"]) == (302, url("lid", user.pk))
    assert roles(user) == {("maastricht", "werkgroeplid")}
    assert not user.has_usable_password()
    message = mail.outbox[0]
    assert message.to == [user.email]
    assert message.subject == f"Uitnodiging voor het Afsprakenportaal van {gemeente.volledige_naam}"
    html = message.alternatives[0].content
    link = re.search(r"http://testserver(/accounts/password/reset/key/\S+/)", message.body)[1]
    assert f'href="http://testserver{link}"' in html
    assert "<script" not in html + message.body

    browser = Client()
    form_url = browser.get(link)["Location"]
    chosen = "mijn eigen lange wachtwoord"
    assert browser.post(form_url, {"password1": chosen, "password2": chosen}).status_code == 302
    assert Client().get(link).status_code == 200
    assert "werkt niet meer" in Client().get(link).content.decode()
    assert log_in(browser, user, chosen)["Location"] == WERKBANK


def test_a_link_stops_working_after_three_days(keeper, werkgroep, settings, monkeypatch):
    keeper.post(LEDEN, NEW | {"rol": "werkgroeplid", "partij": werkgroep.pk})
    link = re.search(r"http://testserver(\S+/key/\S+/)", mail.outbox[0].body)[1]
    from django.contrib.auth.tokens import PasswordResetTokenGenerator

    now = PasswordResetTokenGenerator._now
    monkeypatch.setattr(
        PasswordResetTokenGenerator,
        "_now",
        lambda self: now(self) + timezone.timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT + 1),
    )
    assert "werkt niet meer" in Client().get(link).content.decode()


def test_the_history_tells_who_invited_whom(keeper, coordinator, gemeente):
    keeper.post(LEDEN, NEW | {"rol": "bestuurder"})
    user = Gebruiker.objects.get(email="nieuw.lid@portaal.example")
    events = Wijziging.objects.filter(gebruiker=coordinator, gemeente=gemeente, soort="nieuw", oorsprong="pagina")
    assert {(event.model, event.object_id) for event in events} == {
        ("partijen.gebruiker", user.pk),
        ("partijen.lidmaatschap", user.lidmaatschappen.get().pk),
    }


def test_somebody_who_is_known_elsewhere_gets_a_role_and_keeps_name_and_password(keeper):
    elsewhere = GemeenteFactory(slug="heerlen")
    user = GebruikerFactory(rol="bestuurder", gemeente=elsewhere, naam="Bekend", password=PASSWORD)
    keeper.post(LEDEN, {"email": user.email.upper(), "naam": "Ander", "rol": "bestuurder"})
    user.refresh_from_db()
    assert (user.naam, user.check_password(PASSWORD)) == ("Bekend", True)
    assert roles(user) == {("heerlen", "bestuurder"), ("maastricht", "bestuurder")}
    assert "/key/" not in mail.outbox[0].body
    assert "http://testserver/accounts/login/" in mail.outbox[0].body


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"email": "geen adres"}, "email", "e-mailadres"),
        ({"email": ""}, "email", ""),
        ({"naam": ""}, "naam", ""),
        ({"naam": "x" * 200}, "naam", "120"),
        ({"naam": "a\x00b"}, "naam", ""),
        ({"rol": ""}, "rol", ""),
        ({"rol": "koning"}, "rol", "koning"),
        ({"rol": "werkgroeplid"}, "partij", "werkgroep of organisatie"),
        ({"rol": "werkgroeplid", "partij": "999999"}, "partij", ""),
        ({"rol": "werkgroeplid", "partij": "x"}, "partij", ""),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_nothing_happens(keeper, change, field, words):
    before = Wijziging.objects.count()
    response = keeper.post(LEDEN, NEW | {"rol": "bestuurder"} | change)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert words in str(response.context["form"].errors[field])
    assert "Er is niemand uitgenodigd." in response.content.decode()
    assert Gebruiker.objects.count() == 1
    assert (Wijziging.objects.count(), mail.outbox) == (before, [])


def test_a_role_is_given_once(keeper, member, werkgroep):
    response = keeper.post(LEDEN, {"email": member.email, "naam": "x", "rol": "werkgroeplid", "partij": werkgroep.pk})
    assert response.status_code == 422
    assert "heeft deze rol al" in response.content.decode()
    assert not mail.outbox


def test_only_parties_that_take_part_here_can_be_chosen(keeper, gemeente):
    here, elsewhere, foreign = PartijFactory(), PartijFactory(), WerkgroepFactory()
    PartijInGemeente.objects.create(partij=here, gemeente=gemeente)
    collectief = CollectiefFactory(gemeente=gemeente)
    for partij, status in ((elsewhere, 422), (foreign, 422), (collectief, 302), (here, 302)):
        assert keeper.post(LEDEN, NEW | {"rol": "databeheerder", "partij": partij.pk}).status_code == status


def test_a_coordinator_cannot_make_a_beheerder(keeper, member, gemeente):
    page = keeper.get(LEDEN).content.decode()
    assert '<option value="coordinator">' in page
    assert '<option value="beheerder">' not in page
    assert keeper.post(LEDEN, NEW | {"rol": "beheerder"}).status_code == 422
    assert keeper.post(url("lid", member.pk), {"rol": "beheerder"}).status_code == 422
    assert not Lidmaatschap.objects.filter(rol="beheerder").exists()
    keeper.force_login(GebruikerFactory(rol="beheerder", gemeente=gemeente))
    assert keeper.post(LEDEN, NEW | {"rol": "beheerder"}).status_code == 302


def test_an_account_that_is_switched_off_is_not_invited(keeper, member):
    Gebruiker.objects.filter(pk=member.pk).update(is_active=False)
    response = keeper.post(LEDEN, {"email": member.email, "naam": "x", "rol": "bestuurder"})
    assert response.status_code == 422
    assert "uitgezet" in response.content.decode()
    assert roles(member) == {("maastricht", "werkgroeplid")}


def test_a_mail_that_cannot_be_sent_is_told_and_can_be_sent_again(keeper, monkeypatch, security_log):
    def broken(*args, **kwargs):
        raise SMTPException

    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.message.EmailMessage.send", broken)
        response = keeper.post(LEDEN, NEW | {"rol": "bestuurder"})
    assert "kon niet weg" in said(response)
    user = Gebruiker.objects.get(email="nieuw.lid@portaal.example")
    assert roles(user) == {("maastricht", "bestuurder")}
    assert "Uitnodiging sturen" in keeper.get(url("lid", user.pk)).content.decode()
    response = keeper.post(url("lid-uitnodigen", user.pk))
    assert "krijgt een e-mail" in said(response)
    assert len(mail.outbox) == 1
    assert [line["result"] for line in security_log.of("invitation")] == ["failed", "ok"]


def test_who_gets_a_role_at_beheer_is_written_to_too(keeper, gemeente):
    data = {"email": NEW["email"], "naam": NEW["naam"], "gemeente": gemeente.pk, "rol": "bestuurder", "partij": ""}
    with commits():
        response = keeper.post(reverse("admin:partijen_lidmaatschap_add"), data)
    assert response.status_code == 302, response.content.decode()
    assert mail.outbox[0].to == ["nieuw.lid@portaal.example"]
    assert "/accounts/password/reset/key/" in mail.outbox[0].body


def test_who_has_a_password_is_not_invited_again(keeper, member):
    keeper.post(url("lid-uitnodigen", member.pk))
    assert not mail.outbox
    assert "Uitnodiging sturen" not in keeper.get(url("lid", member.pk)).content.decode()


# --- roles -----------------------------------------------------------------------------------------------------------


def test_a_role_works_at_the_very_next_request_and_ends_at_the_next(keeper, member):
    theirs = Client()
    log_in(theirs, member)
    assert theirs.get(LEDEN).status_code == 403
    assert keeper.post(url("lid", member.pk), {"rol": "coordinator"}).status_code == 302
    assert theirs.get(LEDEN).status_code == 200
    row = member.lidmaatschappen.get(rol="coordinator")
    assert keeper.post(url("rol-beeindigen", row.pk)).status_code == 302
    assert theirs.get(LEDEN).status_code == 403
    event = Wijziging.objects.filter(model="partijen.lidmaatschap", object_id=row.pk).latest("id")
    assert (event.soort, event.velden["rol"]) == ("verwijderd", ["coordinator", None])


def test_who_loses_the_last_role_is_gone_from_the_list(keeper, member):
    response = keeper.post(url("rol-beeindigen", member.lidmaatschappen.get().pk))
    assert response["Location"] == LEDEN
    assert member.email not in keeper.get(LEDEN).content.decode()
    assert keeper.get(url("lid", member.pk)).status_code == 404


@pytest.mark.parametrize("rol", ["coordinator", "beheerder"])
def test_nobody_ends_the_last_key_of_his_own(client, gemeente, rol):
    user = GebruikerFactory(rol=rol, gemeente=gemeente)
    client.force_login(user)
    own = user.lidmaatschappen.get()
    response = client.post(url("rol-beeindigen", own.pk))
    assert "Laat iemand anders dit doen" in said(response)
    assert roles(user) == {("maastricht", rol)}


def test_a_second_key_may_go_and_somebody_else_may_take_the_last(client, gemeente):
    user = GebruikerFactory(rol="coordinator", gemeente=gemeente)
    Lidmaatschap.objects.create(gebruiker=user, gemeente=gemeente, rol="beheerder")
    client.force_login(user)
    client.post(url("rol-beeindigen", user.lidmaatschappen.get(rol="coordinator").pk))
    assert roles(user) == {("maastricht", "beheerder")}
    client.force_login(GebruikerFactory(rol="beheerder", gemeente=gemeente))
    client.post(url("rol-beeindigen", user.lidmaatschappen.get().pk))
    assert roles(user) == set()


def test_a_coordinator_cannot_end_the_role_of_a_beheerder(keeper, gemeente):
    beheerder = GebruikerFactory(rol="beheerder", gemeente=gemeente)
    row = beheerder.lidmaatschappen.get()
    assert url("rol-beeindigen", row.pk) not in keeper.get(url("lid", beheerder.pk)).content.decode()
    assert keeper.post(url("rol-beeindigen", row.pk)).status_code == 403
    assert roles(beheerder) == {("maastricht", "beheerder")}


# --- switching off ---------------------------------------------------------------------------------------------------


def test_switching_off_ends_sessions_and_login_until_it_is_switched_on(keeper, coordinator, gemeente, member):
    theirs = Client()
    log_in(theirs, member)
    assert theirs.get(WERKBANK).status_code == 200
    assert keeper.post(url("lid-uit", member.pk)).status_code == 302
    assert theirs.get(WERKBANK).status_code == 302
    log_in(theirs, member)
    assert theirs.get(WERKBANK).status_code == 302
    assert "uitgezet" in keeper.get(LEDEN).content.decode()
    assert keeper.post(url("lid-aan", member.pk)).status_code == 302
    log_in(theirs, member)
    assert theirs.get(WERKBANK).status_code == 200
    events = Wijziging.objects.filter(model="partijen.gebruiker", object_id=member.pk, gemeente=gemeente).order_by("id")
    assert [event.velden for event in events] == [{"is_active": [True, False]}, {"is_active": [False, True]}]
    assert {event.gebruiker_id for event in events} == {coordinator.pk}


def test_who_also_works_elsewhere_is_not_switched_off_here(keeper, member):
    Lidmaatschap.objects.create(gebruiker=member, gemeente=GemeenteFactory(slug="heerlen"), rol="bestuurder")
    assert "Zet account uit" not in keeper.get(url("lid", member.pk)).content.decode()
    assert keeper.post(url("lid-uit", member.pk)).status_code == 403
    assert Gebruiker.objects.get(pk=member.pk).is_active


def test_nobody_switches_himself_or_a_higher_one_off(keeper, coordinator, gemeente):
    beheerder = GebruikerFactory(rol="beheerder", gemeente=gemeente)
    administrator = Gebruiker.objects.create_superuser("beheer@portaal.example", naam="Beheer")
    Lidmaatschap.objects.create(gebruiker=administrator, gemeente=gemeente, rol="bestuurder")
    for user in (coordinator, beheerder, administrator):
        assert keeper.post(url("lid-uit", user.pk)).status_code == 403
        assert Gebruiker.objects.get(pk=user.pk).is_active
