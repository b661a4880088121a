# SPDX-License-Identifier: EUPL-1.2
"""`logins`: sets new random passwords and second factors for the demo accounts, and prints them once."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from monitoring.services.logins import format_logins, reset_demo_logins
from partijen.models import Gebruiker
from partijen.services.second_factor import demo_code


class Command(BaseCommand):
    help = "Geeft de demo-accounts nieuwe wachtwoorden en toont die één keer. Echte accounts blijven zoals ze zijn."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--code",
            metavar="EMAIL",
            help="verander niets; toon de code die dit demo-account nu bij het inloggen invult",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["code"] is not None:
            self.stdout.write(self.code_of(options["code"]))
            return
        logins = reset_demo_logins()
        if not logins:
            self.stdout.write(_("Er zijn geen demo-accounts. Laad ze met: load_voorbeelddata --demo"))
            return
        self.stdout.write(format_logins(logins))

    def code_of(self, email: str) -> str:
        """The code and how long it works, as one line; of a real account nothing is told."""
        gebruiker = Gebruiker.objects.filter(email=email.strip().lower(), demo=True, is_active=True).first()
        if gebruiker is None:
            raise CommandError(_("Er is geen demo-account ‘%(email)s’.") % {"email": email})
        found = demo_code(gebruiker)
        if found is None:
            raise CommandError(_("Dit account logt in zonder code. Een nieuw geheim maakt u met: logins"))
        code, seconds = found
        return _("%(code)s (nog %(seconds)s seconden geldig)") % {"code": code, "seconds": seconds}
