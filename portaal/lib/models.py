# SPDX-License-Identifier: EUPL-1.2
"""Abstract bases and small building blocks of models, without knowledge of any app."""

import datetime as dt

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

# A code is part of addresses and file names: letters, digits, and single separators inside.
CODE_PATTERN = r"[0-9A-Za-z]+(?:[.\-][0-9A-Za-z]+)*"
CODE_MAX_LENGTH = 20
validate_code = RegexValidator(
    rf"\A{CODE_PATTERN}\Z",
    _("Een code bestaat uit letters en cijfers, met een punt of streepje ertussen, zoals 1a, 1.7 of 6a-1."),
    code="code",
)


def valid_on(day: dt.date) -> models.Q:
    """Rows whose `van` and `tot` (either may be open) hold the day."""
    return (models.Q(van=None) | models.Q(van__lte=day)) & (models.Q(tot=None) | models.Q(tot__gte=day))


class Versioned(models.Model):
    """A row that people edit: `versie` goes up by one with each change, so that no update is lost silently."""

    versie = models.PositiveIntegerField(_("versie"), default=1, editable=False)

    class Meta:
        abstract = True
