# SPDX-License-Identifier: EUPL-1.2
"""The command: delivers, says what is wrong and ends with a code that a script can read."""

import io

import pytest
from django.core.management import CommandError, call_command

from corporaties.models import Cijferbron, Inlezing, Levering, Voorraadcijfer
from portaal.lib.progress import ProgressBar
from tests.corporaties.hostile import HOSTILE
from tests.corporaties.opgave import HEADER, csv

pytestmark = pytest.mark.django_db
GOOD = ["Kommelkwartier", "Maasdam 2026", "Goedkoop", 10]


@pytest.fixture
def run(stad, tmp_path):
    """Run the command on this content; returns what it printed."""

    def run(content, *options, name="cijfers.csv", corporatie="Aedes Oost", gemeente="maasdam", peildatum="2026-01-01"):
        path = tmp_path / name
        path.write_bytes(content)
        out, err = io.StringIO(), io.StringIO()
        arguments = ["--corporatie", corporatie, "--gemeente", gemeente, "--peildatum", peildatum, *options]
        try:
            call_command("import_woningvoorraad", str(path), *arguments, stdout=out, stderr=err)
        finally:
            run.err = err.getvalue()
        return out.getvalue()

    return run


def test_a_delivery_waits_for_the_coordinator(stad, run):
    out = run(csv(GOOD))
    levering = Levering.objects.get()
    assert (levering.status, levering.partij, levering.periode) == ("ingediend", stad.a, "2026-01-01")
    assert "nieuw: 1" in out
    assert "wacht op vaststelling" in out
    assert Voorraadcijfer.objects.get().concept
    with levering.bestand.open("rb") as kept:
        assert kept.read() == csv(GOOD)
    assert len(levering.sha256) == 64
    assert not Cijferbron.objects.exclude(pk__in=(stad.bron.pk, stad.bron_a.pk)).exists()


def test_a_first_delivery_makes_the_source(stad, run):
    run(csv(GOOD), corporatie="aedes west")
    bron = Cijferbron.objects.get(partij=stad.b)
    assert (bron.slug, bron.naam) == ("opgave-aedes-west", "Opgave Aedes West")


def test_remarks_with_personal_data_wait_for_an_answer(stad, run):
    content = csv([*GOOD, "Vraag 06-12345678"], header=(*HEADER, "Opmerking"))
    with pytest.raises(CommandError, match="wacht op de coördinator"):
        run(content, "--vaststellen")
    assert "06-••••••78" in run.err
    assert Levering.objects.get().status == "ingediend"
    again = run(content, "--vaststellen", "--geen-persoonsgegevens", "nummer van de balie")
    assert Levering.objects.filter(status="vastgesteld").count() == 1
    assert "vastgesteld; de cijfers zijn openbaar" in again


def test_set_vast_at_once(stad, run):
    assert "vastgesteld; de cijfers zijn openbaar" in run(csv(GOOD), "--vaststellen")
    assert Voorraadcijfer.objects.current().get().waarde == 10
    assert "Geen verandering" in run(csv(GOOD), "--vaststellen")
    assert Levering.objects.count() == 1


def test_a_trial_changes_nothing(stad, run):
    assert "Proefrun: er is niets veranderd." in run(csv(GOOD), "--proefrun")
    assert not Levering.objects.exists()
    assert not Inlezing.objects.exists()


def test_faults_are_all_named_and_nothing_is_stored(stad, run):
    with pytest.raises(CommandError) as caught:
        run(csv(["Kommekwartier", "Maasdam 2026", "Goedkop", 1], GOOD))
    assert (caught.value.returncode, str(caught.value)) == (1, "2 fouten; er is niets ingelezen.")
    assert "blad cijfers, rij 2, kolom A: Gebied ‘Kommekwartier’ is niet bekend. Bedoelt u" in run.err
    assert "kolom C" in run.err
    assert not Inlezing.objects.exists()


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_with_a_message_and_leaves_nothing(stad, run, name):
    content, part = HOSTILE[name]()
    with pytest.raises(CommandError) as caught:
        run(content, name="cijfers.xlsx")
    assert caught.value.returncode == 1
    assert part in str(caught.value) + run.err
    assert not Inlezing.objects.exists()
    assert not Voorraadcijfer.objects.exists()


@pytest.mark.parametrize(
    ("changes", "part"),
    [
        ({"gemeente": "nergens"}, "Er is geen gemeente ‘nergens’."),
        ({"corporatie": "Niemand"}, "Wel: Aedes Oost, Aedes West."),
        ({"peildatum": "1-1-2026"}, "is geen datum"),
    ],
)
def test_wrong_arguments(stad, run, changes, part):
    with pytest.raises(CommandError, match=part) as caught:
        run(csv(GOOD), **changes)
    assert caught.value.returncode == 2


def test_a_file_that_is_not_there(stad, tmp_path):
    with pytest.raises(CommandError, match="niet te lezen") as caught:
        call_command(
            "import_woningvoorraad", str(tmp_path / "weg.csv"), "--corporatie", "Aedes Oost", "--gemeente", "maasdam",
            "--peildatum", "2026-01-01",
        )  # fmt: skip
    assert caught.value.returncode == 2


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self):
        return True


def test_a_progress_bar_on_a_terminal_and_nothing_in_a_file():
    terminal, file = Terminal(), io.StringIO()
    for stream in (terminal, file):
        bar = ProgressBar(stream)
        for part in (0.0, 0.5, 0.5, 1.0):
            bar("lezen", part)
        bar.close()
    assert "lezen        [###############               ]  50%" in terminal.getvalue()
    assert terminal.getvalue().endswith("\r")
    assert file.getvalue() == ""
