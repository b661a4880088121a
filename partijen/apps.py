# SPDX-License-Identifier: EUPL-1.2
"""App configuration of partijen."""

from django.apps import AppConfig
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portaal.lib.blackout import Handling, register


class PartijenConfig(AppConfig):
    name = "partijen"
    verbose_name = _("Partijen")

    def ready(self) -> None:
        from partijen import receivers  # noqa: F401  (receivers connect themselves)

        register("partijen.Gemeente", Handling(scope="pk"))
        register("partijen.Partij", Handling(scope="gemeente", also=_active_here_alone))
        register("partijen.Gebruiker", Handling(exempt="an account belongs to its owner: see services.anonimiseren"))
        register("partijen.Inlogdienst", Handling(scope="gemeente", own=frozenset({"geheim_versleuteld"})))
        register("partijen.Bericht", Handling(exempt="kinds and numbers that the portal made, no text of people"))
        register("partijen.Afmelding", Handling(exempt="a kind, no text of people"))
        register("partijen.Wijziging", Handling(scope="gemeente", own=frozenset({"model", "rol"})))
        register("partijen.Sleutel", Handling(scope="gemeente", own=frozenset({"prefix", "token_hash"})))


def _active_here_alone(gemeente_id: int) -> Q:
    """Organisations that are active in one gemeente: what several share, is changed by who keeps the installation."""
    from partijen.models import PartijInGemeente

    active = PartijInGemeente.objects.order_by()
    here, elsewhere = active.filter(gemeente_id=gemeente_id), active.exclude(gemeente_id=gemeente_id)
    return Q(gemeente=None, pk__in=here.values("partij_id")) & ~Q(pk__in=elsewhere.values("partij_id"))
