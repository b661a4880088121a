# SPDX-License-Identifier: EUPL-1.2
"""What is taken out of public sight is gone at the very next request, also for who kept the page with its ETag."""

import re

import pytest
from django.urls import reverse
from openpyxl import Workbook

from afspraken.models import Actie, Afspraak, Afsprakenset, Bewijsstuk
from afspraken.services import publicatie
from afspraken.services.bijlagen import publish_bewijsstuk
from afspraken.services.voortgang import Melding, publish_voortgang, record_voortgang, withdraw_voortgang
from partijen.models import Wijziging
from partijen.services import history
from portaal.lib.api.throttling import AddressRateThrottle
from tests.factories import ActieFactory, AfspraakFactory, GebruikerFactory, TermijnFactory, ThemaFactory
from tests.matrix.door import text_of

pytestmark = pytest.mark.django_db

RESOURCES = ("afsprakensets", "themas", "afspraken", "acties", "termijnen", "voortgang")
FORMATS = ("csv", "xlsx", "ods", "ndjson")


@pytest.fixture(autouse=True)
def no_limit():
    AddressRateThrottle.cache.clear()


class World:
    """One of each kind, public, with a word of its own in it, and how the coordinator takes it back and returns it."""

    def __init__(self):
        thema = ThemaFactory(
            afsprakenset__naam="Kastanje",
            afsprakenset__slug="set-1",
            afsprakenset__gemeente__slug="maasdam",
            nummer=1,
            naam="Els",
        )
        self.gemeente, self.afsprakenset = thema.gemeente, thema.afsprakenset
        self.by = GebruikerFactory(rol="coordinator", gemeente=self.gemeente)
        self.afspraak = AfspraakFactory(thema=thema, code="5a", titel="Meidoorn", samenvatting="Meidoorn planten")
        self.actie = ActieFactory(afspraak=self.afspraak, titel="Lijsterbes", omschrijving="Lijsterbes snoeien")
        self.termijn = TermijnFactory(afspraak=self.afspraak, actie=self.actie, wat="Lijsterbes geplant")
        self.report = self.record("Hazelaar")
        self.report_on_actie = self.record("Vlierbes", self.actie)
        self.bewijsstuk = Bewijsstuk.objects.create(
            gemeente=self.gemeente,
            afspraak=self.afspraak,
            titel="Sleedoorn",
            url="https://portaal.example/sleedoorn",
            gepubliceerd=True,
        )

    def record(self, text, actie=None):
        melding = Melding(status="op_koers", toelichting=text)
        return record_voortgang(afspraak=self.afspraak, actie=actie, melding=melding, by=self.by, publish=True)

    def addresses(self):
        slug, address = self.gemeente.slug, (self.gemeente.slug, "set-1", "5a")
        pages = [
            reverse("start"),
            reverse("gemeente", args=[slug]),
            reverse("afspraken:lijst", args=[slug]),
            f"{reverse('afspraken:lijst', args=[slug])}?thema=1&afsprakenset=set-1",
            reverse("afspraken:afspraak", args=address),
        ]
        pages += [f"{reverse('afspraken:lijst', args=[slug])}?formaat={form}" for form in ("csv", "xlsx", "ods")]
        for word in ("Meidoorn", "Lijsterbes"):
            pages.append(f"{reverse('afspraken:lijst', args=[slug])}?zoek={word}")
        rows = {
            "afsprakensets": self.afsprakenset,
            "themas": self.afspraak.thema,
            "afspraken": self.afspraak,
            "acties": self.actie,
            "termijnen": self.termijn,
            "voortgang": self.report,
        }
        for resource in RESOURCES:
            base = reverse(f"api:{resource}-list")
            pages += [f"{base}?gemeente={slug}", *(f"{base}?gemeente={slug}&formaat={form}" for form in FORMATS)]
            pages.append(reverse(f"api:{resource}-detail", args=[rows[resource].pk]))
        pages.append(f"{reverse('api:voortgang-list')}/{self.report_on_actie.pk}")
        return pages

    def set_public(self, public):
        row, origin = Afsprakenset.objects.get(), Wijziging.Oorsprong.BEHEER
        history.update_with_history(row, {"gepubliceerd": public}, by=self.by, oorsprong=origin)


KINDS = {
    # kind: (word, take back, publish again)
    "afsprakenset": ("Kastanje", lambda w: w.set_public(False), lambda w: w.set_public(True)),
    "afspraak": (
        "Meidoorn",
        lambda w: publicatie.unpublish_afspraak(afspraak=Afspraak.objects.get(), by=w.by),
        lambda w: publicatie.publish_afspraak(afspraak=Afspraak.objects.get(), by=w.by),
    ),
    "actie": (
        "Lijsterbes",
        lambda w: publicatie.unpublish_actie(actie=Actie.objects.get(), by=w.by),
        lambda w: publicatie.publish_actie(actie=Actie.objects.get(), by=w.by),
    ),
    "voortgang": (
        "Hazelaar",
        lambda w: withdraw_voortgang(voortgang=w.report, by=w.by, reden="Klopt niet"),
        lambda w: publish_voortgang(voortgang=w.report, by=w.by),
    ),
    "voortgang van een actie": (
        "Vlierbes",
        lambda w: withdraw_voortgang(voortgang=w.report_on_actie, by=w.by, reden="Klopt niet"),
        lambda w: publish_voortgang(voortgang=w.report_on_actie, by=w.by),
    ),
    "bewijsstuk": (
        "Sleedoorn",
        lambda w: publish_bewijsstuk(bewijsstuk=w.bewijsstuk, gepubliceerd=False, by=w.by),
        lambda w: publish_bewijsstuk(bewijsstuk=w.bewijsstuk, gepubliceerd=True, by=w.by),
    ),
}
# Where each kind shows, at least.
SHOWN_ON = {
    "afsprakenset": 10,
    "afspraak": 15,
    "actie": 10,
    "voortgang": 15,
    "voortgang van een actie": 10,
    "bewijsstuk": 1,
}


def ask(client, path, kept=None):
    headers = {}
    if kept is not None:
        headers = {"HTTP_IF_NONE_MATCH": kept.headers.get("ETag", '"none"')}
        if "Last-Modified" in kept.headers:
            headers["HTTP_IF_MODIFIED_SINCE"] = kept.headers["Last-Modified"]
    response = client.get(path, **headers)
    content = response.getvalue() if response.streaming else response.content
    response.text_shown = text_of(content)
    return response


@pytest.mark.parametrize("kind", KINDS)
def test_unpublishing_works_at_once_everywhere(client, kind):
    word, take_back, publish = KINDS[kind]
    world = World()
    kept = {path: ask(client, path) for path in world.addresses()}
    assert {response.status_code for response in kept.values()} == {200}
    shown = {path: response for path, response in kept.items() if word in response.text_shown}
    assert len(shown) >= SHOWN_ON[kind], sorted(shown)

    take_back(world)
    for path, before in kept.items():
        after = ask(client, path, before)
        # A page on which it did not show may have stayed the same; a thema that is gone is no choice of a filter.
        assert after.status_code in ((200, 404, 422) if path in shown else (200, 304, 404, 422)), path
        # What somebody searched for comes back in the box, and in links.
        asked = re.compile(rf'(?:value="|zoek=){word}')
        assert word not in asked.sub("", after.text_shown), path
        if path not in shown and path.startswith("/api/"):
            continue
        if "ETag" in after.headers:
            assert after.headers["ETag"] != before.headers["ETag"] or after.status_code == 304, path

    publish(world)
    for path, before in shown.items():
        after = ask(client, path, before)
        if after.status_code == 304:
            # The row is again what it was, and so is the copy that was kept.
            assert path.startswith("/api/"), path
        else:
            assert (after.status_code, word in after.text_shown) == (200, True), path


def test_the_page_itself_holds_an_etag(client):
    """Without one the test above would say nothing."""
    world = World()
    with_etag = [path for path in world.addresses() if "ETag" in ask(client, path).headers]
    assert len(with_etag) >= 9


def test_evidence_that_is_a_file(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    world = World()
    world.bewijsstuk.url, world.bewijsstuk.bestandsnaam = "", "lijst.xlsx"
    book = Workbook()
    book.active["A1"] = "Sleedoorn"
    book.save(tmp_path / "lijst")
    world.bewijsstuk.bestand.name = "lijst"
    world.bewijsstuk.save()
    path = reverse("afspraken:bewijsstuk", args=[world.gemeente.slug, world.bewijsstuk.pk])
    kept = ask(client, path)
    assert "Sleedoorn" in kept.text_shown
    assert "max-age" not in kept.headers["Cache-Control"]
    KINDS["bewijsstuk"][1](world)
    assert ask(client, path, kept).status_code == 404
    KINDS["bewijsstuk"][2](world)
    KINDS["afspraak"][1](world)
    assert ask(client, path, kept).status_code == 404
