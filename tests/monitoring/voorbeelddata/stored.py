# SPDX-License-Identifier: EUPL-1.2
"""What the loader writes, as it stands in the database: to prove that nothing changed."""

from afspraken.models import (
    Actie,
    Afspraak,
    Afsprakenset,
    Betrokkenheid,
    LandelijkePrioriteit,
    Ligging,
    Termijn,
    Thema,
)
from partijen.models import (
    Brondocument,
    Collectieflid,
    Gemeente,
    Partij,
    PartijInGemeente,
    Wijziging,
)
from wijken.models import (
    Bewonerskrachtteam,
    Gebied,
    Gebiedsdeel,
    Indicator,
    Indicatorklasse,
    Indicatorwaarde,
    Kaarttegel,
    Teamfase,
)

MODELS = (
    Gemeente,
    Partij,
    PartijInGemeente,
    Collectieflid,
    Brondocument,
    Gebied,
    Gebiedsdeel,
    Bewonerskrachtteam,
    Teamfase,
    Indicator,
    Indicatorklasse,
    Indicatorwaarde,
    Kaarttegel,
    Afsprakenset,
    Afsprakenset.ondertekenaars.through,
    Thema,
    LandelijkePrioriteit,
    LandelijkePrioriteit.themas.through,
    Afspraak,
    Actie,
    Betrokkenheid,
    Ligging,
    Termijn,
    Wijziging,
)


def snapshot() -> dict[str, list[tuple]]:
    """Every row of every kind, as stored."""
    return {model._meta.label: sorted(model._default_manager.values_list(), key=repr) for model in MODELS}
