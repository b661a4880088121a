# SPDX-License-Identifier: EUPL-1.2
"""Words and colours of a gemeente: who sets them, what is refused, and where they show."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from partijen.drempels import DREMPELS, HERINNERING_DAGEN, ZIENSWIJZE_DAGEN, Drempels
from partijen.models import Gemeente, Overleg, Wijziging
from partijen.woorden import validate_rolwoorden
from tests.factories import GebruikerFactory, GemeenteFactory, OverlegFactory, WerkgroepFactory

pytestmark = pytest.mark.django_db

URL = "/maastricht/instellingen/"
GREEN = {"kleur_header-background": "#0b5345", "kleur_accent": "#0e6655"}


@pytest.fixture
def gemeente():
    return GemeenteFactory(slug="maastricht", naam="Maastricht")


@pytest.fixture
def beheer(client, gemeente):
    client.force_login(GebruikerFactory(rol="coordinator", gemeente=gemeente))
    return client


def filled(gemeente: Gemeente, **changes: str) -> dict[str, str]:
    usual = {name: str(drempel.gewoon) for name, drempel in DREMPELS.items()}
    return (
        {"versie": str(gemeente.versie), "overleg_naam": "BOWW", "herinnering_dagen": "10", "zienswijze_dagen": "28"}
        | usual
        | changes
    )


def test_thresholds_are_kept_with_their_history_and_counted_at_once(beheer, gemeente):
    page = beheer.get(URL).content.decode()
    new = {
        "verstreken_na_dagen": 14,
        "verouderd_na_dagen": 60,
        "zonder_trekker_na_dagen": 30,
        "zonder_termijn_na_dagen": 45,
        "verslechterd_bij_stappen": 2,
        "besluit_na_dagen": 21,
        "herinnering_dagen": 7,
        "zienswijze_dagen": 14,
    }
    for name, drempel in {
        **DREMPELS,
        "herinnering_dagen": HERINNERING_DAGEN,
        "zienswijze_dagen": ZIENSWIJZE_DAGEN,
    }.items():
        assert f"Van {drempel.minimum} tot en met {drempel.maximum}." in page
        for wrong in (drempel.minimum - 1, drempel.maximum + 1, "", "veel"):
            refused = beheer.post(URL, filled(gemeente, **{name: str(wrong)}))
            assert (refused.status_code, list(refused.context["form"].errors)) == (422, [name]), (name, wrong)
    assert beheer.post(URL, filled(gemeente, **{name: str(value) for name, value in new.items()})).status_code == 303
    gemeente.refresh_from_db()
    assert {name: getattr(gemeente, name) for name in new} == new
    assert gemeente.drempels == tuple(new[name] for name in Drempels._fields)
    event = Wijziging.objects.get(model="partijen.gemeente", soort="gewijzigd")
    assert event.velden["besluit_na_dagen"] == [0, 21]
    assert set(event.velden) == set(new)


def test_the_database_refuses_a_threshold_that_cannot_be(gemeente):
    for name, drempel in DREMPELS.items():
        with pytest.raises(IntegrityError), transaction.atomic():
            Gemeente.objects.filter(pk=gemeente.pk).update(**{name: drempel.maximum + 1})


def test_words_and_colours_are_saved_and_shown(beheer, gemeente, client):
    data = filled(gemeente, logo_tekst="Stad Maastricht", overleg_naam="Kernoverleg", status_op_koers="Op schema")
    response = beheer.post(URL, data | GREEN, follow=True)
    assert "De instellingen zijn opgeslagen." in response.content.decode()
    gemeente.refresh_from_db()
    assert gemeente.statuswoorden == {"op_koers": "Op schema"}
    assert gemeente.kleuren == {"header-background": "#0b5345", "accent": "#0e6655"}
    client.logout()
    page = client.get("/maastricht/")
    text = page.content.decode()
    assert "Stad Maastricht" in text
    css = client.get(page.context["thema_css"])
    assert css.headers["Content-Type"] == "text/css; charset=utf-8"
    assert "--ap-theme-header-background: #0b5345;" in css.content.decode()
    assert "immutable" in css.headers["Cache-Control"]
    event = Wijziging.objects.get(model="partijen.gemeente", soort="gewijzigd")
    assert set(event.velden) == {"logo_tekst", "overleg_naam", "statuswoorden", "kleuren"}


def test_own_names_of_meetings_and_roles_show_everywhere(beheer, gemeente, client):
    for wrong, field in (
        ({"rol_coordinator": "Beheerder"}, "rol_beheerder"),
        ({"rol_coordinator": "x" * 41}, "rol_coordinator"),
        ({"kernteam_naam": "x" * 41}, "kernteam_naam"),
    ):
        refused = beheer.post(URL, filled(gemeente, **wrong))
        assert (refused.status_code, list(refused.context["form"].errors)) == (422, [field])
    own = {"kernteam_naam": "Regiegroep", "rol_coordinator": "regisseur", "rol_werkgroeplid": "themalid"}
    assert beheer.post(URL, filled(gemeente, **own)).status_code == 303
    gemeente.refresh_from_db()
    assert gemeente.rolwoorden == {"coordinator": "regisseur", "werkgroeplid": "themalid"}
    meeting = OverlegFactory(gemeente=gemeente, soort="kernteam", datum=dt.date(2026, 1, 5), naam="")
    assert str(meeting) == "Regiegroep 5 januari 2026"
    assert str(Overleg.objects.get(pk=meeting.pk)) == "kernteam 5 januari 2026", "without its gemeente: no query"
    for address, words in (
        ("leden/", ("regisseur", "themalid")),
        ("logboek/", ("regisseur",)),
        ("overleggen/", ("Regiegroep",)),
        ("overleggen/2026-01-05/?soort=kernteam", ("Regiegroep",)),
        ("kalender/overleg/", ("Regiegroep",)),
        ("agenda.ics", ("Regiegroep",)),
    ):
        page = beheer.get(f"/maastricht/{address}")
        assert page.status_code == 200, address
        text = page.content.decode()
        assert all(word in text for word in words), address
    assert beheer.post(URL, filled(gemeente, kernteam_naam="", versie=str(gemeente.versie))).status_code == 303
    gemeente.refresh_from_db()
    assert (gemeente.kernteam_naam, gemeente.rolwoorden) == ("kernteam", {})


@pytest.mark.parametrize("value", [["geen tabel"], {"baas": "chef"}, {"coordinator": 5}, {"coordinator": "bestuurder"}])
def test_words_for_roles_are_checked_wherever_they_come_from(value):
    with pytest.raises(ValidationError):
        validate_rolwoorden(value)


def test_the_public_page_is_read_again(beheer, gemeente, client):
    visitor = type(client)()
    etag = visitor.get("/maastricht/").headers["ETag"]
    assert visitor.get("/maastricht/", headers={"If-None-Match": etag}).status_code == 304
    beheer.post(URL, filled(gemeente, **GREEN))
    assert visitor.get("/maastricht/", headers={"If-None-Match": etag}).status_code == 200


def test_other_colours_have_another_address(beheer, gemeente):
    beheer.post(URL, filled(gemeente, **GREEN))
    address = beheer.get("/maastricht/").context["thema_css"]
    gemeente.refresh_from_db()
    beheer.post(URL, filled(gemeente, **{"kleur_accent": "#154c8a"}))
    assert beheer.get("/maastricht/").context["thema_css"] != address
    assert beheer.get(address).status_code == 404


def test_without_colours_there_is_no_stylesheet(client, gemeente):
    assert client.get("/maastricht/").context["thema_css"] == ""
    assert client.get("/maastricht/thema-44136fa355b3.css").status_code == 404


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("kleur_link", "#cccccc", "Te weinig verschil met de pagina (#ffffff): 1,61 op 1, en nodig is 4,5 op 1."),
        ("kleur_header-text", "#223c62", "Te weinig verschil met achtergrond van de kop: 1,00 op 1"),
        ("kleur_accent", "#ffffff", "Te weinig verschil met de pagina"),
        ("kleur_link", "rood", "Vul een kleur in als #"),
        ("kleur_link", "#12345", "Vul een kleur in als #"),
        ("kleur_link", "#fff;}*{", "niet meer dan 7 tekens"),
        ("status_gereed", "Op koers", "Dit woord heeft “Op koers” ook."),
        ("status_gereed", "x" * 31, "niet meer dan 30 tekens"),
        ("overleg_naam", "", "Dit veld is vereist."),
        ("rol_bestuurder", "bel 06-12345678", "Haal weg: telefoonnummer 06-••••••78."),
        ("verouderd_na_dagen", "3", "7"),
        ("versie", "abc", "Voer een geheel getal in"),
    ],
)
def test_what_cannot_be_is_explained_at_its_field(beheer, gemeente, field, value, message):
    response = beheer.post(URL, filled(gemeente, logo_tekst="Getypt", **{field: value}))
    assert response.status_code == 422
    assert message in response.content.decode()
    assert response.context["form"].has_error(field)
    assert 'value="Getypt"' in response.content.decode()
    gemeente.refresh_from_db()
    assert (gemeente.versie, gemeente.logo_tekst) == (1, "")


def test_who_is_second_sees_both_and_keeps_what_he_typed(beheer, gemeente):
    assert beheer.post(URL, filled(gemeente, logo_tekst="Eerste")).status_code == 303
    second = beheer.post(URL, filled(gemeente, logo_tekst="Tweede"))
    assert second.status_code == 409
    text = second.content.decode()
    assert "Eerste" in text
    assert 'value="Tweede"' in text
    gemeente.refresh_from_db()
    assert gemeente.logo_tekst == "Eerste"
    again = filled(gemeente, logo_tekst="Tweede", versie=second.context["form"]["versie"].value())
    assert beheer.post(URL, again).status_code == 303


@pytest.mark.parametrize("rol", ["werkgroeplid", "bestuurder", "databeheerder", "fondsbeheerder", None])
def test_others_may_not(client, gemeente, rol):
    client.force_login(GebruikerFactory(rol=rol, gemeente=gemeente, partij=WerkgroepFactory(gemeente=gemeente)))
    assert client.get(URL).status_code == 403
    assert client.post(URL, filled(gemeente, logo_tekst="X")).status_code == 403


def test_the_coordinator_of_another_gemeente_may_not(client, gemeente):
    client.force_login(GebruikerFactory(rol="coordinator", gemeente=GemeenteFactory()))
    assert client.post(URL, filled(gemeente, logo_tekst="X")).status_code == 403
    assert Gemeente.objects.get(pk=gemeente.pk).logo_tekst == ""
