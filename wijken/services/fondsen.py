# SPDX-License-Identifier: EUPL-1.2
"""What a fund is for, and when residents may apply. What it holds is booked in `grootboek`."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from partijen.models import Gebruiker, Wijziging
from partijen.services import history
from portaal.lib.personal_data import validate_openbaar
from wijken.models import Fonds
from wijken.services.grootboek import may_keep

INSTELBAAR = frozenset({"doel", "open", "aanvragen_tot", "beslistermijn_dagen", "verantwoordingstermijn_dagen"})


@transaction.atomic
def set_up(
    *,
    fonds: Fonds,
    changes: Mapping[str, Any],
    by: Gebruiker,
    versie: int | None = None,
    oorsprong: str = Wijziging.Oorsprong.PAGINA,
) -> Fonds:
    """Change settings of a fund.

    Raises:
        PermissionDenied: not fondsbeheerder here.
        StaleVersion: somebody else changed it since version `versie`.
        ValidationError: by field.
    """
    may_keep(by, fonds.gemeente_id)
    if unknown := set(changes) - INSTELBAAR:
        raise ValueError(f"not a setting: {sorted(unknown)}")
    validate_openbaar("doel", changes.get("doel", ""))
    history.update_with_history(fonds, dict(changes), by=by, oorsprong=oorsprong, expected_versie=versie)
    return fonds
