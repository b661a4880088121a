# SPDX-License-Identifier: EUPL-1.2
"""One user for each role of a gemeente, to ask a rule of all of them at once."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import AnonymousUser

from partijen.models import Gebruiker, Gemeente, Partij, Rol
from tests.factories import GebruikerFactory, PartijFactory, WerkgroepFactory

EVERYBODY = {str(rol) for rol in Rol}


def people_of(gemeente: Gemeente, corporatie: Partij | None = None) -> dict[str, Any]:
    """{role: user}, and under "" the public; whoever stands for a party has one of his own."""
    partijen = {
        Rol.WERKGROEPLID: WerkgroepFactory(gemeente=gemeente),
        Rol.DATABEHEERDER: corporatie or PartijFactory(),
        Rol.HUURDERSVERTEGENWOORDIGER: PartijFactory(soort="huurdersorganisatie"),
    }
    users = {str(rol): GebruikerFactory(rol=rol, gemeente=gemeente, partij=partijen.get(rol)) for rol in Rol}
    return {**users, "": AnonymousUser()}


def who(people: dict[str, Any], rule: Callable[..., Any], *args: Any) -> set[str]:
    """The roles of which the rule says yes."""
    return {rol for rol, user in people.items() if rule(user, *args)}


def party_of(user: Gebruiker) -> Partij:
    """The party on whose behalf a user of `people_of` holds his role."""
    partij = user.lidmaatschappen.get().partij
    assert partij is not None
    return partij
