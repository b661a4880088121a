# SPDX-License-Identifier: EUPL-1.2
"""The version of public pages goes up when the public can notice a change, and at nothing that it may not know of."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from afspraken.models import Bewijsstuk, Termijn, Voortgang
from afspraken.services import publicatie
from afspraken.services.bijlagen import add_bewijsstuk, add_notitie, publish_bewijsstuk
from afspraken.services.voortgang import (
    Melding,
    confirm_unchanged,
    publish_voortgang,
    record_voortgang,
    withdraw_voortgang,
)
from partijen.models import Gebruiker, Gemeente, Wijziging
from partijen.services import history
from tests.factories import ActieFactory, AfspraakFactory, TermijnFactory

pytestmark = pytest.mark.django_db
PAGINA = Wijziging.Oorsprong.PAGINA


@pytest.fixture
def raised(wereld):
    """`raised(call)`: by how much a call raises the version of the gemeente."""

    def count(call):
        def version():
            return Gemeente.objects.values_list("publieke_versie", flat=True).get(pk=wereld.gemeente.pk)

        before = version()
        call()
        return version() - before

    return count


def change(row, **values):
    return lambda: history.update_with_history(row, values, by=None, oorsprong=PAGINA)


class TestDraftsTellNothing:
    def test_work_on_what_is_public(self, wereld, raised):
        add = {"afspraak": wereld.afspraak, "by": wereld.coordinator}
        concept = ActieFactory(afspraak=wereld.afspraak, gepubliceerd=False)
        assert raised(lambda: wereld.report(by=wereld.lid)) == 0
        assert raised(lambda: confirm_unchanged(afspraken=[wereld.afspraak], by=wereld.lid)) == 0
        assert raised(lambda: add_notitie(tekst="Bel de wethouder", **add)) == 0
        assert raised(lambda: add_bewijsstuk(titel="Brief", url="https://portaal.example/brief", **add)) == 0
        assert raised(change(Bewijsstuk.objects.get(), titel="Brief over grond")) == 0
        assert raised(change(concept, titel="Anders")) == 0
        assert raised(change(TermijnFactory(afspraak=wereld.afspraak, actie=concept), periode="2027")) == 0
        assert raised(change(wereld.lid, naam="Anders")) == 0
        assert not Wijziging.objects.filter(openbaar=True).exists()

    @pytest.mark.parametrize("hidden", ["afspraak", "set"])
    def test_everything_below_what_is_hidden(self, wereld, raised, hidden):
        row = wereld.afspraak if hidden == "afspraak" else wereld.afsprakenset
        actie, termijn = ActieFactory(afspraak=wereld.afspraak), TermijnFactory(afspraak=wereld.afspraak)
        row.gepubliceerd = False
        row.save()
        reports = []
        assert raised(lambda: reports.append(wereld.report(publish=True))) == 0
        assert raised(lambda: wereld.report(publish=True, actie=actie)) == 0
        assert raised(lambda: withdraw_voortgang(voortgang=reports[0], by=wereld.coordinator, reden="Fout")) == 0
        assert raised(change(actie, titel="Anders")) == 0
        assert raised(change(termijn, periode="2027")) == 0
        assert raised(lambda: publicatie.unpublish_actie(actie=actie, by=wereld.coordinator)) == 0
        termijn = Termijn.objects.get()
        assert raised(lambda: history.delete_with_history(termijn, by=None, oorsprong=PAGINA)) == 0
        assert Wijziging.objects.exists()
        assert not Wijziging.objects.filter(openbaar=True).exists()


class TestWhatThePublicSees:
    def test_reports(self, wereld, raised):
        report = wereld.report(by=wereld.lid)
        actie = ActieFactory(afspraak=wereld.afspraak)
        by = wereld.coordinator
        assert raised(lambda: publish_voortgang(voortgang=Voortgang.objects.get(pk=report.pk), by=by)) == 1
        assert raised(lambda: publish_voortgang(voortgang=report, by=by)) == 0
        assert raised(lambda: withdraw_voortgang(voortgang=report, by=by, reden="Klopt niet")) == 1
        assert raised(lambda: wereld.report(publish=True)) == 1
        assert raised(lambda: wereld.report(publish=True, actie=actie)) == 1

    def test_an_older_report_that_leaves_the_standing_alone(self, wereld, raised):
        wereld.report(publish=True)
        older = wereld.report(datum=dt.date(2026, 1, 5))
        assert raised(lambda: publish_voortgang(voortgang=older, by=wereld.coordinator)) == 1

    def test_publishing_and_taking_back(self, wereld, raised):
        by, afspraak = wereld.coordinator, wereld.afspraak
        actie = ActieFactory(afspraak=afspraak)
        stuk = add_bewijsstuk(afspraak=afspraak, actie=actie, titel="Brief", url="https://portaal.example/brief", by=by)
        assert raised(lambda: publish_bewijsstuk(bewijsstuk=stuk, gepubliceerd=True, by=by)) == 1
        assert raised(lambda: publish_bewijsstuk(bewijsstuk=stuk, gepubliceerd=False, by=by)) == 1
        assert raised(lambda: publicatie.unpublish_actie(actie=actie, by=by)) == 1
        assert raised(lambda: publish_bewijsstuk(bewijsstuk=stuk, gepubliceerd=True, by=by)) == 0
        assert raised(lambda: publicatie.publish_actie(actie=actie, by=by)) == 1
        assert raised(lambda: publicatie.unpublish_afspraak(afspraak=afspraak, by=by)) == 1
        assert raised(lambda: publicatie.unpublish_afspraak(afspraak=afspraak, by=by)) == 0
        assert raised(lambda: publicatie.publish_afspraak(afspraak=afspraak, by=by)) == 1
        assert raised(change(wereld.afsprakenset, gepubliceerd=False)) == 1
        assert raised(change(wereld.afsprakenset, gepubliceerd=True)) == 1

    def test_what_is_agreed_and_what_it_is_called(self, wereld, raised):
        termijn = TermijnFactory(afspraak=wereld.afspraak)
        assert raised(change(wereld.afspraak, titel="Anders")) == 1
        assert raised(change(termijn, periode="2027")) == 1
        assert raised(change(wereld.thema, naam="Bouwen")) == 1
        assert raised(change(wereld.afsprakenset, naam="Afspraken")) == 1
        assert raised(change(wereld.gemeente, overleg_naam="BOWL")) == 1
        assert raised(lambda: history.delete_with_history(termijn, by=None, oorsprong=PAGINA)) == 1

    def test_what_moves_to_or_from_a_hidden_actie(self, wereld, raised):
        concept = ActieFactory(afspraak=wereld.afspraak, gepubliceerd=False)
        termijn = TermijnFactory(afspraak=wereld.afspraak)
        assert raised(change(termijn, actie=concept)) == 1
        assert raised(change(termijn, wat="Intern")) == 0
        assert raised(change(termijn, actie=None)) == 1

    def test_many_rows_at_once_are_judged_in_a_fixed_number_of_statements(self, wereld):
        def statements(number):
            afspraken = AfspraakFactory.create_batch(number, thema=wereld.thema)
            values = {"gemeente": wereld.gemeente, "soort": "gereed", "periode": "2027"}
            values |= {"begindatum": dt.date(2027, 1, 1), "einddatum": dt.date(2027, 12, 31)}
            terms = [Termijn(afspraak_id=row.pk, **values) for row in afspraken]
            with CaptureQueriesContext(connection) as queries:
                history.bulk_create_with_history(terms, by=None, oorsprong=PAGINA)
            assert Termijn.objects.count() >= number
            return len(queries)

        assert statements(3) == statements(30)


def test_recording_a_report_takes_at_most_six_statements(wereld):
    user = Gebruiker.objects.get(pk=wereld.coordinator.pk)
    user.toegang  # noqa: B018  (read once per request)
    actie = ActieFactory(afspraak=wereld.afspraak)
    counts = {}
    for publish in (False, True):
        for target in (None, actie):
            row = target or wereld.afspraak
            row.refresh_from_db(fields=["versie"])
            melding, versie = Melding(status="op_koers"), row.versie
            with CaptureQueriesContext(connection) as queries:
                record_voortgang(
                    afspraak=wereld.afspraak,
                    actie=target,
                    melding=melding,
                    by=user,
                    expected_versie=versie,
                    publish=publish,
                )
            names = ("SELECT", "INSERT", "UPDATE")
            counts[publish, target] = sum(query["sql"].startswith(names) for query in queries)
    assert max(counts.values()) <= 6, counts


def test_the_etag_of_a_public_page_says_nothing_of_drafts(wereld, client):
    url = wereld.afspraak_url()
    etag = client.get(url).headers["ETag"]
    wereld.report(by=wereld.lid)
    ActieFactory(afspraak=wereld.afspraak, gepubliceerd=False)
    assert client.get(url, HTTP_IF_NONE_MATCH=etag).status_code == 304
    wereld.report(publish=True)
    response = client.get(url, HTTP_IF_NONE_MATCH=etag)
    assert (response.status_code, response.headers["ETag"] != etag) == (200, True)
