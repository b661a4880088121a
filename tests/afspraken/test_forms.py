# SPDX-License-Identifier: EUPL-1.2
"""The form of a report, apart from any page."""

import uuid

import pytest
from django.core.exceptions import ValidationError

from afspraken.forms.actielijst import parse_unchanged
from afspraken.forms.bijlagen import BewijsstukForm
from afspraken.forms.voortgang import VoortgangForm
from tests.factories import GebruikerFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def form(wereld):
    """A bound form about the afspraak."""

    def make(coordinator: bool = False, **data) -> VoortgangForm:
        values = {
            "status": "op_koers",
            "datum": "2022-09-22",
            "versie": wereld.afspraak.versie,
            "sleutel": "5f9d7f0e-6d1f-4b7e-8a45-0d6f2f1c9f11",
        }
        return VoortgangForm(values | data, doel=wereld.afspraak, coordinator=coordinator, vorige=None)

    return make


def key(form: VoortgangForm, user) -> uuid.UUID:
    assert form.is_valid(), form.errors
    return form.melding(user).sleutel


def test_the_same_form_gives_the_same_key(form, wereld) -> None:
    user, other = wereld.lid, GebruikerFactory()
    first = key(form(toelichting="a"), user)
    assert key(form(toelichting="a"), user) == first
    assert key(form(toelichting="a"), other) != first
    assert key(form(toelichting="b"), user) != first
    assert key(form(toelichting="a", versie=2), user) != first
    assert key(form(toelichting="a", sleutel=str(uuid.uuid4())), user) != first


@pytest.mark.parametrize("text", ["22-09-2022", "22/09/2022", "2022-09-22"])
def test_dates_as_people_write_them(form, wereld, text) -> None:
    bound = form(datum=text)
    assert bound.is_valid()
    assert bound.melding(wereld.lid).datum.isoformat() == "2022-09-22"


def test_fields_follow_the_role(form) -> None:
    assert {"publiceren", "reden"}.isdisjoint(form().fields)
    assert {"publiceren", "reden"} <= set(form(coordinator=True).fields)


def test_the_words_of_the_gemeente_are_used(wereld, form) -> None:
    wereld.gemeente.statuswoorden = {"op_koers": "Op schema"}
    wereld.gemeente.overleg_naam = "Kernteam"
    bound = form()
    assert dict(bound.fields["status"].choices)["op_koers"] == "Op schema"
    assert bound.fields["gevraagd_besluit"].label == "Vraag aan het Kernteam"


def test_ids_differ_per_row(wereld, form) -> None:
    assert form()["toelichting"].id_for_label == "id_5a_toelichting"


def test_reasons_are_asked_where_something_reopens(wereld, form) -> None:
    assert not form(coordinator=True).may_reopen
    wereld.afspraak.status = "gereed"
    assert not form().may_reopen
    bound = form(coordinator=True)
    assert bound.may_reopen
    assert "gereed" not in bound.statussen_met_reden.split()
    assert "op_koers" in bound.statussen_met_reden.split()


def test_faults_of_a_service_find_their_field(form) -> None:
    bound = form()
    assert bound.is_valid()
    bound.add_faults(ValidationError({"oorzaak": "Te vaag.", "onbekend": "Vreemd."}))
    bound.add_faults(ValidationError("Algemeen."))
    assert bound.errors["oorzaak"] == ["Te vaag."]
    assert bound.non_field_errors() == ["Vreemd.", "Algemeen."]


def test_ticked_rows_are_numbers_with_a_version() -> None:
    assert parse_unchanged(["1-2", "30-4"]) == {1: 2, 30: 4}
    for values in ([], ["1"], ["-1"], ["1-x"], ["1-2-3"], [" 1-2"], ["1-2"] * 201):
        with pytest.raises(ValidationError):
            parse_unchanged(values)


def test_evidence_fields_follow_the_role() -> None:
    assert {"actie", "gepubliceerd"}.isdisjoint(BewijsstukForm(acties=[], coordinator=False).fields)
