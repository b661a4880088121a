# SPDX-License-Identifier: EUPL-1.2
"""What parties promised in one set: as leader or taking part, alone or by a collectief they are in. Three queries."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, QuerySet

from afspraken.models import Afspraak, Betrokkenheid, Voortgang
from afspraken.statussen import VOLGORDE, status_words
from monitoring.selectors.adressen import Adressen
from partijen.models import Collectieflid, Gemeente
from partijen.policies import access_key
from portaal.lib.compiled import ANY_KEY, read_values
from portaal.lib.models import valid_on

if TYPE_CHECKING:
    from partijen.querysets import User


@dataclass(frozen=True, slots=True)
class Toezegging:
    """One afspraak of a party. `acties` are codes of acties in which it is named; `via` names a collectief."""

    code: str
    titel: str
    url: str
    trekker: bool
    via: str
    acties: tuple[str, ...]
    status: str
    woord: str
    bijgewerkt_op: dt.date | None
    demo: bool


def read_toezeggingen(
    user: "User", gemeente: Gemeente, partijen: Sequence[int], afsprakenset: Any, peildatum: dt.date
) -> dict[int, tuple[Toezegging, ...]]:
    """{party id: its commitments in the set, in the order of the document}; empty for a party without."""
    found: dict[int, tuple[Toezegging, ...]] = dict.fromkeys(partijen, ())
    if afsprakenset is None:
        return found
    members = Collectieflid.objects.filter(valid_on(peildatum), lid__in=partijen, collectief__gemeente=gemeente)
    collectives: dict[int, list[int]] = defaultdict(list)
    for collectief, lid in members.values_list("collectief_id", "lid_id"):
        collectives[collectief].append(lid)
    columns = ("partij_id", "partij__naam", "afspraak_id", "actie__code", "rol")
    key = ("toezeggingen", access_key(user), gemeente.pk)

    def named() -> QuerySet[Any]:
        rows = Betrokkenheid.objects.visible_to(user, gemeente=gemeente)
        rows = rows.filter(gemeente=gemeente, afspraak__afsprakenset=afsprakenset.pk, partij_id__in=[ANY_KEY])
        return rows.order_by("afspraak_id", "actie__volgnummer", "pk").values(*columns)

    def standing() -> QuerySet[Any]:
        demo = Voortgang.objects.filter(pk=OuterRef("zicht_voortgang_id"), demo=True)
        rows = Afspraak.objects.visible_to(user, gemeente=gemeente).with_stand(user, gemeente=gemeente)
        rows = rows.filter(pk__in=[ANY_KEY]).annotate(is_demo=Exists(demo)).order_by("volgorde", "pk")
        return rows.values("pk", "code", "titel", "zicht_status", "zicht_bijgewerkt_op", "is_demo")

    parts: dict[tuple[int, int], list[tuple[bool, str, str]]] = defaultdict(list)
    for row in read_values(("partijen", afsprakenset.pk, *key), named, pks={*partijen, *collectives}):
        partij, naam, afspraak, actie, rol = (row[name] for name in columns)
        leads = rol == Betrokkenheid.Rol.TREKKER
        if partij in found:
            parts[partij, afspraak].append((leads, "", actie or ""))
        for lid in collectives.get(partij, ()):
            parts[lid, afspraak].append((leads, naam, actie or ""))
    words, addresses = status_words(gemeente), Adressen()
    afspraken = read_values(("afspraken", *key), standing, pks={afspraak for _partij, afspraak in parts})
    listed: dict[int, list[Toezegging]] = defaultdict(list)
    for row in afspraken:
        url = addresses.afspraak(gemeente.slug, afsprakenset.slug, row["code"])
        for partij in partijen:
            said = parts.get((partij, row["pk"]))
            if not said:
                continue
            own = [(leads, via) for leads, via, actie in said if not actie]
            listed[partij].append(
                Toezegging(
                    code=row["code"],
                    titel=row["titel"],
                    url=url,
                    trekker=any(leads for leads, _via in own),
                    via="" if any(not via for _leads, via, _actie in said) else said[0][1],
                    acties=tuple(dict.fromkeys(actie for _leads, _via, actie in said if actie)),
                    status=row["zicht_status"],
                    woord=words[row["zicht_status"]],
                    bijgewerkt_op=row["zicht_bijgewerkt_op"],
                    demo=row["is_demo"],
                )
            )
    return found | {partij: tuple(rows) for partij, rows in listed.items()}


def count_statuses(toezeggingen: Sequence[Toezegging], gemeente: Gemeente) -> list[dict[str, Any]]:
    """How many stand how: every status that occurs, in the usual order."""
    words = status_words(gemeente)
    numbers = {status: sum(row.status == status for row in toezeggingen) for status in VOLGORDE}
    return [
        {"status": status.value, "woord": words[status.value], "aantal": number}
        for status, number in numbers.items()
        if number
    ]
