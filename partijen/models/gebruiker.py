# SPDX-License-Identifier: EUPL-1.2
"""People who log in, and the roles they hold per gemeente."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Coalesce, Lower
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from partijen.querysets import LidmaatschapQuerySet
from portaal.lib.publicity import NEVER_PUBLIC
from portaal.lib.triggers import AppendOnly

if TYPE_CHECKING:
    from partijen.policies import Toegang


class Rol(models.TextChoices):
    """Roles of design section 5; each is held in one gemeente."""

    WERKGROEPLID = "werkgroeplid", _("werkgroeplid")
    COORDINATOR = "coordinator", _("coördinator")
    BESTUURDER = "bestuurder", _("bestuurder")
    DATABEHEERDER = "databeheerder", _("databeheerder")
    HUURDERSVERTEGENWOORDIGER = "huurdersvertegenwoordiger", _("huurdersvertegenwoordiger")
    FONDSBEHEERDER = "fondsbeheerder", _("fondsbeheerder")
    BEHEERDER = "beheerder", _("beheerder")


# Roles that mean something only together with a party: whose thema, whose figures, whose tenants.
ROLLEN_MET_PARTIJ = (Rol.WERKGROEPLID, Rol.DATABEHEERDER, Rol.HUURDERSVERTEGENWOORDIGER)


class GebruikerManager(BaseUserManager["Gebruiker"]):
    """Makes users; an e-mail address is kept in lower case, so one mailbox is one user."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Gebruiker":
        """Make a user; without a password nobody can log in until one is set."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "Gebruiker":
        """Make the administrator of the installation (beheerder in every gemeente)."""
        return self.create_user(email, password, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "Gebruiker":
        return self.get(email=(username or "").lower())


class Gebruiker(AbstractBaseUser, PermissionsMixin):
    """Somebody who logs in. Deactivated, never deleted: the history keeps pointing at the row."""

    publicity = NEVER_PUBLIC

    append_only = AppendOnly(deletable_when="demo", updatable=True)

    email = models.EmailField(_("e-mailadres"), unique=True)
    naam = models.CharField(_("naam"), max_length=120)
    is_active = models.BooleanField(_("actief"), default=True)
    demo = models.BooleanField(_("demo"), default=False, editable=False)
    created_at = models.DateTimeField(_("aangemaakt op"), default=timezone.now, editable=False)

    objects: ClassVar[GebruikerManager] = GebruikerManager()

    EMAIL_FIELD = USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["naam"]

    class Meta:
        verbose_name = _("gebruiker")
        verbose_name_plural = _("gebruikers")
        ordering = ("naam", "id")
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="gebruiker_email_uniek",
                violation_error_message=_("Er is al een gebruiker met dit e-mailadres."),
            )
        ]

    def __str__(self) -> str:
        return self.naam or self.email

    @cached_property
    def toegang(self) -> "Toegang":
        """What this user may reach, read once per request (each request loads its own user)."""
        from partijen.policies import load_toegang

        return load_toegang(self)

    @property
    def is_staff(self) -> bool:
        """Who may enter /beheer/: decided by role, never by a switch of its own."""
        return self.is_active and self.toegang.may_enter_beheer


class Lidmaatschap(models.Model):
    """One role of one user in one gemeente, on behalf of a party where the role needs one."""

    publicity = NEVER_PUBLIC

    gebruiker = models.ForeignKey(
        Gebruiker, verbose_name=_("gebruiker"), on_delete=models.CASCADE, related_name="lidmaatschappen"
    )
    gemeente = models.ForeignKey(
        "partijen.Gemeente", verbose_name=_("gemeente"), on_delete=models.CASCADE, related_name="lidmaatschappen"
    )
    rol = models.CharField(_("rol"), max_length=30, choices=Rol.choices)
    partij = models.ForeignKey(
        "partijen.Partij",
        verbose_name=_("partij"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="lidmaatschappen",
        help_text=_("De werkgroep, corporatie of organisatie namens wie."),
    )

    objects: ClassVar[LidmaatschapQuerySet] = LidmaatschapQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("lidmaatschap")
        verbose_name_plural = _("lidmaatschappen")
        ordering = ("gemeente", "gebruiker", "rol")
        constraints = [
            models.UniqueConstraint(
                "gebruiker",
                "gemeente",
                "rol",
                Coalesce("partij", 0),
                name="lidmaatschap_uniek",
                violation_error_message=_("Deze gebruiker heeft deze rol al."),
            ),
            models.CheckConstraint(
                condition=~models.Q(rol__in=[rol.value for rol in ROLLEN_MET_PARTIJ]) | models.Q(partij__isnull=False),
                name="lidmaatschap_rol_met_partij",
                violation_error_message=_("Kies bij deze rol ook de partij."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.gebruiker}: {self.get_rol_display()} in {self.gemeente}"
