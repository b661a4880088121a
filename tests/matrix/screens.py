# SPDX-License-Identifier: EUPL-1.2
"""What is expected of /beheer/: one line per model, from which the rules of its screens follow."""

from dataclasses import dataclass

from tests.matrix import roles as r
from tests.matrix import targets as t
from tests.matrix.roles import Answer, Case, Rule
from tests.matrix.rules import ENTER_BEHEER

# Positions in a gemeente; in the other gemeente its own coordinator is one.
C, B, W, A = r.COORDINATOR, r.BEHEERDER, r.WERKGROEPLID, r.ADMINISTRATOR


@dataclass(frozen=True)
class Screen:
    """One model.

    Attributes:
        target: its rows.
        in_thema: werkgroepleden find the rows of their own thema too.
        add, change, delete: who may.
        change_concept: who may change a row only as long as it is hidden.
        change_own: who may change a row only when he wrote it, as none of these.
        stays: states in which a row is never deleted: published, or reported on.
        shared: rows of the whole country, which everybody finds who enters.
        other_rows: who may change and delete rows of this model, but none of these.
    """

    target: t.Target
    in_thema: bool = False
    add: frozenset[str] = frozenset()
    change: frozenset[str] = frozenset()
    delete: frozenset[str] = frozenset()
    change_concept: frozenset[str] = frozenset()
    change_own: frozenset[str] = frozenset()
    stays: tuple[str, ...] = ()
    shared: bool = False
    other_rows: frozenset[str] = frozenset()

    def enters(self, case: Case) -> bool:
        """The role finds the screens of this model."""
        if case.role not in ENTER_BEHEER:
            return False
        keepers = case.role in r.KEEPERS[r.OWN] | r.KEEPERS[r.OTHER]
        return keepers or (self.in_thema and case.role in (r.WERKGROEPLID, r.OTHER_THEMA))

    def finds(self, case: Case) -> bool:
        """The role finds this row."""
        if case.state == r.MISSING:
            return False
        if self.shared:
            return self.enters(case)
        return case.keeps or (self.in_thema and case.at == r.WERKGROEPLID)


def _somewhere(case: Case, positions: frozenset[str]) -> bool:
    """The role holds one of the positions in any gemeente."""
    own = {r.ELSEWHERE: r.COORDINATOR, r.OTHER_THEMA: r.WERKGROEPLID}.get(case.role, case.role)
    return own in positions


def _door(case: Case) -> Answer:
    """Whoever comes in at all."""
    if not case.signed_in:
        return r.LOGIN
    return r.OK if case.role in ENTER_BEHEER else r.FORBIDDEN


def door(answer: Answer = r.OK) -> Rule:
    """A page for everybody who enters /beheer/, that answers so."""

    def rule(case: Case) -> Answer:
        found = _door(case)
        return answer if found == r.OK else found

    return rule


def changelist(screen: Screen) -> Rule:
    """The list of a model; its rows are checked by their marks."""

    def rule(case: Case) -> Answer:
        found = _door(case)
        return r.FORBIDDEN if found == r.OK and not screen.enters(case) else found

    return rule


def add(screen: Screen, done: Answer = r.OK) -> Rule:
    """The page of a new row."""

    def rule(case: Case) -> Answer:
        found = _door(case)
        if found != r.OK:
            return found
        return done if screen.enters(case) and _somewhere(case, screen.add) else r.FORBIDDEN

    return rule


def view(screen: Screen) -> Rule:
    """The page of one row."""

    def rule(case: Case) -> Answer:
        found = changelist(screen)(case)
        return r.NOT_FOUND if found == r.OK and not screen.finds(case) else found

    return rule


def change(screen: Screen) -> Rule:
    """Sending the page of one row."""

    def rule(case: Case) -> Answer:
        found = changelist(screen)(case)
        if found != r.OK:
            return found
        if not screen.finds(case):
            anywhere = _somewhere(case, screen.change | screen.change_concept | screen.change_own | screen.other_rows)
            return r.NOT_FOUND if anywhere else r.FORBIDDEN
        hidden = case.state != r.PUBLISHED
        allowed = case.at in screen.change or (hidden and case.at in screen.change_concept)
        return r.ALLOWED if allowed else r.FORBIDDEN

    return rule


def delete(screen: Screen) -> Rule:
    """The page that asks whether to delete."""

    def rule(case: Case) -> Answer:
        found = changelist(screen)(case)
        if found != r.OK:
            return found
        if not screen.finds(case):
            return r.NOT_FOUND if _somewhere(case, screen.delete | screen.other_rows) else r.FORBIDDEN
        if case.state in screen.stays:
            return r.FORBIDDEN
        return r.OK if case.at in screen.delete else r.FORBIDDEN

    return rule


def deleting(screen: Screen) -> Rule:
    """The answer to that page; what something else depends on stays all the same."""

    def rule(case: Case) -> Answer:
        found = delete(screen)(case)
        return r.ALLOWED if found == r.OK else found

    return rule


def history(screen: Screen) -> Rule:
    """Who changed what: for the keepers of the gemeente."""

    def rule(case: Case) -> Answer:
        found = _door(case)
        if found != r.OK:
            return found
        if not (screen.enters(case) and screen.finds(case)):
            return r.NOT_FOUND
        return r.OK if case.keeps or screen.shared else r.FORBIDDEN

    return rule


def _rows(kind: str, *states: str) -> t.Target:
    return t.row_of(kind, (r.PUBLISHED, *states), "object_id")


def _set(*positions: str) -> frozenset[str]:
    return frozenset(positions)


_KEPT = {"add": _set(C), "change": _set(C), "delete": _set(C)}
_SHARED = {"add": _set(C, A), "change": _set(C, A), "delete": _set(C, A)}
_ROLES = {"add": _set(C, B, A), "change": _set(C, B, A), "delete": _set(C, B, A)}
_UNDER_AFSPRAAK = {"in_thema": True, **_KEPT, "add": _set(C, W), "change_concept": _set(W)}

_COUNTRY = {"add": _set(A), "change": _set(A), "delete": _set(A), "shared": True}
# The administrator keeps the lists of the whole country, not those of a gemeente.
_LISTS = {"add": _set(C, A), "change": _set(C), "delete": _set(C), "other_rows": _set(A)}

SCREENS = {
    "partijen_gemeente": Screen(_rows("gemeente"), add=_set(A), change=_set(C, B, A)),
    "partijen_partijingemeente": Screen(_rows("meedoen"), **_SHARED),
    "partijen_collectieflid": Screen(_rows("collectieflid"), **_SHARED),
    "partijen_partij": Screen(_rows("partij"), **_SHARED),
    "partijen_overleg": Screen(_rows("overleg"), **_KEPT),
    "partijen_brondocument": Screen(_rows("brondocument"), **_KEPT),
    "partijen_gebruiker": Screen(_rows("gebruiker"), add=_set(A), change=_set(B, A)),
    "partijen_inlogdienst": Screen(_rows("inlogdienst"), add=_set(B, A), change=_set(B, A), delete=_set(B, A)),
    "partijen_lidmaatschap": Screen(_rows("rol"), **_ROLES),
    "partijen_wijziging": Screen(_rows("wijziging")),
    "wijken_gebiedsdeel": Screen(_rows("gebiedsdeel"), **_KEPT),
    "wijken_gebied": Screen(_rows("gebied"), **_KEPT),
    "wijken_fonds": Screen(_rows("fonds"), **_KEPT),
    "wijken_teamfase": Screen(_rows("teamfase"), **_KEPT),
    "wijken_bewonerskrachtteam": Screen(_rows("team"), **_KEPT),
    "wijken_indicator": Screen(_rows("indicator"), **_KEPT),
    "wijken_kaarttegel": Screen(_rows("kaarttegel"), **_KEPT),
    "wijken_indicatorklasse": Screen(_rows("indicatorklasse"), **_KEPT),
    "wijken_indicatorwaarde": Screen(_rows("indicatorwaarde"), **_KEPT),
    "corporaties_kenmerk": Screen(_rows("kenmerk"), **_COUNTRY),
    "corporaties_populatie": Screen(_rows("populatie"), **_COUNTRY),
    "corporaties_huurgrens": Screen(_rows("huurgrens"), **_COUNTRY),
    "corporaties_klassenlijst": Screen(_rows("klassenlijst"), **_LISTS),
    "corporaties_klasse": Screen(_rows("klasse"), **_LISTS),
    "corporaties_cijferbron": Screen(_rows("cijferbron"), **_KEPT),
    "corporaties_levering": Screen(_rows("levering", r.DELIVERED)),
    "corporaties_voorraadcijfer": Screen(_rows("cijfer", r.DELIVERED)),
    "corporaties_vastgoedproject": Screen(_rows("project", r.DRAFT_PROJECT), **_KEPT),
    "corporaties_projectdeelname": Screen(_rows("projectdeelname", r.DRAFT_PROJECT), **_KEPT),
    "corporaties_mixregel": Screen(_rows("mixregel", r.DRAFT_PROJECT), **_KEPT),
    "afspraken_thema": Screen(_rows("thema", r.CONCEPT), **_KEPT),
    "afspraken_afsprakenset": Screen(_rows("set", r.CONCEPT), **_KEPT, stays=(r.PUBLISHED,)),
    "afspraken_landelijkeprioriteit": Screen(_rows("prioriteit", r.CONCEPT), **_KEPT),
    "monitoring_partijprioriteit": Screen(_rows("partijprioriteit", r.CONCEPT), **_KEPT),
    "afspraken_sdgkoppeling": Screen(_rows("sdgkoppeling", r.CONCEPT), **_KEPT),
    "afspraken_doelstelling": Screen(_rows("doelstelling", r.CONCEPT), **_KEPT),
    "afspraken_doeldeel": Screen(_rows("doeldeel", r.CONCEPT), **_KEPT),
    "afspraken_verband": Screen(_rows("verband", r.UNDER_CONCEPT), **_KEPT),
    "afspraken_afspraak": Screen(
        _rows("afspraak", r.CONCEPT),
        in_thema=True,
        add=_set(C),
        change=_set(C, W),
        delete=_set(C),
        stays=(r.PUBLISHED, r.CONCEPT),
    ),
    "afspraken_actie": Screen(
        _rows("actie", r.CONCEPT),
        in_thema=True,
        add=_set(C, W),
        change=_set(C, W),
        delete=_set(C),
        stays=(r.PUBLISHED, r.CONCEPT),
    ),
    "afspraken_termijn": Screen(_rows("termijn", r.ON_CONCEPT_ACTIE, r.UNDER_CONCEPT), **_UNDER_AFSPRAAK),
    "afspraken_betrokkenheid": Screen(_rows("betrokkenheid", r.UNDER_CONCEPT), **_UNDER_AFSPRAAK),
    "afspraken_ligging": Screen(_rows("ligging", r.UNDER_CONCEPT), **_UNDER_AFSPRAAK),
    "afspraken_projectkoppeling": Screen(_rows("projectkoppeling", r.UNDER_CONCEPT), **_UNDER_AFSPRAAK),
    # A note is changed by who wrote it: here the coordinator.
    "afspraken_notitie": Screen(
        t.row_of("notitie", (r.INTERNAL,), "object_id"),
        in_thema=True,
        add=_set(C, W),
        change=_set(C),
        change_own=_set(W),
        delete=_set(C),
    ),
    "afspraken_bewijsstuk": Screen(
        _rows("bewijsstuk", r.CONCEPT), in_thema=True, change=_set(C), delete=_set(C), stays=(r.PUBLISHED,)
    ),
    "afspraken_voortgang": Screen(_rows("voortgang", r.CONCEPT), in_thema=True),
    "afspraken_publicatie": Screen(_rows("publicatie", r.ON_CONCEPT_ACTIE)),
}
