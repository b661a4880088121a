# SPDX-License-Identifier: EUPL-1.2
"""The plan of a neighbourhood: what residents and partners do there, in one list, wherever it was written down.

An initiative, a plan that got money of the leefbaarheidsfonds, an actie of any document and a building project stand
beside each other, each with its source, who does it, how far it is, its pijler and the afspraak it belongs to.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from afspraken.models import Actie, Afspraak, Afsprakenset, Betrokkenheid, Initiatief, Ligging, Thema, Voortgang
from afspraken.statussen import status_words
from corporaties.models import Vastgoedproject
from partijen.models import Gemeente
from partijen.policies import access_key
from portaal.lib.attached import attach_parents
from portaal.lib.compiled import ANY_KEY, read_object, read_objects, read_values
from wijken.models import Aanvraag, Gebied
from wijken.statussen import Aanvraagstatus

if TYPE_CHECKING:
    from partijen.querysets import User

BEWONERS, PARTNERS = "bewoners", "partner"
# The shape and colour of a state: the ones that afspraken have for the same message.
VORMEN = {
    "idee": "niet_gestart",
    "voorbereiding": "niet_gestart",
    "loopt": "op_koers",
    "klaar": "gereed",
    "gestopt": "vervallen",
}


@dataclass(frozen=True, slots=True)
class Planregel:
    """One thing that somebody does in the neighbourhood; texts are ready to show."""

    titel: str
    van: str
    wie: str
    vorm: str
    stand: str
    wanneer: str
    bron: str
    bron_url: str = ""
    pijler: str = ""
    pijler_nummer: str = ""
    afspraak: Any = None
    omschrijving: str = ""
    initiatief: Any = None
    concept: bool = False
    demo: bool = False

    @property
    def van_woord(self) -> str:
        """Whose it is, in words."""
        return _("Bewoners") if self.van == BEWONERS else _("Partners")


@dataclass(frozen=True, slots=True)
class Wijkplan:
    """Everything of one neighbourhood, with the programme and the plans it belongs to."""

    gebied: Any
    regels: tuple[Planregel, ...]
    plannen: tuple[Any, ...]
    pijlers: tuple[Any, ...]
    tellers: dict[str, int]

    @property
    def demo(self) -> bool:
        """Something on the page was invented for demonstration."""
        return any(regel.demo for regel in self.regels)


def pijlers_of(user: "User", gemeente: Gemeente) -> list[Thema]:
    """The pillars of the programmes of a gemeente: their themas but number 0, the process part."""

    def rows() -> QuerySet[Thema]:
        found = Thema.objects.visible_to(user).filter(gemeente=gemeente, nummer__gt=0)
        found = found.filter(afsprakenset__soort=Afsprakenset.Soort.PROGRAMMA).select_related("afsprakenset")
        return found.order_by("afsprakenset__slug", "nummer")  # type: ignore[no-any-return]

    return read_objects(("pijlers", access_key(user), gemeente.pk), rows)


def plannen_of(user: "User", gemeente: Gemeente) -> list[Afsprakenset]:
    """The uitvoeringsplannen of neighbourhoods, the newest first."""

    def rows() -> QuerySet[Afsprakenset]:
        found = Afsprakenset.objects.visible_to(user).filter(gemeente=gemeente, gebied__isnull=False)
        return found.order_by("-begindatum", "slug")

    return read_objects(("plannen van buurten", access_key(user), gemeente.pk), rows)


def read_wijkplan(user: "User", gemeente: Gemeente, slug: str) -> Wijkplan | None:
    """The plan of one neighbourhood, in a fixed number of queries; None when there is no such place."""

    def place() -> QuerySet[Gebied]:
        return Gebied.objects.visible_to(user).filter(gemeente=gemeente, slug=ANY_KEY).order_by()  # type: ignore[no-any-return]

    gebied = read_object(("wijkplan", "gebied", access_key(user), gemeente.pk), place, pk=slug)
    if gebied is None:
        return None
    gebied.gemeente = gemeente
    regels = [
        *_initiatieven(user, gemeente, gebied),
        *_fonds(user, gemeente, gebied),
        *_afspraken(user, gemeente, gebied),
        *_projecten(user, gemeente, gebied),
    ]
    tellers = Counter(regel.van for regel in regels)
    plannen = tuple(plan for plan in plannen_of(user, gemeente) if plan.gebied_id == gebied.pk)
    return Wijkplan(gebied, tuple(regels), plannen, tuple(pijlers_of(user, gemeente)), tellers)


def read_wijken(user: "User", gemeente: Gemeente) -> list[dict[str, Any]]:
    """The neighbourhoods for which there is a plan or an initiative, with how many initiatives. Three queries."""
    counts = Counter(
        Initiatief.objects.visible_to(user, gemeente=gemeente)
        .filter(gemeente=gemeente)
        .order_by()
        .values_list("gebied_id", flat=True)
    )
    plans = plannen_of(user, gemeente)
    rows = Gebied.objects.visible_to(user).filter(gemeente=gemeente).order_by("naam", "pk")
    found = []
    for gebied in rows:
        own = [plan for plan in plans if plan.gebied_id == gebied.pk]
        if own or counts[gebied.pk]:
            found.append({"gebied": gebied, "plannen": own, "aantal": counts[gebied.pk]})
    return found


def _initiatieven(user: "User", gemeente: Gemeente, gebied: Gebied) -> Iterable[Planregel]:
    key = ("wijkplan", access_key(user), gemeente.pk)

    def here() -> QuerySet[Initiatief]:
        found = Initiatief.objects.visible_to(user, gemeente=gemeente).filter(gemeente=gemeente)
        found = found.filter(gebied_id__in=[ANY_KEY]).select_related("partij", "gemeente")
        return found.order_by("soort", "titel", "pk")  # type: ignore[no-any-return]

    def named() -> QuerySet[Afspraak]:
        found = Afspraak.objects.visible_to(user, gemeente=gemeente).filter(pk__in=[ANY_KEY])
        return found.select_related("afsprakenset", "gemeente").order_by()

    def themas() -> QuerySet[Thema]:
        return Thema.objects.visible_to(user).filter(pk__in=[ANY_KEY]).order_by()  # type: ignore[no-any-return]

    rows = read_objects(("initiatieven", *key), here, pks=(gebied.pk,))
    for name, build in (("afspraak", named), ("pijler", themas)):
        pks = {getattr(row, f"{name}_id") for row in rows} - {None}
        found: list[Any] = read_objects((name, *key), build, pks=pks) if pks else []
        attach_parents(rows, name, {one.pk: one for one in found})
    for row in rows:
        pijler = row.pijler
        yield Planregel(
            titel=row.titel,
            van=row.soort,
            wie=row.wie,
            vorm=VORMEN[row.stand],
            stand=str(row.get_stand_display()),
            wanneer=row.wanneer,
            bron=row.herkomst,
            pijler=pijler.naam if pijler else "",
            pijler_nummer=str(pijler.pk) if pijler else "",
            afspraak=row.afspraak,
            omschrijving=row.omschrijving,
            initiatief=row,
            concept=not row.gepubliceerd,
            demo=row.demo,
        )


def _fonds(user: "User", gemeente: Gemeente, gebied: Gebied) -> Iterable[Planregel]:
    """Plans of residents that got money, as far as these are public."""

    def granted() -> QuerySet[Aanvraag]:
        rows = Aanvraag.objects.visible_to(user).filter(gemeente=gemeente, gebied_id__in=[ANY_KEY], openbaar=True)
        return rows.order_by("openbare_titel", "pk")

    address = reverse("wijken:fondsen", args=(gemeente.slug,))
    for row in read_objects(("wijkplan", "fonds", access_key(user), gemeente.pk), granted, pks=(gebied.pk,)):
        done = row.status == Aanvraagstatus.VERANTWOORD
        yield Planregel(
            titel=row.openbare_titel,
            van=BEWONERS,
            wie=_("Bewoners"),
            vorm=VORMEN["klaar" if done else "loopt"],
            stand=str(Initiatief.Stand.KLAAR.label if done else Initiatief.Stand.LOOPT.label),
            wanneer="",
            bron=_("Leefbaarheidsfonds"),
            bron_url=address,
            omschrijving=row.openbare_samenvatting,
            demo=row.demo,
        )


def _afspraken(user: "User", gemeente: Gemeente, gebied: Gebied) -> Iterable[Planregel]:
    """Acties in the neighbourhood, and afspraken there that name no actie of their own for it."""
    key = ("wijkplan", access_key(user), gemeente.pk)

    def here() -> QuerySet[Any]:
        rows = Ligging.objects.visible_to(user, gemeente=gemeente).filter(gemeente=gemeente, gebied_id__in=[ANY_KEY])
        return rows.values("afspraak_id", "actie_id")

    def acties() -> QuerySet[Actie]:
        rows = Actie.objects.visible_to(user, gemeente=gemeente).filter(pk__in=[ANY_KEY])
        rows = rows.with_stand(user, gemeente=gemeente).select_related("afspraak__afsprakenset", "afspraak__thema")
        return rows.order_by("afspraak__volgorde", "volgnummer")

    def afspraken() -> QuerySet[Afspraak]:
        rows = Afspraak.objects.visible_to(user, gemeente=gemeente).filter(pk__in=[ANY_KEY])
        return rows.with_stand(user, gemeente=gemeente).select_related("afsprakenset", "thema")

    liggingen = read_values(("liggingen", *key), here, pks=(gebied.pk,))
    actie_ids = {row["actie_id"] for row in liggingen if row["actie_id"]}
    afspraak_ids = {row["afspraak_id"] for row in liggingen if not row["actie_id"]}
    found: list[Any] = read_objects(("acties", *key), acties, pks=actie_ids) if actie_ids else []
    with_actie = {row.afspraak_id for row in found}
    rest: list[Any] = read_objects(("afspraken", *key), afspraken, pks=afspraak_ids) if afspraak_ids else []
    _attach_parties(found, "actie_id")
    _attach_parties(rest, "afspraak_id")
    rows: list[Any] = [*found, *(row for row in rest if row.pk not in with_actie)]
    words = status_words(gemeente)
    reports = {row.zicht_voortgang_id for row in rows if row.zicht_voortgang_id}
    invented = {row["pk"] for row in read_values(("wijkplan", "demo"), _invented, pks=reports)}
    for row in rows:
        afspraak = getattr(row, "afspraak", row)
        afspraak.gemeente = gemeente
        own = [one for one in row.partijen if isinstance(row, Actie) or one.actie_id is None]
        # Who leads; where nobody does, who takes part.
        leads = [one.partij.naam for one in own if one.rol == Betrokkenheid.Rol.TREKKER]
        is_pijler = afspraak.afsprakenset.soort == Afsprakenset.Soort.PROGRAMMA
        yield Planregel(
            titel=row.titel,
            van=PARTNERS,
            wie=", ".join(leads or [one.partij.naam for one in own]),
            vorm=row.zicht_status,
            stand=words[row.zicht_status],
            wanneer="",
            bron=afspraak.afsprakenset.naam,
            bron_url=afspraak.get_absolute_url(),
            pijler=afspraak.thema.naam if is_pijler else "",
            pijler_nummer=str(afspraak.thema_id) if is_pijler else "",
            afspraak=afspraak,
            concept=not row.gepubliceerd,
            demo=row.zicht_voortgang_id in invented,
        )


def _invented() -> QuerySet[Any]:
    return Voortgang.objects.filter(pk__in=[ANY_KEY], demo=True).order_by().values("pk")


def _attach_parties(rows: list[Any], link: str) -> None:
    """Give each row `partijen`: who is named beside it, the leaders first. One query."""

    def named() -> QuerySet[Betrokkenheid]:
        found = Betrokkenheid.objects.filter(Q(**{f"{link}__in": [ANY_KEY]})).select_related("partij")
        return found.order_by("-rol", "volgorde", "pk")

    by_pk = {row.pk: row for row in rows}
    for row in rows:
        row.partijen = []
    for party in read_objects(("wijkplan", "partijen", link), named, pks=by_pk) if by_pk else ():
        by_pk[getattr(party, link)].partijen.append(party)


def _projecten(user: "User", gemeente: Gemeente, gebied: Gebied) -> Iterable[Planregel]:
    """Building projects in the neighbourhood that no actie above stands for."""
    rows = Vastgoedproject.objects.visible_to(user).filter(gebied=gebied, gemeente=gemeente, koppelingen=None)
    for row in rows.prefetch_related("deelnames__partij").order_by("code", "pk"):
        yield Planregel(
            titel=str(row),
            van=PARTNERS,
            wie=", ".join(part.partij.naam for part in row.deelnames.all()),
            vorm="",
            stand=str(row.get_fase_display()) if row.fase else _("niet genoemd"),
            wanneer="",
            bron=_("Vastgoedprojecten"),
        )
