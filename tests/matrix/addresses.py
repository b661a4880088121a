# SPDX-License-Identifier: EUPL-1.2
"""Addresses with everything one can ask of a list: filters, search, formats and choices, hidden values included."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import django_filters
from django.contrib import admin
from django.urls import reverse

from afspraken.statussen import Signaal, Status
from portaal.api import router
from portaal.lib.api.filters import BooleanFilter, DateFilter
from portaal.lib.api.query import PEILDATUM
from tests.matrix import roles as r
from tests.matrix import rules
from tests.matrix.asking import questions
from tests.matrix.expected import API, PAGES
from tests.matrix.rules import ENTER_BEHEER
from tests.matrix.world import MARK, SLUGS, World

OWN_PAGES = f"/{SLUGS[r.OWN]}"
FORMATS = ("csv", "xlsx", "ods")


class Hidden:
    """Values that only what is hidden has, in the gemeente in which the users work."""

    def __init__(self, world: World) -> None:
        place = world.places[r.OWN]
        concept, actie = place["afspraak", r.CONCEPT], place["actie", r.CONCEPT]
        self.codes = (concept.code, place["afspraak", r.IN_CONCEPT_SET].code)
        self.actie = actie.code
        self.set, self.thema = place["set", r.CONCEPT].slug, str(place["thema", r.CONCEPT].nummer)
        self.party = place["betrokkenheid", r.UNDER_CONCEPT].partij.naam
        levering = place["levering", r.DELIVERED]
        self.levering, self.corporatie = levering.pk, levering.partij.naam
        self.gebied = place["ligging", r.ON_CONCEPT_ACTIE].gebied.slug
        texts = (concept.titel, concept.samenvatting, concept.doel, concept.titel_in_document, actie.titel)
        self.texts = (*texts, actie.omschrijving, actie.locatie, actie.code, place["voortgang", r.CONCEPT].toelichting)
        self.marks = tuple(found[0] for found in map(MARK.findall, map(str, self.texts)) if found)


def lists(hidden: Hidden) -> Iterator[str]:
    """What is open to all, with each filter and format; whoever reads other drafts asks it too: by other queries."""
    lijst = f"{OWN_PAGES}/afspraken/"
    for key, values in {
        "status": Status.values,
        "signaal": [signaal.value for signaal in Signaal],
        "thema": ("1", "2", hidden.thema),
        "trekker": ("Woningstichting", hidden.party),
        "gebied": ("dijkwijk", "oost", hidden.gebied),
        "afsprakenset": ("afspraken", hidden.set),
        "zoek": (*hidden.texts, "bouwen"),
        "formaat": FORMATS,
    }.items():
        yield from (f"{lijst}?{key}={quote(str(value))}" for value in values)
    yield from (f"{lijst}?formaat=csv&zoek={mark}" for mark in hidden.marks[:2])
    yield f"{OWN_PAGES}/cijfers/?tabel=alles&formaat=csv"
    yield f"{OWN_PAGES}/?afsprakenset={hidden.set}"
    yield from (f"{OWN_PAGES}/partijen/?{key}" for key in ("formaat=csv", "partij=woningstichting"))
    yield f"{OWN_PAGES}/partijen/?afsprakenset={hidden.set}"
    yield from (f"{lijst}afspraken/{code}/" for code in ("1c", "1d"))


def pages_behind_login(hidden: Hidden) -> Iterator[str]:
    """What one must be logged in for, with its filters."""
    for base in ("bestuur/", "actielijst/", "actielijst/sjabloon/"):
        yield f"{OWN_PAGES}/{base}?afsprakenset={hidden.set}"
    for keys in ("thema=1", f"thema={hidden.thema}", "trekker=Woningstichting", "status=stagnatie", "status=gereed"):
        yield f"{OWN_PAGES}/bestuur/?{keys}"
    for choice in ("alle", "mijn", "bij-te-werken", "afwijkend"):
        yield f"{OWN_PAGES}/actielijst/?thema=alle&filter={choice}"
    yield from (f"{OWN_PAGES}/afspraken/afspraken/{code}/bijwerken/" for code in ("1c", "1d"))


def api(hidden: Hidden) -> Iterator[str]:
    """Every resource with every documented key, and in every format."""
    for prefix, viewset, name in router.registry:
        base = reverse(f"api:{name}-list")
        yield from (f"{base}?formaat={formaat}" for formaat in viewset.bulk_formats)
        yield from (f"{base}?sorteer=-{attribute}" for attribute in viewset.sort_fields)
        yield from (f"{base}?{key.name}=2026-01-01" for key in viewset.query_keys if key is PEILDATUM)
        for key, known in (viewset.filterset_class.base_filters if viewset.filterset_class else {}).items():
            yield from (f"{base}?{key}={quote(str(value))}" for value in _values(key, known, prefix, hidden))


def _values(key: str, known: Any, prefix: str, hidden: Hidden) -> tuple[Any, ...]:
    """What to ask for: all choices of a key, or values of published and of hidden things."""
    if isinstance(known, django_filters.ChoiceFilter | django_filters.MultipleChoiceFilter):
        return tuple(value for value, _label in known.extra["choices"])
    if isinstance(known, BooleanFilter):
        return ("true", "false")
    if isinstance(known, DateFilter):
        return ("2021-12-31", "2026-01-01")
    of_acties = prefix == "acties"
    values: dict[str, tuple[Any, ...]] = {
        "gemeente": (SLUGS[r.OWN], SLUGS[r.OTHER]),
        "afsprakenset": ("afspraken", hidden.set),
        "thema": (1, hidden.thema),
        "code": ("1a-1", hidden.actie) if of_acties else ("1a", *hidden.codes),
        "afspraak": ("1a", *hidden.codes),
        "actie": ("1a-1", hidden.actie),
        "trekker": ("Woningstichting", hidden.party),
        "gebied": ("dijkwijk", hidden.gebied),
        "ouder": ("dijkwijk", hidden.gebied),
        "fonds": ("dijkwijk", hidden.gebied),
        "partij": ("Woningstichting", hidden.party),
        "zoek": (*hidden.marks, "a"),
        "gewijzigdSinds": ("2000-01-01", "2999-01-01T00:00:00Z"),
        "naam": (hidden.party,),
        "indicator": ("onveilig",),
        "periode": ("2018",),
        "bron": ("Document",),
        "corporatie": ("Woningstichting", hidden.corporatie),
        "kenmerk": ("huurklasse",),
        "lijst": ("own 2026",),
        "klasse": ("goedkoop",),
        "peiljaar": (2026, 2020),
        "jaar": (2024, 2025),
        "levering": (hidden.levering,),
        "sdg": (1,),
    }
    assert key in values, f"{prefix}, key {key!r}: add to tests/matrix/addresses.py what to ask for, hidden values too"
    return values[key]


def beheer(hidden: Hidden) -> Iterator[str]:
    """The lists of /beheer/, the same with a search, and what the search boxes of its forms offer."""
    yield reverse("admin:index")
    for model, screen in admin.site._registry.items():
        opts = model._meta
        address = reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist")
        yield address
        if screen.search_fields:
            yield f"{address}?q={hidden.marks[0]}"
        for field in screen.autocomplete_fields:
            keys = f"app_label={opts.app_label}&model_name={opts.model_name}&field_name={field}"
            for term in ("", hidden.marks[0]):
                yield f"{reverse('admin:autocomplete')}?{keys}&term={term}"


def with_filters(world: World, role: str) -> list[str]:
    """Everything to ask as a role that reads nothing hidden here."""
    hidden = Hidden(world)
    # That a hidden object answers as one that is missing, `test_get` has seen.
    asked = [
        question.path
        for question in questions(world, role)
        if question.name in PAGES | API
        and (question.case.state, question.case.place) == (r.PUBLISHED, r.OWN)
        and question.line.reads is not rules.read_only
    ]
    if role in (r.PUBLIC, r.OTHER_THEMA):
        asked += lists(hidden)
    if role == r.PUBLIC:
        asked += api(hidden)
    if role == r.DATABEHEERDER:
        asked += pages_behind_login(hidden)
    if role in ENTER_BEHEER:
        asked += beheer(hidden)
    return asked
