# SPDX-License-Identifier: EUPL-1.2
"""The services behind handing in figures: who may, what is refused, and that nothing is half done."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from corporaties.imports.opgave import Opgave
from corporaties.models import Cijferbron, Inlezing, Levering
from corporaties.services import inlezen
from portaal.lib.tables.reader import UnreadableFile
from tests.corporaties.opgave import csv, faults, read
from tests.factories import CijferbronFactory

pytestmark = pytest.mark.django_db

PEILDATUM = dt.date(2026, 1, 1)
ROW = ["Kommelkwartier", "Maasdam 2026", "Goedkoop", 10]


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def keep(stad):
    """Keep a file, as one of the users."""

    def kept(content=None, by=None):
        return inlezen.keep_upload(
            content=content or csv(ROW),
            filename="cijfers.csv",
            gemeente=stad.gemeente,
            partij=stad.a,
            peildatum=PEILDATUM,
            by=by or stad.databeheerder,
        )

    return kept


def test_only_the_own_corporation_delivers(stad, keep):
    for user in (stad.databeheerder_b, stad.coordinator, stad.bestuurder):
        with pytest.raises(PermissionDenied):
            keep(by=user)
    assert not Inlezing.objects.exists()
    kept = inlezen.read_inlezing(keep())
    with pytest.raises(PermissionDenied):
        inlezen.begin_submit(inlezing=kept, by=stad.databeheerder_b)
    with pytest.raises(PermissionDenied):
        inlezen.discard(inlezing=kept, by=stad.databeheerder_b)
    assert Inlezing.objects.filter(pk=kept.pk, status=kept.status).exists()


def test_handing_in_twice_is_once(stad, keep):
    kept = inlezen.read_inlezing(keep())
    first = inlezen.begin_submit(inlezing=kept, by=stad.databeheerder)
    again = inlezen.begin_submit(inlezing=kept, by=stad.databeheerder)
    assert (first.pk, first.status) == (again.pk, again.status)
    inlezen.store_inlezing(first)
    inlezen.store_inlezing(Inlezing.objects.get(pk=first.pk))
    assert Levering.objects.count() == 1


def test_what_changes_nothing_is_not_handed_in(stad, keep):
    unread = keep()
    with pytest.raises(ValidationError):
        inlezen.begin_submit(inlezing=unread, by=stad.databeheerder)
    assert not Levering.objects.exists()


def test_a_kept_file_that_was_changed_is_refused(stad, keep):
    kept = keep()
    Inlezing.objects.filter(pk=kept.pk).update(sha256="0" * 64)
    kept.refresh_from_db()
    read = inlezen.read_inlezing(kept)
    assert read.status not in (Inlezing.Status.GELEZEN, Inlezing.Status.WACHT)
    assert not Levering.objects.exists()


def test_a_file_with_faults_is_never_stored(stad):
    with pytest.raises(ValidationError):
        inlezen.deliver(
            opgave=Opgave(aantal_fouten=1),
            uitkomst={},
            content=csv(ROW),
            filename="cijfers.csv",
            gemeente=stad.gemeente,
            partij=stad.a,
            peildatum=PEILDATUM,
            by=stad.databeheerder,
        )
    assert not Inlezing.objects.exists()


def test_the_source_of_a_corporation_gets_a_name_of_its_own(stad):
    stad.bron_a.delete()
    made = inlezen.ensure_bron(gemeente=stad.gemeente, partij=stad.a, by=None, oorsprong="pagina")
    assert inlezen.ensure_bron(gemeente=stad.gemeente, partij=stad.a, by=None, oorsprong="pagina") == made
    slug = made.slug
    Cijferbron.objects.filter(pk=made.pk).delete()
    CijferbronFactory(gemeente=stad.gemeente, slug=slug, naam="Iets anders")
    again = inlezen.ensure_bron(gemeente=stad.gemeente, partij=stad.a, by=None, oorsprong="pagina")
    assert again.slug == f"{slug}-2"


def test_a_file_without_figures_says_so(stad):
    with pytest.raises(UnreadableFile):
        faults(stad, csv(["a", "b"], header=("Iets", "Anders")))


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (["Kommelkwartier", "Maasdam 2026", "Goedkoop", dt.date(2026, 1, 2), ""], "is geen getal"),
        (["Kommelkwartier", "Maasdam 2026", "Goedkoop", 5, "Aedes West"], "U levert alleen de cijfers van Aedes Oost"),
        (["Kommelkwartier", "Maasdam 2026", "Goedkoop", 5, "Aedes Oostt"], "Bedoelt u ‘Aedes Oost’?"),
        (["Kommelkwartier", "Maasdam 2026", "Goedkoop", 5, "Iets heel anders"], "Schrijf Aedes Oost, of laat"),
        (["Kommelkwartier", "Maasdam 2026", "Zzz", 5, ""], "is geen klasse van"),
        (["Kommelkwartier", "", "Goedkoop", 5, ""], ""),
    ],
)
def test_each_fault_says_how_to_mend_it(stad, row, message):
    found = faults(stad, csv(row, header=("Gebied", "Lijst", "Klasse", "Waarde", "Corporatie")))
    assert not message or any(message in text for _row, _column, text in found), found


# --- what goes wrong on the way ---------------------------------------------------------------------------------------


def waiting(stad, keep):
    """A file that was read and that its user wants stored."""
    return inlezen.begin_submit(inlezing=inlezen.read_inlezing(keep()), by=stad.databeheerder)


def test_no_file_is_left_of_a_row_that_could_not_be_kept(stad, keep, settings, monkeypatch):
    def fail(*_args, **_kwargs):
        raise OSError("disk full")

    monkeypatch.setattr(Inlezing, "save", fail)
    with pytest.raises(OSError, match="disk full"):
        keep()
    assert not [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]


def test_a_preview_of_before_is_not_handed_in(stad, keep):
    kept = inlezen.read_inlezing(keep())
    with pytest.raises(inlezen.ChangedSincePreview):
        inlezen.begin_submit(inlezing=kept, by=stad.databeheerder, expected_versie=kept.versie + 1)
    kept.refresh_from_db()
    assert kept.status == Inlezing.Status.GELEZEN


def test_words_that_mean_something_else_bring_the_preview_back(stad, keep):
    kept = waiting(stad, keep)
    stad.goedkoop.naam, stad.duur.naam = "Was goedkoop", "Goedkoop"
    stad.goedkoop.code, stad.duur.code = "was", "goedkoop-nu"
    stad.goedkoop.save()
    stad.duur.save()
    stored = inlezen.store_inlezing(kept)
    assert stored.status == Inlezing.Status.GELEZEN
    assert not Levering.objects.exists()


def test_figures_that_changed_meanwhile_bring_the_preview_back(stad, keep):
    kept = waiting(stad, keep)
    Inlezing.objects.filter(pk=kept.pk).update(basisversie=kept.basisversie + 1)
    stored = inlezen.store_inlezing(kept)
    assert stored.status == Inlezing.Status.GELEZEN
    assert not Levering.objects.exists()


def test_a_file_that_cannot_be_read_any_more_ends_with_its_fault(stad, keep, monkeypatch):
    def unreadable(*_args, **_kwargs):
        raise UnreadableFile("Het bestand is stuk.", "broken")

    kept = waiting(stad, keep)
    monkeypatch.setattr(inlezen, "read_opgave", unreadable)
    stored = inlezen.store_inlezing(kept)
    assert (stored.status, stored.aantal_fouten) == (Inlezing.Status.FOUTEN, 1)
    assert not stored.bestand
    assert not Levering.objects.exists()


def test_work_that_fails_says_so_and_can_be_done_again(stad, keep, monkeypatch):
    def fail(*_args, **_kwargs):
        raise RuntimeError("out of luck")

    kept = waiting(stad, keep)
    with monkeypatch.context() as context:
        context.setattr(inlezen, "record_levering", fail)
        with pytest.raises(RuntimeError):
            inlezen.store_inlezing(kept)
    kept.refresh_from_db()
    assert (kept.status, Levering.objects.count()) == (Inlezing.Status.MISLUKT, 0)
    again = inlezen.read_inlezing(inlezen.begin_again(inlezing=kept))
    inlezen.store_inlezing(inlezen.begin_submit(inlezing=again, by=stad.databeheerder))
    assert Levering.objects.count() == 1


def test_what_another_worker_stored_is_not_stored_again(stad, keep):
    kept = waiting(stad, keep)
    stale = Inlezing.objects.get(pk=kept.pk)
    inlezen.store_inlezing(kept)
    inlezen.store_inlezing(stale)
    assert Levering.objects.count() == 1


def test_how_far_it_is_is_noted_at_most_so_often(stad, keep):
    kept = keep()
    report = inlezen.reporter(kept, every=3600)
    report("lezen", 0.25)
    report("lezen", 0.75)
    kept.refresh_from_db()
    assert (kept.stap, kept.percentage) == ("lezen", 25)


def test_the_command_keeps_nothing_of_what_would_change_nothing(stad, settings):
    content = csv(ROW)
    opgave = read(stad, content)
    with pytest.raises(ValidationError):
        inlezen.deliver(
            opgave=opgave,
            uitkomst={},
            content=content,
            filename="cijfers.csv",
            gemeente=stad.gemeente,
            partij=stad.a,
            peildatum=PEILDATUM,
            by=stad.databeheerder,
        )
    assert not Inlezing.objects.exists()
    assert not [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]
