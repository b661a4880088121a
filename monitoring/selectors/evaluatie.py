# SPDX-License-Identifier: EUPL-1.2
"""The content of an evaluation: what a year gave, as it is built, as a page shows it, and as its hash covers it."""

import datetime as dt
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from afspraken.doelen import target_text, value_text
from afspraken.koers import Koersstatus, course_of
from afspraken.models import Afspraak, Afsprakenset, Doelstelling, Meting, Termijn
from afspraken.statussen import status_words
from monitoring import policies
from monitoring.models import Evaluatie, Evaluatieregel, Oordeel, Rapportage, Rapportageregel
from monitoring.onderwerpen import ONDERWERPEN
from monitoring.selectors.momentopname import PUBLIEK, Regel, fingerprint, take
from partijen.models import Gemeente, Partij
from portaal.lib.attached import attach_children
from portaal.lib.compiled import ANY_KEY, read_objects
from portaal.lib.periods import Periode

if TYPE_CHECKING:
    from partijen.querysets import User

FORMAT = "afsprakenportaal-evaluatie-1"
REGELVELDEN = (
    "volgorde", "code", "titel", "thema_nummer", "thema_naam", "status", "doel", "gepland", "gerealiseerd",
    "toelichting", "les", "voorstel", "voorstel_tekst",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Bron:
    """Where the standings of a year come from: the last vastgestelde rapportage of it, or what is public at its end.

    `doelen` are the targets of each afspraak, with what was measured of them until the end of the year: `gemeten`.
    """

    peildatum: dt.date
    regels: tuple[Regel | Rapportageregel, ...]
    demo: bool
    doelen: Mapping[int, Sequence[Doelstelling]]


def read_bron(gemeente: Gemeente, afsprakenset: Afsprakenset, jaar: int, today: dt.date) -> Bron:
    """What is known of a set at the end of a year. At most eleven queries."""
    last = min(dt.date(jaar, 12, 31), today)
    doelen = _targets(afsprakenset, last)
    invented = any(meting.demo for rows in doelen.values() for row in rows for meting in row.gemeten)  # type: ignore[attr-defined]
    rows = Rapportage.objects.filter(afsprakenset=afsprakenset).vastgesteld()
    rapportage = rows.filter(peildatum__year=jaar, peildatum__lte=last).order_by("-peildatum", "-pk").first()
    if rapportage is None:
        moment = take(gemeente, afsprakenset, last)
        return Bron(last, moment.regels, moment.demo or invented, doelen)
    lines = Rapportageregel.objects.filter(rapportage=rapportage).visible_to(PUBLIEK, gemeente=gemeente)
    regels = tuple(lines.order_by("volgorde", "pk"))
    return Bron(rapportage.peildatum, regels, rapportage.demo or invented, doelen)


def _targets(afsprakenset: Afsprakenset, last: dt.date) -> dict[int, list[Doelstelling]]:
    measured = Prefetch(
        "metingen",
        Meting.objects.filter(deel=None, datum__lte=last).visible_to(PUBLIEK).order_by("datum", "pk"),
        to_attr="gemeten",
    )
    rows = Doelstelling.objects.filter(afsprakenset=afsprakenset, afspraak__isnull=False)
    found: dict[int, list[Doelstelling]] = defaultdict(list)
    for row in rows.prefetch_related(measured).order_by("volgorde", "pk"):
        found[row.afspraak_id or 0].append(row)
    return found


def build_regels(gemeente: Gemeente, afsprakenset: Afsprakenset, jaar: int, bron: Bron) -> list[dict[str, Any]]:
    """The lines of a new evaluation by field of `Evaluatieregel`, for the coordinator to add to. One query."""
    goals = dict(Afspraak.objects.filter(afsprakenset=afsprakenset).values_list("pk", "doel"))
    words, last = status_words(gemeente), dt.date(jaar, 12, 31)
    return [
        {
            "afspraak_id": regel.afspraak_id,
            "volgorde": regel.volgorde,
            "code": regel.code,
            "titel": regel.titel,
            "thema_nummer": regel.thema_nummer,
            "thema_naam": regel.thema_naam,
            "status": regel.status,
            "doel": goals.get(regel.afspraak_id, ""),
            "gepland": _planned(regel, bron.doelen.get(regel.afspraak_id, ()), jaar),
            "gerealiseerd": "\n".join(
                [*_realised(regel, words, jaar), *_measured(bron.doelen.get(regel.afspraak_id, ()), last)]
            ),
            "toelichting": regel.toelichting,
        }
        for regel in bron.regels
    ]


def _planned(regel: Any, targets: Iterable[Doelstelling], jaar: int) -> str:
    """The terms that touch the year, and the targets."""
    said = []
    for term in regel.termijnen:
        periode = Periode.parse(term["periode"])
        if periode.first.year <= jaar <= periode.last.year:
            label, kind = periode.label(), str(Termijn.Soort(term["soort"]).label)
            said.append(f"{label}: {kind}" + (f", {term['wat']}" if term["wat"] else "") + ".")
    said += [f"{target.titel}: {target_text(target)}." for target in targets]
    return "\n".join(said)


def _measured(targets: Iterable[Doelstelling], last: dt.date) -> Iterator[str]:
    """What each target was measured to be last, with its source, and whether it was on course; else that it was not."""
    for target in targets:
        koers = course_of(target, target.gemeten, last)  # type: ignore[attr-defined]
        if koers.laatste is not None:
            newest = [row for row in target.gemeten if row.datum == koers.laatste.datum][-1]  # type: ignore[attr-defined]
            said = {
                "doel": target.titel,
                "waarde": value_text(koers.laatste.waarde, target.eenheid),
                "dag": date_format(koers.laatste.datum, "j F Y"),
                "bron": newest.herkomst,
            }
            text = _("%(doel)s: %(waarde)s op %(dag)s (bron: %(bron)s).") % said
            yield text if koers.status == Koersstatus.GEEN_GEGEVENS else f"{text} {koers.woord}."
        elif target.doel is not None:
            yield _("%(doel)s: niet gemeten.") % {"doel": target.titel}


def _realised(regel: Any, words: dict[str, str], jaar: int) -> list[str]:
    """The standing at the end, terms that were met in the year, and projects."""
    day = date_format(regel.bijgewerkt_op, "j F Y") if regel.bijgewerkt_op else ""
    said = [f"{words[regel.status]}, {day}." if day else _("Er is geen stand gemeld.")]
    for term in regel.termijnen:
        met = term["voldaan_op"]
        met = dt.date.fromisoformat(met) if isinstance(met, str) else met
        if met and met.year == jaar:
            said.append(_("Gehaald op %(dag)s: %(wat)s.") % {
                "dag": date_format(met, "j F Y"), "wat": term["wat"] or Periode.parse(term["periode"]).label(),
            })  # fmt: skip
    for figure in regel.cijfers:
        number = figure["aantal"] if figure["aantal"] is not None else figure["aantal_tekst"] or _("onbekend")
        said.append(f"{figure['locatie']} ({figure['soort']}): {number}.")
    return said


# --- as a page shows it -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Blad:
    """An evaluation as a viewer reads it; `verborgen` lines are about what is not public any more."""

    evaluatie: Evaluatie
    regels: tuple[Any, ...]
    onderwerpen: tuple[tuple[str, str, str], ...]
    woorden: dict[str, str]
    verborgen: int
    zegel: str
    inhoud: bytes

    @property
    def themas(self) -> list[tuple[str, list[Any]]]:
        """(thema, its lines) in the order of the document; proposals to add come last."""
        own = [row for row in self.regels if row.afspraak_id]
        groups = groupby(own, key=lambda row: f"{row.thema_nummer}. {row.thema_naam}")
        found = [(name, list(rows)) for name, rows in groups]
        added = [row for row in self.regels if not row.afspraak_id]
        return [*found, (_("Nieuwe afspraken"), added)] if added else found

    @property
    def voorstellen(self) -> list[tuple[str, int]]:
        """(what is proposed, how often), with what has no proposal yet."""
        counts = Counter(row.voorstel for row in self.regels)
        named = [(str(kind.label), counts[kind.value]) for kind in Evaluatieregel.Voorstel if counts[kind.value]]
        return [*named, (_("zonder voorstel"), counts[""])] if counts[""] else named

    @property
    def besproken(self) -> int:
        """How many topics of the checklist something was said about."""
        return sum(bool(text) for _code, _naam, text in self.onderwerpen)


def read_blad(user: "User", evaluatie: Evaluatie) -> Blad:
    """Everything in an evaluation that the viewer may read; needs `gemeente` and `afsprakenset`. Two queries."""
    gemeente = evaluatie.gemeente
    words = status_words(gemeente)
    everything = read_objects(("regels van een evaluatie",), _lines, pks=(evaluatie.pk,))
    if everything:
        judgements = read_objects(("oordelen van regels",), _judgements, pks=[row.pk for row in everything])
        attach_children(everything, "oordelen", judgements)
    reads_all = policies.may_read_concept(user, gemeente.pk)
    shown: list[Any] = [row for row in everything if reads_all or _is_public(row)]
    for row in shown:
        row.woord = words.get(row.status, "")
        if row.afspraak is not None:
            row.afspraak.gemeente = gemeente
    content = content_of(evaluatie, everything)
    return Blad(
        evaluatie=evaluatie,
        regels=tuple(shown),
        onderwerpen=tuple((code, str(naam), evaluatie.onderwerpen.get(code, "")) for code, naam in ONDERWERPEN.items()),
        woorden=words,
        verborgen=len(everything) - len(shown),
        zegel=_seal(evaluatie, content),
        inhoud=content,
    )


def _lines() -> QuerySet[Evaluatieregel]:
    rows = Evaluatieregel.objects.filter(evaluatie_id__in=[ANY_KEY])
    return rows.select_related("afspraak__afsprakenset").order_by("volgorde", "pk")


def _judgements() -> QuerySet[Oordeel]:
    rows = Oordeel.objects.filter(regel_id__in=[ANY_KEY])
    return rows.select_related("partij").order_by("partij__naam", "pk")


def _is_public(row: Evaluatieregel) -> bool:
    return row.afspraak is None or (row.afspraak.gepubliceerd and row.afspraak.afsprakenset.gepubliceerd)


def _seal(evaluatie: Evaluatie, content: bytes) -> str:
    """Whether the content fits its hash: "heel", "zwartgemaakt" or "gebroken"; nothing for a concept."""
    if not evaluatie.vastgesteld:
        return ""
    if fingerprint(content) == evaluatie.hash:
        return "heel"
    return "zwartgemaakt" if evaluatie.zwartgemaakt_op else "gebroken"


def content_of(evaluatie: Evaluatie, regels: Iterable[Any]) -> bytes:
    """The content as JSON, the same bytes for the same content: its hash is taken over these."""
    whole = {
        "formaat": FORMAT,
        "gemeente": evaluatie.gemeente.slug,
        "afsprakenset": {"slug": evaluatie.afsprakenset.slug, "naam": evaluatie.set_naam},
        "jaar": evaluatie.jaar,
        "peildatum": evaluatie.peildatum.isoformat(),
        "samenvatting": evaluatie.samenvatting,
        "onderwerpen": evaluatie.onderwerpen,
        "regels": [
            {name: getattr(row, name) for name in REGELVELDEN}
            | {
                "oordelen": [
                    {"partij": str(one.partij), "oordeel": one.waarde, "toelichting": one.toelichting}
                    for one in row.oordelen.all()
                ]
            }
            for row in regels
        ],
    }
    return f"{json.dumps(whole, sort_keys=True, separators=(',', ':'), ensure_ascii=False)}\n".encode()


def judging_parties(user: "User", gemeente: Gemeente) -> list[Partij]:
    """The parties for which a user may give a verdict: the coordinator for all, others for their own."""
    rows = Partij.objects.visible_to(user).in_gemeente(gemeente).exclude(
        soort__in=(Partij.Soort.WERKGROEP, Partij.Soort.COLLECTIEF)
    )  # fmt: skip
    if not policies.may_write_evaluatie(user, gemeente.pk):
        rows = rows.filter(pk__in=policies.judging_partij_ids(user, gemeente.pk))
    return list(rows.order_by("naam", "pk"))
