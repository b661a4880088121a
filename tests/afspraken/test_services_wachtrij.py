# SPDX-License-Identifier: EUPL-1.2
"""Publishing several things at once: all of them as they were shown, or nothing."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from afspraken import wachtrij
from afspraken.models import Actie, Afspraak, Bewijsstuk, Publicatie, Voortgang
from afspraken.services import publicatie
from afspraken.services.bijlagen import add_bewijsstuk
from afspraken.services.persoonsgegevens import Antwoord, PersonalDataFound
from afspraken.services.voortgang import confirm_unchanged, publish_voortgang, send_back_voortgang
from afspraken.services.wachtrij import MAX_GEKOZEN, ChangedMeanwhile, publish_chosen
from afspraken.wachtrij import Soort, count_waiting, read_chosen, waiting
from partijen.models import Gemeente, Wijziging
from partijen.services import history
from tests.factories import ActieFactory, AfspraakFactory, BijstellingFactory, GebruikerFactory, TermijnFactory

pytestmark = pytest.mark.django_db
EMAIL = "jan" + "@" + "portaal.example"


@pytest.fixture
def concept(wereld):
    """One of each kind that waits: a report, an afspraak with a term, an actie and evidence."""
    afspraak = AfspraakFactory(thema=wereld.thema, code="5b", gepubliceerd=False, samenvatting="Over daken")
    return {
        Soort.MELDING: wereld.report(by=wereld.lid, toelichting="Het dak ligt erop"),
        Soort.AFSPRAAK: afspraak,
        Soort.ACTIE: ActieFactory(afspraak=wereld.afspraak, gepubliceerd=False),
        Soort.BEWIJSSTUK: add_bewijsstuk(
            afspraak=wereld.afspraak, titel="Foto", url="https://portaal.example/foto", by=wereld.lid
        ),
        Soort.BIJSTELLING: BijstellingFactory(
            afspraak=wereld.afspraak, soort="doel", oud=wereld.afspraak.doel, nieuw="Anders", gepubliceerd=False
        ),
    }


@pytest.fixture
def choose(wereld):
    """What the tick boxes of these rows send, as they are shown now."""

    def chosen(rows, user=None):
        keys = {soort: [row.pk] for soort, row in rows.items()}
        found = read_chosen(keys, user=user or wereld.coordinator, gemeente=wereld.gemeente)
        return wachtrij.parse_values([row.waarde for row in found.values()])

    return chosen


def publish(wereld, gekozen, **options):
    return publish_chosen(gemeente=wereld.gemeente, gekozen=gekozen, **{"by": wereld.coordinator, **options})


def waits(wereld):
    return {soort.value: number for soort, number in count_waiting(wereld.coordinator, wereld.gemeente).items()}


class TestWhatWaits:
    def test_one_of_each_kind_and_nothing_of_another_gemeente(self, wereld, concept):
        AfspraakFactory(gepubliceerd=False)
        assert waits(wereld) == {"melding": 1, "afspraak": 1, "actie": 1, "bewijsstuk": 1, "bijstelling": 1}
        for soort in Soort:
            rows = waiting(soort, user=wereld.coordinator, gemeente=wereld.gemeente)
            assert [row.pk for row in rows] == [concept[soort].pk]

    def test_the_newest_report_only_and_not_once_it_was_judged(self, wereld):
        wereld.report(by=wereld.lid)
        newest = wereld.report(by=wereld.lid)
        rows = waiting(Soort.MELDING, user=wereld.coordinator, gemeente=wereld.gemeente)
        assert list(rows) == [newest]
        send_back_voortgang(voortgang=newest, by=wereld.coordinator, reden="Onduidelijk")
        assert not rows.all().exists()

    def test_by_thema(self, wereld, concept):
        other = AfspraakFactory(thema__afsprakenset=wereld.afsprakenset, gepubliceerd=False)
        counts = count_waiting(wereld.coordinator, wereld.gemeente, other.thema)
        assert counts == dict.fromkeys(Soort, 0) | {Soort.AFSPRAAK: 1}

    def test_who_reads_no_drafts_counts_nothing(self, wereld, concept):
        for user in (wereld.elders, wereld.databeheerder, GebruikerFactory()):
            assert sum(count_waiting(user, wereld.gemeente).values()) == 0

    def test_what_is_public_now_stands_beside_what_would_be(self, wereld):
        wereld.report(toelichting="Eerste paal", publish=True)
        newest = wereld.report(by=wereld.lid, status="gereed", toelichting="Klaar")
        found = read_chosen({Soort.MELDING: [newest.pk]}, user=wereld.coordinator, gemeente=wereld.gemeente)
        row = found[Soort.MELDING, newest.pk]
        assert [(fact.status, fact.tekst) for fact in row.nu][1] == ("", "Eerste paal")
        assert [(fact.status, fact.tekst) for fact in row.straks][1] == ("", "Klaar")
        assert (row.nu[0].status, row.straks[0].status) == ("op_koers", "gereed")
        assert wereld.lid.naam in row.door

    def test_what_comes_along_and_what_is_hidden_above(self, wereld):
        afspraak = AfspraakFactory(thema=wereld.thema, gepubliceerd=False)
        actie = ActieFactory(afspraak=afspraak)
        report = wereld.report(afspraak, publish=True)
        waiting_report = wereld.report(afspraak, by=wereld.lid)
        wereld.report(afspraak, actie=actie, publish=True)
        keys = {Soort.AFSPRAAK: [afspraak.pk], Soort.MELDING: [waiting_report.pk]}
        found = read_chosen(keys, user=wereld.coordinator, gemeente=wereld.gemeente)
        assert found[Soort.AFSPRAAK, afspraak.pk].mee == "1 actie, 2 meldingen"
        assert afspraak.code in found[Soort.MELDING, waiting_report.pk].eerst
        assert report.pk

    def test_terms_and_parties_are_part_of_it(self, wereld):
        afspraak = AfspraakFactory(thema=wereld.thema, gepubliceerd=False)
        TermijnFactory(afspraak=afspraak, periode="2027-Q1", wat="eerste paal")
        found = read_chosen({Soort.AFSPRAAK: [afspraak.pk]}, user=wereld.coordinator, gemeente=wereld.gemeente)
        facts = {fact.label: fact.tekst for fact in found[Soort.AFSPRAAK, afspraak.pk].straks}
        assert "eerste paal" in facts["Termijn"]

    def test_statements_do_not_grow_with_rows(self, wereld):
        def queries(number):
            for _ in range(number):
                afspraak = AfspraakFactory(thema=wereld.thema, gepubliceerd=False)
                ActieFactory(afspraak=afspraak, gepubliceerd=False)
                TermijnFactory(afspraak=afspraak)
                wereld.report(afspraak, by=wereld.lid)
                add_bewijsstuk(afspraak=afspraak, titel="Foto", url="https://portaal.example/foto", by=wereld.lid)
                BijstellingFactory(afspraak=afspraak, soort="doel", gepubliceerd=False)
            with CaptureQueriesContext(connection) as found:
                for soort in Soort:
                    rows = waiting(soort, user=wereld.coordinator, gemeente=wereld.gemeente)
                    read = wachtrij.read_waiting(soort, rows, user=wereld.coordinator, gemeente=wereld.gemeente)
                    assert len(read) >= number
            return len(found)

        assert wereld.coordinator.toegang.rollen  # read once per request
        assert queries(2) == queries(20) == 11


class TestPublishing:
    def test_all_kinds_in_one_transaction(self, wereld, concept, choose):
        done = publish(wereld, choose(concept))
        assert len(done) == len(Soort)
        assert Voortgang.objects.published().filter(pk=concept[Soort.MELDING].pk).exists()
        for soort, model in ((Soort.AFSPRAAK, Afspraak), (Soort.ACTIE, Actie), (Soort.BEWIJSSTUK, Bewijsstuk)):
            assert model.objects.get(pk=concept[soort].pk).gepubliceerd
        assert sum(waits(wereld).values()) == 0
        events = Wijziging.objects.filter(soort="gepubliceerd")
        assert sorted(events.values_list("model", flat=True)) == [
            "afspraken.actie",
            "afspraken.afspraak",
            "afspraken.bewijsstuk",
            "afspraken.bijstelling",
            "afspraken.voortgang",
        ]
        assert set(events.values_list("openbaar", flat=True)) == {True}

    def test_the_public_version_goes_up_once(self, wereld, concept, choose):
        gekozen = choose(concept)
        before = Gemeente.objects.get(pk=wereld.gemeente.pk).publieke_versie
        publish(wereld, gekozen)
        assert Gemeente.objects.get(pk=wereld.gemeente.pk).publieke_versie == before + 1

    def test_an_afspraak_together_with_its_actie_and_their_reports(self, wereld, choose):
        afspraak = AfspraakFactory(thema=wereld.thema, gepubliceerd=False)
        actie = ActieFactory(afspraak=afspraak, gepubliceerd=False)
        report, below = wereld.report(afspraak, by=wereld.lid), wereld.report(afspraak, actie=actie, by=wereld.lid)
        gekozen = choose({Soort.AFSPRAAK: afspraak, Soort.ACTIE: actie, Soort.MELDING: report})
        gekozen |= choose({Soort.MELDING: below})
        publish(wereld, gekozen)
        afspraak.refresh_from_db()
        actie.refresh_from_db()
        assert (afspraak.gepubliceerd, afspraak.status_publiek) == (True, "op_koers")
        assert (actie.gepubliceerd, actie.laatste_voortgang_publiek) == (True, below)
        assert not Wijziging.objects.filter(soort="gepubliceerd", openbaar=False).exists()

    @pytest.mark.parametrize("who", ["lid", "bestuurder", "elders", "databeheerder"])
    def test_only_the_coordinator(self, wereld, concept, choose, who):
        gekozen = choose(concept)
        with pytest.raises(PermissionDenied):
            publish(wereld, gekozen, by=getattr(wereld, who))
        assert sum(waits(wereld).values()) == len(Soort)

    def test_nothing_and_too_much(self, wereld):
        for gekozen in ({}, {(Soort.MELDING, pk): "0" * 16 for pk in range(MAX_GEKOZEN + 1)}):
            with pytest.raises(ValidationError):
                publish(wereld, gekozen)

    def test_what_stands_in_another_gemeente_is_not_there(self, wereld, concept):
        elsewhere = AfspraakFactory(gepubliceerd=False)
        with pytest.raises(ChangedMeanwhile) as caught:
            publish(wereld, {(Soort.AFSPRAAK, elsewhere.pk): "0" * 16})
        assert caught.value.nu == {(Soort.AFSPRAAK, elsewhere.pk): None}


CHANGES = {
    "a newer report": lambda w, c: w.report(by=w.lid, toelichting="Nog nieuwer"),
    "the report was published": lambda w, c: publish_voortgang(voortgang=c[Soort.MELDING], by=w.coordinator),
    "the report was sent back": lambda w, c: send_back_voortgang(
        voortgang=c[Soort.MELDING], by=w.coordinator, reden="Onduidelijk"
    ),
    "another text": lambda w, c: history.update_with_history(
        c[Soort.AFSPRAAK], {"samenvatting": "Over gevels"}, by=None, oorsprong="pagina"
    ),
    "another term": lambda w, c: TermijnFactory(afspraak=c[Soort.AFSPRAAK]),
    "another title of the actie": lambda w, c: history.update_with_history(
        c[Soort.ACTIE], {"titel": "Anders"}, by=None, oorsprong="pagina"
    ),
    "the actie was published": lambda w, c: publicatie.publish_actie(actie=c[Soort.ACTIE], by=w.coordinator),
    "another title of the evidence": lambda w, c: history.update_with_history(
        c[Soort.BEWIJSSTUK], {"titel": "Anders"}, by=None, oorsprong="pagina"
    ),
    "another value of the change": lambda w, c: history.update_with_history(
        c[Soort.BIJSTELLING], {"nieuw": "Nog anders"}, by=None, oorsprong="pagina"
    ),
    "what it stands below was hidden": lambda w, c: publicatie.unpublish_afspraak(
        afspraak=w.afspraak, by=w.coordinator
    ),
    "something below it was published": lambda w, c: w.report(c[Soort.AFSPRAAK], publish=True),
}


@pytest.mark.parametrize("change", CHANGES)
def test_nothing_is_published_when_something_changed_meanwhile(wereld, concept, choose, change):
    gekozen = choose(concept)
    CHANGES[change](wereld, concept)
    before = (Publicatie.objects.count(), Wijziging.objects.count(), waits(wereld))
    with pytest.raises(ChangedMeanwhile) as caught:
        publish(wereld, gekozen)
    assert 1 <= len(caught.value.nu) <= 4
    assert (Publicatie.objects.count(), Wijziging.objects.count(), waits(wereld)) == before
    rest = {key: kenmerk for key, kenmerk in gekozen.items() if key not in caught.value.nu}
    rest |= {key: row.kenmerk for key, row in caught.value.nu.items() if row is not None}
    assert len(publish(wereld, rest)) == len(rest)


class TestPersonalData:
    def test_one_question_about_everything_and_nothing_half_done(self, wereld, concept, choose):
        other = AfspraakFactory(thema=wereld.thema, gepubliceerd=False, samenvatting=f"Mail {EMAIL}")
        wereld.report(by=wereld.lid, toelichting=f"Bel {EMAIL}")
        concept[Soort.MELDING] = Voortgang.objects.latest("pk")
        gekozen = choose(concept) | choose({Soort.AFSPRAAK: other})
        with pytest.raises(PersonalDataFound) as caught:
            publish(wereld, gekozen)
        assert len(caught.value.bevindingen) == 2
        assert sum(waits(wereld).values()) == len(Soort) + 1
        publish(wereld, gekozen, antwoord=Antwoord(caught.value.kenmerk, "Algemeen adres"))
        reasons = dict(Wijziging.objects.filter(soort="gepubliceerd").values_list("model", "reden"))
        assert "Algemeen adres" in reasons["afspraken.voortgang"]
        assert reasons["afspraken.actie"] == ""
        events = Wijziging.objects.filter(soort="gepubliceerd", model="afspraken.afspraak").order_by("object_id")
        assert [bool(event.reden) for event in events] == [False, True]

    def test_an_answer_to_something_else_is_no_answer(self, wereld, choose):
        report = wereld.report(by=wereld.lid, toelichting=f"Bel {EMAIL}")
        with pytest.raises(PersonalDataFound):
            publish(wereld, choose({Soort.MELDING: report}), antwoord=Antwoord("0" * 32, "Mag"))


class TestSendingBack:
    def test_it_stays_hidden_and_leaves_the_queue(self, wereld):
        report = wereld.report(by=wereld.lid, status="gereed")
        version = Gemeente.objects.get(pk=wereld.gemeente.pk).publieke_versie
        assert send_back_voortgang(voortgang=report, by=wereld.coordinator, reden=" Welke straat? ")
        assert waits(wereld)["melding"] == 0
        wereld.afspraak.refresh_from_db()
        assert (wereld.afspraak.status, wereld.afspraak.status_publiek) == ("gereed", "niet_gestart")
        assert report.publicaties.get().reden == "Welke straat?"
        event = Wijziging.objects.first()
        assert (event.soort, event.reden, event.openbaar) == ("ingetrokken", "Welke straat?", False)
        assert Gemeente.objects.get(pk=wereld.gemeente.pk).publieke_versie == version
        assert not send_back_voortgang(voortgang=report, by=wereld.coordinator, reden="Nog eens")

    def test_what_is_public_is_withdrawn_and_not_sent_back(self, wereld):
        report = wereld.report(publish=True)
        assert not send_back_voortgang(voortgang=report, by=wereld.coordinator, reden="Toch niet")
        assert report.publicaties.count() == 1

    def test_it_can_be_published_after_all(self, wereld):
        report = wereld.report(by=wereld.lid)
        send_back_voortgang(voortgang=report, by=wereld.coordinator, reden="Welke straat?")
        publish_voortgang(voortgang=report, by=wereld.coordinator)
        assert Voortgang.objects.published().get() == report

    @pytest.mark.parametrize("reden", ["", "  ", "\u200b", "x" * 4001])
    def test_with_a_reason(self, wereld, reden):
        report = wereld.report(by=wereld.lid)
        with pytest.raises(ValidationError):
            send_back_voortgang(voortgang=report, by=wereld.coordinator, reden=reden)
        assert not report.publicaties.exists()

    def test_only_the_coordinator(self, wereld):
        report = wereld.report(by=wereld.lid)
        for user in (wereld.lid, wereld.bestuurder, wereld.elders):
            with pytest.raises(PermissionDenied):
                send_back_voortgang(voortgang=report, by=user, reden="Nee")


class TestConfirmingByTheCoordinator:
    def test_is_public_at_once(self, wereld):
        wereld.report(publish=True)
        [report] = confirm_unchanged(afspraken=[wereld.afspraak], by=wereld.coordinator, publish=True)
        assert Voortgang.objects.published().filter(pk=report.pk).exists()
        wereld.afspraak.refresh_from_db()
        assert wereld.afspraak.laatste_voortgang_publiek == report
        assert sum(waits(wereld).values()) == 0
        event = Wijziging.objects.get(model="afspraken.voortgang", object_id=report.pk, soort="gepubliceerd")
        assert event.openbaar

    def test_what_repeats_a_hidden_report_waits_with_it(self, wereld):
        wereld.report(by=wereld.lid, volgende_stap="Nog niet voor iedereen")
        [report] = confirm_unchanged(afspraken=[wereld.afspraak], by=wereld.coordinator, publish=True)
        assert not Voortgang.objects.published().exists()
        assert report.volgende_stap == "Nog niet voor iedereen"
        assert waits(wereld)["melding"] == 1

    def test_who_may_not_publish_does_not(self, wereld):
        wereld.report(publish=True)
        with pytest.raises(PermissionDenied):
            confirm_unchanged(afspraken=[wereld.afspraak], by=wereld.lid, publish=True)
        assert Voortgang.objects.count() == 1

    def test_statements_do_not_grow_with_afspraken(self, wereld):
        def statements(number):
            afspraken = AfspraakFactory.create_batch(number, thema=wereld.thema)
            for afspraak in afspraken:
                wereld.report(afspraak, publish=True)
            with CaptureQueriesContext(connection) as found:
                confirm_unchanged(afspraken=afspraken, by=wereld.coordinator, publish=True)
            return len(found)

        assert statements(2) == statements(15)
