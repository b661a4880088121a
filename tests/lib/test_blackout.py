# SPDX-License-Identifier: EUPL-1.2
"""Every text of every model of the project takes part in blacking out, or says why not."""

import pytest
from django.apps import apps
from django.db import connection, models, transaction

from partijen.models import Gemeente, Wijziging
from portaal.lib import blackout, triggers
from portaal.lib.blackout import Handling, Use
from tests.factories import AfsprakensetFactory, GemeenteFactory, ThemaFactory

pytestmark = pytest.mark.django_db


def test_a_model_of_the_project_without_a_scope_is_an_error(monkeypatch) -> None:
    assert blackout.check_every_model_has_a_scope() == []
    monkeypatch.setitem(blackout._registered, "afspraken.notitie", Handling())
    (error,) = blackout.check_every_model_has_a_scope()
    assert "afspraken.Notitie" in error.msg


def test_all_models_of_the_apps_take_part() -> None:
    labels = {model._meta.app_label for model in blackout.project_models()}
    assert {"partijen", "wijken", "corporaties", "afspraken"} <= labels
    assert not labels & {"auth", "sessions", "account", "axes"}
    for model in blackout.project_models():
        texts = [f for f in model._meta.concrete_fields if f.get_internal_type() in {"CharField", "TextField"}]
        assert set(texts) <= set(blackout.columns(model))


def test_what_a_column_is_used_for() -> None:
    def uses(label: str) -> dict[str, Use]:
        return {field.name: use for field, use in blackout.columns(apps.get_model(label)).items()}

    assert uses("afspraken.Voortgang")["toelichting"] is Use.FREE
    assert uses("afspraken.Voortgang")["status"] is Use.FIXED
    assert uses("afspraken.Termijn")["periode"] is Use.FIXED
    assert uses("afspraken.Afspraak")["code"] is Use.FIXED
    assert uses("afspraken.Bewijsstuk") == {
        "titel": Use.FREE,
        "url": Use.FREE,
        "bestand": Use.OWN,
        "bestandsnaam": Use.FREE,
        "bestandstype": Use.FREE,
    }
    assert uses("partijen.Wijziging")["velden"] is Use.FREE
    assert uses("partijen.Wijziging")["model"] is Use.OWN


def free_columns() -> list[tuple[type[models.Model], models.Field]]:
    """Every column of the project in which people write."""
    return [
        (model, field)
        for model in blackout.project_models()
        if blackout.handling_of(model).scope
        for field, use in blackout.columns(model).items()
        if use is Use.FREE
    ]


def test_json_is_searched_whatever_letters_it_holds() -> None:
    gemeente = GemeenteFactory()
    for text in ("Zoë de Vries", 'zei "nee"', "regel 1\nregel 2", "C:\\map", "100% zeker_niet", "😀 Jansen"):
        row = Wijziging.objects.create(
            gemeente=gemeente,
            soort="nieuw",
            oorsprong="systeem",
            model="x.y",
            object_id=1,
            object_naam="x",
            velden={"titel": [None, f"Van {text} hier"], "lijst": [["a", {"diep": text}], 3]},
        )
        places = list(blackout.find(text, gemeente.pk))
        assert [(place.row, place.field.name) for place in places] == [(row, "velden")], text
        with transaction.atomic(), triggers.changeable(connection):
            assert blackout.replace_in(Wijziging, text, gemeente.pk) == {"velden": 1}
        row.refresh_from_db()
        assert row.velden == {
            "titel": [None, "Van [zwartgemaakt] hier"],
            "lijst": [["a", {"diep": "[zwartgemaakt]"}], 3],
        }


def test_capitals_count_and_wildcards_do_not() -> None:
    gemeente = GemeenteFactory()
    thema = ThemaFactory(afsprakenset__gemeente=gemeente, naam="De heer Jansen")
    for text in ("jansen", "J_nsen", "J%sen"):
        assert not list(blackout.find(text, gemeente.pk))
    assert [place.row for place in blackout.find("Jansen", gemeente.pk)] == [thema]


def test_a_long_text_stays_within_its_column_and_versions_go_up() -> None:
    afsprakenset = AfsprakensetFactory(naam=f"Naam {'x' * 155}")
    with transaction.atomic():
        blackout.replace_in(type(afsprakenset), "xxxxx", afsprakenset.gemeente_id)
    afsprakenset.refresh_from_db()
    assert len(afsprakenset.naam) == 160
    assert "xxxxx" not in afsprakenset.naam
    assert afsprakenset.versie == 2


def test_texts_that_must_differ_get_the_number_of_their_row() -> None:
    first, second = GemeenteFactory(naam="Jansenveld"), GemeenteFactory(naam="Jansenveld 2")
    Gemeente.objects.filter(pk=second.pk).update(naam="Naam Jansenveld")
    Gemeente.objects.filter(pk=first.pk).update(naam="Naam [zwartgemaakt]")
    with transaction.atomic():
        blackout.replace_in(Gemeente, "Jansenveld", second.pk)
    second.refresh_from_db()
    assert second.naam == f"Naam [zwartgemaakt {second.pk}]"


def test_a_handler_hears_which_rows_changed(monkeypatch) -> None:
    thema = ThemaFactory(naam="De heer Jansen")
    heard: list[list[int]] = []
    monkeypatch.setitem(
        blackout._registered, "afspraken.thema", Handling(scope="gemeente", after=lambda pks: heard.append(list(pks)))
    )
    with transaction.atomic():
        blackout.replace_in(type(thema), "Nobody", thema.gemeente_id)
        blackout.replace_in(type(thema), "Jansen", thema.gemeente_id)
    assert heard == [[thema.pk]]
