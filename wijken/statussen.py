# SPDX-License-Identifier: EUPL-1.2
"""Statuses of an application to the leefbaarheidsfonds, and the one table of how it may go on."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Aanvraagstatus(models.TextChoices):
    """Where an application is."""

    ONBEVESTIGD = "onbevestigd", _("wacht op bevestiging van het e-mailadres")
    INGEDIEND = "ingediend", _("ingediend")
    IN_BEHANDELING = "in_behandeling", _("in behandeling")
    TOEGEKEND = "toegekend", _("toegekend")
    AFGEWEZEN = "afgewezen", _("afgewezen")
    UITBETAALD = "uitbetaald", _("uitbetaald")
    VERANTWOORD = "verantwoord", _("verantwoord")
    INGETROKKEN = "ingetrokken", _("ingetrokken")


_S = Aanvraagstatus

#       from               to, and whose step it is
OVERGANGEN: dict[str, tuple[Aanvraagstatus, ...]] = {
    _S.ONBEVESTIGD: (_S.INGEDIEND,),  # the applicant, by the link in the mail
    _S.INGEDIEND: (_S.IN_BEHANDELING, _S.INGETROKKEN),  # the fondsbeheerder; the applicant
    _S.IN_BEHANDELING: (_S.TOEGEKEND, _S.AFGEWEZEN, _S.INGETROKKEN),  # the fondsbeheerder; the applicant
    _S.TOEGEKEND: (_S.UITBETAALD, _S.INGETROKKEN),  # the fondsbeheerder
    _S.UITBETAALD: (_S.VERANTWOORD,),  # the fondsbeheerder
    _S.AFGEWEZEN: (),
    _S.VERANTWOORD: (),
    _S.INGETROKKEN: (),
}

# In the work list: somebody has to do something.
OPEN = (_S.INGEDIEND, _S.IN_BEHANDELING, _S.TOEGEKEND, _S.UITBETAALD)
# Not decided yet: what these ask for may still be granted.
ONBESLIST = (_S.INGEDIEND, _S.IN_BEHANDELING)
# What the public may know of.
OPENBAAR = (_S.TOEGEKEND, _S.UITBETAALD, _S.VERANTWOORD)
# The applicant himself may still withdraw.
DOOR_AANVRAGER_IN_TE_TREKKEN = (_S.INGEDIEND, _S.IN_BEHANDELING)
# Nothing happens any more: from here the term of keeping personal data runs.
KLAAR = (_S.AFGEWEZEN, _S.VERANTWOORD, _S.INGETROKKEN)


def may_go(van: str, naar: str) -> bool:
    """An application in status `van` may get status `naar`."""
    return naar in OVERGANGEN[van]
