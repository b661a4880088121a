# SPDX-License-Identifier: EUPL-1.2
"""Corporations side by side, one corporation with everything, and the projects on the page of an afspraak."""

import datetime as dt
from decimal import Decimal

import pytest

from corporaties.cijfers import Cijfer
from corporaties.services.leveringen import record_levering, stel_vast
from partijen.models import Collectieflid
from tests.factories import (
    AfspraakFactory,
    BetrokkenheidFactory,
    BrondocumentFactory,
    CijferbronFactory,
    CollectiefFactory,
    GebiedFactory,
    GebruikerFactory,
    KlasseFactory,
    KlassenlijstFactory,
    PartijFactory,
    PartijInGemeenteFactory,
    PopulatieFactory,
    ProjectkoppelingFactory,
    VastgoedprojectFactory,
)

pytestmark = pytest.mark.django_db


class Wereld:
    """A gemeente with an afspraak, two corporations and a list."""

    def __init__(self):
        self.afspraak = AfspraakFactory(code="1a", titel="Genoeg woningen")
        self.gemeente = self.afspraak.gemeente
        self.set = self.afspraak.afsprakenset
        self.oost, self.west = PartijFactory(naam="Aedes Oost"), PartijFactory(naam="Aedes West")
        for partij in (self.oost, self.west):
            PartijInGemeenteFactory(partij=partij, gemeente=self.gemeente)
        self.lijst = KlassenlijstFactory(gemeente=self.gemeente, naam="Proef 2026")
        self.nieuwbouw = KlasseFactory(lijst=self.lijst, code="nieuwbouw", naam="Nieuwbouw")
        self.populatie = PopulatieFactory(naam="alle")
        self.buurt = GebiedFactory(gemeente=self.gemeente, naam="Limmel", slug="limmel")
        document = BrondocumentFactory(gemeente=self.gemeente, titel="Proefafspraken")
        self.tabel = CijferbronFactory(
            gemeente=self.gemeente, slug="tabel-4", naam="Vastgoed", tabel="tabel 4", document=document,
            voetnoot="Loopt tot 2024.",
        )  # fmt: skip
        self.opgave = CijferbronFactory(gemeente=self.gemeente, slug="oost", naam="Opgave", partij=self.oost)
        self.url = f"/{self.gemeente.slug}/corporaties/"

    def cijfer(self, waarde, **kwargs):
        given = {
            "soort": "stand",
            "periode": "2026-01-01",
            "populatie_id": self.populatie.pk,
            "waarde": None if waarde is None else Decimal(waarde),
            "corporatie_id": self.oost.pk,
            "lijst_id": self.lijst.pk,
            "klasse_id": self.nieuwbouw.pk,
        }
        return Cijfer(**given | kwargs)

    def vast(self, bron, *cijfers, periode="2026-01-01"):
        levering = record_levering(
            cijferbron=bron, soort="bestand" if bron.partij_id else "brontabel", periode=periode, cijfers=cijfers,
            by=None, oorsprong="import",
        )  # fmt: skip
        stel_vast(levering=levering, by=None, oorsprong="import", controle=False)


@pytest.fixture
def wereld(db):
    return Wereld()


def test_a_corporation_without_anything(wereld, client):
    response = client.get(f"{wereld.url}aedes-oost/")
    page = response.content.decode()
    assert response.status_code == 200
    for text in (
        "nog geen cijfers over de voorraad",
        "geen cijfers per buurt",
        "geen plannen in cijfers",
        "geen project bekend",
        "bij geen afspraak genoemd",
        "leverde nog geen eigen cijfers",
    ):
        assert text in page


@pytest.mark.parametrize("path", ["bestaat-niet/", "aedes-oost/?buurttabel=x", "aedes-oost/?afsprakenset=x"])
def test_what_is_not_there(wereld, client, path):
    assert client.get(f"{wereld.url}{path}").status_code == 404
    assert client.get(f"{wereld.url}?afsprakenset=x").status_code == 404


def test_a_corporation_of_another_gemeente_is_missing(wereld, client):
    elsewhere = PartijFactory(naam="Elders Wonen")
    PartijInGemeenteFactory(partij=elsewhere)
    assert client.get(f"{wereld.url}elders-wonen/").status_code == 404


def test_stock_by_class_year_and_neighbourhood(wereld, client):
    wereld.vast(wereld.opgave, wereld.cijfer(10, periode="2025-01-01"), periode="2025-01-01")
    wereld.vast(
        wereld.opgave, wereld.cijfer(12), wereld.cijfer(7, gebied_id=wereld.buurt.pk),
        wereld.cijfer(None, gebied_id=wereld.buurt.pk, klasse_id=None, waardestatus="onbekend"),
    )  # fmt: skip
    response = client.get(f"{wereld.url}aedes-oost/")
    pagina = response.context["pagina"]
    (tabel,) = pagina.voorraad
    assert [lid.naam for lid in tabel.kolommen] == ["1 januari 2025", "1 januari 2026"]
    assert [cel.tekst for cel in tabel.rijen[0].cellen] == ["10", "12"]
    assert [cel.tekst for cel in pagina.per_buurt.rijen[0].cellen] == ["7", "onbekend"]
    page = response.content.decode()
    assert "Laatste eigen cijfers: peildatum 1 januari 2026." in page
    again = client.get(f"{wereld.url}aedes-oost/", {"buurttabel": tabel.soort.sleutel})
    assert again.context["pagina"].per_buurt is not None


def test_planned_against_what_was_reported_by_the_same_list_alone(wereld, client):
    other = KlassenlijstFactory(gemeente=wereld.gemeente, kenmerk=wereld.lijst.kenmerk, naam="Andere 2026")
    elsewhere = KlasseFactory(lijst=other, code="nieuwbouw", naam="Nieuwbouw")
    wereld.vast(
        wereld.tabel,
        wereld.cijfer(100, soort="planning", periode="2022/2026"),
        wereld.cijfer(None, soort="planning", periode="2022/2026", lijst_id=other.pk, klasse_id=elsewhere.pk,
                      waardestatus="nader_te_bepalen"),
        periode="2022/2026",
    )  # fmt: skip
    wereld.vast(wereld.opgave, wereld.cijfer(31, soort="mutatie", periode="2025"), periode="2025-01-01")
    response = client.get(f"{wereld.url}aedes-oost/")
    regels = [
        (r.klasse, r.gepland, r.onbekend, r.opgeleverd) for p in response.context["pagina"].planningen for r in p.regels
    ]
    assert sorted(regels) == [
        ("Nieuwbouw", "100", False, "2025: 31"),
        ("Nieuwbouw", "nader te bepalen", True, ""),
    ]
    page = response.content.decode()
    assert "Wat er verandert" in page
    assert "Voetnoot in de bron: Loopt tot 2024." in page
    assert "nog geen cijfer geleverd" in page


def test_years_of_one_class_stand_in_one_table_with_what_was_counted(wereld, client):
    years = [wereld.cijfer(30 - year, soort="planning", periode=f"202{year}") for year in (6, 7)]
    wereld.vast(wereld.tabel, *years, periode="2026/2027")
    wereld.vast(wereld.opgave, wereld.cijfer(25, soort="stand", periode="2026"), periode="2026-12-31")
    found = client.get(f"{wereld.url}aedes-oost/").context["pagina"].planningen
    assert [(p.periode, [(r.klasse, r.gepland, r.opgeleverd) for r in p.regels]) for p in found] == [
        ("", [("Nieuwbouw, 2026", "24", "25"), ("Nieuwbouw, 2027", "23", "")])
    ]


def test_projects_with_what_is_known_done_and_linked(wereld, client):
    known = VastgoedprojectFactory(
        gemeente=wereld.gemeente, corporaties=[wereld.oost], soort="nieuwbouw", aantal=40, gebied=wereld.buurt,
        fase="gereed", werkelijk_gereed="2025", woningen_voor=10, woningen_na=40, naam="Blauwe Loper",
    )  # fmt: skip
    VastgoedprojectFactory(
        gemeente=wereld.gemeente, corporaties=[wereld.oost, wereld.west], soort="nieuwbouw", aantal=None,
        aantal_tekst="pm", waardestatus="nader_te_bepalen", woningen_opmerking="n.t.b.", naam="Later",
    )  # fmt: skip
    VastgoedprojectFactory(
        gemeente=wereld.gemeente, corporaties=[wereld.oost], soort="sloop", aantal=None, waardestatus="onbekend",
        woningen_voor=8, naam="Sloopje",
    )  # fmt: skip
    VastgoedprojectFactory(
        gemeente=wereld.gemeente,
        corporaties=[wereld.oost],
        soort="nieuwbouw",
        aantal=999,
        fase="vervallen",
        naam="Nooit",
    )
    VastgoedprojectFactory(gemeente=wereld.gemeente, corporaties=[wereld.oost], gepubliceerd=False, naam="Geheim plan")
    VastgoedprojectFactory(
        gemeente=wereld.gemeente, corporaties=[wereld.oost], soort="verkoop", aantal=3,
        woningen_opmerking="niet genoemd in de bron",
    )  # fmt: skip
    ProjectkoppelingFactory(afspraak=wereld.afspraak, project=known)
    response = client.get(f"{wereld.url}aedes-oost/")
    pagina = response.context["pagina"]
    assert [
        (r.soort, r.projecten, r.woningen, r.onbekend, r.gereed, r.gereed_woningen) for r in pagina.realisaties
    ] == [("nieuwbouw", 2, "40", 1, 1, "40"), ("sloop", 1, "onbekend", 1, 0, "0"), ("verkoop", 1, "3", 0, 0, "0")]
    assert [[(staaf.tekst, staaf.breedte) for staaf in groep.staven] for groep in pagina.realisatiestaven] == [
        [("40", "100"), ("40", "100")],
        [("onbekend", ""), ("0", "0")],
        [("3", "7.5"), ("0", "0")],
    ]
    page = response.content.decode()
    for text in (
        "Blauwe Loper",
        "van 10 naar 40",
        "nader te bepalen (pm)",
        "voor en na: n.t.b.",
        "van 8 naar onbekend",
        "1a</a>",
    ):
        assert text in page
    assert "niet genoemd in de bron" not in page
    assert page.count("Waar geen aantal voor en na staat") == 1
    assert "Geheim plan" not in page
    reader = GebruikerFactory(rol="coordinator", gemeente=wereld.gemeente)
    client.force_login(reader)
    assert "Geheim plan" in client.get(f"{wereld.url}aedes-oost/").content.decode()


def test_commitments_alone_by_an_actie_and_through_a_collectief(wereld, client):
    collectief = CollectiefFactory(naam="Corporaties", gemeente=wereld.gemeente)
    Collectieflid.objects.create(collectief=collectief, lid=wereld.oost)
    Collectieflid.objects.create(collectief=collectief, lid=wereld.west, tot=dt.date(2020, 1, 1))
    second = AfspraakFactory(thema=wereld.afspraak.thema, code="1b")
    hidden = AfspraakFactory(thema=wereld.afspraak.thema, code="1c", titel="Geheime afspraak", gepubliceerd=False)
    BetrokkenheidFactory(afspraak=wereld.afspraak, partij=wereld.oost, rol="trekker")
    BetrokkenheidFactory(afspraak=second, partij=collectief, rol="betrokken")
    BetrokkenheidFactory(afspraak=hidden, partij=wereld.oost, rol="trekker")
    response = client.get(f"{wereld.url}aedes-oost/")
    found = [(row.code, row.trekker, row.via) for row in response.context["pagina"].toezeggingen]
    assert found == [("1a", True, ""), ("1b", False, "Corporaties")]
    assert "Geheime afspraak" not in response.content.decode()
    kaarten = {k.partij.naam: k for k in client.get(wereld.url).context["kaarten"]}
    assert (kaarten["Aedes Oost"].toezeggingen, kaarten["Aedes Oost"].trekker) == (2, 1)
    assert kaarten["Aedes West"].toezeggingen == 0


def test_corporations_side_by_side(wereld, client):
    wereld.vast(wereld.opgave, wereld.cijfer(12))
    west = CijferbronFactory(gemeente=wereld.gemeente, slug="west", naam="Opgave West", partij=wereld.west)
    wereld.vast(
        west,
        wereld.cijfer(20, corporatie_id=wereld.west.pk),
        wereld.cijfer(5, corporatie_id=wereld.west.pk, periode="2025-01-01"),
    )
    response = client.get(wereld.url)
    tabel = response.context["tabel"]
    assert [lid.naam for lid in tabel.kolommen] == ["Aedes Oost", "Aedes West"]
    assert [cel.tekst for cel in tabel.rijen[0].cellen] == ["12", "20"]
    assert "peildatum 1 januari 2026" in response.content.decode()
    one = client.get(wereld.url, {"corporatie": "Aedes West", "periode": "2025-01-01", "tabel": tabel.soort.sleutel})
    assert [[cel.tekst for cel in rij.cellen] for rij in one.context["tabel"].rijen] == [["5"]]
    for key in ("corporatie", "periode", "tabel"):
        wrong = client.get(wereld.url, {key: "bestaat-niet"})
        assert wrong.status_code == 422
        assert wrong.context["tabel"] is None


def test_without_corporations_or_figures(wereld, client):
    assert "nog geen cijfers van corporaties" in client.get(wereld.url).content.decode()
    wereld.gemeente.werkzame_partijen.all().delete()
    assert "nog geen corporatie bekend" in client.get(wereld.url).content.decode()


def test_who_sees_deliveries_finds_them_here(wereld, client):
    assert "Leveringen van cijfers" not in client.get(wereld.url).content.decode()
    client.force_login(GebruikerFactory(rol="databeheerder", gemeente=wereld.gemeente, partij=wereld.oost))
    assert "Leveringen van cijfers" in client.get(wereld.url).content.decode()


def test_queries_do_not_grow(wereld, client, django_assert_max_num_queries):
    def fill(number):
        for _ in range(number):
            VastgoedprojectFactory(gemeente=wereld.gemeente, corporaties=[wereld.oost])
            afspraak = AfspraakFactory(thema=wereld.afspraak.thema)
            BetrokkenheidFactory(afspraak=afspraak, partij=wereld.oost)

    wereld.vast(wereld.opgave, wereld.cijfer(12), wereld.cijfer(7, gebied_id=wereld.buurt.pk))
    fill(1)
    with django_assert_max_num_queries(21):
        client.get(f"{wereld.url}aedes-oost/")
    fill(4)
    with django_assert_max_num_queries(21):
        client.get(f"{wereld.url}aedes-oost/")
    with django_assert_max_num_queries(18):
        client.get(wereld.url)


def test_the_page_of_an_afspraak_shows_projects_and_leads_to_the_corporation(wereld, client):
    project = VastgoedprojectFactory(
        gemeente=wereld.gemeente, corporaties=[wereld.oost], aantal=12, naam="Blauwe Loper"
    )
    draft = VastgoedprojectFactory(gemeente=wereld.gemeente, gepubliceerd=False, naam="Geheim plan")
    for row in (project, draft):
        ProjectkoppelingFactory(afspraak=wereld.afspraak, project=row)
    stranger = PartijFactory(naam="Elders Wonen")
    BetrokkenheidFactory(afspraak=wereld.afspraak, partij=wereld.oost, rol="trekker")
    BetrokkenheidFactory(afspraak=wereld.afspraak, partij=stranger, rol="betrokken")
    page = client.get(f"/{wereld.gemeente.slug}/afspraken/{wereld.set.slug}/1a/").content.decode()
    assert "Blauwe Loper" in page
    assert "Geheim plan" not in page
    assert f'<a href="{wereld.url}aedes-oost/">Aedes Oost</a>' in page
    assert "Elders Wonen" in page
    assert "corporaties/elders-wonen" not in page
