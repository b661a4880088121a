# SPDX-License-Identifier: EUPL-1.2
"""Afspraken in /beheer/: what is written leaves history, what is public goes through the coordinator."""

import pytest

from afspraken.models import Actie, Afspraak, Afsprakenset, Betrokkenheid, Ligging, Notitie, Termijn, Thema
from afspraken.services.voortgang import Melding, record_voortgang
from tests.beheer import assert_told, filled, lidmaatschap, make_world, screen, snapshot
from tests.factories import ActieFactory, AfspraakFactory, AfsprakensetFactory, PartijInGemeenteFactory, ThemaFactory
from tests.plugins.worlds import for_the_module

pytestmark = pytest.mark.django_db
INLINES = ("acties", "termijnen", "betrokkenheden", "liggingen")
NO_ROWS = {f"{prefix}-{name}_FORMS": "0" for prefix in INLINES for name in ("TOTAL", "INITIAL")}


@pytest.fixture(scope="module")
def worlds(request, django_db_setup, django_db_blocker):
    with for_the_module(request, django_db_blocker, make_world) as give:
        yield give


@pytest.fixture
def world(worlds, db):
    return worlds()


@pytest.fixture
def client(world):
    return world.client("coordinator")


@pytest.fixture
def member(world):
    return world.client("werkgroeplid")


def faults(response) -> set[str]:
    """Names of the faulty fields of a page, "" for the form as a whole."""
    forms = [response.context["adminform"].form]
    for inline in response.context["inline_admin_formsets"]:
        forms += inline.formset.forms
    return {form.add_prefix(name) if name != "__all__" else "" for form in forms for name in form.errors}


# --- writing ---------------------------------------------------------------------------------------------------------


def test_an_afspraak_with_all_that_hangs_on_it_is_written_with_history(world, client):
    row = world.a.own.concept
    partij = PartijInGemeenteFactory(gemeente=world.a.gemeente).partij
    data = filled(client.get(screen(row, "change"))) | {
        "titel": "Nieuwe titel",
        "reden": "Typefout",
        "acties-0-titel": "Andere actie",
        "acties-TOTAL_FORMS": "2",
        "acties-1-titel": "Nog een actie",
        "termijnen-0-DELETE": "on",
        "betrokkenheden-TOTAL_FORMS": "2",
        "betrokkenheden-1-rol": "betrokken",
        "betrokkenheden-1-partij": partij.pk,
        "betrokkenheden-1-actie": world.a.own.actie_concept.pk,
        "betrokkenheden-1-volgorde": "1",
        "liggingen-0-volgorde": "7",
    }
    before = snapshot()
    response = client.post(screen(row, "change"), data)
    assert response.status_code == 302, faults(response)
    assert assert_told(before, by=world.users["coordinator"], reden="Typefout") == {
        "gewijzigd afspraak",
        "gewijzigd actie",
        "nieuw actie",
        "verwijderd termijn",
        "nieuw betrokkenheid",
        "gewijzigd ligging",
    }
    row.refresh_from_db()
    assert (row.titel, row.versie) == ("Nieuwe titel", 2)
    added = Actie.objects.get(titel="Nog een actie")
    assert (added.code, added.gemeente_id, added.gepubliceerd) == (
        f"{row.code}-{added.volgnummer}",
        row.gemeente_id,
        False,
    )


def test_a_new_set_thema_and_afspraak(world, client):
    before = snapshot()
    assert (
        client.post(
            screen(Afsprakenset, "add"),
            {
                "gemeente": world.a.gemeente.pk,
                "slug": "nieuw",
                "naam": "Nieuwe set",
                "soort": "jaarschijf",
                "levensfase": "concept",
                "periode": "2027",
                "ondertekenaars": [world.a.partij.pk],
                "themas-TOTAL_FORMS": "1",
                "themas-INITIAL_FORMS": "0",
                "themas-0-nummer": "1",
                "themas-0-naam": "Thema",
                "themas-0-werkgroep": world.a.own.werkgroep.pk,
            },
        ).status_code
        == 302
    )
    made = Afsprakenset.objects.get(slug="nieuw")
    assert list(made.ondertekenaars.all()) == [world.a.partij]
    assert str(made.begindatum) == "2027-01-01"
    thema = made.themas.get()
    sent = {"afsprakenset": made.pk, "thema": thema.pk, "code": "1a", "volgorde": "0", "titel": "Afspraak"}
    response = client.post(screen(Afspraak, "add"), sent | NO_ROWS)
    assert response.status_code == 302, faults(response)
    afspraak = Afspraak.objects.get(afsprakenset=made)
    assert (afspraak.gemeente_id, afspraak.volgorde) == (world.a.gemeente.pk, 1)
    told = assert_told(before, by=world.users["coordinator"])
    assert told == {"nieuw afsprakenset", "gewijzigd afsprakenset", "nieuw thema", "nieuw afspraak"}


@pytest.mark.parametrize(
    ("model", "values"),
    [
        (Termijn, {"soort": "gereed", "periode": "2025-Q1", "wat": "Plan"}),
        (Betrokkenheid, {"rol": "trekker", "volgorde": "1", "partij": "here"}),
        (Ligging, {"gebied": "here", "volgorde": "1"}),
        (Notitie, {"tekst": "Een notitie"}),
        (Actie, {"titel": "Een actie", "aantal_tekst": "circa 50"}),
    ],
)
def test_rows_are_added_changed_and_deleted_on_their_own_page(world, client, model, values):
    here = {"partij": world.a.own.betrokkenheid_concept.partij.pk, "gebied": world.a.gebied.pk}
    values = {name: here[name] if value == "here" else value for name, value in values.items()}
    before = snapshot()
    response = client.post(screen(model, "add"), {"afspraak": world.a.own.publiek.pk, **values, "reden": "Nodig"})
    assert response.status_code == 302, faults(response)
    row = model.objects.latest("id")
    assert row.afspraak == world.a.own.publiek
    assert row.gemeente == world.a.gemeente
    data = filled(client.get(screen(row, "change"))) | {"reden": "Nodig"}
    name = next(name for name in ("wat", "volgorde", "tekst", "titel") if name in data)
    assert client.post(screen(row, "change"), data | {name: "9"}).status_code == 302
    assert str(getattr(model.objects.get(pk=row.pk), name)) == "9"
    told = assert_told(before, by=world.users["coordinator"], reden="Nodig")
    assert told == {f"nieuw {model._meta.model_name}", f"gewijzigd {model._meta.model_name}"}
    before = snapshot()
    assert client.post(screen(row, "delete"), {"post": "yes", "reden": "Vergissing"}).status_code == 302
    assert assert_told(before, by=world.users["coordinator"], reden="Vergissing") == {
        f"verwijderd {model._meta.model_name}"
    }


def test_a_form_that_changes_nothing_writes_nothing(world, client):
    before = snapshot()
    for row in (world.a.own.publiek, world.a.own.actie_publiek, world.a.afsprakenset, world.a.own.termijn_publiek):
        data = filled(client.get(screen(row, "change"))) | {"reden": "Zomaar"}
        assert client.post(screen(row, "change"), data).status_code == 302
    assert snapshot() == before


# --- codes -----------------------------------------------------------------------------------------------------------


def test_codes_of_acties_are_given_out_once(world, client):
    row = world.a.own.concept
    numbers = []
    for name in ("een", "twee"):
        assert client.post(screen(Actie, "add"), {"afspraak": row.pk, "titel": name, "code": "zz"}).status_code == 302
        made = Actie.objects.get(titel=name)
        numbers.append(made.volgnummer)
        assert client.post(screen(made, "delete"), {"post": "yes"}).status_code == 302
    assert client.post(screen(Actie, "add"), {"afspraak": row.pk, "titel": "drie"}).status_code == 302
    third = Actie.objects.get(titel="drie")
    first = world.a.own.actie_concept.volgnummer
    assert [*numbers, third.volgnummer] == [first + 1, first + 2, first + 3]
    assert third.code == f"{row.code}-{first + 3}"


def test_codes_and_sets_stay_as_they_were_made(world, client):
    row, actie = world.a.own.concept, world.a.own.actie_concept
    other = AfsprakensetFactory(gemeente=world.a.gemeente)
    sent = filled(client.get(screen(row, "change"))) | {"code": "zz", "afsprakenset": other.pk}
    assert client.post(screen(row, "change"), sent).status_code == 302
    sent = filled(client.get(screen(actie, "change"))) | {
        "code": "zz",
        "volgnummer": "99",
        "afspraak": world.a.other.concept.pk,
    }
    assert client.post(screen(actie, "change"), sent).status_code == 302
    for made in (row, actie):
        old = (made.code, made.gemeente_id)
        made.refresh_from_db()
        assert (made.code, made.gemeente_id) == old
    assert row.afsprakenset == world.a.afsprakenset
    assert actie.afspraak == row


# --- publishing ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["concept", "actie_concept"])
def test_a_coordinator_publishes_and_withdraws_from_the_list(world, client, name):
    row = getattr(world.a.own, name)
    url = screen(type(row), "changelist")
    for action, public, soort in (("publiceren", True, "gepubliceerd"), ("intrekken", False, "ingetrokken")):
        before = snapshot()
        sent = {"action": action, "_selected_action": [row.pk], "index": "0", "reden": "Besluit"}
        for _ in range(2):  # the second time changes nothing
            assert client.post(url, sent).status_code == 302
        row.refresh_from_db()
        assert row.gepubliceerd is public
        assert assert_told(before, by=world.users["coordinator"], reden="Besluit") == {
            f"{soort} {row._meta.model_name}"
        }


def test_the_tick_on_the_page_publishes_too(world, client):
    row = world.a.own.concept
    data = filled(client.get(screen(row, "change"))) | {
        "gepubliceerd": "on",
        "titel": "Samen",
        "acties-0-gepubliceerd": "on",
    }
    before = snapshot()
    assert client.post(screen(row, "change"), data).status_code == 302
    assert assert_told(before, by=world.users["coordinator"]) == {
        "gewijzigd afspraak",
        "gepubliceerd afspraak",
        "gepubliceerd actie",
    }


def test_others_cannot_publish(world, member):
    row, actie = world.a.own.concept, world.a.own.actie_concept
    for one in (row, actie):
        url = screen(type(one), "changelist")
        member.post(url, {"action": "publiceren", "_selected_action": [one.pk], "index": "0"})
        data = filled(member.get(screen(one, "change"))) | {"gepubliceerd": "on"}
        assert member.post(screen(one, "change"), data).status_code == 302
        one.refresh_from_db()
        assert not one.gepubliceerd
    reader = world.client("beheerder")
    assert reader.post(screen(row, "change"), {"gepubliceerd": "on"}).status_code == 403
    reader.post(screen(Afspraak, "changelist"), {"action": "publiceren", "_selected_action": [row.pk], "index": "0"})
    row.refresh_from_db()
    assert not row.gepubliceerd


def test_bulk_actions_reach_only_rows_of_ones_own(world, client):
    """Numbers of another gemeente select nothing; rows one only reads are left out and counted."""
    user = world.users["coordinator"]
    elsewhere = world.b.own.concept
    url = screen(Afspraak, "changelist")
    sent = {"action": "publiceren", "_selected_action": [elsewhere.pk], "index": "0"}
    client.post(url, sent)
    client.post(url, sent | {"select_across": "1"})
    elsewhere.refresh_from_db()
    assert not elsewhere.gepubliceerd
    lidmaatschap(user, world.b.gemeente, "beheerder")
    world.a.own.concept.refresh_from_db()
    assert world.a.own.concept.gepubliceerd  # "all of them" were his own
    response = client.post(url, sent, follow=True)
    elsewhere.refresh_from_db()
    assert not elsewhere.gepubliceerd
    assert "1 rij is overgeslagen" in response.content.decode()


def test_who_coordinates_one_gemeente_does_not_publish_in_another_as_its_member(world, client):
    """A coordinator here who is werkgroeplid elsewhere sends the tick along with a new actie."""
    lidmaatschap(world.users["coordinator"], world.b.gemeente, "werkgroeplid", world.b.own.werkgroep)
    sent = {"afspraak": world.b.own.concept.pk, "titel": "Sluiproute", "gepubliceerd": "on"}
    assert client.post(screen(Actie, "add"), sent).status_code == 422
    assert not Actie.objects.filter(titel="Sluiproute").exists()
    del sent["gepubliceerd"]
    assert client.post(screen(Actie, "add"), sent).status_code == 302


# --- werkgroepleden --------------------------------------------------------------------------------------------------


def test_a_member_mends_descriptions_and_prepares_acties(world, member):
    row = world.a.own.publiek
    before = snapshot()
    data = filled(member.get(screen(row, "change")))
    assert "titel" not in data
    data |= {"samenvatting": "In gewone woorden", "acties-0-locatie": "Centrum"}
    data |= {"acties-TOTAL_FORMS": "2", "acties-1-titel": "Voorstel", "acties-1-gepubliceerd": "on"}
    assert member.post(screen(row, "change"), data).status_code == 302
    assert assert_told(before, by=world.users["werkgroeplid"]) == {
        "gewijzigd afspraak",
        "gewijzigd actie",
        "nieuw actie",
    }
    assert not Actie.objects.get(titel="Voorstel").gepubliceerd


def test_a_member_changes_the_title_of_a_concept_only(world, member):
    actie = world.a.own.actie_concept
    data = filled(member.get(screen(actie, "change"))) | {"titel": "Beter"}
    assert member.post(screen(actie, "change"), data).status_code == 302
    actie.refresh_from_db()
    assert actie.titel == "Beter"
    assert "titel" not in filled(member.get(screen(world.a.own.actie_publiek, "change")))


def test_a_member_adds_terms_to_a_concept_and_not_to_what_is_public(world, member):
    public, actie = world.a.own.publiek, ActieFactory(afspraak=world.a.own.publiek, gepubliceerd=False)
    sent = {"soort": "gereed", "periode": "2026", "wat": "Plan"}
    assert member.post(screen(Termijn, "add"), sent | {"afspraak": public.pk}).status_code == 422
    assert member.post(screen(Termijn, "add"), sent | {"afspraak": public.pk, "actie": actie.pk}).status_code == 302
    termijn = Termijn.objects.get(actie=actie)
    # Taking the actie away would make it a promise of the public afspraak.
    data = filled(member.get(screen(termijn, "change"))) | {"actie": ""}
    assert member.post(screen(termijn, "change"), data).status_code == 422
    assert member.post(screen(termijn, "delete"), {"post": "yes"}).status_code == 403
    data = filled(member.get(screen(actie, "change")))
    data |= {"termijnen-TOTAL_FORMS": "2", "termijnen-1-soort": "start", "termijnen-1-periode": "2026-03"}
    assert member.post(screen(actie, "change"), data).status_code == 302
    assert Termijn.objects.filter(actie=actie, afspraak=public).count() == 2


def test_notes_are_changed_by_who_wrote_them(world, member):
    assert (
        member.post(screen(Notitie, "add"), {"afspraak": world.a.own.publiek.pk, "tekst": "Van mij"}).status_code == 302
    )
    own = Notitie.objects.get(tekst="Van mij")
    assert own.gebruiker == world.users["werkgroeplid"]
    data = filled(member.get(screen(own, "change"))) | {"tekst": "Toch anders"}
    assert member.post(screen(own, "change"), data).status_code == 302
    assert world.client("coordinator").post(screen(own, "change"), data).status_code == 403
    assert member.post(screen(Notitie, "add"), {"afspraak": world.a.other.publiek.pk, "tekst": "x"}).status_code == 422


# --- nothing crosses -------------------------------------------------------------------------------------------------


def test_numbers_of_another_gemeente_are_refused_at_their_field(world, client):
    there, row = world.b, world.a.own.concept
    url = screen(row, "change")
    data = filled(client.get(url)) | {
        "thema": there.own.thema.pk,
        "rayon": there.rayon.pk,
        "bron": there.brondocument.pk,
        "termijnen-0-actie": there.own.actie_concept.pk,
        "betrokkenheden-0-partij": there.own.betrokkenheid_publiek.partij.pk,
        "liggingen-0-gebied": there.gebied.pk,
    }
    before = snapshot()
    response = client.post(url, data)
    assert response.status_code == 422
    wanted = {"thema", "rayon", "bron", "termijnen-0-actie", "betrokkenheden-0-partij", "liggingen-0-gebied"}
    assert faults(response) == wanted
    assert snapshot() == before


@pytest.mark.parametrize(
    ("model", "values"),
    [
        (Thema, {"nummer": "9", "naam": "x", "afsprakenset": "afsprakenset"}),
        (Actie, {"titel": "x", "afspraak": "publiek"}),
        (Termijn, {"soort": "gereed", "periode": "2025", "afspraak": "publiek"}),
        (Notitie, {"tekst": "x", "afspraak": "publiek"}),
    ],
)
def test_nothing_is_added_elsewhere(world, client, member, model, values):
    for who, place in ((client, world.b), (member, world.b), (member, world.a)):
        there = {"afsprakenset": place.afsprakenset.pk, "publiek": place.other.publiek.pk}
        sent = {name: there.get(value, value) for name, value in values.items()}
        before = snapshot()
        assert who.post(screen(model, "add"), sent).status_code in (403, 422)
        assert snapshot() == before


def test_who_has_two_gemeenten_does_not_mix_them(world, client):
    lidmaatschap(world.users["coordinator"], world.b.gemeente, "coordinator")
    here, there = world.a, world.b
    sent = {"nummer": "8", "naam": "x", "afsprakenset": here.afsprakenset.pk, "werkgroep": there.own.werkgroep.pk}
    assert faults(client.post(screen(Thema, "add"), sent)) == {"werkgroep"}
    sent = {"rol": "trekker", "volgorde": "1", "afspraak": here.own.concept.pk, "partij": there.partij.pk}
    assert faults(client.post(screen(Betrokkenheid, "add"), sent)) == {"partij"}
    sent = {"gebied": there.gebied.pk, "volgorde": "1", "afspraak": here.own.concept.pk}
    assert faults(client.post(screen(Ligging, "add"), sent)) == {"gebied"}
    sent = {"soort": "start", "periode": "2025", "afspraak": here.own.concept.pk, "actie": here.own.actie_publiek.pk}
    assert faults(client.post(screen(Termijn, "add"), sent)) == {"actie"}
    other = ThemaFactory(afsprakenset=AfsprakensetFactory(gemeente=here.gemeente))
    sent = {"afsprakenset": here.afsprakenset.pk, "thema": other.pk, "code": "9z", "volgorde": "0", "titel": "x"}
    assert faults(client.post(screen(Afspraak, "add"), sent | NO_ROWS)) == {"thema"}


def test_rows_under_an_afspraak_cannot_be_swapped_for_others(world, client):
    row, url = world.a.own.concept, screen(world.a.own.concept, "change")
    data = filled(client.get(url))
    for number in (world.b.own.actie_concept.pk, world.a.own.actie_publiek.pk):
        response = client.post(url, data | {"acties-0-id": number, "acties-0-titel": "Gekaapt"})
        assert response.status_code == 422
    assert not Actie.objects.filter(titel="Gekaapt").exists()
    response = client.post(url, data | {"acties-0-afspraak": world.b.own.concept.pk, "acties-0-titel": "Gekaapt"})
    assert response.status_code == 422
    assert row.acties.count() == 1


def test_a_row_that_was_deleted_in_the_meantime_is_not_lost_in_silence(world, client):
    url = screen(world.a.own.concept, "change")
    data = filled(client.get(url))
    world.a.own.termijn_concept.delete()
    response = client.post(url, data | {"termijnen-0-wat": "Mijn tekst"})
    assert response.status_code == 422
    assert "is er niet meer" in response.content.decode()


# --- deleting --------------------------------------------------------------------------------------------------------


def test_only_a_concept_without_reports_is_deleted(world, client):
    row = AfspraakFactory(thema=world.a.own.thema, gepubliceerd=False)
    actie = ActieFactory(afspraak=row, gepubliceerd=False)
    response = client.post(screen(row, "delete"), {"post": "yes"})
    assert response.status_code == 200  # its acties stand in the way, and are named
    assert str(actie) in response.content.decode()
    record_voortgang(afspraak=row, actie=actie, melding=Melding(status="op_koers"), by=world.users["coordinator"])
    assert client.post(screen(actie, "delete"), {"post": "yes"}).status_code == 403
    record_voortgang(afspraak=row, melding=Melding(status="op_koers"), by=world.users["coordinator"])
    assert client.post(screen(row, "delete"), {"post": "yes"}).status_code == 403
    url = screen(row, "change")
    assert client.post(url, filled(client.get(url)) | {"acties-0-DELETE": "on"}).status_code == 302
    assert Actie.objects.filter(pk=actie.pk).exists()


def test_what_was_published_is_not_deleted(world, client):
    row = AfspraakFactory(thema=world.a.own.thema, gepubliceerd=True)
    for one in (row, ActieFactory(afspraak=world.a.own.concept, gepubliceerd=True), world.a.afsprakenset):
        assert client.post(screen(one, "delete"), {"post": "yes"}).status_code == 403


def test_what_hangs_on_it_goes_along_and_stays_in_the_history(world, client):
    row = AfspraakFactory(thema=world.a.own.thema, gepubliceerd=False)
    for model in (Termijn, Ligging):
        values = {"soort": "gereed", "periode": "2025"} if model is Termijn else {"gebied": world.a.gebied}
        model.objects.create(gemeente=world.a.gemeente, afspraak=row, **values)
    before = snapshot()
    page = client.get(screen(row, "delete")).content.decode()
    assert "Termijn: " in page
    assert client.post(screen(row, "delete"), {"post": "yes", "reden": "Dubbel"}).status_code == 302
    assert assert_told(before, by=world.users["coordinator"], reden="Dubbel") == {
        "verwijderd afspraak",
        "verwijderd termijn",
        "verwijderd ligging",
    }
