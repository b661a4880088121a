# SPDX-License-Identifier: EUPL-1.2
"""Many people at once: a euro is granted once, a number is given once."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from tests.wijken.wereld import make_fondswereld, unbroken
from tests.writers.at_once import write_at_once
from wijken.models import Aanvraag, Boeking
from wijken.services import grootboek, indienen

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 20


def attempt(call) -> bool:
    """True when it was done, False when it was refused because there is not enough."""
    try:
        call()
    except ValidationError as error:
        if error.error_dict["bedrag"][0].code != "saldo":
            raise
        return False
    return True


def test_twenty_grants_at_once_never_spend_a_euro_twice():
    wereld = make_fondswereld()
    aanvragen = [wereld.taken_up("150") for _ in range(MANY)]
    granted = write_at_once(lambda number: attempt(lambda: wereld.grant(aanvragen[number], "150")), writers=MANY)
    assert sum(granted) == 6  # of 1000 euros
    assert wereld.stand() == (Decimal("100.00"), 0, Decimal("900.00"), 0)
    assert Aanvraag.objects.filter(status="toegekend").count() == 6
    numbers = list(
        Boeking.objects.filter(fonds=wereld.fonds).order_by("volgnummer").values_list("volgnummer", flat=True)
    )
    assert numbers == list(range(1, 8))
    assert unbroken()


def test_twenty_transfers_to_and_fro_lose_nothing_and_wait_for_nobody():
    wereld = make_fondswereld()
    pair = (wereld.fonds, wereld.rayonfonds)

    def move(number: int) -> bool:
        van, naar = pair if number % 2 else pair[::-1]
        regel = wereld.regel("30", besluit="BOWW")
        return attempt(
            lambda: grootboek.transfer(van_fonds=van, naar_fonds=naar, regel=regel, by=wereld.fondsbeheerder)
        )

    assert write_at_once(move, writers=MANY) == [True] * MANY
    assert (wereld.stand()[0], wereld.stand(wereld.rayonfonds)[0]) == (Decimal("1000.00"), Decimal("500.00"))
    assert Boeking.objects.count() == 2 + 2 * MANY
    assert unbroken()


def test_twenty_confirmations_at_once_get_twenty_numbers():
    wereld = make_fondswereld()
    rows = [wereld.hand_in(email=f"bewoner-{number}@bewoner.example") for number in range(MANY)]
    write_at_once(lambda number: indienen.confirm(aanvraag=rows[number]), writers=MANY)
    numbers = {kenmerk[-4:] for kenmerk in Aanvraag.objects.values_list("kenmerk", flat=True)}
    assert numbers == {f"{number:04d}" for number in range(1, MANY + 1)}
