# SPDX-License-Identifier: EUPL-1.2
"""How every afspraak of a set stands for one viewer: the rows under dashboard and public start. Three queries."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from afspraken.models import Afspraak, Afsprakenset, Betrokkenheid, Voortgang
from afspraken.querysets.afspraak import newest_published
from afspraken.querysets.zicht import zicht_of
from afspraken.statussen import AFGESLOTEN, VRAAGT_VERKLARING, Signaal, status_words
from monitoring.selectors.adressen import Adressen
from monitoring.selectors.overleg import Overlegmoment
from partijen.models import Gemeente
from partijen.policies import access_key
from portaal.lib.compiled import ANY_KEY, read_values
from portaal.lib.periods import past_day

if TYPE_CHECKING:
    from partijen.querysets import User

# So many of the newest reports carry their text, for "what changed recently".
RECENT = 8

SIGNALEN = tuple((signaal.value, f"signaal_{signaal.value}") for signaal in Signaal)
TEKSTEN = ("toelichting", "oorzaak", "gevolg", "maatregel", "volgende_stap", "gevraagd_besluit")
KOLOMMEN = (
    "pk",
    "code",
    "titel",
    "titel_in_document",
    "bron_opmerking",
    "huurdersprioriteit",
    "gepubliceerd",
    "zicht_status",
    "zicht_bijgewerkt_op",
    "zicht_voortgang_id",
    "vorige_status",
    "aantal_acties",
    "slechtere_acties",
)


@dataclass(frozen=True, slots=True)
class Stand:
    """One afspraak as its viewer sees it.

    `sinds` is the first day of the present run of its status; it and the texts of the newest report are filled in
    only for deviations, changes since the previous meeting and the newest reports of the set. `vorige_status` is
    the status at the end of the day of the previous meeting, None when there was none.
    """

    pk: int
    code: str
    titel: str
    url: str
    thema_nummer: int
    thema_naam: str
    status: str
    woord: str
    bijgewerkt_op: dt.date | None
    vorige_status: str | None
    vorige_woord: str
    titel_in_document: str
    bron_opmerking: str
    huurdersprioriteit: str
    gepubliceerd: bool
    ongepubliceerd: bool
    demo: bool
    aantal_acties: int
    slechtere_acties: int
    signalen: frozenset[str]
    trekkers: tuple[str, ...] = ()
    sinds: dt.date | None = None
    weken: int = 0
    nieuw: bool = False
    toelichting: str = ""
    oorzaak: str = ""
    gevolg: str = ""
    maatregel: str = ""
    volgende_stap: str = ""
    gevraagd_besluit: str = ""

    @property
    def veranderd(self) -> bool:
        """The status is another one than at the previous meeting."""
        return self.vorige_status is not None and self.vorige_status != self.status

    @property
    def afgesloten(self) -> bool:
        """Nothing is expected any more."""
        return self.status in AFGESLOTEN

    @property
    def omschrijving(self) -> str:
        """What a square stands for, in words."""
        return f"{self.code} {self.titel}: {self.woord}"


def load_standen(
    user: "User", gemeente: Gemeente, afsprakenset: Afsprakenset, overleg: Overlegmoment, peildatum: dt.date
) -> tuple[Stand, ...]:
    """Every afspraak of the set that the viewer may see, in the order of the document.

    Of a day that has been: by the reports until its end (design, section 2), and with addresses that keep the day.
    """
    key, past = (access_key(user), gemeente.pk), past_day(peildatum)
    # SQL of one of the thousands of days that have been is not kept.
    of_today = ("stand", *key, gemeente.drempels, afsprakenset.pk, overleg.vorige, peildatum)
    rows = read_values(None if past else of_today, lambda: _afspraken(user, gemeente, afsprakenset, overleg, peildatum))
    leaders = read_values(("trekkers", *key, afsprakenset.pk), lambda: _leading(user, gemeente, afsprakenset))
    shown = _with_text(rows, overleg)
    reports = read_values(None if past else ("meldingen", *key), lambda: _reports(user, gemeente, past), pks=shown)
    builder = _Builder(
        address=Adressen().prefix(gemeente.slug, afsprakenset.slug),
        words=status_words(gemeente),
        leaders=_trekkers(leaders),
        reports={row["afspraak_id"]: row for row in reports},
        overleg=overleg,
        peildatum=peildatum,
        query=f"?peildatum={past}" if past else "",
    )
    return tuple(builder.stand(row) for row in rows)


def _afspraken(
    user: "User", gemeente: Gemeente, afsprakenset: Afsprakenset, overleg: Overlegmoment, peildatum: dt.date
) -> QuerySet[Any]:
    past = past_day(peildatum)
    shown = Voortgang.objects.filter(pk=OuterRef("zicht_voortgang_id"))
    queryset = (
        Afspraak.objects.filter(afsprakenset=afsprakenset)
        .visible_to(user, gemeente=gemeente)
        .with_stand(user, gemeente=gemeente, peildatum=past)
        .with_signalen(user, gemeente=gemeente, vorig_overleg=overleg.vorig_overleg, peildatum=peildatum)
        .with_actietellingen(user, gemeente=gemeente, peildatum=past)
        .annotate(
            demo=Exists(shown.filter(demo=True)),
            thema_nummer=F("thema__nummer"),
            thema_naam=F("thema__naam"),
            voortgang_publiek_id=newest_published(past) if past else F("laatste_voortgang_publiek_id"),
        )
        .order_by("volgorde", "id")
    )
    signals = [column for _name, column in SIGNALEN]
    return queryset.values(*KOLOMMEN, "demo", "thema_nummer", "thema_naam", "voortgang_publiek_id", *signals)


def _leading(user: "User", gemeente: Gemeente, afsprakenset: Afsprakenset) -> QuerySet[Any]:
    rows = Betrokkenheid.objects.filter(
        afspraak__afsprakenset=afsprakenset, actie=None, rol=Betrokkenheid.Rol.TREKKER
    ).visible_to(user, gemeente=gemeente)
    return rows.order_by("afspraak_id", "volgorde", "id").values("afspraak_id", "partij__naam")


def _trekkers(rows: list[dict[str, Any]]) -> dict[int, tuple[str, ...]]:
    """Names of the parties that lead each afspraak, in the order of the source."""
    names: dict[int, list[str]] = defaultdict(list)
    for row in rows:
        names[row["afspraak_id"]].append(row["partij__naam"])
    return {key: tuple(value) for key, value in names.items()}


def _with_text(rows: list[dict[str, Any]], overleg: Overlegmoment) -> tuple[int, ...]:
    """Ids of the reports whose text is shown: deviations, changes, and the newest ones."""
    dated = [row for row in rows if row["zicht_voortgang_id"] and row["zicht_bijgewerkt_op"]]
    newest = sorted(dated, key=lambda row: (row["zicht_bijgewerkt_op"], row["zicht_voortgang_id"]))[-RECENT:]
    shown = [
        row
        for row in dated
        if row["zicht_status"] in VRAAGT_VERKLARING or (overleg.vorige and row["vorige_status"] != row["zicht_status"])
    ]
    return tuple(sorted({row["zicht_voortgang_id"] for row in (*newest, *shown)}))


def _reports(user: "User", gemeente: Gemeente, past: dt.date | None) -> QuerySet[Any]:
    """Texts of reports, and since when their status holds without interruption: since the first after another one.

    Going back from the newest to that other one takes a few steps in an index, however long the history is.
    """
    counting = Voortgang.objects.counting_under(zicht_of(user, gemeente), "afspraak__").filter(
        afspraak=OuterRef("afspraak_id"), actie=None
    )
    if past is not None:
        counting = counting.filter(datum__lte=past)
    other = counting.exclude(status=OuterRef("status")).newest_first()
    run = counting.filter(datum__gte=OuterRef("_other_day")).filter(
        Q(datum__gt=OuterRef("_other_day")) | Q(pk__gt=OuterRef("_other_pk"))
    )
    rows = Voortgang.objects.filter(pk__in=[ANY_KEY]).annotate(
        _other_day=Coalesce(Subquery(other.values("datum")[:1]), Value(dt.date.min)),
        _other_pk=Coalesce(Subquery(other.values("pk")[:1]), Value(0)),
    )
    rows = rows.annotate(sinds=Subquery(run.order_by("datum", "pk").values("datum")[:1]))
    return rows.order_by().values("afspraak_id", "sinds", *TEKSTEN)


@dataclass(frozen=True, slots=True)
class _Builder:
    """Makes each Stand in one go from what was read for all of them."""

    address: str
    words: dict[str, str]
    leaders: dict[int, tuple[str, ...]]
    reports: dict[int, dict[str, Any]]
    overleg: Overlegmoment
    peildatum: dt.date
    query: str = ""

    def stand(self, row: dict[str, Any]) -> Stand:
        """One afspraak, with the texts of its newest report where these are shown."""
        vorige = self.overleg.vorige
        before = row["vorige_status"] if vorige else None
        extra: dict[str, Any] = {}
        if report := self.reports.get(row["pk"]):
            since = report["sinds"]
            extra = {name: report[name] for name in TEKSTEN}
            extra["sinds"] = since
            extra["weken"] = max((self.peildatum - since).days // 7, 0)
            extra["nieuw"] = vorige is not None and since > vorige
        return Stand(
            pk=row["pk"],
            code=row["code"],
            titel=row["titel"],
            url=f"{self.address}{row['code']}/{self.query}",
            thema_nummer=row["thema_nummer"],
            thema_naam=row["thema_naam"],
            status=row["zicht_status"],
            woord=self.words[row["zicht_status"]],
            bijgewerkt_op=row["zicht_bijgewerkt_op"],
            vorige_status=before,
            vorige_woord=self.words[before] if before else "",
            titel_in_document=row["titel_in_document"],
            bron_opmerking=row["bron_opmerking"],
            huurdersprioriteit=row["huurdersprioriteit"],
            gepubliceerd=row["gepubliceerd"],
            ongepubliceerd=row["zicht_voortgang_id"] != row["voortgang_publiek_id"],
            demo=row["demo"],
            aantal_acties=row["aantal_acties"],
            slechtere_acties=row["slechtere_acties"],
            signalen=frozenset(name for name, column in SIGNALEN if row[column]),
            trekkers=self.leaders.get(row["pk"], ()),
            **extra,
        )
