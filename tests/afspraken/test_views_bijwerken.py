# SPDX-License-Identifier: EUPL-1.2
"""Reporting: by whom, with which faults, by two people at once, sent twice, with and without htmx."""

import datetime as dt
import re

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from afspraken.models import Voortgang
from tests.afspraken.wereld import HTMX, body, count_data_queries
from tests.factories import (
    ActieFactory,
    AfspraakFactory,
    BetrokkenheidFactory,
    GebruikerFactory,
    OverlegFactory,
    PartijFactory,
)

pytestmark = pytest.mark.django_db

IN_LIST = HTMX | {"HTTP_HX_TARGET": "afspraak-5a"}
IN_PAGE = HTMX | {"HTTP_HX_TARGET": "bijwerken"}


@pytest.fixture
def formulier(wereld, as_user):
    """Open the form as `user` and give what it holds, ready to post."""

    def get(user=None, url: str = "", **changes: str) -> dict[str, str]:
        response = as_user(user or wereld.lid).get(url or wereld.afspraak_url("bijwerken"))
        assert response.status_code == 200
        form = response.context["form"]
        data = {name: form[name].value() for name in form.fields}
        return {name: str(value) for name, value in data.items() if value not in (None, False, "")} | changes

    return get


@pytest.fixture
def verstuur(wereld, as_user):
    """POST the form as `user`."""

    def post(data: dict[str, str], user=None, url: str = "", **headers: str):
        return as_user(user or wereld.lid).post(url or wereld.afspraak_url("bijwerken"), data, **headers)

    return post


def test_a_report_is_saved_and_the_user_is_back_where_he_was(wereld, formulier, verstuur) -> None:
    terug = wereld.url("actielijst") + "?thema=5&filter=mijn"
    data = formulier(
        status="op_koers", toelichting="De bouw loopt.", volgende_stap="Dak", fase="uitvoering", terug=terug
    )
    response = verstuur(data)
    assert response.status_code == 303
    assert response.headers["Location"] == f"{terug}&opgeslagen=5a#afspraak-5a"
    voortgang = Voortgang.objects.get()
    assert (voortgang.status, voortgang.fase, voortgang.toelichting) == ("op_koers", "uitvoering", "De bouw loopt.")
    assert (voortgang.gebruiker, voortgang.namens) == (wereld.lid, wereld.thema.werkgroep)
    assert voortgang.datum == timezone.localdate()
    wereld.afspraak.refresh_from_db()
    assert (wereld.afspraak.status, wereld.afspraak.status_publiek) == ("op_koers", "niet_gestart")


def test_the_page_itself_is_the_way_back_by_default(wereld, formulier, verstuur) -> None:
    response = verstuur(formulier(status="op_koers"))
    assert response.headers["Location"] == f"{wereld.afspraak_url()}?opgeslagen=5a#stand"


def test_what_stayed_the_same_is_filled_in(wereld, formulier) -> None:
    wereld.report(
        by=wereld.lid,
        status="stagnatie",
        oorzaak="o",
        gevolg="g",
        maatregel="m",
        toelichting="Eenmalig.",
        volgende_stap="Bellen",
        gevraagd_besluit="Geld",
        fase="besluitvorming",
    )
    data = formulier()
    assert data["status"] == "stagnatie"
    assert (data["oorzaak"], data["volgende_stap"], data["gevraagd_besluit"]) == ("o", "Bellen", "Geld")
    assert data["fase"] == "besluitvorming"
    assert "toelichting" not in data


def test_question_phase_and_day_are_folded_away_until_they_matter(formulier, verstuur) -> None:
    """One sentence and the next step are what a report takes; the rest opens when filled in, changed or refused."""
    data = formulier(status="stagnatie")
    for changes, shown in (
        ({}, False),
        ({"volgende_stap": "Bellen"}, False),
        ({"datum": "gisteren"}, True),
        ({"fase": "afronding"}, True),
        ({"gevraagd_besluit": "Geld"}, True),
    ):
        refused = verstuur(data | changes)
        assert refused.status_code == 422
        [folded] = re.findall(r"<details[^>]*data-open-bij[^>]*>", refused.content.decode())
        assert folded.endswith(" open>") is shown, changes


def test_a_report_on_an_actie(wereld, formulier, verstuur) -> None:
    actie = ActieFactory(afspraak=wereld.afspraak, code="5a-1")
    url = wereld.afspraak_url("actie-bijwerken", None, "5a-1")
    response = verstuur(formulier(url=url, status="gereed"), url=url)
    assert response.headers["Location"] == f"{wereld.afspraak_url()}?opgeslagen=5a-1#actie-5a-1"
    actie.refresh_from_db()
    wereld.afspraak.refresh_from_db()
    assert (actie.status, wereld.afspraak.status) == ("gereed", "niet_gestart")


def test_a_coordinator_publishes_at_once_unless_he_says_no(wereld, formulier, verstuur) -> None:
    data = formulier(wereld.coordinator, status="op_koers")
    assert data["publiceren"] == "True"
    verstuur(data, wereld.coordinator)
    wereld.afspraak.refresh_from_db()
    assert wereld.afspraak.status_publiek == "op_koers"
    data = formulier(wereld.coordinator, status="gereed")
    del data["publiceren"]
    verstuur(data, wereld.coordinator)
    wereld.afspraak.refresh_from_db()
    assert (wereld.afspraak.status, wereld.afspraak.status_publiek) == ("gereed", "op_koers")


def test_others_cannot_publish_by_adding_a_field(wereld, formulier, verstuur) -> None:
    assert verstuur(formulier(status="op_koers", publiceren="on", reden="x")).status_code == 303
    wereld.afspraak.refresh_from_db()
    assert wereld.afspraak.status_publiek == "niet_gestart"


def test_members_of_a_leading_party_report_for_it(wereld, formulier, verstuur) -> None:
    verstuur(formulier(wereld.databeheerder, status="op_koers"), wereld.databeheerder)
    assert Voortgang.objects.get().namens == wereld.trekker


def test_all_faults_at_once_and_the_text_is_kept(wereld, formulier, verstuur) -> None:
    morgen = timezone.localdate() + dt.timedelta(days=1)
    data = formulier(status="stagnatie", toelichting="Mijn zin.", gevolg="Later", datum=morgen.isoformat())
    response = verstuur(data)
    text = response.content.decode()
    assert response.status_code == 422
    form = response.context["form"]
    assert set(form.errors) == {"oorzaak", "maatregel", "datum"}
    assert "Schrijf waardoor het komt. Dat is verplicht bij ‘Stagneert’." in text
    assert "De datum ligt in de toekomst." in text
    assert "Mijn zin." in text
    assert re.search(r'name="oorzaak"[^>]*autofocus', text)
    assert text.count("autofocus") == 1
    assert not Voortgang.objects.exists()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"status": ""}, "Kies een status."),
        ({"status": "loopt"}, "Kies een status."),
        ({"fase": "x" * 10_000}, "Kies een fase uit de lijst."),
        ({"datum": "gisteren"}, "Dit is geen datum."),
        ({"datum": "2022-02-30"}, "Dit is geen datum."),
        ({"datum": ""}, "Vul een datum in."),
        ({"toelichting": "x" * 10_000}, "Deze tekst heeft 10000 tekens; er passen er 4000."),
        ({"toelichting": "a\0b"}, "toelichting"),
        ({"versie": "x"}, "Dit formulier is niet compleet aangekomen."),
        ({"versie": "-1"}, "Dit formulier is niet compleet aangekomen."),
        ({"versie": "9" * 5000}, "Dit formulier is niet compleet aangekomen."),
        ({"sleutel": "geen-uuid"}, "Dit formulier is niet compleet aangekomen."),
        ({"sleutel": ""}, "Dit formulier is niet compleet aangekomen."),
    ],
)
def test_bad_input_is_explained_and_changes_nothing(wereld, formulier, verstuur, changes, message) -> None:
    response = verstuur(formulier(status="op_koers") | changes)
    assert response.status_code == 422
    assert message in response.content.decode()
    assert not Voortgang.objects.exists()


def test_what_the_service_refuses_goes_back_into_the_form(formulier, verstuur, monkeypatch) -> None:
    def refuse(**kwargs) -> None:
        raise ValidationError({"datum": "Deze dag is afgesloten."})

    monkeypatch.setattr("afspraken.views.bijwerken.record_voortgang", refuse)
    response = verstuur(formulier(status="op_koers"))
    assert response.status_code == 422
    assert "Deze dag is afgesloten." in response.content.decode()


def test_line_breaks_count_once(wereld, formulier, verstuur) -> None:
    assert verstuur(formulier(status="op_koers", toelichting="a\r\n" * 2000)).status_code == 303
    assert Voortgang.objects.get().toelichting.startswith("a\na\n")


def test_reopening_is_for_the_coordinator_with_a_reason(wereld, formulier, verstuur) -> None:
    wereld.report(status="gereed")
    response = verstuur(formulier(status="op_koers"))
    assert response.status_code == 422
    assert "Alleen een coördinator kan dat weer openen" in response.content.decode()
    data = formulier(wereld.coordinator, status="op_koers")
    response = verstuur(data, wereld.coordinator)
    assert response.status_code == 422
    assert "Schrijf waarom dit weer wordt geopend." in response.content.decode()
    assert verstuur(data | {"reden": "Toch niet klaar."}, wereld.coordinator).status_code == 303
    assert Voortgang.objects.newest_first().first().reden == "Toch niet klaar."


def test_only_allowed_statuses_are_offered(wereld, formulier, as_user) -> None:
    wereld.report(status="vervallen")
    form = as_user(wereld.lid).get(wereld.afspraak_url("bijwerken")).context["form"]
    assert [value for value, _label in form.fields["status"].choices] == ["vervallen"]
    form = as_user(wereld.coordinator).get(wereld.afspraak_url("bijwerken")).context["form"]
    assert len(form.fields["status"].choices) == 7


def test_two_people_at_once_lose_nothing(wereld, formulier, verstuur) -> None:
    mine = formulier(status="op_koers", toelichting="Mijn zin.")
    wereld.report(
        by=wereld.databeheerder,
        status="stagnatie",
        oorzaak="Geen grond",
        gevolg="g",
        maatregel="m",
        toelichting="Hun zin.",
        namens=wereld.trekker,
    )
    response = verstuur(mine)
    text = response.content.decode()
    assert response.status_code == 409
    for shown in ("Mijn zin.", "Hun zin.", "Geen grond", "Woonpunt (trekker)", "Stagneert"):
        assert shown in text
    assert wereld.databeheerder.naam not in text
    assert Voortgang.objects.count() == 1
    again = mine | {"versie": str(response.context["form"]["versie"].value())}
    assert verstuur(again).status_code == 303
    assert Voortgang.objects.count() == 2


def test_a_conflict_never_shows_what_the_user_may_not_read(wereld, formulier, verstuur) -> None:
    wereld.report(toelichting="Vorige keer.", publish=True)
    mine = formulier(wereld.databeheerder, status="op_koers", toelichting="Van ons.")
    wereld.report(by=wereld.lid, toelichting="Nog intern.")
    response = verstuur(mine, wereld.databeheerder)
    text = response.content.decode()
    assert response.status_code == 409
    assert "nog niet gepubliceerd" in text
    assert not [hidden for hidden in ("Nog intern.", "Vorige keer.") if hidden in text]


def test_the_form_does_not_tell_that_a_hidden_report_closed_it(wereld, formulier, verstuur, as_user) -> None:
    wereld.report(publish=True)
    before = as_user(wereld.databeheerder).get(wereld.afspraak_url("bijwerken")).context["form"]
    wereld.report(by=wereld.lid, status="gereed")
    form = as_user(wereld.databeheerder).get(wereld.afspraak_url("bijwerken")).context["form"]
    assert form.fields["status"].choices == before.fields["status"].choices
    response = verstuur(formulier(wereld.databeheerder, status="op_koers"), wereld.databeheerder)
    text = response.content.decode()
    assert response.status_code == 422
    assert "er ligt een nieuwere melding" in text
    assert "De status is" not in text
    # Who reported it himself knows it, published or not.
    wereld.report(by=wereld.coordinator, status="op_koers", reden="Toch niet.")
    wereld.report(by=wereld.databeheerder, status="gereed", namens=wereld.trekker)
    form = as_user(wereld.databeheerder).get(wereld.afspraak_url("bijwerken")).context["form"]
    assert [value for value, _label in form.fields["status"].choices] == ["gereed"]


def test_a_stale_form_with_faults_is_a_conflict_too(wereld, formulier, verstuur) -> None:
    mine = formulier(status="stagnatie", toelichting="Mijn zin.")
    wereld.report(by=wereld.lid)
    response = verstuur(mine)
    assert response.status_code == 409
    assert "Schrijf waardoor het komt." in response.content.decode()


def test_a_form_sent_twice_is_one_report(wereld, formulier, verstuur) -> None:
    data = formulier(status="gereed")
    first, second = verstuur(data), verstuur(data)
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.headers["Location"] == second.headers["Location"]
    assert Voortgang.objects.count() == 1


def test_a_form_changed_after_going_back_is_no_repetition(wereld, formulier, verstuur) -> None:
    data = formulier(status="op_koers", toelichting="Eerste zin.")
    verstuur(data)
    response = verstuur(data | {"toelichting": "Verbeterde zin."})
    assert response.status_code == 409
    assert "Verbeterde zin." in response.content.decode()


def test_the_key_of_somebody_elses_form_does_no_harm(wereld, formulier, verstuur) -> None:
    data = formulier(status="op_koers")
    verstuur(data)
    other = AfspraakFactory(thema=wereld.thema, code="5b")
    url = wereld.afspraak_url("bijwerken", other)
    assert verstuur(formulier(url=url, status="op_koers", sleutel=data["sleutel"]), url=url).status_code == 303
    theirs = formulier(wereld.coordinator, status="op_koers", sleutel=data["sleutel"])
    assert verstuur(theirs, wereld.coordinator).status_code == 303
    assert Voortgang.objects.count() == 3


def test_a_report_about_an_earlier_day_says_why_the_standing_stays(wereld, formulier, verstuur, client) -> None:
    wereld.report(by=wereld.lid, status="op_koers")
    earlier = timezone.localdate() - dt.timedelta(days=30)
    response = verstuur(formulier(status="aangehouden", datum=earlier.isoformat()))
    text = client.get(response.headers["Location"]).content.decode()
    assert "De stand blijft die van" in text
    wereld.afspraak.refresh_from_db()
    assert wereld.afspraak.status == "op_koers"


@pytest.mark.parametrize("who", ["ander_lid", "bestuurder", "elders"])
def test_a_wrong_role_is_refused(wereld, as_user, who) -> None:
    client = as_user(getattr(wereld, who))
    for response in (
        client.get(wereld.afspraak_url("bijwerken")),
        client.post(wereld.afspraak_url("bijwerken"), {"status": "gereed"}),
    ):
        assert response.status_code == 403
    assert not Voortgang.objects.exists()


def test_who_leads_one_actie_reports_on_that_one_only(wereld, as_user) -> None:
    first = ActieFactory(afspraak=wereld.afspraak, code="5a-1", volgnummer=1)
    ActieFactory(afspraak=wereld.afspraak, code="5a-2", volgnummer=2)
    partij = PartijFactory()
    BetrokkenheidFactory(afspraak=wereld.afspraak, actie=first, partij=partij)
    user = GebruikerFactory(rol="databeheerder", gemeente=wereld.gemeente, partij=partij)
    client = as_user(user)
    statuses = [
        client.get(url).status_code
        for url in (
            wereld.afspraak_url("actie-bijwerken", None, "5a-1"),
            wereld.afspraak_url("actie-bijwerken", None, "5a-2"),
            wereld.afspraak_url("bijwerken"),
        )
    ]
    assert statuses == [200, 403, 403]


def test_hidden_and_missing_are_the_same_404(wereld, as_user) -> None:
    concept = AfspraakFactory(thema=wereld.thema, code="5b", gepubliceerd=False)
    client = as_user(wereld.ander_lid)
    hidden = client.get(wereld.afspraak_url("bijwerken", concept))
    missing = client.get(wereld.afspraak_url("bijwerken").replace("5a", "5zz"))
    assert (hidden.status_code, missing.status_code) == (404, 404)
    assert body(hidden) == body(missing)
    for code in ("5a-9", "5a-" + "9" * 100, "x"):
        path = wereld.afspraak_url("bijwerken").replace("bijwerken/", f"acties/{code}/bijwerken/")
        assert as_user(wereld.lid).get(path).status_code == 404


def test_who_is_not_logged_in_goes_to_the_login_page(wereld, client) -> None:
    url = wereld.afspraak_url("bijwerken")
    response = client.get(url)
    assert response.status_code == 302
    assert response.headers["Location"].endswith(f"?next={url}")
    current = "http://testserver" + wereld.url("actielijst")
    response = client.get(url, HTTP_HX_CURRENT_URL=current, **HTMX)
    assert response.status_code == 200
    assert response.headers["HX-Redirect"].endswith(f"?next={wereld.url('actielijst')}")
    response = client.post(url, {}, HTTP_REFERER=current)
    assert response.headers["Location"].endswith(f"?next={wereld.url('actielijst')}")


def test_wrong_methods(wereld, as_user) -> None:
    client = as_user(wereld.lid)
    url = wereld.afspraak_url("bijwerken")
    assert [client.put(url).status_code, client.delete(url).status_code] == [405, 405]


def test_csrf_is_checked(wereld) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(wereld.lid)
    assert client.post(wereld.afspraak_url("bijwerken"), {"status": "gereed"}).status_code == 403


@pytest.mark.parametrize(
    "terug",
    ["https://kwaad.example/", "//kwaad.example/", "javascript:alert(1)", "\\\\kwaad.example", "x" * 5000],
)
def test_the_way_back_stays_in_the_portal(wereld, formulier, verstuur, as_user, terug) -> None:
    response = verstuur(formulier(status="op_koers", terug=terug))
    assert response.status_code == 303
    assert response.headers["Location"].startswith(wereld.afspraak_url())
    page = as_user(wereld.lid).get(wereld.afspraak_url("bijwerken"), {"terug": terug})
    assert page.context["terug"] == wereld.afspraak_url()


def test_htmx_gets_the_form_as_a_row_or_as_a_piece_of_the_page(wereld, as_user) -> None:
    client = as_user(wereld.lid)
    url = wereld.afspraak_url("bijwerken")
    row = client.get(url, **IN_LIST).content.decode()
    assert row.lstrip().startswith('<tbody role="rowgroup" id="afspraak-5a"')
    assert "<html" not in row
    assert 'hx-target="#afspraak-5a"' in row
    piece = client.get(url, **IN_PAGE).content.decode()
    assert piece.lstrip().startswith('<div id="bijwerken">')
    assert "hx-post" not in client.get(url).content.decode()


def test_htmx_gets_the_updated_row_with_the_counts(wereld, formulier, verstuur) -> None:
    OverlegFactory(gemeente=wereld.gemeente, datum=timezone.localdate() - dt.timedelta(days=5))
    AfspraakFactory(thema=wereld.thema, code="5b")
    data = formulier(status="op_koers", toelichting="Loopt.", terug=wereld.url("actielijst") + "?thema=5")
    response = verstuur(data, **IN_LIST)
    text = response.content.decode()
    assert response.status_code == 200
    assert text.lstrip().startswith('<tbody role="rowgroup" id="afspraak-5a"')
    assert "Zojuist opgeslagen" in text
    assert "data-focus" in text
    assert re.search(r'id="actielijst-kop"\s+hx-swap-oob="true"', text)
    assert "<strong>1</strong> afspraak is deze ronde nog niet bijgewerkt." in text


def test_htmx_gets_faults_and_conflicts_in_place(wereld, formulier, verstuur) -> None:
    data = formulier(status="stagnatie")
    response = verstuur(data, **IN_LIST)
    assert response.status_code == 422
    assert response.content.decode().lstrip().startswith("<tbody")
    wereld.report()
    response = verstuur(data | {"status": "op_koers"}, **IN_LIST)
    assert response.status_code == 409
    assert response.content.decode().lstrip().startswith("<tbody")


def test_htmx_on_the_page_of_the_afspraak_reloads_that_page(wereld, formulier, verstuur) -> None:
    response = verstuur(formulier(status="op_koers"), **IN_PAGE)
    assert response.status_code == 200
    assert f"{wereld.afspraak_url()}?opgeslagen=5a#stand" in response.headers["HX-Location"]


def test_saving_is_marked_on_the_page(wereld, formulier, verstuur, client) -> None:
    response = verstuur(formulier(status="op_koers"))
    assert "Zojuist opgeslagen" in client.get(response.headers["Location"]).content.decode()
    assert "Zojuist opgeslagen" not in client.get(wereld.afspraak_url()).content.decode()


def test_form_and_report_cost_the_same_however_long_the_history(wereld, formulier, as_user) -> None:
    def costs() -> tuple[int, int]:
        data = formulier(status="op_koers")
        client = as_user(wereld.lid)
        url = wereld.afspraak_url("bijwerken")
        return (
            count_data_queries(lambda: client.get(url)),
            count_data_queries(lambda: client.post(url, data)),
        )

    few = costs()
    for number in range(30):
        wereld.report(toelichting=str(number))
    assert costs() == few
    # The afspraak and the newest report; and for a report: the afspraak twice (once locked), leaders, five writes.
    assert few[0] == 2
    assert few[1] <= 10
