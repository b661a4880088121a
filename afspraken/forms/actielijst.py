# SPDX-License-Identifier: EUPL-1.2
"""The action list: what did not change, and a file to read in."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from afspraken.models import Afsprakenset
from partijen.models import Gemeente

MAX_UNCHANGED = 200

_UNCHANGED = re.compile(r"([0-9]{1,18})-([0-9]{1,9})", re.ASCII)


def parse_unchanged(values: list[str]) -> dict[int, int]:
    """{afspraak id: version the user saw}, from the checkboxes of the actielijst (`id-versie`).

    Raises:
        ValidationError: nothing chosen, too much, or a value the list never gave out.
    """
    if not values:
        raise ValidationError(_("Kies eerst een of meer afspraken die op koers zijn."), code="required")
    if len(values) > MAX_UNCHANGED:
        fault = _("Kies hoogstens %(limit)d afspraken tegelijk.")
        raise ValidationError(fault, code="max_length", params={"limit": MAX_UNCHANGED})
    pairs = [_UNCHANGED.fullmatch(value) for value in values]
    if not all(pairs):
        raise ValidationError(_("Deze keuze bestaat niet. Laad de lijst opnieuw."), code="invalid")
    return {int(pair[1]): int(pair[2]) for pair in pairs if pair}


class ActielijstUploadForm(forms.Form):
    """A file with an actielijst, and the set it belongs to."""

    MAX_BYTES = 5 * 1024 * 1024

    afsprakenset = forms.ModelChoiceField(
        label=gettext_lazy("Afsprakenset"), queryset=Afsprakenset.objects.none(), empty_label=None, to_field_name="slug"
    )
    bestand = forms.FileField(
        label=gettext_lazy("Bestand"),
        help_text=gettext_lazy("Een xlsx-, ods- of csv-bestand van hoogstens 5 MB en 5.000 rijen."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.ods,.csv"}),
        error_messages={
            "required": gettext_lazy("Kies een bestand."),
            "empty": gettext_lazy("Dit bestand is leeg. Kies het bestand dat u uit Excel hebt opgeslagen."),
        },
    )

    def __init__(self, *args: Any, gemeente: Gemeente, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sets = Afsprakenset.objects.visible_to(user).filter(gemeente=gemeente).select_related("gemeente").current()
        self.fields["afsprakenset"].queryset = sets  # type: ignore[attr-defined]

    def clean_bestand(self) -> Any:
        """A file of a size that is read at all; what is in it is for the importer."""
        upload = self.cleaned_data["bestand"]
        if upload.size > self.MAX_BYTES:
            raise forms.ValidationError(_("Dit bestand is groter dan 5 MB. Bewaar alleen het blad Actielijst."))
        return upload
