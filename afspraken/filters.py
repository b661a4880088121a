# SPDX-License-Identifier: EUPL-1.2
"""What the lists can be filtered by. Every choice comes from what the viewer may see.

A value that is not among the choices is a fault with its own sentence beside the field; the list then shows
nothing, since showing everything would look like an answer.
"""

import datetime as dt
from collections.abc import Callable, Hashable, Iterable
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from afspraken.exports import FORMATEN
from afspraken.models import Afspraak, Afsprakenset, Betrokkenheid, Ligging, Thema
from afspraken.paging import is_key
from afspraken.peildatum import first_in_force
from afspraken.querysets import AfspraakQuerySet
from afspraken.statussen import VOLGORDE, Signaal, Status, status_words
from afspraken.wachtrij import Soort
from partijen.models import Gemeente, Partij
from partijen.policies import access_key
from portaal.lib import paging
from wijken.models import Gebied

MAX_ZOEK = 100
SHOWN_OF_WRONG_VALUE = 40


class KeyField(forms.ChoiceField):
    """A choice whose wrong value is named in the message, cut off where it is absurdly long."""

    def __init__(self, *, wrong: Any, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        super().__init__(**kwargs)
        self.wrong = wrong

    def validate(self, value: Any) -> None:
        if value and not self.valid_value(value):
            shown = value[:SHOWN_OF_WRONG_VALUE] + ("…" if len(value) > SHOWN_OF_WRONG_VALUE else "")
            raise ValidationError(self.wrong, code="invalid_choice", params={"value": shown.replace("\0", "")})


class SleutelField(forms.CharField):
    """The key of a page, as the list gave it out."""

    def __init__(self, is_key: Callable[[str], bool] = is_key) -> None:
        super().__init__(required=False, widget=forms.HiddenInput)
        self.is_key = is_key

    def validate(self, value: str) -> None:
        super().validate(value)
        if value and not self.is_key(value):
            raise ValidationError(_("Deze bladzijde bestaat niet. Begin bij het begin van de lijst."), code="sleutel")


class SetFilter(forms.Form):
    """Which set, and where in its list; the base of both lists. One set at a time, the current one by default."""

    afsprakenset = KeyField(
        label=gettext_lazy("Afsprakenset"),
        wrong=gettext_lazy("‘%(value)s’ is geen afsprakenset die u hier kunt bekijken."),
        widget=forms.HiddenInput,
    )
    na = SleutelField()
    voor = SleutelField()

    def __init__(self, data: QueryDict, *, gemeente: Gemeente, user: Any, dag: dt.date | None = None) -> None:
        super().__init__(data, auto_id="filter-%s")
        self.gemeente, self.user, self.dag = gemeente, user, dag
        rows = Afsprakenset.objects.visible_to(user).filter(gemeente=gemeente)
        self.sets: list[Afsprakenset] = list(rows.current().select_related("bron"))
        set_choices(self.fields["afsprakenset"], ((row.slug, row.naam) for row in self.sets))

    @cached_property
    def gekozen_set(self) -> Afsprakenset | None:
        """The chosen set, or the one that holds (on the day asked for) when none or an unknown one was asked for."""
        wanted = self.data.get("afsprakenset", "")
        chosen = next((row for row in self.sets if row.slug == wanted), None)
        return chosen or first_in_force(self.sets, self.dag)

    @cached_property
    def themas(self) -> list[Thema]:
        """Themas of the set, in the order of the document."""
        if self.gekozen_set is None:
            return []
        return list(Thema.objects.visible_to(self.user).filter(afsprakenset=self.gekozen_set).order_by("nummer"))

    def value(self, name: str) -> str:
        """A checked value; empty when it was not given or is faulty."""
        return str(self.cleaned_data.get(name, "")) if self.is_bound and self.is_valid() else ""

    def base_rows(self) -> AfspraakQuerySet:
        """Every afspraak of the set that this viewer may see, with its standing; none when there is no set."""
        rows = Afspraak.objects.visible_to(self.user, gemeente=self.gemeente).with_stand(
            self.user, gemeente=self.gemeente, peildatum=self.dag
        )
        if self.gekozen_set is None:
            return rows.none()
        return rows.filter(gemeente=self.gemeente, afsprakenset=self.gekozen_set)


class AfsprakenFilter(SetFilter):
    """The keys of the public list; their names are those of the API."""

    zoek = forms.CharField(
        label=gettext_lazy("Zoek"),
        required=False,
        max_length=MAX_ZOEK,
        widget=forms.TextInput(attrs={"type": "search"}),
        error_messages={"max_length": gettext_lazy("Zoek met hoogstens %(limit_value)d tekens.")},
    )
    thema = KeyField(
        label=gettext_lazy("Thema"), wrong=gettext_lazy("Thema ‘%(value)s’ bestaat niet in deze afsprakenset.")
    )
    trekker = KeyField(
        label=gettext_lazy("Trekker"), wrong=gettext_lazy("‘%(value)s’ is bij geen afspraak van deze set trekker.")
    )
    status = KeyField(label=gettext_lazy("Status"), wrong=gettext_lazy("‘%(value)s’ is geen status."))
    gebied = KeyField(
        label=gettext_lazy("Buurt of rayon"),
        wrong=gettext_lazy("In ‘%(value)s’ ligt geen afspraak van deze set."),
    )
    signaal = KeyField(label=gettext_lazy("Signaal"), wrong=gettext_lazy("‘%(value)s’ is geen signaal."))
    formaat = KeyField(
        label=gettext_lazy("Formaat"),
        wrong=gettext_lazy("‘%(value)s’ is geen bestandsformaat. Kies uit xlsx, ods en csv."),
        widget=forms.HiddenInput,
    )

    def __init__(self, data: QueryDict, *, gemeente: Gemeente, user: Any, dag: dt.date | None = None) -> None:
        super().__init__(data, gemeente=gemeente, user=user, dag=dag)
        everything = ("", _("Alle"))
        words = status_words(gemeente)
        self.trekkers = {partij.naam: partij for partij in self._trekkers()}
        self.gebieden = {gebied.slug: gebied for gebied in self._gebieden()}
        set_choices(self.fields["thema"], [everything, *((str(row.nummer), str(row)) for row in self.themas)])
        set_choices(self.fields["trekker"], [everything, *((naam, naam) for naam in self.trekkers)])
        set_choices(self.fields["status"], [everything, *((status.value, words[status.value]) for status in VOLGORDE)])
        set_choices(
            self.fields["gebied"], [everything, *((slug, gebied.naam) for slug, gebied in self.gebieden.items())]
        )
        set_choices(self.fields["signaal"], [everything, *((row.value, str(row.label)) for row in Signaal)])
        set_choices(self.fields["formaat"], ((formaat, formaat) for formaat in FORMATEN))

    def clean_formaat(self) -> str:
        """A file is of now; the API gives those of another day."""
        value: str = self.cleaned_data["formaat"]
        if value and self.dag is not None:
            raise ValidationError(_("Een bestand van een eerdere dag haalt u op met de API."), code="peildatum")
        return value

    def _trekkers(self) -> QuerySet[Partij]:
        """Parties that lead a visible afspraak of the set."""
        led = Betrokkenheid.objects.visible_to(self.user, gemeente=self.gemeente).filter(
            rol=Betrokkenheid.Rol.TREKKER,
            actie=None,
            gemeente=self.gemeente,
            afspraak__afsprakenset=self.gekozen_set,
        )
        return Partij.objects.visible_to(self.user).filter(pk__in=led.order_by().values("partij")).order_by("naam")

    def _gebieden(self) -> QuerySet[Gebied]:
        """Places of visible afspraken and acties of the set, and the rayons these name."""
        here = Ligging.objects.visible_to(self.user, gemeente=self.gemeente).filter(
            gebied=OuterRef("pk"), gemeente=self.gemeente, afspraak__afsprakenset=self.gekozen_set
        )
        rayon = self.base_rows().filter(rayon=OuterRef("pk"))
        rows = Gebied.objects.visible_to(self.user).filter(gemeente=self.gemeente)
        return rows.filter(Exists(here) | Exists(rayon)).order_by("naam")

    @property
    def narrowed(self) -> bool:
        """True when one of the lists of choices narrows the list."""
        return any(self.data.get(name) for name in ("thema", "trekker", "status", "gebied", "signaal"))

    @property
    def active(self) -> bool:
        """True when anything but the set narrows the list."""
        return self.narrowed or bool(self.data.get("zoek"))

    @property
    def query_key(self) -> tuple[Hashable, ...] | None:
        """Everything the rows depend on, for SQL that is kept; None where it holds a rarer choice or typed text.

        It is that of the first page: any other begins at a place that an address may name at will.
        """
        if self.gekozen_set is None or self.dag is not None:
            return None
        if any(self.value(name) for name in ("zoek", "trekker", "gebied", "signaal")):
            return None
        choices = (self.value("thema"), self.value("status"))
        return ("lijst", access_key(self.user), self.gemeente.pk, self.gekozen_set.pk, *choices)

    def rows_but_status(self) -> AfspraakQuerySet:
        """What all filters but `status` leave: the counters of statuses count these."""
        rows = self.base_rows()
        if not self.is_valid():
            return rows.none()
        if thema := self.value("thema"):
            rows = rows.filter(thema__nummer=int(thema))
        if trekker := self.value("trekker"):
            rows = rows.led_by(self.trekkers[trekker])
        if gebied := self.value("gebied"):
            rows = rows.in_gebied(self.gebieden[gebied], self.user)
        if zoek := self.value("zoek"):
            rows = rows.search(zoek, self.user)
        if signaal := self.value("signaal"):
            rows = rows.with_signalen(self.user, gemeente=self.gemeente, peildatum=self.dag).with_signaal(signaal)
        return rows

    def rows(self) -> AfspraakQuerySet:
        """What all filters leave."""
        rows = self.rows_but_status()
        status = self.value("status")
        return rows.filter(zicht_status=status) if status else rows


class ActielijstFilter(SetFilter):
    """The keys of the actielijst: a thema, and one of the quick filters."""

    ALLE, MIJN, BIJ_TE_WERKEN, AFWIJKEND = "alle", "mijn", "bij-te-werken", "afwijkend"
    KEUZES = (
        (ALLE, gettext_lazy("Alle")),
        (MIJN, gettext_lazy("Mijn afspraken")),
        (BIJ_TE_WERKEN, gettext_lazy("Nog bij te werken")),
        (AFWIJKEND, gettext_lazy("Stagneert of vraagt aandacht")),
    )
    ALLE_THEMAS = "alle"

    thema = KeyField(
        label=gettext_lazy("Thema"), wrong=gettext_lazy("Thema ‘%(value)s’ bestaat niet in deze afsprakenset.")
    )
    filter = KeyField(
        label=gettext_lazy("Snel filteren"),
        wrong=gettext_lazy("‘%(value)s’ is geen filter van deze lijst."),
        choices=KEUZES,
        widget=forms.HiddenInput,
    )

    def __init__(self, data: QueryDict, *, gemeente: Gemeente, user: Any, werkgroep_ids: Iterable[int]) -> None:
        super().__init__(data, gemeente=gemeente, user=user)
        self.werkgroep_ids = frozenset(werkgroep_ids)
        choices = [(self.ALLE_THEMAS, _("Alle thema’s")), *((str(row.nummer), str(row)) for row in self.themas)]
        set_choices(self.fields["thema"], choices)

    @property
    def keuzelabels(self) -> tuple[tuple[str, str], ...]:
        """(quick filter, its label), with the words that the gemeente gives its statuses."""
        words = status_words(self.gemeente)
        deviating = _("%(ene)s of %(andere)s") % {
            "ene": words[Status.STAGNATIE],
            "andere": words[Status.AANDACHT][:1].lower() + words[Status.AANDACHT][1:],
        }
        return tuple((key, deviating if key == self.AFWIJKEND else str(label)) for key, label in self.KEUZES)

    @cached_property
    def gekozen_thema(self) -> Thema | None:
        """The chosen thema; of one's own werkgroep when none was chosen; None for all."""
        wanted = self.data.get("thema", "")
        if wanted:
            return next((row for row in self.themas if str(row.nummer) == wanted), None)
        return next((row for row in self.themas if row.werkgroep_id in self.werkgroep_ids), None)

    @property
    def keuze(self) -> str:
        """The chosen quick filter."""
        return self.value("filter") or self.ALLE

    def rows_of_thema(self) -> AfspraakQuerySet:
        """Visible afspraken of the chosen thema, or of the whole set."""
        rows = self.base_rows()
        if not self.is_valid():
            return rows.none()
        return rows.filter(thema=self.gekozen_thema) if self.gekozen_thema else rows

    def count(self, vorig_overleg: Any) -> dict[str, int]:
        """{quick filter: number of rows of the thema}, in one query."""
        rows = self.rows_of_thema().order_by()
        keys = [key for key, _label in self.KEUZES]
        return rows.aggregate(
            **{
                key.replace("-", "_"): Count("pk", filter=Q(pk__in=self.narrow(rows, key, vorig_overleg).values("pk")))
                for key in keys
            }
        )

    def narrow(self, rows: AfspraakQuerySet, keuze: str, vorig_overleg: Any) -> AfspraakQuerySet:
        """The rows of one quick filter; `vorig_overleg` is the date of the previous board meeting or None."""
        if keuze == self.MIJN:
            return rows.owned_by(self.user, self.gemeente)
        if keuze == self.BIJ_TE_WERKEN:
            return rows.to_update(vorig_overleg)
        if keuze == self.AFWIJKEND:
            return rows.filter(zicht_status__in=(Status.STAGNATIE, Status.AANDACHT))
        return rows


class WachtrijFilter(forms.Form):
    """The keys of the queue of what waits for publishing."""

    soort = KeyField(
        label=gettext_lazy("Soort"),
        wrong=gettext_lazy("‘%(value)s’ is geen soort van deze lijst."),
        choices=Soort.choices,
        widget=forms.HiddenInput,
    )
    thema = KeyField(label=gettext_lazy("Thema"), wrong=gettext_lazy("Thema ‘%(value)s’ bestaat niet."))
    na = SleutelField(is_key=paging.is_key)
    voor = SleutelField(is_key=paging.is_key)

    def __init__(self, data: QueryDict, *, gemeente: Gemeente, user: Any) -> None:
        super().__init__(data, auto_id="filter-%s")
        rows = Thema.objects.visible_to(user).filter(gemeente=gemeente).select_related("afsprakenset")
        self.themas = {f"{row.afsprakenset.slug}:{row.nummer}": row for row in rows.order_by("afsprakenset", "nummer")}
        per_set: dict[str, list[tuple[str, str]]] = {}
        for key, row in self.themas.items():
            per_set.setdefault(row.afsprakenset.naam, []).append((key, str(row)))
        choices: list[Any] = [("", _("Alle thema’s")), *per_set.items()]
        set_choices(self.fields["thema"], choices)

    @property
    def gekozen_soort(self) -> Soort | None:
        """The chosen kind; None for all."""
        value = self.value("soort")
        return Soort(value) if value else None

    @property
    def gekozen_thema(self) -> Thema | None:
        """The chosen thema; None for all."""
        return self.themas.get(self.value("thema"))

    def value(self, name: str) -> str:
        """A checked value; empty when it was not given or is faulty."""
        return str(self.cleaned_data.get(name, "")) if self.is_valid() else ""


def set_choices(field: forms.Field, choices: Iterable[tuple[str, str]]) -> None:
    """Give a choice field of a form its choices."""
    field.choices = list(choices)  # type: ignore[attr-defined]
