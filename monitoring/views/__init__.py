# SPDX-License-Identifier: EUPL-1.2
"""Pages that read across the apps, one file per kind."""

from .bestuur import bestuur
from .buurten import buurt, buurten, vergelijken
from .corporaties import corporatie, corporaties
from .energielabels import labels_pagina
from .evaluatieregels import evaluatie_schrijven, evaluatieregel, oordeel
from .evaluaties import (
    evaluatie,
    evaluatie_bestand,
    evaluatie_maken,
    evaluatie_toevoegen,
    evaluatie_vaststellen,
    evaluatie_weg,
    evaluaties,
)
from .gezondheid import live, ready
from .instellingen import instellingen, thema_css
from .jaarschijf import jaarschijf_volgende
from .kalender import kalender, moment, moment_nieuw, overleg_plannen, overleg_verplaatsen
from .openbaar import gemeente_start, start
from .opendata import agenda, catalogus, feed
from .overig import security_txt, stijl
from .overleggen import overleg, overleggen
from .overlegstappen import agendapunt_nieuw, agendapunt_weg, besluit_afdoen, besluit_bijstelling, besluit_nieuw
from .overlegstukken import overlegstuk, overlegstuk_nieuw
from .prioriteiten import prioriteit, prioriteit_nieuw, prioriteit_weg, prioriteiten
from .rapportages import (
    rapportage,
    rapportage_bestand,
    rapportage_maken,
    rapportage_vaststellen,
    rapportage_weg,
    vergelijking,
)
from .smart import smart_toets
from .volgen import volgen
from .webhooks import (
    webhook,
    webhook_aan,
    webhook_geheim,
    webhook_opnieuw,
    webhook_proef,
    webhook_uit,
    webhooks,
)
from .wederkerigheid import partijen
from .werkbank import werkbank
from .wijkplan import initiatief, initiatief_nieuw, wijkplan, wijkplannen
from .wijzigingen import wijzigingen
from .zienswijzen import zienswijze, zienswijzen
from .zienswijzestappen import zienswijze_antwoord, zienswijze_nieuw, zienswijze_schrijven, zienswijze_stap

__all__ = [
    "agenda",
    "agendapunt_nieuw",
    "agendapunt_weg",
    "besluit_afdoen",
    "besluit_bijstelling",
    "besluit_nieuw",
    "bestuur",
    "buurt",
    "buurten",
    "catalogus",
    "corporatie",
    "corporaties",
    "evaluatie",
    "evaluatie_bestand",
    "evaluatie_maken",
    "evaluatie_schrijven",
    "evaluatie_toevoegen",
    "evaluatie_vaststellen",
    "evaluatie_weg",
    "evaluatieregel",
    "evaluaties",
    "feed",
    "gemeente_start",
    "initiatief",
    "initiatief_nieuw",
    "instellingen",
    "jaarschijf_volgende",
    "kalender",
    "labels_pagina",
    "live",
    "moment",
    "moment_nieuw",
    "oordeel",
    "overleg",
    "overleg_plannen",
    "overleg_verplaatsen",
    "overleggen",
    "overlegstuk",
    "overlegstuk_nieuw",
    "partijen",
    "prioriteit",
    "prioriteit_nieuw",
    "prioriteit_weg",
    "prioriteiten",
    "rapportage",
    "rapportage_bestand",
    "rapportage_maken",
    "rapportage_vaststellen",
    "rapportage_weg",
    "ready",
    "security_txt",
    "smart_toets",
    "start",
    "stijl",
    "thema_css",
    "vergelijken",
    "vergelijking",
    "volgen",
    "webhook",
    "webhook_aan",
    "webhook_geheim",
    "webhook_opnieuw",
    "webhook_proef",
    "webhook_uit",
    "webhooks",
    "werkbank",
    "wijkplan",
    "wijkplannen",
    "wijzigingen",
    "zienswijze",
    "zienswijze_antwoord",
    "zienswijze_nieuw",
    "zienswijze_schrijven",
    "zienswijze_stap",
    "zienswijzen",
]
