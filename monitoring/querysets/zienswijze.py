# SPDX-License-Identifier: EUPL-1.2
"""Zienswijzen for a viewer, by how far they are and by when the answer is due."""

import datetime as dt
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from afspraken.querysets.zicht import zicht_of
from partijen.models import Rol
from partijen.policies import toegang_of

if TYPE_CHECKING:
    from partijen.querysets import User

# An answer that is due within so many days is near.
BINNENKORT_DAGEN = 14
# Roles that speak for the party they are held for. A member of a werkgroep of the gemeente does not speak for it.
SPREKERS = (Rol.HUURDERSVERTEGENWOORDIGER, Rol.DATABEHEERDER, Rol.WERKGROEPLID)
# Who reads what is not public yet, of the whole gemeente (design, section 5).
MEELEZERS = (Rol.COORDINATOR, Rol.BESTUURDER)


class Staat(models.TextChoices):
    """How far a zienswijze is: each has exactly one."""

    OPEN = "open", _("wacht op antwoord")
    BEANTWOORD = "beantwoord", _("beantwoord, nog niet openbaar")
    GEPUBLICEERD = "gepubliceerd", _("openbaar")
    INGETROKKEN = "ingetrokken", _("ingetrokken")

    @property
    def condition(self) -> Q:
        """Rows of which this is so; together these hold every row once."""
        if self is Staat.INGETROKKEN:
            return Q(ingetrokken_op__isnull=False)
        if self is Staat.GEPUBLICEERD:
            return Q(ingetrokken_op=None, gepubliceerd=True)
        return Q(ingetrokken_op=None, gepubliceerd=False, beantwoord_op__isnull=self is Staat.OPEN)


class Antwoordtermijn(models.TextChoices):
    """Whether the answer is late, near or later; or nobody waits for it any more."""

    TE_LAAT = "te_laat", _("antwoord is te laat")
    BINNENKORT = "binnenkort", _("antwoord binnen twee weken")
    LATER = "later", _("antwoord later")
    AFGEDAAN = "afgedaan", _("beantwoord of ingetrokken")

    def condition(self, day: dt.date) -> Q:
        """Rows of which this is so on a day; together these hold every row once."""
        waits, near = Staat.OPEN.condition, day + dt.timedelta(days=BINNENKORT_DAGEN)
        if self is Antwoordtermijn.TE_LAAT:
            return waits & Q(antwoord_uiterlijk__lt=day)
        if self is Antwoordtermijn.BINNENKORT:
            return waits & Q(antwoord_uiterlijk__range=(day, near))
        if self is Antwoordtermijn.LATER:
            return waits & Q(antwoord_uiterlijk__gt=near)
        return ~waits


def own_partij_ids(user: "User") -> dict[int, frozenset[int]]:
    """{gemeente id: the parties for which a user speaks there}, his werkgroepen left out."""
    toegang = toegang_of(user)
    found = {pk: toegang.partij_ids.get(pk, frozenset()) for pk in toegang.gemeenten_with(*SPREKERS)}
    return {pk: ids - toegang.werkgroep_ids for pk, ids in found.items() if ids - toegang.werkgroep_ids}


def concepts_of(user: "User") -> Q:
    """Rows that a user reads before they are public: of his side, or of the gemeente; empty for who reads none."""
    seen, sides = Q(), Q()
    if gemeente_ids := toegang_of(user).gemeenten_with(*MEELEZERS):
        seen |= Q(gemeente_id__in=gemeente_ids)
    for gemeente_id, partij_ids in own_partij_ids(user).items():
        sides |= Q(gemeente_id=gemeente_id) & (Q(partij_id__in=partij_ids) | Q(gericht_aan_id__in=partij_ids))
    return seen | (sides & _about_what_is_seen(user)) if sides else seen


def _about_what_is_public() -> Q:
    return (
        Q(afspraak__gepubliceerd=True, afspraak__afsprakenset__gepubliceerd=True)
        | Q(rapportage__concept=False, rapportage__afsprakenset__gepubliceerd=True)
        | Q(evaluatie__vastgesteld=True, evaluatie__afsprakenset__gepubliceerd=True)
    )


def _about_what_is_seen(user: "User") -> Q:
    """A side reads it only as long as it sees what it is about, which may be a draft."""
    drafts = zicht_of(user).concept("afspraak__") & Q(afspraak__isnull=False)
    whole = Q(gemeente_id__in=toegang_of(user).full_gemeente_ids)
    return _about_what_is_public() | drafts | whole


class ZienswijzeQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Views and questions of parties."""

    def visible_to(self, user: "User") -> Self:
        """Published ones beside what is public; else coordinator, bestuurder, and a side that sees what it is about."""
        public, concepts = Q(gepubliceerd=True) & _about_what_is_public(), concepts_of(user)
        return self.filter(public | concepts if concepts else public)

    def in_staat(self, staat: Staat) -> Self:
        """Those that are so far."""
        return self.filter(staat.condition)

    def with_termijn(self, termijn: Antwoordtermijn, day: dt.date) -> Self:
        """Those of which the answer is due then."""
        return self.filter(termijn.condition(day))

    def public_on(self, day: dt.date) -> Self:
        """Of those that are public now, the ones that were so at the end of a day."""
        return self.filter(gepubliceerd=True, gepubliceerd_op__date__lte=day)

    def with_names(self) -> Self:
        """With all that a line or page of it names."""
        return self.select_related(
            "gemeente",
            "partij",
            "gericht_aan",
            "antwoord_namens",
            "afspraak__afsprakenset",
            "rapportage__overleg",
            "rapportage__afsprakenset",
            "evaluatie__afsprakenset",
        )
