# SPDX-License-Identifier: EUPL-1.2
"""A party puts its view beside something, it is answered, both sides agree, and only then everybody reads it."""

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from afspraken.models import Afspraak
from monitoring.models import Zienswijze
from monitoring.querysets.zienswijze import Antwoordtermijn, Staat
from monitoring.selectors.zienswijzen import counts_of, find_over, todo
from monitoring.services.rapportages import adopt_rapportage, create_rapportage
from monitoring.services.zienswijzen import (
    ZienswijzeVoorbij,
    agree_zienswijze,
    answer_zienswijze,
    change_zienswijze,
    give_more_time,
    publish_zienswijze,
    submit_zienswijze,
    unpublish_zienswijze,
    withdraw_zienswijze,
)
from partijen.models import Lidmaatschap, Wijziging
from partijen.services.history import StaleVersion
from partijen.services.persoonsgegevens import Antwoord, PersonalDataFound
from tests.factories import (
    AfspraakFactory,
    GebruikerFactory,
    GemeenteFactory,
    OverlegFactory,
    PartijFactory,
    PartijInGemeenteFactory,
)
from tests.factories_evaluatie import EvaluatieFactory
from tests.factories_zienswijze import ZienswijzeFactory
from tests.monitoring.build import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
PUBLIEK = AnonymousUser()


@pytest.fixture
def stad():
    """A public and a hidden afspraak; tenants, a corporation and the gemeente, each with who speaks for it."""

    class Stad:
        pass

    stad = Stad()
    stad.gemeente = GemeenteFactory(slug="maastricht", zienswijze_dagen=20)
    stad.eigen = PartijFactory(naam="Gemeente Maastricht", soort="gemeente")
    stad.gemeente.eigen_partij = stad.eigen
    stad.gemeente.save()
    stad.afspraak = AfspraakFactory(thema__afsprakenset__gemeente=stad.gemeente, code="1e", titel="Huurverhoging")
    stad.set = stad.afspraak.afsprakenset
    stad.huurders = PartijFactory(naam="Huurders", soort="huurdersorganisatie")
    stad.woonpunt = PartijFactory(naam="Woonpunt")
    for partij in (stad.huurders, stad.woonpunt, stad.eigen):
        PartijInGemeenteFactory(gemeente=stad.gemeente, partij=partij)
    stad.by = GebruikerFactory(rol="coordinator", gemeente=stad.gemeente)
    stad.huurder = GebruikerFactory(rol="huurdersvertegenwoordiger", gemeente=stad.gemeente, partij=stad.huurders)
    stad.steward = GebruikerFactory(rol="databeheerder", gemeente=stad.gemeente, partij=stad.woonpunt)
    stad.lid = GebruikerFactory(
        rol="werkgroeplid", gemeente=stad.gemeente, partij=PartijFactory(soort="werkgroep", gemeente=stad.gemeente)
    )
    stad.bestuurder = GebruikerFactory(rol="bestuurder", gemeente=stad.gemeente, partij=stad.woonpunt)
    stad.beheerder = GebruikerFactory(rol="beheerder", gemeente=stad.gemeente)
    stad.elders = GebruikerFactory(rol="coordinator", gemeente=GemeenteFactory(slug="elders"))
    return stad


def submit(stad, **values):
    given = {
        "over": stad.afspraak,
        "partij": stad.huurders,
        "soort": "zienswijze",
        "titel": "De huren stijgen te snel.",
        "tekst": "Onze leden merken dat.",
        "by": stad.huurder,
    }
    return submit_zienswijze(**{**given, **values})


def step(service, row, **values):
    """Do a step with the row as it is stored now."""
    row = Zienswijze.objects.with_names().get(pk=row.pk)
    service(**{"zienswijze": row, "expected_versie": row.versie, **values})
    return Zienswijze.objects.with_names().get(pk=row.pk)


def publish(stad, row):
    row = step(answer_zienswijze, row, antwoord="Wij letten erop.", by=stad.by)
    row = step(agree_zienswijze, row, kant="indiener", by=stad.huurder)
    return step(publish_zienswijze, row, by=stad.by)


def readers(stad, row):
    """Who of all roles sees it."""
    names = ("by", "huurder", "steward", "lid", "bestuurder", "beheerder", "elders")
    users = {name: getattr(stad, name) for name in names} | {"publiek": PUBLIEK}
    return {name for name, user in users.items() if Zienswijze.objects.visible_to(user).filter(pk=row.pk).exists()}


def test_from_writing_to_public_with_both_sides(stad) -> None:
    row = submit(stad)
    assert (row.staat, row.over_naam, row.demo) == (Staat.OPEN, str(stad.afspraak), False)
    assert row.antwoord_uiterlijk == timezone.localtime(row.ingediend_op).date() + dt.timedelta(days=20)
    inside = {"by", "huurder", "bestuurder"}
    assert readers(stad, row) == inside
    answered = step(answer_zienswijze, row, antwoord=" Wij letten erop. ", by=stad.by)
    assert (answered.staat, answered.antwoord, answered.antwoord_namens) == (
        Staat.BEANTWOORD,
        "Wij letten erop.",
        stad.eigen,
    )
    assert answered.akkoord_antwoord_op
    with pytest.raises(ZienswijzeVoorbij, match="Nog niet beide kanten"):
        step(publish_zienswijze, row, by=stad.by)
    with pytest.raises(PermissionDenied):
        step(agree_zienswijze, row, kant="indiener", by=stad.by)
    agreed = step(agree_zienswijze, row, kant="indiener", by=stad.huurder)
    assert agreed.beide_akkoord
    # Another answer: the other side looks again.
    again = step(answer_zienswijze, row, antwoord="Wij doen meer.", by=stad.by)
    assert (again.akkoord_indiener_op, again.beantwoord_op) == (None, answered.beantwoord_op)
    step(agree_zienswijze, row, kant="indiener", by=stad.huurder)
    with pytest.raises(PermissionDenied):
        step(publish_zienswijze, row, by=stad.huurder)
    assert readers(stad, row) == inside
    version = type(stad.gemeente).objects.get(pk=stad.gemeente.pk).publieke_versie
    public = step(publish_zienswijze, row, by=stad.by)
    assert public.staat is Staat.GEPUBLICEERD
    assert type(stad.gemeente).objects.get(pk=stad.gemeente.pk).publieke_versie == version + 1
    assert readers(stad, row) == inside | {"steward", "lid", "beheerder", "elders", "publiek"}
    # What it is about is hidden: so is it.
    Afspraak.objects.filter(pk=stad.afspraak.pk).update(gepubliceerd=False)
    assert readers(stad, row) == {"by", "bestuurder"}
    Afspraak.objects.filter(pk=stad.afspraak.pk).update(gepubliceerd=True)
    for by in (stad.huurder, stad.bestuurder, stad.elders):
        with pytest.raises(PermissionDenied):
            step(unpublish_zienswijze, row, by=by)
    back = step(unpublish_zienswijze, row, by=stad.by)
    assert (back.staat, back.akkoord_indiener_op, back.gepubliceerd_op) == (Staat.BEANTWOORD, None, None)
    for kant, by in (("indiener", stad.huurder), ("antwoord", stad.by)):
        step(agree_zienswijze, row, kant=kant, by=by)
    step(publish_zienswijze, row, by=stad.by)
    gone = step(withdraw_zienswijze, row, by=stad.huurder)
    assert (gone.staat, gone.gepubliceerd) == (Staat.INGETROKKEN, False)
    assert readers(stad, row) == inside
    kinds = list(Wijziging.objects.of_object(row).order_by("id").values_list("soort", flat=True))
    assert kinds.count("gepubliceerd") == 2
    assert (kinds[0], kinds[-1]) == ("nieuw", "ingetrokken")
    assert Wijziging.objects.of_object(row).last().partij_naam == "Huurders"


def test_who_writes_and_for_whom(stad) -> None:
    for by, partij in (
        (stad.huurder, stad.woonpunt),
        (stad.steward, stad.huurders),
        (stad.by, stad.huurders),
        (stad.lid, stad.lid.lidmaatschappen.get().partij),
        (stad.bestuurder, stad.woonpunt),
        (stad.beheerder, stad.eigen),
        (stad.elders, stad.eigen),
    ):
        with pytest.raises(PermissionDenied):
            submit(stad, by=by, partij=partij)
    assert submit(stad, by=stad.steward, partij=stad.woonpunt, gericht_aan=stad.huurders)
    zorg = PartijFactory(soort="zorg_welzijn")
    PartijInGemeenteFactory(gemeente=stad.gemeente, partij=zorg)
    Lidmaatschap.objects.create(gebruiker=stad.lid, gemeente=stad.gemeente, rol="werkgroeplid", partij=zorg)
    stad.lid.__dict__.pop("toegang", None)
    assert submit(stad, by=stad.lid, partij=zorg), "every other party too"
    # The gemeente asks somebody else, never itself.
    for asked in (None, stad.eigen):
        with pytest.raises(ValidationError, match="Kies welke partij antwoordt"):
            submit(stad, by=stad.by, partij=stad.eigen, gericht_aan=asked)
    asked = submit(stad, by=stad.by, partij=stad.eigen, gericht_aan=stad.woonpunt)
    assert readers(stad, asked) == {"by", "bestuurder", "steward"}
    with pytest.raises(PermissionDenied):
        step(answer_zienswijze, asked, antwoord="Ja.", by=stad.by)
    answered = step(answer_zienswijze, asked, antwoord="Ja.", by=stad.steward)
    assert answered.antwoord_namens == stad.woonpunt
    assert submit(stad, gericht_aan=stad.eigen).gericht_aan is None


def test_a_side_reads_only_beside_what_it_sees(stad) -> None:
    concept = AfspraakFactory(thema=stad.afspraak.thema, code="9z", gepubliceerd=False)
    zorg = PartijFactory(soort="zorg_welzijn")
    PartijInGemeenteFactory(gemeente=stad.gemeente, partij=zorg)
    writer = GebruikerFactory(rol="werkgroeplid", gemeente=stad.gemeente, partij=zorg)
    group = stad.afspraak.thema.werkgroep
    Lidmaatschap.objects.create(gebruiker=writer, gemeente=stad.gemeente, rol="werkgroeplid", partij=group)
    over = find_over(writer, stad.gemeente, "afspraak", concept.pk)
    with pytest.raises(ValidationError, match="nog niet openbaar"):
        submit(stad, over=over, partij=zorg, by=writer, gericht_aan=stad.woonpunt)
    row = submit(stad, over=over, partij=zorg, by=writer)
    values = {"soort": "vraag", "titel": "Wat?", "tekst": "Hoe?", "gericht_aan": stad.woonpunt}
    with pytest.raises(ValidationError, match="nog niet openbaar"):
        step(change_zienswijze, row, values=values, by=writer)
    assert Zienswijze.objects.visible_to(writer).filter(pk=row.pk).exists()
    Zienswijze.objects.filter(pk=row.pk).update(gericht_aan=stad.woonpunt)
    assert readers(stad, row) == {"by", "bestuurder"}
    assert todo(stad.steward, stad.gemeente, TODAY) == ()
    Afspraak.objects.filter(pk=concept.pk).update(gepubliceerd=True)
    assert readers(stad, row) == {"by", "bestuurder", "steward"}
    # Taken out of public sight again, also one beside a rapportage or evaluation of a set that is.
    evaluatie = EvaluatieFactory(afsprakenset=stad.set, hash="1" * 64)
    other = submit(stad, over=evaluatie)
    type(stad.set).objects.filter(pk=stad.set.pk).update(gepubliceerd=False)
    assert readers(stad, row) == readers(stad, other) == {"by", "bestuurder"}


def test_bad_input_changes_nothing(stad) -> None:
    for values, field in (
        ({"titel": " "}, "titel"),
        ({"tekst": "\u200b"}, "tekst"),
        ({"titel": "x" * 161}, "titel"),
        ({"tekst": "x" * 4001}, "tekst"),
        ({"soort": "klacht"}, "soort"),
        ({"gericht_aan": stad.huurders}, "gericht_aan"),
        ({"gericht_aan": PartijFactory()}, "gericht_aan"),
    ):
        with pytest.raises(ValidationError) as caught:
            submit(stad, **values)
        assert set(caught.value.message_dict) == {field}, values
    concept = EvaluatieFactory(afsprakenset=stad.set, vastgesteld=False)
    with pytest.raises(ValidationError, match="nog niet vastgesteld"):
        submit(stad, over=concept)
    assert not Zienswijze.objects.exists()
    row = submit(stad)
    for answer in ("", " \u200b"):
        with pytest.raises(ValidationError, match="Schrijf het antwoord"):
            step(answer_zienswijze, row, antwoord=answer, by=stad.by)
    with pytest.raises(ValidationError) as caught:
        step(answer_zienswijze, row, antwoord="x" * 4001, by=stad.by)
    assert set(caught.value.message_dict) == {"antwoord"}
    for day in (TODAY - dt.timedelta(days=1), TODAY + dt.timedelta(days=366)):
        with pytest.raises(ValidationError, match="hoogstens een jaar"):
            step(give_more_time, row, uiterlijk=day, by=stad.by)
    with pytest.raises(PermissionDenied):
        step(give_more_time, row, uiterlijk=TODAY, by=stad.huurder)
    for last in (TODAY, TODAY + dt.timedelta(days=365)):
        row = step(give_more_time, row, uiterlijk=last, by=stad.by)
        assert row.antwoord_uiterlijk == last


def test_steps_that_come_too_late_and_two_at_once(stad) -> None:
    row = submit(stad)
    changed = {"soort": "vraag", "titel": "Hoe hoog?", "tekst": "Graag een getal.", "gericht_aan": stad.woonpunt}
    with pytest.raises(PermissionDenied):
        step(change_zienswijze, row, values=changed, by=stad.by)
    now = step(change_zienswijze, row, values=changed, by=stad.huurder)
    assert (now.soort, now.titel, now.gericht_aan) == ("vraag", "Hoe hoog?", stad.woonpunt)
    with pytest.raises(StaleVersion):
        step(change_zienswijze, row, values=changed, by=stad.huurder, expected_versie=1)
    with pytest.raises(PermissionDenied):
        step(answer_zienswijze, row, antwoord="Nee", by=stad.huurder)
    # The coordinator answers in its place, then for the gemeente.
    answered = step(answer_zienswijze, row, antwoord="Ja", by=stad.by)
    assert answered.antwoord_namens == stad.eigen
    for service, values in (
        (change_zienswijze, {"values": changed, "by": stad.huurder}),
        (give_more_time, {"uiterlijk": TODAY, "by": stad.by}),
        (unpublish_zienswijze, {"by": stad.by}),
    ):
        with pytest.raises(ZienswijzeVoorbij, match="beantwoord"):
            step(service, row, **values)
    with pytest.raises(PermissionDenied):
        step(withdraw_zienswijze, row, by=stad.by)
    step(withdraw_zienswijze, row, by=stad.huurder)
    for service, values in (
        (withdraw_zienswijze, {"by": stad.huurder}),
        (agree_zienswijze, {"kant": "indiener", "by": stad.huurder}),
        (answer_zienswijze, {"antwoord": "Ja", "by": stad.by}),
        (publish_zienswijze, {"by": stad.by}),
    ):
        with pytest.raises(ZienswijzeVoorbij, match="ingetrokken"):
            step(service, row, **values)


def test_personal_data_is_answered_before_it_is_public(stad) -> None:
    row = submit(stad, tekst="Bel mij op 06-12345678.")
    with pytest.raises(PersonalDataFound) as caught:
        publish(stad, row)
    assert not Zienswijze.objects.get().gepubliceerd
    answer = Antwoord(caught.value.kenmerk, "Het nummer van het kantoor.")
    assert step(publish_zienswijze, row, by=stad.by, antwoord=answer).gepubliceerd
    assert "Het nummer van het kantoor." in Wijziging.objects.of_object(row).first().reden


def test_the_database_holds_the_rules_too(stad) -> None:
    row = submit(stad)
    evaluatie = EvaluatieFactory(afsprakenset=stad.set)
    for changes in (
        {"evaluatie": evaluatie},
        {"afspraak": None},
        {"antwoord": "Ja"},
        {"akkoord_indiener_op": row.ingediend_op},
        {"gepubliceerd": True, "gepubliceerd_op": row.ingediend_op},
        {"gericht_aan": stad.huurders},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Zienswijze.objects.filter(pk=row.pk).update(**changes)


def test_states_and_terms_hold_every_row_once(stad) -> None:
    days = (-3, 0, 14, 15)
    for number, day in enumerate(days):
        ZienswijzeFactory(
            afspraak=stad.afspraak, antwoord_uiterlijk=TODAY + dt.timedelta(days=day), titel=f"Open {number}"
        )
    ZienswijzeFactory(afspraak=stad.afspraak, answered=True)
    ZienswijzeFactory(afspraak=stad.afspraak, public=True)
    ZienswijzeFactory(afspraak=stad.afspraak, answered=True, ingetrokken_op=dt.datetime(2026, 11, 1, tzinfo=dt.UTC))
    counts = counts_of(Zienswijze.objects.all(), TODAY)
    for kind in (Staat, Antwoordtermijn):
        prefix = "staat" if kind is Staat else "termijn"
        found = {value: counts[f"{prefix}_{value}"] for value in kind.values}
        assert sum(found.values()) == counts["totaal"] == 7
    assert [counts[f"termijn_{value}"] for value in Antwoordtermijn.values] == [1, 2, 1, 3]
    for row in Zienswijze.objects.all():
        assert Zienswijze.objects.in_staat(row.staat).filter(pk=row.pk).exists()
        assert sum(Zienswijze.objects.in_staat(staat).filter(pk=row.pk).count() for staat in Staat) == 1


def test_beside_a_rapportage_and_an_evaluation(stad) -> None:
    overleg = OverlegFactory(gemeente=stad.gemeente, datum=dt.date(2025, 9, 1))
    rapportage = create_rapportage(overleg=overleg, afsprakenset=stad.set, by=stad.by)
    assert find_over(stad.by, stad.gemeente, "rapportage", rapportage.pk) is None, "a concept is made anew"
    adopted = adopt_rapportage(overleg=overleg, afsprakenset=stad.set, gezien=rapportage.hash, by=stad.by)
    evaluatie = EvaluatieFactory(afsprakenset=stad.set, hash="1" * 64)
    for soort, made in (("rapportage", adopted), ("evaluatie", evaluatie)):
        over = find_over(stad.huurder, stad.gemeente, soort, made.pk)
        row = publish(stad, submit(stad, over=over))
        assert (row.over, row.over_soort) == (over, soort)
        assert row.over_naam.startswith(soort.capitalize())
        assert "publiek" in readers(stad, row)
    adopted.refresh_from_db()
    assert adopted.hash == rapportage.hash
    assert find_over(stad.by, stad.gemeente, "thema", stad.afspraak.thema_id) is None
    hidden = AfspraakFactory(thema=stad.afspraak.thema, gepubliceerd=False)
    assert find_over(stad.huurder, stad.gemeente, "afspraak", hidden.pk) is None
    assert find_over(stad.by, stad.gemeente, "afspraak", hidden.pk) == hidden


def test_what_there_is_to_do(stad) -> None:
    def tasks(user):
        user.__dict__.pop("toegang", None)
        return [(task.wat.split()[0], task.verstreken) for task in todo(user, stad.gemeente, TODAY)]

    row = submit(stad)
    Zienswijze.objects.update(antwoord_uiterlijk=TODAY - dt.timedelta(days=1))
    assert tasks(stad.by) == [("Beantwoorden", True)]
    assert tasks(stad.huurder) == tasks(stad.steward) == tasks(stad.bestuurder) == []
    Zienswijze.objects.update(gericht_aan=stad.woonpunt)
    assert (tasks(stad.by), tasks(stad.steward)) == ([("Het", True)], [("Beantwoorden", True)])
    Zienswijze.objects.update(antwoord_uiterlijk=TODAY)
    assert (tasks(stad.by), tasks(stad.steward)) == ([], [("Beantwoorden", False)])
    step(answer_zienswijze, row, antwoord="Nee", by=stad.steward)
    assert (tasks(stad.by), tasks(stad.steward), tasks(stad.huurder)) == ([], [], [("Lees", False)])
    step(agree_zienswijze, row, kant="indiener", by=stad.huurder)
    assert (tasks(stad.by), tasks(stad.steward), tasks(stad.huurder)) == ([("Publiceren:", False)], [], [])
    step(publish_zienswijze, row, by=stad.by)
    assert tasks(stad.by) == tasks(stad.huurder) == []


def test_a_gemeente_without_a_party_of_its_own(stad) -> None:
    stad.gemeente.eigen_partij = None
    stad.gemeente.save()
    row = publish(stad, submit(stad))
    assert (row.antwoord_namens, row.gepubliceerd) == (None, True)
