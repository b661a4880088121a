# SPDX-License-Identifier: EUPL-1.2
"""The very same thing done by several at once: done once, told once, and the others hear why it was not theirs."""

import datetime as dt

import pytest
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.utils import timezone

from afspraken.models import Afspraak, Vervolgbesluit
from afspraken.services.pilots import decide_pilot
from afspraken.services.voortgang import Melding, record_voortgang
from corporaties.models import Afwijking, Afwijkingstoelichting
from corporaties.services.controle import explain_afwijking
from monitoring.models import Jaarmoment
from monitoring.services import kalender
from partijen.models import Gebruiker, Lidmaatschap, Overleg, Wijziging
from partijen.services import accounts, history, lidmaatschappen, zwartmaken
from portaal.lib.blackout import MARK
from tests.factories import AfspraakFactory, AfsprakensetFactory, GebruikerFactory, GemeenteFactory
from tests.writers.at_once import write_at_once

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 6
REFUSED = (ValidationError, history.StaleVersion, ObjectDoesNotExist)


def done(work) -> list[str]:
    """What became of each of many who do the same: "" when it was done, or the name of the fault."""

    def attempt(number: int) -> str:
        try:
            work(number)
        except REFUSED as fault:
            return type(fault).__name__
        return ""

    return sorted(write_at_once(attempt, writers=MANY))


def told(model: type, soort: str) -> int:
    """Events of a kind about the rows of a model."""
    return Wijziging.objects.filter(model=model._meta.label_lower, soort=soort).count()


def test_what_is_unique_is_made_once_and_the_others_read_a_fault():
    gemeente = GemeenteFactory()
    by = GebruikerFactory(rol="coordinator", gemeente=gemeente)
    day = timezone.localdate() + dt.timedelta(days=30)
    once = ["", *["ValidationError"] * (MANY - 1)]
    overleg = {"soort": "bestuurlijk", "datum": day}
    assert done(lambda _n: kalender.plan_overleg(gemeente=gemeente, by=by, **overleg)) == once
    moment = {"naam": "Bod", "soort": "bod", "dag": 1, "maand": 3}
    assert done(lambda _n: kalender.add_moment(gemeente=gemeente, by=by, **moment)) == once
    assert (told(Overleg, "nieuw"), told(Jaarmoment, "nieuw")) == (1, 1)
    # A change too: of several that take the same name one gets it.
    rows = [
        kalender.add_moment(gemeente=gemeente, by=by, **{**moment, "naam": f"Bod {number}"}) for number in range(MANY)
    ]

    def rename(number: int) -> None:
        values = {**moment, "naam": "Zelfde naam"}
        kalender.change_moment(moment=rows[number], by=by, expected_versie=rows[number].versie, **values)

    assert done(rename) == once
    assert told(Jaarmoment, "gewijzigd") == 1


def test_who_is_invited_twice_at_once_gets_one_account_and_a_role_that_ends_once():
    gemeente = GemeenteFactory()
    by = GebruikerFactory(rol="beheerder", gemeente=gemeente)
    new = {"email": "nieuw@demo.example", "naam": "Nieuw", "rol": "bestuurder"}
    answers = done(lambda _n: lidmaatschappen.add_lidmaatschap(**new, gemeente=gemeente, by=by))
    assert answers == ["", *["ValidationError"] * (MANY - 1)]
    row = Lidmaatschap.objects.get(gebruiker=Gebruiker.objects.get(email=new["email"]))
    assert told(Lidmaatschap, "nieuw") == 1
    answers = done(lambda _n: accounts.end_lidmaatschap(lidmaatschap=Lidmaatschap(**vars_of(row)), by=by))
    assert answers == ["", *["DoesNotExist"] * (MANY - 1)]
    assert told(Lidmaatschap, "verwijderd") == 1


def vars_of(row) -> dict:
    """The columns of a row, for a copy of it as another request holds it."""
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def test_the_first_explanation_is_written_by_one():
    gemeente = GemeenteFactory()
    by = GebruikerFactory(rol="coordinator", gemeente=gemeente)
    afwijking = Afwijking.objects.create(gemeente=gemeente, sleutel="a", regel="totaal", volgorde=1)

    def explain(number: int) -> None:
        text = {"tekst": f"Uitleg {number}", "expected_versie": 0}
        explain_afwijking(afwijking=afwijking, by=by, oorsprong="pagina", **text)

    assert done(explain) == ["", *["StaleVersion"] * (MANY - 1)]
    assert told(Afwijkingstoelichting, "nieuw") == 1


def test_blacking_out_gives_way_to_who_is_writing_and_then_finds_everything():
    afspraken = [AfspraakFactory(gepubliceerd=True, samenvatting="Van geheimtekst")]
    gemeente = afspraken[0].gemeente
    afspraken += [
        AfspraakFactory(thema=afspraken[0].thema, gepubliceerd=True, samenvatting="Van geheimtekst")
        for _ in range(MANY - 2)
    ]
    by = GebruikerFactory(rol="coordinator", gemeente=gemeente)
    keeper = GebruikerFactory(rol="beheerder", gemeente=gemeente)

    def work(number: int) -> None:
        if number == 0:
            zwartmaken.black_out(gemeente=gemeente, tekst="geheimtekst", reden="Naam van een bewoner", by=keeper)
            return
        for _ in range(5):
            melding = Melding(status="op_koers", toelichting="Loopt")
            record_voortgang(afspraak=afspraken[number - 1], melding=melding, by=by, publish=True)

    assert done(work) == [""] * MANY
    assert set(Afspraak.objects.values_list("samenvatting", flat=True)) == {f"Van {MARK}"}
    assert told(Afspraak, "gewijzigd") == 5 * (MANY - 1)


def test_a_decision_that_is_sent_several_times_at_once_is_one_decision():
    pilot = AfsprakensetFactory(soort="pilot", gepubliceerd=True)
    by = GebruikerFactory(rol="coordinator", gemeente=pilot.gemeente)
    values = {"keuze": "doorgaan", "datum": timezone.localdate(), "overleg": None, "reden": "Het werkt."}
    assert done(lambda _n: decide_pilot(pilot=pilot, values=values, by=by)) == [""] * MANY
    assert told(Vervolgbesluit, "nieuw") == Vervolgbesluit.objects.count() == 1
    decide_pilot(pilot=pilot, values=values | {"keuze": "stoppen"}, by=by)
    decide_pilot(pilot=pilot, values=values, by=by)  # back again: a decision of its own
    assert Vervolgbesluit.objects.count() == 3
