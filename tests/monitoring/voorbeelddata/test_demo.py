# SPDX-License-Identifier: EUPL-1.2
"""Demo data: complete, marked on every row, loaded once, and removed to the last row without touching any other."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction

from afspraken.models import Actie, Afspraak, Publicatie, Voortgang
from afspraken.services.voortgang import Melding, publish_voortgang, record_voortgang
from afspraken.statussen import Signaal
from monitoring.models import Agendapunt, Besluit, Rapportage
from monitoring.services.demo import remove_demo
from monitoring.services.overleggen import Uitspraak, record_besluit
from monitoring.services.voorbeelddata import FixtureFaults, load_voorbeelddata
from partijen.models import Gebruiker, Gemeente, Lidmaatschap, Overleg, Wijziging
from partijen.services.history import delete_with_history, update_with_history
from tests.factories import GebruikerFactory, OverlegFactory
from tests.monitoring.voorbeelddata.demo_files import write_demo

pytestmark = pytest.mark.django_db

APPS = ("partijen", "wijken", "afspraken", "account", "auth")
TODAY = dt.date(2026, 11, 20)


@pytest.fixture
def village(root: Path) -> Path:
    """The fixtures of the village with demo files."""
    write_demo(root)
    return root


def dump(*, without: tuple[str, ...] = ("versie", "publieke_versie")) -> dict[str, set[str]]:
    """Every row that is not demo, as stored; versions only count changes and never go back."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        if model._meta.app_label not in APPS:
            continue
        fields = {field.name for field in model._meta.concrete_fields}
        rows = model._default_manager.all()
        if "demo" in fields:
            rows = rows.filter(demo=False)
        columns = sorted(fields - set(without))
        found[model._meta.label] = {repr(row) for row in rows.values_list(*columns)}
    return found


def demo_rows() -> dict[str, int]:
    """Number of demo rows per model that holds any."""
    models = [m for m in apps.get_models() if any(field.name == "demo" for field in m._meta.fields)]
    counts = {model.__name__: model._default_manager.filter(demo=True).count() for model in models}
    return {name: count for name, count in counts.items() if count}


def test_demo_rows_are_published_by_their_accounts(village: Path):
    report = load_voorbeelddata(root=village, demo=True)
    assert report.demo is not None
    assert (report.demo.voortgang, report.demo.overleggen, report.demo.gebruikers) == (5, 2, 3)
    afspraak = Afspraak.objects.get(code="1a")
    assert (afspraak.status, afspraak.status_publiek, str(afspraak.bijgewerkt_op_publiek)) == (
        "gereed",
        "stagnatie",
        "2022-09-15",
    )
    assert Actie.objects.get(code="1a-1").status_publiek == "gereed"
    reporters = {(v.afspraak.code, v.actie_id is not None): v.gebruiker.email for v in Voortgang.objects.all()}
    assert reporters == {
        ("1a", False): "werkgroeplid@dorp.example",
        ("1a", True): "medewerker@dorp.example",
        ("1.10", False): "coordinator@dorp.example",  # a thema without werkgroep
    }
    assert Voortgang.objects.get(actie__code="1a-1").namens.naam == "Dorpswonen"
    assert Publicatie.objects.count() == 4
    assert set(Publicatie.objects.values_list("gebruiker__email", flat=True)) == {"coordinator@dorp.example"}


def test_every_demo_row_is_marked_and_has_history(village: Path):
    before = dump()
    load_voorbeelddata(root=village)
    after = dump()
    load_voorbeelddata(root=village, demo=True)
    assert demo_rows() == {
        "Gebruiker": 3,
        "Overleg": 2,
        "Voortgang": 5,
        "Publicatie": 4,
        "Rapportage": 2,
        "Rapportageregel": 2 * Afspraak.objects.filter(gepubliceerd=True, afsprakenset__slug="set").count(),
        "Evaluatie": 1,
        "Evaluatieregel": Afspraak.objects.filter(gepubliceerd=True, afsprakenset__slug="set").count(),
        "Oordeel": 4,
        "Wijziging": 3 + 3 + 2 + 5 + 4 + 3 + 2 * 2 + 2,
    }
    for rapportage in Rapportage.objects.all():
        assert not rapportage.concept
        assert rapportage.vastgesteld_op.date() == rapportage.overleg_datum == rapportage.peildatum
    assert before != after
    for row in Voortgang.objects.all():
        assert Wijziging.objects.filter(
            model="afspraken.voortgang", object_id=row.pk, soort="nieuw", demo=True
        ).exists()
    event = Wijziging.objects.get(model="afspraken.afspraak", object_naam__startswith="1a", demo=True)
    assert event.velden["status"] == ["niet_gestart", "gereed"]


def test_a_second_load_of_the_demo_changes_nothing(village: Path):
    load_voorbeelddata(root=village, demo=True)
    before, marked = dump(without=()), demo_rows()
    keys = set(Voortgang.objects.values_list("pk", "sleutel"))
    passwords = set(Gebruiker.objects.values_list("email", "password"))
    report = load_voorbeelddata(root=village, demo=True)
    assert (dump(without=()), demo_rows()) == (before, marked)
    assert set(Voortgang.objects.values_list("pk", "sleutel")) == keys
    assert set(Gebruiker.objects.values_list("email", "password")) == passwords
    assert report.demo is not None
    assert (report.demo.logins, report.demo.notes) == ([], [])


def test_removal_leaves_everything_as_it_was(village: Path):
    load_voorbeelddata(root=village)
    before = dump()
    load_voorbeelddata(root=village, demo=True)
    assert dump() != before  # the standings follow the demo reports
    remove_demo(gemeenten=Gemeente.objects.all())
    after = dump()
    assert not any(demo_rows().values())
    assert after["partijen.Wijziging"] - before["partijen.Wijziging"] == {
        row for row in after["partijen.Wijziging"] if "Demogegevens verwijderd." in row
    }
    assert len(after["partijen.Wijziging"]) == len(before["partijen.Wijziging"]) + 1
    del after["partijen.Wijziging"], before["partijen.Wijziging"]
    assert after == before
    assert remove_demo(gemeenten=Gemeente.objects.all()).voortgang == 0
    assert len(dump()["partijen.Wijziging"]) == Wijziging.objects.count()  # nothing removed, nothing logged


def test_what_users_add_to_a_demo_meeting_goes_with_it(village: Path):
    load_voorbeelddata(root=village, demo=True)
    dorp, afspraak = Gemeente.objects.get(slug="dorp"), Afspraak.objects.get(code="1a")
    overleg = Overleg.objects.filter(gemeente=dorp).latest("datum")
    real = OverlegFactory(gemeente=dorp, datum=dt.date(2022, 1, 2))
    by = GebruikerFactory(rol="coordinator", gemeente=dorp)
    for meeting in (overleg, real):
        record_besluit(overleg=meeting, uitspraak=Uitspraak("Verder gaan.", afspraak=afspraak), by=by)
        Agendapunt.objects.create(gemeente=dorp, overleg=meeting, titel="Punt", demo=meeting.demo)
    remove_demo(gemeenten=[dorp])
    assert not any(demo_rows().values())
    assert [row.overleg for row in (*Besluit.objects.all(), *Agendapunt.objects.all())] == [real, real]


def test_removal_keeps_what_users_reported_in_between(village: Path):
    load_voorbeelddata(root=village)
    afspraak, dorp = Afspraak.objects.get(code="1a"), Gemeente.objects.get(slug="dorp")
    coordinator = GebruikerFactory(rol="coordinator", gemeente=dorp)
    record_voortgang(afspraak=afspraak, melding=Melding(status="op_koers"), by=coordinator, publish=True)
    untouched = dump()
    load_voorbeelddata(root=village, demo=True)
    other = Afspraak.objects.get(code="1.10")
    record_voortgang(afspraak=other, melding=Melding(status="aangehouden"), by=coordinator, publish=True)
    update_with_history(afspraak, {"titel": "Eigen titel"}, by=coordinator, oorsprong="pagina")
    OverlegFactory(gemeente=dorp, datum=dt.date(2026, 1, 2))
    real = dump(without=("versie", "status", "fase", "bijgewerkt_op", "laatste_voortgang"))
    remove_demo(gemeenten=[dorp])
    left = dump(without=("versie", "status", "fase", "bijgewerkt_op", "laatste_voortgang"))
    assert not any(demo_rows().values())
    for label in ("afspraken.Voortgang", "afspraken.Publicatie", "partijen.Overleg", "partijen.Gebruiker"):
        assert left[label] == real[label]
    assert real["partijen.Wijziging"] < left["partijen.Wijziging"]
    assert untouched["partijen.Wijziging"] < left["partijen.Wijziging"]
    afspraak.refresh_from_db()
    other.refresh_from_db()
    assert (afspraak.titel, afspraak.status, afspraak.status_publiek) == ("Eigen titel", "op_koers", "op_koers")
    assert (other.status, other.status_publiek) == ("aangehouden", "aangehouden")
    assert Actie.objects.get(code="1a-1").status == "niet_gestart"


def test_a_demo_report_that_a_coordinator_published_goes_too(village: Path):
    load_voorbeelddata(root=village, demo=True)
    dorp = Gemeente.objects.get(slug="dorp")
    coordinator = GebruikerFactory(rol="coordinator", gemeente=dorp)
    before = dump()
    waiting = Voortgang.objects.get(datum="2022-10-01")
    publish_voortgang(voortgang=waiting, by=coordinator)
    assert Afspraak.objects.get(code="1a").status_publiek == "gereed"
    report = load_voorbeelddata(root=village, demo=True)  # a later load does not take the publication back
    assert report.demo is not None
    assert (report.demo.voortgang, Voortgang.objects.published().count()) == (0, 5)
    remove_demo(gemeenten=[dorp])
    assert not any(demo_rows().values())
    assert Afspraak.objects.get(code="1a").status_publiek == "niet_gestart"
    assert dump()["partijen.Gebruiker"] == before["partijen.Gebruiker"]


def test_an_account_that_entered_something_real_is_switched_off(village: Path):
    load_voorbeelddata(root=village, demo=True)
    afspraak = Afspraak.objects.get(code="1a")
    demo_coordinator = Gebruiker.objects.get(email="coordinator@dorp.example")
    real = record_voortgang(
        afspraak=afspraak, melding=Melding(status="op_koers", reden="Toch niet"), by=demo_coordinator, publish=True
    )
    report = remove_demo(gemeenten=[afspraak.gemeente])
    assert report.kept == ["coordinator@dorp.example"]
    left = Gebruiker.objects.get(demo=True)
    assert (left.email, left.is_active, left.has_usable_password()) == ("coordinator@dorp.example", False, False)
    assert not Lidmaatschap.objects.filter(gebruiker=left).exists()
    assert Voortgang.objects.get() == real
    assert Afspraak.objects.get(code="1a").status_publiek == "op_koers"
    # Loading again switches the account on again, with a new password.
    again = load_voorbeelddata(root=village, demo=True)
    left.refresh_from_db()
    assert again.demo is not None
    assert (left.is_active, len(again.demo.logins)) == (True, 3)
    assert Lidmaatschap.objects.filter(gebruiker=left, rol="coordinator").exists()


def test_an_account_that_a_coordinator_switched_off_stays_off(village: Path):
    load_voorbeelddata(root=village, demo=True)
    account = Gebruiker.objects.get(email="medewerker@dorp.example")
    update_with_history(account, {"is_active": False}, by=None, oorsprong="beheer", validate=False)
    report = load_voorbeelddata(root=village, demo=True)
    account.refresh_from_db()
    assert not account.is_active
    assert report.demo is not None
    assert report.demo.logins == []


def test_a_real_account_with_the_same_address_is_never_touched(village: Path):
    real = GebruikerFactory(email="coordinator@dorp.example", password="een-echt-wachtwoord")
    report = load_voorbeelddata(root=village, demo=True)
    kept = Gebruiker.objects.get(pk=real.pk)
    assert (kept.demo, kept.password) == (False, real.password)
    assert not Lidmaatschap.objects.filter(gebruiker=real).exists()
    assert report.demo is not None
    assert report.demo.notes == ["coordinator@dorp.example is een echt account; geen demo-account gemaakt."]
    assert not Publicatie.objects.exclude(gebruiker=None).exists()


def test_a_real_overleg_on_the_same_day_is_left_alone(village: Path):
    load_voorbeelddata(root=village)
    dorp = Gemeente.objects.get(slug="dorp")
    OverlegFactory(gemeente=dorp, datum=dt.date(2022, 3, 24), naam="Echt")
    load_voorbeelddata(root=village, demo=True)
    remove_demo(gemeenten=[dorp])
    assert [overleg.naam for overleg in Overleg.objects.all()] == ["Echt"]


def test_another_text_in_the_file_is_reported_not_rewritten(village: Path, edit: Callable[[str, str, str], None]):
    load_voorbeelddata(root=village, demo=True)
    edit("dorp/demo/voortgang.yaml", "Het ligt stil.", "Het staat stil.")
    report = load_voorbeelddata(root=village, demo=True)
    assert report.demo is not None
    assert report.demo.notes[0].startswith("1 demo-meldingen hebben een andere tekst")
    assert Voortgang.objects.filter(toelichting="Het ligt stil.").exists()


def test_demo_of_an_afspraak_that_a_user_removed_is_skipped(village: Path):
    load_voorbeelddata(root=village)
    delete_with_history(Afspraak.objects.get(code="1.10"), by=GebruikerFactory(), oorsprong="beheer")
    load_voorbeelddata(root=village, demo=True)
    assert not Voortgang.objects.exclude(afspraak__code="1a").exists()
    assert Voortgang.objects.count() == 4


@pytest.mark.django_db(transaction=True)
def test_only_demo_rows_may_be_deleted_by_hand(village: Path):
    load_voorbeelddata(root=village, demo=True)
    afspraak = Afspraak.objects.get(code="1.10")
    coordinator = GebruikerFactory(rol="coordinator", gemeente=afspraak.gemeente)
    real = record_voortgang(afspraak=afspraak, melding=Melding(status="gereed"), by=coordinator)
    Afspraak.objects.update(laatste_voortgang=None)
    with pytest.raises(DatabaseError), transaction.atomic():
        Voortgang.objects.filter(pk=real.pk).delete()
    assert Voortgang.objects.filter(pk=real.pk).exists()


WRONG = [
    ("voortgang.yaml", "afspraak: 1.10", "afspraak: 9z", "‘afspraak’: onbekend ‘9z’"),
    ("voortgang.yaml", "actie: 1a-1", "actie: 1a-9", "‘actie’: onbekend ‘1a-9’"),
    (
        "voortgang.yaml",
        "door: medewerker",
        "door: medewerkr",
        "‘medewerkr’. Bedoelt u ‘medewerker’",
    ),
    ("voortgang.yaml", "status: stagnatie", "status: kapot", "‘status’: ‘kapot’ kan niet; kies uit niet_gestart"),
    ("voortgang.yaml", "oorzaak: Geen geld.", "fase: besluitvorming", "1a 2022-09-15 .*‘oorzaak’: .*verplicht"),
    ("voortgang.yaml", "datum: 2022-09-15", "datum: 2022-02-15", "niet op volgorde van datum"),
    ("voortgang.yaml", "datum: 2022-09-15", "datum: 2022-02-31", "schrijf een datum als 2022-03-15"),
    ("voortgang.yaml", "gepubliceerd: nee", "gepubliceerd: misschien", "schrijf ja of nee"),
    ("voortgang.yaml", "toelichting: Het gaat goed.", "tekst: Het gaat goed.", "onbekende sleutel ‘tekst’"),
    (
        "overleggen.yaml",
        "datum: 2022-09-22",
        "datum: 2022-03-24",
        "bestuurlijk 2022-03-24: staat twee keer",
    ),
    ("gebruikers.yaml", "coordinator@dorp.example", "coordinator@dorp", "eindigt op .example"),
    ("gebruikers.yaml", "partij: Dorpswonen", "naam2: x", "‘partij’ ontbreekt"),
]


@pytest.mark.parametrize(("name", "old", "new", "message"), WRONG)
def test_faults_in_demo_files_stop_the_whole_load(
    village: Path, edit: Callable[[str, str, str], None], name: str, old: str, new: str, message: str
):
    edit(f"dorp/demo/{name}", old, new)
    with pytest.raises(FixtureFaults) as caught:
        load_voorbeelddata(root=village, demo=True)
    assert any(re.search(message, line) for line in caught.value.lines), caught.value.lines
    assert not Gemeente.objects.exists()
    load_voorbeelddata(root=village)  # without the demo these files are not read


def standing(peildatum: dt.date = TODAY) -> Any:
    dorp = Gemeente.objects.get(slug="maastricht")
    agreed = Afspraak.objects.filter(gemeente=dorp, afsprakenset__slug="prestatieafspraken-2022-2026")
    return agreed.with_signalen(AnonymousUser(), gemeente=dorp, peildatum=peildatum)


def test_the_demo_of_maastricht_shows_every_kind_of_standing():
    """What the pages must have to show, on 20 November 2026."""
    report = load_voorbeelddata(demo=True)
    assert report.demo is not None
    assert report.demo.notes == []
    rows = list(standing())
    assert Counter(row.zicht_status for row in rows) == {
        "op_koers": 26,
        "gereed": 14,
        "aandacht": 8,
        "stagnatie": 4,
        "niet_gestart": 2,
        "aangehouden": 1,
        "vervallen": 1,
    }
    assert all(2 < afspraak.voortgang.filter(actie=None).count() < 8 for afspraak in rows)
    signals = {name: sum(getattr(row, f"signaal_{name}") for row in rows) for name in Signaal.values}
    assert signals["verouderd"] == 8
    assert signals["verslechterd"] == 5
    assert signals["zonder_trekker"] == 5
    assert signals["wacht_op_besluit"] == 5
    assert 5 <= signals["termijn_verstreken"] <= 15
    assert sum(row.zicht_status != row.vorige_status for row in rows) == 10
    worse = Afspraak.objects.with_actietellingen(AnonymousUser()).filter(slechtere_acties__gt=0)
    assert worse.count() >= 4
    waiting = Voortgang.objects.with_publicatie().filter(publicatie=None)
    assert waiting.count() == 4
    stuck = Voortgang.objects.filter(pk__in=[row.laatste_voortgang_publiek_id for row in rows], status="stagnatie")
    assert not stuck.filter(gevraagd_besluit="").exists()
    dates = list(
        Overleg.objects.bestuurlijk()
        .filter(gemeente__slug="maastricht")
        .order_by("datum")
        .values_list("datum", flat=True)
    )
    assert [str(date) for date in dates if date > TODAY] == ["2026-12-10", "2027-03-18"]
    per_year = Counter(date.year for date in dates)
    assert all(2 <= per_year[year] <= 4 for year in range(2022, 2027))


def test_the_commands_say_what_they_did(village: Path, settings, capsys):
    settings.FIXTURES_DIR = village
    call_command("load_voorbeelddata", demo=True)
    first = capsys.readouterr().out
    assert "Demo, nieuw: 5 meldingen, 2 overleggen, 3 accounts." in first
    assert re.search(r"^medewerker@dorp.example +Medewerker van Dorpswonen +\S{16,}$", first, re.MULTILINE)
    call_command("load_voorbeelddata", demo=True)
    again = capsys.readouterr().out
    assert "Demo, nieuw: 0 meldingen, 0 overleggen, 0 accounts." in again
    assert "@" not in again
    call_command("load_voorbeelddata", verwijder_demo=True, gemeente="dorp")
    assert capsys.readouterr().out == "Demo verwijderd: 5 meldingen, 2 overleggen, 3 accounts.\n"
    with pytest.raises(CommandError, match="Er is geen gemeente ‘elders’"):
        call_command("load_voorbeelddata", verwijder_demo=True, gemeente="elders")
    with pytest.raises(CommandError, match="not allowed with"):
        call_command("load_voorbeelddata", "--demo", "--verwijder-demo")
