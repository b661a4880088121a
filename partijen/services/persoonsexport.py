# SPDX-License-Identifier: EUPL-1.2
"""Everything the portal holds on one user: for himself, and for who keeps the account (AVG, right of access).

Every model of the whole installation that points at a user takes part by itself, so that a new one is not forgotten.
Keys and hashes that open an account are told by name and not by value.
"""

import datetime as dt
from typing import Any

from axes.models import AccessAttempt
from django.apps import apps
from django.db import models
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partijen.models import Gebruiker, Lidmaatschap, Wijziging
from portaal.lib.security_log import pseudonym

HIDDEN = "(wordt bewaard, niet getoond)"
# Columns that open an account or a session, by "label.column".
SECRETS = frozenset(
    {
        "partijen.gebruiker.password",
        "partijen.sleutel.token_hash",
        "mfa.authenticator.data",
        "usersessions.usersession.session_key",
        "account.emailconfirmation.key",
        "socialaccount.socialtoken.token",
        "socialaccount.socialtoken.token_secret",
    }
)
# Models and columns of libraries, which have English names.
TITLES = {
    "account.emailaddress": gettext_lazy("E-mailadressen van uw account"),
    "account.emailconfirmation": gettext_lazy("Bevestigingen van uw e-mailadres"),
    "mfa.authenticator": gettext_lazy("Tweede stap bij inloggen"),
    "socialaccount.socialaccount": gettext_lazy("Accounts bij andere organisaties om mee in te loggen"),
    "usersessions.usersession": gettext_lazy("Waar u bent ingelogd"),
}
COLUMNS = {
    "user": gettext_lazy("gebruiker"),
    "type": gettext_lazy("soort"),
    "data": gettext_lazy("gegevens"),
    "created_at": gettext_lazy("aangemaakt op"),
    "last_used_at": gettext_lazy("laatst gebruikt op"),
    "last_seen_at": gettext_lazy("laatst gezien op"),
    "ip": gettext_lazy("internetadres"),
    "user_agent": gettext_lazy("browser"),
}
# Of what he changed in rows about others, the content is about them.
ABOUT_PEOPLE = frozenset({"partijen.gebruiker", "partijen.lidmaatschap"})


def links_to_users() -> list[tuple[type[models.Model], models.Field[Any, Any]]]:
    """Every foreign key to a user, of every model of the installation."""
    return [
        (model, field)
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.concrete_fields
        if field.related_model is Gebruiker
    ]


def collect(gebruiker: Gebruiker) -> dict[str, Any]:
    """What is held on a user: {"gemaakt_op": …, "gebruiker": {…}, "gegevens": {what: [rows]}}."""
    found: dict[str, list[dict[str, Any]]] = {}
    for model, field in links_to_users():
        rows = model._base_manager.filter(**{field.name: gebruiker.pk}).order_by("pk")
        known = TITLES.get(model._meta.label_lower)
        title = str(known or f"{capfirst(model._meta.verbose_name_plural)} ({field.verbose_name})")
        found.setdefault(title, []).extend(_row(row) for row in rows)
    about = Wijziging.objects.of_object(gebruiker).exclude(gebruiker=gebruiker).order_by("pk")
    found["Wijzigingen van uw account door anderen"] = [_row(row, whole=True) for row in about]
    roles = Wijziging.objects.filter(model=Lidmaatschap._meta.label_lower).exclude(gebruiker=gebruiker)
    his = models.Q(velden__gebruiker_id__0=gebruiker.pk) | models.Q(velden__gebruiker_id__1=gebruiker.pk)
    his |= models.Q(object_id__in=Lidmaatschap.objects.filter(gebruiker=gebruiker).values("pk"))
    found["Wijzigingen van uw rollen door anderen"] = [
        _row(row, whole=True) for row in roles.filter(his).order_by("pk")
    ]
    failures = AccessAttempt.objects.filter(username=pseudonym(gebruiker.email)).order_by("pk")
    found["Mislukte inlogpogingen"] = [_row(row) for row in failures]
    return {
        "gemaakt_op": timezone.now().isoformat(timespec="seconds"),
        "gebruiker": _row(gebruiker),
        "gegevens": {title: rows for title, rows in sorted(found.items()) if rows},
    }


def _row(row: models.Model, *, whole: bool = False) -> dict[str, Any]:
    """The columns of a row in words; of an event about somebody else only that there was one."""
    label = row._meta.label_lower
    values: dict[str, Any] = {}
    others = isinstance(row, Wijziging) and row.model in ABOUT_PEOPLE and not whole
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        if value in (None, ""):
            continue
        if f"{label}.{field.name}" in SECRETS:
            value = HIDDEN
        elif others and field.name in ("object_naam", "velden", "reden"):
            continue
        elif isinstance(value, models.fields.files.FieldFile):
            value = value.name
        elif isinstance(value, dt.datetime):
            value = timezone.localtime(value).isoformat(timespec="seconds")
        elif not isinstance(value, bool | int | float | str | list | dict):
            value = str(value)
        values[str(COLUMNS.get(field.name, field.verbose_name) if label in TITLES else field.verbose_name)] = value
    return values


def in_words(value: Any) -> Any:
    """What was collected for a page: changes as "column: old → new", lists and objects as a line."""
    if isinstance(value, bool):
        return _("ja") if value else _("nee")
    if value in (None, "", [], {}):
        return "–"
    if isinstance(value, dict):
        pairs = (
            (name, [in_words(part) for part in item] if isinstance(item, list) else item)
            for name, item in value.items()
        )
        return "; ".join(
            f"{name}: {item[0]} → {item[1]}"
            if isinstance(item, list) and len(item) == 2
            else f"{name}: {in_words(item)}"
            for name, item in pairs
        )
    return "; ".join(str(in_words(part)) for part in value) if isinstance(value, list) else value
