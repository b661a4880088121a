# SPDX-License-Identifier: EUPL-1.2
"""Demo applications to the fund: every status, beside the real ledger, loaded once and removed to the last row."""

from collections import Counter
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.utils import timezone

from monitoring.services.demo_fonds import add_aanvragen, remove_aanvragen
from monitoring.services.voorbeelddata import FixtureFaults, build, demo_items, load_voorbeelddata
from monitoring.services.voorbeelddata.demo_items import DemoAanvraag
from partijen.models import Wijziging
from tests.monitoring.voorbeelddata.demo_files import write_demo
from tests.wijken.wereld import Fondswereld, euro, make_fondswereld, unbroken
from wijken.models import Aanvraag, Aanvraagstap, Boeking, Dossier, Fonds
from wijken.services import aanvragen
from wijken.statussen import Aanvraagstatus

pytestmark = pytest.mark.django_db
S = Aanvraagstatus


@pytest.fixture
def wereld(db: None) -> Fondswereld:
    return make_fondswereld()


def wanted(gebied, status: str = S.INGEDIEND, **values) -> DemoAanvraag:
    return DemoAanvraag(
        **{
            "gebied": SimpleNamespace(instance=gebied),
            "titel": f"Plan {status}",
            "plan": "Iets voor de buurt.",
            "wanneer": "",
            "gevraagd": euro("200"),
            "dagen_geleden": 100,
            "status": status,
            "toegekend": euro("150"),
            "openbare_titel": "Iets moois",
            "openbare_samenvatting": "",
            "motivering": "Daarom.",
            "verantwoording": "Het is er.",
            **values,
        }
    )


def add(wereld, *items):
    return add_aanvragen(gemeente=wereld.gemeente, wanted=list(items), by=wereld.fondsbeheerder)


def test_every_status_and_nothing_of_it_in_the_real_ledger(wereld):
    statuses = [status for status in S if status != S.ONBEVESTIGD]
    assert add(wereld, *(wanted(wereld.mariaberg, status) for status in statuses)) == (7, [])
    assert Counter(Aanvraag.objects.values_list("status", flat=True)) == Counter(map(str, statuses))
    assert set(Aanvraag.objects.values_list("demo", flat=True)) == {True}
    assert wereld.stand() == (1000, 0, 0, 0)
    assert wereld.stand(demo=True) == (9550, 0, 150, 300)
    assert unbroken()
    moments = [step.moment for step in Aanvraagstap.objects.filter(aanvraag__status=S.VERANTWOORD).order_by("pk")]
    assert moments == sorted(moments)
    assert (timezone.now() - moments[0]).days >= 99
    late = Aanvraag.objects.with_termijn(timezone.localdate()).filter(te_laat=True)
    assert set(late.values_list("status", flat=True)) == {S.INGEDIEND, S.IN_BEHANDELING}


def test_loaded_once_and_removed_whole(wereld):
    aanvraag = wereld.granted("10")
    real = (Boeking.objects.count(), Aanvraagstap.objects.count(), Dossier.objects.count())
    add(wereld, wanted(wereld.mariaberg, S.TOEGEKEND), wanted(wereld.malberg))
    assert add(wereld, wanted(wereld.mariaberg)) == (0, [])
    demo = Aanvraag.objects.get(demo=True, status=S.TOEGEKEND)
    aanvragen.undo(aanvraag=demo, reden="Fout", by=wereld.fondsbeheerder)
    assert remove_aanvragen(gemeente=wereld.gemeente) == 2
    assert (Boeking.objects.count(), Aanvraagstap.objects.count(), Dossier.objects.count()) == real
    assert list(Aanvraag.objects.all()) == [aanvraag]
    assert remove_aanvragen(gemeente=wereld.gemeente) == 0


def test_what_cannot_be_is_told_and_the_rest_is_loaded(wereld):
    Fonds.objects.filter(pk=wereld.rayonfonds.pk).update(open=False)
    count, notes = add(wereld, wanted(wereld.malberg), wanted(wereld.los, S.TOEGEKEND), wanted(wereld.mariaberg))
    assert count == 2
    assert len(notes) == 1
    assert Aanvraag.objects.filter(gebied=wereld.los, status=S.INGEDIEND).exists()
    nobody = add_aanvragen(gemeente=wereld.elders.lidmaatschappen.get().gemeente, wanted=[wanted(wereld.los)], by=None)
    assert nobody == (0, [])


def test_the_file_of_maastricht(client):
    report = load_voorbeelddata(only="maastricht", demo=True)
    assert (report.demo.aanvragen, report.demo.notes) == (8, [])
    assert not Wijziging.objects.filter(model__startswith="wijken.aanvraag", demo=False).exists()
    page = client.get("/maastricht/leefbaarheidsfonds/").content.decode().replace("\u00a0", " ")
    assert "€ 1.420.608,73" in page
    page = client.get("/maastricht/leefbaarheidsfonds/gebied/mariaberg/").content.decode()
    assert "Bankje bij de speeltuin" in page
    assert "demonstratie" in page
    assert "bewoner.example" not in page


def test_faults_in_the_file(root: Path):
    write_demo(root)
    (root / "dorp" / "demo" / "fondsaanvragen.yaml").write_text(
        "- gebied: nergens\n  titel: A\n  plan: P\n  gevraagd: nul\n  status: klaar\n"
        "- gebied: nergens\n  titel: B\n  plan: P\n  gevraagd: '5'\n  dagen_geleden: 3\n  status: verantwoord\n"
    )
    with pytest.raises(FixtureFaults) as caught:
        demo_items.read_demo(build(root, None))
    told = str(caught.value)
    for words in ("‘gevraagd’ is ‘nul’", "‘status’: ‘klaar’ kan niet", "‘dagen_geleden’ ontbreekt", "‘gebied’"):
        assert words in told, words
    assert "‘verantwoording’ ontbreekt" in told
    assert "‘toegekend’ ontbreekt" in told
