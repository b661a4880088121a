# SPDX-License-Identifier: EUPL-1.2
"""The actielijst: who sees it, its quick filters, and "unchanged, still on course" for several at once."""

import datetime as dt
import re

import pytest
from django.utils import timezone

from afspraken.models import Voortgang
from partijen.models import Gemeente
from tests.afspraken.wereld import count_data_queries
from tests.factories import (
    ActieFactory,
    AfspraakFactory,
    AfsprakensetFactory,
    BetrokkenheidFactory,
    GebruikerFactory,
    OverlegFactory,
    TermijnFactory,
    ThemaFactory,
)

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()


def codes(response) -> list[str]:
    return [rij.code for rij in response.context["rijen"]]


@pytest.fixture
def actielijst(wereld, as_user):
    """GET the list as `user` (the werkgroeplid by default) with filters."""

    def get(user=None, **filters):
        return as_user(user or wereld.lid).get(wereld.url("actielijst"), filters)

    return get


@pytest.fixture
def bevestig(wereld, as_user):
    """Tick rows and say they are unchanged."""

    def post(*rijen, user=None, **data):
        client = as_user(user or wereld.lid)
        return client.post(wereld.url("ongewijzigd"), {"afspraak": list(rijen), **data})

    return post


def keuze(afspraak) -> str:
    afspraak.refresh_from_db()
    return f"{afspraak.pk}-{afspraak.versie}"


def test_the_quick_filter_speaks_the_words_of_the_gemeente(wereld, actielijst) -> None:
    assert "Stagneert of vraagt aandacht" in actielijst().content.decode()
    Gemeente.objects.filter(pk=wereld.gemeente.pk).update(statuswoorden={"stagnatie": "Vast", "aandacht": "Let op"})
    page = actielijst().content.decode()
    assert "Vast of let op" in page
    assert "Stagneert" not in page


def test_the_list_opens_at_the_own_thema(wereld, actielijst) -> None:
    other = ThemaFactory(afsprakenset=wereld.afsprakenset, nummer=7)
    AfspraakFactory(thema=other, code="7a", volgorde=9)
    wereld.report(toelichting="Loopt door.", datum=TODAY - dt.timedelta(days=161))
    actie = ActieFactory(afspraak=wereld.afspraak, code="5a-1", titel="Terrein zoeken")
    wereld.report(status="stagnatie", oorzaak="o", gevolg="g", maatregel="m", actie=actie)
    response = actielijst()
    text = response.content.decode()
    assert codes(response) == ["5a"]
    for shown in ("Actielijst thema 5", "Vastgoed", "161 dagen oud", "Loopt door.", "5a-1", "Terrein zoeken"):
        assert shown in text
    assert "1 staat er slechter voor" in text
    assert codes(actielijst(thema="alle")) == ["5a", "7a"]
    assert codes(actielijst(thema="7")) == ["7a"]
    assert codes(actielijst(wereld.coordinator)) == ["5a", "7a"]


def test_quick_filters_and_their_counts(wereld, actielijst) -> None:
    OverlegFactory(gemeente=wereld.gemeente, datum=TODAY - dt.timedelta(days=10))
    OverlegFactory(gemeente=wereld.gemeente, datum=TODAY + dt.timedelta(days=10))
    wereld.report(datum=TODAY - dt.timedelta(days=1))
    old = AfspraakFactory(thema=wereld.thema, code="5b", volgorde=2)
    wereld.report(old, datum=TODAY - dt.timedelta(days=10), status="stagnatie", oorzaak="o", gevolg="g", maatregel="m")
    done = AfspraakFactory(thema=wereld.thema, code="5c", volgorde=3)
    wereld.report(done, datum=TODAY - dt.timedelta(days=100), status="gereed")
    AfspraakFactory(thema=ThemaFactory(afsprakenset=wereld.afsprakenset, nummer=8), code="8a", volgorde=8)
    response = actielijst(thema="alle")
    assert [row["aantal"] for row in response.context["keuzes"]] == [4, 3, 2, 1]
    assert codes(actielijst(thema="alle", filter="mijn")) == ["5a", "5b", "5c"]
    assert codes(actielijst(thema="alle", filter="bij-te-werken")) == ["5b", "8a"]
    assert codes(actielijst(thema="alle", filter="afwijkend")) == ["5b"]
    assert "<strong>2</strong> afspraken zijn deze ronde nog niet bijgewerkt." in response.content.decode()
    assert "Werk de stand bij vóór" in response.content.decode()


def test_buttons_only_where_the_user_may_report(wereld, actielijst) -> None:
    actie = ActieFactory(afspraak=wereld.afspraak, code="5a-1")
    foreign = AfspraakFactory(thema=ThemaFactory(afsprakenset=wereld.afsprakenset, nummer=8), code="8a", volgorde=8)
    for afspraak in (wereld.afspraak, foreign):
        wereld.report(afspraak, publish=True)
    text = actielijst(thema="alle").content.decode()
    assert wereld.afspraak_url("bijwerken") in text
    assert wereld.afspraak_url("actie-bijwerken", None, actie.code) in text
    assert wereld.afspraak_url("bijwerken", foreign) not in text
    assert keuze(wereld.afspraak) in text
    assert keuze(foreign) not in text
    bestuurder = actielijst(wereld.bestuurder).content.decode()
    assert "bijwerken/" not in bestuurder
    assert "ongewijzigd-form" not in bestuurder
    corporatie = actielijst(wereld.databeheerder).content.decode()
    assert wereld.afspraak_url("bijwerken") in corporatie


def test_drafts_follow_the_viewer(wereld, actielijst) -> None:
    AfspraakFactory(thema=wereld.thema, code="5b", volgorde=2, gepubliceerd=False)
    wereld.report(toelichting="Nog intern.")
    assert codes(actielijst(thema="alle")) == ["5a", "5b"]
    assert "Nog intern." in actielijst().content.decode()
    for user in (wereld.databeheerder, wereld.ander_lid):
        response = actielijst(user, thema="alle")
        assert codes(response) == ["5a"]
        assert "Nog intern." not in response.content.decode()


def test_who_may_see_it(wereld, as_user, client) -> None:
    url = wereld.url("actielijst")
    response = client.get(url)
    assert (response.status_code, response.headers["Location"].endswith(f"?next={url}")) == (302, True)
    assert as_user(GebruikerFactory()).get(url).status_code == 403
    assert as_user(wereld.elders).get(url).status_code == 403
    assert as_user(wereld.bestuurder).get(url).status_code == 200
    assert as_user(wereld.lid).post(url).status_code == 405
    assert as_user(wereld.lid).get("/nergens/actielijst/").status_code == 404


@pytest.mark.parametrize(
    ("filters", "message"),
    [
        ({"thema": "99"}, "Thema ‘99’ bestaat niet in deze afsprakenset."),
        ({"thema": "x" * 10_000}, "bestaat niet in deze afsprakenset."),
        ({"filter": "leuk"}, "‘leuk’ is geen filter van deze lijst."),
        ({"afsprakenset": "geen"}, "geen afsprakenset"),
        ({"na": "1"}, "Deze bladzijde bestaat niet."),
        ({"thema": "a\0"}, "Thema ‘a’"),
    ],
)
def test_a_wrong_filter_is_explained(actielijst, filters, message) -> None:
    response = actielijst(**filters)
    assert response.status_code == 422
    assert message in response.content.decode()
    assert codes(response) == []


def test_what_was_saved_is_marked(wereld, actielijst) -> None:
    ActieFactory(afspraak=wereld.afspraak, code="5a-1")
    assert "Zojuist opgeslagen" in actielijst(opgeslagen="5a").content.decode()
    response = actielijst(opgeslagen="5a-1")
    assert response.context["rijen"][0].open
    assert "Zojuist opgeslagen" not in actielijst(opgeslagen="5a<script>").content.decode()
    assert "opgeslagen" not in response.context["terug"]


def test_pages_by_key(wereld, actielijst) -> None:
    AfspraakFactory.create_batch(110, thema=wereld.thema, volgorde=5)
    first = actielijst()
    assert len(codes(first)) == 100
    second = actielijst(na=first.context["bladzijde"].volgende)
    assert len(codes(second)) == 11


def test_queries_do_not_grow_with_rows(wereld, as_user) -> None:
    def queries(user) -> int:
        client = as_user(user)
        return count_data_queries(lambda: client.get(wereld.url("actielijst"), {"thema": "alle"}))

    def fill(start: int, stop: int) -> None:
        for number in range(start, stop):
            afspraak = AfspraakFactory(thema=wereld.thema, code=f"9.{number}", volgorde=number + 10)
            BetrokkenheidFactory(afspraak=afspraak)
            actie = ActieFactory(afspraak=afspraak)
            TermijnFactory(afspraak=afspraak)
            wereld.report(afspraak, publish=True)
            wereld.report(afspraak, actie=actie)

    fill(0, 4)
    users = (wereld.lid, wereld.databeheerder, wereld.coordinator)
    few = [queries(user) for user in users]
    fill(4, 49)
    assert [queries(user) for user in users] == few
    # Sets, themas, meetings, counts, rows, acties, reports, parties and terms; what waits, in the menu.
    assert few == [9, 9, 10]


def test_several_at_once_are_confirmed(wereld, bevestig, client) -> None:
    second = AfspraakFactory(thema=wereld.thema, code="5b", volgorde=2)
    for afspraak in (wereld.afspraak, second):
        wereld.report(afspraak, datum=TODAY - dt.timedelta(days=50), volgende_stap="Bellen", fase="uitvoering")
    terug = wereld.url("actielijst") + "?thema=5"
    response = bevestig(keuze(wereld.afspraak), keuze(second), terug=terug)
    assert response.status_code == 303
    assert response.headers["Location"] == f"{terug}&opgeslagen=5a%2C5b#afspraak-5a"
    reports = Voortgang.objects.filter(datum=TODAY)
    assert {report.afspraak.code for report in reports} == {"5a", "5b"}
    for report in reports:
        assert (report.status, report.fase, report.volgende_stap) == ("op_koers", "uitvoering", "Bellen")
        assert (report.gebruiker, report.namens) == (wereld.lid, wereld.thema.werkgroep)
    text = client.get(response.headers["Location"]).content.decode()
    assert "2 afspraken zijn bevestigd" in text
    assert text.count("Zojuist opgeslagen") == 2


def test_a_form_sent_twice_confirms_once(wereld, bevestig, client) -> None:
    wereld.report(datum=TODAY - dt.timedelta(days=50))
    ticked = keuze(wereld.afspraak)
    assert bevestig(ticked).status_code == 303
    response = bevestig(ticked)
    assert response.status_code == 303
    assert Voortgang.objects.count() == 2
    assert "overgeslagen: 5a." in client.get(response.headers["Location"]).content.decode()


def test_what_somebody_else_changed_is_left_alone(wereld, bevestig) -> None:
    wereld.report(datum=TODAY - dt.timedelta(days=50))
    ticked = keuze(wereld.afspraak)
    wereld.report(status="stagnatie", oorzaak="o", gevolg="g", maatregel="m")
    assert bevestig(ticked).status_code == 303
    wereld.afspraak.refresh_from_db()
    assert wereld.afspraak.status == "stagnatie"


def test_only_what_is_on_course_can_be_confirmed(wereld, bevestig) -> None:
    second = AfspraakFactory(thema=wereld.thema, code="5b", volgorde=2)
    wereld.report(datum=TODAY - dt.timedelta(days=50))
    response = bevestig(keuze(wereld.afspraak), keuze(second))
    text = response.content.decode()
    assert response.status_code == 422
    assert "Werk deze apart bij: 5b." in text
    assert "checked" in text
    assert Voortgang.objects.count() == 1


@pytest.mark.parametrize(
    ("rijen", "message"),
    [
        ([], "Kies eerst een of meer afspraken"),
        (["x"], "Deze keuze bestaat niet."),
        (["1"], "Deze keuze bestaat niet."),
        (["1-" + "9" * 5000], "Deze keuze bestaat niet."),
        (["²-1"], "Deze keuze bestaat niet."),
        (["999999999999999999-1"], "Een van deze afspraken is er niet meer."),
        ([f"{n}-1" for n in range(300)], "Kies hoogstens 200 afspraken tegelijk."),
    ],
)
def test_a_wrong_choice_is_explained_and_changes_nothing(bevestig, rijen, message) -> None:
    response = bevestig(*rijen)
    assert response.status_code == 422
    assert message in response.content.decode()
    assert not Voortgang.objects.exists()


def test_confirming_needs_the_right_role(wereld, bevestig, client, as_user) -> None:
    wereld.report(publish=True)
    ticked = keuze(wereld.afspraak)
    for user in (wereld.bestuurder, wereld.ander_lid, wereld.elders):
        assert bevestig(ticked, user=user).status_code == 403
    client.logout()
    assert client.post(wereld.url("ongewijzigd")).status_code == 302
    assert as_user(wereld.lid).get(wereld.url("ongewijzigd")).status_code == 405
    concept = AfspraakFactory(thema=wereld.thema, code="5b", gepubliceerd=False)
    hidden = bevestig(keuze(concept), user=wereld.ander_lid)
    assert hidden.status_code == 422
    assert not re.search(r"\b5b\b", hidden.content.decode())  # as a word: a random token may hold these letters
    foreign = AfspraakFactory()
    assert bevestig(keuze(foreign)).status_code == 422
    assert Voortgang.objects.count() == 1


def test_confirming_costs_the_same_for_many(wereld, as_user) -> None:
    def confirm(count: int, first: int) -> int:
        rows = []
        for number in range(first, first + count):
            afspraak = AfspraakFactory(thema=wereld.thema, code=f"9.{number}", volgorde=number)
            BetrokkenheidFactory(afspraak=afspraak, partij=wereld.trekker)
            wereld.report(afspraak, publish=True)
            rows.append(keuze(afspraak))
        client = as_user(wereld.databeheerder)
        return count_data_queries(lambda: client.post(wereld.url("ongewijzigd"), {"afspraak": rows}))

    assert confirm(2, 10) == confirm(30, 100)


def test_an_empty_gemeente_has_an_empty_list(as_user, wereld) -> None:
    other = AfsprakensetFactory().gemeente
    other.afsprakensets.all().delete()
    user = GebruikerFactory(rol="coordinator", gemeente=other)
    response = as_user(user).get(f"/{other.slug}/actielijst/")
    assert response.status_code == 200
    assert "Er zijn nog geen afspraken." in response.content.decode()
