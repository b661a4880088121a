# SPDX-License-Identifier: EUPL-1.2
"""Who may do what in partijen, and what a user may reach at all: plain functions (design, section 5)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Hashable
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from partijen.drempels import DREMPELS
from partijen.models import (
    Berichtsoort,
    Collectieflid,
    Gebruiker,
    Gemeente,
    Inlogdienst,
    Lidmaatschap,
    Partij,
    PartijInGemeente,
    Rol,
    Sleutel,
)
from portaal.lib.models import valid_on

# Roles that read everything unpublished of their gemeente.
LEZERS = (Rol.COORDINATOR, Rol.BESTUURDER, Rol.BEHEERDER)
# Who holds several roles acts in the first of these.
ROL_IN_LOG = (Rol.COORDINATOR, Rol.BEHEERDER, *(rol for rol in Rol if rol not in (Rol.COORDINATOR, Rol.BEHEERDER)))


@dataclass(frozen=True)
class Toegang:
    """What one user may reach: roles per gemeente, and the parties on whose behalf.

    `partij_ids` holds the parties of the user and the collectieven these belong to today, per gemeente,
    so that a member of Servatius may report on what "Corporaties" lead. `namens` says per gemeente in which role and
    on behalf of which party the user acts, for the log; it decides nothing. `plaatsen` has the slug and the name
    of each gemeente in which he has a role, for the way to it.
    """

    gebruiker_id: int | None = None
    superuser: bool = False
    # The key with which is asked, its party, and what it is for per gemeente. A key holds no roles: a rule that names
    # no scope refuses it.
    sleutel_id: int | None = None
    sleutel_partij_id: int | None = None
    scopes: dict[int, frozenset[str]] = field(default_factory=dict)
    rollen: dict[int, frozenset[str]] = field(default_factory=dict)
    partij_ids: dict[int, frozenset[int]] = field(default_factory=dict)
    werkgroep_ids: frozenset[int] = frozenset()
    # Parties of which the user is databeheerder, so whose figures he delivers, per gemeente.
    cijfer_partij_ids: dict[int, frozenset[int]] = field(default_factory=dict)
    namens: dict[int, tuple[str, str]] = field(default_factory=dict)
    plaatsen: dict[int, tuple[str, str]] = field(default_factory=dict)

    def has(self, gemeente_id: int, *rollen: str) -> bool:
        """True when the user holds one of the roles in the gemeente."""
        return bool(self.rollen.get(gemeente_id, frozenset()) & {str(rol) for rol in rollen})

    def has_scope(self, gemeente_id: int, *scopes: str) -> bool:
        """True for a key of this gemeente that is for one of these; False for every person."""
        return bool(self.scopes.get(gemeente_id, frozenset()) & {str(scope) for scope in scopes})

    def gemeenten_with_scope(self, *scopes: str) -> list[int]:
        """Ids of the gemeenten in which this is a key for one of these: one, or none."""
        return [gemeente_id for gemeente_id in self.scopes if self.has_scope(gemeente_id, *scopes)]

    def gemeenten_with(self, *rollen: str) -> list[int]:
        """Ids of the gemeenten in which the user holds one of the roles."""
        return [gemeente_id for gemeente_id in self.rollen if self.has(gemeente_id, *rollen)]

    @property
    def full_gemeente_ids(self) -> list[int]:
        """Gemeenten of which the user reads everything unpublished."""
        return self.gemeenten_with(*LEZERS)

    @cached_property
    def key(self) -> tuple[Hashable, ...]:
        """All of it, as a key; made once, since a page asks for it again at each of its queries."""
        values = (getattr(self, part.name) for part in fields(self))
        return tuple(frozenset(value.items()) if isinstance(value, dict) else value for value in values)

    @property
    def may_enter_beheer(self) -> bool:
        """Coordinators, beheerders and werkgroepleden may enter the admin screens."""
        return self.superuser or bool(self.gemeenten_with(Rol.COORDINATOR, Rol.BEHEERDER, Rol.WERKGROEPLID))


PUBLIEK = Toegang()


def load_toegang(gebruiker: Any) -> Toegang:
    """Read the memberships of a user: one query, and a second one when parties are involved."""
    rollen: dict[int, set[str]] = defaultdict(set)
    partijen: dict[int, set[int]] = defaultdict(set)
    werkgroepen: set[int] = set()
    cijfers: dict[int, set[int]] = defaultdict(set)
    namens: dict[int, dict[str, str]] = defaultdict(dict)
    plaatsen: dict[int, tuple[str, str]] = {}
    rows = Lidmaatschap.objects.filter(gebruiker=gebruiker, gebruiker__is_active=True).order_by("id")
    place = ("gemeente__slug", "gemeente__naam", "gemeente__eigen_partij__naam")
    columns = ("gemeente_id", "rol", "partij_id", "partij__soort", "partij__naam", *place)
    for gemeente_id, rol, partij_id, soort, partij, slug, naam, eigen_partij in rows.values_list(*columns):
        rollen[gemeente_id].add(rol)
        plaatsen[gemeente_id] = (slug, naam)
        own = eigen_partij if rol in (Rol.COORDINATOR, Rol.BEHEERDER) else ""
        namens[gemeente_id].setdefault(rol, partij or own or "")
        if partij_id:
            partijen[gemeente_id].add(partij_id)
            if rol == Rol.WERKGROEPLID and soort == Partij.Soort.WERKGROEP:
                werkgroepen.add(partij_id)
            if rol == Rol.DATABEHEERDER:
                cijfers[gemeente_id].add(partij_id)
    if gebruiker.is_superuser and gebruiker.is_active:
        for gemeente_id in Gemeente.objects.values_list("id", flat=True):
            rollen[gemeente_id].add(Rol.BEHEERDER)
            namens[gemeente_id].setdefault(Rol.BEHEERDER, "")
    if partijen:
        for gemeente_id, lid_id, collectief_id in collectieven_of(
            set().union(*partijen.values()), timezone.localdate()
        ):
            if lid_id in partijen.get(gemeente_id, ()):
                partijen[gemeente_id].add(collectief_id)
    return Toegang(
        gebruiker_id=gebruiker.pk,
        superuser=gebruiker.is_superuser and gebruiker.is_active,
        rollen={key: frozenset(value) for key, value in rollen.items()},
        partij_ids={key: frozenset(value) for key, value in partijen.items()},
        werkgroep_ids=frozenset(werkgroepen),
        cijfer_partij_ids={key: frozenset(value) for key, value in cijfers.items()},
        namens={pk: next((rol, held[rol]) for rol in ROL_IN_LOG if rol in held) for pk, held in namens.items()},
        plaatsen=plaatsen,
    )


def toegang_of_sleutel(sleutel: Sleutel) -> Toegang:
    """What a key may reach: its party in its gemeente, as far as its scopes go. One query when it may report."""
    own = {sleutel.gemeente_id: frozenset({sleutel.partij_id})}
    partijen: dict[int, frozenset[int]] = {}
    if sleutel.voortgang:
        collectieven = collectieven_of({sleutel.partij_id}, timezone.localdate())
        here = {pk for gemeente_id, _lid, pk in collectieven if gemeente_id == sleutel.gemeente_id}
        partijen = {sleutel.gemeente_id: frozenset({sleutel.partij_id, *here})}
    return Toegang(
        sleutel_id=sleutel.pk,
        sleutel_partij_id=sleutel.partij_id,
        scopes={sleutel.gemeente_id: sleutel.scopes},
        partij_ids=partijen,
        cijfer_partij_ids=own if sleutel.leveren else {},
        namens={sleutel.gemeente_id: ("", sleutel.partij.naam)},
    )


def collectieven_of(partij_ids: set[int], peildatum: dt.date) -> list[tuple[int, int, int]]:
    """(gemeente id, member id, collectief id) of the collectieven to which parties belong at a date."""
    rows = Collectieflid.objects.filter(
        Q(van=None) | Q(van__lte=peildatum), Q(tot=None) | Q(tot__gte=peildatum), lid_id__in=partij_ids
    )
    return list(rows.values_list("collectief__gemeente_id", "lid_id", "collectief_id"))


def toegang_of(user: Any) -> Toegang:
    """What anybody may reach, the anonymous public included."""
    return user.toegang if getattr(user, "is_authenticated", False) and user.is_active else PUBLIEK


def access_key(user: Any) -> tuple[Hashable, ...]:
    """The whole access of a user as a key: whatever a query asks of it, another access has another key."""
    return toegang_of(user).key


def may_see_bestuur(user: Any, gemeente: Gemeente) -> bool:
    """The BOWW dashboard is for everybody who logged in; its figures follow `visible_to`."""
    return toegang_of(user).gebruiker_id is not None


def may_see_history(user: Any, gemeente_id: int) -> bool:
    """Who changed what is shown to the coordinator and the beheerder."""
    return toegang_of(user).has(gemeente_id, Rol.COORDINATOR, Rol.BEHEERDER)


def may_look_as_public(user: Any, gemeente_id: int) -> bool:
    """The coordinator, who decides what is public, may see it as the public does."""
    return toegang_of(user).has(gemeente_id, Rol.COORDINATOR)


def may_look_as_public_of(user: Any, slug: str) -> bool:
    """The same, of the gemeente at an address; False when there is none."""
    found = Gemeente.objects.filter(slug=slug).values_list("pk", flat=True).first()
    return found is not None and may_look_as_public(user, found)


def needs_second_factor(user: Any) -> bool:
    """Who publishes, keeps memberships or administers logs in with a second factor."""
    toegang = toegang_of(user)
    return toegang.superuser or bool(toegang.gemeenten_with(Rol.COORDINATOR, Rol.BEHEERDER))


# --- /beheer/ --------------------------------------------------------------------------------------------------------
# `None` for a gemeente or row asks "anywhere at all?": whether a screen, button or menu entry is shown.


def holds(user: Any, gemeente_id: int | None, *rollen: str) -> bool:
    """The user holds one of the roles in the gemeente, or in any when that is None."""
    toegang = toegang_of(user)
    return toegang.has(gemeente_id, *rollen) if gemeente_id is not None else bool(toegang.gemeenten_with(*rollen))


def beheer_gemeente_ids(user: Any) -> list[int]:
    """Gemeenten whose rows the user finds in /beheer/: as coordinator or beheerder."""
    return toegang_of(user).gemeenten_with(Rol.COORDINATOR, Rol.BEHEERDER)


def may_read_beheer(user: Any, gemeente_id: int | None = None) -> bool:
    """Coordinator and beheerder read what the gemeente has entered."""
    return holds(user, gemeente_id, Rol.COORDINATOR, Rol.BEHEERDER)


def may_keep_gegevens(user: Any, gemeente_id: int | None = None) -> bool:
    """The coordinator keeps parties, places, meetings, documents and agreements of the gemeente."""
    return holds(user, gemeente_id, Rol.COORDINATOR)


def may_set_up(user: Any) -> bool:
    """The administrator of the installation sets up gemeenten, accounts and parties."""
    return toegang_of(user).superuser


def may_change_gemeente(user: Any, gemeente: Gemeente | None = None) -> bool:
    """Labels and settings: coordinator and beheerder of the gemeente itself."""
    return holds(user, gemeente.pk if gemeente else None, Rol.COORDINATOR, Rol.BEHEERDER)


def may_black_out(user: Any, gemeente_id: int) -> bool:
    """Taking personal data out of everything the gemeente holds: coordinator and beheerder."""
    return toegang_of(user).has(gemeente_id, Rol.COORDINATOR, Rol.BEHEERDER)


LABELS_GEMEENTE = frozenset(
    {"overleg_naam", "kernteam_naam", "rolwoorden", "statuswoorden", "herinnering_dagen", "zienswijze_dagen", *DREMPELS}
)


def editable_of_gemeente(user: Any, gemeente: Gemeente | None = None) -> frozenset[str] | None:
    """Names of the fields the user may fill in; None is every field. Name and address are set up once for all."""
    return None if may_set_up(user) else LABELS_GEMEENTE


def partijen_in_beheer(user: Any, *rollen: str) -> Q:
    """Parties that take part in a gemeente where the user holds one of the roles; all for who sets up gemeenten."""
    if may_set_up(user):
        return Q(pk__isnull=False)
    ids = toegang_of(user).gemeenten_with(*rollen)
    active = PartijInGemeente.objects.filter(gemeente_id__in=ids).order_by().values("partij_id")
    groups = Partij.objects.filter(gemeente_id__in=ids).order_by().values("pk")
    return Q(pk__in=active.union(groups, all=True))


def gebruikers_in_beheer(user: Any) -> Q:
    """Accounts with a role in a gemeente of which the user is coordinator or beheerder."""
    if may_set_up(user):
        return Q(pk__isnull=False)
    return Q(pk__in=Lidmaatschap.objects.filter(gemeente_id__in=beheer_gemeente_ids(user)).values("gebruiker_id"))


def may_change_partij(user: Any, partij: Partij | None = None) -> bool:
    """The coordinator keeps the groups of the gemeente, and organisations that are active nowhere else.

    What several gemeenten share is changed by the administrator of the installation.
    """
    if may_set_up(user) or partij is None:
        return may_set_up(user) or may_keep_gegevens(user)
    if partij.gemeente_id is not None:
        return may_keep_gegevens(user, partij.gemeente_id)
    active = set(partij.werkgebieden.values_list("gemeente_id", flat=True))
    return bool(active) and all(may_keep_gegevens(user, gemeente_id) for gemeente_id in active)


def may_add_partij(user: Any, partij: Partij | None = None) -> bool:
    """A group is added by the coordinator of its gemeente; an organisation by any, who lets it take part there."""
    if may_set_up(user) or partij is None or partij.gemeente_id is None:
        return may_set_up(user) or may_keep_gegevens(user)
    return may_keep_gegevens(user, partij.gemeente_id)


def may_keep_partij_in(user: Any, gemeente_id: int | None = None) -> bool:
    """Which parties take part in a gemeente, or in a collectief of it: its coordinator decides."""
    return may_set_up(user) or may_keep_gegevens(user, gemeente_id)


def may_give_rol(user: Any, gemeente_id: int | None = None, rol: str | None = None) -> bool:
    """The beheerder gives and takes every role in the gemeente, the coordinator all but that of beheerder."""
    if holds(user, gemeente_id, Rol.BEHEERDER):
        return True
    return holds(user, gemeente_id, Rol.COORDINATOR) and rol != Rol.BEHEERDER


def may_keep_lidmaatschap(user: Any, lidmaatschap: Lidmaatschap | None = None) -> bool:
    """Giving, changing and ending a role: see `may_give_rol`; nobody takes his own last key away."""
    if lidmaatschap is None:
        return may_give_rol(user)
    if lidmaatschap.gemeente_id is None or is_own_last_key(user, lidmaatschap):
        return False
    return may_give_rol(user, lidmaatschap.gemeente_id, lidmaatschap.rol)


def is_own_last_key(user: Any, lidmaatschap: Lidmaatschap) -> bool:
    """The role, as it is stored, is the only one by which the user himself manages the members of this gemeente."""
    toegang = toegang_of(user)
    if lidmaatschap.pk is None or toegang.superuser or lidmaatschap.gebruiker_id != toegang.gebruiker_id:
        return False
    keys = Lidmaatschap.objects.filter(
        gebruiker_id=toegang.gebruiker_id,
        gemeente_id=lidmaatschap.gemeente_id,
        rol__in=(Rol.COORDINATOR, Rol.BEHEERDER),
    )
    return list(keys.values_list("pk", flat=True)[:2]) == [lidmaatschap.pk]


def may_change_gebruiker(user: Any, gebruiker: Gebruiker | None = None) -> bool:
    """The beheerder keeps an account whose roles are all in his own gemeenten, never that of an administrator.

    An account that also works for another gemeente is kept by the administrator of the installation.
    """
    if may_set_up(user) or gebruiker is None:
        return may_set_up(user) or holds(user, None, Rol.BEHEERDER)
    if gebruiker.is_superuser:
        return False
    gemeente_ids = set(gebruiker.lidmaatschappen.values_list("gemeente_id", flat=True))
    return bool(gemeente_ids) and all(holds(user, gemeente_id, Rol.BEHEERDER) for gemeente_id in gemeente_ids)


def may_anonymise(user: Any, gebruiker: Gebruiker) -> bool:
    """Who keeps the account (see `may_change_gebruiker`), not for oneself or an administrator of the installation."""
    if gebruiker.is_superuser or gebruiker.pk == toegang_of(user).gebruiker_id:
        return False
    return may_change_gebruiker(user, gebruiker)


def may_export_gebruiker(user: Any, gebruiker: Gebruiker) -> bool:
    """Everything the portal holds on somebody: himself, and who keeps the account."""
    return gebruiker.pk == toegang_of(user).gebruiker_id or may_change_gebruiker(user, gebruiker)


def may_keep_inlogdienst(user: Any, dienst: Inlogdienst | None = None) -> bool:
    """Whose people log in with the account of their work: the beheerder, for his gemeente.

    For all gemeenten together the administrator of the installation decides.
    """
    if dienst is not None and dienst.gemeente_id is None:
        return may_set_up(user)
    return holds(user, dienst.gemeente_id if dienst is not None else None, Rol.BEHEERDER)


def may_be_opened_by(gebruiker: Gebruiker, gemeente_id: int | None) -> bool:
    """A provider that a gemeente set up opens accounts that work for that gemeente alone, and no administrator's.

    Its beheerder decides what that server says: so it cannot let anybody in where he himself has nothing to say.
    """
    if gemeente_id is None:
        return True
    held = set(gebruiker.lidmaatschappen.values_list("gemeente_id", flat=True))
    return held == {gemeente_id} and not gebruiker.is_superuser


# --- members of a gemeente -------------------------------------------------------------------------------------------


def may_see_leden(user: Any, gemeente_id: int) -> bool:
    """Coordinator and beheerder keep the members of their gemeente."""
    return toegang_of(user).has(gemeente_id, Rol.COORDINATOR, Rol.BEHEERDER)


def rollen_to_give(user: Any, gemeente_id: int) -> list[Rol]:
    """The roles the user may give and take in a gemeente."""
    return [rol for rol in Rol if may_give_rol(user, gemeente_id, rol)]


def may_switch_gebruiker(user: Any, gebruiker: Gebruiker, gemeente_id: int) -> bool:
    """Switch an account off or on: of a member of this gemeente who has no role outside those the user keeps.

    Nobody switches off himself or an administrator of the installation; only a beheerder does so with a beheerder.
    """
    if gebruiker.is_superuser or gebruiker.pk == toegang_of(user).gebruiker_id:
        return False
    held = set(gebruiker.lidmaatschappen.values_list("gemeente_id", "rol"))
    return gemeente_id in {held_in for held_in, _rol in held} and all(
        may_give_rol(user, held_in, rol) for held_in, rol in held
    )


# --- keys of the API -------------------------------------------------------------------------------------------------

# Groups have no systems of their own: their members have.
SOORTEN_ZONDER_SLEUTEL = (Partij.Soort.WERKGROEP, Partij.Soort.COLLECTIEF)


def may_see_sleutels(user: Any, gemeente_id: int) -> bool:
    """Coordinator and beheerder keep the keys of their gemeente, a databeheerder those of his own party."""
    toegang = toegang_of(user)
    return toegang.has(gemeente_id, Rol.COORDINATOR, Rol.BEHEERDER, Rol.DATABEHEERDER)


def may_keep_sleutel(user: Any, gemeente_id: int, partij_id: int) -> bool:
    """Make, replace and withdraw a key of a party in a gemeente; nobody does so with a key."""
    toegang = toegang_of(user)
    if toegang.has(gemeente_id, Rol.COORDINATOR, Rol.BEHEERDER):
        return True
    own = toegang.cijfer_partij_ids.get(gemeente_id, frozenset())
    return toegang.has(gemeente_id, Rol.DATABEHEERDER) and partij_id in own


def partijen_for_sleutels(user: Any, gemeente: Gemeente) -> QuerySet[Partij]:
    """Parties for which the user makes keys in a gemeente: organisations that take part there now."""
    active = PartijInGemeente.objects.filter(valid_on(timezone.localdate()), gemeente=gemeente)
    rows = Partij.objects.filter(pk__in=active.values("partij_id")).exclude(soort__in=SOORTEN_ZONDER_SLEUTEL)
    toegang = toegang_of(user)
    if not toegang.has(gemeente.pk, Rol.COORDINATOR, Rol.BEHEERDER):
        rows = rows.filter(pk__in=toegang.cijfer_partij_ids.get(gemeente.pk, ()))
    return rows.order_by("naam", "pk")


# --- notices by e-mail ----------------------------------------------------------------------------------------------


def berichtsoorten_of(user: Any) -> list[Berichtsoort]:
    """The kinds of notices that are meant for somebody with these roles."""
    kinds = [Berichtsoort.PUBLICATIE] if toegang_of(user).gemeenten_with(Rol.COORDINATOR) else []
    if toegang_of(user).gemeenten_with(*HERINNERD):
        kinds += [Berichtsoort.HERINNERING, Berichtsoort.OVERLEG]
    if toegang_of(user).gemeenten_with(Rol.COORDINATOR, Rol.DATABEHEERDER):
        kinds.append(Berichtsoort.WEBHOOK)
    return kinds


# Who may have work in a gemeente, or follow something there, of which a weekly reminder tells: every role.
HERINNERD = tuple(Rol)
