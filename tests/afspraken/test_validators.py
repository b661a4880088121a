# SPDX-License-Identifier: EUPL-1.2
"""Rules of a report, asked directly: what a form or file would not let through, a service is still asked."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from afspraken import validators
from afspraken.statussen import Fase, Status, needs_reason
from portaal.lib.forms import MAX_TEXT

TODAY = dt.date(2026, 3, 5)
REASONS = {"oorzaak": "Te weinig mensen", "gevolg": "Later klaar", "maatregel": "Hulp erbij"}


def faults(**given):
    """{field: codes} of a report."""
    values = {"status": "op_koers", **given.pop("values", {})}
    asked = {"old_status": "op_koers", "coordinator": False, "today": TODAY, "datum": TODAY, **given}
    try:
        validators.validate_voortgang(**asked, values=values, gemeente=None)
    except ValidationError as error:
        return {name: [fault.code for fault in errors] for name, errors in error.error_dict.items()}
    return {}


def test_a_report_is_about_a_day_that_has_come_in_this_century():
    assert faults() == faults(datum=dt.date(2000, 1, 1)) == {}
    assert faults(datum=dt.date(1999, 12, 31)) == {"datum": ["verleden"]}
    assert faults(datum=TODAY + dt.timedelta(days=1)) == {"datum": ["toekomst"]}


def test_every_fault_of_a_report_at_once():
    long = {"toelichting": "a" * (MAX_TEXT + 1)}
    assert faults(values={"toelichting": "a" * MAX_TEXT}) == {}
    assert faults(values={"status": "onzin"}) == {"status": ["required"]}
    late = faults(values={"status": "stagnatie", **REASONS, "gevolg": " \u200b", **long}, datum=dt.date(1999, 1, 1))
    assert late == {"gevolg": ["required"], "toelichting": ["max_length"], "datum": ["verleden"]}
    assert faults(values={"status": "aandacht", **REASONS}) == {}


def test_what_is_closed_is_reopened_by_a_coordinator_with_a_reason():
    for old in ("gereed", "vervallen"):
        assert faults(old_status=old) == {"status": ["overgang"]}
        assert faults(old_status=old, coordinator=True) == {"reden": ["required"]}
        assert faults(old_status=old, coordinator=True, values={"reden": "  "}) == {"reden": ["required"]}
        assert faults(old_status=old, coordinator=True, values={"reden": "Toch niet klaar"}) == {}
        assert faults(old_status=old, values={"status": old}) == {}
    assert not any(needs_reason(status, status) for status in Status)


def test_a_status_or_fase_by_its_value_or_word():
    words = {status.value: str(status.label) for status in Status} | {"op_koers": "Op schema"}
    for text in ("op_koers", " OP SCHEMA ", "Op koers"):
        assert validators.validate_status_word(text, words) == "op_koers"
    with pytest.raises(ValidationError):
        validators.validate_status_word("onzin", words)
    assert [validators.validate_fase_word(text) for text in ("", "  ", "Uitvoering", "uitvoering")] == [
        "",
        "",
        Fase.UITVOERING,
        Fase.UITVOERING,
    ]
    with pytest.raises(ValidationError):
        validators.validate_fase_word("onzin")
