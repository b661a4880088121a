# SPDX-License-Identifier: EUPL-1.2
"""What a viewer may see of standings: the one place where published and reported part ways.

A viewer sees the reported standing of every gemeente of which he reads drafts (coordinator, bestuurder,
beheerder) and of the themas of his own werkgroepen; of everything else the published one.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Case, Exists, F, OuterRef, Q, When
from django.db.models.expressions import Combinable
from django.db.models.lookups import In

from partijen.policies import toegang_of

if TYPE_CHECKING:
    from partijen.models import Gemeente

# (visible name, reported column, published column)
STANDKOLOMMEN = (
    ("zicht_status", "status", "status_publiek"),
    ("zicht_fase", "fase", "fase_publiek"),
    ("zicht_bijgewerkt_op", "bijgewerkt_op", "bijgewerkt_op_publiek"),
    ("zicht_voortgang_id", "laatste_voortgang_id", "laatste_voortgang_publiek_id"),
)


@dataclass(frozen=True, slots=True)
class Zicht:
    """Whether a viewer sees drafts: of everything asked for, of nothing, or of what `concept` selects.

    `concept` is a condition on rows that hang on an afspraak; the prefix says by which path.
    """

    everything: bool
    gemeente_ids: tuple[int, ...]
    werkgroep_ids: tuple[int, ...]

    @property
    def nothing(self) -> bool:
        """True for the public and for whoever reads no drafts here."""
        return not self.everything and not self.gemeente_ids and not self.werkgroep_ids

    def concept(self, afspraak: str = "") -> Q:
        """Condition for rows of which this viewer reads drafts; `afspraak` is the path, such as `afspraak__`."""
        if self.everything:
            return Q(pk__isnull=False)
        if self.nothing:
            return Q(pk__isnull=True)
        return Q(**{f"{afspraak}gemeente_id__in": self.gemeente_ids}) | Q(
            **{f"{afspraak}thema__werkgroep_id__in": self.werkgroep_ids}
        )

    def concept_of_outer(self, afspraak: str = "") -> Q:
        """`concept` in a subquery, about the afspraak of the query around it, which holds these columns already.

        Joining afspraak and thema again within the subquery would keep PostgreSQL from walking an index.
        """
        if self.everything:
            return Q(pk__isnull=False)
        condition = Q(pk__isnull=True)
        for column, values in (("gemeente_id", self.gemeente_ids), ("thema__werkgroep_id", self.werkgroep_ids)):
            if values:
                condition |= Q(In(OuterRef(f"{afspraak}{column}"), values))
        return condition

    def pick(self, reported: str, published: str, afspraak: str = "") -> Combinable:
        """The column this viewer sees: the plain column where possible, so that its index serves."""
        if self.everything:
            return F(reported)
        if self.nothing:
            return F(published)
        return Case(When(self.concept(afspraak), then=F(reported)), default=F(published))


def zicht_of(user: Any, gemeente: "Gemeente | None" = None) -> Zicht:
    """What `user` sees, within one gemeente when that is given (then rows of others must not be in the query)."""
    toegang = toegang_of(user)
    full = tuple(toegang.full_gemeente_ids)
    if gemeente is not None:
        if gemeente.pk in full:
            return Zicht(True, (), ())
        full = ()
    return Zicht(False, full, tuple(sorted(toegang.werkgroep_ids)))


def of_set(user: Any, path: str = "") -> Q:
    """Condition for sets that the viewer reads: published ones, and drafts of his gemeenten or with a thema of his.

    Args:
        path: to the set, such as `afsprakenset__`; empty for rows that are sets.
    """
    from afspraken.models import Thema

    zicht = zicht_of(user)
    published = Q(**{f"{path}gepubliceerd": True})
    if zicht.nothing:
        return published
    own = Thema.objects.filter(afsprakenset=OuterRef(f"{path}pk"), werkgroep_id__in=zicht.werkgroep_ids)
    return published | Q(**{f"{path}gemeente_id__in": zicht.gemeente_ids}) | Q(Exists(own))


def of_afspraak(zicht: Zicht, path: str = "") -> Q:
    """Condition for afspraken that the viewer reads: published ones of published sets, and drafts for who reads them.

    Args:
        path: to the afspraak, such as `van__`; empty for rows that are afspraken.
    """
    public = Q(**{f"{path}gepubliceerd": True, f"{path}afsprakenset__gepubliceerd": True})
    return public if zicht.nothing else public | zicht.concept(path)


def of_set_and_afspraak(user: Any, path: str = "") -> Q:
    """Condition for what belongs to a set, and perhaps to an afspraak: the viewer reads the set and that afspraak.

    Both are joined instead of looked up among all that he reads: with "or none" beside it, a database would gather the
    afspraken of all gemeenten first, and every page asks whether its own has targets.

    Args:
        path: to what has the columns `afsprakenset` and `afspraak`, such as `doelstelling__`.
    """
    seen = Q(**{f"{path}afspraak": None}) | of_afspraak(zicht_of(user), f"{path}afspraak__")
    return of_set(user, f"{path}afsprakenset__") & seen
