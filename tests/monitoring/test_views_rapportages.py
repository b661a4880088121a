# SPDX-License-Identifier: EUPL-1.2
"""The pages of meetings and rapportages: who sees what, what they say, what they cost, and the steps on them."""

import datetime as dt
import hashlib
import re
import sys

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from afspraken.models import Afspraak
from afspraken.services.publicatie import unpublish_afspraak
from monitoring.models import Rapportage
from monitoring.services.rapportages import adopt_rapportage, create_rapportage
from partijen.models import Overleg
from tests.factories import AfspraakFactory, AfsprakensetFactory, GemeenteFactory, OverlegFactory
from tests.monitoring.build import TODAY, add_report, build_world
from tests.monitoring.queries import data_queries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def text_of(response):
    """The words of the page, without tags and runs of blanks."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


@pytest.fixture
def stad(world, member):
    """The world, a stuck afspraak, and a vastgestelde rapportage of the previous meeting."""
    world.by = member(world, "coordinator")
    world.stuck = AfspraakFactory(thema=world.themas[0], code="9a", titel="Woningen bouwen")
    add_report(world.stuck, "op_koers", datum=TODAY - dt.timedelta(days=70), toelichting="De bouw start in mei.")
    world.first = vast(world, world.vorige)
    add_report(
        world.stuck,
        "stagnatie",
        datum=TODAY - dt.timedelta(days=9),
        toelichting="De bouw start in juni.",
        gevraagd_besluit="Geef de grond vrij.",
    )
    return world


def concept(world, overleg=None):
    return create_rapportage(overleg=overleg or world.volgende, afsprakenset=world.afsprakenset, by=None)


def vast(world, overleg=None):
    made = concept(world, overleg)
    return adopt_rapportage(overleg=made.overleg, afsprakenset=made.afsprakenset, gezien=made.hash, by=None)


def address(name, overleg, *args, **query):
    return reverse(name, args=(overleg.gemeente.slug, overleg.datum, *args), query=query or None)


def page(world, overleg=None, name="rapportage", **query):
    return address(name, overleg or world.volgende, world.afsprakenset.slug, **query)


def test_the_list_of_meetings(client, stad):
    concept(stad)
    answer = client.get(reverse("overleggen", args=("maasdam",)))
    said = text_of(answer)
    assert answer.status_code == 200
    assert "Komend (2)" in said
    assert "Geweest (3)" in said
    assert said.count(stad.afsprakenset.naam) == 1
    assert "concept" not in said
    client.force_login(stad.by)
    assert text_of(client.get(reverse("overleggen", args=("maasdam",)))).count(stad.afsprakenset.naam) == 2


def test_a_gemeente_without_meetings(client, db):
    GemeenteFactory(slug="stil")
    said = text_of(client.get(reverse("overleggen", args=("stil",))))
    assert "Er is nog geen overleg gepland." in said
    assert "Er is nog geen overleg geweest." in said
    assert client.get("/stil/overleggen/2026-01-01/").status_code == 404
    assert client.get("/stil/overleggen/2026-02-30/").status_code == 404
    assert client.get("/stil/overleggen/morgen/").status_code == 404


def test_one_meeting_for_the_public_and_for_the_coordinator(client, stad, member):
    said = text_of(client.get(address("overleg", stad.vorige)))
    assert "1 afspraak" not in said
    assert "Een rapportage maken" not in said
    assert "Hoe het er nu voor staat" not in said
    client.force_login(member(stad, "bestuurder"))
    board = client.get(address("overleg", stad.volgende))
    assert "Een rapportage maken" not in text_of(board)
    assert "Hoe het er nu voor staat" in text_of(board)
    client.force_login(stad.by)
    assert "Een rapportage maken" in text_of(client.get(address("overleg", stad.volgende)))
    assert "Van elk openbaar document is voor dit overleg" in text_of(client.get(address("overleg", stad.vorige)))


def test_from_one_meeting_to_the_files_and_the_meetings_beside_it(client, stad):
    made = vast(stad)
    answer = client.get(address("overleg", stad.volgende))
    links = answer.content.decode()
    for path in (made.get_file_url("pdf"), made.get_file_url("docx"), address("overleg", stad.vorige)):
        assert f'href="{path}"' in links
        assert client.get(path).status_code == 200
    first = Overleg.objects.filter(gemeente=stad.gemeente).earliest("datum")
    assert "Vorige:" not in text_of(client.get(address("overleg", first)))
    assert "Bij dit overleg hoort geen rapportage." in text_of(client.get(address("overleg", first)))


def test_two_meetings_on_one_day(client, stad):
    kernteam = OverlegFactory(gemeente=stad.gemeente, datum=stad.vorige.datum, soort="kernteam", naam="Kernteam wonen")
    assert "Kernteam wonen" not in text_of(client.get(address("overleg", stad.vorige)))
    assert "Kernteam wonen" in text_of(client.get(address("overleg", kernteam, soort="kernteam")))
    assert client.get(address("overleg", kernteam, soort="x\0")).status_code == 404
    made = vast(stad, kernteam)
    assert made.get_absolute_url().endswith("?soort=kernteam")
    assert client.get(made.get_absolute_url()).context["rapportage"] == made
    assert client.get(page(stad, stad.vorige)).context["rapportage"] == stad.first


def test_a_concept_is_missing_for_others(client, stad, member, outsider):
    concept(stad)
    for name in ("rapportage", "vergelijking"):
        for user in (None, member(stad, "werkgroeplid"), member(stad, "huurdersvertegenwoordiger"), outsider):
            client.logout()
            if user:
                client.force_login(user)
            hidden = client.get(page(stad, name=name))
            missing = client.get(page(stad, name=name).replace(stad.afsprakenset.slug, "nergens"))
            assert hidden.status_code == missing.status_code == 404
            assert text_of(hidden) == text_of(missing)
        for rol in ("coordinator", "bestuurder", "beheerder"):
            client.force_login(member(stad, rol))
            assert client.get(page(stad, name=name)).status_code == 200


def test_the_page_says_what_matters_first(client, stad):
    second = vast(stad)
    answer = client.get(page(stad))
    said, source = text_of(answer), answer.content.decode()
    headings = ('id="gevraagd"', 'id="stagnaties"', 'id="aandacht"', 'id="veranderd"', 'id="thema-0"')
    places = [source.index(text) for text in headings]
    assert places == sorted(places)
    assert "Geef de grond vrij." in said
    assert "De bouw start in juni." in said
    assert "Veranderd sinds het overleg van 21 september 2026" in said
    assert second.hash in said
    assert "Vaststellen" not in said


def test_the_first_rapportage_has_nothing_to_compare_with(client, stad):
    said = text_of(client.get(page(stad, stad.vorige)))
    assert "Veranderd sinds" not in said
    assert "Er is nog geen andere rapportage" in text_of(client.get(page(stad, stad.vorige, "vergelijking")))


def test_a_set_without_deviations(client, stad):
    stil = AfspraakFactory(thema__afsprakenset__gemeente=stad.gemeente)
    create_rapportage(overleg=stad.volgende, afsprakenset=stil.afsprakenset, by=None)
    client.force_login(stad.by)
    said = text_of(client.get(address("rapportage", stad.volgende, stil.afsprakenset.slug)))
    assert "Er stagneert geen afspraak." in said
    assert "Geen afspraak vraagt om aandacht." in said
    assert "Gevraagde besluiten" not in said


def test_the_file_is_what_the_hash_was_taken_over(client, stad):
    answer = client.get(address("rapportage-bestand", stad.vorige, stad.afsprakenset.slug, "json"))
    assert hashlib.sha256(answer.content).hexdigest() == stad.first.hash
    assert answer.headers["Content-Type"] == "application/json"
    assert "attachment" in answer.headers["Content-Disposition"]
    wrong = address("rapportage-bestand", stad.vorige, stad.afsprakenset.slug, "exe")
    assert client.get(wrong).status_code == 404


def test_what_was_unpublished_is_gone_from_page_file_and_comparison(client, stad):
    vast(stad)
    assert "Woningen bouwen" in text_of(client.get(page(stad)))
    unpublish_afspraak(afspraak=Afspraak.objects.get(pk=stad.stuck.pk), by=stad.by)
    for path in (page(stad), page(stad, name="vergelijking"), page(stad, stad.vorige)):
        said = text_of(client.get(path))
        assert "Woningen bouwen" not in said
        assert "1 afspraak" in said
        assert "niet meer openbaar" in said
    file = address("rapportage-bestand", stad.vorige, stad.afsprakenset.slug, "json")
    assert client.get(file).status_code == 404
    client.force_login(stad.by)
    assert client.get(file).status_code == 200


def test_an_unpublished_set_takes_its_rapportages_along(client, stad):
    stad.afsprakenset.gepubliceerd = False
    stad.afsprakenset.save()
    assert client.get(page(stad, stad.vorige)).status_code == 404
    client.force_login(stad.by)
    assert client.get(page(stad, stad.vorige)).status_code == 200


def test_the_comparison_word_by_word(client, stad):
    vast(stad)
    answer = client.get(page(stad, name="vergelijking"))
    text = answer.content.decode()
    assert "Van de stand op 21 september 2026 naar de stand op 20 november 2026." in text_of(answer)
    assert re.search(r"<del>.*mei\.</del><ins>.*juni\.</ins>", text)
    assert "Wacht op besluit" in text
    [group] = [group for group in answer.context["pakket"].vergelijking.groepen if group.soort == "slechter"]
    assert "9a" in [row.code for row in group.rijen]


def test_any_two_in_either_order(client, stad):
    second = vast(stad)
    there = client.get(page(stad, met=stad.first.pk, name="vergelijking"))
    back = client.get(page(stad, stad.vorige, "vergelijking", met=second.pk))
    assert there.context["pakket"].vergelijking == back.context["pakket"].vergelijking
    for wrong in ("999999", "x", "1\0", "x" * 5000):
        answer = client.get(page(stad, name="vergelijking", met=wrong))
        assert answer.status_code == 422
        assert "Kies er een uit de lijst." in text_of(answer)


@pytest.mark.parametrize("number", [4, 40])
def test_queries_do_not_grow(client, number):
    world = build_world(number)
    vast(world, world.vorige)
    vast(world)
    for path, expected in (
        (reverse("overleggen", args=("maasdam",)), 2),
        (
            address("overleg", world.volgende),
            4,
        ),  # the meeting, its rapportages, its papers, the days of the ones beside it
        (page(world), 7),  # the last asks for zienswijzen beside it
        (page(world, name="vergelijking"), 6),
    ):
        with data_queries() as found:
            assert client.get(path).status_code == 200
        assert len(found) == expected, "\n\n".join(found)


def test_a_kept_page_is_read_again_after_vaststellen(client, stad):
    path = address("overleg", stad.volgende)
    kept = client.get(path).headers["ETag"]
    made = concept(stad)
    assert client.get(path, headers={"If-None-Match": kept}).status_code == 304
    adopt_rapportage(overleg=made.overleg, afsprakenset=made.afsprakenset, gezien=made.hash, by=None)
    assert client.get(path, headers={"If-None-Match": kept}).status_code == 200


# --- the steps --------------------------------------------------------------------------------------------------------


def values(world, **changes):
    return {"afsprakenset": world.afsprakenset.slug, "peildatum": "2026-11-20", **changes}


def test_make_refresh_and_set_vast(client, stad):
    client.force_login(stad.by)
    made = client.post(address("rapportage-maken", stad.volgende), values(stad))
    assert (made.status_code, made.url) == (303, page(stad))
    assert "Dit is een concept." in text_of(client.get(made.url))
    assert client.post(address("rapportage-maken", stad.volgende), values(stad)).status_code == 303
    now = Rapportage.objects.get(concept=True)
    answer = client.post(page(stad, name="rapportage-vaststellen"), {"gezien": now.hash}, follow=True)
    assert answer.redirect_chain == [(page(stad), 303)]
    assert "is vastgesteld." in text_of(answer)
    assert not Rapportage.objects.filter(concept=True).exists()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"peildatum": ""}, "Vul de peildatum in"),
        ({"peildatum": "30-2-2026"}, "Dit is geen datum"),
        ({"peildatum": "2026-11-21"}, "in de toekomst"),
        ({"peildatum": "2020-01-01"}, "golden de afspraken nog niet"),
        ({"afsprakenset": "nergens"}, "Kies een document uit de lijst."),
        ({"afsprakenset": ""}, "Kies een document."),
    ],
)
def test_a_wrong_form_is_told_at_its_field(client, stad, changes, message):
    client.force_login(stad.by)
    answer = client.post(address("rapportage-maken", stad.volgende), values(stad, **changes))
    assert answer.status_code == 422
    assert message in text_of(answer)
    assert answer.content.decode().count("autofocus") == 1
    assert Rapportage.objects.count() == 1


def test_made_while_somebody_sets_it_vast(client, stad, monkeypatch):
    client.force_login(stad.by)
    vast(stad)
    monkeypatch.setattr(
        sys.modules["monitoring.views.overleggen"], "sets_to_report", lambda overleg: [stad.afsprakenset]
    )
    answer = client.post(address("rapportage-maken", stad.volgende), values(stad))
    assert answer.status_code == 422
    assert "al vastgesteld" in text_of(answer)


def test_who_is_second_sees_the_vastgestelde_one_and_a_clear_answer(client, stad):
    client.force_login(stad.by)
    seen = concept(stad)
    vast_one = adopt_rapportage(overleg=seen.overleg, afsprakenset=seen.afsprakenset, gezien=seen.hash, by=None)
    answer = client.post(page(stad, name="rapportage-vaststellen"), {"gezien": seen.hash})
    assert answer.status_code == 409
    assert "Deze rapportage is al vastgesteld" in text_of(answer)
    assert "anders dan wat u zag" not in text_of(answer)
    assert vast_one.hash in text_of(answer)
    other = client.post(page(stad, name="rapportage-vaststellen"), {"gezien": "x"})
    assert "anders dan wat u zag" in text_of(other)


def test_a_concept_that_was_refreshed_is_not_set_vast_unseen(client, stad):
    client.force_login(stad.by)
    seen = concept(stad)
    add_report(stad.stuck, "gereed", toelichting="Toch klaar")
    concept(stad)
    answer = client.post(page(stad, name="rapportage-vaststellen"), {"gezien": seen.hash})
    assert answer.status_code == 409
    assert "Iemand ververste dit concept" in text_of(answer)
    assert "Toch klaar" in text_of(answer)
    assert Rapportage.objects.get(overleg=stad.volgende).concept


def test_throw_a_concept_away(client, stad):
    client.force_login(stad.by)
    concept(stad)
    answer = client.post(page(stad, name="rapportage-weg"), follow=True)
    assert "Het concept is weggegooid." in text_of(answer)
    refused = client.post(page(stad, stad.vorige, "rapportage-weg"), follow=True)
    assert "al vastgesteld" in text_of(refused)
    assert Rapportage.objects.get() == stad.first


@pytest.mark.parametrize("rol", ["bestuurder", "beheerder"])
def test_only_the_coordinator_takes_steps(client, stad, member, rol):
    seen = concept(stad)
    client.force_login(member(stad, rol))
    assert client.post(address("rapportage-maken", stad.volgende), values(stad)).status_code == 403
    assert client.post(page(stad, name="rapportage-vaststellen"), {"gezien": seen.hash}).status_code == 403
    assert client.post(page(stad, name="rapportage-weg")).status_code == 403
    assert Rapportage.objects.filter(concept=True).count() == 1


def test_who_is_not_logged_in_goes_to_the_login_page(client, stad):
    for path in (address("rapportage-maken", stad.volgende), page(stad, name="rapportage-weg")):
        assert client.post(path).status_code == 302
        assert client.get(path).status_code == 405


# --- the command ------------------------------------------------------------------------------------------------------


def run(capsys, *arguments):
    call_command("create_rapportage", *arguments)
    return capsys.readouterr().out


def test_the_command_makes_and_sets_vast(stad, capsys):
    said = run(capsys, "--gemeente", "maasdam")
    made = Rapportage.objects.get(overleg=stad.volgende)
    assert made.hash in said
    assert "concept" in said
    said = run(
        capsys, "--gemeente", "maasdam", "--afsprakenset", stad.afsprakenset.slug, "--peildatum", "2026-11-01",
        "--overleg", str(stad.volgende.datum), "--vaststellen",
    )  # fmt: skip
    made = Rapportage.objects.get(overleg=stad.volgende)
    assert "vastgesteld" in said
    assert (made.concept, made.peildatum) == (False, dt.date(2026, 11, 1))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--gemeente", "nergens"], "geen gemeente ‘nergens’"),
        (["--gemeente", "maasdam", "--overleg", "2020-01-01"], "geen bestuurlijk overleg op 2020-01-01"),
        (["--gemeente", "maasdam", "--afsprakenset", "x"], "geen afsprakenset ‘x’"),
        (["--gemeente", "maasdam", "--peildatum", "2030-01-01"], "in de toekomst"),
        (["--gemeente", "maasdam", "--overleg", "2026-09-21"], "al vastgesteld"),
    ],
)
def test_the_command_says_what_is_wrong(stad, arguments, message):
    with pytest.raises(CommandError, match=message):
        call_command("create_rapportage", *arguments)


def test_the_command_without_meeting_or_set(stad):
    Afspraak.objects.update(gepubliceerd=False)
    stad.afsprakenset.gepubliceerd = False
    stad.afsprakenset.save()
    with pytest.raises(CommandError, match="geen openbare afsprakenset"):
        call_command("create_rapportage", "--gemeente", "maasdam")
    Overleg.objects.filter(datum__gte=TODAY).delete()
    AfsprakensetFactory(gemeente=stad.gemeente)
    with pytest.raises(CommandError, match="geen overleg gepland"):
        call_command("create_rapportage", "--gemeente", "maasdam")
