# SPDX-License-Identifier: EUPL-1.2
"""The log of a gemeente on a page: who reads it, what it can be searched by, and the whole of it as a file."""

import csv
import datetime as dt
from io import StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from partijen.models import Wijziging
from partijen.services.history import create_with_history, event, update_with_history, write
from tests.factories import (
    AfspraakFactory,
    AfsprakensetFactory,
    GebruikerFactory,
    OverlegFactory,
    ThemaFactory,
    WerkgroepFactory,
)

pytestmark = pytest.mark.django_db

URL = "/maastricht/logboek/"


@pytest.fixture
def afspraak(gemeente):
    thema = ThemaFactory(afsprakenset=AfsprakensetFactory(gemeente=gemeente), nummer=1)
    return AfspraakFactory(thema=thema, code="1a", titel="Oude titel")


@pytest.fixture
def lezer(client, coordinator):
    client.force_login(coordinator)
    return client


def change(row, by, reden="", **changes):
    update_with_history(row, changes, by=by, oorsprong="pagina", reden=reden)


def text(response) -> str:
    return response.content.decode()


def test_it_says_who_changed_what_and_why(lezer, afspraak, coordinator):
    change(afspraak, coordinator, "Duidelijker", titel="Nieuwe titel")
    page = text(lezer.get(URL))
    for words in (coordinator.naam, "Oude titel", "Nieuwe titel", "Duidelijker", "via pagina", "Afspraak gewijzigd"):
        assert words in page


@pytest.mark.parametrize("rol", ["werkgroeplid", "bestuurder", "databeheerder", "fondsbeheerder", None])
def test_others_may_not(client, gemeente, rol):
    client.force_login(GebruikerFactory(rol=rol, gemeente=gemeente, partij=WerkgroepFactory(gemeente=gemeente)))
    assert client.get(URL).status_code == 403
    assert client.get(URL, {"formaat": "csv"}).status_code == 403


def test_a_visitor_logs_in_first(client, gemeente):
    assert client.get(URL)["Location"] == f"/accounts/login/?next={URL}"


def test_another_gemeente_is_not_in_it(lezer, afspraak, coordinator):
    elders = AfspraakFactory(code="9z", titel="Elders")
    change(elders, coordinator, "Reden elders", titel="Elders nieuw")
    change(afspraak, coordinator, titel="Hier nieuw")
    for path in (URL, f"{URL}?formaat=csv", f"{URL}?nummer={elders.pk}&wat=afspraken.afspraak"):
        response = lezer.get(path)
        assert "elders" not in response.getvalue().decode().lower()


def test_it_is_searched(lezer, afspraak, coordinator, gemeente):
    ander = GebruikerFactory(naam="Iemand anders", rol="coordinator", gemeente=gemeente)
    change(afspraak, coordinator, "Op verzoek van het kernteam", titel="Tweede")
    change(afspraak, ander, "Spelfout", titel="Derde")
    create_with_history(OverlegFactory.build(gemeente=gemeente), by=ander, oorsprong="beheer")

    def found(**query) -> set[str]:
        page = text(lezer.get(URL, query))
        return {words for words in ("van het kernteam", "Spelfout", "overleg nieuw") if words.lower() in page.lower()}

    assert found(zoek="kernteam") == {"van het kernteam"}
    assert found(door="iemand") == {"Spelfout", "overleg nieuw"}
    assert found(wat="partijen.overleg") == {"overleg nieuw"}
    assert found(soort="nieuw") == {"overleg nieuw"}
    assert found(oorsprong="pagina", zoek="spelfout") == {"Spelfout"}
    assert found(wat="afspraken.afspraak", nummer=str(afspraak.pk)) == {"van het kernteam", "Spelfout"}
    assert found(zoek="bestaat niet") == set()


def test_it_is_searched_by_day(lezer, afspraak, coordinator):
    for day, name in ((1, "Eerste"), (2, "Tweede"), (3, "Derde")):
        row = event(afspraak, "gewijzigd", by=coordinator, oorsprong="pagina", reden=name)
        # Just before midnight in the Netherlands, which is another day in UTC half of the year.
        row.moment = timezone.make_aware(dt.datetime(2026, 6, day, 0, 30))
        write([row])
    page = text(lezer.get(URL, {"van": "2026-06-02", "tot": "2026-06-02"}))
    assert "Tweede" in page
    assert "Eerste" not in page
    assert "Derde" not in page


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({"wat": "auth.user"}, "Selecteer een geldige keuze"),
        ({"van": "gisteren"}, "geldige datum"),
        ({"van": "2026-02-02", "tot": "2026-02-01"}, "Deze dag ligt voor de eerste dag."),
        ({"voor": "abc"}, "Voer een geheel getal in"),
        ({"voor": "9" * 30}, "1000000000000000000"),
        ({"zoek": "a\0b"}, "Null-tekens zijn niet toegestaan"),
        ({"zoek": "a" * 101}, "100"),
        ({"formaat": "exe"}, "Selecteer een geldige keuze"),
    ],
)
def test_bad_input_is_explained(lezer, afspraak, query, message):
    response = lezer.get(URL, query)
    assert response.status_code == 422
    assert message in text(response)


def test_pages_follow_each_other(lezer, afspraak, coordinator):
    write(event(afspraak, "gewijzigd", by=coordinator, oorsprong="pagina", reden=f"nr {n:03}.") for n in range(120))
    seen, url = [], URL
    while url:
        response = lezer.get(url)
        seen += [regel.reden for regel in response.context["regels"]]
        url = response.context["volgende_url"]
    assert [reden for reden in seen if reden.startswith("nr ")] == [f"nr {n:03}." for n in reversed(range(120))]


def test_the_queries_do_not_grow_with_rows(lezer, afspraak, coordinator):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert lezer.get(URL).status_code == 200
        return len(captured)

    change(afspraak, coordinator, titel="Een")
    few = queries()
    for number in range(60):
        change(afspraak, coordinator, titel=f"Titel {number}")
    assert queries() == few


@pytest.mark.parametrize("formaat", ["csv", "xlsx", "ods", "ndjson"])
def test_it_is_downloaded(lezer, afspraak, coordinator, formaat):
    change(afspraak, coordinator, "=1+1", titel="Nieuw", doel="Doel")
    response = lezer.get(URL, {"formaat": formaat, "wat": "afspraken.afspraak"})
    assert response.status_code == 200
    assert f"logboek-maastricht-{timezone.localdate():%Y-%m-%d}" in response["Content-Disposition"]
    assert response["Cache-Control"] == "private, no-store"
    content = response.getvalue()
    assert content
    if formaat == "csv":
        rows = list(csv.reader(StringIO(content.decode("utf-8-sig")), delimiter=";"))
        who = ["moment", "door", "rol", "namens", "soort", "via"]
        assert rows[0] == [*who, "wat", "nummer", "naam", "reden", "veld", "oud", "nieuw"]
        assert {row[10]: row[12] for row in rows[1:]} == {"Titel": "Nieuw", "Doel": "Doel"}
        assert {(row[2], row[3]) for row in rows[1:]} == {("coördinator", "")}
        assert rows[1][9] != "=1+1", "no formula in Excel"


def test_of_a_long_text_one_sees_the_words_that_changed(lezer, afspraak, coordinator):
    old = "Er is behoefte aan achttien standplaatsen. De gemeente en de corporaties zorgen daar samen voor."
    change(afspraak, coordinator, samenvatting=old)
    change(afspraak, coordinator, samenvatting=old.replace("achttien", "twintig <b>"))
    change(
        afspraak,
        coordinator,
        samenvatting="Iets heel anders, waarvan geen woord gelijk is aan wat er voor stond, echt.",
    )
    shown = lezer.get(URL).content.decode()
    assert shown.count("weg: </span>achttien</del>") == 1
    assert "erbij: </span>twintig &lt;b&gt;</ins>" in shown
    assert shown.count(f"<del>{old.replace('achttien', 'twintig &lt;b&gt;')}</del>") == 1, (
        "what is wholly another is whole"
    )
    history = lezer.get(f"/beheer/afspraken/afspraak/{afspraak.pk}/history/").content.decode()
    assert "weg: </span>achttien</del>" in history


def test_reading_it_writes_nothing(lezer, afspraak):
    before = Wijziging.objects.count()
    lezer.get(URL)
    assert lezer.post(URL).status_code == 405
    assert Wijziging.objects.count() == before
