# SPDX-License-Identifier: EUPL-1.2
"""Two gemeenten with everything in them, and users of every role: what the tests of /beheer/ look at."""

import json
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.test import Client
from django.urls import reverse

from afspraken.models import Bewijsstuk, LandelijkePrioriteit, Notitie
from afspraken.services.voortgang import Melding, record_voortgang
from corporaties.models import Mixregel
from monitoring.models import Partijprioriteit
from partijen.models import Collectieflid, Gebruiker, Lidmaatschap, Wijziging
from partijen.services import history
from tests.factories import (
    ActieFactory,
    AfspraakFactory,
    AfsprakensetFactory,
    BetrokkenheidFactory,
    BijstellingFactory,
    BrondocumentFactory,
    CollectiefFactory,
    DoeldeelFactory,
    DoelstellingFactory,
    GebiedFactory,
    GebruikerFactory,
    GemeenteFactory,
    InlogdienstFactory,
    KlasseFactory,
    LeveringFactory,
    LiggingFactory,
    MetingFactory,
    OverlegFactory,
    PartijFactory,
    PartijInGemeenteFactory,
    ProjectkoppelingFactory,
    TermijnFactory,
    ThemaFactory,
    VastgoedprojectFactory,
    VerbandFactory,
    VoorraadcijferFactory,
)
from tests.factories_wijkplan import InitiatiefFactory, SdgkoppelingFactory, VervolgbesluitFactory
from tests.wijken.factories import IndicatorklasseFactory, IndicatorwaardeFactory
from wijken.models import Gebiedsdeel, Kaarttegel


@dataclass
class World:
    """Gemeente `a` is where the users work; `own` and `other` are its themas, as seen by the werkgroeplid."""

    a: Any
    b: Any
    users: dict[str, Gebruiker] = field(default_factory=dict)

    def client(self, rol: str) -> Client:
        client = Client()
        client.force_login(self.users[rol])
        return client


ROLLEN_ERIN = ("superuser", "coordinator", "beheerder", "werkgroeplid")
ROLLEN_ERBUITEN = ("bestuurder", "databeheerder", "huurdersvertegenwoordiger", "fondsbeheerder", "niemand")


def make_thema(gemeente: Any, afsprakenset: Any, by: Gebruiker) -> Any:
    """A thema with a published afspraak that was reported on, and a concept one, each with all that hangs on it."""
    thema = ThemaFactory(afsprakenset=afsprakenset)
    made = SimpleNamespace(thema=thema, werkgroep=thema.werkgroep)
    for name, public in (("publiek", True), ("concept", False)):
        afspraak = AfspraakFactory(thema=thema, gepubliceerd=public)
        actie = ActieFactory(afspraak=afspraak, gepubliceerd=public)
        setattr(made, name, afspraak)
        setattr(made, f"actie_{name}", actie)
        partij = PartijInGemeenteFactory(gemeente=gemeente).partij
        setattr(made, f"termijn_{name}", TermijnFactory(afspraak=afspraak))
        setattr(made, f"betrokkenheid_{name}", BetrokkenheidFactory(afspraak=afspraak, partij=partij))
        setattr(made, f"ligging_{name}", LiggingFactory(afspraak=afspraak))
        setattr(made, f"projectkoppeling_{name}", ProjectkoppelingFactory(afspraak=afspraak))
        notitie = Notitie.objects.create(gemeente=gemeente, afspraak=afspraak, tekst="Intern", gebruiker=by)
        setattr(made, f"notitie_{name}", notitie)
        bewijs = Bewijsstuk.objects.create(
            gemeente=gemeente, afspraak=afspraak, titel="Brief", url="https://portaal.example/brief", gebruiker=by
        )
        setattr(made, f"bewijsstuk_{name}", bewijs)
    BijstellingFactory(afspraak=made.publiek)
    made.voortgang = record_voortgang(
        afspraak=made.publiek, melding=Melding(status="op_koers", toelichting="Loopt."), by=by, publish=True
    )
    made.publicatie = made.voortgang.publicaties.get()
    return made


def make_figures(gemeente: Any) -> dict[str, Any]:
    """A printed table with a figure, a delivery that waits, and a project."""
    klasse = KlasseFactory(lijst__gemeente=gemeente)
    cijfer = VoorraadcijferFactory(levering__gemeente=gemeente, klasse=klasse)
    project = VastgoedprojectFactory(gemeente=gemeente, corporaties=[PartijInGemeenteFactory(gemeente=gemeente).partij])
    return {
        "projectdeelname": project.deelnames.get(),
        "mixregel": Mixregel.objects.create(gemeente=gemeente, project=project, klasse=klasse, aantal=4),
        "klassenlijst": klasse.lijst,
        "klasse": klasse,
        "cijferbron": cijfer.cijferbron,
        "levering": LeveringFactory(concept=True, gemeente=gemeente),
        "cijfer": cijfer,
        "project": project,
    }


def make_gemeente() -> Any:
    """A gemeente with one set of two themas, and a row of every other model."""
    gemeente = GemeenteFactory()
    coordinator = GebruikerFactory(rol="coordinator", gemeente=gemeente)
    afsprakenset = AfsprakensetFactory(gemeente=gemeente)
    own, other = (make_thema(gemeente, afsprakenset, coordinator) for _ in range(2))
    rayon, buurt = GebiedFactory(gemeente=gemeente, soort="rayon"), GebiedFactory(gemeente=gemeente)
    document, klasse = BrondocumentFactory(gemeente=gemeente), IndicatorklasseFactory(indicator__gemeente=gemeente)
    collectief, lid = CollectiefFactory(gemeente=gemeente), PartijFactory()
    prioriteit = LandelijkePrioriteit.objects.create(
        gemeente=gemeente, afsprakenset=afsprakenset, nummer=1, naam="Betaalbaarheid"
    )
    prioriteit.themas.add(own.thema)
    partijprioriteit = Partijprioriteit.objects.create(
        gemeente=gemeente, afsprakenset=afsprakenset, partij=lid, nummer=1, titel="Lage huren"
    )
    doelstelling = DoelstellingFactory(afsprakenset=afsprakenset)
    MetingFactory(doelstelling=DoelstellingFactory(afsprakenset=afsprakenset))
    InitiatiefFactory(gebied=buurt)
    VervolgbesluitFactory(afsprakenset=afsprakenset)
    overleg = OverlegFactory(gemeente=gemeente)
    history.update_with_history(overleg, {"naam": "BOWW"}, by=coordinator, oorsprong="beheer")
    return SimpleNamespace(
        gemeente=gemeente,
        coordinator=coordinator,
        lidmaatschap=coordinator.lidmaatschappen.get(),
        afsprakenset=afsprakenset,
        own=own,
        other=other,
        rayon=rayon,
        gebied=buurt,
        gebiedsdeel=Gebiedsdeel.objects.create(gemeente=gemeente, geheel=rayon, deel=buurt),
        indicator=klasse.indicator,
        indicatorklasse=klasse,
        kaarttegel=Kaarttegel.objects.create(gemeente=gemeente, gebied=buurt, rij=1, kolom=1),
        indicatorwaarde=IndicatorwaardeFactory(
            indicator=klasse.indicator, gebied=buurt, klasse=klasse, waarde=None, bron=document
        ),
        collectief=collectief,
        partij_in_gemeente=PartijInGemeenteFactory(partij=lid, gemeente=gemeente),
        partij=lid,
        collectieflid=Collectieflid.objects.create(collectief=collectief, lid=lid),
        prioriteit=prioriteit,
        partijprioriteit=partijprioriteit,
        doelstelling=doelstelling,
        doeldeel=DoeldeelFactory(doelstelling=doelstelling),
        sdgkoppeling=SdgkoppelingFactory(afsprakenset=afsprakenset),
        verband=VerbandFactory(van=own.publiek, naar=other.publiek),
        overleg=overleg,
        brondocument=document,
        inlogdienst=InlogdienstFactory(gemeente=gemeente),
        **make_figures(gemeente),
        wijziging=Wijziging.objects.filter(gemeente=gemeente).latest("id"),
    )


def make_world() -> World:
    """Two gemeenten; the users belong to the first, the werkgroeplid to its first thema."""
    world = World(make_gemeente(), make_gemeente())
    here = world.a.gemeente
    for rol in ("beheerder", "bestuurder", "fondsbeheerder"):
        world.users[rol] = GebruikerFactory(rol=rol, gemeente=here)
    world.users["coordinator"] = world.a.coordinator
    world.users["werkgroeplid"] = GebruikerFactory(rol="werkgroeplid", gemeente=here, partij=world.a.own.werkgroep)
    for rol in ("databeheerder", "huurdersvertegenwoordiger"):
        world.users[rol] = GebruikerFactory(rol=rol, gemeente=here, partij=world.a.partij)
    world.users["niemand"] = GebruikerFactory()
    world.users["superuser"] = Gebruiker.objects.create_superuser("super@portaal.example", naam="Installatie")
    return world


def screen(row: models.Model | type[models.Model], page: str, *args: Any) -> str:
    """Address of a screen: `changelist` and `add` of a model; `change`, `delete` and `history` of a row."""
    name = f"admin:{row._meta.app_label}_{row._meta.model_name}_{page}"
    own = () if isinstance(row, type) or page in ("changelist", "add") else (row.pk,)
    return reverse(name, args=args or own)


def filled(response: Any) -> dict[str, Any]:
    """The form of a page as a browser would send it back, inlines included."""
    data: dict[str, Any] = {}
    forms = [response.context["adminform"].form]
    for inline in response.context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    for form in forms:
        for bound in form:
            if bound.field.disabled or (value := bound.value()) is None or value is False:
                continue
            if isinstance(value, list | tuple | models.QuerySet):
                data[bound.html_name] = [str(getattr(part, "pk", part)) for part in value]
            else:
                shown = bound.field.widget.format_value(bound.field.prepare_value(value))
                shown = shown[0] if isinstance(shown, list) else shown
                data[bound.html_name] = "on" if value is True else "" if shown is None else str(shown)
    return data


def lidmaatschap(user: Gebruiker, gemeente: Any, rol: str, partij: Any = None) -> Lidmaatschap:
    """Another role for a user."""
    return Lidmaatschap.objects.create(gebruiker=user, gemeente=gemeente, rol=rol, partij=partij)


def snapshot() -> tuple[int, dict[Any, dict[str, Any]]]:
    """Every row of every model with a screen as it is now, and the newest event."""
    rows = {}
    for model in admin.site._registry:
        if model is not Wijziging:
            for row in model._default_manager.all():
                rows[model._meta.label_lower, row.pk] = history.values_of(row)
    return Wijziging.objects.order_by("-id").values_list("id", flat=True).first() or 0, rows


def assert_told(before: tuple[int, dict[Any, dict[str, Any]]], *, by: Gebruiker, reden: str | None = None) -> set[str]:
    """Whatever differs from the snapshot stands in the history, and nothing else; returns "soort model" of each."""
    newest, old = before
    _, new = snapshot()
    events = list(Wijziging.objects.filter(pk__gt=newest).order_by("pk"))
    told: dict[Any, dict[str, list[Any]]] = {}
    for event in events:
        columns = told.setdefault((event.model, event.object_id), {})
        for name, (was, became) in event.velden.items():
            columns[name] = [columns[name][0] if name in columns else was, became]
        assert event.gebruiker_id == by.pk
        assert event.oorsprong == "beheer"
        assert reden is None or event.reden == reden
    differing: dict[Any, dict[str, list[Any]]] = {}
    for key in {*old, *new}:
        was, became = old.get(key, {}), new.get(key, {})
        pairs = {name: [was.get(name), became.get(name)] for name in {*was, *became}}
        # Empty columns of a new or deleted row are no news.
        changed = {name: pair for name, pair in pairs.items() if pair[0] != pair[1] and not all(map(is_empty, pair))}
        if changed or (key in old) != (key in new):
            differing[key] = changed
    stored = json.loads(json.dumps([[key, columns] for key, columns in differing.items()], cls=DjangoJSONEncoder))
    # An event about a many-to-many field changes no column; what came and went again is no difference.
    found = {
        key: {
            name: pair
            for name, pair in told[key].items()
            if name in columns_of(key[0]) and pair[0] != pair[1] and not all(map(is_empty, pair))
        }
        for key in told
    }
    assert {tuple(key): columns for key, columns in stored} == {
        key: columns for key, columns in found.items() if columns or key in differing
    }
    return {f"{event.soort} {event.model.partition('.')[2]}" for event in events}


def is_empty(value: Any) -> bool:
    """As the history sees it: False and 0 are values."""
    return value is None or value in ("", [], {})


def columns_of(label: str) -> set[str]:
    """Columns of a model; a many-to-many field is none."""
    return {field.attname for field in apps.get_model(label)._meta.concrete_fields}
