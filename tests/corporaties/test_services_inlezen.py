# SPDX-License-Identifier: EUPL-1.2
"""The services behind handing in figures: who may, what is refused, and that nothing is half done."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from corporaties.imports.opgave import Opgave
from corporaties.models import Cijferbron, Inlezing, Levering
from corporaties.services import inlezen
from portaal.lib.tables.reader import UnreadableFile
from tests.corporaties.opgave import csv, faults
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
