# SPDX-License-Identifier: EUPL-1.2
"""Pages of a day that has been: what they show, to whom, what they refuse, and what they cost."""

import datetime as dt
import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from afspraken.models import Actie, Afspraak, Bewijsstuk, Notitie, Publicatie, Termijn, Voortgang
from afspraken.querysets.zicht import zicht_of
from monitoring.selectors import dashboard
from tests.factories import AfspraakFactory, AfsprakensetFactory, ThemaFactory
from tests.monitoring.build import TODAY, add_report, build_world
from tests.monitoring.queries import data_queries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

DAY = TODAY - dt.timedelta(days=75)
PAGES = ("gemeente", "bestuur", "afspraken:lijst")


def get(client, name, world, *args, **query):
    return client.get(reverse(name, args=(world.gemeente.slug, *args), query=query or None))


def text_of(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def slow_status(user, afspraak, day, *, published):
    """The status at the end of a day, by reading every report."""
    zicht = zicht_of(user)
    drafts = afspraak.gemeente_id in zicht.gemeente_ids or afspraak.thema.werkgroep_id in zicht.werkgroep_ids
    seen = []
    for row in Voortgang.objects.filter(afspraak=afspraak, actie=None, datum__lte=day):
        acts = list(Publicatie.objects.filter(voortgang=row).order_by("id").values_list("soort", flat=True))
        if (drafts and not published) or acts[-1:] == ["gepubliceerd"]:
            seen.append(row)
    return max(seen, key=lambda row: (row.datum, row.pk), default=None)


@pytest.mark.parametrize("rol", ["", "coordinator", "werkgroeplid"])
def test_standings_are_those_of_the_day(rol, member):
    world = build_world(40, seed=7)
    user = member(world, rol) if rol else AnonymousUser()
    changed = 0
    for days in (0, 1, 31, 75, 250, 399, 401):
        day = TODAY - dt.timedelta(days=days)
        board = dashboard(user, world.gemeente, world.afsprakenset, day)
        assert board.totaal
        for stand in board.standen:
            afspraak = Afspraak.objects.get(pk=stand.pk)
            newest = slow_status(user, afspraak, day, published=False)
            public = slow_status(user, afspraak, day, published=True)
            assert stand.status == (newest.status if newest else "niet_gestart")
            assert stand.bijgewerkt_op == (newest.datum if newest else None)
            assert stand.ongepubliceerd == (newest != public)
            assert ("?peildatum=" in stand.url) == (days > 0)
            if stand.sinds:
                assert stand.sinds <= stand.bijgewerkt_op <= day
            changed += newest is not None and newest.pk != afspraak.laatste_voortgang_id
    assert changed > 20


def test_the_page_of_an_afspraak(client, world, member):
    afspraak = AfspraakFactory(thema=world.themas[0], code="7q", titel="Zonnepanelen")
    actie = Actie.objects.create(
        gemeente=world.gemeente, afspraak=afspraak, code="7q-1", volgnummer=1, titel="Daken tellen", gepubliceerd=True
    )
    before, after = DAY - dt.timedelta(days=3), DAY + dt.timedelta(days=3)
    add_report(afspraak, "op_koers", datum=before, toelichting="Alle daken bekeken")
    add_report(afspraak, "stagnatie", datum=after, toelichting="Geld is op")
    add_report(afspraak, "aandacht", datum=before, toelichting="Nooit nagelezen", published=False)
    add_report(afspraak, "gereed", actie=actie, datum=after, toelichting="Daken zijn geteld")
    for met in (after, None):
        Termijn.objects.create(
            gemeente=world.gemeente,
            afspraak=afspraak,
            soort="gereed",
            periode="2026-08",
            wat="Rapport" if met else "Plan",
            voldaan_op=met,
        )
    Notitie.objects.create(gemeente=world.gemeente, afspraak=afspraak, tekst="Bel de leverancier")
    Bewijsstuk.objects.create(
        gemeente=world.gemeente, afspraak=afspraak, titel="Foto van nu", url="https://voorbeeld.nl/", gepubliceerd=True
    )
    args = (world.afsprakenset.slug, "7q")

    client.force_login(member(world, "coordinator"))
    now = text_of(get(client, "afspraken:afspraak", world, *args))
    assert "Geld is op" in now
    assert "Bel de leverancier" in now
    assert "Foto van nu" in now
    assert "voldaan op" in now

    response = get(client, "afspraken:afspraak", world, *args, peildatum=DAY)
    page, html = text_of(response), response.content.decode()
    assert "U kijkt terug naar 6 september 2026." in page
    assert "Nooit nagelezen" in page
    assert "Terug naar vandaag" in page
    for later in ("Geld is op", "Daken zijn geteld", "Bel de leverancier", "Foto van nu", "voldaan op"):
        assert later not in page
    assert page.count("Verstreken") >= 2
    assert "Termijn augustus 2026 (gereed, Rapport) is 6 dagen verstreken." in page
    assert "Termijn augustus 2026 (gereed, Plan) is 6 dagen verstreken." in page
    main = html.split("<main")[1].split("</main>")[0]
    assert 'method="post"' not in main
    assert "/bijwerken/" not in main
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert f'<link rel="canonical" href="{response.request["PATH_INFO"]}">' in html
    own = [
        href for href in re.findall(r'href="(/maasdam/[^"#]*)', main) if "/afspraken/" in href or href == "/maasdam/"
    ]
    assert all(f"peildatum={DAY}" in href for href in own if href != response.request["PATH_INFO"])

    client.logout()
    page = text_of(get(client, "afspraken:afspraak", world, *args, peildatum=DAY))
    assert "Alle daken bekeken" in page
    assert "Nooit nagelezen" not in page
    assert "Geld is op" not in page


def test_what_is_hidden_now_stays_hidden(client, world):
    hidden = AfspraakFactory(thema=world.themas[0], code="9z", titel="Geheim plan", gepubliceerd=False)
    add_report(hidden, "stagnatie", datum=DAY, toelichting="Verborgen zin")
    args = (world.afsprakenset.slug,)
    there = get(client, "afspraken:afspraak", world, *args, "9z", peildatum=DAY)
    missing = get(client, "afspraken:afspraak", world, *args, "9x", peildatum=DAY)
    assert there.status_code == missing.status_code == 404
    assert text_of(there) == text_of(missing)
    for name in ("gemeente", "afspraken:lijst"):
        page = text_of(get(client, name, world, peildatum=DAY))
        assert "Geheim plan" not in page
        assert "Verborgen zin" not in page


def test_dashboard_list_and_thema_keep_the_day(client, world, member):
    client.force_login(member(world, "bestuurder"))
    for name, extra in ((PAGES[0], {}), (PAGES[1], {"thema": "1"}), (PAGES[2], {"thema": "1", "status": "op_koers"})):
        response = get(client, name, world, peildatum=DAY, **extra)
        html = response.content.decode()
        assert response.status_code == 200
        assert "U kijkt terug naar 6 september 2026." in text_of(response)
        main = html.split("<main")[1].split("</main>")[0]
        links = [href for href in re.findall(r'href="([^"#]+)', main) if "/afspraken/" in href or href[0] == "?"]
        kept = [href for href in links if f"peildatum={DAY}" in href]
        assert len(links) - len(kept) <= 1, set(links) - set(kept)  # the way back to today
        menu = html.split("<main")[0]
        assert f"/maasdam/?peildatum={DAY}" in menu
        assert "formaat=" not in main
        assert f'name="peildatum" value="{DAY}"' in main or f'value="{DAY}"' in main


def test_the_list_counts_by_the_day(client, world):
    one = AfspraakFactory(thema=world.themas[0], code="7q", titel="Zonnepanelen")
    add_report(one, "aangehouden", datum=DAY - dt.timedelta(days=1))
    add_report(one, "op_koers", datum=DAY + dt.timedelta(days=1))
    then = text_of(get(client, "afspraken:lijst", world, peildatum=DAY, status="aangehouden"))
    now = text_of(get(client, "afspraken:lijst", world, status="aangehouden"))
    assert "Zonnepanelen" in then
    assert "Zonnepanelen" not in now
    late = get(client, "afspraken:lijst", world, peildatum=DAY, signaal="zonder_termijn")
    assert "Zonnepanelen" in text_of(late)
    refused = get(client, "afspraken:lijst", world, peildatum=DAY, formaat="csv")
    assert refused.status_code == 422
    assert "haalt u op met de API" in text_of(refused)


def test_a_day_before_the_set(client, world, member):
    world.afsprakenset.ondertekend_op = dt.date(2022, 2, 10)
    world.afsprakenset.save()
    client.force_login(member(world, "bestuurder"))
    addresses = [(name, ()) for name in PAGES]
    addresses.append(("afspraken:afspraak", (world.afsprakenset.slug, world.afspraken[0].code)))
    for name, args in addresses:
        for day in ("2022-02-09", "0001-01-01"):
            response = get(client, name, world, *args, peildatum=day)
            assert response.status_code == 200
            page = text_of(response)
            assert "nog niet. Ze zijn ondertekend op 10 februari 2022." in page
            assert "Verloop" not in page
    assert "golden" not in text_of(get(client, "gemeente", world, peildatum="2022-02-10"))


def test_without_a_set_in_the_address_the_one_that_held(client, world):
    later = AfsprakensetFactory(gemeente=world.gemeente, naam="Jaarschijf later", soort="jaarschijf", periode="2026-Q4")
    AfspraakFactory(thema=ThemaFactory(afsprakenset=later), titel="Iets nieuws")
    for name in ("gemeente", "afspraken:lijst"):
        assert "Iets nieuws" not in text_of(get(client, name, world, peildatum=DAY))
        named = text_of(get(client, name, world, peildatum=DAY, afsprakenset=later.slug))
        assert "Ze gelden vanaf 1 oktober 2026. Wanneer ze zijn ondertekend, is niet genoemd." in named


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("2026-11-21", "Deze dag moet nog komen. Kies vandaag (20 november 2026)"),
        ("9999-12-31", "Deze dag moet nog komen."),
        ("2025-02-29", "Dit is geen bestaande dag."),
        ("gisteren", "Dit is geen bestaande dag."),
        ("2024-06-30\0", "Dit is geen bestaande dag."),
        ("30-06-2024", "Dit is geen bestaande dag."),
    ],
)
def test_a_date_that_cannot_be(client, world, member, value, said):
    client.force_login(member(world, "bestuurder"))
    addresses = [(name, ()) for name in PAGES]
    addresses.append(("afspraken:afspraak", (world.afsprakenset.slug, world.afspraken[0].code)))
    for name, args in addresses:
        response = get(client, name, world, *args, peildatum=value)
        assert response.status_code == 422
        assert said in text_of(response)
        assert "autofocus" in response.content.decode()
        assert '<details class="ap-details ap-no-print" open>' in response.content.decode()


def test_two_days_none_and_today(client, world):
    twice = client.get(reverse("gemeente", args=("maasdam",)) + "?peildatum=2026-01-01&peildatum=2026-01-02")
    assert twice.status_code == 422
    assert "twee verschillende dagen" in text_of(twice)
    for value in ("", str(TODAY)):
        page = text_of(get(client, "gemeente", world, peildatum=value))
        assert "U kijkt terug" not in page
        assert "Kijk terug: hoe stond het op een eerdere dag?" in page


def test_leap_day(client, world):
    AfspraakFactory(thema=world.themas[0], code="7q", titel="Zonnepanelen")
    assert "29 februari 2024" in text_of(get(client, "gemeente", world, peildatum="2024-02-29"))


def test_a_past_dashboard_asks_login_first(client, world):
    response = get(client, "bestuur", world, peildatum="onzin")
    assert response.status_code == 302


def test_queries(client, member):
    """At most 8 data queries, whatever the rows; and today reads no histories."""
    counted = {}
    for number in (20, 60):
        world = build_world(number, slug=f"groot{number}")
        code = next(row.code for row in world.afspraken if row.gepubliceerd)
        for rol in ("coordinator", "huurdersvertegenwoordiger"):
            client.force_login(member(world, rol))
            for name in PAGES:
                for day in (DAY, TODAY):
                    with data_queries() as found:
                        assert get(client, name, world, peildatum=day).status_code == 200
                    counted.setdefault((name, rol, day), set()).add(len(found))
                    histories = [sql for sql in found if "afspraken_voortgang" in sql and 'datum" <=' in sql]
                    if day == TODAY and name == "gemeente":
                        # One condition alone: the status at the previous meeting.
                        assert len(histories) == 1
            with data_queries() as found:
                get(client, "afspraken:afspraak", world, world.afsprakenset.slug, code, peildatum=DAY)
            counted.setdefault(("afspraak", rol), set()).add(len(found))
    boards = {key: numbers for key, numbers in counted.items() if key[0] in ("gemeente", "bestuur")}
    assert all(len(numbers) == 1 and max(numbers) <= 8 for numbers in boards.values()), counted
    assert all(max(numbers) <= 6 for key, numbers in boards.items() if key[0] == "bestuur"), counted
    assert all(max(numbers) - min(numbers) <= 1 for numbers in counted.values()), counted


def test_a_list_of_another_day_is_downloaded_from_the_api(client, world):
    response = get(client, "afspraken:lijst", world, peildatum=DAY, thema="1")
    links = dict(response.context["downloads"])
    assert set(links) == {"csv", "xlsx", "ods"}
    assert "Dit bestand komt uit de API." in text_of(response)
    assert links["csv"].replace("&", "&amp;") in response.content.decode()
    rows = b"".join(client.get(links["csv"])).decode("utf-8-sig").splitlines()
    shown = get(client, "afspraken:lijst", world, peildatum=DAY, thema="1").context["aantal"]
    assert len(rows) == shown + 1
