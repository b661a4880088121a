# SPDX-License-Identifier: EUPL-1.2
"""App configuration of corporaties."""

from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from portaal.lib.blackout import Handling, register


class CorporatiesConfig(AppConfig):
    name = "corporaties"
    verbose_name = _("Corporaties")

    def ready(self) -> None:
        register("corporaties.Levering", Handling(scope="gemeente", own=frozenset({"sha256"})))
        for name in ("Afwijking", "Afwijkingstoelichting"):
            register(f"corporaties.{name}", Handling(scope="gemeente", own=frozenset({"sleutel"})))
        # The classes of the lists of a gemeente; those of the country belong to nobody.
        register("corporaties.Klasse", Handling(scope="lijst__gemeente", own=frozenset({"code", "vera_code"})))
        for name in ("Populatie", "Kenmerk", "Huurgrens"):
            register(f"corporaties.{name}", Handling(exempt="the same words for all gemeenten, from published lists"))
        _register_facts()


def _register_facts() -> None:
    """The footer leads to the energy labels where there are figures of them."""
    from django.db.models import OuterRef, Subquery

    from corporaties.models import Klasse, Klassenlijst, Voorraadcijfer
    from partijen.shortcuts import register_fact

    def has_labels(user: Any) -> Subquery:
        # From the list to its figures: a gemeente without such a list is known at once, however many figures it has.
        # By their keys instead of EXISTS: for that PostgreSQL gathers all figures, and the lists of all gemeenten.
        current = Voorraadcijfer.objects.current().order_by()
        figure = current.filter(gemeente=OuterRef("lijst__gemeente"), klasse=OuterRef("pk")).values("pk")[:1]
        klasse = _with(Subquery(figure), Klasse.objects.filter(lijst=OuterRef("pk"), code="efg"))
        lijst = Klassenlijst.objects.filter(gemeente=OuterRef("pk"), kenmerk__code="energielabel")
        return Subquery(_with(Subquery(klasse), lijst))

    register_fact("heeft_energielabels", has_labels, in_frame=True)


def _with(found: Any, rows: Any) -> Any:
    """The key of the first row, in no order, for which something is found."""
    return rows.annotate(found=found).exclude(found=None).order_by().values("pk")[:1]
