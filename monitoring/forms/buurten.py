# SPDX-License-Identifier: EUPL-1.2
"""What to show and to compare of buurten."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from afspraken.filters import KeyField


class MaatForm(forms.Form):
    """What the map of neighbourhoods shows."""

    maat = KeyField(label=_("Wat wilt u per buurt zien?"), wrong=_("‘%(value)s’ is niet iets wat de kaart kan tonen."))

    def __init__(self, data: QueryDict, *, keuzes: list[tuple[str, list[tuple[str, str]]]]) -> None:
        super().__init__(data, auto_id="filter-%s")
        self.eerste = keuzes[0][1][0][0]
        self.fields["maat"].choices = keuzes  # type: ignore[attr-defined]
        self.fields["maat"].initial = self.eerste

    @property
    def sleutel(self) -> str:
        """The measure that was chosen; the first one when none was, or one that is not there."""
        return (self.cleaned_data["maat"] if self.is_valid() else "") or self.eerste


class VergelijkForm(forms.Form):
    """Two places beside each other."""

    een = KeyField(label=_("Eerste gebied"), wrong=_("‘%(value)s’ is geen gebied van deze gemeente."))
    twee = KeyField(label=_("Tweede gebied"), wrong=_("‘%(value)s’ is geen gebied van deze gemeente."))

    def __init__(self, data: QueryDict, *, keuzes: list[tuple[str, list[tuple[str, str]]]]) -> None:
        super().__init__(data, auto_id="vergelijk-%s")
        for name in ("een", "twee"):
            self.fields[name].choices = [("", gettext("Kies een gebied")), *keuzes]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Two different places."""
        data = super().clean() or {}
        if data.get("een") and data.get("een") == data.get("twee"):
            self.add_error("twee", _("Kies een ander gebied dan het eerste."))
        return data
