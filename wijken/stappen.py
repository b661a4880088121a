# SPDX-License-Identifier: EUPL-1.2
"""The steps a fondsbeheerder takes with an application, in one table: form, words, when, and the service it calls."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from partijen.models import Gebruiker
from wijken import forms
from wijken.models import Aanvraag
from wijken.services import aanvragen
from wijken.statussen import Aanvraagstatus

S = Aanvraagstatus


@dataclass(frozen=True, slots=True)
class Stap:
    """One step.

    Attributes:
        form: what is asked.
        titel: what the page and the button on the application are called.
        knop: the button that does it.
        uitleg: what happens then.
        vanuit: statuses in which it can be done.
        run: calls the service with a valid form.
        gevaarlijk: ends something; the button says so.
    """

    form: type[forms.StapForm]
    titel: Promise
    knop: Promise
    uitleg: Promise
    gedaan: Promise
    vanuit: tuple[Aanvraagstatus, ...]
    run: Callable[[Any, Aanvraag, Gebruiker], object]
    gevaarlijk: bool = False

    def fits(self, aanvraag: Aanvraag) -> bool:
        """The application is where this step can be taken."""
        return aanvraag.status in self.vanuit


def _take_up(form: Any, aanvraag: Aanvraag, by: Gebruiker) -> object:
    data = form.cleaned_data
    return aanvragen.take_up(aanvraag=aanvraag, fonds=data["fonds"], by=by, versie=data["versie"])


def _grant(form: Any, aanvraag: Aanvraag, by: Gebruiker) -> object:
    data = form.cleaned_data
    return aanvragen.grant(
        aanvraag=aanvraag,
        regel=form.regel(),
        openbare_titel=data["openbare_titel"],
        openbare_samenvatting=data["openbare_samenvatting"],
        motivering=data["motivering"],
        reservering=form.reservering,
        by=by,
        versie=data["versie"],
    )


def _reject(form: Any, aanvraag: Aanvraag, by: Gebruiker) -> object:
    data = form.cleaned_data
    return aanvragen.reject(
        aanvraag=aanvraag, motivering=data["motivering"], datum=data["datum"], by=by, versie=data["versie"]
    )


def _pay(form: Any, aanvraag: Aanvraag, by: Gebruiker) -> object:
    return aanvragen.pay(aanvraag=aanvraag, regel=form.regel(), by=by, versie=form.cleaned_data["versie"])


def _refund(form: Any, aanvraag: Aanvraag, by: Gebruiker) -> object:
    return aanvragen.refund(aanvraag=aanvraag, regel=form.regel(), by=by, versie=form.cleaned_data["versie"])


def _account(form: Any, aanvraag: Aanvraag, by: Gebruiker) -> object:
    data = form.cleaned_data
    return aanvragen.account(aanvraag=aanvraag, verantwoording=data["verantwoording"], by=by, versie=data["versie"])


def _withdraw(form: Any, aanvraag: Aanvraag, by: Gebruiker) -> object:
    return aanvragen.withdraw(aanvraag=aanvraag, by=by, versie=form.cleaned_data["versie"])


def _undo(form: Any, aanvraag: Aanvraag, by: Gebruiker) -> object:
    data = form.cleaned_data
    return aanvragen.undo(aanvraag=aanvraag, reden=data["reden"], by=by, versie=data["versie"])


STAPPEN: dict[str, Stap] = {
    "behandelen": Stap(
        forms.BehandelenForm,
        _("In behandeling nemen"),
        _("Neem in behandeling"),
        _("U wordt de behandelaar. Kies uit welk fonds het geld zou komen."),
        _("De aanvraag is in behandeling."),
        (S.INGEDIEND,),
        _take_up,
    ),
    "toekennen": Stap(
        forms.ToekennenForm,
        _("Toekennen"),
        _("Ken toe"),
        _("Het geld wordt apart gezet voor dit plan. De titel, de buurt en het bedrag zijn daarna openbaar."),
        _("De aanvraag is toegekend. Stuur nu de brief."),
        (S.IN_BEHANDELING,),
        _grant,
    ),
    "afwijzen": Stap(
        forms.AfwijzenForm,
        _("Afwijzen"),
        _("Wijs af"),
        _("De aanvrager ziet dit op zijn pagina. De aanvraag wordt niet openbaar."),
        _("De aanvraag is afgewezen. Stuur nu de brief."),
        (S.IN_BEHANDELING,),
        _reject,
        gevaarlijk=True,
    ),
    "uitbetalen": Stap(
        forms.GeldForm,
        _("Uitbetalen"),
        _("Boek de betaling"),
        _("Boek wat is betaald. Dat kan ook in delen."),
        _("De betaling is geboekt."),
        (S.TOEGEKEND, S.UITBETAALD),
        _pay,
    ),
    "terugbetalen": Stap(
        forms.GeldForm,
        _("Terugbetaling boeken"),
        _("Boek de terugbetaling"),
        _("Het geld is daarna weer vrij in het fonds."),
        _("De terugbetaling is geboekt."),
        (S.UITBETAALD, S.VERANTWOORD),
        _refund,
    ),
    "verantwoorden": Stap(
        forms.VerantwoordenForm,
        _("Verantwoorden en afsluiten"),
        _("Sluit af"),
        _("Wat is toegekend en niet is betaald, wordt weer vrij."),
        _("De aanvraag is verantwoord en afgesloten."),
        (S.UITBETAALD,),
        _account,
    ),
    "intrekken": Stap(
        forms.IntrekkenForm,
        _("Intrekken"),
        _("Trek in"),
        _("Gebruik dit als de aanvrager niet verder wil. Wat was toegekend, wordt weer vrij."),
        _("De aanvraag is ingetrokken."),
        (S.INGEDIEND, S.IN_BEHANDELING, S.TOEGEKEND),
        _withdraw,
        gevaarlijk=True,
    ),
    "herstellen": Stap(
        forms.HerstellenForm,
        _("Laatste boeking herstellen"),
        _("Boek tegen"),
        _("De laatste boeking van deze aanvraag wordt tegengeboekt, en de stand gaat mee terug."),
        _("De boeking is tegengeboekt."),
        (S.TOEGEKEND, S.UITBETAALD),
        _undo,
        gevaarlijk=True,
    ),
}
