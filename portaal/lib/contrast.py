# SPDX-License-Identifier: EUPL-1.2
"""How well a text stands out from its background, by WCAG 2.2."""

import re

TEXT, SHAPE = 4.5, 3.0  # what success criteria 1.4.3 and 1.4.11 ask
_HEX = re.compile(r"#[0-9a-f]{6}", re.ASCII)


def is_colour(value: str) -> bool:
    """True for a colour as `#1a2b3c`, in lower case."""
    return _HEX.fullmatch(value) is not None


def contrast(one: str, other: str) -> float:
    """Ratio of two colours (`#1a2b3c`): from 1, the same, to 21, black on white."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    channels = (int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
