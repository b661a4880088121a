# SPDX-License-Identifier: EUPL-1.2
"""App configuration of partijen."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from portaal.lib.blackout import Handling, register


class PartijenConfig(AppConfig):
    name = "partijen"
    verbose_name = _("Partijen")

    def ready(self) -> None:
        from partijen import receivers  # noqa: F401  (receivers connect themselves)

        register("partijen.Gemeente", Handling(scope="pk"))
        register("partijen.Gebruiker", Handling(exempt="an account belongs to its owner: see services.anonimiseren"))
        register("partijen.Inlogdienst", Handling(scope="gemeente", own=frozenset({"geheim_versleuteld"})))
        register("partijen.Bericht", Handling(exempt="kinds and numbers that the portal made, no text of people"))
        register("partijen.Afmelding", Handling(exempt="a kind, no text of people"))
        register("partijen.Wijziging", Handling(scope="gemeente", own=frozenset({"model", "rol"})))
        register("partijen.Sleutel", Handling(scope="gemeente", own=frozenset({"prefix", "token_hash"})))
