# SPDX-License-Identifier: EUPL-1.2
"""The pages on which a databeheerder or coordinator keeps keys."""

import datetime as dt
import re
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from partijen.models import PartijInGemeente, Sleutel
from partijen.services import sleutels
from tests.factories import (
    CollectiefFactory,
    GebruikerFactory,
    GemeenteFactory,
    PartijFactory,
    PartijInGemeenteFactory,
    WerkgroepFactory,
)
from tests.partijen.inloggen import LOGIN

pytestmark = pytest.mark.django_db

SLEUTELS = "/maastricht/sleutels/"
TOKEN = re.compile(r">(apo_[A-Za-z0-9_-]{43})</textarea>")


def join(naam, gemeente):
    partij = PartijFactory(naam=naam)
    PartijInGemeenteFactory(partij=partij, gemeente=gemeente)
    return partij


@pytest.fixture
def woonpunt(gemeente):
    return join("Woonpunt", gemeente)


@pytest.fixture
def servatius(gemeente):
    return join("Servatius", gemeente)


@pytest.fixture
def databeheerder(gemeente, woonpunt):
    return GebruikerFactory(rol="databeheerder", gemeente=gemeente, partij=woonpunt)


@pytest.fixture
def keeper(client, databeheerder):
    client.force_login(databeheerder)
    return client


@pytest.fixture
def make(gemeente, coordinator):
    def call(partij, **values):
        wanted = {"naam": "Koppeling", "scopes": ["voortgang"], "geldig_tot": timezone.localdate()}
        return sleutels.make_sleutel(gemeente=gemeente, partij=partij, by=coordinator, **wanted | values).sleutel

    return call


def filled(partij, /, **values):
    sent = {
        "partij": partij.pk,
        "naam": "Koppeling met ons systeem",
        "scopes": ["voortgang", "lezen"],
        "geldig_tot": (timezone.localdate() + dt.timedelta(days=30)).isoformat(),
        "aanvraag": str(uuid.uuid4()),
    }
    return sent | values


def url(name, sleutel):
    return reverse(name, args=["maastricht", sleutel.pk])


def test_a_visitor_logs_in_first(client, make, woonpunt):
    sleutel = make(woonpunt)
    assert client.get(SLEUTELS)["Location"] == f"{LOGIN}?next={SLEUTELS}"
    assert client.post(SLEUTELS, filled(woonpunt)).status_code == 302
    assert client.post(url("sleutel-intrekken", sleutel)).status_code == 302
    assert Sleutel.objects.get().ingetrokken_op is None


@pytest.mark.parametrize("rol", ["werkgroeplid", "bestuurder", "huurdersvertegenwoordiger", "fondsbeheerder", None])
def test_other_roles_may_not(client, gemeente, make, woonpunt, rol):
    sleutel = make(woonpunt)
    client.force_login(GebruikerFactory(rol=rol, gemeente=gemeente, partij=woonpunt))
    assert client.get(SLEUTELS).status_code == 403
    assert client.post(SLEUTELS, filled(woonpunt)).status_code == 403
    assert client.get(url("sleutel", sleutel)).status_code == 403
    for name in ("sleutel-vervangen", "sleutel-intrekken"):
        assert client.post(url(name, sleutel), {"aanvraag": uuid.uuid4()}).status_code == 403
    assert Sleutel.objects.count() == 1
    assert SLEUTELS not in client.get("/maastricht/").content.decode()


def test_a_databeheerder_keeps_those_of_his_own_party_only(keeper, make, woonpunt, servatius):
    own, other = make(woonpunt, naam="Eigen koppeling"), make(servatius, naam="Andere koppeling")
    page = keeper.get(SLEUTELS).content.decode()
    assert "Eigen koppeling" in page
    assert "Andere koppeling" not in page
    assert "Servatius" not in page
    assert f'<option value="{woonpunt.pk}" selected>Woonpunt</option>' in page
    assert keeper.get(url("sleutel", own)).status_code == 200
    missing = reverse("sleutel", args=["maastricht", 987_654])
    assert keeper.get(url("sleutel", other)).status_code == keeper.get(missing).status_code == 404
    for name in ("sleutel-vervangen", "sleutel-intrekken"):
        assert keeper.post(url(name, other), {"aanvraag": uuid.uuid4()}).status_code == 404
    refused = keeper.post(SLEUTELS, filled(servatius))
    assert refused.status_code == 422
    assert "Kies een partij uit de lijst." in refused.content.decode()
    assert Sleutel.objects.count() == 2
    assert f'href="{SLEUTELS}"' in keeper.get("/maastricht/").content.decode()


def test_a_coordinator_keeps_all_of_his_gemeente_and_none_elsewhere(client, coordinator, make, gemeente, woonpunt):
    join("Weller", GemeenteFactory(slug="heerlen"))
    WerkgroepFactory(gemeente=gemeente, naam="Werkgroep Vastgoed")
    CollectiefFactory(gemeente=gemeente, naam="Corporaties")
    client.force_login(coordinator)
    make(woonpunt)
    page = client.get(SLEUTELS).content.decode()
    options = re.findall(r'<option value="\d+"(?: selected)?>([^<]+)</option>', page)
    assert options == ["Woonpunt"]
    assert SLEUTELS in client.get("/maastricht/leden/").content.decode()
    assert client.get("/heerlen/sleutels/").status_code == 403
    assert client.get("/nergens/sleutels/").status_code == 404


def test_the_key_is_shown_once(keeper, woonpunt):
    sent = filled(woonpunt)
    response = keeper.post(SLEUTELS, sent)
    assert response.status_code == 200
    assert response["Cache-Control"] == "private, no-store"
    token = TOKEN.search(response.content.decode())[1]
    sleutel = Sleutel.objects.get()
    assert sleutels.find_sleutel(sleutels.hash_token(token)) == (sleutel, "")
    assert (sleutel.partij, sleutel.scopes) == (woonpunt, {"voortgang", "lezen"})
    for path in (SLEUTELS, url("sleutel", sleutel)):
        page = keeper.get(path).content.decode()
        assert sleutel.prefix in page
        assert token not in page
        assert token[12:] not in page
    again = keeper.post(SLEUTELS, sent, follow=True)
    assert again.redirect_chain == [(url("sleutel", sleutel), 302)]
    assert "Hij wordt maar één keer getoond." in again.content.decode()
    assert token not in again.content.decode()
    assert Sleutel.objects.count() == 1


def test_replacing_shows_a_new_key_once(keeper, make, woonpunt):
    old = make(woonpunt, geldig_tot=timezone.localdate() + dt.timedelta(days=60))
    sent = {"aanvraag": str(uuid.uuid4())}
    response = keeper.post(url("sleutel-vervangen", old), sent)
    token = TOKEN.search(response.content.decode())[1]
    new = Sleutel.objects.get(vervangt=old)
    assert new.prefix == token[:12]
    page = keeper.get(url("sleutel", old)).content.decode()
    assert "vervangen; werkt nog tot en met" in page
    assert "sleutel-vervangen" not in page
    assert url("sleutel-vervangen", old) not in page
    assert keeper.post(url("sleutel-vervangen", old), sent)["Location"] == url("sleutel", new)
    refused = keeper.post(url("sleutel-vervangen", old), {"aanvraag": str(uuid.uuid4())}, follow=True)
    assert "Deze sleutel is al vervangen." in refused.content.decode()
    assert Sleutel.objects.count() == 2


def test_withdrawing_is_at_once_and_for_good(keeper, make, woonpunt):
    sleutel = make(woonpunt)
    response = keeper.post(url("sleutel-intrekken", sleutel), {"reden": "Op straat gevonden."}, follow=True)
    page = response.content.decode()
    assert "De sleutel ‘Koppeling’ werkt niet meer." in page
    assert "ingetrokken op" in page
    assert "<button" not in page[page.index("<dl") :].partition("</main>")[0]
    sleutel.refresh_from_db()
    first = sleutel.ingetrokken_op
    assert first is not None
    keeper.post(url("sleutel-intrekken", sleutel))
    assert Sleutel.objects.get().ingetrokken_op == first
    assert "Sleutels die niet meer werken" in keeper.get(SLEUTELS).content.decode()


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("partij", "", "Kies van welke partij de sleutel is."),
        ("partij", "9" * 40, "Kies een partij uit de lijst."),
        ("partij", "\0", "Null-tekens zijn niet toegestaan."),
        ("naam", "", "Schrijf waarvoor de sleutel is."),
        ("naam", "x" * 81, "hoogstens 80 tekens"),
        ("naam", "a\0b", "Null-tekens zijn niet toegestaan."),
        ("scopes", [], "Kies ten minste één ding dat met de sleutel mag."),
        ("scopes", ["alles"], "Kies uit de lijst."),
        ("geldig_tot", "", "Vul een datum in."),
        ("geldig_tot", "morgen", "Dit is geen datum."),
        ("geldig_tot", "2020-01-01", "een sleutel geldt hoogstens een jaar"),
        ("geldig_tot", "9999-12-31", "een sleutel geldt hoogstens een jaar"),
        ("aanvraag", "", "Dit formulier is niet compleet aangekomen."),
        ("aanvraag", "x", "Dit formulier is niet compleet aangekomen."),
    ],
)
def test_bad_input_is_named_and_makes_nothing(keeper, woonpunt, field, value, message):
    response = keeper.post(SLEUTELS, filled(woonpunt, **{field: value}))
    assert response.status_code == 422
    page = response.content.decode()
    assert message in page
    assert "Er is geen sleutel gemaakt." in page
    assert not Sleutel.objects.exists()


def test_bad_input_of_the_buttons(keeper, make, woonpunt):
    sleutel = make(woonpunt)
    assert keeper.post(url("sleutel-vervangen", sleutel)).status_code == 422
    assert keeper.post(url("sleutel-intrekken", sleutel), {"reden": "x" * 401}).status_code == 422
    assert Sleutel.objects.get().ingetrokken_op is None
    for name in ("sleutel-vervangen", "sleutel-intrekken"):
        assert keeper.get(url(name, sleutel)).status_code == 405
    assert keeper.post(url("sleutel", sleutel)).status_code == 405
    assert keeper.put(SLEUTELS).status_code == 405


def test_the_list_says_how_each_key_stands(client, coordinator, make, gemeente, woonpunt, servatius):
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    make(woonpunt, naam="Werkt")
    Sleutel.objects.filter(pk=make(woonpunt, naam="Oud").pk).update(geldig_tot=yesterday)
    make(servatius, naam="Vertrokken")
    PartijInGemeente.objects.filter(partij=servatius).update(tot=yesterday)
    vroeger = GebruikerFactory(rol="databeheerder", gemeente=gemeente, partij=woonpunt)
    Sleutel.objects.filter(pk=make(woonpunt, naam="Overgenomen").pk).update(gemaakt_door=vroeger)
    vroeger.lidmaatschappen.all().delete()
    client.force_login(coordinator)
    page = client.get(SLEUTELS).content.decode()
    working, _, old = page.partition("Sleutels die niet meer werken")
    assert "Werkt" in working
    assert "heeft hier geen rol meer" in working
    assert "verlopen op" in old
    assert "de partij doet hier niet meer mee" in old


def test_the_number_of_queries_does_not_grow(client, coordinator, make, woonpunt):
    client.force_login(coordinator)

    def count():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(SLEUTELS).status_code == 200
        return len(queries)

    make(woonpunt)
    few = count()
    for _ in range(10):
        make(woonpunt)
    assert count() == few
