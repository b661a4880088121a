# SPDX-License-Identifier: EUPL-1.2
"""What everybody can read as soon as it is saved in /beheer/ is checked for personal data, on every screen."""

import pytest
from django.contrib import admin
from django.db import models

from afspraken.services.persoonsgegevens import PUBLIC_TEXTS
from partijen.beheer.regels import nobody
from partijen.models import Wijziging
from partijen.services.persoonsgegevens import public_columns
from portaal.lib.blackout import project_models
from tests.beheer import filled, make_world, screen, snapshot

pytestmark = pytest.mark.django_db

PHONE = "Bel 06-12345678."
# Texts everybody can read that are written elsewhere than in /beheer/, and what looks at them there.
ELSEWHERE = {
    "wijken.boeking": "refused by wijken.services.grootboek",
    "wijken.aanvraag": "refused by wijken.services.aanvragen",
    "wijken.gebiedsomtrek": "an outline, and where the file came from",
    "corporaties.voorraadcijfer": "asked by corporaties.services.leveringen.stel_vast",
    "corporaties.levering": "its own texts are for who delivers and who decides",
    "corporaties.afwijking": "made by the portal",
    "corporaties.afwijkingstoelichting": "refused by its form",
    "afspraken.publicatie": "the reason is for the history",
    "monitoring.evaluatie": "asked by monitoring.services.evaluaties.adopt_evaluatie",
    "monitoring.evaluatieregel": "as its evaluatie",
    "monitoring.oordeel": "as its evaluatie",
    "monitoring.jaarmoment": "asked by monitoring.services.kalender",
    "monitoring.overlegstuk": "asked by monitoring.services.overlegstukken.publish_stuk",
    "monitoring.rapportage": "made of texts that were published",
    "monitoring.rapportageregel": "made of texts that were published",
    "monitoring.zienswijze": "asked by monitoring.services.zienswijzen.publish_zienswijze",
}


def writable_screens():
    """(model, screen) of whatever can be added or changed in /beheer/."""
    for model, found in admin.site._registry.items():
        if found.regels and not (found.regels.add is nobody and found.regels.change is nobody):
            yield model, found


def test_a_text_that_everybody_can_read_is_checked_somewhere() -> None:
    """A new model must get a screen that checks, or a service on the list."""
    public = {model for model in project_models() if public_columns(model)}
    on_screens = {model for model, _screen in writable_screens()}
    elsewhere = {model._meta.label_lower for model in public - on_screens - set(PUBLIC_TEXTS)}
    assert elsewhere == set(ELSEWHERE)


def test_every_screen_checks_every_text() -> None:
    """Those of afspraken have rules of their own: tests/afspraken/test_services_persoonsgegevens.py."""
    make_world()
    missed, seen = set(), set()
    for model, found in writable_screens():
        names = public_columns(model)
        assert found.publishes is bool(names), model
        row = model._default_manager.first()
        if row is None or model in PUBLIC_TEXTS:
            continue
        seen.add(model)
        for name in names:
            field = model._meta.get_field(name)
            value = {"gereed": PHONE} if field.default is dict else [PHONE]
            setattr(row, name, value if isinstance(field, models.JSONField) else PHONE)
            if PHONE not in [text.tekst for text in found.texts_to_publish(row, {name}) if text.veld == name]:
                missed.add((model._meta.label_lower, name))
    assert not missed
    assert len(seen) > 15


def test_a_place_with_a_phone_number_asks_and_takes_an_answer() -> None:
    world = make_world()
    client, row = world.client("coordinator"), world.a.gebied
    url = screen(row, "change")
    before = snapshot()
    response = client.post(url, filled(client.get(url)) | {"bron_opmerking": PHONE})
    text = response.content.decode()
    assert response.status_code == 422
    assert "06-••••••78" in text
    assert "geen_persoonsgegeven" in text
    assert "<title>Fout: " in text
    assert snapshot() == before
    answer = filled(response) | {"geen_persoonsgegeven": "on", "reden": "nummer van het wijkteam"}
    assert client.post(url, answer).status_code == 302
    row.refresh_from_db()
    assert row.bron_opmerking == PHONE
    assert Wijziging.objects.latest("id").reden == "Geen persoonsgegeven: nummer van het wijkteam"
    project = world.a.project
    type(project).objects.filter(pk=project.pk).update(gepubliceerd=False, opmerking=PHONE)
    url = screen(project, "change")
    response = client.post(url, filled(client.get(url)) | {"gepubliceerd": "on"})
    assert response.status_code == 422, "what was written as a concept is looked at when it becomes public"
