# SPDX-License-Identifier: EUPL-1.2
"""What a password must be, in our own words: Django's Dutch lags behind its English."""

from django.contrib.auth import password_validation
from django.utils.translation import gettext as _


class MinimumLengthValidator(password_validation.MinimumLengthValidator):
    """Long enough."""

    def get_error_message(self) -> str:
        return _("Dit wachtwoord is te kort. Gebruik minstens %(aantal)d tekens.") % {"aantal": self.min_length}

    def get_help_text(self) -> str:
        return _("Gebruik minstens %(aantal)d tekens, bijvoorbeeld een paar woorden achter elkaar.") % {
            "aantal": self.min_length
        }


class UserAttributeSimilarityValidator(password_validation.UserAttributeSimilarityValidator):
    """Not the name or address of the user."""

    def get_error_message(self) -> str:
        return _("Dit wachtwoord lijkt te veel op uw naam of e-mailadres.")

    def get_help_text(self) -> str:
        return _("Het lijkt niet op uw naam of e-mailadres.")
