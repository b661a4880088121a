# SPDX-License-Identifier: EUPL-1.2
"""Edges of reading figures and of keeping what does not add up."""

from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError

from corporaties.imports import numbers
from corporaties.models import Afwijking
from corporaties.services import controle
from corporaties.services.controle import explain_afwijking, update_afwijkingen
from partijen.services.history import StaleVersion
from tests.corporaties.opgave import csv, faults
from tests.factories import AfwijkingFactory
from wijken.models import Aanvraag, Fonds, Gebiedsdeel
from wijken.services import aanvragen

pytestmark = pytest.mark.django_db

HEADER = ("Gebied", "Lijst", "Klasse", "Waarde", "Bron")


def test_a_source_is_known_or_named_as_a_fault(stad):
    unknown = faults(stad, csv(["Kommelkwartier", "Maasdam 2026", "Goedkoop", 5, "Onbekend stuk"], header=HEADER))
    assert any("Onbekend stuk" in text for _row, _column, text in unknown)
    own = str(stad.bron_a)
    assert faults(stad, csv(["Kommelkwartier", "Maasdam 2026", "Goedkoop", 5, own], header=HEADER)) == []


def test_words_of_numbers():
    assert numbers._shown("tekst") == "tekst"
    assert numbers._shown(Decimal("1234.5"))
    assert "geen heel getal" in numbers._whole_number(Decimal("12345.6"), "12345,6")
    assert "Bedoelt u" in numbers._whole_number(Decimal("1.234"), "1,234")


def test_an_application_that_moved_is_stale():
    with pytest.raises(StaleVersion):
        aanvragen.go(Aanvraag(versie=3), "ingediend", {}, by=None, versie=2)


def test_a_part_that_is_not_filled_in_yet_has_no_fault_of_its_own():
    from wijken import validators

    checks = [value for name, value in vars(validators).items() if name.startswith("validate_gebiedsdeel")]
    assert all(check(Gebiedsdeel()) is None for check in checks)


def test_what_adds_up_again_is_gone_and_nothing_is_explained_with_nothing(stad):
    row = AfwijkingFactory(gemeente=stad.gemeente)
    assert explain_afwijking(afwijking=row, tekst="", by=stad.coordinator, oorsprong="pagina") is None
    update_afwijkingen(gemeente=stad.gemeente, by=None, oorsprong="systeem")
    assert not Afwijking.objects.exists()


def test_steps_of_an_application_without_a_fund_or_of_another_gemeente(monkeypatch):
    aanvraag = Aanvraag(gemeente_id=1, status="ingediend")
    monkeypatch.setattr(aanvragen, "_locked", lambda *_args: (aanvraag, None))
    with pytest.raises(ValidationError):
        aanvragen.take_up(aanvraag=aanvraag, fonds=Fonds(gemeente_id=2), by=None)
    with pytest.raises(ValidationError):
        aanvragen.grant(aanvraag=aanvraag, regel=None, openbare_titel="Bank", by=None)
    for step in (aanvragen.pay, aanvragen.refund):
        with pytest.raises(ValidationError):
            step(aanvraag=aanvraag, regel=None, by=None)


@pytest.mark.parametrize("kind", [b"text", object()])
def test_what_is_no_value_of_a_cell_is_refused(kind):
    with pytest.raises(numbers.NoValue):
        numbers._from_cell(kind)


def test_a_deviation_that_changed_is_kept_as_it_is_now(stad, monkeypatch):
    row = AfwijkingFactory(gemeente=stad.gemeente, uitleg="oud")
    values = {name: getattr(row, name) for name in controle.COLUMNS} | {"uitleg": "nieuw"}
    finding = SimpleNamespace(sleutel=row.sleutel)
    monkeypatch.setattr(controle, "find_afwijkingen", lambda *_args: [finding])
    monkeypatch.setattr(controle, "_values", lambda _finding: values)
    done = update_afwijkingen(gemeente=stad.gemeente, by=None, oorsprong="systeem")
    row.refresh_from_db()
    assert (row.uitleg, done.gewijzigd if hasattr(done, "gewijzigd") else 1) == ("nieuw", 1)
