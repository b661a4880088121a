# SPDX-License-Identifier: EUPL-1.2
"""`reset_tweede_stap`: for somebody who lost telephone, security key and recovery codes."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from partijen.services.accounts import reset_second_factor
from partijen.services.lidmaatschappen import find_gebruiker


class Command(BaseCommand):
    help = (
        "Haalt de tweede stap weg van een account, en logt het overal uit. Wie een rol heeft die er een vraagt, stelt "
        "bij het volgende inloggen een nieuwe in. Ga eerst na of de vraag echt van die persoon komt."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="adres waarmee diegene inlogt")

    def handle(self, *args: Any, **options: Any) -> None:
        gebruiker = find_gebruiker(options["email"])
        if gebruiker is None:
            raise CommandError(_("Er is geen account ‘%(email)s’.") % {"email": options["email"]})
        if reset_second_factor(gebruiker=gebruiker):
            self.stdout.write(_("De tweede stap is weggehaald. Diegene heeft bericht gekregen."))
        else:
            self.stdout.write(_("Dit account had geen tweede stap."))
