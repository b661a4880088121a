# SPDX-License-Identifier: EUPL-1.2
"""On behalf of which party a user reports: chosen by the portal, so that nobody has to."""

from collections.abc import Sequence

from django.utils import timezone

from afspraken.models import Actie, Afspraak, Betrokkenheid
from partijen.models import Gebruiker, Lidmaatschap, Partij, Rol
from partijen.policies import collectieven_of
from partijen.sleutelhouder import Actor, Sleutelhouder


def namens_of(*, by: Actor, afspraak: Afspraak, actie: Actie | None = None) -> Partij | None:
    """The party on whose behalf `by` reports on one afspraak or actie: that of a key, else see `namens_of_each`."""
    if isinstance(by, Sleutelhouder):
        return by.sleutel.partij
    return namens_of_each(by=by, afspraken=[afspraak], actie=actie)[afspraak.pk]


def namens_of_each(
    *, by: Gebruiker, afspraken: Sequence[Afspraak], actie: Actie | None = None
) -> dict[int, Partij | None]:
    """{afspraak id: party} for afspraken of one gemeente, in three queries at most.

    An own party that is trekker comes first (of the actie, then of the afspraak; a member of a collectief
    reports for itself), then the werkgroep of the thema, then for a coordinator the gemeente, then whatever
    party the membership names. Needs `thema` and `gemeente` loaded.
    """
    if not afspraken:
        return {}
    gemeente = afspraken[0].gemeente
    rows = Lidmaatschap.objects.filter(gebruiker=by, gemeente=gemeente).select_related("partij").order_by("id")
    lidmaatschappen = list(rows)
    own = [row.partij for row in lidmaatschappen if row.partij is not None]
    fallback = own[0] if own else None
    if any(row.rol == Rol.COORDINATOR for row in lidmaatschappen):
        fallback = next((row.partij for row in lidmaatschappen if row.rol == Rol.COORDINATOR and row.partij), None)
        fallback = fallback or gemeente.eigen_partij
    speaks_for = {partij.pk: partij for partij in reversed(own)}
    if own:
        for _gemeente_id, lid_id, collectief_id in collectieven_of(set(speaks_for), timezone.localdate()):
            speaks_for.setdefault(collectief_id, speaks_for[lid_id])
    led = _led_parties(afspraken, actie) if speaks_for else {}
    chosen: dict[int, Partij | None] = {}
    for afspraak in afspraken:
        leads = (speaks_for[partij_id] for partij_id in led.get(afspraak.pk, ()) if partij_id in speaks_for)
        werkgroep = next((partij for partij in own if partij.pk == afspraak.thema.werkgroep_id), None)
        chosen[afspraak.pk] = next(leads, None) or werkgroep or fallback
    return chosen


def _led_parties(afspraken: Sequence[Afspraak], actie: Actie | None) -> dict[int, list[int]]:
    """{afspraak id: ids of its trekkers}, those of the actie first."""
    rows = Betrokkenheid.objects.filter(afspraak__in=afspraken, rol=Betrokkenheid.Rol.TREKKER)
    wanted = {None, actie.pk} if actie is not None else {None}
    found: dict[int, list[int]] = {}
    values = rows.order_by("volgorde", "id").values_list("afspraak_id", "actie_id", "partij_id")
    for afspraak_id, _actie_id, partij_id in sorted(
        (row for row in values if row[1] in wanted), key=lambda row: row[1] is None
    ):
        found.setdefault(afspraak_id, []).append(partij_id)
    return found
