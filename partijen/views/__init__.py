# SPDX-License-Identifier: EUPL-1.2
"""Pages of partijen: members, keys and log of a gemeente, one's account and notices, seeing as the public does."""

from .account import email_address
from .als_publiek import als_publiek
from .berichten import berichten, berichten_uit
from .gegevens import lid_anonimiseren, lid_gegevens, mijn_gegevens
from .leden import leden, lid, lid_aan, lid_uit, lid_uitnodigen, rol_beeindigen
from .logboek import logboek
from .sleutels import sleutel, sleutel_intrekken, sleutel_vervangen, sleutels
from .zwartmaken import zwartmaken

__all__ = [
    "als_publiek",
    "berichten",
    "berichten_uit",
    "email_address",
    "leden",
    "lid",
    "lid_aan",
    "lid_anonimiseren",
    "lid_gegevens",
    "lid_uit",
    "lid_uitnodigen",
    "logboek",
    "mijn_gegevens",
    "rol_beeindigen",
    "sleutel",
    "sleutel_intrekken",
    "sleutel_vervangen",
    "sleutels",
    "zwartmaken",
]
