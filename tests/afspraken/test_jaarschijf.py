# SPDX-License-Identifier: EUPL-1.2
"""The next jaarschijf: what goes on is copied with its lineage, all of it or nothing, and never twice."""

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from afspraken.levensloop import read_levensloop
from afspraken.models import Afspraak, Afsprakenset, Doelstelling, Publicatie, Thema, Voortgang
from afspraken.services import jaarschijf
from afspraken.services.jaarschijf import AlGemaakt, Besluit, Keuze, Nieuw, create_next_set, proposed, unfinished
from afspraken.services.toevoegen import Toevoeging, _codes
from afspraken.services.voortgang import recompute_stand
from partijen.models import Wijziging
from tests.afspraken.wereld import count_data_queries
from tests.factories import (
    ActieFactory,
    AfspraakFactory,
    AfsprakensetFactory,
    BetrokkenheidFactory,
    DoeldeelFactory,
    DoelstellingFactory,
    LiggingFactory,
    TermijnFactory,
    ThemaFactory,
)

pytestmark = pytest.mark.django_db
NIEUW = Nieuw("Jaarschijf 2025", "jaarschijf-2025", "2025")


@pytest.fixture
def jaar(wereld):
    """A jaarschijf of 2024 with an afspraak that goes on, one that gets another goal, one that stops, and one done."""
    wereld.set = wereld.afsprakenset
    for name, value in {"naam": "Jaarschijf 2024", "slug": "jaarschijf-2024", "soort": "jaarschijf"}.items():
        setattr(wereld.set, name, value)
    wereld.set.periode = "2024"
    wereld.set.save()
    door = wereld.afspraak
    Afspraak.objects.filter(pk=door.pk).update(doel="Honderd", samenvatting="Standplaatsen.")
    wereld.anders, wereld.stopt, wereld.klaar = (
        AfspraakFactory(thema=wereld.thema, code=code, volgorde=place)
        for place, code in enumerate(("5b", "5c", "5d"), start=2)
    )
    Afspraak.objects.filter(pk=wereld.klaar.pk).update(status="gereed", status_publiek="gereed")
    open_actie = ActieFactory(afspraak=door, code="5a-2", volgnummer=2)
    done = ActieFactory(afspraak=door, code="5a-1", volgnummer=1, status="gereed")
    for actie in (open_actie, done):
        BetrokkenheidFactory(afspraak=door, actie=actie)
        LiggingFactory(afspraak=door, actie=actie, gebied__gemeente=wereld.gemeente)
    for periode, met in (("2024-Q1", None), ("2025-Q2", None), ("2026", dt.date(2024, 5, 1))):
        TermijnFactory(afspraak=door, periode=periode, voldaan_op=met)
    for code, periode in (("oud", "2024"), ("loopt", "2024/2027"), ("zonder", "")):
        target = DoelstellingFactory(afsprakenset=wereld.set, afspraak=door, code=code, periode=periode)
        DoeldeelFactory(doelstelling=target)
    return wereld


def choices(jaar, **changes):
    return {
        jaar.afspraak.pk: Besluit(Keuze.DOORGAAN),
        jaar.anders.pk: Besluit(Keuze.BIJSTELLEN, "Vijftig woningen"),
        jaar.stopt.pk: Besluit(Keuze.STOPPEN, "Het terrein is verkocht."),
        **changes.pop("besluiten", {}),
    }


def make(jaar, **values):
    besluiten = choices(jaar, besluiten=values.pop("besluiten", {}))
    arguments = {"afsprakenset": jaar.set, "nieuw": NIEUW, "besluiten": besluiten, "by": jaar.coordinator}
    return create_next_set(**{**arguments, **values})


def test_what_goes_on_is_copied_with_its_lineage(jaar, client) -> None:
    made = make(jaar)
    assert (made.naam, made.soort, made.levensfase, made.gepubliceerd) == (
        "Jaarschijf 2025",
        "jaarschijf",
        "concept",
        False,
    )
    assert (made.begindatum, made.voortzetting_van) == (dt.date(2025, 1, 1), jaar.set)
    rows = {row.code: row for row in made.afspraken.order_by("volgorde")}
    assert list(rows) == ["5a", "5b"]
    new = rows["5a"]
    assert (new.voortzetting_van, new.eerste, new.gepubliceerd, new.status) == (
        jaar.afspraak,
        jaar.afspraak,
        False,
        "niet_gestart",
    )
    assert (new.doel, rows["5b"].doel) == ("Honderd", "Vijftig woningen")
    assert new.thema.werkgroep == jaar.thema.werkgroep
    assert Thema.objects.filter(afsprakenset=made).count() == Thema.objects.filter(afsprakenset=jaar.set).count()
    [actie] = new.acties.all()
    assert (actie.code, actie.volgnummer, actie.gepubliceerd) == ("5a-2", 2, False)
    assert (actie.betrokkenheden.count(), actie.liggingen.count()) == (1, 1)
    assert [row.partij for row in new.betrokkenheden.filter(actie=None)] == [jaar.trekker]
    assert [row.periode for row in new.termijnen.all()] == ["2025-Q2"]
    assert {row.code: row.delen.count() for row in Doelstelling.objects.filter(afsprakenset=made)} == {
        "loopt": 1,
        "zonder": 1,
    }
    stopped = Wijziging.objects.get(
        model="afspraken.afspraak", object_id=jaar.stopt.pk, velden__has_key="voortgezet_in"
    )
    assert stopped.reden == "Het terrein is verkocht."
    told = Wijziging.objects.filter(
        model="afspraken.afspraak", soort="nieuw", object_id__in=[row.pk for row in rows.values()]
    )
    assert told.count() == 2
    assert "Jaarschijf 2025" not in client.get(jaar.url("lijst")).content.decode(), "a concept"


def test_twice_does_not_make_two(jaar) -> None:
    made = make(jaar)
    with pytest.raises(AlGemaakt) as caught:
        make(jaar, nieuw=Nieuw("Jaarschijf 2025b", "jaarschijf-2025b", "2025"))
    assert caught.value.volgende == made
    with pytest.raises(IntegrityError), transaction.atomic():
        AfsprakensetFactory(gemeente=jaar.gemeente, voortzetting_van=jaar.set)
    with pytest.raises(IntegrityError), transaction.atomic():
        AfspraakFactory(thema=jaar.thema, voortzetting_van=jaar.afspraak)
    assert Afsprakenset.objects.filter(voortzetting_van=jaar.set).count() == 1


def test_all_or_nothing(jaar, monkeypatch) -> None:
    before = (Afspraak.objects.count(), Wijziging.objects.count(), Afsprakenset.objects.count())

    def fail(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(jaarschijf, "_tell_stopped", fail)  # the last thing that is done
    with pytest.raises(RuntimeError):
        make(jaar)
    assert (Afspraak.objects.count(), Wijziging.objects.count(), Afsprakenset.objects.count()) == before


def test_what_is_refused_and_why(jaar) -> None:
    for by in (jaar.lid, jaar.bestuurder, jaar.elders):
        with pytest.raises(PermissionDenied):
            make(jaar, by=by)
    AfsprakensetFactory(gemeente=jaar.gemeente, slug="bestaat")
    row = f"afspraak-{jaar.anders.pk}"
    for values, field, said in (
        ({"nieuw": Nieuw(" ", "x", "2025")}, "naam", "Schrijf een naam"),
        ({"nieuw": Nieuw("x", "Een twee", "2025")}, "slug", "kleine letters"),
        ({"nieuw": Nieuw("x", "x" * 81, "2025")}, "slug", "80 tekens"),
        ({"nieuw": Nieuw("x", "bestaat", "2025")}, "slug", "al een document"),
        ({"nieuw": Nieuw("x", "x", "straks")}, "periode", "Schrijf een jaar"),
        ({"nieuw": Nieuw("x", "x", "2024")}, "periode", "begint niet na"),
        ({"besluiten": {jaar.anders.pk: Besluit("anders")}}, row, "Kies of 5b doorgaat."),
        ({"besluiten": {jaar.anders.pk: Besluit(Keuze.STOPPEN, " ")}}, row, "waarom 5b stopt"),
        ({"besluiten": {jaar.anders.pk: Besluit(Keuze.BIJSTELLEN)}}, row, "het nieuwe doel van 5b"),
        ({"besluiten": {jaar.anders.pk: Besluit(Keuze.STOPPEN, "x" * 4001)}}, row, "4001"),
        ({"besluiten": {jaar.klaar.pk: Besluit(Keuze.DOORGAAN)}}, "", "intussen veranderd"),
    ):
        with pytest.raises(ValidationError) as caught:
            make(jaar, **values)
        error = caught.value
        found = error.message_dict[field] if field else error.messages
        assert said in found[0], values
    Afsprakenset.objects.filter(pk=jaar.set.pk).update(soort="onderzoek")
    with pytest.raises(ValidationError, match="volgt geen"):
        make(jaar)


def test_what_is_added_gets_a_place_and_a_code_of_its_own(jaar) -> None:
    def new(**values):
        own = {"sleutel": 7, "titel": "Nieuw", "samenvatting": "", "thema": 5, "herkomst": "De evaluatie"}
        return Toevoeging(**{**own, **values})

    for values, said in (
        ({"titel": " "}, "Schrijf een titel"),
        ({"titel": "x" * 161}, "Schrijf een titel"),
        ({"thema": 99}, "Kies bij welk thema “Nieuw” hoort."),
        ({"thema": None}, "Kies bij welk thema"),
        ({"thema": jaar.thema.nummer, "samenvatting": "x" * 4001}, "4001"),
    ):
        with pytest.raises(ValidationError) as caught:
            make(jaar, toevoegingen=[new(**values)])
        assert said in caught.value.message_dict["toevoeging-7"][0]
    assert not Afsprakenset.objects.filter(slug=NIEUW.slug).exists()
    ThemaFactory(afsprakenset=jaar.set, nummer=8)
    AfspraakFactory(thema=ThemaFactory(afsprakenset=jaar.set, nummer=9), code="9.1")
    Afspraak.objects.filter(code="9.1").update(status="gereed")
    thema = jaar.thema.nummer
    assert thema == 5
    made = make(jaar, toevoegingen=[new(), new(sleutel=8), new(thema=9), new(thema=8)])
    rows = list(made.afspraken.order_by("volgorde").values_list("code", "thema__nummer", "gepubliceerd", "eerste"))
    added = [("5e", 5), ("5f", 5), ("9.2", 9), ("8a", 8)]
    assert rows[2:] == [(code, number, False, None) for code, number in added]
    assert [code for code, _ in zip(_codes(5, set()), range(27), strict=False)][-1] == "5aa"


@pytest.mark.parametrize(
    ("naam", "slug", "periode", "expected"),
    [
        ("Jaarschijf 2024", "jaarschijf-2024", "2024", Nieuw("Jaarschijf 2025", "jaarschijf-2025", "2025")),
        (
            "Prestatieafspraken 2022-2026",
            "afspraken-2022-2026",
            "2022/2026",
            Nieuw("Prestatieafspraken 2027-2031", "afspraken-2027-2031", "2027/2031"),
        ),
        ("Afspraken", "afspraken", "2024", Nieuw("Afspraken 2025", "afspraken-2025", "2025")),
    ],
)
def test_what_the_next_is_called(naam, slug, periode, expected) -> None:
    row = Afsprakenset(naam=naam, slug=slug, periode=periode)
    row.begindatum, row.einddatum = dt.date(int(periode[:4]), 1, 1), dt.date(int(periode[-4:]), 12, 31)
    assert proposed(row) == expected


def test_the_life_over_the_years(jaar, client) -> None:
    assert read_levensloop(jaar.coordinator, jaar.afspraak) == ()
    second = make(jaar)
    third = create_next_set(
        afsprakenset=second,
        nieuw=Nieuw("Jaarschijf 2026", "jaarschijf-2026", "2026"),
        besluiten={row.pk: Besluit(Keuze.DOORGAAN) for row in unfinished(second)},
        by=jaar.coordinator,
    )
    newest = third.afspraken.get(code="5a")
    newest.gemeente = jaar.gemeente
    assert newest.eerste == jaar.afspraak
    jaar.report(status="op_koers", publish=True)
    life = read_levensloop(jaar.coordinator, newest)
    assert [(row.wanneer, row.code, row.status, row.deze, row.concept) for row in life] == [
        ("2024", "5a", "op_koers", False, False),
        ("2025", "5a", "niet_gestart", False, True),
        ("2026", "5a", "niet_gestart", True, True),
    ]
    page = jaar.url("afspraak", jaar.set.slug, "5a")
    assert "Door de jaren heen" not in client.get(page).content.decode(), "the rest is concept"
    before = count_data_queries(lambda: client.get(page))
    Afsprakenset.objects.update(gepubliceerd=True)
    Afspraak.objects.update(gepubliceerd=True)
    text = client.get(page).content.decode()
    assert "Door de jaren heen" in text
    assert "Jaarschijf 2026" in text
    assert count_data_queries(lambda: client.get(page)) == before


def test_the_years_within_a_set_of_several_years(jaar, client) -> None:
    """A line per year, as it stood at its end; what only drafts say is for who reads them."""
    Afsprakenset.objects.filter(pk=jaar.set.pk).update(
        periode="2023/2030", begindatum=dt.date(2023, 1, 1), einddatum=dt.date(2030, 12, 31)
    )
    row = Afspraak.objects.select_related("gemeente", "afsprakenset").get(pk=jaar.afspraak.pk)
    for datum, status, public in (
        (dt.date(2023, 5, 1), "stagnatie", True),
        (dt.date(2023, 12, 31), "op_koers", True),
        (dt.date(2024, 6, 1), "aandacht", False),
    ):
        report = Voortgang.objects.create(
            gemeente=row.gemeente, afspraak=row, datum=datum, status=status, oorzaak="o", gevolg="g", maatregel="m"
        )
        if public:
            Publicatie.objects.create(gemeente=row.gemeente, voortgang=report, soort="gepubliceerd")
    recompute_stand(row)
    row.save()
    now = timezone.localdate().year

    def life(user, dag=None):
        return [(line.wanneer, line.status, line.gemeld) for line in read_levensloop(user, row, dag)]

    assert life(AnonymousUser())[:3] == [
        ("2023", "op_koers", True),
        ("2024", "op_koers", False),
        ("2025", "op_koers", False),
    ]
    assert life(jaar.coordinator)[:3] == [
        ("2023", "op_koers", True),
        ("2024", "aandacht", True),
        ("2025", "aandacht", False),
    ]
    assert [line[0] for line in life(jaar.coordinator)] == [str(year) for year in range(2023, now + 1)]
    assert life(jaar.coordinator, dt.date(2024, 3, 1)) == [("2023", "op_koers", True), ("2024", "op_koers", True)]
    assert life(jaar.coordinator, dt.date(2023, 6, 1)) == [], "one year is no line of years"
    with CaptureQueriesContext(connection) as found:
        read_levensloop(AnonymousUser(), row)
    assert len(found) == 2
    text = client.get(jaar.url("afspraak", jaar.set.slug, "5a")).content.decode()
    assert "Door de jaren heen" in text
    assert "dit jaar niet gemeld" in text


def test_the_page(jaar) -> None:
    client = Client()
    client.force_login(jaar.coordinator)
    path = reverse("jaarschijf-volgende", args=("maastricht", jaar.set.slug))
    page = client.get(path).content.decode()
    assert 'value="jaarschijf-2025"' in page
    assert "5d" not in page, "what is done does not go on"
    sent = {"naam": "Jaarschijf 2025", "slug": "jaarschijf-2025", "periode": "2025"}
    for pk, besluit in choices(jaar).items():
        sent |= {f"keuze-{pk}": besluit.keuze, f"tekst-{pk}": besluit.tekst}
    wrong = client.post(path, {**sent, "naam": "", f"tekst-{jaar.stopt.pk}": ""})
    assert wrong.status_code == 422
    wrong = client.post(path, {**sent, f"tekst-{jaar.stopt.pk}": "", f"tekst-{jaar.anders.pk}": "<i>Nieuw</i>"})
    text = wrong.content.decode()
    assert (wrong.status_code, text.count("autofocus")) == (422, 1)
    assert "Schrijf waarom 5c stopt." in text
    assert "&lt;i&gt;Nieuw" in text, "what was typed is kept"
    answer = client.post(path, sent, follow=True)
    assert "Jaarschijf 2025 is gemaakt als concept, met 2 afspraken." in answer.content.decode()
    again = client.post(path, sent)
    assert (again.status_code, "al gemaakt" in again.content.decode()) == (409, True)
    assert Afsprakenset.objects.filter(gemeente=jaar.gemeente).count() == 2
    assert "al gemaakt" in client.get(path).content.decode()
    Afsprakenset.objects.filter(pk=jaar.set.pk).update(soort="pilot")
    assert client.get(path).status_code == 404
