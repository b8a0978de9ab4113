"""The nearest of 256 colours. Loads nothing of Textual: the first picture is drawn with it too.

Rich takes any dark colour that is not quite grey for one of the cube, whose darkest step is a
saturated blue: bars and panels would be blue.
"""

from __future__ import annotations

from functools import lru_cache

from rich.color import Color, ColorType
from rich.color_triplet import ColorTriplet
from rich.style import Style

_STEPS = (0, 95, 135, 175, 215, 255)
"""Levels of the colour cube that xterm laid down, and every terminal of 256 colours has."""
_CUBE, _GREYS = 16, 232


@lru_cache(maxsize=2048)
def of_256(style: Style) -> Style:
    """``style`` in the nearest of the 240 colours that are the same everywhere."""
    return style + Style.from_color(_nearest(style.color), _nearest(style.bgcolor))


@lru_cache(maxsize=2048)
def _nearest(wanted: Color | None) -> Color | None:
    if wanted is None or wanted.type is not ColorType.TRUECOLOR or wanted.triplet is None:
        return wanted
    return Color.from_ansi(nearest_of_256(wanted.triplet))


def nearest_of_256(wanted: ColorTriplet) -> int:
    """Number of the colour of the cube or the grey ramp that differs least to the eye."""
    cube = [min(range(6), key=lambda at: abs(_STEPS[at] - part)) for part in wanted]
    level = max(0, min(23, round((sum(wanted) / 3 - 8) / 10)))
    grey = 8 + 10 * level
    red, green, blue = cube
    candidates = {
        _CUBE + 36 * red + 6 * green + blue: ColorTriplet(*(_STEPS[at] for at in cube)),
        _GREYS + level: ColorTriplet(grey, grey, grey),
    }
    return min(candidates, key=lambda number: _difference(candidates[number], wanted))


def _difference(one: ColorTriplet, other: ColorTriplet) -> float:
    """How far colours are apart: blue counts less, green most, and a change of hue, which a dark
    ground shows at once, as much again as one of brightness."""
    red, green, blue = (a - b for a, b in zip(one, other, strict=True))
    light = 0.3 * red + 0.59 * green + 0.11 * blue
    return light * light + sum((part - light) ** 2 for part in (red, green, blue))
