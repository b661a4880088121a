# SPDX-License-Identifier: EUPL-1.2
"""What was published about a set at the end of a day, afspraak by afspraak: the content of a rapportage.

A constant number of queries, whatever the number of afspraken, acties and reports.
"""

import datetime as dt
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from afspraken.models import Actie, Afspraak, Afsprakenset, Betrokkenheid, Projectkoppeling, Termijn, Voortgang
from afspraken.querysets.zicht import zicht_of
from monitoring.models import Rapportage, Rapportageregel
from monitoring.selectors.stand import SIGNALEN, TEKSTEN
from partijen.models import Gemeente

# The public, whoever makes the rapportage: what is not public is never frozen.
PUBLIEK = AnonymousUser()
FORMAT = "afsprakenportaal-rapportage-1"


@dataclass(frozen=True, slots=True)
class Regel:
    """One afspraak as it was published on the day; the names are those of `monitoring.Rapportageregel`."""

    afspraak_id: int
    volgorde: int
    code: str
    titel: str
    thema_nummer: int
    thema_naam: str
    status: str
    fase: str
    bijgewerkt_op: dt.date | None
    sinds: dt.date | None
    trekkers: list[str] = field(default_factory=list)
    toelichting: str = ""
    oorzaak: str = ""
    gevolg: str = ""
    maatregel: str = ""
    volgende_stap: str = ""
    gevraagd_besluit: str = ""
    signalen: list[str] = field(default_factory=list)
    acties: list[dict[str, Any]] = field(default_factory=list)
    termijnen: list[dict[str, Any]] = field(default_factory=list)
    cijfers: list[dict[str, Any]] = field(default_factory=list)


VELDEN = tuple(part.name for part in fields(Regel))


@dataclass(frozen=True, slots=True)
class Momentopname:
    """All afspraken of a set that were public, in the order of the document."""

    afsprakenset: Afsprakenset
    peildatum: dt.date
    regels: tuple[Regel, ...]
    demo: bool


def take(gemeente: Gemeente, afsprakenset: Afsprakenset, peildatum: dt.date) -> Momentopname:
    """Read what is public about the set, as it stood at the end of the day. Seven queries."""
    rows = list(_afspraken(gemeente, afsprakenset, peildatum))
    ids = {row["pk"] for row in rows}
    reports = _reports([row["zicht_voortgang_id"] for row in rows])
    acties, demo_acties = _acties(gemeente, afsprakenset, peildatum)
    leaders = _leaders(gemeente, afsprakenset)
    terms = _termijnen(gemeente, afsprakenset, peildatum)
    figures = _projecten(gemeente, afsprakenset)
    regels = []
    for place, row in enumerate(rows):
        report = reports.get(row["zicht_voortgang_id"], {})
        pk = row["pk"]
        regels.append(
            Regel(
                afspraak_id=pk,
                volgorde=place,
                code=row["code"],
                titel=row["titel"],
                thema_nummer=row["thema__nummer"],
                thema_naam=row["thema__naam"],
                status=row["zicht_status"],
                fase=row["zicht_fase"],
                bijgewerkt_op=row["zicht_bijgewerkt_op"],
                sinds=report.get("sinds"),
                trekkers=leaders.get(pk, []),
                signalen=[name for name, column in SIGNALEN if row[column]],
                acties=acties.get(pk, []),
                termijnen=terms.get(pk, []),
                cijfers=figures.get(pk, []),
                **{name: report.get(name, "") for name in TEKSTEN},
            )
        )
    demo = any(report["demo"] for report in reports.values()) or bool(demo_acties & ids)
    return Momentopname(afsprakenset, peildatum, tuple(regels), demo)


def _afspraken(gemeente: Gemeente, afsprakenset: Afsprakenset, peildatum: dt.date) -> Iterable[dict[str, Any]]:
    signals = [column for _name, column in SIGNALEN]
    return (
        Afspraak.objects.filter(gemeente=gemeente, afsprakenset=afsprakenset)
        .visible_to(PUBLIEK)
        .with_stand(PUBLIEK, gemeente=gemeente, peildatum=peildatum)
        .with_signalen(PUBLIEK, gemeente=gemeente, peildatum=peildatum)
        .order_by("volgorde", "id")
        .values(
            "pk", "code", "titel", "thema__nummer", "thema__naam",
            "zicht_status", "zicht_fase", "zicht_bijgewerkt_op", "zicht_voortgang_id", *signals,
        )
    )  # fmt: skip


def _reports(pks: list[int | None]) -> dict[int, dict[str, Any]]:
    """The texts of reports on afspraken, and since when their status holds without interruption."""
    counting = Voortgang.objects.counting_under(zicht_of(PUBLIEK)).filter(afspraak=OuterRef("afspraak_id"), actie=None)
    other = counting.filter(datum__lte=OuterRef("datum")).exclude(status=OuterRef("status")).newest_first()
    run = counting.filter(status=OuterRef("status"), datum__gte=OuterRef("_other_day"), datum__lte=OuterRef("datum"))
    rows = Voortgang.objects.filter(pk__in={pk for pk in pks if pk}).annotate(
        _other_day=Coalesce(Subquery(other.values("datum")[:1]), Value(dt.date.min))
    )
    rows = rows.annotate(sinds=Subquery(run.order_by("datum", "pk").values("datum")[:1])).order_by()
    return {row["pk"]: row for row in rows.values("pk", "sinds", "demo", *TEKSTEN)}


def _acties(
    gemeente: Gemeente, afsprakenset: Afsprakenset, peildatum: dt.date
) -> tuple[dict[int, list[dict[str, Any]]], set[int]]:
    """{afspraak: its acties}, and the afspraken of which an actie has a demo standing."""
    rows = (
        Actie.objects.filter(gemeente=gemeente, afspraak__afsprakenset=afsprakenset)
        .visible_to(PUBLIEK)
        .with_stand(PUBLIEK, gemeente=gemeente, peildatum=peildatum)
        .order_by("afspraak_id", "volgnummer", "id")
    )
    names = ("afspraak_id", "code", "titel", "aantal_woningen", "aantal_tekst")
    found = list(rows.values(*names, "zicht_status", "zicht_bijgewerkt_op", "zicht_voortgang_id"))
    reports = Voortgang.objects.filter(pk__in={row["zicht_voortgang_id"] for row in found} - {None})
    texts = {pk: (text, demo) for pk, text, demo in reports.values_list("pk", "toelichting", "demo")}
    acties: dict[int, list[dict[str, Any]]] = defaultdict(list)
    demo = set()
    for row in found:
        text, invented = texts.get(row["zicht_voortgang_id"], ("", False))
        acties[row["afspraak_id"]].append(
            {
                "code": row["code"],
                "titel": row["titel"],
                "status": row["zicht_status"],
                "bijgewerkt_op": row["zicht_bijgewerkt_op"],
                "toelichting": text,
                "aantal_woningen": row["aantal_woningen"],
                "aantal_tekst": row["aantal_tekst"],
            }
        )
        if invented:
            demo.add(row["afspraak_id"])
    return acties, demo


def _leaders(gemeente: Gemeente, afsprakenset: Afsprakenset) -> dict[int, list[str]]:
    rows = Betrokkenheid.objects.filter(
        gemeente=gemeente, afspraak__afsprakenset=afsprakenset, actie=None, rol=Betrokkenheid.Rol.TREKKER
    ).visible_to(PUBLIEK)
    names: dict[int, list[str]] = defaultdict(list)
    for afspraak_id, naam in rows.order_by("volgorde", "id").values_list("afspraak_id", "partij__naam"):
        names[afspraak_id].append(naam)
    return names


def _termijnen(gemeente: Gemeente, afsprakenset: Afsprakenset, peildatum: dt.date) -> dict[int, list[dict[str, Any]]]:
    """Dated promises of each afspraak itself, and whether they were met by then."""
    rows = Termijn.objects.filter(gemeente=gemeente, afspraak__afsprakenset=afsprakenset, actie=None)
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in rows.visible_to(PUBLIEK).order_by("begindatum", "einddatum", "id"):
        met = row.voldaan_op if row.voldaan_op and row.voldaan_op <= peildatum else None
        found[row.afspraak_id].append({"soort": row.soort, "periode": row.periode, "wat": row.wat, "voldaan_op": met})
    return found


def _projecten(gemeente: Gemeente, afsprakenset: Afsprakenset) -> dict[int, list[dict[str, Any]]]:
    """The figures of building projects that carry out each afspraak."""
    rows: QuerySet[Any] = (
        Projectkoppeling.objects.filter(gemeente=gemeente, afspraak__afsprakenset=afsprakenset)
        .visible_to(PUBLIEK)
        .order_by("afspraak_id", "id")
        .values("afspraak_id", locatie=F("project__locatie"), soort=F("project__soort"), aantal=F("project__aantal"),
                aantal_tekst=F("project__aantal_tekst"))
    )  # fmt: skip
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        found[row.pop("afspraak_id")].append(row)
    return found


# --- canonical form ---------------------------------------------------------------------------------------------------


def content_of(rapportage: Rapportage, regels: Iterable[Regel | Rapportageregel]) -> bytes:
    """The content of a rapportage as JSON, the same bytes for the same content: its hash is taken over these.

    Keys sorted, no blanks, UTF-8, days as 2026-03-12; a line break at the end, as a text file has. Needs `gemeente`,
    `overleg` and `afsprakenset` loaded.
    """
    whole = {
        "formaat": FORMAT,
        "gemeente": rapportage.gemeente.slug,
        "overleg": {"datum": rapportage.overleg_datum, "soort": rapportage.overleg.soort},
        "afsprakenset": {"slug": rapportage.afsprakenset.slug, "naam": rapportage.set_naam},
        "peildatum": rapportage.peildatum,
        "regels": [_line(regel) for regel in regels],
    }
    text = json.dumps(whole, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_plain)
    return f"{text}\n".encode()


def _line(regel: Regel | Rapportageregel) -> dict[str, Any]:
    """What the hash covers of a line: all but the number by which the database knows the afspraak."""
    return {name: getattr(regel, name) for name in VELDEN if name != "afspraak_id"}


def _plain(value: Any) -> str:
    if isinstance(value, dt.date):
        return value.isoformat()
    raise TypeError(value)


def fingerprint(content: bytes) -> str:
    """SHA-256, in hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()
