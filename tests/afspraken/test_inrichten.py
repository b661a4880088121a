# SPDX-License-Identifier: EUPL-1.2
"""Setting up a gemeente: its parties and its neighbourhoods, all or nothing, and who may."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from partijen.models import Gemeente, Partij, Wijziging
from partijen.services.deelname import add_alias, let_take_part
from tests.factories import GebiedFactory, GebruikerFactory, GemeenteFactory, PartijFactory, PartijInGemeenteFactory
from wijken.models import Gebied
from wijken.services.gebieden import load_buurten

pytestmark = pytest.mark.django_db
CBS = (
    "Codering;WijkenEnBuurten;SoortRegio\r\nGM1234;Maasdam;Gemeente\r\nWK123400;Wijk 00 Centrum;Wijk\r\n"
    "BU12340000;Binnenstad;Buurt\r\nBU12340001;Zuid;Buurt\r\nBU12340002;Zuid;Buurt\r\nBU99990000;Elders;Buurt\r\n"
)


@pytest.fixture
def gemeente():
    return GemeenteFactory(slug="maasdam", naam="Maasdam", cbs_code="GM1234")


@pytest.fixture
def coordinator(gemeente):
    return GebruikerFactory(rol="coordinator", gemeente=gemeente)


def upload(text: str, name: str = "cbs.csv") -> dict:
    return {"bestand": SimpleUploadedFile(name, text.encode())}


def test_parties_line_by_line(gemeente, coordinator, as_user) -> None:
    page, address = as_user(coordinator), "/maasdam/inrichten/partijen/"
    PartijInGemeenteFactory(partij=PartijFactory(naam="Woonpunt"))
    lines = "Woonpunt; corporatie\nZorgpartij; zorg en welzijn; Zorg; De zorg\n;;\nWerkgroep Wonen; werkgroep"
    assert page.post(address, {"regels": lines, "collectieven": ["Corporaties"]}).status_code == 303
    names = set(Partij.objects.in_gemeente(gemeente).values_list("naam", flat=True))
    assert names == {"Gemeente Maasdam", "Woonpunt", "Zorgpartij", "Werkgroep Wonen", "Corporaties"}
    gemeente.refresh_from_db()
    assert gemeente.eigen_partij.naam == "Gemeente Maasdam"
    assert Partij.objects.get(naam="Zorgpartij").aliassen == ["Zorg", "De zorg"]
    newest = Wijziging.objects.latest("pk").pk
    assert page.post(address, {"regels": "Woonpunt; corporatie"}).status_code == 303
    assert Wijziging.objects.latest("pk").pk == newest, "the same again changes nothing"
    phone = "Balie 06-12345678"
    half = "Nieuw; corporatie\nWoonpunt; overig"
    for wrong in ("", "Iets; niets", "; corporatie", "Zonder soort", half, "a; overig\n" * 101, f"{phone}; overig"):
        assert page.post(address, {"regels": wrong}).status_code == 422, wrong
    assert not Partij.objects.filter(naam="Nieuw").exists()
    assert "Zorgpartij" in page.get(address).content.decode()
    other = GebruikerFactory(rol="beheerder", gemeente=gemeente)
    with pytest.raises(PermissionDenied):
        let_take_part(naam="x", soort="overig", gemeente=gemeente, by=other, oorsprong="pagina")
    own = Partij.objects.get(naam="Zorgpartij")
    assert add_alias(partij=own, naam="ZP", gemeente=gemeente, by=coordinator, oorsprong="pagina")
    assert Wijziging.objects.latest("pk").gemeente == gemeente, "the log of the gemeente tells of it"
    assert not add_alias(partij=own, naam="zp", gemeente=gemeente, by=coordinator, oorsprong="pagina")
    with pytest.raises(ValidationError, match="06-••••••78"):
        add_alias(partij=own, naam=phone, gemeente=gemeente, by=coordinator, oorsprong="pagina")


def test_neighbourhoods_of_the_cbs(gemeente, coordinator, as_user) -> None:
    known = GebiedFactory(gemeente=gemeente, naam="Binnenstad", slug="binnenstad", soort="buurt", cbs_code="")
    page, address = as_user(coordinator), "/maasdam/inrichten/buurten/"
    done = page.post(address, upload(CBS), follow=True)
    assert "3 nieuw, 1 kregen een code, 0 stonden er al" in done.content.decode()
    known.refresh_from_db()
    assert known.cbs_code == "BU12340000"
    rows = Gebied.objects.filter(gemeente=gemeente).order_by("cbs_code")
    assert list(rows.values_list("soort", "naam", "slug", "ouder__naam")) == [
        ("buurt", "Binnenstad", "binnenstad", None),
        ("buurt", "Zuid", "zuid", "Centrum"),
        ("buurt", "Zuid", "zuid-bu12340002", "Centrum"),
        ("wijk", "Centrum", "wijk-centrum", None),
    ]
    newest = Wijziging.objects.latest("pk").pk
    assert "0 nieuw" in page.post(address, upload(CBS), follow=True).content.decode()
    assert Wijziging.objects.latest("pk").pk == newest
    for wrong, words in (
        ("a;b\n1;2\n", "geen kolom"),
        ("Codering;Naam\nBU99990000;Elders\n", "geen wijk of buurt van deze gemeente"),
        ("Codering;Naam\nBU12340009;\n", "De naam ontbreekt"),
        ("Codering;Naam\nBU12340009;A\nBU12340009;B\n", "twee keer"),
        ("x" * 5_300_000, "groter dan 5 MB"),
    ):
        refused = page.post(address, upload(wrong))
        assert refused.status_code == 422
        assert words in refused.content.decode()
    assert page.post(address, {}).status_code == 422
    assert "Zuid" in page.get(address).content.decode()
    # A gemeente that does not know its own code takes the places of its name, never those of another one.
    Gemeente.objects.filter(pk=gemeente.pk).update(cbs_code="")
    mixed = "Codering;Naam\nGM8888;Maasdam\nBU88880000;Haven\nBU77770000;Elders\n"
    assert "1 nieuw" in page.post(address, upload(mixed), follow=True).content.decode()
    assert set(Gebied.objects.filter(cbs_code__contains="77770").values_list("naam")) == set()
    refused = page.post(address, upload(mixed.replace("Maasdam", "Anders")))
    assert refused.status_code == 422
    assert "meer gemeenten" in refused.content.decode()
    with pytest.raises(PermissionDenied):
        load_buurten(regels=[], elders=0, gemeente=gemeente, by=GebruikerFactory(rol="beheerder", gemeente=gemeente))


def test_how_far_a_gemeente_is(gemeente, coordinator, as_user) -> None:
    assert "De gemeente is nog geen partij." in as_user(coordinator).get("/maasdam/inrichten/").content.decode()
    keeper = as_user(GebruikerFactory(rol="beheerder", gemeente=gemeente)).get("/maasdam/inrichten/")
    assert "Dit doet de coördinator." in keeper.content.decode()
    assert as_user(GebruikerFactory(rol="bestuurder", gemeente=gemeente)).get("/maasdam/inrichten/").status_code == 403
