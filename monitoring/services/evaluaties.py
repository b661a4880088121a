# SPDX-License-Identifier: EUPL-1.2
"""The evaluation of a year: it builds itself, is written together, and never changes once it is vastgesteld."""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from afspraken.models import Afsprakenset
from monitoring import policies
from monitoring.models import Evaluatie, Evaluatieregel, Oordeel
from monitoring.onderwerpen import ONDERWERPEN
from monitoring.selectors.evaluatie import build_regels, judging_parties, read_blad, read_bron
from monitoring.selectors.momentopname import PUBLIEK, fingerprint
from partijen.models import Gebruiker, Gemeente, Partij, Wijziging
from partijen.services import history
from partijen.services.persoonsgegevens import Antwoord, Tekst, check_texts
from partijen.woorden import in_own_words
from portaal.lib.forms import has_text

PAGINA = Wijziging.Oorsprong.PAGINA
MAX_TEKST = 4000
Voorstel = Evaluatieregel.Voorstel
TEKSTEN = ("doel", "gepland", "gerealiseerd", "toelichting", "les", "voorstel_tekst")


class EvaluatieVast(Exception):
    """It is vastgesteld, or another one than the user read."""


def _check(by: Gebruiker | None, gemeente_id: int) -> None:
    """Stop who is not coordinator; None is the portal itself (example data)."""
    if by is not None and not policies.may_write_evaluatie(by, gemeente_id):
        raise PermissionDenied(in_own_words(_("Alleen een %(coordinator)s schrijft de evaluatie."), gemeente_id))


@transaction.atomic
def create_evaluatie(
    *, afsprakenset: Afsprakenset, jaar: int, by: Gebruiker | None, demo: bool = False, oorsprong: str = PAGINA
) -> Evaluatie:
    """Make the concept of a year: every public afspraak with what was planned and what came of it.

    Raises:
        PermissionDenied: the user is not coordinator of the gemeente.
        ValidationError: by field: the set is not public, the year is not one of it or has not begun, or there is one.
    """
    _check(by, afsprakenset.gemeente_id)
    gemeente = Gemeente.objects.select_for_update().get(pk=afsprakenset.gemeente_id)
    today = timezone.localdate()
    faults: dict[str, ValidationError] = {}
    if not afsprakenset.gepubliceerd:
        fault = _("Van een document dat niet openbaar is, kan geen evaluatie worden gemaakt.")
        faults["afsprakenset"] = ValidationError(fault, code="niet_openbaar")
    first, last = afsprakenset.begindatum.year, min(afsprakenset.einddatum.year, today.year)
    if not first <= jaar <= last:
        fault = _("Kies een jaar van %(eerste)s tot en met %(laatste)s.")
        faults["jaar"] = ValidationError(fault, code="jaar", params={"eerste": first, "laatste": last})
    elif Evaluatie.objects.filter(afsprakenset=afsprakenset, jaar=jaar).exists():
        faults["jaar"] = ValidationError(_("De evaluatie van dit jaar is er al."), code="unique")
    if faults:
        raise ValidationError(faults)
    bron = read_bron(gemeente, afsprakenset, jaar, today)
    if not bron.regels:
        fault = _("In dit document is nog geen afspraak openbaar. Publiceer eerst een afspraak.")
        raise ValidationError({"afsprakenset": ValidationError(fault, code="leeg")})
    evaluatie = Evaluatie(
        gemeente=gemeente,
        afsprakenset=afsprakenset,
        set_naam=afsprakenset.naam,
        jaar=jaar,
        peildatum=bron.peildatum,
        gemaakt_door=by,
        demo=demo or bron.demo,
    )
    history.create_with_history(evaluatie, by=by, oorsprong=oorsprong, demo=evaluatie.demo)
    own = {"gemeente": gemeente, "evaluatie": evaluatie, "demo": evaluatie.demo}
    rows = [Evaluatieregel(**own, **_shortened(values)) for values in build_regels(gemeente, afsprakenset, jaar, bron)]
    Evaluatieregel.objects.bulk_create(rows, batch_size=200)  # the event of the evaluation tells of all of them
    return evaluatie


def _shortened(values: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value[: MAX_TEKST - 1] + "…" if isinstance(value, str) and len(value) > MAX_TEKST else value
        for name, value in values.items()
    }


def _locked(evaluatie: Evaluatie) -> Evaluatie:
    """The evaluation, held until the end of the transaction.

    Raises:
        EvaluatieVast: it is vastgesteld.
    """
    current = Evaluatie.objects.select_for_update().filter(pk=evaluatie.pk).first()
    if current is None:
        raise EvaluatieVast(_("Deze evaluatie bestaat niet meer. Iemand anders gooide haar weg."))
    if current.vastgesteld:
        raise EvaluatieVast(_("Deze evaluatie is vastgesteld. Zij verandert niet meer."))
    return current


def _check_lengths(texts: Mapping[str, str]) -> None:
    faults = {
        name: ValidationError(
            _("Deze tekst heeft %(length)s tekens; er passen er %(limit)s."),
            code="max_length",
            params={"length": len(text), "limit": MAX_TEKST},
        )
        for name, text in texts.items()
        if len(text) > MAX_TEKST
    }
    if faults:
        raise ValidationError(faults)


@transaction.atomic
def write_evaluatie(
    *,
    evaluatie: Evaluatie,
    samenvatting: str,
    onderwerpen: Mapping[str, str],
    by: Gebruiker,
    expected_versie: int,
    oorsprong: str = PAGINA,
) -> None:
    """Write the summary, and what was said about each topic of the checklist.

    Raises:
        PermissionDenied: the user is not coordinator of the gemeente.
        EvaluatieVast: it is vastgesteld.
        StaleVersion: somebody else changed it since.
        ValidationError: a text is too long.
    """
    _check(by, evaluatie.gemeente_id)
    _locked(evaluatie)
    said = {code: onderwerpen.get(code, "").strip() for code in ONDERWERPEN}
    _check_lengths({"samenvatting": samenvatting, **said})
    changes = {"samenvatting": samenvatting.strip(), "onderwerpen": {code: text for code, text in said.items() if text}}
    history.update_with_history(
        evaluatie, changes, by=by, oorsprong=oorsprong, expected_versie=expected_versie, demo=evaluatie.demo
    )


@transaction.atomic
def write_regel(
    *,
    regel: Evaluatieregel,
    values: Mapping[str, str],
    by: Gebruiker | None,
    expected_versie: int | None,
    oorsprong: str = PAGINA,
) -> None:
    """Write what came of one afspraak, the lesson, and what is proposed.

    Raises:
        PermissionDenied: the user is not coordinator of the gemeente.
        EvaluatieVast: it is vastgesteld.
        StaleVersion: somebody else changed it since.
        ValidationError: by field: a text is too long, no such proposal, or one that needs an explanation.
    """
    _check(by, regel.gemeente_id)
    _locked(regel.evaluatie)
    texts = {name: values[name].strip() for name in TEKSTEN if name in values}
    _check_lengths(texts)
    voorstel = values.get("voorstel", regel.voorstel)
    allowed = {Voorstel.TOEVOEGEN} if regel.afspraak_id is None else {"", *Voorstel.values} - {Voorstel.TOEVOEGEN}
    if voorstel not in allowed:
        raise ValidationError({"voorstel": ValidationError(_("Kies een voorstel uit de lijst."), code="invalid")})
    if voorstel in (Voorstel.BIJSTELLEN, Voorstel.STOPPEN) and not has_text(
        values.get("voorstel_tekst", regel.voorstel_tekst)
    ):
        said = _("Schrijf het nieuwe doel.") if voorstel == Voorstel.BIJSTELLEN else _("Schrijf waarom dit stopt.")
        raise ValidationError({"voorstel_tekst": ValidationError(said, code="required")})
    history.update_with_history(
        regel,
        {**texts, "voorstel": voorstel},
        by=by,
        oorsprong=oorsprong,
        expected_versie=expected_versie,
        demo=regel.demo,
    )


@transaction.atomic
def propose_new(
    *, evaluatie: Evaluatie, titel: str, uitleg: str, by: Gebruiker, oorsprong: str = PAGINA
) -> Evaluatieregel:
    """Propose an afspraak that is not there yet.

    Raises:
        PermissionDenied: the user is not coordinator of the gemeente.
        EvaluatieVast: it is vastgesteld.
        ValidationError: by field: no title, or a text that is too long.
    """
    _check(by, evaluatie.gemeente_id)
    current = _locked(evaluatie)
    last = Evaluatieregel.objects.filter(evaluatie=current).aggregate(last=Max("volgorde"))["last"] or 0
    regel = Evaluatieregel(
        gemeente_id=current.gemeente_id,
        evaluatie=current,
        volgorde=last + 1,
        titel=titel.strip(),
        voorstel=Voorstel.TOEVOEGEN,
        voorstel_tekst=uitleg.strip(),
        demo=current.demo,
    )
    _check_lengths({"voorstel_tekst": uitleg})
    regel.full_clean(exclude=["gemeente", "evaluatie", "thema_nummer"])
    history.create_with_history(regel, by=by, oorsprong=oorsprong, demo=current.demo)
    return regel


@transaction.atomic
def record_oordeel(
    *,
    regel: Evaluatieregel,
    partij: Partij,
    waarde: str,
    toelichting: str,
    by: Gebruiker | None,
    expected_versie: int | None = None,
    oorsprong: str = PAGINA,
) -> Oordeel:
    """Say what a party thinks of what came of an afspraak; a later verdict takes the place of the earlier one.

    Args:
        expected_versie: of the verdict that the user saw and replaces; 0 when there was none. None does not look.

    Raises:
        PermissionDenied: the user does not speak for this party.
        StaleVersion: somebody else spoke for this party since.
        EvaluatieVast: it is vastgesteld.
        ValidationError: by field: no such verdict, or a text that is too long.
    """
    if by is not None and partij not in judging_parties(by, regel.evaluatie.gemeente):
        raise PermissionDenied(_("U kunt voor deze partij geen oordeel geven."))
    _locked(regel.evaluatie)
    values: dict[str, Any] = {"waarde": waarde, "toelichting": toelichting.strip(), "gebruiker": by}
    if len(values["toelichting"]) > 2000:
        fault = ValidationError(_("Schrijf hoogstens 2000 tekens."), code="max_length")
        raise ValidationError({"toelichting": fault})
    if waarde not in Oordeel.Waarde.values:
        raise ValidationError({"waarde": ValidationError(_("Kies een oordeel."), code="invalid")})
    existing = Oordeel.objects.select_for_update().filter(regel=regel, partij=partij).first()
    if existing is not None:
        same = (existing.waarde, existing.toelichting) == (waarde, values["toelichting"])
        if not same and expected_versie is not None and existing.versie != expected_versie:
            raise history.StaleVersion(existing)
        history.update_with_history(existing, values, by=by, oorsprong=oorsprong, demo=regel.demo)
        return existing
    new = Oordeel(gemeente_id=regel.gemeente_id, regel=regel, partij=partij, demo=regel.demo, **values)
    history.create_with_history(new, by=by, oorsprong=oorsprong, demo=regel.demo)
    return new


@transaction.atomic
def adopt_evaluatie(
    *,
    evaluatie: Evaluatie,
    gezien: str,
    by: Gebruiker | None,
    antwoord: Antwoord | None = None,
    moment: dt.datetime | None = None,
    oorsprong: str = PAGINA,
) -> Evaluatie:
    """Set an evaluation vast: from then on it never changes, and everybody may read it.

    Args:
        gezien: the sum of what the user read; another content is never set vast unseen.

    Raises:
        PermissionDenied: the user is not coordinator of the gemeente.
        EvaluatieVast: somebody did so before, or changed or threw away what the user read.
        PersonalDataFound: its texts seem to hold personal data, and that was not answered.
    """
    _check(by, evaluatie.gemeente_id)
    current = _locked(evaluatie)
    current.gemeente, current.afsprakenset = evaluatie.gemeente, evaluatie.afsprakenset
    if fingerprint(read_blad(PUBLIEK, current).inhoud) != gezien:
        raise EvaluatieVast(_("Iemand wijzigde de evaluatie nadat u haar opende. Lees haar opnieuw."))
    said = check_texts(_texts(current), antwoord)
    # The lines first: whoever looks in between finds no vastgestelde evaluation with lines that may change.
    Oordeel.objects.filter(regel__evaluatie=current).update(vastgesteld=True)
    Evaluatieregel.objects.filter(evaluatie=current).update(vastgesteld=True)
    history.update_with_history(
        evaluatie,
        {
            "vastgesteld": True,
            "vastgesteld_op": moment or timezone.now(),
            "vastgesteld_door": by,
            "hash": gezien,
        },
        by=by,
        oorsprong=oorsprong,
        reden=said,
        soort=Wijziging.Soort.GEPUBLICEERD,
        demo=current.demo,
        validate=False,
    )
    return evaluatie


def _texts(evaluatie: Evaluatie) -> Iterator[Tekst]:
    """Every free text that becomes public."""
    yield Tekst(str(evaluatie), Evaluatie, "samenvatting", evaluatie.samenvatting)
    for text in evaluatie.onderwerpen.values():
        yield Tekst(str(evaluatie), Evaluatie, "onderwerpen", text)
    for row in Evaluatieregel.objects.filter(evaluatie=evaluatie):
        for name in ("titel", *TEKSTEN):
            yield Tekst(str(row), Evaluatieregel, name, getattr(row, name))
    for one in Oordeel.objects.filter(regel__evaluatie=evaluatie).select_related("regel", "partij"):
        yield Tekst(f"{one.regel.code} {one.partij}", Oordeel, "toelichting", one.toelichting)


@transaction.atomic
def discard_evaluatie(*, evaluatie: Evaluatie, by: Gebruiker, oorsprong: str = PAGINA) -> None:
    """Throw a concept away, with what was written in it.

    Raises:
        PermissionDenied: the user is not coordinator of the gemeente.
        EvaluatieVast: it is vastgesteld, and stays.
    """
    _check(by, evaluatie.gemeente_id)
    current = _locked(evaluatie)
    Oordeel.objects.filter(regel__evaluatie=current).delete()
    Evaluatieregel.objects.filter(evaluatie=current).delete()
    history.delete_with_history(current, by=by, oorsprong=oorsprong, reden=_("Concept weggegooid"))
