# SPDX-License-Identifier: EUPL-1.2
"""What the map can show of each neighbourhood: work, money, teams, or any indicator. At most three queries each."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from afspraken.models import Actie, Afspraak, Ligging
from afspraken.statussen import Status
from corporaties.models import Vastgoedproject
from monitoring.selectors.buurtcijfers import waarde_in_woorden
from monitoring.selectors.buurtwoningen import INGREEP, PLANNING, read_woningen, total
from partijen.models import Gemeente
from portaal.lib.models import valid_on
from portaal.lib.money import format_euro
from portaal.lib.periods import Periode
from wijken.models import Bewonerskrachtteam, Fonds, Gebied, Gebiedsdeel, Indicator, Indicatorklasse, Indicatorwaarde

if TYPE_CHECKING:
    from partijen.querysets import User

# A number in steps: nothing known, and three steps up. What cannot be put in one step is said in the table.
STAPPEN, WISSELT = 3, 4
PREFIX = "cijfer-"


@dataclass(frozen=True, slots=True)
class Meting:
    """What a measure says of one neighbourhood.

    Attributes:
        tekst: in words.
        kort: what fits in a square of the map.
        waarde: what the colour follows; None has no colour.
        stap: the colour, where it does not follow from the value.
        noot: what to know about it.
    """

    tekst: str
    kort: str
    waarde: Decimal | None = None
    stap: int | None = None
    noot: str = ""


@dataclass(slots=True)
class Maat:
    """A measure of all neighbourhoods; `leeg` is what is said of those it does not name."""

    sleutel: str
    label: str
    uitleg: str
    leeg: str
    metingen: dict[int, Meting]
    legenda: list[tuple[int, str]] = field(default_factory=list)

    def steps(self) -> dict[int, int]:
        """{gebied: step}, and completes the legend."""
        known = [row.waarde for row in self.metingen.values() if row.waarde is not None and row.stap is None]
        bounds = _bounds(known)
        found = {}
        for pk, row in self.metingen.items():
            if row.stap is not None:
                found[pk] = row.stap
            else:
                found[pk] = next((n for n, top in enumerate(bounds, 1) if (row.waarde or 0) <= top), 0)
                found[pk] = 0 if row.waarde is None else found[pk]
        words = {row.waarde: row.tekst for row in self.metingen.values()}
        self.legenda += [(n, _("tot en met %(top)s") % {"top": words[top]}) for n, top in enumerate(bounds, 1)]
        if WISSELT in found.values():
            self.legenda.append((WISSELT, _("meer dan één antwoord, of alleen over een deel: zie de tabel")))
        self.legenda.insert(0, (0, self.leeg))
        return found


def _bounds(values: list[Decimal]) -> list[Decimal]:
    """The highest value of each step: thirds of the neighbourhoods that have one."""
    some = sorted(values)
    if not some:
        return []
    tops = [some[min(len(some) - 1, (len(some) * step) // STAPPEN)] for step in range(1, STAPPEN)] + [some[-1]]
    return sorted(set(tops))


# --- counts ----------------------------------------------------------------------------------------------------------


def _counts(counts: Iterable[tuple[int, int]]) -> dict[int, Meting]:
    return {pk: Meting(str(count), str(count), Decimal(count)) for pk, count in counts if count}


def _liggingen(user: "User", gemeente: Gemeente, **statuses: Any) -> dict[int, Meting]:
    """The number of acties, and of afspraken that lie in a buurt as a whole."""
    there = Ligging.objects.visible_to(user).filter(gemeente=gemeente)
    if statuses:
        acties = Actie.objects.visible_to(user).with_stand(user).filter(gemeente=gemeente, **statuses)
        afspraken = Afspraak.objects.visible_to(user).with_stand(user).filter(gemeente=gemeente, **statuses)
        there = there.filter(Q(actie__in=acties.values("pk")) | Q(actie=None, afspraak__in=afspraken.values("pk")))
    return _counts(there.order_by().values_list("gebied").annotate(aantal=Count("pk")))


def _acties(user: "User", gemeente: Gemeente) -> dict[int, Meting]:
    return _liggingen(user, gemeente)


def _stagneert(user: "User", gemeente: Gemeente) -> dict[int, Meting]:
    return _liggingen(user, gemeente, zicht_status=Status.STAGNATIE)


def _woningen(user: "User", gemeente: Gemeente) -> dict[int, Meting]:
    """Dwellings that will be built, demolished or renovated, as the newest table of the sources counts them."""
    table = read_woningen(user, gemeente, [INGREEP]).get((INGREEP, PLANNING))
    found = {}
    for pk, values in (table.waarden if table else {}).items():
        number = total(values)
        if number is None:
            found[pk] = Meting(_("nog niet bekend"), "?")
        elif number:
            text = waarde_in_woorden("aantal", number)
            found[pk] = Meting(text, text, number)
    return found


def _projecten(user: "User", gemeente: Gemeente) -> dict[int, Meting]:
    rows = Vastgoedproject.objects.visible_to(user).filter(gemeente=gemeente, gebied__isnull=False)
    return _counts(rows.order_by().values_list("gebied").annotate(aantal=Count("pk")))


def _teams(user: "User", gemeente: Gemeente) -> dict[int, Meting]:
    rows = Bewonerskrachtteam.objects.visible_to(user).filter(gemeente=gemeente).for_peildatum(timezone.localdate())
    return _counts(Counter(rows.values_list("gebied_id", flat=True)).items())


def _fonds(user: "User", gemeente: Gemeente) -> dict[int, Meting]:
    """What is left in the fund of a buurt; without one of its own, in that of the larger place it belongs to.

    Money of a larger place is for all its buurten together, so it is said of whom it is and never added up.
    """
    rows: Any = Fonds.objects.visible_to(user).filter(gemeente=gemeente).with_stand().select_related("gebied")
    funds = {row.gebied_id: row for row in rows}
    parts = Gebiedsdeel.objects.visible_to(user).filter(valid_on(timezone.localdate()), geheel__in=funds)
    found: dict[int, Meting] = {}
    # A focusgebied lies nearer than a rayon, and comes first by name of its kind.
    for geheel, deel in parts.order_by("geheel__soort", "pk").values_list("geheel_id", "deel_id"):
        row = funds[geheel]
        noot = _("samen met heel %(gebied)s") % {"gebied": row.gebied.volledige_naam}
        found.setdefault(deel, Meting(format_euro(row.vrij), _thousands(row.vrij), row.vrij, noot=noot))
    own = {pk: Meting(format_euro(row.vrij), _thousands(row.vrij), row.vrij) for pk, row in funds.items()}
    return found | own


def _thousands(euros: Decimal) -> str:
    """Whole thousands: more does not fit on the map."""
    return str(round(euros / 1000)) if euros >= 500 or not euros else "<1"


@dataclass(frozen=True, slots=True)
class _Vast:
    """A measure that every gemeente has."""

    label: str | Promise
    uitleg: str | Promise
    read: Callable[["User", Gemeente], dict[int, Meting]]


VASTE_MATEN = {
    "acties": _Vast(
        gettext_lazy("Gepland werk: afspraken en acties"),
        gettext_lazy("Hoeveel afspraken en acties deze buurt noemen."),
        _acties,
    ),
    "woningen": _Vast(
        gettext_lazy("Gepland werk: woningen"),
        gettext_lazy("Hoeveel woningen gebouwd, gesloopt of opgeknapt worden."),
        _woningen,
    ),
    "projecten": _Vast(
        gettext_lazy("Gepland werk: projecten van corporaties"),
        gettext_lazy("Hoeveel projecten er zijn om te bouwen, slopen, opknappen, kopen of verkopen."),
        _projecten,
    ),
    "stagneert": _Vast(
        gettext_lazy("Afspraken en acties die stagneren"),
        gettext_lazy("Hoeveel afspraken en acties in deze buurt niet verder komen."),
        _stagneert,
    ),
    "teams": _Vast(
        gettext_lazy("Bewonerskrachtteams"), gettext_lazy("Hoeveel teams van bewoners er in de buurt zijn."), _teams
    ),
    "fonds": _Vast(
        gettext_lazy("Geld voor ideeën van bewoners"),
        gettext_lazy(
            "Hoeveel er over is in het leefbaarheidsfonds waaruit deze buurt geld kan krijgen. "
            "Op de kaart in duizenden euro’s."
        ),
        _fonds,
    ),
}


# --- indicators ------------------------------------------------------------------------------------------------------


def read_keuzes(user: "User", gemeente: Gemeente) -> list[tuple[str, list[tuple[str, str]]]]:
    """What can be chosen, in groups: (group, [(key, label)]). Indicators without a value for a buurt are left out."""
    told = Indicatorwaarde.objects.filter(indicator=OuterRef("pk"), gebied__soort=Gebied.Soort.BUURT)
    rows = Indicator.objects.visible_to(user).filter(Exists(told), gemeente=gemeente)
    groups: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for slug, naam, groep in rows.order_by("volgorde", "naam").values_list("slug", "naam", "groep"):
        groups[groep].append((f"{PREFIX}{slug}", naam))
    fixed = [(key, str(maat.label)) for key, maat in VASTE_MATEN.items()]
    return [(_("Afspraken, geld en teams"), fixed)] + [
        (str(groep.label), groups[groep]) for groep in Indicator.Groep if groep in groups
    ]


def read_maat(user: "User", gemeente: Gemeente, sleutel: str) -> Maat:
    """The measure of a key; `sleutel` is one of `read_keuzes`."""
    if vast := VASTE_MATEN.get(sleutel):
        found = vast.read(user, gemeente)
        return Maat(sleutel, str(vast.label), str(vast.uitleg), _("niets genoemd"), found)
    return _indicator(user, gemeente, sleutel)


COLUMNS = (
    "gebied_id",
    "deel",
    "periode",
    "einddatum",
    "bron_id",
    "onderdrukt",
    "toonbare_waarde",
    "toonbare_rang",
    "toonbare_klasse",
    "indicator__naam",
    "indicator__uitleg",
    "indicator__eenheid",
)


def _indicator(user: "User", gemeente: Gemeente, sleutel: str) -> Maat:
    slug = sleutel.removeprefix(PREFIX)
    ordered = Indicatorklasse.objects.visible_to(user).filter(gemeente=gemeente, indicator__slug=slug)
    klassen = dict(ordered.values_list("rang", "naam"))
    values: Any = Indicatorwaarde.objects.visible_to(user).with_toonbaar()
    here = values.filter(gemeente=gemeente, indicator__slug=slug, gebied__soort=Gebied.Soort.BUURT)
    rows: list[dict[str, Any]] = here.order_by("-einddatum", "deel", "bron_plaats", "pk").values(*COLUMNS)
    listed: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        listed[row["gebied_id"]].append(row)
    first = next(iter(listed.values()))[0]
    usual = Counter(statements[0]["periode"] for statements in listed.values()).most_common(1)[0][0]
    maat = Maat(
        sleutel=sleutel,
        label=first["indicator__naam"],
        uitleg=f"{first['indicator__uitleg']} {Periode.parse(usual).label().capitalize()}.".strip(),
        leeg=_("niet bekend"),
        metingen={pk: _meting(statements, klassen, usual) for pk, statements in listed.items()},
    )
    shown = {row.stap for row in maat.metingen.values()}
    if shown - {None}:
        maat.legenda = [(_class_step(rang, len(klassen)), f"{rang}. {naam}") for rang, naam in sorted(klassen.items())]
    return maat


def _class_step(rang: int, count: int) -> int:
    """Classes spread over the three steps: the lowest is 1 and the highest 3."""
    return 1 + round((rang - 1) * (STAPPEN - 1) / (count - 1)) if count > 1 else STAPPEN


def _meting(statements: list[dict[str, Any]], klassen: dict[int, str], usual: str) -> Meting:
    """What the newest document says of a buurt: of the whole if it can, else of its parts."""
    newest = [
        row
        for row in statements
        if (row["bron_id"], row["einddatum"]) == (statements[0]["bron_id"], statements[0]["einddatum"])
    ]
    whole = [row for row in newest if not row["deel"]]
    told = {_words(row): row for row in whole or newest}
    notes = [] if statements[0]["periode"] == usual else [Periode.parse(statements[0]["periode"]).label()]
    if not whole:
        notes.append(_("alleen bekend over: %(delen)s") % {"delen": "; ".join(row["deel"] for row in newest)})
    if len(told) > 1 and whole:
        notes.append(_("de bron spreekt zichzelf tegen"))
    text, row = next(iter(told.items()))
    if len(told) > 1 or not whole:
        return Meting(_(" of ").join(told), "≠", stap=WISSELT, noot="; ".join(notes))
    if row["toonbare_rang"]:
        rang = row["toonbare_rang"]
        return Meting(text, str(rang), stap=_class_step(rang, len(klassen)), noot="; ".join(notes))
    number = row["toonbare_waarde"]
    short = waarde_in_woorden("aantal", number) if number is not None else "–"
    return Meting(text, short, number, noot="; ".join(notes))


def _words(row: dict[str, Any]) -> str:
    if row["onderdrukt"]:
        return _("niet getoond: minder dan 5 huishoudens")
    if row["toonbare_klasse"]:
        return str(row["toonbare_klasse"])
    return waarde_in_woorden(row["indicator__eenheid"], row["toonbare_waarde"])
