# SPDX-License-Identifier: EUPL-1.2
"""Rows of lists: what a page shows of many afspraken, read in a fixed number of queries.

Lists read columns and not model instances: that takes a third of the time. A row is frozen and knows its
words, so that the templates of long tables stay flat.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from afspraken.models import Actie, Afspraak, Betrokkenheid, Termijn, Voortgang
from afspraken.policies import Trekker, may_record_among
from afspraken.querysets import AfspraakQuerySet
from afspraken.querysets.afspraak import newest_published
from afspraken.statussen import Fase, Signaal, Status, status_words, words_in
from afspraken.toen import put_periods_back
from partijen.models import Gemeente
from partijen.policies import access_key
from portaal.lib.compiled import ANY_KEY, read_values
from portaal.lib.periods import label_in

_COLUMNS = (
    "id",
    "code",
    "titel",
    "volgorde",
    "versie",
    "gepubliceerd",
    "titel_in_document",
    "bron_opmerking",
    "afsprakenset__slug",
    "thema__nummer",
    "thema__werkgroep_id",
    "zicht_status",
    "zicht_fase",
    "zicht_bijgewerkt_op",
    "zicht_voortgang_id",
    "laatste_voortgang_publiek_id",
    "aantal_acties",
    "slechtere_acties",
    *(f"signaal_{signaal}" for signaal in Signaal),
)
_ACTIE_COLUMNS = (
    "id",
    "code",
    "titel",
    "gepubliceerd",
    "afspraak_id",
    "zicht_status",
    "zicht_bijgewerkt_op",
    "zicht_voortgang_id",
    "laatste_voortgang_publiek_id",
)


@dataclass(frozen=True, slots=True)
class Stand:
    """How an afspraak or actie stands for this viewer, in words, with the newest report he may see."""

    status: str
    woord: str
    fase: str = ""
    datum: dt.date | None = None
    dagen_oud: int | None = None
    toelichting: str = ""
    demo: bool = False
    ongepubliceerd: bool = False


@dataclass(frozen=True, slots=True)
class Actierij:
    """One actie, folded under its afspraak in the actielijst."""

    code: str
    titel: str
    trekkers: tuple[str, ...]
    stand: Stand
    concept: bool
    url: str
    anker: str
    opgeslagen: bool = False
    bijwerken_url: str = ""


@dataclass(frozen=True, slots=True)
class Rij:
    """One afspraak in a list."""

    id: int
    code: str
    titel: str
    volgorde: int
    versie: int
    thema_nummer: int
    concept: bool
    titel_in_document: str
    bron_opmerking: str
    url: str
    anker: str
    trekkers: tuple[str, ...]
    stand: Stand
    signalen: tuple[str, ...]
    verouderd: bool
    zonder_trekker: bool
    termijn: str
    aantal_acties: int
    slechtere_acties: int
    acties: tuple[Actierij, ...] = ()
    opgeslagen: bool = False
    bijwerken_url: str = ""

    @property
    def open(self) -> bool:
        """True when the acties are shown unfolded: one of them was just saved."""
        return any(actie.opgeslagen for actie in self.acties)

    @property
    def keuze(self) -> str:
        """Value of the checkbox of this row: what is confirmed, and which version the user saw."""
        return f"{self.id}-{self.versie}"

    @property
    def kan_ongewijzigd(self) -> bool:
        """True when this viewer may say "unchanged, still on course" about it."""
        return bool(self.bijwerken_url) and self.stand.status == Status.OP_KOERS


def row_anchor(code: str) -> str:
    """Id of an afspraak in a page; a dot would be a class in a selector."""
    return "afspraak-" + code.replace(".", "_")


def action_anchor(code: str) -> str:
    """Id of an actie in a page."""
    return "actie-" + code.replace(".", "_")


def list_columns(rows: AfspraakQuerySet, *, user: Any, gemeente: Gemeente, vorig_overleg: Any = None) -> QuerySet[Any]:
    """The columns of a list, with standing, counts of acties and signalen as this viewer sees them."""
    if f"signaal_{Signaal.VEROUDERD}" not in rows.query.annotations:
        rows = rows.with_signalen(user, gemeente=gemeente, vorig_overleg=vorig_overleg)
    return rows.with_actietellingen(user, gemeente=gemeente).values(*_COLUMNS)


def read_columns(
    ids: Collection[int], *, user: Any, gemeente: Gemeente, dag: dt.date | None = None
) -> list[dict[str, Any]]:
    """The columns of these afspraken, as far as the viewer may see them, in the order of the document.

    Args:
        dag: a day that has been, of which they are asked; None is now.
    """
    if dag is not None:
        return _columns_on(dag, ids, user=user, gemeente=gemeente)

    def columns() -> QuerySet[Any]:
        rows = Afspraak.objects.visible_to(user, gemeente=gemeente).filter(pk__in=[ANY_KEY])
        return list_columns(rows, user=user, gemeente=gemeente).order_by("volgorde", "id")

    key = ("lijst", access_key(user), gemeente.pk, gemeente.drempels, timezone.localdate())
    return read_values(key, columns, pks=ids)


def _columns_on(dag: dt.date, ids: Collection[int], *, user: Any, gemeente: Gemeente) -> list[dict[str, Any]]:
    """`read_columns` of a day that has been; what was the newest published report then is asked too."""

    def columns() -> QuerySet[Any]:
        rows = Afspraak.objects.visible_to(user, gemeente=gemeente).filter(pk__in=[ANY_KEY])
        rows = rows.with_stand(user, gemeente=gemeente, peildatum=dag)
        rows = rows.with_signalen(user, gemeente=gemeente, peildatum=dag)
        rows = rows.with_actietellingen(user, gemeente=gemeente, peildatum=dag)
        rows = rows.annotate(publiek_toen=newest_published(dag)).order_by("volgorde", "id")
        return rows.values(*_COLUMNS, "publiek_toen")

    return [{**row, "laatste_voortgang_publiek_id": row["publiek_toen"]} for row in read_values(None, columns, pks=ids)]


def build_rows(
    columns: Sequence[dict[str, Any]],
    *,
    user: Any,
    gemeente: Gemeente,
    with_acties: bool = False,
    opgeslagen: Collection[str] = (),
    dag: dt.date | None = None,
) -> list[Rij]:
    """Rows for a page, from columns of `list_columns`: three queries more, four with acties.

    Args:
        with_acties: read the acties too, and on which rows this viewer may report.
        opgeslagen: codes of what was just saved.
        dag: the day that has been of which the columns are; lists of acties are of now alone.
    """
    ids = [row["id"] for row in columns]
    acties = _read_acties(ids, user=user, gemeente=gemeente) if with_acties else []
    voortgang_ids = {row["zicht_voortgang_id"] for row in (*columns, *acties)} - {None}
    builder = _Builder(
        user=user,
        gemeente=gemeente,
        reports=_read_reports(voortgang_ids),
        trekkers=_read_trekkers(ids, user=user, gemeente=gemeente, with_acties=with_acties),
        termijnen=_read_first_terms(ids, user=user, gemeente=gemeente, dag=dag),
        with_acties=with_acties,
        opgeslagen=opgeslagen,
        dag=dag,
    )
    per_afspraak: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for actie in acties:
        per_afspraak[actie["afspraak_id"]].append(actie)
    return [builder.row(row, per_afspraak[row["id"]]) for row in columns]


def _read(name: str, build: Callable[[], QuerySet[Any]], ids: Collection[int], user: Any, gemeente: Gemeente) -> Any:
    return read_values(("lijst", name, access_key(user), gemeente.pk), build, pks=ids)


def _read_acties(ids: list[int], *, user: Any, gemeente: Gemeente) -> list[dict[str, Any]]:
    def acties() -> QuerySet[Any]:
        rows = Actie.objects.visible_to(user, gemeente=gemeente).filter(afspraak_id__in=[ANY_KEY])
        rows = rows.with_stand(user, gemeente=gemeente).order_by("afspraak_id", "volgnummer", "id")
        return rows.values(*_ACTIE_COLUMNS)

    return _read("acties", acties, ids, user, gemeente)  # type: ignore[no-any-return]


def _read_reports(ids: Collection[int]) -> dict[int, tuple[str, bool]]:
    """{id: (toelichting, demo)}; the ids come from `with_stand`, so each is one the viewer may see."""

    def reports() -> QuerySet[Any]:
        return Voortgang.objects.filter(pk__in=[ANY_KEY]).order_by().values("pk", "toelichting", "demo")

    rows = read_values(("lijst", "meldingen"), reports, pks=ids)
    return {row["pk"]: (row["toelichting"], row["demo"]) for row in rows}


def _read_trekkers(
    ids: list[int], *, user: Any, gemeente: Gemeente, with_acties: bool
) -> dict[int, list[tuple[int | None, int, str]]]:
    """{afspraak id: [(actie id or None, partij id, name)]}, in the order of the source."""

    def trekkers() -> QuerySet[Any]:
        rows = Betrokkenheid.objects.visible_to(user, gemeente=gemeente).filter(
            afspraak_id__in=[ANY_KEY], rol=Betrokkenheid.Rol.TREKKER
        )
        if not with_acties:
            rows = rows.filter(actie=None)
        return rows.order_by("volgorde", "id").values("afspraak_id", "actie_id", "partij_id", "partij__naam")

    found: dict[int, list[tuple[int | None, int, str]]] = defaultdict(list)
    name = "trekkers van acties" if with_acties else "trekkers"
    for row in _read(name, trekkers, ids, user, gemeente):
        found[row["afspraak_id"]].append((row["actie_id"], row["partij_id"], row["partij__naam"]))
    return found


def _read_first_terms(ids: list[int], *, user: Any, gemeente: Gemeente, dag: dt.date | None = None) -> dict[int, str]:
    """{afspraak id: "gereed eerste kwartaal 2022"} of the earliest term, also when it is one of an actie.

    Of a day that has been by the periods that held then.
    """

    def terms() -> QuerySet[Any]:
        rows = Termijn.objects.visible_to(user, gemeente=gemeente).filter(afspraak_id__in=[ANY_KEY])
        return rows.order_by("begindatum", "einddatum", "id").values(
            "id", "afspraak_id", "soort", "periode", "begindatum", "einddatum"
        )

    rows = _read("termijnen", terms, ids, user, gemeente)
    if dag is not None:
        rows = put_periods_back(rows, user, dag)
    found: dict[int, str] = {}
    language = get_language()
    words = words_in(language, Termijn.Soort)
    for row in rows:
        if row["afspraak_id"] not in found:
            found[row["afspraak_id"]] = f"{words[row['soort']]} {label_in(language, row['periode'])}"
    return found


class _Builder:
    """Turns columns into rows with what was read once for all of them."""

    def __init__(
        self,
        *,
        user: Any,
        gemeente: Gemeente,
        reports: dict[int, tuple[str, bool]],
        trekkers: dict[int, list[tuple[int | None, int, str]]],
        termijnen: dict[int, str],
        with_acties: bool,
        opgeslagen: Collection[str],
        dag: dt.date | None,
    ) -> None:
        self.user, self.gemeente, self.reports = user, gemeente, reports
        self.trekkers, self.termijnen = trekkers, termijnen
        self.with_acties, self.opgeslagen = with_acties, opgeslagen
        self.words = status_words(gemeente)
        language = get_language()
        self.fases = words_in(language, Fase)
        self.signals = [(f"signaal_{signaal}", word) for signaal, word in words_in(language, Signaal).items()]
        self.today, self.query = dag or timezone.localdate(), f"?peildatum={dag}" if dag else ""
        self.prefixes: dict[str, str] = {}

    def row(self, values: dict[str, Any], acties: list[dict[str, Any]]) -> Rij:
        code, url = values["code"], self._url(values["afsprakenset__slug"], values["code"])
        led = self.trekkers.get(values["id"], [])
        return Rij(
            id=values["id"],
            code=code,
            titel=values["titel"],
            volgorde=values["volgorde"],
            versie=values["versie"],
            thema_nummer=values["thema__nummer"],
            concept=not values["gepubliceerd"],
            titel_in_document=values["titel_in_document"],
            bron_opmerking=values["bron_opmerking"],
            url=f"{url}{self.query}",
            anker=row_anchor(code),
            trekkers=tuple([naam for actie_id, _, naam in led if actie_id is None]),
            stand=self._stand(values),
            signalen=tuple([label for name, label in self.signals if values[name]]),
            verouderd=values["signaal_verouderd"],
            zonder_trekker=values["signaal_zonder_trekker"],
            termijn=self.termijnen.get(values["id"], ""),
            aantal_acties=values["aantal_acties"],
            slechtere_acties=values["slechtere_acties"],
            acties=tuple([self._actie(values, actie, url, led) for actie in acties]),
            opgeslagen=code in self.opgeslagen,
            bijwerken_url=f"{url}bijwerken/" if self.with_acties and self._may_record(values, led) else "",
        )

    def _actie(
        self, afspraak: dict[str, Any], values: dict[str, Any], url: str, led: list[tuple[int | None, int, str]]
    ) -> Actierij:
        may_record = self._may_record(afspraak, led, values["id"])
        return Actierij(
            code=values["code"],
            titel=values["titel"],
            trekkers=tuple(naam for actie_id, _, naam in led if actie_id == values["id"]),
            stand=self._stand(values),
            concept=not values["gepubliceerd"],
            url=f"{url}#{action_anchor(values['code'])}",
            anker=action_anchor(values["code"]),
            opgeslagen=values["code"] in self.opgeslagen,
            bijwerken_url=f"{url}acties/{values['code']}/bijwerken/" if may_record else "",
        )

    def _stand(self, values: dict[str, Any]) -> Stand:
        datum = values["zicht_bijgewerkt_op"]
        toelichting, demo = self.reports.get(values["zicht_voortgang_id"], ("", False))
        return Stand(
            status=values["zicht_status"],
            woord=self.words[values["zicht_status"]],
            fase=self.fases.get(values.get("zicht_fase", ""), ""),
            datum=datum,
            dagen_oud=(self.today - datum).days if datum else None,
            toelichting=toelichting,
            demo=demo,
            ongepubliceerd=values["zicht_voortgang_id"] != values["laatste_voortgang_publiek_id"],
        )

    def _may_record(
        self, afspraak: dict[str, Any], led: list[tuple[int | None, int, str]], actie_id: int | None = None
    ) -> bool:
        def trekkers() -> Iterable[Trekker]:
            return ((led_actie, partij_id) for led_actie, partij_id, _ in led)

        return may_record_among(
            self.user,
            gemeente_id=self.gemeente.pk,
            werkgroep_id=afspraak["thema__werkgroep_id"],
            trekkers=trekkers,
            actie_id=actie_id,
        )

    def _url(self, afsprakenset: str, code: str) -> str:
        """Address of one afspraak; the part before the code is resolved once per set."""
        if afsprakenset not in self.prefixes:
            example = reverse("afspraken:afspraak", args=(self.gemeente.slug, afsprakenset, "0"))
            self.prefixes[afsprakenset] = example.removesuffix("0/")
        return f"{self.prefixes[afsprakenset]}{code}/"
