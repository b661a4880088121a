# SPDX-License-Identifier: EUPL-1.2
"""Which documents, pillars and afspraken work on which goals of the United Nations; and what came of a study."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from afspraken.models import Afspraak, Afsprakenset, Sdg, Sdgkoppeling, Verband
from partijen.models import Gemeente
from partijen.policies import access_key
from portaal.lib.attached import attach_parents
from portaal.lib.compiled import ANY_KEY, read_objects
from portaal.lib.forms import PortaalForm

if TYPE_CHECKING:
    from partijen.querysets import User


@dataclass(slots=True)
class Werelddoel:
    """One goal, with the documents as a whole, the pillars and the afspraken that work on it."""

    nummer: int
    naam: str
    sets: list[Any] = field(default_factory=list)
    pijlers: list[Any] = field(default_factory=list)
    afspraken: list[Any] = field(default_factory=list)
    opmerkingen: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Aanbeveling:
    """A recommendation of a study, and the afspraken that follow from it."""

    afspraak: Any
    gedaan: Sequence[Any]


class WerelddoelFilter(PortaalForm):
    """`?sdg=3`: one goal."""

    sdg = forms.ChoiceField(
        label=_("Werelddoel (SDG)"),
        required=False,
        error_messages={"invalid_choice": _("Kies een werelddoel uit de lijst.")},
    )

    def __init__(self, data: QueryDict, *, doelen: Sequence[Werelddoel]) -> None:
        super().__init__(data, auto_id="filter-%s")
        shown = [(str(one.nummer), f"{one.nummer}. {one.naam}") for one in doelen]
        self.fields["sdg"].choices = [("", _("Alle")), *shown]  # type: ignore[attr-defined]

    def chosen(self, doelen: Sequence[Werelddoel]) -> list[Werelddoel]:
        """The goals to show: all of them when none, or something else, was asked for."""
        wanted = self.cleaned_data["sdg"] if self.is_valid() else ""
        return [one for one in doelen if wanted in ("", str(one.nummer))]


def read_werelddoelen(user: "User", gemeente: Gemeente) -> list[Werelddoel]:
    """The goals on which something of a gemeente works, in order of number. Two queries."""
    key = (access_key(user), gemeente.pk)

    def links() -> QuerySet[Sdgkoppeling]:
        rows = Sdgkoppeling.objects.visible_to(user).filter(gemeente=gemeente)
        return rows.select_related("afsprakenset", "thema").order_by("sdg", "afsprakenset_id", "pk")

    def named() -> QuerySet[Afspraak]:
        rows = Afspraak.objects.visible_to(user, gemeente=gemeente).filter(pk__in=[ANY_KEY])
        return rows.select_related("afsprakenset", "gemeente").order_by()

    rows = read_objects(("werelddoelen", *key), links)
    pks = {row.afspraak_id for row in rows if row.afspraak_id is not None}
    seen = read_objects(("afspraken van werelddoelen", *key), named, pks=pks) if pks else []
    attach_parents(rows, "afspraak", {row.pk: row for row in seen})
    found: dict[int, Werelddoel] = {}
    for row in rows:
        doel = found.setdefault(row.sdg, Werelddoel(row.sdg, str(Sdg(row.sdg).label)))
        if row.afspraak is not None:
            doel.afspraken.append(row.afspraak)
        elif row.thema is not None:
            row.thema.afsprakenset = row.afsprakenset
            doel.pijlers.append(row.thema)
        else:
            doel.sets.append(row.afsprakenset)
        if row.bron_opmerking and row.bron_opmerking not in doel.opmerkingen:
            doel.opmerkingen.append(row.bron_opmerking)
    return list(found.values())


def sdgs_of(user: "User", afspraak: Any) -> list[Sdgkoppeling]:
    """The goals of one afspraak: its own, and those of its thema. One query."""

    def links() -> QuerySet[Sdgkoppeling]:
        return Sdgkoppeling.objects.visible_to(user).filter(afsprakenset_id__in=[ANY_KEY])  # type: ignore[no-any-return]

    rows = read_objects(("werelddoelen van een set", access_key(user)), links, pks=(afspraak.afsprakenset_id,))
    kept = [row for row in rows if row.afspraak_id == afspraak.pk or (row.thema_id == afspraak.thema_id)]
    return sorted({row.sdg: row for row in kept}.values(), key=lambda row: row.sdg)


def read_aanbevelingen(user: "User", gemeente: Gemeente) -> list[tuple[Any, list[Aanbeveling]]]:
    """The studies of a gemeente, each recommendation with what followed from it. At most three queries."""

    def recommended() -> QuerySet[Afspraak]:
        sets = Afsprakenset.objects.visible_to(user).filter(gemeente=gemeente, soort=Afsprakenset.Soort.ONDERZOEK)
        rows = Afspraak.objects.visible_to(user, gemeente=gemeente).filter(afsprakenset__in=sets)
        return rows.select_related("afsprakenset", "gemeente").order_by("afsprakenset_id", "volgorde")

    def followed() -> QuerySet[Verband]:
        rows = Verband.objects.visible_to(user).filter(naar_id__in=[ANY_KEY], soort=Verband.Soort.VOLGT_UIT)
        return rows.select_related("van__afsprakenset", "van__gemeente").order_by("van__code", "pk")

    key = (access_key(user), gemeente.pk)
    listed: list[Any] = read_objects(("aanbevelingen", *key), recommended)
    if not listed:
        return []
    done: dict[int, list[Any]] = defaultdict(list)
    for link in read_objects(("volgt uit", *key), followed, pks=[row.pk for row in listed]):
        done[link.naar_id].append(link.van)
    found: dict[int, tuple[Any, list[Aanbeveling]]] = {}
    for row in listed:
        entry = found.setdefault(row.afsprakenset_id, (row.afsprakenset, []))
        entry[1].append(Aanbeveling(row, done[row.pk]))
    return list(found.values())
