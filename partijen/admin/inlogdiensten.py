# SPDX-License-Identifier: EUPL-1.2
"""The screen of providers of logins: a secret goes in and never comes out."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partijen import policies
from partijen.admin.basis import own_gemeenten
from partijen.beheer.admins import BeheerAdmin
from partijen.beheer.fields import LinesField
from partijen.beheer.forms import BeheerMainForm
from partijen.beheer.options import BEHEER
from partijen.beheer.regels import Regels
from partijen.models import Gebruiker, Inlogdienst
from partijen.models.inlogdienst import validate_domeinen
from partijen.services.inlogdiensten import change_inlogdienst, delete_inlogdienst, sealed

MAX_GEHEIM = 500


def _rows(user: Any) -> Q:
    return Q(pk__isnull=False) if policies.may_set_up(user) else own_gemeenten(user)


class InlogdienstForm(BeheerMainForm):
    domeinen = LinesField(
        label=gettext_lazy("Domeinen van e-mailadressen"),
        required=True,
        help_text=gettext_lazy(
            "Voor welke adressen deze dienst mag spreken: wat achter de @ staat, een per regel, zoals gemeente.example."
        ),
    )
    geheim = forms.CharField(
        label=gettext_lazy("Geheim"),
        max_length=MAX_GEHEIM,
        required=False,
        # Nothing that was typed comes back, also not with a form that is refused.
        widget=forms.PasswordInput(render_value=False, attrs={"autocomplete": "new-password"}),
        help_text=gettext_lazy("Krijgt u van de dienst (client secret). Wordt versleuteld bewaard, nooit getoond."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["geheim"]
        if self.instance.pk:
            field.help_text = _("Leeg laten: het opgeslagen geheim blijft. Het wordt nooit getoond.")
        if self.instance.pk and not self.beheer.asks("change", self.user, self.instance):
            field.disabled = True

    def clean_domeinen(self) -> list[str]:
        """Each a domain; capitals do not matter."""
        domains = [domain.lower().removeprefix("@") for domain in self.cleaned_data["domeinen"]]
        validate_domeinen(domains)
        return domains

    def changes(self) -> dict[str, Any]:
        """With a new secret, which is a column of another name."""
        geheim = self.cleaned_data.get("geheim") or ""
        return super().changes() | ({"geheim": geheim} if geheim else {})


@admin.register(Inlogdienst)
class InlogdienstAdmin(BeheerAdmin):
    regels = Regels(
        enter=policies.may_read_beheer,
        rows=_rows,
        add=policies.may_keep_inlogdienst,
        change=policies.may_keep_inlogdienst,
        delete=policies.may_keep_inlogdienst,
    )
    form = InlogdienstForm
    fields = (
        "gemeente",
        "naam",
        "slug",
        "server_url",
        "client_id",
        "geheim",
        "domeinen",
        "adressen_bevestigd",
        "aanmelding",
        "actief",
    )
    # What accounts are tied to, and whose accounts it opens.
    fixed = ("gemeente", "slug")
    readonly_fields = ("terugadres", "geheim_op")
    list_display = ("naam", "gemeente", "server_url", "actief")
    list_filter = ("gemeente", "actief")
    list_select_related = ("gemeente",)
    search_fields = ("naam", "slug", "server_url")

    @admin.display(description=gettext_lazy("terugadres, om bij de dienst op te geven"))
    def terugadres(self, row: Any) -> str:
        path = reverse("openid_connect_callback", args=[row.slug]) if row.slug else ""
        return f"{settings.PORTAAL_URL}{path}" if path else "–"

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        (title, options), *rest = super().get_fieldsets(request, obj)
        shown = self.fields if obj is None else (*self.fields, *self.readonly_fields)
        return [(title, {**options, "fields": shown}), *rest]

    def check_row(self, row: Any, form: Any) -> None:
        if not row.pk and not form.cleaned_data.get("geheim"):
            form.add_error("geheim", _("Vul het geheim in dat u van de dienst kreeg."))

    def fill(self, row: Any, cleaned: dict[str, Any], parent: Any, user: Any) -> None:
        if not row.pk and cleaned.get("geheim"):
            row.geheim_versleuteld = sealed(cleaned["geheim"])

    def write_change(self, row: Any, changes: dict[str, Any], *, by: Gebruiker, reden: str) -> None:
        change_inlogdienst(dienst=row, changes=changes, by=by, oorsprong=BEHEER, reden=reden)

    def write_deleted(self, row: Any, *, by: Gebruiker, reden: str) -> None:
        delete_inlogdienst(dienst=row, by=by, oorsprong=BEHEER, reden=reden)
