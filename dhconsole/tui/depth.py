"""Colours as the terminal can show them.

Owns what becomes of a theme on a terminal of 256 colours, and on one that is to show none. With 16
colours the themes made for those are taken (``core.theme.fitting``).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from rich.color import Color, ColorType
from rich.color_triplet import ColorTriplet
from rich.segment import Segment
from rich.style import Style
from textual import color
from textual.filter import LineFilter, Monochrome, NoColor

_STEPS = (0, 95, 135, 175, 215, 255)
"""Levels of the colour cube that xterm laid down, and every terminal of 256 colours has."""
_CUBE, _GREYS = 16, 232


def shown_with(
    filters: Sequence[LineFilter], *, colours: str | None, ansi: bool
) -> Sequence[LineFilter]:
    """The filters of an app, with those that the terminal needs.

    Args:
        filters: as Textual chooses them.
        colours: how many, as ``rich.console.Console.color_system`` says it.
        ansi: whether the theme leaves the ground to the terminal.
    """
    if ansi and any(isinstance(each, (Monochrome, NoColor)) for each in filters):
        # Textual's own would leave nothing of a cursor, which is a ground and no more.
        return (_ATTRIBUTES,)
    return (*filters, _NEAREST) if colours == "256" else filters


class Nearest(LineFilter):
    """Each colour becomes the nearest of the 240 that are the same everywhere.

    Rich takes any dark colour that is not quite grey for one of the cube, whose darkest step is a
    saturated blue: bars and panels would be blue.
    """

    def apply(self, segments: list[Segment], background: color.Color) -> list[Segment]:
        return [
            Segment(text, None if style is None else _of_256(style), control)
            for text, style, control in segments
        ]


class Attributes(LineFilter):
    """No colours at all: what has a ground of its own is reversed."""

    def apply(self, segments: list[Segment], background: color.Color) -> list[Segment]:
        return [
            Segment(text, None if style is None else _uncoloured(style), control)
            for text, style, control in segments
        ]


_NEAREST = Nearest()
_ATTRIBUTES = Attributes()
_DEFAULT = Style(color="default", bgcolor="default")
_REVERSED = Style(color="default", bgcolor="default", reverse=True)


@lru_cache(maxsize=2048)
def _uncoloured(style: Style) -> Style:
    ground = style.bgcolor
    return style + (_DEFAULT if ground is None or ground.is_default else _REVERSED)


@lru_cache(maxsize=2048)
def _of_256(style: Style) -> Style:
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
