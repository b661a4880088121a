# SPDX-License-Identifier: EUPL-1.2
"""From a gemeente's own document to concept afspraken: the pages, the services, and everything that may be wrong."""

import re

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from afspraken.imports.document.voorbeeld import make_preview, name_key
from afspraken.models import Actie, Afspraak, Afsprakenset, Betrokkenheid, Documentimport, Termijn, Thema
from afspraken.services import documenten as service
from partijen.models import Brondocument, Partij, PartijInGemeente, Wijziging
from partijen.services.history import StaleVersion
from portaal.lib.tables.document import UnreadableFile, read_document
from tests import documenten as d
from tests.factories import (
    AfspraakFactory,
    AfsprakensetFactory,
    GebiedFactory,
    GebruikerFactory,
    GemeenteFactory,
    PartijFactory,
    PartijInGemeenteFactory,
    ThemaFactory,
)

pytestmark = pytest.mark.django_db
SOORTEN = {"Werkgroep Betaalbaarheid": "werkgroep", "Gemeente Maasdam": "gemeente", "Zorgpartij": "zorg_welzijn"}


@pytest.fixture
def afsprakenset(settings, tmp_path) -> Afsprakenset:
    settings.MEDIA_ROOT = tmp_path
    gemeente = GemeenteFactory(slug="maasdam", naam="Maasdam", cbs_code="GM1234")
    GebiedFactory(gemeente=gemeente, naam="Noorderkwartier", slug="noorderkwartier")
    GebiedFactory(gemeente=gemeente, naam="Zuidwijk", slug="zuidwijk")
    return AfsprakensetFactory(gemeente=gemeente, slug="set", gepubliceerd=False)


@pytest.fixture
def by(afsprakenset):
    return GebruikerFactory(rol="coordinator", gemeente=afsprakenset.gemeente)


@pytest.fixture
def page(by, client: Client) -> Client:
    client.force_login(by)
    return client


def url(afsprakenset: Afsprakenset, name: str, *args: object) -> str:
    return reverse(f"afspraken:{name}", args=(afsprakenset.gemeente.slug, *args))


def hand_in(page: Client, afsprakenset: Afsprakenset, content: bytes, name: str = "Afspraken 2027.docx"):
    data = {"afsprakenset": afsprakenset.slug, "bestand": SimpleUploadedFile(name, content)}
    return page.post(url(afsprakenset, "document-nieuw"), data)


def filled(response, **choices: str) -> dict[str, str]:
    """The form as a browser would send it, with what the user chooses."""
    form = response.context["form"]
    data = {bound.html_name: bound.value() for bound in form if bound.value() not in (None, False)}
    data["versie"] = str(response.context["document"].versie)
    for name, soort in choices.items():
        data[f"partij-{name_key(name)}"] = soort
    return {key: str(value) for key, value in data.items()}


def answers() -> dict[str, str]:
    """Each unknown name as a new party."""
    return {name: f"nieuw:{SOORTEN.get(name, 'corporatie')}" for name in d.NAMEN}


def test_a_whole_document_in_the_shape_of_maastricht(page, by, afsprakenset, django_assert_max_num_queries) -> None:
    response = hand_in(page, afsprakenset, d.saved(d.maastricht()))
    assert response.status_code == 303
    with django_assert_max_num_queries(40):
        preview = page.get(response.url)
    assert [row.naam for row in preview.context["voorbeeld"].onbekend] == [
        "Werkgroep Betaalbaarheid",
        "Gemeente Maasdam",
        "Zorgpartij",
        "Woonvast",
    ]
    assert not Afspraak.objects.exists(), "a preview writes nothing"
    early = page.post(response.url, {**filled(preview), "doe": "opslaan"})
    assert early.status_code == 422
    assert "Kies wat er met deze naam moet gebeuren." in early.content.decode()
    assert not Partij.objects.filter(naam="Woonvast").exists()
    done = page.post(response.url, {**filled(preview, **answers()), "doe": "opslaan"}, follow=True)
    assert "Opgeslagen als concept: 5 afspraken en 5 acties." in done.content.decode()
    rows = {row.code: row for row in Afspraak.objects.order_by("volgorde")}
    assert list(rows) == ["1a", "1b", "1c", "2a", "2b"]
    first = rows["1a"]
    assert (first.titel, first.samenvatting, first.doel, first.gepubliceerd) == (
        "Hulp bij geldzorgen",
        "Inwoners van Noorderkwartier krijgen hulp.",
        "Minder schulden",
        False,
    )
    assert (first.bron.titel, first.bron_plaats) == ("Afspraken 2027", "tabel 1, rij 2")
    assert [row.gebied.naam for row in first.liggingen.all()] == ["Noorderkwartier"]
    assert list(Thema.objects.order_by("nummer").values_list("nummer", "naam")) == [
        (1, "Betaalbaarheid"),
        (2, "Wonen en zorg"),
    ]
    assert list(Actie.objects.filter(afspraak=first).values_list("code", "titel")) == [
        ("1a-1", "In de eerste helft van 2027 start de hulp."),
        ("1a-2", "Eind 2027 is er een plan van aanpak."),
    ]
    assert set(Termijn.objects.values_list("afspraak__code", "soort", "periode")) == {
        ("1a", "start", "2027-H1"),
        ("1a", "start", "2027-Q4"),
        ("2a", "start", "2027-Q1"),
        ("2b", "besluit", "2027-04"),
    }
    roles = set(Betrokkenheid.objects.values_list("afspraak__code", "partij__naam", "rol"))
    assert roles == {
        ("1a", "Werkgroep Betaalbaarheid", "trekker"),
        ("1b", "Gemeente Maasdam", "trekker"),
        ("2a", "Zorgpartij", "trekker"),
        ("2a", "Woonvast", "trekker"),
        ("2b", "Woonvast", "trekker"),
        ("2b", "Gemeente Maasdam", "betrokken"),
    }
    kept = Documentimport.objects.get()
    assert (kept.telling["nieuw"], kept.telling["partijen"], kept.telling["themas"]) == (5, 4, 2)
    assert kept.bestand.read() == b"".join(page.get(url(afsprakenset, "document-bestand", kept.pk)).streaming_content)
    kept.bestand.close()
    events = Wijziging.objects.filter(gemeente=afsprakenset.gemeente, model="afspraken.afspraak")
    assert {(event.reden, event.gebruiker) for event in events} == {("Uit het document ‘Afspraken 2027.docx’", by)}
    # The same file again is the same row, and changes nothing.
    newest = Wijziging.objects.latest("pk").pk
    again = hand_in(page, afsprakenset, kept.bestand.open().read())
    assert again.url == response.url
    assert "verandert niets" in page.get(again.url).content.decode()
    assert page.post(again.url, {"doe": "opslaan"}).status_code == 200
    assert service.store_document(document=kept, by=by, expected_versie=1)["nieuw"] == 5
    assert Wijziging.objects.latest("pk").pk == newest
    assert page.post(url(afsprakenset, "document-weg", kept.pk)).url == response.url
    assert Documentimport.objects.exists()


def test_the_next_document_begins_with_what_was_chosen(page, by, afsprakenset) -> None:
    response = hand_in(page, afsprakenset, d.saved(d.maastricht()))
    page.post(response.url, {**filled(page.get(response.url), **answers()), "splitsing": "cel", "doe": "keuzes"})
    preview = page.get(response.url)
    page.post(response.url, {**filled(preview), "doe": "opslaan"})
    book = d.maastricht()
    d.add_table(book, "Afspraken leefbaarheid", [("3 a", "Nieuw", "Doel", "• x\n• y", "Woonvast")])
    following = page.get(hand_in(page, afsprakenset, d.saved(book)).url)
    voorbeeld = following.context["voorbeeld"]
    assert (voorbeeld.splitsing, voorbeeld.telling()["bestaat"], voorbeeld.telling()["nieuw"]) == ("cel", 5, 1)
    assert voorbeeld.is_klaar
    assert "Staat er al; verandert niet." in following.content.decode()


def test_bold_says_who_leads(page, afsprakenset) -> None:
    gemeente = afsprakenset.gemeente
    both = PartijFactory(naam="Corporaties", soort="collectief", gemeente=gemeente)
    elders = PartijFactory(naam="Woonvast")
    PartijInGemeenteFactory(partij=elders)
    response = hand_in(page, afsprakenset, d.saved(d.heerlen()), "Vraag 06-12345678.docx")
    preview = page.get(response.url)
    data = filled(preview, **{"Gemeente Maasdam": "nieuw:gemeente", "Woningcorporaties": f"partij:{both.pk}"})
    assert data[f"partij-{name_key('Woonvast')}"] == f"partij:{elders.pk}", "known from another gemeente"
    assert page.post(response.url, {**data, "doe": "opslaan"}).status_code == 303
    roles = set(Betrokkenheid.objects.values_list("afspraak__code", "partij__naam", "rol"))
    assert roles == {
        ("1.7", "Gemeente Maasdam", "trekker"),
        ("1.7", "Corporaties", "betrokken"),
        ("1.8", "Woonvast", "trekker"),
        ("1.8", "Corporaties", "betrokken"),
        ("1.8", "Gemeente Maasdam", "betrokken"),
        ("1.9", "Corporaties", "betrokken"),
        ("1.9", "Gemeente Maasdam", "betrokken"),
        ("2.1", "Woonvast", "betrokken"),
    }
    assert Brondocument.objects.get().titel == afsprakenset.naam, "a name with a phone number in it is no public title"
    assert "niet wie trekker is" in Afspraak.objects.get(code="1.9").bron_opmerking
    terms = Termijn.objects.values_list("afspraak__code", "soort", "periode")
    assert list(terms) == [("1.9", "gereed", "2027-Q1")], "without acties the text itself says when"
    assert [row.gebied.naam for row in Afspraak.objects.get(code="1.8").liggingen.all()] == ["Zuidwijk"]
    both.refresh_from_db()
    elders.refresh_from_db()
    gemeente.refresh_from_db()
    assert both.aliassen == ["Woningcorporaties"]
    assert elders.aliassen == []
    assert PartijInGemeente.objects.filter(partij=elders, gemeente=gemeente).exists()
    assert gemeente.eigen_partij.naam == "Gemeente Maasdam"


def test_a_sheet_and_pasted_text(page, afsprakenset) -> None:
    preview = page.get(hand_in(page, afsprakenset, d.workbook(), "lijst.xlsx").url)
    first, second = preview.context["voorbeeld"].rijen
    assert (first.trekkers, first.betrokkenen, first.termijnen) == (
        ["Woonvast"],
        ["Gemeente Maasdam"],
        [("gereed", "2027-Q2", "")],
    )
    assert [gebied.naam for gebied in first.gebieden] == ["Zuidwijk"]
    assert second.opmerkingen == ["Termijn niet begrepen: ‘doorlopend’.", "Wijk of buurt niet bekend: ‘Nergensveld’."]
    new = {"naam": "Jaarschijf 2027", "soort": "jaarschijf", "periode": "2027", "tekst": "Code\tAfspraak\n1a\tDoen\n"}
    response = page.post(url(afsprakenset, "document-nieuw"), new)
    made = Afsprakenset.objects.get(slug="jaarschijf-2027")
    assert (made.levensfase, made.gepubliceerd, made.begindatum.year) == ("concept", False, 2027)
    assert page.get(response.url).context["voorbeeld"].rijen[0].opmerkingen == [
        "Geen trekker gevonden: die wordt ‘n.t.b.’"
    ]
    assert page.post(url(afsprakenset, "document-nieuw"), new).status_code == 422, "the name is taken"


def test_a_table_in_a_cell_is_read_and_said(page, afsprakenset) -> None:
    inner = d.table(d.row(d.cell("2027"), d.cell("500 woningen")))
    rows = (d.row(d.cell("Code"), d.cell("Afspraak")), d.row(d.cell("1a"), f"<w:tc><w:p/>{inner}<w:p/></w:tc>"))
    preview = page.get(hand_in(page, afsprakenset, d.with_body(d.table(*rows))).url)
    assert preview.context["voorbeeld"].rijen[0].titel == "2027 500 woningen"
    assert "In een cel staat een tabel." in preview.content.decode()


def test_wrong_and_double_codes_wait_for_an_answer(page, afsprakenset) -> None:
    AfspraakFactory(thema=ThemaFactory(afsprakenset=afsprakenset, nummer=1), code="1d")
    rows = [(code, f"Tekst {code}", "", "", "n.t.b.") for code in ("1 a", "1 a", "??", "", "1 d")]
    rows[3] = ("", "Zonder code", "", "", "Woonvast")
    rows.append(("1 e", "", "doel", "", "Woonvast"))
    document = d.Document()
    d.add_table(document, "Afspraken betaalbaarheid", rows)
    response = hand_in(page, afsprakenset, d.saved(document))
    preview = page.get(response.url)
    text = preview.content.decode()
    for message in (
        "Code 1a staat ook in tabel 1, rij 2.",
        "‘??’ is geen code.",
        "De code ontbreekt.",
        "Staat er al; verandert niet.",
        "De tekst van de afspraak ontbreekt.",
    ):
        assert message in text
    data = filled(preview, Woonvast="nieuw:corporatie")
    refused = page.post(response.url, {**data, "doe": "opslaan"})
    assert refused.status_code == 422
    assert "Nog niet alles is beantwoord" in refused.content.decode()
    assert Afspraak.objects.count() == 1
    assert not Partij.objects.filter(naam="Woonvast").exists()
    data = filled(refused, Woonvast="nieuw:corporatie")
    data |= {"code-1.3": "1 b", "weg-1.4": "on", "code-1.5": "1 c!", "weg-1.7": "on"}
    wrong = page.post(response.url, {**data, "doe": "opslaan"})
    assert "‘1 c!’ is geen code." in wrong.content.decode()
    data = {**filled(wrong, Woonvast="nieuw:corporatie"), "code-1.5": "1c"}
    assert page.post(response.url, {**data, "doe": "opslaan"}).status_code == 303
    assert sorted(Afspraak.objects.values_list("code", flat=True)) == ["1a", "1b", "1c", "1d"]


def test_other_columns_are_shown_before_they_are_stored(page, afsprakenset) -> None:
    text = b"Nr\tWat wij willen\tWie\n1a\tDoen\tWoonvast\n1b\tLaten\tWoonvast\n"
    response = hand_in(page, afsprakenset, text, "plak.txt")
    preview = page.get(response.url)
    data = filled(preview, Woonvast="nieuw:corporatie")
    twice = page.post(response.url, {**data, "kolom-0-2": "titel"})
    assert twice.status_code == 422
    assert "U koos dit al voor een andere kolom" in twice.content.decode()
    other = page.post(response.url, {**data, "kolom-0-1": "", "kolom-0-2": "titel", "doe": "opslaan"})
    assert other.status_code == 409
    assert "U koos andere kolommen." in other.content.decode()
    assert [rij.titel for rij in other.context["voorbeeld"].rijen] == ["Woonvast", "Woonvast"]
    nothing = page.post(response.url, {**filled(other), "kolom-0-0": "", "doe": "keuzes"}, follow=True)
    assert "herkent geen tabel met afspraken" in nothing.content.decode()


def test_two_coordinators_choose_at_the_same_time(page, by, afsprakenset) -> None:
    response = hand_in(page, afsprakenset, d.saved(d.heerlen()))
    data = filled(page.get(response.url), **answers())
    kept = Documentimport.objects.get()
    service.choose(document=kept, keuzes={"splitsing": "regel"}, by=by, expected_versie=1)
    late = page.post(response.url, {**data, "doe": "opslaan"})
    assert late.status_code == 409
    assert "Iemand anders heeft intussen iets gekozen." in late.content.decode()
    assert not Afspraak.objects.exists()
    assert page.post(response.url, {**data, "versie": "2", "doe": "keuzes"}).status_code == 303
    with pytest.raises(StaleVersion):
        service.store_document(document=kept, by=by, expected_versie=1)
    kept.refresh_from_db()
    assert page.post(response.url, {**data, "versie": "x", "splitsing": "cel"}).status_code == 409


def test_nothing_is_half_stored(page, by, afsprakenset, monkeypatch) -> None:
    response = hand_in(page, afsprakenset, d.saved(d.heerlen()))
    page.post(response.url, {**filled(page.get(response.url), **answers()), "doe": "keuzes"})
    kept = Documentimport.objects.get()
    before = Wijziging.objects.count()

    def fail(**kwargs):
        raise RuntimeError

    monkeypatch.setattr(service, "apply_plan", fail)
    with pytest.raises(RuntimeError):
        service.store_document(document=kept, by=by, expected_versie=kept.versie)
    assert Wijziging.objects.count() == before
    assert not Thema.objects.exists()
    assert not Partij.objects.filter(naam="Woonvast").exists()
    assert not Brondocument.objects.filter(gemeente=afsprakenset.gemeente).exists()


def test_a_name_of_another_kind_is_refused_as_a_whole(page, afsprakenset) -> None:
    PartijFactory(naam="Zorgpartij", soort="overig")
    response = hand_in(page, afsprakenset, d.saved(d.maastricht()))
    refused = page.post(response.url, {**filled(page.get(response.url), **answers()), "doe": "opslaan"})
    assert refused.status_code == 422
    assert "‘Zorgpartij’ is al bekend als overig." in refused.content.decode()
    assert not Afspraak.objects.exists()


def test_hostile_documents_are_refused_at_their_field(page, afsprakenset) -> None:
    files = d.hostile()
    for name in ("macros", "xxe", "truncated", "html", "empty tables"):
        content = files[name][0]
        response = hand_in(page, afsprakenset, content, "afspraken.docx")
        assert response.status_code == 422, name
        assert response.context["form"].errors["bestand"], name
    for data, field in (
        ({"naam": "x", "periode": "2027"}, "bestand"),
        ({"tekst": "a\tb"}, "naam"),
        ({"tekst": "gewone zin", "naam": "x", "periode": "2027"}, "tekst"),
        ({"tekst": "a\tb", "naam": "x", "periode": "ooit"}, "periode"),
    ):
        refused = page.post(url(afsprakenset, "document-nieuw"), data)
        assert refused.status_code == 422
        assert refused.context["form"].errors[field]
    big = hand_in(page, afsprakenset, b"PK\x03\x04" + b"0" * 10 * 1024 * 1024)
    assert "groter dan 10 MB" in big.content.decode()
    assert not Documentimport.objects.exists()
    assert not Afsprakenset.objects.exclude(pk=afsprakenset.pk).exists()


def test_a_kept_file_that_changed_or_went_is_not_read(page, by, afsprakenset) -> None:
    response = hand_in(page, afsprakenset, d.saved(d.heerlen()))
    kept = Documentimport.objects.get()
    kept.bestand.storage.delete(kept.bestand.name)
    with pytest.raises(UnreadableFile):
        service.read_kept(kept)
    assert page.get(response.url).status_code == 303
    assert page.get(url(afsprakenset, "document-bestand", kept.pk)).status_code == 404
    assert page.post(url(afsprakenset, "document-weg", kept.pk), follow=True).status_code == 200
    assert not Documentimport.objects.exists()
    service.discard_document(document=kept, by=by)


def test_a_set_that_was_made_for_a_document_goes_with_it(page, by, afsprakenset) -> None:
    def begin(name: str) -> Documentimport:
        data = {"naam": name, "soort": "jaarschijf", "periode": "2027", "tekst": f"Code\tAfspraak\n1a\t{name}\n"}
        assert page.post(url(afsprakenset, "document-nieuw"), data).status_code == 303, name
        return Documentimport.objects.get(afsprakenset__naam=name)

    for name, touch, stays in (
        ("Leeg", lambda found: None, False),
        ("Met thema", lambda found: ThemaFactory(afsprakenset=found), True),
        ("Openbaar", lambda found: Afsprakenset.objects.filter(pk=found.pk).update(gepubliceerd=True), True),
    ):
        document = begin(name)
        touch(document.afsprakenset)
        assert page.post(url(afsprakenset, "document-weg", document.pk)).status_code == 303
        assert Afsprakenset.objects.filter(naam=name).exists() == stays, name
    assert Wijziging.objects.filter(model="afspraken.afsprakenset", soort="verwijderd").count() == 1


def test_only_the_coordinator(afsprakenset, by) -> None:
    other = GebruikerFactory(rol="beheerder", gemeente=afsprakenset.gemeente)
    args = {"afsprakenset": afsprakenset, "by": other}
    with pytest.raises(PermissionDenied):
        service.keep_document(content=b"x", filename="x", **args)
    with pytest.raises(PermissionDenied):
        service.make_afsprakenset(
            gemeente=afsprakenset.gemeente, naam="x", soort="jaarschijf", periode="2027", by=other
        )
    kept = service.keep_document(content=b"x", filename="x", afsprakenset=afsprakenset, by=by)
    for call in (service.store_document, service.choose, service.discard_document):
        with pytest.raises(PermissionDenied):
            call(
                document=kept,
                by=other,
                **(
                    {}
                    if call is service.discard_document
                    else {"expected_versie": 1} | ({"keuzes": {}} if call is service.choose else {})
                ),
            )
    kept.bestand.delete(save=False)
    with pytest.raises(ValidationError):
        service.make_afsprakenset(gemeente=afsprakenset.gemeente, naam="x", soort="niets", periode="2027", by=by)


def test_a_preview_asks_as_many_queries_for_many_rows(afsprakenset, django_assert_num_queries) -> None:
    def rows(number: int) -> bytes:
        return b"".join(b"1.%d\tTekst over Zuidwijk\tWoonvast, Partij %d\n" % (n, n) for n in range(1, number))

    for number in (4, 60):
        read = read_document(b"Code\tAfspraak\tTrekker\n" + rows(number))
        with django_assert_num_queries(8):
            preview = make_preview(read, afsprakenset, {})
        assert len(preview.rijen) == number - 1


def test_long_texts_and_odd_choices(afsprakenset) -> None:
    text = "Code\tAfspraak\tToelichting\tActies\tTrekker\n" + f"1a\tKort\t{'woord ' * 900}\tx\tWoonvast en Iemand\n"
    keuzes = {
        "partijen": {name_key("Woonvast"): "partij:999999", name_key("Iemand"): "overslaan"},
        "rijen": {"1.2": {"code": "x" * 30}},
        "kolommen": {},
    }
    preview = make_preview(read_document(text.encode()), afsprakenset, keuzes)
    (rij,) = preview.rijen
    assert len(rij.samenvatting) == 4000
    assert rij.trekkers == ["Woonvast"]
    assert [(row.naam, row.keuze) for row in preview.onbekend] == [("Woonvast", ""), ("Iemand", "overslaan")]
    assert re.search("is geen code", rij.fouten[0])
    assert not preview.is_klaar
