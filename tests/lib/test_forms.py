# SPDX-License-Identifier: EUPL-1.2
"""The first faulty field gets the focus, and hint and error are tied to their field."""

from django import forms

from portaal.lib.forms import PortaalBoundField, read_versie


class Formulier(forms.Form):
    bound_field_class = PortaalBoundField

    sleutel = forms.CharField(widget=forms.HiddenInput)
    titel = forms.CharField(help_text="Kort en duidelijk.")
    soort = forms.ChoiceField(choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    toelichting = forms.CharField()


def test_first_faulty_visible_field_gets_autofocus() -> None:
    form = Formulier({"titel": "", "soort": "a", "toelichting": ""})

    assert "autofocus" in str(form["titel"])
    assert "autofocus" not in str(form["toelichting"])
    assert "autofocus" not in str(form["sleutel"])


def test_error_added_after_validation_counts() -> None:
    form = Formulier({"sleutel": "x", "titel": "x", "soort": "a", "toelichting": "x"})
    assert form.is_valid()

    form.add_error("toelichting", "Dit kan niet.")

    assert "autofocus" in str(form["toelichting"])


def test_group_of_options_gets_no_autofocus_on_each_option() -> None:
    form = Formulier({"sleutel": "x", "titel": "x", "toelichting": ""})

    assert "autofocus" not in str(form["soort"])
    assert "autofocus" not in str(form["toelichting"])


def test_form_without_faults_leaves_the_focus_alone() -> None:
    assert "autofocus" not in str(Formulier()["titel"])


def test_hint_and_error_are_tied_to_the_field() -> None:
    form = Formulier({"titel": ""})

    assert 'aria-describedby="id_titel_helptext id_titel_error"' in str(form["titel"])
    assert 'aria-invalid="true"' in str(form["titel"])


def test_the_version_that_a_button_sent_along() -> None:
    assert read_versie({"versie": "3"}) == 3
    assert {read_versie({"versie": sent}) for sent in ("", "x", "-1", "9" * 30, "\0", "1.5")} == {0}
    assert read_versie({}) == 0
