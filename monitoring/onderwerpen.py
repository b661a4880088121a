# SPDX-License-Identifier: EUPL-1.2
"""The topics that an evaluation goes past every year: those that parties in Heerlen named (jaarschijf 2024, 6.5)."""

from django.utils.translation import gettext_lazy as _

ONDERWERPEN = {
    "voorraad": _(
        "De woningen van de corporaties en wat er verandert: beschikbaarheid, betaalbaarheid, duurzaamheid, "
        "zorg en ouderen."
    ),
    "woonruimteverdeling": _("De verdeling van woningen via Thuis in Limburg, ook voor aandachtsgroepen."),
    "toewijzen": _("Passend toewijzen en toewijzen aan de doelgroep: de cijfers en wat partijen ervan vinden."),
    "ontruimingen": _(
        "Ontruimingen door huurachterstand en door de wet Damocles, met hoelang een woning dicht blijft."
    ),
    "vergunninghouders": _("De taakstelling voor vergunninghouders en hoever die is, minstens twee keer per jaar."),
}
