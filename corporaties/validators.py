# SPDX-License-Identifier: EUPL-1.2
"""Rules about what figures count by."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from corporaties.models import Klasse

VERA = "VERA"


def check_vera_code(klasse: Klasse) -> None:
    """Raises ValidationError when VERA has no such code in its list for the same kenmerk.

    A code means nothing without its list: AP is an energy label. A class of a list of VERA has its own code and no
    other. Without any list of VERA in the portal there is nothing to compare with.
    """
    if not klasse.vera_code:
        return
    lijst = klasse.lijst
    if lijst.gemeente_id is None and lijst.naam == VERA:
        if klasse.vera_code != klasse.code:
            raise ValidationError({"vera_code": _("Dit is een lijst van VERA zelf: geef dezelfde code als de klasse.")})
        return
    known = Klasse.objects.filter(lijst__gemeente=None, lijst__naam=VERA)
    codes = set(known.filter(lijst__kenmerk=lijst.kenmerk_id).values_list("code", flat=True))
    if klasse.vera_code not in codes and known.exists():
        if not codes:
            raise ValidationError({"vera_code": _("VERA heeft geen lijst voor dit kenmerk. Laat dit veld leeg.")})
        message = _("VERA kent ‘%(code)s’ niet bij dit kenmerk. Kies uit: %(codes)s.")
        raise ValidationError({"vera_code": message % {"code": klasse.vera_code, "codes": ", ".join(sorted(codes))}})
