# SPDX-License-Identifier: EUPL-1.2
"""Which of the afspraken or acties that something names a reader may see."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from partijen.models import Gemeente
from partijen.policies import access_key
from portaal.lib.compiled import ANY_KEY, read_values

if TYPE_CHECKING:
    from partijen.querysets import User


def seen_ids(model: Any, ids: Collection[int], user: "User", gemeente: Gemeente) -> set[int]:
    """Those of these ids, of rows of this gemeente, that the reader may see. One query, none without ids."""

    def rows() -> QuerySet[Any]:
        return model.objects.visible_to(user, gemeente=gemeente).filter(pk__in=[ANY_KEY]).order_by().values("pk")  # type: ignore[no-any-return]

    return {row["pk"] for row in read_values(("gezien", model, access_key(user), gemeente.pk), rows, pks=ids)}
