# SPDX-License-Identifier: EUPL-1.2
"""Sets, themas, afspraken and acties for a viewer, with their standings and signalen."""

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Prefetch, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.db.models.lookups import IsNull
from django.utils import timezone

from afspraken.querysets.blokkade import blocked_by
from afspraken.querysets.drempels import ALWAYS, Drempelkeuze, days_before
from afspraken.querysets.zicht import STANDKOLOMMEN, Zicht, of_afspraak, of_set, zicht_of
from afspraken.statussen import AFGESLOTEN, ERNST, Signaal, Status

if TYPE_CHECKING:
    from afspraken.querysets.termijn import TermijnQuerySet
    from partijen.models import Gemeente, Overleg, Partij
    from partijen.querysets import User
    from wijken.models import Gebied

MAX_SEARCH_WORDS = 8


def ernst_of(column: str) -> Case:
    """Severity of a status column as a number, by the one table ERNST.

    One branch per severity: the column may be an expression, and is repeated in each.
    """
    levels = sorted({ernst for ernst in ERNST.values() if ernst})
    members = {level: [str(status) for status, ernst in ERNST.items() if ernst == level] for level in levels}
    return Case(
        *(When(**{f"{column}__in": members[level]}, then=Value(level)) for level in levels),
        default=Value(0),
        output_field=IntegerField(),
    )


def count_of(queryset: models.QuerySet[Any], link: str) -> Coalesce:
    """Number of rows of a correlated queryset, 0 when there are none."""
    counted = queryset.order_by().values(link).annotate(aantal=Count("pk")).values("aantal")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def found(queryset: models.QuerySet[Any]) -> IsNull:
    """Whether a correlated queryset has a row, looked up row by row through its index.

    For what is asked of each row of a page or set. PostgreSQL may answer an EXISTS by reading the whole table into
    memory first, with the rows of all other gemeenten; that pays only for a filter over many rows.
    """
    return IsNull(Subquery(queryset.order_by().values("pk")[:1]), False)


def search_words(text: str) -> list[str]:
    """The words that a search looks for."""
    return text.replace("\0", "").split()[:MAX_SEARCH_WORDS]


def holds_word(word: str) -> Q:
    """Acties that hold a word in title, description or place."""
    return Q(titel__icontains=word) | Q(omschrijving__icontains=word) | Q(locatie__icontains=word)


class AfsprakensetQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Agreed documents."""

    def visible_to(self, user: "User") -> Self:
        """Published sets, and drafts for who reads drafts of the gemeente or has a thema in it."""
        return self.filter(of_set(user))

    def current(self) -> Self:
        """The order in which a gemeente shows its sets: running ones first, then the newest."""
        running = Case(When(levensfase="lopend", then=0), When(levensfase="ondertekend", then=1), default=2)
        kind = Case(When(soort__in=("meerjarig", "jaarschijf"), then=0), default=1)
        return self.annotate(_running=running, _kind=kind).order_by("_kind", "_running", "-begindatum", "id")


class ThemaQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Numbered parts of a set."""

    def visible_to(self, user: "User") -> Self:
        """Themas of visible sets; a thema has no draft state of its own."""
        zicht = zicht_of(user)
        if zicht.nothing:
            return self.filter(afsprakenset__gepubliceerd=True)
        return self.filter(
            Q(afsprakenset__gepubliceerd=True)
            | Q(gemeente_id__in=zicht.gemeente_ids)
            | Q(werkgroep_id__in=zicht.werkgroep_ids)
        )


class StandQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Rows that carry a current standing (afspraak, actie)."""

    path_to_afspraak = ""
    link_of_reports: dict[str, Any] = {"afspraak": OuterRef("pk"), "actie": None}

    def with_stand(self, user: "User", *, gemeente: "Gemeente | None" = None, peildatum: dt.date | None = None) -> Self:
        """Annotate `zicht_status`, `_fase`, `_bijgewerkt_op` and `_voortgang_id` as this viewer sees them.

        With a peildatum: as they were at the end of that day, by the dates of the reports that he may see now.
        """
        zicht = zicht_of(user, gemeente)
        if peildatum is not None:
            newest = reports_on(zicht, peildatum, self.path_to_afspraak).filter(**self.link_of_reports)
            return self.annotate(
                zicht_status=Coalesce(Subquery(newest.values("status")[:1]), Value(Status.NIET_GESTART.value)),
                zicht_fase=Coalesce(Subquery(newest.values("fase")[:1]), Value("")),
                zicht_bijgewerkt_op=Subquery(newest.values("datum")[:1]),
                zicht_voortgang_id=Subquery(newest.values("pk")[:1]),
            )
        return self.annotate(
            **{name: zicht.pick(reported, public, self.path_to_afspraak) for name, reported, public in STANDKOLOMMEN}
        )


class ActieQuerySet(StandQuerySet):
    """Lines of "we starten met"."""

    path_to_afspraak = "afspraak__"
    link_of_reports = {"actie": OuterRef("pk")}

    def visible_to(self, user: "User", *, gemeente: "Gemeente | None" = None) -> Self:
        """Published acties of published afspraken, and drafts for who reads them."""
        zicht = zicht_of(user, gemeente)
        if zicht.everything:
            return self
        public = Q(gepubliceerd=True, afspraak__gepubliceerd=True, afspraak__afsprakenset__gepubliceerd=True)
        return self.filter(public if zicht.nothing else public | zicht.concept("afspraak__"))

    def visible_under(self, zicht: Zicht) -> Self:
        """`visible_to` in a subquery under an afspraak that the viewer sees; that is not asked again."""
        if zicht.everything:
            return self
        return self.filter(Q(gepubliceerd=True) | zicht.concept_of_outer())

    def search(self, text: str) -> Self:
        """Acties that hold every word in title, description or place, or as code."""
        queryset = self
        for word in search_words(text):
            queryset = queryset.filter(holds_word(word) | Q(code__iexact=word))
        return queryset

    def with_signalen(
        self, user: "User", *, peildatum: dt.date | None = None, drempels: Drempelkeuze | None = None
    ) -> Self:
        """Annotate `signaal_termijn_verstreken` and `signaal_wacht_op_besluit`, as this viewer may see them.

        The others mean nothing for an actie: sources often name no trekker or term for one, and who reports on the
        afspraak reports on its acties too.
        """
        from afspraken.models import Termijn

        queryset = self if "zicht_status" in self.query.annotations else self.with_stand(user, peildatum=peildatum)
        drempels = drempels or Drempelkeuze(None)
        terms = Termijn.objects.filter(actie=OuterRef("pk"))
        late = terms.with_verstreken(user, peildatum=peildatum, drempels=drempels)
        asks = ~Q(zicht_status__in=AFGESLOTEN) & found(_asks_decision(drempels, peildatum or timezone.localdate()))
        return queryset.annotate(
            signaal_termijn_verstreken=Exists(late.filter(Q(("verstreken", True)))),
            signaal_wacht_op_besluit=Case(When(asks, then=Value(True)), default=Value(False)),
        )


class AfspraakQuerySet(StandQuerySet):
    """Agreements."""

    def visible_to(self, user: "User", *, gemeente: "Gemeente | None" = None) -> Self:
        """Published afspraken of published sets, and drafts for who reads them."""
        zicht = zicht_of(user, gemeente)
        if zicht.everything:
            return self
        return self.filter(of_afspraak(zicht))

    def search(self, text: str, user: "User") -> Self:
        """Afspraken that hold every word in title, summary, goal or one of the acties this viewer may see."""
        from afspraken.models import Actie

        queryset = self
        for word in search_words(text):
            acties = Actie.objects.visible_to(user).filter(holds_word(word), afspraak=OuterRef("pk"))
            queryset = queryset.filter(
                Q(titel__icontains=word)
                | Q(samenvatting__icontains=word)
                | Q(doel__icontains=word)
                | Q(titel_in_document__icontains=word)
                | Q(code__iexact=word)
                | Exists(acties)
            )
        return queryset

    def led_by(self, *partijen: "Partij | int") -> Self:
        """Afspraken of which one of the parties is trekker."""
        from afspraken.models import Betrokkenheid

        led = Betrokkenheid.objects.filter(actie=None, partij__in=partijen, rol=Betrokkenheid.Rol.TREKKER)
        # Not correlated: SQLite would look through all that the party does for each afspraak.
        return self.filter(pk__in=led.values("afspraak"))

    def owned_by(self, user: "User", gemeente: "Gemeente") -> Self:
        """Afspraken on which the user may report: own thema, or led (itself or an actie) by an own party."""
        from afspraken.models import Betrokkenheid
        from partijen.policies import toegang_of

        toegang = toegang_of(user)
        led = Betrokkenheid.objects.filter(
            afspraak=OuterRef("pk"),
            rol=Betrokkenheid.Rol.TREKKER,
            partij_id__in=toegang.partij_ids.get(gemeente.pk, ()),
        )
        return self.filter(Q(thema__werkgroep_id__in=toegang.werkgroep_ids) | Exists(led))

    def in_gebied(self, gebied: "Gebied", user: "User") -> Self:
        """Afspraken that take place in the gebied: themselves, through a visible actie, or as their rayon."""
        return self.in_gebieden([gebied], user)

    def in_gebieden(self, gebieden: "Iterable[Gebied | int]", user: "User") -> Self:
        """Afspraken that take place in one of the gebieden."""
        from afspraken.models import Ligging

        there = Ligging.objects.visible_to(user).filter(afspraak=OuterRef("pk"), gebied__in=gebieden)
        return self.filter(Q(rayon__in=gebieden) | Exists(there))

    def to_update(self, vorig_overleg: "dt.date | None") -> Self:
        """Open afspraken without news since the previous board meeting: the list to do before the next one.

        Needs `with_stand`. A report of the day of that meeting was news for it, not after it.
        """
        waiting = Q(zicht_bijgewerkt_op=None)
        if vorig_overleg is not None:
            waiting |= Q(zicht_bijgewerkt_op__lte=vorig_overleg)
        return self.filter(waiting).exclude(zicht_status__in=AFGESLOTEN)

    def with_partijen(self) -> Self:
        """Prefetch the parties of the afspraken themselves, in the order of the source: `partijrollen`."""
        from afspraken.models import Betrokkenheid

        rows = Betrokkenheid.objects.filter(actie=None).select_related("partij").order_by("volgorde", "id")
        return self.prefetch_related(Prefetch("betrokkenheden", queryset=rows, to_attr="partijrollen"))

    def with_actietellingen(
        self, user: "User", *, gemeente: "Gemeente | None" = None, peildatum: dt.date | None = None
    ) -> Self:
        """Annotate `aantal_acties` and `slechtere_acties`: visible ones, and those in a worse state."""
        from afspraken.models import Actie

        acties = Actie.objects.visible_under(zicht_of(user, gemeente)).filter(afspraak=OuterRef("pk"))
        worse = (
            acties.with_stand(user, gemeente=gemeente, peildatum=peildatum)
            .annotate(_ernst=ernst_of("zicht_status"))
            .filter(_ernst__gt=OuterRef("_ernst"))
        )
        queryset = self if "zicht_status" in self.query.annotations else self.with_stand(user, gemeente=gemeente)
        return queryset.annotate(
            _ernst=ernst_of("zicht_status"),
            aantal_acties=count_of(acties, "afspraak"),
            slechtere_acties=count_of(worse, "afspraak"),
        )

    def with_vorige_status(self, user: "User", overleg_datum: Any, *, gemeente: "Gemeente | None" = None) -> Self:
        """Annotate `vorige_status`: the visible status at the end of a date (a date, or an expression)."""
        status = _reports_until(user, overleg_datum, gemeente).values("status")[:1]
        return self.annotate(vorige_status=Coalesce(Subquery(status), Value(Status.NIET_GESTART.value)))

    def with_signalen(
        self,
        user: "User",
        *,
        gemeente: "Gemeente | None" = None,
        vorig_overleg: "Overleg | None" = None,
        peildatum: dt.date | None = None,
        drempels: Drempelkeuze | None = None,
    ) -> Self:
        """Annotate a boolean `signaal_<naam>` for each Signaal, as this viewer may see it.

        Args:
            gemeente: when given, all rows are of it: its settings become constants in the query.
            vorig_overleg: the meeting `verslechterd` compares with; looked up per gemeente when left out.
            peildatum: the day on which is judged, today by default.
            drempels: thresholds that were read already.
        """
        from partijen.models import Overleg

        today = peildatum or timezone.localdate()
        queryset = self if "zicht_status" in self.query.annotations else self.with_stand(user, gemeente=gemeente)
        if vorig_overleg is not None:
            since: Any = Value(vorig_overleg.datum)
        elif gemeente is not None:
            since = Subquery(
                Overleg.objects.bestuurlijk().filter(gemeente=gemeente).previous(today).values("datum")[:1]
            )
        else:
            since = OuterRef("_vorig_overleg")
            newest = Overleg.objects.bestuurlijk().filter(gemeente=OuterRef("gemeente_id")).previous(today)
            queryset = queryset.annotate(_vorig_overleg=Subquery(newest.values("datum")[:1]))
        zicht, drempels = zicht_of(user, gemeente), drempels or Drempelkeuze(gemeente)
        is_open = ~Q(zicht_status__in=AFGESLOTEN)
        worse: Any = drempels.where("verslechterd_bij_stappen", _steps_worse)
        if vorig_overleg is None:
            worse &= Exists(Overleg.objects.bestuurlijk().filter(gemeente=OuterRef("gemeente_id"), datum__lt=today))
        flags = {
            Signaal.TERMIJN_VERSTREKEN: is_open
            & found(_terms(zicht).late(zicht, today, drempels=drempels, peildatum=peildatum)),
            Signaal.VEROUDERD: is_open & drempels.where("verouderd_na_dagen", lambda days: _outdated(days, today)),
            Signaal.ZONDER_TREKKER: ~Q(found(_leaders()))
            & drempels.where("zonder_trekker_na_dagen", lambda days: _running_for(days, today)),
            Signaal.ZONDER_TERMIJN: ~Q(found(_terms(zicht)))
            & drempels.where("zonder_termijn_na_dagen", lambda days: _running_for(days, today)),
            Signaal.VERSLECHTERD: worse,
            Signaal.WACHT_OP_BESLUIT: is_open
            & (Q(found(_asks_decision(drempels, today))) | Q(found(blocked_by(zicht, peildatum=peildatum)))),
        }
        # The severity comes from within the subquery: around it, every branch would run that subquery again.
        before = _reports_until(user, since, gemeente).annotate(_ernst=ernst_of("status")).values("_ernst")[:1]
        queryset = queryset.with_vorige_status(user, since, gemeente=gemeente).annotate(
            _ernst_nu=ernst_of("zicht_status"),
            _ernst_toen=Coalesce(Subquery(before), Value(ERNST[Status.NIET_GESTART])),
        )
        return queryset.annotate(
            **{
                f"signaal_{name}": Case(When(condition, then=Value(True)), default=Value(False))
                for name, condition in flags.items()
            }
        )

    def with_signaal(self, signaal: str) -> Self:
        """Only rows that carry the signal; needs `with_signalen` first."""
        return self.filter(**{f"signaal_{Signaal(signaal)}": True})


def reports_on(zicht: Zicht, day: dt.date, afspraak: str) -> models.QuerySet[Any]:
    """Reports that made up standings at the end of a day, newest first; `afspraak` as in `counting_under`."""
    from afspraken.models import Voortgang

    return Voortgang.objects.counting_under(zicht, afspraak).filter(datum__lte=day).order_by("-datum", "-id")


def newest_published(day: dt.date) -> Subquery:
    """Id of the report that made up the public standing of the afspraak in the outer query at the end of a day."""
    reports = reports_on(Zicht(False, (), ()), day, "").filter(afspraak=OuterRef("pk"), actie=None)
    return Subquery(reports.values("pk")[:1])


def _reports_until(user: "User", day: Any, gemeente: "Gemeente | None") -> models.QuerySet[Any]:
    """Reports on the afspraak in the outer query that made up its standing at the end of a day, newest first."""
    from afspraken.models import Voortgang

    return (
        Voortgang.objects.counting_under(zicht_of(user, gemeente))
        .filter(afspraak=OuterRef("pk"), actie=None, datum__lte=day)
        .order_by("-datum", "-id")
    )


def _terms(zicht: Zicht) -> "TermijnQuerySet":
    """Terms of the afspraak in the outer query, of itself and of acties this viewer may see."""
    from afspraken.models import Termijn

    terms = Termijn.objects.filter(afspraak=OuterRef("pk"))
    if zicht.everything:
        return terms
    return terms.filter(Q(actie=None) | Q(actie__gepubliceerd=True) | zicht.concept_of_outer())


def _leaders() -> models.QuerySet[Any]:
    """Trekkers of the afspraak in the outer query."""
    from afspraken.models import Betrokkenheid

    return Betrokkenheid.objects.filter(afspraak=OuterRef("pk"), actie=None, rol=Betrokkenheid.Rol.TREKKER)


def _asks_decision(drempels: Drempelkeuze, today: dt.date) -> models.QuerySet[Any]:
    """The visible newest report of the afspraak in the outer query, when it asks something of the board long enough."""
    from afspraken.models import Voortgang

    def lies_for(days: int) -> Q:
        return Q(datum__lte=days_before(today, days)) if days else ALWAYS

    asking = Voortgang.objects.filter(pk=OuterRef("zicht_voortgang_id")).exclude(gevraagd_besluit="")
    return asking.filter(drempels.where("besluit_na_dagen", lies_for))


def _outdated(days: int, today: dt.date) -> Q:
    """Not reported on for longer than so many days; never reported counts from the start of the set."""
    limit = days_before(today, days)
    return Q(zicht_bijgewerkt_op__lt=limit) | Q(zicht_bijgewerkt_op=None, afsprakenset__begindatum__lt=limit)


def _running_for(days: int, today: dt.date) -> Q:
    """Of a set that has run for so many days; none is at once, also before the first day."""
    return Q(afsprakenset__begindatum__lte=days_before(today, days)) if days else ALWAYS


def _steps_worse(steps: int) -> Q:
    """So many steps of severity worse than at the previous meeting."""
    return Q(_ernst_nu__gte=F("_ernst_toen") + steps) if steps > 1 else Q(_ernst_nu__gt=F("_ernst_toen"))
