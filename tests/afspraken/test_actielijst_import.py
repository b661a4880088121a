# SPDX-License-Identifier: EUPL-1.2
"""The action list as a spreadsheet: out and in again changes nothing; every fault at once; all or nothing."""

import datetime as dt
from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.utils import timezone
from openpyxl import Workbook, load_workbook

from afspraken.columns import COLUMNS, split_termijnen
from afspraken.exports import HEADER, actielijst_rows, export_response, template_workbook
from afspraken.imports.actielijst import plan_import, read_actielijst
from afspraken.imports.plan import Plan, Uitkomst
from afspraken.models import Actie, Afspraak, Afsprakenset, Betrokkenheid, Termijn, Voortgang
from afspraken.services.actielijst import apply_plan, keep_upload
from afspraken.services.voortgang import Melding, record_voortgang
from partijen.models import Gebruiker, PartijInGemeente, Wijziging
from portaal.lib.tables.reader import UnreadableFile
from portaal.lib.tables.writer import write_csv, write_ods, write_xlsx
from tests.factories import (
    ActieFactory,
    AfspraakFactory,
    AfsprakensetFactory,
    BetrokkenheidFactory,
    GebiedFactory,
    GebruikerFactory,
    LiggingFactory,
    PartijFactory,
    TermijnFactory,
    ThemaFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def afsprakenset() -> Afsprakenset:
    """A set with awkward content: names with commas, formulas as text, line breaks, several terms."""
    afsprakenset = AfsprakensetFactory()
    thema = ThemaFactory(afsprakenset=afsprakenset, nummer=5)
    gemeente = afsprakenset.gemeente
    parties = [
        PartijFactory(naam="Werkgroep Vastgoed, studenten en duurzaamheid", soort="werkgroep", gemeente=gemeente),
        PartijFactory(naam="Woonpunt", aliassen=["WP"]),
    ]
    PartijInGemeente.objects.create(partij=parties[1], gemeente=gemeente)
    buurt = GebiedFactory(gemeente=gemeente, naam="Kommelkwartier", aliassen=["Kommekwartier"])
    afspraak = AfspraakFactory(
        thema=thema,
        code="5a",
        titel="=Som van delen",
        samenvatting="Eerste regel\r\nTweede regel",
        doel="-1 wachtlijst",
    )
    other = AfspraakFactory(thema=thema, code="5b", titel="Tijdelijke woningen")
    actie = ActieFactory(afspraak=afspraak, code="5a-1", volgnummer=1, titel="Bouwen", aantal_woningen=50)
    for order, (partij, rol) in enumerate(zip(parties, ("trekker", "betrokken"), strict=True)):
        BetrokkenheidFactory(afspraak=afspraak, partij=partij, rol=rol, volgorde=order)
    BetrokkenheidFactory(afspraak=afspraak, actie=actie, partij=parties[1])
    LiggingFactory(afspraak=afspraak, gebied=buurt)
    TermijnFactory(afspraak=afspraak, periode="2022-Q1", soort="besluit", wat="beleid; deel 1")
    TermijnFactory(afspraak=afspraak, periode="2023", soort="start", wat="")
    coordinator = GebruikerFactory(rol="coordinator", gemeente=gemeente)
    record_voortgang(
        afspraak=afspraak,
        melding=Melding("stagnatie", "uitvoering", "+ vertraagd", "o", "g", "m", datum=dt.date(2024, 2, 29)),
        by=coordinator,
    )
    record_voortgang(afspraak=other, melding=Melding("op_koers", datum=dt.date(2024, 3, 1)), by=coordinator)
    return afsprakenset


@pytest.fixture
def coordinator(afsprakenset) -> Gebruiker:
    return Gebruiker.objects.get(lidmaatschappen__gemeente=afsprakenset.gemeente)


def sheet(*rows: dict[str, Any], columns: list[str] | None = None) -> bytes:
    """An xlsx with one row per dict of {column key: value}."""
    keys = columns or list(dict.fromkeys(key for row in rows for key in row))
    headings = {column.key: column.heading for column in COLUMNS}
    workbook = Workbook()
    workbook.active.append([headings.get(key, key) for key in keys])
    for row in rows:
        workbook.active.append([row.get(key) for key in keys])
    buffer = BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def plan_of(content: bytes, afsprakenset: Afsprakenset, name: str = "lijst.xlsx") -> Plan:
    return plan_import(read_actielijst(content, name), afsprakenset=afsprakenset)


def faults_of(plan: Plan) -> list[tuple[int, str, str]]:
    return [(fault.row, fault.column, fault.message) for fault in plan.fouten]


def exported(afsprakenset: Afsprakenset, user: Gebruiker, write) -> bytes:
    afspraken = Afspraak.objects.visible_to(user).filter(afsprakenset=afsprakenset)
    rows = actielijst_rows(afspraken, user=user, gemeente=afsprakenset.gemeente)
    if write is write_csv:
        return b"".join(write_csv(HEADER, rows))
    with write(HEADER, rows, sheet_name="Actielijst") as handle:
        return handle.read()


# --- out and in ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("write", [write_xlsx, write_ods, write_csv])
def test_exporting_and_importing_again_changes_nothing(afsprakenset, coordinator, write) -> None:
    before = Wijziging.objects.count()
    plan = plan_of(exported(afsprakenset, coordinator, write), afsprakenset, "lijst.csv")
    assert faults_of(plan) == []
    assert {regel.code: (regel.uitkomst, regel.verschillen) for regel in plan.regels} == {
        code: (Uitkomst.ONGEWIJZIGD, []) for code in ("5a", "5a-1", "5b")
    }
    apply_plan(plan=plan, afsprakenset=afsprakenset, by=coordinator)
    assert Wijziging.objects.count() == before


def test_export_holds_what_the_viewer_may_see(afsprakenset, coordinator) -> None:
    Actie.objects.update(gepubliceerd=False)
    tenant = GebruikerFactory(rol="huurdersvertegenwoordiger", gemeente=afsprakenset.gemeente, partij=PartijFactory())
    seen = exported(afsprakenset, tenant, write_csv).decode("utf-8-sig")
    assert "5a-1" not in seen
    assert "vertraagd" not in seen
    assert "Nog niet gestart" in seen
    assert "5a-1" in exported(afsprakenset, coordinator, write_csv).decode("utf-8-sig")


def test_export_takes_the_same_queries_for_two_and_for_forty(
    afsprakenset, coordinator, django_assert_num_queries
) -> None:
    coordinator.toegang  # noqa: B018
    for number in range(2):
        if number:
            AfspraakFactory.create_batch(40, thema=Afspraak.objects.get(code="5a").thema)
        with django_assert_num_queries(7):
            exported(afsprakenset, coordinator, write_csv)


@pytest.mark.parametrize(("formaat", "start"), [("xlsx", b"PK"), ("ods", b"PK"), ("csv", b"\xef\xbb\xbfCode;Thema")])
def test_download_names_the_file_and_its_kind(afsprakenset, coordinator, formaat, start) -> None:
    response = export_response(
        afspraken=Afspraak.objects.filter(afsprakenset=afsprakenset),
        formaat=formaat,
        user=coordinator,
        gemeente=afsprakenset.gemeente,
        afsprakenset=afsprakenset,
    )
    assert response.headers["Content-Disposition"].endswith(f'.{formaat}"')
    assert b"".join(response).startswith(start)
    response.close()


def test_template_has_the_columns_and_explains_them(afsprakenset) -> None:
    workbook = load_workbook(BytesIO(template_workbook(gemeente=afsprakenset.gemeente, afsprakenset=afsprakenset)))
    assert [cell.value for cell in workbook["Actielijst"][1]] == HEADER
    assert {row[0].value for row in workbook["Uitleg"].iter_rows(min_row=3)} == set(HEADER)


def test_own_words_of_statuses_go_out_and_come_in(afsprakenset, coordinator) -> None:
    gemeente = afsprakenset.gemeente
    # One of them is the usual word of another status.
    gemeente.statuswoorden = {"stagnatie": "Loopt vast", "op_koers": "Op schema", "gereed": "Op koers"}
    gemeente.save()
    content = exported(afsprakenset, coordinator, write_csv)
    assert "Loopt vast" in content.decode("utf-8-sig")
    assert "Stagneert" not in content.decode("utf-8-sig")
    plan = plan_of(content, afsprakenset, "lijst.csv")
    assert (faults_of(plan), {regel.uitkomst for regel in plan.regels}) == ([], {Uitkomst.ONGEWIJZIGD})
    for word, status in (("Op schema", "op_koers"), ("op koers", "gereed"), ("Vervallen", "vervallen")):
        plan = plan_of(sheet({"code": "5a-1", "status": word}), afsprakenset)
        assert faults_of(plan) == []
        assert [regel.melding.status for regel in plan.regels if regel.melding] == [status], word
    [(_row, _column, said)] = faults_of(plan_of(sheet({"code": "5b", "status": "Vrolijk"}), afsprakenset))
    assert "Loopt vast" in said
    template = load_workbook(BytesIO(template_workbook(gemeente=gemeente, afsprakenset=afsprakenset)))
    assert "Op schema" in template["Actielijst"].data_validations.dataValidation[0].formula1
    gemeente.statuswoorden = {"stagnatie": "Vast, heel vast"}
    template = load_workbook(BytesIO(template_workbook(gemeente=gemeente, afsprakenset=afsprakenset)))
    assert len(template["Actielijst"].data_validations.dataValidation) == 1, "a comma would be two choices"


# --- what changes --------------------------------------------------------------------------------------------


def test_columns_by_name_in_any_order_and_only_those_present(afsprakenset, coordinator) -> None:
    content = sheet({"titel": "Nieuwe titel", "code": "5a"}, columns=["titel", "code"])
    plan = plan_of(content, afsprakenset)
    apply_plan(plan=plan, afsprakenset=afsprakenset, by=coordinator)
    afspraak = Afspraak.objects.get(code="5a")
    assert (afspraak.titel, afspraak.doel, afspraak.status) == ("Nieuwe titel", "-1 wachtlijst", "stagnatie")
    assert plan.verdwenen == [("5a-1", "Bouwen"), ("5b", "Tijdelijke woningen")]
    assert Afspraak.objects.filter(code="5b").exists()


def test_new_rows_are_concept_with_their_relations(afsprakenset, coordinator) -> None:
    content = sheet(
        {"code": "5c-1", "titel": "Eerste stap", "trekkers": "WP", "aantal_woningen": 12, "locatie": "Roemerstraat"},
        {
            "code": "5c",
            "thema": 5,
            "titel": "Nieuw",
            "trekkers": "woonpunt",
            "betrokkenen": "Werkgroep Vastgoed, studenten en duurzaamheid",
            "gebieden": "Kommekwartier",
            "termijnen": "gereed 2026-Q4: klaar\n2027",
            "status": "Op koers",
            "toelichting": "Begonnen",
        },
    )
    plan = plan_of(content, afsprakenset)
    assert faults_of(plan) == []
    counts = apply_plan(plan=plan, afsprakenset=afsprakenset, by=coordinator)
    assert counts == {"nieuw": 2, "gewijzigd": 0, "ongewijzigd": 0, "verdwenen": 3, "meldingen": 1}
    afspraak, actie = Afspraak.objects.get(code="5c"), Actie.objects.get(code="5c-1")
    assert (afspraak.gepubliceerd, afspraak.status, afspraak.status_publiek) == (False, "op_koers", "niet_gestart")
    assert (actie.afspraak, actie.volgnummer, actie.aantal_woningen, actie.locatie) == (afspraak, 1, 12, "Roemerstraat")
    assert list(afspraak.betrokkenheden.filter(actie=None).values_list("partij__naam", "rol")) == [
        ("Werkgroep Vastgoed, studenten en duurzaamheid", "betrokken"),
        ("Woonpunt", "trekker"),
    ]
    assert [str(ligging) for ligging in afspraak.liggingen.all()] == ["Kommelkwartier"]
    assert list(afspraak.termijnen.values_list("soort", "periode", "wat")) == [
        ("gereed", "2026-Q4", "klaar"),
        ("gereed", "2027", ""),
    ]


def test_a_changed_standing_is_a_new_report_of_today(afsprakenset, coordinator) -> None:
    content = sheet({"code": "5b", "status": "gereed", "toelichting": "Klaar", "datum": dt.date(2024, 3, 1)})
    plan = plan_of(content, afsprakenset)
    apply_plan(plan=plan, afsprakenset=afsprakenset, by=coordinator)
    report = Voortgang.objects.get(afspraak__code="5b", status="gereed")
    assert (report.datum, report.toelichting, report.gebruiker) == (timezone.localdate(), "Klaar", coordinator)
    assert Afspraak.objects.get(code="5b").status == "gereed"


def test_a_later_date_with_the_same_standing_is_a_report_too(afsprakenset, coordinator) -> None:
    content = sheet({"code": "5b", "status": "Op koers", "datum": "2024-06-01"})
    plan = plan_of(content, afsprakenset)
    assert plan.telling()["meldingen"] == 1
    apply_plan(plan=plan, afsprakenset=afsprakenset, by=coordinator)
    assert Afspraak.objects.get(code="5b").bijgewerkt_op == dt.date(2024, 6, 1)


def test_a_party_may_change_from_taking_part_to_leading(afsprakenset, coordinator) -> None:
    plan = plan_of(sheet({"code": "5a", "trekkers": "Woonpunt"}), afsprakenset)
    assert faults_of(plan) == []
    apply_plan(plan=plan, afsprakenset=afsprakenset, by=coordinator)
    rows = Betrokkenheid.objects.filter(afspraak__code="5a", actie=None)
    assert list(rows.values_list("partij__naam", "rol")) == [("Woonpunt", "trekker")]


def test_terms_that_stay_keep_their_row(afsprakenset, coordinator) -> None:
    kept = Termijn.objects.get(wat="beleid; deel 1")
    plan = plan_of(sheet({"code": "5a", "termijnen": "besluit 2022-Q1: beleid; deel 1"}), afsprakenset)
    apply_plan(plan=plan, afsprakenset=afsprakenset, by=coordinator)
    assert list(Termijn.objects.filter(afspraak__code="5a")) == [kept]


def test_every_write_has_its_history(afsprakenset, coordinator) -> None:
    before = Wijziging.objects.count()
    content = sheet(
        {"code": "5a", "titel": "Anders", "trekkers": "Woonpunt", "termijnen": "gereed 2030", "gebieden": ""},
        {"code": "5d", "thema": "5", "titel": "Nieuw"},
        columns=["code", "thema", "titel", "trekkers", "termijnen", "gebieden"],
    )
    apply_plan(plan=plan_of(content, afsprakenset), afsprakenset=afsprakenset, by=coordinator)
    events = Wijziging.objects.order_by("id")[before:]
    assert sorted((event.model.split(".")[1], event.soort) for event in events) == [
        ("afspraak", "gewijzigd"),
        ("afspraak", "nieuw"),
        ("betrokkenheid", "gewijzigd"),
        ("betrokkenheid", "verwijderd"),
        ("ligging", "verwijderd"),
        ("termijn", "nieuw"),
        ("termijn", "verwijderd"),
        ("termijn", "verwijderd"),
    ]
    assert {event.oorsprong for event in events} == {"import"}


def test_planning_takes_the_same_queries_for_two_and_for_forty(afsprakenset, django_assert_num_queries) -> None:
    for number in (2, 40):
        rows = [{"code": f"5x{index}", "thema": 5, "titel": "Nieuw"} for index in range(number)]
        table = read_actielijst(sheet(*rows), "x.xlsx")
        with django_assert_num_queries(8):
            plan_import(table, afsprakenset=afsprakenset)


# --- what is wrong -------------------------------------------------------------------------------------------

WRONG_CELLS = [
    ({"code": "5a", "status": "Loopt lekker"}, "B", "geen status. Kies uit: Nog niet gestart"),
    ({"code": "5a", "fase": "Feest"}, "B", "geen fase"),
    ({"code": "5a", "trekkers": "Wonpunt"}, "B", "Bedoelt u ‘Woonpunt’?"),
    ({"code": "5a", "trekkers": "Volstrekt onbekend bv"}, "B", "niet bekend"),
    ({"code": "5a", "gebieden": "Komelkwartier"}, "B", "Bedoelt u ‘Kommelkwartier’?"),
    ({"code": "5a", "termijnen": "gereed 2022-Q7"}, "B", "geen periode"),
    ({"code": "5a", "termijnen": "ooit een keer"}, "B", "geen termijn"),
    ({"code": "9z", "thema": 9, "titel": "Nieuw"}, "B", "Thema ‘9’ bestaat niet. Kies uit: 5"),
    ({"code": "9z", "titel": "Nieuw"}, "A", "heeft een thema nodig"),
    ({"code": "9z", "thema": 5}, "A", "heeft een titel nodig"),
    ({"code": "9z-1", "titel": "Nieuw"}, "A", "Afspraak 9z bestaat niet"),
    ({"code": "5a", "titel": None, "doel": "x"}, "B", "De titel ontbreekt"),
    ({"code": "5a", "titel": "x" * 161}, "B", "161 tekens; er passen er 160"),
    ({"code": "5a-1", "aantal_woningen": "circa 50"}, "B", "geen geheel getal"),
    ({"code": "5a-1", "doel": "x"}, "B", "hoort bij een afspraak"),
    ({"code": "5a", "locatie": "x"}, "B", "hoort bij een actie"),
    ({"code": "5b", "status": "Stagneert"}, "B", "geen"),
    ({"code": "5b", "toelichting": "Iets nieuws", "status": None}, "C", "ook de status"),
    ({"code": "5b", "status": "Op koers", "datum": "gisteren"}, "C", "geen datum"),
    ({"code": "5b", "status": "Gereed", "datum": "2199-01-01"}, "C", "toekomst"),
    ({"code": "5b", "status": "Gereed", "datum": "2020-01-01"}, "C", "nieuwere stand, van 01-03-2024"),
    ({"code": "../", "titel": "x"}, "A", "geen code"),
    ({"code": "5w%00", "titel": "x"}, "A", "geen code"),
    ({"code": "x" * 10_000, "titel": "x"}, "A", "geen code"),
    ({"code": 1.7, "titel": "x"}, "A", "als getal"),
    ({"code": None, "titel": "Zonder code"}, "A", "code ontbreekt"),
    ({"code": "5a", "titel": "=1+1"}, "B", "formule"),
]


@pytest.mark.parametrize(("row", "column", "text"), WRONG_CELLS)
def test_each_fault_is_named_at_its_cell_and_nothing_changes(afsprakenset, coordinator, row, column, text) -> None:
    plan = plan_of(sheet(row), afsprakenset)
    if row.get("status") == "Stagneert":
        assert {message for *_, message in faults_of(plan)} == {
            f"{start} Dat is verplicht bij ‘Stagneert’."
            for start in ("Schrijf waardoor het komt.", "Schrijf wat het gevolg is.", "Schrijf wat eraan gedaan wordt.")
        }
    else:
        assert [(place, letter) for place, letter, _ in faults_of(plan)] == [(2, column)]
        assert text in plan.fouten[0].message
    assert len(plan.fouten[0].message) < 300
    with pytest.raises(Exception, match="niets ingelezen"):
        apply_plan(plan=plan, afsprakenset=afsprakenset, by=coordinator)


def test_all_faults_come_at_once_in_the_order_of_the_sheet(afsprakenset) -> None:
    rows = [
        {"code": "5a", "status": "x", "fase": "y"},
        {"code": "5a", "status": "", "fase": ""},
        {"code": "5b", "fase": "z"},
    ]
    plan = plan_of(sheet(*rows, columns=["code", "status", "fase"]), afsprakenset)
    assert [(row, column) for row, column, _ in faults_of(plan)] == [(2, "B"), (2, "C"), (3, "A"), (4, "C")]
    assert "staat ook in rij 2" in plan.fouten[2].message


def test_unknown_and_double_columns_are_faults_of_the_heading(afsprakenset) -> None:
    plan = plan_of(sheet({"code": "5a", "Trekers": "Woonpunt", "Intern": "x"}), afsprakenset)
    assert [(row, column) for row, column, _ in faults_of(plan)] == [(1, "B"), (1, "C")]
    assert "Bedoelt u ‘Trekkers’?" in plan.fouten[0].message
    double = plan_of(sheet({"code": "5a", "status": "Gereed", "Stand": "Gereed"}), afsprakenset)
    assert "staat er twee keer in" in double.fouten[0].message


def test_merged_cells_are_a_fault(afsprakenset) -> None:
    workbook = Workbook()
    workbook.active.append(["Code", "Status"])
    workbook.active.append(["5a", "Gereed"])
    workbook.active.append(["5b", None])
    workbook.active.merge_cells("B2:B3")
    buffer = BytesIO()
    workbook.save(buffer)
    plan = plan_of(buffer.getvalue(), afsprakenset)
    assert plan.fouten
    assert "samengevoegd" in plan.fouten[0].message


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"", "leeg"),
        (b"<html><table></table></html>", "HTML"),
        (sheet({"Naam": "x"}), "geen kolom ‘Code’"),
        (sheet(*({"code": f"a{index}"} for index in range(5001))), "5.000"),
    ],
    ids=["empty", "html", "other sheet", "too many rows"],
)
def test_what_is_no_action_list_is_refused_as_a_whole(content, text) -> None:
    with pytest.raises(UnreadableFile) as caught:
        read_actielijst(content, "lijst.xlsx")
    assert text in caught.value.message


def test_the_sheet_actielijst_is_found_behind_another() -> None:
    workbook = Workbook()
    workbook.active.append(["Toelichting"])
    workbook.create_sheet("Actielijst").append(["Code"])
    workbook["Actielijst"].append(["5a"])
    buffer = BytesIO()
    workbook.save(buffer)
    assert read_actielijst(buffer.getvalue(), "x.xlsx").sheet == "Actielijst"


def test_an_import_is_all_or_nothing(afsprakenset, coordinator, monkeypatch) -> None:
    def fail(*args, **kwargs) -> None:
        raise RuntimeError

    plan = plan_of(sheet({"code": "5d", "thema": 5, "titel": "Nieuw", "status": "Gereed"}), afsprakenset)
    monkeypatch.setattr(Voortgang.objects, "bulk_create", fail)
    before = (Afspraak.objects.count(), Wijziging.objects.count())
    with pytest.raises(RuntimeError):
        apply_plan(plan=plan, afsprakenset=afsprakenset, by=coordinator)
    assert (Afspraak.objects.count(), Wijziging.objects.count()) == before


def test_terms_in_one_cell_are_told_apart() -> None:
    assert split_termijnen("gereed 2022-Q1: a; b; start 2023\nBesluit 2024: c") == [
        ("gereed", "2022-Q1", "a; b"),
        ("start", "2023", ""),
        ("besluit", "2024", "c"),
    ]


# --- the command ---------------------------------------------------------------------------------------------


def test_the_command_shows_and_on_a_trial_run_leaves_all_as_it_is(afsprakenset, tmp_path, capsys) -> None:
    path = tmp_path / "lijst.xlsx"
    path.write_bytes(sheet({"code": "5a", "titel": "Anders"}))
    where = {"gemeente": afsprakenset.gemeente.slug, "afsprakenset": afsprakenset.slug}
    call_command("import_actielijst", path, proefrun=True, **where)
    assert Afspraak.objects.get(code="5a").titel == "=Som van delen"
    call_command("import_actielijst", path, **where)
    assert Afspraak.objects.get(code="5a").titel == "Anders"
    printed = capsys.readouterr().out
    assert "rij 2: 5a gewijzigd (Afspraak of actie)" in printed
    assert "niet in het bestand, blijft staan: 5b" in printed


def test_the_command_lists_every_fault_and_fails(afsprakenset, tmp_path, capsys) -> None:
    path = tmp_path / "lijst.xlsx"
    path.write_bytes(sheet({"code": "5a", "status": "x"}, {"code": "5b", "status": "y"}))
    where = {"gemeente": afsprakenset.gemeente.slug, "afsprakenset": afsprakenset.slug}
    with pytest.raises(CommandError, match="2 fouten"):
        call_command("import_actielijst", path, **where)
    assert "rij 2, kolom B" in capsys.readouterr().err
    for bad in ({"gemeente": "nergens"}, {"afsprakenset": "nergens"}):
        with pytest.raises(CommandError, match="Er is geen afsprakenset"):
            call_command("import_actielijst", path, **{**where, **bad})
    with pytest.raises(CommandError, match="niet te lezen"):
        call_command("import_actielijst", tmp_path / "weg.xlsx", **where)


def test_a_column_without_a_name_is_a_fault_only_when_it_holds_something(afsprakenset) -> None:
    for content, faults in (("iets", 1), (None, 0)):
        workbook = Workbook()
        workbook.active.append(["Code", None, "Titel"])
        workbook.active.append(["5b", content, "Tijdelijke woningen"])
        buffer = BytesIO()
        workbook.save(buffer)
        assert len(plan_of(buffer.getvalue(), afsprakenset).fouten) == faults


def test_a_formula_as_code_is_named_once(afsprakenset) -> None:
    plan = plan_of(sheet({"code": "=A1", "titel": "x"}), afsprakenset)
    assert [(row, column) for row, column, _ in faults_of(plan)] == [(2, "A")]


def test_a_party_cannot_lead_and_take_part(afsprakenset) -> None:
    plan = plan_of(sheet({"code": "5b", "trekkers": "Woonpunt", "betrokkenen": "WP"}), afsprakenset)
    assert [(row, column) for row, column, _ in faults_of(plan)] == [(2, "C")]
    assert "is al trekker" in plan.fouten[0].message


def test_places_keep_their_row_when_their_order_changes(afsprakenset, coordinator) -> None:
    first = Afspraak.objects.get(code="5a").liggingen.get()
    GebiedFactory(gemeente=afsprakenset.gemeente, naam="Amby")
    plan = plan_of(sheet({"code": "5a", "gebieden": "Amby; Kommelkwartier"}), afsprakenset)
    apply_plan(plan=plan, afsprakenset=afsprakenset, by=coordinator)
    rows = list(Afspraak.objects.get(code="5a").liggingen.order_by("volgorde"))
    assert [str(row) for row in rows] == ["Amby", "Kommelkwartier"]
    assert rows[1] == first


def test_only_a_coordinator_keeps_or_applies_a_list(afsprakenset) -> None:
    stranger = GebruikerFactory(rol="bestuurder", gemeente=afsprakenset.gemeente)
    content = sheet({"code": "5b", "titel": "Anders"})
    with pytest.raises(PermissionDenied):
        apply_plan(plan=plan_of(content, afsprakenset), afsprakenset=afsprakenset, by=stranger)
    with pytest.raises(PermissionDenied):
        keep_upload(content=content, filename="x.xlsx", afsprakenset=afsprakenset, by=stranger)
    assert Afspraak.objects.get(code="5b").titel == "Tijdelijke woningen"
