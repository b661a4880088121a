# SPDX-License-Identifier: EUPL-1.2
"""The gemeente: tenant of the portal."""

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from partijen.drempels import DREMPELS, HERINNERING_DAGEN, ZIENSWIJZE_DAGEN, Drempels, within_range
from partijen.querysets import GemeenteQuerySet
from partijen.thema import validate_kleuren
from partijen.woorden import own_words, validate_rolwoorden
from portaal.lib.models import Versioned
from portaal.lib.publicity import PUBLIC

# First words of other addresses: a gemeente with such a slug could never be reached (design, section 4).
RESERVED_SLUGS = frozenset(
    {"werkbank", "beheer", "accounts", "api", "hulp", "toegankelijkheid", "gezondheid", "static", "media", "stijl"}
)


def validate_gemeente_slug(value: str) -> None:
    """A gemeente must be reachable at `/<slug>/`."""
    if value in RESERVED_SLUGS:
        raise ValidationError(
            _("‘%(value)s’ is al een adres van het portaal."), code="reserved", params={"value": value}
        )


class Gemeente(Versioned):
    """A municipality whose agreements, figures and neighbourhoods these are."""

    publicity = PUBLIC

    slug = models.SlugField(_("naam in het adres"), max_length=60, unique=True, validators=[validate_gemeente_slug])
    naam = models.CharField(_("naam"), max_length=100, unique=True)
    cbs_code = models.CharField(
        _("CBS-code"),
        max_length=6,
        blank=True,
        validators=[RegexValidator(r"\AGM[0-9]{4}\Z", _("Een CBS-code van een gemeente is GM met vier cijfers."))],
    )
    overleg_naam = models.CharField(_("naam van het bestuurlijk overleg"), max_length=40, default="BOWW")
    kernteam_naam = models.CharField(_("naam van het kernteam"), max_length=40, default="kernteam", blank=True)
    rolwoorden = models.JSONField(
        _("eigen woorden voor de rollen"),
        default=dict,
        blank=True,
        validators=[validate_rolwoorden],
        help_text=_('Bijvoorbeeld {"coordinator": "regisseur"}. Leeg: de gewone woorden.'),
    )
    statuswoorden = models.JSONField(
        _("eigen woorden voor de statussen"),
        default=dict,
        blank=True,
        help_text=_('Bijvoorbeeld {"op_koers": "Op schema"}. Leeg: de gewone woorden.'),
    )
    logo_tekst = models.CharField(
        _("naam in de kop"), max_length=60, blank=True, help_text=_("Leeg: “Gemeente” en de naam.")
    )
    kleuren = models.JSONField(
        _("kleuren"), default=dict, blank=True, validators=[validate_kleuren], help_text=_("Leeg: die van het portaal.")
    )
    verstreken_na_dagen = DREMPELS["verstreken_na_dagen"].field()
    verouderd_na_dagen = DREMPELS["verouderd_na_dagen"].field()
    zonder_trekker_na_dagen = DREMPELS["zonder_trekker_na_dagen"].field()
    zonder_termijn_na_dagen = DREMPELS["zonder_termijn_na_dagen"].field()
    verslechterd_bij_stappen = DREMPELS["verslechterd_bij_stappen"].field()
    besluit_na_dagen = DREMPELS["besluit_na_dagen"].field()
    herinnering_dagen = HERINNERING_DAGEN.field()
    zienswijze_dagen = ZIENSWIJZE_DAGEN.field()
    eigen_partij = models.OneToOneField(
        "partijen.Partij",
        verbose_name=_("eigen partij"),
        on_delete=models.PROTECT,
        related_name="gemeente_van",
        null=True,
        blank=True,
    )

    publieke_versie = models.PositiveBigIntegerField(
        _("versie van wat openbaar is"),
        default=0,
        editable=False,
        help_text=_("Gaat omhoog bij elke wijziging die het publiek kan zien."),
    )

    objects: ClassVar[GemeenteQuerySet] = GemeenteQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("gemeente")
        verbose_name_plural = _("gemeenten")
        ordering = ("naam",)
        constraints = [
            models.CheckConstraint(
                condition=within_range(),
                name="gemeente_drempels_binnen_grenzen",
                violation_error_message=_("Een van de drempels van de signalen kan niet zo hoog of laag zijn."),
            ),
            models.CheckConstraint(
                condition=models.Q(
                    zienswijze_dagen__gte=ZIENSWIJZE_DAGEN.minimum, zienswijze_dagen__lte=ZIENSWIJZE_DAGEN.maximum
                ),
                name="gemeente_zienswijze_dagen",
            ),
        ]

    def __str__(self) -> str:
        return self.naam

    @property
    def drempels(self) -> Drempels:
        """From when each signal shows."""
        return Drempels.of(self)

    @property
    def overleg_voluit(self) -> str:
        """The board meeting for who does not know its name: "bestuurlijk overleg (BOWW)"."""
        usual = str(_("bestuurlijk overleg"))
        return usual if self.overleg_naam.lower() == usual else f"{usual} ({self.overleg_naam})"

    def overlegwoord(self, soort: str) -> str:
        """How meetings of a kind are called here."""
        return self.overleg_naam if soort == "bestuurlijk" else self.kernteam_naam or "kernteam"

    @property
    def woorden(self) -> dict[str, str]:
        """How its roles, board meeting and kernteam are called here: `gemeente.woorden.coordinator` in a template."""
        return own_words(self)

    @property
    def kopnaam(self) -> str:
        """What stands in the header of every page."""
        return self.logo_tekst or self.volledige_naam

    @property
    def volledige_naam(self) -> str:
        """The name as it stands in headers: "Gemeente Maastricht"."""
        return f"Gemeente {self.naam}"
