# SPDX-License-Identifier: EUPL-1.2
"""The form under every screen: nobody's work is overwritten, and no row ends up where its writer may not write."""

import datetime as dt
import re
from collections.abc import Collection, Iterator
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Max
from django.forms.models import model_to_dict
from django.forms.utils import ErrorDict
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partijen import policies
from partijen.beheer.fields import KnownRowField
from partijen.beheer.options import BeheerOptions
from partijen.models import Wijziging
from partijen.services.persoonsgegevens import GEEN, Antwoord, PersonalDataFound, check_texts
from portaal.lib.compiled import ANY_KEY, read_values

NO_DATA = frozenset({"versie", "reden", "bevindingen", "geen_persoonsgegeven"})
MAX_REDEN = 1000
MAX_SHOWN = 2000
_VERSIE = re.compile(r"([0-9]{1,10})-([0-9]{1,18})", re.ASCII)


def newest_events(rows: Collection[models.Model]) -> dict[int, int]:
    """{row id: id of its newest event} of rows of one model, in one query."""
    if not rows:
        return {}
    label = next(iter(rows))._meta.label_lower

    def events() -> models.QuerySet[Any]:
        of_rows = Wijziging.objects.filter(model=label, object_id__in=[ANY_KEY]).order_by()
        return of_rows.values("object_id").annotate(newest=Max("id"))

    found = read_values(("newest-events", label), events, pks=[row.pk for row in rows])
    return {values["object_id"]: values["newest"] for values in found}


class BeheerForm(forms.ModelForm):  # type: ignore[type-arg]
    """A form that knows what changed since it was shown.

    The hidden field `versie` holds the version of the row and the number of its newest event in the history.
    When that is no longer the newest, the events in between say what others changed, from what to what. A
    row one left alone then keeps the new values; where both changed it, the form comes back with both.
    """

    beheer: ClassVar[BeheerOptions]
    user: ClassVar[Any]
    parent: Any = None
    fault: ClassVar[str | None] = None

    versie = forms.CharField(required=False, widget=forms.HiddenInput, max_length=40)
    # What looked like personal data when the form was last shown: an answer is about that and nothing else.
    bevindingen = forms.CharField(required=False, widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args: Any, newest: dict[int, int] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sent: Any = self.data
        self.meanwhile: dict[str, Wijziging] = {}
        self.outdated = self.conflict = self.asks_answer = False
        row = self.instance
        if row.pk:
            self.stored = dict(self.initial) | model_to_dict(row, fields=[*self._columns()])
            events = newest if newest is not None else newest_events([row])
            self.now = f"{getattr(row, 'versie', 0)}-{events.get(row.pk, 0)}"
            self.initial["versie"] = self.now
            self._keep_present_choices()
            if self.is_bound:
                self._read_what_changed()
        self._lock_fields()

    def _columns(self) -> dict[str, Any]:
        """Fields of the form that are fields of the model."""
        opts = self.instance._meta
        fields = {field.name: field for field in (*opts.concrete_fields, *opts.many_to_many)}
        return {name: fields[name] for name in self.fields if name in fields and name not in NO_DATA}

    def _keep_present_choices(self) -> None:
        for name, column in self._columns().items():
            field = self.fields[name]
            if isinstance(field, KnownRowField):
                present_id = getattr(self.instance, column.attname)
                if present_id is not None and present_id not in field.known():
                    field.present = getattr(self.instance, name)
            elif isinstance(field, forms.ModelMultipleChoiceField) and field.queryset is not None:
                present = [row.pk for row in self.initial.get(name) or ()]
                possible = models.Q(pk__in=field.queryset.order_by().values("pk")) | models.Q(pk__in=present)
                field.queryset = field.queryset.model._default_manager.filter(possible)

    def _lock_fields(self) -> None:
        """Fields this user may not fill in for this row; what is sent for them is not read."""
        row = self.instance if self.instance.pk else None
        regels = self.beheer.regels
        editable = regels.editable(self.user, row) if regels else frozenset()
        if row is not None and not self.beheer.asks("change", self.user, row):
            editable = frozenset()
        if editable is not None:
            for name in self._columns():
                if name not in editable and not isinstance(self.fields[name], forms.models.InlineForeignKeyField):
                    self.fields[name].disabled = True

    # --- what others changed -----------------------------------------------------------------------------------------

    def _read_what_changed(self) -> None:
        sent = str(self.data.get(self.add_prefix("versie")) or "")
        if sent == self.now:
            return
        match = _VERSIE.fullmatch(sent)
        if match is None:
            self.outdated = True
            return
        events = Wijziging.objects.of_object(self.instance).filter(pk__gt=int(match[2]))
        by_column = {getattr(column, "attname", name): (name, column) for name, column in self._columns().items()}
        found = False
        for event in events.select_related("gebruiker").order_by("pk"):
            found = True
            for column_name, (old, _new) in event.velden.items():
                if column_name not in by_column:
                    continue
                name, column = by_column[column_name]
                if old is None and not column.null:
                    self.outdated = True  # from before the row was there: no page ever showed that
                    return
                if name not in self.meanwhile and not column.many_to_many:
                    self.initial[name] = column.to_python(old)
                elif name not in self.meanwhile:
                    self.initial[name] = old
                self.meanwhile[name] = event
        self.outdated = not found and match[1] != self.now.partition("-")[0]

    @cached_property
    def changed_data(self) -> list[str]:
        """Fields whose value this user changed; what now already holds that value is left out."""
        names = [name for name, bound in self._bound_items() if bound._has_changed()]  # type: ignore[attr-defined]
        return [name for name in names if name not in NO_DATA and not self._stands_already(name)]

    def _stands_already(self, name: str) -> bool:
        return name in self.meanwhile and not self.fields[name].has_changed(self.stored.get(name), self[name].data)

    def full_clean(self) -> None:
        """A row of a page that was left alone is not validated again: others may have changed it since."""
        if self.is_bound and self.instance.pk and not self.fault and not self.has_changed():
            self._errors = ErrorDict(renderer=self.renderer)
            self.cleaned_data = {**self.stored, "reden": self._reden()}
            if isinstance(self, BeheerMainForm):
                self.cleaned_data["reden"] = self.clean_reden()
            return
        super().full_clean()

    def _reden(self) -> str:
        """The reason given on the page, also for the rows under it."""
        return str(self.data.get("reden") or "").strip()[:MAX_REDEN]

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.fault:
            self.add_error(None, self.fault)
        self.beheer.fill(self.instance, self.cleaned_data, self.parent, self.user)
        if self.instance.pk and self.changed_data and (self.meanwhile or self.outdated):
            self._show_both()
        return cleaned

    def _show_both(self) -> None:
        """Refuse, keep what the user typed, and put beside it what stands now."""
        self.conflict = True
        self._send_back("versie", self.now)
        labels = [str(self.fields[name].label or name) for name in self.meanwhile]
        if self.meanwhile:
            event = list(self.meanwhile.values())[-1]
            said = _("%(wie)s heeft dit intussen gewijzigd (%(moment)s): %(velden)s.") % {
                "wie": self._who(event),
                "moment": date_format(timezone.localtime(event.moment), "DATETIME_FORMAT"),
                "velden": get_text_list(labels, _("en")),
            }
        else:
            said = _("Iemand anders heeft dit intussen gewijzigd.")
        kept = _("Uw invoer is nog niet opgeslagen en staat hieronder. Vergelijk, en sla daarna op.")
        self.add_error(None, ValidationError(f"{said} {kept}", code="versie"))
        for name in self.meanwhile:
            if name in self.changed_data:
                fault = _("Nu opgeslagen: ‘%(waarde)s’. Hier staat uw eigen invoer.")
                params = {"waarde": self._display(name, self.stored.get(name))}
                self.add_error(name, ValidationError(fault, code="versie", params=params))
            else:
                self._put(name, self.stored.get(name))

    def _send_back(self, name: str, value: str) -> None:
        """Put a value into the form as it comes back to the user."""
        self.sent = self.sent if getattr(self.sent, "_mutable", True) else self.sent.copy()
        self.data = self.sent
        self.sent[self.add_prefix(name)] = value

    def _who(self, event: Wijziging) -> str:
        may_know = event.gemeente_id is not None and policies.may_see_history(self.user, event.gemeente_id)
        return str(event.gebruiker) if event.gebruiker and may_know else _("Iemand anders")

    def _display(self, name: str, value: Any) -> str:
        """A value in words, as the form would show it."""
        field = self.fields[name]
        if value in (None, "", [], {}):
            return _("leeg")
        if isinstance(value, bool):
            return _("ja") if value else _("nee")
        if isinstance(value, list) and value and isinstance(value[0], models.Model):
            return ", ".join(str(row) for row in value)
        if isinstance(field, forms.ModelChoiceField):
            row = field.queryset.model._default_manager.filter(pk=value).first() if field.queryset is not None else None
            return str(row or value)
        if isinstance(field, forms.ChoiceField):
            return next((str(label) for choice, label in _flat(field.choices) if choice == value), str(value))
        if isinstance(value, dt.date):
            return date_format(value)
        return str(field.prepare_value(value))[:MAX_SHOWN]

    def _put(self, name: str, value: Any) -> None:
        """Show the present value in a field the user had left alone, so that saving again keeps it."""
        key, field = self.add_prefix(name), self.fields[name]
        if isinstance(field.widget, forms.CheckboxInput):
            self.sent.pop(key, None)
            if value:
                self.sent[key] = "on"
        elif isinstance(field, forms.ModelMultipleChoiceField):
            self.sent.setlist(key, [str(pk) for pk in field.prepare_value(value or [])])
        else:
            shown = field.widget.format_value(field.prepare_value(value))
            shown = shown[0] if isinstance(shown, list) and shown else shown
            self.sent[key] = "" if shown in (None, []) else str(shown)

    # --- what may be saved -------------------------------------------------------------------------------------------

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if self.errors:
            return
        self._check_gemeente()
        self._check_constraints()
        if not self.errors:
            self.beheer.check_row(self.instance, self)
        if not self.errors and not self._allowed():
            self.add_error(None, ValidationError(_("U kunt dit hier niet opslaan."), code="regels"))
        if not self.errors and self.beheer.publishes:
            self._check_personal_data()

    def _check_gemeente(self) -> None:
        """Nothing refers to another gemeente, whatever number was sent."""
        gemeente_id = getattr(self.instance, "gemeente_id", None)
        if gemeente_id is None:
            return
        columns = self._columns()
        for name in self.changed_data:
            column, value = columns.get(name), self.cleaned_data.get(name)
            if column is None or column.remote_field is None or not value or name in {"gemeente", *self.beheer.across}:
                continue
            ids = {row.pk for row in value} if column.many_to_many else {value.pk}
            screen = self.beheer.admin_site._registry[column.remote_field.model]
            rows = column.remote_field.model._default_manager.filter(pk__in=ids)
            if screen.within(rows, gemeente_id).count() != len(ids):  # type: ignore[attr-defined]
                self.add_error(name, ValidationError(_("Dit hoort niet bij deze gemeente."), code="gemeente"))

    def _check_constraints(self) -> None:
        """Those that also look at columns which are not on the form, in Dutch."""
        unsaved = {
            field.name
            for field in self.instance._meta.concrete_fields
            if field.remote_field and field.is_cached(self.instance) and not self._is_saved(field)
        }
        for constraint in self.instance._meta.constraints:
            if not isinstance(constraint, models.UniqueConstraint | models.CheckConstraint):
                continue
            try:
                constraint.validate(type(self.instance), self.instance, exclude=unsaved | self.beheer.assigned)
            except ValidationError as error:
                message = self.beheer.constraint_messages.get(constraint.name)
                self.add_error(None, ValidationError(message, code="uniek") if message else _non_field(error))

    def _check_personal_data(self) -> None:
        """What is public once it is saved holds no personal data, or the coordinator says that it is none.

        The answer stands on the form of the page, also for the rows under it.
        """
        antwoord = None
        if self.data.get("geen_persoonsgegeven"):
            antwoord = Antwoord(str(self.data.get(self.add_prefix("bevindingen")) or ""), self._reden())
        may_answer = self.beheer.may_publish(self.user, self.instance)
        try:
            check_texts(
                self.beheer.texts_to_publish(self.instance, self.changed_data), antwoord if may_answer else None
            )
        except PersonalDataFound as found:
            self.add_error(None, found)
            self.asks_answer = may_answer
            self._send_back("bevindingen", found.kenmerk)
            said = _("Haal het uit de tekst, of vraag wie mag publiceren.")
            if may_answer:
                said = _("Haal het uit de tekst. Of zet het vinkje ‘Dit is geen persoonsgegeven’ en schrijf de reden.")
            self.add_error(None, ValidationError(said, code="persoonsgegevens"))

    def _is_saved(self, field: Any) -> bool:
        related = getattr(self.instance, field.name, None)
        return related is None or related.pk is not None

    def _allowed(self) -> bool:
        """The rules once more, now for the row as it would become."""
        if not self.beheer.asks("change" if self.instance.pk else "add", self.user, self.instance):
            return False
        editable = self.beheer.regels.editable(self.user, self.instance) if self.beheer.regels else frozenset()
        return editable is None or set(self.changes()) <= {*editable, self.beheer.gemeente_from}

    def changes(self) -> dict[str, Any]:
        """{column: new value} of what this user changed; what belongs to several rows is left out."""
        columns = self._columns()
        return {
            name: self.cleaned_data[name]
            for name in self.changed_data
            if name in columns and not columns[name].many_to_many
        }

    def related_changes(self) -> dict[str, Any]:
        """{many-to-many field: rows} of what this user changed."""
        columns = self._columns()
        return {
            name: self.cleaned_data[name]
            for name in self.changed_data
            if name in columns and columns[name].many_to_many
        }


class BeheerMainForm(BeheerForm):
    """The form of a page of its own: it also asks why."""

    reden = forms.CharField(
        label=gettext_lazy("Reden van de wijziging"),
        help_text=gettext_lazy("Mag leeg blijven. Komt in de geschiedenis te staan."),
        required=False,
        max_length=MAX_REDEN,
        widget=forms.Textarea(attrs={"rows": 2, "cols": 60, "maxlength": MAX_REDEN}),
    )
    geen_persoonsgegeven = forms.BooleanField(
        label=gettext_lazy("Dit is geen persoonsgegeven"), required=False, widget=forms.HiddenInput
    )

    def show_question(self) -> None:
        """Something on the page seems to be personal data: now there is a tick to answer that."""
        self.fields["geen_persoonsgegeven"].widget = forms.CheckboxInput(attrs={"autofocus": True})

    def clean_reden(self) -> str:
        """The reason for the history, which says so when it is an answer to that question."""
        reden: str = self.cleaned_data["reden"].strip()
        return GEEN % {"reden": reden} if reden and self.data.get("geen_persoonsgegeven") else reden


def _flat(choices: Any) -> Iterator[tuple[Any, Any]]:
    for choice, label in choices:
        if isinstance(label, list | tuple):
            yield from _flat(label)
        else:
            yield choice, label


def _non_field(error: ValidationError) -> ValidationError:
    """All messages of an error together, whatever fields it names (these may not be on the form)."""
    if hasattr(error, "error_dict"):
        return ValidationError([fault for faults in error.error_dict.values() for fault in faults])
    return error
