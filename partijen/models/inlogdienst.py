# SPDX-License-Identifier: EUPL-1.2
"""Organisations whose people log in with the account of their work, as set up on a screen."""

from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from partijen.querysets import InlogdienstQuerySet
from portaal.lib.models import Versioned
from portaal.lib.oidc import SLUG, is_domain, server_url_fault
from portaal.lib.publicity import NEVER_PUBLIC

URL_FAULTS = {
    "invalid": _("Dit is geen internetadres. Schrijf het zoals https://login.gemeente.example."),
    "scheme": _("Het adres begint met https://, zodat niemand meeleest."),
    "parts": _("Laat gebruikersnaam, wachtwoord, ? en # weg uit het adres."),
    "private": _("Dit adres is van een eigen netwerk. Vraag de systeembeheerder om het toe te staan."),
}
# What allauth calls every provider of this kind together.
KIND = "openid_connect"


def validate_server_url(value: str) -> None:
    """The portal itself asks this address: it is https, and of nobody's own network."""
    if fault := server_url_fault(value, settings.OIDC_PRIVATE_HOSTS):
        raise ValidationError(URL_FAULTS[fault], code=fault)


def validate_domeinen(value: object) -> None:
    """At least one domain, each in lower case, such as `gemeente.example`."""
    if not isinstance(value, list) or not value:
        raise ValidationError(_("Noem ten minste één domein, zoals gemeente.example."), code="required")
    for domain in value:
        if not is_domain(domain):
            raise ValidationError(
                _("‘%(value)s’ is geen domein. Schrijf wat achter de @ staat, in kleine letters."),
                code="domain",
                params={"value": str(domain)[:60]},
            )


def apps_of_environment() -> list[dict[str, Any]]:
    """The providers that PORTAAL_OIDC_PROVIDERS names."""
    kinds: dict[str, Any] = settings.SOCIALACCOUNT_PROVIDERS
    return list(kinds.get(KIND, {}).get("APPS", ()))


def validate_slug(value: str) -> None:
    """Not one that the environment uses, nor the word for all of them."""
    if value == KIND or value in {app["provider_id"] for app in apps_of_environment()}:
        raise ValidationError(_("Deze naam is al in gebruik."), code="reserved")


class Inlogdienst(Versioned):
    """A provider of logins (OpenID Connect). Its secret is stored encrypted and never shown again.

    One of a gemeente opens only accounts that work for that gemeente alone; one without a gemeente, which only the
    administrator of the installation sets up, opens them all.
    """

    publicity = NEVER_PUBLIC

    class Aanmelding(models.TextChoices):
        """How the portal proves who it is, as the standard calls it."""

        VANZELF = "", _("zoals de dienst zelf zegt")
        BASIC = "client_secret_basic", "client_secret_basic"
        POST = "client_secret_post", "client_secret_post"

    gemeente = models.ForeignKey(
        "partijen.Gemeente",
        verbose_name=_("gemeente"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="inlogdiensten",
        help_text=_("Wie voor een andere gemeente werkt, kan er niet mee inloggen. Leeg: voor alle gemeenten."),
    )
    slug = models.CharField(
        _("naam in het adres"),
        max_length=40,
        unique=True,
        validators=[
            RegexValidator(rf"\A{SLUG.pattern}\Z", _("Gebruik kleine letters, cijfers en losse streepjes.")),
            validate_slug,
        ],
        error_messages={"unique": _("Deze naam is al in gebruik.")},
    )
    naam = models.CharField(_("naam"), max_length=80, help_text=_("Staat op de knop bij het inloggen."))
    server_url = models.CharField(
        _("adres van de dienst"),
        max_length=300,
        validators=[validate_server_url],
        help_text=_("Daar staat /.well-known/openid-configuration. Laat dat zelf weg."),
    )
    client_id = models.CharField(_("client-id"), max_length=191)
    geheim_versleuteld = models.TextField(blank=True, editable=False)
    geheim_op = models.DateTimeField(_("geheim vervangen op"), null=True, editable=False)
    domeinen = models.JSONField(
        _("domeinen van e-mailadressen"),
        default=list,
        validators=[validate_domeinen],
        help_text=_("Voor welke adressen deze dienst mag spreken: wat achter de @ staat, een per regel."),
    )
    adressen_bevestigd = models.BooleanField(
        _("bevestigt elk adres"),
        default=False,
        help_text=_("Alleen voor een dienst die elk e-mailadres controleert en dat er niet bij zegt."),
    )
    aanmelding = models.CharField(
        _("aanmelden met het geheim"), max_length=20, choices=Aanmelding.choices, blank=True, default=""
    )
    actief = models.BooleanField(_("actief"), default=True)

    objects: ClassVar[InlogdienstQuerySet] = InlogdienstQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("inlogdienst")
        verbose_name_plural = _("inlogdiensten")
        ordering = ("naam", "id")

    def __str__(self) -> str:
        return self.naam
