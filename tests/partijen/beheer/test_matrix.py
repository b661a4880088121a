# SPDX-License-Identifier: EUPL-1.2
"""Every screen x role x row of own thema, other thema, other gemeente: what is there, what one may do with it.

A row outside the reach of a user answers exactly as a row that does not exist.
"""

from types import SimpleNamespace

import pytest
from django.contrib import admin

from tests.beheer import ROLLEN_ERIN, make_world, screen

pytestmark = pytest.mark.django_db

# Rows of the gemeente itself, and rows under a thema, as (name, may be added under a concept of one's own).
ROWS = (
    "gemeente",
    "afsprakenset",
    "prioriteit",
    "partijprioriteit",
    "sdgkoppeling",
    "overleg",
    "brondocument",
    "rayon",
    "gebied",
    "gebiedsdeel",
    "indicator",
    "indicatorklasse",
    "kaarttegel",
    "indicatorwaarde",
    "collectief",
    "collectieflid",
    "partij",
    "partij_in_gemeente",
    "lidmaatschap",
    "inlogdienst",
    "coordinator",
    "wijziging",
    "klassenlijst",
    "klasse",
    "cijferbron",
    "levering",
    "cijfer",
    "project",
    "projectdeelname",
    "mixregel",
)
THEMA_ROWS = ("thema", "voortgang", "publicatie")
BOTH = ("{}", "actie_{}", "termijn_{}", "betrokkenheid_{}", "ligging_{}", "notitie_{}", "bewijsstuk_{}")
BOTH = (*BOTH, "projectkoppeling_{}")
PUBLIEK = tuple(name.format("publiek") for name in BOTH)
CONCEPT = tuple(name.format("concept") for name in BOTH)

# What a role may do: v(iew), c(hange), d(elete), h(istory). Per row of the gemeente, and per row of a thema.
READ = "vh"
EXPECTED = {
    "coordinator": dict.fromkeys((*ROWS, *THEMA_ROWS, *PUBLIEK, *CONCEPT), "vcdh")
    | {"gemeente": "vch", "afsprakenset": "vch", "coordinator": READ, "wijziging": READ}
    | {"levering": READ, "cijfer": READ}
    # His own, and the only one by which he keeps the members of the gemeente; the beheerder keeps who logs in how.
    | {"lidmaatschap": READ, "inlogdienst": READ}
    | {"voortgang": READ, "publicatie": READ, "publiek": "vch", "actie_publiek": "vch"},
    "beheerder": dict.fromkeys((*ROWS, *THEMA_ROWS, *PUBLIEK, *CONCEPT), READ)
    | {"gemeente": "vch", "lidmaatschap": "vcdh", "coordinator": "vch", "inlogdienst": "vcdh"},
    "superuser": dict.fromkeys((*ROWS, *THEMA_ROWS, *PUBLIEK, *CONCEPT), READ)
    | {"gemeente": "vch", "lidmaatschap": "vcdh", "coordinator": "vch", "inlogdienst": "vcdh"}
    | dict.fromkeys(("partij", "collectief", "partij_in_gemeente", "collectieflid"), "vcdh"),
    "werkgroeplid": dict.fromkeys((*ROWS, *THEMA_ROWS), "")
    | {"voortgang": "v"}
    | dict.fromkeys(PUBLIEK, "v")
    | dict.fromkeys(CONCEPT, "v")
    | dict.fromkeys(("publiek", "concept", "actie_publiek", "actie_concept"), "vc")
    | dict.fromkeys(("termijn_concept", "betrokkenheid_concept", "ligging_concept", "projectkoppeling_concept"), "vc"),
}
# The author of the notes is the coordinator; nobody else changes them.
ADDS = {
    "coordinator": {
        "Afspraak Actie Afsprakenset Betrokkenheid Brondocument Cijferbron Collectieflid Gebied Gebiedsdeel Klasse",
        "Klassenlijst LandelijkePrioriteit Lidmaatschap Ligging Mixregel Notitie Overleg Partij PartijInGemeente",
        "Partijprioriteit Projectdeelname Projectkoppeling Termijn Thema Vastgoedproject",
        "Bewonerskrachtteam Indicator Indicatorklasse Indicatorwaarde Kaarttegel Teamfase",
        "Doelstelling Doeldeel Sdgkoppeling Verband Fonds",
    },
    "beheerder": {"Lidmaatschap Inlogdienst"},
    "superuser": {
        "Collectieflid Gebruiker Gemeente Huurgrens Kenmerk Klasse Klassenlijst Lidmaatschap Partij PartijInGemeente",
        "Populatie Inlogdienst",
    },
    "werkgroeplid": {"Actie Betrokkenheid Ligging Notitie Projectkoppeling Termijn"},
}


def may(client, row) -> str:
    """What the pages of a row allow, as letters."""
    change = client.get(screen(row, "change"))
    letters = "v" if change.status_code == 200 else ""
    if letters and change.context["has_change_permission"]:
        letters += "c"
    letters += "d" if client.get(screen(row, "delete")).status_code == 200 else ""
    return letters + ("h" if client.get(screen(row, "history")).status_code == 200 else "")


def rows_of(gemeente) -> dict[str, object]:
    """Rows by name, with those of both themas."""
    rows = {name: getattr(gemeente, name) for name in ROWS}
    for name in (*THEMA_ROWS, *PUBLIEK, *CONCEPT):
        rows[name] = getattr(gemeente.own, name)
        rows[f"other:{name}"] = getattr(gemeente.other, name)
    return rows


@pytest.mark.parametrize("rol", ROLLEN_ERIN)
def test_what_a_role_may_do_with_each_row(rol):
    world = make_world()
    client, expected = world.client(rol), EXPECTED[rol]
    found, wanted = {}, {}
    for place, gemeente in (("here", world.a), ("elsewhere", world.b)):
        for name, row in rows_of(gemeente).items():
            if name.startswith("other:") and (rol != "werkgroeplid" or place == "elsewhere"):
                continue  # a second thema differs from the first only for who has one of his own
            found[place, name] = may(client, row)
            wanted[place, name] = expected[name.removeprefix("other:")]
            if (rol != "superuser" and place == "elsewhere") or (rol == "werkgroeplid" and name.startswith("other:")):
                wanted[place, name] = ""
    assert found == wanted


@pytest.mark.parametrize("rol", ROLLEN_ERIN)
def test_what_a_role_may_add(rol):
    world = make_world()
    client = world.client(rol)
    answers = {model: client.get(screen(model, "add")).status_code for model in admin.site._registry}
    assert set(answers.values()) <= {200, 403}
    assert {model.__name__ for model, status in answers.items() if status == 200} == set(" ".join(ADDS[rol]).split())


@pytest.mark.parametrize("rol", ["coordinator", "beheerder", "werkgroeplid"])
def test_what_is_hidden_answers_as_what_does_not_exist(rol):
    world = make_world()
    client = world.client(rol)
    # One row per model: what is in the way is the rule of the model, not the row.
    hidden = {row._meta.model: row for row in rows_of(world.b).values()}
    if rol == "werkgroeplid":
        hidden |= {row._meta.model: row for name, row in rows_of(world.a).items() if name.startswith("other:")}
    for row in hidden.values():
        missing = SimpleNamespace(_meta=row._meta, pk=987654)
        for page, method in (("change", client.get), ("change", client.post), ("delete", client.post)):
            ours, other = method(screen(row, page)), method(screen(missing, page))
            assert ours.status_code in (403, 404), (row, page)
            assert ours.status_code == other.status_code, (row, page)
            assert without_token(ours) == without_token(other), (row, page)


def without_token(response) -> str:
    """The page without what differs at each request."""
    lines = response.content.decode().splitlines()
    return "\n".join(line for line in lines if "csrfmiddlewaretoken" not in line)


@pytest.mark.parametrize("rol", ["coordinator", "beheerder", "werkgroeplid"])
def test_lists_and_their_filters_name_nothing_from_elsewhere(rol):
    """Whatever a list shows, its filters, search and dates included, comes from rows one finds."""
    world = make_world()
    client = world.client(rol)
    secrets = {str(row) for row in (world.b.gemeente, world.b.afsprakenset, world.b.gebied, world.b.overleg)}
    for part in (world.b.own, world.b.other, *([world.a.other] if rol == "werkgroeplid" else [])):
        secrets |= {str(part.thema), part.publiek.titel, part.concept.titel, part.actie_concept.titel}
        secrets |= {str(part.werkgroep), str(part.betrokkenheid_publiek.partij), str(part.ligging_publiek.gebied)}
    secrets |= {world.b.coordinator.naam, world.b.coordinator.email, world.b.partij.naam, world.b.collectief.naam}
    for model in admin.site._registry:
        response = client.get(screen(model, "changelist") + "?all=")
        if response.status_code == 403:
            continue
        lines = {line.strip() for line in text_of(response)}
        assert not secrets & lines, (model, secrets & lines)


def text_of(response) -> list[str]:
    """What stands between the tags."""
    from html.parser import HTMLParser

    class Reader(HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.parts: list[str] = []

        def handle_data(self, data: str) -> None:
            self.parts.append(data)

    reader = Reader()
    reader.feed(response.content.decode())
    return reader.parts
