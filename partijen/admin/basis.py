# SPDX-License-Identifier: EUPL-1.2
"""Screens of partijen at /beheer/: gemeenten, parties, people and their roles, meetings, documents, and the log."""

from functools import partial
from typing import Any, cast

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partijen import policies
from partijen.beheer.admins import BeheerAdmin
from partijen.beheer.fields import KnownRowField, LinesField, WordsField
from partijen.beheer.filters import WatFilter
from partijen.beheer.forms import BeheerMainForm
from partijen.beheer.inlines import BeheerInline
from partijen.beheer.options import BEHEER, BeheerOptions
from partijen.beheer.regels import Regels, per_gemeente
from partijen.drempels import DREMPELS
from partijen.geschiedenis import describe_events, model_name
from partijen.models import (
    Brondocument,
    Collectieflid,
    Gebruiker,
    Gemeente,
    Lidmaatschap,
    Overleg,
    Partij,
    PartijInGemeente,
    Rol,
    Wijziging,
)
from partijen.querysets import PartijQuerySet
from partijen.services import accounts, history, lidmaatschappen

GROEPEN = (Partij.Soort.WERKGROEP, Partij.Soort.COLLECTIEF)
KIEZERS = (Rol.COORDINATOR, Rol.BEHEERDER, Rol.WERKGROEPLID)


def own_gemeenten(user: Any) -> Q:
    """Rows of the gemeenten of a coordinator or beheerder."""
    return Q(gemeente_id__in=policies.beheer_gemeente_ids(user))


# What the coordinator keeps and the beheerder reads.
KEPT_BY_COORDINATOR = Regels(
    enter=policies.may_read_beheer,
    rows=own_gemeenten,
    add=per_gemeente(policies.may_keep_gegevens),
    change=per_gemeente(policies.may_keep_gegevens),
    delete=per_gemeente(policies.may_keep_gegevens),
)


class GemeenteForm(BeheerMainForm):
    rolwoorden = WordsField(
        label=gettext_lazy("eigen woorden voor de rollen"),
        help_text=gettext_lazy("Per regel een rol en uw woord, zoals: coordinator: regisseur. Leeg: gewone woorden."),
    )
    statuswoorden = WordsField(
        label=gettext_lazy("eigen woorden voor de statussen"),
        help_text=gettext_lazy(
            "Per regel een status en uw woord, zoals: op_koers: Op schema. Leeg: de gewone woorden."
        ),
    )


@admin.register(Gemeente)
class GemeenteAdmin(BeheerAdmin):
    regels = Regels(
        enter=policies.may_read_beheer,
        rows=lambda user: Q(pk__in=policies.beheer_gemeente_ids(user)),
        add=lambda user, row: policies.may_set_up(user),
        change=policies.may_change_gemeente,
        editable=policies.editable_of_gemeente,
    )
    form = GemeenteForm
    fields = (
        "naam",
        "slug",
        "cbs_code",
        "overleg_naam",
        "kernteam_naam",
        "rolwoorden",
        "statuswoorden",
        *DREMPELS,
        "herinnering_dagen",
        "zienswijze_dagen",
        "eigen_partij",
    )
    list_display = ("naam", "slug", "cbs_code", "overleg_naam", "verouderd_na_dagen")
    search_fields = ("naam", "slug")


class PartijInGemeenteOptions(BeheerOptions):
    regels = Regels(
        enter=policies.may_read_beheer,
        rows=own_gemeenten,
        add=per_gemeente(policies.may_keep_partij_in),
        change=per_gemeente(policies.may_keep_partij_in),
        delete=per_gemeente(policies.may_keep_partij_in),
    )
    across = ("partij",)


class PartijInGemeenteInline(PartijInGemeenteOptions, BeheerInline):
    model = PartijInGemeente
    fields = (("gemeente", "van", "tot"),)
    show_change_link = False

    def probe(self, parent: Any) -> Any:
        """In which gemeenten a party takes part differs per row."""
        return None


@admin.register(PartijInGemeente)
class PartijInGemeenteAdmin(PartijInGemeenteOptions, BeheerAdmin):
    fields = ("gemeente", "partij", "van", "tot")
    fixed = ("gemeente", "partij")
    autocomplete_fields = ("partij",)
    list_display = ("partij", "gemeente", "van", "tot")
    list_filter = ("gemeente", "partij__soort")
    list_select_related = ("partij", "gemeente")
    search_fields = ("partij__naam",)


class CollectieflidOptions(BeheerOptions):
    regels = Regels(
        enter=policies.may_read_beheer,
        rows=lambda user: Q(collectief__gemeente_id__in=policies.beheer_gemeente_ids(user)),
        add=lambda user, row: _may_keep_lid(user, row),
        change=lambda user, row: _may_keep_lid(user, row),
        delete=lambda user, row: _may_keep_lid(user, row),
    )

    def log_gemeente_id(self, row: Any, user: Any) -> int | None:
        return row.collectief.gemeente_id  # type: ignore[no-any-return]

    def check_row(self, row: Any, form: Any) -> None:
        if not row.collectief_id:
            return
        taking_part = Partij.objects.in_gemeente(row.collectief.gemeente).filter(pk=row.lid_id)
        if row.collectief.gemeente_id is None or not taking_part.exists():
            form.add_error("lid", ValidationError(_("Deze partij is niet werkzaam in de gemeente."), code="gemeente"))


def _may_keep_lid(user: Any, row: Collectieflid | None) -> bool:
    if row is None:
        return policies.may_keep_partij_in(user)
    gemeente_id = row.collectief.gemeente_id
    return gemeente_id is not None and policies.may_keep_partij_in(user, gemeente_id)


class CollectieflidInline(CollectieflidOptions, BeheerInline):
    model = Collectieflid
    fk_name = "collectief"
    fields = (("lid", "van", "tot"),)
    show_change_link = False


@admin.register(Collectieflid)
class CollectieflidAdmin(CollectieflidOptions, BeheerAdmin):
    fields = ("collectief", "lid", "van", "tot")
    fixed = ("collectief", "lid")
    autocomplete_fields = ("lid",)
    list_display = ("lid", "collectief", "van", "tot")
    list_filter = ("collectief",)
    list_select_related = ("lid", "collectief")
    search_fields = ("lid__naam", "collectief__naam")


class PartijForm(BeheerMainForm):
    aliassen = LinesField(
        label=gettext_lazy("andere schrijfwijzen"),
        help_text=gettext_lazy("Zoals de bronnen de partij noemen; een per regel."),
    )
    voor_gemeente = KnownRowField(
        None,
        label=gettext_lazy("gemeente"),
        help_text=gettext_lazy("Waar de partij meedoet. Een organisatie kan later ook in andere gemeenten meedoen."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["voor_gemeente"]
            return
        rollen = (Rol.BEHEERDER, Rol.COORDINATOR) if policies.may_set_up(self.user) else (Rol.COORDINATOR,)
        ids = policies.toegang_of(self.user).gemeenten_with(*rollen)
        self.fields["voor_gemeente"].queryset = Gemeente.objects.filter(pk__in=ids)  # type: ignore[attr-defined]
        if len(ids) == 1:
            self.initial.setdefault("voor_gemeente", ids[0])


@admin.register(Partij)
class PartijAdmin(BeheerAdmin):
    regels = Regels(
        enter=policies.may_read_beheer,
        rows=lambda user: policies.partijen_in_beheer(user, Rol.COORDINATOR, Rol.BEHEERDER),
        add=policies.may_add_partij,
        change=policies.may_change_partij,
        delete=policies.may_change_partij,
    )
    form = PartijForm
    fields = ("naam", "soort", "aliassen", "huurders_van", "opmerking")
    readonly_fields = ("gemeente",)
    inlines = (PartijInGemeenteInline, CollectieflidInline)
    list_display = ("naam", "soort", "gemeente", "huurders_van")
    list_filter = ("soort", "werkgebieden__gemeente")
    list_select_related = ("gemeente", "huurders_van")
    search_fields = ("naam", "aliassen")
    history_of = {"partijen.partijingemeente": "partij", "partijen.collectieflid": "collectief"}
    constraint_messages = {
        "partij_naam_uniek": gettext_lazy(
            "Er is al een partij met deze naam. Doet die nog niet mee in uw gemeente, kies die dan bij ‘Partijen in "
            "gemeenten’."
        )
    }

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        (title, options), *rest = super().get_fieldsets(request, obj)
        extra = "voor_gemeente" if obj is None else "gemeente"
        return [(title, {**options, "fields": [*options["fields"], extra]}), *rest]

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        if obj is None:
            return ()
        return (CollectieflidInline,) if obj.soort == Partij.Soort.COLLECTIEF else (PartijInGemeenteInline,)

    def get_choices(self, user: Any, db_field: Any) -> QuerySet[Any]:
        """Parties of the gemeenten in which the user works; to let one take part, also those of elsewhere."""
        taking_part = policies.partijen_in_beheer(user, *KIEZERS)
        if db_field.model is PartijInGemeente:
            return Partij.objects.filter(gemeente=None) if self.asks("add", user) else Partij.objects.none()
        if db_field.model is Collectieflid and db_field.name == "collectief":
            taking_part &= Q(soort=Partij.Soort.COLLECTIEF)
        if db_field.model is Partij:
            taking_part &= Q(soort=Partij.Soort.CORPORATIE)
        return Partij.objects.filter(taking_part)

    def within(self, queryset: QuerySet[Any], gemeente_id: int) -> QuerySet[Any]:
        return cast(PartijQuerySet, queryset).in_gemeente(gemeente_id)

    def fill(self, row: Any, cleaned: dict[str, Any], parent: Any, user: Any) -> None:
        if not row.pk and cleaned.get("voor_gemeente"):
            row.voor_gemeente = cleaned["voor_gemeente"]
            row.gemeente = row.voor_gemeente if cleaned.get("soort") in GROEPEN else None

    def log_gemeente_id(self, row: Any, user: Any) -> int | None:
        if row.pk is None:
            return row.voor_gemeente.pk  # type: ignore[no-any-return]
        own = set(policies.beheer_gemeente_ids(user))
        return next((pk for pk in sorted(active_in(row)) if pk in own), None)

    def write_new(self, row: Any, *, by: Gebruiker, reden: str) -> None:
        super().write_new(row, by=by, reden=reden)
        if row.gemeente_id is None:
            taking_part = PartijInGemeente(partij=row, gemeente=row.voor_gemeente)
            history.create_with_history(taking_part, by=by, oorsprong=BEHEER, reden=reden)

    def write_change(self, row: Any, changes: dict[str, Any], *, by: Gebruiker, reden: str) -> None:
        """A shared party stands on the pages of several gemeenten: each gets the event in its log."""
        first = row.gemeente_id or self.log_gemeente_id(row, by)
        velden = history.update_with_history(row, changes, by=by, oorsprong=BEHEER, reden=reden, gemeente_id=first)
        others = [pk for pk in sorted(active_in(row)) if pk != first] if velden and row.gemeente_id is None else []
        history.write(
            history.event(
                row, Wijziging.Soort.GEWIJZIGD, by=by, oorsprong=BEHEER, velden=velden, reden=reden, gemeente_id=pk
            )
            for pk in others
        )


def active_in(partij: Partij) -> set[int]:
    """Ids of the gemeenten in which a party takes part."""
    return set(partij.werkgebieden.values_list("gemeente_id", flat=True))


@admin.register(Overleg)
class OverlegAdmin(BeheerAdmin):
    regels = KEPT_BY_COORDINATOR
    fields = ("gemeente", "soort", "datum", "naam")
    fixed = ("gemeente",)
    list_display = ("__str__", "gemeente", "soort", "datum")
    list_filter = ("gemeente", "soort")
    list_select_related = ("gemeente",)
    date_hierarchy = "datum"
    search_fields = ("naam",)


@admin.register(Brondocument)
class BrondocumentAdmin(BeheerAdmin):
    regels = KEPT_BY_COORDINATOR
    fields = ("gemeente", "slug", "titel", "jaar", "uitgever", "opmerking")
    fixed = ("gemeente", "slug")
    list_display = ("titel", "gemeente", "jaar", "uitgever")
    list_filter = ("gemeente", "jaar")
    list_select_related = ("gemeente",)
    search_fields = ("titel", "slug", "uitgever")


class LidmaatschapInline(BeheerInline):
    """The roles of an account in one's own gemeenten; they are given on a page of their own."""

    model = Lidmaatschap
    regels = Regels(enter=policies.may_read_beheer, rows=own_gemeenten)
    fields = (("gemeente", "rol", "partij"),)

    def extend(self, queryset: QuerySet[Any], user: Any) -> QuerySet[Any]:
        return queryset.select_related("gemeente", "partij", "gebruiker")


@admin.register(Gebruiker)
class GebruikerAdmin(BeheerAdmin):
    """Accounts are deactivated, never deleted, and their passwords and roles are not here."""

    regels = Regels(
        enter=policies.may_read_beheer,
        rows=policies.gebruikers_in_beheer,
        add=lambda user, row: policies.may_set_up(user),
        change=policies.may_change_gebruiker,
    )
    fields = ("naam", "email", "is_active")
    # A new address is set by its owner, who proves that it is his.
    fixed = ("email",)
    readonly_fields = ("is_superuser", "created_at")
    inlines = (LidmaatschapInline,)
    list_display = ("naam", "email", "rollen", "is_active")
    list_filter = ("is_active", "lidmaatschappen__rol", "lidmaatschappen__gemeente")
    search_fields = ("naam", "email")

    def beside(self, user: Any) -> tuple[Prefetch[Any], ...]:
        own = Lidmaatschap.objects.filter(own_gemeenten(user)).select_related("gemeente")
        return (Prefetch("lidmaatschappen", own, to_attr="rollen_hier"),)

    @admin.display(description=gettext_lazy("rollen"))
    def rollen(self, row: Any) -> str:
        return ", ".join(f"{lid.get_rol_display()} ({lid.gemeente})" for lid in row.rollen_hier)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        (title, options), *rest = super().get_fieldsets(request, obj)
        shown = ("naam", "email") if obj is None else (*options["fields"], *self.readonly_fields)
        return [(title, {**options, "fields": shown}), *rest]

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        return self.inlines if obj is not None else ()

    def fill(self, row: Any, cleaned: dict[str, Any], parent: Any, user: Any) -> None:
        if cleaned.get("email"):
            cleaned["email"] = cleaned["email"].lower()

    def check_row(self, row: Any, form: Any) -> None:
        if row.pk == form.user.pk and not row.is_active:
            form.add_error("is_active", ValidationError(_("U kunt uw eigen account niet uitzetten."), code="eigen"))

    def log_gemeente_id(self, row: Any, user: Any) -> int | None:
        own = policies.beheer_gemeente_ids(user)
        roles = Lidmaatschap.objects.filter(gebruiker_id=row.pk, gemeente_id__in=own)
        return roles.order_by("gemeente_id").values_list("gemeente_id", flat=True).first()

    def write_new(self, row: Any, *, by: Gebruiker, reden: str) -> None:
        row.set_unusable_password()
        super().write_new(row, by=by, reden=reden)


class LidmaatschapForm(BeheerMainForm):
    email = forms.EmailField(
        label=gettext_lazy("e-mailadres"),
        max_length=254,
        help_text=gettext_lazy(
            "Heeft iemand met dit adres nog geen account, dan wordt dat gemaakt. Diegene krijgt een e-mail met een "
            "link om een wachtwoord te kiezen."
        ),
    )
    naam = forms.CharField(
        label=gettext_lazy("naam"),
        max_length=120,
        help_text=gettext_lazy("Wordt gebruikt als er nog geen account is."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["email"], self.fields["naam"]


@admin.register(Lidmaatschap)
class LidmaatschapAdmin(BeheerAdmin):
    regels = Regels(
        enter=policies.may_read_beheer,
        rows=own_gemeenten,
        add=policies.may_keep_lidmaatschap,
        change=policies.may_keep_lidmaatschap,
        delete=policies.may_keep_lidmaatschap,
    )
    form = LidmaatschapForm
    fields = ("gemeente", "rol", "partij")
    fixed = ("gemeente",)
    readonly_fields = ("gebruiker",)
    list_display = ("gebruiker", "gemeente", "rol", "partij", "actief")
    list_filter = ("gemeente", "rol", "partij", "gebruiker__is_active")
    list_select_related = ("gebruiker", "gemeente", "partij")
    search_fields = ("gebruiker__naam", "gebruiker__email", "partij__naam")

    @admin.display(description=gettext_lazy("actief"), boolean=True, ordering="gebruiker__is_active")
    def actief(self, row: Any) -> bool:
        return bool(row.gebruiker.is_active)

    def extend(self, queryset: QuerySet[Any], user: Any) -> QuerySet[Any]:
        return queryset.select_related("gebruiker", "gemeente")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        (title, options), *rest = super().get_fieldsets(request, obj)
        first = ("email", "naam") if obj is None else ("gebruiker",)
        return [(title, {**options, "fields": [*first, *options["fields"]]}), *rest]

    def fill(self, row: Any, cleaned: dict[str, Any], parent: Any, user: Any) -> None:
        if not row.pk and cleaned.get("email"):
            email, naam = cleaned["email"], cleaned.get("naam", "")
            row.gebruiker = lidmaatschappen.find_gebruiker(email) or Gebruiker(email=email.lower(), naam=naam)

    def write_new(self, row: Any, *, by: Gebruiker, reden: str) -> None:
        made = lidmaatschappen.add_lidmaatschap(
            email=row.gebruiker.email,
            naam=row.gebruiker.naam,
            gemeente=row.gemeente,
            rol=row.rol,
            partij=row.partij,
            by=by,
            oorsprong=BEHEER,
            reden=reden,
        )
        row.pk, row.gebruiker = made.pk, made.gebruiker
        invite = partial(accounts.send_invitation, gebruiker=made.gebruiker, gemeente=row.gemeente, by=by)
        transaction.on_commit(invite)


@admin.register(Wijziging)
class WijzigingAdmin(BeheerAdmin):
    """The searchable log; nobody writes in it."""

    regels = Regels(enter=policies.may_read_beheer, rows=lambda user: Q(pk__isnull=False))
    fields = ("moment", "gebruiker", "gemeente", "soort", "oorsprong", "wat", "object_naam", "reden", "tabel")
    readonly_fields = ("wat", "tabel")
    list_display = ("moment", "gebruiker", "soort", "wat", "object_naam", "oorsprong", "reden")
    list_filter = ("soort", "oorsprong", WatFilter, "gebruiker", "gemeente")
    list_select_related = ("gebruiker", "gemeente")
    date_hierarchy = "moment"
    search_fields = ("object_naam", "reden")

    @admin.display(description=gettext_lazy("wat"), ordering="model")
    def wat(self, row: Any) -> str:
        return model_name(row.model)

    @admin.display(description=gettext_lazy("wat er veranderde"))
    def tabel(self, row: Any) -> str:
        (regel,) = describe_events([row])
        body = format_html_join(
            "",
            "<tr><th scope=row>{}</th><td>{}</td><td>{}</td></tr>",
            ((v.label, v.oud, v.nieuw) for v in regel.velden),
        )
        return format_html(
            "<table><thead><tr><th scope=col>{}</th><th scope=col>{}</th><th scope=col>{}</th></tr></thead>"
            "<tbody>{}</tbody></table>",
            capfirst(_("veld")),
            _("Was"),
            _("Werd"),
            body,
        )
