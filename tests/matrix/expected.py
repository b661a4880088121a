# SPDX-License-Identifier: EUPL-1.2
"""The table: what every route of the portal answers, as the name of a rule. A new route gets a line here.

How to add a line (`pytest tests/matrix -k expectation` says which routes have none):

1. A page: a line in PAGES, by the name of its route. `Line(target, reads, writes)`: what the address names, what GET
   and HEAD answer, and what POST answers (`rules.read_only`, the default, is 405). Example, a page of one afspraak
   that everybody reads who sees that afspraak, and on which the coordinator posts a form with one field:

       "afspraken:bijstelling": Line(
           t.EEN_AFSPRAAK, rules.who_sees_it, rules.publish, payload=lambda place: {"waarde": "12"}
       ),

   A route that only takes what is sent: `reads=rules.read_only`. A file of a list (`?formaat=csv`) needs no line of its
   own: add its address to `lists` in addresses.py, where test_blind compares it with and without what is hidden.
2. A resource of the API: a line in API_TARGETS (the target of its numbers), and in `_values` of addresses.py a value
   for each new key of a filter: one that is public, and one that only a hidden row has.
3. A screen in /beheer/: a line in SCREENS of screens.py, with who adds, changes and deletes. Two addresses of
   /beheer/ that are no screen of a model: a line in BEHEER.
4. A page below /accounts/: a line in ACCOUNTS of accounts.py.
5. The target (targets.py) says which rows an address can name: a kind of row and the states in which it exists. The
   rows are made in world.py: `_publish` makes the published one, `Hider.hide` what is hidden. Every text of a hidden
   row is a mark (`self.secret()`), so that its appearance anywhere else is noticed.
6. A rule (rules.py) is a function from a Case (role, state, own or other gemeente) to an answer: a status code, LOGIN,
   or ALLOWED where a form sent empty may be refused for what it holds. Write it from the table of who may do what in
   the design; never ask the policies of the portal, for they are what is tested.

`MATRIX=leden,lid pytest tests/matrix` asks about these routes alone.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from tests.matrix import roles as r
from tests.matrix import rules, rules_wijk, rules_zienswijze, screens
from tests.matrix import targets as t
from tests.matrix.accounts import ACCOUNTS, PATHS
from tests.matrix.roles import Rule
from tests.matrix.world import Place

Payload = Callable[[Place], dict[str, Any]]


def nothing(place: Place) -> dict[str, Any]:
    """An empty form."""
    return {}


def sure(place: Place) -> dict[str, Any]:
    """The answer to "are you sure?"."""
    return {"post": "yes"}


@dataclass(frozen=True)
class Line:
    """What is expected of one route. Methods besides GET, HEAD and POST are refused, unless `other` says otherwise.

    Attributes:
        target: what its address names.
        path: the address itself, where it is not made from the target.
        writes: None where a POST is a GET to the library that made the page.
        payload: what is posted.
        read_one: read one object per gemeente, and not one in every state: what is read there stands elsewhere too.
        enters: whether a role comes past a door before which nothing is looked up; None when there is none.
        other: what is answered to PUT, PATCH and DELETE; None where that is as to GET or POST.
    """

    target: t.Target
    reads: Rule
    writes: Rule | None = rules.read_only
    path: str = ""
    payload: Payload = nothing
    other: Rule | None = rules.read_only
    read_one: bool = False
    enters: Callable[[r.Case], bool] | None = None


def _report(place: Place) -> dict[str, Any]:
    return {"status": "op_koers", "datum": "2026-01-05", "versie": 1, "sleutel": "7b1c9d52-33a4-4a7e-9c43-3f1f2f9a0d11"}


def _unchanged(place: Place) -> dict[str, Any]:
    row = place["afspraak", "on course"]
    return {"afspraak": f"{row.pk}-{row.versie}"}


def _evidence(place: Place) -> dict[str, Any]:
    return {"titel": "Brief", "url": "https://portaal.example/brief"}


def _decision(place: Place) -> dict[str, Any]:
    return {"versie": 1, "reden": "Klopt niet"}


# The link of an applicant is signed: one that was made up opens nothing, for nobody.
LINK = "/maasdam/leefbaarheidsfonds/aanvraag/verzonnen"

PAGES = {
    "start": Line(t.NOTHING, rules.everybody),
    "hulp": Line(t.NOTHING, rules.everybody),
    "toegankelijkheid": Line(t.NOTHING, rules.everybody),
    "stijl": Line(t.NOTHING, rules.everybody),
    "security-txt": Line(t.NOTHING, rules.everybody),
    "gezondheid-live": Line(t.NOTHING, rules.everybody),
    "gezondheid-klaar": Line(t.NOTHING, rules.everybody),
    "werkbank": Line(t.NOTHING, rules.signed_in),
    "berichten": Line(t.NOTHING, rules.signed_in, rules.save_own),
    "mijn-gegevens": Line(t.NOTHING, rules.signed_in),
    "gemeente": Line(t.GEMEENTE, rules.everybody),
    "wijzigingen": Line(t.GEMEENTE, rules.everybody),
    "wijzigingen-atom": Line(t.GEMEENTE, rules.everybody),
    "agenda-ics": Line(t.GEMEENTE, rules.everybody),
    "catalogus": Line(t.NOTHING, rules.everybody),
    "buurten": Line(t.GEMEENTE, rules.everybody),
    "buurt": Line(t.EEN_GEBIED, rules.everybody),
    "afspraken:doelen": Line(t.GEMEENTE, rules.everybody),
    "afspraken:doorwerking": Line(t.GEMEENTE, rules.everybody),
    "afspraken:doel": Line(t.EEN_DOEL, rules.who_sees_it),
    "afspraken:meting-nieuw": Line(t.EEN_DOEL, rules.adjusters, rules.adjust_nothing),
    "energielabels": Line(t.GEMEENTE, rules.everybody),
    "buurten-vergelijken": Line(t.GEMEENTE, rules.everybody),
    "bestuur": Line(t.GEMEENTE, rules.signed_in_at_gemeente),
    "als-publiek": Line(t.GEMEENTE, rules.read_only, rules.switch_view, payload=lambda place: {"aan": "1"}),
    "overleggen": Line(t.GEMEENTE, rules.everybody),
    "overleg": Line(t.EEN_OVERLEG, rules.everybody),
    "agendapunt-nieuw": Line(t.EEN_OVERLEG, rules.read_only, rules.put_nothing_on_the_agenda),
    "agendapunt-weg": Line(t.EEN_AGENDAPUNT, rules.read_only, rules.take_off_the_agenda),
    "overlegstuk-nieuw": Line(t.EEN_OVERLEG, rules.read_only, rules.put_nothing_on_the_agenda),
    "overlegstuk": Line(t.EEN_OVERLEGSTUK, rules.who_reads_papers, rules.keep_papers),
    "besluit-nieuw": Line(t.EEN_OVERLEG, rules.read_only, rules.decide_nothing),
    "besluit-afdoen": Line(t.EEN_BESLUIT, rules.read_only, rules.finish_without_words),
    "volgen": Line(t.GEMEENTE, rules.read_only, rules.follow_nothing),
    "kalender": Line(t.GEMEENTE, rules.everybody),
    "kalender-nieuw": Line(t.GEMEENTE, rules.coordinators, rules.hand_in_nothing),
    "kalender-moment": Line(t.EEN_MOMENT, rules.coordinators_by_number, rules.change_nothing_by_number),
    "overleg-plannen": Line(t.GEMEENTE, rules.coordinators, rules.hand_in_nothing),
    "overleg-verplaatsen": Line(t.OVERLEG_OP_NUMMER, rules.coordinators_by_number, rules.change_nothing_by_number),
    "besluit-bijstelling": Line(t.EEN_BESLUIT, rules.decided_about_no_afspraak, rules.decided_about_no_afspraak),
    "rapportage": Line(t.EEN_RAPPORTAGE, rules.who_sees_it),
    "vergelijking": Line(t.EEN_RAPPORTAGE, rules.who_sees_it),
    "rapportage-bestand": Line(t.EEN_BESTAND, rules.who_sees_it),
    "rapportage-maken": Line(t.EEN_OVERLEG, rules.read_only, rules.report_on_nothing),
    "rapportage-vaststellen": Line(t.EEN_RAPPORTAGE, rules.read_only, rules.adopt_what_was_not_seen),
    "rapportage-weg": Line(t.EEN_RAPPORTAGE, rules.read_only, rules.decide),
    "instellingen": Line(t.GEMEENTE, rules.history, rules.settings_form),
    "thema-css": Line(t.NOTHING, rules.nothing_there, path="/maasdam/thema-000000000000.css"),
    "logboek": Line(t.GEMEENTE, rules.history),
    "leden": Line(t.GEMEENTE, rules.keepers, rules.invite_nobody),
    "lid": Line(t.EEN_LID, rules.keepers_by_number, rules.give_no_role),
    "lid-uitnodigen": Line(t.EEN_LID, rules.read_only, rules.change_member),
    "lid-uit": Line(t.EEN_LID, rules.read_only, rules.change_member),
    "lid-aan": Line(t.EEN_LID, rules.read_only, rules.change_member),
    "lid-gegevens": Line(t.EEN_LID, rules.keepers_of_account),
    "lid-anonimiseren": Line(t.EEN_LID, rules.keepers_of_account, rules.anonymise_without_reason),
    "rol-beeindigen": Line(t.EEN_ROL, rules.read_only, rules.change_member),
    "afspraken:pilot": Line(t.EEN_PILOT, rules.who_sees_it),
    "afspraken:verhuizing-nieuw": Line(t.EEN_PILOT, rules_wijk.keep_pilot, rules_wijk.keep_no_move),
    "afspraken:verhuizing": Line(t.EEN_VERHUIZING, rules_wijk.mend_move, rules_wijk.mend_nothing),
    "afspraken:vervolgbesluit": Line(t.EEN_PILOT, rules_wijk.decide_pilot, rules_wijk.decide_nothing_about_pilot),
    "wijkplannen": Line(t.GEMEENTE, rules.everybody),
    "wijkplan": Line(t.EEN_GEBIED, rules.everybody),
    "initiatief-nieuw": Line(t.EEN_GEBIED, rules_wijk.planners, rules_wijk.plan_nothing),
    "initiatief": Line(t.EEN_INITIATIEF, rules_wijk.keepers_of_plans, rules_wijk.plan_nothing_by_number),
    "wijken:veerkracht": Line(t.GEMEENTE, rules.everybody),
    "wijken:teams": Line(t.GEMEENTE, rules.everybody),
    "wijken:fondsen": Line(t.GEMEENTE, rules.everybody),
    "wijken:fonds": Line(t.EEN_FONDS, rules.everybody),
    "wijken:fonds-instellen": Line(t.EEN_FONDS, rules.fund_keepers_by_number, rules.book_nothing_by_number),
    "wijken:jaaroverzicht": Line(t.GEMEENTE, rules.everybody),
    "wijken:herverdeling": Line(t.GEMEENTE, rules.fund_readers),
    "wijken:aanvragen": Line(t.GEMEENTE, rules.everybody, rules.apply_for_nothing),
    "wijken:aanvraag-verstuurd": Line(t.GEMEENTE, rules.everybody),
    "wijken:aanvraag": Line(t.NOTHING, rules.nothing_there, path=f"{LINK}/"),
    "wijken:aanvraag-gegevens": Line(t.NOTHING, rules.nothing_there, path=f"{LINK}/gegevens/"),
    "wijken:aanvraag-bevestigen": Line(t.NOTHING, rules.read_only, rules.nothing_there, f"{LINK}/bevestigen/"),
    "wijken:aanvraag-intrekken": Line(t.NOTHING, rules.read_only, rules.nothing_there, f"{LINK}/intrekken/"),
    "wijken:aanvraag-documenten": Line(t.NOTHING, rules.read_only, rules.nothing_there, f"{LINK}/documenten/"),
    "wijken:werklijst": Line(t.GEMEENTE, rules.fund_readers),
    "wijken:behandeling": Line(t.EEN_AANVRAAG, rules.fund_readers_by_number),
    "wijken:stap": Line(t.EEN_STAP, rules.fund_keepers_by_number, rules.book_nothing_by_number),
    "wijken:brief": Line(t.EEN_BRIEF, rules.fund_readers_find_no_dossier),
    "wijken:aanvraagdocument": Line(t.EEN_AANVRAAGDOCUMENT, rules.fund_readers_find_no_dossier),
    "wijken:boeken": Line(t.GEMEENTE, rules.fund_keepers),
    "wijken:boeking": Line(t.EEN_BOEKWIJZE, rules.fund_keepers, rules.book_nothing),
    "wijken:tegenboeken": Line(t.EEN_BOEKING, rules.fund_keepers_by_number, rules.book_nothing_by_number),
    "zwartmaken": Line(t.GEMEENTE, rules.keepers_of_gemeente, rules.black_out_nothing),
    "sleutels": Line(t.GEMEENTE, rules.key_keepers, rules.make_no_key),
    "sleutel": Line(t.EEN_SLEUTEL, rules.key_keepers_by_number),
    "sleutel-vervangen": Line(t.EEN_SLEUTEL, rules.read_only, rules.replace_no_key),
    "sleutel-intrekken": Line(t.EEN_SLEUTEL, rules.read_only, rules.withdraw_key),
    "webhooks": Line(t.GEMEENTE, rules.key_keepers, rules.make_no_key),
    "webhook": Line(t.EEN_WEBHOOK, rules.key_keepers_by_number),
    "webhook-proef": Line(t.EEN_WEBHOOK, rules.read_only, rules.withdraw_key),
    "webhook-geheim": Line(t.EEN_WEBHOOK, rules.read_only, rules.replace_no_key),
    "webhook-uit": Line(t.EEN_WEBHOOK, rules.read_only, rules.withdraw_key),
    "webhook-aan": Line(t.EEN_WEBHOOK, rules.read_only, rules.withdraw_key),
    "webhook-opnieuw": Line(t.EEN_WEBHOOKBERICHT, rules.read_only, rules.withdraw_key),
    "evaluaties": Line(t.GEMEENTE, rules.everybody),
    "evaluatie-maken": Line(t.GEMEENTE, rules.read_only, rules.hand_in_nothing),
    "evaluatie": Line(t.EEN_EVALUATIE, rules.who_sees_the_evaluatie),
    "evaluatie-bestand": Line(t.EVALUATIE_BESTAND, rules.who_sees_the_evaluatie),
    "evaluatie-schrijven": Line(t.EEN_EVALUATIE, rules.writers_of_evaluatie, rules.write_nothing_in_evaluatie),
    "evaluatie-toevoegen": Line(t.EEN_EVALUATIE, rules.read_only, rules.write_nothing_in_evaluatie),
    "evaluatie-vaststellen": Line(t.EEN_EVALUATIE, rules.read_only, rules.adopt_unseen_evaluatie),
    "evaluatie-weg": Line(t.EEN_EVALUATIE, rules.read_only, rules.throw_evaluatie_away),
    "evaluatie-oordeel": Line(t.EEN_EVALUATIEREGEL, rules.read_only, rules.judge_nothing),
    "evaluatieregel": Line(t.EEN_EVALUATIEREGEL, rules.line_of_evaluatie, rules.write_nothing_in_evaluatie),
    "zienswijzen": Line(t.GEMEENTE, rules.everybody),
    "prioriteiten": Line(t.GEMEENTE, rules.everybody),
    "prioriteit-nieuw": Line(t.GEMEENTE, rules_zienswijze.add_prioriteit, rules_zienswijze.add_no_prioriteit),
    "prioriteit": Line(t.EEN_PRIORITEIT, rules_zienswijze.keep_prioriteit, rules_zienswijze.keep_no_prioriteit),
    "prioriteit-weg": Line(t.EEN_PRIORITEIT, rules.read_only, rules_zienswijze.remove_unread_prioriteit),
    "zienswijze": Line(t.EEN_ZIENSWIJZE, rules_zienswijze.who_sees_the_zienswijze),
    "zienswijze-nieuw": Line(
        t.ZIENSWIJZE_BIJ, rules_zienswijze.writers_of_zienswijze, rules_zienswijze.write_empty_zienswijze
    ),
    "zienswijze-schrijven": Line(
        t.EEN_ZIENSWIJZE, rules_zienswijze.change_zienswijze_of_others, rules_zienswijze.change_zienswijze_of_others
    ),
    "zienswijze-antwoord": Line(
        t.EEN_ZIENSWIJZE, rules_zienswijze.answer_zienswijze, rules_zienswijze.answer_zienswijze_with_nothing
    ),
    "zienswijze-stap": Line(t.ZIENSWIJZE_STAP, rules.read_only, rules_zienswijze.publish_unread_zienswijze),
    "jaarschijf-volgende": Line(t.EEN_SET, rules.adjusters, rules.adjust_nothing),
    "partijen": Line(t.GEMEENTE, rules.everybody),
    "smart-toets": Line(t.GEMEENTE, rules.with_a_role_here),
    "corporaties": Line(t.GEMEENTE, rules.everybody),
    "corporatie": Line(t.EEN_CORPORATIE, rules.everybody),
    "corporaties:cijfers": Line(t.GEMEENTE, rules.everybody),
    "corporaties:klassen": Line(t.GEMEENTE, rules.everybody),
    "corporaties:afwijkingen": Line(t.GEMEENTE, rules.everybody),
    "corporaties:toelichting": Line(
        t.EEN_AFWIJKING,
        rules.coordinators_by_number,
        rules.import_again,
        payload=lambda place: {"tekst": "Nagevraagd.", "versie": "0"},
    ),
    "corporaties:wachtrij": Line(t.GEMEENTE, rules.queue_of_deliveries),
    "corporaties:leveringen": Line(t.EEN_CORPORATIE, rules.everybody),
    "corporaties:levering-nieuw": Line(t.EEN_CORPORATIE, rules.deliverers, rules.hand_in_no_figures),
    "corporaties:sjabloon": Line(t.EEN_CORPORATIE, rules.deliverers),
    "corporaties:inlezing": Line(t.EEN_INLEZING, rules.deliverers, rules.hand_in_no_figures),
    "corporaties:inlezing-weg": Line(t.EEN_INLEZING, rules.read_only, rules.throw_away),
    "corporaties:levering": Line(t.EEN_LEVERING, rules.who_sees_it),
    "corporaties:levering-bestand": Line(t.EEN_LEVERING, rules.delivered_without_file),
    "corporaties:levering-vaststellen": Line(t.EEN_LEVERING, rules.read_only, rules.decide, payload=_decision),
    "corporaties:levering-afwijzen": Line(t.EEN_LEVERING, rules.read_only, rules.decide, payload=_decision),
    "corporaties:cijfer": Line(t.EEN_CIJFER, rules.who_sees_it),
    "afspraken:lijst": Line(t.GEMEENTE, rules.everybody),
    "afspraken:afspraak": Line(t.EEN_AFSPRAAK, rules.who_sees_it),
    "afspraken:bijwerken": Line(t.EEN_AFSPRAAK, rules.reporters, rules.report, payload=_report),
    "afspraken:actie-bijwerken": Line(t.EEN_ACTIE, rules.reporters, rules.report, payload=_report),
    "afspraken:notitie": Line(
        t.EEN_AFSPRAAK, rules.read_only, rules.write_note, payload=lambda place: {"tekst": "Een notitie"}
    ),
    "afspraken:bewijsstuk-nieuw": Line(t.EEN_AFSPRAAK, rules.read_only, rules.report, payload=_evidence),
    "afspraken:bewijsstuk": Line(
        t.EEN_BEWIJSSTUK, rules.who_sees_it, rules.publish, payload=lambda place: {"gepubliceerd": "1"}
    ),
    "afspraken:bijstellen": Line(t.EEN_AFSPRAAK, rules.adjusters, rules.adjust_nothing),
    "afspraken:bijstelling": Line(t.EEN_CONCEPT, rules.adjusters, rules.adjust_nothing),
    "afspraken:bijstelling-publiceren": Line(t.EEN_BIJSTELLING, rules.read_only, rules.publish),
    "afspraken:bijstelling-weg": Line(t.EEN_BIJSTELLING, rules.read_only, rules.publish),
    "afspraken:publiceren": Line(t.EEN_VOORTGANG, rules.read_only, rules.publish),
    "afspraken:intrekken": Line(
        t.EEN_VOORTGANG, rules.read_only, rules.publish, payload=lambda place: {"reden": "Klopt niet"}
    ),
    "afspraken:terugsturen": Line(
        t.EEN_VOORTGANG, rules.read_only, rules.publish, payload=lambda place: {"reden": "Welke straat?"}
    ),
    "afspraken:wachtrij": Line(t.GEMEENTE, rules.coordinators, rules.hand_in_nothing),
    "afspraken:actielijst": Line(t.GEMEENTE, rules.with_a_role_here),
    "afspraken:ongewijzigd": Line(t.GEMEENTE, rules.read_only, rules.confirm, payload=_unchanged),
    "afspraken:importeren": Line(t.GEMEENTE, rules.coordinators, rules.hand_in_nothing),
    "afspraken:import-voorbeeld": Line(t.EEN_IMPORT, rules.coordinators_by_number, rules.import_again),
    "afspraken:sjabloon": Line(t.GEMEENTE, rules.with_a_role_here),
    "afspraken:inrichten": Line(t.GEMEENTE, rules.history),
    "afspraken:inrichten-partijen": Line(t.GEMEENTE, rules.coordinators, rules.hand_in_nothing),
    "afspraken:inrichten-buurten": Line(t.GEMEENTE, rules.coordinators, rules.hand_in_nothing),
    "afspraken:document-nieuw": Line(t.GEMEENTE, rules.coordinators, rules.hand_in_nothing),
    "afspraken:document": Line(t.EEN_DOCUMENT, rules.coordinators_by_number, rules.coordinators_by_number),
    "afspraken:document-bestand": Line(t.EEN_DOCUMENT, rules.coordinators_find_no_file),
    "afspraken:document-weg": Line(t.EEN_DOCUMENT, rules.read_only, rules.import_again),
}

API_TARGETS = {
    "gemeenten": t.row_of("gemeente"),
    "partijen": t.row_of("partij"),
    "gebieden": t.row_of("gebied"),
    "afsprakensets": t.row_of("set", (r.PUBLISHED, r.CONCEPT)),
    "themas": t.row_of("thema", (r.PUBLISHED, r.CONCEPT)),
    "afspraken": t.row_of("afspraak", t.AFSPRAAK),
    "acties": t.row_of("actie", t.ACTIE),
    "termijnen": t.row_of("termijn", t.HANGING),
    "voortgang": t.row_of("voortgang", tuple(state for state in t.VOORTGANG)),
    "doelstellingen": t.row_of("doelstelling", (r.PUBLISHED, r.CONCEPT)),
    "initiatieven": t.row_of("initiatief", (r.PUBLISHED, r.DRAFTED)),
    "sdgkoppelingen": t.row_of("sdgkoppeling", (r.PUBLISHED, r.CONCEPT)),
    "vervolgbesluiten": t.row_of("vervolgbesluit", (r.PUBLISHED, r.CONCEPT)),
    "bijstellingen": t.row_of("bijstelling", t.BIJSTELLING),
    "leefbaarheidsfondsen": t.row_of("fonds"),
    "fondsaanvragen": t.row_of("aanvraag", (r.PUBLISHED, r.ASKED)),
    "bewonerskrachtteams": t.row_of("team"),
    "indicatorwaarden": t.row_of("indicatorwaarde"),
    "leveringen": t.row_of("levering", t.FIGURES),
    "woningvoorraad": t.row_of("cijfer", t.FIGURES),
    "vastgoedprojecten": t.row_of("project", t.PROJECT),
    "afwijkingen": t.row_of("afwijking"),
    "overleggen": t.row_of("overleg"),
    "rapportages": t.row_of("rapportage", t.RAPPORTAGE),
    "evaluaties": t.row_of("evaluatie", t.EVALUATIE),
    "zienswijzen": t.row_of("zienswijze", t.ZIENSWIJZE),
    "prioriteiten": t.row_of("partijprioriteit", (r.PUBLISHED, r.CONCEPT)),
}

API = {
    "api:root": Line(t.NOTHING, rules.everybody),
    "api:openapi": Line(t.NOTHING, rules.everybody),
    "api:docs": Line(t.NOTHING, rules.everybody),
    "api:not-found": Line(t.NOTHING, rules.nothing_there, rules.nothing_there, "/api/v2/afspraken", other=None),
}
for _resource, _target in API_TARGETS.items():
    API[f"api:{_resource}-list"] = Line(t.NOTHING, rules.everybody)
    # Some of these take a PATCH: tests/api/test_writing.py, test_zienswijzen.py and test_bijstellingen.py.
    _patched = _resource in ("afspraken", "acties", "zienswijzen", "bijstellingen")
    API[f"api:{_resource}-detail"] = Line(_target, rules.who_sees_it, other=None if _patched else rules.read_only)
API["api:evaluaties-detail"] = Line(API_TARGETS["evaluaties"], rules.who_sees_the_evaluatie)
API["api:evaluaties-regels"] = Line(API_TARGETS["evaluaties"], rules.who_sees_the_evaluatie)
API["api:zienswijzen-list"] = Line(t.NOTHING, rules.everybody, rules_zienswijze.submit_by_api)
API["api:zienswijzen-detail"] = Line(
    t.row_of("zienswijze", t.ZIENSWIJZE), rules_zienswijze.who_sees_the_zienswijze, other=None
)
API["api:leveringen-list"] = Line(t.NOTHING, rules.everybody, rules.deliver_by_api)
# Of nobody here: who reads what he sent himself, tests/api/test_aanleveren.py asks.
API["api:leveringen-aanlevering"] = Line(t.NOTHING, rules.nothing_there, path="/api/v1/leveringen/aanleveringen/1")
API["api:afspraken-bijstellingen"] = Line(API_TARGETS["afspraken"], rules.who_sees_it, rules.adjust_by_api)
API["api:doelstellingen-metingen"] = Line(API_TARGETS["doelstellingen"], rules.who_sees_it, rules_wijk.measure_by_api)
API["api:afspraken-acties"] = Line(API_TARGETS["afspraken"], rules.who_sees_it)
for _resource in ("afspraken", "acties"):
    API[f"api:{_resource}-voortgang"] = Line(API_TARGETS[_resource], rules.who_sees_it, rules.report_by_api)

BEHEER = {
    "admin:index": Line(t.NOTHING, screens.door(), screens.door(), other=None),
    "admin:login": Line(t.NOTHING, screens.door(r.FOUND), screens.door(r.FOUND), other=None),
    "admin:logout": Line(t.NOTHING, screens.door(r.FOUND), screens.door(r.FOUND), other=None),
    "admin:password_change": Line(t.NOTHING, screens.door(r.FOUND), screens.door(r.FOUND), other=None),
    "admin:password_change_done": Line(t.NOTHING, screens.door(r.FOUND), screens.door(r.FOUND), other=None),
    # Asked without the name of a field; what it offers is tried in test_blind.
    "admin:autocomplete": Line(t.NOTHING, screens.door(r.FORBIDDEN), screens.door(r.NOT_ALLOWED), other=None),
    "admin:jsi18n": Line(t.NOTHING, screens.door(), screens.door(r.NOT_ALLOWED), other=None),
    "admin:app_list": Line(t.NOTHING, screens.door(), screens.door(), "/beheer/afspraken/", other=None),
    "beheer/(?P<url>.*)$": Line(
        t.NOTHING, screens.door(r.NOT_FOUND), screens.door(r.NOT_FOUND), "/beheer/nergens/", other=None
    ),
}
for _name, _screen in screens.SCREENS.items():
    _app, _model = _name.split("_")
    _none = t.NOTHING
    _screens = {
        # What is done from a list to several rows at once has a test of its own.
        f"admin:{_name}_changelist": Line(_none, screens.changelist(_screen), None, other=None),
        f"admin:{_name}_add": Line(_none, screens.add(_screen), screens.add(_screen, r.INCOMPLETE), other=None),
        f"admin:{_name}_change": Line(_screen.target, screens.view(_screen), screens.change(_screen), other=None),
        f"admin:{_name}_delete": Line(
            _screen.target, screens.delete(_screen), screens.deleting(_screen), payload=sure, other=None, read_one=True
        ),
        f"admin:{_name}_history": Line(_screen.target, screens.history(_screen), None, other=None, read_one=True),
        f"beheer/{_app}/{_model}/<path:object_id>/": Line(
            _none, screens.door(r.FOUND), None, f"/beheer/{_app}/{_model}/1/", other=None
        ),
    }
    BEHEER |= {_key: replace(_line, enters=_screen.enters) for _key, _line in _screens.items()}

INLOGGEN = {
    _name: Line(t.NOTHING, _reads, _writes, PATHS.get(_name, ""), other=None)
    for _name, (_reads, _writes) in ACCOUNTS.items()
}

EXPECTED = PAGES | API | BEHEER | INLOGGEN
