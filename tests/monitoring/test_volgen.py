# SPDX-License-Identifier: EUPL-1.2
"""Following: the button, the list on the werkbank, and what the weekly e-mail says of it."""

import datetime as dt
import re

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from afspraken.models import Ligging
from afspraken.services.publicatie import publish_afspraak, unpublish_afspraak
from monitoring.models import Volger
from monitoring.selectors.volgen import followed, news
from monitoring.services.herinneringen import send_herinneringen
from monitoring.services.volgen import follow, unfollow
from partijen.models import Bericht, Gebruiker, Wijziging
from partijen.services.history import update_with_history
from tests.factories import AfspraakFactory, GebiedFactory, GebruikerFactory, GemeenteFactory
from tests.factories_zienswijze import ZienswijzeFactory
from tests.monitoring.queries import data_queries

pytestmark = pytest.mark.django_db


def text_of(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


@pytest.fixture
def stad(world, member):
    """A board member without work of his own, one afspraak in a place, and another without."""
    world.gebruiker = member(world, "fondsbeheerder")
    world.een = AfspraakFactory(thema=world.themas[0], code="9a", titel="Daken")
    world.ander = AfspraakFactory(thema=world.themas[1], code="9b", titel="Muren")
    world.gebied = GebiedFactory(gemeente=world.gemeente)
    Ligging.objects.create(gemeente=world.gemeente, afspraak=world.ander, gebied=world.gebied)
    return world


def change(stad, afspraak, titel):
    by = Gebruiker.objects.filter(lidmaatschappen__rol="coordinator").first() or GebruikerFactory(
        rol="coordinator", gemeente=stad.gemeente
    )
    update_with_history(afspraak, {"titel": titel}, by=by, oorsprong="pagina")


def told(stad, **options):
    options = {"since": None, "until": timezone.now() + dt.timedelta(minutes=1), **options}
    return [zin for part in news(stad.gebruiker, **options) for zin in part.zinnen]


class TestFollowing:
    def test_once_with_history_and_let_go(self, stad):
        for expected in (True, False):
            assert follow(soort="afspraak", ding=stad.een, by=stad.gebruiker) is expected
        assert unfollow(soort="afspraak", nummer=stad.een.pk, by=GebruikerFactory()) is False
        for expected in (True, False):
            assert unfollow(soort="afspraak", nummer=stad.een.pk, by=stad.gebruiker) is expected
        kinds = Wijziging.objects.filter(model="monitoring.volger").values_list("soort", flat=True)
        assert sorted(kinds) == ["nieuw", "verwijderd"]
        with pytest.raises(PermissionDenied):
            follow(soort="afspraak", ding=stad.een, by=GebruikerFactory())

    def test_the_database_holds_one_thing_per_row(self, stad):
        own = {"gemeente": stad.gemeente, "gebruiker": stad.gebruiker}
        for values in ({}, {"afspraak": stad.een, "thema": stad.themas[0]}):
            with pytest.raises(IntegrityError), transaction.atomic():
                Volger.objects.create(**own, **values)
        Volger.objects.create(**own, gebied=stad.gebied)
        with pytest.raises(IntegrityError), transaction.atomic():
            Volger.objects.create(**own, gebied=stad.gebied)

    def test_pages(self, client, stad):
        pages = {
            "afspraak": reverse("afspraken:afspraak", args=("maasdam", stad.afsprakenset.slug, "9a")),
            "thema": reverse("afspraken:lijst", args=("maasdam",)) + "?thema=0",
            "gebied": reverse("buurt", args=("maasdam", stad.gebied.slug)),
        }
        for page in pages.values():
            assert "wekelijkse e-mail" not in text_of(client.get(page))
        client.force_login(stad.gebruiker)
        address = reverse("volgen", args=("maasdam",))
        for soort, page in pages.items():
            html = client.get(page).content.decode()
            form = html.split(f'action="{address}"')[1].split("</form>")[0]
            values = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))
            assert values["soort"] == soort
            answer = client.post(address, values)
            assert (answer.status_code, answer.url) == (303, page)
            assert "Niet meer volgen" in text_of(client.get(page))
        assert "wekelijkse e-mail" not in text_of(client.get(pages["afspraak"] + "?peildatum=2026-01-01"))
        bank = text_of(client.get(reverse("werkbank")))
        assert "Wat u volgt (3)" in bank
        assert "9a Daken" in bank
        stop = {"soort": "thema", "nummer": str(stad.themas[0].pk), "aan": "0"}
        assert client.post(address, stop).url == reverse("werkbank")
        assert [row.soort for row in followed(stad.gebruiker)] == ["afspraak", "gebied"]

    def test_what_one_may_not_see_is_not_there(self, client, stad):
        hidden = AfspraakFactory(thema=stad.themas[0], code="9z", titel="Geheim plan", gepubliceerd=False)
        elsewhere = AfspraakFactory(code="1x")
        client.force_login(stad.gebruiker)
        address = reverse("volgen", args=("maasdam",))
        answers = [
            client.post(address, {"soort": soort, "nummer": number})
            for soort, number in (
                ("afspraak", str(hidden.pk)),
                ("afspraak", str(elsewhere.pk)),
                ("afspraak", "999999"),
                ("afspraak", "²"),
                ("afspraak", "1" * 40),
                ("gebruiker", "1"),
                ("", ""),
            )
        ]
        assert {answer.status_code for answer in answers} == {404}
        assert len({text_of(answer) for answer in answers}) == 1
        Volger.objects.create(gemeente=stad.gemeente, gebruiker=stad.gebruiker, afspraak=hidden)
        bank = text_of(client.get(reverse("werkbank")))
        assert "Iets wat u niet meer kunt zien" in bank
        assert "Geheim plan" not in bank
        away = client.post(
            address, {"soort": "afspraak", "nummer": str(stad.een.pk), "terug": "https://elders.example/"}
        )
        assert away.url == reverse("werkbank")


class TestNews:
    def test_only_what_one_follows(self, stad):
        change(stad, stad.een, "Nieuwe daken")
        assert told(stad) == []
        follow(soort="thema", ding=stad.themas[0], by=stad.gebruiker)
        change(stad, stad.een, "Groene daken")
        change(stad, stad.ander, "Groene muren")
        assert told(stad) == ["9a Groene daken: afspraak gewijzigd"]
        follow(soort="gebied", ding=stad.gebied, by=stad.gebruiker)
        change(stad, stad.ander, "Rode muren")
        assert len(told(stad)) == 2
        agreed = {"answered": True, "akkoord_indiener_op": timezone.now()}
        for place in (stad.een, AfspraakFactory(thema=stad.themas[1], code="9c")):
            row = ZienswijzeFactory(afspraak=place, titel=place.code, **agreed)
            now = {"gepubliceerd": True, "gepubliceerd_op": timezone.now()}
            update_with_history(row, now, by=None, oorsprong="pagina", soort=Wijziging.Soort.GEPUBLICEERD)
        assert [zin for zin in told(stad) if "zienswijze" in zin] == ["9a: zienswijze gepubliceerd"]
        assert told(stad, since=timezone.now() + dt.timedelta(seconds=1)) == []

    def test_never_a_draft_even_to_who_reads_drafts(self, stad, member):
        stad.gebruiker = member(stad, "bestuurder")
        hidden = AfspraakFactory(thema=stad.themas[0], code="9z", titel="Geheim plan", gepubliceerd=False)
        for soort, ding in (("afspraak", hidden), ("thema", stad.themas[0])):
            follow(soort=soort, ding=ding, by=stad.gebruiker)
        change(stad, hidden, "Geheimer plan")
        assert told(stad) == []
        by = Gebruiker.objects.filter(lidmaatschappen__rol="coordinator").get()
        publish_afspraak(afspraak=hidden, by=by)
        assert told(stad) == ["9z Geheimer plan: afspraak gepubliceerd"]
        unpublish_afspraak(afspraak=hidden, by=by)
        assert told(stad) == []

    def test_queries_do_not_grow(self, stad):
        counts = []
        for number in (2, 30):
            for place in range(number):
                row = AfspraakFactory(thema=stad.themas[0], code=f"8{number}.{place}")
                follow(soort="afspraak", ding=row, by=stad.gebruiker)
                change(stad, row, f"Ander {place}")
            user = Gebruiker.objects.get(pk=stad.gebruiker.pk)
            with data_queries() as found:
                [part] = news(user, since=None, until=timezone.now() + dt.timedelta(minutes=1))
                followed(user)
            counts.append(len(found))
        assert part.meer == 12
        assert counts[0] == counts[1] <= 8, found


class TestDigest:
    def test_each_change_once_and_off_by_one_click(self, client, stad):
        follow(soort="afspraak", ding=stad.een, by=stad.gebruiker)
        now = timezone.now() + dt.timedelta(minutes=1)
        assert send_herinneringen(now=now)["verzonden"] == 0
        change(stad, stad.een, "Groene daken")
        Gebruiker.objects.filter(lidmaatschappen__rol="coordinator").update(is_active=False)
        assert send_herinneringen(now=now)["verzonden"] == 1
        [message] = mail.outbox
        for body in (message.body, message.alternatives[0].content):
            assert "Veranderd in wat u volgt:" in body
            assert "9a Groene daken: afspraak gewijzigd" in body
        assert all(text.startswith("wijziging:") for text in Bericht.objects.get().onderwerpen)
        later = now + dt.timedelta(days=8)
        assert send_herinneringen(now=later)["verzonden"] == 0
        change(stad, stad.een, "Blauwe daken")
        # Entered on the real clock, so before the message of "a minute later": told already, by its moment.
        assert told(stad, since=now) == []
        client.force_login(stad.gebruiker)
        assert "wat u nog te doen hebt" in text_of(client.get(reverse("berichten")))

    def test_of_a_gemeente_where_one_has_no_role(self, stad):
        user = GebruikerFactory(rol="bestuurder", gemeente=GemeenteFactory(slug="elders"))
        follow(soort="afspraak", ding=stad.een, by=user)
        change(stad, stad.een, "Groene daken")
        assert [part.gemeente.slug for part in news(user, since=None, until=timezone.now())] == ["maasdam"]
