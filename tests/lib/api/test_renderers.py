# SPDX-License-Identifier: EUPL-1.2
"""Values as JSON."""

import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from uuid import UUID

import pytest

from portaal.lib.api.renderers import UtcJSONEncoder, UtcJSONRenderer


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (datetime(2025, 3, 31, 12, tzinfo=timezone(timedelta(hours=2))), "2025-03-31T10:00:00Z"),
        (datetime(2025, 3, 31, 12, 0, 0, 5, tzinfo=UTC), "2025-03-31T12:00:00.000005Z"),
        (date(2025, 3, 31), "2025-03-31"),
        (Decimal("12.50"), 12.5),
        (Decimal("12.00"), 12),
        (UUID(int=0), "00000000-0000-0000-0000-000000000000"),
    ],
)
def test_values(value, written):
    assert json.dumps(value, cls=UtcJSONEncoder) == json.dumps(written)


def test_a_number_that_is_none_is_an_error_and_not_bad_json():
    with pytest.raises(ValueError, match="JSON"):
        UtcJSONRenderer().render({"waarde": Decimal("NaN")})
