# SPDX-License-Identifier: EUPL-1.2
"""Answers of the coordinator: withdraw, send back."""

from django.utils.translation import gettext_lazy

from portaal.lib.forms import PortaalForm, TekstField


class IntrekkenForm(PortaalForm):
    """Why a report is taken out of public sight."""

    reden = TekstField(
        label=gettext_lazy("Reden"),
        required=True,
        rows=2,
        error_messages={"required": gettext_lazy("Schrijf waarom de melding wordt ingetrokken.")},
    )


class TerugsturenForm(PortaalForm):
    """Why a report that waits is not published."""

    reden = TekstField(
        label=gettext_lazy("Reden"),
        required=True,
        rows=2,
        help_text=gettext_lazy("Wie de melding deed, leest dit op de werkbank."),
        error_messages={"required": gettext_lazy("Schrijf waarom u de melding terugstuurt.")},
    )
