# SPDX-License-Identifier: EUPL-1.2
"""Rows for the benchmarks: gemeenten with 100 afspraken, 400 acties and 40 reports per afspraak, in bulk.

One gemeente is made row by row, from a seed; the others are copies of it, made inside the database.
"""

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count, islice, pairwise
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from afspraken.models import (
    Actie,
    Afspraak,
    Afsprakenset,
    Betrokkenheid,
    Doelstelling,
    Ligging,
    Publicatie,
    Termijn,
    Thema,
    Verband,
    Voortgang,
)
from afspraken.statussen import Fase, Status
from corporaties.models import Cijferbron, Klasse, Klassenlijst, Levering, Voorraadcijfer
from partijen.models import Gebruiker, Gemeente, Lidmaatschap, Overleg, Partij, PartijInGemeente, Wijziging
from wijken.models import Gebied

YEARS = 5
TARGETS = 10
BATCH = 2000
# How often a report says something else than the one before it, and then what.
CHANGES = 0.25
WEIGHTS = {
    Status.OP_KOERS: 10,
    Status.NIET_GESTART: 3,
    Status.AANDACHT: 3,
    Status.STAGNATIE: 2,
    Status.GEREED: 1,
    Status.AANGEHOUDEN: 1,
    Status.VERVALLEN: 1,
}


@dataclass(frozen=True, slots=True)
class Size:
    """How much there is in one gemeente; the defaults are those of a real one."""

    afspraken: int = 100
    acties: int = 4
    reports: int = 40
    buurten: int = 45


def build_gemeente(slug: str, size: Size) -> Gemeente:
    """One gemeente with a running set of six themas, four board meetings a year, and its history.

    It has a coordinator, a member of the first werkgroep and a board member: `<role>@<slug>.example`.
    """
    rng = random.Random(20260101)
    today = timezone.localdate()
    gemeente = Gemeente.objects.create(slug=slug, naam=slug.replace("-", " ").title())
    corporaties = Partij.objects.bulk_create(
        Partij(naam=f"Corporatie {index} van {slug}", soort=Partij.Soort.CORPORATIE) for index in range(6)
    )
    werkgroepen = Partij.objects.bulk_create(
        Partij(naam=f"Werkgroep {index}", soort=Partij.Soort.WERKGROEP, gemeente=gemeente) for index in range(6)
    )
    PartijInGemeente.objects.bulk_create(PartijInGemeente(partij=row, gemeente=gemeente) for row in corporaties)
    for rol, partij in (("coordinator", None), ("werkgroeplid", werkgroepen[0]), ("bestuurder", None)):
        user = Gebruiker.objects.create_user(f"{rol}@{slug}.example", naam=rol)
        Lidmaatschap.objects.create(gebruiker=user, gemeente=gemeente, rol=rol, partij=partij)
    Overleg.objects.bulk_create(
        Overleg(gemeente=gemeente, datum=today + dt.timedelta(days=45 - 91 * index)) for index in range(4 * YEARS)
    )
    buurten = Gebied.objects.bulk_create(
        Gebied(gemeente=gemeente, soort="buurt", naam=f"Buurt {index}", slug=f"buurt-{index}")
        for index in range(size.buurten)
    )
    afspraken = _afspraken(gemeente, werkgroepen, size, rng)
    acties = _bulk(
        Actie(
            gemeente=gemeente,
            afspraak=item,
            code=f"{item.code}-{index}",
            volgnummer=index,
            titel=f"Stap {index}",
            gepubliceerd=rng.random() < 0.95,
        )
        for item in afspraken
        for index in range(1, size.acties + 1)
    )
    _relations(gemeente, afspraken, corporaties, buurten, rng)
    _reports(gemeente, afspraken, acties, size, rng)
    for model in (Afspraak, Actie):
        _set_standen(model, gemeente)
    return gemeente


def _bulk(rows: Iterator[Any]) -> list[Any]:
    """Insert rows in batches, with their keys."""
    made: list[Any] = []
    while batch := list(islice(rows, BATCH)):
        made += type(batch[0]).objects.bulk_create(batch)
    return made


def _afspraken(gemeente: Gemeente, werkgroepen: list[Partij], size: Size, rng: random.Random) -> list[Afspraak]:
    afsprakenset = Afsprakenset.objects.create(
        gemeente=gemeente,
        slug="prestatieafspraken",
        naam="Prestatieafspraken",
        soort=Afsprakenset.Soort.MEERJARIG,
        levensfase=Afsprakenset.Levensfase.LOPEND,
        periode="2022/2026",
        gepubliceerd=True,
    )
    themas = Thema.objects.bulk_create(
        Thema(gemeente=gemeente, afsprakenset=afsprakenset, nummer=index, naam=f"Thema {index}", werkgroep=werkgroep)
        for index, werkgroep in enumerate(werkgroepen)
    )
    return _bulk(
        Afspraak(
            gemeente=gemeente,
            afsprakenset=afsprakenset,
            thema=themas[index * 6 // size.afspraken],
            code=f"{index}a",
            volgorde=index * 10,
            titel=f"Woningen verduurzamen in complex {index}",
            samenvatting="De corporatie isoleert de woningen en vervangt de ketels.",
            doel="Lagere woonlasten voor de huurders.",
            bron_opmerking="De titel in het document is onjuist." if index % 20 == 7 else "",
            gepubliceerd=rng.random() < 0.97,
        )
        for index in range(size.afspraken)
    )


def _relations(
    gemeente: Gemeente, afspraken: list[Afspraak], corporaties: list[Partij], buurten: list[Gebied], rng: random.Random
) -> None:
    """Who, where, when and how many; a few afspraken have no trekker or no term, and most no target."""
    roles = (
        Betrokkenheid(gemeente=gemeente, afspraak=item, partij=partij, rol=rol, volgorde=order)
        for item in afspraken
        for order, (partij, rol) in enumerate(zip(rng.sample(corporaties, 2), ("trekker", "betrokken"), strict=True))
        if rol == "betrokken" or rng.random() < 0.95
    )
    places = (
        Ligging(gemeente=gemeente, afspraak=item, gebied=gebied, volgorde=order)
        for item in afspraken
        for order, gebied in enumerate(rng.sample(buurten, rng.randrange(3)))
    )
    terms = (
        Termijn(gemeente=gemeente, afspraak=item, soort=rng.choice(Termijn.Soort.values), periode=periode)
        for item in afspraken
        for periode in rng.sample(("2023-Q2", "2026-H1", "2028", "2030"), rng.randrange(3))
    )
    targets = (
        Doelstelling(
            gemeente=gemeente,
            afsprakenset=item.afsprakenset,
            afspraak=item,
            code=f"doel-{item.code}",
            volgorde=item.volgorde,
            titel=f"Woningen in {item.titel}",
            eenheid="woningen",
            doel=rng.randrange(10, 400),
        )
        for item in afspraken[:: max(1, len(afspraken) // TARGETS)]
    )
    links = (
        Verband(gemeente=gemeente, van=item, soort=Verband.Soort.DRAAGT_BIJ, naar=other)
        for item, other in pairwise(afspraken[:: max(1, len(afspraken) // TARGETS)])
    )
    for rows in (roles, places, terms, targets, links):
        _bulk(rows)


def _reports(
    gemeente: Gemeente, afspraken: list[Afspraak], acties: list[Actie], size: Size, rng: random.Random
) -> None:
    """Reports in the order of their days, as they came in; a tenth of the newest ones waits for publishing."""
    today = timezone.localdate()
    span = YEARS * 365
    days = [today - dt.timedelta(days=span * (size.reports - index) // size.reports) for index in range(size.reports)]
    status = {item.pk: Status.NIET_GESTART for item in afspraken}
    choices, weights = list(WEIGHTS), list(WEIGHTS.values())
    numbers = count(1)

    def report(item: Afspraak, actie: Actie | None, day: dt.date) -> Voortgang:
        if rng.random() < CHANGES or actie is not None:
            status[item.pk if actie is None else -actie.pk] = rng.choices(choices, weights)[0]
        return Voortgang(
            gemeente=gemeente,
            afspraak=item,
            actie=actie,
            datum=day,
            status=status[item.pk if actie is None else -actie.pk],
            fase=Fase.UITVOERING,
            **_texts(next(numbers)),
            gevraagd_besluit="Geld vrijmaken." if rng.random() < 0.1 else "",
        )

    def rows() -> Iterator[Voortgang]:
        for index, day in enumerate(days):
            for item in afspraken:
                # The last one is spread over half a year, so that some are old.
                late = dt.timedelta(days=rng.randrange(180)) if index == len(days) - 1 else dt.timedelta()
                yield report(item, None, max(day - late, days[index - 1]) if index else day)
        for line in acties:
            yield report(line.afspraak, line, today - dt.timedelta(days=rng.randrange(300)))

    source = rows()
    total = size.reports * len(afspraken)
    done = 0
    while batch := list(islice(source, BATCH)):
        Voortgang.objects.bulk_create(batch)
        newest = [place > total - len(afspraken) for place in range(done + 1, done + len(batch) + 1)]
        Publicatie.objects.bulk_create(
            Publicatie(gemeente=gemeente, voortgang=row, soort=Publicatie.Soort.GEPUBLICEERD)
            for row, is_newest in zip(batch, newest, strict=True)
            if not is_newest or rng.random() < 0.9
        )
        Wijziging.objects.bulk_create(
            Wijziging(
                gemeente=gemeente,
                soort=Wijziging.Soort.NIEUW,
                oorsprong=Wijziging.Oorsprong.PAGINA,
                model="afspraken.voortgang",
                object_id=row.pk,
                object_naam=str(row),
                velden={"status": [None, row.status], "toelichting": [None, row.toelichting]},
            )
            for row in batch
        )
        done += len(batch)


def _texts(number: int) -> dict[str, str]:
    """What a report says, each in other words: quotes, semicolons and a second paragraph where people use them."""
    toelichting = f"Het werk aan complex {number} vordert volgens de planning van dit jaar."
    if number % 4 == 0:
        toelichting += f'\n\nDe bewoners van blok {number % 97} zijn op de hoogte; zij noemen het "beter dan eerst".'
    return {
        "toelichting": toelichting,
        "oorzaak": f"Er zijn {number % 1009} mensen te weinig.",
        "gevolg": f"Het werk is {number} dagen later klaar.",
        "maatregel": f"Er komt een tweede ploeg van {number % 503}.",
    }


def _set_standen(model: type[Afspraak] | type[Actie], gemeente: Gemeente) -> None:
    """Both standings as the service leaves them, in two statements: the service itself takes minutes for so many."""
    own = {"actie": OuterRef("pk")} if model is Actie else {"afspraak": OuterRef("pk"), "actie": None}
    reports = Voortgang.objects.filter(**own).newest_first()
    rows = model.objects.filter(gemeente=gemeente)
    rows.update(
        laatste_voortgang=Subquery(reports.values("pk")[:1]),
        laatste_voortgang_publiek=Subquery(reports.published().values("pk")[:1]),
    )

    def of(link: str, column: str) -> Subquery:
        return Subquery(Voortgang.objects.filter(pk=OuterRef(link)).values(column)[:1])

    rows.update(
        **{
            f"{column}{suffix}": Coalesce(of(f"laatste_voortgang{suffix}", source), Value(empty))
            for suffix in ("", "_publiek")
            for column, source, empty in (
                ("status", "status", Status.NIET_GESTART.value),
                ("fase", "fase", ""),
                ("bijgewerkt_op", "datum", None),
            )
        }
    )


# In this order every row comes after what it points to; what points ahead (the current report) is no constraint
# while foreign keys are off.
CLONED = (
    Gemeente,
    Partij,
    PartijInGemeente,
    Gebruiker,
    Lidmaatschap,
    Overleg,
    Gebied,
    Afsprakenset,
    Thema,
    Afspraak,
    Actie,
    Betrokkenheid,
    Doelstelling,
    Ligging,
    Termijn,
    Verband,
    Voortgang,
    Publicatie,
    Klassenlijst,
    Klasse,
    Cijferbron,
    Levering,
    Voorraadcijfer,
    Wijziging,
)
# Columns that no two rows may share, and what makes that of a copy another one.
OWN_VALUES = {
    "gemeente": ("slug", "naam"),
    "partij": ("naam",),
    "gebruiker": ("email",),
}


def clone_gemeente(copies: int) -> None:
    """Copy everything in the database, which must be one gemeente, so many times: one statement per table."""
    highest: dict[type[models.Model], int] = {
        model: model._default_manager.aggregate(last=models.Max("pk"))["last"] or 0 for model in CLONED
    }
    sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA foreign_keys = OFF" if sqlite else "SET session_replication_role = replica")
        with transaction.atomic():
            for model in CLONED:
                cursor.execute(_clone_statement(model, highest), {"copies": copies, "last": highest[model]})
        cursor.execute("PRAGMA foreign_keys = ON" if sqlite else "SET session_replication_role = origin")
        for statement in connection.ops.sequence_reset_sql(no_style(), list(CLONED)):
            cursor.execute(statement)


def _clone_statement(model: type[models.Model], highest: dict[type[models.Model], int]) -> str:
    """INSERT of the copies: keys and links are moved up by a multiple of the highest key there was."""
    own = OWN_VALUES.get(model._meta.model_name or "", ())
    columns, values = [], []
    for field in model._meta.concrete_fields:
        column = f'"{field.column}"'
        target = field.related_model if field.is_relation else None
        columns.append(column)
        if field.primary_key:
            values.append(f"{column} + k * {highest[model]}")
        elif isinstance(target, type) and target in highest:
            values.append(f"{column} + k * {highest[target]}")
        elif field.name in own:
            values.append(f"k || '-' || {column}")
        elif isinstance(field, models.UUIDField):
            values.append("lower(hex(randomblob(16)))" if connection.vendor == "sqlite" else "gen_random_uuid()")
        else:
            values.append(column)
    table = f'"{model._meta.db_table}"'
    return (
        "WITH RECURSIVE copy(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM copy WHERE k < %(copies)s) "
        f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(values)} "
        f"FROM copy CROSS JOIN (SELECT * FROM {table} WHERE id <= %(last)s) AS original ORDER BY k, id"
    )
