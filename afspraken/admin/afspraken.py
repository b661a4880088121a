# SPDX-License-Identifier: EUPL-1.2
"""Afspraken and acties with all that hangs on them. How they stand is shown, and never filled in, here."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from afspraken import policies
from afspraken.admin.publiek import PubliekeTeksten
from afspraken.admin.sets import BRON
from afspraken.models import Actie, Afspraak, Betrokkenheid, Ligging, Termijn, Voortgang
from afspraken.services import publicatie
from afspraken.services.acties import create_actie
from afspraken.services.persoonsgegevens import PersonalDataFound, answered, texts_to_publish
from afspraken.statussen import Fase, Status
from partijen.beheer.admins import BeheerAdmin
from partijen.beheer.inlines import BeheerInline
from partijen.beheer.options import BEHEER, BeheerOptions
from partijen.beheer.regels import Regels
from partijen.models import Gebruiker
from partijen.policies import may_keep_gegevens
from partijen.services import history

NEWEST_REPORTS = 5
SHOWN_FINDINGS = 10


class StatusFilter(admin.SimpleListFilter):
    """By the standing this user sees."""

    title = gettext_lazy("status")
    parameter_name = "stand"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[Any, Any]]:
        return Status.choices

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(zicht_status=self.value()) if self.value() in Status.values else queryset


class MetStand(BeheerOptions):
    """Shows the current standing; only the service of voortgang writes it."""

    def extend(self, queryset: QuerySet[Any], user: Any) -> QuerySet[Any]:
        return queryset.with_stand(user)  # type: ignore[attr-defined, no-any-return]

    @admin.display(description=gettext_lazy("status"), ordering="zicht_status")
    def stand(self, row: Any) -> str:
        return str(Status(row.zicht_status).label)

    @admin.display(description=gettext_lazy("fase"))
    def stand_fase(self, row: Any) -> str:
        return str(Fase(row.zicht_fase).label) if row.zicht_fase else "–"

    @admin.display(description=gettext_lazy("bijgewerkt op"), ordering="zicht_bijgewerkt_op")
    def stand_datum(self, row: Any) -> str:
        return date_format(row.zicht_bijgewerkt_op) if row.zicht_bijgewerkt_op else "–"

    @admin.display(description=gettext_lazy("status voor het publiek"))
    def stand_publiek(self, row: Any) -> str:
        return str(Status(row.status_publiek).label)

    @admin.display(description=gettext_lazy("laatste meldingen"))
    def meldingen(self, row: Any) -> str:
        """The newest reports, and where all of them are; new ones are made on the page of the afspraak."""
        own = (
            Voortgang.objects.filter(afspraak=row) if isinstance(row, Afspraak) else Voortgang.objects.filter(actie=row)
        )
        newest = own.select_related("actie").newest_first()[:NEWEST_REPORTS]
        parts = ((report.actie.code if report.actie else "", str(report), report.toelichting) for report in newest)
        lines = format_html_join("", "<li>{} {}. {}</li>", parts)
        name = "afspraak" if isinstance(row, Afspraak) else "actie"
        url = f"{reverse('admin:afspraken_voortgang_changelist')}?{name}__id__exact={row.pk}"
        if not lines:
            return _("Nog geen")
        return format_html('<ul>{}</ul><a href="{}">{}</a>', lines, url, _("Alle meldingen"))


class Publiceerbaar(PubliekeTeksten):
    """The tick "gepubliceerd" goes through the service that publishes, the other fields as ever."""

    publish: ClassVar[Any]
    unpublish: ClassVar[Any]
    argument: ClassVar[str]

    def write_change(self, row: Any, changes: dict[str, Any], *, by: Gebruiker, reden: str) -> None:
        public = changes.pop("gepubliceerd", None)
        if changes:
            super().write_change(row, changes, by=by, reden=reden)
        if public:
            texts = texts_to_publish(row, {"gepubliceerd"})
            antwoord = answered(texts, reden)
            reden = antwoord.reden if antwoord.kenmerk else reden
            self.publish(**{self.argument: row}, by=by, oorsprong=BEHEER, reden=reden, antwoord=antwoord)
        elif public is not None:
            self.unpublish(**{self.argument: row}, by=by, oorsprong=BEHEER, reden=reden)


class PubliceerActies(Publiceerbaar, BeheerAdmin):
    """Lists from which a coordinator publishes and withdraws several at once."""

    actions = ("publiceren", "intrekken")

    def has_publish_permission(self, request: HttpRequest) -> bool:
        """Whether the actions are offered; each row is asked for again."""
        return may_keep_gegevens(request.user)

    @admin.action(description=gettext_lazy("Publiceren"), permissions=["publish"])
    def publiceren(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        self._each(request, queryset, self.publish, _("gepubliceerd"))

    @admin.action(description=gettext_lazy("Publicatie intrekken"), permissions=["publish"])
    def intrekken(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        self._each(request, queryset, self.unpublish, _("ingetrokken"))

    def _each(self, request: HttpRequest, queryset: QuerySet[Any], service: Any, done: str) -> None:
        reden, changed, skipped = self.reden_of(request), 0, 0
        asked: list[tuple[str, PersonalDataFound]] = []
        with transaction.atomic(), history.raising_versions_last():
            for row in queryset:
                if not policies.may_publish(request.user, row.gemeente_id):
                    skipped += 1
                    continue
                try:
                    changed += service(**{self.argument: row}, by=request.user, oorsprong=BEHEER, reden=reden)
                except PersonalDataFound as found:
                    asked.append((row.code, found))
        what = ngettext("%(aantal)d rij is %(gedaan)s.", "%(aantal)d rijen zijn %(gedaan)s.", changed)
        self.message_user(request, what % {"aantal": changed, "gedaan": done})
        if skipped:
            what = ngettext(
                "%(aantal)d rij is overgeslagen: daar mag u niet publiceren.",
                "%(aantal)d rijen zijn overgeslagen: daar mag u niet publiceren.",
                skipped,
            )
            self.message_user(request, what % {"aantal": skipped}, messages.WARNING)
        for code, findings in asked[:SHOWN_FINDINGS]:
            what = _("%(code)s is niet gepubliceerd. Staat hier een persoonsgegeven? %(bevindingen)s.")
            values = {"code": code, "bevindingen": "; ".join(str(one) for one in findings.bevindingen)}
            self.message_user(request, what % values, messages.WARNING)
        if asked:
            what = ngettext(
                "%(aantal)d rij wacht op uw antwoord: open de rij, zet ‘gepubliceerd’ aan en sla op.",
                "%(aantal)d rijen wachten op uw antwoord: open de rij, zet ‘gepubliceerd’ aan en sla op.",
                len(asked),
            )
            self.message_user(request, what % {"aantal": len(asked)}, messages.WARNING)


class ActieOptions(MetStand, Publiceerbaar):
    """Rules of acties, on their own page and under their afspraak."""

    regels = Regels(
        enter=policies.may_enter_afspraken,
        rows=lambda user: policies.rows_in_beheer(user, "afspraak__"),
        add=policies.may_change_actie,
        change=policies.may_change_actie,
        delete=policies.may_delete_actie,
        editable=policies.editable_of_actie,
    )
    gemeente_from = "afspraak"
    assigned = frozenset({"code", "volgnummer"})
    publish = staticmethod(publicatie.publish_actie)
    unpublish = staticmethod(publicatie.unpublish_actie)
    argument = "actie"

    def extend(self, queryset: QuerySet[Any], user: Any) -> QuerySet[Any]:
        return super().extend(queryset, user).select_related("afspraak__thema", "afspraak__afsprakenset", "gemeente")

    def write_new(self, row: Any, *, by: Gebruiker, reden: str) -> None:
        create_actie(actie=row, by=by, oorsprong=BEHEER, reden=reden)


class BijAfspraakOptions(BeheerOptions):
    """Who, where and when: on a page of their own, and under an afspraak or actie."""

    regels = Regels(
        enter=policies.may_enter_afspraken,
        rows=lambda user: policies.rows_in_beheer(user, "afspraak__"),
        add=policies.may_change_bij_afspraak,
        change=policies.may_change_bij_afspraak,
        delete=policies.may_delete_bij_afspraak,
    )
    gemeente_from = "afspraak"
    related: ClassVar[tuple[str, ...]] = ()

    def extend(self, queryset: QuerySet[Any], user: Any) -> QuerySet[Any]:
        return queryset.select_related("afspraak__thema", "actie", *self.related)

    def narrow(self, queryset: QuerySet[Any], db_field: Any, row: Any) -> QuerySet[Any]:
        if db_field.name != "actie":
            return queryset
        return queryset.filter(afspraak=row.pk if isinstance(row, Afspraak) else row.afspraak_id)

    def fill(self, row: Any, cleaned: dict[str, Any], parent: Any, user: Any) -> None:
        super().fill(row, cleaned, parent, user)
        if isinstance(parent, Actie) and not row.pk:
            row.afspraak = parent.afspraak

    def check_row(self, row: Any, form: Any) -> None:
        if row.actie_id and row.actie.afspraak_id != row.afspraak_id:
            form.add_error("actie", ValidationError(_("Deze actie hoort bij een andere afspraak."), code="afspraak"))


class TermijnOptions(PubliekeTeksten, BijAfspraakOptions):
    constraint_messages = {"termijn_uniek": gettext_lazy("Deze termijn staat hier al.")}


class BetrokkenheidOptions(BijAfspraakOptions):
    related = ("partij",)
    constraint_messages = {"betrokkenheid_uniek": gettext_lazy("Deze partij staat hier al bij.")}


class LiggingOptions(BijAfspraakOptions):
    related = ("gebied",)
    constraint_messages = {"ligging_uniek": gettext_lazy("Dit gebied staat hier al bij.")}


class BijAfspraakInline(BijAfspraakOptions, BeheerInline):
    """Under an afspraak; the column `actie` says of which of its acties a row is."""

    show_change_link = False

    def probe(self, parent: Any) -> Any:
        row = super().probe(parent)
        if isinstance(parent, Actie):
            row.afspraak = parent.afspraak
        return row


class ActieInline(ActieOptions, BeheerInline):
    model = Actie
    fields = (("code", "stand", "gepubliceerd"), "titel", ("locatie", "aantal_woningen", "aantal_tekst"))
    readonly_fields = ("code", "stand")
    classes = ()


class TermijnInline(TermijnOptions, BijAfspraakInline):
    model = Termijn
    fields: ClassVar[Any] = (("soort", "periode", "voldaan_op"), ("wat", "actie"))


class BetrokkenheidInline(BetrokkenheidOptions, BijAfspraakInline):
    model = Betrokkenheid
    fields: ClassVar[Any] = (("rol", "partij", "volgorde", "actie"),)


class LiggingInline(LiggingOptions, BijAfspraakInline):
    model = Ligging
    fields: ClassVar[Any] = (("gebied", "volgorde", "actie"),)


class TermijnVanActie(TermijnInline):
    fk_name = "actie"
    fields = (("soort", "periode", "voldaan_op"), "wat")


class BetrokkenheidVanActie(BetrokkenheidInline):
    fk_name = "actie"
    fields = (("rol", "partij", "volgorde"),)


class LiggingVanActie(LiggingInline):
    fk_name = "actie"
    fields = (("gebied", "volgorde"),)


STAND: Any = (
    gettext_lazy("Hoe het ervoor staat"),
    {"fields": ("stand", "stand_fase", "stand_datum", "stand_publiek", "meldingen")},
)
STANDVELDEN = STAND[1]["fields"]


@admin.register(Afspraak)
class AfspraakAdmin(MetStand, PubliceerActies):
    regels = Regels(
        enter=policies.may_enter_afspraken,
        rows=policies.rows_in_beheer,
        add=policies.may_add_afspraak,
        change=policies.may_change_afspraak,
        delete=policies.may_delete_afspraak,
        editable=policies.editable_of_afspraak,
    )
    publish = staticmethod(publicatie.publish_afspraak)
    unpublish = staticmethod(publicatie.unpublish_afspraak)
    argument = "afspraak"
    gemeente_from = "afsprakenset"
    fieldsets = (
        (None, {"fields": ("afsprakenset", "thema", "code", "volgorde", "titel", "titel_in_document", "gepubliceerd")}),
        (gettext_lazy("Inhoud"), {"fields": ("samenvatting", "doel", "huurdersprioriteit", "rayon")}),
        STAND,
        BRON,
    )
    fixed = ("afsprakenset", "code")
    readonly_fields = STANDVELDEN
    inlines = (ActieInline, TermijnInline, BetrokkenheidInline, LiggingInline)
    list_display = ("code", "titel", "thema", "stand", "stand_datum", "gepubliceerd", "afsprakenset")
    list_display_links = ("code", "titel")
    list_filter = (StatusFilter, "gepubliceerd", "gemeente", "afsprakenset", "thema", "betrokkenheden__partij")
    search_fields = ("code", "titel")
    history_of = {
        "afspraken.actie": "afspraak",
        "afspraken.termijn": "afspraak",
        "afspraken.betrokkenheid": "afspraak",
        "afspraken.ligging": "afspraak",
        "afspraken.voortgang": "afspraak",
        "afspraken.notitie": "afspraak",
        "afspraken.bewijsstuk": "afspraak",
    }

    def extend(self, queryset: QuerySet[Any], user: Any) -> QuerySet[Any]:
        return super().extend(queryset, user).select_related("thema", "afsprakenset", "gemeente", "rayon", "bron")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        return [part for part in super().get_fieldsets(request, obj) if obj is not None or part is not STAND]

    def get_search_results(self, request: HttpRequest, queryset: QuerySet[Any], search_term: str) -> Any:
        return queryset.search(search_term[:200], request.user), False  # type: ignore[attr-defined]

    def narrow(self, queryset: QuerySet[Any], db_field: Any, row: Any) -> QuerySet[Any]:
        return queryset.filter(afsprakenset=row.afsprakenset_id) if db_field.name == "thema" else queryset

    def check_row(self, row: Any, form: Any) -> None:
        if row.thema.afsprakenset_id != row.afsprakenset_id:
            form.add_error("thema", ValidationError(_("Kies een thema van deze afsprakenset."), code="set"))

    def write_new(self, row: Any, *, by: Gebruiker, reden: str) -> None:
        if not row.volgorde:
            last = Afspraak.objects.filter(afsprakenset=row.afsprakenset_id).aggregate(last=Max("volgorde"))["last"]
            row.volgorde = (last or 0) + 1
        super().write_new(row, by=by, reden=reden)


@admin.register(Actie)
class ActieAdmin(ActieOptions, PubliceerActies):
    fieldsets = (
        (None, {"fields": ("afspraak", "code", "titel", "omschrijving", "gepubliceerd")}),
        (gettext_lazy("Waar en hoeveel"), {"fields": ("locatie", "aantal_woningen", "aantal_tekst")}),
        STAND,
        BRON,
    )
    fixed = ("afspraak",)
    readonly_fields = ("code", *STANDVELDEN)
    autocomplete_fields = ("afspraak",)
    inlines = (TermijnVanActie, BetrokkenheidVanActie, LiggingVanActie)
    list_display = ("code", "titel", "stand", "stand_datum", "gepubliceerd", "locatie", "afsprakenset")
    list_display_links = ("code", "titel")
    list_filter = (StatusFilter, "gepubliceerd", "gemeente", "afspraak__afsprakenset", "afspraak__thema")
    search_fields = ("code", "titel", "omschrijving", "locatie")
    extra_lookups = frozenset({"afspraak__id__exact"})
    history_of = {
        "afspraken.termijn": "actie",
        "afspraken.betrokkenheid": "actie",
        "afspraken.ligging": "actie",
        "afspraken.voortgang": "actie",
    }

    @admin.display(description=gettext_lazy("afsprakenset"), ordering="afspraak__afsprakenset")
    def afsprakenset(self, row: Any) -> str:
        return str(row.afspraak.afsprakenset)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        return [part for part in super().get_fieldsets(request, obj) if obj is not None or part is not STAND]

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        return self.inlines if obj is not None else ()


class BijAfspraakAdmin(BijAfspraakOptions, BeheerAdmin):
    """Lists for finding what hangs where; new rows are also added on the page of the afspraak."""

    fixed = ("afspraak",)
    autocomplete_fields: ClassVar[Any] = ("afspraak", "actie")
    extra_lookups = frozenset({"afspraak__id__exact", "actie__id__exact"})


@admin.register(Termijn)
class TermijnAdmin(TermijnOptions, BijAfspraakAdmin):
    fields = ("afspraak", "actie", "soort", "periode", "wat", "voldaan_op", "bron_opmerking")
    list_display = ("__str__", "afspraak", "actie", "wat", "einddatum", "voldaan_op")
    list_filter = ("soort", "gemeente", "afspraak__afsprakenset", "afspraak__thema")
    date_hierarchy = "einddatum"
    search_fields = ("wat", "periode", "afspraak__code", "afspraak__titel")


@admin.register(Betrokkenheid)
class BetrokkenheidAdmin(BetrokkenheidOptions, BijAfspraakAdmin):
    fields = ("afspraak", "actie", "rol", "partij", "volgorde")
    list_display = ("partij", "rol", "afspraak", "actie")
    list_filter = ("rol", "gemeente", "afspraak__afsprakenset", "afspraak__thema", "partij")
    search_fields = ("partij__naam", "afspraak__code", "afspraak__titel")


@admin.register(Ligging)
class LiggingAdmin(LiggingOptions, BijAfspraakAdmin):
    fields = ("afspraak", "actie", "gebied", "volgorde")
    list_display = ("gebied", "afspraak", "actie")
    list_filter = ("gemeente", "afspraak__afsprakenset", "afspraak__thema", "gebied")
    search_fields = ("gebied__naam", "afspraak__code", "afspraak__titel")
