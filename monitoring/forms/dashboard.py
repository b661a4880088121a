# SPDX-License-Identifier: EUPL-1.2
"""The filters of the dashboard."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from afspraken.filters import KeyField, set_choices
from afspraken.statussen import VOLGORDE
from monitoring.selectors import Dashboard


class DashboardFilterForm(forms.Form):
    """Which afspraken of the set the dashboard shows; it offers only what occurs in the set."""

    thema = KeyField(label=_("Thema"), wrong=_("Thema ‘%(value)s’ bestaat niet in deze afsprakenset."))
    trekker = KeyField(label=_("Trekker"), wrong=_("‘%(value)s’ is bij geen afspraak van deze set trekker."))
    status = KeyField(label=_("Status"), wrong=_("‘%(value)s’ is geen status."))

    def __init__(self, data: QueryDict, *, dashboard: Dashboard) -> None:
        super().__init__(data, auto_id="filter-%s")
        everything = ("", gettext("Alle"))
        themas = [(str(number), f"{number}. {naam}") for number, naam in dashboard.themakeuzes.items()]
        statussen = [(status.value, dashboard.woorden[status.value]) for status in VOLGORDE]
        set_choices(self.fields["thema"], [everything, *themas])
        set_choices(self.fields["trekker"], [everything, *((naam, naam) for naam in dashboard.trekkerkeuzes)])
        set_choices(self.fields["status"], [everything, *statussen])

    def clean_thema(self) -> int | None:
        """The number of the thema."""
        value: str = self.cleaned_data["thema"]
        return int(value) if value else None

    @property
    def gekozen(self) -> bool:
        """Something is filtered, or was tried to."""
        return any(self.data.get(name) for name in self.fields)

    def apply(self, dashboard: Dashboard) -> Dashboard:
        """What the filter keeps; nothing when it is faulty, since everything would look like an answer."""
        if not self.is_valid():
            return dashboard.emptied()
        chosen: dict[str, Any] = self.cleaned_data
        return dashboard.narrowed(**chosen)
