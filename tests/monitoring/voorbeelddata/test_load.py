# SPDX-License-Identifier: EUPL-1.2
"""Loading the fixtures: complete, repeatable, all faults at once, and never over what a user decided."""

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from afspraken.models import (
    Actie,
    Afspraak,
    Afsprakenset,
    Betrokkenheid,
    LandelijkePrioriteit,
    Termijn,
)
from afspraken.services.voortgang import Melding, record_voortgang
from monitoring.services.voorbeelddata import FixtureFaults, LoadReport, load_voorbeelddata
from partijen.models import (
    Collectieflid,
    Gebruiker,
    Gemeente,
    Partij,
    PartijInGemeente,
    Wijziging,
)
from partijen.services.history import create_with_history, delete_with_history, update_with_history
from tests.factories import GebruikerFactory
from tests.monitoring.voorbeelddata.stored import MODELS, snapshot
from wijken.models import Gebied

pytestmark = pytest.mark.django_db

Edit = Callable[[str, str, str], None]


def total(report: LoadReport, column: str) -> int:
    return sum(getattr(count, column) for count in report.counts)


def test_the_fixtures_of_the_project_load_completely():
    report = load_voorbeelddata()
    maastricht, heerlen = Gemeente.objects.get(slug="maastricht"), Gemeente.objects.get(slug="heerlen")
    agreed = Afspraak.objects.filter(afsprakenset__slug="prestatieafspraken-2022-2026")
    codes = set(agreed.values_list("code", flat=True))
    wanted = {"0": "abc", "1": "abcde", "2": "abcdefg", "3": "abcde", "4": "abc", "6": "abcdefghij"}
    wanted["5"] = "abcdefghijklmnopqrstuvw"
    assert codes == {thema + letter for thema, letters in wanted.items() for letter in letters}
    acties = {
        code: Actie.objects.filter(afspraak__code=code, gemeente=maastricht).count() for code in ("6a", "6b", "6j")
    }
    assert acties == {"6a": 7, "6b": 10, "6j": 13}
    counted = Counter(Afspraak.objects.filter(gemeente=maastricht).values_list("afsprakenset__slug", flat=True))
    assert counted == {
        "prestatieafspraken-2022-2026": 56,
        "programma-wonen-zorg-welzijn-2025-2035": 28,
        "pilot-doorstroom-senioren-2025": 10,
        "veerkrachtige-wijken-2025": 10,
        "onderzoek-veerkracht-2021": 9,
    }
    care = Afspraak.objects.filter(afsprakenset__slug="programma-wonen-zorg-welzijn-2025-2035")
    per_principle = Counter(care.values_list("thema__nummer", flat=True))
    assert per_principle == {1: 7, 2: 2, 3: 3, 4: 6, 5: 4, 6: 3, 7: 3}
    per_goal = Counter(text.partition(":")[0] for text in care.values_list("doel", flat=True))
    assert per_goal == {"Doel 1": 12, "Doel 2": 10, "Doel 3": 6}
    assert heerlen.eigen_partij.naam == "Gemeente Heerlen"
    assert PartijInGemeente.objects.filter(gemeente=heerlen, partij__naam="Woonpunt").exists()
    for model in (Afsprakenset, Afspraak, Actie):
        assert not model.objects.filter(gepubliceerd=False).exists()
    assert not Afspraak.objects.filter(bron=None).exists()
    assert not Actie.objects.filter(bron=None).exists()
    assert (total(report, "changed"), report.notes) == (2, [])


def test_the_67_agreements_of_heerlen_load():
    load_voorbeelddata(only="heerlen")
    codes = list(Afspraak.objects.order_by("volgorde").values_list("code", flat=True))
    last = {1: 18, 2: 10, 3: 19, 4: 8, 5: 13, 6: 7}
    wanted = [f"{thema}.{number}" for thema, end in last.items() for number in range(1, end + 1)]
    tables, missing = {f"1.{number}" for number in range(1, 7)}, {"5.5", "6.4"}
    assert codes == [code for code in wanted if code not in tables | missing]
    assert len(codes) == 67
    afsprakenset = Afsprakenset.objects.get()
    assert (afsprakenset.slug, afsprakenset.soort, afsprakenset.periode) == ("jaarschijf-2024", "jaarschijf", "2024")
    assert afsprakenset.ondertekenaars.count() == 14


def test_bold_print_tells_the_trekker_in_heerlen():
    load_voorbeelddata(only="heerlen")

    def roles(code: str) -> tuple[list[str], list[str]]:
        rows = Betrokkenheid.objects.filter(afspraak__code=code, actie=None).order_by("volgorde")
        names = {rol: list(rows.filter(rol=rol).values_list("partij__naam", flat=True)) for rol in Betrokkenheid.Rol}
        return names[Betrokkenheid.Rol.TREKKER], names[Betrokkenheid.Rol.BETROKKEN]

    assert roles("1.7") == (["Gemeente Heerlen"], ["Corporaties"])
    assert roles("3.13") == (["Corporaties", "Gemeente Heerlen"], ["Huurdersorganisaties"])
    assert roles("1.18") == ([], ["Vincio Wonen", "Gemeente Heerlen"])  # all bold
    assert roles("2.2") == ([], ["Corporaties", "Gemeente Heerlen", "Huurdersorganisaties"])  # none bold
    led = Betrokkenheid.objects.filter(rol="trekker", actie=None).values("afspraak")
    unknown = Afspraak.objects.exclude(pk__in=led)
    assert unknown.count() == 35
    assert all("onbekend" in remark for remark in unknown.values_list("bron_opmerking", flat=True))


def test_rows_and_relations_are_what_the_files_say(root: Path):
    load_voorbeelddata(root=root)
    afspraak = Afspraak.objects.get(code="1a")
    roles = afspraak.betrokkenheden.filter(actie=None).values_list("rol", "partij__naam", "volgorde")
    assert list(roles) == [
        ("betrokken", "Dorpswonen", 1),
        ("betrokken", "Corporaties", 2),
        ("trekker", "Gemeente Dorp", 1),
    ]
    assert [str(ligging) for ligging in afspraak.liggingen.all()] == ["Noord", "Zuid"]
    assert (afspraak.rayon.slug, afspraak.thema.nummer, afspraak.volgorde) == ("rayon-noord", 1, 1)
    actie = Actie.objects.get(code="1a-1")
    assert (actie.volgnummer, actie.aantal_woningen, actie.bron_plaats) == (1, 20, "Hoofdstuk 1")
    termijn = actie.termijnen.get()
    assert (termijn.afspraak, termijn.periode, str(termijn.einddatum)) == (afspraak, "2022", "2022-12-31")
    assert Afspraak.objects.filter(code="1.10").exists()  # a code is text, also where YAML sees the number 1.1
    assert Gebied.objects.get(slug="buurt-noord").ouder.slug == "wijk-noord"
    assert Partij.objects.get(naam="Huurders van Dorpswonen").huurders_van.naam == "Dorpswonen"
    assert Gemeente.objects.get(slug="dorp").eigen_partij.naam == "Gemeente Dorp"
    assert Collectieflid.objects.get().lid.naam == "Dorpswonen"
    assert set(Afsprakenset.objects.get().ondertekenaars.values_list("naam", flat=True)) == {
        "Gemeente Dorp",
        "Dorpswonen",
    }
    assert list(LandelijkePrioriteit.objects.get().themas.values_list("nummer", flat=True)) == [0, 1]


def test_every_new_row_has_history(root: Path):
    load_voorbeelddata(root=root)
    for model in MODELS[:-1]:
        if model._meta.auto_created:
            continue  # the list belongs to its owner, in whose history it stands
        ids = set(model._default_manager.values_list("pk", flat=True))
        events = Wijziging.objects.filter(model=model._meta.label_lower, soort="nieuw", oorsprong="voorbeelddata")
        assert set(events.values_list("object_id", flat=True)) == ids, model
    event = Wijziging.objects.get(model="afspraken.afsprakenset")
    signers = Afsprakenset.objects.get().ondertekenaars.values_list("pk", flat=True)
    assert event.velden["ondertekenaars"] == [[], sorted(signers)]
    assert event.gemeente.slug == "dorp"


def test_a_second_load_changes_nothing(root: Path):
    load_voorbeelddata(root=root)
    before = snapshot()
    report = load_voorbeelddata(root=root)
    assert snapshot() == before
    assert [total(report, name) for name in ("new", "changed", "left_alone", "removed")] == [0, 0, 0, 0]
    assert report.notes == []


def test_queries_do_not_grow_with_rows(root: Path, edit: Edit):
    load_voorbeelddata(root=root)
    with CaptureQueriesContext(
        connection,
    ) as few:
        load_voorbeelddata(root=root)
    more = "".join(
        f"""
        - afsprakenset: set
          afspraak: 1a
          code: 1a-{number}
          titel: Nog een plan
          trekkers: [Dorpswonen]
        """
        for number in range(2, 60)
    )
    path = root / "dorp/acties.yaml"
    path.write_text(path.read_text(encoding="utf-8").rstrip() + more, encoding="utf-8")
    load_voorbeelddata(root=root)
    with CaptureQueriesContext(connection) as many:
        load_voorbeelddata(root=root)
    assert len(many) == len(few) <= 65


def test_a_correction_reaches_rows_nobody_touched(root: Path, edit: Edit):
    load_voorbeelddata(root=root)
    edit("dorp/afspraken.yaml", "titel: Bouwen", "titel: Betaalbaar bouwen")
    edit("dorp/afspraken.yaml", "trekkers: [gemeente]", "trekkers: [Dorpswonen]")
    edit("dorp/afspraken.yaml", "betrokkenen: [Stichting Dorpswonen, Corporaties]", "betrokkenen: [Gemeente Dorp]")
    edit("dorp/termijnen.yaml", "periode: 2022\n", "periode: 2023-Q2\n")
    edit("dorp/afsprakensets.yaml", "[Gemeente Dorp, Dorpswonen]", "[Gemeente Dorp, Huurders van Dorpswonen]")
    termijn_id = Termijn.objects.get(soort="gereed").pk
    report = load_voorbeelddata(root=root)
    afspraak = Afspraak.objects.get(code="1a")
    assert (afspraak.titel, afspraak.versie) == ("Betaalbaar bouwen", 2)
    roles = afspraak.betrokkenheden.filter(actie=None).values_list("rol", "partij__naam")
    assert set(roles) == {("betrokken", "Gemeente Dorp"), ("trekker", "Dorpswonen")}
    termijn = Termijn.objects.get(soort="gereed")
    assert (termijn.pk, termijn.periode, str(termijn.einddatum)) == (termijn_id, "2023-Q2", "2023-06-30")
    signers = Afsprakenset.objects.get().ondertekenaars.values_list("naam", flat=True)
    assert set(signers) == {"Gemeente Dorp", "Huurders van Dorpswonen"}
    assert (total(report, "changed"), total(report, "removed"), report.notes) == (5, 1, [])
    event = Wijziging.objects.get(model="afspraken.afspraak", soort="gewijzigd")
    assert event.velden == {"titel": ["Bouwen", "Betaalbaar bouwen"]}
    assert Wijziging.objects.filter(model="afspraken.betrokkenheid", soort="verwijderd").count() == 1
    before = snapshot()
    load_voorbeelddata(root=root)
    assert snapshot() == before


def test_what_a_user_changed_is_left_alone_and_reported(root: Path, edit: Edit, gebruiker: Gebruiker):
    load_voorbeelddata(root=root)
    afspraak = Afspraak.objects.get(code="1a")
    update_with_history(afspraak, {"titel": "Eigen titel"}, by=gebruiker, oorsprong="pagina")
    edit("dorp/afspraken.yaml", "samenvatting: We bouwen huizen.", "samenvatting: We bouwen veel huizen.")
    for _again in range(2):
        report = load_voorbeelddata(root=root)
        afspraak.refresh_from_db()
        assert (afspraak.titel, afspraak.samenvatting) == ("Eigen titel", "We bouwen veel huizen.")
        assert report.notes == ["dorp/afspraken.yaml, 1a: titel is door een gebruiker gewijzigd; niet overschreven."]
    assert total(report, "left_alone") == 1


def test_a_value_the_user_put_back_by_hand_stays_the_users(root: Path, edit: Edit, gebruiker: Gebruiker):
    load_voorbeelddata(root=root)
    afspraak = Afspraak.objects.get(code="1a")
    for titel in ("Eigen titel", "Bouwen"):
        update_with_history(afspraak, {"titel": titel}, by=gebruiker, oorsprong="beheer")
    edit("dorp/afspraken.yaml", "titel: Bouwen", "titel: Anders")
    load_voorbeelddata(root=root)
    afspraak.refresh_from_db()
    assert afspraak.titel == "Bouwen"


def test_a_relation_a_user_changed_or_added_stays(root: Path, edit: Edit, gebruiker: Gebruiker):
    load_voorbeelddata(root=root)
    afspraak = Afspraak.objects.get(code="1a")
    leads = afspraak.betrokkenheden.get(rol="trekker", actie=None)
    update_with_history(leads, {"rol": "betrokken"}, by=gebruiker, oorsprong="beheer")
    added = Betrokkenheid(
        gemeente=afspraak.gemeente, afspraak=afspraak, partij=Partij.objects.get(naam="Werkgroep Wonen"), rol="trekker"
    )
    create_with_history(added, by=gebruiker, oorsprong="beheer")
    edit("dorp/afspraken.yaml", "          trekkers: [gemeente]\n", "")
    report = load_voorbeelddata(root=root)
    leads.refresh_from_db()
    assert leads.rol == "betrokken"
    assert Betrokkenheid.objects.filter(pk=added.pk).exists()
    assert total(report, "removed") == 0


def test_a_termijn_a_user_moved_is_not_made_again(root: Path, gebruiker: Gebruiker):
    load_voorbeelddata(root=root)
    termijn = Termijn.objects.get(soort="gereed")
    update_with_history(termijn, {"periode": "2024", "wat": "Later"}, by=gebruiker, oorsprong="beheer")
    report = load_voorbeelddata(root=root)
    assert list(Termijn.objects.filter(soort="gereed").values_list("periode", "wat")) == [("2024", "Later")]
    assert len(report.notes) == 2


def test_what_a_user_removed_is_not_made_again(root: Path, gebruiker: Gebruiker):
    load_voorbeelddata(root=root)
    for instance in (*Betrokkenheid.objects.filter(actie__code="1a-1"), *Termijn.objects.filter(actie__code="1a-1")):
        delete_with_history(instance, by=gebruiker, oorsprong="beheer")
    delete_with_history(Actie.objects.get(code="1a-1"), by=gebruiker, oorsprong="beheer")
    before = snapshot()
    report = load_voorbeelddata(root=root)
    assert snapshot() == before
    assert report.notes == ["dorp/acties.yaml, 1a-1: is door een gebruiker verwijderd; niet opnieuw gemaakt (acties)."]


def test_a_relation_dropped_and_asked_for_again_returns(root: Path, edit: Edit):
    load_voorbeelddata(root=root)
    edit("dorp/afspraken.yaml", "trekkers: [gemeente]", "trekkers: [] # none")
    load_voorbeelddata(root=root)
    assert not Betrokkenheid.objects.filter(rol="trekker", actie=None).exists()
    edit("dorp/afspraken.yaml", "trekkers: [] # none", "trekkers: [gemeente]")
    load_voorbeelddata(root=root)
    assert Betrokkenheid.objects.get(rol="trekker", actie=None).partij.naam == "Gemeente Dorp"


def test_an_afspraak_dropped_from_the_file_stays_and_is_reported(root: Path):
    load_voorbeelddata(root=root)
    path = root / "dorp/afspraken.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text[: text.index("- afsprakenset: set\n          code: 1.10")], encoding="utf-8")
    report = load_voorbeelddata(root=root)
    assert Afspraak.objects.filter(code="1.10").exists()
    assert report.notes == ["Afspraken: ‘1.10 Praten’ staat niet meer in de bestanden; niet verwijderd."]


def test_a_party_and_a_gebied_are_recognised_by_their_other_name(root: Path):
    Partij.objects.create(naam="Stichting Dorpswonen", soort="corporatie")
    load_voorbeelddata(root=root)
    assert not Partij.objects.filter(naam="Dorpswonen").exists()  # a row without history is somebody else's
    assert Collectieflid.objects.get().lid.naam == "Stichting Dorpswonen"


def test_a_row_that_came_before_the_fixtures_is_left_alone(root: Path, gebruiker: Gebruiker):
    create_with_history(Gemeente(slug="dorp", naam="Ons Dorp"), by=gebruiker, oorsprong="beheer")
    report = load_voorbeelddata(root=root)
    gemeente = Gemeente.objects.get(slug="dorp")
    assert (gemeente.naam, gemeente.eigen_partij) == ("Ons Dorp", None)
    assert len(report.notes) == 2


def test_one_gemeente_only(root: Path):
    load_voorbeelddata(root=root, only="stad")
    assert set(Gemeente.objects.values_list("slug", flat=True)) == {"stad"}
    names = set(Partij.objects.values_list("naam", flat=True))
    assert names == {"Gemeente Stad", "Dorpswonen", "Stadswonen"}
    assert not Afspraak.objects.exists()
    load_voorbeelddata(root=root, only="dorp")
    before = snapshot()
    report = load_voorbeelddata(root=root)
    assert snapshot() == before
    assert total(report, "new") == 0


def test_what_the_database_refuses_undoes_the_whole_load(root: Path):
    load_voorbeelddata(root=root, only="stad")
    Partij.objects.create(naam="Dorpswoning", soort="corporatie")
    Gemeente.objects.create(slug="elders", naam="Dorp")  # another gemeente carries the name already
    before = snapshot()
    with pytest.raises(FixtureFaults, match="De database weigert dit"):
        load_voorbeelddata(root=root)
    assert snapshot() == before


def test_a_row_somebody_changes_meanwhile_undoes_the_load(root: Path, edit: Edit, monkeypatch, gebruiker: Gebruiker):
    from monitoring.services.voorbeelddata.write import Writer

    load_voorbeelddata(root=root)
    edit("dorp/afspraken.yaml", "titel: Bouwen", "titel: Anders")
    edit("dorp/gebieden.yaml", "naam: Zuid", "naam: Zuidkant")
    lock = Writer._lock

    def changed_first(kind, instances):
        if kind.model is Afspraak:
            Afspraak.objects.filter(code="1a").update(versie=9)
        lock(kind, instances)

    monkeypatch.setattr(Writer, "_lock", staticmethod(changed_first))
    with pytest.raises(FixtureFaults, match="Intussen wijzigde iemand"):
        load_voorbeelddata(root=root)
    assert Gebied.objects.filter(slug="buurt-zuid", naam="Zuid").exists()


def test_a_report_of_a_user_survives_a_load(root: Path, edit: Edit):
    load_voorbeelddata(root=root)
    afspraak = Afspraak.objects.get(code="1a")
    coordinator = GebruikerFactory(rol="coordinator", gemeente=afspraak.gemeente)
    record_voortgang(afspraak=afspraak, melding=Melding(status="op_koers"), by=coordinator)
    edit("dorp/afspraken.yaml", "titel: Bouwen", "titel: Anders")
    load_voorbeelddata(root=root)
    afspraak.refresh_from_db()
    assert (afspraak.titel, afspraak.status) == ("Anders", "op_koers")


def test_the_command_prints_counts_and_what_was_left_alone(root: Path, settings, capsys, gebruiker: Gebruiker):
    settings.FIXTURES_DIR = root
    call_command("load_voorbeelddata")
    assert re.search(r"^afspraken +2 +0 +0 +0 +0$", capsys.readouterr().out, re.MULTILINE)
    update_with_history(Afspraak.objects.get(code="1a"), {"titel": "Eigen"}, by=gebruiker, oorsprong="pagina")
    call_command("load_voorbeelddata", gemeente="dorp")
    out = capsys.readouterr().out
    assert re.search(r"^afspraken +0 +0 +1 +1 +0$", out, re.MULTILINE)
    assert "1a: titel is door een gebruiker gewijzigd; niet overschreven" in out
