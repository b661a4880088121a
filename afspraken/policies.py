# SPDX-License-Identifier: EUPL-1.2
"""Who may do what with afspraken: plain functions (design, section 5)."""

from collections.abc import Callable, Collection, Iterable
from functools import partial
from typing import Any, TypeAlias

from django.db.models import Q

from afspraken.models import (
    Actie,
    Afspraak,
    Afsprakenset,
    Betrokkenheid,
    Bewijsstuk,
    Doeldeel,
    Doelstelling,
    Initiatief,
    Notitie,
)
from afspraken.models.relatie import BijAfspraak
from afspraken.querysets.pilot import LEZERS as LEZERS_VAN_PILOT
from partijen.models import Gemeente, Rol, Scope
from partijen.policies import beheer_gemeente_ids, holds, may_keep_gegevens, toegang_of

# (actie id, or None for the afspraak itself; partij id)
Trekker: TypeAlias = tuple[int | None, int]


def is_coordinator(user: Any, gemeente_id: int) -> bool:
    """The coordinator keeps the agreements of the gemeente."""
    return toegang_of(user).has(gemeente_id, Rol.COORDINATOR)


def has_own_thema(user: Any, afspraak: Afspraak) -> bool:
    """The user is a member of the werkgroep to which the thema of the afspraak points."""
    werkgroep_id = afspraak.thema.werkgroep_id
    return werkgroep_id is not None and werkgroep_id in toegang_of(user).werkgroep_ids


def may_record_voortgang(user: Any, afspraak: Afspraak, actie: Actie | None = None) -> bool:
    """Coordinators on all; werkgroepleden on own themas; members of a trekker, and its keys, on what it leads.

    Who leads the afspraak may report on its acties too; who leads one actie only on that actie.
    """

    def read_trekkers() -> Iterable[Trekker]:
        rows = Betrokkenheid.objects.filter(afspraak=afspraak, rol=Betrokkenheid.Rol.TREKKER)
        return rows.values_list("actie_id", "partij_id")

    return may_record_among(
        user,
        gemeente_id=afspraak.gemeente_id,
        werkgroep_id=afspraak.thema.werkgroep_id,
        trekkers=read_trekkers,
        actie_id=actie.pk if actie is not None else None,
    )


def may_record_among(
    user: Any,
    *,
    gemeente_id: int,
    werkgroep_id: int | None,
    trekkers: Callable[[], Iterable[Trekker]],
    actie_id: int | None = None,
) -> bool:
    """The rule of `may_record_voortgang` for a list that already holds the trekkers of its afspraken.

    Args:
        werkgroep_id: the party to which the thema of the afspraak points.
        trekkers: gives (actie id or None, partij id) of the afspraak; only called when it matters.
    """
    toegang = toegang_of(user)
    if toegang.has(gemeente_id, Rol.COORDINATOR):
        return True
    reports = toegang.has(gemeente_id, Rol.WERKGROEPLID, Rol.DATABEHEERDER)
    if not (reports or toegang.has_scope(gemeente_id, Scope.VOORTGANG)):
        return False
    if werkgroep_id is not None and werkgroep_id in toegang.werkgroep_ids:
        return True
    own = toegang.partij_ids.get(gemeente_id, frozenset())
    if not own:
        return False
    return any(partij_id in own and led_actie in {None, actie_id} for led_actie, partij_id in trekkers())


def recordable_ids(user: Any, afspraken: Collection[Afspraak]) -> set[int]:
    """Ids of the afspraken on which the user may report, in one query for all. Needs `thema` loaded."""
    rows: list[tuple[int, int | None, int]] | None = None

    def trekkers_of(afspraak: Afspraak) -> list[Trekker]:
        nonlocal rows
        if rows is None:
            led = Betrokkenheid.objects.filter(afspraak__in=afspraken, rol=Betrokkenheid.Rol.TREKKER)
            rows = list(led.values_list("afspraak_id", "actie_id", "partij_id"))
        return [(actie_id, partij_id) for afspraak_id, actie_id, partij_id in rows if afspraak_id == afspraak.pk]

    return {
        afspraak.pk
        for afspraak in afspraken
        if may_record_among(
            user,
            gemeente_id=afspraak.gemeente_id,
            werkgroep_id=afspraak.thema.werkgroep_id,
            trekkers=partial(trekkers_of, afspraak),
        )
    }


def may_publish(user: Any, gemeente_id: int) -> bool:
    """Only the coordinator confirms, publishes and withdraws."""
    return is_coordinator(user, gemeente_id)


def may_edit_afspraak(user: Any, afspraak: Afspraak) -> bool:
    """The coordinator edits what was agreed; werkgroepleden of the thema mend its plain descriptions in /beheer/."""
    return is_coordinator(user, afspraak.gemeente_id) or has_own_thema(user, afspraak)


def sees_status(user: Any, afspraak: Afspraak) -> bool:
    """The user sees the afspraak with the status that was reported last, published or not. Needs its set loaded."""
    if afspraak.gemeente_id in toegang_of(user).full_gemeente_ids or has_own_thema(user, afspraak):
        return True
    public = afspraak.gepubliceerd and afspraak.afsprakenset.gepubliceerd
    return public and afspraak.status == afspraak.status_publiek


def may_adjust(user: Any, afspraak: Afspraak) -> bool:
    """What was agreed is changed by decision; the coordinator writes that down and publishes it."""
    return is_coordinator(user, afspraak.gemeente_id)


def may_read_notities(user: Any, afspraak: Afspraak) -> bool:
    """Internal notes: coordinator, bestuurder, beheerder of the gemeente, and werkgroepleden of the thema."""
    return afspraak.gemeente_id in toegang_of(user).full_gemeente_ids or has_own_thema(user, afspraak)


def may_write_notitie(user: Any, afspraak: Afspraak) -> bool:
    """Notes are written by the coordinator and by werkgroepleden of the thema."""
    return is_coordinator(user, afspraak.gemeente_id) or has_own_thema(user, afspraak)


def may_add_bewijsstuk(user: Any, afspraak: Afspraak) -> bool:
    """Whoever may report on the afspraak may lay evidence beside it."""
    return may_record_voortgang(user, afspraak)


def may_see_actielijst(user: Any, gemeente: Gemeente) -> bool:
    """The working groups' list is for everybody with a role in the gemeente; rows follow `visible_to`."""
    return bool(toegang_of(user).rollen.get(gemeente.pk))


def may_import_actielijst(user: Any, gemeente: Gemeente) -> bool:
    """Importing a whole action list is for the coordinator."""
    return is_coordinator(user, gemeente.pk)


def may_import_document(user: Any, gemeente: Gemeente) -> bool:
    """Reading agreements from a document of the gemeente is for the coordinator."""
    return is_coordinator(user, gemeente.pk)


def may_record_meting(user: Any, doelstelling: Doelstelling, deel: Doeldeel | None = None) -> bool:
    """Measurements: the coordinator all; a databeheerder or key for deliveries those of parts of the own party."""
    toegang = toegang_of(user)
    if toegang.has(doelstelling.gemeente_id, Rol.COORDINATOR):
        return True
    delivers = toegang.has(doelstelling.gemeente_id, Rol.DATABEHEERDER)
    if not (delivers or toegang.has_scope(doelstelling.gemeente_id, Scope.LEVEREN)):
        return False
    if deel is None or deel.partij_id is None:
        return False
    return deel.partij_id in toegang.cijfer_partij_ids.get(doelstelling.gemeente_id, frozenset())


def may_see_inrichting(user: Any, gemeente: Gemeente) -> bool:
    """How far a gemeente is set up: the coordinator, who does it, and the beheerder."""
    return holds(user, gemeente.pk, Rol.COORDINATOR, Rol.BEHEERDER)


# --- /beheer/ --------------------------------------------------------------------------------------------------------
# `None` for a row asks "anywhere at all?": whether a screen or button is shown. What is public is changed by the
# coordinator only; werkgroepleden mend plain descriptions, and prepare what is still concept, of their own themas.

BESCHRIJVING_AFSPRAAK = frozenset({"samenvatting", "doel", "huurdersprioriteit"})
BESCHRIJVING_ACTIE = frozenset({"omschrijving", "locatie", "aantal_woningen", "aantal_tekst"})


def rows_in_beheer(user: Any, afspraak: str = "") -> Q:
    """Rows of afspraken a user finds in /beheer/: of his gemeenten as coordinator or beheerder, and of own themas.

    Args:
        afspraak: path from the row to its afspraak, such as `afspraak__`.
    """
    own = Q(**{f"{afspraak}thema__werkgroep_id__in": sorted(toegang_of(user).werkgroep_ids)})
    return Q(**{f"{afspraak}gemeente_id__in": beheer_gemeente_ids(user)}) | own


def may_enter_afspraken(user: Any) -> bool:
    """Coordinator, beheerder and werkgroepleden find afspraken in /beheer/."""
    return holds(user, None, Rol.COORDINATOR, Rol.BEHEERDER, Rol.WERKGROEPLID)


def may_add_afspraak(user: Any, afspraak: Afspraak | None = None) -> bool:
    """Only the coordinator writes down what was agreed."""
    return is_coordinator(user, afspraak.gemeente_id) if afspraak else may_keep_gegevens(user)


def may_change_afspraak(user: Any, afspraak: Afspraak | None = None) -> bool:
    """The coordinator, and werkgroepleden of the thema as far as `editable_of_afspraak` says."""
    if afspraak is None:
        return holds(user, None, Rol.COORDINATOR, Rol.WERKGROEPLID)
    return may_edit_afspraak(user, afspraak)


def editable_of_afspraak(user: Any, afspraak: Afspraak | None = None) -> frozenset[str] | None:
    """Names of the fields the user may fill in; None is every field."""
    if may_keep_gegevens(user, afspraak.gemeente_id if afspraak else None):
        return None
    if afspraak is None or not may_edit_afspraak(user, afspraak):
        return frozenset()
    return BESCHRIJVING_AFSPRAAK if afspraak.gepubliceerd else BESCHRIJVING_AFSPRAAK | {"titel", "titel_in_document"}


def may_delete_afspraak(user: Any, afspraak: Afspraak | None = None) -> bool:
    """A concept that was never reported on may go; what was public or reported on stays (vervallen is a status)."""
    if afspraak is None:
        return may_keep_gegevens(user)
    untouched = not afspraak.gepubliceerd and afspraak.laatste_voortgang_id is None
    return untouched and is_coordinator(user, afspraak.gemeente_id)


def may_change_actie(user: Any, actie: Actie | None = None) -> bool:
    """Also adding one: the coordinator, and werkgroepleden of the thema as far as `editable_of_actie` says."""
    return may_change_afspraak(user, actie.afspraak if actie else None)


def editable_of_actie(user: Any, actie: Actie | None = None) -> frozenset[str] | None:
    """Names of the fields the user may fill in; None is every field. `None` is an actie that is being added."""
    if actie is None:
        keeps = holds(user, None, Rol.COORDINATOR)
        return None if keeps else BESCHRIJVING_ACTIE | {"afspraak", "titel"}
    if is_coordinator(user, actie.gemeente_id):
        return None
    if not has_own_thema(user, actie.afspraak):
        return frozenset()
    return BESCHRIJVING_ACTIE if actie.gepubliceerd else BESCHRIJVING_ACTIE | {"titel"}


def may_delete_actie(user: Any, actie: Actie | None = None) -> bool:
    """As an afspraak; its code is never given out again."""
    if actie is None:
        return may_keep_gegevens(user)
    untouched = not actie.gepubliceerd and actie.laatste_voortgang_id is None
    return untouched and is_coordinator(user, actie.gemeente_id)


def may_change_bij_afspraak(user: Any, row: BijAfspraak | None = None) -> bool:
    """Who, where and when, also adding it: the coordinator; werkgroepleden as long as it is concept."""
    if row is None:
        return holds(user, None, Rol.COORDINATOR, Rol.WERKGROEPLID)
    if is_coordinator(user, row.afspraak.gemeente_id):
        return True
    public = row.afspraak.gepubliceerd and (row.actie is None or row.actie.gepubliceerd)
    return not public and has_own_thema(user, row.afspraak)


def may_delete_bij_afspraak(user: Any, row: BijAfspraak | None = None) -> bool:
    """Only the coordinator takes a party, place or term away."""
    return may_keep_gegevens(user, row.gemeente_id if row else None)


def may_add_notitie(user: Any, notitie: Notitie | None = None) -> bool:
    """See `may_write_notitie`."""
    if notitie is None:
        return holds(user, None, Rol.COORDINATOR, Rol.WERKGROEPLID)
    return may_write_notitie(user, notitie.afspraak)


def may_change_notitie(user: Any, notitie: Notitie | None = None) -> bool:
    """A note is changed by who wrote it."""
    if notitie is None:
        return may_add_notitie(user)
    return notitie.gebruiker_id == toegang_of(user).gebruiker_id and may_write_notitie(user, notitie.afspraak)


def may_delete_bijlage(user: Any, row: Notitie | Bewijsstuk | None = None) -> bool:
    """The coordinator removes notes, and evidence that is not public."""
    if isinstance(row, Bewijsstuk) and row.gepubliceerd:
        return False
    return may_keep_gegevens(user, row.gemeente_id if row else None)


def may_change_bewijsstuk(user: Any, bewijsstuk: Bewijsstuk | None = None) -> bool:
    """Title and publication of evidence: the coordinator."""
    return may_keep_gegevens(user, bewijsstuk.gemeente_id if bewijsstuk else None)


def may_delete_afsprakenset(user: Any, afsprakenset: Afsprakenset | None = None) -> bool:
    """A set that was made by mistake, as long as it is concept."""
    if afsprakenset is not None and afsprakenset.gepubliceerd:
        return False
    return may_keep_gegevens(user, afsprakenset.gemeente_id if afsprakenset else None)


# --- plans of neighbourhoods -----------------------------------------------------------------------------------------


def may_add_initiatief(user: Any, gemeente: Gemeente) -> bool:
    """Who takes part in the gemeente on behalf of a party writes down what residents or partners do; a concept."""
    roles = (Rol.COORDINATOR, Rol.WERKGROEPLID, Rol.HUURDERSVERTEGENWOORDIGER, Rol.DATABEHEERDER)
    return toegang_of(user).has(gemeente.pk, *roles)


def may_publish_initiatief(user: Any, gemeente: Gemeente) -> bool:
    """Only the coordinator makes a line of a plan public, and changes it from then on."""
    return is_coordinator(user, gemeente.pk)


def may_change_initiatief(user: Any, initiatief: Initiatief) -> bool:
    """The coordinator; and who wrote it, as long as it is a concept."""
    if is_coordinator(user, initiatief.gemeente_id):
        return True
    own = initiatief.gebruiker_id is not None and initiatief.gebruiker_id == toegang_of(user).gebruiker_id
    return own and not initiatief.gepubliceerd and may_add_initiatief(user, initiatief.gemeente)


# --- pilots ----------------------------------------------------------------------------------------------------------


def may_keep_pilot(user: Any, pilot: Afsprakenset) -> bool:
    """Moves and what they cost: the fondsbeheerder, who keeps money, and the coordinator."""
    return toegang_of(user).has(pilot.gemeente_id, Rol.COORDINATOR, Rol.FONDSBEHEERDER)


def may_read_verhuizingen(user: Any, pilot: Afsprakenset) -> bool:
    """Single moves: who keeps them, and the bestuurder, who decides. Their sums are for all."""
    return toegang_of(user).has(pilot.gemeente_id, *LEZERS_VAN_PILOT)


def may_decide_pilot(user: Any, pilot: Afsprakenset) -> bool:
    """The bestuurder decides; the coordinator writes down what a meeting decided."""
    return toegang_of(user).has(pilot.gemeente_id, Rol.BESTUURDER, Rol.COORDINATOR)
