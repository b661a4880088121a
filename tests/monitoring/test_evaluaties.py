# SPDX-License-Identifier: EUPL-1.2
"""The evaluation of a year: how it builds itself, who writes what, and that nothing changes once it is vastgesteld."""

import datetime as dt
import io
import json
import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from docx import Document

from afspraken.models import Afspraak, Afsprakenset, Meting
from monitoring.models import Evaluatie, Evaluatieregel, Oordeel
from monitoring.onderwerpen import ONDERWERPEN
from monitoring.selectors.evaluatie import read_blad
from monitoring.selectors.momentopname import fingerprint
from monitoring.services.evaluaties import (
    EvaluatieVast,
    adopt_evaluatie,
    create_evaluatie,
    discard_evaluatie,
    propose_new,
    record_oordeel,
    write_evaluatie,
    write_regel,
)
from monitoring.services.rapportages import adopt_rapportage, create_rapportage
from partijen.models import Wijziging
from partijen.services.history import StaleVersion
from partijen.services.persoonsgegevens import PersonalDataFound
from tests.factories import (
    AfspraakFactory,
    DoeldeelFactory,
    DoelstellingFactory,
    GebruikerFactory,
    GemeenteFactory,
    OverlegFactory,
    PartijFactory,
    PartijInGemeenteFactory,
    TermijnFactory,
    ThemaFactory,
)
from tests.monitoring.build import TODAY, add_report
from tests.monitoring.queries import data_queries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
JAAR = 2025


@pytest.fixture
def stad():
    """One public afspraak with a term, a target and a history; a hidden one; a coordinator and two parties."""

    class Stad:
        pass

    stad = Stad()
    stad.gemeente = GemeenteFactory(slug="maastricht")
    stad.thema = ThemaFactory(afsprakenset__gemeente=stad.gemeente, afsprakenset__slug="set-1", nummer=5)
    stad.set = stad.thema.afsprakenset
    stad.afspraak = AfspraakFactory(thema=stad.thema, code="5a", titel="Huizen isoleren", doel="Label B", volgorde=1)
    stad.geheim = AfspraakFactory(thema=stad.thema, code="5x", titel="Nog geheim", gepubliceerd=False, volgorde=2)
    TermijnFactory(afspraak=stad.afspraak, periode="2025-Q2", wat="Plan", voldaan_op=dt.date(2025, 6, 1))
    TermijnFactory(afspraak=stad.afspraak, periode="2024", wat="Oud")
    DoelstellingFactory(afsprakenset=stad.set, afspraak=stad.afspraak, titel="Woningen", eenheid="aantal", doel=80)
    add_report(stad.afspraak, "op_koers", datum=dt.date(2025, 3, 1), toelichting="Begonnen.")
    add_report(stad.afspraak, "stagnatie", datum=dt.date(2025, 11, 1), toelichting="Het stokt.")
    add_report(stad.afspraak, "gereed", datum=dt.date(2026, 2, 1), toelichting="Pas later.")
    stad.by = GebruikerFactory(rol="coordinator", gemeente=stad.gemeente)
    stad.huurders, stad.woonpunt = PartijFactory(naam="Huurders", soort="huurdersorganisatie"), PartijFactory()
    for partij in (stad.huurders, stad.woonpunt):
        PartijInGemeenteFactory(gemeente=stad.gemeente, partij=partij)
    stad.huurder = GebruikerFactory(rol="huurdersvertegenwoordiger", gemeente=stad.gemeente, partij=stad.huurders)
    stad.lid = GebruikerFactory(rol="werkgroeplid", gemeente=stad.gemeente, partij=stad.thema.werkgroep)
    stad.bestuurder = GebruikerFactory(rol="bestuurder", gemeente=stad.gemeente)
    return stad


def make(stad, **values):
    return create_evaluatie(**{"afsprakenset": stad.set, "jaar": JAAR, "by": stad.by, **values})


def read(evaluatie, user=None):
    row = Evaluatie.objects.select_related("gemeente", "afsprakenset").get(pk=evaluatie.pk)
    return read_blad(user or AnonymousUser(), row)


def adopt(stad, evaluatie, **values):
    blad = read(evaluatie)
    return adopt_evaluatie(**{"evaluatie": blad.evaluatie, "gezien": fingerprint(blad.inhoud), "by": stad.by, **values})


def address(name, evaluatie, *more):
    return reverse(name, args=("maastricht", evaluatie.afsprakenset.slug, evaluatie.jaar, *more))


def text_of(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_it_builds_itself_from_what_was_public_at_the_end_of_the_year(stad) -> None:
    made = make(stad)
    [regel] = made.regels.all()
    assert (regel.code, regel.status, regel.toelichting) == ("5a", "stagnatie", "Het stokt.")
    assert regel.doel == "Label B"
    assert regel.gepland == "tweede kwartaal 2025: gereed, Plan.\nWoningen: minstens 80."
    assert regel.gerealiseerd == "Stagneert, 1 november 2025.\nGehaald op 1 juni 2025: Plan.\nWoningen: niet gemeten."
    assert (made.peildatum, made.vastgesteld, made.demo) == (dt.date(2025, 12, 31), False, False)
    assert Wijziging.objects.filter(model="monitoring.evaluatie", soort="nieuw").count() == 1


def test_what_was_measured_of_the_targets_counts_as_realised(stad) -> None:
    doel = stad.set.doelstellingen.get()
    doel.periode = "2024/2026"
    doel.save()
    silent = {"doel": None, "richting": "volgen", "waardestatus": "niet_van_toepassing"}
    other = DoelstellingFactory(afsprakenset=stad.set, afspraak=stad.afspraak, titel="Volgen", **silent)
    own = {"gemeente": stad.gemeente, "doelstelling": doel, "herkomst": "Jaarverslag"}
    for datum, waarde in ((dt.date(2024, 12, 31), 20), (dt.date(2025, 10, 1), 30), (dt.date(2026, 2, 1), 90)):
        Meting.objects.create(datum=datum, waarde=waarde, **own)
    Meting.objects.create(datum=dt.date(2025, 10, 1), waarde=35, **{**own, "herkomst": "Verbeterd"})
    Meting.objects.create(datum=dt.date(2025, 12, 1), waardestatus="onbekend", **own)
    part = DoeldeelFactory(doelstelling=doel)
    Meting.objects.create(datum=dt.date(2025, 12, 2), waarde=5, deel=part, **own)
    Meting.objects.create(
        gemeente=stad.gemeente, doelstelling=other, datum=dt.date(2025, 1, 1), waarde=3, herkomst="CBS", demo=True
    )
    made = make(stad)
    assert made.regels.get().gerealiseerd.splitlines()[2:] == [
        "Woningen: 35 op 1 oktober 2025 (bron: Verbeterd). Loopt achter.",
        "Volgen: 3 op 1 januari 2025 (bron: CBS).",
    ]
    assert made.demo, "an invented measurement makes the whole an example"


def test_a_vastgestelde_rapportage_of_the_year_comes_first(stad) -> None:
    overleg = OverlegFactory(gemeente=stad.gemeente, datum=dt.date(2025, 9, 1), demo=True)
    rapportage = create_rapportage(overleg=overleg, afsprakenset=stad.set, by=stad.by)
    adopt_rapportage(overleg=overleg, afsprakenset=stad.set, gezien=rapportage.hash, by=stad.by)
    made = make(stad)
    [regel] = made.regels.all()
    assert (made.peildatum, regel.status, made.demo) == (dt.date(2025, 9, 1), "op_koers", True)
    assert "Gehaald op 1 juni 2025" in regel.gerealiseerd


def test_what_is_refused_and_why(stad) -> None:
    for by in (stad.lid, stad.bestuurder, stad.huurder):
        with pytest.raises(PermissionDenied):
            make(stad, by=by)
    for values, field, said in (
        ({"jaar": 2021}, "jaar", "van 2022 tot en met 2026"),
        ({"jaar": TODAY.year + 1}, "jaar", "van 2022 tot en met 2026"),
    ):
        with pytest.raises(ValidationError) as caught:
            make(stad, **values)
        assert said in caught.value.message_dict[field][0]
    made = make(stad)
    with pytest.raises(ValidationError, match="is er al"):
        make(stad)
    regel = made.regels.get()

    def line(**values):
        write_regel(regel=regel, values=values, by=stad.by, expected_versie=1)

    for values, field in (
        ({"voorstel": "bijstellen"}, "voorstel_tekst"),
        ({"voorstel": "stoppen", "voorstel_tekst": "\u200b"}, "voorstel_tekst"),
        ({"voorstel": "toevoegen"}, "voorstel"),
        ({"voorstel": "weg"}, "voorstel"),
        ({"les": "x" * 4001}, "les"),
    ):
        with pytest.raises(ValidationError) as caught:
            line(**values)
        assert set(caught.value.message_dict) == {field}, values
    with pytest.raises(ValidationError):
        propose_new(evaluatie=made, titel=" ", uitleg="", by=stad.by)
    for partij, by in ((stad.woonpunt, stad.huurder), (stad.huurders, stad.lid), (stad.huurders, stad.bestuurder)):
        with pytest.raises(PermissionDenied):
            record_oordeel(regel=regel, partij=partij, waarde="tevreden", toelichting="", by=by)
    for values in ({"waarde": "geweldig", "toelichting": ""}, {"waarde": "deels", "toelichting": "x" * 2001}):
        with pytest.raises(ValidationError):
            record_oordeel(regel=regel, partij=stad.huurders, by=stad.huurder, **values)
    Afsprakenset.objects.filter(pk=stad.set.pk).update(gepubliceerd=False)
    stad.set.refresh_from_db()
    with pytest.raises(ValidationError, match="niet openbaar"):
        make(stad, jaar=2024)
    Afsprakenset.objects.filter(pk=stad.set.pk).update(gepubliceerd=True)
    stad.set.refresh_from_db()
    Afspraak.objects.update(gepubliceerd=False)
    with pytest.raises(ValidationError, match="nog geen afspraak openbaar"):
        make(stad, jaar=2024)


def fill(stad, made):
    regel = made.regels.get(code="5a")
    values = {"les": "Begin eerder.", "voorstel": "bijstellen", "voorstel_tekst": "Label C"}
    write_regel(regel=regel, values=values, by=stad.by, expected_versie=regel.versie)
    record_oordeel(regel=regel, partij=stad.huurders, waarde="deels", toelichting="Te traag.", by=stad.huurder)
    record_oordeel(regel=regel, partij=stad.huurders, waarde="ontevreden", toelichting="Te traag.", by=stad.by)
    propose_new(evaluatie=made, titel="Groene daken", uitleg="In elke buurt.", by=stad.by)
    said = {"voorraad": "Er kwamen woningen bij.", "verzonnen": "weg"}
    write_evaluatie(evaluatie=made, samenvatting="Een gemengd jaar.", onderwerpen=said, by=stad.by, expected_versie=1)
    return regel


def test_vastgesteld_is_frozen_also_against_sql(stad) -> None:
    made = make(stad)
    regel = fill(stad, made)
    assert Oordeel.objects.get().waarde == "ontevreden", "a later verdict takes the place of the earlier one"
    assert read(made).evaluatie.onderwerpen == {"voorraad": "Er kwamen woningen bij."}
    with pytest.raises(EvaluatieVast, match="wijzigde"):
        adopt(stad, made, gezien="0" * 64)
    adopted = adopt(stad, made)
    blad = read(adopted)
    assert (blad.zegel, blad.verborgen, blad.besproken) == ("heel", 0, 1)
    assert blad.voorstellen == [("bijstellen", 1), ("toevoegen", 1)]
    for call in (
        lambda: adopt(stad, adopted),
        lambda: fill(stad, adopted),
        lambda: discard_evaluatie(evaluatie=adopted, by=stad.by),
        lambda: propose_new(evaluatie=adopted, titel="x", uitleg="", by=stad.by),
        lambda: record_oordeel(regel=regel, partij=stad.huurders, waarde="deels", toelichting="", by=stad.by),
    ):
        with pytest.raises(EvaluatieVast, match="vastgesteld"):
            call()
    columns = {"evaluatie": "samenvatting", "evaluatieregel": "titel", "oordeel": "toelichting"}
    for table, column in columns.items():
        for statement in (f"UPDATE monitoring_{table} SET {column} = 'x'", f"DELETE FROM monitoring_{table}"):
            with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)
    Afspraak.objects.filter(pk=stad.afspraak.pk).update(gepubliceerd=False)
    hidden = read(adopted)
    assert (hidden.verborgen, [row.titel for row in hidden.regels]) == (1, ["Groene daken"])
    assert len(read(adopted, stad.by).regels) == 2


def test_two_writers_a_concept_thrown_away_and_personal_data(stad) -> None:
    made = make(stad)
    regel = fill(stad, made)
    with pytest.raises(StaleVersion):
        write_evaluatie(evaluatie=made, samenvatting="Anders", onderwerpen={}, by=stad.by, expected_versie=1)
    with pytest.raises(StaleVersion):
        write_regel(regel=regel, values={"les": "Anders"}, by=stad.by, expected_versie=1)
    record_oordeel(regel=regel, partij=stad.woonpunt, waarde="deels", toelichting="Bel 06-12345678", by=stad.by)
    with pytest.raises(PersonalDataFound):
        adopt(stad, made)
    assert not Evaluatie.objects.get().vastgesteld
    discard_evaluatie(evaluatie=made, by=stad.by)
    assert not Evaluatie.objects.exists()
    assert not Evaluatieregel.objects.exists()
    with pytest.raises(EvaluatieVast, match="weg"):
        propose_new(evaluatie=made, titel="x", uitleg="", by=stad.by)


def test_proposals_fill_the_next_jaarschijf(stad) -> None:
    made = make(stad)
    fill(stad, made)
    Afspraak.objects.filter(pk=stad.afspraak.pk).update(status="stagnatie")
    client = Client()
    client.force_login(stad.by)
    path = reverse("jaarschijf-volgende", args=("maastricht", stad.set.slug))
    assert "Label C" not in client.get(path).content.decode(), "not yet vastgesteld"
    assert path not in client.get(made.get_absolute_url()).content.decode()
    adopt(stad, made)
    assert path in client.get(made.get_absolute_url()).content.decode()
    assert path not in Client().get(made.get_absolute_url()).content.decode(), "the public makes none"
    page = client.get(path).content.decode()
    assert '<option value="bijstellen" selected>' in page
    assert "Label C" in page


def test_proposals_to_add_become_concepts_in_the_next_jaarschijf_once(stad) -> None:
    made = make(stad)
    for titel in ("Daken vergroenen", "Nooit gedaan"):
        propose_new(evaluatie=made, titel=titel, uitleg="Ook de platte.", by=stad.by)
    client = Client()
    client.force_login(stad.by)
    path = reverse("jaarschijf-volgende", args=("maastricht", stad.set.slug))
    assert "Daken vergroenen" not in client.get(path).content.decode(), "not yet vastgesteld"
    adopt(stad, made)
    other = ThemaFactory(afsprakenset=stad.set, nummer=6)
    page = client.get(path).content.decode()
    assert "Daken vergroenen" in page
    assert "Voorstel uit de evaluatie van 2025" in page
    first, second = Evaluatieregel.objects.filter(afspraak=None).order_by("pk")
    sent = {"naam": "Volgende", "slug": "set-2", "periode": "2027/2031"}
    for row in (stad.afspraak, stad.geheim):
        Afspraak.objects.filter(pk=row.pk).update(status="op_koers")
        sent |= {f"keuze-{row.pk}": "doorgaan", f"tekst-{row.pk}": ""}
    for wrong in ({}, {f"nieuw-{first.pk}": "99", f"nieuw-{second.pk}": "niet"}):
        refused = client.post(path, sent | wrong)
        text = refused.content.decode()
        assert (refused.status_code, text.count("autofocus")) == (422, 1)
        assert "Kies een thema, of dat dit er niet bij komt." in text
        assert not Afsprakenset.objects.filter(slug="set-2").exists(), "all of it or nothing"
    sent |= {f"nieuw-{first.pk}": str(other.nummer), f"nieuw-{second.pk}": "niet"}
    assert client.post(path, sent).status_code == 303
    new = Afspraak.objects.get(titel="Daken vergroenen")
    assert (new.afsprakenset.slug, new.code, new.thema.nummer) == ("set-2", "6a", 6)
    assert (new.samenvatting, new.gepubliceerd, new.voortzetting_van) == ("Ook de platte.", False, None)
    assert new.bron_plaats.startswith("Voorstel uit de evaluatie van 2025")
    event = Wijziging.objects.get(model="afspraken.afspraak", object_id=new.pk)
    assert (event.soort, event.reden) == ("nieuw", new.bron_plaats)
    assert client.post(path, sent).status_code == 409
    assert Afspraak.objects.filter(titel="Daken vergroenen").count() == 1
    assert not Afspraak.objects.filter(titel="Nooit gedaan").exists()
    assert new.bron_plaats in client.get(new.get_absolute_url()).content.decode()


def test_the_pages(stad, client) -> None:
    kant, huurder, lid = Client(), Client(), Client()
    for who, user in ((kant, stad.by), (huurder, stad.huurder), (lid, stad.lid)):
        who.force_login(user)
    listing = reverse("evaluaties", args=("maastricht",))
    assert "Een evaluatie maken" in text_of(kant.get(listing))
    assert "Een evaluatie maken" not in text_of(client.get(listing))
    maken = reverse("evaluatie-maken", args=("maastricht",))
    assert huurder.post(maken).status_code == 403
    wrong = kant.post(maken, {"afsprakenset": "set-1", "jaar": "1999"})
    assert (wrong.status_code, wrong.content.decode().count("autofocus")) == (422, 1)
    assert kant.get(listing).context["form"].initial["jaar"] == JAAR
    assert kant.post(maken, {"afsprakenset": "set-1", "jaar": JAAR}).status_code == 303
    assert kant.get(listing).context["form"].initial["jaar"] == JAAR + 1, "of last year there is one"
    made = Evaluatie.objects.get()
    page, regel = address("evaluatie", made), made.regels.get()
    assert client.get(page).status_code == 404
    assert "Nog geheim" not in text_of(kant.get(page))
    line = reverse("evaluatieregel", args=("maastricht", regel.pk))
    verdict = reverse("evaluatie-oordeel", args=("maastricht", regel.pk))
    assert "Oordeel van een partij" in text_of(huurder.get(line))
    assert "Wat ervan is gekomen" not in text_of(huurder.get(line))
    assert huurder.post(line, {}).status_code == 403
    assert huurder.post(verdict, {}).status_code == 422
    assert huurder.post(verdict, {"partij": stad.woonpunt.pk, "waarde": "deels"}).status_code == 422
    assert huurder.post(verdict, {"partij": stad.huurders.pk, "waarde": "deels"}).status_code == 303
    assert huurder.post(verdict, {"partij": stad.huurders.pk, "waarde": "deels"}).status_code == 303, "sent twice"
    other = {"partij": stad.huurders.pk, "waarde": "ontevreden", "toelichting": "Van een ander.", "gezien": "x,:,1:y"}
    second = huurder.post(verdict, other)
    assert (second.status_code, Oordeel.objects.get().waarde) == (409, "deels")
    assert "Nu opgeslagen" in text_of(second)
    assert "Van een ander." in second.content.decode()
    shown = huurder.get(line).context["oordeel_form"]
    assert shown["waarde"].value() == "deels", "one's own verdict stands in the form"
    again = other | {"gezien": second.context["oordeel_form"]["gezien"].value()}
    assert again["gezien"] == shown["gezien"].value() == f"{stad.huurders.pk}:1"
    assert huurder.post(verdict, again).status_code == 303
    assert Oordeel.objects.get().toelichting == "Van een ander."
    assert lid.post(verdict, {"partij": stad.huurders.pk, "waarde": "deels"}).status_code == 403
    sent = {"gepland": "Plan", "gerealiseerd": "Niets", "les": "<b>Let op</b>", "voorstel": "stoppen", "versie": 1}
    refused = kant.post(line, sent)
    assert (refused.status_code, "Schrijf waarom dit stopt." in text_of(refused)) == (422, True)
    assert "&lt;b&gt;Let op" in refused.content.decode()
    assert kant.post(line, {**sent, "voorstel_tekst": "Klaar"}).status_code == 303
    conflict = kant.post(line, {**sent, "voorstel_tekst": "Anders", "versie": 1})
    assert (conflict.status_code, "Nu opgeslagen" in text_of(conflict)) == (409, True)
    write = address("evaluatie-schrijven", made)
    assert huurder.get(write).status_code == 403
    assert all(str(name)[:20] in text_of(kant.get(write)) for name in ONDERWERPEN.values())
    assert kant.post(write, {"versie": "x"}).status_code == 422
    assert kant.post(write, {"versie": 1, "samenvatting": "Een jaar."}).status_code == 303
    assert kant.post(write, {"versie": 1, "samenvatting": "Ander jaar."}).status_code == 409
    assert kant.post(write, {"versie": 2, "samenvatting": "x" * 4001}).status_code == 422
    add = address("evaluatie-toevoegen", made)
    assert kant.post(add, {"titel": ""}).status_code == 422
    assert kant.post(add, {"titel": "Daken", "uitleg": "x" * 4001}).status_code == 422
    assert kant.post(add, {"titel": "Daken"}).status_code == 303
    assert (
        kant.get(reverse("evaluatieregel", args=("maastricht", made.regels.get(titel="Daken").pk))).status_code == 200
    )
    vast = address("evaluatie-vaststellen", made)
    assert kant.post(vast, {"gezien": "x"}).status_code == 409
    gezien = fingerprint(read(made).inhoud)
    assert kant.post(vast, {"gezien": gezien}).status_code == 303
    text = text_of(client.get(page))
    assert "Vastgesteld op" in text
    assert "Huurders : niet tevreden" in text
    for path, data in ((line, {**sent, "voorstel": ""}), (write, {"versie": 3}), (add, {"titel": "x"}), (vast, {})):
        assert kant.post(path, data).status_code == 409, path
    assert huurder.post(verdict, {"partij": stad.huurders.pk, "waarde": "deels"}).status_code in (403, 409)
    assert "verandert niet meer" in text_of(kant.post(address("evaluatie-weg", made), follow=True))
    assert client.get(address("evaluatie", made).replace("2025", "2019")).status_code == 404
    assert kant.get(reverse("evaluatieregel", args=("maastricht", 999_999))).status_code == 404
    other = make(stad, jaar=2024)
    assert "weggegooid" in text_of(kant.post(address("evaluatie-weg", other), follow=True))
    phone = make(stad, jaar=2024)
    propose_new(evaluatie=phone, titel="Bel 06-12345678", uitleg="", by=stad.by)
    asked = kant.post(address("evaluatie-vaststellen", phone), {"gezien": fingerprint(read(phone).inhoud)})
    assert (asked.status_code, "Staat hier een persoonsgegeven?" in text_of(asked)) == (422, True)


def test_the_files(stad, client) -> None:
    made = make(stad)
    fill(stad, made)
    adopt(stad, made)
    pdf = client.get(address("evaluatie-bestand", made, "pdf"))
    assert pdf.content.startswith(b"%PDF")
    assert b"pdfuaid" in pdf.content
    document = Document(io.BytesIO(client.get(address("evaluatie-bestand", made, "docx")).content))
    said = "\n".join(part.text for part in document.paragraphs)
    for text in ("Evaluatie 2025", "Een gemengd jaar.", "Les: Begin eerder.", "Voorstel: bijstellen: Label C"):
        assert text in said
    assert "niet tevreden. Te traag." in [cell.text for table in document.tables for cell in table.columns[1].cells]
    content = client.get(address("evaluatie-bestand", made, "json")).content
    assert fingerprint(content) == Evaluatie.objects.get().hash
    assert json.loads(content)["regels"][0]["oordelen"][0]["partij"] == "Huurders"
    assert client.get(address("evaluatie-bestand", made, "exe")).status_code == 404
    Afspraak.objects.filter(pk=stad.afspraak.pk).update(gepubliceerd=False)
    assert client.get(address("evaluatie-bestand", made, "json")).status_code == 404
    assert client.get(address("evaluatie-bestand", made, "docx")).status_code == 200


def test_queries_do_not_grow(stad, client) -> None:
    def cost(jaar):
        with data_queries() as making:
            made = make(stad, jaar=jaar)
        for regel in made.regels.all():
            for partij in (stad.huurders, stad.woonpunt):
                record_oordeel(regel=regel, partij=partij, waarde="deels", toelichting="", by=stad.by)
        adopt(stad, made)
        with data_queries() as reading:
            client.get(address("evaluatie", made))
        return len(making), len(reading)

    add_report(stad.afspraak, "op_koers", datum=dt.date(2024, 5, 1))
    few = cost(2024)
    for volgorde in range(10, 22):
        row = AfspraakFactory(thema=stad.thema, volgorde=volgorde)
        TermijnFactory(afspraak=row, periode="2025")
        add_report(row, "op_koers", datum=dt.date(2025, 2, 1))
    assert cost(2025) == few
