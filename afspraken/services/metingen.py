# SPDX-License-Identifier: EUPL-1.2
"""Recording what was measured of a target."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from afspraken import policies
from afspraken.models import Doeldeel, Doelstelling, Meting
from afspraken.services.persoonsgegevens import Antwoord, check_texts, public_texts
from corporaties.models import Waardestatus
from partijen.models import Wijziging
from partijen.services import history
from partijen.sleutelhouder import Actor, person_of


@dataclass(frozen=True, slots=True)
class Gemeten:
    """What somebody measured; `waarde` None with a status that says why it is not known."""

    datum: dt.date
    waarde: Decimal | None
    herkomst: str
    waardestatus: str = Waardestatus.BEKEND.value
    toelichting: str = ""


@transaction.atomic
def record_meting(
    *,
    doelstelling: Doelstelling,
    gemeten: Gemeten,
    by: Actor,
    deel: Doeldeel | None = None,
    antwoord: Antwoord | None = None,
    oorsprong: str = Wijziging.Oorsprong.PAGINA,
) -> Meting:
    """Append a measurement of a target, or of a part of it; the same one twice is stored once.

    Raises:
        PermissionDenied: the user may not measure this.
        ValidationError: a value breaks a rule.
        PersonalDataFound: the texts of a public target look like personal data, and that was not answered.
    """
    if not policies.may_record_meting(by, doelstelling, deel):
        raise PermissionDenied(_("U legt hier geen metingen vast."))
    # Two who send the same form: the second finds what the first wrote.
    Doelstelling.objects.select_for_update().get(pk=doelstelling.pk)
    row = Meting(
        gemeente_id=doelstelling.gemeente_id,
        doelstelling=doelstelling,
        deel=deel,
        datum=gemeten.datum,
        waarde=gemeten.waarde,
        waardestatus=gemeten.waardestatus,
        herkomst=gemeten.herkomst.strip(),
        toelichting=gemeten.toelichting.strip(),
        gebruiker=person_of(by),
    )
    row.full_clean(exclude=["gemeente", "gebruiker"])
    if row.datum > timezone.localdate():
        raise ValidationError({"datum": _("Een meting ligt niet in de toekomst.")})
    if deel is not None and deel.doelstelling_id != doelstelling.pk:
        raise ValidationError({"deel": _("Kies een deel van dit doel.")})
    last = Meting.objects.filter(doelstelling=doelstelling, deel=deel, datum=row.datum).order_by("pk").last()
    names = ("waarde", "waardestatus", "herkomst", "toelichting")
    if last is not None and all(getattr(last, name) == getattr(row, name) for name in names):
        return last
    said = ""
    if doelstelling.afsprakenset.gepubliceerd:
        said = check_texts(public_texts(row), antwoord)
    history.create_with_history(row, by=by, oorsprong=oorsprong, reden=said)
    return row
