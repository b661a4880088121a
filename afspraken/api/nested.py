# SPDX-License-Identifier: EUPL-1.2
"""What hangs on the afspraken or acties of a page of the API: who, where, when, and the last report."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from typing import Any

from django.db.models import QuerySet

from afspraken.models import Betrokkenheid, Ligging, Termijn, Voortgang
from afspraken.querysets import VoortgangQuerySet
from afspraken.statussen import Signaal
from afspraken.toen import put_periods_back
from partijen.policies import access_key
from portaal.lib.api.rows import Row
from portaal.lib.compiled import ANY_KEY, read_values
from wijken.models import Gebied

MELDING_COLUMNS = (
    "id",
    "datum",
    "status",
    "fase",
    "toelichting",
    "oorzaak",
    "gevolg",
    "maatregel",
    "volgende_stap",
    "gevraagd_besluit",
    "namens__naam",
    "demo",
    "publicatie",
    "actie_id",
    "actie__gepubliceerd",
    "afspraak__gepubliceerd",
    "afspraak__afsprakenset__gepubliceerd",
)


class Nested:
    """What hangs on the afspraken or acties of a page, read once for all of them."""

    def __init__(self, user: Any, key: str, rows: Iterable[Row], dag: dt.date | None) -> None:
        self.user, self.key, self.dag = user, key, dag
        self.ids = [row["id"] for row in rows]
        self.partijen = self._read_partijen()
        self.gebieden, self.grotere_gebieden = self._read_gebieden()
        self.periodes = self._read_periodes()
        self.meldingen = self._read_meldingen({row["zicht_voortgang_id"] for row in rows} - {None})

    def standing(self, row: Row, signalen: Iterable[Signaal]) -> Row:
        """The attributes of `MetStandSerializer` up to `demo`."""
        melding = self.meldingen.get(row["zicht_voortgang_id"])
        return {
            "trekkers": self.partijen[row["id"], Betrokkenheid.Rol.TREKKER.value],
            "betrokkenen": self.partijen[row["id"], Betrokkenheid.Rol.BETROKKEN.value],
            "gebieden": self.gebieden[row["id"]],
            "grotereGebieden": self.grotere_gebieden[row["id"]],
            "periode": self.periodes.get(row["id"]),
            "status": row["zicht_status"],
            "fase": row["zicht_fase"] or None,
            "signalen": [signaal.value for signaal in signalen if row[f"signaal_{signaal}"]],
            "bijgewerktOp": row["zicht_bijgewerkt_op"],
            "laatsteVoortgang": melding,
            "demo": melding is not None and melding["demo"],
        }

    def _read(self, model: Any, shape: Callable[[Any], QuerySet[Any]], pks: Collection[int]) -> list[Row]:
        """Rows that the viewer may see, in a query that is composed once for each access."""
        key = ("api", model, self.key, access_key(self.user))
        return read_values(key, lambda: shape(model.objects.visible_to(self.user)), pks=pks)

    def _below(self, rows: Any) -> Any:
        return rows.filter(**{f"{self.key}__in": [ANY_KEY]})

    def _own(self, rows: Any) -> Any:
        """Rows of the afspraken themselves, not of their acties."""
        rows = self._below(rows)
        return rows.filter(actie=None) if self.key == "afspraak_id" else rows

    def _read_partijen(self) -> dict[tuple[int, str], list[str]]:
        """{(id, rol): names}, in the order of the source."""

        def shape(rows: Any) -> QuerySet[Any]:
            return self._own(rows).order_by("volgorde", "id").values(self.key, "rol", "partij__naam")  # type: ignore[no-any-return]

        found: dict[tuple[int, str], list[str]] = defaultdict(list)
        for row in self._read(Betrokkenheid, shape, self.ids):
            found[row[self.key], row["rol"]].append(row["partij__naam"])
        return found

    def _read_gebieden(self) -> tuple[dict[int, list[str]], dict[int, list[str]]]:
        """{id: names of buurten} and {id: names of larger places}, each in the order of the source."""

        def shape(rows: Any) -> QuerySet[Any]:
            return self._own(rows).order_by("volgorde", "id").values(self.key, "gebied__naam", "gebied__soort")  # type: ignore[no-any-return]

        buurten: dict[int, list[str]] = defaultdict(list)
        larger: dict[int, list[str]] = defaultdict(list)
        for row in self._read(Ligging, shape, self.ids):
            (buurten if row["gebied__soort"] == Gebied.Soort.BUURT else larger)[row[self.key]].append(
                row["gebied__naam"]
            )
        return buurten, larger

    def _read_periodes(self) -> dict[int, str]:
        """{id: the period that begins first}; that of an afspraak may come from one of its visible acties."""

        def shape(rows: Any) -> QuerySet[Any]:
            rows = self._below(rows).order_by("begindatum", "einddatum", "id")
            return rows.values("id", "begindatum", "einddatum", "periode", self.key)  # type: ignore[no-any-return]

        terms = self._read(Termijn, shape, self.ids)
        if self.dag is not None:
            terms = put_periods_back(terms, self.user, self.dag)
        return {term[self.key]: term["periode"] for term in reversed(terms)}

    def _read_meldingen(self, pks: set[int]) -> dict[int, Row]:
        """{id: report}; only reports that this viewer may see."""

        def shape(rows: Any) -> QuerySet[Any]:
            return with_publicatie(rows.filter(pk__in=[ANY_KEY]).order_by()).values(*MELDING_COLUMNS)

        return {row["id"]: melding_of(row) for row in self._read(Voortgang, shape, pks)}


def with_publicatie(queryset: VoortgangQuerySet) -> VoortgangQuerySet:
    """`visible_to` annotates it only where it needs it."""
    return queryset if "publicatie" in queryset.query.annotations else queryset.with_publicatie()


def melding_of(row: Row) -> Row:
    """The attributes of `MeldingSerializer`; published only when what it is about is public too."""
    public = row["afspraak__gepubliceerd"] and row["afspraak__afsprakenset__gepubliceerd"]
    if row["actie_id"] is not None:
        public = public and row["actie__gepubliceerd"]
    return {
        "id": row["id"],
        "datum": row["datum"],
        "status": row["status"],
        "fase": row["fase"] or None,
        "toelichting": row["toelichting"],
        "oorzaak": row["oorzaak"],
        "gevolg": row["gevolg"],
        "maatregel": row["maatregel"],
        "volgendeStap": row["volgende_stap"],
        "gevraagdBesluit": row["gevraagd_besluit"],
        "namens": row["namens__naam"],
        "gepubliceerd": public and row["publicatie"] == "gepubliceerd",
        "demo": row["demo"],
    }
