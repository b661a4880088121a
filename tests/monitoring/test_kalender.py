# SPDX-License-Identifier: EUPL-1.2
"""The yearly cycle: days and countdown, the pages that keep it, the feed and the werkbank."""

import datetime as dt
import re
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from monitoring.models import Agendapunt, Jaarmoment
from monitoring.selectors.kalender import countdown, in_year, next_moments, next_of, upcoming
from monitoring.services import kalender as services
from monitoring.services.voorbeelddata import load_voorbeelddata
from partijen.models import Gemeente, Overleg, Wijziging
from partijen.services.history import StaleVersion
from partijen.services.persoonsgegevens import PersonalDataFound
from tests.factories import GebruikerFactory, GemeenteFactory, OverlegFactory
from tests.monitoring.queries import data_queries

TODAY = dt.date(2026, 6, 7)


def moment(dag, maand, van_dag=None, van_maand=None):
    return Jaarmoment(naam="x", dag=dag, maand=maand, van_dag=van_dag, van_maand=van_maand)


class TestDays:
    def test_29_february(self):
        leap, other = (in_year(moment(29, 2), year)[1] for year in (2028, 2027))
        assert (leap, other) == (dt.date(2028, 2, 29), dt.date(2027, 2, 28))
        assert next_of(moment(29, 2), dt.date(2027, 2, 28))[1] == dt.date(2027, 2, 28)
        assert next_of(moment(29, 2), dt.date(2027, 3, 1))[1] == dt.date(2028, 2, 29)
        assert next_of(moment(28, 2), dt.date(2028, 2, 29))[1] == dt.date(2029, 2, 28)

    def test_a_period_over_new_year(self):
        winter = moment(31, 1, 1, 12)
        assert in_year(winter, 2027) == (dt.date(2026, 12, 1), dt.date(2027, 1, 31))
        assert next_of(winter, dt.date(2026, 12, 31)) == (dt.date(2026, 12, 1), dt.date(2027, 1, 31))
        assert next_of(winter, dt.date(2027, 2, 1)) == (dt.date(2027, 12, 1), dt.date(2028, 1, 31))

    def test_countdown_in_words(self):
        day = dt.timedelta(days=1)
        single = {0: "vandaag", 1: "morgen", 2: "over 2 dagen", 23: "over 23 dagen", 366: "over 366 dagen"}
        for days, said in single.items():
            assert countdown(TODAY + days * day, TODAY + days * day, TODAY) == said
        last = TODAY + 9 * day
        assert countdown(TODAY, last, TODAY) == "loopt nu, nog 9 dagen"
        assert countdown(TODAY, last, last - day) == "loopt nu, nog 1 dag"
        assert countdown(TODAY, last, last) == "loopt nu, vandaag is de laatste dag"
        assert countdown(TODAY, last, TODAY - day) == "morgen"

    def test_the_clock_changes(self, monkeypatch):
        """Days of Europe/Amsterdam: 29 March 2026 has 23 hours, 25 October 25; the count goes down by one each day."""
        for begin, end in (((2026, 3, 28), (2026, 3, 31)), ((2026, 10, 24), (2026, 10, 27))):
            last = dt.date(*end)
            moment_of, seen = dt.datetime(*begin, 0, 30, tzinfo=dt.UTC), []
            for _hour in range(72):
                monkeypatch.setattr(timezone, "now", lambda at=moment_of: at)
                seen.append((last - timezone.localdate()).days)
                moment_of += dt.timedelta(hours=1)
            assert seen == sorted(seen, reverse=True)
            assert set(seen) == {3, 2, 1, 0}


@pytest.fixture
def stad(db, monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda *args, **kwargs: TODAY)
    gemeente = GemeenteFactory(slug="stad")
    by = GebruikerFactory(rol="coordinator", gemeente=gemeente)
    bod = services.add_moment(gemeente=gemeente, by=by, naam="Bod", soort="bod", dag=30, maand=6)
    services.add_moment(gemeente=gemeente, by=by, naam="Evaluatie", dag=31, maand=3, van_dag=1, van_maand=1)
    OverlegFactory(gemeente=gemeente, datum=TODAY - dt.timedelta(days=1))
    overleg = OverlegFactory(gemeente=gemeente, datum=TODAY + dt.timedelta(days=1))
    kern = OverlegFactory(gemeente=gemeente, datum=TODAY, soort=Overleg.Soort.KERNTEAM)
    OverlegFactory(gemeente=gemeente, datum=TODAY + dt.timedelta(days=800))
    return SimpleNamespace(gemeente=gemeente, by=by, bod=bod, overleg=overleg, kern=kern)


def text_of(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def address(name, stad, *args):
    return reverse(name, args=("stad", *args))


class TestRules:
    @pytest.mark.parametrize(
        ("values", "at"),
        [
            ({"dag": 31, "maand": 4}, "dag"),
            ({"dag": 30, "maand": 2}, "dag"),
            ({"dag": 1, "maand": 1, "van_dag": 5}, "van_maand"),
            ({"dag": 1, "maand": 1, "van_maand": 5}, "van_dag"),
            ({"dag": 0, "maand": 1}, "dag"),
            ({"dag": 1, "maand": 13}, "maand"),
        ],
    )
    def test_days_that_are_none(self, stad, values, at):
        with pytest.raises(ValidationError) as refused:
            services.add_moment(gemeente=stad.gemeente, by=stad.by, naam="Nieuw", **values)
        assert set(refused.value.error_dict) == {at}
        assert Jaarmoment.objects.count() == 2

    def test_only_the_coordinator_and_with_history(self, stad):
        others = [GebruikerFactory(rol="bestuurder", gemeente=stad.gemeente), GebruikerFactory()]
        for by in others:
            for call in (
                lambda by=by: services.add_moment(gemeente=stad.gemeente, by=by, naam="x", dag=1, maand=1),
                lambda by=by: services.change_moment(moment=stad.bod, by=by, expected_versie=1, dag=1),
                lambda by=by: services.remove_moment(moment=stad.bod, by=by),
                lambda by=by: services.plan_overleg(gemeente=stad.gemeente, by=by, datum=TODAY),
                lambda by=by: services.change_overleg(overleg=stad.overleg, by=by, expected_versie=1, naam="x"),
                lambda by=by: services.remove_overleg(overleg=stad.overleg, by=by),
            ):
                with pytest.raises(PermissionDenied):
                    call()
        services.change_moment(moment=stad.bod, by=stad.by, expected_versie=1, dag=29)
        with pytest.raises(StaleVersion):
            services.change_moment(moment=stad.bod, by=stad.by, expected_versie=1, dag=28)
        services.remove_moment(moment=stad.bod, by=stad.by)
        kinds = Wijziging.objects.filter(model="monitoring.jaarmoment", gebruiker=stad.by).values_list(
            "soort", flat=True
        )
        assert sorted(kinds) == ["gewijzigd", "nieuw", "nieuw", "verwijderd"]

    def test_the_same_name_or_day_twice(self, stad):
        with pytest.raises(ValidationError, match="Er is al een moment met deze naam"):
            services.add_moment(gemeente=stad.gemeente, by=stad.by, naam="Bod", dag=1, maand=1)
        with pytest.raises(ValidationError):
            services.plan_overleg(gemeente=stad.gemeente, by=stad.by, datum=stad.overleg.datum, soort="bestuurlijk")
        assert services.plan_overleg(gemeente=stad.gemeente, by=stad.by, datum=TODAY, soort="bestuurlijk").pk


class TestPages:
    def test_what_is_to_come(self, client, stad):
        rows = upcoming(stad.by, stad.gemeente, TODAY)
        assert [row.nog for row in rows] == ["vandaag", "morgen", "over 23 dagen", "over 208 dagen"]
        during = dt.date(2027, 1, 2)
        assert [row.naam for row in upcoming(stad.by, stad.gemeente, during)][:2] == ["Evaluatie", "Bod"]
        page = text_of(client.get(address("kalender", stad)))
        assert "Bod uiterlijk 30 juni 2026 over 23 dagen" in page
        assert "Evaluatie 1 januari 2027 tot en met 31 maart 2027" in page
        assert "Een moment toevoegen" not in page
        client.force_login(stad.by)
        assert "Een moment toevoegen" in text_of(client.get(address("kalender", stad)))
        with data_queries() as few:
            upcoming(stad.by, stad.gemeente, TODAY)
        for place in range(1, 28):
            Jaarmoment.objects.create(gemeente=stad.gemeente, naam=f"M{place}", dag=place, maand=5)
        with data_queries() as many:
            assert len(upcoming(stad.by, stad.gemeente, TODAY)) == 31
        assert len(few) == len(many) == 2

    def test_keeping_it(self, client, stad):
        client.force_login(stad.by)
        new = address("kalender-nieuw", stad)
        refused = client.post(new, {"naam": "Jaarschijf", "soort": "afspraken", "dag": "31", "maand": "11"})
        assert refused.status_code == 422
        assert "Deze dag heeft die maand niet." in text_of(refused)
        assert "autofocus" in refused.content.decode()
        assert (
            client.post(new, {"naam": "Jaarschijf", "soort": "afspraken", "dag": "14", "maand": "11"}).status_code
            == 303
        )
        own = address("kalender-moment", stad, stad.bod.pk)
        assert 'value="Bod"' in client.get(own).content.decode()
        values = {"naam": "Bod", "soort": "bod", "dag": "29", "maand": "6", "versie": "1"}
        assert client.post(own, values).status_code == 303
        conflict = client.post(own, {**values, "dag": "12"})
        assert conflict.status_code == 409
        assert 'value="12"' in conflict.content.decode()
        assert "Maand van de laatste dag juni" in text_of(conflict), "as the form says it, not as it is kept"
        assert 'name="versie" value="2"' in conflict.content.decode()
        for seen in ("1", "", "x"):
            stale = client.post(own, {"weg": "1", "versie": seen})
            assert (stale.status_code, "Iemand anders" in text_of(stale)) == (409, True)
        assert client.post(own, {"weg": "1", "versie": "2"}).status_code == 303
        assert client.get(own).status_code == 404

    def test_what_looks_like_personal_data_asks_for_an_answer(self, client, stad):
        client.force_login(stad.by)
        at = address("kalender-moment", stad, stad.bod.pk)
        sent = {"naam": "Bod", "soort": "bod", "dag": 30, "maand": 6, "versie": 1, "toelichting": "Bel 06-12345678."}
        response = client.post(at, sent)
        assert response.status_code == 422
        assert "06-••••••78" in response.content.decode()
        assert Jaarmoment.objects.get(pk=stad.bod.pk).toelichting == ""
        found = response.context["vraag"].form["bevindingen"].value()
        said = {"bevindingen": found, "geen_persoonsgegeven": "on", "waarom_niet": "Nummer van het loket."}
        assert client.post(at, sent | said).status_code == 303
        stad.bod.refresh_from_db()
        assert stad.bod.toelichting == "Bel 06-12345678."
        assert "loket" in Wijziging.objects.filter(model="monitoring.jaarmoment").latest("pk").reden
        assert client.post(at, sent | {"versie": 2, "dag": 29}).status_code == 303, "asked once about the same text"
        for call in (
            lambda: services.plan_overleg(gemeente=stad.gemeente, by=stad.by, datum=TODAY, naam="Bel 06-12345678"),
            lambda: services.change_overleg(
                overleg=stad.overleg, by=stad.by, expected_versie=1, naam="Mail a@b.example"
            ),
            lambda: services.add_moment(gemeente=stad.gemeente, by=stad.by, naam="Mail a@b.example", dag=1, maand=1),
        ):
            with pytest.raises(PersonalDataFound):
                call()

    def test_planning_and_moving_a_meeting(self, client, stad):
        client.force_login(stad.by)
        new = address("overleg-plannen", stad)
        planned = client.post(new, {"soort": "bestuurlijk", "datum": "2026-12-10", "naam": ""}, follow=True)
        assert "Opgeslagen in de kalender: BOWW 10 december 2026." in text_of(planned)
        assert client.post(new, {"soort": "kernteam", "datum": "2026-12-11"}).status_code == 303
        changes = client.get(address("wijzigingen", stad)).content.decode()
        for path in ("/stad/overleggen/2026-12-10/", "/stad/overleggen/2026-12-11/?soort=kernteam"):
            assert f'href="{path}"' in changes
            assert client.get(path).status_code == 200
        again = client.post(new, {"soort": "bestuurlijk", "datum": "2026-12-10"})
        assert again.status_code == 422
        assert "Op 10 december 2026 is er al een overleg: BOWW. Kies een andere dag." in text_of(again)
        assert "autofocus" in again.content.decode()
        assert client.post(new, {"soort": "bestuurlijk", "datum": "0001-01-01"}).status_code == 422
        own = address("overleg-verplaatsen", stad, stad.overleg.pk)
        past = client.post(own, {"soort": "bestuurlijk", "datum": "2026-06-01", "versie": stad.overleg.versie})
        assert past.status_code == 422
        assert "kan niet naar een dag die is geweest" in text_of(past)
        moved = client.post(own, {"soort": "bestuurlijk", "datum": "2026-06-20", "versie": stad.overleg.versie})
        assert moved.status_code == 303
        second = {"soort": "bestuurlijk", "datum": "2026-06-21", "versie": stad.overleg.versie, "naam": "Mijn naam"}
        stad.overleg.refresh_from_db()
        assert stad.overleg.datum == dt.date(2026, 6, 20)
        conflict = client.post(own, second)
        assert conflict.status_code == 409, "both versions, and what the second wrote"
        assert "Mijn naam" in conflict.content.decode()
        assert f'name="versie" value="{stad.overleg.versie}"' in conflict.content.decode()

    def test_a_meeting_that_does_not_go_on(self, client, stad):
        client.force_login(stad.by)
        own = address("overleg-verplaatsen", stad, stad.overleg.pk)
        assert "Haal uit de kalender : BOWW 8 juni 2026" in text_of(client.get(own))
        point = Agendapunt.objects.create(gemeente=stad.gemeente, overleg=stad.overleg, titel="Iets")
        held = client.post(own, {"weg": "1", "versie": "1"})
        assert held.status_code == 422
        assert "hoort al iets: een rapportage, een stuk, een agendapunt of een besluit" in text_of(held)
        point.delete()
        gone = client.post(own, {"weg": "1", "versie": "1"}, follow=True)
        assert "“BOWW 8 juni 2026” staat niet meer in de kalender." in text_of(gone)
        assert not Overleg.objects.filter(pk=stad.overleg.pk).exists()
        log = Wijziging.objects.get(model="partijen.overleg", soort="verwijderd")
        assert (log.gebruiker, log.object_id) == (stad.by, stad.overleg.pk)
        been = Overleg.objects.get(gemeente=stad.gemeente, datum=TODAY - dt.timedelta(days=1))
        assert (
            client.post(address("overleg-verplaatsen", stad, been.pk), {"weg": "1", "versie": "1"}).status_code == 422
        )
        assert Overleg.objects.filter(pk=been.pk).exists()

    def test_of_another_gemeente_is_of_nobody(self, client, stad):
        other = GebruikerFactory(rol="coordinator", gemeente=GemeenteFactory(slug="elders"))
        client.force_login(other)
        for name, row in (("kalender-moment", stad.bod), ("overleg-verplaatsen", stad.overleg)):
            assert client.get(reverse(name, args=("elders", row.pk))).status_code == 404
            assert client.get(reverse(name, args=("stad", row.pk))).status_code == 403


def test_the_feed_keeps_its_keys(client, stad, monkeypatch):
    path = address("agenda-ics", stad)

    def events():
        found = Calendar.from_ical(client.get(path).content).walk("VEVENT")
        return {str(row["uid"]): row for row in found}

    first = events()
    key = f"stad-jaarmoment-{stad.bod.pk}-2026@afsprakenportaal.example"
    assert first[key]["dtstart"].dt == dt.date(2026, 6, 30)
    assert first[key]["dtend"].dt == dt.date(2026, 7, 1)
    services.change_moment(moment=stad.bod, by=stad.by, expected_versie=1, naam="Bod van allen", dag=15)
    second = events()
    assert set(second) == set(first)
    assert second[key]["dtstart"].dt == dt.date(2026, 6, 15)
    assert str(second[key]["summary"]) == "Bod van allen"
    monkeypatch.setattr(timezone, "localdate", lambda *args, **kwargs: TODAY.replace(year=2027))
    client.cookies.clear()
    assert set(events()) & set(first) >= {key}


def test_the_werkbank_says_what_must_be_done(client, stad):
    client.force_login(stad.by)
    page = text_of(client.get(reverse("werkbank")))
    assert "Wat eraan komt Uiterlijk 30 juni 2026: Bod (over 23 dagen)" in page
    work, _menu_at_the_foot = page.rsplit("Kalender", 1)
    assert "Evaluatie" not in work


@pytest.mark.django_db
def test_the_sources_fill_it():
    load_voorbeelddata(only="heerlen")
    heerlen = Gemeente.objects.get(slug="heerlen")
    days = {row.naam: row.laatste for row in next_moments(heerlen, dt.date(2026, 1, 1))}
    assert days["Nieuwe jaarschijf opgesteld"] == dt.date(2026, 11, 14)
    assert days["Bod van de corporaties"] == dt.date(2026, 6, 30)
    assert days["Evaluatie van de vorige jaarschijf"] == dt.date(2026, 3, 31)
    assert len(days) == 5
