# SPDX-License-Identifier: EUPL-1.2
"""What the fixtures ask for: wanted rows that point at each other, and the kinds they come in."""

from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from afspraken.models import (
    Actie,
    Afspraak,
    Afsprakenset,
    Betrokkenheid,
    Doeldeel,
    Doelstelling,
    LandelijkePrioriteit,
    Ligging,
    Meting,
    Projectkoppeling,
    Sdgkoppeling,
    Termijn,
    Thema,
    Verband,
)
from corporaties.models import (
    Cijferbron,
    Huurgrens,
    Kenmerk,
    Klasse,
    Klassenlijst,
    Mixregel,
    Populatie,
    Projectdeelname,
    Vastgoedproject,
)
from monitoring.models import Jaarmoment, Partijprioriteit
from partijen.models import Brondocument, Collectieflid, Gemeente, Partij, PartijInGemeente
from wijken.models import (
    Bewonerskrachtteam,
    Fonds,
    Gebied,
    Gebiedsdeel,
    Indicator,
    Indicatorklasse,
    Indicatorwaarde,
    Kaarttegel,
    Teamfase,
)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of rows: its model, its natural key, and how far the loader may go with it.

    Attributes:
        key: fields that together name a row; texts compare without regard to capitals.
        dependent: a relation that belongs to another row: dropped from the file, it is dropped from the database.
        loose_key: fields by which a corrected row is recognised when its key itself was corrected.
        related: relations that `str()` of a row reads.
        gemeente_path: how its rows are found per gemeente; empty for what all gemeenten share.
        shared: some of its rows belong to no gemeente.
    """

    label: str | Promise
    model: type[models.Model]
    key: tuple[str, ...]
    dependent: bool = False
    update_only: bool = False
    loose_key: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    gemeente_path: str = "gemeente"
    shared: bool = False


GEMEENTEN = Kind(_("gemeenten"), Gemeente, ("slug",), gemeente_path="id")
PARTIJEN = Kind(_("partijen"), Partij, ("naam", "gemeente"), shared=True)
# A gemeente names its own partij, and that one may name its gemeente: written once both exist.
EIGEN_PARTIJEN = Kind(_("eigen partijen"), Gemeente, ("slug",), update_only=True, gemeente_path="id")
WERKGEBIEDEN = Kind(
    _("partijen in gemeenten"),
    PartijInGemeente,
    ("gemeente", "partij"),
    dependent=True,
    related=("partij", "gemeente"),
)
COLLECTIEFLEDEN = Kind(
    _("leden van collectieven"),
    Collectieflid,
    ("collectief", "lid"),
    dependent=True,
    related=("lid", "collectief"),
    gemeente_path="collectief__gemeente",
)
BRONDOCUMENTEN = Kind(_("brondocumenten"), Brondocument, ("gemeente", "slug"))
GEBIEDEN = Kind(_("gebieden"), Gebied, ("gemeente", "slug"))
GEBIEDSDELEN = Kind(
    _("delen van gebieden"), Gebiedsdeel, ("geheel", "deel", "van"), dependent=True, related=("deel", "geheel")
)
FONDSEN = Kind(_("leefbaarheidsfondsen"), Fonds, ("gemeente", "gebied"), related=("gebied",))
TEAMS = Kind(_("bewonerskrachtteams"), Bewonerskrachtteam, ("gebied", "corporatie"), related=("gebied", "corporatie"))
TEAMFASES = Kind(
    _("fases van teams"), Teamfase, ("team", "van"), dependent=True, related=("team__gebied", "team__corporatie")
)
# All of it is its key: a buurt that moves leaves its square before it takes another, which may just have been left.
KAARTTEGELS = Kind(
    _("vakjes van de kaart"),
    Kaarttegel,
    ("gemeente", "rij", "kolom", "gebied", "naam"),
    dependent=True,
    related=("gebied",),
)
INDICATOREN = Kind(_("indicatoren"), Indicator, ("gemeente", "slug"))
INDICATORKLASSEN = Kind(_("klassen van indicatoren"), Indicatorklasse, ("indicator", "naam"))
INDICATORWAARDEN = Kind(
    _("indicatorwaarden"),
    Indicatorwaarde,
    ("gebied", "indicator", "periode", "deel", "bron", "bron_plaats", "uitspraak"),
    dependent=True,
    related=("gebied", "indicator"),
)
AFSPRAKENSETS = Kind(_("afsprakensets"), Afsprakenset, ("gemeente", "slug"))
THEMAS = Kind(_("themas"), Thema, ("afsprakenset", "nummer"))
PRIORITEITEN = Kind(_("landelijke prioriteiten"), LandelijkePrioriteit, ("afsprakenset", "nummer"))
PARTIJPRIORITEITEN = Kind(
    _("prioriteiten van partijen"),
    Partijprioriteit,
    ("afsprakenset", "partij", "nummer"),
    related=("afsprakenset", "partij"),
)
AFSPRAKEN = Kind(_("afspraken"), Afspraak, ("afsprakenset", "code"))
ACTIES = Kind(_("acties"), Actie, ("afspraak", "code"))
BETROKKENHEDEN = Kind(
    _("trekkers en betrokkenen"),
    Betrokkenheid,
    ("afspraak", "actie", "partij"),
    dependent=True,
    related=("partij",),
)
LIGGINGEN = Kind(_("liggingen"), Ligging, ("afspraak", "actie", "gebied"), dependent=True, related=("gebied",))
TERMIJNEN = Kind(
    _("termijnen"),
    Termijn,
    ("afspraak", "actie", "soort", "periode", "wat"),
    dependent=True,
    loose_key=("afspraak", "actie", "soort"),
)

SDGKOPPELINGEN = Kind(
    _("werelddoelen bij documenten"),
    Sdgkoppeling,
    ("afsprakenset", "sdg", "thema", "afspraak"),
    dependent=True,
    related=("afsprakenset",),
)
DOELSTELLINGEN = Kind(_("doelstellingen"), Doelstelling, ("afsprakenset", "code"), related=("afsprakenset",))
DOELDELEN = Kind(
    _("delen van doelstellingen"),
    Doeldeel,
    ("doelstelling", "verdeling", "naam"),
    dependent=True,
    related=("doelstelling",),
)
# Never changed: all of it is its key, and a corrected one is a new one beside it.
METINGEN = Kind(
    _("metingen"),
    Meting,
    ("doelstelling", "deel", "datum", "waarde", "waardestatus", "herkomst", "toelichting"),
    related=("doelstelling",),
)
VERBANDEN = Kind(
    _("verbanden tussen afspraken"), Verband, ("van", "naar", "soort"), dependent=True, related=("van", "naar")
)

JAARMOMENTEN = Kind(_("momenten van het jaar"), Jaarmoment, ("gemeente", "naam"))
KENMERKEN = Kind(_("kenmerken"), Kenmerk, ("code",), gemeente_path="", shared=True)
POPULATIES = Kind(_("populaties"), Populatie, ("naam",), gemeente_path="", shared=True)
HUURGRENZEN = Kind(_("huurgrenzen"), Huurgrens, ("jaar", "grens"), gemeente_path="", shared=True)
KLASSENLIJSTEN = Kind(
    _("klassenlijsten"), Klassenlijst, ("kenmerk", "gemeente", "naam"), related=("kenmerk",), shared=True
)
KLASSEN = Kind(_("klassen"), Klasse, ("lijst", "code"), gemeente_path="lijst__gemeente", shared=True)
CIJFERBRONNEN = Kind(_("bronnen van cijfers"), Cijferbron, ("gemeente", "slug"), related=("document",))
PROJECTEN = Kind(_("vastgoedprojecten"), Vastgoedproject, ("gemeente", "code"))
PROJECTDEELNAMES = Kind(
    _("corporaties bij projecten"),
    Projectdeelname,
    ("project", "partij"),
    dependent=True,
    related=("project", "partij"),
)
MIXREGELS = Kind(_("regels van mixen"), Mixregel, ("project", "klasse"), dependent=True, related=("project", "klasse"))
PROJECTKOPPELINGEN = Kind(
    _("projecten bij afspraken"),
    Projectkoppeling,
    ("afspraak", "actie", "project"),
    dependent=True,
    related=("project",),
)

# In this order rows are written: what is pointed at comes first.
KINDS = (
    GEMEENTEN,
    PARTIJEN,
    EIGEN_PARTIJEN,
    WERKGEBIEDEN,
    COLLECTIEFLEDEN,
    BRONDOCUMENTEN,
    GEBIEDEN,
    GEBIEDSDELEN,
    FONDSEN,
    TEAMS,
    TEAMFASES,
    KAARTTEGELS,
    INDICATOREN,
    INDICATORKLASSEN,
    INDICATORWAARDEN,
    KENMERKEN,
    POPULATIES,
    HUURGRENZEN,
    KLASSENLIJSTEN,
    KLASSEN,
    CIJFERBRONNEN,
    PROJECTEN,
    PROJECTDEELNAMES,
    MIXREGELS,
    AFSPRAKENSETS,
    THEMAS,
    AFSPRAKEN,
    PRIORITEITEN,
    PARTIJPRIORITEITEN,
    ACTIES,
    BETROKKENHEDEN,
    LIGGINGEN,
    TERMIJNEN,
    PROJECTKOPPELINGEN,
    SDGKOPPELINGEN,
    DOELSTELLINGEN,
    DOELDELEN,
    METINGEN,
    VERBANDEN,
    JAARMOMENTEN,
)


@dataclass(eq=False, slots=True)
class Row:
    """A wanted row. Values are plain, or another Row; `instance` is its row in the database, once there is one."""

    kind: Kind
    values: dict[str, Any]
    place: str
    label: str
    gemeente: "Row | None" = None
    lists: dict[str, list["Row"]] = field(default_factory=dict)
    aliases: list[str] = field(default_factory=list)
    instance: Any = None

    def value(self, name: str) -> Any:
        """The value of a field as the database holds it: a row becomes its id, None when it has no row."""
        value = self.values[name]
        if isinstance(value, Row):
            return value.instance.pk if value.instance is not None else None
        return value

    def natural_key(self) -> tuple[Any, ...]:
        """Its key, comparable with `key_of` of a row in the database."""
        return tuple(normal(self.value(name)) for name in self.kind.key)

    def lacks(self) -> bool:
        """True when a row it cannot do without is not in the database (a user removed that)."""
        needed = {f.name for f in self.kind.model._meta.concrete_fields if not f.null} | set(self.kind.key)
        return any(
            isinstance(value, Row) and value.instance is None and name in needed for name, value in self.values.items()
        )


def normal(value: Any) -> Any:
    """A value as it counts in a key: no text and nothing are the same, capitals do not matter."""
    if isinstance(value, str):
        return value.casefold() or None
    return value


def attnames(kind: Kind, names: tuple[str, ...]) -> tuple[str, ...]:
    """Column names of fields: `gemeente` is stored as `gemeente_id`."""
    fields = {f.name: f.attname for f in kind.model._meta.concrete_fields}
    return tuple(fields[name] for name in names)


def key_of(kind: Kind, instance: models.Model) -> tuple[Any, ...]:
    """The natural key of a row in the database."""
    return tuple(normal(getattr(instance, name)) for name in attnames(kind, kind.key))
