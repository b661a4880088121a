# SPDX-License-Identifier: EUPL-1.2
"""Reads the rows of the resources of afspraken as columns, nested parts included, for one viewer.

Each method takes a queryset that is limited to what the viewer may see, and reads its rows in a fixed number of
queries; what it nests is limited again. The attributes are described in `afspraken.api.serializers`.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, partial
from typing import Any

from django.db.models import BigIntegerField, Case, F, OuterRef, QuerySet, Value, When
from django.db.models.functions import NullIf
from django.urls import reverse

from afspraken.api.nested import MELDING_COLUMNS, Nested, melding_of, with_publicatie
from afspraken.models import (
    Actie,
    Afspraak,
    Afsprakenset,
    Bijstelling,
    LandelijkePrioriteit,
    Termijn,
    Thema,
    Voortgang,
)
from afspraken.querysets import ActieQuerySet, AfspraakQuerySet, VoortgangQuerySet
from afspraken.querysets.afspraak import count_of
from afspraken.querysets.drempels import Drempelkeuze
from afspraken.querysets.termijn import TermijnQuerySet
from afspraken.querysets.zicht import zicht_of
from afspraken.rows import action_anchor
from afspraken.statussen import Signaal
from afspraken.toen import put_periods_back, values_then
from partijen.api.kept import read_by_key, read_objects_by_key
from portaal.lib.api.lines import Cells, truth
from portaal.lib.api.rows import Row
from portaal.lib.compiled import ANY_KEY, read_values
from portaal.lib.periods import past_day

_STAND_COLUMNS = ("zicht_status", "zicht_fase", "zicht_bijgewerkt_op", "zicht_voortgang_id", "gepubliceerd")
_BRON_COLUMNS = ("bron__titel", "bron_plaats", "bron_opmerking")
_AFSPRAAK_COLUMNS = (
    "id",
    "gemeente__slug",
    "afsprakenset__slug",
    "afsprakenset__gepubliceerd",
    "code",
    "thema__nummer",
    "thema__naam",
    "titel",
    "titel_in_document",
    "samenvatting",
    "doel",
    "huurdersprioriteit",
    "rayon__naam",
    "aantal_acties",
    "slechtere_acties",
    *(f"signaal_{signaal}" for signaal in Signaal),
    *_STAND_COLUMNS,
    "zicht_versie",
    *_BRON_COLUMNS,
)
ACTIE_SIGNALEN = (Signaal.TERMIJN_VERSTREKEN, Signaal.WACHT_OP_BESLUIT)
_ACTIE_COLUMNS = (
    "id",
    "gemeente__slug",
    "afspraak__afsprakenset__slug",
    "afspraak__afsprakenset__gepubliceerd",
    "afspraak__code",
    "afspraak__gepubliceerd",
    "afspraak__thema__nummer",
    "code",
    "titel",
    "omschrijving",
    "locatie",
    "aantal_woningen",
    "aantal_tekst",
    *(f"signaal_{signaal}" for signaal in ACTIE_SIGNALEN),
    *_STAND_COLUMNS,
    "zicht_versie",
    *_BRON_COLUMNS,
)
_TERMIJN_COLUMNS = (
    "id",
    "gemeente__slug",
    "afspraak__afsprakenset__slug",
    "afspraak__code",
    "actie__code",
    "soort",
    "periode",
    "begindatum",
    "einddatum",
    "wat",
    "voldaan_op",
    "verstreken",
    "bron_opmerking",
)
_VOORTGANG_COLUMNS = (
    *MELDING_COLUMNS,
    "gemeente__slug",
    "afspraak__afsprakenset__slug",
    "afspraak__code",
    "actie__code",
)


def _version_seen(user: Any, afspraak: str = "") -> Case:
    """The version of the row for who reads drafts of it.

    It moves with concept reports too; for all others it is the version that moves with what is public.
    """
    concept = When(zicht_of(user).concept(afspraak), then=F("versie"))
    return Case(concept, default=F("gemeente__publieke_versie"), output_field=BigIntegerField())


_CELLS: Cells = {
    "id": "pk",
    "gemeente": "gemeente__slug",
    "afsprakenset": "afspraak__afsprakenset__slug",
    "afspraak": "afspraak__code",
    "actie": "actie__code",
    "datum": "datum",
    "status": "status",
    "fase": NullIf(F("fase"), Value("")),
    "toelichting": "toelichting",
    "oorzaak": "oorzaak",
    "gevolg": "gevolg",
    "maatregel": "maatregel",
    "volgendeStap": "volgende_stap",
    "gevraagdBesluit": "gevraagd_besluit",
    "namens": "namens__naam",
}


TERMIJN_CELLS: Cells = {
    "id": "pk",
    "gemeente": "gemeente__slug",
    "afsprakenset": "afspraak__afsprakenset__slug",
    "afspraak": "afspraak__code",
    "actie": "actie__code",
    "soort": "soort",
    "periode": "periode",
    "begindatum": "begindatum",
    "einddatum": "einddatum",
    "wat": "wat",
    "voldaanOp": "voldaan_op",
    "verstreken": "verstreken",
    "bronOpmerking": "bron_opmerking",
}


def voortgang_cells(user: Any) -> Cells:
    """The attributes of a report as columns of `with_publicatie`, for rows that `visible_to(user)` gave."""
    openbaar = VoortgangQuerySet.openbaar_to(user)
    return {**_CELLS, "gepubliceerd": Value(True) if openbaar is None else truth(openbaar), "demo": "demo"}


class RowReader:
    """Rows for one viewer; `site` is the scheme and host that addresses of pages begin with.

    With a peildatum the querysets of `afspraken` and `acties` carry the standing of that day already.
    """

    def __init__(self, user: Any, site: str, peildatum: dt.date | None = None) -> None:
        self.user, self.site, self.peildatum = user, site.rstrip("/"), peildatum
        self.dag = past_day(peildatum)
        self._addresses: dict[tuple[str, str], str] = {}

    def afsprakensets(self, queryset: QuerySet[Afsprakenset]) -> list[Row]:
        """Sets, with the afspraken counted that the viewer may see."""
        return self._afsprakensets(list(self._counted_sets(queryset)))

    def afsprakensets_of(self, keys: Sequence[int]) -> list[Row]:
        """The same by their keys, in the order of these, as far as the viewer may see them."""
        rows = Afsprakenset.objects.visible_to
        return self._afsprakensets(
            read_objects_by_key(Afsprakenset, self.user, keys, lambda: self._counted_sets(rows(self.user)))
        )

    def _counted_sets(self, queryset: QuerySet[Afsprakenset]) -> QuerySet[Any]:
        visible = Afspraak.objects.visible_to(self.user)
        rows = queryset.annotate(aantal_afspraken=count_of(_of_outer(visible, "afsprakenset"), "afsprakenset"))
        return rows.select_related("gemeente", "bron")

    def _afsprakensets(self, rows: Sequence[Any]) -> list[Row]:
        def signers() -> QuerySet[Any]:
            return Afsprakenset.objects.filter(pk__in=[ANY_KEY]).order_by().values("pk", "ondertekenaars__naam")

        names: dict[int, list[str]] = defaultdict(list)
        for one in read_values(("api ondertekenaars",), signers, pks=[row.pk for row in rows]):
            if one["ondertekenaars__naam"] is not None:
                names[one["pk"]].append(one["ondertekenaars__naam"])
        return [
            {
                "id": row.pk,
                "gemeente": row.gemeente.slug,
                "slug": row.slug,
                "naam": row.naam,
                "soort": row.soort,
                "levensfase": row.levensfase,
                "periode": row.periode,
                "begindatum": row.begindatum,
                "einddatum": row.einddatum,
                "ondertekendOp": row.ondertekend_op,
                "ondertekenaars": sorted(names[row.pk]),
                "aantalAfspraken": row.aantal_afspraken,
                "gepubliceerd": row.gepubliceerd,
                "versie": row.versie,
                "url": f"{self.site}{reverse('afspraken:lijst', args=(row.gemeente.slug,))}?afsprakenset={row.slug}",
                **_bron_of(row.bron.titel if row.bron else None, row.bron_plaats, row.bron_opmerking),
            }
            for row in rows
        ]

    def themas(self, queryset: QuerySet[Thema]) -> list[Row]:
        """Themas, with the afspraken counted that the viewer may see."""
        return self._themas(list(self._counted_themas(queryset)))

    def themas_of(self, keys: Sequence[int]) -> list[Row]:
        """The same by their keys, in the order of these, as far as the viewer may see them."""
        rows = Thema.objects.visible_to
        return self._themas(read_objects_by_key(Thema, self.user, keys, lambda: self._counted_themas(rows(self.user))))

    def _counted_themas(self, queryset: QuerySet[Thema]) -> QuerySet[Any]:
        visible = Afspraak.objects.visible_to(self.user)
        rows = queryset.annotate(aantal_afspraken=count_of(_of_outer(visible, "thema"), "thema"))
        return rows.select_related("gemeente", "afsprakenset", "werkgroep", "bron")

    def _themas(self, rows: Sequence[Any]) -> list[Row]:
        def served() -> QuerySet[Any]:
            found = LandelijkePrioriteit.objects.filter(themas__in=[ANY_KEY])
            return found.order_by("afsprakenset", "nummer").values("themas", "naam")

        names: dict[int, list[str]] = defaultdict(list)
        for one in read_values(("api prioriteiten",), served, pks=[row.pk for row in rows]):
            names[one["themas"]].append(one["naam"])
        return [
            {
                "id": row.pk,
                "gemeente": row.gemeente.slug,
                "afsprakenset": row.afsprakenset.slug,
                "nummer": row.nummer,
                "naam": row.naam,
                "werkgroep": row.werkgroep.naam if row.werkgroep else None,
                "prioriteiten": names[row.pk],
                "aantalAfspraken": row.aantal_afspraken,
                **_bron_of(row.bron.titel if row.bron else None, row.bron_plaats, row.bron_opmerking),
            }
            for row in rows
        ]

    def afspraken(self, queryset: AfspraakQuerySet) -> list[Row]:
        """Agreements with who, where, when and how they stand."""
        return self._afspraken(list(self._afspraak_columns(queryset)))

    def afspraken_of(self, keys: Sequence[int]) -> list[Row]:
        """The same of today by their keys, in the order of these, as far as the viewer may see them."""
        rows = Afspraak.objects.visible_to(self.user).with_stand(self.user)
        return self._afspraken(self._by_key("afspraken", keys, partial(self._afspraak_columns, rows)))

    def _by_key(self, name: str, keys: Sequence[int], columns: Callable[[Drempelkeuze], QuerySet[Any]]) -> list[Row]:
        """Rows of a query that follows the thresholds too, as signals do."""
        drempels = self.drempels
        return read_by_key(name, self.user, keys, lambda: columns(drempels), frozenset(drempels.rows))

    @cached_property
    def drempels(self) -> Drempelkeuze:
        """The thresholds of all gemeenten."""
        return Drempelkeuze(None)

    def _afspraak_columns(self, queryset: AfspraakQuerySet, drempels: Drempelkeuze | None = None) -> QuerySet[Any]:
        if f"signaal_{Signaal.VEROUDERD}" not in queryset.query.annotations:
            queryset = queryset.with_signalen(self.user, peildatum=self.peildatum, drempels=drempels)
        counted = queryset.with_actietellingen(self.user, peildatum=self.peildatum)
        return counted.annotate(zicht_versie=_version_seen(self.user)).values(*_AFSPRAAK_COLUMNS)

    def _afspraken(self, rows: list[Row]) -> list[Row]:
        nested = Nested(self.user, "afspraak_id", rows, self.dag)
        goals = values_then(self.user, Bijstelling.Soort.DOEL, self.dag, nested.ids) if self.dag else {}
        return [
            {
                "id": row["id"],
                "gemeente": row["gemeente__slug"],
                "afsprakenset": row["afsprakenset__slug"],
                "code": row["code"],
                "themaNummer": row["thema__nummer"],
                "themaNaam": row["thema__naam"],
                "titel": row["titel"],
                "titelInDocument": row["titel_in_document"],
                "samenvatting": row["samenvatting"],
                "doel": goals.get(row["id"], row["doel"]),
                "huurdersprioriteit": row["huurdersprioriteit"],
                "rayon": row["rayon__naam"],
                "aantalActies": row["aantal_acties"],
                "slechtereActies": row["slechtere_acties"],
                **nested.standing(row, tuple(Signaal)),
                "gepubliceerd": row["gepubliceerd"] and row["afsprakenset__gepubliceerd"],
                "versie": row["zicht_versie"],
                "url": self._page(row["gemeente__slug"], row["afsprakenset__slug"], row["code"]),
                **_bron_of(*(row[name] for name in _BRON_COLUMNS)),
            }
            for row in rows
        ]

    def acties(self, queryset: ActieQuerySet) -> list[Row]:
        """Acties with who, where, when and how they stand."""
        return self._acties(list(self._actie_columns(queryset)))

    def acties_of(self, keys: Sequence[int]) -> list[Row]:
        """The same of today by their keys, in the order of these, as far as the viewer may see them."""
        rows = Actie.objects.visible_to(self.user).with_stand(self.user)
        return self._acties(self._by_key("acties", keys, partial(self._actie_columns, rows)))

    def _actie_columns(self, queryset: ActieQuerySet, drempels: Drempelkeuze | None = None) -> QuerySet[Any]:
        if f"signaal_{Signaal.TERMIJN_VERSTREKEN}" not in queryset.query.annotations:
            queryset = queryset.with_signalen(self.user, peildatum=self.peildatum, drempels=drempels)
        return queryset.annotate(zicht_versie=_version_seen(self.user, "afspraak__")).values(*_ACTIE_COLUMNS)

    def _acties(self, rows: list[Row]) -> list[Row]:
        nested = Nested(self.user, "actie_id", rows, self.dag)
        return [
            {
                "id": row["id"],
                "gemeente": row["gemeente__slug"],
                "afsprakenset": row["afspraak__afsprakenset__slug"],
                "afspraak": row["afspraak__code"],
                "code": row["code"],
                "themaNummer": row["afspraak__thema__nummer"],
                "titel": row["titel"],
                "omschrijving": row["omschrijving"],
                "locatie": row["locatie"],
                "aantalWoningen": row["aantal_woningen"],
                "aantalTekst": row["aantal_tekst"],
                **nested.standing(row, ACTIE_SIGNALEN),
                "gepubliceerd": row["gepubliceerd"]
                and row["afspraak__gepubliceerd"]
                and row["afspraak__afsprakenset__gepubliceerd"],
                "versie": row["zicht_versie"],
                "url": self._page(row["gemeente__slug"], row["afspraak__afsprakenset__slug"], row["afspraak__code"])
                + f"#{action_anchor(row['code'])}",
                **_bron_of(*(row[name] for name in _BRON_COLUMNS)),
            }
            for row in rows
        ]

    def termijnen(self, queryset: TermijnQuerySet) -> list[Row]:
        """Dated promises; needs `with_verstreken`. Of a day that has been with the periods of that day."""
        return self._termijnen(list(queryset.values(*_TERMIJN_COLUMNS)))

    def termijnen_of(self, keys: Sequence[int]) -> list[Row]:
        """The same of today by their keys, in the order of these, as far as the viewer may see them."""

        def columns(drempels: Drempelkeuze) -> QuerySet[Any]:
            rows = Termijn.objects.visible_to(self.user).with_verstreken(self.user, drempels=drempels)
            return rows.values(*_TERMIJN_COLUMNS)  # type: ignore[no-any-return]

        return self._termijnen(self._by_key("termijnen", keys, columns))

    def _termijnen(self, terms: list[Row]) -> list[Row]:
        if self.dag is not None:
            for term in put_periods_back(terms, self.user, self.dag):  # in place: the order of the list stays
                if term["voldaan_op"] and term["voldaan_op"] > self.dag:
                    term["voldaan_op"] = None
        return [
            {
                **_place_of(row),
                "soort": row["soort"],
                "periode": row["periode"],
                "begindatum": row["begindatum"],
                "einddatum": row["einddatum"],
                "wat": row["wat"],
                "voldaanOp": row["voldaan_op"],
                "verstreken": row["verstreken"],
                "bronOpmerking": row["bron_opmerking"],
            }
            for row in terms
        ]

    def voortgang(self, queryset: VoortgangQuerySet) -> list[Row]:
        """Reports."""
        return _reports(with_publicatie(queryset).values(*_VOORTGANG_COLUMNS))

    def voortgang_of(self, keys: Sequence[int]) -> list[Row]:
        """The same by their keys, in the order of these, as far as the viewer may see them."""

        def columns() -> QuerySet[Any]:
            return with_publicatie(Voortgang.objects.visible_to(self.user)).values(*_VOORTGANG_COLUMNS)

        return _reports(read_by_key("voortgang", self.user, keys, columns))

    def _page(self, gemeente: str, afsprakenset: str, code: str) -> str:
        """Address of an afspraak; the part before the code is resolved once per set."""
        key = (gemeente, afsprakenset)
        if key not in self._addresses:
            example = reverse("afspraken:afspraak", args=(gemeente, afsprakenset, "0"))
            self._addresses[key] = self.site + example.removesuffix("0/")
        return f"{self._addresses[key]}{code}/"


def _of_outer(queryset: QuerySet[Any], link: str) -> QuerySet[Any]:
    return queryset.filter(**{link: OuterRef("pk")})


def _bron_of(titel: str | None, plaats: str, opmerking: str) -> Row:
    return {"bron": titel, "bronPlaats": plaats, "bronOpmerking": opmerking}


def _reports(rows: Iterable[Row]) -> list[Row]:
    return [_place_of(row) | melding_of(row) for row in rows]


def _place_of(row: Row) -> Row:
    """The attributes of `BijAfspraakSerializer`."""
    return {
        "id": row["id"],
        "gemeente": row["gemeente__slug"],
        "afsprakenset": row["afspraak__afsprakenset__slug"],
        "afspraak": row["afspraak__code"],
        "actie": row["actie__code"],
    }
