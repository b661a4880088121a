# SPDX-License-Identifier: EUPL-1.2
"""The next jaarschijf: a set that carries on what is not finished, with where it comes from; all of it or nothing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import validate_slug
from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from afspraken import policies
from afspraken.models import (
    Actie,
    Afspraak,
    Afsprakenset,
    Betrokkenheid,
    Doeldeel,
    Doelstelling,
    Ligging,
    Termijn,
    Thema,
)
from afspraken.services.toevoegen import Toevoeging, add_proposed, faults_of_additions
from afspraken.statussen import AFGESLOTEN
from afspraken.validators import validate_length
from partijen.models import Gebruiker, Gemeente, Wijziging
from partijen.services import history
from partijen.woorden import in_own_words
from portaal.lib.forms import has_text
from portaal.lib.periods import Periode

# What a set can be followed by: documents that are agreed anew each period.
SOORTEN = (Afsprakenset.Soort.JAARSCHIJF, Afsprakenset.Soort.MEERJARIG)
PAGINA = Wijziging.Oorsprong.PAGINA


class Keuze(models.TextChoices):
    """What happens to an afspraak that is not finished."""

    DOORGAAN = "doorgaan", gettext_lazy("gaat door")
    BIJSTELLEN = "bijstellen", gettext_lazy("gaat door, met een ander doel")
    STOPPEN = "stoppen", gettext_lazy("stopt")


@dataclass(frozen=True, slots=True)
class Besluit:
    """The choice for one afspraak. `tekst` is the new goal, or why it stops."""

    keuze: str
    tekst: str = ""


@dataclass(frozen=True, slots=True)
class Nieuw:
    """How the next set is called, and when it runs."""

    naam: str
    slug: str
    periode: str


class AlGemaakt(Exception):
    """There is a next set already; `volgende` is that set."""

    def __init__(self, volgende: Afsprakenset) -> None:
        super().__init__(_("De volgende is al gemaakt: %(naam)s.") % {"naam": volgende})
        self.volgende = volgende


def unfinished(afsprakenset: Afsprakenset) -> models.QuerySet[Any]:
    """The afspraken that are neither done nor dropped, as last reported."""
    rows = Afspraak.objects.filter(afsprakenset=afsprakenset).exclude(status__in=AFGESLOTEN)
    return rows.order_by("volgorde", "pk")  # type: ignore[no-any-return]


@transaction.atomic
def create_next_set(
    *,
    afsprakenset: Afsprakenset,
    nieuw: Nieuw,
    besluiten: Mapping[int, Besluit],
    by: Gebruiker,
    toevoegingen: Sequence[Toevoeging] = (),
    oorsprong: str = PAGINA,
) -> Afsprakenset:
    """Make the set that follows on this one, as concept: its themas, and what goes on of its unfinished afspraken.

    What is added comes after those of its thema, with a code that was not given out before.

    An afspraak takes along its parties, places, open acties, the terms that are not met and do not end before the new
    period, and its targets that reach into it. It starts without a report of its own.

    Args:
        besluiten: {id of an unfinished afspraak: what happens to it}; exactly one for each.

    Raises:
        PermissionDenied: the user is not coordinator of the gemeente.
        AlGemaakt: the set has a next one.
        ValidationError: by field; of an afspraak under `afspraak-<id>`, of an addition under `toevoeging-<sleutel>`,
            or under no field when the list of unfinished ones is another one by now.
    """
    if not policies.is_coordinator(by, afsprakenset.gemeente_id):
        raise PermissionDenied(
            in_own_words(_("Alleen een %(coordinator)s maakt de volgende jaarschijf."), afsprakenset.gemeente_id)
        )
    Gemeente.objects.select_for_update().get(pk=afsprakenset.gemeente_id)
    old = Afsprakenset.objects.select_for_update().get(pk=afsprakenset.pk)
    existing = Afsprakenset.objects.filter(voortzetting_van=old).first()
    if existing is not None:
        raise AlGemaakt(existing)
    if old.soort not in SOORTEN:
        raise ValidationError(_("Op dit soort document volgt geen nieuwe jaarschijf."), code="soort")
    rows = list(unfinished(old).select_related("thema"))
    _check(old, nieuw, rows, besluiten, toevoegingen)
    new = Afsprakenset(
        gemeente_id=old.gemeente_id,
        slug=nieuw.slug,
        naam=nieuw.naam.strip(),
        soort=old.soort,
        periode=nieuw.periode.strip(),
        voortzetting_van=old,
    )
    history.create_with_history(new, by=by, oorsprong=oorsprong)
    copier = _Copier(new, by=by, oorsprong=oorsprong)
    themas = copier.copy_all(old, [row for row in rows if besluiten[row.pk].keuze != Keuze.STOPPEN], besluiten)
    add_proposed(old, new, toevoegingen, themas, by=by, oorsprong=oorsprong)
    _tell_stopped(rows, besluiten, new, by=by, oorsprong=oorsprong)
    return new


def _check(
    old: Afsprakenset,
    nieuw: Nieuw,
    rows: Iterable[Afspraak],
    besluiten: Mapping[int, Besluit],
    toevoegingen: Sequence[Toevoeging],
) -> None:
    faults = faults_of_additions(old, toevoegingen)
    if not has_text(nieuw.naam) or len(nieuw.naam) > 160:
        faults["naam"] = ValidationError(_("Schrijf een naam van hoogstens 160 tekens."), code="naam")
    try:
        validate_slug(nieuw.slug)
    except ValidationError:
        faults["slug"] = ValidationError(_("Gebruik kleine letters, cijfers en streepjes."), code="slug")
    if len(nieuw.slug) > 80:
        faults["slug"] = ValidationError(_("Dit is te lang: er passen 80 tekens."), code="max_length")
    elif Afsprakenset.objects.filter(gemeente_id=old.gemeente_id, slug=nieuw.slug).exists():
        faults["slug"] = ValidationError(_("Er is al een document met deze naam in het adres."), code="unique")
    try:
        if Periode.parse(nieuw.periode).first <= old.begindatum:
            fault = _("De looptijd begint niet na die van %(naam)s.") % {"naam": old}
            faults["periode"] = ValidationError(fault, code="periode")
    except ValueError:
        faults["periode"] = ValidationError(_("Schrijf een jaar of een periode, zoals 2025."), code="periode")
    wanted = {row.pk: row for row in rows}
    if wanted.keys() != besluiten.keys():
        fault = _("De lijst van afspraken is intussen veranderd. Kijk haar opnieuw na.")
        raise ValidationError(fault, code="veranderd")
    for pk, besluit in besluiten.items():
        if fault := _fault_of(besluit, wanted[pk]):
            faults[f"afspraak-{pk}"] = ValidationError(fault, code="keuze")
    if faults:
        raise ValidationError(faults)


def _fault_of(besluit: Besluit, afspraak: Afspraak) -> str:
    if besluit.keuze not in Keuze.values:
        return _("Kies of %(code)s doorgaat.") % {"code": afspraak.code}
    if besluit.keuze == Keuze.STOPPEN and not has_text(besluit.tekst):
        return _("Schrijf waarom %(code)s stopt.") % {"code": afspraak.code}
    if besluit.keuze == Keuze.BIJSTELLEN and besluit.tekst.strip() in ("", afspraak.doel):
        return _("Schrijf het nieuwe doel van %(code)s.") % {"code": afspraak.code}
    try:
        validate_length("tekst", besluit.tekst)
    except ValidationError as error:
        return error.messages[0]
    return ""


def _tell_stopped(
    rows: Iterable[Afspraak], besluiten: Mapping[int, Besluit], new: Afsprakenset, *, by: Gebruiker, oorsprong: str
) -> None:
    """In the history of what is not carried over stands why."""
    history.write(
        history.event(
            row,
            Wijziging.Soort.GEWIJZIGD,
            by=by,
            oorsprong=oorsprong,
            velden={"voortgezet_in": [None, _("stopt: niet in %(naam)s") % {"naam": new}]},
            reden=besluiten[row.pk].tekst.strip(),
        )
        for row in rows
        if besluiten[row.pk].keuze == Keuze.STOPPEN
    )


class _Copier:
    """Copies rows of one set into the next: read per kind in one query, written per kind in one go."""

    def __init__(self, new: Afsprakenset, *, by: Gebruiker, oorsprong: str) -> None:
        self.new, self.begin = new, Periode.parse(new.periode).first
        self.who: dict[str, Any] = {"by": by, "oorsprong": oorsprong}

    def copy_all(self, old: Afsprakenset, rows: list[Afspraak], besluiten: Mapping[int, Besluit]) -> dict[int, Thema]:
        """Returns {number: thema} of the new set."""
        themas = {row.pk: row for row in Thema.objects.filter(afsprakenset=old).order_by("nummer")}
        names: tuple[str, ...] = ("gemeente_id", "nummer", "naam", "werkgroep_id")
        new_themas = {pk: Thema(afsprakenset=self.new, **_some(row, names)) for pk, row in themas.items()}
        self._store(new_themas)
        names = ("gemeente_id", "code", "volgorde", "titel", "samenvatting", "doel", "huurdersprioriteit", "rayon_id")
        afspraken: dict[int, Any] = {}
        for row in rows:
            values = _some(row, names)
            if besluiten[row.pk].keuze == Keuze.BIJSTELLEN:
                values["doel"] = besluiten[row.pk].tekst.strip()
            own = {"afsprakenset": self.new, "thema": new_themas[row.thema_id]}
            lineage = {"voortzetting_van_id": row.pk, "eerste_id": row.eerste_id or row.pk}
            afspraken[row.pk] = Afspraak(**values, **own, **lineage)
        self._store(afspraken)
        acties = self._acties(afspraken)
        self._hang(Betrokkenheid.objects.all(), ("gemeente_id", "partij_id", "rol", "volgorde"), afspraken, acties)
        self._hang(Ligging.objects.all(), ("gemeente_id", "gebied_id", "volgorde"), afspraken, acties)
        open_terms = Termijn.objects.filter(voldaan_op=None, einddatum__gte=self.begin)
        self._hang(open_terms, ("gemeente_id", "soort", "periode", "wat"), afspraken, acties)
        self._targets(afspraken)
        return {thema.nummer: thema for thema in new_themas.values()}

    def _store(self, rows: dict[int, Any]) -> None:
        history.bulk_create_with_history(list(rows.values()), **self.who)

    def _acties(self, afspraken: dict[int, Any]) -> dict[int, Any]:
        """Open acties keep their number: it is never given out again."""
        rows = Actie.objects.filter(afspraak__in=list(afspraken)).exclude(status__in=AFGESLOTEN).order_by("pk")
        names: tuple[str, ...] = ("gemeente_id", "volgnummer", "code", "titel", "omschrijving", "locatie")
        names += ("aantal_woningen", "aantal_tekst")
        found = {row.pk: Actie(afspraak=afspraken[row.afspraak_id], **_some(row, names)) for row in rows}
        self._store(found)
        return found

    def _hang(self, rows: Any, names: tuple[str, ...], afspraken: dict[int, Any], acties: dict[int, Any]) -> None:
        """What hangs on an afspraak, or on one of its acties that was copied."""
        found = {
            row.pk: type(row)(
                afspraak=afspraken[row.afspraak_id],
                actie=acties[row.actie_id] if row.actie_id else None,
                **_some(row, names),
            )
            for row in rows.filter(afspraak__in=list(afspraken)).order_by("pk")
            if row.actie_id is None or row.actie_id in acties
        }
        self._store(found)

    def _targets(self, afspraken: dict[int, Any]) -> None:
        reaching = models.Q(einddatum=None) | models.Q(einddatum__gte=self.begin)
        rows = Doelstelling.objects.filter(reaching, afspraak__in=list(afspraken)).order_by("pk")
        names: tuple[str, ...] = (
            "gemeente_id",
            "code",
            "volgorde",
            "titel",
            "groep",
            "eenheid",
            "richting",
            "doel",
            "doel_tekst",
        )
        names += ("waardestatus", "periode", "toelichting")
        own = {"afsprakenset": self.new}
        found = {
            row.pk: Doelstelling(afspraak=afspraken[row.afspraak_id], **own, **_some(row, names))
            for row in rows
            if row.afspraak_id
        }
        self._store(found)
        parts = Doeldeel.objects.filter(doelstelling__in=list(found)).order_by("pk")
        names = ("gemeente_id", "verdeling", "naam", "partij_id", "volgorde", "eenheid", "waarde", "waardestatus")
        self._store({row.pk: Doeldeel(doelstelling=found[row.doelstelling_id], **_some(row, names)) for row in parts})


def _some(row: models.Model, names: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def proposed(afsprakenset: Afsprakenset) -> Nieuw:
    """Name, address and period of the next set as they follow from this one; the coordinator may write others."""
    first, last = afsprakenset.begindatum.year, afsprakenset.einddatum.year
    years = last - first + 1
    periode = str(last + 1) if years == 1 else f"{last + 1}/{last + years}"

    def moved(text: str) -> str:
        for year in range(last, first - 1, -1):
            text = text.replace(str(year), str(year + years))
        return text

    naam, slug = moved(afsprakenset.naam), moved(afsprakenset.slug)
    if slug == afsprakenset.slug:
        slug, naam = f"{slug[:75]}-{last + 1}", f"{naam[:155]} {last + 1}"
    return Nieuw(naam, slug, periode)
