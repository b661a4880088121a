# SPDX-License-Identifier: EUPL-1.2
"""Everything one viewer may know of one afspraak, read in a fixed number of queries."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from afspraken import policies
from afspraken.bijstellen import Bijgesteld, read_bijstellingen
from afspraken.explanations import Uitleg, explain_signalen
from afspraken.models import (
    Actie,
    Afspraak,
    Betrokkenheid,
    Bewijsstuk,
    Bijstelling,
    LandelijkePrioriteit,
    Ligging,
    Notitie,
    Projectkoppeling,
    Publicatie,
    Sdgkoppeling,
    Termijn,
    Voortgang,
)
from afspraken.querysets import AfspraakQuerySet
from afspraken.querysets.blokkade import blocked_by
from afspraken.querysets.drempels import Drempelkeuze
from afspraken.querysets.zicht import zicht_of
from afspraken.rows import action_anchor
from afspraken.statussen import Fase, Signaal, status_words
from afspraken.werelddoelen import sdgs_of
from corporaties.models import Vastgoedproject
from corporaties.projecten import Projectregel, read_projectregels
from partijen.models import Gemeente, Overleg, Partij, PartijInGemeente, Rol
from partijen.policies import access_key, may_see_history
from partijen.woorden import role_words
from portaal.lib.compiled import ANY_KEY, ANY_OTHER, read_object, read_objects


@dataclass(frozen=True, slots=True)
class Regel:
    """One report in the history, as this viewer may read it; `wie` is a person, for readers of drafts alone."""

    pk: int
    datum: dt.date
    status: str
    woord: str
    fase: str
    namens: str
    wie: str
    created_at: dt.datetime
    gepubliceerd: bool
    ingetrokken: bool
    demo: bool
    toelichting: str
    oorzaak: str
    gevolg: str
    maatregel: str
    volgende_stap: str
    gevraagd_besluit: str
    reden: str


@dataclass(frozen=True, slots=True)
class Termijnregel:
    """A dated promise in words, whether it is late, and what it was before it was changed by decision."""

    soort: str
    label: str
    wat: str
    te_laat: bool
    voldaan_op: dt.date | None
    bron_opmerking: str
    eerst: str = ""


@dataclass(frozen=True, slots=True)
class Onderdeel:
    """Who, when, where and how it stands, of the afspraak itself or of one actie."""

    status: str
    woord: str
    fase: str
    datum: dt.date | None
    nieuwste: Regel | None
    regels: tuple[Regel, ...]
    trekkers: tuple[Partij, ...]
    betrokkenen: tuple[Partij, ...]
    termijnen: tuple[Termijnregel, ...]
    gebieden: tuple[str, ...]
    mag_melden: bool
    anker: str = ""
    actie: Actie | None = None


@dataclass(frozen=True)
class Afspraakdetail:
    """One afspraak with all that hangs on it."""

    afspraak: Any
    zelf: Onderdeel
    acties: tuple[Onderdeel, ...]
    uitleg: tuple[Uitleg, ...]
    prioriteiten: tuple[str, ...]
    sdgs: tuple[Sdgkoppeling, ...]
    bewijsstukken: tuple[Bewijsstuk, ...]
    projecten: tuple[Projectregel, ...]
    notities: tuple[Notitie, ...]
    bijgesteld: Bijgesteld
    leest_concepten: bool
    mag_publiceren: bool
    mag_notitie: bool
    mag_logboek: bool
    vorige: Afspraak | None = None
    volgende: Afspraak | None = None

    @cached_property
    def demo(self) -> bool:
        """Something on the page was invented for demonstration."""
        reported = any(regel.demo for deel in (self.zelf, *self.acties) for regel in deel.regels)
        return reported or self.bijgesteld.demo


def of_address(user: Any, gemeente: Gemeente) -> AfspraakQuerySet:
    """The afspraak of an address if this viewer may see it: ANY_KEY is its code, ANY_OTHER the slug of its set."""
    rows = Afspraak.objects.visible_to(user, gemeente=gemeente).filter(gemeente=gemeente, code=ANY_KEY)
    return rows.filter(afsprakenset__gemeente=gemeente, afsprakenset__slug=ANY_OTHER)


def find_afspraak(
    afsprakenset: str, code: str, *, user: Any, gemeente: Gemeente, dag: dt.date | None = None
) -> tuple[Any, dt.date | None]:
    """The afspraak of an address with its standing and signalen, and the day of the previous board meeting.

    Args:
        dag: a day that has been, of which everything is asked; None is now.
    """
    today = dag or timezone.localdate()
    key = (access_key(user), gemeente.pk)

    def meetings() -> QuerySet[Overleg]:
        return Overleg.objects.visible_to(user).bestuurlijk().filter(gemeente=gemeente).previous(today)[:1]

    # SQL of one of the thousands of days that have been is not kept.
    overleg = next(iter(read_objects(None if dag else ("vorig overleg", *key, today), meetings)), None)
    since = overleg.datum if overleg else None

    def rows() -> QuerySet[Afspraak]:
        found = of_address(user, gemeente).with_stand(user, gemeente=gemeente, peildatum=dag)
        found = found.with_signalen(user, gemeente=gemeente, vorig_overleg=overleg, peildatum=dag)
        return found.select_related("thema__werkgroep", "afsprakenset", "bron", "rayon")

    kept = None if dag else ("afspraak", *key, gemeente.drempels, since, today)
    afspraak = read_object(kept, rows, pk=code, other=afsprakenset)
    if afspraak is not None:
        afspraak.gemeente = gemeente
    return afspraak, since


def read_detail(
    afspraak: Any, *, user: Any, vorig_overleg: dt.date | None, dag: dt.date | None = None
) -> Afspraakdetail:
    """All that `user` may know of the afspraak; at most fourteen queries more.

    Of a day that has been: as it was then, with nothing to write, and without notes, which are about now.
    """
    reader = _Reader(afspraak, user, dag)
    acties = tuple(reader.part(actie) for actie in reader.acties)
    zelf = reader.part(None)
    late = [row for row in reader.termijnen if row.verstreken]
    uitleg = explain_signalen(
        afspraak,
        late=late,
        woorden=reader.words,
        vorig_overleg=vorig_overleg,
        today=reader.today,
        tegengehouden=_blockers(afspraak, user, dag),
    )
    previous, following = _neighbours(afspraak, user)
    return Afspraakdetail(
        afspraak=afspraak,
        zelf=zelf,
        acties=acties,
        uitleg=tuple(uitleg),
        prioriteiten=_priorities(afspraak),
        sdgs=tuple(sdgs_of(user, afspraak)),
        bewijsstukken=tuple(_evidence(afspraak, user, dag)),
        projecten=_projects(afspraak, user),
        notities=reader.notities,
        bijgesteld=reader.bijgesteld,
        leest_concepten=reader.reads_drafts,
        mag_publiceren=dag is None and policies.may_publish(user, afspraak.gemeente_id),
        mag_notitie=dag is None and policies.may_write_notitie(user, afspraak),
        mag_logboek=may_see_history(user, afspraak.gemeente_id),
        vorige=previous,
        volgende=following,
    )


def _evidence(afspraak: Any, user: Any, dag: dt.date | None) -> Any:
    """What was laid beside the afspraak, until the end of a day that has been."""

    def rows() -> QuerySet[Bewijsstuk]:
        found = Bewijsstuk.objects.visible_to(user, gemeente=afspraak.gemeente).filter(afspraak_id__in=[ANY_KEY])
        if dag is not None:
            found = found.filter(created_at__date__lte=dag)
        return found.select_related("actie")

    key = None if dag else ("bewijsstukken", access_key(user), afspraak.gemeente_id)
    return read_objects(key, rows, pks=(afspraak.pk,))


def _priorities(afspraak: Any) -> tuple[str, ...]:
    """The national priorities that it or its thema serves, with their years."""
    by_thema = LandelijkePrioriteit.themas.through.objects.filter(thema_id=afspraak.thema_id)
    itself = LandelijkePrioriteit.afspraken.through.objects.filter(afspraak_id=afspraak.pk)
    both: Any = by_thema.values("landelijkeprioriteit")
    both = both.union(itself.values("landelijkeprioriteit"), all=True)
    rows = LandelijkePrioriteit.objects.filter(pk__in=both).order_by("nummer")
    return tuple(f"{row} ({row.jaren_in_woorden})" if row.jaren else str(row) for row in rows)


def _projects(afspraak: Any, user: Any) -> tuple[Projectregel, ...]:
    """The building projects that carry out the afspraak or its acties, as far as this viewer may see both."""

    def linked() -> QuerySet[Vastgoedproject]:
        links = Projectkoppeling.objects.visible_to(user, gemeente=afspraak.gemeente).filter(afspraak_id__in=[ANY_KEY])
        rows = Vastgoedproject.objects.visible_to(user).filter(gemeente=afspraak.gemeente_id)
        return rows.filter(pk__in=links.values("project"))

    key = ("van een afspraak", access_key(user), afspraak.gemeente_id)
    return read_projectregels(key, linked, user, pk=afspraak.pk)


def _blockers(afspraak: Afspraak, user: Any, dag: dt.date | None) -> list[str]:
    """What holds it up, or held it up on a day, in words; asked only when it waits for something."""
    if not getattr(afspraak, f"signaal_{Signaal.WACHT_OP_BESLUIT}"):
        return []
    rows = blocked_by(zicht_of(user, afspraak.gemeente), afspraak, dag).select_related("van")
    return [str(row.van) for row in rows.order_by("van__code", "pk")]


def _neighbours(afspraak: Any, user: Any) -> tuple[Afspraak | None, Afspraak | None]:
    """The visible afspraken before and after it in the document."""
    rows = Afspraak.objects.visible_to(user, gemeente=afspraak.gemeente).filter(
        gemeente=afspraak.gemeente, afsprakenset=afspraak.afsprakenset_id
    )
    rows = rows.only("code", "titel")
    place, pk = afspraak.volgorde, afspraak.pk
    before = rows.filter(Q(volgorde__lt=place) | Q(volgorde=place, pk__lt=pk)).order_by("-volgorde", "-pk").first()
    after = rows.filter(Q(volgorde__gt=place) | Q(volgorde=place, pk__gt=pk)).order_by("volgorde", "pk").first()
    return before, after


class _Reader:
    """Reads once what hangs on an afspraak, and deals it out to the afspraak and its acties."""

    def __init__(self, afspraak: Any, user: Any, dag: dt.date | None) -> None:
        self.afspraak, self.user, self.gemeente, self.dag = afspraak, user, afspraak.gemeente, dag
        self.today = dag or timezone.localdate()
        self.words = status_words(self.gemeente)
        self.fases = {fase.value: str(fase.label) for fase in Fase}
        self.reads_drafts = policies.may_read_notities(user, afspraak)
        self.acties = self._read(Actie, self._acties)
        self.termijnen = self._read(Termijn, self._termijnen)
        self.bijgesteld = read_bijstellingen(user, afspraak, dag)
        self.partijen = self._read_parties()
        self.liggingen = self._read(Ligging, self._liggingen)
        self.leads: dict[int | None, set[int]] = defaultdict(set)
        for row in self.partijen:
            if row.rol == Betrokkenheid.Rol.TREKKER:
                self.leads[row.actie_id].add(row.partij_id)
        self.reports: dict[int | None, list[Voortgang]] = defaultdict(list)
        for report in self._read(Voortgang, self._reports):
            self.reports[report.actie_id].append(report)

    def _read(self, model: Any, shape: Callable[[Any], Any]) -> list[Any]:
        """What hangs on the afspraak, as far as this viewer may see it, in the shape of one of the functions below."""

        def rows() -> Any:
            visible = model.objects.visible_to(self.user, gemeente=self.gemeente)
            return shape(visible.filter(afspraak_id__in=[ANY_KEY]))

        whose = (access_key(self.user), self.gemeente.pk, self.gemeente.drempels)
        # SQL of one of the thousands of days that have been is not kept.
        key = None if self.dag else ("afspraak", model, *whose, self.reads_drafts, self.today)
        return read_objects(key, rows, pks=(self.afspraak.pk,))

    def _acties(self, rows: Any) -> Any:
        return rows.with_stand(self.user, gemeente=self.gemeente, peildatum=self.dag).order_by("volgnummer", "id")

    def _termijnen(self, rows: Any) -> Any:
        rows = rows.with_verstreken(self.user, drempels=Drempelkeuze(self.gemeente), peildatum=self.dag)
        return rows.order_by("begindatum", "einddatum", "id")

    def _liggingen(self, rows: Any) -> Any:
        return rows.select_related("gebied").order_by("volgorde", "id")

    def _betrokkenheden(self, rows: Any) -> Any:
        active = PartijInGemeente.objects.filter(partij=OuterRef("partij"), gemeente=self.gemeente)
        return rows.annotate(hier=Exists(active)).select_related("partij").order_by("volgorde", "id")

    def _reports(self, rows: Any) -> Any:
        if "publicatie" not in rows.query.annotations:
            rows = rows.with_publicatie()
        if self.dag is not None:
            rows = rows.filter(datum__lte=self.dag)
        related = ("namens", "gebruiker") if self.reads_drafts else ("namens",)
        return rows.select_related(*related).newest_first()

    def _notities(self, rows: Any) -> Any:
        return rows.select_related("gebruiker")

    def _read_parties(self) -> list[Any]:
        """Who leads and takes part; `partij.pagina` is the address of a corporation that is active here, or empty."""
        named = self._read(Betrokkenheid, self._betrokkenheden)
        for row in named:
            here = row.hier and row.partij.soort == Partij.Soort.CORPORATIE
            row.partij.pagina = reverse("corporatie", args=(self.gemeente.slug, row.partij.adresnaam)) if here else ""
        return named

    @property
    def notities(self) -> tuple[Notitie, ...]:
        """Internal notes, newest first; not even asked for when the viewer may not read them."""
        if not self.reads_drafts or self.dag is not None:
            return ()
        return tuple(self._read(Notitie, self._notities))

    def part(self, actie: Actie | None) -> Onderdeel:
        doel: Any = actie if actie is not None else self.afspraak
        key = actie.pk if actie is not None else None
        regels = tuple(self._line(report) for report in self.reports[key])
        here = [row for row in self.partijen if row.actie_id == key]
        return Onderdeel(
            status=doel.zicht_status,
            woord=self.words[doel.zicht_status],
            fase=self.fases.get(doel.zicht_fase, ""),
            datum=doel.zicht_bijgewerkt_op,
            nieuwste=next((regel for regel in regels if regel.pk == doel.zicht_voortgang_id), None),
            regels=regels,
            trekkers=tuple(row.partij for row in here if row.rol == Betrokkenheid.Rol.TREKKER),
            betrokkenen=tuple(row.partij for row in here if row.rol == Betrokkenheid.Rol.BETROKKEN),
            termijnen=tuple(self._term(row) for row in self.termijnen if row.actie_id == key),
            gebieden=tuple(row.gebied.naam for row in self.liggingen if row.actie_id == key),
            mag_melden=self._may_record(key),
            anker=action_anchor(actie.code) if actie is not None else "",
            actie=actie,
        )

    def _may_record(self, actie_id: int | None) -> bool:
        return self.dag is None and policies.may_record_among(
            self.user,
            gemeente_id=self.afspraak.gemeente_id,
            werkgroep_id=self.afspraak.thema.werkgroep_id,
            trekkers=lambda: ((actie, partij) for actie, led in self.leads.items() for partij in led),
            actie_id=actie_id,
        )

    def _term(self, termijn: Any) -> Termijnregel:
        return Termijnregel(
            soort=termijn.get_soort_display(),
            label=self.bijgesteld.then(Bijstelling.Soort.TERMIJN, termijn.pk) or termijn.label,
            wat=termijn.wat,
            te_laat=termijn.verstreken,
            voldaan_op=termijn.voldaan_op if termijn.voldaan_op and termijn.voldaan_op <= self.today else None,
            bron_opmerking=termijn.bron_opmerking,
            eerst=self.bijgesteld.first_of(Bijstelling.Soort.TERMIJN, termijn.pk),
        )

    def _line(self, report: Any) -> Regel:
        return Regel(
            pk=report.pk,
            datum=report.datum,
            status=report.status,
            woord=self.words[report.status],
            fase=self.fases.get(report.fase, ""),
            namens=reporter_name(report.namens, leads=self.leads, actie_id=report.actie_id, gemeente=self.gemeente),
            wie=str(report.gebruiker) if self.reads_drafts and report.gebruiker else "",
            created_at=report.created_at,
            gepubliceerd=report.publicatie == Publicatie.Soort.GEPUBLICEERD,
            ingetrokken=report.publicatie == Publicatie.Soort.INGETROKKEN,
            demo=report.demo,
            toelichting=report.toelichting,
            oorzaak=report.oorzaak,
            gevolg=report.gevolg,
            maatregel=report.maatregel,
            volgende_stap=report.volgende_stap,
            gevraagd_besluit=report.gevraagd_besluit,
            reden=report.reden,
        )


def reporter_name(
    partij: Partij | None, *, leads: dict[int | None, set[int]], actie_id: int | None, gemeente: Gemeente
) -> str:
    """On whose behalf a report was made, with the role: "Woonpunt (trekker)"; never a person.

    Args:
        leads: {actie id or None: ids of the parties that lead it}.
    """
    if partij is None:
        return ""
    if partij.pk in leads.get(actie_id, set()) | leads.get(None, set()):
        return _("%(partij)s (trekker)") % {"partij": partij}
    if partij.pk == gemeente.eigen_partij_id:
        return f"{partij} ({role_words(gemeente)[Rol.COORDINATOR]})"
    return str(partij)
