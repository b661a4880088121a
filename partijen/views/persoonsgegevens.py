# SPDX-License-Identifier: EUPL-1.2
"""What every page that publishes does when a text seems to hold personal data: show it, and ask for an answer."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from partijen.forms import AntwoordForm
from partijen.models import Gemeente
from partijen.pages import PageRequest
from partijen.services.persoonsgegevens import Antwoord, Bevinding, PersonalDataFound
from portaal.lib.personal_data import Kind


@dataclass(frozen=True, slots=True)
class Vraag:
    """The findings, and the form that answers them; context of `_components/persoonsgegevens.html`."""

    bevindingen: tuple[Bevinding, ...]
    form: AntwoordForm

    @property
    def alleen_bekijken(self) -> bool:
        """Nothing was found: there are files that the portal cannot search."""
        return all(bevinding.soort == Kind.ONGELEZEN for bevinding in self.bevindingen)


def antwoord_of(request: HttpRequest) -> Antwoord | None:
    """The answer that was sent along, if it is complete. The service decides whether it is about these findings."""
    if "bevindingen" not in request.POST:
        return None
    form = AntwoordForm(request.POST)
    if not form.is_valid():
        return None
    return Antwoord(kenmerk=form.cleaned_data["bevindingen"], reden=form.cleaned_data["waarom_niet"])


def vraag_of(request: HttpRequest, found: PersonalDataFound) -> Vraag:
    """The question about findings; with its faults when these findings were answered, but not completely."""
    again = request.POST.get("bevindingen") == found.kenmerk
    form = AntwoordForm(request.POST if again else None, initial={"bevindingen": found.kenmerk})
    if again:
        form.focus_first_fault()
    else:
        form.fields["geen_persoonsgegeven"].widget.attrs["autofocus"] = True
    vraag = Vraag(found.bevindingen, form)
    if vraag.alleen_bekijken:
        form.fields["geen_persoonsgegeven"].label = _("Ik heb het bekeken: er staan geen persoonsgegevens in")
        form.fields["waarom_niet"].label = _("Wat staat erin?")
        form.fields["waarom_niet"].help_text = _(
            "Bijvoorbeeld: een foto van het nieuwe plein. Dit komt in de geschiedenis."
        )
    return vraag


def ask_page(
    request: PageRequest,
    gemeente: Gemeente,
    found: PersonalDataFound,
    *,
    terug: str,
    action: str = "",
    sent: list[tuple[str, str]] | None = None,
) -> HttpResponse:
    """A page of its own for a button that publishes: the same request once more, now with an answer.

    Args:
        terug: where one mends the text instead.
        action: where the answer goes, with the values of `sent`; without these the same request again.
    """
    if sent is None:
        own = {"csrfmiddlewaretoken", *AntwoordForm.base_fields}
        sent = [(name, value) for name, values in request.POST.lists() if name not in own for value in values]
    context = {
        "gemeente": gemeente,
        "vraag": vraag_of(request, found),
        "bewaard": sent,
        "formulier_url": action or request.get_full_path(),
        "terug": terug,
    }
    return render(request, "partijen/persoonsgegevens.html", context, status=422)
