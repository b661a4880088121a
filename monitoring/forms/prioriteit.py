# SPDX-License-Identifier: EUPL-1.2
"""The form of a priority of a party."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from afspraken.filters import set_choices
from afspraken.models import Afspraak, Afsprakenset
from monitoring.models import Partijprioriteit
from partijen.models import Partij
from portaal.lib.forms import PortaalForm, TekstField, VersieField

CONTENT = ("nummer", "jaar", "titel", "toelichting")
_SEPARATOR = re.compile(r"[\s,;]+")
CHOOSE = dict.fromkeys(("required", "invalid_choice"), _("Kies uit de lijst."))


class PrioriteitForm(PortaalForm):
    """What a party asks first. `afsprakenset` and `partij` are there for a new one only."""

    afsprakenset = forms.ChoiceField(label=_("In welk document met afspraken?"), error_messages=CHOOSE)
    partij = forms.ChoiceField(label=_("Van welke partij?"), error_messages=CHOOSE)
    nummer = forms.IntegerField(
        label=_("Nummer"),
        min_value=1,
        max_value=99,
        required=False,
        help_text=_("1 is het belangrijkst. Leeg: het volgende nummer."),
    )
    titel = forms.CharField(
        label=_("Wat moet als eerste gebeuren?"),
        max_length=160,
        error_messages={"required": _("Schrijf in één zin wat als eerste moet gebeuren.")},
    )
    toelichting = TekstField(
        label=_("Toelichting"),
        rows=5,
        max_length=2000,
        help_text=_("Schrijf geen namen, telefoonnummers of adressen van mensen: iedereen kan dit lezen."),
    )
    jaar = forms.IntegerField(label=_("Vanaf welk jaar"), min_value=2000, max_value=2100, required=False)
    codes = forms.CharField(
        label=_("Welke afspraken gaan hierover?"),
        max_length=300,
        required=False,
        help_text=_("Schrijf de codes met een komma ertussen, zoals 1a, 5w."),
    )
    versie = VersieField()

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        user: Any,
        sets: Sequence[Afsprakenset],
        partijen: Sequence[Partij],
        row: Partijprioriteit | None = None,
    ) -> None:
        self.user, self.row = user, row
        self.sets = {str(one.pk): one for one in sets}
        self.partijen = {str(one.pk): one for one in partijen}
        initial = {name: getattr(row, name) for name in (*CONTENT, "versie")} if row is not None else {}
        super().__init__(data, initial=initial | ({"codes": ", ".join(codes_of(row, user))} if row else {}))
        if row is not None:
            del self.fields["afsprakenset"], self.fields["partij"]
            return
        del self.fields["versie"]
        for name, found in (("afsprakenset", self.sets), ("partij", self.partijen)):
            first = [] if len(found) == 1 else [("", str(_("Kies")))]
            set_choices(self.fields[name], [*first, *((key, str(one)) for key, one in found.items())])

    def clean(self) -> dict[str, Any]:
        """The afspraken of the codes, as far as the user sees them."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        chosen = self.row.afsprakenset if self.row else self.sets.get(cleaned.get("afsprakenset", ""))
        cleaned["afspraken"] = []
        if chosen is None or "codes" not in cleaned:
            return cleaned
        codes = [code for code in dict.fromkeys(_SEPARATOR.split(cleaned["codes"])) if code]
        rows = Afspraak.objects.visible_to(self.user).filter(afsprakenset=chosen)
        known = {row.code.casefold(): row for row in rows.only("pk", "code", "afsprakenset_id")}
        unknown = [code for code in codes if code.casefold() not in known]
        if unknown:
            self.add_error("codes", _now("Deze code staat niet in dit document: %s.") % ", ".join(unknown))
        cleaned["afspraken"] = [known[code.casefold()] for code in codes if code.casefold() in known]
        return cleaned

    def chosen(self) -> tuple[Afsprakenset, Partij]:
        """Of a new one: in which set, and of which party."""
        return self.sets[self.cleaned_data["afsprakenset"]], self.partijen[self.cleaned_data["partij"]]

    def values(self) -> dict[str, Any]:
        """The attributes of the row; without a number the one it has."""
        values = {name: self.cleaned_data[name] for name in CONTENT}
        if values["nummer"] is None:
            del values["nummer"]
        return values


def codes_of(row: Partijprioriteit, user: Any) -> list[str]:
    """The codes of its afspraken that the user sees, in the order of the document."""
    rows = Afspraak.objects.visible_to(user).filter(partijprioriteiten=row)
    return list(rows.order_by("volgorde", "pk").values_list("code", flat=True))
