# SPDX-License-Identifier: EUPL-1.2
"""Facts about many rows of afspraken: who sees what, how things stand for a viewer, and signalen in SQL."""

from .afspraak import ActieQuerySet, AfspraakQuerySet, AfsprakensetQuerySet, ThemaQuerySet
from .rest import (
    ActielijstimportQuerySet,
    BewijsstukQuerySet,
    DocumentimportQuerySet,
    NotitieQuerySet,
    ProjectkoppelingQuerySet,
    VoortgangQuerySet,
    ZichtbaarViaAfspraakQuerySet,
)

__all__ = [
    "ActieQuerySet",
    "ActielijstimportQuerySet",
    "AfspraakQuerySet",
    "AfsprakensetQuerySet",
    "BewijsstukQuerySet",
    "DocumentimportQuerySet",
    "NotitieQuerySet",
    "ProjectkoppelingQuerySet",
    "ThemaQuerySet",
    "VoortgangQuerySet",
    "ZichtbaarViaAfspraakQuerySet",
]
