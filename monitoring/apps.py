# SPDX-License-Identifier: EUPL-1.2
"""App configuration of monitoring."""

from collections.abc import Collection
from typing import Any

from django.apps import AppConfig
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portaal.lib.background import rounds
from portaal.lib.blackout import Handling, register


def mark_rapportages(pks: Collection[int]) -> None:
    """Personal data was taken out of these: they keep their hash and say so."""
    from monitoring.models import Rapportage

    Rapportage.objects.filter(pk__in=pks, zwartgemaakt_op=None).update(zwartgemaakt_op=timezone.now())


def mark_rapportages_of_lines(pks: Collection[int]) -> None:
    """The same, for the rapportages that these lines belong to."""
    from monitoring.models import Rapportageregel

    found = Rapportageregel.objects.filter(pk__in=pks).order_by().values_list("rapportage_id", flat=True)
    mark_rapportages(set(found))


def mark_evaluaties(pks: Collection[int]) -> None:
    """As rapportages: these keep their hash and say so."""
    from monitoring.models import Evaluatie

    rows = Evaluatie.objects.filter(pk__in=pks, vastgesteld=True, zwartgemaakt_op=None)
    rows.update(zwartgemaakt_op=timezone.now())


def mark_evaluaties_of_lines(pks: Collection[int]) -> None:
    """The evaluations that these lines belong to."""
    from monitoring.models import Evaluatieregel

    found = Evaluatieregel.objects.filter(pk__in=pks).order_by()
    mark_evaluaties(set(found.values_list("evaluatie_id", flat=True)))


def mark_evaluaties_of_oordelen(pks: Collection[int]) -> None:
    """The evaluations that these verdicts belong to."""
    from monitoring.models import Oordeel

    found = Oordeel.objects.filter(pk__in=pks).order_by()
    mark_evaluaties(set(found.values_list("regel__evaluatie_id", flat=True)))


def _register_facts() -> None:
    """Pages lead to what parties asked first where they asked anything."""
    from django.db.models import Exists, OuterRef

    from monitoring.models import Partijprioriteit
    from partijen.shortcuts import register_fact

    def has_priorities(user: Any) -> Exists:
        return Exists(Partijprioriteit.objects.visible_to(user).filter(gemeente=OuterRef("pk")))

    register_fact("heeft_prioriteiten", has_priorities)


class MonitoringConfig(AppConfig):
    name = "monitoring"
    verbose_name = _("Monitoring")

    def ready(self) -> None:
        own = frozenset({"hash"})
        register("monitoring.Rapportage", Handling(scope="gemeente", own=own, after=mark_rapportages))
        own = frozenset({"signalen"})
        register("monitoring.Rapportageregel", Handling(scope="gemeente", own=own, after=mark_rapportages_of_lines))
        register("monitoring.Evaluatie", Handling(scope="gemeente", own=frozenset({"hash"}), after=mark_evaluaties))
        register("monitoring.Evaluatieregel", Handling(scope="gemeente", after=mark_evaluaties_of_lines))
        register("monitoring.Oordeel", Handling(scope="gemeente", after=mark_evaluaties_of_oordelen))
        secrets = frozenset({"geheim_versleuteld", "vorig_geheim_versleuteld"})
        register("monitoring.Webhook", Handling(scope="gemeente", own=secrets))
        register("monitoring.Webhookbericht", Handling(exempt="kinds, numbers and moments, no text of people"))

        _register_facts()

        from monitoring.services import webhookberichten, webhookmeldingen

        rounds.register("webhooks", webhookberichten.make_round, seconds=3)
        rounds.register("webhookberichten", webhookberichten.remove_old, seconds=3600)
        rounds.register("webhookmeldingen", webhookmeldingen.tell_stopped, seconds=600)
