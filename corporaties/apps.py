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
    from django.db.models import Exists, OuterRef

    from corporaties.models import Klasse, Voorraadcijfer
    from partijen.shortcuts import register_fact

    def has_labels(user: Any) -> Exists:
        # From the class to its figures: a gemeente without such a class is known at once, however many figures it has.
        figures = Voorraadcijfer.objects.current().filter(gemeente=OuterRef("lijst__gemeente"), klasse=OuterRef("pk"))
        own = Klasse.objects.filter(lijst__gemeente=OuterRef("pk"), lijst__kenmerk__code="energielabel", code="efg")
        return Exists(own.filter(Exists(figures)))

    register_fact("heeft_energielabels", has_labels, in_frame=True)
